package lockedsql

import (
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"

	_ "github.com/duckdb/duckdb-go/v2" // the parser and the list of functions
)

// Code says why a text is refused.
type Code string

// The reasons.
const (
	NotSelect Code = "not_select" // it is not one single SELECT
	Forbidden Code = "forbidden"  // Detail is what it uses and may not
	Failed    Code = "failed"     // Detail is what is wrong with it
)

// Refusal is why a text may not be run. Detail quotes the text and nothing else.
type Refusal struct {
	Code   Code
	Detail string
}

// Check tells whether a text is one SELECT that may be run over the tables:
// it reads nothing else, and gives the same result every time. It looks at the
// statement as DuckDB's own parser understands it, and refuses whatever it
// does not know. It returns those of the tables that the statement reads.
func Check(text string, tables []string) ([]string, *Refusal) {
	p, err := parser()
	if err != nil {
		return nil, failed("the checker could not start")
	}
	tree, refusal := p.tree(text)
	if refusal != nil {
		return nil, refusal
	}
	w := walk{parser: p, tables: map[string]string{}, read: map[string]bool{}}
	for _, t := range tables {
		w.tables[fold(t)] = t
	}
	w.visit(tree, nil)
	if w.refused != "" {
		return nil, &Refusal{Forbidden, w.refused}
	}
	return slices.Sorted(maps.Keys(w.read)), nil
}

func failed(detail string) *Refusal { return &Refusal{Failed, strings.TrimRight(detail, ".")} }

func fold(name string) string { return strings.ToLower(name) }

// parsing is DuckDB as a parser, with what it says of its functions.
type parsing struct {
	db        *sql.DB
	functions map[string][]overload
	macros    map[string]bool // true: may be used
}

type overload struct {
	parameters int
	variadic   bool
	consistent bool
}

var parser = sync.OnceValues(func() (*parsing, error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, err
	}
	p := &parsing{db: db, functions: map[string][]overload{}, macros: map[string]bool{}}
	for _, s := range []string{"SET autoinstall_known_extensions = false", "SET autoload_known_extensions = false", "SET enable_external_access = false"} {
		if _, err := db.Exec(s); err != nil {
			return nil, err
		}
	}
	rows, err := db.Query(`SELECT function_name, function_type, len(parameters), varargs IS NOT NULL, coalesce(stability = 'CONSISTENT', false), coalesce(macro_definition, '')
		FROM duckdb_functions() WHERE function_type IN ('scalar', 'aggregate', 'macro')`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	definitions := map[string][]string{}
	for rows.Next() {
		var name, kind, definition string
		var o overload
		if err := rows.Scan(&name, &kind, &o.parameters, &o.variadic, &o.consistent, &definition); err != nil {
			return nil, err
		}
		if name = fold(name); kind == "macro" {
			definitions[name] = append(definitions[name], definition)
		} else {
			p.functions[name] = append(p.functions[name], o)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	// Macros stand on other macros: what is not yet known to be harmless is
	// looked at again until nothing changes.
	for changed := true; changed; {
		changed = false
		for name, all := range definitions {
			if !p.macros[name] && p.harmless(all) {
				p.macros[name], changed = true, true
			}
		}
	}
	for name := range definitions {
		if _, known := p.macros[name]; !known {
			p.macros[name] = false
		}
	}
	return p, nil
})

func (p *parsing) harmless(definitions []string) bool {
	for _, d := range definitions {
		tree, refusal := p.tree("SELECT " + d)
		if refusal != nil {
			return false
		}
		w := walk{parser: p}
		if w.visit(tree, nil); w.refused != "" {
			return false
		}
	}
	return true
}

// tree parses a text into the one SELECT it must be.
func (p *parsing) tree(text string) (any, *Refusal) {
	notSelect := &Refusal{Code: NotSelect}
	if strings.ContainsRune(text, 0) {
		return nil, notSelect
	}
	var serialised []byte
	if err := p.db.QueryRowContext(context.Background(), "SELECT CAST(json_serialize_sql(CAST(? AS VARCHAR), skip_default := true) AS VARCHAR)", text).Scan(&serialised); err != nil {
		return nil, failed("it cannot be parsed")
	}
	var result struct {
		Error      bool   `json:"error"`
		Type       string `json:"error_type"`
		Message    string `json:"error_message"`
		Statements []any  `json:"statements"`
	}
	if err := json.Unmarshal(serialised, &result); err != nil {
		return nil, failed("it cannot be parsed")
	}
	switch {
	case result.Error && result.Type == "not implemented":
		return nil, notSelect
	case result.Error:
		return nil, failed(firstLine(result.Message))
	case len(result.Statements) != 1:
		return nil, notSelect
	}
	return result.Statements[0], nil
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return strings.TrimSpace(s)
}

package lockedsql

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
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

// walk visits a parsed statement and stops at the first thing refused.
type walk struct {
	parser  *parsing
	tables  map[string]string // by folded name
	read    map[string]bool
	refused string // what, as the text names it
}

// scope is the names of common table expressions that can be seen.
type scope struct {
	name  string
	outer *scope
}

func (s *scope) has(name string) bool {
	for ; s != nil; s = s.outer {
		if s.name == name {
			return true
		}
	}
	return false
}

var expressions = set("BETWEEN CASE CAST COLLATE COLUMN_REF COMPARISON CONJUNCTION CONSTANT DEFAULT FUNCTION LAMBDA LAMBDA_REF OPERATOR POSITIONAL_REFERENCE STAR SUBQUERY WINDOW TYPE")

var clauses = set("SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE CTE_NODE " +
	"BASE_TABLE SUBQUERY JOIN TABLE_FUNCTION EXPRESSION_LIST EMPTY PIVOT " +
	"LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER ORDER_MODIFIER DISTINCT_MODIFIER " +
	"ORDER_DEFAULT ASCENDING DESCENDING ORDER_ASCENDING ORDER_DESCENDING")

// tableFunctions make rows of their arguments alone.
var tableFunctions = set("unnest range generate_series json_each json_tree")

// clocks are words that DuckDB reads as functions where no column has the name.
var clocks = set("current_date current_time current_timestamp localtime localtimestamp")

// moody are functions that DuckDB calls consistent although their result
// depends on more than their arguments, or whose size no limit holds.
var moody = map[string]string{
	"getvariable": "getvariable()", "current_setting": "current_setting()", "reservoir_quantile": "reservoir_quantile()", "bar": "bar()",
	"list_aggregate": "", "list_aggr": "", "array_aggregate": "", "array_aggr": "", "aggregate": "",
}

func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(words) {
		all[w] = true
	}
	return all
}

func (w *walk) refuse(format string, args ...any) {
	if w.refused == "" {
		w.refused = fmt.Sprintf(format, args...)
	}
}

func text(node map[string]any, key string) string {
	s, _ := node[key].(string)
	return s
}

func list(node map[string]any, key string) []any {
	l, _ := node[key].([]any)
	return l
}

func (w *walk) visit(v any, seen *scope) {
	if w.refused != "" {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, child := range v {
			w.visit(child, seen)
		}
	case map[string]any:
		w.object(v, seen)
	}
}

func (w *walk) object(node map[string]any, seen *scope) {
	if class, ok := node["class"].(string); ok {
		if !w.expression(node, class) {
			return
		}
	} else if kind, ok := node["type"].(string); ok {
		w.clause(node, kind, seen)
	}
	if node["sample"] != nil {
		w.refuse("a sample")
	}
	if node["at_clause"] != nil {
		w.refuse("AT")
	}
	if ctes, ok := node["cte_map"].(map[string]any); ok {
		for _, entry := range list(ctes, "map") {
			cte, _ := entry.(map[string]any)
			w.visit(cte["value"], seen) // a recursive one brings its own name along
			seen = &scope{fold(text(cte, "key")), seen}
		}
	}
	for key, child := range node {
		if key == "cte_map" {
			continue
		}
		inner := seen
		if text(node, "type") == "RECURSIVE_CTE_NODE" && key == "right" {
			inner = &scope{fold(text(node, "cte_name")), seen}
		}
		if text(node, "type") == "TABLE_FUNCTION" && key == "function" {
			// Its name has been judged as a table function; its arguments follow.
			function, _ := child.(map[string]any)
			child = []any{function["children"], function["filter"], function["order_bys"]}
		}
		w.visit(child, inner)
	}
}

// clause judges what is not an expression: queries, tables, modifiers.
func (w *walk) clause(node map[string]any, kind string, seen *scope) {
	switch {
	case kind == "BASE_TABLE":
		name, schema, catalog := text(node, "table_name"), text(node, "schema_name"), text(node, "catalog_name")
		if catalog == "" && schema == "" && seen.has(fold(name)) {
			return
		}
		known, ok := w.tables[fold(name)]
		if catalog != "" || schema != "" && fold(schema) != "main" || !ok {
			w.refuse("the table %s", strings.Join(present(catalog, schema, name), "."))
			return
		}
		w.read[known] = true
	case kind == "TABLE_FUNCTION":
		function, _ := node["function"].(map[string]any)
		name := fold(text(function, "function_name"))
		if !tableFunctions[name] || text(function, "schema") != "" || text(function, "catalog") != "" {
			w.refuse("%s()", text(function, "function_name"))
		}
	case kind == "SHOW_REF":
		w.refuse("SHOW, DESCRIBE or SUMMARIZE")
	case !clauses[kind] && !strings.HasSuffix(kind, "_TYPE_INFO"):
		w.refuse("%s", kind)
	}
}

func present(parts ...string) (out []string) {
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

// expression judges one and says whether to look into it.
func (w *walk) expression(node map[string]any, class string) bool {
	switch class {
	case "CONSTANT":
		return false
	case "COLUMN_REF":
		names := list(node, "column_names")
		if len(names) == 1 {
			if name, _ := names[0].(string); clocks[fold(name)] {
				w.refuse("%s", name)
			}
		}
		return false
	case "PARAMETER":
		w.refuse("a parameter")
	case "FUNCTION", "WINDOW":
		if catalog, schema := text(node, "catalog"), text(node, "schema"); catalog != "" || schema != "" && schema != "main" && schema != "pg_catalog" {
			w.refuse("%s()", strings.Join(present(catalog, schema, text(node, "function_name")), "."))
		}
		w.function(node)
	default:
		if !expressions[class] {
			w.refuse("%s", class)
		}
	}
	return true
}

// function refuses those whose result is not the same every time. Where
// overloads differ, all that the number of arguments leaves open count.
func (w *walk) function(node map[string]any) {
	written := text(node, "function_name")
	name, arguments := fold(written), list(node, "children")
	if macro, ok := w.parser.macros[name]; ok && !macro {
		w.refuse("%s()", written)
	}
	consistent := false
	for _, o := range w.parser.functions[name] {
		consistent = consistent || o.consistent
		if !o.consistent && (o.parameters == len(arguments) || o.variadic) {
			w.refuse("%s()", written)
		}
	}
	if len(w.parser.functions[name]) > 0 && !consistent {
		w.refuse("%s()", written)
	}
	if name == "age" && len(arguments) == 1 {
		w.refuse("age() of one argument")
	}
	if word, ok := moody[name]; ok {
		if word != "" {
			w.refuse("%s", word)
			return
		}
		if len(arguments) > 1 {
			// An aggregate given by its name.
			named, isText := constant(arguments[1])
			if !isText || moody[fold(named)] != "" {
				w.refuse("%s() of an aggregate that is not plainly named", written)
			}
		}
	}
	switch name {
	case "list_reduce", "array_reduce", "reduce":
		if len(arguments) > 1 && multiplies(arguments[1]) {
			w.refuse("%s() that makes its result many times as long at every step", written)
		}
	case "printf", "format", "sformat":
		if len(arguments) > 0 {
			if form, isText := constant(arguments[0]); !isText || wideFormat.MatchString(form) {
				w.refuse("%s() with a format that is not plain", written)
			}
		}
	}
}

// multiplies tells whether a lambda's result can be a multiple of its first
// parameter: it stands there twice, or in what may repeat it. A reduction by
// such a lambda would double a text at every element of its list.
func multiplies(v any) bool {
	lambda, _ := v.(map[string]any)
	first, _ := lambda["lhs"].(map[string]any)
	if parameters := list(first, "children"); len(parameters) > 0 {
		first, _ = parameters[0].(map[string]any)
	}
	names := list(first, "column_names")
	if len(names) != 1 {
		return true
	}
	uses, repeats := 0, false
	var count func(v any)
	count = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, child := range v {
				count(child)
			}
		case map[string]any:
			if column := list(v, "column_names"); len(column) > 0 && column[0] == names[0] {
				uses++
			}
			switch fold(text(v, "function_name")) {
			case "replace", "regexp_replace", "translate", "format", "printf", "array_to_string", "list_aggr", "list_aggregate":
				repeats = true
			case "greatest", "least", "+", "*", "-", "/": // of several, gives one
				if len(list(v, "children")) > 0 && v["class"] == "FUNCTION" {
					before := uses
					count(v["children"])
					uses = min(uses, before+1)
					return
				}
			}
			for _, child := range v {
				count(child)
			}
		}
	}
	count(lambda["expr"])
	return uses > 1 && !oneOf(lambda["expr"]) || repeats
}

// oneOf is a choice between values, as of the larger one.
func oneOf(v any) bool {
	node, _ := v.(map[string]any)
	if node["class"] != "CASE" {
		return false
	}
	plain := func(v any) bool {
		n, _ := v.(map[string]any)
		return n["class"] == "COLUMN_REF" || n["class"] == "CONSTANT"
	}
	for _, check := range list(node, "case_checks") {
		c, _ := check.(map[string]any)
		if !plain(c["then_expr"]) {
			return false
		}
	}
	return plain(node["else_expr"])
}

// wideFormat would fill memory by the width it asks for.
var wideFormat = regexp.MustCompile(`[0-9]{4}|\*|\{[^}]*\{`)

func constant(v any) (string, bool) {
	node, _ := v.(map[string]any)
	value, _ := node["value"].(map[string]any)
	s, ok := value["value"].(string)
	return s, ok && text(node, "class") == "CONSTANT"
}

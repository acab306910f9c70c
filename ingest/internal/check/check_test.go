package check

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"

	"athar/internal/sqltext"
	"athar/models"
)

// judgedOn is the day on which all these rows are judged.
var judgedOn = models.Day{Time: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)}

var declared = []models.Dimension{
	{Name: "gender", Of: models.OfPerson, Levels: []models.Level{{ID: "F"}, {ID: "M"}}},
	{Name: "band", Of: models.OfPerson},
	{Name: "climate", Of: models.OfSchool, Levels: []models.Level{{ID: "hot"}}},
	{Name: "size", Of: models.OfProvider, Levels: []models.Level{{ID: "big"}}},
	{Name: "level", Of: models.OfOpportunity, Levels: []models.Level{{ID: "first"}}},
}

// row is a delivered row: field: text. A field that is not there is NULL.
type row map[string]string

func with(r row, more ...string) row {
	r = maps.Clone(r)
	for i := 0; i+1 < len(more); i += 2 {
		if r[more[i]] = more[i+1]; more[i+1] == "" {
			delete(r, more[i])
		}
	}
	return r
}

// judgement is what the stage made of some rows.
type judgement struct {
	result Result
	taken  []map[string]string // in order, numbers and days as DuckDB writes them
	aside  map[int64]string    // place: code:field, sorted
}

func (j judgement) problems() []models.Problem { return j.result.Problems[0] }

// codes are the problems as "code:column×rows".
func (j judgement) codes() string { return codesOf(j.problems()) }

func codesOf(problems []models.Problem) string {
	var out []string
	for _, p := range problems {
		out = append(out, fmt.Sprintf("%s:%s×%d", p.Code, p.Column, p.Count))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

var duck = sync.OnceValue(func() *sql.DB {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		panic(err)
	}
	return db
})

// judge runs the stage over rows of a kind. All columns that any row has are
// delivered. The share from which all is rejected is out of the way.
func judge(t *testing.T, kind string, feed models.Feed, rows ...row) judgement {
	t.Helper()
	return judgeAs(t, kind, feed, 1, rows)
}

// judgeEach judges every row as a delivery of its own, together.
func judgeEach(t *testing.T, kind string, feed models.Feed, rows ...row) judgement {
	t.Helper()
	return judgeAs(t, kind, feed, len(rows), rows)
}

func judgeAs(t *testing.T, kind string, feed models.Feed, deliveries int, rows []row) judgement {
	t.Helper()
	ctx := context.Background()
	conn, err := duck().Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	k, err := models.KindNamed(kind)
	if err != nil {
		t.Fatal(err)
	}
	if feed.Source == "" {
		feed.Source = "us"
	}
	if feed.IDs == "" {
		feed.IDs = "us"
	}
	if feed.RejectAbove == 0 {
		feed.RejectAbove = 1
	}
	in := Input{Kind: k, Feed: feed, Deliveries: deliveries, Today: judgedOn, Rows: make([]int64, deliveries), Broken: make([]int64, deliveries),
		Terms: []models.Term{{ID: "2024"}, {ID: "2025"}}}
	for _, d := range declared {
		if slices.Contains(k.Levels, d.Of) {
			in.Dimensions = append(in.Dimensions, d)
		}
	}
	columns := map[string]bool{}
	for _, r := range rows {
		for name := range r {
			columns[name] = true
		}
	}
	in.Columns = slices.Sorted(maps.Keys(columns))
	define := []string{"_place BIGINT", "_row BIGINT", "_file VARCHAR", "_delivery INTEGER"}
	for _, c := range in.Columns {
		define = append(define, sqltext.Quote(c)+" VARCHAR")
	}
	if _, err := conn.ExecContext(ctx, "CREATE OR REPLACE TEMP TABLE named ("+strings.Join(define, ", ")+")"); err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		in.Rows[min(i, deliveries-1)]++
		values := []any{i + 1, i + 2, "file.csv", min(i, deliveries-1)}
		for _, c := range in.Columns {
			if v, given := r[c]; given {
				values = append(values, v)
			} else {
				values = append(values, nil)
			}
		}
		if _, err := conn.ExecContext(ctx, "INSERT INTO named VALUES (?"+strings.Repeat(", ?", len(values)-1)+")", values...); err != nil {
			t.Fatal(err)
		}
	}
	few := judged(t, conn, in)
	in.WriteEarly = func(ctx context.Context, rows, op string, columns []string) (string, error) {
		path := sqltext.Literal(filepath.Join(t.TempDir(), "early.parquet"))
		_, err := conn.ExecContext(ctx, "COPY (SELECT * EXCLUDE (_faults), "+op+" AS _op FROM ("+rows+")) TO "+path+" (FORMAT parquet)")
		return "FROM read_parquet(" + path + ")", err
	}
	if many := judged(t, conn, in); !reflect.DeepEqual(few, many) {
		t.Errorf("few rows are judged\n%+v\nmany are\n%+v", few, many)
	}
	return few
}

func judged(t *testing.T, conn *sql.Conn, in Input) judgement {
	t.Helper()
	result, err := Run(context.Background(), conn, in)
	if err != nil {
		t.Fatalf("%s: %v", in.Kind.Name, err)
	}
	j := judgement{result: result, aside: map[int64]string{}}
	j.taken = table(t, conn, "SELECT * FROM taken ORDER BY _place")
	for _, r := range table(t, conn, "SELECT _place, (SELECT string_agg(code || ':' || field, ' ' ORDER BY code, field) FROM fault_names WHERE list_contains(faults, fault)) AS why FROM aside") {
		var place int64
		fmt.Sscan(r["_place"], &place)
		j.aside[place] = r["why"]
	}
	return j
}

// table reads a query's result as text; NULL is absent.
func table(t *testing.T, conn *sql.Conn, query string) []map[string]string {
	t.Helper()
	rows, err := conn.QueryContext(context.Background(), "SELECT COLUMNS(*)::VARCHAR FROM ("+query+")")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]string
	for rows.Next() {
		values, into := make([]sql.NullString, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		one := map[string]string{}
		for i, v := range values {
			if v.Valid {
				one[names[i]] = v.String
			}
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// id is a pseudonym as it stands in the table named.
func id(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// right is a text that is right for a field.
func right(f models.Field) string {
	switch f.Type {
	case models.Person, models.Record, models.Session:
		return id(1)
	case models.Whole, models.Number:
		switch {
		case f.Name == "birth_year":
			return "2011"
		case f.Name == "maximum" || strings.HasPrefix(f.Name, "maximum_") || f.Name == "expected_to_age":
			return "1"
		case f.Maximum != nil && *f.Maximum <= 1:
			return "1"
		}
		return "0"
	case models.Flag:
		return "true"
	case models.Date:
		if f.Ends {
			return "2025-06-30"
		}
		return "2024-09-01"
	case models.Moment:
		return "2024-09-01T10:00"
	case models.Code, models.Codes:
		if len(f.Codes) > 0 {
			return f.Codes[0]
		}
		return "any"
	case models.Apart:
		return "enjoyed it"
	}
	switch f.Name {
	case "term":
		return "2024"
	case "parent_id", "to_id":
		return "another"
	}
	return "a"
}

// whole is a row of a kind with every field given rightly.
func whole(k *models.Kind) row {
	r := row{}
	for _, f := range k.Fields {
		r[f.Name] = right(f)
	}
	for _, d := range declared {
		if slices.Contains(k.Levels, d.Of) && len(d.Levels) > 0 {
			r[d.Name] = d.Levels[0].ID
		}
	}
	for _, f := range k.Fields {
		if f.By != "" {
			r[f.By] = "school"
		}
	}
	return r
}

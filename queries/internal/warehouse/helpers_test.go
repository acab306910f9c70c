package warehouse

import (
	"context"
	"crypto/md5"
	"database/sql"
	"encoding/csv"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"
	"github.com/google/uuid"

	"athar/ingest/lake"
	"athar/models"
)

// paper is a lake of plain Parquet files, written from tables that a test can be read by.
type paper struct {
	dir       string
	db        *sql.DB
	workspace *models.Workspace
	files     map[string][]lake.File
	last      int64
	names     map[string]string // by UUID
}

func newPaper(t testing.TB, workspace *models.Workspace) *paper {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return &paper{dir: t.TempDir(), db: db, workspace: workspace, files: map[string][]lake.File{}, names: map[string]string{}}
}

func (p *paper) LastCommit() int64 { return p.last }

func (p *paper) Files(table string, after, upTo int64) []lake.File {
	var found []lake.File
	for _, f := range p.files[table] {
		if f.Commit > after && (upTo < 0 || f.Commit <= upTo) {
			found = append(found, f)
		}
	}
	return found
}

// id is the pseudonym of a name.
func (p *paper) id(s string) string {
	sum := md5.Sum([]byte(s))
	id := uuid.UUID(sum).String()
	p.names[id] = s
	return id
}

// record is one row on its way into a kind's table.
type record struct {
	kind, feed, source string
	withdraw           bool
	fields             map[string]string
}

// table reads records from lines of comma-separated values below a header.
func table(kind, feed, source, lines string) []record {
	rows, err := csv.NewReader(strings.NewReader(strings.TrimSpace(strings.ReplaceAll(lines, "\t", "")))).ReadAll()
	if err != nil {
		panic(err)
	}
	var records []record
	for _, row := range rows[1:] {
		r := record{kind: kind, feed: feed, source: source, fields: map[string]string{}}
		for i, column := range rows[0] {
			r.fields[column] = row[i]
		}
		records = append(records, r)
	}
	return records
}

// put commits records, one commit for each run of one kind.
func (p *paper) put(t testing.TB, records ...record) {
	t.Helper()
	for len(records) > 0 {
		n := 1
		for n < len(records) && records[n].kind == records[0].kind {
			n++
		}
		p.commit(t, records[:n])
		records = records[n:]
	}
}

func (p *paper) commit(t testing.TB, records []record) {
	t.Helper()
	p.last++
	path := filepath.Join(p.dir, fmt.Sprintf("%s-%d.parquet", records[0].kind, p.last))
	var selects []string
	for i, r := range records {
		op := "put"
		if r.withdraw {
			op = "withdraw"
		}
		selects = append(selects, fmt.Sprintf("SELECT CAST(%d AS BIGINT) AS _commit, CAST(%d AS BIGINT) AS _seq, %s AS _op, %s", p.last, i, text(op), p.row(t, r)))
	}
	p.write(t, strings.Join(selects, " UNION ALL BY NAME "), path)
	p.files[records[0].kind] = append(p.files[records[0].kind], lake.File{Path: path, Commit: p.last, Rows: int64(len(records))})
}

func (p *paper) write(t testing.TB, query, path string) {
	t.Helper()
	if _, err := p.db.Exec("COPY (" + query + ") TO " + text(path) + " (FORMAT parquet)"); err != nil {
		t.Fatal(err)
	}
}

// row is a record as a list of columns.
func (p *paper) row(t testing.TB, r record) string {
	t.Helper()
	kind, err := models.KindNamed(r.kind)
	if err != nil {
		t.Fatal(err)
	}
	fields := r.fields
	if _, ok := fields["record_id"]; !ok && kind.Identity {
		fields = map[string]string{"record_id": fmt.Sprint(r.fields)}
		for k, v := range r.fields {
			fields[k] = v
		}
	}
	columns := []string{text(r.feed) + " AS _feed", text(r.source) + " AS source"}
	known := newShape(p.workspace).columns(kind)
	for name, value := range fields {
		i := slices.IndexFunc(known, func(c column) bool { return c.Name == name })
		if i < 0 && name != "_delivery" && name != "_place" && name != "_keep_only" {
			t.Fatalf("%s has no column %s", r.kind, name)
		}
		typ := "VARCHAR"
		switch name {
		case "_delivery":
			typ = "INTEGER"
		case "_place":
			typ = "BIGINT"
		case "_keep_only":
			typ = "BOOLEAN"
		default:
			typ = known[i].Type
		}
		if value == "" {
			columns = append(columns, fmt.Sprintf("CAST(NULL AS %s) AS %s", typ, name))
			continue
		}
		if after, ok := strings.CutPrefix(value, "="); ok { // a pseudonym kept as text
			value = p.id(after)
		}
		if typ == "UUID" {
			value = p.id(value)
		}
		columns = append(columns, fmt.Sprintf("CAST(%s AS %s) AS %s", text(value), typ, "\""+name+"\""))
	}
	slices.Sort(columns)
	return strings.Join(columns, ", ")
}

func (p *paper) open(t testing.TB) *Warehouse {
	t.Helper()
	w, err := Open(context.Background(), filepath.Join(t.TempDir(), "warehouse.duckdb"), p, p.workspace, Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func (p *paper) refresh(t testing.TB, w *Warehouse) {
	t.Helper()
	if err := w.Refresh(context.Background(), p.workspace); err != nil {
		t.Fatal(err)
	}
}

// ask gives an answer as lines of values with | between them; pseudonyms become names, null is -.
func (p *paper) ask(t testing.TB, w *Warehouse, query string, args ...any) string {
	t.Helper()
	rows, err := w.Query(context.Background(), "SELECT COLUMNS(*)::VARCHAR FROM ("+query+") ORDER BY ALL", args...)
	if err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	var lines []string
	for rows.Next() {
		values, targets := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		var line []string
		for _, v := range values {
			s := "-"
			if v.Valid {
				s = v.String
			}
			if name, ok := p.names[s]; ok {
				s = name
			}
			line = append(line, s)
		}
		lines = append(lines, strings.Join(line, "|"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

func (p *paper) expect(t testing.TB, w *Warehouse, query, want string) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(want, "\t", "")), "\n")
	slices.Sort(lines)
	want = strings.Join(lines, "\n")
	got := strings.Split(p.ask(t, w, query), "\n")
	slices.Sort(got)
	if strings.Join(got, "\n") != want {
		t.Errorf("%s\ngot:\n%s\nwant:\n%s", query, strings.Join(got, "\n"), want)
	}
}

// declare reads an athar.yaml without files.
func declare(t testing.TB, yaml string) *models.Workspace {
	t.Helper()
	p, err := models.ParsePackage([]byte(strings.ReplaceAll(yaml, "\t", "")), nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := models.Merge(p)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

const school = `
name: t
dimensions:
  - {name: gender, levels: [F, M]}
  - {name: band, ordered: true, levels: [low, high]}
  - {name: ethos, of: school}
  - {name: size, of: provider}
  - {name: theme, of: opportunity, levels: [water]}
terms:
  - {id: T1, year: 2020, starts_on: 2020-01-01, ends_on: 2020-06-30}
  - {id: T2, year: 2020, starts_on: 2020-06-01, ends_on: 2020-12-31}
  - {id: T3, year: 2021, starts_on: 2021-01-01, ends_on: 2021-12-31}
feeds:
  - {name: roster, kind: people, population: whole, files: {f: f.csv}}
  - {name: club, kind: people, source: club, files: {f: f.csv}}
  - {name: north, kind: people, source: north, population: whole, covers: {schools: [n]}, files: {f: f.csv}}
  - {name: visits, kind: participations, stages: [applied, enrolled, attended], files: {f: f.csv}}
  - {name: loose, kind: participations, source: loose, files: {f: f.csv}}
  - {name: awards, kind: credentials, files: {f: f.csv}}
`

func slicesConcat(all ...[]record) []record { return slices.Concat(all...) }

package extract

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"athar/internal/sqltext"
	"athar/models"
)

// Copy writes tables as the warehouse has them to Parquet files in a folder of
// ours, where no snapshot need be held open. With plain, columns are already as
// they are written for readers.
func Copy(ctx context.Context, s Snapshot, tables []Table, dir string, plain bool) error {
	for _, t := range tables {
		parts := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			parts[i] = sqltext.Quote(c.Name)
			if plain {
				parts[i] = c.written(sqltext.Quote(c.Name)) + " AS " + sqltext.Quote(c.Name)
			}
		}
		if err := run(ctx, s, "COPY (SELECT "+strings.Join(parts, ", ")+" FROM "+t.from+") TO "+sqltext.Literal(raw(dir, t.Name))+" (FORMAT parquet, COMPRESSION snappy)"); err != nil {
			return fmt.Errorf("copy %s: %w", t.Name, err)
		}
	}
	return nil
}

func raw(dir, table string) string { return filepath.Join(dir, table+".parquet") }

func run(ctx context.Context, s Snapshot, statement string) error {
	rows, err := s.Query(ctx, statement)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}

// Texts is the table of texts kept apart, those of current records. source is
// what DuckDB reads them from; empty where there are none.
func Texts(source string) Table {
	t := Table{Name: "texts", Title: models.Text{En: "Free text and links", Ar: "نصوص حرة وروابط"},
		About: models.Text{En: "One row per free text or link of a current record. It may name people.", Ar: "صف لكل نص حر أو رابط في سجل قائم. قد يسمّي أشخاصًا."},
		Columns: []Column{{Name: "kind", Type: "VARCHAR"}, {Name: "source", Type: "VARCHAR"}, {Name: "record_id", Type: "UUID", Description: "A pseudonym of this export only."},
			{Name: "item_id", Type: "VARCHAR"}, {Name: "field", Type: "VARCHAR"}, {Name: "text", Type: "VARCHAR"}}}
	for i := range t.Columns {
		c := &t.Columns[i]
		if text, ok := described[c.Name]; ok {
			c.Title, c.Description = text, text.En
		}
	}
	var selects []string
	for _, k := range models.Kinds {
		_, byRecord := k.Field("record_id")
		if !byRecord || source == "" || !slices.ContainsFunc(k.Fields, func(f models.Field) bool { return f.Type == models.Apart }) {
			continue
		}
		item := ""
		if _, ok := k.Field("item_id"); ok {
			item = " AND k.item_id = x.item_id"
		}
		selects = append(selects, fmt.Sprintf("SELECT DISTINCT x.kind, x.source, x.record_id, x.item_id, x.field, x.text FROM %s AS x JOIN main.%s AS k ON k.record_id = x.record_id AND k.source = x.source AND k._batch = x._batch%s WHERE x.kind = %s",
			source, sqltext.Quote(k.Name), item, sqltext.Literal(k.Name)))
	}
	if len(selects) == 0 {
		selects = []string{"SELECT CAST(NULL AS VARCHAR) AS kind, CAST(NULL AS VARCHAR) AS source, CAST(NULL AS UUID) AS record_id, CAST(NULL AS VARCHAR) AS item_id, CAST(NULL AS VARCHAR) AS field, CAST(NULL AS VARCHAR) AS text LIMIT 0"}
	}
	t.from = "(" + strings.Join(selects, " UNION ALL ") + ")"
	t.order = t.sorted()
	return t
}

// Written is one file of an export.
type Written struct {
	Table
	Path   string `json:"-"`
	Rows   int64
	Bytes  int64
	SHA256 string
	Unique bool     // Key names its rows
	Found  []string // columns whose references are all found
}

// Writer writes the files of an export out of copies.
type Writer struct {
	Conn *sql.Conn // of a database in memory, of its own
	From string    // the folder of the copies
	To   string    // the folder of the export
	// Rename makes a project's pseudonym out of the workspace's.
	Rename func([16]byte) [16]byte
}

// Renamed makes the pseudonyms of all ids in the tables, each once.
func (w *Writer) Renamed(ctx context.Context, tables []Table) error {
	var selects []string
	for _, t := range tables {
		source := "read_parquet(" + sqltext.Literal(raw(w.From, t.Name)) + ")"
		for _, c := range t.Columns {
			switch {
			case c.Pseudonym():
				selects = append(selects, "SELECT "+sqltext.Quote(c.Name)+" AS id FROM "+source)
			case c.Mixed != "":
				selects = append(selects, "SELECT TRY_CAST("+sqltext.Quote(c.Name)+" AS UUID) AS id FROM "+source)
			}
		}
	}
	if _, err := w.Conn.ExecContext(ctx, "CREATE OR REPLACE TEMP TABLE pseudonyms (id UUID, made UUID)"); err != nil {
		return err
	}
	if len(selects) == 0 {
		return nil
	}
	rows, err := w.Conn.QueryContext(ctx, "SELECT DISTINCT id FROM ("+strings.Join(selects, " UNION ALL ")+") WHERE id IS NOT NULL")
	if err != nil {
		return fmt.Errorf("collect the ids: %w", err)
	}
	var ids []duckdb.UUID
	for rows.Next() {
		var id duckdb.UUID
		if err := rows.Scan(&id); err != nil {
			rows.Close()
			return fmt.Errorf("collect the ids: %w", err)
		}
		ids = append(ids, id)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return fmt.Errorf("collect the ids: %w", err)
	}
	return w.Conn.Raw(func(conn any) error {
		appender, err := duckdb.NewAppender(conn.(driver.Conn), "temp", "", "pseudonyms")
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := appender.AppendRow(id, duckdb.UUID(w.Rename(id))); err != nil {
				appender.Close()
				return err
			}
		}
		return appender.Close()
	})
}

// Write writes one table to its file, with the project's pseudonyms.
func (w *Writer) Write(ctx context.Context, t Table) (Written, error) {
	out := Written{Table: t, Path: raw(w.To, t.Name)}
	parts, joins := make([]string, len(t.Columns)), ""
	for i, c := range t.Columns {
		value := "r." + sqltext.Quote(c.Name)
		switch {
		case c.Pseudonym():
			joins += fmt.Sprintf(" LEFT JOIN pseudonyms AS p%d ON p%d.id = %s", i, i, value)
			value = fmt.Sprintf("CAST(p%d.made AS VARCHAR)", i)
		case c.Mixed != "":
			// Whatever looks like a pseudonym is made anew, and what should and does not is left out.
			joins += fmt.Sprintf(" LEFT JOIN pseudonyms AS p%d ON p%d.id = TRY_CAST(%s AS UUID)", i, i, value)
			value = fmt.Sprintf("CASE WHEN p%[1]d.made IS NOT NULL THEN CAST(p%[1]d.made AS VARCHAR) WHEN r.%[2]s IS DISTINCT FROM 'person' THEN %[3]s END", i, sqltext.Quote(c.Mixed), value)
		default:
			value = c.written(value)
		}
		parts[i] = value + " AS " + sqltext.Quote(c.Name)
	}
	query := "SELECT " + strings.Join(parts, ", ") + " FROM read_parquet(" + sqltext.Literal(raw(w.From, t.Name)) + ") AS r" + joins
	if len(t.order) > 0 {
		order := make([]string, len(t.order))
		for i, name := range t.order {
			order[i] = sqltext.Quote(name)
		}
		query = "SELECT * FROM (" + query + ") ORDER BY " + strings.Join(order, ", ")
	} else {
		query = "SELECT * FROM (" + query + ") ORDER BY ALL"
	}
	if _, err := w.Conn.ExecContext(ctx, "COPY ("+query+") TO "+sqltext.Literal(out.Path)+" (FORMAT parquet, COMPRESSION zstd)"); err != nil {
		return out, fmt.Errorf("write %s: %w", t.Name, err)
	}
	if err := w.Conn.QueryRowContext(ctx, "SELECT count(*) FROM read_parquet("+sqltext.Literal(out.Path)+")").Scan(&out.Rows); err != nil {
		return out, fmt.Errorf("read %s back: %w", t.Name, err)
	}
	var err error
	out.Bytes, out.SHA256, err = Sum(out.Path)
	return out, err
}

// Sum is the length and the check sum of a file.
func Sum(path string) (int64, string, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	return n, hex.EncodeToString(sum.Sum(nil)), err
}

// Judge finds out which keys name their rows and which references are all
// found: a data package may only promise what holds.
func (w *Writer) Judge(ctx context.Context, all []Written) error {
	file := func(t *Written) string { return "read_parquet(" + sqltext.Literal(t.Path) + ")" }
	number := func(query string) (n int64, err error) {
		err = w.Conn.QueryRowContext(ctx, query).Scan(&n)
		return n, err
	}
	named := map[string]*Written{}
	for i := range all {
		t := &all[i]
		named[t.Name] = t
		if len(t.Key) == 0 {
			continue
		}
		keys, given := make([]string, len(t.Key)), make([]string, len(t.Key))
		for j, k := range t.Key {
			keys[j], given[j] = sqltext.Quote(k), sqltext.Quote(k)+" IS NULL"
		}
		empty, err := number("SELECT count(*) FROM " + file(t) + " WHERE " + strings.Join(given, " OR "))
		if err != nil {
			return fmt.Errorf("judge the key of %s: %w", t.Name, err)
		}
		if empty > 0 {
			continue
		}
		twice, err := number("SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT " + strings.Join(keys, ", ") + " FROM " + file(t) + ")) FROM " + file(t))
		if err != nil {
			return fmt.Errorf("judge the key of %s: %w", t.Name, err)
		}
		t.Unique = twice == 0
	}
	for i := range all {
		t := &all[i]
		for _, c := range t.Columns {
			table, column, ok := strings.Cut(c.Refers, ".")
			target := named[table]
			if !ok || target == nil || table == t.Name || !slices.ContainsFunc(target.Columns, func(c Column) bool { return c.Name == column }) {
				continue
			}
			unknown, err := number(fmt.Sprintf("SELECT count(*) FROM %s AS t WHERE t.%s IS NOT NULL AND NOT EXISTS (FROM %s AS o WHERE o.%s = t.%s)",
				file(t), sqltext.Quote(c.Name), file(target), sqltext.Quote(column), sqltext.Quote(c.Name)))
			if err != nil {
				return fmt.Errorf("judge the references of %s: %w", t.Name, err)
			}
			if unknown == 0 {
				t.Found = append(t.Found, c.Name)
			}
		}
	}
	return nil
}

// Groups is how small the groups are in which people of an export hide.
type Groups struct {
	By       []string // the quasi-identifiers: what others may know of a person
	People   int64
	Smallest int64 // people in the smallest group; 0 where there is nobody
	Alone    int64 // people who are the only one of their group
	Below    int64 // people in groups below Least
}

// Least is the size below which a group is called small (statistics.md 15).
const Least = 10

// Groups finds the groups of people who cannot be told apart by what others may
// know of them. Somebody's group is the smallest of those they ever stood in.
func (w *Writer) Groups(ctx context.Context, tables []Table, workspace *models.Workspace) (Groups, error) {
	g := Groups{By: []string{"role", "school_id", "grade", "birth_year", "municipality", "zone"}}
	for _, d := range workspace.Declared(models.OfPerson) {
		g.By = append(g.By, d.Name)
	}
	names := make([]string, len(g.By))
	for i, name := range g.By {
		names[i] = sqltext.Quote(name)
	}
	columns := strings.Join(names, ", ")
	texts := make([]string, len(names))
	for i, name := range names {
		texts[i] = "CAST(" + name + " AS VARCHAR) AS " + name
	}
	// Of people in no register, what was recorded with the facts.
	query := fmt.Sprintf(`WITH shown AS (
			SELECT DISTINCT person_id, %[1]s FROM read_parquet(%[3]s)
			UNION SELECT DISTINCT person_id, %[1]s FROM read_parquet(%[4]s) WHERE NOT in_roster
		), groups AS (SELECT %[2]s, count(DISTINCT person_id) AS people FROM shown GROUP BY ALL
		), people AS (SELECT s.person_id, min(g.people) AS size FROM shown AS s JOIN groups AS g ON %[5]s GROUP BY s.person_id)
		SELECT count(*), coalesce(min(size), 0), count(*) FILTER (size = 1), count(*) FILTER (size < %[6]d) FROM people`,
		strings.Join(texts, ", "), columns, sqltext.Literal(raw(w.From, "people")), sqltext.Literal(raw(w.From, "journeys")), same("s", "g", names), Least)
	if err := w.Conn.QueryRowContext(ctx, query).Scan(&g.People, &g.Smallest, &g.Alone, &g.Below); err != nil {
		return g, fmt.Errorf("find the smallest group: %w", err)
	}
	return g, nil
}

func same(a, b string, names []string) string {
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = fmt.Sprintf("%s.%s IS NOT DISTINCT FROM %s.%s", a, name, b, name)
	}
	return strings.Join(parts, " AND ")
}

package pseudonym

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"athar/internal/sqltext"
	"athar/models"
)

// Input is what Apply needs to know of the rows in the table mapped.
type Input struct {
	Kind       *models.Kind
	Feed       models.Feed
	Dimensions []models.Dimension // that may stand on the kind
	Columns    []string           // of mapped, without _row, _file and _delivery
}

// The columns by which a corrected row names the one it corrects, and the one
// that said what was wrong with it.
const (
	CorrectsBatch    = "batch"
	CorrectsRow      = "row"
	CorrectsProblems = "problems"
)

// Corrects reports whether the rows are corrections of set-aside ones.
func (in Input) Corrects() bool {
	return slices.Contains(in.Columns, CorrectsBatch) && slices.Contains(in.Columns, CorrectsRow)
}

// Apply reads the temporary table mapped (text columns, _row, _file,
// _delivery) and makes the table named: the same rows numbered by _place, with
// our fields and dimensions only, and pseudonyms in the place of ids. Where
// rows are corrections, the table awaiting (batch, row, record) gives the
// pseudonyms that a corrected row leaves out. It then drops mapped, so that no
// id is left.
func Apply(ctx context.Context, conn *sql.Conn, key *Key, in Input) error {
	a := applier{in: in}
	if err := a.uncover(ctx, conn); err != nil {
		return fmt.Errorf("read corrected rows: %w", err)
	}
	if err := a.collect(ctx, conn, key); err != nil {
		return fmt.Errorf("make pseudonyms: %w", err)
	}
	for _, statement := range []string{a.named(), "DROP TABLE mapped", "DROP TABLE pseudonyms", "DROP TABLE ids"} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("put pseudonyms in place: %w", err)
		}
	}
	return nil
}

type applier struct{ in Input }

// uncover takes off the apostrophe that the list of rows awaiting correction
// puts before what a spreadsheet would take for a formula.
func (a applier) uncover(ctx context.Context, conn *sql.Conn) error {
	if !a.in.Corrects() {
		return nil
	}
	sets := make([]string, len(a.in.Columns))
	for i, c := range a.in.Columns {
		sets[i] = fmt.Sprintf("%[1]s = CASE WHEN regexp_matches(%[1]s, '^''[=+@\t\r＝＋－＠-]') THEN substr(%[1]s, 2) ELSE %[1]s END", sqltext.Quote(c))
	}
	_, err := conn.ExecContext(ctx, "UPDATE mapped SET "+strings.Join(sets, ", "))
	return err
}

func (a applier) has(column string) bool { return slices.Contains(a.in.Columns, column) }

// needed is one column that wants pseudonyms: its raw id and the scope of it,
// as SQL over mapped m; scope is NULL where the value is no person's id.
type needed struct{ field, raw, scope string }

func (a applier) needs() []needed {
	var all []needed
	for _, f := range a.in.Kind.Fields {
		n := needed{f.Name, "m." + sqltext.Quote(f.Name), ""}
		switch f.Type {
		case models.Person:
			n.scope = sqltext.Literal(PersonScope(a.in.Feed.Identity))
		case models.Session:
			n.scope = sqltext.Literal(SessionScope(a.in.Feed.Source))
		case models.Record:
			n.scope = sqltext.Literal(RecordScope(a.in.Feed.Source))
			if f.Name == "record_id" {
				n.raw = a.recordID()
				all = append(all, n)
				continue
			}
			n.raw = "'id' || chr(31) || " + n.raw // it names a record by its source's own id
		case models.Mixed:
			scheme := sqltext.Literal(a.in.Feed.Identity)
			if f.Name == "alias" {
				scheme = "m.scheme"
			}
			n.scope = "'person:' || " + scheme
			if a.has(f.By) {
				n.scope = fmt.Sprintf("CASE WHEN coalesce(lower(m.%s), '') NOT IN (%s) THEN %s END", sqltext.Quote(f.By), impersonal(), n.scope)
			}
		default:
			continue
		}
		if a.has(f.Name) {
			all = append(all, n)
		}
	}
	return all
}

// impersonal are the words by which a mixed id is known to be no person's.
func impersonal() string {
	quoted := make([]string, len(models.Impersonal))
	for i, word := range models.Impersonal {
		quoted[i] = sqltext.Literal(word)
	}
	return strings.Join(quoted, ", ")
}

// recordID is the text a record's pseudonym is made from: the source's own id,
// else the declared key, else the whole row and its occurrence number. The
// prefix keeps the three apart.
func (a applier) recordID() string {
	const sep = "chr(31)"
	join := func(columns []string) string {
		parts := make([]string, len(columns))
		for i, c := range columns {
			parts[i] = "coalesce(m." + sqltext.Quote(c) + ", chr(30))"
		}
		return "concat_ws(" + sep + ", " + strings.Join(parts, ", ") + ")"
	}
	var made string
	if len(a.in.Feed.Key) > 0 {
		made = "'key' || " + sep + " || " + join(a.in.Feed.Key)
	} else {
		columns := slices.DeleteFunc(slices.Clone(a.in.Columns), func(c string) bool { return c == "record_id" })
		slices.Sort(columns)
		// By name and without what is empty: a column that other rows of the file fill, or none, does not make it another record.
		parts := make([]string, len(columns))
		for i, c := range columns {
			parts[i] = sqltext.Literal(strings.ToLower(c)) + " || chr(29) || m." + sqltext.Quote(c)
		}
		whole := "concat_ws(" + sep + ", " + strings.Join(parts, ", ") + ")"
		made = fmt.Sprintf("'row' || %[1]s || row_number() OVER (PARTITION BY m._delivery, %[2]s ORDER BY m.rowid) || %[1]s || %[2]s", sep, whole)
	}
	if !a.has("record_id") {
		return made
	}
	if len(a.in.Feed.Key) == 0 {
		// A source that gives ids gives them to all: a row without one is mended, not numbered.
		return "'id' || " + sep + " || m.record_id"
	}
	return fmt.Sprintf("coalesce('id' || %s || m.record_id, %s)", sep, made)
}

// collect fills the table pseudonyms (scope, raw, id) with every distinct id.
func (a applier) collect(ctx context.Context, conn *sql.Conn, key *Key) error {
	var selects, keep []string
	for _, n := range a.needs() {
		keep = append(keep, n.raw+" AS "+sqltext.Quote("_raw_"+n.field), n.scope+" AS "+sqltext.Quote("_scope_"+n.field))
		selects = append(selects, fmt.Sprintf("SELECT %s AS scope, %s AS raw FROM ids", sqltext.Quote("_scope_"+n.field), sqltext.Quote("_raw_"+n.field)))
	}
	statements := []string{
		"CREATE OR REPLACE TEMP TABLE pseudonyms (scope VARCHAR, raw VARCHAR, id UUID)",
		"CREATE OR REPLACE TEMP TABLE ids AS SELECT " + strings.Join(append([]string{"m.rowid AS _place"}, keep...), ", ") + " FROM mapped m",
	}
	for _, s := range statements {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	if len(selects) == 0 {
		return nil
	}
	rows, err := conn.QueryContext(ctx, "SELECT DISTINCT scope, raw FROM ("+strings.Join(selects, " UNION ALL ")+") WHERE scope IS NOT NULL AND raw IS NOT NULL")
	if err != nil {
		return err
	}
	type id struct{ scope, raw string }
	var ids []id
	for rows.Next() {
		var i id
		if err := rows.Scan(&i.scope, &i.raw); err != nil {
			rows.Close()
			return err
		}
		ids = append(ids, i)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	makers := map[string]*Pseudonymiser{}
	return conn.Raw(func(raw any) error {
		appender, err := duckdb.NewAppender(raw.(driver.Conn), "temp", "", "pseudonyms")
		if err != nil {
			return err
		}
		for _, i := range ids {
			maker := makers[i.scope]
			if maker == nil {
				maker = key.Pseudonymiser(i.scope)
				makers[i.scope] = maker
			}
			if err := appender.AppendRow(i.scope, i.raw, duckdb.UUID(maker.ID(Normalise(i.raw)))); err != nil {
				appender.Close()
				return err
			}
		}
		return appender.Close()
	})
}

// named is the statement that makes the table named.
func (a applier) named() string {
	columns := []string{"m.rowid + 1 AS _place", "m._row", "m._file", "m._delivery"}
	joins := []string{"JOIN ids ON ids._place = m.rowid"}
	corrected := func(field string) string { return "NULL" }
	if a.in.Corrects() {
		columns = append(columns, "m.batch AS _batch", "TRY_CAST(m.row AS BIGINT) AS _of_row", "w.record IS NOT NULL AS _corrects")
		joins = append(joins, "LEFT JOIN awaiting w ON w.batch = m.batch AND w.row = TRY_CAST(m.row AS BIGINT)")
		corrected = func(field string) string { return "(w.record ->> " + sqltext.Literal(field) + ")" }
	}
	needs := a.needs()
	for i, f := range a.in.Kind.Fields {
		at := slices.IndexFunc(needs, func(n needed) bool { return n.field == f.Name })
		switch {
		case at >= 0:
			p := fmt.Sprintf("p%d", i)
			joins = append(joins, fmt.Sprintf("LEFT JOIN pseudonyms %[1]s ON %[1]s.scope = ids.%[2]s AND %[1]s.raw = ids.%[3]s",
				p, sqltext.Quote("_scope_"+f.Name), sqltext.Quote("_raw_"+f.Name)))
			value := fmt.Sprintf("CAST(%s.id AS VARCHAR)", p)
			switch {
			case f.Type == models.Mixed: // an id of another kind stays as it is
				value = fmt.Sprintf("CASE WHEN ids.%s IS NULL THEN m.%s ELSE %s END", sqltext.Quote("_scope_"+f.Name), sqltext.Quote(f.Name), value)
				if a.in.Corrects() { // sent back as it was kept, it is a pseudonym already
					value = fmt.Sprintf("CASE WHEN m.%s = %s THEN m.%[1]s ELSE %s END", sqltext.Quote(f.Name), corrected(f.Name), value)
				}
			case f.Name == "record_id" && a.in.Corrects(): // the record corrected, not a new one
				value = fmt.Sprintf("coalesce(%s, %s)", corrected(f.Name), value)
			}
			columns = append(columns, fmt.Sprintf("coalesce(%s, %s) AS %s", value, corrected(f.Name), sqltext.Quote(f.Name)))
		case f.Type.Pseudonymous() && a.in.Corrects():
			columns = append(columns, corrected(f.Name)+" AS "+sqltext.Quote(f.Name))
		case a.has(f.Name):
			columns = append(columns, "m."+sqltext.Quote(f.Name))
		}
	}
	for _, d := range a.in.Dimensions {
		if a.has(d.Name) {
			columns = append(columns, "m."+sqltext.Quote(d.Name))
		}
	}
	return "CREATE OR REPLACE TEMP TABLE named AS SELECT " + strings.Join(columns, ", ") + " FROM mapped m " + strings.Join(joins, " ") + " ORDER BY m.rowid"
}

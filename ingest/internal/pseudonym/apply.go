package pseudonym

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"athar/internal/sqltext"
	"athar/models"
)

// Input is what Apply needs to know of the rows in the table mapped.
type Input struct {
	Kind       *models.Kind
	Feed       models.Feed
	Dimensions []models.Dimension // that may stand on the kind
	Columns    []string           // of mapped, without _row, _file and _delivery
	Many       bool               // rows, of which no copy is made
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

// Apply reads the temporary table or view mapped (text columns, rowid, _row,
// _file, _delivery) and makes the table named: the same rows numbered by _place,
// with our fields and dimensions only, and pseudonyms in the place of ids. Where
// rows are corrections, the table awaiting (batch, row, record) gives the
// pseudonyms that a corrected row leaves out. It then drops mapped, so that no
// id is left; of many rows, named is a view of mapped. The database must know
// the key: Install.
func Apply(ctx context.Context, conn *sql.Conn, in Input) error {
	a := applier{in: in}
	if err := a.uncover(ctx, conn); err != nil {
		return fmt.Errorf("read corrected rows: %w", err)
	}
	if err := a.number(ctx, conn); err != nil {
		return fmt.Errorf("number rows that are the same: %w", err)
	}
	rows, order := a.named()
	statements := []string{"CREATE OR REPLACE TEMP TABLE named AS " + rows + order, "DROP TABLE mapped", "DROP TABLE IF EXISTS same_rows"}
	if a.in.Many {
		statements = []string{"CREATE OR REPLACE TEMP VIEW named AS " + rows + order}
	}
	for _, statement := range statements {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("put pseudonyms in place: %w", err)
		}
	}
	return nil
}

// Numbered reports whether record_id is made from the whole row and its
// occurrence number, so that no two rows of a delivery share one.
func (in Input) Numbered() bool {
	return len(in.Feed.Key) == 0 && in.Kind.Identity && !slices.Contains(in.Columns, "record_id") && !in.Corrects()
}

type applier struct {
	in    Input
	again bool // some rows are the same as others: the table same_rows
}

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
	var made string
	if len(a.in.Feed.Key) > 0 {
		parts := make([]string, len(a.in.Feed.Key))
		for i, c := range a.in.Feed.Key {
			parts[i] = "coalesce(m." + sqltext.Quote(c) + ", chr(30))"
		}
		made = "'key' || " + sep + " || concat_ws(" + sep + ", " + strings.Join(parts, ", ") + ")"
	} else {
		occurrence := "'1'"
		if a.again {
			occurrence = "coalesce(r.occurrence, 1)"
		}
		made = fmt.Sprintf("'row' || %[1]s || %[2]s || %[1]s || %[3]s", sep, occurrence, a.wholeRow())
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

// wholeRow is all that a row says, as one text: by name and without what is
// empty, as a column that other rows of the file fill, or none, does not make
// it another record.
func (a applier) wholeRow() string {
	columns := slices.DeleteFunc(slices.Clone(a.in.Columns), func(c string) bool { return c == "record_id" })
	slices.Sort(columns)
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = sqltext.Literal(strings.ToLower(c)) + " || chr(29) || m." + sqltext.Quote(c)
	}
	return "concat_ws(chr(31), " + strings.Join(parts, ", ") + ")"
}

// number makes the table same_rows (place, occurrence) of the rows that stand
// more than once in a delivery, where that is needed to tell them apart. Hashes
// tell first which rows those may be.
func (a *applier) number(ctx context.Context, conn *sql.Conn) error {
	if len(a.in.Feed.Key) > 0 || !a.in.Kind.Identity || a.has("record_id") {
		return nil
	}
	hash := "hash(m._delivery, " + a.wholeRow() + ")"
	_, err := conn.ExecContext(ctx, fmt.Sprintf(`CREATE OR REPLACE TEMP TABLE same_rows AS
		SELECT m.rowid AS place, row_number() OVER (PARTITION BY m._delivery, %[1]s ORDER BY m.rowid) AS occurrence FROM mapped m
		WHERE %[2]s IN (SELECT h FROM (SELECT %[2]s AS h FROM mapped m) GROUP BY h HAVING count(*) > 1)`, a.wholeRow(), hash))
	if err != nil {
		return err
	}
	return conn.QueryRowContext(ctx, "SELECT count(*) > 0 FROM same_rows").Scan(&a.again)
}

// named is the SELECT of named, and the order of its rows where that is not
// mapped's.
func (a applier) named() (rows, order string) {
	columns := []string{"m.rowid + 1 AS _place", "m._row", "m._file", "m._delivery"}
	var joins []string
	corrected := func(field string) string { return "NULL" }
	if a.in.Corrects() {
		columns = append(columns, "m.batch AS _batch", "TRY_CAST(m.row AS BIGINT) AS _of_row", "w.record IS NOT NULL AS _corrects")
		joins = append(joins, "LEFT JOIN awaiting w ON w.batch = m.batch AND w.row = TRY_CAST(m.row AS BIGINT)")
		corrected = func(field string) string { return "(w.record ->> " + sqltext.Literal(field) + ")" }
	}
	if a.again {
		joins = append(joins, "LEFT JOIN same_rows r ON r.place = m.rowid")
	}
	needs := a.needs()
	for _, f := range a.in.Kind.Fields {
		at := slices.IndexFunc(needs, func(n needed) bool { return n.field == f.Name })
		switch {
		case at >= 0:
			n := needs[at]
			value := "pseudonym(" + Scoped(n.scope, n.raw) + ")"
			switch {
			case f.Type == models.Mixed: // an id of another kind stays as it is
				value = fmt.Sprintf("CASE WHEN %s IS NULL THEN m.%s ELSE CAST(%s AS VARCHAR) END", n.scope, sqltext.Quote(f.Name), value)
				if a.in.Corrects() { // sent back as it was kept, it is a pseudonym already
					value = fmt.Sprintf("CASE WHEN m.%s = %s THEN m.%[1]s ELSE %s END", sqltext.Quote(f.Name), corrected(f.Name), value)
				}
			case f.Name == "record_id" && a.in.Corrects(): // the record corrected, not a new one
				value = fmt.Sprintf("coalesce(%s, CAST(%s AS VARCHAR))", corrected(f.Name), value)
			}
			if a.in.Corrects() {
				value = fmt.Sprintf("coalesce(CAST(%s AS VARCHAR), %s)", value, corrected(f.Name))
			}
			columns = append(columns, value+" AS "+sqltext.Quote(f.Name))
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
	if len(joins) > 0 {
		order = " ORDER BY m.rowid"
	}
	return "SELECT " + strings.Join(columns, ", ") + " FROM mapped m " + strings.Join(joins, " "), order
}

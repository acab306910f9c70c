// Package check is the stage of the road in that judges rows: it reads every
// field as its type, finds what is wrong, and parts the rows that are taken
// from those set aside. All of it is SQL over whole columns, generated from the
// kind's declaration, plus the named rules in rules/.
package check

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"athar/internal/sqltext"
	"athar/models"
)

// Input is what Run needs to know of the rows in the table named.
type Input struct {
	Kind       *models.Kind
	Feed       models.Feed
	Dimensions []models.Dimension // that may stand on the kind
	Columns    []string           // the columns the delivery has
	Corrects   bool               // the rows correct set-aside ones
	// Numbered: record_id was made such that no two rows of a delivery share one.
	Numbered   bool
	Deliveries int
	Terms      []models.Term
	Today      models.Day
	// Rows are how many were received in each delivery before any was lost to
	// decoding; a share of them is what RejectAbove measures.
	Rows []int64
	// Broken are rows set aside before they could be read.
	Broken []int64
	// WriteEarly writes rows that are too many to be kept in memory, with columns, to a
	// file as they are to be appended, but for _op, which is as given. It returns a
	// SELECT of them with _op, _place and _delivery. nil where they are few.
	WriteEarly func(ctx context.Context, rows, op string, columns []string) (written string, err error)
}

// Result is what came of each delivery.
type Result struct {
	Columns    []string // of the tables taken and keeping, without _delivery and _place
	Whole      bool     // taken is every row of named, in the order of _place, without a gap
	Faultless  bool     // nothing is wrong with any row, not even what is only warned about
	Keeping    int64    // rows in the table keeping
	SetAside   []int64  // rows, without the broken ones
	Warnings   []int64  // rows and warnings that fell on them
	Duplicates []int64  // rows that repeat another of the delivery
	Rejected   []bool
	Problems   [][]models.Problem
}

// Run reads the table named and leaves, in the lake's columns (without _commit,
// _seq, _op and _batch) with _delivery and _place, taken, the rows to append,
// and keeping, the rows set aside whose key is known. Table good (_place,
// _delivery and the fields) holds the rows on which nothing is wrong by
// itself; aside the rows set aside (_delivery, _place, _row, _file, faults),
// whose fault numbers the table fault_names explains. Table texts (_place,
// _delivery, field, text) holds what is kept apart.
func Run(ctx context.Context, conn *sql.Conn, in Input) (Result, error) {
	r := run{in: in, conn: conn}
	if err := r.read(ctx); err != nil {
		return Result{}, fmt.Errorf("read the fields: %w", err)
	}
	if err := r.judge(ctx); err != nil {
		return Result{}, fmt.Errorf("judge the rows: %w", err)
	}
	if err := r.join(ctx); err != nil {
		return Result{}, fmt.Errorf("join rows of one key: %w", err)
	}
	if err := r.name(ctx); err != nil {
		return Result{}, fmt.Errorf("name the faults: %w", err)
	}
	return r.report(ctx)
}

type run struct {
	in       Input
	conn     *sql.Conn
	problems []models.Problem // by fault number
	content  []string         // columns of read that are the record's content
	levels   []string         // of those, the dimensions
	whole    bool
	faults   int64
	keeping  int64
}

func (r *run) exec(ctx context.Context, statements ...string) error {
	for _, s := range statements {
		if _, err := r.conn.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) count(ctx context.Context, query string) (n int64, err error) {
	err = r.conn.QueryRowContext(ctx, query).Scan(&n)
	return n, err
}

// has reports whether the delivery gives a field.
func (r *run) has(name string) bool {
	if slices.Contains(r.in.Columns, name) || name == "record_id" {
		return true
	}
	if !r.in.Corrects {
		return false
	}
	f, ok := r.in.Kind.Field(name)
	return ok && f.Type.Pseudonymous()
}

// number registers a problem and returns its fault number.
func (r *run) number(p models.Problem) int {
	r.problems = append(r.problems, p)
	return len(r.problems) - 1
}

// read makes the view read: every field as its type, and _faults, the numbers
// of what is wrong, NULL where nothing is.
func (r *run) read(ctx context.Context) error {
	var fields typed
	var texts []string
	for _, f := range r.in.Kind.Fields {
		fields.add(readField(f, r.in.Feed, r.has))
		if f.Type == models.Apart && r.has(f.Name) {
			texts = append(texts, f.Name)
		}
	}
	fields.faults = append(fields.faults, inOrder(r.in.Kind, r.in.Feed, r.has)...)
	for _, c := range fields.columns {
		r.content = append(r.content, c.name)
	}
	for _, d := range r.in.Dimensions {
		fields.add(readDimension(d, r.has(d.Name)))
		r.content = append(r.content, d.Name)
		r.levels = append(r.levels, d.Name)
	}
	if r.in.Corrects {
		fields.faults = append(fields.faults, fault{"NOT _corrects", models.NewProblem("correction_unknown", "", "")})
	}

	stages := make([]string, len(r.in.Feed.Stages))
	for i, s := range r.in.Feed.Stages {
		stages[i] = sqltext.Literal(s)
	}
	terms := make([]string, len(r.in.Terms))
	for i, t := range r.in.Terms {
		terms[i] = sqltext.Literal(t.ID)
	}
	reading := r.reading(fields, texts)
	statements := []string{
		"CREATE OR REPLACE TEMP TABLE terms AS SELECT unnest([" + strings.Join(terms, ", ") + "]::VARCHAR[]) AS id",
		"SET VARIABLE today = DATE " + sqltext.Literal(r.in.Today.String()),
		"SET VARIABLE stages = [" + strings.Join(stages, ", ") + "]::VARCHAR[]",
	}
	if err := r.exec(ctx, statements...); err != nil {
		return err
	}
	if r.in.WriteEarly != nil {
		if err := r.early(ctx, reading); err != nil {
			return err
		}
	} else if err := r.exec(ctx, "CREATE OR REPLACE TEMP TABLE read_rows AS "+reading, "CREATE OR REPLACE TEMP VIEW read AS FROM read_rows"); err != nil {
		return err
	}
	var union []string
	for _, t := range texts {
		union = append(union, fmt.Sprintf("SELECT _place, _delivery, %s AS field, %s AS text FROM named WHERE %[2]s IS NOT NULL", sqltext.Literal(t), sqltext.Quote(t)))
	}
	if len(union) == 0 {
		union = []string{"SELECT 0::BIGINT AS _place, 0 AS _delivery, '' AS field, '' AS text WHERE false"}
	}
	return r.exec(ctx, "CREATE OR REPLACE TEMP TABLE texts AS "+strings.Join(union, " UNION ALL "))
}

// early makes the view read of the file that is written early, in which _op carries the faults.
func (r *run) early(ctx context.Context, reading string) error {
	const put = "'put'"
	written, err := r.in.WriteEarly(ctx, "SELECT "+r.lakeColumns("g", nil)+", g._faults FROM ("+reading+") g", "coalesce(CAST(_faults AS VARCHAR), "+put+")", r.columns())
	if err != nil {
		return err
	}
	names := []string{"_place", "_delivery", "source", "_apart"}
	for _, c := range r.content {
		names = append(names, sqltext.Quote(c))
	}
	return r.exec(ctx, "CREATE OR REPLACE TEMP VIEW read AS SELECT "+strings.Join(names, ", ")+
		", CASE WHEN _op <> "+put+" THEN CAST(_op AS INTEGER[]) END AS _faults FROM ("+written+")")
}

// columns are those of taken and keeping, without _delivery and _place.
func (r *run) columns() []string {
	return append([]string{"_feed", "source", "_contradictory", "_apart"}, r.content...)
}

// reading is the SELECT behind read, in three steps, so that nothing is worked
// out twice: fields as plain text, as their types, and what is wrong with them.
func (r *run) reading(fields typed, texts []string) string {
	selected := func(columns []column) string {
		var out strings.Builder
		for _, c := range columns {
			out.WriteString(",\n" + c.sql + " AS " + sqltext.Quote(c.name))
		}
		return out.String()
	}
	apart := "CAST(NULL AS UUID)"
	if len(texts) > 0 {
		quoted := make([]string, len(texts))
		for i, t := range texts {
			quoted[i] = fmt.Sprintf("'%s' || chr(31) || n.%s", t, sqltext.Quote(t))
		}
		apart = "CAST(nullif(md5(concat_ws(chr(30), " + strings.Join(quoted, ", ") + ")), md5('')) AS UUID)"
	}
	own := "_place, _delivery"
	if r.in.Corrects {
		own += ", _corrects"
	}
	when, cases := make([]string, len(fields.faults)), make([]string, len(fields.faults))
	for i, f := range fields.faults {
		when[i] = "(" + f.when + ")"
		cases[i] = fmt.Sprintf("CASE WHEN %s THEN %d END", f.when, r.number(f.problem))
	}
	faults := "CAST(NULL AS INTEGER[])"
	if len(cases) > 0 {
		faults = "CASE WHEN " + strings.Join(when, "\nOR ") + " THEN list_filter([" + strings.Join(cases, ",\n") + "]::INTEGER[], lambda x: x IS NOT NULL) END"
	}
	names := []string{"_place", "_delivery", "source", "_apart"}
	for _, c := range r.content {
		names = append(names, sqltext.Quote(c))
	}
	said := "SELECT " + own + ", " + apart + " AS _apart" + selected(fields.texts) + "\nFROM named n"
	read := "SELECT *, " + sqltext.Literal(r.in.Feed.Source) + " AS source" + selected(fields.columns) + "\nFROM (" + said + ")"
	return "SELECT " + strings.Join(names, ", ") + ",\n" + faults + " AS _faults FROM (" + read + ")"
}

// judge makes the table faults (_place, fault) from the fields' faults and the
// named rules.
func (r *run) judge(ctx context.Context) error {
	rules, err := rulesOf(r.in.Kind.Name)
	if err != nil {
		return err
	}
	selects := []string{"SELECT _place, unnest(_faults) AS fault FROM (SELECT _place, _faults FROM read WHERE _faults IS NOT NULL)"}
	for _, rule := range rules {
		selects = append(selects, fmt.Sprintf("SELECT _place, %d AS fault FROM (%s)", r.number(rule.problem), rule.sql))
	}
	return r.exec(ctx, "CREATE OR REPLACE TEMP TABLE faults AS "+strings.Join(selects, " UNION ALL "))
}

// setAside are the fault numbers that set a row aside, as a list in SQL.
func (r *run) setAside() string {
	numbers := []string{"-1"}
	for i, p := range r.problems {
		if p.Effect == models.SetAside {
			numbers = append(numbers, fmt.Sprint(i))
		}
	}
	return "(" + strings.Join(numbers, ", ") + ")"
}

// key are the columns that name a record.
func (r *run) key() string {
	quoted := make([]string, len(r.in.Kind.Key))
	for i, k := range r.in.Kind.Key {
		quoted[i] = sqltext.Quote(k)
	}
	return strings.Join(quoted, ", ")
}

// join settles rows of one key within one delivery: the same content again is
// one row; levels that contradict each other are nulled; anything else sets
// all of them aside. It makes good, repeated, aside, taken and keeping.
func (r *run) join(ctx context.Context) error {
	var wrong int64
	if err := r.conn.QueryRowContext(ctx, "SELECT count(*), count(*) FILTER (fault IN "+r.setAside()+") FROM faults").Scan(&r.faults, &wrong); err != nil {
		return err
	}
	good := "CREATE OR REPLACE TEMP VIEW good AS FROM read"
	if wrong > 0 {
		good += " WHERE _place NOT IN (SELECT _place FROM faults WHERE fault IN " + r.setAside() + ")"
	}
	if err := r.exec(ctx, good); err != nil {
		return err
	}
	repeated, err := r.repeated(ctx)
	if err != nil {
		return err
	}
	r.whole = wrong == 0 && repeated == 0
	aside := "SELECT n._delivery, n._place, n._row, n._file, list(DISTINCT f.fault) AS faults FROM named n JOIN faults f USING (_place) WHERE n._place IN (SELECT _place FROM faults WHERE fault IN " +
		r.setAside() + ") GROUP BY ALL"
	if r.whole { // no need to look
		aside = "SELECT _delivery, _place, _row, _file, NULL::INTEGER[] AS faults FROM named LIMIT 0"
	}
	keeping := "SELECT " + r.lakeColumns("g", nil) + " FROM read g"
	if r.whole {
		keeping += " LIMIT 0"
	} else {
		known := []string{"_place IN (SELECT _place FROM aside)"}
		for _, k := range r.in.Kind.Key {
			if f, _ := r.in.Kind.Field(k); f.Required {
				known = append(known, sqltext.Quote(k)+" IS NOT NULL")
			}
		}
		keeping += " WHERE " + strings.Join(known, " AND ")
	}
	if err := r.exec(ctx,
		"CREATE OR REPLACE TEMP TABLE aside AS "+aside,
		"CREATE OR REPLACE TEMP VIEW taken AS "+r.taken(repeated > 0),
		"CREATE OR REPLACE TEMP TABLE keeping AS "+keeping); err != nil {
		return err
	}
	r.keeping, err = r.count(ctx, "SELECT count(*) FROM keeping")
	return err
}

// repeated makes the table of that name: one row for each key that stands more
// than once among the good rows of a delivery. It notes the faults that follow
// and returns how many there are.
func (r *run) repeated(ctx context.Context) (int64, error) {
	conflict := r.number(models.NewProblem("conflicting_rows", "", ""))
	contradiction := map[string]int{}
	for _, d := range r.levels {
		contradiction[d] = r.number(models.NewProblem("contradictory_level", d, ""))
	}
	plain := []string{"_apart"}
	for _, c := range r.content {
		if !slices.Contains(r.levels, c) {
			plain = append(plain, sqltext.Quote(c))
		}
	}
	// Hashes tell first where to look: mostly nowhere.
	hash := "hash(_delivery, " + r.key() + ")"
	among := "good WHERE false"
	if !r.in.Numbered {
		suspects := "CREATE OR REPLACE TEMP TABLE suspects AS SELECT h FROM (SELECT " + hash + " AS h FROM good) GROUP BY h HAVING count(*) > 1"
		if err := r.exec(ctx, suspects); err != nil {
			return 0, err
		}
		n, err := r.count(ctx, "SELECT count(*) FROM suspects")
		if err != nil {
			return 0, err
		}
		if n > 0 {
			among = "good WHERE " + hash + " IN (SELECT h FROM suspects)"
		}
	}
	differing := "count(DISTINCT md5(CAST(ROW(" + strings.Join(plain, ", ") + ") AS VARCHAR)))"
	statements := []string{fmt.Sprintf("CREATE OR REPLACE TEMP TABLE repeated AS SELECT _delivery, %[1]s, min(_place) AS first, count(*) AS rows, %[2]s AS contents%[3]s FROM %[4]s GROUP BY _delivery, %[1]s HAVING count(*) > 1",
		r.key(), differing, r.levelCounts(), among)}
	if err := r.exec(ctx, statements...); err != nil {
		return 0, err
	}
	n, err := r.count(ctx, "SELECT count(*) FROM repeated")
	if err != nil || n == 0 {
		return 0, err
	}
	statements = []string{fmt.Sprintf("INSERT INTO faults SELECT g._place, %d FROM good g JOIN repeated p ON %s WHERE p.contents > 1", conflict, r.onKey())}
	for _, d := range r.levels {
		statements = append(statements, fmt.Sprintf("INSERT INTO faults SELECT g._place, %d FROM good g JOIN repeated p ON %s WHERE p.contents = 1 AND p.%s > 1",
			contradiction[d], r.onKey(), sqltext.Quote("_n_"+d)))
	}
	return n, r.exec(ctx, statements...)
}

// onKey joins a good row g to its key in repeated p.
func (r *run) onKey() string {
	matches := []string{"g._delivery = p._delivery"}
	for _, k := range r.in.Kind.Key {
		matches = append(matches, fmt.Sprintf("g.%s IS NOT DISTINCT FROM p.%[1]s", sqltext.Quote(k)))
	}
	return strings.Join(matches, " AND ")
}

// taken is the SELECT of the rows to append: of a repeated key the first, with
// the levels on which its rows agree.
func (r *run) taken(repeated bool) string {
	if !repeated {
		return "SELECT " + r.lakeColumns("g", nil) + " FROM good g"
	}
	merged := map[string]string{}
	for _, d := range r.levels {
		merged[d] = fmt.Sprintf("CASE WHEN p.%s > 1 THEN NULL WHEN p.%[1]s = 1 THEN p.%s ELSE g.%s END", sqltext.Quote("_n_"+d), sqltext.Quote("_one_"+d), sqltext.Quote(d))
	}
	return fmt.Sprintf("SELECT %s FROM good g LEFT JOIN repeated p ON %s WHERE (p.first IS NULL OR p.first = g._place) AND g._place NOT IN (SELECT _place FROM aside)",
		r.lakeColumns("g", merged), r.onKey())
}

// lakeColumns are the columns of taken and keeping, from rows as read; merged
// are those that come of several rows.
func (r *run) lakeColumns(row string, merged map[string]string) string {
	var contradictory []string
	for _, d := range r.levels {
		if merged[d] != "" {
			contradictory = append(contradictory, fmt.Sprintf("CASE WHEN p.%s > 1 THEN %s END", sqltext.Quote("_n_"+d), sqltext.Literal(d)))
		}
	}
	marks := "NULL::VARCHAR"
	if len(contradictory) > 0 {
		marks = "nullif(concat_ws('|', " + strings.Join(contradictory, ", ") + "), '')"
	}
	columns := []string{row + "._delivery", row + "._place", sqltext.Literal(r.in.Feed.Name) + " AS _feed", row + ".source", marks + " AS _contradictory", row + "._apart"}
	for _, c := range r.content {
		if m := merged[c]; m != "" {
			columns = append(columns, m+" AS "+sqltext.Quote(c))
		} else {
			columns = append(columns, row+"."+sqltext.Quote(c))
		}
	}
	return strings.Join(columns, ", ")
}

// levelCounts are, for each dimension, how many levels the rows of a key give
// and one of them.
func (r *run) levelCounts() string {
	var out strings.Builder
	for _, d := range r.levels {
		fmt.Fprintf(&out, ", count(DISTINCT %[1]s) AS %[2]s, min(%[1]s) AS %[3]s", sqltext.Quote(d), sqltext.Quote("_n_"+d), sqltext.Quote("_one_"+d))
	}
	return out.String()
}

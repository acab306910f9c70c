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
}

// Result is what came of each delivery.
type Result struct {
	Columns    []string // of the tables taken and keeping, without _delivery and _place
	Whole      bool     // taken is every row of named, in the order of _place, without a gap
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

// keptRows is how many rows are kept as read. Reading more of them again for
// every question costs less than keeping them.
const keptRows = 100_000

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
	var rows int64
	for _, n := range r.in.Rows {
		rows += n
	}
	reading := r.reading(fields, texts)
	read := []string{"CREATE OR REPLACE TEMP VIEW read AS " + reading}
	if rows <= keptRows {
		read = []string{"CREATE OR REPLACE TEMP TABLE read_rows AS " + reading, "CREATE OR REPLACE TEMP VIEW read AS FROM read_rows"}
	}
	statements := append([]string{
		"CREATE OR REPLACE TEMP TABLE terms AS SELECT unnest([" + strings.Join(terms, ", ") + "]::VARCHAR[]) AS id",
		"SET VARIABLE today = DATE " + sqltext.Literal(r.in.Today.String()),
		"SET VARIABLE stages = [" + strings.Join(stages, ", ") + "]::VARCHAR[]",
	}, read...)
	var union []string
	for _, t := range texts {
		union = append(union, fmt.Sprintf("SELECT _place, _delivery, %s AS field, %s AS text FROM named WHERE %[2]s IS NOT NULL", sqltext.Literal(t), sqltext.Quote(t)))
	}
	if len(union) == 0 {
		union = []string{"SELECT 0::BIGINT AS _place, 0 AS _delivery, '' AS field, '' AS text WHERE false"}
	}
	statements = append(statements, "CREATE OR REPLACE TEMP TABLE texts AS "+strings.Join(union, " UNION ALL "))
	return r.exec(ctx, statements...)
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
	wrong, err := r.count(ctx, "SELECT count(*) FROM faults WHERE fault IN "+r.setAside())
	if err != nil {
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
	known := []string{"_place IN (SELECT _place FROM aside)"}
	for _, k := range r.in.Kind.Key {
		if f, _ := r.in.Kind.Field(k); f.Required {
			known = append(known, sqltext.Quote(k)+" IS NOT NULL")
		}
	}
	if err := r.exec(ctx,
		"CREATE OR REPLACE TEMP TABLE aside AS "+aside,
		"CREATE OR REPLACE TEMP VIEW taken AS "+r.taken(repeated > 0),
		"CREATE OR REPLACE TEMP TABLE keeping AS SELECT "+r.lakeColumns("g", nil)+" FROM read g WHERE "+strings.Join(known, " AND ")); err != nil {
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

// report sums up the faults of each delivery and applies the share from which
// nothing of a delivery is taken.
func (r *run) report(ctx context.Context) (Result, error) {
	n := r.in.Deliveries
	res := Result{Columns: append([]string{"_feed", "source", "_contradictory", "_apart"}, r.content...), Whole: r.whole, Keeping: r.keeping,
		SetAside: make([]int64, n), Warnings: make([]int64, n), Duplicates: make([]int64, n), Rejected: make([]bool, n), Problems: make([][]models.Problem, n)}
	rows, err := r.conn.QueryContext(ctx, `SELECT n._delivery, f.fault, n._file, min(n._row), count(DISTINCT f._place)
		FROM faults f JOIN named n USING (_place) GROUP BY ALL ORDER BY ALL`)
	if err != nil {
		return res, err
	}
	defer rows.Close()
	for rows.Next() {
		var delivery, number int
		var file sql.NullString
		var line, count int64
		if err := rows.Scan(&delivery, &number, &file, &line, &count); err != nil {
			return res, err
		}
		p := r.problems[number]
		p.File, p.Line, p.Count = file.String, line, count
		res.Problems[delivery] = append(res.Problems[delivery], p)
		if p.Effect == models.Warning {
			res.Warnings[delivery] += count
		}
	}
	if err := rows.Err(); err != nil {
		return res, err
	}
	counts := `SELECT _delivery, count(*), 'aside' FROM aside GROUP BY ALL
		UNION ALL SELECT _delivery, sum(rows - 1)::BIGINT, 'same' FROM repeated WHERE contents = 1 GROUP BY ALL`
	counted, err := r.conn.QueryContext(ctx, counts)
	if err != nil {
		return res, err
	}
	defer counted.Close()
	for counted.Next() {
		var delivery int
		var count int64
		var what string
		if err := counted.Scan(&delivery, &count, &what); err != nil {
			return res, err
		}
		if what == "aside" {
			res.SetAside[delivery] = count
		} else {
			res.Duplicates[delivery] = count
		}
	}
	for d := range n {
		bad := res.SetAside[d] + r.in.Broken[d]
		if bad > 0 && float64(bad) > r.in.Feed.RejectAbove*float64(r.in.Rows[d]) {
			res.Rejected[d] = true
			p := models.NewProblem("too_many_bad_rows", "", fmt.Sprintf("%.0f%%", 100*r.in.Feed.RejectAbove))
			p.Count = bad
			res.Problems[d] = append(res.Problems[d], p)
		}
	}
	return res, counted.Err()
}

// name makes the table fault_names (fault, code, field): what the numbers in
// aside mean.
func (r *run) name(ctx context.Context) error {
	names := []string{"(NULL, NULL, NULL)"}
	for i, p := range r.problems {
		if p.Effect == models.SetAside {
			names = append(names, fmt.Sprintf("(%d, %s, %s)", i, sqltext.Literal(p.Code), sqltext.Literal(p.Column)))
		}
	}
	return r.exec(ctx, "CREATE OR REPLACE TEMP TABLE fault_names AS SELECT fault::INTEGER AS fault, code, field FROM (VALUES "+strings.Join(names, ", ")+") AS f(fault, code, field) WHERE fault IS NOT NULL")
}

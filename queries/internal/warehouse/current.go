package warehouse

import (
	"fmt"
	"slices"
	"strings"

	"athar/ingest/lake"
	"athar/models"
)

// people are the fields of each kind that name a person whose answers its records bear on.
var people = map[string]string{
	"people": "person_id", "participations": "person_id", "credentials": "person_id", "evidence": "person_id", "responses": "respondent_id",
}

// manyRows is from how many rows on files are read straight into a table that has few in comparison, with everybody worked
// out anew, instead of seeing first whom they touch.
const manyRows = 100_000

// apply brings a kind's current table up to date and notes whom that touches. It says whether there was anything to do.
func (r *refresh) apply(kind *models.Kind) (bool, error) {
	table, columns := name(kind.Name), r.shape.columns(kind)
	if r.anew {
		definitions, optional := []string{"_key UBIGINT"}, r.shape.optional(kind)
		for _, c := range columns {
			if slices.Contains(optional, c) {
				continue
			}
			if slices.Contains(r.shape.coded(kind), c.Name) {
				c.Type = codeOf(nil)
			}
			definitions = append(definitions, name(c.Name)+" "+c.Type)
		}
		if err := r.exec("CREATE OR REPLACE TABLE " + table + " (" + strings.Join(definitions, ", ") + ")"); err != nil {
			return false, err
		}
	}
	from, to := min(r.after, r.upTo), max(r.after, r.upTo)
	files, many := r.lake.Files(kind.Name, from, to), r.anew
	if len(files) > 0 {
		var rows int64
		for _, file := range files {
			rows += file.Rows
		}
		source, err := r.read(kind, files, from, to)
		if err == nil && r.back() {
			source, err = r.before(kind, source)
		}
		if err != nil {
			return false, err
		}
		fresh := len(files) == 1 && r.fresh == files[0].Path
		if fresh && rows > manyRows {
			there, err := r.number("SELECT count(*) FROM " + table)
			if err != nil {
				return false, err
			}
			many = many || float64(rows) > r.wholeFrom*float64(there)
		}
		if many {
			r.all = true
			err = r.fill(kind, source, files, fresh)
		} else {
			err = r.change(kind, source, fresh)
		}
		if err != nil {
			return false, err
		}
	}
	if column := people[kind.Name]; column == "person_id" && kind.Name != "evidence" && len(files) > 0 {
		source := "incoming WHERE _op = 'put'"
		if many {
			all, err := r.current(kind)
			if err != nil {
				return false, err
			}
			source = all
		}
		if err := r.give(kind, source); err != nil {
			return false, err
		}
	}
	if _, ok := tallies[kind.Name]; ok && (r.anew || len(files) > 0) {
		if many {
			if err := r.exec("CREATE OR REPLACE TEMP VIEW changed_" + kind.Name + " AS SELECT 1 AS sign, * FROM main." + table); err != nil {
				return false, err
			}
		}
		if err := r.tally(kind.Name, many); err != nil {
			return false, err
		}
	}
	return r.anew || len(files) > 0, nil
}

// fill puts what was last said of each key in a table that has none of them.
func (r *refresh) fill(kind *models.Kind, source string, files []lake.File, fresh bool) error {
	if err := r.exec(giveBack); err != nil {
		return err
	}
	if err := r.widenBy(kind, files); err != nil {
		return err
	}
	said, err := r.said(kind, source, fresh)
	if err != nil {
		return err
	}
	if err := r.admitMany(kind.Name, r.shape.coded(kind), source); err != nil {
		return err
	}
	return r.add(kind, "("+said+")")
}

// add puts rows in a kind's table.
func (r *refresh) add(kind *models.Kind, rows string) error {
	lacking, err := r.lacking(kind)
	if err != nil {
		return err
	}
	excluded := append([]string{"_op"}, names(columnNames(slices.Concat(turn, lacking)))...)
	return r.exec("INSERT INTO " + name(kind.Name) + " BY NAME SELECT * EXCLUDE (" + strings.Join(excluded, ", ") + ") FROM " + rows + " WHERE _op = 'put'")
}

// said is what was last said of each key, as SQL. Where it is not known that each is said once, most are; only the others
// need sorting.
func (r *refresh) said(kind *models.Kind, source string, once bool) (string, error) {
	said := "SELECT " + keyHash(kind) + " AS _key, * FROM " + source
	if once {
		return said, nil
	}
	if err := r.exec("CREATE OR REPLACE TEMP TABLE said_again AS SELECT " + keyHash(kind) + " AS _key FROM " + source + " GROUP BY _key HAVING count(*) > 1"); err != nil {
		return "", err
	}
	if again, err := r.number("SELECT count(*) FROM said_again"); err != nil || again == 0 {
		return said, err
	}
	return "SELECT * FROM (" + said + ") WHERE _key NOT IN (FROM said_again) UNION ALL BY NAME (FROM (" + said + ") WHERE _key IN (FROM said_again)" +
		" QUALIFY row_number() OVER (PARTITION BY _key, " + strings.Join(names(key(kind)), ", ") + " ORDER BY _commit DESC, _seq DESC) = 1)", nil
}

// change puts what was last said of each key in the place of what the table has of it. fresh: it has nothing, and each key is
// said once.
func (r *refresh) change(kind *models.Kind, source string, fresh bool) error {
	table := name(kind.Name)
	said, err := r.said(kind, source, fresh)
	if err != nil {
		return err
	}
	former := "CREATE OR REPLACE TEMP TABLE former AS SELECT rowid AS _row, * FROM " + table
	if fresh {
		former += " LIMIT 0"
	} else {
		former += " AS c SEMI JOIN incoming AS i ON " + sameKey(kind, "c", "i")
	}
	if err := r.exec(
		"CREATE OR REPLACE TEMP TABLE incoming AS "+said,
		former,
		"CREATE OR REPLACE TEMP VIEW changed_"+kind.Name+" AS SELECT 1 AS sign, * EXCLUDE (_op) FROM incoming WHERE _op = 'put' UNION ALL BY NAME SELECT -1 AS sign, * EXCLUDE (_row) FROM former",
	); err != nil {
		return err
	}
	if column, ok := people[kind.Name]; ok {
		if err := r.exec("INSERT INTO touched_people SELECT DISTINCT " + column + " FROM changed_" + kind.Name + " WHERE " + column + " IS NOT NULL"); err != nil {
			return err
		}
	}
	if kind.Name == "opportunities" {
		if err := r.exec("INSERT INTO touched_opportunities SELECT DISTINCT opportunity_id FROM changed_opportunities"); err != nil {
			return err
		}
	}
	if err := r.widen(kind, "incoming"); err != nil {
		return err
	}
	if err := r.admit(kind.Name, r.shape.coded(kind), "incoming"); err != nil {
		return err
	}
	if !fresh {
		if err := r.exec("DELETE FROM " + table + " WHERE rowid IN (SELECT _row FROM former)"); err != nil {
			return err
		}
	}
	return r.add(kind, "incoming")
}

// read is a kind's rows of some commits as they are kept, as SQL.
func (r *refresh) read(kind *models.Kind, files []lake.File, after, upTo int64) (string, error) {
	source := lake.Source(files, after, upTo)
	found, err := r.columnsOf(source)
	return "(SELECT _op, " + strings.Join(selection(slices.Concat(turn, r.shape.columns(kind)), found), ", ") + " FROM " + source + ")", err
}

// columnsOf are the columns that files have between them.
func (r *refresh) columnsOf(source string) ([]string, error) {
	rows, err := r.tx.QueryContext(r.ctx, "SELECT column_name FROM (DESCRIBE SELECT * FROM "+source+")")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var column string
		if err := rows.Scan(&column); err != nil {
			return nil, err
		}
		found = append(found, column)
	}
	return found, rows.Err()
}

// selection are a table's columns as read from files; those that the files lack are empty.
func selection(columns []column, found []string) []string {
	var selected []string
	for _, c := range columns {
		if slices.Contains(found, c.Name) {
			selected = append(selected, fmt.Sprintf("CAST(%s AS %s) AS %s", name(c.Name), c.Type, name(c.Name)))
		} else {
			selected = append(selected, fmt.Sprintf("CAST(NULL AS %s) AS %s", c.Type, name(c.Name)))
		}
	}
	return selected
}

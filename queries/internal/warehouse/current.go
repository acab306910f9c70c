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

// apply brings a kind's current table up to date and notes whom that touches. It says whether there was anything to do.
func (r *refresh) apply(kind *models.Kind) (bool, error) {
	table, columns := name(kind.Name), r.shape.columns(kind)
	if r.anew {
		definitions := []string{"_key UBIGINT"}
		for _, c := range columns {
			definitions = append(definitions, name(c.Name)+" "+c.Type)
		}
		if err := r.exec("CREATE OR REPLACE TABLE " + table + " (" + strings.Join(definitions, ", ") + ")"); err != nil {
			return false, err
		}
	}
	files := r.lake.Files(kind.Name, r.after, r.upTo)
	if len(files) == 0 {
		return r.anew, nil
	}
	source := lake.Source(files, r.after, r.upTo)
	found, err := r.columnsOf(source)
	if err != nil {
		return false, err
	}
	// What was last said of each key. Most keys are said once; only the others need sorting.
	if err := r.exec(
		"CREATE OR REPLACE TEMP TABLE said AS SELECT "+keyHash(kind)+" AS _key, * FROM (SELECT _op, "+strings.Join(selection(columns, found), ", ")+" FROM "+source+")",
		"CREATE OR REPLACE TEMP TABLE said_again AS SELECT _key FROM said GROUP BY _key HAVING count(*) > 1",
		"DROP TABLE IF EXISTS temp.incoming",
	); err != nil {
		return false, err
	}
	again, err := r.number("SELECT count(*) FROM said_again")
	if err != nil {
		return false, err
	}
	if again == 0 {
		err = r.exec("ALTER TABLE temp.said RENAME TO incoming")
	} else {
		err = r.exec(
			"CREATE TEMP TABLE incoming AS FROM said WHERE _key NOT IN (SELECT _key FROM said_again) UNION ALL BY NAME "+
				"(FROM said WHERE _key IN (SELECT _key FROM said_again) QUALIFY row_number() OVER (PARTITION BY _key, "+strings.Join(names(key(kind)), ", ")+" ORDER BY _commit DESC, _seq DESC) = 1)",
			"DROP TABLE temp.said")
	}
	if err != nil {
		return false, err
	}
	if !r.anew {
		if err := r.touch(kind); err != nil {
			return false, err
		}
		if err := r.exec("DELETE FROM " + table + " AS c USING incoming AS i WHERE " + sameKey(kind, "c", "i")); err != nil {
			return false, err
		}
	}
	return true, r.exec(
		"INSERT INTO "+table+" BY NAME SELECT * EXCLUDE (_op) FROM incoming WHERE _op = 'put'",
		"DROP TABLE incoming",
	)
}

// touch notes the people and opportunities that incoming rows, or the rows they take the place of, are about.
func (r *refresh) touch(kind *models.Kind) error {
	note := func(into, column string) error {
		return r.exec(
			fmt.Sprintf("INSERT INTO %s SELECT DISTINCT %s FROM incoming WHERE %s IS NOT NULL", into, column, column),
			fmt.Sprintf("INSERT INTO %s SELECT DISTINCT c.%s FROM %s AS c SEMI JOIN incoming AS i ON %s WHERE c.%s IS NOT NULL",
				into, column, name(kind.Name), sameKey(kind, "c", "i"), column))
	}
	if column, ok := people[kind.Name]; ok {
		if err := note("touched_people", column); err != nil {
			return err
		}
	}
	if kind.Name == "opportunities" {
		return note("touched_opportunities", "opportunity_id")
	}
	return nil
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

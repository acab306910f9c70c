package warehouse

import (
	"fmt"
	"slices"
	"strings"
)

// cube is a table of how many people there are in each combination of all their groups. It has few rows beside the people it
// counts, so that most questions are sums over it.
//
// A refresh adds what it changes as further rows, which may be negative, and only from time to time is all of it counted again
// or added up. Its texts are kept as small numbers, of the levels there were then.
type cube struct {
	table  string
	keys   []string // beside the groups
	counts []string
}

// cubes are all there are.
var cubes = []cube{reach, acquaintance}

// mostChanges is how many rows of changes a cube may have before all is added up; or a tenth of all, if that is more.
const mostChanges = 10_000

// cubes counts everybody anew where that is needed.
func (r *refresh) cubes() error {
	for _, c := range cubes {
		if !r.anewOf[c.table] {
			continue
		}
		for _, table := range []string{"stands", "others", "passages", "offer_levels", "offer_sets"} {
			if err := r.exec("CREATE OR REPLACE TEMP VIEW changed_" + table + " AS SELECT 1 AS sign, * FROM main." + table); err != nil {
				return err
			}
		}
		if err := r.whole(c); err != nil {
			return err
		}
	}
	return nil
}

func (r *refresh) whole(c cube) error {
	query, err := r.sql(c.table + ".sql")
	if err != nil {
		return err
	}
	rows := "(" + query + ")"
	types, err := r.types("FROM " + rows)
	if err != nil {
		return err
	}
	kept := make([]string, len(r.shape.Groups))
	for i, g := range r.shape.Groups {
		if kept[i] = g.String(); types[g.Name] != "VARCHAR" {
			continue
		}
		levels, err := r.levels(g.Column, "main.stands", "main.others")
		if err != nil {
			return err
		}
		kept[i] = fmt.Sprintf("CAST(%s AS %s) AS %s", g, codeOf(levels), g)
	}
	return r.exec("CREATE OR REPLACE TABLE " + c.table + " AS SELECT " + strings.Join(slices.Concat(c.keys, kept, c.counts), ", ") +
		", false AS _change FROM " + rows + " ORDER BY " + strings.Join(c.keys, ", "))
}

// adjust adds what the changed rows come to.
func (r *refresh) adjust(c cube) error {
	if r.anewOf[c.table] {
		return nil
	}
	query, err := r.sql(c.table + ".sql")
	if err != nil {
		return err
	}
	if err := r.exec("CREATE OR REPLACE TEMP TABLE difference AS SELECT * FROM (" + query + ") WHERE " + strings.Join(c.counts, " <> 0 OR ") + " <> 0"); err != nil {
		return err
	}
	if some, err := r.number("SELECT count(*) FROM difference"); err != nil || some == 0 {
		return err
	}
	// A level that nobody had before has no number yet.
	types, err := r.types(c.table)
	if err != nil {
		return err
	}
	var news, groups []string
	for _, g := range r.shape.Groups {
		news = append(news, fmt.Sprintf("%[1]s IS NOT NULL AND TRY_CAST(CAST(%[1]s AS VARCHAR) AS %[2]s) IS NULL", g, types[g.Name]))
		groups = append(groups, g.String())
	}
	if len(news) > 0 {
		some, err := r.number("SELECT count(*) FROM difference WHERE " + strings.Join(news, " OR "))
		if err != nil {
			return err
		}
		if r.anewOf[c.table] = some > 0; some > 0 {
			return nil
		}
	}
	if err := r.exec("INSERT INTO " + c.table + " BY NAME SELECT *, true AS _change FROM difference"); err != nil {
		return err
	}
	many, err := r.number(fmt.Sprintf("SELECT CAST(count(*) FILTER (_change) > greatest(%d, count(*) // 10) AS INTEGER) FROM %s", r.mostChanges, c.table))
	if err != nil || many == 0 {
		return err
	}
	var sums, some []string
	for _, count := range c.counts {
		sums = append(sums, fmt.Sprintf("CAST(sum(%[1]s) AS INTEGER) AS %[1]s", count))
		some = append(some, fmt.Sprintf("sum(%s) <> 0", count))
	}
	return r.exec("CREATE OR REPLACE TABLE " + c.table + " AS SELECT " + strings.Join(slices.Concat(c.keys, groups, sums), ", ") + ", false AS _change FROM " + c.table +
		" GROUP BY ALL HAVING " + strings.Join(some, " OR ") + " ORDER BY " + strings.Join(c.keys, ", "))
}

// texts are the values of a query's one column.
func (r *refresh) texts(query string) ([]string, error) {
	rows, err := r.tx.QueryContext(r.ctx, query)
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, query)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, rows.Err()
}

// types are those of a table's columns.
func (r *refresh) types(table string) (map[string]string, error) {
	both, err := r.texts("SELECT column_name || ' ' || column_type FROM (DESCRIBE " + table + ")")
	types := map[string]string{}
	for _, one := range both {
		column, kind, _ := strings.Cut(one, " ")
		types[column] = kind
	}
	return types, err
}

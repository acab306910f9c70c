package warehouse

import (
	"fmt"
	"strings"

	"athar/models"
)

// reach is a table of how many learners there are in each combination of all their groups, and how many of them took part in
// what is on offer: in anything, and in each level of each facet of it. It has few rows beside the learners it counts, so that
// most questions are sums over it. A learner in several things of one level counts once in it, therefore levels cannot be
// added up; terms cannot either.
//
// A refresh adds what it changes as further rows, which may be negative, and only from time to time is all of it counted again
// or added up. Its texts are kept as small numbers, of the levels there were then.

// mostChanges is how many rows of changes reach may have before all is added up; or a tenth of all, if that is more.
const mostChanges = 10_000

// mostLevels bounds the levels of a group that are kept as small numbers.
const mostLevels = 10_000

// Reaches reports whether reach tells the levels of a dimension apart: those of learners, and the facets of what is on offer
// that are not names of single things.
func Reaches(d models.Dimension) bool {
	switch d.Of {
	case models.OfPerson, models.OfSchool, models.OfOpportunity, models.OfProvider:
		return !d.OwnerOnly
	}
	return false
}

// Offer is a level of a facet of what is on offer, as reach has it.
func Offer(facet, level string) string { return facet + "=" + level }

// sameOffers is that on offer is what was on offer before.
const sameOffers = "CREATE OR REPLACE TEMP VIEW changed_offers AS SELECT unnest([1, -1]) AS sign, * FROM main.offers"

// offers works out the levels of what is on offer, and keeps those of before, by which rows that went are taken off.
func (r *refresh) offers(changed map[string]bool) error {
	if r.all {
		return r.table("offers")
	}
	if !changed["opportunities"] && !changed["providers"] {
		return r.exec(sameOffers)
	}
	if err := r.exec("CREATE OR REPLACE TEMP TABLE former_offers AS FROM main.offers"); err != nil {
		return err
	}
	if err := r.table("offers"); err != nil {
		return err
	}
	if err := r.exec("CREATE OR REPLACE TEMP VIEW changed_offers AS SELECT 1 AS sign, * FROM main.offers UNION ALL SELECT -1 AS sign, * FROM former_offers"); err != nil || !changed["providers"] {
		return err
	}
	// Nobody is touched by what is said of a provider.
	turned, err := r.number("SELECT count(*) FROM ((FROM offers EXCEPT FROM former_offers) UNION ALL (FROM former_offers EXCEPT FROM offers))")
	r.reachAnew = turned > 0
	return err
}

// reach counts everybody anew where that is needed.
func (r *refresh) reach() error {
	if !r.all && !r.reachAnew {
		return nil
	}
	for _, table := range []string{"stands", "passages", "offers"} {
		if err := r.exec("CREATE OR REPLACE TEMP VIEW changed_" + table + " AS SELECT 1 AS sign, * FROM main." + table); err != nil {
			return err
		}
	}
	query, err := r.sql("reach.sql")
	if err != nil {
		return err
	}
	kept := make([]string, len(r.shape.Groups))
	for i, g := range r.shape.Groups {
		levels, err := r.texts("SELECT DISTINCT CAST(" + g.Column + " AS VARCHAR) FROM stands WHERE " + g.Column + " IS NOT NULL")
		if err != nil {
			return err
		}
		kept[i] = g.String()
		if len(levels) < mostLevels {
			kept[i] = fmt.Sprintf("CAST(%s AS %s) AS %s", g, oneOf(append(levels, "")), g)
		}
	}
	return r.exec(`CREATE OR REPLACE TABLE reach AS SELECT _offer, term, year` + listed(kept) + `, _learners, _attended, _enrolled, false AS _change
		FROM (` + query + `) ORDER BY _offer, term`)
}

// reachBy adds what the changed rows of stands and passages come to.
func (r *refresh) reachBy() error {
	if r.all || r.reachAnew {
		return nil
	}
	query, err := r.sql("reach.sql")
	if err != nil {
		return err
	}
	if err := r.exec("CREATE OR REPLACE TEMP TABLE difference AS SELECT * FROM (" + query + ") WHERE _learners <> 0 OR _attended <> 0 OR _enrolled <> 0"); err != nil {
		return err
	}
	if some, err := r.number("SELECT count(*) FROM difference"); err != nil || some == 0 {
		return err
	}
	// A level that nobody had before has no number yet.
	types, err := r.types("reach")
	if err != nil {
		return err
	}
	var news []string
	for _, g := range r.shape.Groups {
		news = append(news, fmt.Sprintf("%[1]s IS NOT NULL AND TRY_CAST(CAST(%[1]s AS VARCHAR) AS %[2]s) IS NULL", g, types[g.Name]))
	}
	if len(news) > 0 {
		some, err := r.number("SELECT count(*) FROM difference WHERE " + strings.Join(news, " OR "))
		if err != nil {
			return err
		}
		if r.reachAnew = some > 0; r.reachAnew {
			return nil
		}
	}
	if err := r.exec("INSERT INTO reach BY NAME SELECT *, true AS _change FROM difference"); err != nil {
		return err
	}
	many, err := r.number(fmt.Sprintf("SELECT CAST(count(*) FILTER (_change) > greatest(%d, count(*) // 10) AS INTEGER) FROM reach", r.mostChanges))
	if err != nil || many == 0 {
		return err
	}
	var groups []string
	for _, g := range r.shape.Groups {
		groups = append(groups, g.String())
	}
	return r.exec(`CREATE OR REPLACE TABLE reach AS SELECT _offer, term, year` + listed(groups) + `, CAST(sum(_learners) AS INTEGER) AS _learners,
		CAST(sum(_attended) AS INTEGER) AS _attended, CAST(sum(_enrolled) AS INTEGER) AS _enrolled, false AS _change
		FROM reach GROUP BY ALL HAVING sum(_learners) <> 0 OR sum(_attended) <> 0 OR sum(_enrolled) <> 0 ORDER BY _offer, term`)
}

// listed are further columns of a list.
func listed(columns []string) string {
	if len(columns) == 0 {
		return ""
	}
	return ", " + strings.Join(columns, ", ")
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

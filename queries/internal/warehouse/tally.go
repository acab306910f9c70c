package warehouse

import (
	"fmt"
	"strings"
)

// tally is a table of counts over another. What is added and what is taken away are counted and added to it; the other
// table is not read again.
type tally struct {
	table string
	keys  []string
	sums  []string // the first is how many rows there are
	turns bool     // what is made from it need be made again only where it turned
}

var tallies = map[string][]tally{
	"participations": {{"stage_tally", []string{"feed", "source", "stage"}, []string{"records"}, true}},
	"passages": {
		{"journey_tally", []string{"opportunity_id", "term", "collected"}, []string{"journeys", "records", "with_minutes"}, true},
		{"offer_tally", []string{"opportunity_id", "term", "reached", "collected", "credential_valid_until"}, []string{"journeys", "credentials"}, false},
	},
	"stands":   {{"lone_tally", []string{"term"}, []string{"credentials"}, false}},
	"learners": {{"learner_tally", []string{"school_id", "term"}, []string{"learners", "in_population", "records"}, true}},
}

// tally brings the tallies of a table up to date; whole: what changed is all there is.
func (r *refresh) tally(table string, whole bool) error {
	for _, t := range tallies[table] {
		turned, err := r.count(t, whole)
		if err != nil {
			return err
		}
		if t.turns && turned {
			r.turned[table] = true
		}
	}
	return nil
}

// count adds changed_<table> to a tally, whose sign is 1 for rows that came and -1 for rows that went. It says whether
// anything turned: a key came or went, or a sum that was nothing is something, or the other way round.
func (r *refresh) count(t tally, whole bool) (turned bool, err error) {
	query, err := r.sql(t.table + ".sql")
	if err != nil {
		return false, err
	}
	if whole {
		return true, r.exec("CREATE OR REPLACE TABLE " + t.table + " AS " + query)
	}
	var same, turns, sums []string
	for _, key := range t.keys {
		same = append(same, fmt.Sprintf("t.%[1]s IS NOT DISTINCT FROM d.%[1]s", key))
	}
	for _, sum := range t.sums {
		turns = append(turns, fmt.Sprintf("(t.%[1]s > 0) <> (t.%[1]s + d.%[1]s > 0)", sum))
		sums = append(sums, fmt.Sprintf("%[1]s = t.%[1]s + d.%[1]s", sum))
	}
	on := strings.Join(same, " AND ")
	if err := r.exec("CREATE OR REPLACE TEMP TABLE difference AS " + query); err != nil {
		return false, err
	}
	some, err := r.number("SELECT count(*) FROM difference AS d LEFT JOIN main." + t.table + " AS t ON " + on + " WHERE t." + t.sums[0] + " IS NULL OR " + strings.Join(turns, " OR "))
	if err != nil {
		return false, err
	}
	if err := r.exec("UPDATE " + t.table + " AS t SET " + strings.Join(sums, ", ") + " FROM difference AS d WHERE " + on); err != nil || some == 0 {
		return false, err
	}
	return true, r.exec("INSERT INTO "+t.table+" BY NAME FROM difference AS d ANTI JOIN main."+t.table+" AS t ON "+on, "DELETE FROM "+t.table+" WHERE "+t.sums[0]+" = 0")
}

package warehouse

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// reachAddedUp is reach without the difference between what was counted at once and what came later.
const reachAddedUp = `SELECT _offer, term, year, grade, municipality, school_type, phase, gender, band, ethos,
	sum(_learners) AS learners, sum(_attended) AS attended, sum(_enrolled) AS enrolled
	FROM reach GROUP BY ALL HAVING learners <> 0 OR attended <> 0 OR enrolled <> 0`

// reachCounted is the same, counted from one row a learner and one a journey, as measures count it where reach does not tell.
const reachCounted = `WITH facts AS (
		SELECT j.person_id, j.term, j.attended, j.enrolled, o.*
		FROM journeys AS j JOIN (
			SELECT opportunity_id, unnest([
				'theme=' || coalesce(theme, ''), 'size=' || coalesce(size, ''), 'sector=' || coalesce(sector, ''),
				'opportunity_type=' || coalesce(opportunity_type, ''), 'formality=' || coalesce(formality, ''), 'setting=' || coalesce(setting, ''),
				'opportunity_municipality=' || coalesce(opportunity_municipality, '')
			] || list_transform(string_split(coalesce(category, ''), '|'), lambda c: 'category=' || c)) AS _offer
			FROM opportunity_facts
		) AS o USING (opportunity_id)
	), learners AS (SELECT * FROM counted WHERE grain = 'term')
	SELECT '' AS _offer, term, year, grade, municipality, school_type, phase, gender, band, ethos,
		count(*) AS learners, count(*) FILTER (n_attended > 0) AS attended, count(*) FILTER (n_enrolled > 0) AS enrolled
	FROM learners GROUP BY ALL
	UNION ALL
	SELECT f._offer, l.term, l.year, l.grade, l.municipality, l.school_type, l.phase, l.gender, l.band, l.ethos,
		0, count(DISTINCT l.person_id) FILTER (f.attended), count(DISTINCT l.person_id) FILTER (f.enrolled)
	FROM learners AS l JOIN facts AS f USING (person_id, term) WHERE f.attended OR f.enrolled GROUP BY ALL`

func TestReachIsWhatCountingEverybodyGives(t *testing.T) { addsUp(t, reachAddedUp, reachCounted) }

func TestReachCountsEachOfMoreLevelsThanASetHolds(t *testing.T) {
	p := newPaper(t, declare(t, school))
	w := p.open(t)
	p.put(t, table("people", "roster", "t", "person_id,valid_from,grade\nann,2020-01-01,1\nbob,2020-01-01,2")...)
	// A hundred opportunities of a category each, and of one that all share; ann goes to each third, bob enrols in each fifth.
	offered, gone := "opportunity_id,provider_id,title_en,category,starts_on", "person_id,opportunity_id,stage,occurred_on"
	for i := range 100 {
		offered += fmt.Sprintf("\nt:o%d,t:p1,One,c%d|all,2020-02-01", i, i)
		if i%3 == 0 {
			gone += fmt.Sprintf("\nann,t:o%d,attended,2020-02-01", i)
		}
		if i%5 == 0 {
			gone += fmt.Sprintf("\nbob,t:o%d,enrolled,2020-02-01", i)
		}
	}
	p.put(t, table("opportunities", "o", "t", offered)...)
	p.put(t, table("participations", "visits", "t", gone)...)
	p.refresh(t, w)
	for i := range 100 {
		want := []string{}
		if i%3 == 0 {
			want = append(want, "1|0|1|1") // who attended had enrolled
		}
		if i%5 == 0 {
			want = append(want, "2|0|0|1")
		}
		p.expect(t, w, fmt.Sprintf("SELECT grade, _learners, _attended, _enrolled FROM reach WHERE _offer = 'category=c%d'", i), strings.Join(want, "\n"))
	}
	const all = "SELECT grade, _learners, _attended, _enrolled FROM reach WHERE _offer = 'category=all'"
	p.expect(t, w, all, "1|0|1|1\n2|0|0|1")
	// Where ann goes once more, nothing is taken off and added again.
	w.wholeFrom = 1000
	p.put(t, table("participations", "visits", "t", "person_id,opportunity_id,stage,occurred_on\nann,t:o1,attended,2020-02-01")...)
	p.refresh(t, w)
	p.expect(t, w, "SELECT grade, _learners, _attended, _enrolled FROM reach WHERE _offer = 'category=c1'", "1|0|1|1")
	p.expect(t, w, all, "1|0|1|1\n2|0|0|1")
}

// addsUp brings in batches drawn at random, and holds what a table adds up to against what is counted.
func addsUp(t *testing.T, addedUp, counted string) {
	rapid.Check(t, func(rt *rapid.T) {
		p := newPaper(t, declare(t, school))
		w := p.open(t)
		w.wholeFrom = 1000
		w.mostChanges = rapid.SampledFrom([]int64{0, mostChanges}).Draw(rt, "changes")
		for range rapid.IntRange(1, 3).Draw(rt, "batches") {
			p.put(t, world(rt)...)
			p.refresh(t, w)
			if got, want := p.ask(t, w, addedUp), p.ask(t, w, counted); got != want {
				rt.Fatalf("got:\n%s\nwant:\n%s", got, want)
			}
		}
	})
}

package warehouse

import (
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

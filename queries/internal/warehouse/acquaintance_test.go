package warehouse

import (
	"testing"

	"pgregory.net/rapid"
)

// acquaintanceAddedUp is acquaintance without the difference between what was counted at once and what came later.
const acquaintanceAddedUp = `SELECT _once, term, year, grade, municipality, school_type, phase, gender, band, ethos,
	sum(_here) AS here, sum(_again) AS again, sum(_only) AS alone, sum(_beside) AS beside, sum(_absent) AS absent
	FROM acquaintance GROUP BY ALL HAVING here <> 0 OR again <> 0 OR alone <> 0 OR beside <> 0 OR absent <> 0`

// acquaintanceCounted is the same, counted person by person from the view that people are counted in.
const acquaintanceCounted = `WITH everybody AS (
		SELECT *, list(term) OVER person AS terms, list(year) OVER person AS years,
			row_number() OVER (PARTITION BY person_id ORDER BY year DESC, term DESC) = 1 AS latest
		FROM (SELECT * REPLACE (CASE WHEN gender IN ('F', 'M') OR gender IS NULL THEN gender ELSE '(not recognised)' END AS gender,
			CASE WHEN band IN ('low', 'high') OR band IS NULL THEN band ELSE '(not recognised)' END AS band) FROM known)
		WINDOW person AS (PARTITION BY person_id)
	), told AS (
		SELECT false AS _once, term, year, grade, municipality, school_type, phase, gender, band, ethos, CASE
			WHEN len(terms) = 1 THEN 'only' WHEN len(list_filter(years, lambda y: y = year)) > 1 THEN 'again' ELSE 'here' END AS part
		FROM everybody
		UNION ALL
		SELECT false, t.term, t.year, e.grade, e.municipality, e.school_type, e.phase, e.gender, e.band, e.ethos,
			CASE WHEN list_contains(e.years, t.year) THEN 'beside' ELSE 'absent' END
		FROM everybody AS e CROSS JOIN terms AS t
		WHERE e.latest AND NOT list_contains(e.terms, t.term)
		UNION ALL
		SELECT true, NULL, NULL, grade, municipality, school_type, phase, gender, band, ethos, 'only' FROM everybody WHERE latest
	)
	SELECT _once, term, year, grade, municipality, school_type, phase, gender, band, ethos,
		count(*) FILTER (part = 'here') AS here, count(*) FILTER (part = 'again') AS again, count(*) FILTER (part = 'only') AS alone,
		count(*) FILTER (part = 'beside') AS beside, count(*) FILTER (part = 'absent') AS absent
	FROM told GROUP BY ALL`

func TestAcquaintanceIsWhatCountingEverybodyGives(t *testing.T) {
	addsUp(t, acquaintanceAddedUp, acquaintanceCounted)
}

// Of journeys and credentials the tallies say how many there are, as their facts do.
func TestTalliesOfJourneysAreWhatCountingEachGives(t *testing.T) {
	for _, of := range []struct{ tallied, counted string }{
		{`SELECT opportunity, term, year, provider, sector, category, theme, size, interested, applied, enrolled, attended, completed, withdrew, credential_valid_until, sum(journeys) AS n
			FROM journey_counts WHERE _facet = '' GROUP BY ALL`,
			`SELECT opportunity, term, year, provider, sector, category, theme, size, interested, applied, enrolled, attended, completed, withdrew, credential_valid_until, count(*) AS n
			FROM journey_facts GROUP BY ALL`},
		{`SELECT _level, term, enrolled, sum(journeys) AS n FROM journey_counts WHERE _facet = 'category' GROUP BY ALL`,
			`SELECT f._level, j.term, j.enrolled, count(*) AS n FROM journey_facts AS j
			JOIN (SELECT DISTINCT opportunity_id, unnest(string_split(coalesce(category, ''), '|')) AS _level FROM opportunity_facts) AS f USING (opportunity_id) GROUP BY ALL`},
		{`SELECT opportunity, term, year, provider, sector, category, theme, size, sum(credentials) AS n FROM credential_counts WHERE _facet = '' AND credentials > 0 GROUP BY ALL`,
			`SELECT opportunity, term, year, provider, sector, category, theme, size, count(*) AS n FROM credential_facts GROUP BY ALL`},
	} {
		rapid.Check(t, func(rt *rapid.T) {
			p := newPaper(t, declare(t, school))
			w := p.open(t)
			w.wholeFrom = 1000
			for range rapid.IntRange(1, 3).Draw(rt, "batches") {
				p.put(t, world(rt)...)
				p.refresh(t, w)
				if got, want := p.ask(t, w, of.tallied), p.ask(t, w, of.counted); got != want {
					rt.Fatalf("got:\n%s\nwant:\n%s", got, want)
				}
			}
		})
	}
}

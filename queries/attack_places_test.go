package queries_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"athar/models"
)

const placed = `name: t
basis: {purpose: Tests, permission: Invented}
dimensions:
  - {name: side, levels: [F, M]}
  - {name: quarter, area: true, levels: [q1, q2, q3]}
terms:
  - {id: A, year: 2020, starts_on: 2020-01-01, ends_on: 2020-06-30}
  - {id: B, year: 2020, starts_on: 2020-07-01, ends_on: 2020-12-31}
disclosure: {threshold: 5, sensitive_threshold: 10, together: [[municipality, quarter, side]]}
feeds:
  - {name: register, kind: people, population: whole, files: {f: people.csv}}
  - {name: offers, kind: opportunities, files: {f: opportunities.csv}}
  - {name: visits, kind: participations, stages: [enrolled, attended, completed], files: {f: participations.csv}}
`

// TestAttackOnASmallPlace asks in every way about a town of 30 learners beside two large ones, in each of two terms: nothing is
// said of it, in no term and not over both, and of the others never so much that it is all that is left of the total.
func TestAttackOnASmallPlace(t *testing.T) {
	people, visits := []string{"person_id,side,municipality,quarter,valid_from"}, []string{"record_id,person_id,opportunity_id,stage,minutes"}
	n := 0
	town := func(name, quarter string, all int) {
		for i := range all {
			n++
			people = append(people, fmt.Sprintf("p%d,%s,%s,%s,2020-01-01", n, []string{"F", "M"}[i%2], name, quarter))
			for _, opportunity := range []string{"o1", "o2"} {
				for s, stage := range []string{"enrolled", "attended", "completed"} {
					if i%4 > s || i%4 == 3 {
						visits = append(visits, fmt.Sprintf("%s%s%d,p%d,%s,%s,60", stage, opportunity, n, n, opportunity, stage))
					}
				}
			}
		}
	}
	town("Far", "q1", 32)
	town("Near", "q2", 200)
	town("Old", "q3", 120)
	files := map[string]string{"athar.yaml": placed, "people.csv": strings.Join(people, "\n"), "participations.csv": strings.Join(visits, "\n"),
		"opportunities.csv": "opportunity_id,title_en,category,starts_on\no1,Fair,science,2020-03-01\no2,Fair,science,2020-09-01\n"}
	w := openWorld(t, files)
	first := w.engine.DataVersion()
	town("Near", "q2", 20)
	files["people.csv"], files["participations.csv"] = strings.Join(people, "\n"), strings.Join(visits, "\n")
	w.load(t, files)
	shown := 0
	for _, measure := range []string{"people", "participation_rate", "not_reached", "enrolment_rate", "breadth_mean", "minutes_mean", "participation_gini", "journeys", "completion_rate", "journey"} {
		for place, small := range map[string]string{"municipality": "Far", "quarter": "q1"} {
			for _, question := range []string{"--by PLACE", "--by PLACE,side", "--by side,PLACE", "--by PLACE --where side=F", "--by side --where PLACE=SMALL", "--where PLACE=SMALL", "--where PLACE=SMALL --where side=M"} {
				for _, when := range []string{"--term A", "--term B", "--term all", fmt.Sprint("--term A --asof ", first)} {
					text := measure + " " + strings.NewReplacer("PLACE", place, "SMALL", small).Replace(question) + " " + when
					answer, err := w.ask(text)
					if err != nil {
						t.Fatal(text, err)
					}
					others, hidden := 0, 0
					for _, c := range append(slices.Clone(answer.Cells), answer.Total) {
						of, about := models.Group(c.Group), len(answer.Where[place]) > 0
						for _, g := range of {
							if g.Dimension == place && g.Level != nil && *g.Level == small {
								about = true
							} else if g.Dimension == place && c.State == models.Hidden {
								others++
							}
						}
						if about && (c.State.HasNumbers() || c.Value != nil || c.Numerator != nil || c.Denominator != nil || c.Bound != nil) {
							t.Errorf("%s says %+v", text, c)
						}
						if about && c.State == models.Hidden {
							hidden++
						}
						if c.State.HasNumbers() {
							shown++
						}
					}
					if hidden > 0 && strings.HasPrefix(question, "--by PLACE") && others == 0 && answer.Total.State.HasNumbers() && len(answer.By) == 1 {
						t.Errorf("%s leaves the small place alone to be taken off the total", text)
					}
					if hidden > 0 && !slices.Contains(answer.Warnings, models.SmallPlaces) {
						t.Errorf("%s does not say why", text)
					}
				}
			}
		}
	}
	if shown == 0 {
		t.Error("nothing at all is shown")
	}
}

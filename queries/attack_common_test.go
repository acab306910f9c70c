package queries_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"athar/models"
)

const sensitive = `name: t
basis: {purpose: Tests, permission: Invented}
dimensions:
  - {name: need, sensitive: true, levels: [y, n]}
  - {name: side, levels: [east, west]}
terms:
  - {id: A, year: 2020, starts_on: 2020-01-01, ends_on: 2020-12-31}
disclosure: {threshold: 5, sensitive_threshold: 10}
feeds:
  - {name: register, kind: people, population: whole, files: {f: people.csv}}
  - {name: offers, kind: opportunities, files: {f: opportunities.csv}}
  - {name: visits, kind: participations, stages: [enrolled, attended], files: {f: participations.csv}}
`

// TestAttackOnWhatASensitiveGroupHasInCommon asks in every way about 130 learners with a need of whom all enrolled and none came:
// no number may say so, in any answer, and nothing that rests on such a number.
func TestAttackOnWhatASensitiveGroupHasInCommon(t *testing.T) {
	people, visits := []string{"person_id,need,side"}, []string{"record_id,person_id,opportunity_id,stage,minutes"}
	n := 0
	group := func(need, side string, all, enrolled, attended int) {
		for i := range all {
			n++
			people = append(people, fmt.Sprintf("p%d,%s,%s", n, need, side))
			if i < enrolled {
				visits = append(visits, fmt.Sprintf("e%d,p%d,o,enrolled,", n, n))
			}
			if i < attended {
				visits = append(visits, fmt.Sprintf("a%d,p%d,o,attended,60", n, n))
			}
		}
	}
	group("y", "east", 60, 60, 0)
	group("y", "west", 70, 70, 0)
	group("n", "east", 150, 100, 40)
	group("n", "west", 160, 110, 50)
	files := map[string]string{"athar.yaml": sensitive, "people.csv": strings.Join(people, "\n"), "participations.csv": strings.Join(visits, "\n"),
		"opportunities.csv": "opportunity_id,title_en,category,starts_on\no,Fair,science,2020-03-01\n"}
	w := openWorld(t, files)
	first := w.engine.DataVersion()
	group("n", "west", 20, 20, 20) // people come later: answers as of then are asked too
	files["people.csv"], files["participations.csv"] = strings.Join(people, "\n"), strings.Join(visits, "\n")
	w.load(t, files)
	bounds := 0
	for _, measure := range []string{"participation_rate", "not_reached", "enrolment_rate", "breadth_mean", "minutes_mean", "participation_gini", "share_of_takeup", "journey"} {
		for _, question := range []string{"--by need", "--by need,side", "--by side,need", "--by side --where need=y", "--where need=y", "--where need=y --where side=east", "--by need --where side=west", "--by need --where category=science"} {
			for _, when := range []string{"--term A", "--term all", fmt.Sprint("--asof ", first)} {
				if measure == "share_of_takeup" && !strings.Contains(question, "--by") {
					continue
				}
				text := measure + " " + question + " " + when
				answer, err := w.ask(text)
				if err != nil {
					t.Fatal(text, err)
				}
				for _, c := range append(slices.Clone(answer.Cells), answer.Total) {
					if !ofNeed(c, answer) || measure == "journey" && inCommon(c) {
						continue
					}
					written, _ := json.Marshal(c)
					if c.State.HasNumbers() || c.Numerator != nil || c.Denominator != nil || c.Value != nil || c.Low != nil || c.High != nil {
						t.Errorf("%s says %s", text, written)
					}
					if c.Bound == nil {
						continue
					}
					if bounds++; strings.Contains(when, "asof") || c.Bound.AtMost != nil && *c.Bound.AtMost < 0.1 || c.Bound.AtLeast != nil && *c.Bound.AtLeast > 0.9 {
						t.Errorf("%s says %s", text, written)
					}
				}
				if i := answer.Inequality; strings.Contains(question, "--by need") && i != nil && len(i.Measures) > 0 {
					t.Errorf("%s summarises groups of which one is hidden", text)
				}
			}
		}
	}
	if bounds < 10 {
		t.Errorf("only %d bounds were given", bounds)
	}
}

// ofNeed reports whether a cell is of people with the need.
func ofNeed(c models.Cell, a models.Answer) bool {
	if slices.Equal(a.Where["need"], []string{"y"}) {
		return true
	}
	return slices.ContainsFunc(c.Group, func(g models.GroupLevel) bool { return g.Dimension == "need" && g.Level != nil && *g.Level == "y" })
}

// inCommon reports whether a cell is of the first stage, which everybody on a journey has reached.
func inCommon(c models.Cell) bool {
	return slices.ContainsFunc(c.Group, func(g models.GroupLevel) bool { return g.Dimension == "stage" && *g.Level == "enrolled" })
}

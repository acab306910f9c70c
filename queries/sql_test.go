package queries

import (
	"database/sql"
	"fmt"
	"math"
	"strings"
	"testing"

	"athar/models"
	"athar/queries/internal/measures"
)

// The SQL beside a figure, run over an export in a plain DuckDB, gives the
// figure's numbers.
func (w *town) testSQL(t *testing.T) {
	dir, _ := w.export(t, "p", false)
	db := opened(t, dir)
	where := func(pairs ...string) []models.Filter {
		var all []models.Filter
		for i := 0; i < len(pairs); i += 2 {
			all = append(all, models.Filter{Dimension: pairs[i], Levels: strings.Split(pairs[i+1], ",")})
		}
		return all
	}
	all := []string{models.AllTerms}
	questions := []models.Question{
		{Measure: "participation_rate", By: []string{"gender"}},
		{Measure: "participation_rate", By: []string{"gender", "band"}, Terms: all},
		{Measure: "participation_rate", By: []string{"term"}, Where: where("gender", "F,")},
		{Measure: "participation_rate", By: []string{"category"}, Terms: all, Where: where("ethos", "calm")},
		{Measure: "participation_rate", By: []string{"gender"}, Where: where("category", "museum,science"), Terms: []string{"T1"}},
		{Measure: "participation_rate", By: []string{"provider"}, Owner: true, Terms: []string{"T1"}},
		{Measure: "participation_rate", By: []string{"school"}, Owner: true, Where: where("school", "s1")},
		{Measure: "participation_rate", By: []string{"year"}},
		{Measure: "participation_rate"},
		{Measure: "participation_rate", By: []string{"gender", "band"}, Where: where("category", "museum"), Terms: all},
		{Measure: "participation_rate", By: []string{"sector"}, Terms: []string{"T1"}},
		{Measure: "not_reached", By: []string{"band"}},
		{Measure: "not_reached", By: []string{"gender"}, Where: where("sector", "museum"), Terms: all},
		{Measure: "enrolment_rate", By: []string{"category"}, Terms: all},
		{Measure: "enrolment_rate", By: []string{"gender"}, Where: where("provider", "lab"), Owner: true},
		{Measure: "completion_rate", By: []string{"gender"}, Terms: all},
		{Measure: "completion_rate", By: []string{"sector"}, Terms: all, Where: where("band", "low")},
		{Measure: "award_rate", By: []string{"band"}, Terms: all},
		{Measure: "award_rate", By: []string{"category"}, Terms: all},
		{Measure: "credential_rate", By: []string{"gender"}, Terms: all},
		{Measure: "people", By: []string{"gender"}, Terms: all},
		{Measure: "people", By: []string{"term"}},
		{Measure: "people", By: []string{"municipality"}, Terms: []string{"T1"}},
		{Measure: "journeys", By: []string{"gender", "term"}},
		{Measure: "credentials", By: []string{"ethos"}, Terms: all},
		{Measure: "opportunities", By: []string{"category"}, Terms: all},
		{Measure: "answers", By: []string{"item"}, Terms: all},
		{Measure: "score_mean", By: []string{"gender"}, Terms: all},
		{Measure: "minutes_mean", By: []string{"band"}, Terms: all},
		{Measure: "breadth_mean", By: []string{"gender"}, Terms: []string{"T1"}},
		{Measure: "participation_gini", By: []string{"gender"}, Terms: []string{"T1"}},
		{Measure: "journey", Terms: all},
		{Measure: "journey", By: []string{"gender"}, Terms: []string{"T2"}},
		{Measure: "scale_mean", By: []string{"gender"}, Terms: all, Where: where("scale", "well")},
		{Measure: "item_mean", By: []string{"item"}, Terms: all},
		{Measure: "item_share", By: []string{"option"}, Terms: all, Where: where("item", "why")},
		{Measure: "item_share", By: []string{"gender"}, Terms: all, Where: where("item", "why", "option", "bus")},
		{Measure: "scale_mean", By: []string{"category"}, Terms: all, Where: where("scale", "well")},
		{Measure: "scale_change", Terms: all, Where: where("scale", "well")},
		{Measure: "scale_change", By: []string{"gender"}, Terms: []string{"T2"}, Where: where("scale", "well")},
		{Measure: "barrier_rate", By: []string{"gender"}, Terms: all, Where: where("barrier", "practical")},
		{Measure: "barrier_rate", By: []string{"barrier"}, Terms: all, Where: where("category", "museum")},
		{Measure: "response_rate", By: []string{"gender"}, Terms: all},
		{Measure: "interest_vs_supply", By: []string{"category"}, Terms: []string{"T1"}},
		{Measure: "share_of_takeup", By: []string{"gender"}, Terms: []string{"T1"}},
		{Measure: "share_of_takeup", By: []string{"band"}, Terms: []string{"T1"}, Where: where("category", "museum")},
		{Measure: "entitlement_status", By: []string{"gender"}, Terms: []string{"T2"}, Where: where("entitlement", "two")},
		{Measure: "entitlement_status", By: []string{"entitlement"}, Terms: []string{"T2"}},
		{Measure: "places_per_100_eligible", By: []string{"gender"}, Terms: []string{"T1"}},
		{Measure: "fill_rate", By: []string{"category"}, Terms: all},
		{Measure: "no_show_rate", By: []string{"gender"}, Terms: all},
		{Measure: "minutes_without_evidence", By: []string{"category"}, Terms: all},
		{Measure: "at_expected_step", By: []string{"gender"}, Terms: all},
		{Measure: "step_gain", By: []string{"gender"}, Terms: []string{"T2"}},
		{Measure: "rater_gap", Terms: all},
		{Measure: "credits_mean", By: []string{"gender"}, Terms: all},
		{Measure: "approval_rate", By: []string{"matter"}, Terms: all},
		{Measure: "approval_days", By: []string{"ethos"}, Terms: all},
		{Measure: "endorsed_share_of_places", By: []string{"category"}, Terms: all},
		{Measure: "schools_without_tie", By: []string{"ethos"}, Terms: []string{"T1"}},
		{Measure: "ties_kept", By: []string{"term"}},
		{Measure: "spend_per_reached", By: []string{"ethos"}, Terms: []string{"T1"}},
	}
	for _, q := range questions {
		t.Run(fmt.Sprint(q.Measure, q.By, q.Where, q.Terms), func(t *testing.T) {
			r, err := w.engine.Answer(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			text, err := w.engine.SQL(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			a := r.Answer()
			cells := a.Cells
			if len(a.By) == 0 {
				cells = []models.Cell{a.Total}
			}
			rows, err := db.Query(text)
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			m, _ := measures.Named(q.Measure)
			got := told(t, rows, a.By, m.Shape)
			shown := 0
			for _, c := range cells {
				if !c.State.HasNumbers() {
					if c.State == models.Hidden {
						t.Errorf("%v is hidden at threshold 0", c.Group)
					}
					continue
				}
				shown++
				var levels []string
				for _, g := range c.Group {
					if levels = append(levels, "-"); g.Level != nil {
						levels[len(levels)-1] = *g.Level
					}
				}
				key := strings.Join(levels, "|")
				if g, ok := got[key]; !ok {
					t.Errorf("the SQL says nothing of %q", key)
				} else {
					same := func(what string, a, b float64) {
						if math.Abs(a-b) > 1e-9 {
							t.Errorf("%q: %s %v, in the answer %v", key, what, a, b)
						}
					}
					if c.Numerator != nil {
						same("numerator", g["numerator"], float64(*c.Numerator))
					}
					if c.Denominator != nil {
						same("denominator", g["denominator"], float64(*c.Denominator))
					}
					if _, ok := g["value"]; ok {
						same("value", g["value"], *c.Value)
					}
				}
			}
			if shown == 0 || shown > len(got) {
				t.Errorf("%d cells with numbers, %d rows of SQL\n%s", shown, len(got), text)
			}
			if t.Failed() {
				t.Log(text, got)
			}
		})
	}
}

// told reads rows by their levels; of a spread, the people together.
func told(t *testing.T, rows *sql.Rows, by []string, shape measures.Shape) map[string]map[string]float64 {
	t.Helper()
	defer rows.Close()
	columns, _ := rows.Columns()
	got := map[string]map[string]float64{}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		levels, numbers := make([]string, len(by)), map[string]float64{}
		for i, c := range columns {
			level := false
			for j, name := range by {
				if name == c {
					if levels[j] = "-"; values[i] != nil {
						levels[j] = fmt.Sprint(values[i])
					}
					level = true
				}
			}
			if !level && values[i] != nil {
				var f float64
				if _, err := fmt.Sscan(fmt.Sprint(values[i]), &f); err == nil {
					numbers[c] = f
				}
			}
		}
		key := strings.Join(levels, "|")
		if shape == measures.Spread {
			if got[key] == nil {
				got[key] = map[string]float64{}
			}
			got[key]["denominator"] += numbers["people"]
			continue
		}
		if got[key] != nil {
			t.Errorf("%q stands twice", key)
		}
		got[key] = numbers
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return got
}

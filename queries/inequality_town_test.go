package queries

import (
	"slices"
	"strings"
	"testing"

	"athar/models"
	"athar/queries/internal/measures"
)

// testBlocks asks every measure by a dimension of each subject that it speaks of: each answer carries the block, in which every measure of
// inequality stands once, given or with the reason why not.
func (w *town) testBlocks(t *testing.T) {
	levels := map[string]string{"scale": "well", "item": "i1", "entitlement": "two", "option": "bus", "barrier": "practical"}
	answered, compared := map[string]bool{}, map[string]bool{}
	for _, m := range measures.All {
		asked := map[models.Subject]bool{}
		for _, d := range w.engine.Workspace().Dimensions {
			if asked[d.Of] || !m.Speaks(d) {
				continue
			}
			q := models.Question{Measure: m.Name, By: []string{d.Name}, Terms: []string{models.AllTerms}, Owner: true}
			if m.Base == measures.Population && d.Of != models.OfTime {
				q.Terms = []string{"T1"}
			}
			for _, need := range append(slices.Clone(m.Needed), m.Choice) {
				level := levels[need]
				if need == "item" && m.Choice == "option" {
					level = "why"
				}
				if need != "" && need != d.Name {
					q.Where = append(q.Where, models.Filter{Dimension: need, Levels: []string{level}})
				}
			}
			released, err := w.engine.Answer(t.Context(), q)
			if err != nil {
				if kind := models.KindOf(err); kind != models.Invalid && kind != models.NotFound {
					t.Errorf("%s by %s: %v", m.Name, d.Name, err)
				}
				continue // no such question
			}
			asked[d.Of] = true
			a := released.Answer()
			if a.Inequality == nil {
				if a.Total.State.HasNumbers() || slices.ContainsFunc(a.Cells, func(c models.Cell) bool { return c.State.HasNumbers() }) {
					t.Errorf("%s by %s carries no block", m.Name, d.Name)
				}
				continue
			}
			answered[m.Name] = true
			compared[m.Name] = compared[m.Name] || len(a.Inequality.Measures) > 0
			everyMeasureOnce(t, m.Name+" by "+d.Name, a.Inequality)
		}
	}
	for _, m := range measures.All {
		_, uncompared := notCompared[m.Shape]
		switch {
		case !answered[m.Name]:
			t.Errorf("%s was never answered", m.Name)
		case !compared[m.Name] && !uncompared && m.Shape != measures.Steps:
			t.Errorf("no groups were ever compared by %s", m.Name)
		}
	}
}

// everyMeasureOnce holds a block against the list of measures of inequality.
func everyMeasureOnce(t *testing.T, question string, block *models.Inequality) {
	t.Helper()
	times := map[string]int{}
	for _, m := range block.Measures {
		times[m.Name]++
	}
	for _, s := range block.Skipped {
		times[s.Name]++
		if s.Because.En == "" || s.Because.Ar == "" || s.Title.En == "" || s.Title.Ar == "" {
			t.Errorf("%s: %+v", question, s)
		}
	}
	for _, m := range models.InequalityMeasures {
		told := slices.ContainsFunc([]string{m.Name, toldAs[m.Name], toldAs[strings.TrimSuffix(strings.TrimSuffix(m.Name, "_maxmin"), "_ref")]}, func(name string) bool { return times[name] > 0 })
		if !told {
			t.Errorf("%s says nothing of %s", question, m.Name)
		}
	}
	for name, n := range times {
		if n != 1 {
			t.Errorf("%s: %s stands %d times", question, name, n)
		}
	}
}

package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"athar/models"
)

// Where no measure of inequality applies, its reader is told so once, in one language.
func TestTheTableOfAnAnswerGivesAReasonOnce(t *testing.T) {
	why := models.Text{En: "The groups overlap.", Ar: "الفئات متداخلة."}
	a := models.Answer{Title: models.Text{En: "Rate", Ar: "المعدل"}, Terms: []string{"2024"}, By: []string{"barrier"}, Invented: true,
		Inequality: &models.Inequality{Dimension: "barrier", State: models.Shown},
		Coverage:   &models.Coverage{Of: "schools", Expected: 8, Reported: 5}, Protection: models.Protection{Hidden: 3, Threshold: 10},
		Warnings: []models.Text{{En: "Look out.", Ar: "انتبه."}}}
	most, level := 0.2, "practical"
	a.Cells = []models.Cell{{Group: models.Group{{Dimension: "barrier", Level: &level}}, State: models.Hidden, Bound: &models.Bound{AtMost: &most}}}
	a.Total = models.Cell{State: models.Shown}
	for _, m := range models.InequalityMeasures {
		a.Inequality.Skipped = append(a.Inequality.Skipped, models.Skipped{Name: m.Name, Because: why})
	}
	for language, foreign := range map[string][]string{"en": {why.Ar}, "ar": {why.En, "Inequality", "measure", "not given", "because", "data version", "Note", "schools", "suppressed", "Invented", "state", "denominator", "value", "reason", "shown", "at_most"}} {
		var out bytes.Buffer
		p := &program{format: "table", language: language, out: &out}
		if err := p.answer(a); err != nil {
			t.Fatal(err)
		}
		said := out.String()
		if n := strings.Count(said, p.say(why)); n != 1 {
			t.Errorf("%s: the reason is said %d times:\n%s", language, n, said)
		}
		for _, word := range foreign {
			if strings.Contains(said, word) {
				t.Errorf("%s: says %q:\n%s", language, word, said)
			}
		}
		named := strings.FieldsFunc(said, func(r rune) bool { return strings.ContainsRune(",، \n", r) })
		for _, m := range models.InequalityMeasures {
			if !slices.Contains(named, m.Name) {
				t.Errorf("%s: %s is not named:\n%s", language, m.Name, said)
			}
		}
	}
}

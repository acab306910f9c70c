package queries_test

import (
	"go/constant"
	"go/token"
	"go/types"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"athar/models"
	"athar/queries"
)

// workExamples asks the questions of the catalogue's examples of this case, and does their sums.
func (w *world) workExamples(t *testing.T, name string) {
	for _, m := range queries.Catalogue() {
		e := m.Example
		if e.Case != name {
			continue
		}
		if asked, _, _ := strings.Cut(e.Question, " "); asked != m.Name {
			t.Errorf("the example of %s asks for %s", m.Name, asked)
		}
		if sum := worth(t, e.Sum); math.Abs(sum-e.Value) > 1e-9 {
			t.Errorf("%s: %s = %v, and the example says %v", m.Name, e.Sum, sum, e.Value)
		}
		a, err := w.ask(e.Question)
		if err != nil {
			t.Errorf("%s: %v", e.Question, err)
			continue
		}
		cell := a.Total
		if e.Row != "" {
			cell = models.Cell{}
			for _, c := range a.Cells {
				if c.Group[0].Level != nil && *c.Group[0].Level == e.Row {
					cell = c
				}
			}
		}
		if cell.Value == nil || math.Abs(*cell.Value-e.Value) > 1e-9 {
			t.Errorf("%s, row %q: the engine finds %+v, and the example says %v", e.Question, e.Row, cell, e.Value)
		}
	}
}

var integer = regexp.MustCompile(`\b(\d+)(\.\d+)?`)

// worth is the value of a sum as it is printed.
func worth(t *testing.T, sum string) float64 {
	t.Helper()
	text := strings.NewReplacer("÷", "/", "×", "*", "−", "-").Replace(sum)
	text = integer.ReplaceAllStringFunc(text, func(n string) string {
		if strings.Contains(n, ".") {
			return n
		}
		return n + ".0"
	})
	found, err := types.Eval(token.NewFileSet(), nil, token.NoPos, text)
	if err != nil {
		t.Fatalf("%s: %v", sum, err)
	}
	value, _ := constant.Float64Val(constant.ToFloat(found.Value))
	return value
}

// An example tells the same numbers in both languages.
func TestExamplesSayTheSameInBothLanguages(t *testing.T) {
	for _, m := range queries.Catalogue() {
		english, arabic := integer.FindAllString(m.Example.Text.En, -1), integer.FindAllString(m.Example.Text.Ar, -1)
		if strings.Join(english, " ") != strings.Join(arabic, " ") {
			t.Errorf("%s: %v and %v", m.Name, english, arabic)
		}
	}
}

// Nobody has to guess what a measure counts, needs or rests on. A plain count rests on no method.
func TestTheCatalogueLeavesNothingOpen(t *testing.T) {
	for _, m := range queries.Catalogue() {
		if m.Unit == "" || m.Over == "" || len(m.Needs) == 0 || m.Example.Question == "" || m.Example.Sum == "" {
			t.Errorf("%s: unit %q, over %q, needs %v, example %q", m.Name, m.Unit, m.Over, m.Needs, m.Example.Question)
		}
		if len(m.Sources) == 0 && m.Unit != models.UnitCount {
			t.Errorf("%s names no source", m.Name)
		}
	}
}

// What the catalogue says, it says in Arabic too, with Arabic letters and the marks that belong to them.
func TestTheCatalogueReadsInArabic(t *testing.T) {
	letters, latin := regexp.MustCompile(`\p{Arabic}{2}`), regexp.MustCompile(`[A-Za-z]{2}`)
	marks := regexp.MustCompile(`[,;?](\s|$)`)
	for _, m := range queries.Catalogue() {
		for _, text := range slices.Concat([]models.Text{m.Title, m.Reading, m.Counts, m.Formula, m.Cannot, m.Example.Text}, m.Needs) {
			symbols := text.Ar == text.En && !latin.MatchString(text.En)
			if text.En == "" || !symbols && !letters.MatchString(text.Ar) || marks.MatchString(text.Ar) {
				t.Errorf("%s: %q / %q", m.Name, text.En, text.Ar)
			}
		}
	}
}

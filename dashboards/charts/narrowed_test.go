package charts

import (
	"slices"
	"strings"
	"testing"

	"athar/models"
)

// What can be narrowed down by those who know group sizes says so in every language: among the notes of the page and beside
// each hidden number in the files.
func TestThatHiddenNumbersCanBeNarrowedIsSaid(t *testing.T) {
	for _, l := range both {
		for _, narrowed := range []bool{false, true} {
			a := answer()
			if narrowed {
				a.Protection.Narrowed, a.Warnings = true, []models.Text{models.Narrowable}
			}
			f := fromAnswer(a, view(l))
			said := models.Narrowable.In(l)
			if slices.ContainsFunc(f.Notes, func(n string) bool { return strings.Contains(n, said) }) != narrowed || strings.Contains(render(t, f), said) != narrowed {
				t.Errorf("%s, narrowed %t: %q", l, narrowed, f.Notes)
			}
			_, records := f.Records()
			for _, r := range records {
				fields := map[string]string{}
				for _, field := range r {
					fields[field.Name] = field.Written()
				}
				if strings.Contains(fields["reason"], said) != (narrowed && fields["state"] == string(models.Hidden)) {
					t.Errorf("%s, narrowed %t: %v", l, narrowed, fields)
				}
			}
		}
	}
}

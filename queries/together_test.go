package queries

import (
	"slices"
	"testing"

	"athar/models"
)

func TestDimensionsOfDifferentSetsAreNotCombinedInPublic(t *testing.T) {
	p, err := models.ParsePackage([]byte(`name: n
basis: {purpose: Tests, permission: Invented}
dimensions: [{name: a, levels: [x, y]}, {name: b, levels: [x, y]}, {name: c, levels: [x, y]}]
disclosure: {together: [[a, b]]}
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := models.Merge(p)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(owner bool, by ...string) (*asked, error) {
		return understand(models.Question{Measure: "participation_rate", By: by, Owner: owner, Terms: []string{models.AllTerms}}, w, models.Term{})
	}
	for _, by := range [][]string{{"a", "c"}, {"c", "b"}, {"a", "phase"}} {
		if _, err := ask(false, by...); models.KindOf(err) != models.Refused {
			t.Errorf("%v: %v", by, err)
		}
		if a, err := ask(true, by...); err != nil || a.whole || len(a.beside) > 0 {
			t.Errorf("the owner may ask by %v: %v", by, err)
		}
	}
	// One dimension of a set is counted with the others, and says nothing of them.
	a, err := ask(false, "b")
	if err != nil || !a.whole || !a.divides("a") || !a.unnamed("a") || slices.ContainsFunc(a.named(), func(d models.Dimension) bool { return d.Name == "a" }) {
		t.Errorf("%+v, %v", a, err)
	}
	for _, by := range [][]string{{"c"}, {"phase"}, nil} {
		if a, err := ask(false, by...); err != nil || a.whole || len(a.beside) > 0 {
			t.Errorf("%v stands in no set: %v", by, err)
		}
	}
}

package models

import (
	"slices"
	"testing"
)

// A dimension belongs to one set of two or three, and is published alone where it stands in none.
func TestSetsOfDimensionsPublishedTogether(t *testing.T) {
	merge := func(together string) (*Workspace, error) {
		p, err := ParsePackage([]byte("name: n\nbasis: {purpose: Tests, permission: Invented}\ndimensions: [{name: a, levels: [x, y]}, {name: b, levels: [x, y]}, {name: c, levels: [x, y]}, {name: d, levels: [x, y]}]\ndisclosure: {together: "+together+"}\n"), nil)
		if err != nil {
			t.Fatal(err)
		}
		return Merge(p)
	}
	for _, bad := range []string{"[[a]]", "[[a, b, c, d]]", "[[a, b], [b, c]]", "[[a, a]]", "[[a, nothing]]", "[[a, school]]", "[[a, term]]", "[[a, category]]"} {
		if _, err := merge(bad); KindOf(err) != Invalid && KindOf(err) != NotFound {
			t.Errorf("%s: %v", bad, err)
		}
	}
	w, err := merge("[[a, b], [c, phase]]")
	if err != nil {
		t.Fatal(err)
	}
	if got := w.SetOf("phase"); !slices.Equal(got, []string{"c", "phase"}) || !slices.Equal(w.SetOf("d"), []string{"d"}) {
		t.Errorf("%v", got)
	}
	if !w.Combines("a", "b") || w.Combines("a", "c") || w.Combines("a", "d") {
		t.Error("only dimensions of one set are combined")
	}
	if w, err := merge("[]"); err != nil || !w.Combines("a", "c") {
		t.Errorf("without sets all are combined: %v", err)
	}
}

// Two geographies are published together or not at all: what lies in one part of both could be told from either.
func TestDimensionsOfPlacesAreOneGeography(t *testing.T) {
	for disclosure, fine := range map[string]bool{"{}": false, "{together: [[municipality, side]]}": false, "{together: [[municipality, quarter]]}": true, "{together: [[quarter, side, municipality]]}": true} {
		p, err := ParsePackage([]byte("name: n\nbasis: {purpose: Tests, permission: Invented}\ndimensions: [{name: quarter, area: true, levels: [x, y]}, {name: side, levels: [x, y]}]\ndisclosure: "+disclosure+"\n"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Merge(p); fine != (err == nil) || !fine && KindOf(err) != Invalid {
			t.Errorf("%s: %v", disclosure, err)
		}
	}
}

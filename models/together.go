package models

import "slices"

// mostTogether is how many dimensions a set may have: as many as one question.
const mostTogether = 3

// completeTogether sees that sets of dimensions published together can be.
func (w *Workspace) completeTogether() error {
	in := map[string]bool{}
	for _, set := range w.Together {
		if len(set) < 2 || len(set) > mostTogether {
			return invalid("disclosure.together lists sets of two or three dimensions.", "تضم كل مجموعة في disclosure.together بُعدين أو ثلاثة.")
		}
		for _, name := range set {
			d, err := w.Dimension(name)
			if err != nil {
				return err
			}
			if d.Of != OfPerson && d.Of != OfSchool || d.OwnerOnly || d.Many {
				return invalid("disclosure.together takes dimensions of people and schools, and "+name+" is not one.",
					"تُذكر في disclosure.together أبعاد الأشخاص والمدارس، وليس "+name+" منها.")
			}
			if in[name] {
				return invalid("The dimension "+name+" stands in two sets of disclosure.together; each belongs to one.",
					"يَرِد البُعد "+name+" في مجموعتين من disclosure.together، ولكل بُعد مجموعة واحدة.")
			}
			in[name] = true
		}
	}
	return w.oneGeography()
}

// oneGeography sees that all dimensions of places are published together: what
// lies in two geographies could otherwise be told by taking one off the other.
func (w *Workspace) oneGeography() error {
	var first string
	for _, d := range w.Dimensions {
		switch {
		case !d.Area || w.Public:
		case first == "":
			first = d.Name
		case !slices.Contains(w.SetOf(first), d.Name):
			return invalid("The dimensions "+first+" and "+d.Name+" are both of places: publish them together, disclosure: {together: [["+first+", "+d.Name+"]]}, or one could be taken off the other.",
				"البُعدان "+first+" و"+d.Name+" كلاهما أماكن: انشرهما معًا في disclosure.together، وإلا أمكن طرح أحدهما من الآخر.")
		}
	}
	return nil
}

// SetOf is the set of dimensions that one is published with: itself alone where
// none was declared.
func (w *Workspace) SetOf(dimension string) []string {
	for _, set := range w.Together {
		if slices.Contains(set, dimension) {
			return set
		}
	}
	return []string{dimension}
}

// Combines reports whether dimensions of people and schools may be combined in
// public.
func (w *Workspace) Combines(a, b string) bool {
	return len(w.Together) == 0 || slices.Contains(w.SetOf(a), b)
}

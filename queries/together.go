package queries

import (
	"slices"

	"athar/models"
)

// together counts over the whole set of dimensions that the question's are
// published with, so that every table over the set is cut from one plan.
// Dimensions of different sets are not combined, but on the owner's command
// line.
func (a *asked) together(w *models.Workspace) error {
	named := slices.DeleteFunc(slices.Clone(a.dimensions), func(d models.Dimension) bool { return d.Of != models.OfPerson && d.Of != models.OfSchool })
	if len(w.Together) == 0 || len(named) == 0 || a.measure.Impersonal {
		return nil
	}
	set := w.SetOf(named[0].Name)
	for _, d := range named {
		if slices.Contains(set, d.Name) {
			continue
		}
		if a.question.Owner {
			return nil
		}
		return &models.Error{Kind: models.Refused, Message: named[0].Name + " and " + d.Name + " are not published together: disclosure.together in athar.yaml says which dimensions are.",
			Ar: "لا يُنشر " + named[0].Title.In(models.Arabic) + " مع " + d.Title.In(models.Arabic) + "، فالأبعاد التي تُنشر معًا معلنة في disclosure.together."}
	}
	for _, name := range set {
		if d := must(w.Dimension(name)); !a.divides(name) && a.measure.Speaks(d) && !a.overlaps(d) {
			a.dimensions, a.beside = append(a.dimensions, d), append(a.beside, d)
		}
	}
	a.whole = len(set) > 1
	return nil
}

// named are the dimensions without those that are only beside them.
func (a *asked) named() []models.Dimension {
	return slices.DeleteFunc(slices.Clone(a.dimensions), func(d models.Dimension) bool { return a.unnamed(d.Name) })
}

func (a *asked) unnamed(dimension string) bool {
	return slices.ContainsFunc(a.beside, func(d models.Dimension) bool { return d.Name == dimension })
}

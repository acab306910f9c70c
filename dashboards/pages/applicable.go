package pages

import (
	"context"
	"fmt"
	"slices"

	"athar/models"
)

// Applicable are those of some measures that can be answered here, and for the
// others why not.
func (v *View) Applicable(ctx context.Context, names ...string) (can []string, cannot map[string]models.State, err error) {
	cannot = map[string]models.State{}
	var refused error
	for _, name := range names {
		if v.Measure(name) == nil {
			continue
		}
		state, err := v.Engine.Applies(ctx, v.Question(name))
		switch {
		case models.KindOf(err) == models.Invalid || models.KindOf(err) == models.NotFound || models.KindOf(err) == models.Refused:
			if refused == nil {
				refused = err
			}
			continue
		case err != nil:
			return nil, nil, fmt.Errorf("ask for %s: %w", name, err)
		}
		switch state {
		case models.NotApplicable, models.NotCollected, models.NoData, "":
			cannot[name] = state
		default:
			can = append(can, name)
		}
	}
	if len(can) == 0 && len(cannot) == 0 && refused != nil {
		return nil, nil, refused // the choices themselves cannot be answered
	}
	return can, cannot, nil
}

// First is the first of some measures that is among those that apply.
func First(can []string, names ...string) string {
	for _, name := range names {
		if slices.Contains(can, name) {
			return name
		}
	}
	if len(can) > 0 {
		return can[0]
	}
	return ""
}

// Usable are those of some dimensions that exist, are not set aside as
// contradictory, are not sensitive (unless asked for) and of which something is
// known.
func (v *View) Usable(ctx context.Context, names ...string) []string {
	var usable []string
	w := v.Engine.Workspace()
	for _, name := range names {
		d, err := w.Dimension(name)
		if err != nil || d.OwnerOnly || d.Sensitive && !v.Sensitive {
			continue
		}
		if _, set := v.Supply.Unusable[name]; set {
			continue
		}
		if len(v.Levels(ctx, d)) > 0 {
			usable = append(usable, name)
		}
	}
	return usable
}

// DeclaredGroups are the names of the declared dimensions of people and
// schools, those that are ordered first.
func (v *View) DeclaredGroups() []string {
	var ordered, others []string
	for _, d := range v.Engine.Workspace().Declared(models.OfPerson, models.OfSchool) {
		if d.Ordered {
			ordered = append(ordered, d.Name)
		} else {
			others = append(others, d.Name)
		}
	}
	return append(ordered, others...)
}

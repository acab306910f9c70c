package export

import (
	"slices"
	"strconv"
	"strings"

	"athar/dashboards/words"
	"athar/models"
)

// Change is one cell of a figure in words, as it is and as it would be.
type Change struct {
	Measure, Group, Before, After string
	// Turns is set where a number is gained or lost, or the reason for having
	// none changes.
	Turns bool

	everybody bool
	cell      models.CellChange
	name      string
}

// Changes are the changes of figures in words: those that gain or lose a number
// first, then totals, then groups.
func Changes(l models.Language, c models.Changes) []Change {
	var all []Change
	for _, f := range c.Figures {
		for _, cell := range f.Cells {
			told := Change{Measure: words.Name(l, f.Title.In(l)), Before: told(l, f.Unit, cell.Before), After: told(l, f.Unit, cell.After),
				Turns: cell.Turns(), everybody: len(cell.Group) == 0 || len(cell.Group) == 1 && cell.Group[0].Dimension == "term", cell: cell, name: f.Measure}
			var levels []string
			for i, g := range cell.Group {
				title := models.NotGiven.In(l)
				if g.Level != nil {
					title = firstOf(words.Label(l, g.Title.In(l)), words.Label(l, *g.Level))
				}
				dimension := g.Dimension
				if i < len(f.Dimensions) {
					dimension = words.Label(l, f.Dimensions[i].Title.In(l))
				}
				levels = append(levels, words.Say(l, "change.level", "dimension", dimension, "level", title))
			}
			if told.Group = strings.Join(levels, words.Say(l, "comma")); told.Group == "" {
				told.Group = words.Say(l, "change.everybody")
			}
			all = append(all, told)
		}
	}
	rank := func(c Change) int {
		switch {
		case c.Turns:
			return 0
		case c.everybody:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(all, func(a, b Change) int { return rank(a) - rank(b) })
	return all
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// told is a cell in words: its number, of how many, and whether that is to be
// relied on; or the word for why there is none.
func told(l models.Language, unit models.Unit, c models.Cell) string {
	if !c.State.HasNumbers() || c.Value == nil {
		return words.Say(l, "state."+string(c.State))
	}
	text := words.Value(l, unit, *c.Value)
	if c.Numerator != nil && c.Denominator != nil {
		text = words.Say(l, "change.of", "value", text, "n", words.Whole(l, *c.Numerator), "of", words.Whole(l, *c.Denominator))
	}
	if c.State == models.Unreliable {
		text = words.Say(l, "change.unreliable", "value", text)
	}
	return text
}

// Reporter is a school or provider that drops out or is new, in words.
type Reporter struct{ Of, Name, Terms, Reason string }

// Reporters are schools and providers in words, each once with its terms.
func Reporters(l models.Language, w *models.Workspace, all []models.Reporter) []Reporter {
	var told []Reporter
	for i, r := range all {
		term := words.Label(l, r.Term)
		for _, t := range w.Terms {
			if t.ID == r.Term {
				term = words.Label(l, t.Title.In(l))
			}
		}
		if i > 0 && all[i-1].Of == r.Of && all[i-1].ID == r.ID && all[i-1].Reason == r.Reason {
			told[len(told)-1].Terms += words.Say(l, "comma") + term
			continue
		}
		name := words.Label(l, r.ID)
		if !r.Name.IsZero() {
			name = words.Say(l, "change.named", "name", words.Label(l, r.Name.In(l)), "id", name)
		}
		one := Reporter{Of: words.Say(l, "change."+r.Of), Name: name, Terms: term}
		if r.Reason != "" {
			one.Reason = words.Say(l, "change.reason."+r.Reason)
		}
		told = append(told, one)
	}
	return told
}

// ChangesColumns head the rows of ChangesRows.
var ChangesColumns = []string{"about", "name", "group", "before_state", "before", "after_state", "after"}

// ChangesRows are changes as one clean table, numbers in full.
func ChangesRows(l models.Language, c models.Changes) [][]string {
	number := func(x *float64) string {
		if x == nil {
			return ""
		}
		return strconv.FormatFloat(*x, 'g', -1, 64)
	}
	var rows [][]string
	for _, change := range Changes(l, c) {
		var levels []string
		for _, g := range change.cell.Group {
			level := ""
			if g.Level != nil {
				level = *g.Level
			}
			levels = append(levels, g.Dimension+"="+level)
		}
		rows = append(rows, []string{"figure", change.name, strings.Join(levels, " "), string(change.cell.Before.State), number(change.cell.Before.Value),
			string(change.cell.After.State), number(change.cell.After.Value)})
	}
	for _, r := range c.Gone {
		rows = append(rows, []string{r.Of, r.ID, "term=" + r.Term, string(models.Shown), "", string(models.NoData), ""})
	}
	for _, r := range c.Come {
		rows = append(rows, []string{r.Of, r.ID, "term=" + r.Term, string(models.NoData), "", string(models.Shown), ""})
	}
	return rows
}

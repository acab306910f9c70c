package charts

import (
	"slices"
	"strings"

	"athar/dashboards/words"
	"athar/models"
)

func (b *builder) empty() string {
	f := b.f
	if f.Form == Statistic {
		return ""
	}
	if f.Form == Steps {
		if only := f.onlyStep(); only != nil {
			for _, r := range f.everyRow() {
				if r.Marks[0].HasNumber() {
					return b.say("steps.only", "stage", r.Label, "numerator", words.Whole(b.l, *only.Numerator), "denominator", words.Whole(b.l, *only.Denominator))
				}
			}
		}
	}
	all, shown, hidden := f.counted()
	switch {
	case shown == 0 && f.bounded():
		return "" // the bounds are something
	case all > 0 && shown == 0 && hidden > 0:
		return b.say("everything_hidden")
	case all > 0 && shown == 0:
		// one reason for every group is said once
		m := f.Rows
		if len(m) == 0 {
			m = f.Aside
		}
		first := m[0].Marks[0]
		for _, r := range f.everyRow() {
			for _, other := range r.Marks {
				if other.State != first.State || other.Reason != first.Reason {
					return ""
				}
			}
		}
		if first.Reason != "" {
			return first.Words + ": " + first.Reason
		}
		return first.Words + "."
	case all == 0 && f.Total.Marks[0].Reason != "":
		return f.Total.Marks[0].Words + ": " + f.Total.Marks[0].Reason
	case all == 0 && len(b.answer.Where) > 0:
		return b.say("nothing.filters", "where", b.where())
	case all == 0:
		return b.say("nothing")
	}
	return ""
}

func (b *builder) subtitle() string {
	a := b.answer
	var terms []string
	for _, id := range a.Terms {
		switch {
		case id == models.AllTerms && slices.Contains(a.By, "term"):
			terms = append(terms, b.say("terms.each"))
		case id == models.AllTerms:
			terms = append(terms, b.say("terms.all"))
		case id == models.AllTime:
			terms = append(terms, b.say("terms.none"))
		default:
			title := models.Text{En: id}
			if b.view.Terms != nil {
				if t := b.view.Terms(id); !t.IsZero() {
					title = t
				}
			}
			terms = append(terms, words.Label(b.l, title.In(b.l)))
		}
	}
	if len(terms) == 0 {
		terms = []string{b.say("terms.none")}
	}
	key, by := "subtitle", ""
	if b.f.Title == b.f.Name || b.plainTitle {
		key = "subtitle.terms"
	} else if len(a.By) > 0 {
		key, by = "subtitle.by", b.byWords()
	}
	text := b.say(key, "measure", b.f.Name, "by", by, "terms", strings.Join(terms, b.say("comma")))
	if len(a.Where) > 0 {
		text += b.say("subtitle.where", "where", b.where())
	}
	return text
}

// byWords are the titles of the groupings.
func (b *builder) byWords() string {
	titles := make([]string, len(b.answer.By))
	for i, name := range b.answer.By {
		titles[i] = words.Label(b.l, b.dimensionTitle(name))
	}
	return b.list(titles)
}

// list joins a few names: a, b and c.
func (b *builder) list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := names[len(names)-1]
	joined := " " + b.say("and") + " " + last
	if b.l == models.Arabic {
		joined = " " + b.say("and") + last
	}
	return strings.Join(names[:len(names)-1], b.say("comma")) + joined
}

// where says the filters in words.
func (b *builder) where() string { return WhereInWords(b.l, b.answer.Where, b.view) }

// WhereInWords says filters in words: dimension: level, level; dimension: …
func WhereInWords(l models.Language, where map[string][]string, v View) string {
	names := make([]string, 0, len(where))
	for name := range where {
		names = append(names, name)
	}
	slices.Sort(names)
	var said []string
	for _, name := range names {
		var levels []string
		for _, level := range where[name] {
			title := models.Text{En: level}
			if level == "" {
				title = models.NotGiven
			} else if v.Level != nil {
				if t, ok := v.Level(name, level); ok {
					title = t
				}
			}
			levels = append(levels, words.Label(l, title.In(l)))
		}
		title := models.Text{En: name}
		if v.Titles != nil {
			if t := v.Titles(name); !t.IsZero() {
				title = t
			}
		}
		said = append(said, words.Say(l, "where.one", "dimension", words.Label(l, title.In(l)), "levels", strings.Join(levels, words.Say(l, "comma"))))
	}
	return strings.Join(said, words.Say(l, "comma"))
}

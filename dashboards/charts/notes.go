package charts

import (
	"slices"
	"strings"

	"athar/dashboards/words"
	"athar/models"
)

func (b *builder) notes() {
	f, a := b.f, b.answer
	add := func(s string) {
		if s != "" && !slices.Contains(f.Notes, s) {
			f.Notes = append(f.Notes, s)
		}
	}
	if f.Form == Steps && f.apart() && f.Empty == "" {
		add(b.say("note.steps"))
	}
	all, shown, hidden := f.counted()
	if f.Total.Marks[0].State == models.Hidden {
		hidden++
	}
	f.Hidden = max(f.Hidden, hidden)
	if f.Hidden > 0 {
		add(words.Count(b.l, "hidden", int64(f.Hidden)))
	}
	if f.bounded() {
		add(b.say("note.bound"))
	}
	if missing := all - shown - hidden; missing > 0 && f.Empty == "" && hidden <= all {
		add(words.Count(b.l, "missing", int64(missing)))
	}
	var reasons []string
	for _, r := range f.everyRow() {
		for _, m := range r.Marks {
			if m.Reason != "" && !slices.Contains(reasons, m.Reason) && f.Empty == "" {
				reasons = append(reasons, m.Reason)
				add(b.say("note.reason", "group", words.Label(b.l, r.Label), "reason", m.Reason))
			}
		}
	}
	for _, r := range append(f.everyRow(), f.Total) {
		if slices.ContainsFunc(r.Marks, Mark.Pale) {
			add(b.say("note.unreliable"))
		}
	}
	for _, d := range a.Dimensions {
		if d.Many && slices.Contains(a.By, d.Name) {
			add(b.say("note.many", "by", words.Label(b.l, d.Title.In(b.l))))
		}
	}
	for _, w := range a.Warnings {
		add(words.Plain(w.In(b.l)))
	}
	if a.Protection.Threshold > 1 {
		add(b.say("note.threshold", "n", words.Whole(b.l, int64(a.Protection.Threshold))))
	}
	if a.Protection.Rounding > 1 {
		add(b.say("note.rounding", "n", words.Whole(b.l, int64(a.Protection.Rounding))))
	}
	if c := a.Coverage; c != nil && c.Expected > 0 {
		what := c.Of
		if words.Has("of." + c.Of) {
			what = b.say("of." + c.Of)
		}
		parts := []string{"reported", words.Whole(b.l, int64(c.Reported)), "expected", words.Whole(b.l, int64(c.Expected)), "what", what}
		key := "note.coverage"
		if slices.Contains(a.Terms, models.AllTerms) { // each is expected once a term
			key = "note.coverage.all"
		}
		f.Coverage = b.say(key, parts...)
		if b.partial() {
			f.Banner = b.say("note.partial", parts...)
		}
	}
	sources := make([]string, len(a.Sources))
	for i, s := range a.Sources {
		sources[i] = s
		if b.view.Sources != nil {
			if t := b.view.Sources(s); !t.IsZero() {
				sources[i] = t.In(b.l)
			}
		}
		sources[i] = words.Label(b.l, sources[i])
	}
	if len(sources) > 0 {
		f.Source = b.say("source", "sources", strings.Join(sources, b.say("comma")))
	}
	if !a.AsOf.IsZero() {
		f.AsOf = b.say("as_of", "day", words.Day(b.l, models.Day{Time: a.AsOf}))
	}
	f.Version = b.say("data_version", "n", words.Whole(b.l, a.Commit))
}

// partial reports whether too few have reported to compare groups in words.
func (b *builder) partial() bool {
	c := b.answer.Coverage
	return c != nil && c.Expected > 0 && float64(c.Reported) < comparisonCoverage*float64(c.Expected)
}

// how says how the measure is computed, with an example from this very table.
func (b *builder) how() {
	f := b.f
	add := func(key, text string) {
		if text != "" {
			f.How = append(f.How, Fact{b.say(key), text})
		}
	}
	info := b.view.Info
	if info == nil {
		info = &models.MeasureInfo{Reading: b.answer.Reading}
	}
	add("how.definition", info.Reading.In(b.l))
	add("how.counted", info.Counts.In(b.l))
	if formula := info.Formula.In(b.l); formula != "" {
		add("how.formula", words.Label(b.l, formula))
	}
	add("how.example", b.example())
	add("how.cannot", info.Cannot.In(b.l))
}

func (b *builder) example() string {
	f := b.f
	for _, r := range append(f.everyRow(), f.Total) {
		for i, m := range r.Marks {
			if !m.HasNumber() {
				continue
			}
			group := words.Label(b.l, strings.Join(r.Titles, b.say("comma")))
			if len(r.Titles) == 0 {
				group = r.Label
			}
			if len(f.Series) > 0 && len(r.Titles) > 0 {
				group += b.say("comma") + words.Label(b.l, f.Series[i].Label)
			}
			text := ""
			switch {
			case m.Numerator != nil && m.Denominator != nil:
				text = b.say("how.example.share", "group", group, "numerator", words.Whole(b.l, *m.Numerator), "denominator", words.Whole(b.l, *m.Denominator), "value", m.Written)
			case m.Denominator != nil:
				text = b.say("how.example.mean", "group", group, "value", m.Written, "denominator", words.Whole(b.l, *m.Denominator))
			default:
				text = b.say("how.example.count", "group", group, "value", m.Written)
			}
			if m.Interval != "" {
				text += b.say("how.example.with", "level", f.Level, "interval", m.Interval)
			}
			return text
		}
	}
	return ""
}

// levelOr is the level of the intervals, 95% where an answer does not say.
func levelOr(level float64) float64 {
	if level == 0 {
		return 0.95
	}
	return level
}

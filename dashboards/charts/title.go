package charts

import (
	"math"

	"athar/dashboards/words"
	"athar/models"
)

// candidate is a group that a title may speak of.
type candidate struct {
	label string
	level string // id; "" for "not given"
	mark  Mark
}

// title states what the figure shows. A difference is stated only where the
// intervals support it; a number of low reliability, "not given" and values
// that were not recognised are never spoken of.
func (b *builder) title() {
	f := b.f
	phrase := b.phraseOf
	b.plainTitle = len(b.answer.By) > 0 && f.Form != Steps
	switch {
	case f.Form == Steps:
		b.stepTitle()
	case len(b.answer.By) == 0:
		f.Title = f.Name
		if m := f.Total.Marks[0]; m.HasNumber() && !m.Pale() && f.Unit == models.UnitShare && words.Has("in_hundred."+f.Measure) {
			f.Title = phrase(*m.Value)
		}
	case len(b.answer.By) > 2:
		f.Title = b.say("title.by", "measure", f.Name, "by", b.byWords())
	case len(b.answer.By) == 2:
		f.Title = b.say("title.by_two", "measure", f.Name, "by", words.Label(b.l, b.dimensionTitle(b.answer.By[0])), "and", words.Label(b.l, b.dimensionTitle(b.answer.By[1])))
	default:
		f.Title = b.say("title.by", "measure", f.Name, "by", words.Label(b.l, b.dimensionTitle(b.answer.By[0])))
		if f.Form == Dots && !b.partial() {
			b.gapTitle()
		}
	}
}

// phraseOf says a share of the measure as so many in every 100.
func (b *builder) phraseOf(share float64) string {
	key := "in_hundred." + b.answer.Measure
	if !words.Has(key) {
		key = "in_hundred"
	}
	return b.say(key, "n", words.InHundred(b.l, share))
}

func (b *builder) gapTitle() {
	from, to, ok := b.ends()
	if !ok {
		return
	}
	f, l := b.f, b.l
	b.plainTitle = false
	fromLabel, toLabel := words.Label(l, from.label), words.Label(l, to.label)
	if !b.differ(from, to) {
		f.Title = b.say("title.no_clear", "from", fromLabel, "to", toLabel, "measure", f.Name)
		return
	}
	f.Finding = true
	gap := *to.mark.Value - *from.mark.Value
	if gap < 0 {
		gap = -gap
	}
	f.Gap = gap
	if f.Unit != models.UnitShare {
		f.Title = b.say("title.difference", "measure", f.Name, "from", fromLabel, "low", from.mark.Written,
			"to", toLabel, "high", to.mark.Written, "gap", words.Value(l, f.Unit, gap))
		return
	}
	f.Title = b.say("title.gap", "from", fromLabel, "low", b.phraseOf(*from.mark.Value), "to", toLabel,
		"high", words.InHundred(l, *to.mark.Value), "gap", b.points(*from.mark.Value, *to.mark.Value))
}

// points writes the gap between two shares in percentage points: with a decimal
// where the rounded shares lie another whole number apart.
func (b *builder) points(from, to float64) string {
	gap := to - from
	if gap < 0 {
		gap = -gap
	}
	whole := math.Round(100*to) - math.Round(100*from)
	if whole < 0 {
		whole = -whole
	}
	if whole != math.Round(100*gap) {
		return words.Decimal(b.l, 100*gap, 1)
	}
	return words.Points(b.l, gap)
}

// ends are the two groups a title compares: the first and the last of ordered
// groups, otherwise the lowest and the highest value.
func (b *builder) ends() (from, to candidate, ok bool) {
	var groups []candidate
	for _, r := range b.f.Rows {
		m := r.Marks[0]
		if !m.HasNumber() || m.Pale() || m.Low == nil || m.High == nil || r.Levels[0] == nil || *r.Levels[0] == models.Unrecognised {
			continue
		}
		groups = append(groups, candidate{label: r.Label, level: *r.Levels[0], mark: m})
	}
	if len(groups) < 2 {
		return from, to, false
	}
	if b.tooMany(len(groups)) {
		return from, to, false
	}
	from, to = groups[0], groups[len(groups)-1]
	if !b.ordered() {
		for _, g := range groups {
			if *g.mark.Value < *from.mark.Value {
				from = g
			}
		}
		to = from
		for _, g := range groups {
			if *g.mark.Value > *to.mark.Value {
				to = g
			}
		}
		if to.level == from.level { // all alike
			from, to = groups[0], groups[len(groups)-1]
		}
	}
	return from, to, true
}

// maxCompared is how many groups without an order may be compared by their
// highest and lowest: of more, these two differ by chance alone.
const maxCompared = 10

// Comparable reports whether the groups of a figure are few enough, or ordered,
// so that a title may compare two of them.
func (f *Figure) Comparable() bool { return f.comparable }

func (b *builder) tooMany(groups int) bool { return groups > maxCompared && !b.ordered() }

func (b *builder) ordered() bool {
	for _, d := range b.answer.Dimensions {
		if len(b.answer.By) > 0 && d.Name == b.answer.By[0] {
			return d.Ordered
		}
	}
	return false
}

// differ reports whether two groups differ: by the interval of their
// difference where the answer gives it for this pair, otherwise by intervals
// that do not touch, which is the stricter of the two.
func (b *builder) differ(from, to candidate) bool {
	if block := b.answer.Inequality; block != nil && block.State == models.Shown {
		for _, s := range block.Measures {
			samePair := s.From == from.level && s.To == to.level || s.From == to.level && s.To == from.level
			if isDifference(s.Name) && samePair && s.Low != nil && s.High != nil {
				return *s.Low > 0 || *s.High < 0
			}
		}
	}
	return *from.mark.High < *to.mark.Low || *to.mark.High < *from.mark.Low
}

// stepTitle speaks of the last step that is shown: as a share of those that
// reached the first, where all steps between count the same journeys, otherwise
// as a share of the journeys whose source records it.
func (b *builder) stepTitle() {
	f := b.f
	f.Title = f.Name
	var first, last *Row
	for i, r := range f.Rows {
		if !r.Marks[0].HasNumber() {
			continue
		}
		if first == nil {
			first = &f.Rows[i]
		}
		last = &f.Rows[i]
	}
	if first == nil || first == last || last.Marks[0].Pale() {
		return
	}
	if sameJourneys(first.Marks[0], last.Marks[0]) && *first.Marks[0].Numerator > 0 && !f.apart() {
		reached := float64(*last.Marks[0].Numerator) / float64(*first.Marks[0].Numerator)
		f.Title = b.say("title.journey", "n", words.InHundred(b.l, reached), "start", first.Label, "end", last.Label)
		return
	}
	key := "title.stage." + *last.Levels[0]
	if !words.Has(key) {
		key = "title.stage"
	}
	f.Title = b.say(key, "n", words.InHundred(b.l, *last.Marks[0].Value), "stage", last.Label)
}

// reading says how to read the drawing and what it shows: it is also the text
// alternative of the drawing.
func (b *builder) reading() string {
	f := b.f
	if f.Empty != "" || f.Form == Statistic {
		return ""
	}
	var text string
	total := f.Total.Marks[0]
	switch f.Form {
	case Dots:
		text = b.say("reading.dots0", "level", f.Level)
		if total.HasNumber() {
			text = b.say("reading.dots", "level", f.Level, "total", total.Written)
		}
	case Equiplot:
		text = b.say("reading.equiplot", "by", words.Label(b.l, f.Columns[0].Title), "and", words.Label(b.l, f.SeriesOf.Title))
	case Bars:
		text = b.say("reading.bars")
	case Steps:
		text = b.say("reading.steps")
		if f.apart() {
			text += " " + b.say("reading.apart")
		}
		for _, r := range f.Rows {
			if m := r.Marks[0]; m.HasNumber() {
				text += " " + b.say("reading.step", "stage", r.Label, "value", m.Written, "denominator", f.count(m.Denominator))
			}
		}
	}
	if low, high, ok := f.extremes(); ok && f.Form != Steps {
		text += " " + b.say("reading.range", "low", low.mark.Written, "from", low.label, "high", high.mark.Written, "to", high.label)
	}
	all, shown, _ := f.counted()
	if f.Form == Steps {
		return text
	}
	return text + " " + b.say("shown_of", "shown", words.Whole(b.l, int64(shown)), "all", words.Whole(b.l, int64(all)))
}

// extremes are the lowest and the highest number drawn.
func (f *Figure) extremes() (low, high candidate, ok bool) {
	for _, r := range f.Rows {
		for i, m := range r.Marks {
			if !m.HasNumber() {
				continue
			}
			label := ""
			for j, t := range r.Titles {
				if j > 0 {
					label += words.Say(f.Language, "comma")
				}
				label += words.Label(f.Language, t)
			}
			if len(f.Series) > 0 {
				label += words.Say(f.Language, "comma") + words.Label(f.Language, f.Series[i].Label)
			}
			c := candidate{label: label, mark: m}
			if !ok || *m.Value < *low.mark.Value {
				low = c
			}
			if !ok || *m.Value > *high.mark.Value {
				high = c
			}
			ok = true
		}
	}
	return low, high, ok
}

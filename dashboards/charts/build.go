package charts

import (
	"slices"
	"strings"

	"athar/dashboards/words"
	"athar/models"
)

// stepDimension is the name under which a journey's answer gives its stages.
const stepDimension = "stage"

type builder struct {
	answer models.Answer
	view   View
	l      models.Language
	f      *Figure

	plainTitle bool // the title is the subtitle's words already
}

func (b *builder) say(key string, parts ...string) string { return words.Say(b.l, key, parts...) }

func (b *builder) figure() *Figure {
	b.settleSteps()
	a := b.answer
	b.f = &Figure{
		ID: b.view.ID, Language: b.l, Measure: a.Measure, Name: words.Plain(a.Title.In(b.l)), Unit: a.Unit,
		Level: words.RoundPercent(b.l, levelOr(a.Level)), Hidden: a.Protection.Hidden,
		Commit: a.Commit, Time: a.AsOf, SQL: b.view.SQL, answer: a,
	}
	f := b.f
	f.Form = b.view.Form
	if f.Form == Automatic {
		f.Form = b.automatic()
	}
	f.Total = Row{Label: b.say("all"), Marks: []Mark{b.mark(a.Total)}}
	switch f.Form {
	case Steps:
		b.steps()
	case Statistic:
	default:
		b.rows()
	}
	f.Axis = b.axis()
	f.comparable = !b.tooMany(len(f.Rows))
	b.title()
	f.Subtitle = b.subtitle()
	f.Empty = b.empty()
	f.Reading = b.reading()
	f.Inequality = b.inequality()
	f.Claim = b.claim()
	b.notes()
	b.how()
	return f
}

func (b *builder) automatic() Form {
	a := b.answer
	switch {
	case b.isJourney():
		return Steps
	case len(a.By) == 0:
		return Statistic
	case a.Unit == models.UnitCount:
		return Bars
	case len(a.By) == 2 && len(levelsOf(a.Cells, 1)) <= maxSeries:
		return Equiplot
	}
	return Dots
}

// isJourney reports whether the answer gives the stages of one journey.
func (b *builder) isJourney() bool {
	return b.answer.Measure == "journey" && len(b.answer.By) == 0
}

// settleSteps takes the stages out of the groupings where they are the only
// one: a journey by nothing else is drawn step by step. By other groups too, it
// is a table like any other.
func (b *builder) settleSteps() {
	if len(b.answer.By) == 1 && b.answer.By[0] == stepDimension {
		b.answer.By, b.answer.Dimensions = nil, nil
	}
}

// levelsOf are the levels of the i-th dimension, in the order of the cells,
// "not given" last.
func levelsOf(cells []models.Cell, i int) []models.GroupLevel {
	var found []models.GroupLevel
	for _, c := range cells {
		if i < len(c.Group) && !slices.ContainsFunc(found, func(g models.GroupLevel) bool { return sameLevel(g.Level, c.Group[i].Level) }) {
			found = append(found, c.Group[i])
		}
	}
	slices.SortStableFunc(found, func(a, b models.GroupLevel) int { return boolInt(a.Level == nil) - boolInt(b.Level == nil) })
	return found
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func sameLevel(a, b *string) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// label is what a level is called, made safe to stand in a page.
func (b *builder) label(g models.GroupLevel) string {
	if g.Level == nil {
		return models.NotGiven.In(b.l)
	}
	if g.Dimension == "term" && b.view.Terms != nil && !b.view.Terms(*g.Level).IsZero() {
		return words.Name(b.l, b.view.Terms(*g.Level).In(b.l))
	}
	if title := g.Title.In(b.l); title != "" {
		return words.Name(b.l, title)
	}
	if *g.Level == models.Unrecognised {
		return models.NotRecognised.In(b.l)
	}
	return words.Name(b.l, *g.Level)
}

func (b *builder) dimensionTitle(name string) string {
	for _, d := range b.answer.Dimensions {
		if d.Name == name && !d.Title.IsZero() {
			return words.Plain(d.Title.In(b.l))
		}
	}
	if b.view.Titles != nil {
		if t := b.view.Titles(name); !t.IsZero() {
			return words.Plain(t.In(b.l))
		}
	}
	return words.Plain(name)
}

// mark tells a cell. A cell that must carry no numbers loses any it has.
func (b *builder) mark(c models.Cell) Mark {
	m := Mark{State: c.State}
	if c.Reason != nil {
		m.Reason = words.Plain(c.Reason.In(b.l))
	}
	if c.State == "" {
		m.State = models.NoData
	}
	if !m.State.HasNumbers() || c.Value == nil {
		if m.State.HasNumbers() {
			m.State = models.NoData
		}
		m.Words = b.say("state." + string(m.State))
		if c.Bound != nil {
			m.Bound, m.Words = c.Bound, b.bound(*c.Bound)
		}
		return m
	}
	m.Value, m.Low, m.High, m.Numerator, m.Denominator = c.Value, c.Low, c.High, c.Numerator, c.Denominator
	m.Written = words.Value(b.l, b.answer.Unit, *c.Value)
	if c.Low != nil && c.High != nil {
		m.Interval = words.Interval(b.l, b.answer.Unit, *c.Low, *c.High)
	}
	if c.Denominator != nil {
		m.N = words.Whole(b.l, *c.Denominator)
	}
	return m
}

// bound tells a share near an end of the scale.
func (b *builder) bound(to models.Bound) string {
	if to.AtMost != nil {
		return b.say("bound.at_most", "value", words.RoundPercent(b.l, *to.AtMost))
	}
	return b.say("bound.at_least", "value", words.RoundPercent(b.l, *to.AtLeast))
}

// rows makes the rows of dots, bars and equiplots, in the order of the cells:
// no figure sorts groups by their value.
func (b *builder) rows() {
	a, f := b.answer, b.f
	for _, name := range a.By {
		f.Columns = append(f.Columns, Column{Name: name, Title: b.dimensionTitle(name)})
	}
	if f.Form == Equiplot && len(a.By) == 2 {
		f.SeriesOf = f.Columns[1]
		f.Columns = f.Columns[:1]
		for i, g := range levelsOf(a.Cells, 1) {
			f.Series = append(f.Series, Series{Level: g.Level, Label: b.label(g), Mark: i%maxSeries + 1})
		}
		for _, g := range levelsOf(a.Cells, 0) {
			row := Row{Label: b.label(g), Levels: []*string{g.Level}, Titles: []string{b.label(g)}}
			for _, s := range f.Series {
				row.Marks = append(row.Marks, b.markOf(g.Level, s.Level))
			}
			f.Rows = append(f.Rows, row)
		}
		return
	}
	above := ""
	for _, first := range levelsOf(a.Cells, 0) {
		for _, c := range a.Cells {
			if len(c.Group) == 0 || !sameLevel(c.Group[0].Level, first.Level) {
				continue
			}
			row := Row{Marks: []Mark{b.mark(c)}}
			for _, g := range c.Group {
				row.Levels = append(row.Levels, g.Level)
				row.Titles = append(row.Titles, b.label(g))
			}
			last := len(row.Titles) - 1
			row.Label = row.Titles[last]
			if heading := strings.Join(row.Titles[:last], b.say("comma")); heading != above {
				row.Heading, above = heading, heading
			}
			f.Rows = append(f.Rows, row)
		}
	}
}

func (b *builder) markOf(first, second *string) Mark {
	for _, c := range b.answer.Cells {
		if len(c.Group) == 2 && sameLevel(c.Group[0].Level, first) && sameLevel(c.Group[1].Level, second) {
			return b.mark(c)
		}
	}
	return b.mark(models.Cell{State: models.NoData})
}

// steps makes the rows of a journey: the stages of its path in their order,
// and beside them how journeys ended or stood still. A value is a share of the
// journeys of which the stage is known; the share of the step before is given
// only where both are of the same journeys and neither is suppressed.
func (b *builder) steps() {
	f := b.f
	f.Columns = []Column{{Name: stepDimension, Title: b.say("table.step")}}
	var before *Mark
	for _, stage := range models.Stages {
		for _, c := range b.answer.Cells {
			i := slices.IndexFunc(c.Group, func(g models.GroupLevel) bool { return g.Dimension == stepDimension })
			if i < 0 || c.Group[i].Level == nil || *c.Group[i].Level != stage.Name {
				continue
			}
			m := b.mark(c)
			row := Row{Label: stage.Title.In(b.l), Levels: []*string{ptr(stage.Name)}, Titles: []string{stage.Title.In(b.l)}}
			if !stage.Path {
				if m.State != models.NotCollected { // else it is left out: nobody records it
					row.Marks = []Mark{m}
					f.Aside = append(f.Aside, row)
				}
				break
			}
			switch {
			case before != nil && sameJourneys(*before, m) && *before.Numerator > 0:
				m.OfPrevious, m.Before = ptr(float64(*m.Numerator)/float64(*before.Numerator)), before.Value
			case before != nil && before.HasNumber() && m.HasNumber():
				row.Apart = !sameJourneys(*before, m)
			}
			row.Marks = []Mark{m}
			f.Rows = append(f.Rows, row)
			if m.State != models.NotCollected {
				before = &row.Marks[0]
			}
			break
		}
	}
}

// sameJourneys reports whether two steps are counted over the same journeys: as
// many of them, and no more at the later step.
func sameJourneys(a, b Mark) bool {
	return a.HasNumber() && b.HasNumber() && a.Numerator != nil && b.Numerator != nil && a.Denominator != nil && b.Denominator != nil &&
		*a.Denominator == *b.Denominator && *b.Numerator <= *a.Numerator
}

// onlyStep is the one stage that is recorded, where no other is: its bar would
// say nothing.
func (f *Figure) onlyStep() *Mark {
	var only *Mark
	for _, r := range f.everyRow() {
		if r.Marks[0].State == models.NotCollected {
			continue
		}
		if only != nil {
			return nil
		}
		only = &r.Marks[0]
	}
	if only == nil || !only.HasNumber() || only.Numerator == nil || only.Denominator == nil {
		return nil
	}
	return only
}

// apart reports whether not all steps count the same journeys.
func (f *Figure) apart() bool {
	return slices.ContainsFunc(f.Rows, func(r Row) bool { return r.Apart })
}

// everyRow are all rows of a figure.
func (f *Figure) everyRow() []Row { return append(slices.Clone(f.Rows), f.Aside...) }

// counted tells of all marks how many there are and how many carry a number.
func (f *Figure) counted() (all, shown, hidden int) {
	for _, r := range f.everyRow() {
		for _, m := range r.Marks {
			all++
			if m.HasNumber() {
				shown++
			}
			if m.State == models.Hidden {
				hidden++
			}
		}
	}
	return all, shown, hidden
}

// axis covers every value and limit that is drawn, with round ticks.
func (b *builder) axis() Axis {
	f := b.f
	low, high := 0.0, 0.0
	see := func(x *float64) {
		if x != nil {
			low, high = min(low, *x), max(high, *x)
		}
	}
	rows := f.everyRow()
	if f.Form != Bars && f.Form != Steps {
		rows = append(rows, f.Total)
	}
	for _, r := range rows {
		for _, m := range r.Marks {
			if !m.HasNumber() {
				continue
			}
			see(m.Value)
			if f.Form == Dots {
				see(m.Low)
				see(m.High)
			}
		}
	}
	return newAxis(low, high, b.answer.Unit)
}

package charts

import (
	"athar/dashboards/words"
	"athar/models"
)

// Claim is how strong a claim a figure of outcomes can carry.
type Claim struct {
	None      string // why nothing is said
	Sentence  string // what may be said
	Facts     []Fact
	Skipped   []Fact
	Standings []Standing
	Marks     []string // what must stand beside the grade
	Rule      string
}

// Standing is the level of a claim on one scale and what the next one asks.
type Standing struct {
	Title, Level, Next string
	Lacks              []string
}

func (b *builder) claim() *Claim {
	o := b.answer.Outcome
	if o == nil {
		return nil
	}
	if o.State != models.Shown {
		why := b.say("state." + string(o.State))
		if o.Reason != nil {
			why = words.Plain(o.Reason.In(b.l))
		}
		return &Claim{None: why}
	}
	c := &Claim{}
	add := func(term, text string) { c.Facts = append(c.Facts, Fact{term, text}) }
	if o.Design != nil {
		add(b.say("claim.design"), o.Design.Text.In(b.l))
	}
	if o.Comparison != nil {
		add(b.say("claim.comparison"), o.Comparison.Text.In(b.l))
	}
	if o.N != nil {
		add(b.say("claim.n"), words.Whole(b.l, *o.N))
	}
	for _, f := range o.Facts {
		text := words.Value(b.l, f.Unit, f.Value)
		if f.From != "" {
			text = b.say("claim.between", "to", b.levelLabel(f.To), "from", b.levelLabel(f.From), "value", text)
		}
		if f.Low != nil && f.High != nil {
			text = b.say("claim.with", "value", text, "level", b.f.Level, "interval", words.Interval(b.l, f.Unit, *f.Low, *f.High))
		}
		add(f.Title.In(b.l), text)
	}
	for _, g := range o.Groups {
		titles := make([]string, len(g.Group))
		for i, level := range g.Group {
			titles[i] = words.Label(b.l, b.label(level))
		}
		add(b.say("claim.lost", "group", b.list(titles)), b.say("claim.lost.of", "value", words.Value(b.l, models.UnitShare, g.Attrition), "n", words.Whole(b.l, g.N)))
	}
	for _, s := range o.Skipped {
		c.Skipped = append(c.Skipped, Fact{b.factName(s.Name), words.Plain(s.Because.In(b.l))})
	}
	if g := o.Grade; g != nil {
		c.Sentence, c.Rule = g.Sentence.In(b.l), g.Rule.In(b.l)
		if g.Exploratory {
			c.Marks = append(c.Marks, models.Exploratory.In(b.l))
		}
		if g.Expired {
			c.Marks = append(c.Marks, models.Expired.In(b.l))
		}
		for _, s := range g.Standings {
			c.Standings = append(c.Standings, b.standing(s))
		}
	}
	return c
}

func (b *builder) standing(s models.Standing) Standing {
	said := Standing{Title: s.Title.In(b.l), Level: s.Means.In(b.l)}
	if s.Reached > 0 {
		said.Level = b.say("claim.level", "n", words.Whole(b.l, int64(s.Reached)), "means", said.Level)
	}
	if s.Next > 0 {
		said.Next = b.say("claim.next", "n", words.Whole(b.l, int64(s.Next)))
	}
	for _, lack := range s.Lacks {
		said.Lacks = append(said.Lacks, lack.Text.In(b.l))
	}
	return said
}

// factName is what a fact of a claim is called.
func (b *builder) factName(name string) string {
	if words.Has("claim.fact." + name) {
		return b.say("claim.fact." + name)
	}
	return words.Label(b.l, name)
}

// ClaimRecords are how strong the claim is, in the columns of Records: a row for each statement.
func (f *Figure) ClaimRecords() []Record {
	if f.answer.Outcome == nil {
		return nil
	}
	var records []Record
	for _, line := range f.answer.Outcome.Lines() {
		var levels []*string
		for _, level := range line.Group {
			levels = append(levels, level.Level)
		}
		records = append(records, f.record("claim", line.Name, line.Unit, levels, nil,
			Mark{State: line.State, Words: words.Plain(line.Text.In(f.Language)), Value: line.Value, Low: line.Low, High: line.High, Denominator: line.N}))
	}
	return records
}

// Outcome is how strong a claim the figure can carry, for files; nil where it is of no outcome.
func (f *Figure) Outcome() *models.Outcome { return f.answer.Outcome }

// FileRows is how many rows the figure's CSV has, written out.
func (f *Figure) FileRows() string {
	_, records := f.Records()
	return words.Count(f.Language, "rows", int64(len(records)+len(f.ClaimRecords())))
}

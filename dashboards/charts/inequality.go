package charts

import (
	"slices"
	"strings"

	"athar/dashboards/words"
	"athar/models"
)

// Inequality is the block beside a gap figure.
type Inequality struct {
	Lines   []InequalityLine
	None    string // why there is no summary
	Terms   []Fact // what the measures of the lines are
	Skipped []string
	Whole   []Fact // every measure of the block, where the view asks for it
}

// InequalityLine is one summary measure, in a sentence.
type InequalityLine struct{ Name, Title, Sentence, Interval string }

func isDifference(name string) bool {
	return name == "d" || strings.Contains(name, "difference")
}

// told are the measures that a figure tells in sentences; of amounts, the first two alone.
var told = []string{"difference", "ratio", "sii", "rii", "parity_index", "adjusted_parity_index"}

func (b *builder) tells(name string) bool {
	if b.answer.Unit != models.UnitShare {
		return slices.Contains(told[:2], name)
	}
	return slices.Contains(told, name)
}

// parityFrom and parityTo bound what counts as parity.
const parityFrom, parityTo = 0.97, 1.03

func (b *builder) inequality() *Inequality {
	block := b.answer.Inequality
	if block == nil || len(b.answer.By) == 0 || b.answer.Unit == models.UnitCount || b.f.Empty != "" {
		return nil
	}
	if block.State == models.NotApplicable && len(block.Skipped) > 0 && !b.view.Whole {
		return nil // the cells are no groups to be compared
	}
	out := &Inequality{}
	skipped := slices.DeleteFunc(slices.Clone(block.Skipped), func(s models.Skipped) bool { return !b.view.Whole && !b.tells(s.Name) })
	out.Skipped = b.unsaid(skipped)
	if block.State != models.Shown {
		why := b.say("state." + string(block.State))
		if block.Reason != nil {
			why = words.Plain(block.Reason.In(b.l))
		} else if b.answer.Protection.Hidden > 0 {
			why = b.say("inequality.hidden")
		}
		out.None = b.say("inequality.none", "why", why)
		return out
	}
	if n := len(b.f.Rows); b.tooMany(n) {
		out.None = b.say("inequality.none", "why", b.say("inequality.many", "n", words.Whole(b.l, int64(n))))
		out.Skipped = nil
		return out
	}
	for _, s := range block.Measures {
		if b.view.Whole {
			out.Whole = append(out.Whole, b.whole(s))
		}
		if !b.tells(s.Name) {
			continue
		}
		// the parity index is the ratio once more; its adjusted form is told
		if s.Name == "parity_index" && slices.ContainsFunc(block.Measures, func(o models.Summary) bool { return o.Name == "adjusted_parity_index" }) {
			continue
		}
		line := InequalityLine{Name: s.Name, Title: words.Plain(s.Title.In(b.l))}
		if b.pale(s.From) || b.pale(s.To) { // no statement is made of it
			pale := models.Text{En: words.Say(models.English, "inequality.pale"), Ar: words.Say(models.Arabic, "inequality.pale")}
			skipped = append(skipped, models.Skipped{Name: s.Name, Title: s.Title, Because: pale})
			continue
		}
		line.Sentence, line.Interval = b.sentence(s)
		out.Lines = append(out.Lines, line)
		if key := "inequality.term." + s.Name; words.Has(key) {
			out.Terms = append(out.Terms, Fact{line.Title, b.say(key)})
		}
	}
	out.Skipped = b.unsaid(skipped)
	if len(out.Lines) > 0 {
		out.Terms = append(out.Terms, Fact{b.say("interval", "level", b.f.Level), b.say("inequality.term.interval", "level", b.f.Level)})
	} else if len(out.Skipped) == 0 {
		return nil
	} else {
		out.None = b.say("inequality.nothing")
	}
	return out
}

// unsaid names the measures that are not given, a line a reason.
func (b *builder) unsaid(skipped []models.Skipped) []string {
	var lines []string
	for _, u := range models.ByReason(skipped) {
		var titles []string
		for _, s := range u.Measures {
			title := words.Plain(s.Title.In(b.l))
			if title == "" {
				title = words.Label(b.l, strings.ReplaceAll(s.Name, "_", " "))
			}
			if !slices.Contains(titles, title) {
				titles = append(titles, title)
			}
		}
		lines = append(lines, b.say("inequality.skip", "name", strings.Join(titles, b.say("comma")), "why", words.Plain(u.Because.In(b.l))))
	}
	return lines
}

// sentence says one measure, and its interval in brackets. A difference whose
// interval holds none is not told as one.
func (b *builder) sentence(s models.Summary) (said, interval string) {
	s = b.turned(s)
	parts := []string{"from", b.levelLabel(s.From), "to", b.levelLabel(s.To), "value", words.Decimal(b.l, s.Value, 2),
		"low", words.Decimal(b.l, parityFrom, 2), "high", words.Decimal(b.l, parityTo, 2)}
	bounded := s.Low != nil && s.High != nil
	if bounded {
		interval = b.say("inequality.interval", "level", b.f.Level, "interval", b.say("inequality.range", "low", words.Decimal(b.l, *s.Low, 2), "high", words.Decimal(b.l, *s.High, 2)))
	}
	signed := isDifference(s.Name) || strings.HasPrefix(s.Name, "sii")
	name := s.Name
	if isDifference(name) {
		name = "difference"
	}
	if !words.Has("inequality.say." + name) {
		return b.say("inequality.say", append(parts, "value", b.summaryValue(s.Unit, s.Value))...), interval
	}
	key := "inequality.say." + name
	if !signed {
		none := 1.0
		switch {
		case !bounded:
		case name == "adjusted_parity_index" && *s.Low <= parityTo && *s.High >= parityFrom:
			key += ".unclear"
		case name != "adjusted_parity_index" && *s.Low <= none && *s.High >= none:
			key += ".unclear"
		case name == "adjusted_parity_index" && s.Value < none:
			key += ".below"
		}
		return b.say(key, parts...), interval
	}
	points := func(x float64) string { return words.Decimal(b.l, 100*abs(x), 1) }
	both := "inequality.interval.both"
	if s.Unit != models.UnitShare {
		points = func(x float64) string { return words.Value(b.l, s.Unit, abs(x)) }
		key, both = key+".amount", both+".amount"
	}
	parts = append([]string{"gap", points(s.Value)}, parts...)
	below := s.Value < 0
	switch {
	case bounded && *s.Low < 0 && *s.High > 0:
		key += ".unclear"
		interval = b.say(both, "level", b.f.Level, "low", points(*s.Low), "high", points(*s.High))
		return b.say(key, parts...), interval
	case bounded:
		near, far := min(abs(*s.Low), abs(*s.High)), max(abs(*s.Low), abs(*s.High))
		interval = b.say("inequality.interval", "level", b.f.Level, "interval", b.say("inequality.range", "low", points(near), "high", points(far)))
	}
	if below {
		key += ".below"
	}
	return b.say(key, parts...), interval
}

// turned has the value read as To against From: where the two groups' own
// numbers say that it is the other way round, their places are changed.
func (b *builder) turned(s models.Summary) models.Summary {
	if strings.HasPrefix(s.Name, "sii") || strings.HasPrefix(s.Name, "rii") {
		return s
	}
	value := func(level string) *float64 {
		for _, r := range b.f.Rows {
			if len(r.Levels) > 0 && r.Levels[0] != nil && *r.Levels[0] == level {
				return r.Marks[0].Value
			}
		}
		return nil
	}
	none := 1.0
	if isDifference(s.Name) {
		none = 0
	}
	from, to := value(s.From), value(s.To)
	if from != nil && to != nil && (s.Value-none)*(*to-*from) < 0 {
		s.From, s.To = s.To, s.From
	}
	return s
}

// pale reports whether a group's number is of low reliability.
func (b *builder) pale(level string) bool {
	for _, r := range b.f.Rows {
		if level != "" && len(r.Levels) > 0 && r.Levels[0] != nil && *r.Levels[0] == level {
			return r.Marks[0].Pale()
		}
	}
	return false
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

// whole is a measure among all of the block: its name, value, interval and
// what must stand beside it.
func (b *builder) whole(s models.Summary) Fact {
	parts := []string{words.Significant(b.l, s.Value)}
	switch s.Unit {
	case models.UnitShare:
		parts[0] = words.Significant(b.l, 100*s.Value) + " " + b.say("summarise.unit.points")
	case models.UnitPercent:
		parts[0] += " " + b.say("summarise.unit.percent")
	}
	if s.Low != nil && s.High != nil {
		scale := 1.0
		if s.Unit == models.UnitShare {
			scale = 100
		}
		parts = append(parts, b.say("inequality.interval", "level", b.f.Level, "interval",
			b.say("inequality.range", "low", words.Significant(b.l, scale**s.Low), "high", words.Significant(b.l, scale**s.High))))
	}
	for _, w := range s.Warnings {
		parts = append(parts, words.Plain(w.In(b.l)))
	}
	return Fact{words.Plain(s.Title.In(b.l)), strings.Join(parts, " · ")}
}

// summaryValue writes a difference of shares in percentage points.
func (b *builder) summaryValue(unit models.Unit, x float64) string {
	if unit == models.UnitShare {
		return b.say("inequality.points", "n", words.Decimal(b.l, 100*x, 1))
	}
	return words.Value(b.l, unit, x)
}

func (b *builder) levelLabel(id string) string {
	for _, g := range levelsOf(b.answer.Cells, 0) {
		if g.Level != nil && *g.Level == id {
			return words.Label(b.l, b.label(g))
		}
	}
	return words.Label(b.l, id)
}

package charts

import (
	"strings"

	"athar/dashboards/words"
	"athar/models"
)

// Inequality is the block beside a gap figure.
type Inequality struct {
	Lines     []InequalityLine
	Sentences []string
	None      string // why there is no summary
	Skipped   []string
}

// InequalityLine is one summary measure as printed.
type InequalityLine struct{ Name, Title, Compares, Value, Interval string }

func isDifference(name string) bool {
	return name == "d" || strings.Contains(name, "difference")
}

func (b *builder) inequality() *Inequality {
	block := b.answer.Inequality
	if block == nil || len(b.answer.By) == 0 || b.answer.Unit == models.UnitCount {
		return nil
	}
	out := &Inequality{}
	for _, s := range block.Skipped {
		out.Skipped = append(out.Skipped, b.say("inequality.skip", "name", b.measureName(s.Name), "why", words.Plain(s.Because.In(b.l))))
	}
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
	for _, s := range block.Measures {
		line := InequalityLine{Name: s.Name, Title: words.Plain(s.Title.In(b.l)), Value: b.summaryValue(s.Unit, s.Value), Compares: b.say("inequality.all_groups")}
		if line.Title == "" {
			line.Title = b.measureName(s.Name)
		}
		if s.From != "" || s.To != "" {
			line.Compares = b.say("inequality.pair", "from", b.levelLabel(s.From), "to", b.levelLabel(s.To))
		}
		if s.Low != nil && s.High != nil {
			line.Interval = b.summaryInterval(s.Unit, *s.Low, *s.High)
		}
		out.Lines = append(out.Lines, line)
		switch name := strings.ToLower(s.Name); {
		case strings.HasPrefix(name, "sii") && s.Unit == models.UnitShare:
			parts := []string{"value", words.Decimal(b.l, 100*abs(s.Value), 1), "level", b.f.Level, "interval", line.Interval}
			if line.Interval == "" {
				out.Sentences = append(out.Sentences, b.say("inequality.sii_plain", parts...))
			} else {
				out.Sentences = append(out.Sentences, b.say("inequality.sii", parts...))
			}
		case strings.HasPrefix(name, "rii"):
			out.Sentences = append(out.Sentences, b.say("inequality.rii", "value", words.Decimal(b.l, s.Value, 2)))
		case name == "adjusted_parity_index":
			out.Sentences = append(out.Sentences, b.say("inequality.parity"))
		}
	}
	return out
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

func (b *builder) measureName(name string) string {
	if words.Has("measure_of_inequality." + name) {
		return b.say("measure_of_inequality." + name)
	}
	return words.Label(b.l, strings.ReplaceAll(name, "_", " "))
}

// summaryValue writes a difference of shares in percentage points.
func (b *builder) summaryValue(unit models.Unit, x float64) string {
	if unit == models.UnitShare {
		return b.say("inequality.points", "n", words.Decimal(b.l, 100*x, 1))
	}
	return words.Value(b.l, unit, x)
}

func (b *builder) summaryInterval(unit models.Unit, low, high float64) string {
	write := func(x float64) string {
		if unit == models.UnitShare {
			return words.Decimal(b.l, 100*x, 1)
		}
		return words.Value(b.l, unit, x)
	}
	return b.say("inequality.range", "low", write(low), "high", write(high))
}

func (b *builder) levelLabel(id string) string {
	for _, g := range levelsOf(b.answer.Cells, 0) {
		if g.Level != nil && *g.Level == id {
			return words.Label(b.l, b.label(g))
		}
	}
	return words.Label(b.l, id)
}

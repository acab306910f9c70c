package queries

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"athar/models"
	"athar/queries/disclosure"
	"athar/queries/internal/measures"
	"athar/queries/stats"
	"athar/queries/summarise"
)

// summariser makes the block of measures of inequality between the groups of
// one dimension. It is given counts only when none of them is hidden.
type summariser struct {
	asked     *asked
	dimension models.Dimension
	schools   []disclosure.Row // successes and failures by group and school, of an ordered dimension
}

// namedGroup is a group that takes part in the block: not "not given".
type namedGroup struct {
	level string
	row   disclosure.Row
	known bool // it has anybody
}

// drawnForAnswers are the data sets drawn for the simulated intervals of an
// answer: enough for two digits, few enough to be drawn while somebody waits.
const drawnForAnswers = 2000

// toldAs are the names that answers have for the measures that pages tell. Of
// groups without an order the gap is to the declared reference, where there is
// one, and otherwise between the highest and the lowest.
var toldAs = map[string]string{"d": "difference", "r": "ratio", "sii_logit": "sii", "rii_logit": "rii", "pi": "parity_index", "pia": "adjusted_parity_index"}

// titledAs is the measure whose title a name of answers has.
var titledAs = map[string]string{"difference": "d", "ratio": "r", "parity_index": "pi", "adjusted_parity_index": "pia"}

// summarise makes the block; not simulated: without the measures whose interval
// would have to be drawn.
func (s summariser) summarise(cells []models.Cell, rows []disclosure.Row, simulated bool) *models.Inequality {
	block := &models.Inequality{Dimension: s.dimension.Name, State: models.Shown, Measures: []models.Summary{}, Skipped: []models.Skipped{}}
	if why, none := s.notGroups(); none {
		block.State, block.Reason = models.NotApplicable, &why
		s.skipAll(block, why)
		return block
	}
	var groups []namedGroup
	for i, cell := range cells {
		level := cell.Group[0].Level
		if level == nil || *level == models.Unrecognised {
			continue
		}
		g := namedGroup{level: *level, known: cell.State.HasNumbers()}
		if g.known {
			g.row = rows[i]
		}
		if g.known || s.dimension.Ordered {
			groups = append(groups, g)
		}
	}
	if why, none := notCompared[s.asked.measure.Shape]; none {
		s.skipAll(block, why)
		return block
	}
	if len(groups) < 2 {
		s.skipAll(block, summarise.Because(stats.OneGroup))
		return block
	}
	draws := stats.WithoutDraws()
	if simulated {
		draws = stats.WithDraws(drawnForAnswers)
	}
	summary, err := s.summary(groups, draws)
	if err != nil {
		s.skipAll(block, summarise.Because(stats.NumbersTooLarge))
		return block
	}
	summary.Measures = slices.DeleteFunc(summary.Measures, func(m stats.Measure) bool {
		return !simulated && m.Estimate.Defined() && m.Estimate.Interval.Undefined == stats.NotSimulated
	})
	block.Measures, block.Skipped = summarise.Told(summary, s.asked.measure.Unit, func(i int) string { return groups[i].level })
	for i := range block.Measures {
		m := &block.Measures[i]
		if strings.HasPrefix(m.Name, "sii") || strings.HasPrefix(m.Name, "rii") {
			m.From, m.To = groups[0].level, groups[len(groups)-1].level
		}
		m.Name = s.toldAs(m.Name, s.declared(groups) >= 0)
		m.Title = titleOf(m.Name, m.Title)
	}
	for i := range block.Skipped {
		k := &block.Skipped[i]
		k.Name = s.toldAs(k.Name, s.declared(groups) >= 0)
		k.Title = titleOf(k.Name, k.Title)
	}
	s.unnamed(block)
	return block
}

// notGroups says why the cells are no groups of one whole: they overlap, or what they are of is not one thing.
func (s summariser) notGroups() (why models.Text, none bool) {
	if s.asked.measure.Shape == measures.Steps {
		return everyStage, true
	}
	for _, d := range s.asked.facets {
		if d.Name == s.dimension.Name || len(s.asked.keep[d.Name]) != 1 {
			return overlapping, true
		}
	}
	return models.Text{}, false
}

var (
	ofSums      = models.Text{En: "It is worked out from persons one by one, and of a mean only sums are known.", Ar: "يُحسب من الأفراد واحدًا واحدًا، ولا يُعرف من المتوسط إلا المجاميع."}
	everyStage  = models.Text{En: "Every group has a value for each stage of a journey, and not one.", Ar: "لكل فئة قيمة في كل مرحلة من المسار، لا قيمة واحدة."}
	overlapping = models.Text{En: "The groups overlap or are of different things: they are told apart, and not compared.", Ar: "الفئات متداخلة أو تخص أشياء مختلفة: تُعرض كلٌّ على حدة ولا تُقارن."}
)

// notCompared are the shapes whose values are no level that groups have.
var notCompared = map[measures.Shape]models.Text{
	measures.Count:   {En: "A count says how many there are, and not of how many: a larger group has more of everything.", Ar: "العدد يقول كم، ولا يقول من كم: للفئة الأكبر أكثر من كل شيء."},
	measures.Spread:  {En: "The value of each group is a measure of inequality itself.", Ar: "قيمة كل فئة هي نفسها مقياس لعدم المساواة."},
	measures.Against: {En: "The value of each group compares it with the others already.", Ar: "قيمة كل فئة مقارنة لها بالفئات الأخرى أصلًا."},
}

// toldAs is the name that a measure has in answers.
func (s summariser) toldAs(name string, referenced bool) string {
	kind, between, _ := strings.Cut(name, "_")
	switch {
	case s.asked.measure.Shape != measures.Share && strings.HasSuffix(name, "_logit"):
		return name // that of points of groups stands beside it
	case s.dimension.Ordered && (name == "d" || name == "r"),
		!s.dimension.Ordered && (kind == "d" || kind == "r") && (between == "ref" && referenced || between == "maxmin" && !referenced):
		return toldAs[kind]
	case name == "d" || name == "r":
		return name
	}
	return cmp.Or(toldAs[name], name)
}

func titleOf(name string, title models.Text) models.Text {
	if known := models.InequalityMeasureNamed(cmp.Or(titledAs[name], name)); !known.Title.IsZero() {
		return known.Title
	}
	return title
}

// unnamed gives every measure of the list that is not in the block a place in
// it, with the reason.
func (s summariser) unnamed(block *models.Inequality) {
	named := func(name string) bool {
		return slices.ContainsFunc(block.Measures, func(m models.Summary) bool { return m.Name == name }) ||
			slices.ContainsFunc(block.Skipped, func(k models.Skipped) bool { return k.Name == name })
	}
	skip := func(because models.Text, names ...string) {
		for _, name := range names {
			if !named(name) {
				block.Skipped = append(block.Skipped, models.Skipped{Name: name, Title: titleOf(name, models.Text{}), Because: because})
			}
		}
	}
	skip(summarise.Because(stats.NotShares), "sii", "rii", "parity_index", "adjusted_parity_index")
	skip(ofSums, "sii_linear", "rii_linear")
}

// skipAll says of every measure that it is not given, and why.
func (s summariser) skipAll(block *models.Inequality, because models.Text) {
	for _, m := range models.InequalityMeasures {
		if m.Name == "sii" || m.Name == "rii" {
			continue // of shares, the curve goes by that name
		}
		name := cmp.Or(toldAs[m.Name], m.Name)
		block.Skipped = append(block.Skipped, models.Skipped{Name: name, Title: titleOf(name, m.Title), Because: because})
	}
}

// summary is every measure of the groups: of shares from their counts and the
// persons by school, of other values from levels with their errors.
func (s summariser) summary(groups []namedGroup, draws stats.Option) (stats.Summary, error) {
	better := stats.HigherIsBetter
	if higher := s.asked.measure.HigherIsBetter; higher != nil && !*higher {
		better = stats.LowerIsBetter
	}
	if s.asked.measure.Shape == measures.Share {
		table := stats.CountTable{Ordered: s.dimension.Ordered, Better: better, Reference: s.declared(groups), Persons: s.persons(groups)}
		for _, g := range groups {
			table.Groups = append(table.Groups, stats.Proportion{Successes: float64(part(g.row, 0)), Trials: float64(part(g.row, 0) + part(g.row, 1))})
		}
		return stats.SummariseCounts(table, draws, stats.ByClusters())
	}
	table := stats.Table{Ordered: s.dimension.Ordered, Better: better, Reference: s.declared(groups), Bounds: stats.UpTo(math.Inf(1))}
	for _, g := range groups {
		level := levelOf(s.asked.measure, g)
		if !level.NoValue && level.Value < 0 {
			table.Bounds.Least = math.Inf(-1)
		}
		table.Groups = append(table.Groups, level)
	}
	return stats.Summarise(table, draws)
}

// levelOf is a group known by sums: its level, how sure it is, and what it
// weighs among the groups.
func levelOf(m *measures.Measure, g namedGroup) stats.Group {
	none := stats.Group{Level: stats.Level{NoValue: true}}
	var e stats.Estimate
	var err error
	weight := float64(units(g.row))
	switch sums := g.row.Sums; {
	case !g.known:
		return none
	case m.Shape == measures.Mean && len(sums) >= 2:
		e, err = stats.Mean(stats.Moments{Count: weight, Sum: sums[0], SumOfSquares: sums[1]})
	case m.Shape == measures.Weight && len(sums) >= 5:
		weight = sums[0]
		e, err = stats.WeightedMean(weightedMoments(g.row))
	case m.Shape == measures.Change && len(sums) >= 5:
		weight = float64(part(g.row, 0))
		e, err = stats.Mean(changeMoments(g.row))
	case m.Shape == measures.Ratio && len(sums) >= 2 && sums[1] > 0:
		return stats.Group{Level: stats.Level{Value: cmp.Or(m.Per, 1) * sums[0] / sums[1], NoError: true}, Population: sums[1]}
	default:
		return none
	}
	if err != nil || !e.Defined() {
		return none
	}
	level := stats.Level{Value: e.Value, StandardError: e.StandardError.Value, NoError: !e.StandardError.Defined()}
	return stats.Group{Level: level, Population: weight}
}

// declared is the place of the group that the declaration makes the reference
// of groups without an order, stats.NoGroup where it names none or nobody is
// in it.
func (s summariser) declared(groups []namedGroup) int {
	return slices.IndexFunc(groups, func(g namedGroup) bool { return s.dimension.Reference != "" && g.level == s.dimension.Reference })
}

// persons are the persons of ordered groups by school.
func (s summariser) persons(groups []namedGroup) stats.PersonCounts {
	counts := stats.PersonCounts{Groups: len(groups)}
	clustered := slices.ContainsFunc(s.schools, func(r disclosure.Row) bool { return r.Levels[1] != "" })
	for _, r := range s.schools {
		at := slices.IndexFunc(groups, func(g namedGroup) bool { return g.level == r.Levels[0] })
		if at < 0 {
			continue
		}
		cell := stats.PersonCell{Group: at, Successes: float64(part(r, 0)), Failures: float64(part(r, 1))}
		switch {
		case clustered && r.Levels[1] == "":
			counts.Cells = append(counts.Cells, alone(at, part(r, 0), part(r, 1), len(counts.Cells))...)
			continue
		case clustered:
			cell.Cluster = "school " + r.Levels[1]
		}
		counts.Cells = append(counts.Cells, cell)
	}
	return counts
}

// alone are persons whose school is not known: each a cluster, since together
// they are no school.
func alone(group int, yes, no int64, from int) []stats.PersonCell {
	cells := make([]stats.PersonCell, 0, yes+no)
	for i := range yes + no {
		cell := stats.PersonCell{Group: group, Cluster: fmt.Sprintf("alone %d", from+int(i)), Failures: 1}
		if i < yes {
			cell.Successes, cell.Failures = 1, 0
		}
		cells = append(cells, cell)
	}
	return cells
}

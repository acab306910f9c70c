package stats_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/reference"
)

func TestReference01(t *testing.T) {
	instead := map[string]string{
		"sii_linear.se_as_printed": "sii.se",
		"sii_logit_pkg.estimate":   "sii_logit.estimate",
		"sii_logit_pkg.lowerci":    "sii_logit.lowerci",
		"sii_logit_pkg.upperci":    "sii_logit.upperci",
		"rii_logit_pkg.estimate":   "rii_logit.estimate",
		"rii_logit_pkg.lowerci":    "rii_logit.lowerci",
		"rii_logit_pkg.upperci":    "rii_logit.upperci",
		"idisw.lowerci_as_printed": "idisw.lowerci_draws",
		"idisw.upperci_as_printed": "idisw.upperci_draws",
	}
	for _, measure := range []string{"ti", "mld", "paf"} {
		instead[measure+".se_as_printed"] = measure + ".se"
		instead[measure+".lowerci_as_printed"] = measure + ".lowerci"
	}
	reference.Family{
		Number: "01", Title: "Inequality between groups", Compute: inequalityBetweenGroups, Instead: instead,
	}.Check(t)
}

func inequalityBetweenGroups(in reference.Inputs, ours reference.Answers) {
	for name, rows := range in.Tables("ordered_") {
		slices.SortStableFunc(rows, func(a, b reference.Row) int {
			return int(a.Number(in.T, "subgroup_order") - b.Number(in.T, "subgroup_order"))
		})
		orderedTable(in.T, name, publishedTable(in.T, rows), ours)
	}
	draws := in.Tables("draws_")
	for name, rows := range in.Tables("nonordered_") {
		unorderedTable(in.T, name, publishedTable(in.T, rows), ours)
		if given, has := draws["draws_"+name]; has {
			replayed(in.T, name, publishedTable(in.T, rows), drawnSets(in.T, given, len(rows)), ours)
		}
	}
	for name, rows := range in.Tables("individual_") {
		header := in.Header(name)
		sampleOfPersons(in.T, name, personsOf(in.T, rows, header[len(header)-1]), ours)
	}
}

// published is a table of the family as the functions take it.
type published struct {
	groups    []stats.Group
	better    stats.Direction
	bounds    stats.Bounds
	reference int // -1 when none is declared
}

func publishedTable(t *testing.T, rows reference.Table) published {
	p := published{reference: -1, better: stats.LowerIsBetter, bounds: stats.UpTo(rows[0].Number(t, "indicator_scale"))}
	if rows[0]["favourable_indicator"] == "1" {
		p.better = stats.HigherIsBetter
	}
	for i, row := range rows {
		g := stats.Group{Level: stats.Level{Value: row.Number(t, "estimate"), StandardError: row.Number(t, "se")}, Population: row.Number(t, "population")}
		g.NoValue, g.NoError = math.IsNaN(g.Value), math.IsNaN(g.StandardError)
		p.groups = append(p.groups, g)
		if row["reference_subgroup"] == "1" {
			p.reference = i
		}
	}
	return p
}

func (p published) table(ordered bool) stats.Table {
	return stats.Table{Groups: p.groups, Ordered: ordered, Better: p.better, Bounds: p.bounds, Reference: p.reference}
}

// summarised holds the summary of a table against its measures one by one.
func summarised(t *testing.T, name string, summary stats.Summary, ours reference.Answers) {
	t.Helper()
	applies := 0
	for _, m := range summary.Measures {
		switch m.Estimate.Undefined {
		case stats.Ordered, stats.NotOrdered, stats.NoReference, stats.NotShares:
			continue
		}
		applies++
		for _, field := range m.Fields() {
			if single, has := ours[reference.Key{Case: name, Stat: field.Name}]; !has || single != field.Value {
				t.Errorf("%s %s is %v in the summary and %v alone", name, field.Name, field.Value, single)
			}
		}
		if single := ours[reference.Key{Case: name, Stat: m.Name + ".estimate"}]; math.IsNaN(single) == m.Estimate.Defined() {
			t.Errorf("%s %s: alone %v, in the summary undefined because %q", name, m.Name, single, m.Estimate.Undefined)
		}
	}
	if applies < 6 {
		t.Errorf("%s: only %d measures apply", name, applies)
	}
}

func (p published) levels() []stats.Level {
	levels := make([]stats.Level, len(p.groups))
	for i, g := range p.groups {
		levels[i] = g.Level
	}
	return levels
}

func (p published) points(scale float64) []stats.GroupPoint {
	points := make([]stats.GroupPoint, len(p.groups))
	for i, g := range p.groups {
		points[i] = stats.GroupPoint{Population: g.Population, Outcome: g.Value / scale}
	}
	return points
}

func orderedTable(t *testing.T, name string, p published, ours reference.Answers) {
	scale := p.bounds.Most
	gap := reference.Must(stats.GapOfLevels(p.levels(), stats.Comparison{Rule: stats.EndsOfOrder, Better: p.better}))(t)
	measured(ours, name, "d", gap.Difference, 1)
	measured(ours, name, "r", gap.Ratio, 1)
	concentration := reference.Must(stats.ConcentrationOfGroups(p.points(1), p.bounds))(t)
	concentrated(ours, name, concentration)
	linear := reference.Must(stats.SlopeIndexOfGroups(p.points(1), stats.LinearGradient))(t)
	measured(ours, name, "sii", linear.Slope, 1)
	measured(ours, name, "rii", linear.Relative, 1)
	ours.Value(name, "sii.estimate_phe", linear.Slope, 1)
	if linear.Relative.Defined() { // where the line begins below zero, that package prints a ratio all the same
		ours.Value(name, "rii.estimate_phe", linear.Relative, 1)
	}
	logit := reference.Must(stats.SlopeIndexOfGroups(p.points(scale), stats.LogitGradient))(t)
	measured(ours, name, "sii_logit", logit.Slope, scale)
	measured(ours, name, "rii_logit", logit.Relative, 1)
	attributable(t, name, p, stats.LastGroup, ours)
	summarised(t, name, reference.Must(stats.Summarise(p.table(true)))(t), ours)
}

func unorderedTable(t *testing.T, name string, p published, ours reference.Answers) {
	extremes := reference.Must(stats.GapOfLevels(p.levels(), stats.Comparison{Rule: stats.HighestAndLowest}))(t)
	measured(ours, name, "d_maxmin", extremes.Difference, 1)
	measured(ours, name, "r_maxmin", extremes.Ratio, 1)
	if p.reference >= 0 {
		against := reference.Must(stats.GapOfLevels(p.levels(), stats.Comparison{Rule: stats.ReferenceAndWorst, Better: p.better, Reference: p.reference}))(t)
		measured(ours, name, "d_ref", against.Difference, 1)
		measured(ours, name, "r_ref", against.Ratio, 1)
	}
	measured(ours, name, "bgv", reference.Must(stats.BetweenGroupVariance(p.groups))(t), 1)
	measured(ours, name, "ti", reference.Must(stats.TheilIndexOfGroups(p.groups))(t), 1)
	measured(ours, name, "mld", reference.Must(stats.MeanLogDeviationOfGroups(p.groups))(t), 1)
	attributable(t, name, p, stats.BestGroup, ours)
	summary := reference.Must(stats.Summarise(p.table(false), stats.WithDraws(500)))(t)
	few := reference.Answers{}
	for measure, e := range spreads(t, p, reference.Must(stats.Simulate(p.groups, p.bounds, stats.WithDraws(500)))(t)) {
		few.Value(name, measure+".estimate", e, 1)
		few.Limits(name, measure+".lowerci_mc", measure+".upperci_mc", e, 1)
	}
	maps.Copy(few, ours)
	summarised(t, name, summary, few)
	// More draws than a page needs, as many as fit: the simulated values of the cases are met within 2%.
	many := stats.WithDraws(min(200_000, 2_000_000/len(p.groups)))
	simulated := reference.Must(stats.Simulate(p.groups, p.bounds, many))(t)
	for measure, e := range spreads(t, p, simulated) {
		ours.Value(name, measure+".estimate", e, 1)
		ours.Limits(name, measure+".lowerci_mc", measure+".upperci_mc", e, 1)
	}
}

// replayed takes the intervals from the draws that the cases bring along.
func replayed(t *testing.T, name string, p published, draws stats.Draws, ours reference.Answers) {
	for measure, e := range spreads(t, p, draws) {
		ours.Limits(name, measure+".lowerci_draws", measure+".upperci_draws", e, 1)
	}
}

func spreads(t *testing.T, p published, draws stats.Draws) map[string]stats.Estimate {
	found := map[string]stats.Estimate{
		"bgsd": reference.Must(stats.BetweenGroupDeviation(p.groups, draws))(t),
		"cov":  reference.Must(stats.CoefficientOfVariation(p.groups, draws))(t),
	}
	for _, w := range []stats.Weighting{stats.EqualWeights, stats.PopulationWeights} {
		found["mdm"+string(w)] = reference.Must(stats.MeanDifferenceFromMean(p.groups, w, draws))(t)
		found["mdb"+string(w)] = reference.Must(stats.MeanDifferenceFromBest(p.groups, w, p.better, draws))(t)
		found["idis"+string(w)] = reference.Must(stats.IndexOfDisparity(p.groups, w, draws))(t)
		if p.reference >= 0 {
			found["mdr"+string(w)] = reference.Must(stats.MeanDifferenceFromReference(p.groups, w, p.reference, draws))(t)
		}
	}
	return found
}

func drawnSets(t *testing.T, rows reference.Table, groups int) stats.Draws {
	var draws stats.Draws
	for _, row := range rows {
		set := make([]float64, groups)
		for j := range set {
			set[j] = row.Number(t, fmt.Sprintf("g%d", j+1))
		}
		draws.Sets = append(draws.Sets, set)
	}
	return draws
}

func attributable(t *testing.T, name string, p published, to stats.AttributableTo, ours reference.Answers) {
	a := reference.Must(stats.Attributable(p.groups, to, p.better, p.bounds))(t)
	measured(ours, name, "par", a.Risk, 1)
	measured(ours, name, "paf", a.Fraction, 1)
}

func concentrated(ours reference.Answers, name string, c stats.ConcentrationIndices) {
	measured(ours, name, "aci", c.Absolute, 1)
	measured(ours, name, "rci", c.Relative, 1)
	measured(ours, name, "rci_wagstaff", c.Wagstaff, 1)
	measured(ours, name, "rci_erreygers", c.Erreygers, 1)
}

// measured files an estimate under the four names of the family.
func measured(ours reference.Answers, name, measure string, e stats.Estimate, scale float64) {
	ours.Value(name, measure+".estimate", e, scale)
	ours.Limits(name, measure+".lowerci", measure+".upperci", e, scale)
	field := ".se"
	if strings.HasPrefix(measure, "r_") || measure == "r" || strings.HasPrefix(measure, "rii") {
		field = ".se_log"
	}
	ours.Error(name, measure+field, e, scale)
}

func personsOf(t *testing.T, rows reference.Table, outcome string) stats.Sample {
	var orders []float64
	for _, row := range rows {
		orders = append(orders, row.Number(t, "subgroup_order"))
	}
	slices.Sort(orders)
	orders = slices.Compact(orders)
	sample := stats.Sample{Groups: len(orders)}
	for _, row := range rows {
		sample.Persons = append(sample.Persons, stats.Person{
			Group:   slices.Index(orders, row.Number(t, "subgroup_order")),
			Outcome: row.Number(t, outcome),
			Weight:  row.Number(t, "weight"),
			Cluster: row["psu"],
			Stratum: row["strata"],
		})
	}
	return sample
}

func sampleOfPersons(t *testing.T, name string, sample stats.Sample, ours reference.Answers) {
	shares := !slices.ContainsFunc(sample.Persons, func(p stats.Person) bool { return p.Outcome < 0 || p.Outcome > 1 })
	bounds := stats.Bounds{Least: math.Inf(-1), Most: math.Inf(1)}
	if shares {
		bounds = stats.UpTo(1)
	}
	concentrated(ours, name, reference.Must(stats.ConcentrationOfSample(sample, bounds))(t))
	linear := reference.Must(stats.SlopeIndexOfSample(sample, stats.LinearGradient))(t)
	measured(ours, name, "sii_linear", linear.Slope, 1)
	measured(ours, name, "rii_linear", linear.Relative, 1)
	if shares {
		logit := reference.Must(stats.SlopeIndexOfSample(sample, stats.LogitGradient))(t)
		measured(ours, name, "sii_logit", logit.Slope, 1)
		measured(ours, name, "rii_logit", logit.Relative, 1)
	}
	summarised(t, name, reference.Must(stats.SummariseSample(sample, bounds))(t), ours)
}

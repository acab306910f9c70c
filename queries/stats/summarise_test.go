package stats_test

import (
	"math"
	"slices"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"

	"pgregory.net/rapid"
)

func quintiles() []stats.Group {
	return []stats.Group{
		groupAt(31, 1.5, 400), groupAt(38, 1.6, 380), groupAt(44, 1.4, 410), groupAt(45, 1.5, 390), groupAt(56, 1.3, 420),
	}
}

func reasonFor(t *testing.T, summary stats.Summary, name string) stats.Reason {
	t.Helper()
	m, found := summary.Measure(name)
	if !found {
		t.Errorf("there is no %s", name)
	}
	return m.Estimate.Undefined
}

// names are all measures of a summary, in its order.
func names(summary stats.Summary) []string {
	var found []string
	for _, m := range summary.Measures {
		found = append(found, m.Name)
	}
	return found
}

func TestSummariseSaysWhyNot(t *testing.T) {
	ordered := reference.Must(stats.Summarise(stats.Table{Groups: quintiles(), Ordered: true, Bounds: stats.UpTo(100), Reference: stats.NoGroup}))(t)
	unordered := reference.Must(stats.Summarise(stats.Table{Groups: quintiles(), Bounds: stats.UpTo(100), Reference: stats.NoGroup}))(t)
	for _, name := range []string{"d", "r", "sii", "rii", "sii_logit", "rii_logit", "aci", "rci", "rci_wagstaff", "rci_erreygers"} {
		if reasonFor(t, ordered, name) != "" || reasonFor(t, unordered, name) != stats.NotOrdered {
			t.Errorf("%s: %q of ordered, %q of unordered groups", name, reasonFor(t, ordered, name), reasonFor(t, unordered, name))
		}
	}
	for _, name := range []string{"d_maxmin", "r_maxmin", "bgv", "ti", "mld", "bgsd", "cov", "mdmu", "mdmw", "mdbu", "mdbw", "idisu", "idisw"} {
		if reasonFor(t, ordered, name) != stats.Ordered || reasonFor(t, unordered, name) != "" {
			t.Errorf("%s: %q of ordered, %q of unordered groups", name, reasonFor(t, ordered, name), reasonFor(t, unordered, name))
		}
	}
	for _, name := range []string{"d_ref", "r_ref", "mdru", "mdrw"} {
		if reasonFor(t, unordered, name) != stats.NoReference {
			t.Errorf("%s without a reference: %q", name, reasonFor(t, unordered, name))
		}
	}
	both, other := names(ordered), names(unordered)
	slices.Sort(both)
	slices.Sort(other)
	if !slices.Equal(both, other) || len(slices.Compact(both)) != len(ordered.Measures) {
		t.Errorf("the two kinds of dimension have other measures: %v and %v", both, other)
	}
	gap, _ := ordered.Measure("d")
	if gap.Compared != 4 || gap.Against != 0 || gap.Estimate.Value != 25 {
		t.Errorf("d = %+v", gap)
	}

	hours := reference.Must(stats.Summarise(stats.Table{Groups: quintiles(), Ordered: true, Bounds: stats.UpTo(math.Inf(1))}))(t)
	if reasonFor(t, hours, "sii_logit") != stats.Unbounded || reasonFor(t, hours, "rci_wagstaff") != stats.Unbounded || reasonFor(t, hours, "sii") != "" {
		t.Error("amounts have the measures of shares")
	}
	unpeopled, unknown := quintiles(), quintiles()
	for i := range unpeopled {
		unpeopled[i].Population = 0
	}
	unknown[2] = stats.Group{Level: stats.Level{NoValue: true}, Population: 9}
	for reason, groups := range map[stats.Reason][]stats.Group{
		stats.NoPopulation: unpeopled, stats.MissingGroup: unknown, stats.TooFewGroups: quintiles()[:2],
	} {
		summary := reference.Must(stats.Summarise(stats.Table{Groups: groups, Ordered: true, Bounds: stats.UpTo(100)}))(t)
		for _, name := range []string{"sii", "rii_logit", "aci"} {
			if got := reasonFor(t, summary, name); got != reason {
				t.Errorf("%s: %q, want %q", name, got, reason)
			}
		}
		if reasonFor(t, summary, "d") != "" {
			t.Error("the ends of the order are there and have no gap")
		}
	}
	for _, table := range []stats.Table{{Bounds: stats.UpTo(100), Reference: stats.NoGroup}, {Bounds: stats.UpTo(100), Ordered: true}} {
		for _, m := range reference.Must(stats.Summarise(table))(t).Measures {
			if m.Estimate.Defined() {
				t.Errorf("no groups have a %s", m.Name)
			}
		}
	}
}

func TestSummariseHoldsThePublishedAverage(t *testing.T) {
	table := stats.Table{Groups: twoGroups(), Bounds: stats.UpTo(100), Reference: 1, HasAverage: true, Average: 55.5}
	if summary := reference.Must(stats.Summarise(table))(t); len(summary.Warnings) != 0 {
		t.Errorf("an average within one percent warns of %v", summary.Warnings)
	}
	table.Average = 50
	if summary := reference.Must(stats.Summarise(table))(t); !slices.Equal(summary.Warnings, []stats.Warning{stats.AverageDiffers}) {
		t.Errorf("another average warns of %v", summary.Warnings)
	}
}

// By hand: without populations 40 and 60 lie 15 and 5 from a published 55, of which the best gains 5.
func TestPublishedAverageWithoutPopulations(t *testing.T) {
	groups := []stats.Group{groupAt(40, 2, 0), groupAt(60, 1, 0)}
	table := stats.Table{Groups: groups, Bounds: stats.UpTo(100), Reference: stats.NoGroup, HasAverage: true, Average: 55}
	for name, want := range map[string]float64{"mdmu": 10, "idisu": 1000.0 / 55, "par": 5, "paf": 500.0 / 55, "mdbu": 10} {
		m, _ := reference.Must(stats.Summarise(table))(t).Measure(name)
		expect.Same(t, name, m.Estimate.Value, want)
		if !m.Estimate.Defined() || (name != "mdbu" && m.Estimate.Interval.Undefined != stats.NoPopulation) {
			t.Errorf("%s = %+v", name, m)
		}
	}
	table.Ordered = true
	if m, _ := reference.Must(stats.Summarise(table))(t).Measure("par"); m.Estimate.Value != 5 || m.Compared != 1 {
		t.Errorf("par = %+v", m)
	}
	about := reference.Must(stats.MeasuresAboutAverage(groups, 70, stats.BestGroup, stats.HigherIsBetter))(t)
	noIntervalBecause(t, about.Attributable.Risk, 0, stats.NoPopulation)
	warned(t, about.Attributable.Risk, stats.ReferenceIsWorse)
	undefinedBecause(t, reference.Must(stats.MeasuresAboutAverage(groups, 0, stats.BestGroup, stats.HigherIsBetter))(t).Disparity, stats.ZeroDenominator)
	undefinedBecause(t, reference.Must(stats.MeasuresAboutAverage(groups, -1, stats.BestGroup, stats.LowerIsBetter))(t).Attributable.Fraction, stats.NotPositive)
	missing := append(slices.Clone(groups), stats.Group{Level: stats.Level{NoValue: true}})
	undefinedBecause(t, reference.Must(stats.MeasuresAboutAverage(missing, 50, stats.LastGroup, stats.HigherIsBetter))(t).Attributable.Risk, stats.MissingGroup)
	_, err := stats.MeasuresAboutAverage(groups, math.NaN(), stats.BestGroup, stats.HigherIsBetter)
	expect.Refused(t, "an average that is none", err)
}

func TestSummariseRefusals(t *testing.T) {
	for what, table := range map[string]stats.Table{
		"no bounds":                  {Groups: twoGroups(), Reference: stats.NoGroup},
		"a level beyond its bounds":  {Groups: twoGroups(), Reference: stats.NoGroup, Bounds: stats.UpTo(50)},
		"a reference that is none":   {Groups: twoGroups(), Reference: 2, Bounds: stats.UpTo(100)},
		"an average that is none":    {Groups: twoGroups(), Reference: 1, Bounds: stats.UpTo(100), HasAverage: true, Average: math.NaN()},
		"a population below zero":    {Groups: []stats.Group{groupAt(1, 1, -1)}, Reference: 0, Bounds: stats.UpTo(100)},
		"a direction that is none":   {Groups: quintiles(), Ordered: true, Bounds: stats.UpTo(100), Better: 7},
		"an error of a group of NaN": {Groups: []stats.Group{groupAt(1, math.NaN(), 1)}, Ordered: true, Bounds: stats.UpTo(100)},
	} {
		_, err := stats.Summarise(table)
		expect.Refused(t, what, err)
	}
	_, err := stats.SummariseCounts(stats.CountTable{Groups: []stats.Proportion{{Successes: 3, Trials: 2}}, Reference: stats.NoGroup})
	expect.Refused(t, "more successes than trials", err)
	_, err = stats.SummariseCounts(stats.CountTable{Groups: []stats.Proportion{{}}, Reference: 1})
	expect.Refused(t, "a reference that is none", err)
	_, err = stats.SummariseCounts(stats.CountTable{
		Groups: make([]stats.Proportion, 3), Ordered: true, Reference: stats.NoGroup,
		Persons: stats.PersonCounts{Groups: 4, Cells: []stats.PersonCell{{Group: 3, Successes: 1}}},
	})
	expect.Refused(t, "persons in other groups", err)
}

func TestSummariseCounts(t *testing.T) {
	pair := pairOf(40, 100, 60, 100)
	girlsAndBoys := reference.Must(stats.SummariseCounts(stats.CountTable{Groups: []stats.Proportion{pair.Compared, pair.Reference}, Reference: 1}))(t)
	parity := reference.Must(stats.Parity(pair))(t)
	index, _ := girlsAndBoys.Measure("pi")
	expect.Same(t, "parity", index.Estimate.Value, parity.Index.Value)
	if index.Compared != 0 || index.Against != 1 {
		t.Errorf("parity of %d over %d", index.Compared, index.Against)
	}
	gap, _ := girlsAndBoys.Measure("d_ref")
	expect.Same(t, "gap", gap.Estimate.Interval.High, -reference.Must(stats.Newcombe(pair))(t).Interval.Low)

	rapid.Check(t, func(t *rapid.T) {
		sample := drawSample(t)
		counts := counted(sample)
		groups := make([]stats.Proportion, sample.Groups)
		for _, c := range counts.Cells {
			groups[c.Group].Successes += c.Successes
			groups[c.Group].Trials += c.Successes + c.Failures
		}
		table := stats.CountTable{Groups: groups, Ordered: true, Reference: stats.NoGroup, Persons: counts}
		summary := reference.Must(stats.SummariseCounts(table))(t)
		ofSample := reference.Must(stats.SummariseSample(sample, stats.UpTo(1)))(t)
		for _, m := range ofSample.Measures {
			other, _ := summary.Measure(m.Name)
			alike(t, "counts and persons", []stats.Estimate{m.Estimate}, []stats.Estimate{other.Estimate})
		}
		if m, _ := summary.Measure("pi"); m.Estimate.Undefined != stats.NotTwoGroups {
			t.Fatalf("parity of %d groups: %+v", len(groups), m)
		}
	})
}

// Whatever the table, no number is NaN or infinite and every field has its name.
func TestSummariesAreNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) stats.Group {
			g := groupAt(rapid.SampledFrom([]float64{0, 1e-9, 3, 50, 50, 99, 100}).Draw(t, "level"), rapid.SampledFrom([]float64{0, 1e-9, 2, 40}).Draw(t, "error"), rapid.SampledFrom([]float64{0, 1, 30, 1e9}).Draw(t, "population"))
			g.NoValue = rapid.IntRange(0, 9).Draw(t, "no value") == 0
			g.NoError = rapid.IntRange(0, 9).Draw(t, "no error") == 0
			return g
		}), 0, 9).Draw(t, "groups")
		before := slices.Clone(groups)
		table := stats.Table{
			Groups: groups, Ordered: rapid.Bool().Draw(t, "ordered"), Better: rapid.SampledFrom([]stats.Direction{stats.HigherIsBetter, stats.LowerIsBetter}).Draw(t, "better"),
			Bounds: stats.UpTo(rapid.SampledFrom([]float64{100, math.Inf(1)}).Draw(t, "most")), Reference: rapid.IntRange(-1, len(groups)-1).Draw(t, "reference"),
		}
		table.HasAverage, table.Average = rapid.Bool().Draw(t, "has average"), rapid.Float64Range(-10, 110).Draw(t, "average")
		summary := reference.Must(stats.Summarise(table, stats.WithDraws(100)))(t)
		for _, m := range summary.Measures {
			fields := m.Fields()
			if m.Estimate.Defined() != (len(fields) > 0) {
				t.Fatalf("%s has %d fields and the reason %q", m.Name, len(fields), m.Estimate.Undefined)
			}
			for _, f := range fields {
				if math.IsNaN(f.Value) || math.IsInf(f.Value, 0) {
					t.Fatalf("%s = %v", f.Name, f.Value)
				}
			}
		}
		if !slices.Equal(groups, before) {
			t.Fatal("the caller's groups were changed")
		}
	})
}

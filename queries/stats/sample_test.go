package stats_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"

	"pgregory.net/rapid"
)

// Three groups of equal size at 10, 30 and 30: ranks of -1/3, 0 and 1/3 have a slope of 30 with residuals of -10/3, 20/3
// and -10/3, so an error of √300; twice the variance of ranks is 4/27.
func TestConcentrationByHand(t *testing.T) {
	groups := []stats.GroupPoint{{Population: 50, Outcome: 10}, {Population: 50, Outcome: 30}, {Population: 50, Outcome: 30}}
	c := reference.Must(stats.ConcentrationOfGroups(groups, stats.UpTo(100)))(t)
	mean := 70.0 / 3
	expect.Same(t, "absolute", c.Absolute.Value, 30*4.0/27)
	expect.Same(t, "its error", c.Absolute.StandardError.Value, math.Sqrt(300)*4/27)
	expect.Same(t, "relative", c.Relative.Value, c.Absolute.Value/mean)
	expect.Same(t, "Wagstaff", c.Wagstaff.Value, c.Absolute.Value*100/(mean*(100-mean)))
	expect.Same(t, "Erreygers", c.Erreygers.Value, c.Absolute.Value*4/100)
	expect.Same(t, "limits in proportion", c.Erreygers.Interval.High, c.Absolute.Interval.High*4/100)
	warned(t, c.Wagstaff, stats.ModelError)
}

func TestConcentrationSpecialCases(t *testing.T) {
	point := func(population, outcome float64) stats.GroupPoint {
		return stats.GroupPoint{Population: population, Outcome: outcome}
	}
	two := reference.Must(stats.ConcentrationOfGroups([]stats.GroupPoint{point(1, 2), point(1, 3)}, stats.UpTo(100)))(t)
	missing := reference.Must(stats.ConcentrationOfGroups([]stats.GroupPoint{point(1, 2), point(0, 3), point(1, 4)}, stats.UpTo(100)))(t)
	for _, e := range []stats.Estimate{two.Absolute, two.Relative, two.Wagstaff, two.Erreygers} {
		undefinedBecause(t, e, stats.TooFewGroups)
	}
	undefinedBecause(t, missing.Erreygers, stats.MissingGroup)
	hours := reference.Must(stats.ConcentrationOfGroups([]stats.GroupPoint{point(1, 2), point(1, 3), point(1, 9)}, stats.UpTo(math.Inf(1))))(t)
	undefinedBecause(t, hours.Wagstaff, stats.Unbounded)
	undefinedBecause(t, hours.Erreygers, stats.Unbounded)
	sound(t, hours.Relative)
	losses := reference.Must(stats.ConcentrationOfGroups([]stats.GroupPoint{point(1, -2), point(1, 3), point(1, 9)}, stats.Bounds{Least: -9, Most: 9}))(t)
	undefinedBecause(t, losses.Relative, stats.NotPositive)
	sound(t, losses.Erreygers)
	nobody := reference.Must(stats.ConcentrationOfGroups([]stats.GroupPoint{point(1, 0), point(1, 0), point(1, 0)}, stats.UpTo(100)))(t)
	undefinedBecause(t, nobody.Relative, stats.ZeroDenominator)
	undefinedBecause(t, nobody.Wagstaff, stats.ZeroDenominator)
	_, err := stats.ConcentrationOfGroups([]stats.GroupPoint{point(1, 101)}, stats.UpTo(100))
	expect.Refused(t, "an outcome beyond its bounds", err)
	_, err = stats.ConcentrationOfGroups([]stats.GroupPoint{point(-1, 1)}, stats.UpTo(100))
	expect.Refused(t, "a negative population", err)
	_, err = stats.ConcentrationOfGroups([]stats.GroupPoint{point(1, math.NaN())}, stats.UpTo(100))
	expect.Refused(t, "an outcome that is no number", err)
}

// drawSample is a sample of yes and no in three to five groups, with or without schools.
func drawSample(t *rapid.T) stats.Sample {
	sample := stats.Sample{Groups: rapid.IntRange(3, 5).Draw(t, "groups")}
	clustered := rapid.Bool().Draw(t, "clustered")
	for i := range rapid.IntRange(20, 120).Draw(t, "persons") {
		p := stats.Person{Group: i % sample.Groups, Outcome: float64(rapid.IntRange(0, 1).Draw(t, "outcome")), Weight: 1}
		if clustered {
			p.Cluster = fmt.Sprint("school ", rapid.IntRange(1, 12).Draw(t, "school"))
			p.Stratum = fmt.Sprint("region ", rapid.IntRange(1, 2).Draw(t, "region"))
		}
		sample.Persons = append(sample.Persons, p)
	}
	return sample
}

// counted adds a sample of yes and no up to cells.
func counted(sample stats.Sample) stats.PersonCounts {
	counts := stats.PersonCounts{Groups: sample.Groups}
	for _, p := range sample.Persons {
		counts.Cells = append(counts.Cells, stats.PersonCell{
			Group: p.Group, Cluster: p.Cluster, Stratum: p.Stratum, Successes: p.Outcome * p.Weight, Failures: (1 - p.Outcome) * p.Weight,
		})
	}
	return counts
}

func sampleEstimates(t *rapid.T, sample stats.Sample) []stats.Estimate {
	linear := reference.Must(stats.SlopeIndexOfSample(sample, stats.LinearGradient))(t)
	logit := reference.Must(stats.SlopeIndexOfSample(sample, stats.LogitGradient))(t)
	c := reference.Must(stats.ConcentrationOfSample(sample, stats.UpTo(1)))(t)
	return []stats.Estimate{linear.Slope, linear.Relative, logit.Slope, logit.Relative, c.Absolute, c.Relative, c.Wagstaff, c.Erreygers}
}

func countEstimates(t *rapid.T, counts stats.PersonCounts) []stats.Estimate {
	linear := reference.Must(stats.SlopeIndexOfPersons(counts, stats.LinearGradient))(t)
	logit := reference.Must(stats.SlopeIndexOfPersons(counts, stats.LogitGradient))(t)
	c := reference.Must(stats.ConcentrationOfPersons(counts))(t)
	return []stats.Estimate{linear.Slope, linear.Relative, logit.Slope, logit.Relative, c.Absolute, c.Relative, c.Wagstaff, c.Erreygers}
}

// alike holds two sets of estimates against each other.
func alike(t *rapid.T, what string, ones, others []stats.Estimate) {
	t.Helper()
	for i, e := range ones {
		o := others[i]
		if e.Undefined != o.Undefined || e.Interval.Undefined != o.Interval.Undefined || !slices.Equal(e.Warnings, o.Warnings) {
			t.Fatalf("%s: %s: %+v and %+v", what, e.Method, e, o)
		}
		expect.Same(t, what, e.Value, o.Value)
		if e.StandardError.Defined() {
			expect.Same(t, what+", error", e.StandardError.Value/max(1, o.StandardError.Value), o.StandardError.Value/max(1, o.StandardError.Value))
		}
	}
}

func TestSampleLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sample := drawSample(t)
		before := slices.Clone(sample.Persons)
		estimates := sampleEstimates(t, sample)
		alike(t, "persons and their counts", estimates, countEstimates(t, counted(sample)))
		mixed := stats.Sample{Groups: sample.Groups, Persons: shuffled(sample.Persons, rapid.Uint64().Draw(t, "seed"))}
		for i, e := range sampleEstimates(t, mixed) {
			if e.Value != estimates[i].Value || e.Interval != estimates[i].Interval {
				t.Fatalf("the order of rows changes %s by %v", e.Method, e.Value-estimates[i].Value)
			}
		}
		if !slices.Equal(before, sample.Persons) {
			t.Fatal("the caller's persons were changed")
		}
		// Weights all alike change nothing, and in schools a weight of two is the same person twice.
		double := stats.Sample{Groups: sample.Groups, Persons: slices.Clone(sample.Persons)}
		for i := range double.Persons {
			double.Persons[i].Weight = 2
		}
		alike(t, "a common weight", estimates, sampleEstimates(t, double))
		if sample.Persons[0].Cluster != "" {
			twice := stats.Sample{Groups: sample.Groups, Persons: append(slices.Clone(sample.Persons), sample.Persons...)}
			alike(t, "everybody twice", estimates, sampleEstimates(t, twice))
		}
		// Hours instead of yes and no: slope and absolute index are in hours, relative ones stay.
		hours := stats.Sample{Groups: sample.Groups, Persons: slices.Clone(sample.Persons)}
		for i := range hours.Persons {
			hours.Persons[i].Outcome *= 40
		}
		inHours := reference.Must(stats.ConcentrationOfSample(hours, stats.UpTo(40)))(t)
		expect.Same(t, "in hours", inHours.Absolute.Value, 40*estimates[4].Value)
		expect.Same(t, "relative", inHours.Relative.Value, estimates[5].Value)
		expect.Same(t, "Erreygers", inHours.Erreygers.Value, estimates[7].Value)
		expect.Same(t, "slope", reference.Must(stats.SlopeIndexOfSample(hours, stats.LinearGradient))(t).Slope.Value, 40*estimates[0].Value)
		// Turned about, the advantaged are the disadvantaged.
		turned := stats.Sample{Groups: sample.Groups, Persons: slices.Clone(sample.Persons)}
		for i := range turned.Persons {
			turned.Persons[i].Group = sample.Groups - 1 - turned.Persons[i].Group
		}
		expect.Same(t, "turned", reference.Must(stats.ConcentrationOfSample(turned, stats.UpTo(1)))(t).Absolute.Value, -estimates[4].Value)
	})
}

func TestSampleSpecialCases(t *testing.T) {
	nobody := reference.Must(stats.SlopeIndexOfSample(stats.Sample{Groups: 3}, stats.LinearGradient))(t)
	undefinedBecause(t, nobody.Slope, stats.NoData)
	few := reference.Must(stats.SlopeIndexOfSample(stats.Sample{Groups: 2}, stats.LinearGradient))(t)
	undefinedBecause(t, few.Slope, stats.TooFewGroups)
	weightless := stats.Sample{Groups: 3, Persons: []stats.Person{{Group: 0, Weight: 1}, {Group: 1, Weight: 1}, {Group: 2, Outcome: 5}}}
	undefinedBecause(t, reference.Must(stats.ConcentrationOfSample(weightless, stats.UpTo(9)))(t).Absolute, stats.MissingGroup)
	equal := stats.Sample{Groups: 3, Persons: []stats.Person{{0, 5, 1, "", ""}, {1, 5, 1, "", ""}, {2, 5, 1, "", ""}}}
	noIntervalBecause(t, reference.Must(stats.SlopeIndexOfSample(equal, stats.LinearGradient))(t).Relative, 1, stats.NoVariation)
	noIntervalBecause(t, reference.Must(stats.ConcentrationOfSample(equal, stats.UpTo(9)))(t).Absolute, 0, stats.NoVariation)

	refuse := func(what string, p stats.Person) {
		t.Helper()
		_, err := stats.SlopeIndexOfSample(stats.Sample{Groups: 3, Persons: []stats.Person{{Group: 0, Weight: 1, Cluster: "school"}, p}}, stats.LogitGradient)
		expect.Refused(t, what, err)
		_, err = stats.ConcentrationOfSample(stats.Sample{Groups: 3, Persons: []stats.Person{{Group: 0, Weight: 1, Cluster: "school"}, p}}, stats.UpTo(1))
		expect.Refused(t, what, err)
	}
	refuse("an unknown group", stats.Person{Group: 3, Weight: 1, Cluster: "school"})
	refuse("no school beside one with", stats.Person{Group: 1, Weight: 1})
	refuse("an outcome beyond its bounds", stats.Person{Group: 1, Outcome: 2, Weight: 1, Cluster: "school"})
	for _, bad := range impossible {
		refuse("an impossible weight", stats.Person{Group: 1, Weight: bad, Cluster: "school"})
	}
	for _, bad := range notNumbers {
		refuse("an impossible outcome", stats.Person{Group: 1, Outcome: bad, Weight: 1, Cluster: "school"})
	}
}

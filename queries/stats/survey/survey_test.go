package survey_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/survey"
)

// By hand: two strata, of 10 and 20, two rows drawn of each with weights 5 and 10, values 1, 3 and 6, 8. The total is
// 20 + 140 = 160. In the first stratum the weighted values are 5 and 15, (1-2/10) 2/1 (25+25) = 80; in the second 60 and
// 80, (1-2/20) 2/1 (100+100) = 360. se = √440; the mean is 160/30 with the influences' 80 + 360 over 30².
func TestStrataByHand(t *testing.T) {
	d := reference.Must(survey.NewDesign([]survey.Row{
		{Weight: 5, Stratum: "a", ClustersInStratum: 10}, {Weight: 5, Stratum: "a", ClustersInStratum: 10},
		{Weight: 10, Stratum: "b", ClustersInStratum: 20}, {Weight: 10, Stratum: "b", ClustersInStratum: 20},
	}))(t)
	values := []float64{1, 3, 6, 8}
	total, mean := reference.Must(d.Total(values))(t), reference.Must(d.Mean(values))(t)
	expect.Same(t, "total", total.Value, 160)
	expect.Same(t, "its error", total.StandardError.Value, math.Sqrt(440))
	expect.Same(t, "mean", mean.Value, 160.0/30)
	expect.Same(t, "its error", mean.StandardError.Value, math.Sqrt(440)/30)
	// t at 97.5% with 4 - 2 degrees is 4.302653.
	expect.Same(t, "high", total.Interval.High, 160+4.302652729911275*math.Sqrt(440))
	if d.Degrees() != 2 {
		t.Errorf("%v degrees", d.Degrees())
	}
}

// By hand: clusters of totals 6, 10 and 20 from many: 3/2 ((-6)² + (-2)² + 8²) = 156. Drawn from 6: half of that. With
// two units drawn of four in each, of weighted values 2 4, 4 6, 8 12: 3/6 (1-2/4) 2/1 (2 + 2 + 8) = 6 more.
func TestStagesByHand(t *testing.T) {
	values := []float64{2, 4, 4, 6, 8, 12}
	for _, c := range []struct{ clusters, units, variance float64 }{{0, 0, 156}, {6, 0, 78}, {6, 4, 84}, {0, 4, 156}, {3, 2, 0}} {
		var rows []survey.Row
		for i := range values {
			rows = append(rows, survey.Row{Weight: 1, Cluster: string(rune('a' + i/2)), ClustersInStratum: c.clusters, UnitsInCluster: c.units})
		}
		total := reference.Must(reference.Must(survey.NewDesign(rows))(t).Total(values))(t)
		expect.Same(t, "error", total.StandardError.Value, math.Sqrt(c.variance))
	}
}

// By hand: clusters of the same name in different strata are different ones; the second stratum has one alone, whose total
// 5 is taken about zero: 2/1 (1+1) + 25 = 29.
func TestLonelyStratum(t *testing.T) {
	d := reference.Must(survey.NewDesign([]survey.Row{
		{Weight: 1, Stratum: "a", Cluster: "1"}, {Weight: 1, Stratum: "a", Cluster: "2"}, {Weight: 1, Stratum: "b", Cluster: "1"},
	}))(t)
	total := reference.Must(d.Total([]float64{1, 3, 5}))(t)
	expect.Same(t, "error", total.StandardError.Value, math.Sqrt(29))
	if !slices.Equal(total.Warnings, []stats.Warning{stats.LonelyStratum}) || d.Degrees() != 1 {
		t.Errorf("%+v, %v degrees", total, d.Degrees())
	}
	// Wholly drawn, a stratum of one has nothing left to chance.
	whole := reference.Must(survey.NewDesign([]survey.Row{
		{Weight: 1, Stratum: "a", Cluster: "1"}, {Weight: 1, Stratum: "a", Cluster: "2"}, {Weight: 1, Stratum: "b", Cluster: "1", ClustersInStratum: 1},
	}))(t)
	if e := reference.Must(whole.Total([]float64{1, 3, 5}))(t); e.StandardError.Value != 2 || e.Warnings != nil {
		t.Errorf("%+v", e)
	}
}

// By hand: weights 1 to rows of group a with values 1, 2, 3 and b with 4, 8; totals 6 and 4 make the weights 2. The mean is
// (2·6 + 2·12)/10 = 3.6. The residuals within groups over 10, -1 0 1 and -2 2 times 2: 5/4 Σ = 5/4 (4+4+16+16)/100.
func TestPostStrataByHand(t *testing.T) {
	d := reference.Must(reference.Must(survey.NewDesign(drawnOneByOne(5)))(t).PostStratified(survey.Margin{
		Group: []string{"a", "a", "a", "b", "b"}, Totals: map[string]float64{"a": 6, "b": 4},
	}))(t)
	mean := reference.Must(d.Mean([]float64{1, 2, 3, 4, 8}))(t)
	expect.Same(t, "mean", mean.Value, 3.6)
	expect.Same(t, "error", mean.StandardError.Value, math.Sqrt(0.5))
}

// By hand: values 1 to 5 with weights 1 1 1 1 6: half of the weight is reached at the fifth, 0.4 at the fourth.
func TestQuantileByHand(t *testing.T) {
	rows := drawnOneByOne(5)
	rows[4].Weight = 6
	d := reference.Must(survey.NewDesign(rows))(t)
	for share, want := range map[float64]float64{0.05: 1, 0.4: 4, 0.41: 5, 0.5: 5} {
		reason := stats.NotReached
		if want == 5 { // what all rows reach, they reach in every sample
			reason = stats.NoVariation
		}
		if e := reference.Must(d.Quantile([]float64{1, 2, 3, 4, 5}, share))(t); e.Value != want || e.Interval.Undefined != reason {
			t.Errorf("%v: %+v", share, e)
		}
	}
	// 101 rows drawn one by one: the share below the median has an error of √(50·51/101²/100) and so limits 9.92 rows away.
	values := make([]float64, 101)
	for i := range values {
		values[i] = float64(i)
	}
	median := reference.Must(reference.Must(survey.NewDesign(drawnOneByOne(101)))(t).Quantile(values, 0.5))(t)
	if median.Value != 50 || median.Interval.Low != 40 || median.Interval.High != 60 {
		t.Errorf("%+v", median)
	}
}

func drawnOneByOne(n int) []survey.Row { return slices.Repeat([]survey.Row{{Weight: 1}}, n) }

func TestSpecialCases(t *testing.T) {
	reason := func(what string, got, want stats.Reason) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	empty := reference.Must(survey.NewDesign(nil))(t)
	five := reference.Must(survey.NewDesign(drawnOneByOne(5)))(t)
	nobody := reference.Must(five.Within(make([]bool, 5)))(t)
	oneSchool := reference.Must(survey.NewDesign([]survey.Row{{Weight: 1, Cluster: "a"}, {Weight: 2, Cluster: "a"}}))(t)
	for _, c := range []struct {
		design survey.Design
		values []float64
	}{{empty, nil}, {nobody, make([]float64, 5)}} {
		n := len(c.values)
		for what, e := range map[string]stats.Estimate{
			"total": reference.Must(c.design.Total(c.values))(t), "mean": reference.Must(c.design.Mean(c.values))(t),
			"ratio": reference.Must(c.design.Ratio(c.values, c.values))(t), "share": reference.Must(c.design.Proportion(make([]bool, n)))(t),
			"quantile": reference.Must(c.design.Quantile(c.values, 0.5))(t), "design effect": reference.Must(c.design.DesignEffect(c.values))(t),
		} {
			reason(what, e.Undefined, stats.NoData)
		}
		reason("model", reference.Must(c.design.Linear(c.values, nil))(t).Undefined, stats.NoData)
		reason("chi-square", reference.Must(c.design.ChiSquare(make([]string, n), make([]string, n)))(t).Undefined, stats.NoData)
		_, test, err := c.design.Difference(c.values, make([]bool, n))
		if err != nil {
			t.Fatal(err)
		}
		reason("difference", test.Undefined, stats.NoData)
	}
	for what, e := range map[string]stats.Estimate{
		"total": reference.Must(oneSchool.Total([]float64{1, 2}))(t), "mean": reference.Must(oneSchool.Mean([]float64{1, 2}))(t),
		"share": reference.Must(oneSchool.Proportion([]bool{true, false}))(t), "quantile": reference.Must(oneSchool.Quantile([]float64{1, 2}, 0.5))(t),
		"model": reference.Must(oneSchool.Linear([]float64{1, 2}, nil))(t).Coefficients[0],
	} {
		reason(what, e.Interval.Undefined, stats.OneCluster)
	}
	reason("one school", reference.Must(oneSchool.ChiSquare([]string{"x", "y"}, []string{"x", "y"}))(t).Undefined, stats.OneCluster)
	reason("nothing below", reference.Must(five.Ratio([]float64{1, 2, 3, 4, 5}, make([]float64, 5)))(t).Undefined, stats.ZeroDenominator)
	all := reference.Must(five.Proportion(slices.Repeat([]bool{true}, 5)))(t)
	if all.Value != 1 {
		t.Errorf("%+v", all)
	}
	reason("everybody", all.Interval.Undefined, stats.NoVariation)
	reason("all alike", reference.Must(five.DesignEffect(make([]float64, 5)))(t).Undefined, stats.NoVariation)
	reason("one group", reference.Must(five.ChiSquare(slices.Repeat([]string{"x"}, 5), []string{"a", "b", "a", "b", "b"}))(t).Undefined, stats.OneGroup)
	reason("a column twice", reference.Must(five.Linear([]float64{1, 2, 3, 4, 6}, [][]float64{{1, 2, 1, 2, 5}, {2, 4, 2, 4, 10}}))(t).Undefined, stats.Collinear)
	reason("divided", reference.Must(five.Logistic([]float64{0, 0, 1, 1, 1}, [][]float64{{1, 2, 3, 4, 5}}))(t).Undefined, stats.Separated)
	_, test, err := five.Difference([]float64{1, 2, 3, 4, 5}, make([]bool, 5))
	if err != nil {
		t.Fatal(err)
	}
	reason("a group of nobody", test.Undefined, stats.MissingGroup)
	_, test, err = five.Difference([]float64{1, 1, 3, 3, 3}, []bool{true, true, false, false, false})
	if err != nil {
		t.Fatal(err)
	}
	reason("alike within groups", test.Undefined, stats.NoVariation)
	if least, largest := empty.Adjustments(); least != 1 || largest != 1 {
		t.Errorf("adjustments of nothing: %v to %v", least, largest)
	}
	// Of three schools one has girls: how many is judged from all three, and how they differ among each other from none.
	// By hand: totals 2, 0 and 0 scatter by 3/2 (16/9 + 4/9 + 4/9) = 4.
	schools := reference.Must(survey.NewDesign([]survey.Row{{Weight: 1, Cluster: "a"}, {Weight: 1, Cluster: "a"}, {Weight: 1, Cluster: "b"}, {Weight: 1, Cluster: "c"}}))(t)
	girls := reference.Must(schools.Within([]bool{true, true, false, false}))(t)
	count, mean := reference.Must(girls.Total([]float64{1, 1, 1, 1}))(t), reference.Must(girls.Mean([]float64{4, 4, 5, 6}))(t)
	expect.Same(t, "error", count.StandardError.Value, 2)
	reason("girls of one school", count.Interval.Undefined, stats.OneCluster)
	reason("girls of one school", mean.Interval.Undefined, stats.OneCluster)
	if !slices.Equal(mean.Warnings, []stats.Warning{stats.NoSpread}) {
		t.Errorf("girls of one school: %+v", mean)
	}

	// A value outside the domain is nobody's business.
	two := reference.Must(five.Within([]bool{true, true, false, false, false}))(t)
	expect.Same(t, "mean", reference.Must(two.Mean([]float64{1, 3, math.NaN(), 0, 9}))(t).Value, 2)
}

func TestImpossibleInputIsRefused(t *testing.T) {
	var errs []error
	add := func(_ any, err error) { errs = append(errs, err) }
	for _, x := range []float64{-1, math.NaN(), math.Inf(1), math.Inf(-1)} {
		add(survey.NewDesign([]survey.Row{{Weight: x}}))
		add(survey.NewDesign([]survey.Row{{Weight: 1, ClustersInStratum: x}}))
		add(survey.NewDesign([]survey.Row{{Weight: 1, UnitsInCluster: x}}))
	}
	add(survey.NewDesign([]survey.Row{{Weight: 1, Cluster: "a"}, {Weight: 1}}))
	add(survey.NewDesign([]survey.Row{{Weight: 1, ClustersInStratum: 3}, {Weight: 1, ClustersInStratum: 4}}))
	add(survey.NewDesign([]survey.Row{{Weight: 1, ClustersInStratum: 1}, {Weight: 1, ClustersInStratum: 1}}))
	add(survey.NewDesign([]survey.Row{{Weight: 1, UnitsInCluster: 2}, {Weight: 1}}))
	d := reference.Must(survey.NewDesign(drawnOneByOne(3)))(t)
	good := []float64{1, 2, 4}
	for _, bad := range [][]float64{{1, 2}, {1, 2, math.NaN()}, {1, 2, math.Inf(1)}} {
		add(d.Total(bad))
		add(d.Mean(bad))
		add(d.Ratio(good, bad))
		add(d.Ratio(bad, good))
		add(d.Quantile(bad, 0.5))
		add(d.Linear(bad, nil))
		add(d.Linear(good, [][]float64{bad}))
		add(d.DesignEffect(bad))
		add(d.Calibrated([][]float64{bad}, []float64{3}))
	}
	add(d.Within([]bool{true}))
	add(d.Proportion([]bool{true}))
	add(d.Quantile(good, 1))
	add(d.Quantile(good, math.NaN()))
	add(d.Logistic(good, nil))
	add(d.ChiSquare([]string{"a"}, []string{"a", "b", "c"}))
	add(d.Mean(good, stats.AtLevel(0)))
	_, _, err := d.Difference(good, []bool{true})
	errs = append(errs, err)

	groups := []string{"a", "a", "b"}
	for _, totals := range []map[string]float64{{"a": 3}, {"a": 3, "b": 0}, {"a": 3, "b": -1}, {"a": 3, "b": math.NaN()}, {"a": 3, "b": math.Inf(1)}, {"a": 3, "b": 3, "c": 1}} {
		add(d.PostStratified(survey.Margin{Group: groups, Totals: totals}))
		add(d.Raked([]survey.Margin{{Group: groups, Totals: totals}}))
	}
	add(d.PostStratified(survey.Margin{Group: groups[:2], Totals: map[string]float64{"a": 3, "b": 1}}))
	add(d.Raked(nil))
	add(d.Raked([]survey.Margin{{Group: groups, Totals: map[string]float64{"a": 3, "b": 1}}, {Group: []string{"x", "y", "y"}, Totals: map[string]float64{"x": 1, "y": 5}}}))
	// The groups of both margins are the same rows, and their totals are not.
	add(d.Raked([]survey.Margin{{Group: groups, Totals: map[string]float64{"a": 3, "b": 1}}, {Group: groups, Totals: map[string]float64{"a": 1, "b": 3}}}))
	add(d.Calibrated(nil, nil))
	add(d.Calibrated([][]float64{good}, nil))
	add(d.Calibrated([][]float64{good}, []float64{math.NaN()}))
	add(d.Calibrated([][]float64{good, good}, []float64{1, 1}))
	once := reference.Must(d.PostStratified(survey.Margin{Group: groups, Totals: map[string]float64{"a": 3, "b": 1}}))(t)
	add(once.Calibrated([][]float64{good}, []float64{1}))
	negative := reference.Must(d.Calibrated([][]float64{good}, []float64{-20}))(t)
	add(negative.Linear(good, nil))
	add(negative.Quantile(good, 0.5))
	for i, err := range errs {
		if !errors.Is(err, stats.ErrInput) {
			t.Errorf("case %d: %v", i, err)
		}
	}
}

// What a float64 does not hold is no number, neither as a value nor as an error.
func TestNumbersTooLarge(t *testing.T) {
	alone := reference.Must(survey.NewDesign([]survey.Row{{Weight: 1e9}}))(t)
	expect.Undefined(t, reference.Must(alone.Total([]float64{-1e300}))(t), stats.NumbersTooLarge)
	d := reference.Must(survey.NewDesign([]survey.Row{
		{Weight: 1, Stratum: "b", Cluster: "c"}, {Weight: 0.5, Stratum: "a", Cluster: "b"}, {Weight: 3e9, Stratum: "a", Cluster: "c"},
	}))(t)
	line := reference.Must(d.Linear([]float64{1e300, 0, 0.5}, [][]float64{{0.5, 2, 1}}))(t)
	for _, c := range line.Coefficients {
		if !c.Defined() || c.StandardError.Undefined != stats.NumbersTooLarge {
			t.Errorf("a coefficient with an error of %+v", c.StandardError)
		}
	}
}

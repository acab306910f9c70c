package evaluation_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"athar/queries/stats"
	"athar/queries/stats/evaluation"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
)

// flags reads arms as they are written in the tests: 1 for treated.
func flags(arms ...int) []bool {
	treated := make([]bool, len(arms))
	for i, a := range arms {
		treated[i] = a == 1
	}
	return treated
}

// Treated 5 7 9, others 2 4: means 7 and 3, variances 4 and 2, so 4/3 + 2/2 = 7/3; Welch (7/3)²/((4/3)²/2 + 1²/1) = 49/17.
func TestDifferenceInMeansByHand(t *testing.T) {
	e := reference.Must(evaluation.EstimateDifferenceInMeans(evaluation.Trial{
		Treated: flags(1, 0, 1, 0, 1), Outcomes: []float64{5, 2, 7, 4, 9},
	}))(t)
	expect.Same(t, "difference", e.Value, 4)
	expect.Same(t, "error", e.StandardError.Value, math.Sqrt(7.0/3))
	expect.Same(t, "degrees", e.Test.Degrees, 49.0/17)
}

// Two blocks of four: differences 3 with variance 2/2 + 2/2 = 2, and 1 with 8/2 + 2/2 = 5; each half of the units.
func TestBlocksByHand(t *testing.T) {
	e := reference.Must(evaluation.EstimateDifferenceInMeans(evaluation.Trial{
		Treated:  flags(1, 1, 0, 0, 1, 1, 0, 0),
		Outcomes: []float64{5, 7, 2, 4, 10, 14, 10, 12},
		Blocks:   []int{1, 1, 1, 1, 2, 2, 2, 2},
	}))(t)
	expect.Same(t, "difference", e.Value, 2)
	expect.Same(t, "error", e.StandardError.Value, math.Sqrt((2.0+5)/4))
	expect.Same(t, "degrees", e.Test.Degrees, 4)
}

// Pairs that differ by 1, 3 and 5: mean 3, variance 4 over 3.
func TestPairsByHand(t *testing.T) {
	e := reference.Must(evaluation.EstimateDifferenceInMeans(evaluation.Trial{
		Treated: flags(1, 0, 0, 1, 1, 0), Outcomes: []float64{11, 10, 20, 23, 35, 30}, Blocks: []int{1, 1, 2, 2, 3, 3},
	}))(t)
	if e.Method != evaluation.MethodPairedDifferenceInMeans {
		t.Error(e.Method)
	}
	expect.Same(t, "difference", e.Value, 3)
	expect.Same(t, "error", e.StandardError.Value, math.Sqrt(4.0/3))
	expect.Same(t, "degrees", e.Test.Degrees, 2)
}

// trial draws units in two arms with something known.
func trial(r *rand.Rand, n int) (evaluation.Trial, evaluation.Covariates) {
	var d evaluation.Trial
	known := make([]float64, n)
	for i := range n {
		known[i] = r.NormFloat64()
		d.Treated = append(d.Treated, i%2 == 0)
		d.Outcomes = append(d.Outcomes, 10+3*known[i]+r.NormFloat64()*float64(1+i%2))
	}
	return d, evaluation.Covariates{known}
}

func TestTrialsKeepTheirLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := random(t)
		d, known := trial(r, 12+r.IntN(20))
		kept := slices.Clone(d.Outcomes)
		grouped, blocked := d, d
		for i := range d.Outcomes {
			grouped.Clusters = append(grouped.Clusters, -3*(i%8)) // arms alternate, so clusters hold one of them
			blocked.Blocks = append(blocked.Blocks, 10*(i/6%2))
		}
		estimates := func(change func(evaluation.Trial) evaluation.Trial, order []int) map[string]evaluation.Effect {
			x := known
			if order != nil {
				x = evaluation.Covariates{shuffled(known[0], order)}
			}
			plain := change(d)
			took := slices.Clone(plain.Treated)
			return map[string]evaluation.Effect{
				"simple":    reference.Must(evaluation.EstimateDifferenceInMeans(plain))(t),
				"blocked":   reference.Must(evaluation.EstimateDifferenceInMeans(change(blocked)))(t),
				"clustered": reference.Must(evaluation.EstimateDifferenceInMeans(change(grouped)))(t),
				"adjusted":  reference.Must(evaluation.EstimateAdjustedDifference(plain, x, false))(t),
				"lin":       reference.Must(evaluation.EstimateAdjustedDifference(plain, x, true))(t),
				"cr2":       reference.Must(evaluation.EstimateAdjustedDifference(change(grouped), x, false))(t),
				"complier":  reference.Must(evaluation.EstimateComplierEffect(evaluation.Uptake{Trial: plain, Took: took}))(t).Complier,
			}
		}
		base := estimates(func(d evaluation.Trial) evaluation.Trial { return d }, nil)
		for name, got := range estimates(func(d evaluation.Trial) evaluation.Trial {
			d.Outcomes = mapped(d.Outcomes, func(_ int, y float64) float64 { return 100*y - 7 })
			return d
		}, nil) {
			sameEffect(t, "another unit, "+name, got, base[name], 100)
		}
		for name, got := range estimates(func(d evaluation.Trial) evaluation.Trial {
			d.Treated = slices.Clone(d.Treated)
			for i := range d.Treated {
				d.Treated[i] = !d.Treated[i]
			}
			return d
		}, nil) {
			if name != "complier" { // taking part is exchanged with the offer there
				sameEffect(t, "arms exchanged, "+name, got, base[name], -1)
			}
		}
		order := r.Perm(len(d.Outcomes))
		for name, got := range estimates(func(d evaluation.Trial) evaluation.Trial {
			d.Outcomes, d.Treated = shuffled(d.Outcomes, order), shuffled(d.Treated, order)
			d.Blocks, d.Clusters = shuffled(d.Blocks, order), shuffled(d.Clusters, order)
			return d
		}, order) {
			sameEffect(t, "another order, "+name, got, base[name], 1)
		}
		// With everybody doing as offered the complier effect is that of the offer; adjusted for nothing, so is the line, and
		// HC2 is Neyman's error.
		bare := reference.Must(evaluation.EstimateAdjustedDifference(d, nil, false))(t)
		for name, e := range map[string]evaluation.Effect{"complier": base["complier"], "adjusted for nothing": bare} {
			expect.Same(t, name, e.Value, base["simple"].Value)
			expect.Same(t, name+", error", e.StandardError.Value, base["simple"].StandardError.Value)
		}
		if !slices.Equal(kept, d.Outcomes) {
			t.Fatal("the caller's outcomes were changed")
		}
	})
}

// Three of four offered and one of four others take part; outcomes of 6 and 4: 2 over 1/2 is 4.
func TestComplierEffectByHand(t *testing.T) {
	e := reference.Must(evaluation.EstimateComplierEffect(evaluation.Uptake{
		Trial: evaluation.Trial{Treated: flags(1, 1, 1, 1, 0, 0, 0, 0), Outcomes: []float64{5, 6, 6, 7, 3, 4, 4, 5}},
		Took:  flags(1, 1, 1, 0, 1, 0, 0, 0),
	}))(t)
	expect.Same(t, "offer", e.IntentionToTreat.Value, 2)
	expect.Same(t, "first stage", e.FirstStage.Value, 0.5)
	expect.Same(t, "compliers", e.Complier.Value, 4)
	warned(t, "eight units", e.Complier, stats.WeakFirstStage)
}

func TestTrialsSayWhyThereIsNoEffect(t *testing.T) {
	means := func(d evaluation.Trial) evaluation.Effect {
		return reference.Must(evaluation.EstimateDifferenceInMeans(d))(t)
	}
	undefined(t, "nobody", means(evaluation.Trial{}), stats.NoData)
	one := evaluation.Trial{Treated: flags(1, 1), Outcomes: []float64{1, 2}}
	undefined(t, "one arm", means(one), stats.OneGroup)
	undefined(t, "one arm, adjusted", reference.Must(evaluation.EstimateAdjustedDifference(one, nil, false))(t), stats.OneGroup)
	undefined(t, "one arm, compliers", reference.Must(evaluation.EstimateComplierEffect(evaluation.Uptake{Trial: one, Took: flags(1, 1)}))(t).Complier, stats.OneGroup)
	single := evaluation.Trial{Treated: flags(1, 0, 0), Outcomes: []float64{1, 2, 3}}
	withoutInterval(t, "one treated", means(single), stats.TooFew)
	single.Blocks = []int{1, 1, 2}
	undefined(t, "a block of one arm", means(single), stats.MissingGroup)
	single.Blocks = []int{1, 1, 1}
	withoutInterval(t, "one treated in a block", means(single), stats.TooFew)
	d := evaluation.Trial{Treated: flags(1, 1, 0, 0), Outcomes: []float64{1, 2, 3, 5}, Clusters: []int{1, 1, 2, 2}}
	withoutInterval(t, "a cluster an arm", means(d), stats.OneCluster)
	d.Clusters = []int{1, 2, 2, 3}
	_, err := evaluation.EstimateDifferenceInMeans(d)
	expect.Refused(t, "a cluster of both arms", err)
	d.Blocks = []int{1, 1, 1, 1}
	_, err = evaluation.EstimateDifferenceInMeans(d)
	expect.Refused(t, "blocks and clusters", err)
	d.Clusters = nil
	_, err = evaluation.EstimateAdjustedDifference(d, nil, false)
	expect.Refused(t, "blocks, adjusted", err)
	_, err = evaluation.EstimateComplierEffect(evaluation.Uptake{Trial: d, Took: flags(1, 1, 0, 0)})
	expect.Refused(t, "blocks, compliers", err)
	_, err = evaluation.RandomisationTest(d, evaluation.Draws{})
	expect.Refused(t, "blocks, redrawn", err)
	d.Blocks = nil
	undefined(t, "told apart", reference.Must(evaluation.EstimateAdjustedDifference(d, evaluation.Covariates{{1, 1, 0, 0}}, false))(t), stats.MissingGroup)
	withoutInterval(t, "as many columns as rows", reference.Must(evaluation.EstimateAdjustedDifference(d, evaluation.Covariates{{1, 2, 2, 0}, {0, 1, 5, 4}}, false))(t), stats.TooFew)
	alike := reference.Must(evaluation.EstimateAdjustedDifference(d, evaluation.Covariates{{4, 4, 4, 4}}, false))(t)
	warned(t, "known of all alike", alike, stats.ColumnsLeftOut)
	undefined(t, "an offer that moves nobody", reference.Must(evaluation.EstimateComplierEffect(evaluation.Uptake{Trial: d, Took: flags(1, 0, 1, 0)}))(t).Complier, stats.ZeroDenominator)
	_, err = evaluation.EstimateAdjustedDifference(d, evaluation.Covariates{{1, 2}}, false)
	expect.Refused(t, "covariates too short", err)
	_, err = evaluation.EstimateAdjustedDifference(d, evaluation.Covariates{{1, 2, 3, math.Inf(1)}}, false)
	expect.Refused(t, "covariates infinite", err)
	_, err = evaluation.EstimateComplierEffect(evaluation.Uptake{Trial: d, Took: flags(1)})
	expect.Refused(t, "taking part too short", err)
	equal := means(evaluation.Trial{Treated: flags(1, 1, 0, 0), Outcomes: []float64{2, 2, 2, 2}})
	if equal.Value != 0 || equal.Test.Undefined != stats.NoVariation {
		t.Errorf("all alike: %v, test %q", equal.Value, equal.Test.Undefined)
	}
	warned(t, "all alike", equal, stats.NoSpread)
}

// Treated 10 and 3 of 1 2 3 10: sums of pairs 3 4 5 11 12 13 about 8, so two of six lie as far as 13 and one as high.
func TestRandomisationByHand(t *testing.T) {
	for _, arms := range [][]int{{0, 0, 1, 1}, {1, 1, 0, 0}} {
		d := evaluation.Trial{Treated: flags(arms...), Outcomes: []float64{1, 2, 3, 10}}
		r := reference.Must(evaluation.RandomisationTest(d, evaluation.Draws{}))(t)
		if r.Assignments != 6 || r.TwoSided.Method != evaluation.MethodRandomisationEnumerated {
			t.Errorf("%d assignments by %s", r.Assignments, r.TwoSided.Method)
		}
		expect.Same(t, "two-sided", r.TwoSided.PValue, 2.0/6)
		greater := 1.0 / 6
		if arms[0] == 1 {
			greater = 1 // the lowest sum of all
		}
		expect.Same(t, "greater", r.Greater.PValue, greater)
		expect.Same(t, "difference", r.Difference.Value, 5*float64(arms[3]-arms[0]))
	}
	// Three of five treated: the smaller arm is drawn, and every pair of 0 0 0 0 9 without the 9 lies as far as any other.
	r := reference.Must(evaluation.RandomisationTest(evaluation.Trial{Treated: flags(1, 1, 0, 0, 1), Outcomes: []float64{0, 0, 0, 0, 9}}, evaluation.Draws{}))(t)
	expect.Same(t, "three of five, greater", r.Greater.PValue, 6.0/10)
	// 60 units are drawn, by the seed.
	d, _ := trial(rand.New(rand.NewPCG(8, 8)), 60)
	first := reference.Must(evaluation.RandomisationTest(d, evaluation.Draws{Seed: 1, Count: 2000}))(t)
	again := reference.Must(evaluation.RandomisationTest(d, evaluation.Draws{Seed: 1, Count: 2000}))(t)
	neyman := reference.Must(evaluation.EstimateDifferenceInMeans(d))(t)
	if first.TwoSided.PValue != again.TwoSided.PValue || first.Assignments != 2000 || math.Abs(first.TwoSided.PValue-neyman.Test.PValue) > 0.05 {
		t.Errorf("drawn p = %v, again %v, by t %v", first.TwoSided.PValue, again.TwoSided.PValue, neyman.Test.PValue)
	}
	if none := reference.Must(evaluation.RandomisationTest(evaluation.Trial{}, evaluation.Draws{}))(t); none.TwoSided.Undefined != stats.NoData {
		t.Error(none.TwoSided.Undefined)
	}
	if one := reference.Must(evaluation.RandomisationTest(evaluation.Trial{Treated: flags(1), Outcomes: []float64{1}}, evaluation.Draws{}))(t); one.Greater.Undefined != stats.OneGroup {
		t.Error(one.Greater.Undefined)
	}
}

func TestPowerKeepsItsLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		effect, power := rapid.Float64Range(0.05, 2).Draw(t, "effect"), rapid.Float64Range(0.1, 0.99).Draw(t, "power")
		units := reference.Must(evaluation.UnitsForPower(effect, power, 0.05))(t)
		got := reference.Must(evaluation.Power(evaluation.PowerDesign{PerArm: units, Effect: -effect, Significance: 0.05}))(t)
		expect.Same(t, "power of the units it needs", got, power)
		design := evaluation.ClusterDesign{
			Clusters: rapid.Float64Range(3, 100).Draw(t, "clusters"), PerCluster: rapid.Float64Range(1, 50).Draw(t, "units"),
			Correlation: rapid.Float64Range(0, 1).Draw(t, "correlation"),
		}
		plain := reference.Must(evaluation.MinimumDetectableEffect(design))(t)
		design.ExplainedBetween, design.ExplainedWithin = 0.75, 0.75
		expect.Same(t, "three quarters explained", reference.Must(evaluation.MinimumDetectableEffect(design))(t), plain/2)
	})
	expect.Same(t, "power of no effect", reference.Must(evaluation.Power(evaluation.PowerDesign{PerArm: 20, Significance: 0.05}))(t), 0.025)
	for _, d := range []evaluation.PowerDesign{{PerArm: 1, Significance: 0.05}, {PerArm: 9, Effect: math.NaN(), Significance: 0.05}, {PerArm: 9}} {
		_, err := evaluation.Power(d)
		expect.Refused(t, "power", err)
	}
	for _, x := range [][3]float64{{0, 0.8, 0.05}, {0.2, 1, 0.05}, {0.2, 0.8, 0}, {0.2, 0.04, 0.05}, {1e-9, 0.8, 0.05}} {
		_, err := evaluation.UnitsForPower(x[0], x[1], x[2])
		expect.Refused(t, "units", err)
	}
	for _, x := range [][4]float64{{0.1, 0.1, 0.8, 0.05}, {-0.1, 0.1, 0.8, 0.05}, {0.2, 0.1, 1.8, 0.05}, {0.2, 0.1, 0.8, 0}} {
		_, err := evaluation.UnitsForPowerOfShares(x[0], x[1], x[2], x[3])
		expect.Refused(t, "units of shares", err)
	}
	for _, d := range []evaluation.ClusterDesign{{Clusters: 2, PerCluster: 9}, {Clusters: 9}, {Clusters: 9, PerCluster: 9, Correlation: 2}, {Clusters: 9, PerCluster: 9, Power: 2}} {
		_, err := evaluation.MinimumDetectableEffect(d)
		expect.Refused(t, "detectable", err)
	}
}

// A line of slope 2 that steps up by 5 and then rises by 3 is found as it is, whatever the order of rows.
func TestSeriesThatIsABrokenLine(t *testing.T) {
	var s evaluation.Series
	for month := range 20 {
		y, time := 7+2*float64(month), float64(2020+month)
		if month >= 8 {
			y += 5 + float64(month-7)
		}
		s.Times, s.Outcomes, s.After = append(s.Times, time), append(s.Outcomes, y), append(s.After, month >= 8)
	}
	s.Lag = 3
	order := rand.New(rand.NewPCG(9, 9)).Perm(20)
	s.Times, s.Outcomes, s.After = shuffled(s.Times, order), shuffled(s.Outcomes, order), shuffled(s.After, order)
	r := reference.Must(evaluation.EstimateInterruptedSeries(s))(t)
	for name, c := range map[string][2]float64{
		"level": {r.Level.Value, 5}, "slope": {r.Slope.Value, 1}, "earlier": {r.EarlierSlope.Value, 2},
	} {
		if !near(c[0], c[1], 1e-7) {
			t.Errorf("%s = %v, want %v", name, c[0], c[1])
		}
	}
	warned(t, "eight times before", r.Level, stats.ShortSeries)

	undefined(t, "nothing", reference.Must(evaluation.EstimateInterruptedSeries(evaluation.Series{}))(t).Level, stats.NoData)
	before := evaluation.Series{Times: []float64{1, 2}, After: flags(0, 0), Outcomes: []float64{1, 2}}
	undefined(t, "nothing after", reference.Must(evaluation.EstimateInterruptedSeries(before))(t).Slope, stats.OneGroup)
	before.After = flags(0, 1)
	undefined(t, "one time a side", reference.Must(evaluation.EstimateInterruptedSeries(before))(t).Slope, stats.TooFew)
	four := evaluation.Series{Times: []float64{1, 2, 3, 4}, After: flags(0, 0, 1, 1), Outcomes: []float64{1, 2, 5, 4}}
	withoutInterval(t, "four times", reference.Must(evaluation.EstimateInterruptedSeries(four))(t).Level, stats.TooFew)
	for name, broken := range map[string]evaluation.Series{
		"lag":       {Times: four.Times, After: four.After, Outcomes: four.Outcomes, Lag: -1},
		"twice":     {Times: []float64{1, 1, 3, 4}, After: four.After, Outcomes: four.Outcomes},
		"mixed":     {Times: []float64{1, 3, 2, 4}, After: four.After, Outcomes: four.Outcomes},
		"NaN":       {Times: []float64{1, math.NaN(), 2, 4}, After: four.After, Outcomes: four.Outcomes},
		"too short": {Times: four.Times, After: four.After[1:], Outcomes: four.Outcomes},
	} {
		_, err := evaluation.EstimateInterruptedSeries(broken)
		expect.Refused(t, name, err)
	}
}

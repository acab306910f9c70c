package stats_test

import (
	"math"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"

	"pgregory.net/rapid"
)

// By hand: with nobody of n the exact upper limit is 1 - (α/2)^(1/n), and of no events -ln(α/2) over the exposure.
func TestExactIntervalsOfNothing(t *testing.T) {
	none := reference.Must(stats.ClopperPearson(stats.Proportion{Trials: 10}))(t)
	expect.Same(t, "upper", none.Interval.High, 1-math.Pow(0.025, 0.1))
	all := reference.Must(stats.ClopperPearson(stats.Proportion{Successes: 10, Trials: 10}))(t)
	expect.Same(t, "lower", all.Interval.Low, math.Pow(0.025, 0.1))
	quiet := reference.Must(stats.Garwood(stats.Rate{Exposure: 4}))(t)
	expect.Same(t, "upper rate", quiet.Interval.High, -math.Log(0.025)/4)
	if none.Interval.Low != 0 || all.Interval.High != 1 || quiet.Interval.Low != 0 {
		t.Error("the limits at the edge are not exact")
	}
	undefinedBecause(t, reference.Must(stats.Garwood(stats.Rate{Events: 2}))(t), stats.ZeroDenominator)
	undefinedBecause(t, reference.Must(stats.ClopperPearson(stats.Proportion{}))(t), stats.NoData)
}

// Fisher's lady who tasted tea had 3 of 4 right: of the 70 tables 1 + 16 + 16 + 1 are no likelier.
func TestFisherExactTasting(t *testing.T) {
	test := reference.Must(stats.FisherExact(pairOf(3, 4, 1, 4)))(t)
	expect.Same(t, "p", test.PValue, 34.0/70)
	expect.Same(t, "only one table", reference.Must(stats.FisherExact(pairOf(0, 4, 0, 9)))(t).PValue, 1)
	if test := reference.Must(stats.FisherExact(pairOf(0, 0, 1, 2)))(t); test.Undefined != stats.NoData {
		t.Errorf("nobody: %q", test.Undefined)
	}
	_, err := stats.FisherExact(pairOf(0.5, 4, 1, 4))
	expect.Refused(t, "half a success", err)
}

// By hand: 10, 20 / 30, 40 has expected counts 12, 18 / 28, 42 and X² = 4/12 + 4/18 + 4/28 + 4/42; corrected 1.5² instead
// of 2².
func TestChiSquareByHand(t *testing.T) {
	counts := [][]float64{{10, 20}, {30, 40}}
	inverse := 1.0/12 + 1.0/18 + 1.0/28 + 1.0/42
	plain, corrected := reference.Must(stats.ChiSquare(counts))(t), reference.Must(stats.ChiSquareYates(counts))(t)
	expect.Same(t, "statistic", plain.Statistic, 4*inverse)
	expect.Same(t, "corrected", corrected.Statistic, 2.25*inverse)
	expect.Same(t, "p", plain.PValue, math.Erfc(math.Sqrt(4*inverse/2)))
	v, reduced, err := stats.CramersV(counts)
	if err != nil {
		t.Fatal(err)
	}
	expect.Same(t, "V", v.Value, math.Sqrt(4*inverse/100))
	expect.Same(t, "reduced V", reduced.Value, 0)
	sound(t, v)
	sound(t, reduced)
	if small := reference.Must(stats.ChiSquare([][]float64{{1, 2}, {3, 4}}))(t); len(small.Warnings) != 1 || small.Warnings[0] != stats.SmallExpected {
		t.Errorf("small counts warn of %q", small.Warnings)
	}
}

func TestTablesWithoutATest(t *testing.T) {
	for reason, counts := range map[stats.Reason][][]float64{
		stats.OneGroup:     {{1, 2}},
		stats.NoData:       {{0, 0}, {0, 0}},
		stats.MissingGroup: {{1, 0}, {2, 0}},
	} {
		if test := reference.Must(stats.ChiSquare(counts))(t); test.Undefined != reason {
			t.Errorf("%v: undefined because %q, want %q", counts, test.Undefined, reason)
		}
		plain, reduced, err := stats.CramersV(counts)
		if err != nil {
			t.Fatal(err)
		}
		undefinedBecause(t, plain, reason)
		undefinedBecause(t, reduced, reason)
	}
	if test := reference.Must(stats.ChiSquare(nil))(t); test.Undefined != stats.OneGroup {
		t.Errorf("no table: %q", test.Undefined)
	}
	_, err := stats.ChiSquare([][]float64{{1, 2}, {3}})
	expect.Refused(t, "a ragged table", err)
	_, err = stats.ChiSquareYates([][]float64{{1, 2, 3}, {4, 5, 6}})
	expect.Refused(t, "Yates for a large table", err)
	for _, bad := range impossible {
		_, err := stats.ChiSquare([][]float64{{1, 2}, {3, bad}})
		expect.Refused(t, "an impossible count", err)
		_, err = stats.Garwood(stats.Rate{Events: bad, Exposure: 1})
		expect.Refused(t, "impossible events", err)
		_, err = stats.Garwood(stats.Rate{Events: 1, Exposure: bad})
		expect.Refused(t, "an impossible exposure", err)
	}
	for _, bad := range notNumbers {
		_, err := stats.CochranArmitage([]stats.ScoredProportion{{Score: bad}})
		expect.Refused(t, "an impossible score", err)
	}
	for reason, groups := range map[stats.Reason][]stats.ScoredProportion{
		stats.NoData:      {{Score: 1}, {Score: 2}},
		stats.OneGroup:    {scored(1, 1, 4), scored(1, 2, 4), scored(2, 0, 0)},
		stats.NoVariation: {scored(1, 0, 4), scored(2, 0, 4)},
	} {
		if test := reference.Must(stats.CochranArmitage(groups))(t); test.Undefined != reason {
			t.Errorf("trend undefined because %q, want %q", test.Undefined, reason)
		}
	}
}

// The trend over two groups is the test of independence of their table, whatever the two scores are.
func TestTrendOfTwoGroupsIsTheTestOfTheirTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pair := pairOf(1+drawCount(t), 0, 1+drawCount(t), 0)
		pair.Compared.Trials = pair.Compared.Successes + 1 + drawCount(t)
		pair.Reference.Trials = pair.Reference.Successes + 1 + drawCount(t)
		from, step := rapid.Float64Range(-9, 9).Draw(t, "from"), rapid.Float64Range(0.5, 9).Draw(t, "step")
		trend := reference.Must(stats.CochranArmitage([]stats.ScoredProportion{{pair.Compared, from}, {pair.Reference, from + step}}))(t)
		table := reference.Must(stats.ChiSquare([][]float64{
			{pair.Compared.Successes, pair.Compared.Trials - pair.Compared.Successes},
			{pair.Reference.Successes, pair.Reference.Trials - pair.Reference.Successes},
		}))(t)
		expect.Same(t, "trend", trend.Statistic/max(1, table.Statistic), table.Statistic/max(1, table.Statistic))
	})
}

func TestShareIntervalsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := 1 + drawCount(t)
		x := float64(rapid.IntRange(0, int(n)).Draw(t, "successes"))
		p, lack := stats.Proportion{Successes: x, Trials: n}, stats.Proportion{Successes: n - x, Trials: n}
		for name, estimate := range map[string]func(stats.Proportion, ...stats.Option) (stats.Estimate, error){
			"clopper-pearson": stats.ClopperPearson, "jeffreys": stats.Jeffreys, "agresti-coull": stats.AgrestiCoull,
		} {
			e, mirror := reference.Must(estimate(p))(t), reference.Must(estimate(lack))(t)
			expect.Same(t, name+": the limits of success and of failure mirror each other", e.Interval.Low, 1-mirror.Interval.High)
			sound(t, e)
		}
		exact, jeffreys := reference.Must(stats.ClopperPearson(p))(t).Interval, reference.Must(stats.Jeffreys(p))(t).Interval
		if jeffreys.Low < exact.Low-1e-12 || jeffreys.High > exact.High+1e-12 {
			t.Fatalf("of %v of %v the exact interval %v does not hold that of Jeffreys %v", x, n, exact, jeffreys)
		}
	})
}

// The paper's own example, and its laws: the interval turns with the groups and holds the difference.
func TestMiettinenNurminen(t *testing.T) {
	e := reference.Must(stats.MiettinenNurminen(pairOf(56, 70, 48, 80)))(t)
	expect.Decimals(t, "low", e.Interval.Low, 0.0528, 4)
	expect.Decimals(t, "high", e.Interval.High, 0.3382, 4)
	undefinedBecause(t, reference.Must(stats.MiettinenNurminen(pairOf(0, 0, 1, 2)))(t), stats.NoData)
	rapid.Check(t, func(t *rapid.T) {
		pair := drawPair(t)
		e := reference.Must(stats.MiettinenNurminen(pair))(t)
		turned := reference.Must(stats.MiettinenNurminen(stats.ProportionPair{Compared: pair.Reference, Reference: pair.Compared}))(t)
		sound(t, e)
		expect.Same(t, "low", e.Interval.Low, -turned.Interval.High)
		expect.Same(t, "high", e.Interval.High, -turned.Interval.Low)
		if e.Interval.Low < -1 || e.Interval.High > 1 {
			t.Fatalf("limits %v", e.Interval)
		}
	})
}

func TestOddsRatioAndCohenH(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pair := drawPair(t)
		turned := stats.ProportionPair{Compared: pair.Reference, Reference: pair.Compared}
		odds, inverse := reference.Must(stats.OddsRatio(pair))(t), reference.Must(stats.OddsRatio(turned))(t)
		expect.Same(t, "odds", math.Log(odds.Value), -math.Log(inverse.Value))
		h, opposite := reference.Must(stats.CohenH(pair))(t), reference.Must(stats.CohenH(turned))(t)
		expect.Same(t, "h", h.Value, -opposite.Value)
		sound(t, odds)
		sound(t, h)
	})
	// By hand: 3/1 against 1/3 are odds nine times as high; asin √0.75 = π/3 and asin √0.25 = π/6.
	expect.Same(t, "odds", reference.Must(stats.OddsRatio(pairOf(3, 4, 1, 4)))(t).Value, 9)
	expect.Same(t, "h", reference.Must(stats.CohenH(pairOf(3, 4, 1, 4)))(t).Value, math.Pi/3)
	warned(t, reference.Must(stats.OddsRatio(pairOf(0, 4, 0, 4)))(t), stats.HalfAdded, stats.NoSuccesses)
	undefinedBecause(t, reference.Must(stats.OddsRatio(pairOf(0, 0, 1, 2)))(t), stats.NoData)
	undefinedBecause(t, reference.Must(stats.CohenH(pairOf(0, 0, 1, 2)))(t), stats.NoData)
}

func scored(score, successes, trials float64) stats.ScoredProportion {
	return stats.ScoredProportion{Proportion: stats.Proportion{Successes: successes, Trials: trials}, Score: score}
}

func drawCount(t *rapid.T) float64 { return float64(rapid.IntRange(0, 60).Draw(t, "count")) }

func drawPair(t *rapid.T) stats.ProportionPair {
	n1, n2 := 1+drawCount(t), 1+drawCount(t)
	return pairOf(float64(rapid.IntRange(0, int(n1)).Draw(t, "compared")), n1, float64(rapid.IntRange(0, int(n2)).Draw(t, "reference")), n2)
}

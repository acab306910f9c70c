package comparing_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/comparing"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"

	"pgregory.net/rapid"
)

// By hand: ten units of 100 with 50 each but for one with 35 and one with 65. The target is 0.5; limits at 95% are
// 0.5 ∓ 1.959964 x 0.05, at 99.8% 0.5 ∓ 3.090232 x 0.05 = 0.3455..0.6545.
func TestFunnelByHand(t *testing.T) {
	units := slices.Repeat([]stats.Proportion{{Successes: 50, Trials: 100}}, 8)
	units = append(units, stats.Proportion{Successes: 35, Trials: 100}, stats.Proportion{Successes: 65, Trials: 100})
	funnel := reference.Must(comparing.FunnelOfProportions(units))(t)
	if funnel.Target.Value != 0.5 || funnel.Advised() != comparing.Score {
		t.Errorf("%+v", funnel)
	}
	alarm := reference.Must(funnel.Limits(100, comparing.Score, comparing.AlarmLevel))(t)
	expect.Same(t, "low", alarm.Low, 0.5-0.05*3.090232306167813)
	for successes, want := range map[float64]comparing.Standing{34: comparing.FarBelow, 35: comparing.Below, 40: comparing.Below, 41: comparing.Within, 59: comparing.Within, 60: comparing.Above, 66: comparing.FarAbove} {
		if standing, reason, err := funnel.Standing(stats.Proportion{Successes: successes, Trials: 100}, comparing.Score); standing != want || reason != "" || err != nil {
			t.Errorf("%v of 100 stands %s (%s, %v), want %s", successes, standing, reason, err, want)
		}
	}
}

// By hand: of 4 tosses at most 0 heads have 1/16, at most 1 have 5/16; the 5% point is (0 - (1/16-1/20)/(1/16))/4 < 0.
// The 95% point: at most 3 have 15/16, 4 have 1: (4 - (1-0.95)/(1/16))/4 = 0.8.
func TestExactLimitsByHand(t *testing.T) {
	funnel := reference.Must(comparing.FunnelOfProportions([]stats.Proportion{{Successes: 1, Trials: 2}}))(t)
	limits := reference.Must(funnel.Limits(4, comparing.Exact, 0.9))(t)
	if limits.Low != 0 {
		t.Errorf("low %v", limits.Low)
	}
	expect.Same(t, "high", limits.High, 0.8)
}

func TestUnitsThatDifferByMoreThanChance(t *testing.T) {
	var shares []stats.Proportion
	var ratios []stats.Rate
	for i := range 20 {
		shares = append(shares, stats.Proportion{Successes: float64(200 + 30*i), Trials: 1000})
		ratios = append(ratios, stats.Rate{Events: float64(50 + 5*i), Exposure: 97.5})
	}
	funnel, others := reference.Must(comparing.FunnelOfProportions(shares))(t), reference.Must(comparing.FunnelOfRatios(ratios))(t)
	if funnel.Advised() != comparing.OverDispersed || others.Advised() != comparing.OverDispersed {
		t.Fatalf("advised %s and %s", funnel.Advised(), others.Advised())
	}
	within := 0
	for i := range shares {
		a, _, err := funnel.Standing(shares[i], comparing.OverDispersed)
		b, _, other := others.Standing(ratios[i], comparing.OverDispersed)
		if err != nil || other != nil {
			t.Fatal(err, other)
		}
		if a == comparing.Within && b == comparing.Within {
			within++
		}
	}
	if within < 18 {
		t.Errorf("%d of 20 units stand within limits that allow for how they differ", within)
	}
}

func TestSpecialCases(t *testing.T) {
	undefined := func(what string, got, want stats.Reason) {
		t.Helper()
		if got != want {
			t.Errorf("%s: undefined because %q, want %q", what, got, want)
		}
	}
	none := reference.Must(comparing.FunnelOfProportions([]stats.Proportion{{}}))(t)
	undefined("no trials", none.Target.Undefined, stats.NoData)
	undefined("no target", reference.Must(none.Limits(5, comparing.Score, 0.95))(t).Undefined, stats.NoData)
	everybody := reference.Must(comparing.FunnelOfProportions([]stats.Proportion{{Successes: 3, Trials: 3}, {Successes: 9, Trials: 9}}))(t)
	undefined("everybody", everybody.Dispersion.Undefined, stats.NoVariation)
	undefined("everybody", reference.Must(everybody.Limits(5, comparing.Exact, 0.95))(t).Undefined, stats.NoVariation)
	if everybody.Target.Value != 1 || everybody.Advised() != comparing.Score {
		t.Errorf("everybody: %+v", everybody)
	}
	one := reference.Must(comparing.FunnelOfProportions([]stats.Proportion{{Successes: 1, Trials: 3}, {}}))(t)
	undefined("one unit", one.BetweenUnits.Undefined, stats.OneGroup)
	undefined("one unit", reference.Must(one.Limits(5, comparing.OverDispersed, 0.95))(t).Undefined, stats.OneGroup)
	undefined("one unit", reference.Must(one.Distance(stats.Proportion{Trials: 1}))(t).Undefined, stats.OneGroup)
	if limits := reference.Must(one.Limits(5, comparing.Score, 0.95))(t); !limits.Contains(1.0 / 3) {
		t.Errorf("limits %+v", limits)
	}
	undefined("a unit of nobody", reference.Must(one.Distance(stats.Proportion{}))(t).Undefined, stats.NoData)
	if standing, reason, err := one.Standing(stats.Proportion{}, comparing.Score); standing != "" || reason != stats.NoData || err != nil {
		t.Errorf("a unit of nobody stands %q, %q, %v", standing, reason, err)
	}

	undefined("no ratios", reference.Must(comparing.FunnelOfRatios([]stats.Rate{{Events: 2}}))(t).Dispersion.Undefined, stats.NoData)
	single := reference.Must(comparing.FunnelOfRatios([]stats.Rate{{Events: 2, Exposure: 3}}))(t)
	undefined("one ratio", reference.Must(single.Limits(5, comparing.OverDispersed, 0.95))(t).Undefined, stats.OneGroup)
	undefined("nothing expected", reference.Must(single.Limits(0, comparing.Exact, 0.95))(t).Undefined, stats.ZeroDenominator)
	if standing, reason, err := single.Standing(stats.Rate{Events: 2}, comparing.Exact); standing != "" || reason != stats.ZeroDenominator || err != nil {
		t.Errorf("nothing expected: %q, %q, %v", standing, reason, err)
	}
	if single.Advised() != comparing.Exact {
		t.Errorf("advised %s", single.Advised())
	}
}

func TestImpossibleInputIsRefused(t *testing.T) {
	shares := reference.Must(comparing.FunnelOfProportions([]stats.Proportion{{Successes: 1, Trials: 2}}))(t)
	ratios := reference.Must(comparing.FunnelOfRatios([]stats.Rate{{Events: 1, Exposure: 2}}))(t)
	var errs []error
	add := func(err error) { errs = append(errs, err) }
	for _, x := range []float64{-1, math.NaN(), math.Inf(1), math.Inf(-1)} {
		for _, u := range []stats.Proportion{{Trials: x}, {Successes: x, Trials: 5}} {
			_, err := comparing.FunnelOfProportions([]stats.Proportion{u})
			add(err)
			_, err = shares.Distance(u)
			add(err)
			_, _, err = shares.Standing(u, comparing.Score)
			add(err)
		}
		for _, u := range []stats.Rate{{Events: x, Exposure: 1}, {Events: 1, Exposure: x}} {
			_, err := comparing.FunnelOfRatios([]stats.Rate{u})
			add(err)
			_, _, err = ratios.Standing(u, comparing.Exact)
			add(err)
		}
		_, err := shares.Limits(x, comparing.Score, 0.95)
		add(err)
		_, err = shares.Limits(5, comparing.Score, x)
		add(err)
		_, err = ratios.Limits(x, comparing.Exact, 0.95)
		add(err)
		_, err = ratios.Limits(5, comparing.Exact, x)
		add(err)
	}
	_, err := comparing.FunnelOfProportions([]stats.Proportion{{Successes: 1.5, Trials: 2}})
	add(err)
	_, err = comparing.FunnelOfProportions([]stats.Proportion{{Successes: 3, Trials: 2}})
	add(err)
	_, err = shares.Limits(5, "wald", 0.95)
	add(err)
	_, err = ratios.Limits(5, comparing.Score, 0.95)
	add(err)
	for i, err := range errs {
		if !errors.Is(err, stats.ErrInput) {
			t.Errorf("case %d: %v", i, err)
		}
	}
}

func drawUnits(t *rapid.T) []stats.Proportion {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) stats.Proportion {
		trials := rapid.IntRange(0, 300).Draw(t, "trials")
		return stats.Proportion{Trials: float64(trials), Successes: float64(rapid.IntRange(0, trials).Draw(t, "successes"))}
	}), 2, 30).Draw(t, "units")
}

var kinds = []comparing.Kind{comparing.Score, comparing.Exact, comparing.Arcsine, comparing.OverDispersed}

func TestLimitsAreAsTheyShouldBe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := drawUnits(t)
		funnel := reference.Must(comparing.FunnelOfProportions(units))(t)
		trials := float64(rapid.IntRange(10, 1000).Draw(t, "size"))
		for _, kind := range kinds {
			narrow := reference.Must(funnel.Limits(trials, kind, comparing.WarningLevel))(t)
			wide := reference.Must(funnel.Limits(trials, kind, comparing.AlarmLevel))(t)
			large := reference.Must(funnel.Limits(100*trials, kind, comparing.WarningLevel))(t)
			if !narrow.Defined() {
				continue
			}
			if narrow.Low < 0 || narrow.High > 1 || narrow.Low > narrow.High || wide.Low > narrow.Low || wide.High < narrow.High {
				t.Fatalf("%s: %+v inside %+v", kind, narrow, wide)
			}
			if large.High-large.Low > narrow.High-narrow.Low+1e-12 {
				t.Fatalf("%s: a larger unit has wider limits: %+v, %+v", kind, large, narrow)
			}
		}
	})
}

func TestExactLimitsHoldWhatTheyPromise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tosses := rapid.IntRange(1, 60).Draw(t, "trials")
		share := float64(rapid.IntRange(1, 19).Draw(t, "share")) / 20
		funnel := reference.Must(comparing.FunnelOfProportions([]stats.Proportion{{Successes: 20 * share, Trials: 20}}))(t)
		limits := reference.Must(funnel.Limits(float64(tosses), comparing.Exact, 0.95))(t)
		// The probability of more than the upper limit, counted out. The limit lies up to one count below its quantile.
		beyond := 0.0
		for k := range tosses + 1 {
			if float64(k) > limits.High*float64(tosses)+1 {
				choose, _ := math.Lgamma(float64(tosses + 1))
				a, _ := math.Lgamma(float64(k + 1))
				b, _ := math.Lgamma(float64(tosses - k + 1))
				beyond += math.Exp(choose - a - b + float64(k)*math.Log(share) + float64(tosses-k)*math.Log1p(-share))
			}
		}
		if beyond > 0.025+1e-9 {
			t.Fatalf("%v beyond the limit", beyond)
		}
	})
}

func TestOrderOfUnitsIsIrrelevantAndUnitsUnchanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := drawUnits(t)
		before := slices.Clone(units)
		turned := slices.Clone(units)
		slices.Reverse(turned)
		a, b := reference.Must(comparing.FunnelOfProportions(units))(t), reference.Must(comparing.FunnelOfProportions(turned))(t)
		if a.Dispersion.Defined() {
			expect.Same(t, "dispersion", b.Dispersion.Value, a.Dispersion.Value)
			expect.Same(t, "between", b.BetweenUnits.Value, a.BetweenUnits.Value)
		}
		if !slices.Equal(before, units) {
			t.Fatal("the caller's units were changed")
		}
	})
}

func TestUnitsAlikeDoNotDiffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unit := stats.Proportion{Successes: float64(rapid.IntRange(1, 99).Draw(t, "successes")), Trials: 100}
		funnel := reference.Must(comparing.FunnelOfProportions(slices.Repeat([]stats.Proportion{unit}, 5)))(t)
		if funnel.Dispersion.Value > 1e-20 || funnel.BetweenUnits.Value != 0 || funnel.Advised() != comparing.Score {
			t.Fatalf("%+v", funnel)
		}
		if standing, _, err := funnel.Standing(unit, comparing.Exact); standing != comparing.Within || err != nil {
			t.Fatalf("%s %v", standing, err)
		}
	})
}

// Of 40 schools one stands out; a small one with the same share does not.
func ExampleFunnelOfProportions() {
	units := []stats.Proportion{{Successes: 250, Trials: 300}, {Successes: 5, Trials: 6}}
	for i := range 38 {
		units = append(units, stats.Proportion{Successes: float64(60 + i%5), Trials: 100})
	}
	funnel, err := comparing.FunnelOfProportions(units)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, school := range units[:2] {
		standing, _, _ := funnel.Standing(school, funnel.Advised())
		fmt.Printf("%.0f of %.0f: %s\n", school.Successes, school.Trials, standing)
	}
	// Output:
	// 250 of 300: far_above
	// 5 of 6: within
}

// Ten would have been expected of such an intake, and there were 21.
func ExampleFunnelOfRatios() {
	school := stats.Rate{Events: 21, Exposure: 10}
	funnel, err := comparing.FunnelOfRatios([]stats.Rate{school, {Events: 12, Exposure: 14}, {Events: 7, Exposure: 9}})
	if err != nil {
		fmt.Println(err)
		return
	}
	limits, _ := funnel.Limits(school.Exposure, comparing.Exact, comparing.WarningLevel)
	standing, _, _ := funnel.Standing(school, comparing.Exact)
	fmt.Printf("%.1f times as many as expected, %s (by chance %.2f to %.2f)\n", school.Events/school.Exposure, standing, limits.Low, limits.High)
	// Output:
	// 2.1 times as many as expected, above (by chance 0.48 to 1.84)
}

func TestExpectationsFarApartGiveNoLimits(t *testing.T) {
	f := reference.Must(comparing.FunnelOfRatios([]stats.Rate{{Events: 1, Exposure: 0.5}, {Events: 1, Exposure: 1e150}, {Events: 3, Exposure: 1e300}}))(t)
	expect.Undefined(t, f.BetweenUnits, stats.NumbersTooLarge)
	limits := reference.Must(f.Limits(2, comparing.OverDispersed, 0.95))(t)
	none := reference.Must(f.Limits(5e-324, comparing.Exact, 0.95))(t)
	if limits.Undefined != stats.NumbersTooLarge || none.Undefined != stats.NumbersTooLarge {
		t.Errorf("%+v and %+v", limits, none)
	}
}

package smallarea_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/smallarea"

	"pgregory.net/rapid"
)

func sharesOf(trials float64, successes ...float64) []stats.Proportion {
	areas := make([]stats.Proportion, len(successes))
	for i, x := range successes {
		areas[i] = stats.Proportion{Successes: x, Trials: trials}
	}
	return areas
}

// Of areas of one size B = V/(V+A) has the density B^((k-1)/2 - 2) exp(-cB), c = Σ(r-p)²/2V, from 0 to 1: of five areas exp(-cB)
// alone, so that E(B) = 1/c - 1/(e^c - 1) and E(B²) = 2/c² - (1 + 2/c)/(e^c - 1). Shares of 0.1 to 0.5 of 20 persons each: V =
// 0.3·0.7/20 and c = 0.1/(2V). Then E(θ) = p + (1-E(B))(r-p) and var(θ) = V(1-E(B)) + V E(B)/5 + var(B)(r-p)².
func TestFiveAreasByHand(t *testing.T) {
	areas := sharesOf(20, 2, 4, 6, 8, 10)
	found := reference.Must(smallarea.UncertainSpread(areas))(t)
	v := 0.3 * 0.7 / 20
	c := 0.1 / (2 * v)
	b := 1/c - 1/math.Expm1(c)
	spread := 2/(c*c) - (1+2/c)/math.Expm1(c) - b*b
	expect.Within(t, "mean", found.Mean, 0.3, 1e-12)
	expect.Within(t, "between", found.Between, v*(1-b)/b, 1e-9)
	for i, area := range areas {
		away := area.Share() - 0.3
		e := found.Areas[i]
		expect.Within(t, "share", e.Value, 0.3+(1-b)*away, 1e-9)
		expect.Within(t, "error", e.StandardError.Value, math.Sqrt(v*(1-b)+v*b/5+spread*away*away), 1e-9)
	}
}

// Areas that look alike by chance are not taken to be alike.
func TestAreasAlikeByChanceKeepTheirLimits(t *testing.T) {
	alike := sharesOf(15, 3, 3, 3, 3, 3, 3)
	known, open := reference.Must(smallarea.EmpiricalBayes(alike))(t), reference.Must(smallarea.UncertainSpread(alike))(t)
	if e := known.Areas[0]; e.Interval.Low != e.Interval.High {
		t.Errorf("%+v", e)
	}
	if e := open.Areas[0]; !(e.Interval.High-e.Interval.Low > 0.1) || math.Abs(e.Value-0.2) > 1e-12 {
		t.Errorf("%+v", e)
	}
}

func TestSpreadsThatCannotBeTold(t *testing.T) {
	for name, c := range map[string]struct {
		areas  []stats.Proportion
		reason stats.Reason
	}{
		"nobody":      {sharesOf(0, 0, 0), stats.NoData},
		"three areas": {sharesOf(10, 1, 2, 3), stats.TooFew},
	} {
		found := reference.Must(smallarea.UncertainSpread(c.areas))(t)
		for _, e := range found.Areas {
			if e.Undefined != c.reason {
				t.Errorf("%s: %+v", name, e)
			}
		}
	}
	for _, e := range reference.Must(smallarea.UncertainSpread(sharesOf(10, 0, 0, 0, 0)))(t).Areas {
		if !e.Defined() || e.Value != 0 || e.Interval.Undefined != stats.NoVariation {
			t.Errorf("nobody succeeds: %+v", e)
		}
	}
	some := append(sharesOf(10, 1, 2, 3, 4), stats.Proportion{})
	if e := reference.Must(smallarea.UncertainSpread(some))(t).Areas[4]; !e.Defined() || e.Interval.Undefined != stats.NoData {
		t.Errorf("an area without persons: %+v", e)
	}
	for _, bad := range []stats.Proportion{{Successes: 2, Trials: 1}, {Successes: -1, Trials: 1}, {Trials: math.NaN()}, {Trials: math.Inf(1)}} {
		_, err := smallarea.UncertainSpread(append(sharesOf(10, 1, 2, 3, 4), bad))
		expect.Refused(t, fmt.Sprint(bad), err)
	}
}

// The order of areas is irrelevant; nobody's share leaves 0 to 1, nor lies beyond both the area's own and the mean; much larger
// samples are believed.
func TestLawsOfUncertainSpread(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		areas := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) stats.Proportion {
			n := rapid.IntRange(1, 60).Draw(t, "persons")
			return stats.Proportion{Successes: float64(rapid.IntRange(0, n).Draw(t, "successes")), Trials: float64(n)}
		}), 4, 30).Draw(t, "areas")
		kept := slices.Clone(areas)
		found := reference.Must(smallarea.UncertainSpread(areas))(t)
		if !slices.Equal(kept, areas) {
			t.Fatal("the areas were changed")
		}
		turned := slices.Clone(areas)
		slices.Reverse(turned)
		other := reference.Must(smallarea.UncertainSpread(turned))(t)
		for i, e := range found.Areas {
			if !e.Interval.Defined() {
				continue
			}
			if o := other.Areas[len(areas)-1-i]; math.Abs(o.Value-e.Value) > 1e-9 || math.Abs(o.Interval.Low-e.Interval.Low) > 1e-9 {
				t.Fatalf("%v and, turned round, %v", e, o)
			}
			if e.Interval.Low < 0 || e.Interval.High > 1 || !e.Interval.Contains(e.Value) {
				t.Fatalf("%+v", e)
			}
		}
	})
	large := reference.Must(smallarea.UncertainSpread(sharesOf(1e6, 1e5, 2e5, 4e5, 5e5)))(t)
	expect.Within(t, "the share of a large area", large.Areas[0].Value, 0.1, 1e-4)
}

// The first of the five areas worked out above: 0.3 - 0.79862·0.2 = 0.14, and an error of √(0.010224) = 0.1011.
func ExampleUncertainSpread() {
	found, err := smallarea.UncertainSpread([]stats.Proportion{{Successes: 2, Trials: 20}, {Successes: 4, Trials: 20}, {Successes: 6, Trials: 20}, {Successes: 8, Trials: 20}, {Successes: 10, Trials: 20}})
	if err != nil {
		fmt.Println(err)
		return
	}
	first := found.Areas[0]
	fmt.Printf("2 of 20, beside four others: %.2f (%.2f to %.2f)\n", first.Value, first.Interval.Low, first.Interval.High)
	// Output:
	// 2 of 20, beside four others: 0.14 (0.00 to 0.34)
}

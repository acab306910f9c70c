package multiple_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"athar/queries/stats"
	"athar/queries/stats/multiple"
)

var methods = map[string]func([]float64) (multiple.Adjusted, error){
	"BH":         multiple.BenjaminiHochberg,
	"BY":         multiple.BenjaminiYekutieli,
	"holm":       multiple.Holm,
	"hochberg":   multiple.Hochberg,
	"bonferroni": multiple.Bonferroni,
}

func adjust(t interface{ Fatal(...any) }, method string, pValues []float64) []float64 {
	adjusted, err := methods[method](pValues)
	if err != nil {
		t.Fatal(err)
	}
	return adjusted.PValues
}

// Five comparisons worked out by hand, n = 5. In order .01 .02 .03 .04 .05 the factors are: BH 5, 5/2, 5/3, 5/4, 1, so
// that all are .05; Holm 5, 4, 3, 2, 1, so that .05 .08 .09 .08 .05 must not fall after .09; Hochberg the same products,
// which must not rise above .05; Bonferroni 5 for all; BY 137/60 times BH.
func TestWorkedExample(t *testing.T) {
	family := []float64{0.03, 0.05, 0.01, 0.04, 0.02}
	for method, want := range map[string][]float64{
		"BH":         {0.05, 0.05, 0.05, 0.05, 0.05},
		"BY":         {0.05 * 137 / 60, 0.05 * 137 / 60, 0.05 * 137 / 60, 0.05 * 137 / 60, 0.05 * 137 / 60},
		"holm":       {0.09, 0.09, 0.05, 0.09, 0.08},
		"hochberg":   {0.05, 0.05, 0.05, 0.05, 0.05},
		"bonferroni": {0.15, 0.25, 0.05, 0.20, 0.10},
	} {
		got := adjust(t, method, family)
		for i := range want {
			if math.Abs(got[i]-want[i]) > 1e-15 {
				t.Errorf("%s: %v, want %v", method, got, want)
				break
			}
		}
	}
}

func TestFamiliesOfOneAndOfNone(t *testing.T) {
	for method := range methods {
		if got := adjust(t, method, []float64{0.03}); got[0] != 0.03 {
			t.Errorf("%s: a family of one becomes %v", method, got)
		}
		if got := adjust(t, method, nil); len(got) != 0 {
			t.Errorf("%s: a family of none becomes %v", method, got)
		}
	}
}

func TestWhatIsNoPValueIsRefused(t *testing.T) {
	for method, adjust := range methods {
		for _, p := range []float64{-0.01, 1.01, math.NaN(), math.Inf(1)} {
			if _, err := adjust([]float64{0.5, p}); !errors.Is(err, stats.ErrInput) {
				t.Errorf("%s: %v is not refused: %v", method, p, err)
			}
		}
	}
}

func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Rounded values give ties.
		family := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 40), func(i int) float64 { return float64(i) / 40 }), 1, 30).Draw(t, "p-values")
		before := slices.Clone(family)
		all := map[string][]float64{}
		for method := range methods {
			all[method] = adjust(t, method, family)
		}
		if !slices.Equal(before, family) {
			t.Fatal("the caller's p-values were changed")
		}
		order := rapid.Permutation(indices(len(family))).Draw(t, "order")
		moved := make([]float64, len(family))
		for to, from := range order {
			moved[to] = family[from]
		}
		for method, adjusted := range all {
			elsewhere := adjust(t, method, moved)
			for to, from := range order {
				if elsewhere[to] != adjusted[from] {
					t.Fatalf("%s: the order of the family matters", method)
				}
			}
			for i, p := range family {
				switch {
				case !(adjusted[i] >= p*(1-1e-15) && adjusted[i] <= 1):
					t.Fatalf("%s: %v becomes %v", method, p, adjusted[i])
				case all["bonferroni"][i] < adjusted[i]-1e-15 && method != "BY":
					t.Fatalf("%s adjusts further than Bonferroni", method)
				}
				for j, q := range family {
					if p == q && adjusted[i] != adjusted[j] || p < q && adjusted[i] > adjusted[j] {
						t.Fatalf("%s: adjusted values out of order", method)
					}
				}
			}
		}
		for i := range family {
			if all["hochberg"][i] > all["holm"][i] || all["BH"][i] > all["hochberg"][i]+1e-15 || all["BH"][i] > all["BY"][i]+1e-15 {
				t.Fatalf("BH <= Hochberg <= Holm and BH <= BY do not hold at %d", i)
			}
		}
	})
}

func indices(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// Eight municipalities were compared with the country; read together, three of them stand out.
func ExampleBenjaminiHochberg() {
	adjusted, err := multiple.BenjaminiHochberg([]float64{0.001, 0.008, 0.012, 0.041, 0.20, 0.34, 0.62, 0.88})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d of %d at 0.05, the first with %.3f, %s\n", adjusted.Rejected(0.05), len(adjusted.PValues), adjusted.PValues[0], adjusted.Method)
	// Output:
	// 3 of 8 at 0.05, the first with 0.008, benjamini-hochberg/1
}

// A claim that must not be false: two tests of three hold.
func ExampleHolm() {
	adjusted, err := multiple.Holm([]float64{0.01, 0.20, 0.02})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f\n", adjusted.PValues)
	// Output:
	// [0.03 0.20 0.04]
}

package suppress

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func ExampleContributions_PercentMargin() {
	// Three schools spent 500, 430 and 60 thousand: the second, who knows its own, is within 12 % of the first's.
	c, _ := ContributionsOf([]float64{430, 500, 60})
	margin, _ := c.PercentMargin()
	fmt.Println(margin, c.Estimable(20), c.Dominated(1, 75))
	// Output: 12 true false
}

func ExampleLimits_Percent() {
	limits := LimitsFor(5)
	for _, o := range []Outcome{{Successes: 11, Trials: 20}, {Successes: 2, Trials: 60}, {Successes: 15, Trials: 15}} {
		said, _ := limits.Percent(o)
		fmt.Println(said)
	}
	// Output:
	// 55.0
	// c
	// c
}

func ExampleTopAndBottomCoded() {
	for _, o := range []Outcome{{Successes: 14, Trials: 15}, {Successes: 6, Trials: 22}, {Successes: 2, Trials: 300}, {Successes: 20, Trials: 41}} {
		said, _ := TopAndBottomCoded(o)
		fmt.Println(said)
	}
	// Output:
	// >=80
	// 20-29
	// <=1
	// 49
}

func ExampleDifferencing() {
	everybody, allButTwo := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, []int{2, 3, 4, 5, 6, 7, 8, 9}
	d := NewDifferencing(5)
	fmt.Println(d.Ask(everybody).Allowed, d.Ask(allButTwo).Allowed)
	// Output: true false
}

func ExampleCheapest() {
	table, _ := New([]Dimension{{Name: "school", Levels: []string{"A", "B", "C"}}, {Name: "gender", Levels: []string{"girls", "boys"}}}, 1)
	for i, row := range [][]int64{{3, 20}, {9, 8}, {30, 40}} {
		for j, n := range row {
			_ = table.Set(Cell{i, j}, n)
		}
	}
	p, hidden, found, _ := Cheapest(table, 5, 1000)
	fmt.Println(found, hidden, p.State(Cell{1, 1}) == Complementary)
	// Output: true 40 true
}

func TestRulesRefuseWhatCannotBe(t *testing.T) {
	for _, amounts := range [][]float64{{-1}, {math.NaN()}, {math.Inf(1)}, {math.MaxFloat64, math.MaxFloat64}} {
		if _, err := ContributionsOf(amounts); err == nil {
			t.Errorf("%v were taken", amounts)
		}
	}
	for _, o := range []Outcome{{Successes: -1, Trials: 3}, {Successes: 4, Trials: 3}, {Trials: -1}} {
		for name, rule := range map[string]func(Outcome) (Display, error){"rounded": RoundedOnly, "coded": TopAndBottomCoded, "limits": LimitsFor(5).Percent} {
			if said, err := rule(o); err == nil || said.Shown {
				t.Errorf("%s took %+v", name, o)
			}
		}
	}
	if _, _, _, err := Cheapest(counts(t, []int64{1, 2}), 0, 10); err == nil {
		t.Error("a threshold of 0 was taken")
	}
}

func TestAmountsOfNobody(t *testing.T) {
	for _, amounts := range [][]float64{nil, {0, 0, 0}} {
		c, err := ContributionsOf(amounts)
		if err != nil {
			t.Fatal(err)
		}
		_, share := c.Share(1)
		_, margin := c.PercentMargin()
		if share || margin || c.Dominated(1, 75) || c.Estimable(20) || c.Total() != 0 {
			t.Errorf("%v: nobody has a share of nothing", amounts)
		}
	}
	if said, err := LimitsFor(0).Percent(Outcome{}); err != nil || said.Shown {
		t.Errorf("a percentage of nobody: %v, %v", said, err)
	}
}

// Order is irrelevant, a scale changes nothing, and whoever dominates alone dominates with another.
func TestLawsOfDominance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amounts := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 1000), func(n int) float64 { return float64(n) }), 0, 12).Draw(t, "amounts")
		before := slices.Clone(amounts)
		c, err := ContributionsOf(amounts)
		if err != nil || !slices.Equal(before, amounts) {
			t.Fatalf("%v, or the caller's slice was changed", err)
		}
		turned := make([]float64, len(amounts))
		for i, x := range amounts {
			turned[len(amounts)-1-i] = 8 * x
		}
		d, _ := ContributionsOf(turned)
		for _, percent := range []float64{5, 20, 75} {
			if c.Estimable(percent) != d.Estimable(percent) || c.Dominated(1, percent) != d.Dominated(1, percent) {
				t.Fatalf("order or scale matters for %v", amounts)
			}
			if c.Dominated(1, percent) && !c.Dominated(2, percent) {
				t.Fatalf("%v: one dominates and two do not", amounts)
			}
		}
	})
}

// holds reports whether what is said of a percentage is true of it. Tens are written by the whole per cents they begin and
// end with and leave no gap between them: what is above 10, and so not in "<=10", is in "11-19" until 20.
func holds(said Display, percent float64) bool {
	low, high := said.Low, said.High
	switch {
	case !said.Shown:
		return true
	case low == high:
		return math.Abs(percent-low) <= 0.5
	case low == 11:
		low = math.Nextafter(10, 11)
	}
	if high < 100 && low > 0 {
		high = math.Nextafter(high+1, 0)
	}
	return low <= percent && percent <= high
}

// Three of 29 are 10.34 %, which is neither "<=10" nor less than 11 in whole per cent; three of 14 are 21.43 %.
func TestTensLeaveNoGap(t *testing.T) {
	for _, c := range []struct {
		o    Outcome
		want string
	}{
		{Outcome{Successes: 3, Trials: 29}, "11-19"}, {Outcome{Successes: 2, Trials: 20}, "<=10"},
		{Outcome{Successes: 3, Trials: 14}, "20-29"}, {Outcome{Successes: 2, Trials: 10}, "<=20"}, {Outcome{Successes: 26, Trials: 29}, "80-89"},
	} {
		said, err := TopAndBottomCoded(c.o)
		if err != nil || said.String() != c.want || !holds(said, c.o.percent()) {
			t.Errorf("%d of %d: %s, want %s (%v)", c.o.Successes, c.o.Trials, said, c.want, err)
		}
	}
}

// What is said is never wrong, never says more of a smaller group, and is the mirror image for failures.
func TestLawsOfPercentages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 400).Draw(t, "n")
		o := Outcome{Successes: rapid.Int64Range(0, n).Draw(t, "x"), Trials: n}
		mirror := Outcome{Successes: n - o.Successes, Trials: n}
		for name, rule := range map[string]func(Outcome) (Display, error){"coded": TopAndBottomCoded, "limits": LimitsFor(5).Percent, "rounded": RoundedOnly} {
			said, err := rule(o)
			if err != nil {
				t.Fatal(err)
			}
			if opposite, _ := rule(mirror); opposite.Shown != said.Shown {
				t.Errorf("%s: %+v is withheld and its mirror is not", name, o)
			}
			percent := 100 * float64(o.Successes) / float64(n)
			if !holds(said, percent) {
				t.Errorf("%s says %s of %.2f %%", name, said, percent)
			}
		}
		if said, _ := LimitsFor(5).Percent(o); said.Shown && (n < 10 || o.Successes > 0 && o.Successes < 5 || n-o.Successes > 0 && n-o.Successes < 5) {
			t.Errorf("%+v is said", o)
		}
	})
}

// What is left open at the ends of the scale holds the least asked for, is no narrower than the band of the group's size, and is
// a band itself.
func TestLawsOfOpenEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, least := rapid.Int64Range(1, 400).Draw(t, "n"), rapid.Int64Range(1, 30).Draw(t, "least")
		open := openEnd(n, least)
		if open == 0 {
			if n >= 10 && n < 300 && 20*n >= 100*least {
				t.Errorf("nothing is said of %d although a fifth of them are %d or more", n, least)
			}
			return
		}
		if n < 10 || n >= 300 || int64(open)*n < 100*least || !slices.Contains([]float64{2, 5, 10, 20}, open) {
			t.Errorf("%d: %g %% are left open, and %d people have to be", n, open, least)
		}
		if own, _ := TopAndBottomCoded(Outcome{Trials: n}); own.High > open {
			t.Errorf("%d: %g %% is narrower than %g %%", n, open, own.High)
		}
	})
}

// Of two allowed groups, one within the other, never few are left over.
func TestDifferencingLeavesNoFew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(2, 6).Draw(t, "k")
		d := NewDifferencing(k)
		var allowed [][]int
		for range rapid.IntRange(1, 12).Draw(t, "questions") {
			members := rapid.SliceOfDistinct(rapid.IntRange(0, 80), rapid.ID[int]).Draw(t, "members")
			if !d.Ask(members).Allowed {
				continue
			}
			for _, other := range allowed {
				only := func(a, b []int) (n int) {
					for _, m := range a {
						if !slices.Contains(b, m) {
							n++
						}
					}
					return n
				}
				if a, b := only(members, other), only(other, members); a == 0 && b > 0 && b < k || b == 0 && a > 0 && a < k {
					t.Fatalf("%d and %d people are left over", a, b)
				}
			}
			allowed = append(allowed, members)
		}
	})
}

// The cheapest pattern is safe, and no pattern that Protect finds with all margins shown is cheaper.
func TestCheapestIsSafeAndNoDearerThanProtect(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, err := New([]Dimension{{Name: "row", Levels: []string{"a", "b", "c"}}, {Name: "column", Levels: []string{"x", "y", "z"}}}, 1)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			for j := range 3 {
				if err := table.Set(Cell{i, j}, rapid.Int64Range(0, 40).Draw(t, "n")); err != nil {
					t.Fatal(err)
				}
			}
		}
		p, least, found, err := Cheapest(table, 5, 1<<10)
		if err != nil {
			t.Fatal(err)
		}
		if found && !Audit(p).Safe(5) {
			t.Fatal("the cheapest pattern is not safe")
		}
		other, err := Protect(table, Policy{Threshold: 5})
		if err != nil {
			t.Fatal(err)
		}
		hidden, plain := int64(0), true
		other.Each(func(cell Cell, state State) {
			g, at, _ := other.lattice.locate(cell)
			switch {
			case state == Shown:
			case slices.Contains(cell, All) || g.sums[at] == 0:
				plain = false // margins or zeros had to be hidden too
			default:
				hidden += g.sums[at]
			}
		})
		if plain && (!found || least > hidden) {
			t.Fatalf("Protect hides %d, the cheapest pattern %d (%t)", hidden, least, found)
		}
	})
}

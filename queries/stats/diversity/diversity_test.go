package diversity_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
	"athar/queries/stats/diversity"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"

	"pgregory.net/rapid"
)

// By hand, of counts 4, 2, 1, 1: shares 1/2, 1/4, 1/8, 1/8.
func TestByHand(t *testing.T) {
	counts := []float64{4, 0, 2, 1, 1}
	for order, want := range map[float64]float64{0: 4, 1: math.Exp(1.75 * math.Ln2), 2: 64.0 / 22, 3: math.Sqrt(512.0 / 74), math.Inf(1): 2} {
		expect.Same(t, fmt.Sprint("order ", order), reference.Must(diversity.Hill(counts, order))(t).Value, want)
	}
	expect.Same(t, "Shannon", reference.Must(diversity.Shannon(counts))(t).Value, 1.75*math.Ln2)
	expect.Same(t, "Gini-Simpson", reference.Must(diversity.GiniSimpson(counts))(t).Value, 1-22.0/64)
	expect.Same(t, "evenness", reference.Must(diversity.Evenness(counts))(t).Value, 1.75/2)
	expect.Same(t, "unbiased", reference.Must(diversity.HillUnbiased(counts))(t).Value, 8*7/(4*3.0+2*1))
	expect.Same(t, "Chao1", reference.Must(diversity.Chao1(counts))(t).Value, 4+7.0/8*4/2)
	expect.Same(t, "coverage", reference.Must(diversity.Coverage(counts))(t).Value, 1-2.0/8*(7*2)/(7*2+2*1))
	expect.Same(t, "without a kind seen twice", reference.Must(diversity.Chao1([]float64{4, 1, 1, 1}))(t).Value, 4+6.0/7*3)
	// Of two of the three things x, x, y: both x in one of three pairs.
	expect.Same(t, "rarefied", reference.Must(diversity.Rarefied([]float64{2, 1}, 2))(t).Value, 1.0/3+2*2.0/3)
}

// Two of six things are taken in every way there is; coverage is the share, in all of them, of kinds taken.
func TestRarefyingIsTaking(t *testing.T) {
	counts := []float64{3, 2, 1}
	kind := []int{0, 0, 0, 1, 1, 2}
	var ways, richness float64
	for i := range kind {
		for j := range i {
			ways++
			richness++
			if kind[i] != kind[j] {
				richness++
			}
		}
	}
	expect.Same(t, "rarefied", reference.Must(diversity.Rarefied(counts, 2))(t).Value, richness/ways)
	all := reference.Must(diversity.AtCoverage(counts, reference.Must(diversity.Coverage(counts))(t).Value))(t)
	expect.Same(t, "things at the coverage there is", all.Things, 6)
	expect.Same(t, "kinds at the coverage there is", all.Richness.Value, 3)
	expect.Same(t, "common kinds at the coverage there is", all.Dominant.Value, reference.Must(diversity.Hill(counts, 2))(t).Value)
}

// Half of what was seen shows what drawing it would show on average.
func TestRarefiedAgreesWithDrawing(t *testing.T) {
	counts := []float64{20, 9, 5, 3, 2, 1, 1, 1}
	var things []int
	for kind, n := range counts {
		things = append(things, slices.Repeat([]int{kind}, int(n))...)
	}
	const draws = 4000
	random := distribution.NewRandom(3)
	var total, squares float64
	for range draws {
		seen := map[int]bool{}
		for _, i := range random.Permutation(len(things))[:21] {
			seen[things[i]] = true
		}
		total, squares = total+float64(len(seen)), squares+float64(len(seen)*len(seen))
	}
	mean := total / draws
	if got := reference.Must(diversity.Rarefied(counts, 21))(t).Value; math.Abs(got-mean) > 5*math.Sqrt((squares/draws-mean*mean)/draws) {
		t.Errorf("rarefied %v, drawn %v", got, mean)
	}
}

func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := drawCounts(t)
		before := slices.Clone(counts)
		turned := slices.Clone(counts)
		slices.Reverse(turned)
		last := math.Inf(1)
		for _, order := range []float64{0, 0.5, 1, 2, 7, 300, math.Inf(1)} {
			e := reference.Must(diversity.Hill(counts, order))(t)
			if e.Value > last+1e-9 || e.Value < 1-1e-12 {
				t.Fatalf("order %v: %v after %v", order, e.Value, last)
			}
			last = e.Value
			if reference.Must(diversity.Hill(turned, order))(t).Value != e.Value {
				t.Fatalf("another order, another value")
			}
			expect.Same(t, "in percent", reference.Must(diversity.Hill(scaled(counts, 1/3.0), order))(t).Value, e.Value)
			expect.Same(t, "each kind split in two", reference.Must(diversity.Hill(append(scaled(counts, 0.5), scaled(counts, 0.5)...), order))(t).Value, 2*e.Value)
		}
		coverage := reference.Must(diversity.Coverage(counts))(t).Value
		if coverage < -1e-12 || coverage > 1 {
			t.Fatalf("coverage %v", coverage)
		}
		chao := reference.Must(diversity.Chao1(counts))(t)
		if seen := reference.Must(diversity.Hill(counts, 0))(t).Value; chao.Value < seen || (chao.Interval.Defined() && chao.Interval.Low < seen) {
			t.Fatalf("fewer kinds than were seen: %+v", chao)
		}
		if !slices.Equal(before, counts) {
			t.Fatalf("the caller's counts were changed")
		}

		// More coverage shows more kinds and needs more things.
		var kinds, things float64
		for c := 0.05; c <= 1; c += 0.05 {
			at := reference.Must(diversity.AtCoverage(counts, c))(t)
			if !at.Richness.Defined() {
				continue
			}
			if at.Richness.Value < kinds-1e-9 || at.Things < things-1e-9 {
				t.Fatalf("at %v: %v kinds after %v, %v things after %v", c, at.Richness.Value, kinds, at.Things, things)
			}
			kinds, things = at.Richness.Value, at.Things
		}
	})
}

func TestPartitionLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := drawCounts(t)
		other := slices.Clone(one)
		slices.Reverse(other)
		for _, order := range []float64{0, 0.5, 1, 2} {
			parts := reference.Must(diversity.Partition([][]float64{one, other}, order))(t)
			expect.Same(t, "parts", parts.Alpha.Value*parts.Beta.Value, parts.Gamma.Value)
			if parts.Beta.Value < 1-1e-9 || parts.Beta.Value > 2+1e-9 {
				t.Fatalf("%v of two units", parts.Beta.Value)
			}
			alike := reference.Must(diversity.Partition([][]float64{one, scaled(one, 5), one}, order))(t)
			expect.Same(t, "units alike", alike.Beta.Value, 1)
			none := make([]float64, len(one))
			apart := reference.Must(diversity.Partition([][]float64{append(slices.Clone(one), none...), append(slices.Clone(none), one...)}, order))(t)
			expect.Same(t, "units with nothing in common", apart.Beta.Value, 2)
		}
	})
}

func TestSpecialCases(t *testing.T) {
	for what, f := range map[string]func([]float64) (stats.Estimate, error){
		"Hill":         func(c []float64) (stats.Estimate, error) { return diversity.Hill(c, 1) },
		"Shannon":      func(c []float64) (stats.Estimate, error) { return diversity.Shannon(c) },
		"Gini-Simpson": func(c []float64) (stats.Estimate, error) { return diversity.GiniSimpson(c) },
		"evenness":     func(c []float64) (stats.Estimate, error) { return diversity.Evenness(c) },
		"unbiased":     func(c []float64) (stats.Estimate, error) { return diversity.HillUnbiased(c) },
		"Chao1":        func(c []float64) (stats.Estimate, error) { return diversity.Chao1(c) },
		"coverage":     func(c []float64) (stats.Estimate, error) { return diversity.Coverage(c) },
		"rarefied":     func(c []float64) (stats.Estimate, error) { return diversity.Rarefied(c, 0) },
	} {
		expect.Undefined(t, reference.Must(f(nil))(t), stats.NoData)
		expect.Undefined(t, reference.Must(f([]float64{0, 0}))(t), stats.NoData)
		for _, bad := range []float64{-1, math.NaN(), math.Inf(1)} {
			if _, err := f([]float64{bad}); !errors.Is(err, stats.ErrInput) {
				t.Errorf("%s of %v: %v", what, bad, err)
			}
		}
	}
	expect.Undefined(t, reference.Must(diversity.Evenness([]float64{7}))(t), stats.OneGroup)
	expect.Undefined(t, reference.Must(diversity.HillUnbiased([]float64{1, 1}))(t), stats.ZeroDenominator)
	expect.Undefined(t, reference.Must(diversity.HillUnbiased([]float64{1}))(t), stats.ZeroDenominator)
	if e := reference.Must(diversity.Chao1([]float64{5, 6}))(t); e.Value != 2 || e.Interval.Undefined != stats.NoVariation {
		t.Errorf("nothing was missed: %+v", e)
	}
	expect.Undefined(t, reference.Must(diversity.AtCoverage([]float64{1, 1, 1, 1}, 0.99))(t).Richness, stats.OutsideTheRange)
	expect.Undefined(t, reference.Must(diversity.AtCoverage([]float64{9}, 0.5))(t).Richness, stats.OutsideTheRange)
	expect.Undefined(t, reference.Must(diversity.Partition(nil, 1))(t).Beta, stats.NoData)
	if e := reference.Must(diversity.Partition([][]float64{{1, 2}, {0, 0}}, 1))(t).Beta; !slices.Equal(e.Warnings, []stats.Warning{stats.GroupsLeftOut}) {
		t.Errorf("an empty unit goes without a word: %+v", e)
	}
	for _, err := range []error{
		second(diversity.Hill([]float64{1}, -1)), second(diversity.Hill([]float64{1}, math.NaN())), second(diversity.Chao1([]float64{1.5})),
		second(diversity.Rarefied([]float64{2}, 3)), second(diversity.Rarefied([]float64{2}, 0.5)), second(diversity.Rarefied([]float64{2}, -1)),
		second(diversity.AtCoverage([]float64{2}, 0)), second(diversity.AtCoverage([]float64{2}, 1.1)),
		second(diversity.Partition([][]float64{{1}, {1, 2}}, 1)), second(diversity.Partition([][]float64{{-1}}, 1)), second(diversity.Partition(nil, math.Inf(1))),
		second(diversity.Coverage([]float64{1}, stats.AtLevel(0))),
	} {
		expect.Refused(t, "the input", err)
	}
}

func second[T any](_ T, err error) error { return err }

func scaled(counts []float64, by float64) []float64 {
	result := make([]float64, len(counts))
	for i, n := range counts {
		result[i] = n * by
	}
	return result
}

// drawCounts has something in it.
func drawCounts(t *rapid.T) []float64 {
	counts := []float64{float64(rapid.IntRange(1, 40).Draw(t, "count"))}
	for _, n := range rapid.SliceOfN(rapid.IntRange(0, 40), 0, 12).Draw(t, "counts") {
		counts = append(counts, float64(n))
	}
	return counts
}

// A school offers five kinds of opportunity, most places in one of them.
func ExampleHill() {
	places := []float64{120, 30, 20, 20, 10}
	for _, order := range []float64{0, 1, 2} {
		kinds, err := diversity.Hill(places, order)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("order %.0f: %.1f kinds\n", order, kinds.Value)
	}
	// Output:
	// order 0: 5.0 kinds
	// order 1: 3.3 kinds
	// order 2: 2.5 kinds
}

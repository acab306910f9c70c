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

// By hand: 1, 2, 3, 4, 5 have a mean of 3 and a variance of 2.5; se = √(2.5/5); t(4) at 97.5% is 2.776445.
func TestMeanByHand(t *testing.T) {
	e := reference.Must(stats.Mean(momentsOf([]float64{1, 2, 3, 4, 5}, 0)))(t)
	expect.Same(t, "mean", e.Value, 3)
	expect.Same(t, "error", e.StandardError.Value, math.Sqrt(0.5))
	expect.Decimals(t, "low", e.Interval.Low, 1.036757, 6)
	expect.Decimals(t, "high", e.Interval.High, 4.963243, 6)
	warned(t, e)
	sound(t, e)
}

// By hand: weights 1, 1, 2 on values 0, 3, 6: mean 15/4; Σw²(x-m)² = 14.0625 + 0.5625 + 4 x 5.0625 = 34.875;
// se = √(3/2 x 34.875)/4.
func TestWeightedMeanByHand(t *testing.T) {
	e := reference.Must(stats.WeightedMean(weightedMomentsOf([]float64{0, 3, 6}, []float64{1, 1, 2}, 0)))(t)
	expect.Same(t, "mean", e.Value, 3.75)
	expect.Same(t, "error", e.StandardError.Value, math.Sqrt(1.5*34.875)/4)
	sound(t, e)
}

func TestMeanSpecialCases(t *testing.T) {
	undefinedBecause(t, reference.Must(stats.Mean(stats.Moments{}))(t), stats.NoData)
	undefinedBecause(t, reference.Must(stats.WeightedMean(stats.WeightedMoments{}))(t), stats.NoData)
	undefinedBecause(t, reference.Must(stats.WeightedMean(stats.WeightedMoments{Count: 3}))(t), stats.NoData)
	noIntervalBecause(t, reference.Must(stats.Mean(momentsOf([]float64{7}, 0)))(t), 7, stats.TooFew)
	noIntervalBecause(t, reference.Must(stats.WeightedMean(weightedMomentsOf([]float64{7}, []float64{2}, 0)))(t), 7, stats.TooFew)
	undefinedBecause(t, reference.Must(stats.Mean(stats.Moments{Count: 1e200, SumOfSquares: 1e200}))(t), stats.NumbersTooLarge)

	equal := reference.Must(stats.Mean(momentsOf([]float64{7, 7, 7}, 0)))(t)
	warned(t, equal, stats.NoSpread)
	if equal.Interval.Low != 7 || equal.Interval.High != 7 {
		t.Errorf("interval %v", equal.Interval)
	}

	// A spread of √2.5 around a billion: the plain sums have lost most of it and say so, sums about an origin have not.
	far := []float64{1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4, 1e9 + 5}
	about := reference.Must(stats.Mean(momentsOf(far, 1e9)))(t)
	expect.Same(t, "mean", about.Value, 1e9+3)
	expect.Same(t, "error", about.StandardError.Value, math.Sqrt(0.5))
	warned(t, about)
	if plain := reference.Must(stats.Mean(momentsOf(far, 0)))(t); len(plain.Warnings) != 1 {
		t.Errorf("lost digits went unsaid: %+v", plain)
	}
	// Around thirty million the sums are exact and only their products are not: the error is still right, but the caller
	// cannot know that the sums were exact and is warned.
	edge := reference.Must(stats.Mean(momentsOf([]float64{3e7 + 1, 3e7 + 2, 3e7 + 3, 3e7 + 4, 3e7 + 5}, 0)))(t)
	expect.Same(t, "error", edge.StandardError.Value, math.Sqrt(0.5))
	warned(t, edge, stats.LostDigits)
	weighted := reference.Must(stats.WeightedMean(weightedMomentsOf(far, []float64{1, 1, 1, 1, 1}, 1e9)))(t)
	expect.Same(t, "weighted error", weighted.StandardError.Value, math.Sqrt(0.5))
}

func TestMeanRefusals(t *testing.T) {
	good := momentsOf([]float64{1, 2, 4}, 0)
	weighted := weightedMomentsOf([]float64{1, 2, 4}, []float64{1, 2, 3}, 0)
	for _, x := range impossible {
		for i, change := range []func(*stats.Moments){
			func(m *stats.Moments) { m.Count = x }, func(m *stats.Moments) { m.SumOfSquares = x },
		} {
			m := good
			change(&m)
			_, err := stats.Mean(m)
			expect.Refused(t, fmt.Sprintf("moment %d = %v", i, x), err)
		}
		for i, change := range []func(*stats.WeightedMoments){
			func(m *stats.WeightedMoments) { m.Count = x }, func(m *stats.WeightedMoments) { m.Weights = x },
			func(m *stats.WeightedMoments) { m.SquaredWeights = x }, func(m *stats.WeightedMoments) { m.SquaredSumOfSquares = x },
		} {
			m := weighted
			change(&m)
			_, err := stats.WeightedMean(m)
			expect.Refused(t, fmt.Sprintf("weighted moment %d = %v", i, x), err)
		}
	}
	for _, x := range notNumbers {
		for _, m := range []stats.Moments{{Count: 2, Sum: x, SumOfSquares: 9}, {Count: 2, SumOfSquares: 9, Origin: x}} {
			_, err := stats.Mean(m)
			expect.Refused(t, fmt.Sprintf("%+v", m), err)
		}
		for _, change := range []func(*stats.WeightedMoments){
			func(m *stats.WeightedMoments) { m.Sum = x }, func(m *stats.WeightedMoments) { m.SquaredSum = x }, func(m *stats.WeightedMoments) { m.Origin = x },
		} {
			m := weighted
			change(&m)
			_, err := stats.WeightedMean(m)
			expect.Refused(t, fmt.Sprintf("%+v", m), err)
		}
	}
	for _, m := range []stats.Moments{{Count: 2, Sum: 10, SumOfSquares: 1}, {Sum: 1}, {SumOfSquares: 1}} {
		_, err := stats.Mean(m)
		expect.Refused(t, fmt.Sprintf("contradiction %+v", m), err)
	}
	for _, m := range []stats.WeightedMoments{
		{Weights: 1}, {Count: 2, Weights: 10, SquaredWeights: 1}, {Count: 2, Sum: 1},
		{Count: 2, Weights: 2, Sum: 10, SquaredWeights: 2, SquaredSum: 10, SquaredSumOfSquares: 1},
	} {
		_, err := stats.WeightedMean(m)
		expect.Refused(t, fmt.Sprintf("contradiction %+v", m), err)
	}
}

func TestMeanLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1000, 1000), 2, 30).Draw(t, "values")
		e := reference.Must(stats.Mean(momentsOf(values, 0)))(t)
		sound(t, e)

		// Two passes over the values themselves.
		var total, squares float64
		for _, x := range values {
			total += x
		}
		n := float64(len(values))
		for _, x := range values {
			squares += (x - total/n) * (x - total/n)
		}
		expect.Same(t, "mean", e.Value, total/n)
		if math.Abs(e.StandardError.Value-math.Sqrt(squares/(n-1)/n)) > 1e-5 {
			t.Fatalf("error %v, want %v", e.StandardError.Value, math.Sqrt(squares/(n-1)/n))
		}
		expect.Same(t, "origin", reference.Must(stats.Mean(momentsOf(values, 500)))(t).Value, e.Value)

		weight := rapid.Float64Range(0.1, 10).Draw(t, "weight")
		equal := reference.Must(stats.WeightedMean(weightedMomentsOf(values, slices.Repeat([]float64{weight}, len(values)), 0)))(t)
		sound(t, equal)
		expect.Same(t, "equally weighted mean", equal.Value, e.Value)
		if math.Abs(equal.StandardError.Value-e.StandardError.Value) > 1e-4 {
			t.Fatalf("equally weighted error %v, want %v", equal.StandardError.Value, e.StandardError.Value)
		}

		// A weight of 2 and a row given twice have the same mean.
		weights := make([]float64, len(values))
		var twice []float64
		for i, x := range values {
			weights[i] = float64(rapid.IntRange(1, 2).Draw(t, "weight"))
			twice = append(twice, slices.Repeat([]float64{x}, int(weights[i]))...)
		}
		doubled := reference.Must(stats.WeightedMean(weightedMomentsOf(values, weights, 0)))(t)
		sound(t, doubled)
		expect.Same(t, "doubled mean", doubled.Value, reference.Must(stats.Mean(momentsOf(twice, 0)))(t).Value)
	})
}

// By hand. 1, 2, 3: differences sum to 2(1+2+1) = 8, over 2 x 9 x 2 = 36, so 2/9. One of four has all: 3/4. Yes and no: 1-p.
func TestGiniByHand(t *testing.T) {
	for _, c := range []struct {
		name      string
		histogram []stats.AmountCount
		want      float64
	}{
		{"one two three", []stats.AmountCount{{3, 1}, {1, 1}, {2, 1}}, 2.0 / 9},
		{"one has all", []stats.AmountCount{{0, 3}, {12, 1}}, 0.75},
		{"three in ten", []stats.AmountCount{{1, 3}, {0, 7}}, 0.7},
		{"equal", []stats.AmountCount{{5, 3}, {5, 4}}, 0},
		{"one person", []stats.AmountCount{{5, 1}}, 0},
		{"empty bars", []stats.AmountCount{{5, 1}, {700, 0}}, 0},
		{"huge", []stats.AmountCount{{0, 3}, {1e300, 1}}, 0.75},
		{"tiny", []stats.AmountCount{{0, 3}, {1e-300, 1}}, 0.75},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := reference.Must(stats.Gini(c.histogram))(t)
			sound(t, e)
			expect.Same(t, "Gini", e.Value, c.want)
			if e.Interval.Undefined != stats.NeedsDesign {
				t.Errorf("interval %+v", e.Interval)
			}
		})
	}
	equal := []stats.AmountCount{{5, 0.1}, {5, 0.2}, {5, 0.3}, {5, 0.7}, {5, 1.1}}
	if e := reference.Must(stats.Gini(equal))(t); e.Value != 0 {
		t.Errorf("equal amounts have a Gini of %v, not of exactly 0", e.Value)
	}
	undefinedBecause(t, reference.Must(stats.Gini(nil))(t), stats.NoData)
	undefinedBecause(t, reference.Must(stats.Gini([]stats.AmountCount{{5, 0}}))(t), stats.NoData)
	undefinedBecause(t, reference.Must(stats.Gini([]stats.AmountCount{{0, 9}}))(t), stats.AllZero)
	undefinedBecause(t, reference.Must(stats.Gini([]stats.AmountCount{{1e300, 1e300}}))(t), stats.NumbersTooLarge)
	for _, x := range impossible {
		_, err := stats.Gini([]stats.AmountCount{{x, 1}})
		expect.Refused(t, "amount", err)
		_, err = stats.Gini([]stats.AmountCount{{1, x}})
		expect.Refused(t, "count", err)
	}
}

func TestGiniLaws(t *testing.T) {
	bar := rapid.Custom(func(t *rapid.T) stats.AmountCount {
		return stats.AmountCount{
			Amount: rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0.01, 1e4)).Draw(t, "amount"),
			Count:  float64(rapid.IntRange(1, 5).Draw(t, "count")),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		histogram := append(rapid.SliceOfN(bar, 1, 20).Draw(t, "histogram"), stats.AmountCount{Amount: 1, Count: 1})
		before := slices.Clone(histogram)
		g := reference.Must(stats.Gini(histogram))(t)
		sound(t, g)
		if g.Value < 0 || g.Value >= 1 {
			t.Fatalf("Gini %v", g.Value)
		}
		if !slices.Equal(before, histogram) {
			t.Fatalf("the caller's histogram was changed")
		}
		if other := reference.Must(stats.Gini(shuffled(histogram, rapid.Uint64().Draw(t, "seed"))))(t); other.Value != g.Value {
			t.Fatalf("another order, another Gini: %v and %v", other.Value, g.Value)
		}

		// The definition, pair by pair, over persons one by one.
		var persons, scaled, weighted []stats.AmountCount
		var differences, total float64
		for _, b := range histogram {
			persons = append(persons, slices.Repeat([]stats.AmountCount{{Amount: b.Amount, Count: 1}}, int(b.Count))...)
			scaled = append(scaled, stats.AmountCount{Amount: 60 * b.Amount, Count: b.Count})
			weighted = append(weighted, stats.AmountCount{Amount: b.Amount, Count: 0.3 * b.Count})
		}
		for _, a := range persons {
			total += a.Amount
			for _, b := range persons {
				differences += math.Abs(a.Amount - b.Amount)
			}
		}
		expect.Same(t, "by pairs", g.Value, differences/(2*float64(len(persons))*total))
		expect.Same(t, "persons", reference.Must(stats.Gini(persons))(t).Value, g.Value)
		expect.Same(t, "in minutes", reference.Must(stats.Gini(scaled))(t).Value, g.Value)
		expect.Same(t, "other weights", reference.Must(stats.Gini(weighted))(t).Value, g.Value)
	})
}

func momentsOf(values []float64, origin float64) stats.Moments {
	m := stats.Moments{Count: float64(len(values)), Origin: origin}
	for _, x := range values {
		m.Sum += x - origin
		m.SumOfSquares += (x - origin) * (x - origin)
	}
	return m
}

func weightedMomentsOf(values, weights []float64, origin float64) stats.WeightedMoments {
	m := stats.WeightedMoments{Count: float64(len(values)), Origin: origin}
	for i, x := range values {
		w, d := weights[i], x-origin
		m.Weights += w
		m.Sum += w * d
		m.SquaredWeights += w * w
		m.SquaredSum += w * w * d
		m.SquaredSumOfSquares += w * w * d * d
	}
	return m
}

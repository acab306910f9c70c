package stats_test

import (
	"math"
	"slices"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"

	"pgregory.net/rapid"
)

// measuresOfAmounts are the measures that hold for any histogram and do not change when all amounts are multiplied.
var measuresOfAmounts = map[string]func([]stats.AmountCount) (stats.Estimate, error){
	"gini":           func(h []stats.AmountCount) (stats.Estimate, error) { return stats.Gini(h) },
	"theil":          func(h []stats.AmountCount) (stats.Estimate, error) { return stats.Theil(h) },
	"deviation":      func(h []stats.AmountCount) (stats.Estimate, error) { return stats.MeanLogDeviation(h) },
	"variation":      func(h []stats.AmountCount) (stats.Estimate, error) { return stats.Variation(h) },
	"half squared":   func(h []stats.AmountCount) (stats.Estimate, error) { return stats.HalfSquaredVariation(h) },
	"hoover":         func(h []stats.AmountCount) (stats.Estimate, error) { return stats.Hoover(h) },
	"atkinson 1/2":   func(h []stats.AmountCount) (stats.Estimate, error) { return stats.Atkinson(h, 0.5) },
	"atkinson 1":     func(h []stats.AmountCount) (stats.Estimate, error) { return stats.Atkinson(h, 1) },
	"atkinson 2":     func(h []stats.AmountCount) (stats.Estimate, error) { return stats.Atkinson(h, 2) },
	"bottom 40%":     func(h []stats.AmountCount) (stats.Estimate, error) { return stats.Lorenz(h, 0.4) },
	"top 10%":        func(h []stats.AmountCount) (stats.Estimate, error) { return stats.TopShare(h, 0.1) },
	"quintile ratio": func(h []stats.AmountCount) (stats.Estimate, error) { return stats.QuintileShareRatio(h) },
	"palma":          func(h []stats.AmountCount) (stats.Estimate, error) { return stats.Palma(h) },
}

// whenEqual is what a measure is when all have the same; 0 where it is not named.
var whenEqual = map[string]float64{"bottom 40%": 0.4, "top 10%": 0.1, "quintile ratio": 1, "palma": 0.25}

var measuresOfSamples = map[string]func([]stats.SampledAmount) (stats.Estimate, error){
	"gini":         func(p []stats.SampledAmount) (stats.Estimate, error) { return stats.GiniOfSample(p) },
	"theil":        func(p []stats.SampledAmount) (stats.Estimate, error) { return stats.TheilOfSample(p) },
	"deviation":    func(p []stats.SampledAmount) (stats.Estimate, error) { return stats.MeanLogDeviationOfSample(p) },
	"half squared": func(p []stats.SampledAmount) (stats.Estimate, error) { return stats.HalfSquaredVariationOfSample(p) },
	"atkinson 1/2": func(p []stats.SampledAmount) (stats.Estimate, error) { return stats.AtkinsonOfSample(p, 0.5) },
	"atkinson 1":   func(p []stats.SampledAmount) (stats.Estimate, error) { return stats.AtkinsonOfSample(p, 1) },
	"atkinson 2":   func(p []stats.SampledAmount) (stats.Estimate, error) { return stats.AtkinsonOfSample(p, 2) },
}

// By hand: 1 and 3 have a mean of 2, so ratios of 1/2 and 3/2.
func TestAmountMeasuresByHand(t *testing.T) {
	two := []stats.AmountCount{{Amount: 1, Count: 1}, {Amount: 3, Count: 1}}
	for name, want := range map[string]float64{
		"gini": 0.25, "theil": (0.5*math.Log(0.5) + 1.5*math.Log(1.5)) / 2, "deviation": -(math.Log(0.5) + math.Log(1.5)) / 2,
		"variation": 0.5, "half squared": 0.125, "hoover": 0.25, "atkinson 1": 1 - math.Sqrt(0.75), "atkinson 2": 1 - 0.75,
		"bottom 40%": 0.2, "top 10%": 0.15, "quintile ratio": 3, "palma": 0.75,
	} {
		e := reference.Must(measuresOfAmounts[name](two))(t)
		sound(t, e)
		expect.Same(t, name, e.Value, want)
	}
	for share, want := range map[float64]float64{0: 1, 0.25: 1.5, 0.5: 2, 1: 3} {
		expect.Same(t, "quantile", reference.Must(stats.Quantile(two, share))(t).Value, want)
	}
	expect.Same(t, "median of zeros", reference.Must(stats.Quantile([]stats.AmountCount{{Count: 3}}, 0.5))(t).Value, 0)
	undefinedBecause(t, reference.Must(stats.Quantile(nil, 0.5))(t), stats.NoData)
}

func TestAmountMeasuresSpecialCases(t *testing.T) {
	some := []stats.AmountCount{{Amount: 0, Count: 3}, {Amount: 12, Count: 1}}
	for name, measure := range measuresOfAmounts {
		undefinedBecause(t, reference.Must(measure(nil))(t), stats.NoData)
		undefinedBecause(t, reference.Must(measure([]stats.AmountCount{{Amount: 5}}))(t), stats.NoData)
		undefinedBecause(t, reference.Must(measure([]stats.AmountCount{{Count: 9}}))(t), stats.AllZero)
		undefinedBecause(t, reference.Must(measure([]stats.AmountCount{{Amount: 1e300, Count: 1e300}}))(t), stats.NumbersTooLarge)
		equal := reference.Must(measure([]stats.AmountCount{{Amount: 5, Count: 0.1}, {Amount: 5, Count: 0.7}, {Amount: 5, Count: 1.1}}))(t)
		sound(t, equal)
		expect.Same(t, name+" of equals", equal.Value, whenEqual[name])
		for _, x := range impossible {
			for _, bar := range []stats.AmountCount{{Amount: x, Count: 1}, {Amount: 1, Count: x}} {
				_, err := measure([]stats.AmountCount{bar})
				expect.Refused(t, name, err)
			}
		}
	}
	expect.Same(t, "one of four has all", reference.Must(stats.Theil(some))(t).Value, math.Log(4))
	undefinedBecause(t, reference.Must(stats.MeanLogDeviation(some))(t), stats.HasZeros)
	undefinedBecause(t, reference.Must(stats.Palma(some))(t), stats.ZeroDenominator)
	undefinedBecause(t, reference.Must(stats.QuintileShareRatio(some))(t), stats.ZeroDenominator)
	noIntervalBecause(t, reference.Must(stats.Atkinson(some, 1))(t), 1, stats.NeedsDesign)
	for _, bad := range append([]float64{0}, impossible...) {
		_, err := stats.Atkinson(some, bad)
		expect.Refused(t, "aversion", err)
		_, err = stats.AtkinsonOfSample(nil, bad)
		expect.Refused(t, "aversion", err)
	}
	for _, bad := range append([]float64{1.1}, impossible...) {
		_, err := stats.Lorenz(some, bad)
		expect.Refused(t, "share", err)
		_, err = stats.TopShare(some, bad)
		expect.Refused(t, "share", err)
		_, err = stats.Quantile(some, bad)
		expect.Refused(t, "share", err)
	}
	_, err := stats.Quantile([]stats.AmountCount{{Amount: 1, Count: 1.5}}, 0.5)
	expect.Refused(t, "part of a person", err)
	_, err = stats.Theil(some, stats.AtLevel(1))
	expect.Refused(t, "level", err)
}

func TestAmountMeasuresLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		histogram := append(histogramOf(t, 0.01), stats.AmountCount{Amount: 1, Count: 1})
		before := slices.Clone(histogram)
		var persons, scaled, weighted []stats.AmountCount
		for _, b := range histogram {
			persons = append(persons, slices.Repeat([]stats.AmountCount{{Amount: b.Amount, Count: 1}}, int(b.Count))...)
			scaled = append(scaled, stats.AmountCount{Amount: 60 * b.Amount, Count: b.Count})
			weighted = append(weighted, stats.AmountCount{Amount: b.Amount, Count: 0.3 * b.Count})
		}
		other := shuffled(histogram, rapid.Uint64().Draw(t, "seed"))
		for name, measure := range measuresOfAmounts {
			e := reference.Must(measure(histogram))(t)
			sound(t, e)
			if again := reference.Must(measure(other))(t); again.Value != e.Value {
				t.Fatalf("%s: another order, another value: %v and %v", name, again.Value, e.Value)
			}
			expect.Same(t, name+" person by person", reference.Must(measure(persons))(t).Value, e.Value)
			expect.Same(t, name+" in minutes", reference.Must(measure(scaled))(t).Value, e.Value)
			expect.Same(t, name+" with other weights", reference.Must(measure(weighted))(t).Value, e.Value)
			if e.Value < whenEqual[name]-1e-12 && name != "bottom 40%" {
				t.Fatalf("%s %v is less than nothing", name, e.Value)
			}
		}
		if !slices.Equal(before, histogram) {
			t.Fatalf("the caller's histogram was changed")
		}
		share := rapid.Float64Range(0, 1).Draw(t, "share")
		bottom, top := reference.Must(stats.Lorenz(histogram, share))(t).Value, reference.Must(stats.TopShare(histogram, 1-share))(t).Value
		expect.Same(t, "bottom and top", bottom+top, 1)
		if bottom > share {
			t.Fatalf("the bottom %v have %v", share, bottom)
		}
	})
}

// The parts add up to the whole, and groups with the same mean differ in nothing.
func TestAmountsByGroupLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []stats.AmountCount
		groups := make([][]stats.AmountCount, rapid.IntRange(1, 4).Draw(t, "groups"))
		for i := range groups {
			groups[i] = histogramOf(t, 0.01)
			all = append(all, groups[i]...)
		}
		for _, c := range []struct {
			parts stats.BetweenWithin
			total stats.Estimate
		}{
			{reference.Must(stats.TheilByGroup(groups))(t), reference.Must(stats.Theil(all))(t)},
			{reference.Must(stats.MeanLogDeviationByGroup(groups))(t), reference.Must(stats.MeanLogDeviation(all))(t)},
		} {
			expect.Same(t, "total", c.parts.Total.Value, c.total.Value)
			expect.Same(t, "between and within", c.parts.Between.Value+c.parts.Within.Value, c.total.Value)
			if len(groups) == 1 && c.parts.Between.Value > 1e-12 {
				t.Fatalf("one group differs from itself by %v", c.parts.Between.Value)
			}
		}
		twins := reference.Must(stats.TheilByGroup([][]stats.AmountCount{all, all, nil}))(t)
		if twins.Between.Value > 1e-12 {
			t.Fatalf("equal groups differ by %v", twins.Between.Value)
		}
	})
	empty := reference.Must(stats.TheilByGroup([][]stats.AmountCount{{{Amount: 4, Count: 2}}, {{Amount: 0, Count: 2}}}))(t)
	expect.Same(t, "a group without anything", empty.Between.Value, math.Log(2))
	expect.Same(t, "nothing within", empty.Within.Value, 0)
	undefinedBecause(t, reference.Must(stats.TheilByGroup(nil))(t).Between, stats.NoData)
	undefinedBecause(t, reference.Must(stats.MeanLogDeviationByGroup([][]stats.AmountCount{{{Amount: 4, Count: 2}}, {{Amount: 0, Count: 2}}}))(t).Within, stats.HasZeros)
	_, err := stats.TheilByGroup([][]stats.AmountCount{{{Amount: -1, Count: 1}}})
	expect.Refused(t, "a group", err)
}

func TestSampledAmountsLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		persons := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) stats.SampledAmount {
			return stats.SampledAmount{
				Amount: rapid.Float64Range(0.01, 1e3).Draw(t, "amount"), Weight: rapid.Float64Range(1, 5).Draw(t, "weight"),
				Stratum: rapid.SampledFrom([]string{"", "north"}).Draw(t, "stratum"), Cluster: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "cluster"),
			}
		}), 2, 30).Draw(t, "persons")
		before := slices.Clone(persons)
		other := shuffled(persons, rapid.Uint64().Draw(t, "seed"))
		var histogram []stats.AmountCount
		scaled := slices.Clone(persons)
		for i, p := range persons {
			histogram = append(histogram, stats.AmountCount{Amount: p.Amount, Count: p.Weight})
			scaled[i].Amount *= 60
		}
		for name, measure := range measuresOfSamples {
			e := reference.Must(measure(persons))(t)
			sound(t, e)
			again, minutes := reference.Must(measure(other))(t), reference.Must(measure(scaled))(t)
			if again.Value != e.Value || again.StandardError != e.StandardError {
				t.Fatalf("%s: another order, another estimate: %+v and %+v", name, again, e)
			}
			expect.Same(t, name+" in minutes", minutes.Value, e.Value)
			expect.Same(t, name+"'s error in minutes", minutes.StandardError.Value, e.StandardError.Value)
			if name != "gini" {
				expect.Same(t, name+" of everybody", e.Value, reference.Must(measuresOfAmounts[name](histogram))(t).Value)
			}
		}
		if !slices.Equal(before, persons) {
			t.Fatalf("the caller's persons were changed")
		}
	})
}

// The linearised variance is the one that leaving out one person at a time comes near to, which is another way to the same.
func TestSampledAmountsAgreeWithTheJackknife(t *testing.T) {
	const n = 300
	persons := make([]stats.SampledAmount, n)
	for i := range persons {
		persons[i] = stats.SampledAmount{Amount: 1 + math.Mod(float64(i*i)*7.31, 40), Weight: 1}
	}
	for name, measure := range measuresOfSamples {
		e := reference.Must(measure(persons))(t)
		var total, squares float64
		for i := range persons {
			value := reference.Must(measure(slices.Delete(slices.Clone(persons), i, i+1)))(t).Value
			total, squares = total+value, squares+value*value
		}
		jackknife := math.Sqrt((squares - total*total/n) * (n - 1) / n)
		if math.Abs(jackknife/e.StandardError.Value-1) > 0.03 {
			t.Errorf("%s: error %v, jackknife %v", name, e.StandardError.Value, jackknife)
		}
	}
}

func TestSampledAmountsSpecialCases(t *testing.T) {
	one := stats.SampledAmount{Amount: 2, Weight: 1}
	school := func(name string, amount float64) stats.SampledAmount {
		return stats.SampledAmount{Amount: amount, Weight: 1, Cluster: name}
	}
	for name, measure := range measuresOfSamples {
		undefinedBecause(t, reference.Must(measure(nil))(t), stats.NoData)
		undefinedBecause(t, reference.Must(measure([]stats.SampledAmount{{Amount: 5}}))(t), stats.NoData)
		undefinedBecause(t, reference.Must(measure([]stats.SampledAmount{{Weight: 5}}))(t), stats.AllZero)
		undefinedBecause(t, reference.Must(measure([]stats.SampledAmount{{Amount: 1e300, Weight: 1e300}}))(t), stats.NumbersTooLarge)
		noIntervalBecause(t, reference.Must(measure([]stats.SampledAmount{one}))(t), 0, stats.TooFew)
		lone := reference.Must(measure([]stats.SampledAmount{school("a", 1), school("a", 3)}))(t)
		noIntervalBecause(t, lone, lone.Value, stats.OneCluster)
		warned(t, reference.Must(measure([]stats.SampledAmount{one, {Amount: 3, Weight: 1}}))(t), stats.IndependentPersons)
		lonely := []stats.SampledAmount{school("a", 1), school("b", 3), {Amount: 4, Weight: 1, Cluster: "c", Stratum: "south"}}
		warned(t, reference.Must(measure(lonely))(t), stats.FewClusters, stats.LonelyStratum)
		everybody := reference.Must(measure([]stats.SampledAmount{{Amount: 2, Weight: 1, Units: 2}, {Amount: 3, Weight: 1, Units: 2}}))(t)
		if everybody.StandardError.Value != 0 {
			t.Errorf("%s of everybody has an error of %v", name, everybody.StandardError.Value)
		}
		for _, x := range impossible {
			for _, p := range []stats.SampledAmount{{Amount: x, Weight: 1}, {Amount: 1, Weight: x}, {Amount: 1, Weight: 1, Units: x}} {
				_, err := measure([]stats.SampledAmount{p})
				expect.Refused(t, name, err)
			}
		}
		for _, rows := range [][]stats.SampledAmount{
			{one, school("a", 1)},
			{{Amount: 1, Weight: 1, Units: 1}, {Amount: 2, Weight: 1, Units: 1}},
			{{Amount: 1, Weight: 1, Units: 9}, {Amount: 2, Weight: 1, Units: 8}},
		} {
			_, err := measure(rows)
			expect.Refused(t, name, err)
		}
	}
	zeros := []stats.SampledAmount{one, {Weight: 1}, {Amount: 5, Weight: 1}}
	undefinedBecause(t, reference.Must(stats.MeanLogDeviationOfSample(zeros))(t), stats.HasZeros)
	noIntervalBecause(t, reference.Must(stats.AtkinsonOfSample(zeros, 1))(t), 1, stats.HasZeros)
	if e := reference.Must(stats.TheilOfSample(zeros))(t); !e.Interval.Defined() {
		t.Errorf("people without anything have no part in Theil's measure: %+v", e)
	}
}

func histogramOf(t *rapid.T, least float64) []stats.AmountCount {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) stats.AmountCount {
		return stats.AmountCount{Amount: rapid.Float64Range(least, 1e4).Draw(t, "amount"), Count: float64(rapid.IntRange(1, 5).Draw(t, "count"))}
	}), 1, 20).Draw(t, "histogram")
}

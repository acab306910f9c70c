package decompose_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"athar/queries/stats"
	"athar/queries/stats/decompose"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
)

func category(x1, n1, x2, n2 float64) decompose.Category {
	return decompose.Category{First: stats.Proportion{Successes: x1, Trials: n1}, Second: stats.Proportion{Successes: x2, Trials: n2}}
}

// Boys 20 of 80, then 15 of 50; girls 10 of 20, then 30 of 50. Shares 0.8 0.2, then 0.5 0.5; rates 0.25 0.5, then 0.3 0.6;
// in all 0.3, then 0.45. Composition -0.3 × 0.275 + 0.3 × 0.55 = 0.0825, rates 0.05 × 0.65 + 0.1 × 0.35 = 0.0675. Alone:
// -0.3 × 0.25 + 0.3 × 0.5 = 0.075, 0.05 × 0.8 + 0.1 × 0.2 = 0.06, and together -0.3 × 0.05 + 0.3 × 0.1 = 0.015.
func TestKitagawaByHand(t *testing.T) {
	d := reference.Must(decompose.Kitagawa([]decompose.Category{category(20, 80, 15, 50), category(10, 20, 30, 50)}))(t)
	expect.Same(t, "first", d.First.Value, 0.3)
	expect.Same(t, "second", d.Second.Value, 0.45)
	expect.Same(t, "difference", d.Difference.Value, 0.15)
	expect.Same(t, "composition", d.Composition.Value, 0.0825)
	expect.Same(t, "rate", d.Rate.Value, 0.0675)
	expect.Same(t, "composition alone", d.CompositionAlone.Value, 0.075)
	expect.Same(t, "rate alone", d.RateAlone.Value, 0.06)
	expect.Same(t, "interaction", d.Interaction.Value, 0.015)
	expect.Same(t, "composition of boys", d.Contributions[0].Composition, -0.3*0.275)
	expect.Same(t, "rate of girls", d.Contributions[1].Rate, 0.1*0.35)
}

func TestRatesThatCannotBeSplit(t *testing.T) {
	for name, c := range map[string]struct {
		categories        []decompose.Category
		difference, parts stats.Reason
	}{
		"no categories":          {nil, stats.NoData, stats.NoData},
		"nobody before":          {[]decompose.Category{category(0, 0, 3, 5)}, stats.NoData, stats.NoData},
		"nobody of a kind later": {[]decompose.Category{category(1, 2, 3, 5), category(1, 2, 0, 0)}, "", stats.MissingGroup},
		"nobody of a kind ever":  {[]decompose.Category{category(1, 2, 3, 5), category(0, 0, 0, 0)}, "", ""},
	} {
		d := reference.Must(decompose.Kitagawa(c.categories))(t)
		if d.Difference.Undefined != c.difference || d.Composition.Undefined != c.parts || d.Interaction.Undefined != c.parts || (d.Contributions == nil) != (c.parts != "") {
			t.Errorf("%s: %+v", name, d)
		}
	}
	_, err := decompose.Kitagawa([]decompose.Category{category(3, 2, 1, 1)})
	expect.Refused(t, "more successes than trials", err)
	_, err = decompose.Kitagawa(nil, stats.AtLevel(2))
	expect.Refused(t, "a level of 2", err)
}

func TestLawsOfRates(t *testing.T) {
	one := rapid.Custom(func(t *rapid.T) decompose.Category {
		draw := func(word string) stats.Proportion {
			n := rapid.IntRange(1, 300).Draw(t, word+" persons")
			return stats.Proportion{Successes: float64(rapid.IntRange(0, n).Draw(t, word+" successes")), Trials: float64(n)}
		}
		return decompose.Category{First: draw("first"), Second: draw("second")}
	})
	rapid.Check(t, func(t *rapid.T) {
		categories := rapid.SliceOfN(one, 1, 8).Draw(t, "categories")
		before := slices.Clone(categories)
		d := reference.Must(decompose.Kitagawa(categories))(t)
		if !slices.Equal(before, categories) {
			t.Fatal("the caller's categories were changed")
		}
		expect.Same(t, "two parts", d.Composition.Value+d.Rate.Value, d.Difference.Value)
		expect.Same(t, "three parts", d.CompositionAlone.Value+d.RateAlone.Value+d.Interaction.Value, d.Difference.Value)
		expect.Same(t, "the interaction halved", d.CompositionAlone.Value+d.Interaction.Value/2, d.Composition.Value)
		back, many := slices.Clone(categories), slices.Clone(categories)
		for i, c := range categories {
			back[i] = decompose.Category{First: c.Second, Second: c.First}
			many[i].First = stats.Proportion{Successes: 3 * c.First.Successes, Trials: 3 * c.First.Trials}
		}
		slices.Reverse(back)
		backwards := reference.Must(decompose.Kitagawa(back))(t)
		expect.Same(t, "composition the other way round", backwards.Composition.Value, -d.Composition.Value)
		expect.Same(t, "rate the other way round", backwards.Rate.Value, -d.Rate.Value)
		expect.Same(t, "composition of three times as many", reference.Must(decompose.Kitagawa(many))(t).Composition.Value, d.Composition.Value)
	})
}

// Two bands of 100 and 200 persons with 10 and 40 events, a standard of 3 to 1: 0.75 × 0.1 + 0.25 × 0.2 = 0.125. The variance
// is 0.75² × 10/100² + 0.25² × 40/200² = 0.000625, 50 events in all. Byar's limits of 50 are 50 (1 - 1/450 - z/(3√50))³ and
// 51 (1 - 1/459 + z/(3√51))³.
func TestDirectRateByHand(t *testing.T) {
	rate := reference.Must(decompose.DirectRate([]decompose.Stratum{{10, 100, 300}, {40, 200, 100}}))(t)
	expect.Same(t, "rate", rate.Value, 0.125)
	const z = 1.959963984540054
	low := 50 * math.Pow(1-1.0/450-z/(3*math.Sqrt(50)), 3)
	high := 51 * math.Pow(1-1.0/459+z/(3*math.Sqrt(51)), 3)
	expect.Same(t, "lower limit", rate.Interval.Low, 0.125+math.Sqrt(0.000625/50)*(low-50))
	expect.Same(t, "upper limit", rate.Interval.High, 0.125+math.Sqrt(0.000625/50)*(high-50))

	ratio := reference.Must(decompose.IndirectRatio([]decompose.ReferenceStratum{{10, 100, 200, 1000}, {40, 200, 100, 1000}}))(t)
	expect.Same(t, "expected", ratio.Expected.Value, 20+20)
	expect.Same(t, "ratio", ratio.Ratio.Value, 50.0/40)
	expect.Same(t, "its lower limit", ratio.Ratio.Interval.Low, low/40)
	expect.Same(t, "its upper limit", ratio.Ratio.Interval.High, high/40)
}

func TestStrataThatTellNothing(t *testing.T) {
	for name, c := range map[string]struct {
		strata []decompose.Stratum
		reason stats.Reason
	}{
		"no strata":                  {nil, stats.NoData},
		"a standard of nobody":       {[]decompose.Stratum{{10, 20, 0}}, stats.NoData},
		"a stratum without persons":  {[]decompose.Stratum{{10, 20, 5}, {0, 0, 5}}, stats.MissingGroup},
		"few events":                 {[]decompose.Stratum{{9, 20, 5}}, stats.TooFew},
		"a stratum nobody asked for": {[]decompose.Stratum{{10, 20, 5}, {0, 0, 0}}, ""},
	} {
		if got := reference.Must(decompose.DirectRate(c.strata))(t); got.Undefined != c.reason {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for name, c := range map[string]struct {
		strata []decompose.ReferenceStratum
		reason stats.Reason
	}{
		"nobody":                 {nil, stats.NoData},
		"no reference":           {[]decompose.ReferenceStratum{{1, 5, 0, 0}}, stats.MissingGroup},
		"nothing to be expected": {[]decompose.ReferenceStratum{{1, 5, 0, 9}}, stats.ZeroDenominator},
		"nothing observed":       {[]decompose.ReferenceStratum{{0, 5, 3, 9}}, ""},
	} {
		got := reference.Must(decompose.IndirectRatio(c.strata))(t)
		if got.Ratio.Undefined != c.reason {
			t.Errorf("%s: %+v", name, got)
		}
		if c.reason == "" && (got.Ratio.Interval.Low != 0 || !slices.Contains(got.Ratio.Warnings, stats.FewEvents)) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for _, bad := range []decompose.Stratum{{-1, 5, 1}, {1, math.NaN(), 1}, {1, 5, math.Inf(1)}, {1, 0, 1}} {
		_, err := decompose.DirectRate([]decompose.Stratum{bad})
		expect.Refused(t, "an impossible stratum", err)
	}
	_, err := decompose.IndirectRatio([]decompose.ReferenceStratum{{1, 5, -1, 5}})
	expect.Refused(t, "an impossible reference", err)
}

func TestLawsOfStandardisation(t *testing.T) {
	one := rapid.Custom(func(t *rapid.T) decompose.Stratum {
		n := rapid.IntRange(20, 500).Draw(t, "persons")
		return decompose.Stratum{
			Events: float64(rapid.IntRange(10, n).Draw(t, "events")), Persons: float64(n),
			Standard: float64(rapid.IntRange(1, 100).Draw(t, "standard")),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		strata := rapid.SliceOfN(one, 1, 6).Draw(t, "strata")
		rate := reference.Must(decompose.DirectRate(strata))(t)
		if !rate.Interval.Contains(rate.Value) {
			t.Fatalf("%+v", rate)
		}
		// The area's own make-up as the standard gives its crude rate; the area as its own reference a ratio of 1.
		events, persons := 0.0, 0.0
		own, self := slices.Clone(strata), []decompose.ReferenceStratum{}
		for i, x := range strata {
			own[i].Standard = 7 * x.Persons
			events, persons = events+x.Events, persons+x.Persons
			self = append(self, decompose.ReferenceStratum{x.Events, x.Persons, x.Events, x.Persons})
		}
		expect.Same(t, "the rate at its own make-up", reference.Must(decompose.DirectRate(own))(t).Value, events/persons)
		expect.Same(t, "the ratio to itself", reference.Must(decompose.IndirectRatio(self))(t).Ratio.Value, 1)
		slices.Reverse(strata)
		expect.Same(t, "the rate in another order", reference.Must(decompose.DirectRate(strata))(t).Value, rate.Value)
	})
}

// Completion rose by 15 points; more than half of that is owed to more girls among those who enrolled.
func ExampleKitagawa() {
	d, err := decompose.Kitagawa([]decompose.Category{
		{First: stats.Proportion{Successes: 20, Trials: 80}, Second: stats.Proportion{Successes: 15, Trials: 50}},
		{First: stats.Proportion{Successes: 10, Trials: 20}, Second: stats.Proportion{Successes: 30, Trials: 50}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%+.1f points: %+.2f from who enrolled, %+.2f from better rates\n", 100*d.Difference.Value, 100*d.Composition.Value, 100*d.Rate.Value)
	// Output:
	// +15.0 points: +8.25 from who enrolled, +6.75 from better rates
}

func ExampleDirectRate() {
	rate, err := decompose.DirectRate([]decompose.Stratum{
		{Events: 10, Persons: 100, Standard: 300}, {Events: 40, Persons: 200, Standard: 100},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f, and 0.167 as it stands\n", rate.Value)
	// Output:
	// 0.125, and 0.167 as it stands
}

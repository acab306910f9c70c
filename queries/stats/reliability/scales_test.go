package reliability_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"athar/queries/stats"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/reliability"
)

// Two items of three persons: variances 1 and 3, covariance 1.5, so the sum has 7 and alpha is 2 (1 - 4/7). With a
// correlation of r = 1.5/√3 the standardised one is 2r/(1+r).
func TestAlphaOfThreePersons(t *testing.T) {
	a := reference.Must(reliability.Analyse(reliability.Table{Columns: 2, Values: []float64{1, 2, 2, 2, 3, 5}}))(t)
	r := 1.5 / math.Sqrt(3)
	expect.Same(t, "alpha", a.Alpha.Value, 6.0/7)
	expect.Same(t, "standardised", a.Standardised.Value, 2*r/(1+r))
	expect.Same(t, "mean correlation", a.MeanCorrelation.Value, r)
	expect.Same(t, "first with the rest", a.Items[0].RestCorrelation.Value, r)
	if a.Items[0].AlphaWithout.Undefined != stats.TooFewItems {
		t.Errorf("alpha of one item: %+v", a.Items[0].AlphaWithout)
	}
	// F(2, 2) has the quantile p/(1-p).
	expect.Same(t, "lower limit", a.Alpha.Interval.Low, 1-39.0/7)
	expect.Same(t, "upper limit", a.Alpha.Interval.High, 1-1.0/7/39)
}

// The same three persons, by variances 1 + 3 of the items and 7 of the sum.
func TestAlphaOfSpreads(t *testing.T) {
	a := reference.Must(reliability.AlphaOfSpreads(reliability.Spreads{Persons: 3, Items: 2, OfItems: 4, OfSum: 7}))(t)
	expect.Same(t, "alpha", a.Value, 6.0/7)
	expect.Same(t, "lower limit", a.Interval.Low, 1-39.0/7)
	expect.Same(t, "upper limit", a.Interval.High, 1-1.0/7/39)
	for name, c := range map[string]struct {
		of     reliability.Spreads
		reason stats.Reason
	}{
		"nobody":         {reliability.Spreads{Items: 2}, stats.NoData},
		"one person":     {reliability.Spreads{Persons: 1, Items: 2}, stats.TooFew},
		"one item":       {reliability.Spreads{Persons: 5, Items: 1, OfItems: 2, OfSum: 2}, stats.TooFewItems},
		"nobody differs": {reliability.Spreads{Persons: 5, Items: 3}, stats.NoVariation},
	} {
		if got := reference.Must(reliability.AlphaOfSpreads(c.of))(t); got.Undefined != c.reason {
			t.Errorf("%s: %+v, want %s", name, got, c.reason)
		}
	}
	_, err := reliability.AlphaOfSpreads(reliability.Spreads{Persons: 3, Items: 2, OfItems: math.NaN(), OfSum: 7})
	expect.Refused(t, "a variance that is NaN", err)
}

func TestScalesThatTellNothing(t *testing.T) {
	for name, c := range map[string]struct {
		table reliability.Table
		alpha stats.Reason
		omega stats.Reason
	}{
		"nobody":              {reliability.Table{Columns: 3}, stats.NoData, stats.NoData},
		"one person":          {reliability.Table{Columns: 3, Values: []float64{1, 2, 3}}, stats.TooFew, stats.TooFew},
		"one item":            {reliability.Table{Columns: 1, Values: []float64{1, 2, 3}}, stats.TooFewItems, stats.TooFewItems},
		"two items":           {reliability.Table{Columns: 2, Values: []float64{1, 2, 2, 3, 3, 5}}, "", stats.TooFewItems},
		"nobody differs":      {reliability.Table{Columns: 3, Values: []float64{1, 2, 3, 1, 2, 3}}, stats.NoVariation, stats.NoVariation},
		"opposite items":      {reliability.Table{Columns: 2, Values: []float64{1, 2, 2, 1}}, stats.NoVariation, stats.TooFewItems},
		"one item is fixed":   {reliability.Table{Columns: 3, Values: []float64{1, 2, 4, 2, 2, 5, 3, 2, 5}}, "", stats.NoVariation},
		"copies of each item": {reliability.Table{Columns: 3, Values: []float64{1, 1, 1, 2, 2, 2, 5, 5, 5}}, "", stats.NotConverged},
	} {
		alpha := reference.Must(reliability.Alpha(c.table))(t)
		factor := reference.Must(reliability.Omega(c.table))(t)
		analysis := reference.Must(reliability.Analyse(c.table))(t)
		if alpha.Undefined != c.alpha || analysis.Alpha.Undefined != c.alpha || len(analysis.Items) != c.table.Columns {
			t.Errorf("%s: alpha %q and %+v, want %q", name, alpha.Undefined, analysis, c.alpha)
		}
		if factor.Omega.Undefined != c.omega || (factor.Loadings == nil) != (c.omega != "") {
			t.Errorf("%s: omega %+v, want %q", name, factor, c.omega)
		}
	}
}

func TestImpossibleTablesAreRefused(t *testing.T) {
	for name, table := range map[string]reliability.Table{
		"a gap":         {Columns: 2, Values: []float64{1, 2, 3, math.NaN()}},
		"an infinity":   {Columns: 2, Values: []float64{1, 2, 3, math.Inf(1)}},
		"half a row":    {Columns: 2, Values: []float64{1, 2, 3}},
		"not an item":   {Columns: 0, Values: []float64{1}},
		"no table":      {},
		"less than one": {Columns: -1},
	} {
		_, err := reliability.Alpha(table)
		expect.Refused(t, name, err)
		_, err = reliability.Analyse(table)
		expect.Refused(t, name, err)
		_, err = reliability.Omega(table)
		expect.Refused(t, name, err)
		_, err = reliability.Intraclass(table)
		expect.Refused(t, name, err)
	}
	_, err := reliability.NewTable([][]float64{{1, 2}, {3}})
	expect.Refused(t, "rows of different lengths", err)
	_, err = reliability.Alpha(reliability.Table{Columns: 2}, stats.AtLevel(0))
	expect.Refused(t, "a level of 0", err)
}

// contrasts are seven columns of eight persons, each with a mean of 0 and none correlated with another.
var contrasts = func() [7][8]float64 {
	var c [7][8]float64
	for j := range c {
		for i := range c[j] {
			c[j][i] = 1
			for bit := range 3 {
				if (j+1)>>bit&1 == 1 && i>>bit&1 == 1 {
					c[j][i] = -c[j][i]
				}
			}
		}
	}
	return c
}()

// Items made of one factor and something of their own have exactly the loadings they were made with.
func TestOmegaFindsTheFactorItemsWereMadeOf(t *testing.T) {
	loadings, scales := []float64{0.8, 0.7, 0.6, 0.5}, []float64{1, 2, 0.5, 3}
	table := reliability.Table{Columns: 4}
	for i := range 8 {
		for j, l := range loadings {
			table.Values = append(table.Values, scales[j]*(l*contrasts[0][i]+math.Sqrt(1-l*l)*contrasts[j+1][i])+10)
		}
	}
	factor := reference.Must(reliability.Omega(table))(t)
	common, unique := 0.0, 0.0
	for j, l := range loadings {
		expect.Same(t, "loading", factor.Loadings[j], l)
		common += l * scales[j]
		unique += (1 - l*l) * scales[j] * scales[j]
	}
	expect.Same(t, "omega", factor.Omega.Value, common*common/(common*common+unique))
}

// With correlations of 0.8, 0.8 and 0.5 the first item would have to load 0.8²/0.5 > 1. Held at 1 it is the factor itself:
// the others load what they correlate with it, and their uniquenesses are 0.36.
func TestAnItemThatWouldExplainMoreThanAll(t *testing.T) {
	table := reliability.Table{Columns: 3}
	third := (0.5 - 0.64) / 0.6
	for i := range 8 {
		a, b, c := contrasts[0][i], contrasts[1][i], contrasts[2][i]
		table.Values = append(table.Values, a, 0.8*a+0.6*b, 0.8*a+third*b+math.Sqrt(0.36-third*third)*c)
	}
	factor := reference.Must(reliability.Omega(table))(t)
	for j, want := range []float64{1, 0.8, 0.8} {
		expect.Same(t, "loading", factor.Loadings[j], want)
	}
	expect.Same(t, "omega", factor.Omega.Value, 2.6*2.6/(2.6*2.6+2*0.36))
	if !slices.Contains(factor.Omega.Warnings, stats.ImproperSolution) {
		t.Errorf("warnings %v", factor.Omega.Warnings)
	}
}

// drawn are persons whose items share something.
func drawn(t *rapid.T, persons, items int) reliability.Table {
	random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	table := reliability.Table{Columns: items}
	for range persons {
		common := random.NormFloat64()
		for j := range items {
			table.Values = append(table.Values, (0.6+0.1*float64(j%3))*common+random.NormFloat64())
		}
	}
	return table
}

func TestLawsOfScales(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		persons, items := rapid.IntRange(40, 80).Draw(t, "persons"), rapid.IntRange(3, 6).Draw(t, "items")
		table := drawn(t, persons, items)
		before := slices.Clone(table.Values)
		one := reference.Must(reliability.Analyse(table))(t)
		factor := reference.Must(reliability.Omega(table))(t)
		if !slices.Equal(before, table.Values) {
			t.Fatal("the caller's numbers were changed")
		}
		if !one.Alpha.Interval.Contains(one.Alpha.Value) || one.Alpha.Value > 1 {
			t.Fatalf("alpha %+v", one.Alpha)
		}

		// Persons in another order, items in another order, another unit and another zero of each item.
		scale := rapid.Float64Range(0.1, 20).Draw(t, "unit")
		other := reliability.Table{Columns: items}
		for i := persons - 1; i >= 0; i-- {
			for j := items - 1; j >= 0; j-- {
				other.Values = append(other.Values, scale*table.Values[i*items+j]+float64(j))
			}
		}
		two := reference.Must(reliability.Analyse(other))(t)
		expect.Same(t, "alpha", two.Alpha.Value, one.Alpha.Value)
		expect.Same(t, "its error", two.Alpha.StandardError.Value, one.Alpha.StandardError.Value)
		for j := range items {
			expect.Same(t, "item and rest", two.Items[items-1-j].RestCorrelation.Value, one.Items[j].RestCorrelation.Value)
		}
		again := reference.Must(reliability.Omega(other))(t)
		if factor.Omega.Defined() && again.Omega.Defined() {
			if math.Abs(factor.Omega.Value-again.Omega.Value) > 1e-7 {
				t.Fatalf("omega %v and %v", factor.Omega.Value, again.Omega.Value)
			}
		}

		// What an item leaves behind is the scale without it.
		rest := reliability.Table{Columns: items - 1}
		for i := range persons {
			rest.Values = append(rest.Values, table.Values[i*items+1:(i+1)*items]...)
		}
		expect.Same(t, "alpha without the first", one.Items[0].AlphaWithout.Value, reference.Must(reliability.Alpha(rest))(t).Value)
	})
}

func TestWhatAScaleIsGoodFor(t *testing.T) {
	limit := func(low float64) stats.Estimate {
		return stats.Estimate{Value: 0.95, Interval: stats.Interval{Low: low, High: 0.99, Level: 0.95}}
	}
	for low, want := range map[float64]reliability.Use{
		-0.2: reliability.NoUse, 0.699: reliability.NoUse, 0.7: reliability.ForGroups, 0.899: reliability.ForGroups, 0.9: reliability.ForOneLearner,
	} {
		if got := reliability.UseOf(limit(low)); got != want {
			t.Errorf("from %v: %s, want %s", low, got, want)
		}
	}
	if got := reliability.UseOf(reference.Must(reliability.Alpha(reliability.Table{Columns: 2}))(t)); got != reliability.NoUse {
		t.Errorf("nobody: %s", got)
	}
}

// Six learners answered three questions on a scale of five.
func ExampleAlpha() {
	responses, err := reliability.NewTable([][]float64{
		{4, 5, 4}, {2, 1, 2}, {3, 3, 4}, {5, 5, 5}, {1, 2, 1}, {3, 4, 3},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	alpha, err := reliability.Alpha(responses)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f (%.2f to %.2f), %s\n", alpha.Value, alpha.Interval.Low, alpha.Interval.High, alpha.Method)
	// Output:
	// 0.95 (0.80 to 0.99), alpha-feldt/1
}

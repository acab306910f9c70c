package reliability_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"athar/queries/stats"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/reliability"
)

func all(icc reliability.IntraclassCorrelations) [6]stats.Estimate {
	return [6]stats.Estimate{icc.OneWay, icc.OneWayOfMean, icc.Agreement, icc.AgreementOfMean, icc.Consistency, icc.ConsistencyOfMean}
}

// Two learners, two raters: means of learners 1.5 and 4, of raters 2 and 3.5. Mean squares: between learners 6.25, within
// 2.5/2 = 1.25, raters 2.25, and what is left 2.5 - 2.25 = 0.25. F(1,1) has the quantile tan²(πp/2).
func TestTwoLearnersTwoRaters(t *testing.T) {
	icc := reference.Must(reliability.Intraclass(reliability.Table{Columns: 2, Values: []float64{1, 2, 3, 5}}))(t)
	for i, want := range []float64{5 / 7.5, 0.8, 6 / 8.5, 6 / 7.25, 6 / 6.5, 0.96} {
		expect.Same(t, string(all(icc)[i].Method), all(icc)[i].Value, want)
	}
	q := math.Pow(math.Tan(math.Pi*0.975/2), 2)
	expect.Same(t, "lower limit", icc.Consistency.Interval.Low, (25/q-1)/(25/q+1))
	expect.Same(t, "upper limit", icc.Consistency.Interval.High, (25*q-1)/(25*q+1))
	expect.Same(t, "lower limit of the mean", icc.ConsistencyOfMean.Interval.Low, 1-q/25)
}

func TestRatingsThatTellNothing(t *testing.T) {
	for name, c := range map[string]struct {
		table  reliability.Table
		reason stats.Reason
	}{
		"nobody":      {reliability.Table{Columns: 2}, stats.NoData},
		"one learner": {reliability.Table{Columns: 2, Values: []float64{1, 2}}, stats.TooFew},
		"one rater":   {reliability.Table{Columns: 1, Values: []float64{1, 2, 3}}, stats.TooFew},
		"all alike":   {reliability.Table{Columns: 2, Values: []float64{3, 3, 3, 3, 3, 3}}, stats.NoVariation},
	} {
		for _, e := range all(reference.Must(reliability.Intraclass(c.table))(t)) {
			if e.Undefined != c.reason || e.Method == "" {
				t.Errorf("%s: %+v, want %q", name, e, c.reason)
			}
		}
	}
	same := reference.Must(reliability.Intraclass(reliability.Table{Columns: 2, Values: []float64{1, 1, 2, 2, 5, 5}}))(t)
	for _, e := range all(same) {
		if e.Value != 1 || e.Interval.Undefined != stats.NoVariation {
			t.Errorf("raters who never differ: %+v", e)
		}
	}
	// Learners who do not differ while raters do.
	for _, e := range all(reference.Must(reliability.Intraclass(reliability.Table{Columns: 2, Values: []float64{1, 3, 3, 1}}))(t)) {
		if e.Defined() && e.Value > 0 {
			t.Errorf("learners alike, raters apart: %+v", e)
		}
	}
}

func TestLawsOfRatings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		learners, k := rapid.IntRange(3, 30).Draw(t, "learners"), rapid.IntRange(2, 5).Draw(t, "raters")
		table := drawn(t, learners, k)
		one := reference.Must(reliability.Intraclass(table))(t)
		for _, e := range all(one) {
			if e.Defined() && (e.Value > 1 || e.Interval.Defined() && !e.Interval.Contains(e.Value)) {
				t.Fatalf("%+v", e)
			}
		}
		// Learners and raters in another order, and another unit, change nothing.
		turned := reliability.Table{Columns: k, Values: slices.Clone(table.Values)}
		slices.Reverse(turned.Values)
		strict := reliability.Table{Columns: k, Values: slices.Clone(table.Values)}
		for i := range turned.Values {
			turned.Values[i] = 7 * turned.Values[i]
			if i%k == 0 {
				strict.Values[i] -= 2
			}
		}
		for i, e := range all(reference.Must(reliability.Intraclass(turned))(t)) {
			if math.Abs(e.Value-all(one)[i].Value) > 1e-7 {
				t.Fatalf("%s: %v and %v", e.Method, e.Value, all(one)[i].Value)
			}
		}
		// A strict rater leaves consistency as it was.
		expect.Same(t, "consistency", reference.Must(reliability.Intraclass(strict))(t).Consistency.Value, one.Consistency.Value)
		// The mean of raters follows from one by the formula of Spearman and Brown.
		one1, raters := one.Consistency.Value, float64(k)
		if math.Abs(1+(raters-1)*one1) > 1e-3 && one.ConsistencyOfMean.Defined() {
			want := raters * one1 / (1 + (raters-1)*one1)
			if math.Abs(one.ConsistencyOfMean.Value-want) > 1e-6*math.Max(1, math.Abs(want)) {
				t.Fatalf("mean of %d raters: %v, want %v", k, one.ConsistencyOfMean.Value, want)
			}
		}
	})
}

// 20 5 / 10 15: agreement 0.7, chance 0.5 × 0.6 + 0.5 × 0.4 = 0.5, so kappa 0.4. What the categories of a cell are worth on
// average is the second rater's share of the first's category and the first's of the second's: 0.6 + 0.5, 0.6 + 0.5,
// 0.4 + 0.5 and 0.4 + 0.5. The sum is 0.4 (0.5 - 1.1×0.3)² + 0.3 (0.5 - 0.9×0.3)² + 0.1 (1.1×0.3)² + 0.2 (0.9×0.3)²
// = 0.0529, less (0.35 - 1 + 0.7)² = 0.0025, over 50 × 0.5⁴.
func TestKappaOfTwoCategories(t *testing.T) {
	sorting := reliability.Sorting{Categories: 2, Counts: []float64{20, 5, 10, 15}}
	kappa := reference.Must(reliability.Kappa(sorting, reliability.Exact))(t)
	expect.Same(t, "kappa", kappa.Value, 0.4)
	expect.Same(t, "its error", kappa.StandardError.Value, math.Sqrt((0.0529-0.0025)/(50*math.Pow(0.5, 4))))
	// With two categories there is only one distance.
	for _, credit := range []reliability.Credit{reliability.Linear, reliability.Quadratic} {
		other := reference.Must(reliability.Kappa(sorting, credit))(t)
		expect.Same(t, string(credit), other.Value, 0.4)
		expect.Same(t, "its error", other.StandardError.Value, kappa.StandardError.Value)
	}
}

func TestSortingThatTellsNothing(t *testing.T) {
	for _, credit := range []reliability.Credit{reliability.Exact, reliability.Linear, reliability.Quadratic} {
		none := reference.Must(reliability.Kappa(reliability.Sorting{Categories: 2, Counts: make([]float64, 4)}, credit))(t)
		one := reference.Must(reliability.Kappa(reliability.Sorting{Categories: 2, Counts: []float64{9, 0, 0, 0}}, credit))(t)
		full := reference.Must(reliability.Kappa(reliability.Sorting{Categories: 2, Counts: []float64{9, 0, 0, 4}}, credit))(t)
		if none.Undefined != stats.NoData || one.Undefined != stats.NoVariation || full.Value != 1 || !slices.Contains(full.Warnings, stats.NoSpread) {
			t.Errorf("%s: %+v, %+v, %+v", credit, none, one, full)
		}
	}
	for name, sorting := range map[string]reliability.Sorting{
		"a table that is not square": {Categories: 2, Counts: make([]float64, 3)},
		"a negative count":           {Categories: 1, Counts: []float64{-1}},
		"a count that is no number":  {Categories: 1, Counts: []float64{math.NaN()}},
		"no category":                {},
	} {
		_, err := reliability.Kappa(sorting, reliability.Exact)
		expect.Refused(t, name, err)
		_, err = reliability.Agreement(sorting)
		expect.Refused(t, name, err)
	}
	_, err := reliability.Kappa(reliability.Sorting{Categories: 1, Counts: []float64{1}}, "generous")
	expect.Refused(t, "an unknown credit", err)
	_, err = reliability.Sort([]int{0}, []int{0, 1}, 2)
	expect.Refused(t, "raters of different numbers", err)
	_, err = reliability.Sort([]int{0}, []int{2}, 2)
	expect.Refused(t, "a category not declared", err)
}

func TestLawsOfSorting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(2, 5).Draw(t, "categories")
		counts := rapid.SliceOfN(rapid.IntRange(0, 9), k*k, k*k).Draw(t, "counts")
		sorting, turned, renamed, twice := square(k), square(k), square(k), square(k)
		for i := range k {
			for j := range k {
				n := float64(counts[i*k+j])
				sorting.Counts[i*k+j], turned.Counts[j*k+i], twice.Counts[i*k+j] = n, n, 2*n
				renamed.Counts[(k-1-i)*k+k-1-j] = n
			}
		}
		before := slices.Clone(sorting.Counts)
		for _, credit := range []reliability.Credit{reliability.Exact, reliability.Linear, reliability.Quadratic} {
			one := reference.Must(reliability.Kappa(sorting, credit))(t)
			for _, other := range []reliability.Sorting{turned, renamed, twice} {
				two := reference.Must(reliability.Kappa(other, credit))(t)
				if one.Undefined != two.Undefined {
					t.Fatalf("%+v and %+v", one, two)
				}
				expect.Same(t, "kappa", two.Value, one.Value)
			}
			if one.Defined() && (one.Value > 1 || one.Value < -1-1e-12 && credit == reliability.Exact) {
				t.Fatalf("%+v", one)
			}
		}
		if !slices.Equal(before, sorting.Counts) {
			t.Fatal("the caller's counts were changed")
		}
	})
}

func square(k int) reliability.Sorting {
	return reliability.Sorting{Categories: k, Counts: make([]float64, k*k)}
}

// Two teachers marked eight essays from 0 to 3.
func ExampleKappa() {
	sorting, err := reliability.Sort([]int{0, 1, 1, 2, 2, 3, 3, 3}, []int{0, 1, 2, 2, 2, 3, 2, 3}, 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	kappa, err := reliability.Kappa(sorting, reliability.Quadratic)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f, %s\n", kappa.Value, kappa.Method)
	// Output:
	// 0.87, kappa-quadratic/1
}

// Three learners before two judges, the second of whom is stricter by one point throughout.
func ExampleIntraclass() {
	ratings, err := reliability.NewTable([][]float64{{9, 8}, {6, 5}, {4, 3}})
	if err != nil {
		fmt.Println(err)
		return
	}
	icc, err := reliability.Intraclass(ratings)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("agreement %.2f, consistency %.2f\n", icc.Agreement.Value, icc.Consistency.Value)
	// Output:
	// agreement 0.93, consistency 1.00
}

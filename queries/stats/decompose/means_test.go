package decompose_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"athar/queries/stats"
	"athar/queries/stats/decompose"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
)

var norms = []decompose.Norm{
	decompose.PooledWithGroup, decompose.Pooled, decompose.FirstGroup, decompose.SecondGroup, decompose.Equal, decompose.ByPersons,
}

// One regressor. First: x 1 2 3 with y 3 5 7 exactly on 1 + 2x; second: x 0 1 2 with y 1 2 3 exactly on 1 + x. Means 2 and 5,
// 1 and 2. Endowments (2-1) × 1 = 1, coefficients 1 × (2-1) = 1, interaction 1: together 5 - 2. By the slope of the first,
// 2 are explained, of the second 1, of both 1.5. Within groups Σ(x-x̄)(y-ȳ) is 4 and 2 and Σ(x-x̄)² 2 and 2, so the pooled
// slope with the group is 6/4. Without it Σxy - nx̄ȳ is 42 - 6 × 1.5 × 3.5 = 10.5 and Σx² - nx̄² is 19 - 13.5 = 5.5.
func TestBlinderOaxacaByHand(t *testing.T) {
	pair := decompose.PairOfGroups{
		Columns: 1,
		First:   decompose.Group{Outcomes: []float64{3, 5, 7}, Regressors: []float64{1, 2, 3}},
		Second:  decompose.Group{Outcomes: []float64{1, 2, 3}, Regressors: []float64{0, 1, 2}},
	}
	for norm, slope := range map[decompose.Norm]float64{
		decompose.PooledWithGroup: 1.5, decompose.Pooled: 10.5 / 5.5, decompose.FirstGroup: 2, decompose.SecondGroup: 1,
		decompose.Equal: 1.5, decompose.ByPersons: 1.5,
	} {
		d := reference.Must(decompose.BlinderOaxaca(pair, norm))(t)
		expect.Same(t, "difference", d.Difference.Value, 3)
		expect.Same(t, string(norm)+" explained", d.Explained.Value, slope)
		expect.Same(t, string(norm)+" unexplained", d.Unexplained.Value, 3-slope)
		expect.Same(t, "endowments", d.Endowments.Value, 1)
		expect.Same(t, "coefficients", d.Coefficients.Value, 1)
		expect.Same(t, "interaction", d.Interaction.Value, 1)
	}
	// Lines without error leave only that regressors were drawn: var x̄ is 1/3 in both, times the square of the slope.
	d := reference.Must(decompose.BlinderOaxaca(pair, decompose.SecondGroup))(t)
	expect.Same(t, "error of endowments", d.Endowments.StandardError.Value, math.Sqrt(2.0/3))
	expect.Same(t, "error of the difference", d.Difference.StandardError.Value, math.Sqrt(4.0/3+1.0/3))
}

func TestMeansThatCannotBeSplit(t *testing.T) {
	whole := decompose.Group{Outcomes: []float64{3, 5, 7, 8}, Regressors: []float64{1, 2, 3, 5}}
	for name, c := range map[string]struct {
		second decompose.Group
		reason stats.Reason
	}{
		"nobody":              {decompose.Group{}, stats.NoData},
		"two persons":         {decompose.Group{Outcomes: []float64{1, 2}, Regressors: []float64{1, 2}}, stats.TooFew},
		"a regressor is firm": {decompose.Group{Outcomes: []float64{1, 2, 4}, Regressors: []float64{6, 6, 6}}, stats.Collinear},
	} {
		for _, norm := range norms {
			d := reference.Must(decompose.BlinderOaxaca(decompose.PairOfGroups{Columns: 1, First: whole, Second: c.second}, norm))(t)
			for _, e := range []stats.Estimate{d.Difference, d.Explained, d.Unexplained, d.Endowments, d.Coefficients, d.Interaction} {
				if e.Undefined != c.reason || e.Method == "" {
					t.Errorf("%s: %+v, want %q", name, e, c.reason)
				}
			}
		}
	}
	for name, pair := range map[string]decompose.PairOfGroups{
		"no regressor": {First: whole, Second: whole},
		"half a row":   {Columns: 1, First: whole, Second: decompose.Group{Outcomes: []float64{1, 2}, Regressors: []float64{1}}},
		"a gap":        {Columns: 1, First: whole, Second: decompose.Group{Outcomes: []float64{math.NaN()}, Regressors: []float64{1}}},
		"an infinity":  {Columns: 1, First: whole, Second: decompose.Group{Outcomes: []float64{1}, Regressors: []float64{math.Inf(1)}}},
	} {
		_, err := decompose.BlinderOaxaca(pair, decompose.PooledWithGroup)
		expect.Refused(t, name, err)
	}
	_, err := decompose.BlinderOaxaca(decompose.PairOfGroups{Columns: 1, First: whole, Second: whole}, "the best")
	expect.Refused(t, "an unknown norm", err)
}

func persons(random *rand.Rand, n, columns int, shift float64) decompose.Group {
	var g decompose.Group
	for range n {
		y := random.NormFloat64() + shift
		for j := range columns {
			x := random.NormFloat64() + shift*float64(j)
			g.Regressors = append(g.Regressors, x)
			y += x * float64(j+1)
		}
		g.Outcomes = append(g.Outcomes, y)
	}
	return g
}

func TestLawsOfMeans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		columns := rapid.IntRange(1, 3).Draw(t, "columns")
		pair := decompose.PairOfGroups{
			Columns: columns,
			First:   persons(random, rapid.IntRange(10, 40).Draw(t, "first"), columns, 1),
			Second:  persons(random, rapid.IntRange(10, 40).Draw(t, "second"), columns, 0),
		}
		outcomes := slices.Clone(pair.First.Outcomes)
		swapped := decompose.PairOfGroups{Columns: columns, First: pair.Second, Second: pair.First}
		other := map[decompose.Norm]decompose.Norm{decompose.FirstGroup: decompose.SecondGroup, decompose.SecondGroup: decompose.FirstGroup}
		for _, norm := range norms {
			d := reference.Must(decompose.BlinderOaxaca(pair, norm))(t)
			expect.Same(t, "two parts", d.Explained.Value+d.Unexplained.Value, d.Difference.Value)
			expect.Same(t, "three parts", d.Endowments.Value+d.Coefficients.Value+d.Interaction.Value, d.Difference.Value)
			expect.Same(t, "means", d.First-d.Second, d.Difference.Value)
			total := 0.0
			for _, part := range d.ExplainedBy {
				total += part
			}
			expect.Same(t, "regressors together", total, d.Explained.Value)

			// Seen from the other side the parts change their sign and nothing else.
			opposite := norm
			if o, has := other[norm]; has {
				opposite = o
			}
			back := reference.Must(decompose.BlinderOaxaca(swapped, opposite))(t)
			expect.Same(t, "explained the other way round", back.Explained.Value, -d.Explained.Value)
			expect.Same(t, "its error", back.Explained.StandardError.Value, d.Explained.StandardError.Value)
			expect.Same(t, "unexplained the other way round", back.Unexplained.Value, -d.Unexplained.Value)
			if back.Unexplained.StandardError.Defined() != (norm != decompose.Pooled && norm != decompose.PooledWithGroup) {
				t.Fatalf("%s: %+v", norm, back.Unexplained)
			}

			// A group beside itself has nothing to explain.
			self := reference.Must(decompose.BlinderOaxaca(decompose.PairOfGroups{Columns: columns, First: pair.First, Second: pair.First}, norm))(t)
			if self.Difference.Value != 0 || math.Abs(self.Explained.Value) > 1e-9 || math.Abs(self.Unexplained.Value) > 1e-9 {
				t.Fatalf("%s: a group differs from itself: %+v", norm, self)
			}
		}
		// Endowments and the part explained by the second group are one, coefficients what the first leaves.
		bySecond := reference.Must(decompose.BlinderOaxaca(pair, decompose.SecondGroup))(t)
		expect.Same(t, "endowments", bySecond.Endowments.Value, bySecond.Explained.Value)
		expect.Same(t, "their error", bySecond.Endowments.StandardError.Value, bySecond.Explained.StandardError.Value)
		byFirst := reference.Must(decompose.BlinderOaxaca(pair, decompose.FirstGroup))(t)
		expect.Same(t, "coefficients", byFirst.Coefficients.Value, byFirst.Unexplained.Value)
		expect.Same(t, "their error", byFirst.Coefficients.StandardError.Value, byFirst.Unexplained.StandardError.Value)
		if !slices.Equal(outcomes, pair.First.Outcomes) {
			t.Fatal("the caller's outcomes were changed")
		}
	})
}

// The hours that learners of two districts studied, and their scores.
func ExampleBlinderOaxaca() {
	d, err := decompose.BlinderOaxaca(decompose.PairOfGroups{
		Columns: 1,
		First:   decompose.Group{Outcomes: []float64{3, 5, 7}, Regressors: []float64{1, 2, 3}},
		Second:  decompose.Group{Outcomes: []float64{1, 2, 3}, Regressors: []float64{0, 1, 2}},
	}, decompose.PooledWithGroup)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f points, of which hours account for %.1f\n", d.Difference.Value, d.Explained.Value)
	// Output:
	// 3.0 points, of which hours account for 1.5
}

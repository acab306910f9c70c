package linear_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/linear"
)

// Two regressors of yes and no have a closed form: ln odds, and the sum of the inverse counts.
func TestLogisticOfATableIsItsOdds(t *testing.T) {
	rows := linear.NewRows(2, 4)
	for _, c := range []struct{ x, y, count float64 }{{0, 0, 40}, {0, 1, 10}, {1, 0, 15}, {1, 1, 45}} {
		rows.Add(c.y, 1, c.x)
		rows.Weights = append(rows.Weights, c.count)
	}
	fit, err := linear.Logistic(rows)
	if err != nil {
		t.Fatal(err)
	}
	expect.Within(t, "constant", fit.Coefficients[0], math.Log(10.0/40), 1e-11)
	expect.Within(t, "slope", fit.Coefficients[1], math.Log(45.0/15)-math.Log(10.0/40), 1e-11)
	expect.Within(t, "variance of the slope", fit.Classical().At(1, 1), 1.0/40+1.0/10+1.0/15+1.0/45, 1e-11)
	expect.Within(t, "share", fit.Predict([]float64{1, 1}), 0.75, 1e-11)
	shares := linear.NewRows(2, 2)
	shares.Add(0.2, 1, 0)
	shares.Add(0.75, 1, 1)
	shares.Weights = []float64{50, 60}
	of, err := linear.Logistic(shares)
	if err != nil {
		t.Fatal(err)
	}
	expect.Within(t, "slope of shares", of.Coefficients[1], fit.Coefficients[1], 1e-11)
	expect.Within(t, "deviance of a perfect fit", 1+of.Squares, 1, 1e-11)
}

func TestLogisticScoresAddToNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		rows := linear.NewRows(3, 80)
		for range 80 {
			a, b := 1e4*random.NormFloat64(), random.NormFloat64()
			y := 0.0
			if random.Float64() < 1/(1+math.Exp(-a/1e4+b)) {
				y = 1
			}
			rows.Add(y, 1, a, b)
		}
		fit, err := linear.Logistic(rows)
		if err != nil {
			t.Fatal(err)
		}
		var influence, total [3]float64
		for i, y := range rows.Y {
			fit.Influence(rows.Row(i), y, 1, influence[:])
			for j, u := range influence {
				total[j] += u
			}
		}
		for j, u := range total {
			if spread := math.Sqrt(fit.Classical().At(j, j)); !(math.Abs(u) < 1e-10*spread) {
				t.Fatalf("the scores of coefficient %d add to %v of its error", j, u/spread)
			}
		}
	})
}

func TestSeparationIsFound(t *testing.T) {
	build := func(x, y []float64) linear.Rows {
		rows := linear.NewRows(2, len(x))
		for i := range x {
			rows.Add(y[i], 1, x[i])
		}
		return rows
	}
	for name, rows := range map[string]linear.Rows{
		"complete":         build([]float64{1, 2, 3, 4, 5, 6}, []float64{0, 0, 0, 1, 1, 1}),
		"all but a tie":    build([]float64{1, 2, 3, 3, 4, 5}, []float64{0, 0, 0, 1, 1, 1}),
		"a group of ones":  build([]float64{0, 0, 0, 0, 1, 1, 1}, []float64{0, 1, 0, 1, 1, 1, 1}),
		"everybody a one":  build([]float64{1, 2, 3, 4}, []float64{1, 1, 1, 1}),
		"nobody a one":     build([]float64{1, 2, 3, 4}, []float64{0, 0, 0, 0}),
		"in another scale": build([]float64{1e6, 2e6, 3e6, 4e6}, []float64{1, 1, 0, 0}),
	} {
		if fit, err := linear.Logistic(rows); !errors.Is(err, linear.ErrSeparated) {
			t.Errorf("%s: %v %v", name, fit.Coefficients, err)
		}
	}
	// One row among many out of line is enough for a maximum.
	rows := build([]float64{1, 2, 3, 4, 5, 6, 7, 8}, []float64{0, 0, 0, 1, 0, 1, 1, 1})
	if _, err := linear.Logistic(rows); err != nil {
		t.Error(err)
	}
}

package linear_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"athar/queries/stats/internal/linear"
)

// The wild bootstrap is worked out once more by making each set of outcomes and fitting it anew.
func TestWildIsWhatFittingEveryPatternGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, of := sample(t)
		fit := clustered(t, rows, of, nil)
		if fit.Freedom() < 2 || len(fit.Dependent) > 0 {
			t.Skip("nothing left to judge from")
		}
		wild := fit.Wild(2, 0, nil)
		shorter := linear.NewRows(2, rows.Len())
		shorter.Weights = rows.Weights
		for i, y := range rows.Y {
			shorter.Add(y, rows.Row(i)[:2]...)
		}
		restricted, err := linear.LeastSquares(shorter)
		if err != nil {
			t.Fatal(err)
		}
		statistic := func(f linear.ClusteredFit) float64 {
			return math.Abs(f.Coefficients[2]) / math.Sqrt(f.Variance(linear.CR0).At(2, 2))
		}
		if !near(math.Abs(wild.Statistic), statistic(fit), statistic(fit)) {
			t.Fatalf("statistic %v, of the fit %v", wild.Statistic, statistic(fit))
		}
		clusters, count := fit.Clusters, 0
		made := rows
		made.Y = make([]float64, rows.Len())
		for pattern := range 1 << clusters {
			for i, y := range rows.Y {
				fitted := restricted.Predict(shorter.Row(i))
				made.Y[i] = fitted + (y-fitted)*float64(1-2*(pattern>>of[i]&1))
			}
			if statistic(clustered(t, made, of, nil)) >= statistic(fit)*(1-1e-7) {
				count++
			}
		}
		if want := float64(count) / float64(int(1)<<clusters); math.Abs(wild.PValue-want) > 1e-12 || wild.Patterns != 1<<clusters {
			t.Fatalf("p = %v of %d patterns, fitting each gives %v", wild.PValue, wild.Patterns, want)
		}
	})
}

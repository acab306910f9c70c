package linear_test

import (
	"math/rand/v2"
	"testing"

	"athar/queries/stats/internal/linear"
	"athar/queries/stats/internal/timing"
)

func BenchmarkRows(b *testing.B) { ofRows.Time(b) }

func TestNothingIsAllocatedForARow(t *testing.T) { ofRows.HoldAllocations(t) }

type schooled struct {
	rows   linear.Rows
	passed linear.Rows // with outcomes of 0 and 1
	of     []int
}

// Rows of 200 clusters.
var ofRows = timing.Family[schooled]{
	Data: func(_ testing.TB, rows int) schooled {
		random := rand.New(rand.NewPCG(1, 2))
		s := schooled{rows: linear.NewRows(4, rows), of: make([]int, rows)}
		for i := range rows {
			s.of[i] = random.IntN(200)
			x := random.NormFloat64()
			s.rows.Add(x+random.NormFloat64(), 1, x, float64(s.of[i]%2), float64(i%2))
		}
		s.passed = linear.Rows{Columns: 4, X: s.rows.X, Y: make([]float64, rows)}
		for i, y := range s.rows.Y {
			if y > 0 {
				s.passed.Y[i] = 1
			}
		}
		return s
	},
	Estimators: map[string]func(schooled) error{
		"clusters, CR2": func(s schooled) error {
			c := linear.NewClusters(4, 200)
			for i, y := range s.rows.Y {
				c.Add(s.of[i], s.rows.Row(i), y, 1)
			}
			fit, err := c.Fit()
			if err == nil {
				fit.Variance(linear.CR2)
				fit.Satterthwaite([]float64{0, 0, 0, 1})
			}
			return err
		},
		"least squares, HC2": func(s schooled) error {
			fit, err := linear.LeastSquares(s.rows)
			if err == nil {
				fit.Robust(s.rows, linear.HC2)
			}
			return err
		},
		"logistic": func(s schooled) error { _, err := linear.Logistic(s.passed); return err },
	},
}

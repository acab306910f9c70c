package linear_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"athar/queries/stats/internal/linear"
)

func benchmarkRows(n int) (linear.Rows, []int) {
	random := rand.New(rand.NewPCG(1, 2))
	rows, of := linear.NewRows(4, n), make([]int, n)
	for i := range n {
		of[i] = random.IntN(200)
		x := random.NormFloat64()
		rows.Add(x+random.NormFloat64(), 1, x, float64(of[i]%2), float64(i%2))
	}
	return rows, of
}

func each(b *testing.B, run func(b *testing.B, rows linear.Rows, of []int)) {
	for _, n := range []int{1e3, 1e5, 1e6} {
		rows, of := benchmarkRows(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				run(b, rows, of)
			}
		})
	}
}

func BenchmarkClustersCR2(b *testing.B) {
	each(b, func(b *testing.B, rows linear.Rows, of []int) {
		c := linear.NewClusters(4, 200)
		for i, y := range rows.Y {
			c.Add(of[i], rows.Row(i), y, 1)
		}
		fit, err := c.Fit()
		if err != nil {
			b.Fatal(err)
		}
		fit.Variance(linear.CR2)
		fit.Satterthwaite([]float64{0, 0, 0, 1})
	})
}

func BenchmarkLeastSquaresHC2(b *testing.B) {
	each(b, func(b *testing.B, rows linear.Rows, _ []int) {
		fit, err := linear.LeastSquares(rows)
		if err != nil {
			b.Fatal(err)
		}
		fit.Robust(rows, linear.HC2)
	})
}

func BenchmarkLogistic(b *testing.B) {
	each(b, func(b *testing.B, rows linear.Rows, _ []int) {
		for i, y := range rows.Y {
			if rows.Y[i] = 0; y > 0 {
				rows.Y[i] = 1
			}
		}
		if _, err := linear.Logistic(rows); err != nil {
			b.Fatal(err)
		}
	})
}

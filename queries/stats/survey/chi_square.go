package survey

import (
	"athar/queries/stats"
	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/exact"

	"gonum.org/v1/gonum/mat"
)

// MethodChiSquare is the test of Rao and Scott with their second correction.
const MethodChiSquare stats.Method = "rao-scott-second-order/1"

// ChiSquare tests whether two groupings of the population are independent: Pearson's statistic of the estimated table,
// brought back to what it would be by chance under this design.
//
//	F = X²/tr Δ with tr²Δ/tr Δ² and that times Degrees of freedom,  Δ = (Cᵀ D⁻¹ C/n)⁻¹ Cᵀ D⁻¹ V D⁻¹ C
//
// with D the estimated shares of cells, V their covariance, C the contrasts of independence and n rows.
//
// Special cases: no rows, or none in the domain, give NoData; a grouping of one group OneGroup; one cluster OneCluster; a
// table too empty for its contrasts, or cells that do not vary by chance, TooFew.
//
// Errors: another number of categories than rows.
//
// Source: Rao & Scott 1984, Annals of Statistics 12:46-60, doi:10.1214/aos/1176346391.
func (d Design) ChiSquare(rows, columns []string) (stats.Test, error) {
	rowNames, rowOf, err := d.levels(rows)
	if err != nil {
		return stats.Test{}, err
	}
	columnNames, columnOf, err := d.levels(columns)
	if err != nil {
		return stats.Test{}, err
	}
	whole, degrees := d.size(), d.Degrees()
	height, width := len(rowNames), len(columnNames)
	switch {
	case whole == 0:
		return stats.UndefinedTest(stats.NoData, MethodChiSquare), nil
	case height < 2 || width < 2:
		return stats.UndefinedTest(stats.OneGroup, MethodChiSquare), nil
	case degrees < 1:
		return stats.UndefinedTest(stats.OneCluster, MethodChiSquare), nil
	}
	n, cellOf, sums := 0.0, rowOf, make([]exact.Sum, height*width)
	for row, column := range columnOf {
		if d.contains(row) {
			n++
			cellOf[row] = rowOf[row]*width + column
			sums[cellOf[row]].Add(d.weights[row])
		}
	}
	shares, influence := make([]float64, len(sums)), make([]float64, len(d.weights))
	for cell, sum := range sums {
		shares[cell] = sum.Value() / whole
	}
	v, lonely := d.covarianceOf(len(shares), func(cell int) []float64 {
		outside, inside := -shares[cell]/whole, (1-shares[cell])/whole
		for row, of := range cellOf {
			switch of {
			case cell:
				influence[row] = inside
			case notInDomain:
				influence[row] = 0
			default:
				influence[row] = outside
			}
		}
		return influence
	})
	trace, traceOfSquare, ok := designEffects(shares, v, height, width, n)
	if !ok {
		return stats.UndefinedTest(stats.TooFew, MethodChiSquare), nil
	}
	f, first := n*distanceFromIndependence(shares, height, width)/trace, trace*trace/traceOfSquare
	return stats.Test{
		Statistic: f, Degrees: first, DenominatorDegrees: first * degrees,
		PValue: distribution.FSurvival(f, first, first*degrees), Method: MethodChiSquare,
	}.WarnedIf(lonely, stats.LonelyStratum), nil
}

// distanceFromIndependence is Pearson's statistic of shares.
func distanceFromIndependence(shares []float64, height, width int) float64 {
	down, across := make([]float64, height), make([]float64, width)
	for cell, p := range shares {
		down[cell/width] += p
		across[cell%width] += p
	}
	distance := 0.0
	for cell, p := range shares {
		if expected := down[cell/width] * across[cell%width]; expected > 0 {
			distance += (p - expected) * (p - expected) / expected
		}
	}
	return distance
}

// designEffects are the traces of Δ and of its square.
func designEffects(shares []float64, v *mat.SymDense, height, width int, n float64) (trace, traceOfSquare float64, ok bool) {
	contrasts := mat.NewDense(height*width, (height-1)*(width-1), nil)
	scaled := mat.NewDense(height*width, (height-1)*(width-1), nil)
	for cell, p := range shares {
		for a := 1; a < height; a++ {
			for b := 1; b < width; b++ {
				x := (equal(cell/width, a) - 1/float64(height)) * (equal(cell%width, b) - 1/float64(width))
				column := (a-1)*(width-1) + b - 1
				contrasts.Set(cell, column, x)
				if p > 0 {
					scaled.Set(cell, column, x/p)
				}
			}
		}
	}
	var chance, half, designed, delta, square mat.Dense
	chance.Mul(contrasts.T(), scaled)
	chance.Scale(1/n, &chance)
	half.Mul(v, scaled)
	designed.Mul(scaled.T(), &half)
	if err := delta.Solve(&chance, &designed); err != nil {
		return 0, 0, false
	}
	square.Mul(&delta, &delta)
	trace, traceOfSquare = mat.Trace(&delta), mat.Trace(&square)
	return trace, traceOfSquare, trace > 0 && traceOfSquare > 0
}

func equal(a, b int) float64 {
	if a == b {
		return 1
	}
	return 0
}

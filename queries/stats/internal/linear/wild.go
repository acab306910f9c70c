package linear

import (
	"math"
	"math/rand/v2"
	"slices"
)

// mostEnumerated is the number of clusters up to which every pattern of signs is tried.
const mostEnumerated = 14

// Wild is the outcome of a wild cluster bootstrap.
type Wild struct {
	Statistic  float64 // t of the coefficient, by CR0
	PValue     float64
	Patterns   int  // of signs that were tried, those counted by symmetry too
	Enumerated bool // whether these are all there are
}

// sameStatistic is how far below the statistic of the data one of a pattern may fall by rounding and still equal it.
const sameStatistic = 1e-9

// Wild tests that a coefficient is nothing. The line is fitted without it; the residuals of each cluster are kept or turned
// about together, by a pattern of signs; and the share of patterns whose t is at least as far from zero as that of the data
// is the p-value. With up to fourteen clusters every pattern is tried, beyond that a number of draws, of which the data
// count as one more.
//
// NaN as the statistic: the data leave no residual to judge from.
//
// Source: Cameron, Gelbach & Miller 2008, Review of Economics and Statistics 90:414-427, doi:10.1162/rest.90.3.414.
func (f ClusteredFit) Wild(column, draws int, random *rand.Rand) Wild {
	w := f.wildParts(column)
	observed := w.statistic(slices.Repeat([]float64{1}, f.Clusters))
	result := Wild{Statistic: f.Coefficients[column] / math.Sqrt(f.Variance(CR0).At(column, column))}
	threshold := math.Abs(observed) - sameStatistic*math.Max(1, math.Abs(observed))
	signs, count := make([]float64, f.Clusters), 0
	tally := func() {
		if math.Abs(w.statistic(signs)) >= threshold {
			count++
		}
	}
	if f.Clusters <= mostEnumerated {
		// Turning every sign turns the statistic, so the first cluster keeps its own.
		patterns := 1 << (f.Clusters - 1)
		for pattern := range patterns {
			signs[0] = 1
			for g := range f.Clusters - 1 {
				signs[g+1] = float64(1 - 2*(pattern>>g&1))
			}
			tally()
		}
		result.Patterns, result.Enumerated = 2*patterns, true
		result.PValue = float64(count) / float64(patterns)
		return result
	}
	for range draws {
		for g := range signs {
			signs[g] = float64(1 - 2*int(random.Uint64()&1))
		}
		tally()
	}
	result.Patterns = draws
	result.PValue = float64(1+count) / float64(1+draws)
	return result
}

// wildParts is what a pattern of signs needs to know of the clusters.
type wildParts struct {
	column int
	moves  [][]float64 // how far the residuals of each cluster move the coefficients
	pulls  [][]float64 // how a change of the coefficients moves the cluster's score in the direction of the column
	change []float64
}

func (f ClusteredFit) wildParts(column int) wildParts {
	k := len(f.Coefficients)
	w := wildParts{column: column, change: make([]float64, k)}
	restricted := f.total.without(column).solve(slices.Delete(slices.Clone(f.lengths), column, column+1)).coefficients
	restricted = slices.Insert(restricted, column, 0)
	direction := make([]float64, k) // the column's row of (XᵀX)⁻¹
	inverse := f.Inverse()
	for i := range direction {
		direction[i] = inverse.At(i, column)
	}
	f.each(false, func(c *clusterParts) {
		move, pull := make([]float64, k), make([]float64, k)
		c.residual(restricted)
		c.scoreInverse(f.inverseRoot, move)
		turned := make([]float64, k)
		for i := range turned {
			for j := i; j < k; j++ {
				turned[i] += c.root.At(i, j) * direction[j]
			}
		}
		for j := range pull {
			for i := 0; i <= j; i++ {
				pull[j] += c.root.At(i, j) * turned[i]
			}
		}
		w.moves, w.pulls = append(w.moves, move), append(w.pulls, pull)
	})
	return w
}

// statistic is the t, by CR0, of the outcomes that a pattern of signs makes.
func (w wildParts) statistic(signs []float64) float64 {
	clear(w.change)
	for g, move := range w.moves {
		for j, m := range move {
			w.change[j] += signs[g] * m
		}
	}
	variance := 0.0
	for g, pull := range w.pulls {
		score := signs[g]*w.moves[g][w.column] - dot(pull, w.change)
		variance += score * score
	}
	if w.change[w.column] == 0 {
		return 0
	}
	return w.change[w.column] / math.Sqrt(variance)
}

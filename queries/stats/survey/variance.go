package survey

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/exact"

	"gonum.org/v1/gonum/mat"
)

// wholly is the part of a stratum left to draw below which it counts as drawn wholly.
const wholly = 1e-7

// covariance is that of the weighted totals of columns of influences: how far one more of a row would move each estimate.
//
//	V = Σ over strata (1-n/N) n/(n-1) Σ over clusters (t - t̄)(t - t̄)ᵀ,  t the total of a cluster
//
// and, where units were drawn within clusters, n/N times the same over units within clusters. A stratum of one cluster
// cannot show how its clusters differ: its total is taken about zero, and lonely reports it.
//
// Source: Särndal, Swensson & Wretman 1992, Model Assisted Survey Sampling, sections 4.3 and 5.5,
// doi:10.1007/978-1-4612-4378-6; calibrated: Deville & Särndal 1992, JASA 87:376-382,
// doi:10.1080/01621459.1992.10475217.
func (d Design) covariance(influences ...[]float64) (v *mat.SymDense, lonely bool) {
	return d.covarianceOf(len(influences), func(j int) []float64 { return influences[j] })
}

// covarianceOf is covariance of columns that are asked for one after another and not kept.
func (d Design) covarianceOf(columns int, influence func(j int) []float64) (v *mat.SymDense, lonely bool) {
	staged := d.units.ofRow != nil
	ofClusters, ofUnits := newTotals(d.clusters, columns), newTotals(d.units, columns)
	for j := range columns {
		column := influence(j)
		if d.residual != nil {
			column = d.residual(column)
		}
		ofClusters.add(j, d.weights, column)
		if staged {
			ofUnits.add(j, d.weights, column)
		}
	}
	v = mat.NewSymDense(columns, nil)
	lonely = ofClusters.scatter(v, func(int) float64 { return 1 })
	if staged {
		lonelyUnits := ofUnits.scatter(v, func(cluster int) float64 {
			return d.clusters.strata[d.clusters.stratumOf[cluster]].fraction()
		})
		lonely = lonely || lonelyUnits
	}
	return v, lonely
}

// fraction is the part of a stratum that was drawn.
func (s stratum) fraction() float64 {
	if s.population == 0 {
		return 0
	}
	return s.sampled / s.population
}

// totals are those of columns in clusters.
type totals struct {
	clusters
	width int
	of    []exact.Sum // of cluster c and column j at c*width+j
}

func newTotals(c clusters, columns int) totals {
	return totals{c, columns, make([]exact.Sum, len(c.stratumOf)*columns)}
}

func (t totals) add(j int, weights, column []float64) {
	for row, cluster := range t.ofRow {
		if x := weights[row] * column[row]; x != 0 {
			t.of[cluster*t.width+j].Add(x)
		}
	}
}

// scatter adds to v how the totals of clusters scatter within strata, each stratum times its share.
func (t totals) scatter(v *mat.SymDense, share func(stratum int) float64) (lonely bool) {
	c, width, totals := t.clusters, t.width, t.of
	means := make([]exact.Sum, len(c.strata)*width)
	for cluster, stratum := range c.stratumOf {
		if n := c.strata[stratum].sampled; n > 1 {
			for j := range width {
				means[stratum*width+j].Add(totals[cluster*width+j].Value() / n)
			}
		}
	}
	products := make([]exact.Sum, width*width)
	distances := make([]float64, width)
	for cluster, h := range c.stratumOf {
		s := c.strata[h]
		left := 1 - s.fraction()
		scale := left * share(h)
		if scale == 0 || left < wholly {
			continue
		}
		if s.sampled > 1 {
			scale *= s.sampled / (s.sampled - 1)
		} else {
			lonely = true
		}
		for j := range width {
			distances[j] = totals[cluster*width+j].Value() - means[h*width+j].Value()
		}
		for j, x := range distances {
			for k := j; k < width; k++ {
				products[j*width+k].Add(scale * x * distances[k])
			}
		}
	}
	for j := range width {
		for k := j; k < width; k++ {
			v.SetSym(j, k, v.At(j, k)+products[j*width+k].Value())
		}
	}
	return lonely
}

// estimate puts the error of a column of influences, and a t interval of Degrees, beside a value.
func (d Design) estimate(value float64, influence []float64, method stats.Method, s stats.Settings) stats.Estimate {
	if !d.showsSpread() {
		return stats.WithoutInterval(value, stats.OneCluster, method, s)
	}
	variance, lonely := d.covariance(influence)
	return withError(value, math.Sqrt(variance.At(0, 0)), d.Degrees(), method, s).WarnedIf(lonely, stats.LonelyStratum)
}

// showsSpread tells whether the whole design has clusters enough to show how they differ, whatever of a domain they hold.
func (d Design) showsSpread() bool {
	d.inside = nil
	return d.Degrees() >= 1
}

// withError gives no interval where a domain, or many columns, leave no degrees of freedom; the error stands.
func withError(value, standardError, degrees float64, method stats.Method, s stats.Settings) stats.Estimate {
	if degrees >= 1 {
		return stats.Symmetric(value, standardError, tQuantile(degrees, s), method, s)
	}
	e := stats.WithoutInterval(value, stats.OneCluster, method, s)
	if !e.Defined() || !stats.IsFinite(standardError) {
		e.StandardError.Undefined = stats.NumbersTooLarge
		return e
	}
	e.StandardError = stats.StandardError{Value: standardError, Scale: stats.Natural}
	return e.WarnedIf(standardError == 0, stats.NoSpread)
}

// tQuantile is that of a two-sided interval.
func tQuantile(degrees float64, s stats.Settings) float64 {
	return -distribution.TQuantile((1-s.Level)/2, degrees)
}

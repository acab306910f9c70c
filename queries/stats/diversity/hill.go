package diversity

import (
	"math"

	"athar/queries/stats"
)

// Methods for diversity as it was seen.
const (
	MethodHill         stats.Method = "hill-number/1"
	MethodShannon      stats.Method = "shannon-entropy/1"
	MethodGiniSimpson  stats.Method = "gini-simpson/1"
	MethodEvenness     stats.Method = "pielou-evenness/1"
	MethodHillUnbiased stats.Method = "hill-number-2-unbiased/1"
)

// Hill estimates the effective number of kinds: how many equally common kinds would be as diverse.
//
//	(Σ p^q)^(1/(1-q)),  for q = 1: exp(-Σ p ln p),  for q = ∞: 1 / max p
//
// The order q says how much rare kinds count: at 0 as much as any (the number of kinds), at 1 by their share, at 2 less
// (the inverse Simpson index), at infinity not at all. Unit: kinds, from 1 to the number seen.
//
// Special cases: nothing seen gives NoData. There is no interval (NotSimulated).
//
// Errors: an order below 0 or NaN; a count negative, infinite or NaN; a level outside 0..1.
//
// Source: Hill 1973, Ecology 54:427-432, doi:10.2307/1934352; Jost 2006, Oikos 113:363-375,
// doi:10.1111/j.2006.0030-1299.14714.x.
func Hill(counts []float64, order float64, options ...stats.Option) (stats.Estimate, error) {
	if !(order >= 0) {
		return stats.Estimate{}, stats.Refuse("the order of a Hill number must be 0 or more")
	}
	return measure(counts, false, MethodHill, options, func(k kinds) (float64, stats.Reason) { return k.hill(order), "" })
}

func (k kinds) hill(order float64) float64 {
	switch {
	case order == 0:
		return k.richness()
	case order == 1:
		return math.Exp(k.shannon())
	case math.IsInf(order, 1):
		return k.total / k.counts[len(k.counts)-1]
	}
	// Shares over the largest one, whose powers do not vanish at high orders.
	largest := k.counts[len(k.counts)-1] / k.total
	mean := k.average(func(p float64) float64 { return math.Pow(p/largest, order-1) })
	return math.Pow(mean, 1/(1-order)) / largest
}

func (k kinds) shannon() float64 { return -k.average(math.Log) }

// Shannon estimates the entropy of kinds, -Σ p ln p, in nats: the logarithm of the [Hill] number of order 1. Special cases
// and errors are those of Hill.
func Shannon(counts []float64, options ...stats.Option) (stats.Estimate, error) {
	return measure(counts, false, MethodShannon, options, func(k kinds) (float64, stats.Reason) { return k.shannon(), "" })
}

// GiniSimpson estimates how often two things taken at random, with return, are of different kinds: 1 - Σ p², 0 to 1, which
// is one minus one over the [Hill] number of order 2. Special cases and errors are those of Hill.
func GiniSimpson(counts []float64, options ...stats.Option) (stats.Estimate, error) {
	return measure(counts, false, MethodGiniSimpson, options, func(k kinds) (float64, stats.Reason) {
		return k.average(func(p float64) float64 { return 1 - p }), ""
	})
}

// Evenness estimates how equally common kinds are: [Shannon] over the logarithm of the number of kinds, 0 to 1.
//
// Special cases: one kind gives OneGroup; further ones and errors as for [Hill].
//
// Source: Pielou 1966, Journal of Theoretical Biology 13:131-144, doi:10.1016/0022-5193(66)90013-0.
func Evenness(counts []float64, options ...stats.Option) (stats.Estimate, error) {
	return measure(counts, false, MethodEvenness, options, func(k kinds) (float64, stats.Reason) {
		if len(k.counts) == 1 {
			return 0, stats.OneGroup
		}
		return min(k.shannon()/math.Log(k.richness()), 1), ""
	})
}

// HillUnbiased estimates the [Hill] number of order 2 of what things were drawn from, however few were drawn.
//
//	1 / Σ x (x-1) / (n (n-1))
//
// Special cases: no two things of one kind give ZeroDenominator; further ones as for Hill. Errors: counts that are not
// whole, and those of Hill.
//
// Source: Simpson 1949, Nature 163:688, doi:10.1038/163688a0; Chao & Jost 2015, Methods in Ecology and Evolution 6:873-882,
// doi:10.1111/2041-210X.12349.
func HillUnbiased(counts []float64, options ...stats.Option) (stats.Estimate, error) {
	return measure(counts, true, MethodHillUnbiased, options, func(k kinds) (float64, stats.Reason) {
		alike := k.alike()
		if alike == 0 {
			return 0, stats.ZeroDenominator
		}
		return 1 / alike, ""
	})
}

// alike is how often two things taken without return are of one kind; 0 for a single thing.
func (k kinds) alike() float64 {
	if k.total <= 1 {
		return 0
	}
	return k.average(func(p float64) float64 { return (p*k.total - 1) / (k.total - 1) })
}

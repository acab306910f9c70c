package diversity

import (
	"math"
	"sort"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/exact"
)

// Methods for comparing diversity fairly.
const (
	MethodCoverage   stats.Method = "sample-coverage/1"
	MethodRarefied   stats.Method = "rarefied-richness/1"
	MethodAtCoverage stats.Method = "diversity-at-coverage/1"
)

// Coverage estimates which share of all things there are belongs to kinds that were seen.
//
//	1 - f₁/n A,  A = (n-1) f₁ / ((n-1) f₁ + 2 f₂),  for f₂ = 0: (n-1)(f₁-1) / ((n-1)(f₁-1) + 2)
//
// with f₁ kinds seen once and f₂ twice among n things. Unit: share, 0 to 1.
//
// Special cases: nothing seen gives NoData. There is no interval (NotSimulated). Errors: counts that are not whole,
// negative, infinite or NaN; a level outside 0..1.
//
// Source: Chao & Jost 2012, Ecology 93:2533-2547, doi:10.1890/11-1952.1.
func Coverage(counts []float64, options ...stats.Option) (stats.Estimate, error) {
	return measure(counts, true, MethodCoverage, options, func(k kinds) (float64, stats.Reason) { return k.coverage(k.total), "" })
}

// Rarefied estimates how many kinds would have been seen had so many things been looked at, of those that were.
//
//	Σ [1 - C(n-x, m) / C(n, m)]
//
// Unit: kinds. Special cases: nothing seen gives NoData. There is no interval (NotSimulated).
//
// Errors: a number of things that is not whole, below 0 or above what was looked at; further ones as for [Coverage].
//
// Source: Hurlbert 1971, Ecology 52:577-586, doi:10.2307/1934145.
func Rarefied(counts []float64, things float64, options ...stats.Option) (stats.Estimate, error) {
	k, err := kindsOf(counts)
	if err != nil {
		return stats.Estimate{}, err
	}
	if !(things >= 0) || things != math.Trunc(things) || things > max(k.total, 0) {
		return stats.Estimate{}, stats.Refuse("things to be looked at must be a whole number, and not more than there were")
	}
	return measure(counts, true, MethodRarefied, options, func(k kinds) (float64, stats.Reason) { return k.richnessOf(things), "" })
}

// Compared is diversity at a coverage, and how many things had to be looked at for it.
type Compared struct {
	Richness stats.Estimate // the Hill number of order 0
	Dominant stats.Estimate // of order 2, of kinds that are common
	Things   float64        // meaningless unless the estimates are defined; above what was looked at when extrapolated
}

// AtCoverage estimates the diversity that would be seen at a coverage, so that units of which unequal parts were seen can
// be compared: by taking things away, or by going on as the rare kinds suggest, up to twice what was looked at. Between two
// numbers of things it is a straight line.
//
// Unit: kinds. Special cases: nothing seen gives NoData; a coverage that twice as many things would not reach, or that a
// single thing exceeds, gives OutsideTheRange. There is no interval (NotSimulated).
//
// Errors: a coverage that is not above 0 and at most 1; further ones as for [Coverage].
//
// Source: Chao & Jost 2012, Ecology 93:2533-2547, doi:10.1890/11-1952.1; Chao et al. 2014, Ecological Monographs 84:45-67,
// doi:10.1890/13-0133.1.
func AtCoverage(counts []float64, coverage float64, options ...stats.Option) (Compared, error) {
	if !(coverage > 0 && coverage <= 1) {
		return Compared{}, stats.Refuse("a coverage must be above 0 and at most 1")
	}
	var things float64
	at := func(hill func(kinds, float64) float64) (stats.Estimate, error) {
		return measure(counts, true, MethodAtCoverage, options, func(k kinds) (float64, stats.Reason) {
			below, part, reached := k.thingsFor(coverage)
			if !reached {
				return 0, stats.OutsideTheRange
			}
			things = below + part
			low := hill(k, below)
			if part == 0 {
				return low, ""
			}
			return low + part*(hill(k, below+1)-low), ""
		})
	}
	richness, err := at(kinds.richnessOf)
	if err != nil {
		return Compared{}, err
	}
	dominant, err := at(kinds.dominantOf)
	return Compared{Richness: richness, Dominant: dominant, Things: things}, err
}

// thingsFor is how many things have a coverage: a whole number of them and a part of the next.
func (k kinds) thingsFor(coverage float64) (below, part float64, reached bool) {
	most := 2 * k.total
	if k.coverage(most) < coverage || k.coverage(1) > coverage {
		return 0, 0, false
	}
	first := float64(sort.Search(int(most)-1, func(i int) bool { return k.coverage(float64(i+1)) >= coverage })) + 1
	at := k.coverage(first)
	if at == coverage || first == 1 {
		return first, 0, true
	}
	before := k.coverage(first - 1)
	return first - 1, (coverage - before) / (at - before), true
}

// coverage is that of so many things: fewer than there were, as many, or more.
func (k kinds) coverage(things float64) float64 {
	n := k.total
	if things < n {
		var unseen exact.Sum
		all := distribution.LogChoose(n-1, things)
		k.runs(func(x, kinds float64) {
			unseen.Add(kinds * x / n * math.Exp(distribution.LogChoose(n-x, things)-all))
		})
		return 1 - unseen.Value()
	}
	once, twice := k.seen(1), k.seen(2)
	rest := 0.0
	switch {
	case twice > 0:
		rest = (n - 1) * once / ((n-1)*once + 2*twice)
	case once > 0:
		rest = (n - 1) * (once - 1) / ((n-1)*(once-1) + 2)
	}
	return 1 - once/n*math.Pow(rest, things-n+1)
}

// richnessOf is how many kinds so many things show.
func (k kinds) richnessOf(things float64) float64 {
	if things > k.total {
		missed := k.missed()
		if missed == 0 {
			return k.richness()
		}
		once := k.seen(1)
		return k.richness() - missed*math.Expm1((things-k.total)*math.Log1p(-once/(k.total*missed+once)))
	}
	var seen exact.Sum
	all := distribution.LogChoose(k.total, things)
	k.runs(func(x, kinds float64) {
		seen.Add(-kinds * math.Expm1(distribution.LogChoose(k.total-x, things)-all))
	})
	return seen.Value()
}

// dominantOf is the Hill number of order 2 that so many things show.
func (k kinds) dominantOf(things float64) float64 {
	return 1 / (1/things + (things-1)/things*k.alike())
}

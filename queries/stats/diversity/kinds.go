package diversity

import (
	"math"
	"slices"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// kinds are the counts of kinds that were seen, in order.
type kinds struct {
	counts []float64 // above 0
	total  float64
}

func kindsOf(counts []float64) (kinds, error) {
	return kindsIn(make([]float64, 0, len(counts)), counts)
}

// kindsIn are kinds whose counts lie in a piece of memory that has room for all.
func kindsIn(memory, counts []float64) (kinds, error) {
	k := kinds{counts: memory[:0]}
	for _, n := range counts {
		if !stats.IsAmount(n) {
			return kinds{}, stats.Refuse("the count of a kind must be a finite number, 0 or more")
		}
		if n > 0 {
			k.counts = append(k.counts, n)
		}
	}
	slices.Sort(k.counts)
	k.total = exact.SumOf(k.counts)
	if !stats.IsFinite(k.total) {
		return kinds{}, stats.Refuse("there are more things than can be counted")
	}
	return k, nil
}

// runs calls with every count that kinds have, and how many have it.
func (k kinds) runs(do func(count, kinds float64)) {
	for begin, end := 0, 0; begin < len(k.counts); begin = end {
		for end = begin; end < len(k.counts) && k.counts[end] == k.counts[begin]; end++ {
		}
		do(k.counts[begin], float64(end-begin))
	}
}

// seen is how many kinds were seen so many times.
func (k kinds) seen(times float64) float64 {
	low, _ := slices.BinarySearch(k.counts, times)
	high, _ := slices.BinarySearch(k.counts, times+0.5)
	return float64(high - low)
}

// richness is how many kinds were seen.
func (k kinds) richness() float64 { return float64(len(k.counts)) }

// average is the mean over things of f, a function of the share of their kind.
func (k kinds) average(f func(share float64) float64) float64 {
	var sum exact.Sum
	for _, n := range k.counts {
		sum.Add(n / k.total * f(n/k.total))
	}
	return sum.Value()
}

// measure is the estimate of what was seen, or, if it must be, of counts of whole things. It has no interval, which comes
// from drawing.
func measure(counts []float64, whole bool, method stats.Method, options []stats.Option, f func(kinds) (float64, stats.Reason)) (stats.Estimate, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return stats.Estimate{}, err
	}
	k, err := kindsOf(counts)
	switch {
	case err != nil:
		return stats.Estimate{}, err
	case whole && slices.ContainsFunc(k.counts, func(n float64) bool { return n != math.Trunc(n) }):
		return stats.Estimate{}, stats.Refuse("kinds that may not have been seen need things counted in whole numbers")
	case len(k.counts) == 0:
		return stats.Undefine(stats.NoData, method, s), nil
	}
	value, reason := f(k)
	if reason != "" {
		return stats.Undefine(reason, method, s), nil
	}
	return stats.WithoutInterval(value, stats.NotSimulated, method, s), nil
}

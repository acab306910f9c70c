package diversity

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// MethodPartition takes diversity apart over units that count alike.
const MethodPartition stats.Method = "diversity-partition-equal-weights/1"

// Parts is diversity taken apart: Gamma of all units together is Alpha of the average unit times Beta, the effective number
// of units that have nothing in common.
type Parts struct {
	Alpha, Beta, Gamma stats.Estimate
}

// Partition takes the diversity of several units apart, each counting alike whatever its size. Each row is one unit, with
// its counts of the kinds in the same order.
//
//	γ = Hill number of the mean shares, α = (mean over units of Σ p^q)^(1/(1-q)), β = γ/α
//
// For q = 1 α is exp of the mean entropy. Unit: kinds for Alpha and Gamma; units for Beta, 1 when all have the same shares,
// the number of units when they share no kind.
//
// Special cases: nothing seen anywhere gives NoData; units of nothing are left out and warn of GroupsLeftOut. There are no
// intervals (NotSimulated).
//
// Errors: an order below 0, infinite or NaN; units with unequal numbers of kinds; a count negative, infinite or NaN; a level
// outside 0..1.
//
// Source: Jost 2007, Ecology 88:2427-2439, doi:10.1890/06-1736.1.
func Partition(units [][]float64, order float64, options ...stats.Option) (Parts, error) {
	if !(order >= 0) || math.IsInf(order, 1) {
		return Parts{}, stats.Refuse("the order of a partition must be a finite number, 0 or more")
	}
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Parts{}, err
	}
	var shares []exact.Sum
	var memory []float64
	var alike exact.Sum // Σ p^q of the units, or their entropies
	seen := 0
	for _, unit := range units {
		if len(unit) != len(units[0]) {
			return Parts{}, stats.Refuse("every unit needs a count of every kind")
		}
		if shares == nil {
			shares, memory = make([]exact.Sum, len(unit)), make([]float64, 0, len(unit))
		}
		k, err := kindsIn(memory, unit)
		if err != nil {
			return Parts{}, err
		}
		if k.total == 0 {
			continue
		}
		seen++
		for i, n := range unit {
			shares[i].Add(n / k.total)
		}
		if order == 1 {
			alike.Add(k.shannon())
		} else {
			alike.Add(k.average(func(p float64) float64 { return math.Pow(p, order-1) }))
		}
	}
	if seen == 0 {
		none := stats.Undefine(stats.NoData, MethodPartition, s)
		return Parts{Alpha: none, Beta: none, Gamma: none}, nil
	}
	pooled := make([]float64, len(shares))
	for i, share := range shares {
		pooled[i] = share.Value()
	}
	all, err := kindsOf(pooled)
	if err != nil {
		return Parts{}, err
	}
	mean := alike.Value() / float64(seen)
	alpha, gamma := math.Exp(mean), all.hill(order)
	if order != 1 {
		alpha = math.Pow(mean, 1/(1-order))
	}
	estimate := func(value float64) stats.Estimate {
		return stats.WithoutInterval(value, stats.NotSimulated, MethodPartition, s).WarnedIf(seen < len(units), stats.GroupsLeftOut)
	}
	return Parts{Alpha: estimate(alpha), Beta: estimate(gamma / alpha), Gamma: estimate(gamma)}, nil
}

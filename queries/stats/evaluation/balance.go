package evaluation

import (
	"math"
	"slices"

	"athar/queries/stats"
)

// Difference is how far apart those reached and the others are in one thing known, in standard deviations of those reached.
type Difference struct {
	Value     float64      // meaningless unless Defined
	Undefined stats.Reason // why there is none; empty when there is one
}

// Defined reports whether Value may be read.
func (d Difference) Defined() bool { return d.Undefined == "" }

// Balance is how alike the groups are.
type Balance struct {
	Differences []Difference // by thing known
	Largest     Difference   // the largest of them, without its sign
	Treated     float64      // effective number of units that were reached
	Others      float64      // and of the others
	Undefined   stats.Reason // why groups cannot be compared; empty when they can
}

// Verdict is what balance allows to be said.
type Verdict int

// The verdicts, by the largest standardised difference.
const (
	BalanceUnknown   Verdict = iota
	BalanceGood              // up to 0.10
	BalanceToAdjust          // up to 0.25: only beside an adjustment for what was known, such as [EstimateDoublyRobust]
	BalanceDefeating         // above: the groups are not comparable
)

// Verdict judges the largest difference (Stuart 2010, Statistical Science 25:1-21, doi:10.1214/09-STS313).
func (b Balance) Verdict() Verdict {
	switch {
	case b.Undefined != "" || !b.Largest.Defined():
		return BalanceUnknown
	case b.Largest.Value <= 0.10:
		return BalanceGood
	case b.Largest.Value <= 0.25:
		return BalanceToAdjust
	}
	return BalanceDefeating
}

// CheckBalance compares what was known of those reached and of the others, under weights; nil weights are all one.
//
//	(x̄₁ - x̄₀)/s₁,  s₁ the standard deviation of those reached without weights; of two values a and b |b-a| √(p(1-p))
//
// Special cases: no units give NoData, units or weights on one side alone OneGroup. A thing that is the same for all those
// reached has no unit to measure in: a difference of 0 stays 0, any other is NoVariation and leaves Largest undefined too.
//
// Errors: columns of different lengths, numbers that are not finite, negative weights.
//
// Source: Austin 2009, Statistics in Medicine 28:3083-3107, doi:10.1002/sim.3697.
func CheckBalance(data Observational, weights []float64) (Balance, error) {
	if err := data.check(false); err != nil {
		return Balance{}, err
	}
	if weights == nil {
		weights = make([]float64, len(data.Treated))
		for i := range weights {
			weights[i] = 1
		}
	}
	treated, others, err := EffectiveSize(weights, data.Treated)
	if err != nil {
		return Balance{}, err
	}
	b := Balance{Treated: treated, Others: others, Undefined: data.sides()}
	if b.Undefined == "" && (treated == 0 || others == 0) {
		b.Undefined = stats.OneGroup
	}
	if b.Undefined != "" {
		b.Largest.Undefined = b.Undefined
		return b, nil
	}
	for _, values := range data.Known {
		means, _ := data.means(values, weights)
		d := Difference{Value: means[1] - means[0]}
		switch spread := data.spreadOfTreated(values); {
		case spread > 0:
			d.Value /= spread
		case d.Value != 0:
			d = Difference{Undefined: stats.NoVariation}
			b.Largest.Undefined = stats.NoVariation
		}
		b.Differences = append(b.Differences, d)
		b.Largest.Value = math.Max(b.Largest.Value, math.Abs(d.Value))
	}
	return b, nil
}

// spreadOfTreated is the standard deviation of those reached: over their number where only two values occur, as yes and no
// do, otherwise over one less.
func (d Observational) spreadOfTreated(values []float64) float64 {
	low, high := slices.Min(values), slices.Max(values)
	twoValues := true
	var reached arm
	for i, x := range values {
		twoValues = twoValues && (x == low || x == high)
		if d.Treated[i] {
			reached.add(x)
		}
	}
	if twoValues {
		return math.Sqrt(math.Max((reached.mean()-low)*(high-reached.mean()), 0))
	}
	if reached.count < 2 {
		return 0
	}
	for i, x := range values {
		if d.Treated[i] {
			reached.addSquare(x)
		}
	}
	return math.Sqrt(reached.squares.Value() / float64(reached.count-1))
}

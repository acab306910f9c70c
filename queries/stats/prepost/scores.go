package prepost

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/effect"
	"athar/queries/stats/internal/exact"
)

// Score is one person measured twice. Persons without one of the two are left out by the caller, who says how many.
type Score struct {
	Pre, Post float64 // finite
}

func (s Score) gain() float64 { return s.Post - s.Pre }

func check(scores []Score) error {
	for _, s := range scores {
		if !stats.IsFinite(s.Pre) || !stats.IsFinite(s.Post) {
			return stats.Refuse("scores must be finite numbers; leave persons without one of them out")
		}
	}
	return nil
}

// column copies one number of every person.
func column(scores []Score, of func(Score) float64) []float64 {
	numbers := make([]float64, len(scores))
	for i, s := range scores {
		numbers[i] = of(s)
	}
	return numbers
}

func pre(s Score) float64  { return s.Pre }
func post(s Score) float64 { return s.Post }

// Summarise finds what effect.ChangeByPreSpread needs to know of scores.
//
// Errors: a score that is infinite or NaN.
func Summarise(scores []Score) (effect.PairedSummary, error) {
	if err := check(scores); err != nil {
		return effect.PairedSummary{}, err
	}
	before, err := effect.Summarise(column(scores, pre))
	if err != nil {
		return effect.PairedSummary{}, err
	}
	after, err := effect.Summarise(column(scores, post))
	if err != nil {
		return effect.PairedSummary{}, err
	}
	result := effect.PairedSummary{
		Count: before.Count, PreMean: before.Mean, PostMean: after.Mean,
		PreSpread: before.StandardDeviation, PostSpread: after.StandardDeviation,
	}
	if result.PreSpread > 0 && result.PostSpread > 0 {
		var products exact.Sum
		for _, s := range scores {
			products.Add((s.Pre - before.Mean) / result.PreSpread * ((s.Post - after.Mean) / result.PostSpread))
		}
		result.Correlation = math.Max(-1, math.Min(1, products.Value()/(result.Count-1)))
	}
	return result, nil
}

// Change is how one group changed.
type Change struct {
	Persons  effect.PairedSummary
	Mean     effect.Comparison // mean gain in the unit of the score, with the paired t test
	Standard stats.Estimate    // effect.ChangeByPreSpread, which may stand beside effect.HedgesG
	Improved stats.Estimate    // share of persons who scored higher after than before, with the score interval of stats.Wilson
}

// MeanChange says how a group changed. It takes the gains person by person, and so keeps digits that effect.MeanChange
// loses where both measurements nearly agree.
//
// Unit: that of the score.
//
// Special cases: as for effect.MeanChange and effect.ChangeByPreSpread; nobody gives NoData for the share.
//
// Errors: a score that is infinite or NaN; a level outside 0..1.
func MeanChange(scores []Score, options ...stats.Option) (Change, error) {
	var result Change
	var err error
	if result.Persons, err = Summarise(scores); err != nil {
		return Change{}, err
	}
	gains, err := effect.Summarise(column(scores, Score.gain))
	if err != nil {
		return Change{}, err
	}
	// Gains are a measurement of persons who all began at 0.
	fromNothing := effect.PairedSummary{Count: gains.Count, PostMean: gains.Mean, PostSpread: gains.StandardDeviation}
	if result.Mean, err = effect.MeanChange(fromNothing, options...); err != nil {
		return Change{}, err
	}
	if result.Standard, err = effect.ChangeByPreSpread(result.Persons, options...); err != nil {
		return Change{}, err
	}
	improved := 0.0
	for _, s := range scores {
		if s.Post > s.Pre {
			improved++
		}
	}
	result.Improved, err = stats.Wilson(stats.Proportion{Successes: improved, Trials: float64(len(scores))}, options...)
	return result, err
}

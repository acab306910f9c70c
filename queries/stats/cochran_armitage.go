package stats

import (
	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/exact"
)

// ScoredProportion is a group with a place on a scale, such as the number of its income quintile.
type ScoredProportion struct {
	Proportion
	Score float64 // finite; only differences between scores count
}

// MethodCochranArmitage is the test of a trend in shares.
const MethodCochranArmitage Method = "cochran-armitage/1"

// CochranArmitage tests whether shares rise or fall along the scores of groups. It says whether there is a gradient; how
// steep it is, SlopeIndexOfPersons says.
//
//	X² = (Σ x_j (s_j - s̄))² / (p(1-p) Σ n_j (s_j - s̄)²),  s̄ = Σ n_j s_j / N,  1 degree
//
// Special cases: nobody gives NoData; scores that are all alike give OneGroup; everybody alike in outcome gives
// NoVariation. Groups without anybody count for nothing.
//
// Errors: as for Wilson, for any group; a score infinite or NaN.
//
// Source: Armitage 1955, Biometrics 11:375-386, doi:10.2307/3001775; Cochran 1954, Biometrics 10:417-451,
// doi:10.2307/3001616.
func CochranArmitage(groups []ScoredProportion) (Test, error) {
	var successes, trials, score exact.Sum
	for _, g := range groups {
		if err := g.check(); err != nil {
			return Test{}, err
		}
		if !IsFinite(g.Score) {
			return Test{}, Refuse("a score must be a finite number")
		}
		successes.Add(g.Successes)
		trials.Add(g.Trials)
		score.Add(g.Trials * g.Score)
	}
	undefined := func(reason Reason) (Test, error) { return UndefinedTest(reason, MethodCochranArmitage), nil }
	x, n := successes.Value(), trials.Value()
	if n == 0 {
		return undefined(NoData)
	}
	middle := score.Value() / n
	var along, spread exact.Sum
	for _, g := range groups {
		along.Add(g.Successes * (g.Score - middle))
		spread.Add(g.Trials * (g.Score - middle) * (g.Score - middle))
	}
	switch {
	case sameScores(groups):
		return undefined(OneGroup)
	case x == 0 || x == n:
		return undefined(NoVariation)
	}
	statistic := along.Value() / spread.Value() * (along.Value() / (x / n * ((n - x) / n)))
	if !IsFinite(statistic) {
		return undefined(NumbersTooLarge)
	}
	return Test{Statistic: statistic, Degrees: 1, PValue: distribution.ChiSquaredSurvival(statistic, 1), Method: MethodCochranArmitage}, nil
}

// sameScores tells whether everybody stands at one place.
func sameScores(groups []ScoredProportion) bool {
	first, found := 0.0, false
	for _, g := range groups {
		if g.Trials == 0 {
			continue
		}
		if found && g.Score != first {
			return false
		}
		first, found = g.Score, true
	}
	return true
}

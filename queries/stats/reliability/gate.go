package reliability

import "athar/queries/stats"

// Use is what the score of a scale may be used for.
type Use string

// The uses.
const (
	NoUse         Use = "none"
	ForGroups     Use = "groups"      // mean scores of groups
	ForOneLearner Use = "one_learner" // decisions about one learner, and mean scores
)

// Limits that the lower limit of a reliability has to reach.
const (
	GroupsFrom     = 0.70
	OneLearnerFrom = 0.90
)

// UseOf says what a scale is reliable enough for, going by the lower limit of its reliability: what cannot be shown does not
// pass. A reliability without an interval, as of too few persons, passes for nothing.
//
// Source: Nunnally & Bernstein 1994, Psychometric Theory, 3rd ed., chapter 7.
func UseOf(reliability stats.Estimate) Use {
	switch {
	case !reliability.Interval.Defined() || reliability.Interval.Low < GroupsFrom:
		return NoUse
	case reliability.Interval.Low < OneLearnerFrom:
		return ForGroups
	}
	return ForOneLearner
}

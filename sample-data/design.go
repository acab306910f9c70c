package sampledata

import "math"

// Here stands what the invented learners do, as chances. Everything is additive, in shares of 1, so that a gap in a
// figure can be traced to a line of this file. gaps.yaml says what follows for each group.

// reachChance is the chance that a learner attends at least once in a school year.
func reachChance(p *person, schoolKind, phase, year int) float64 {
	steeper := []float64{1.25, 1.1, 1}[year] // the gap by income narrows slowly
	return clamp(0.385+
		[]float64{-0.03, 0.01}[p.gender]+
		steeper*[]float64{-0.11, -0.06, 0, 0.05, 0.10}[p.income]+
		[]float64{-0.13, 0}[p.disability]+
		[]float64{0.03, 0, -0.05, 0.01}[p.nationality]+
		[]float64{-0.03, 0, 0.07}[schoolKind]+
		[]float64{0.03, 0, -0.02, -0.02, 0, -0.04, -0.06, -0.16}[p.municipality]+
		[]float64{0.03, 0, -0.06}[phase]+
		[]float64{-0.05, -0.02, 0}[year], 0.03, 0.95)
}

// completionChance is the chance that an attended journey ends in completion.
func completionChance(p *person) float64 {
	return clamp(0.79+[]float64{0.07, 0}[p.gender]+[]float64{-0.14, -0.07, 0, 0.03, 0.06}[p.income]+[]float64{-0.08, 0}[p.disability], 0, 0.97)
}

// awardChance is the chance that a completed journey in an opportunity with a credential ends in one.
func awardChance(p *person, schoolKind int) float64 {
	return clamp(0.88+[]float64{-0.22, 0}[p.disability]+[]float64{-0.16, -0.04, 0}[schoolKind], 0, 0.97)
}

const revokedShare = 0.01

// scoreMean is the mean score of a credential; scores spread by scoreSpread around it.
func scoreMean(p *person, schoolKind int) float64 {
	return 72 + []float64{-4, 0, 3}[schoolKind] + []float64{-3, -1.5, 0, 1, 2}[p.income]
}

const scoreSpread = 9

// barrierShares says what stops a learner: visibility, understanding, practical, motivation.
func barrierShares(p *person) []float64 {
	practical := 0.26 + []float64{0.22, 0.12, 0, -0.04, -0.08}[p.income] + []float64{0, 0, 0.03, 0.03, 0.03, 0.20, 0.24, 0.34}[p.municipality]
	if p.disability == 0 {
		practical += 0.1
	}
	rest := 1 - practical
	return []float64{0.45 * rest, 0.2 * rest, practical, 0.35 * rest}
}

var barriers = []string{"visibility", "understanding", "practical", "motivation"}

const practicalBarrier = 2

// answerChance is the chance that somebody invited to the learner's voice answers.
func answerChance(p *person) float64 { return 0.62 + []float64{0.06, -0.04}[p.gender] }

// stayChance is the chance that somebody who completed a programme and answered before it also answers after it.
func stayChance(p *person) float64 { return 0.84 + []float64{-0.16, -0.08, 0, 0, 0.02}[p.income] }

// thrivingMean is the mean of the thriving scale, 1 to 5.
func thrivingMean(p *person) float64 {
	return 3.7 + []float64{-0.45, 0}[p.disability] + []float64{-0.2, -0.1, 0, 0.05, 0.1}[p.income]
}

// agencyGain is how far the agency scale, 1 to 5, rises from before a programme to after it.
var agencyGain = [10]float64{museum: 0.15, heritage: 0.15, arts: 0.30, science: 0.45, technology: 0.40, sport: 0.05, library: 0.20, environment: 0.25, careers: 0.30, volunteering: 0.25}

func agencyBefore(p *person) float64 {
	return 3.1 + []float64{-0.15, -0.05, 0, 0.05, 0.1}[p.income] + []float64{-0.1, 0}[p.disability]
}

const (
	anotherJourney = 0.58 // chance of one more attended journey after each, up to mostJourneys
	mostJourneys   = 8
	anotherStop    = 0.45 // chance of one more journey that stops before anybody attends
)

// chances are the tables that follow from the constants.
type chances struct {
	anotherJourney, anotherStop float64
	mostJourneys                int
	category                    [2][3][]float64 // [gender][phase]
	anySport                    [2]float64      // by gender: a learner who attends at all attends sport at least once
}

// newChances gives those who take part about so many times the journeys of the constants. Who takes part stays as it is.
func newChances(times float64) *chances {
	c := &chances{anotherJourney: anotherJourney, anotherStop: anotherStop, mostJourneys: mostJourneys}
	if times != 1 { // both means grow by times: 1/(1-p) of the attended, p/(1-p) of the others
		stops := times * anotherStop / (1 - anotherStop)
		c.anotherJourney, c.anotherStop = math.Max(1-(1-anotherJourney)/times, 0), stops/(1+stops)
		c.mostJourneys = int(math.Ceil(times * mostJourneys))
	}
	base := [2][]float64{
		female: {0.16, 0.12, 0.14, 0.13, 0.10, 0.09, 0.11, 0.07, 0.04, 0.04},
		male:   {0.14, 0.09, 0.07, 0.13, 0.13, 0.24, 0.07, 0.05, 0.04, 0.04},
	}
	for gender := range 2 {
		for phase := range 3 {
			shares := append([]float64(nil), base[gender]...)
			for _, older := range []int{careers, volunteering} { // careers and volunteering come with age
				shares[older] *= []float64{0, 1, 2.5}[phase]
			}
			var others float64
			for category, share := range shares {
				if category != sport {
					others += share
				}
			}
			for category := range shares { // the share of sport stays what it is for the gender
				if category != sport {
					shares[category] *= (1 - shares[sport]) / others
				}
			}
			c.category[gender][phase] = shares
		}
		notSport, none := 1-base[gender][sport], 0.0
		for n := 1; n <= c.mostJourneys; n++ {
			share := math.Pow(c.anotherJourney, float64(n-1))
			if n < c.mostJourneys {
				share *= 1 - c.anotherJourney
			}
			none += share * math.Pow(notSport, float64(n))
		}
		c.anySport[gender] = 1 - none
	}
	return c
}

func clamp(x, low, high float64) float64 { return math.Min(math.Max(x, low), high) }

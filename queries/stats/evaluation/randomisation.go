package evaluation

import (
	"math"
	"math/rand/v2"

	"athar/queries/stats"
)

// RandomisationResult is what every other outcome of the draw would have shown.
type RandomisationResult struct {
	Difference  stats.Estimate // of means; it has no interval
	TwoSided    stats.Test     // of no effect on anybody, against an effect either way
	Greater     stats.Test     // the same, against an effect above zero
	Assignments int            // that were tried: all there are, unless the method says that they were drawn
}

// Methods for the randomisation test: every assignment tried, or some drawn.
const (
	MethodRandomisationEnumerated stats.Method = "randomisation-enumerated/1"
	MethodRandomisationDrawn      stats.Method = "randomisation-drawn/1"
)

const (
	// mostAssignments is the number up to which all are tried: all of 11 among 22.
	mostAssignments = 1_000_000
	// sameDifference is how far apart by rounding two equal differences may come out, beside the largest outcome.
	sameDifference = 1e-10
)

// RandomisationTest asks how often the draw itself would have shown a difference in means as large, had nothing had any
// effect on anybody: it assumes no distribution, and is right for a handful of units.
//
//	p = share of assignments with as many treated whose difference is at least as far from zero (or as high)
//
// Up to a million assignments are all tried; beyond that draws are, the data being counted as one more.
//
// Special cases: no rows give NoData, nobody in an arm OneGroup.
//
// Errors: columns of different lengths, outcomes that are not finite, a negative number of draws; blocks or clusters: give
// the means of clusters as units.
//
// Source: Fisher 1935, The Design of Experiments, chapter 2.
func RandomisationTest(trial Trial, draws Draws) (RandomisationResult, error) {
	count, random, err := draws.check()
	if err != nil {
		return RandomisationResult{}, err
	}
	if trial.Blocks != nil || trial.Clusters != nil {
		return RandomisationResult{}, stats.Refuse("the randomisation test is for units assigned one by one, without blocks or clusters")
	}
	if err := trial.check(); err != nil {
		return RandomisationResult{}, err
	}
	s, _ := stats.SettingsOf(nil)
	none := func(reason stats.Reason) (RandomisationResult, error) {
		test := stats.UndefinedTest(reason, MethodRandomisationDrawn)
		return RandomisationResult{Difference: stats.Undefine(reason, MethodRandomisationDrawn, s), TwoSided: test, Greater: test}, nil
	}
	treated, untreated := countsOf(trial.Treated)
	switch {
	case len(trial.Outcomes) == 0:
		return none(stats.NoData)
	case treated == 0 || untreated == 0:
		return none(stats.OneGroup)
	}
	// The smaller arm is chosen; the sum over the other one is the same with the other sign.
	r := redraw{chosen: min(treated, untreated), outcomes: centred(trial.Outcomes)}
	for i, y := range r.outcomes {
		if treated > untreated {
			r.outcomes[i] = -y
		}
		if trial.Treated[i] == (treated <= untreated) {
			r.observed += r.outcomes[i]
		}
		r.slack = math.Max(r.slack, sameDifference*math.Abs(y)*float64(r.chosen))
	}
	method, added := MethodRandomisationDrawn, 1
	if choices(len(trial.Outcomes), treated) <= mostAssignments {
		method, added = MethodRandomisationEnumerated, 0
		r.enumerate(0, r.chosen, 0)
	} else {
		r.draw(count, random)
	}
	var arms [2]arm
	for i, y := range trial.Outcomes {
		arms[side(trial.Treated[i])].add(y)
	}
	difference := arms[1].mean() - arms[0].mean()
	test := func(extreme int) stats.Test {
		p := float64(extreme+added) / float64(r.tried+added)
		return stats.Test{Statistic: difference, PValue: p, Method: method}
	}
	return RandomisationResult{
		Difference:  stats.WithoutInterval(difference, stats.NotPartOfMethod, method, s),
		TwoSided:    test(r.further),
		Greater:     test(r.higher),
		Assignments: r.tried,
	}, nil
}

// redraw counts assignments. With outcomes about their mean, the sum over an arm orders assignments as the
// difference of means does.
type redraw struct {
	outcomes               []float64
	chosen                 int
	observed, slack        float64
	tried, further, higher int
}

func (r *redraw) tally(sum float64) {
	r.tried++
	if math.Abs(sum) >= math.Abs(r.observed)-r.slack {
		r.further++
	}
	if sum >= r.observed-r.slack {
		r.higher++
	}
}

// enumerate chooses some of the units from one on, beside a sum already chosen.
func (r *redraw) enumerate(from, left int, sum float64) {
	if left == 0 {
		r.tally(sum)
		return
	}
	for i := from; i <= len(r.outcomes)-left; i++ {
		r.enumerate(i+1, left-1, sum+r.outcomes[i])
	}
}

// draw chooses by going through the units once: each is taken with the chance that those still wanted have among those
// still to come (Knuth, The Art of Computer Programming 2, algorithm 3.4.2 S).
func (r *redraw) draw(count int, random *rand.Rand) {
	for range count {
		sum, wanted := 0.0, r.chosen
		for i, y := range r.outcomes {
			if random.Float64()*float64(len(r.outcomes)-i) < float64(wanted) {
				sum += y
				wanted--
			}
		}
		r.tally(sum)
	}
}

func centred(values []float64) []float64 {
	var all arm
	for _, v := range values {
		all.add(v)
	}
	about := make([]float64, len(values))
	for i, v := range values {
		about[i] = v - all.mean()
	}
	return about
}

// choices is the number of ways to choose k of n.
func choices(n, k int) float64 {
	ways := 1.0
	for i := range min(k, n-k) {
		ways *= float64(n-i) / float64(i+1)
	}
	return ways
}

package evaluation

import (
	"math"
	"math/rand/v2"

	"athar/queries/stats"
)

// Draws says how chance is drawn where there are too many possibilities to try them all.
type Draws struct {
	Count int    // of draws; 0 for 9,999
	Seed  uint64 // of the generator; the same seed gives the same draws
}

func (d Draws) check() (count int, random *rand.Rand, err error) {
	if d.Count < 0 {
		return 0, nil, stats.Refuse("the number of draws must be 0 or more")
	}
	count = d.Count
	if count == 0 {
		count = 9999
	}
	return count, rand.New(rand.NewPCG(d.Seed, 0)), nil
}

// Methods for the wild bootstrap: every pattern of signs tried, or some drawn.
const (
	MethodWildEnumerated stats.Method = "did-wild-enumerated/1"
	MethodWildDrawn      stats.Method = "did-wild-drawn/1"
)

// WildClusterTest tests that a difference in differences is nothing, where there are too few schools for an interval to be
// trusted: residuals of the line without the effect are turned about school by school, and the p-value is the share of
// patterns whose t, by CR0, is at least as far from zero as that of the data. Up to fourteen schools every pattern of
// signs is tried; beyond that draws are, the data being counted as one more.
//
// Special cases: as [EstimateDifferenceInDifferences]; NoVariation when no residual is left.
//
// Errors: as there; a negative number of draws.
//
// Source: Cameron, Gelbach & Miller 2008, Review of Economics and Statistics 90:414-427, doi:10.1162/rest.90.3.414.
func WildClusterTest(rows BeforeAfter, draws Draws) (stats.Test, error) {
	if err := rows.check(); err != nil {
		return stats.Test{}, err
	}
	count, random, err := draws.check()
	if err != nil {
		return stats.Test{}, err
	}
	cells, fit, reason := rows.fit()
	switch {
	case reason != "":
		return stats.UndefinedTest(reason, MethodWildDrawn), nil
	case min(cells.TreatedSchools, cells.ComparisonSchools) < 2:
		return stats.UndefinedTest(stats.OneCluster, MethodWildDrawn), nil
	}
	wild := fit.Wild(len(fit.Coefficients)-1, count, random)
	if !stats.IsFinite(wild.Statistic) || math.IsNaN(wild.PValue) {
		return stats.UndefinedTest(stats.NoVariation, MethodWildDrawn), nil
	}
	test := stats.Test{Statistic: wild.Statistic, PValue: wild.PValue, Method: MethodWildDrawn}
	if wild.Enumerated {
		test.Method = MethodWildEnumerated
	}
	return test, nil
}

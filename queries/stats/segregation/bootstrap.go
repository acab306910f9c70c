package segregation

import (
	"math"
	"slices"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/exact"
)

// Draws says how chance is imitated. The same seed gives the same answer for the same cells in the same order: the tables
// are those of R's rmultinom after set.seed.
type Draws struct {
	Count int // how many tables are drawn: 100 or more; a thousand for limits that are printed
	Seed  int32
}

const leastDraws = 100

// Methods for indices from which bias was taken off.
const (
	MethodMutualInformationDebiased stats.Method = "segregation-mutual-information-bootstrap/1"
	MethodInformationDebiased       stats.Method = "segregation-information-index-bootstrap/1"
)

// Debiased is an index less its bias, and the bias.
type Debiased struct {
	stats.Estimate
	Bias float64 // meaningless unless the estimate is defined
}

// Bootstrapped are the indices of information with the chance that made the table taken into account.
type Bootstrapped struct {
	MutualInformation Debiased
	Information       Debiased
}

// Bootstrap estimates [MutualInformation] and [Information] less their bias, with limits. It draws tables of as many learners
// from the shares of the table's cells, and takes what the drawn indices have more than the table's as what that has more
// than the truth.
//
//	bias = mean of draws - index, value = index - bias, limits = 2 index - the upper and lower quantile of draws
//
// Unit: that of the indices. The standard error is the standard deviation of the draws. A value or limit below 0 says that
// there is less segregation than chance alone makes, and is read as none. Learners are taken as falling into cells independently; a register has that much chance in it at least.
//
// Special cases: nobody gives NoData; one group makes the information index OneGroup. Small units or groups warn of
// SmallUnits still, since the correction is itself too small there.
//
// Errors: learners that are not whole numbers, negative, infinite or NaN; fewer than a hundred draws; a level outside 0..1.
//
// Source: Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapters 10 and 13 (the basic interval).
func Bootstrap(cells []Cell, draws Draws, options ...stats.Option) (Bootstrapped, error) {
	t, s, err := scoresOf(cells, options)
	switch {
	case err != nil:
		return Bootstrapped{}, err
	case draws.Count < leastDraws:
		return Bootstrapped{}, stats.Refuse("there must be at least %d draws", leastDraws)
	case !t.whole():
		return Bootstrapped{}, stats.Refuse("learners who are drawn at random must be counted in whole numbers")
	case len(t.places) == 0:
		return Bootstrapped{
			MutualInformation: Debiased{Estimate: stats.Undefine(stats.NoData, MethodMutualInformationDebiased, s)},
			Information:       Debiased{Estimate: stats.Undefine(stats.NoData, MethodInformationDebiased, s)},
		}, nil
	}
	random, chance := distribution.NewRandom(draws.Seed), t.byChance()
	drawn := table{places: t.places, groups: t.groups, counts: make([]float64, len(t.counts))}
	information, relative := make([]float64, draws.Count), make([]float64, draws.Count)
	for i := range draws.Count {
		chance.fill(drawn.counts, random)
		drawn.addUp()
		information[i] = drawn.mutualInformation()
		// A draw in which all learners are of one group has no segregation to show.
		if entropy := entropyOf(drawn.sizes, drawn.total); entropy > 0 {
			relative[i] = information[i] / entropy
		}
	}
	value := t.mutualInformation()
	result := Bootstrapped{MutualInformation: debiased(value, information, MethodMutualInformationDebiased, s, t)}
	if len(t.groups) == 1 {
		result.Information.Estimate = stats.Undefine(stats.OneGroup, MethodInformationDebiased, s)
	} else {
		result.Information = debiased(value/entropyOf(t.sizes, t.total), relative, MethodInformationDebiased, s, t)
	}
	return result, nil
}

// debiased sorts the draws.
func debiased(value float64, draws []float64, method stats.Method, s stats.Settings, t table) Debiased {
	slices.Sort(draws)
	mean := exact.SumOf(draws) / float64(len(draws))
	var squares exact.Sum
	for _, x := range draws {
		squares.Add((x - mean) * (x - mean))
	}
	tail := (1 - s.Level) / 2
	e := stats.Estimate{
		Value:         2*value - mean,
		StandardError: stats.StandardError{Value: math.Sqrt(squares.Value() / float64(len(draws)-1)), Scale: stats.Natural},
		Method:        method,
	}
	low, high := 2*value-distribution.SampleQuantile(draws, 1-tail), 2*value-distribution.SampleQuantile(draws, tail)
	e.Interval = stats.Interval{Low: min(low, e.Value), High: max(high, e.Value), Level: s.Level}
	return Debiased{
		Estimate: e.WarnedIf(t.small(), stats.SmallUnits).WarnedIf(e.StandardError.Value == 0, stats.NoSpread),
		Bias:     mean - value,
	}
}

// cellsByChance draws tables of as many learners, cell by cell in the order in which cells were told.
type cellsByChance struct {
	table
	cells distribution.Multinomial
	drawn []int
}

func (t table) byChance() cellsByChance {
	shares := make([]float64, len(t.came))
	for i, at := range t.came {
		shares[i] = t.counts[at] / t.total
	}
	return cellsByChance{table: t, cells: distribution.NewMultinomial(shares), drawn: make([]int, len(shares))}
}

// fill sets the counts of another table of the same cells.
func (c cellsByChance) fill(counts []float64, random *distribution.Random) {
	c.cells.Draw(int(c.total), c.drawn, random)
	for i, at := range c.came {
		counts[at] = float64(c.drawn[i])
	}
}

package evaluation

import (
	"slices"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
	"athar/queries/stats/internal/linear"
)

// BeforeAfter are learners observed before or after a change, in schools that it reached and schools that it did not. One
// learner may have a row for each time, or each time its own learners.
type BeforeAfter struct {
	Treated  []bool    // in a school that the change reached, whether or not it had come yet
	After    []bool    // observed after the change
	Schools  []int     // any whole numbers; rows of one school depend on each other
	Outcomes []float64 // in any unit
	Weights  []float64 // 0 or more; nil when every row counts once

	// WithinSchools gives each school a level of its own, and compares each with itself alone.
	WithinSchools bool
}

// DifferenceInDifferences is what the change brought, as far as the two groups of schools would have moved alike.
type DifferenceInDifferences struct {
	Effect Effect // CR2 with Satterthwaite's degrees of freedom
	Stata  Effect // the same estimate with CR1S and t of G-1, as Stata has it, for comparison
	// Means by group and time: Means[1][0] is of the treated before. They are meaningless where Counts is 0.
	Means             [2][2]float64
	Counts            [2][2]int // rows with a weight
	TreatedSchools    int       // with a row that has a weight
	ComparisonSchools int
}

// Methods for differences in differences.
const (
	MethodDifferenceInDifferences      stats.Method = "did-cr2/1"
	MethodDifferenceInDifferencesStata stats.Method = "did-cr1s/1"
)

// fewPerArm is the number of schools in an arm below which the wild bootstrap should stand beside the interval.
const fewPerArm = 10

// EstimateDifferenceInDifferences compares how treated and comparison schools moved.
//
//	y = a + b treated + c after + d treated·after (+ a level of each school),  estimate d
//
// which without levels of schools is (Ȳ₁₁ - Ȳ₁₀) - (Ȳ₀₁ - Ȳ₀₀). Residuals of a school are corrected by (I - H)^-1/2 and
// the degrees of freedom are Satterthwaite's (CR2); the same estimate is given with CR1S. The work follows rows, and the
// memory schools.
//
// Unit: that of the outcomes. It is an effect only if the groups would have moved alike; effects of periods before the
// change (see [GroupTimeEffects]) are what can be shown for it.
//
// Special cases: no rows give NoData, nobody in one of the four cells MissingGroup; an arm of one school OneCluster for
// the interval, since one school cannot be told from its treatment; fewer than ten schools in an arm warn of FewClusters,
// and [WildClusterTest] belongs beside the result.
//
// Errors: columns of different lengths, outcomes or weights that are not finite, negative weights, a level outside 0..1.
//
// Source: Angrist & Pischke 2009, Mostly Harmless Econometrics, chapter 5; Bell & McCaffrey 2002, Survey Methodology
// 28:169-181; Pustejovsky & Tipton 2018, Journal of Business & Economic Statistics 36:672-683,
// doi:10.1080/07350015.2016.1247004.
func EstimateDifferenceInDifferences(rows BeforeAfter, options ...stats.Option) (DifferenceInDifferences, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return DifferenceInDifferences{}, err
	}
	if err := rows.check(); err != nil {
		return DifferenceInDifferences{}, err
	}
	result, fit, reason := rows.fit()
	if reason != "" {
		result.Effect = noEffect(reason, MethodDifferenceInDifferences, s)
		result.Stata = noEffect(reason, MethodDifferenceInDifferencesStata, s)
		return result, nil
	}
	last := len(fit.Coefficients) - 1
	estimate := fit.Coefficients[last]
	spread := corrected(fit, last)
	stata := errorOf{degrees: float64(fit.Clusters - 1)}
	if fit.Freedom() > 0 {
		stata.variance = fit.Variance(linear.CR1S).At(last, last)
	} else {
		spread.reason, stata.reason = stats.TooFew, stats.TooFew
	}
	if min(result.TreatedSchools, result.ComparisonSchools) < 2 {
		spread.reason, stata.reason = stats.OneCluster, stats.OneCluster
	}
	few := result.few()
	result.Effect = effect(estimate, spread, MethodDifferenceInDifferences, s).WarnedIf(few, stats.FewClusters)
	result.Stata = effect(estimate, stata, MethodDifferenceInDifferencesStata, s).WarnedIf(few, stats.FewClusters)
	return result, nil
}

func (d DifferenceInDifferences) few() bool {
	return min(d.TreatedSchools, d.ComparisonSchools) < fewPerArm
}

func (r BeforeAfter) check() error {
	n := len(r.Outcomes)
	err := checkColumns(n,
		numbers("outcomes", r.Outcomes), weights(r.Weights),
		column{name: "treated", length: len(r.Treated)}, column{name: "after", length: len(r.After)},
		column{name: "schools", length: len(r.Schools)})
	if err != nil {
		return err
	}
	return checkWeights(r.Weights)
}

// fit counts and averages the four cells and fits the line whose last coefficient is the effect.
func (r BeforeAfter) fit() (d DifferenceInDifferences, fit linear.ClusteredFit, reason stats.Reason) {
	schools, count := numbered(r.Schools)
	whole := []float64{1, 0, 0, 0}
	row, clusters := whole, linear.NewClusters(4, count)
	if r.WithinSchools {
		row, clusters = whole[1:], linear.NewClustersWithin(3, count)
	}
	var sums, weights [2][2]exact.Sum
	var arms [2][]bool // whether a school has rows in the arm
	arms[0], arms[1] = make([]bool, count), make([]bool, count)
	for i, y := range r.Outcomes {
		w := weightOf(r.Weights, i)
		if w == 0 {
			continue
		}
		g, t := side(r.Treated[i]), side(r.After[i])
		d.Counts[g][t]++
		sums[g][t].Add(w * y)
		weights[g][t].Add(w)
		arms[g][schools[i]] = true
		whole[1], whole[2], whole[3] = float64(g), float64(t), float64(g*t)
		clusters.Add(schools[i], row, y-r.Outcomes[0], w) // a level that all share, taken out for its digits
	}
	total, least := 0, len(r.Outcomes)
	for g := range 2 {
		for t, n := range d.Counts[g] {
			total, least = total+n, min(least, n)
			if n > 0 {
				d.Means[g][t] = sums[g][t].Value() / weights[g][t].Value()
			}
		}
	}
	for school := range count {
		d.ComparisonSchools += side(arms[0][school])
		d.TreatedSchools += side(arms[1][school])
	}
	switch {
	case total == 0:
		return d, fit, stats.NoData
	case least == 0:
		return d, fit, stats.MissingGroup
	}
	fit, err := clusters.Fit()
	switch {
	case err != nil:
		return d, fit, stats.NumbersTooLarge
	case slices.Contains(fit.Dependent, len(row)-1):
		return d, fit, stats.MissingGroup // no school was seen both before and after
	}
	return d, fit, ""
}

// side is 1 for yes.
func side(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

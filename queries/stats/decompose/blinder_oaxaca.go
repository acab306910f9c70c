package decompose

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
	"athar/queries/stats/internal/linear"
)

// Group is the persons of one group.
type Group struct {
	Outcomes   []float64 // finite
	Regressors []float64 // person after person, so many a person as PairOfGroups says, without a constant: finite
}

// PairOfGroups is two groups with the same regressors. Every difference is First minus Second.
type PairOfGroups struct {
	Columns       int // regressors a person, 1 or more
	First, Second Group
}

// Norm says which coefficients count as the going rate for a regressor.
type Norm string

// The norms.
const (
	// PooledWithGroup takes the coefficients of one regression of all persons with a constant for each group: the house
	// default.
	PooledWithGroup Norm = "pooled-with-group"
	// Pooled leaves the constant for the group out, which lets regressors stand in for the group and overstates what they
	// account for.
	Pooled Norm = "pooled"
	// FirstGroup takes the coefficients of the first group, SecondGroup those of the second.
	FirstGroup  Norm = "first-group"
	SecondGroup Norm = "second-group"
	// Equal takes the average of both, ByPersons their average weighted by persons.
	Equal     Norm = "equal"
	ByPersons Norm = "by-persons"
)

// Methods of the decomposition of a difference of means.
const (
	MethodTwofold   stats.Method = "blinder-oaxaca-twofold/1"
	MethodThreefold stats.Method = "blinder-oaxaca-threefold/1"
)

// MeanDifference is a difference of two means and its parts.
type MeanDifference struct {
	First, Second float64 // means; meaningless unless Difference is defined
	Difference    stats.Estimate

	Explained, Unexplained stats.Estimate // what differences in regressors account for at the norm, and the rest
	// ExplainedBy are the shares of the regressors in Explained, in their order; nil when it is undefined. Those of the
	// categories of one variable depend on the category left out: only their sum has a meaning of its own.
	ExplainedBy []float64

	// The difference in three parts, seen from the second group.
	Endowments, Coefficients, Interaction stats.Estimate
}

// BlinderOaxaca splits the difference of the mean outcomes of two groups, with x̄ their mean regressors and b their
// coefficients by least squares, constants among them, and b* the coefficients of the norm:
//
//	(x̄₁-x̄₂)b* + [x̄₁(b₁-b*) + x̄₂(b*-b₂)]                           explained, unexplained
//	(x̄₁-x̄₂)b₂ + x̄₂(b₁-b₂) + (x̄₁-x̄₂)(b₁-b₂)                         endowments, coefficients, interaction
//
// Standard errors are by the delta method, with regressors that were drawn and coefficients of rows that are equally spread:
// for explained b*ᵀ(V(x̄₁)+V(x̄₂))b* + dᵀV(b*)d, d = x̄₁-x̄₂, and so on for the others. Limits are normal.
//
// Unit: that of the outcome. The unexplained part is not discrimination: it holds all that was not measured.
//
// Special cases: nobody in a group gives NoData; too few persons for the regressors in a group give TooFew; regressors that
// determine each other within a group give Collinear. With a pooled norm the unexplained part has no interval
// (NotPartOfMethod), because the coefficients that it compares depend on each other.
//
// Errors: numbers that are infinite or NaN; rows that are not whole; an unknown norm; a level outside 0..1.
//
// Source: Blinder 1973, Journal of Human Resources 8:436-455, doi:10.2307/144855; Oaxaca 1973, International Economic Review
// 14:693-709, doi:10.2307/2525981; the norm and the standard errors: Jann 2008, Stata Journal 8:453-479,
// doi:10.1177/1536867X0800800401.
func BlinderOaxaca(pair PairOfGroups, norm Norm, options ...stats.Option) (MeanDifference, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return MeanDifference{}, err
	}
	if err := pair.check(); err != nil {
		return MeanDifference{}, err
	}
	first, second := float64(len(pair.First.Outcomes)), float64(len(pair.Second.Outcomes))
	share, pooled, err := norm.share(first, second)
	if err != nil {
		return MeanDifference{}, err
	}
	if first == 0 || second == 0 {
		return undefinedDifference(stats.NoData, s), nil
	}
	a, reason := fitGroup(pair.First, pair.Columns)
	if reason != "" {
		return undefinedDifference(reason, s), nil
	}
	b, reason := fitGroup(pair.Second, pair.Columns)
	if reason != "" {
		return undefinedDifference(reason, s), nil
	}

	apart := combine(1, a.means, -1, b.means)
	between := combine(1, a.coefficients, -1, b.coefficients)
	drawn := sum(1, a.drawn, 1, b.drawn)
	unsure := sum(1, a.unsure, 1, b.unsure)

	star, unsureStar := combine(share, a.coefficients, 1-share, b.coefficients), sum(share*share, a.unsure, (1-share)*(1-share), b.unsure)
	if pooled {
		star, unsureStar, reason = pair.pooled(norm == PooledWithGroup)
		if reason != "" {
			return undefinedDifference(reason, s), nil
		}
	}

	part := func(value, variance float64, method stats.Method) stats.Estimate {
		return stats.Symmetric(value, math.Sqrt(math.Max(0, variance)), s.Z(), method, s)
	}
	result := MeanDifference{
		First: a.outcome, Second: b.outcome,
		Difference: part(a.outcome-b.outcome, a.ofOutcome+b.ofOutcome, MethodTwofold),
		Explained:  part(dot(apart, star), quadratic(drawn, star)+quadratic(unsureStar, apart), MethodTwofold),

		Endowments:   part(dot(apart, b.coefficients), quadratic(drawn, b.coefficients)+quadratic(b.unsure, apart), MethodThreefold),
		Coefficients: part(dot(b.means, between), quadratic(b.drawn, between)+quadratic(unsure, b.means), MethodThreefold),
		Interaction:  part(dot(apart, between), quadratic(drawn, between)+quadratic(unsure, apart), MethodThreefold),
	}
	if pooled {
		value := dot(a.means, combine(1, a.coefficients, -1, star)) + dot(b.means, combine(1, star, -1, b.coefficients))
		result.Unexplained = stats.WithoutInterval(value, stats.NotPartOfMethod, MethodTwofold, s)
	} else {
		at := combine(1-share, a.means, share, b.means)
		atDrawn := sum((1-share)*(1-share), a.drawn, share*share, b.drawn)
		result.Unexplained = part(dot(at, between), quadratic(atDrawn, between)+quadratic(unsure, at), MethodTwofold)
	}
	for j := range pair.Columns {
		result.ExplainedBy = append(result.ExplainedBy, apart[j+1]*star[j+1])
	}
	return result, nil
}

// share is the weight of the first group's coefficients in the norm, unless it is pooled.
func (n Norm) share(first, second float64) (share float64, pooled bool, err error) {
	switch n {
	case PooledWithGroup, Pooled:
		return 0, true, nil
	case FirstGroup:
		return 1, false, nil
	case SecondGroup:
		return 0, false, nil
	case Equal:
		return 0.5, false, nil
	case ByPersons:
		return first / math.Max(1, first+second), false, nil
	}
	return 0, false, stats.Refuse("there is no such norm of coefficients")
}

func undefinedDifference(reason stats.Reason, s stats.Settings) MeanDifference {
	two, three := stats.Undefine(reason, MethodTwofold, s), stats.Undefine(reason, MethodThreefold, s)
	return MeanDifference{
		Difference: two, Explained: two, Unexplained: two, Endowments: three, Coefficients: three, Interaction: three,
	}
}

// fitted is a group with its line. The constant is the first of means and coefficients.
type fitted struct {
	means, coefficients []float64
	drawn               *mat.SymDense // variance of the means
	unsure              *mat.SymDense // variance of the coefficients
	outcome, ofOutcome  float64       // mean outcome and its variance
}

func fitGroup(g Group, columns int) (fitted, stats.Reason) {
	n := len(g.Outcomes)
	if n < columns+2 {
		return fitted{}, stats.TooFew
	}
	rows := linear.NewRows(columns+1, n)
	for i := range n {
		addRow(&rows, g, i, columns)
	}
	fit, err := linear.LeastSquares(rows)
	switch {
	case err != nil:
		return fitted{}, stats.NumbersTooLarge
	case len(fit.Dependent) > 0:
		return fitted{}, stats.Collinear
	}
	result := fitted{means: []float64{1}, coefficients: fit.Coefficients, unsure: fit.Classical(), drawn: mat.NewSymDense(columns+1, nil)}
	count := float64(n)
	sums := make([]exact.Sum, columns+1)
	for i, y := range g.Outcomes {
		sums[0].Add(y)
		for j, x := range g.Regressors[i*columns : (i+1)*columns] {
			sums[j+1].Add(x)
		}
	}
	result.outcome = sums[0].Value() / count
	for j := range columns {
		result.means = append(result.means, sums[j+1].Value()/count)
	}
	products, ofOutcome := make([]exact.Sum, (columns+1)*(columns+1)), exact.Sum{}
	for i, y := range g.Outcomes {
		ofOutcome.Add((y - result.outcome) * (y - result.outcome))
		row := g.Regressors[i*columns : (i+1)*columns]
		for j, x := range row {
			for l := range j + 1 {
				products[(j+1)*(columns+1)+l+1].Add((x - result.means[j+1]) * (row[l] - result.means[l+1]))
			}
		}
	}
	result.ofOutcome = ofOutcome.Value() / (count - 1) / count
	for j := 1; j <= columns; j++ {
		for l := 1; l <= j; l++ {
			result.drawn.SetSym(j, l, products[j*(columns+1)+l].Value()/(count-1)/count)
		}
	}
	return result, ""
}

func addRow(rows *linear.Rows, g Group, i, columns int, more ...float64) {
	rows.X = append(rows.X, 1)
	rows.X = append(rows.X, g.Regressors[i*columns:(i+1)*columns]...)
	rows.X = append(rows.X, more...)
	rows.Y = append(rows.Y, g.Outcomes[i])
}

// pooled fits all persons at once; what belongs to the constants of the groups is left out.
func (p PairOfGroups) pooled(withGroup bool) ([]float64, *mat.SymDense, stats.Reason) {
	width := p.Columns + 1
	if withGroup {
		width++
	}
	rows := linear.NewRows(width, len(p.First.Outcomes)+len(p.Second.Outcomes))
	for belongs, g := range []Group{p.First, p.Second} {
		for i := range g.Outcomes {
			if withGroup {
				addRow(&rows, g, i, p.Columns, float64(belongs))
			} else {
				addRow(&rows, g, i, p.Columns)
			}
		}
	}
	fit, err := linear.LeastSquares(rows)
	switch {
	case err != nil:
		return nil, nil, stats.NumbersTooLarge
	case len(fit.Dependent) > 0:
		return nil, nil, stats.Collinear
	}
	all := fit.Classical()
	unsure := mat.NewSymDense(p.Columns+1, nil)
	for j := range p.Columns + 1 {
		for l := range j + 1 {
			unsure.SetSym(j, l, all.At(j, l))
		}
	}
	return fit.Coefficients[:p.Columns+1], unsure, ""
}

func (p PairOfGroups) check() error {
	if p.Columns < 1 {
		return stats.Refuse("there must be one regressor or more")
	}
	for _, g := range []Group{p.First, p.Second} {
		if len(g.Regressors) != p.Columns*len(g.Outcomes) {
			return stats.Refuse("every person must have an outcome and all regressors")
		}
		for _, numbers := range [][]float64{g.Outcomes, g.Regressors} {
			for _, x := range numbers {
				if !stats.IsFinite(x) {
					return stats.Refuse("outcomes and regressors must be finite numbers; leave persons with gaps out")
				}
			}
		}
	}
	return nil
}

func dot(a, b []float64) float64 {
	var s exact.Sum
	for i, x := range a {
		s.Add(x * b[i])
	}
	return s.Value()
}

func combine(p float64, a []float64, q float64, b []float64) []float64 {
	result := make([]float64, len(a))
	for i := range a {
		result[i] = p*a[i] + q*b[i]
	}
	return result
}

func sum(p float64, a *mat.SymDense, q float64, b *mat.SymDense) *mat.SymDense {
	var left, right, result mat.SymDense
	left.ScaleSym(p, a)
	right.ScaleSym(q, b)
	result.AddSym(&left, &right)
	return &result
}

// quadratic is vᵀ m v.
func quadratic(m *mat.SymDense, v []float64) float64 {
	x := mat.NewVecDense(len(v), v)
	return mat.Inner(x, m, x)
}

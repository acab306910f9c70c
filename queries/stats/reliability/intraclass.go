package reliability

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/exact"
)

// Methods for intraclass correlations, by the numbers of Shrout and Fleiss.
const (
	MethodICC1  stats.Method = "icc-1-1/1"
	MethodICC2  stats.Method = "icc-2-1/1"
	MethodICC3  stats.Method = "icc-3-1/1"
	MethodICC1k stats.Method = "icc-1-k/1"
	MethodICC2k stats.Method = "icc-2-k/1"
	MethodICC3k stats.Method = "icc-3-k/1"
)

// IntraclassCorrelations say how much of the differences between scores are differences between learners: for the score of
// one rater, and for the mean of as many as rated.
type IntraclassCorrelations struct {
	OneWay, OneWayOfMean           stats.Estimate // ICC(1,1), ICC(1,k): every learner had raters of their own
	Agreement, AgreementOfMean     stats.Estimate // ICC(2,1), ICC(2,k): the same raters, drawn from many; being strict counts against them
	Consistency, ConsistencyOfMean stats.Estimate // ICC(3,1), ICC(3,k): these raters only; being strict does not
}

// Intraclass estimates the six intraclass correlations of n learners whom k raters scored, with limits from F
// distributions.
//
//	ICC(1,1) = (B-W) / (B + (k-1)W)                     ICC(1,k) = (B-W) / B
//	ICC(2,1) = (B-E) / (B + (k-1)E + k(J-E)/n)          ICC(2,k) = (B-E) / (B + (J-E)/n)
//	ICC(3,1) = (B-E) / (B + (k-1)E)                     ICC(3,k) = (B-E) / B
//
// with the mean squares B between learners, W within learners, J between raters and E of what is left.
//
// Unit: none; at most 1, and below 0 when raters differ more within a learner than learners do.
//
// Special cases: nobody gives NoData; fewer than two learners, or two raters, give TooFew; scores that are all the same
// give NoVariation; a denominator that is not above zero gives ZeroDenominator. Raters who leave no differences within
// learners give a value of 1 without interval (NoVariation).
//
// Errors: as for Alpha.
//
// Source: Shrout & Fleiss 1979, Psychological Bulletin 86:420-428, doi:10.1037/0033-2909.86.2.420; McGraw & Wong 1996,
// Psychological Methods 1:30-46, doi:10.1037/1082-989X.1.1.30.
func Intraclass(ratings Table, options ...stats.Option) (IntraclassCorrelations, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return IntraclassCorrelations{}, err
	}
	if err := ratings.check(); err != nil {
		return IntraclassCorrelations{}, err
	}
	switch {
	case ratings.Rows() == 0:
		return undefinedCorrelations(stats.NoData, s), nil
	case ratings.Rows() == 1 || ratings.Columns == 1:
		return undefinedCorrelations(stats.TooFew, s), nil
	}
	m := ratings.meanSquares()
	switch {
	case !stats.IsFinite(m.between + m.within + m.raters):
		return undefinedCorrelations(stats.NumbersTooLarge, s), nil
	case m.between == 0 && m.within == 0:
		return undefinedCorrelations(stats.NoVariation, s), nil
	}
	oneWay := m.correlations(m.within, m.n*(m.k-1), s, MethodICC1, MethodICC1k)
	consistency := m.correlations(m.left, (m.n-1)*(m.k-1), s, MethodICC3, MethodICC3k)
	agreement := m.agreement(s)
	return IntraclassCorrelations{
		OneWay: oneWay[0], OneWayOfMean: oneWay[1],
		Agreement: agreement[0], AgreementOfMean: agreement[1],
		Consistency: consistency[0], ConsistencyOfMean: consistency[1],
	}, nil
}

func undefinedCorrelations(reason stats.Reason, s stats.Settings) IntraclassCorrelations {
	none := func(method stats.Method) stats.Estimate { return stats.Undefine(reason, method, s) }
	return IntraclassCorrelations{
		OneWay: none(MethodICC1), OneWayOfMean: none(MethodICC1k), Agreement: none(MethodICC2),
		AgreementOfMean: none(MethodICC2k), Consistency: none(MethodICC3), ConsistencyOfMean: none(MethodICC3k),
	}
}

// meanSquares are those of a table of learners by raters.
type meanSquares struct {
	n, k                          float64 // learners, raters
	between, within, raters, left float64
}

func (t Table) meanSquares() meanSquares {
	m := meanSquares{n: float64(t.Rows()), k: float64(t.Columns)}
	columns := t.columnMeans()
	middle := exact.SumOf(columns) / m.k
	var between, within, raters, left exact.Sum
	for i := range t.Rows() {
		row := t.row(i)
		own := exact.SumOf(row) / m.k
		between.Add((own - middle) * (own - middle))
		for j, x := range row {
			within.Add((x - own) * (x - own))
			rest := x - own - columns[j] + middle
			left.Add(rest * rest)
		}
	}
	for _, mean := range columns {
		raters.Add((mean - middle) * (mean - middle))
	}
	m.between = m.k * between.Value() / (m.n - 1)
	m.within = within.Value() / (m.n * (m.k - 1))
	m.raters = m.n * raters.Value() / (m.k - 1)
	m.left = left.Value() / ((m.n - 1) * (m.k - 1))
	return m
}

// noise is the share of the variation between learners below which what is left is rounding.
const noise = 1e-24

// correlations are those of one rater and of the mean, where between over the error has an F distribution.
func (m meanSquares) correlations(err, freedom float64, s stats.Settings, one, mean stats.Method) [2]stats.Estimate {
	if err <= noise*m.between {
		return [2]stats.Estimate{
			stats.WithoutInterval(1, stats.NoVariation, one, s), stats.WithoutInterval(1, stats.NoVariation, mean, s),
		}
	}
	f, tail := m.between/err, (1-s.Level)/2
	low := f / distribution.FQuantile(1-tail, m.n-1, freedom)
	high := f * distribution.FQuantile(1-tail, freedom, m.n-1)
	ofOne := func(f float64) float64 { return (f - 1) / (f + m.k - 1) }
	ofMean := func(f float64) float64 { return 1 - 1/f }
	result := [2]stats.Estimate{between(ofOne(low), ofOne(f), ofOne(high), one, s), stats.Undefine(stats.ZeroDenominator, mean, s)}
	if f > 0 {
		result[1] = between(ofMean(low), ofMean(f), ofMean(high), mean, s)
	}
	return result
}

// agreement are ICC(2,1) and ICC(2,k); the limits rest on Satterthwaite's degrees of freedom.
func (m meanSquares) agreement(s stats.Settings) [2]stats.Estimate {
	n, k := m.n, m.k
	ofOne, ofMean := m.between+(k-1)*m.left+k*(m.raters-m.left)/n, m.between+(m.raters-m.left)/n
	result := [2]stats.Estimate{stats.Undefine(stats.ZeroDenominator, MethodICC2, s), stats.Undefine(stats.ZeroDenominator, MethodICC2k, s)}
	if !(ofOne > 0) {
		return result
	}
	value := (m.between - m.left) / ofOne
	var low, high float64
	var reason stats.Reason
	if m.left <= noise*m.between {
		reason = stats.NoVariation
	} else {
		f := m.raters / m.left
		rest := n*(1+(k-1)*value) - k*value
		up := k*value*f + rest
		freedom := (k - 1) * (n - 1) * up * up / ((n-1)*k*k*value*value*f*f + rest*rest)
		tail := (1 - s.Level) / 2
		below, above := distribution.FQuantile(1-tail, n-1, freedom), distribution.FQuantile(1-tail, freedom, n-1)
		spread := k*m.raters + (k*n-k-n)*m.left
		low = n * (m.between - below*m.left) / (below*spread + n*m.between)
		high = n * (above*m.between - m.left) / (spread + n*above*m.between)
		if !stats.IsFinite(low) || !stats.IsFinite(high) {
			reason = stats.TooFew
		}
	}
	result[0] = between(low, value, high, MethodICC2, s)
	if ofMean > 0 {
		stepUp := func(x float64) float64 { return x * k / (1 + x*(k-1)) }
		result[1] = between(stepUp(low), (m.between-m.left)/ofMean, stepUp(high), MethodICC2k, s)
	}
	for i, method := range []stats.Method{MethodICC2, MethodICC2k} {
		if reason != "" && result[i].Defined() {
			result[i] = stats.WithoutInterval(result[i].Value, reason, method, s)
		}
	}
	return result
}

func between(low, value, high float64, method stats.Method, s stats.Settings) stats.Estimate {
	if !stats.IsFinite(low) || !stats.IsFinite(high) {
		return stats.WithoutInterval(value, stats.TooFew, method, s)
	}
	return stats.Estimate{
		Value:         value,
		Interval:      stats.Interval{Low: math.Min(low, value), High: math.Max(high, value), Level: s.Level},
		StandardError: stats.StandardError{Undefined: stats.NotPartOfMethod},
		Method:        method,
	}
}

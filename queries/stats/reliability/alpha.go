package reliability

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/exact"
)

// Methods for the reliability of a scale from its items.
const (
	MethodAlpha             stats.Method = "alpha-feldt/1"
	MethodStandardisedAlpha stats.Method = "alpha-standardised/1"
	MethodMeanCorrelation   stats.Method = "mean-inter-item-correlation/1"
	MethodItemRest          stats.Method = "item-rest-correlation/1"
)

// Alpha estimates Cronbach's alpha of the sum of k items that n persons answered, with Feldt's interval.
//
//	α = k/(k-1) (1 - ΣC_ii / ΣC_ij),  limits 1 - (1-α) F,  F at 1-a/2 and a/2 of F(n-1, (n-1)(k-1))
//	se² = 2k² / (n (k-1)² T³) (T (tr C² + (tr C)²) - 2 tr C ΣC²_ij),  T = ΣC_ij
//
// with C the covariances of the items. The interval does not pass through the standard error, which is Duhachek and
// Iacobucci's and leans on less.
//
// Unit: none; 1 when the items agree wholly, below 0 when they run against each other.
//
// Special cases: nobody gives NoData, one person TooFew; one item gives TooFewItems; a sum that does not vary gives
// NoVariation.
//
// Errors: a number that is infinite or NaN; a table that is not whole; a level outside 0..1.
//
// Source: Cronbach 1951, Psychometrika 16:297-334, doi:10.1007/BF02310555; Feldt 1965, Psychometrika 30:357-370,
// doi:10.1007/BF02289499; Duhachek & Iacobucci 2004, Journal of Applied Psychology 89:792-808,
// doi:10.1037/0021-9010.89.5.792.
func Alpha(responses Table, options ...stats.Option) (stats.Estimate, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return stats.Estimate{}, err
	}
	if err := responses.check(); err != nil {
		return stats.Estimate{}, err
	}
	if reason := responses.missing(); reason != "" {
		return stats.Undefine(reason, MethodAlpha, s), nil
	}
	return responses.covariances().alphaWithFeldt(s), nil
}

// missing says why nothing can be told of how items go together.
func (t Table) missing() stats.Reason {
	switch {
	case t.Rows() == 0:
		return stats.NoData
	case t.Rows() == 1:
		return stats.TooFew
	case t.Columns < 2:
		return stats.TooFewItems
	}
	return ""
}

func (c covariances) alphaWithFeldt(s stats.Settings) stats.Estimate {
	alpha, reason := c.alpha()
	switch {
	case reason != "":
		return stats.Undefine(reason, MethodAlpha, s)
	case !stats.IsFinite(alpha):
		return stats.Undefine(stats.NumbersTooLarge, MethodAlpha, s)
	}
	// In units of the total, so that the cube of it cannot grow out of bounds.
	total, trace := c.total(), c.trace()
	var ofRows, ofSquares exact.Sum
	for i := range c.size {
		row := c.rowTotal(i) / total
		ofRows.Add(row * row)
	}
	for _, x := range c.values {
		ofSquares.Add(x / total * (x / total))
	}
	share, k := trace/total, float64(c.size)
	variance := 2 * k * k / ((k - 1) * (k - 1)) * (ofSquares.Value() + share*share - 2*share*ofRows.Value()) / c.persons
	result := stats.Estimate{
		Value:         alpha,
		Interval:      feldt(alpha, c.persons, float64(c.size), s),
		StandardError: stats.StandardError{Value: math.Sqrt(math.Max(0, variance)), Scale: stats.Natural},
		Method:        MethodAlpha,
	}
	return result.WarnedIf(alpha == 1, stats.NoSpread)
}

func feldt(alpha, persons, items float64, s stats.Settings) stats.Interval {
	freedom := persons - 1
	tail := (1 - s.Level) / 2
	high := distribution.FQuantile(1-tail, freedom, freedom*(items-1))
	low := distribution.FQuantile(tail, freedom, freedom*(items-1))
	return stats.Interval{Low: math.Min(alpha, 1-(1-alpha)*high), High: math.Max(alpha, 1-(1-alpha)*low), Level: s.Level}
}

// Spreads are a scale added up: persons who answered every item, and how much items and their sum vary.
type Spreads struct {
	Persons, Items float64 // whole, 0 or more
	OfItems        float64 // sum of the variances of the items, with n-1 in the denominator: finite, 0 or more
	OfSum          float64 // variance of the sum of a person's items: finite, 0 or more
}

// AlphaOfSpreads estimates what Alpha does, from variances.
//
//	α = k/(k-1) (1 - Σs²_i / s²_sum),  limits as for Alpha
//
// Unit: as for Alpha. There is no standard error: it needs the covariances.
//
// Special cases: as for Alpha.
//
// Errors: numbers that are negative, infinite or NaN; a level outside 0..1.
//
// Source: as for Alpha.
func AlphaOfSpreads(of Spreads, options ...stats.Option) (stats.Estimate, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return stats.Estimate{}, err
	}
	for _, x := range []float64{of.Persons, of.Items, of.OfItems, of.OfSum} {
		if !stats.IsAmount(x) {
			return stats.Estimate{}, stats.Refuse("numbers of persons and items and variances must be finite, 0 or more")
		}
	}
	alpha, reason := alphaOf(int(of.Items), of.OfItems, of.OfSum)
	switch {
	case of.Persons == 0:
		reason = stats.NoData
	case of.Persons <= 1:
		reason = stats.TooFew
	case reason == "" && !stats.IsFinite(alpha):
		reason = stats.NumbersTooLarge
	}
	if reason != "" {
		return stats.Undefine(reason, MethodAlpha, s), nil
	}
	result := stats.Estimate{
		Value: alpha, Interval: feldt(alpha, of.Persons, of.Items, s), Method: MethodAlpha,
		StandardError: stats.StandardError{Undefined: stats.NotPartOfMethod},
	}
	return result.WarnedIf(alpha == 1, stats.NoSpread), nil
}

// Analysis is a scale and what each item does for it.
type Analysis struct {
	Alpha           stats.Estimate
	Standardised    stats.Estimate // alpha of the items brought to equal spread
	MeanCorrelation stats.Estimate // of the items, two by two
	Items           []Item         // in the order of the columns
}

// Item is what one item does for its scale.
type Item struct {
	AlphaWithout    stats.Estimate // alpha of the others: higher than that of all where the item does not belong
	RestCorrelation stats.Estimate // of the item with the sum of the others
}

// Analyse estimates alpha as Alpha does and adds what each item does for the scale.
//
//	standardised: k/(k-1) (1 - k / ΣR_ij),  R the correlations of the items
//
// Unit: none.
//
// Special cases: as for Alpha. An item that does not vary gives NoVariation for the standardised alpha, the mean correlation
// and its own correlation with the rest; of two items neither alpha without one exists (TooFewItems).
//
// Errors: as for Alpha.
//
// Source: Cronbach 1951 as for Alpha; Nunnally & Bernstein 1994, Psychometric Theory, 3rd ed., chapters 6 and 8.
func Analyse(responses Table, options ...stats.Option) (Analysis, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Analysis{}, err
	}
	if err := responses.check(); err != nil {
		return Analysis{}, err
	}
	if reason := responses.missing(); reason != "" {
		result := Analysis{
			Alpha:           stats.Undefine(reason, MethodAlpha, s),
			Standardised:    stats.Undefine(reason, MethodStandardisedAlpha, s),
			MeanCorrelation: stats.Undefine(reason, MethodMeanCorrelation, s),
		}
		for range responses.Columns {
			result.Items = append(result.Items, Item{stats.Undefine(reason, MethodAlpha, s), stats.Undefine(reason, MethodItemRest, s)})
		}
		return result, nil
	}
	c := responses.covariances()
	result := Analysis{
		Alpha:           c.alphaWithFeldt(s),
		Standardised:    stats.Undefine(stats.NoVariation, MethodStandardisedAlpha, s),
		MeanCorrelation: stats.Undefine(stats.NoVariation, MethodMeanCorrelation, s),
	}
	if !c.constant() {
		r, k := c.correlations(), float64(c.size)
		alpha, reason := r.alpha()
		result.Standardised = without(alpha, reason, MethodStandardisedAlpha, s)
		result.MeanCorrelation = without((r.total()-k)/(k*(k-1)), "", MethodMeanCorrelation, s)
	}
	for i := range c.size {
		result.Items = append(result.Items, c.item(i, s))
	}
	return result, nil
}

func (c covariances) item(i int, s stats.Settings) Item {
	own, withAll := c.at(i, i), c.rowTotal(i)
	rest := c.total() - 2*withAll + own
	alpha, reason := alphaOf(c.size-1, c.trace()-own, rest)
	result := Item{AlphaWithout: without(alpha, reason, MethodAlpha, s)}
	if own <= 0 || rest <= 1e-12*c.trace() {
		result.RestCorrelation = stats.Undefine(stats.NoVariation, MethodItemRest, s)
		return result
	}
	result.RestCorrelation = without((withAll-own)/math.Sqrt(own)/math.Sqrt(rest), "", MethodItemRest, s)
	return result
}

// without is a value whose method gives no interval, unless there is a reason against the value itself.
func without(value float64, reason stats.Reason, method stats.Method, s stats.Settings) stats.Estimate {
	switch {
	case reason != "":
		return stats.Undefine(reason, method, s)
	case !stats.IsFinite(value):
		return stats.Undefine(stats.NumbersTooLarge, method, s)
	}
	return stats.WithoutInterval(value, stats.NotPartOfMethod, method, s)
}

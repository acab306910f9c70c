package evaluation

import (
	"cmp"
	"slices"

	"athar/queries/stats"
	"athar/queries/stats/internal/linear"
)

// Series is one number at each of many times, about a date on which something changed for all.
type Series struct {
	Times    []float64 // months, say; in any order, each once
	After    []bool    // from the change on
	Outcomes []float64
	// Lag is the number of times back to which neighbouring errors are taken to resemble each other, 0 or more: a quarter is
	// 3 for months.
	Lag int
}

// InterruptedSeries is how a series left its course.
type InterruptedSeries struct {
	Level        Effect // the step at the change
	Slope        Effect // how much steeper the series runs after it, per unit of time
	EarlierSlope Effect // how it ran before
	// DurbinWatson is near 2 when neighbouring errors do not resemble each other, and towards 0 when they do. It is
	// meaningless when Level is undefined or nothing is left of the outcomes.
	DurbinWatson  float64
	Before, After int // times on each side
}

// MethodInterruptedSeries is a broken line with Newey-West errors.
const MethodInterruptedSeries stats.Method = "interrupted-series-newey-west/1"

// longSeries is the number of times that each side needs for the errors to be trusted.
const longSeries = 12

// EstimateInterruptedSeries compares a series after a change with where it was going.
//
//	y = a + b time + c after + d since,  since = time - first time after + 1, 0 before
//
// Errors are Newey & West's with weights falling to zero beyond the lag, times n/(n-4), and limits use t of n - 4. There
// is no comparison group: anything else that came with the date counts as its effect. With few times the limits are too
// narrow; those of EstimateAutoregressiveSeries are not.
//
// Unit: that of the outcomes; slopes are per unit of time.
//
// Special cases: no times give NoData, none on one side OneGroup; fewer than two times before, or two after, cannot show a
// course (TooFew); fewer than twelve on a side warn of ShortSeries.
//
// Errors: columns of different lengths, numbers that are not finite, a negative lag, a time given twice, a time of before
// that is later than one of after.
//
// Source: Wagner, Soumerai, Zhang & Ross-Degnan 2002, Journal of Clinical Pharmacy and Therapeutics 27:299-309,
// doi:10.1046/j.1365-2710.2002.00430.x; Newey & West 1987, Econometrica 55:703-708, doi:10.2307/1913610.
func EstimateInterruptedSeries(series Series, options ...stats.Option) (InterruptedSeries, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return InterruptedSeries{}, err
	}
	order, err := series.inOrder()
	if err != nil {
		return InterruptedSeries{}, err
	}
	var result InterruptedSeries
	result.After, result.Before = countsOf(series.After)
	none := func(reason stats.Reason) (InterruptedSeries, error) {
		e := noEffect(reason, MethodInterruptedSeries, s)
		result.Level, result.Slope, result.EarlierSlope = e, e, e
		return result, nil
	}
	switch {
	case len(order) == 0:
		return none(stats.NoData)
	case result.Before == 0 || result.After == 0:
		return none(stats.OneGroup)
	case result.Before < 2 || result.After < 2:
		return none(stats.TooFew)
	}
	rows := series.brokenLine(order, result.Before)
	fit, err := linear.LeastSquares(rows)
	if err != nil || len(fit.Dependent) > 0 {
		return none(stats.NumbersTooLarge) // two times on each side that differ make four columns independent
	}
	squares, steps, last := 0.0, 0.0, 0.0
	for i, y := range rows.Y {
		residual := y - fit.Predict(rows.Row(i))
		squares += residual * residual
		if i > 0 {
			steps += (residual - last) * (residual - last)
		}
		last = residual
	}
	if squares > 0 && stats.IsFinite(squares) {
		result.DurbinWatson = steps / squares
	}
	variance, degrees := fit.NeweyWest(rows, series.Lag), float64(fit.Freedom())
	short := min(result.Before, result.After) < longSeries
	for column, e := range map[int]*Effect{1: &result.EarlierSlope, 2: &result.Level, 3: &result.Slope} {
		*e = coefficient(fit.Coefficients, variance, column, degrees, MethodInterruptedSeries, s).WarnedIf(short, stats.ShortSeries)
	}
	return result, nil
}

// brokenLine are the regressors in the order of time, with so many times before the change.
func (r Series) brokenLine(order []int, before int) linear.Rows {
	first := r.Times[order[before]]
	rows := linear.NewRows(4, len(order))
	for _, i := range order {
		time, since := r.Times[i], 0.0
		if r.After[i] {
			since = time - first + 1
		}
		rows.Add(r.Outcomes[i], 1, time, float64(side(r.After[i])), since)
	}
	return rows
}

// inOrder are the rows in the order of time.
func (r Series) inOrder() ([]int, error) {
	err := checkColumns(len(r.Outcomes), numbers("outcomes", r.Outcomes), numbers("times", r.Times),
		column{name: "after", length: len(r.After)})
	if err != nil {
		return nil, err
	}
	if r.Lag < 0 {
		return nil, stats.Refuse("the lag must be 0 or more")
	}
	order := make([]int, len(r.Times))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(r.Times[a], r.Times[b]) })
	for k := 1; k < len(order); k++ {
		earlier, later := order[k-1], order[k]
		switch {
		case r.Times[earlier] == r.Times[later]:
			return nil, stats.Refuse("a time is given twice")
		case r.After[earlier] && !r.After[later]:
			return nil, stats.Refuse("every time before the change must be earlier than every time after it")
		}
	}
	return order, nil
}

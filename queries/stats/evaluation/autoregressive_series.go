package evaluation

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/internal/linear"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
)

// MethodAutoregressiveSeries is a broken line whose errors resemble those of the time before.
const MethodAutoregressiveSeries stats.Method = "interrupted-series-ar1/1"

const (
	// resemblances are the places at which the resemblance of neighbouring errors is tried.
	resemblances = 48
	// mostAlike keeps errors from being taken for a walk without end, beside which no step can be seen.
	mostAlike = 0.98
)

// EstimateAutoregressiveSeries is EstimateInterruptedSeries for errors that resemble those of the time before by a part ρ of them:
// ρ is integrated out under the restricted likelihood, with no value of it thought likelier beforehand.
//
//	e(t) = ρ e(t-1) + u(t);  p(ρ) ∝ (1-ρ²)^½ |XᵀX|^-½ S^-(n-4)/2 of rows from which ρ times the row before was taken
//	b = E(b(ρ)),  se² = E(v(ρ)) + var(b(ρ)),  limits use t of n - 4
//
// It knows more of errors than Newey & West, whose limits are too narrow until series are far longer than a few years of months:
// prefer it where months are few. Times count as following each other at one distance; Lag is not read.
//
// Unit and special cases: those of EstimateInterruptedSeries; fewer than six times, or outcomes without any error, give TooFew for
// the limits.
//
// Errors: as for EstimateInterruptedSeries.
//
// Source: Turner, Forbes, Karahalios, Taljaard & McKenzie 2021, BMC Medical Research Methodology 21:181, who
// compare the methods; the restricted likelihood: Harville 1974, Biometrika 61:383-385, doi:10.1093/biomet/61.2.383.
func EstimateAutoregressiveSeries(series Series, options ...stats.Option) (InterruptedSeries, error) {
	plain, err := EstimateInterruptedSeries(series, options...)
	if err != nil || !plain.Level.Defined() {
		return plain.called(MethodAutoregressiveSeries), err
	}
	s, err := stats.SettingsOf(options)
	if err != nil {
		return InterruptedSeries{}, err
	}
	order, err := series.inOrder()
	if err != nil {
		return InterruptedSeries{}, err
	}
	rows := series.brokenLine(order, plain.Before)
	fits, found := likelyFits(rows)
	if !found {
		return plain.without(stats.TooFew, s), nil
	}
	mean, variance := make([]float64, rows.Columns), mat.NewSymDense(rows.Columns, nil)
	for _, f := range fits {
		for j, b := range f.coefficients {
			mean[j] += f.weight * b
		}
	}
	for _, f := range fits {
		for j, b := range f.coefficients {
			away := b - mean[j]
			variance.SetSym(j, j, variance.At(j, j)+f.weight*(f.variances[j]+away*away))
		}
	}
	short := min(plain.Before, plain.After) < longSeries
	for column, e := range map[int]*Effect{1: &plain.EarlierSlope, 2: &plain.Level, 3: &plain.Slope} {
		*e = coefficient(mean, variance, column, float64(rows.Len()-rows.Columns), MethodAutoregressiveSeries, s).WarnedIf(short, stats.ShortSeries)
	}
	return plain, nil
}

// called gives the effects another method's name.
func (r InterruptedSeries) called(method stats.Method) InterruptedSeries {
	for _, e := range []*Effect{&r.Level, &r.Slope, &r.EarlierSlope} {
		e.Method = method
	}
	return r
}

// without keeps the values and drops what was said of their uncertainty.
func (r InterruptedSeries) without(reason stats.Reason, s stats.Settings) InterruptedSeries {
	for _, e := range []*Effect{&r.Level, &r.Slope, &r.EarlierSlope} {
		*e = effect(e.Value, errorOf{reason: reason}, MethodAutoregressiveSeries, s)
	}
	return r
}

// fitAt is the line at one resemblance of errors, and how likely that is.
type fitAt struct {
	coefficients, variances []float64
	weight                  float64
}

// likelyFits tries resemblances; it finds none where nothing is left of the outcomes.
func likelyFits(rows linear.Rows) (fits []fitAt, found bool) {
	places, weights := make([]float64, resemblances), make([]float64, resemblances)
	quad.Legendre{}.FixedLocations(places, weights, -mostAlike, mostAlike)
	fits, logs, best := make([]fitAt, resemblances), make([]float64, resemblances), math.Inf(-1)
	degrees := float64(rows.Len() - rows.Columns)
	for i, alike := range places {
		fit, err := linear.LeastSquares(differenced(rows, alike))
		if err != nil || len(fit.Dependent) > 0 || !(degrees > 1) || !(fit.Squares > 0) {
			return nil, false
		}
		inverse := fit.Inverse()
		var factor mat.Cholesky
		if !factor.Factorize(inverse) {
			return nil, false
		}
		logs[i] = (math.Log1p(-alike*alike)+factor.LogDet()-degrees*math.Log(fit.Squares))/2 + math.Log(weights[i])
		best = max(best, logs[i])
		fits[i].coefficients = fit.Coefficients
		for j := range rows.Columns {
			fits[i].variances = append(fits[i].variances, fit.Squares/degrees*inverse.At(j, j))
		}
	}
	total := 0.0
	for i := range fits {
		fits[i].weight = math.Exp(logs[i] - best)
		total += fits[i].weight
	}
	for i := range fits {
		fits[i].weight /= total
	}
	return fits, true
}

// differenced takes from each row its part of the row before; the first, which has none, counts for what is new in it.
func differenced(rows linear.Rows, alike float64) linear.Rows {
	other, x := linear.NewRows(rows.Columns, rows.Len()), make([]float64, rows.Columns)
	own := math.Sqrt(1 - alike*alike)
	for i, y := range rows.Y {
		for j, now := range rows.Row(i) {
			if i == 0 {
				x[j] = own * now
			} else {
				x[j] = now - alike*rows.Row(i - 1)[j]
			}
		}
		if i == 0 {
			other.Add(own*y, x...)
		} else {
			other.Add(y-alike*rows.Y[i-1], x...)
		}
	}
	return other
}

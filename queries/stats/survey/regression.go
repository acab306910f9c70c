package survey

import (
	"errors"
	"math"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/linear"
)

// The methods of models and of the difference between two groups.
const (
	MethodLinear     stats.Method = "survey-linear/1"
	MethodLogistic   stats.Method = "survey-logistic/1"
	MethodDifference stats.Method = "survey-difference/1"
	MethodTTest      stats.Method = "survey-t-test/1"
)

// Model is a line fitted to a sample, with the errors of its design.
type Model struct {
	Coefficients []stats.Estimate // the constant, then one for each column
	Undefined    stats.Reason     // why there is no model; empty when there is one
}

// Defined reports whether there is a model.
func (m Model) Defined() bool { return m.Undefined == "" }

// Linear fits a line by weighted least squares: how values go with columns over the population. A constant is added. The
// intervals are t intervals of Degrees less the number of columns.
//
// Unit: of values for one unit more of a column.
//
// Special cases: no rows, or none in the domain, give NoData; a column that is a constant or a combination of others
// Collinear; too few clusters for so many columns OneCluster for the intervals; a stratum of one cluster warns of
// LonelyStratum.
//
// Errors: columns or values of another number than rows, or that are NaN or infinite; weights that a calibration made
// negative; a level outside 0..1.
//
// Source: Binder 1983, International Statistical Review 51:279-292, doi:10.2307/1402588.
func (d Design) Linear(values []float64, columns [][]float64, options ...stats.Option) (Model, error) {
	return d.model(values, columns, MethodLinear, leastSquares, options)
}

// line is a fit and how far one row, once, moves its coefficients.
type line struct {
	linear.Fit
	influence func(row int, into []float64)
}

func leastSquares(rows linear.Rows) (line, error) {
	fit, err := linear.LeastSquares(rows)
	return line{fit, func(row int, into []float64) { fit.Influence(rows.Row(row), rows.Y[row], 1, into) }}, err
}

func (d Design) model(
	values []float64, columns [][]float64, method stats.Method, fit func(linear.Rows) (line, error), options []stats.Option,
) (Model, error) {
	s, err := d.settings(options, append([][]float64{values}, columns...)...)
	if err != nil {
		return Model{}, err
	}
	if d.size() == 0 {
		return Model{Undefined: stats.NoData}, nil
	}
	rows := d.rows(values, columns)
	for _, w := range rows.Weights {
		if w < 0 {
			return Model{}, stats.Refuse("a calibration made weights negative, with which no line can be fitted; rake instead")
		}
	}
	fitted, err := fit(rows)
	if reason := whyNoFit(err); err != nil {
		if reason == "" {
			return Model{}, stats.Refuse("%v", err)
		}
		return Model{Undefined: reason}, nil
	}
	if len(fitted.Dependent) > 0 {
		return Model{Undefined: stats.Collinear}, nil
	}
	return d.errors(fitted, method, s), nil
}

// rows are those of the design, without weight outside the domain.
func (d Design) rows(values []float64, columns [][]float64) linear.Rows {
	width := len(columns) + 1
	rows := linear.Rows{
		Columns: width, X: make([]float64, len(values)*width), Y: make([]float64, len(values)), Weights: make([]float64, len(values)),
	}
	for row := range values {
		if !d.contains(row) {
			continue
		}
		rows.Y[row], rows.Weights[row] = values[row], d.weights[row]
		x := rows.Row(row)
		x[0] = 1
		for j, column := range columns {
			x[j+1] = column[row]
		}
	}
	return rows
}

func whyNoFit(err error) stats.Reason {
	switch {
	case errors.Is(err, linear.ErrSeparated):
		return stats.Separated
	case errors.Is(err, linear.ErrNotConverged):
		return stats.NotConverged
	}
	return ""
}

func (d Design) errors(fitted line, method stats.Method, s stats.Settings) Model {
	width := len(fitted.Coefficients)
	degrees := d.Degrees() + 1 - float64(width)
	var m Model
	if !d.showsSpread() {
		for _, b := range fitted.Coefficients {
			m.Coefficients = append(m.Coefficients, stats.WithoutInterval(b, stats.OneCluster, method, s))
		}
		return m
	}
	influences := make([][]float64, width)
	for j := range influences {
		influences[j] = make([]float64, len(d.weights))
	}
	moved := make([]float64, width)
	for row := range d.weights {
		if !d.contains(row) {
			continue
		}
		fitted.influence(row, moved)
		for j, x := range moved {
			influences[j][row] = x
		}
	}
	covariance, lonely := d.covariance(influences...)
	for j, b := range fitted.Coefficients {
		m.Coefficients = append(m.Coefficients, withError(b, math.Sqrt(covariance.At(j, j)), degrees, method, s).
			WarnedIf(lonely, stats.LonelyStratum))
	}
	return m
}

// Difference estimates how much higher the mean of a group is than that of the others, and tests whether it differs, by a t
// statistic of Degrees less one.
//
// Unit: that of the values.
//
// Special cases: as for Linear; a group of nobody, or of everybody, gives MissingGroup; no variation within either gives no
// test (NoVariation).
//
// Errors: as for Linear.
//
// Source: Korn & Graubard 1999, Analysis of Health Surveys, section 3.2, doi:10.1002/9781118032619.
func (d Design) Difference(values []float64, group []bool, options ...stats.Option) (stats.Estimate, stats.Test, error) {
	s, err := d.settings(options, values)
	if err != nil {
		return stats.Estimate{}, stats.Test{}, err
	}
	if len(group) != len(d.weights) {
		return stats.Estimate{}, stats.Test{}, stats.Refuse("there must be one group for every row of the design")
	}
	column := make([]float64, len(group))
	for row, in := range group {
		if in {
			column[row] = 1
		}
	}
	model, err := d.Linear(values, [][]float64{column}, options...)
	if err != nil {
		return stats.Estimate{}, stats.Test{}, err
	}
	if !model.Defined() {
		reason := model.Undefined
		if reason == stats.Collinear {
			reason = stats.MissingGroup
		}
		return stats.Undefine(reason, MethodDifference, s), stats.UndefinedTest(reason, MethodTTest), nil
	}
	e := model.Coefficients[1]
	e.Method = MethodDifference
	switch {
	case !e.Interval.Defined():
		return e, stats.UndefinedTest(e.Interval.Undefined, MethodTTest), nil
	case e.StandardError.Value == 0:
		return e, stats.UndefinedTest(stats.NoVariation, MethodTTest), nil
	}
	t, degrees := e.Value/e.StandardError.Value, d.Degrees()-1
	return e, stats.Test{
		Statistic: t, Degrees: degrees, PValue: 2 * distribution.TCDF(-math.Abs(t), degrees), Method: MethodTTest, Warnings: e.Warnings,
	}, nil
}

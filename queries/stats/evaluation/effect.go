package evaluation

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/linear"
)

// Effect is what a programme, a rule or a date changed: the estimate with its interval, and the test that it is nothing.
type Effect struct {
	stats.Estimate
	Test stats.Test
}

// errorOf is what a design knows of the spread of its estimate.
type errorOf struct {
	variance float64
	degrees  float64      // of freedom of the t; infinite for a normal interval
	reason   stats.Reason // why the spread is not known; empty when it is
}

// corrected is the error of one coefficient with the correction CR2, and the degrees of freedom that go with it.
func corrected(fit linear.ClusteredFit, column int) errorOf {
	contrast := make([]float64, len(fit.Coefficients))
	contrast[column] = 1
	degrees, known := fit.Satterthwaite(contrast)
	if !known {
		return errorOf{reason: stats.TooFew}
	}
	return errorOf{variance: fit.Variance(linear.CR2).At(column, column), degrees: degrees}
}

// effect puts an estimate together: value ∓ t √variance, and t = value/√variance.
func effect(value float64, e errorOf, method stats.Method, s stats.Settings) Effect {
	if e.reason == "" && !(e.degrees > 0 && e.variance >= 0) {
		e.reason = stats.TooFew
	}
	if e.reason != "" {
		return Effect{stats.WithoutInterval(value, e.reason, method, s), stats.UndefinedTest(e.reason, method)}
	}
	standardError := math.Sqrt(e.variance)
	quantile := -distribution.TQuantile((1-s.Level)/2, e.degrees)
	result := Effect{Estimate: stats.Symmetric(value, standardError, quantile, method, s)}
	switch {
	case !result.Interval.Defined():
		result.Test = stats.UndefinedTest(result.Interval.Undefined, method)
	case standardError == 0:
		result.Test = stats.UndefinedTest(stats.NoVariation, method)
	default:
		t := value / standardError
		result.Test = stats.Test{
			Statistic: t, Degrees: e.degrees, PValue: 2 * distribution.TCDF(-math.Abs(t), e.degrees), Method: method,
		}
		if math.IsInf(e.degrees, 1) {
			result.Test.Degrees = 0
		}
	}
	return result
}

// noEffect is an effect that has no value.
func noEffect(reason stats.Reason, method stats.Method, s stats.Settings) Effect {
	return Effect{stats.Undefine(reason, method, s), stats.UndefinedTest(reason, method)}
}

// WarnedIf adds a warning to the estimate and to its test when the condition holds.
func (e Effect) WarnedIf(condition bool, warning stats.Warning) Effect {
	return Effect{e.Estimate.WarnedIf(condition, warning), e.Test.WarnedIf(condition, warning)}
}

// coefficient is one coefficient of a line as an effect.
func coefficient(coefficients []float64, variance mat.Matrix, column int, degrees float64, method stats.Method, s stats.Settings) Effect {
	return effect(coefficients[column], errorOf{variance: variance.At(column, column), degrees: degrees}, method, s)
}

// numbered gives clusters the numbers 0 to count-1, in the order of their codes.
func numbered(codes []int) (numbers []int, count int) {
	distinct := map[int]int{}
	for _, c := range codes {
		distinct[c] = 0
	}
	order := make([]int, 0, len(distinct))
	for c := range distinct {
		order = append(order, c)
	}
	slices.Sort(order)
	for i, c := range order {
		distinct[c] = i
	}
	numbers = make([]int, len(codes))
	for i, c := range codes {
		numbers[i] = distinct[c]
	}
	return numbers, len(order)
}

// checkColumns refuses columns that are not as long as the first, and numbers that are not finite.
func checkColumns(n int, columns ...column) error {
	for _, c := range columns {
		switch {
		case c.optional && c.length == 0:
		case c.length != n:
			return stats.Refuse("%s must be given for every row: there are %d rows and %d of them", c.name, n, c.length)
		case slices.ContainsFunc(c.values, func(x float64) bool { return !stats.IsFinite(x) }):
			return stats.Refuse("%s must be finite numbers", c.name)
		}
	}
	return nil
}

// column is one column of the caller's, for a check.
type column struct {
	name     string
	length   int
	values   []float64
	optional bool
}

func numbers(name string, values []float64) column {
	return column{name: name, length: len(values), values: values}
}

func weights(values []float64) column {
	return column{name: "weights", length: len(values), values: values, optional: true}
}

// checkWeights refuses negative weights.
func checkWeights(values []float64) error {
	if slices.ContainsFunc(values, func(w float64) bool { return w < 0 }) {
		return stats.Refuse("weights must be 0 or more")
	}
	return nil
}

func weightOf(values []float64, i int) float64 {
	if values == nil {
		return 1
	}
	return values[i]
}

// countsOf is the number of rows on each side.
func countsOf(treated []bool) (treatedRows, comparisonRows int) {
	for _, t := range treated {
		if t {
			treatedRows++
		}
	}
	return treatedRows, len(treated) - treatedRows
}

package stats

import (
	"math"

	"athar/queries/stats/internal/exact"
)

// Gradient says what kind of line is drawn through outcomes along the ranks of groups.
type Gradient string

// The kinds of line.
const (
	// LinearGradient is a straight line. It serves any unit, and for shares may leave 0 to 1 at the ends.
	LinearGradient Gradient = "linear"
	// LogitGradient is straight for the log odds, so that shares stay inside 0 to 1.
	LogitGradient Gradient = "logit"
)

// point is where one group stands. Centred ranks keep the two coefficients nearly independent of each other.
type point struct {
	rank      float64 // ridit less a half, from -1/2 to 1/2
	weight    float64 // population, above 0
	outcome   float64 // mean of the group
	shortfall float64 // 1 - outcome, kept apart because it loses its digits next to an outcome near 1
}

// vector holds what belongs to the two coefficients of a line: the level in the middle and the slope.
type vector struct{ middle, slope float64 }

func (v vector) times(k float64) vector { return vector{v.middle * k, v.slope * k} }
func (v vector) plus(u vector) vector   { return vector{v.middle + u.middle, v.slope + u.slope} }
func (v vector) minus(u vector) vector  { return vector{v.middle - u.middle, v.slope - u.slope} }

// matrix is a symmetric matrix over those two coefficients.
type matrix struct{ middle, both, slope float64 }

func (m matrix) times(v vector) vector {
	return vector{m.middle*v.middle + m.both*v.slope, m.both*v.middle + m.slope*v.slope}
}

func (m matrix) quadratic(v vector) float64 {
	u := m.times(v)
	return v.middle*u.middle + v.slope*u.slope
}

// crossProducts sums v vᵀ, each so many times.
type crossProducts struct{ middle, both, slope exact.Sum }

func (c *crossProducts) add(v vector, times float64) {
	c.middle.Add(times * v.middle * v.middle)
	c.both.Add(times * v.middle * v.slope)
	c.slope.Add(times * v.slope * v.slope)
}

func (c crossProducts) matrix() matrix {
	return matrix{c.middle.Value(), c.both.Value(), c.slope.Value()}
}

// breadOf is the inverse of Σ w (1, rank)(1, rank)ᵀ over weighted ranks, and false when they cannot tell a level from a
// slope. The ranks are centred on their mean first, for in a steep logit nearly all weight may lie on two close groups.
func breadOf(points []point, weight func(point) float64) (matrix, bool) {
	var total, first, second exact.Sum
	for _, p := range points {
		w := weight(p)
		total.Add(w)
		first.Add(w * p.rank)
	}
	mean := first.Value() / total.Value()
	for _, p := range points {
		second.Add(weight(p) * (p.rank - mean) * (p.rank - mean))
	}
	levelVariance, slopeVariance := 1/total.Value(), 1/second.Value()
	bread := matrix{
		middle: levelVariance + mean*mean*slopeVariance,
		both:   -mean * slopeVariance,
		slope:  slopeVariance,
	}
	return bread, slopeVariance > 0 && IsFinite(bread.middle) && IsFinite(bread.slope)
}

// line is a fitted gradient: outcome(rank) = middle + slope x rank, on the scale of the kind. Bread is the inverse of the
// weighted cross products, with which scores turn into the variance of the coefficients.
type line struct {
	kind  Gradient
	at    vector
	bread matrix
}

// The most and the least disadvantaged person stand at the ends of the line of ranks.
var (
	mostDisadvantaged  = vector{1, -0.5}
	leastDisadvantaged = vector{1, +0.5}
)

func (l line) predictor(x vector) float64 { return l.at.middle*x.middle + l.at.slope*x.slope }

// outcome is the fitted outcome at a rank.
func (l line) outcome(x vector) float64 {
	if l.kind == LogitGradient {
		return logistic(l.predictor(x))
	}
	return l.predictor(x)
}

// complement is 1 - outcome at a rank; for the logit it keeps its digits next to an outcome near 1.
func (l line) complement(x vector) float64 {
	if l.kind == LogitGradient {
		return logistic(-l.predictor(x))
	}
	return 1 - l.predictor(x)
}

// fit draws the line. It fails with Separated, NoVariation or NotConverged.
func fit(kind Gradient, points []point) (line, Reason) {
	if kind == LogitGradient {
		return fitLogit(points)
	}
	return fitLinear(points)
}

// fitLinear is weighted least squares. Population weights make the centred ranks sum to zero, but for rounding.
func fitLinear(points []point) (line, Reason) {
	var middle, slope exact.Sum
	for _, p := range points {
		middle.Add(p.weight * p.outcome)
		slope.Add(p.weight * p.rank * p.outcome)
	}
	bread, ok := breadOf(points, func(p point) float64 { return p.weight })
	if !ok {
		return line{}, NotConverged
	}
	at := bread.times(vector{middle.Value(), slope.Value()})
	if !IsFinite(at.middle) || !IsFinite(at.slope) {
		return line{}, NumbersTooLarge
	}
	return line{kind: LinearGradient, at: at, bread: bread}, ""
}

const (
	newtonSteps = 200
	// settled is the squared length of a last step, measured in standard errors. Newton squares the error, so the step
	// taken from there ends at the last digits.
	settled = 1e-16
)

// fitLogit maximises the weighted log likelihood by Newton's method. A step may at most double the log odds of a group,
// or move them by four, because where all groups are close to 0 or 1 the curvature says nothing about the distance; and it is
// halved until it does not lower the likelihood. Outcomes are shares; a share strictly between 0 and 1 counts as successes
// and failures at the same rank.
func fitLogit(points []point) (line, Reason) {
	if reason := whyNoLogit(points); reason != "" {
		return line{}, reason
	}
	var successes, failures exact.Sum
	for _, p := range points {
		successes.Add(p.weight * p.outcome)
		failures.Add(p.weight * p.shortfall)
	}
	l := line{kind: LogitGradient, at: vector{middle: math.Log(successes.Value() / failures.Value())}}
	if !IsFinite(l.at.middle) {
		return line{}, NotConverged
	}
	likelihood := l.logLikelihood(points)
	for range newtonSteps {
		score, bread, ok := l.newton(points)
		if !ok {
			return line{}, NotConverged
		}
		l.bread = bread
		step := bread.times(score)
		if score.middle*step.middle+score.slope*step.slope <= settled {
			l.at = l.at.plus(step)
			if _, l.bread, ok = l.newton(points); !ok {
				return line{}, NotConverged
			}
			return l, ""
		}
		step = step.times(l.reach(points, step))
		next := l
		slack := 1e-14 * math.Abs(likelihood)
		for halvings := 0; ; halvings++ {
			next.at = l.at.plus(step)
			if ll := next.logLikelihood(points); ll >= likelihood-slack {
				likelihood = ll
				break
			}
			if halvings == 60 {
				return line{}, NotConverged
			}
			step = step.times(0.5)
		}
		l = next
	}
	return line{}, NotConverged
}

// reach is the part of a step, up to the whole, that keeps the change of every group's log odds in proportion.
func (l line) reach(points []point, step vector) float64 {
	part := 1.0
	for _, p := range points {
		x := vector{1, p.rank}
		change := math.Abs(step.middle + step.slope*p.rank)
		if most := 4 + math.Abs(l.predictor(x)); change > most {
			part = math.Min(part, most/change)
		}
	}
	return part
}

// whyNoLogit tells when no finite slope fits best: all outcomes alike, or ranks that split successes from failures. With
// one rank as the only explanation this is the whole condition of Albert & Anderson 1984, Biometrika 71:1-10,
// doi:10.1093/biomet/71.1.1.
func whyNoLogit(points []point) Reason {
	lowestSuccess, highestSuccess := math.Inf(1), math.Inf(-1)
	lowestFailure, highestFailure := math.Inf(1), math.Inf(-1)
	for _, p := range points {
		if p.outcome > 0 {
			lowestSuccess, highestSuccess = math.Min(lowestSuccess, p.rank), math.Max(highestSuccess, p.rank)
		}
		if p.shortfall > 0 {
			lowestFailure, highestFailure = math.Min(lowestFailure, p.rank), math.Max(highestFailure, p.rank)
		}
	}
	switch {
	case math.IsInf(lowestSuccess, 1) || math.IsInf(lowestFailure, 1):
		return NoVariation
	case highestFailure <= lowestSuccess || highestSuccess <= lowestFailure:
		return Separated
	}
	return ""
}

// logLikelihood adds ln p for successes and ln(1-p) for failures. Both are negative, so nothing cancels where the curve is
// steep and the last steps can still be told apart.
func (l line) logLikelihood(points []point) float64 {
	var total exact.Sum
	for _, p := range points {
		eta := l.predictor(vector{1, p.rank})
		total.Add(-p.weight * (p.outcome*logOnePlusExp(-eta) + p.shortfall*logOnePlusExp(eta)))
	}
	return total.Value()
}

// newton gives the gradient of the log likelihood and the inverse of its curvature.
func (l line) newton(points []point) (score vector, bread matrix, ok bool) {
	var middle, slope exact.Sum
	for _, p := range points {
		x := vector{1, p.rank}
		residual := p.weight * (p.outcome*l.complement(x) - p.shortfall*l.outcome(x))
		middle.Add(residual)
		slope.Add(residual * p.rank)
	}
	bread, ok = breadOf(points, func(p point) float64 {
		x := vector{1, p.rank}
		return p.weight * l.outcome(x) * l.complement(x)
	})
	return vector{middle.Value(), slope.Value()}, bread, ok
}

func logistic(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + math.Exp(-x))
	}
	e := math.Exp(x)
	return e / (1 + e)
}

func logOnePlusExp(x float64) float64 {
	if x > 0 {
		return x + math.Log1p(math.Exp(-x))
	}
	return math.Log1p(math.Exp(x))
}

// sandwich is the variance of the coefficients from the cross products of scores.
func (l line) sandwich(meat matrix) matrix {
	b := l.bread
	first := meat.times(vector{b.middle, b.both})
	second := meat.times(vector{b.both, b.slope})
	return matrix{
		middle: b.middle*first.middle + b.both*first.slope,
		both:   b.both*first.middle + b.slope*first.slope,
		slope:  b.both*second.middle + b.slope*second.slope,
	}
}

// slopeIndices reads the two indices off a line, with their errors by the delta method.
func (l line) slopeIndices(variance matrix, slopeMethod, relativeMethod Method, s Settings) SlopeIndices {
	bottom, top := l.outcome(mostDisadvantaged), l.outcome(leastDisadvantaged)
	var slope float64
	var slopeGradient, relativeGradient vector
	if l.kind == LogitGradient {
		notBottom, notTop := l.complement(mostDisadvantaged), l.complement(leastDisadvantaged)
		slope = exact.DifferenceOfProducts(top, notBottom, notTop, bottom)
		slopeGradient = leastDisadvantaged.times(top * notTop).minus(mostDisadvantaged.times(bottom * notBottom))
		relativeGradient = leastDisadvantaged.times(notTop).minus(mostDisadvantaged.times(notBottom))
	} else {
		slope = l.at.slope
		slopeGradient = leastDisadvantaged.minus(mostDisadvantaged)
		relativeGradient = leastDisadvantaged.times(1 / top).minus(mostDisadvantaged.times(1 / bottom))
	}
	result := SlopeIndices{
		Slope:              Symmetric(slope, errorAlong(variance, slopeGradient), s.quantile(), slopeMethod, s),
		MostDisadvantaged:  bottom,
		LeastDisadvantaged: top,
	}
	if bottom <= 0 || top <= 0 {
		result.Relative = Undefine(OutsideTheRange, relativeMethod, s)
		return result
	}
	result.Relative = SymmetricLog(top/bottom, errorAlong(variance, relativeGradient), s.quantile(), relativeMethod, s)
	return result
}

// errorAlong is the standard error of a quantity with this gradient. A variance below zero is rounding.
func errorAlong(variance matrix, gradient vector) float64 {
	return math.Sqrt(math.Max(0, variance.quadratic(gradient)))
}

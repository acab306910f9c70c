package linear

import (
	"math"
	"slices"
)

const (
	// settled is how far a step may move the part of a coefficient in any fitted value, beside that part or 1, for Newton's
	// method to have arrived. Steps that are below stalled and no longer shrink are rounding.
	settled      = 1e-12
	stalled      = 1e-8
	mostSteps    = 100
	mostHalvings = 30
	// A step that moves no outcome the wrong way, by more than this share of how far it moves any, divides the outcomes.
	wrongWay = 1e-7
	// A settling fit moves less than this after a few steps; a dividing one moves by about 1 each time, for ever.
	farStep    = 0.1
	firstSteps = 5
	// A row whose outcome is as good as certain tells nothing; dividing by its spread would overflow.
	leastSpread = 1e-200
)

// Logistic maximises Σ w [y ln p + (1-y) ln(1-p)] with ln p/(1-p) = xb, by Newton's method with halved steps. Outcomes are
// 0 or 1, or shares between.
//
// Special cases: as LeastSquares for dependent columns and rows without weight.
//
// Errors: ErrShape, ErrNotFinite, ErrNoRows; ErrNotAShare; ErrSeparated when some combination of the columns is never
// lower for outcomes of 1 than for those of 0 and sometimes higher, which includes outcomes that are all alike;
// ErrNotConverged.
//
// Source: Albert & Anderson 1984, Biometrika 71:1-10, doi:10.1093/biomet/71.1.1, for when there is no maximum.
func Logistic(rows Rows) (Fit, error) {
	if err := rows.check(); err != nil {
		return Fit{}, err
	}
	for _, y := range rows.Y {
		if y < 0 || y > 1 {
			return Fit{}, ErrNotAShare
		}
	}
	widest := rows.widest()
	b := make([]float64, rows.Columns)
	deviance, t := rows.judge(b)
	before := math.Inf(1)
	for step := 1; step <= mostSteps; step++ {
		fit := t.fit(nil)
		move := fit.Coefficients
		if step > firstSteps && rows.divides(move) {
			return Fit{}, ErrSeparated
		}
		var next []float64
		var nextDeviance float64
		for halvings, scale := 0, 1.0; halvings <= mostHalvings; halvings, scale = halvings+1, scale/2 {
			next = slices.Clone(b)
			for j, m := range move {
				next[j] += scale * m
			}
			if nextDeviance, t = rows.judge(next); nextDeviance <= deviance*(1+1e-12) {
				break
			}
		}
		moved := 0.0
		for j, m := range move {
			moved = math.Max(moved, math.Abs(m)*widest[j]/math.Max(1, math.Abs(next[j])*widest[j]))
		}
		b, deviance = next, nextDeviance
		if moved <= settled || (moved <= stalled && moved > before/2) {
			fit.Coefficients, fit.Squares, fit.Rows = b, deviance, rows.weighted()
			fit.Iterations, fit.logistic = step, true
			return fit, nil
		}
		before = moved
	}
	return Fit{}, ErrNotConverged
}

// widest is the largest size of each regressor.
func (r Rows) widest() []float64 {
	widest := make([]float64, r.Columns)
	for i := range r.Y {
		for j, x := range r.Row(i) {
			widest[j] = math.Max(widest[j], math.Abs(x))
		}
	}
	return widest
}

// judge gives the deviance of coefficients, -2 ln L beside a perfect fit, and the triangle whose solution is the next step.
func (r Rows) judge(b []float64) (deviance float64, next *triangle) {
	next = newTriangle(r.Columns)
	lost := 0.0
	for i, y := range r.Y {
		w := r.Weight(i)
		if w == 0 {
			continue
		}
		x := r.Row(i)
		eta := dot(x, b)
		e := math.Exp(-math.Abs(eta))
		p, q := 1/(1+e), e/(1+e) // of the likelier outcome and the other
		residual := y - q
		if eta >= 0 {
			residual = q - (1 - y)
		}
		if v := p * q; v > leastSpread {
			next.add(x, residual/v, w*v)
		}
		// -2 [y ln P + (1-y) ln(1-P)]: ln(1+e) whatever the outcome, and |eta| for the part that fell on the unlikely side.
		unlikely := y
		if eta >= 0 {
			unlikely = 1 - y
		}
		term := math.Log1p(e) + unlikely*math.Abs(eta)
		if y > 0 && y < 1 {
			term += y*math.Log(y) + (1-y)*math.Log1p(-y)
		}
		term *= 2 * w
		sum := deviance + term
		lost += term - (sum - deviance)
		deviance = sum
	}
	return deviance + lost, next
}

// divides tells whether a direction raises no outcome of 0 and lowers none of 1, and moves some of them far.
func (r Rows) divides(move []float64) bool {
	furthest, wrong := 0.0, 0.0
	for i, y := range r.Y {
		if r.Weight(i) == 0 {
			continue
		}
		moved := dot(r.Row(i), move)
		furthest = math.Max(furthest, math.Abs(moved))
		if y > 0 {
			wrong = math.Max(wrong, -moved)
		}
		if y < 1 {
			wrong = math.Max(wrong, moved)
		}
	}
	return furthest > farStep && wrong <= wrongWay*furthest
}

func (r Rows) weighted() int {
	count := 0
	for i := range r.Y {
		if r.Weight(i) > 0 {
			count++
		}
	}
	return count
}

// share is 1/(1+exp(-eta)), without overflow.
func share(eta float64) float64 {
	if eta >= 0 {
		return 1 / (1 + math.Exp(-eta))
	}
	e := math.Exp(eta)
	return e / (1 + e)
}

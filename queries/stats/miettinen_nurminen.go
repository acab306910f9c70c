package stats

import "math"

// MethodMiettinenNurminen is the score interval for a difference of two shares.
const MethodMiettinenNurminen Method = "miettinen-nurminen/1"

// MiettinenNurminen estimates the difference of two independent shares with the score interval that regulators ask for:
// all differences d that a score test at that level does not reject.
//
//	(p₁ - p₂ - d)/√V(d) between -z and z,  V = (r₁(1-r₁)/n₁ + r₂(1-r₂)/n₂) N/(N-1)
//
// with r₁ = r₂ + d the shares that are likeliest given d. Unit: difference of shares, -1 to 1. Newcombe's interval is the
// house default and nearly the same.
//
// Special cases: no trials on either side give NoData. There is no standard error.
//
// Errors: as for Wilson, on either side.
//
// Source: Miettinen & Nurminen 1985, Statistics in Medicine 4:213-226, doi:10.1002/sim.4780040211.
func MiettinenNurminen(pair ProportionPair, options ...Option) (Estimate, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, err
	}
	if err := pair.check(); err != nil {
		return Estimate{}, err
	}
	if pair.empty() {
		return Undefine(NoData, MethodMiettinenNurminen, s), nil
	}
	difference := pair.Compared.Share() - pair.Reference.Share()
	return Estimate{
		Value: difference,
		Interval: Interval{
			Low:   -pair.scoreLimit(-1, -difference, s.Z()),
			High:  pair.scoreLimit(1, difference, s.Z()),
			Level: s.Level,
		},
		StandardError: StandardError{Undefined: NotPartOfMethod},
		Method:        MethodMiettinenNurminen,
	}, nil
}

// scoreLimit halves the way from the difference to 1 until the score test just rejects. The score falls along it. Upwards
// the sign is +1; downwards it is -1, and difference and limit have their signs turned.
func (p ProportionPair) scoreLimit(sign, difference, z float64) float64 {
	accepted, rejected := difference, 1.0
	for range 200 {
		middle := accepted + (rejected-accepted)/2
		if middle == accepted || middle == rejected {
			break
		}
		if distance := middle - difference; distance*distance <= z*z*p.scoreVariance(sign*middle) {
			accepted = middle
		} else {
			rejected = middle
		}
	}
	return accepted
}

// scoreVariance is the variance of the difference of shares if the true one is d, at the shares that are then likeliest: a
// root of a cubic, in closed form.
func (p ProportionPair) scoreVariance(d float64) float64 {
	x2, n1, n2 := p.Reference.Successes, p.Compared.Trials, p.Reference.Trials
	n, x := n1+n2, p.Compared.Successes+x2
	b := ((n1+2*n2)*d - n - x) / n
	c := ((n2*d-n-2*x2)*d + x) / n
	e := x2 * d * (1 - d) / n
	half := b*b*b/27 - b*c/6 + e/2
	radius := math.Copysign(math.Sqrt(max(0, b*b/9-c/3)), half)
	angle := math.Pi / 2
	if radius != 0 {
		angle = math.Acos(min(1, max(-1, half/(radius*radius*radius))))
	}
	r2 := min(1, max(0, 2*radius*math.Cos((math.Pi+angle)/3)-b/3))
	r1 := min(1, max(0, r2+d))
	return (r1*(1-r1)/n1 + r2*(1-r2)/n2) * n / (n - 1)
}

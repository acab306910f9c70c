package stats

import (
	"math"

	"athar/queries/stats/internal/exact"
)

// ConcentrationIndices say how far an outcome is concentrated among the less or the more disadvantaged: above zero among
// those at the top of the order, below zero among those at its bottom.
type ConcentrationIndices struct {
	Absolute  Estimate // ACI, in the unit of the outcome
	Relative  Estimate // RCI = ACI/μ
	Wagstaff  Estimate // RCI as a part of the largest it can be at that mean, -1 to 1
	Erreygers Estimate // 4 ACI over the range of the outcome, -1 to 1
}

// concentrationMethods are the methods of the four indices from one kind of data.
type concentrationMethods struct{ absolute, relative, wagstaff, erreygers Method }

func concentrationMethodsOf(from string) concentrationMethods {
	return concentrationMethods{
		absolute:  Method("aci-" + from + "/1"),
		relative:  Method("rci-" + from + "/1"),
		wagstaff:  Method("rci-wagstaff-" + from + "/1"),
		erreygers: Method("rci-erreygers-" + from + "/1"),
	}
}

// indices gives the four from the absolute one. A negative outcome has no meaning as a part of the mean.
func (m concentrationMethods) indices(absolute Estimate, mean float64, negative bool, bounds Bounds, s Settings) ConcentrationIndices {
	scaled := func(method Method, factor float64, why Reason) Estimate {
		switch {
		case !absolute.Defined():
			return Undefine(absolute.Undefined, method, s)
		case why != "":
			return Undefine(why, method, s)
		case !IsFinite(absolute.Value * factor):
			return Undefine(NumbersTooLarge, method, s)
		}
		e := absolute.times(factor)
		e.Method = method
		return e
	}
	whyNotRelative, whyNotBounded, whyNotWagstaff := Reason(""), Reason(""), Reason("")
	switch {
	case negative:
		whyNotRelative = NotPositive
	case mean == 0:
		whyNotRelative = ZeroDenominator
	}
	room := (mean - bounds.Least) * (bounds.Most - mean)
	switch {
	case !bounds.bounded():
		whyNotBounded, whyNotWagstaff = Unbounded, Unbounded
	case !(room > 0):
		whyNotWagstaff = ZeroDenominator
	}
	return ConcentrationIndices{
		Absolute:  absolute,
		Relative:  scaled(m.relative, 1/mean, whyNotRelative),
		Wagstaff:  scaled(m.wagstaff, bounds.width()/room, whyNotWagstaff),
		Erreygers: scaled(m.erreygers, 4/bounds.width(), whyNotBounded),
	}
}

// spreadOfRanks is twice the variance of ranks, which turns the slope of a line into the absolute index.
func spreadOfRanks(points []point) float64 {
	var total, squares exact.Sum
	for _, p := range points {
		total.Add(p.weight)
		squares.Add(p.weight * p.rank * p.rank)
	}
	return 2 * squares.Value() / total.Value()
}

// ConcentrationOfGroups estimates the concentration indices from the means of groups, ordered from the most to the least
// disadvantaged. Use it for published tables; where persons are at hand, ConcentrationOfPersons and ConcentrationOfSample
// know better.
//
//	ACI = 2 Σ p_j (y_j - μ)(R_j - 1/2),  RCI = ACI/μ,  R_j = (persons before j + n_j/2)/N
//	Wagstaff = ACI (most - least)/((most - μ)(μ - least)),  Erreygers = 4 ACI/(most - least)
//
// with least and most the bounds of the outcome. The error is that of the slope when 2 var(R) y is drawn against R by
// weighted least squares, σ² over K-2 degrees; limits are normal and those of the others in proportion, since the mean is
// taken as known.
//
// Unit: ACI that of the outcome; the others none. The relative index of having and that of lacking do not mirror each
// other; for an outcome with bounds publish Erreygers.
//
// Special cases: fewer than three groups give TooFewGroups and a group of nobody MissingGroup. A mean of zero leaves RCI
// undefined (ZeroDenominator), a negative level too (NotPositive); without an upper bound there is no Wagstaff and no
// Erreygers (Unbounded), and a mean at a bound has no Wagstaff (ZeroDenominator). Always warned with ModelError.
//
// Errors: a population negative, infinite or NaN; an outcome infinite or NaN, or outside the bounds; bounds that are none;
// a level outside 0..1.
//
// Source: Kakwani, Wagstaff & van Doorslaer 1997, Journal of Econometrics 77:87-103, doi:10.1016/S0304-4076(96)01807-6;
// Wagstaff 2005, Health Economics 14:429-432, doi:10.1002/hec.953; Erreygers 2009, Journal of Health Economics 28:504-515,
// doi:10.1016/j.jhealeco.2008.02.003.
func ConcentrationOfGroups(groups []GroupPoint, bounds Bounds, options ...Option) (ConcentrationIndices, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return ConcentrationIndices{}, err
	}
	if err := bounds.check(); err != nil {
		return ConcentrationIndices{}, err
	}
	negative := false
	for _, g := range groups {
		negative = negative || g.Outcome < 0
		if IsFinite(g.Outcome) && !bounds.holds(g.Outcome) {
			return ConcentrationIndices{}, Refuse("the outcome of a group lies outside its bounds")
		}
	}
	methods := concentrationMethodsOf("group-point")
	points, reason, err := pointsOf(groups)
	if err != nil {
		return ConcentrationIndices{}, err
	}
	if reason != "" {
		return methods.indices(Undefine(reason, methods.absolute, s), 0, negative, bounds, s), nil
	}
	l, reason := fitLinear(points)
	if reason != "" {
		return methods.indices(Undefine(reason, methods.absolute, s), 0, negative, bounds, s), nil
	}
	var persons, total, residuals exact.Sum
	for _, p := range points {
		persons.Add(p.weight)
		total.Add(p.weight * p.outcome)
		distance := p.outcome - l.outcome(vector{1, p.rank})
		residuals.Add(p.weight * distance * distance)
	}
	scale := spreadOfRanks(points)
	standardError := scale * math.Sqrt(residuals.Value()/float64(len(points)-2)*l.bread.slope)
	absolute := Symmetric(scale*l.at.slope, standardError, s.Z(), methods.absolute, s).WarnedIf(true, ModelError)
	return methods.indices(absolute, total.Value()/persons.Value(), negative, bounds, s), nil
}

package smallarea

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// MethodEmpiricalBayes is the moment estimator of Marshall for shares.
const MethodEmpiricalBayes stats.Method = "marshall-empirical-bayes/1"

// Shares are the shares of areas, drawn towards that of all of them.
type Shares struct {
	Mean    float64          // of all areas together
	Between float64          // A: the variance between areas that chance leaves over; below 0 when they differ by less
	Areas   []stats.Estimate // in the order given
}

// EmpiricalBayes draws the share of each area towards that of all, the more the fewer persons it has.
//
//	p = Σx/Σn,  A = Σn(r-p)²/Σn - p(1-p) k/Σn,  p + w(r-p) with w = A/(A + p(1-p)/n),  error √(A(1-w))
//
// over the k areas with persons. The error takes p and A as known, which makes it too small (UncertainSpread does not),
// and the limits are cut off at 0 and 1.
//
// Unit: shares, 0 to 1.
//
// Special cases: no persons at all give every area NoData; areas that do not differ by more than chance all have p, without
// an error (NoSpread); everybody or nobody succeeding gives p without interval (NoVariation); an area without persons has p.
// Areas warn that they are Modelled.
//
// Errors: successes or trials negative, infinite or NaN; more successes than trials; a level outside 0..1.
//
// Source: Marshall 1991, Applied Statistics 40:283-294, doi:10.2307/2347593, for shares instead of rates.
func EmpiricalBayes(areas []stats.Proportion, options ...stats.Option) (Shares, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Shares{}, err
	}
	successes, n, k, err := together(areas)
	if err != nil {
		return Shares{}, err
	}
	if n == 0 {
		return Shares{Areas: every(len(areas), stats.Undefine(stats.NoData, MethodEmpiricalBayes, s))}, nil
	}
	result, p := Shares{}, successes/n
	var squares exact.Sum
	for _, a := range areas {
		if a.Trials > 0 {
			squares.Add(a.Trials * (a.Share() - p) * (a.Share() - p))
		}
	}
	result.Mean, result.Between = p, squares.Value()/n-p*(1-p)*float64(k)/n
	if p == 0 || p == 1 {
		alike := stats.WithoutInterval(p, stats.NoVariation, MethodEmpiricalBayes, s).WarnedIf(true, stats.Modelled)
		result.Areas = every(len(areas), alike)
		return result, nil
	}
	between := max(0, result.Between)
	result.Areas = make([]stats.Estimate, len(areas))
	var said modelled
	for i, a := range areas {
		value, weight := p, 0.0
		if a.Trials > 0 {
			weight = between / (between + p*(1-p)/a.Trials)
			value += weight * (a.Share() - p)
		}
		e := said.warned(stats.Symmetric(value, math.Sqrt(between*(1-weight)), s.Z(), MethodEmpiricalBayes, s))
		e.Interval.Low, e.Interval.High = max(0, e.Interval.Low), min(1, e.Interval.High)
		result.Areas[i] = e
	}
	return result, nil
}

func checkShare(a stats.Proportion) error {
	switch {
	case !stats.IsAmount(a.Trials) || !stats.IsAmount(a.Successes):
		return stats.Refuse("successes and trials of an area must be finite numbers, 0 or more")
	case a.Successes > a.Trials:
		return stats.Refuse("successes must not exceed trials")
	}
	return nil
}

// every is the same estimate for all areas.
func every(areas int, e stats.Estimate) []stats.Estimate {
	all := make([]stats.Estimate, areas)
	for i := range all {
		all[i] = e
	}
	return all
}

// together are the successes and trials of all areas, and how many of them have trials.
func together(areas []stats.Proportion) (successes, trials float64, known int, err error) {
	var s, n exact.Sum
	for _, a := range areas {
		if err := checkShare(a); err != nil {
			return 0, 0, 0, err
		}
		s.Add(a.Successes)
		n.Add(a.Trials)
		if a.Trials > 0 {
			known++
		}
	}
	return s.Value(), n.Value(), known, nil
}

package smallarea

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"

	"gonum.org/v1/gonum/integrate/quad"
)

// MethodUncertainSpread is the normal model of areas in which their spread is not taken as known.
const MethodUncertainSpread stats.Method = "normal-areas-flat-spread/1"

// leastAreas is the number of areas with persons below which a flat prior of the spread leaves nothing to integrate.
const leastAreas = 4

// UncertainSpread draws the share of each area towards that of all, as EmpiricalBayes does, and lets its limits allow for the mean
// and the variance between areas being estimated: both are integrated out, with no value of either thought likelier beforehand.
//
//	r | θ ~ N(θ, V), V = p(1-p)/n;  θ ~ N(m, A);  m and A flat, A above 0;  limits E(θ) ∓ z √var(θ), cut off at 0 and 1
//
// Few small areas may look alike by chance, and EmpiricalBayes then takes them to be alike; this does not. Prefer it wherever limits
// are printed. Mean is the mean of m, and Between the variance at which an area of typical size is drawn as far towards it.
//
// Unit: shares, 0 to 1.
//
// Special cases: no persons at all give every area NoData; fewer than four areas with persons TooFew, since the data do not bound
// A then; everybody or nobody succeeding gives p without interval (NoVariation); an area without persons has the mean without interval
// (NoData). Areas warn that they are Modelled.
//
// Errors: as for EmpiricalBayes.
//
// Source: Morris & Tang 2011, Statistical Science 26:271-287, doi:10.1214/10-STS349, on the flat prior of A.
func UncertainSpread(areas []stats.Proportion, options ...stats.Option) (Shares, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Shares{}, err
	}
	successes, trials, known, err := together(areas)
	if err != nil {
		return Shares{}, err
	}
	p := successes / trials
	switch {
	case known == 0:
		return Shares{Areas: every(len(areas), stats.Undefine(stats.NoData, MethodUncertainSpread, s))}, nil
	case known < leastAreas:
		return Shares{Mean: p, Areas: every(len(areas), stats.Undefine(stats.TooFew, MethodUncertainSpread, s))}, nil
	case p == 0 || p == 1:
		alike := stats.WithoutInterval(p, stats.NoVariation, MethodUncertainSpread, s).WarnedIf(true, stats.Modelled)
		return Shares{Mean: p, Areas: every(len(areas), alike)}, nil
	}
	spreads, typical := likelySpreads(areas, p*(1-p))
	result, own := Shares{Areas: make([]stats.Estimate, len(areas))}, 0.0
	for _, at := range spreads {
		result.Mean += at.weight * at.mean
		own += at.weight * at.between / (at.between + typical)
	}
	result.Between = typical * own / (1 - own)
	var said modelled
	for i, a := range areas {
		if a.Trials == 0 {
			result.Areas[i] = stats.WithoutInterval(result.Mean, stats.NoData, MethodUncertainSpread, s).WarnedIf(true, stats.Modelled)
			continue
		}
		var mean, square float64 // of θ about Mean, over the spreads
		v := p * (1 - p) / a.Trials
		for _, at := range spreads {
			own := at.between / (at.between + v)
			level := at.mean - result.Mean + own*(a.Share()-at.mean)
			mean += at.weight * level
			square += at.weight * (own*v + (1-own)*(1-own)*at.ofMean + level*level)
		}
		e := said.warned(stats.Symmetric(result.Mean+mean, math.Sqrt(square-mean*mean), s.Z(), MethodUncertainSpread, s))
		e.Interval.Low, e.Interval.High = max(0, e.Interval.Low), min(1, e.Interval.High)
		result.Areas[i] = e
	}
	return result, nil
}

// spreadAt is a variance between areas, the mean of all that goes with it and the variance of that, and how likely it is.
type spreadAt struct{ between, mean, ofMean, weight float64 }

const (
	spreadNodes = 32
	narrowings  = 4
	unlikely    = 30 // logarithms of likelihood below the best
)

// likelySpreads are places of integration over the variance between areas, A = V t/(1-t) with V that of an area of typical size.
// The stretch of t is narrowed to where the likelihood is, for with many areas it is a short one.
func likelySpreads(areas []stats.Proportion, ofOne float64) (spreads []spreadAt, typical float64) {
	var inverse exact.Sum
	known := 0.0
	for _, a := range areas {
		if a.Trials > 0 {
			inverse.Add(ofOne / a.Trials)
			known++
		}
	}
	typical = inverse.Value() / known
	places, weights := make([]float64, spreadNodes), make([]float64, spreadNodes)
	found, logs := make([]spreadAt, spreadNodes), make([]float64, spreadNodes)
	from, to := 0.0, 1.0
	for range narrowings {
		quad.Legendre{}.FixedLocations(places, weights, from, to)
		best := math.Inf(-1)
		for i, t := range places {
			found[i].between = typical * t / (1 - t)
			logs[i] = found[i].judge(areas, ofOne) - 2*math.Log1p(-t) + math.Log(weights[i])
			best = max(best, logs[i]-math.Log(weights[i]))
		}
		low, high := from, to
		for i, t := range places {
			if logs[i]-math.Log(weights[i]) < best-unlikely {
				if found[i].between < found[peak(logs)].between {
					low = max(low, t)
				} else {
					high = min(high, t)
				}
			}
		}
		if low == from && high == to {
			break
		}
		from, to = low, high
	}
	best, total := logs[peak(logs)], 0.0
	for i := range found {
		found[i].weight = math.Exp(logs[i] - best)
		total += found[i].weight
	}
	for i := range found {
		found[i].weight /= total
	}
	return found, typical
}

// peak is the place of the largest number.
func peak(numbers []float64) (at int) {
	for i, x := range numbers {
		if x > numbers[at] {
			at = i
		}
	}
	return at
}

// judge sets the mean at a spread and gives the logarithm of the likelihood, with the mean integrated out.
func (s *spreadAt) judge(areas []stats.Proportion, ofOne float64) float64 {
	var weights, sum, logs exact.Sum
	for _, a := range areas {
		if a.Trials > 0 {
			w := 1 / (s.between + ofOne/a.Trials)
			weights.Add(w)
			sum.Add(w * a.Share())
			logs.Add(math.Log(w))
		}
	}
	s.mean, s.ofMean = sum.Value()/weights.Value(), 1/weights.Value()
	var squares exact.Sum
	for _, a := range areas {
		if a.Trials > 0 {
			distance := a.Share() - s.mean
			squares.Add(distance * distance / (s.between + ofOne/a.Trials))
		}
	}
	return (logs.Value() - math.Log(weights.Value()) - squares.Value()) / 2
}

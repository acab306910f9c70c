package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"athar/queries/stats"
	"athar/queries/stats/decompose"
	"athar/queries/stats/smallarea"
)

// shares are proportions, rates and their comparisons.
func shares() []trial {
	var all []trial
	one := func(name string, estimate func(stats.Proportion, ...stats.Option) (stats.Estimate, error), advice string) {
		for _, s := range []struct {
			n int
			p float64
		}{{20, 0.5}, {20, 0.1}, {200, 0.03}, {1000, 0.3}} {
			all = append(all, trial{estimator: name, setting: fmt.Sprintf("n = %d, share %g", s.n, s.p), truth: s.p, advice: advice,
				once: func(r *rand.Rand) (stats.Estimate, error) { return estimate(proportion(r, s.n, s.p)) }})
		}
	}
	const discrete = "counts come in steps, so the coverage of any interval moves about 95% from one share to the next; over all shares it is near 95%."
	one("Wilson", stats.Wilson, discrete)
	one("Clopper–Pearson", stats.ClopperPearson, "it guarantees at least 95% and is wider for it; use Wilson unless a guarantee is asked for.")
	pair := func(name string, estimate func(stats.ProportionPair, ...stats.Option) (stats.Estimate, error), truth func(p, q float64) float64, advice string) {
		for _, s := range []struct {
			n    int
			p, q float64
		}{{20, 0.3, 0.5}, {50, 0.1, 0.2}, {500, 0.4, 0.45}} {
			all = append(all, trial{estimator: name, setting: fmt.Sprintf("n = %d each, shares %g and %g", s.n, s.p, s.q), truth: truth(s.p, s.q), advice: advice,
				once: func(r *rand.Rand) (stats.Estimate, error) {
					return estimate(stats.ProportionPair{Compared: proportion(r, s.n, s.p), Reference: proportion(r, s.n, s.q)})
				}})
		}
	}
	pair("Difference of shares, Newcombe", stats.Newcombe, func(p, q float64) float64 { return p - q }, discrete)
	pair("Difference of shares, Miettinen–Nurminen", stats.MiettinenNurminen, func(p, q float64) float64 { return p - q }, discrete)
	pair("Ratio of shares, Katz", stats.Katz, func(p, q float64) float64 { return p / q }, "with few successes the limits on the logarithm are too wide; print both rates and the difference beside it.")
	pair("Odds ratio", stats.OddsRatio, func(p, q float64) float64 { return p / (1 - p) / (q / (1 - q)) }, "with few successes it is too wide; print both rates.")
	for _, mean := range []float64{3, 50} {
		all = append(all, trial{estimator: "Rate, exact (Garwood)", setting: fmt.Sprintf("%g events expected", mean), truth: mean, advice: "it guarantees at least 95%; few events make it wide.",
			once: func(r *rand.Rand) (stats.Estimate, error) {
				return stats.Garwood(stats.Rate{Events: poisson(r, mean), Exposure: 1})
			}})
	}
	for _, scale := range []float64{200, 5000} {
		rates, standard := []float64{0.05, 0.1, 0.2, 0.4}, []float64{0.4, 0.3, 0.2, 0.1}
		truth := 0.0
		for i := range rates {
			truth += rates[i] * standard[i]
		}
		all = append(all, trial{estimator: "Directly standardised rate, Dobson", setting: fmt.Sprintf("4 strata of %g", scale/4), truth: truth,
			once: func(r *rand.Rand) (stats.Estimate, error) {
				strata := make([]decompose.Stratum, len(rates))
				for i := range strata {
					strata[i] = decompose.Stratum{Events: poisson(r, rates[i]*scale/4), Persons: scale / 4, Standard: standard[i]}
				}
				return decompose.DirectRate(strata)
			}})
	}
	// The truth differs from area to area, so it is taken off the interval before that is held against 0.
	area := func(name, advice string, estimate func([]stats.Proportion, ...stats.Option) (smallarea.Shares, error)) {
		for _, s := range []struct{ areas, persons int }{{12, 15}, {40, 15}, {40, 100}} {
			all = append(all, trial{estimator: "Share of a small area, " + name, setting: fmt.Sprintf("%d areas of %d, true shares of Beta(8, 32)", s.areas, s.persons), truth: 0,
				advice: advice,
				once: func(r *rand.Rand) (stats.Estimate, error) {
					areas, truth := make([]stats.Proportion, s.areas), make([]float64, s.areas)
					for i := range areas {
						a, b := gamma(r, 8), gamma(r, 32)
						truth[i] = a / (a + b)
						areas[i] = proportion(r, s.persons, truth[i])
					}
					found, err := estimate(areas)
					if err != nil {
						return stats.Estimate{}, err
					}
					at := r.IntN(len(areas))
					return moved(found.Areas[at], truth[at]), nil
				}})
		}
	}
	area("spread uncertain", "with a dozen areas it errs on the safe side; use it for maps and never for one school's account.", smallarea.UncertainSpread)
	area("empirical Bayes", "it takes the spread between areas as known though it is estimated; take the limits of UncertainSpread.", smallarea.EmpiricalBayes)
	return all
}

// moved takes a truth off an estimate, so that what differs from draw to draw can be held against 0.
func moved(e stats.Estimate, by float64) stats.Estimate {
	e.Value -= by
	e.Interval.Low -= by
	e.Interval.High -= by
	if math.IsNaN(by) {
		e.Interval.Undefined = stats.NoData
	}
	return e
}

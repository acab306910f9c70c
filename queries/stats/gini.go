package stats

import "athar/queries/stats/internal/exact"

// Methods for the Gini coefficient.
const (
	MethodGini       Method = "gini-population/1"        // of everybody listed, without a correction for sampling
	MethodGiniSample Method = "gini-sample-linearised/1" // of a sample, with the interval of its design
)

// Gini estimates how unequally an amount is spread over persons: 0 when all have the same, towards 1 when one has all.
//
//	G = Σᵢ Σⱼ wᵢ wⱼ |xᵢ - xⱼ| / (2 W² μ)
//
// worked out in one pass over the sorted amounts. Unit: none, 0 to 1. Persons with an amount of zero belong in the
// histogram: "of all eligible learners" and "of participants" are two different figures, so say which one it is. Not for
// outcomes of yes and no, for which it is one minus the share of yes.
//
// Special cases: nobody gives NoData; amounts that are all zero give AllZero; bars of count zero change nothing. There is
// no interval (NeedsDesign): an honest one needs persons with their schools, as [GiniOfSample] takes them. The factor
// n/(n-1) for samples is not applied.
//
// Errors: an amount or count negative, infinite or NaN; a level outside 0..1.
//
// Source: Gini 1912; this form: Lerman & Yitzhaki 1989, Journal of Econometrics 42:43-47,
// doi:10.1016/0304-4076(89)90074-2.
func Gini(histogram []AmountCount, options ...Option) (Estimate, error) {
	return ofAmounts(histogram, MethodGini, options, func(a amounts) (float64, Reason) {
		// Each bar's share of the amount, times how far its middle rank lies from the middle, from -1 to 1.
		var below, gini exact.Sum
		for _, bar := range a.bars {
			rank := (2*below.Value() + bar.Count - a.persons) / a.persons
			gini.Add(bar.Count * bar.Amount / a.total * rank)
			below.Add(bar.Count)
		}
		return max(0, gini.Value()), ""
	})
}

// GiniOfSample estimates the Gini coefficient of the population that a sample was drawn from.
//
//	G = (2 Σ r w x - Σ w x) / (N Σ w x) - 1,  r the weight of everybody up to and with the person, N = Σ w
//	z = 2 (Y - Y_< + r_< x + w x) / (N Y) - 2 T x / (N Y²) - (2 T - Y) / (N² Y),  T = Σ r w x, Y = Σ w x
//
// with z the linearised variable, Y_< and r_< over those who have less; the variance is that of Σ w z under the design,
// limits are G ∓ t se with units minus strata degrees of freedom, kept within 0 to 1. With weights of 1 the value is that
// of [Gini]; with large ones it is larger by about 1/n, so it is for samples of hundreds. Weights must count persons: their
// scale matters.
//
// Special cases: as for Gini. One school, or one person in every stratum, gives OneCluster or TooFew for the interval.
// Fewer than twenty schools warn of FewClusters, persons without schools of IndependentPersons, a stratum of one unit of
// LonelyStratum. Rows of weight zero are part of the design and not of the population.
//
// Errors: an amount, weight or number of units negative, infinite or NaN; clusters named in some rows and not in others;
// numbers of units that differ within a stratum or are below what was drawn; a level outside 0..1.
//
// Source: Deville 1999, Survey Methodology 25:193-203; Osier 2009, Survey Research Methods 3:167-195.
func GiniOfSample(persons []SampledAmount, options ...Option) (Estimate, error) {
	return ofSample(persons, 1, MethodGiniSample, options, func(a amountSample) (float64, Reason, Reason) {
		var rank, below, ranked exact.Sum
		for _, p := range a.persons {
			rank.Add(p.Weight)
			ranked.Add(rank.Value() * p.Weight * p.Amount)
		}
		n, total, t := a.weights, a.total, ranked.Value()
		rank = exact.Sum{}
		for from := 0; from < len(a.persons); {
			x, before, amountBefore := a.persons[from].Amount, rank.Value(), below.Value()
			i := from
			for ; i < len(a.persons) && a.persons[i].Amount == x; i++ {
				w := a.persons[i].Weight
				rank.Add(w)
				below.Add(w * x)
				a.persons[i].influence = 2*(total-amountBefore+before*x+w*x)/(n*total) -
					2*t*x/(n*total*total) - (2*t-total)/(n*n*total)
			}
			from = i
		}
		return max(0, (2*t-total)/(n*total)-1), "", ""
	})
}

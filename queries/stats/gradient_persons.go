package stats

import (
	"math"

	"athar/queries/stats/internal/exact"
)

// rankedPersons are the persons of ordered groups on the line of ranks, each at the ridit of their group.
type rankedPersons struct {
	points  []point // one a group
	mean    float64 // outcome of everybody
	shares  bool    // outcomes are shares, so that a line may leave their range
	why     Reason  // why there is no gradient; empty when there may be one
	alike   bool    // everybody has the outcome mean
	scatter func(l line) scoreScatter
}

// rankOf places groups known by sums of w y and of w (1-y).
func rankOf(successes, failures []exact.Sum) rankedPersons {
	if len(successes) < leastGroups {
		return rankedPersons{why: TooFewGroups}
	}
	r := rankedPersons{points: make([]point, len(successes)), alike: true}
	populations := make([]float64, len(successes))
	var all, yes exact.Sum
	for j := range r.points {
		s, f := successes[j].Value(), failures[j].Value()
		n := s + f
		if n == 0 {
			return rankedPersons{why: MissingGroup}
		}
		if !IsFinite(n) {
			return rankedPersons{why: NumbersTooLarge}
		}
		populations[j] = n
		r.points[j] = point{weight: n, outcome: s / n, shortfall: f / n}
		all.Add(n)
		yes.Add(s)
		r.alike = r.alike && (s == 0 || f == 0) && r.points[j].outcome == r.points[0].outcome
	}
	for j, rank := range ridits(populations) {
		r.points[j].rank = rank - 0.5
	}
	r.mean = yes.Value() / all.Value()
	return r
}

// slopeIndices draws a line through the persons and says how sure it is.
func (r rankedPersons) slopeIndices(kind Gradient, slopeMethod, relativeMethod Method, s Settings) SlopeIndices {
	switch {
	case r.why != "":
		return undefinedSlopes(r.why, slopeMethod, relativeMethod, s)
	case r.alike:
		return r.allAlike(slopeMethod, relativeMethod, s)
	}
	l, reason := fit(kind, r.points)
	if reason != "" {
		return undefinedSlopes(reason, slopeMethod, relativeMethod, s)
	}
	scatter := r.scatter(l)
	s = scatter.settings(s)
	slopeMethod, relativeMethod = s.named(slopeMethod), s.named(relativeMethod)
	result := l.slopeIndices(l.sandwich(scatter.products.matrix()), slopeMethod, relativeMethod, s)
	result.Slope = scatter.qualify(result.Slope).WarnedIf(r.shares && outsideUnit(l), LineLeavesRange)
	result.Relative = scatter.qualify(result.Relative).WarnedIf(r.shares && outsideUnit(l), LineLeavesRange)
	return result
}

// allAlike is the answer when nobody differs from anybody.
func (r rankedPersons) allAlike(slopeMethod, relativeMethod Method, s Settings) SlopeIndices {
	result := SlopeIndices{
		Slope:              WithoutInterval(0, NoVariation, slopeMethod, s),
		Relative:           Undefine(ZeroDenominator, relativeMethod, s),
		MostDisadvantaged:  r.mean,
		LeastDisadvantaged: r.mean,
	}
	if r.mean != 0 {
		result.Relative = WithoutInterval(1, NoVariation, relativeMethod, s)
	}
	return result
}

func outsideUnit(l line) bool {
	bottom, top := l.outcome(mostDisadvantaged), l.outcome(leastDisadvantaged)
	return math.Min(bottom, top) < 0 || math.Max(bottom, top) > 1
}

// scoreScatter is the middle of the sandwich: how the scores of clusters scatter within strata.
type scoreScatter struct {
	products  crossProducts
	units     float64 // clusters, or persons where there are none
	strata    float64
	clustered bool
	lonely    bool // some stratum has a single unit
}

// settings sets the degrees of freedom that the units leave, where the limits are to be taken by clusters.
func (s scoreScatter) settings(of Settings) Settings {
	if of.bySchools && s.clustered {
		of.degrees = math.Max(1, s.units-s.strata)
	}
	return of
}

// scatterOfCells needs sorted cells.
func scatterOfCells(cells []PersonCell, points []point, l line) scoreScatter {
	result := scoreScatter{clustered: cells[0].Cluster != ""}
	for len(cells) > 0 {
		end := 1
		for end < len(cells) && cells[end].Stratum == cells[0].Stratum {
			end++
		}
		if result.clustered {
			result.addStratum(clusterScores(cells[:end], points, l))
		} else {
			result.addStratum(personScores(cells[:end], points, l))
		}
		cells = cells[end:]
	}
	return result
}

// unit is a score and how many clusters or persons have it.
type unit struct {
	score vector
	times float64
}

func (s *scoreScatter) addStratum(units []unit) {
	var count, middle, slope exact.Sum
	for _, u := range units {
		count.Add(u.times)
		middle.Add(u.times * u.score.middle)
		slope.Add(u.times * u.score.slope)
	}
	n := count.Value()
	s.units += n
	s.strata++
	mean, factor := vector{middle.Value() / n, slope.Value() / n}, n/(n-1)
	if n <= 1 {
		s.lonely = true
		mean, factor = vector{}, 1
	}
	for _, u := range units {
		s.products.add(u.score.minus(mean), factor*u.times)
	}
}

// clusterScores adds up x (y - p) over the persons of each cluster: successes have a residual of 1-p, failures of -p.
func clusterScores(cells []PersonCell, points []point, l line) []unit {
	var units []unit
	var middle, slope exact.Sum
	for i, c := range cells {
		x := vector{1, points[c.Group].rank}
		residual := c.Successes*l.complement(x) - c.Failures*l.outcome(x)
		middle.Add(residual)
		slope.Add(residual * x.slope)
		if i == len(cells)-1 || cells[i+1].Cluster != c.Cluster {
			units = append(units, unit{score: vector{middle.Value(), slope.Value()}, times: 1})
			middle, slope = exact.Sum{}, exact.Sum{}
		}
	}
	return units
}

// personScores gives the two scores that the persons of a group can have.
func personScores(cells []PersonCell, points []point, l line) []unit {
	units := make([]unit, 0, 2*len(cells))
	for _, c := range cells {
		x := vector{1, points[c.Group].rank}
		units = append(units,
			unit{score: x.times(l.complement(x)), times: c.Successes},
			unit{score: x.times(-l.outcome(x)), times: c.Failures})
	}
	return units
}

// qualify says beside an estimate how its scatter was found, and takes the interval away where one unit shows none.
func (s scoreScatter) qualify(e Estimate) Estimate {
	if s.units <= 1 {
		reason := OneCluster
		if !s.clustered {
			reason = TooFew
		}
		e = e.losingInterval(reason)
	}
	return e.WarnedIf(!s.clustered, IndependentPersons).
		WarnedIf(s.clustered && s.units < fewClusters, FewClusters).
		WarnedIf(s.lonely && s.units > 1, LonelyStratum)
}

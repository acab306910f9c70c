package stats

import (
	"cmp"
	"maps"
	"slices"

	"athar/queries/stats/internal/exact"
)

// Person is one person of an ordered group, as a survey or a register has them.
type Person struct {
	Group   int     // 0 for the most disadvantaged, up to Sample.Groups - 1
	Outcome float64 // finite, in any unit
	Weight  float64 // finite, 0 or more; 1 when everybody counts the same
	Cluster string  // school or primary sampling unit; empty for everybody when persons are independent of each other
	Stratum string  // stratum of the sample; empty for everybody when there is one. Cluster names count within it
}

// Sample are persons one by one.
type Sample struct {
	Groups  int // how many groups were declared, whether or not anybody is in them
	Persons []Person
}

func (p Sample) check() error {
	if p.Groups < 0 {
		return Refuse("the number of groups must be 0 or more")
	}
	for _, person := range p.Persons {
		switch {
		case person.Group < 0 || person.Group >= p.Groups:
			return Refuse("a person belongs to a group that was not declared")
		case !IsFinite(person.Outcome):
			return Refuse("the outcome of a person must be a finite number")
		case !IsAmount(person.Weight):
			return Refuse("the weight of a person must be a finite number, 0 or more")
		case (person.Cluster == "") != (p.Persons[0].Cluster == ""):
			return Refuse("either every person has a cluster or none does")
		}
	}
	return nil
}

// SlopeIndexOfSample estimates the slope and relative index of inequality of any outcome from persons one by one, with
// their weights, clusters and strata. For outcomes of yes and no it is SlopeIndexOfPersons, which is given counts and has
// the formulas; persons without clusters may have weights here.
//
// Unit: SII that of the outcome, positive when the least disadvantaged have more; RII none.
//
// Special cases: as for SlopeIndexOfPersons. Persons with a weight of zero are no part of the sample. A linear gradient
// that falls to zero or below at an end leaves RII undefined (OutsideTheRange).
//
// Errors: a group outside 0..Groups-1; an outcome infinite or NaN, or outside 0..1 for a logit gradient; a weight negative,
// infinite or NaN; clusters of some persons and not of others; an unknown kind; a level outside 0..1.
//
// Source: as for SlopeIndexOfPersons.
func SlopeIndexOfSample(sample Sample, kind Gradient, options ...Option) (SlopeIndices, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return SlopeIndices{}, err
	}
	slopeMethod, relativeMethod, err := personMethods(kind)
	if err != nil {
		return SlopeIndices{}, err
	}
	if err := sample.check(); err != nil {
		return SlopeIndices{}, err
	}
	if kind == LogitGradient && !sample.ofShares() {
		return SlopeIndices{}, Refuse("a logit gradient needs outcomes that are shares from 0 to 1")
	}
	return sample.ranked().slopeIndices(kind, slopeMethod, relativeMethod, s), nil
}

// ofShares tells whether all outcomes lie from 0 to 1.
func (p Sample) ofShares() bool {
	return !slices.ContainsFunc(p.Persons, func(person Person) bool { return person.Outcome < 0 || person.Outcome > 1 })
}

// place is a person with the names of stratum and cluster as numbers in the order of names.
type place struct {
	stratum, cluster, group int
	outcome, weight         float64
}

// ranked places the persons on the line of ranks.
func (p Sample) ranked() rankedPersons {
	places, strata, clusters := p.places()
	if p.Groups >= leastGroups && len(places) == 0 {
		return rankedPersons{why: NoData}
	}
	yes, no := make([]exact.Sum, p.Groups), make([]exact.Sum, p.Groups)
	alike := true
	for _, x := range places {
		yes[x.group].Add(x.weight * x.outcome)
		no[x.group].Add(x.weight * (1 - x.outcome))
		alike = alike && x.outcome == places[0].outcome
	}
	r := rankOf(yes, no)
	if r.why != "" {
		return r
	}
	if r.alike = alike; alike {
		r.mean = places[0].outcome
	}
	r.shares = p.ofShares()
	r.scatter = func(l line) scoreScatter { return scatterOfPlaces(places, r.points, l) }
	if p.Persons[0].Cluster != "" {
		cells := cellsOf(places, strata, clusters)
		r.scatter = func(l line) scoreScatter { return scatterOfCells(cells, r.points, l) }
	}
	return r
}

// places sorts everybody who has a weight, so that sums do not depend on the order of rows.
func (p Sample) places() (places []place, strata, clusters []string) {
	stratumAt, clusterAt := map[string]int{}, map[string]int{}
	for _, person := range p.Persons {
		stratumAt[person.Stratum], clusterAt[person.Cluster] = 0, 0
	}
	number := func(at map[string]int) []string {
		names := slices.Sorted(maps.Keys(at))
		for i, name := range names {
			at[name] = i
		}
		return names
	}
	strata, clusters = number(stratumAt), number(clusterAt)
	places = make([]place, 0, len(p.Persons))
	for _, person := range p.Persons {
		if person.Weight > 0 {
			places = append(places, place{stratumAt[person.Stratum], clusterAt[person.Cluster], person.Group, person.Outcome, person.Weight})
		}
	}
	slices.SortFunc(places, place.compare)
	return places, strata, clusters
}

func (x place) compare(y place) int {
	switch {
	case x.stratum != y.stratum:
		return x.stratum - y.stratum
	case x.cluster != y.cluster:
		return x.cluster - y.cluster
	case x.group != y.group:
		return x.group - y.group
	case x.outcome != y.outcome:
		return cmp.Compare(x.outcome, y.outcome)
	}
	return cmp.Compare(x.weight, y.weight)
}

// cellsOf adds up sorted persons by stratum, cluster and group; a linear gradient needs no more of an outcome in any unit
// than Σ w y and Σ w (1-y).
func cellsOf(places []place, strata, clusters []string) []PersonCell {
	var cells []PersonCell
	var yes, no exact.Sum
	for i, x := range places {
		yes.Add(x.weight * x.outcome)
		no.Add(x.weight * (1 - x.outcome))
		if i+1 < len(places) && places[i+1].group == x.group && places[i+1].cluster == x.cluster && places[i+1].stratum == x.stratum {
			continue
		}
		cells = append(cells, PersonCell{
			Group: x.group, Cluster: clusters[x.cluster], Stratum: strata[x.stratum],
			Successes: yes.Value(), Failures: no.Value(),
		})
		yes, no = exact.Sum{}, exact.Sum{}
	}
	return cells
}

// scatterOfPlaces takes each person as a unit, stratum by stratum.
func scatterOfPlaces(places []place, points []point, l line) scoreScatter {
	var result scoreScatter
	units := make([]unit, 0, len(places))
	for i, x := range places {
		at := vector{1, points[x.group].rank}
		units = append(units, unit{score: at.times(x.weight * (x.outcome*l.complement(at) - (1-x.outcome)*l.outcome(at))), times: 1})
		if i == len(places)-1 || places[i+1].stratum != x.stratum {
			result.addStratum(units)
			units = units[:0]
		}
	}
	return result
}

package stats

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/exact"
)

// SampledAmount is the amount of one person of a sample, and what the design of the sample says of them.
type SampledAmount struct {
	Amount  float64 // hours, credits, money: finite, 0 or more
	Weight  float64 // how many persons this one stands for: finite, 0 or more. 1 for everybody of a register
	Stratum string  // empty for everybody when there is one stratum
	Cluster string  // school, say; empty for everybody when persons were drawn one by one. Names count within the stratum
	// Units is how many clusters, or persons where there are none, the stratum has to draw from; 0 when so many that the
	// share drawn need not be told.
	Units float64
}

// sampled is a person with what a measure is made of: its linearised variable, how much the measure would change if a
// little more of this person were in the population.
type sampled struct {
	Amount, Weight float64
	influence      float64
	unit           int // school; the stratum where persons were drawn one by one
}

// amountSample is a sample of amounts in order of the amounts.
type amountSample struct {
	persons   []sampled
	clustered bool
	stratumOf []int     // of each unit
	units     []float64 // that each stratum has to draw from; 0: many
	weights   float64   // above 0
	total     float64   // weighted, above 0
}

func (a amountSample) mean() float64 { return a.total / a.weights }

// average is the weighted mean of f, a function of the amount over the mean amount.
func (a amountSample) average(f func(ratio float64) float64) float64 {
	mean := a.mean()
	var sum exact.Sum
	for _, p := range a.persons {
		if p.Weight > 0 {
			sum.Add(p.Weight / a.weights * f(p.Amount/mean))
		}
	}
	return sum.Value()
}

// influences sets every person's influence to f of the amount over the mean, divided by the population.
func (a amountSample) influences(f func(ratio float64) float64) {
	mean := a.mean()
	for i, p := range a.persons {
		a.persons[i].influence = 0
		if p.Weight > 0 {
			a.persons[i].influence = f(p.Amount/mean) / a.weights
		}
	}
}

func amountSampleOf(rows []SampledAmount) (a amountSample, reason Reason, err error) {
	for _, row := range rows {
		switch {
		case !IsAmount(row.Amount):
			return a, "", Refuse("an amount must be a finite number, 0 or more")
		case !IsAmount(row.Weight):
			return a, "", Refuse("a weight must be a finite number, 0 or more")
		case !IsAmount(row.Units):
			return a, "", Refuse("the units of a stratum must be a finite number, 0 or more")
		case (row.Cluster == "") != (rows[0].Cluster == ""):
			return a, "", Refuse("either every person names a cluster or none does")
		}
		a.clustered = row.Cluster != ""
	}
	if err := a.place(rows); err != nil {
		return a, "", err
	}
	slices.SortFunc(a.persons, sampled.compare)
	var weights, total exact.Sum
	for _, p := range a.persons {
		weights.Add(p.Weight)
		total.Add(p.Weight * p.Amount)
	}
	a.weights, a.total = weights.Value(), total.Value()
	switch {
	case a.weights == 0:
		return a, NoData, nil
	case a.total == 0:
		return a, AllZero, nil
	case !IsFinite(a.weights) || !IsFinite(a.total):
		return a, NumbersTooLarge, nil
	}
	return a, "", nil
}

// place numbers strata and units in the order of their names, so that nothing depends on the order of rows.
func (a *amountSample) place(rows []SampledAmount) error {
	type unit struct{ stratum, cluster string }
	numbers := map[unit]int{}
	for _, row := range rows {
		numbers[unit{row.Stratum, row.Cluster}] = 0
	}
	units := slices.SortedFunc(maps.Keys(numbers), func(a, b unit) int {
		return cmp.Or(cmp.Compare(a.stratum, b.stratum), cmp.Compare(a.cluster, b.cluster))
	})
	a.stratumOf = make([]int, len(units))
	for i, u := range units {
		numbers[u] = i
		if i == 0 || u.stratum != units[i-1].stratum {
			a.units = append(a.units, unknownUnits)
		}
		a.stratumOf[i] = len(a.units) - 1
	}
	a.persons = make([]sampled, len(rows))
	for i, row := range rows {
		number := numbers[unit{row.Stratum, row.Cluster}]
		a.persons[i] = sampled{Amount: row.Amount, Weight: row.Weight, unit: number}
		of := &a.units[a.stratumOf[number]]
		if *of != unknownUnits && *of != row.Units {
			return Refuse("the persons of a stratum must give the same number of units")
		}
		*of = row.Units
	}
	return nil
}

// unknownUnits stands for the units of a stratum until the first of its persons has told them.
const unknownUnits = -1

func (p sampled) compare(other sampled) int {
	switch {
	case p.Amount != other.Amount:
		return cmp.Compare(p.Amount, other.Amount)
	case p.Weight != other.Weight:
		return cmp.Compare(p.Weight, other.Weight)
	}
	return p.unit - other.unit
}

// ofSample is the estimate of a measure that lies between 0 and ceiling, with the interval of its linearised variance. The
// measure sets the influences of the persons; where it has a value and no uncertainty it gives a reason of the interval.
func ofSample(rows []SampledAmount, ceiling float64, method Method, options []Option,
	measure func(amountSample) (value float64, reason, ofInterval Reason)) (Estimate, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, err
	}
	a, reason, err := amountSampleOf(rows)
	if err != nil {
		return Estimate{}, err
	}
	var value float64
	var ofInterval Reason
	if reason == "" {
		value, reason, ofInterval = measure(a)
	}
	switch {
	case reason != "":
		return Undefine(reason, method, s), nil
	case !IsFinite(value):
		return Undefine(NumbersTooLarge, method, s), nil
	case ofInterval != "":
		return WithoutInterval(value, ofInterval, method, s), nil
	}
	design, err := a.design()
	switch {
	case err != nil:
		return Estimate{}, err
	case design.units <= 1 && a.clustered:
		return WithoutInterval(value, OneCluster, method, s), nil
	case design.units <= 1 || design.units <= design.strata:
		return WithoutInterval(value, TooFew, method, s), nil
	}
	t := -distribution.TQuantile((1-s.Level)/2, design.units-design.strata)
	e := Symmetric(value, math.Sqrt(design.variance), t, method, s)
	if e.Interval.Defined() {
		e.Interval.Low, e.Interval.High = min(max(0, e.Interval.Low), value), max(min(ceiling, e.Interval.High), value)
	}
	return e.WarnedIf(!a.clustered, IndependentPersons).
		WarnedIf(a.clustered && design.units < fewClusters, FewClusters).
		WarnedIf(design.lonely, LonelyStratum), nil
}

// sampleDesign is what the design of a sample makes of the influences.
type sampleDesign struct {
	variance      float64
	units, strata float64
	lonely        bool // some stratum has a single unit
}

// design adds up Σ_h (1 - n_h/N_h) n_h/(n_h-1) Σ_c (z_hc - z̄_h)² over strata h and units c, z the sum over a unit of weight
// times influence.
func (a amountSample) design() (d sampleDesign, err error) {
	scores, ends := a.scores()
	var variance exact.Sum
	from := 0
	for stratum, end := range ends {
		n, units := float64(end-from), a.units[stratum]
		if units > 0 && units < n {
			return d, Refuse("a stratum cannot have fewer units than were drawn from it")
		}
		variance.Add(scatter(scores[from:end], units))
		d.units += n
		d.strata++
		d.lonely = d.lonely || n == 1
		from = end
	}
	d.variance = variance.Value()
	return d, nil
}

// scores are those of the units, of schools or of persons, stratum by stratum, and where each stratum ends.
func (a amountSample) scores() (scores []float64, ends []int) {
	ends = make([]int, len(a.units))
	if a.clustered {
		sums := make([]exact.Sum, len(a.stratumOf))
		for _, p := range a.persons {
			sums[p.unit].Add(p.Weight * p.influence)
		}
		scores = make([]float64, len(sums))
		for i, sum := range sums {
			scores[i] = sum.Value()
			ends[a.stratumOf[i]] = i + 1
		}
		return scores, ends
	}
	for _, p := range a.persons {
		ends[p.unit]++
	}
	next := make([]int, len(ends))
	for i := 1; i < len(ends); i++ {
		next[i] = ends[i-1]
		ends[i] += ends[i-1]
	}
	scores = make([]float64, len(a.persons))
	for _, p := range a.persons {
		scores[next[p.unit]] = p.Weight * p.influence
		next[p.unit]++
	}
	return scores, ends
}

// scatter is one stratum's part of the variance. A single unit scatters about zero.
func scatter(scores []float64, units float64) float64 {
	n := float64(len(scores))
	mean, factor := exact.SumOf(scores)/n, n/(n-1)
	if n == 1 {
		mean, factor = 0, 1
	}
	if units > 0 {
		factor *= 1 - n/units
	}
	var squares exact.Sum
	for _, z := range scores {
		squares.Add((z - mean) * (z - mean))
	}
	return factor * squares.Value()
}

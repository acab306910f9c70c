package evaluation

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// Never is the start of a unit that no programme reaches.
const Never = 0

// Panel are units (schools, say) seen in the same periods, that a programme reaches at different times or never.
type Panel struct {
	Units    []int // any whole numbers
	Periods  []int // any whole numbers but 0, in the order of time
	Starts   []int // the period in which the unit is first reached, the same in all of its rows; Never when it is not
	Outcomes []float64
}

// GroupTimeEffect is the effect on the units that start together, in one period.
type GroupTimeEffect struct {
	Start, Period int
	Effect        Effect
}

// Before tells whether the programme had not begun: then there should be no effect, and one is evidence against the design.
func (e GroupTimeEffect) Before() bool { return e.Period < e.Start }

// StaggeredEffects are the effects of a programme that starts at different times.
type StaggeredEffects struct {
	GroupTimes []GroupTimeEffect // by start and period, the first period excepted
	Units      int               // that were used
	NeverUnits int               // of these, never reached within the periods
	Incomplete int               // units left out because a period is missing
	Always     int               // units left out because they were reached from the first period on or before
	Undefined  stats.Reason      // why there are no effects; empty when there are

	cohorts  []cohort // the first is never reached
	between  *mat.SymDense
	settings stats.Settings
}

// MethodGroupTime is the method of effects by start and period.
const MethodGroupTime stats.Method = "group-time-effect/1"

// GroupTimeEffects estimates what a programme with different starts changed, by start and period, beside the units that it
// never reached.
//
//	effect(g, t) = mean of Y(t) - Y(b) over units that start in g, less the same over units never reached
//
// with b the last period before g once the programme runs, and the period before t until then. Effects before the start
// are the evidence that the groups moved alike. The variance of each mean is its sum of squares over the squared number of
// units; limits are normal.
//
// Unit: that of the outcomes.
//
// Special cases: no unit seen in every period gives NoData; none that is never reached, or none that is, OneGroup. A start
// of one unit has no interval (OneCluster). Units that start after the last period are as good as never reached.
//
// Errors: columns of different lengths, outcomes that are not finite, a unit with two starts or two rows for a period, a
// period 0, a level outside 0..1.
//
// Source: Callaway & Sant'Anna 2021, Journal of Econometrics 225:200-230, doi:10.1016/j.jeconom.2020.12.001, without
// covariates.
func GroupTimeEffects(panel Panel, options ...stats.Option) (StaggeredEffects, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return StaggeredEffects{}, err
	}
	periods, starts, outcomes, err := panel.square()
	if err != nil {
		return StaggeredEffects{}, err
	}
	result := StaggeredEffects{settings: s}
	if len(periods) == 0 {
		result.Undefined = stats.NoData
		return result, nil
	}
	result.gather(periods, starts, outcomes)
	switch {
	case result.Units == 0:
		result.Undefined = stats.NoData
		return result, nil
	case result.NeverUnits == 0 || len(result.cohorts) == 1 || len(periods) < 2:
		result.Undefined = stats.OneGroup
		return result, nil
	}
	result.compare(periods)
	return result, nil
}

// cohort are the units that start together.
type cohort struct {
	start      int
	units      float64
	means      []float64     // by period
	covariance *mat.SymDense // of periods, over the number of units
}

// change is the mean difference between two periods.
func (c cohort) change(from, to int) float64 { return c.means[to] - c.means[from] }

// spread is the covariance of the means of two changes.
func (c cohort) spread(from, to, otherFrom, otherTo int) float64 {
	v := c.covariance
	return (v.At(to, otherTo) - v.At(to, otherFrom) - v.At(from, otherTo) + v.At(from, otherFrom)) / c.units
}

// square turns rows into a table of units by periods. A unit without a row for a period is marked in starts as incomplete.
func (p Panel) square() (periods []int, starts []start, outcomes [][]float64, err error) {
	err = checkColumns(len(p.Outcomes), numbers("outcomes", p.Outcomes),
		column{name: "units", length: len(p.Units)}, column{name: "periods", length: len(p.Periods)},
		column{name: "starts", length: len(p.Starts)})
	if err != nil {
		return nil, nil, nil, err
	}
	if slices.Contains(p.Periods, Never) {
		return nil, nil, nil, stats.Refuse("a period must not be 0, which as a start means never")
	}
	units, count := numbered(p.Units)
	at, length := numbered(p.Periods)
	periods = slices.Compact(slices.Sorted(slices.Values(p.Periods)))
	starts = make([]start, count)
	cells, seen := make([]float64, count*length), make([]bool, count*length)
	for i, y := range p.Outcomes {
		u := units[i]
		cell := u*length + at[i]
		switch {
		case seen[cell]:
			return nil, nil, nil, stats.Refuse("a unit has two rows for one period")
		case starts[u].periods > 0 && starts[u].at != p.Starts[i]:
			return nil, nil, nil, stats.Refuse("a unit has two starts")
		}
		cells[cell], seen[cell] = y, true
		starts[u].at = p.Starts[i]
		starts[u].periods++
	}
	outcomes = make([][]float64, count)
	for u := range outcomes {
		outcomes[u] = cells[u*length : (u+1)*length]
	}
	return periods, starts, outcomes, nil
}

type start struct {
	at      int
	periods int // in which the unit was seen
}

// gather sums up the cohorts.
func (r *StaggeredEffects) gather(periods []int, starts []start, outcomes [][]float64) {
	members := map[int][]int{Never: nil}
	for u, s := range starts {
		switch {
		case s.periods < len(periods):
			r.Incomplete++
			continue
		case s.at != Never && s.at <= periods[0]:
			r.Always++
			continue
		case s.at > periods[len(periods)-1]:
			s.at = Never
		}
		members[s.at] = append(members[s.at], u)
		r.Units++
	}
	r.NeverUnits = len(members[Never])
	order := []int{Never}
	for s := range members {
		if s != Never {
			order = append(order, s)
		}
	}
	slices.Sort(order[1:])
	for _, s := range order {
		r.cohorts = append(r.cohorts, newCohort(s, members[s], outcomes, len(periods)))
	}
}

func newCohort(start int, members []int, outcomes [][]float64, periods int) cohort {
	c := cohort{
		start: start, units: float64(len(members)), means: make([]float64, periods),
		covariance: mat.NewSymDense(periods, nil),
	}
	for t := range c.means {
		var all arm
		for _, u := range members {
			all.add(outcomes[u][t])
		}
		c.means[t] = all.mean()
	}
	for t := range periods {
		for other := t; other < periods; other++ {
			var sum exact.Sum
			for _, u := range members {
				sum.Add((outcomes[u][t] - c.means[t]) * (outcomes[u][other] - c.means[other]))
			}
			c.covariance.SetSym(t, other, sum.Value()/c.units)
		}
	}
	return c
}

// compare finds every effect and how they vary together.
func (r *StaggeredEffects) compare(periods []int) {
	type difference struct{ cohort, from, to int }
	var differences []difference
	never := r.cohorts[0]
	for g, c := range r.cohorts[1:] {
		before, _ := slices.BinarySearch(periods, c.start)
		for to := 1; to < len(periods); to++ {
			differences = append(differences, difference{g + 1, min(to, before) - 1, to})
		}
	}
	r.between = mat.NewSymDense(len(differences), nil)
	for k, d := range differences {
		c := r.cohorts[d.cohort]
		for l, e := range differences[:k+1] {
			v := never.spread(d.from, d.to, e.from, e.to)
			if d.cohort == e.cohort {
				v += c.spread(d.from, d.to, e.from, e.to)
			}
			r.between.SetSym(k, l, v)
		}
		spread := errorOf{variance: math.Max(r.between.At(k, k), 0), degrees: infinite}
		if min(c.units, never.units) < 2 {
			spread.reason = stats.OneCluster
		}
		r.GroupTimes = append(r.GroupTimes, GroupTimeEffect{
			Start: c.start, Period: periods[d.to],
			Effect: effect(c.change(d.from, d.to)-never.change(d.from, d.to), spread, MethodGroupTime, r.settings),
		})
	}
}

package evaluation

import (
	"math"
	"slices"

	"athar/queries/stats"
)

// infinite degrees of freedom make an interval normal.
var infinite = math.Inf(1)

// Methods for averages of effects by start and period.
const (
	MethodStaggeredSimple   stats.Method = "staggered-simple/1"
	MethodStaggeredEvent    stats.Method = "staggered-event/1"
	MethodStaggeredStart    stats.Method = "staggered-start/1"
	MethodStaggeredStartDid stats.Method = "staggered-start-did/1"
	MethodStaggeredCalendar stats.Method = "staggered-calendar/1"
)

// EffectAt is an average effect at a time since the start, of a start, or in a period.
type EffectAt struct {
	At     int
	Effect Effect
}

// AverageEffects are averages one by one, and all of them in one number.
type AverageEffects struct {
	Each    []EffectAt
	Overall Effect
}

// Simple averages every effect from the start on, each weighted by the number of units that start then.
//
// Source, of this and the three averages that follow: Callaway & Sant'Anna 2021, Journal of Econometrics 225:200-230,
// doi:10.1016/j.jeconom.2020.12.001, section 3. That shares of units are estimated as well is part of the error.
func (r StaggeredEffects) Simple() Effect {
	running := r.where(func(e GroupTimeEffect) bool { return !e.Before() })
	return r.effect(r.byUnits(running), MethodStaggeredSimple)
}

// ByTimeSinceStart averages effects by the number of periods since the start, 0 in the period of the start and negative
// before it, each weighted by its units. Overall is the plain mean of those from 0 on.
func (r StaggeredEffects) ByTimeSinceStart() AverageEffects {
	return r.average(MethodStaggeredEvent, func(e GroupTimeEffect) (int, bool) { return e.Period - e.Start, true },
		func(since int) bool { return since >= 0 })
}

// ByPeriod averages the effects of each period on the units reached by then, weighted by their number. Overall is the plain
// mean of the periods.
func (r StaggeredEffects) ByPeriod() AverageEffects {
	return r.average(MethodStaggeredCalendar, func(e GroupTimeEffect) (int, bool) { return e.Period, !e.Before() },
		func(int) bool { return true })
}

// ByStart averages over periods the effects on the units that start together. Overall weights the starts by their units.
func (r StaggeredEffects) ByStart() AverageEffects {
	if r.Undefined != "" {
		return AverageEffects{Overall: noEffect(r.Undefined, MethodStaggeredStart, r.settings)}
	}
	var result AverageEffects
	means, shares, cohorts := r.starts()
	for i, mean := range means {
		result.Each = append(result.Each, EffectAt{r.cohorts[cohorts[i]].start, r.effect(mean, MethodStaggeredStart)})
	}
	result.Overall = r.effect(r.weighted(means, shares, cohorts), MethodStaggeredStart)
	return result
}

// ByStartAsInDid is the Overall of [StaggeredEffects.ByStart] with the standard error that the R package did prints (up to
// 2.1.2 at the least), for comparison with it. There the n-th start is looked up as the n-th effect by start and
// period, so that the shares of later starts are taken to move with the units of the first, which is a slip: it hardly changes the error where effects of the starts are alike, and is wrong where they are not.
func (r StaggeredEffects) ByStartAsInDid() Effect {
	if r.Undefined != "" {
		return noEffect(r.Undefined, MethodStaggeredStartDid, r.settings)
	}
	means, shares, cohorts := r.starts()
	periods := len(r.GroupTimes) / len(means)
	for i := range cohorts {
		cohorts[i] = 1 + i/periods
	}
	return r.effect(r.weighted(means, shares, cohorts), MethodStaggeredStartDid)
}

// starts are the averages over periods, the shares of units and the places of the cohorts that are reached.
func (r StaggeredEffects) starts() (means []average, shares []float64, cohorts []int) {
	for c, cohort := range r.cohorts[1:] {
		members := r.where(func(e GroupTimeEffect) bool { return e.Start == cohort.start && !e.Before() })
		means = append(means, r.plain(r.single(members)))
		shares = append(shares, cohort.units/float64(r.Units))
		cohorts = append(cohorts, c+1)
	}
	return means, shares, cohorts
}

// average groups effects by a key, weights them by units, and takes the plain mean of some.
func (r StaggeredEffects) average(method stats.Method, key func(GroupTimeEffect) (int, bool), overall func(int) bool) AverageEffects {
	if r.Undefined != "" {
		return AverageEffects{Overall: noEffect(r.Undefined, method, r.settings)}
	}
	var keys []int
	for _, e := range r.GroupTimes {
		if k, counts := key(e); counts {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	var result AverageEffects
	var parts []average
	for _, k := range slices.Compact(keys) {
		mean := r.byUnits(r.where(func(e GroupTimeEffect) bool { got, counts := key(e); return counts && got == k }))
		result.Each = append(result.Each, EffectAt{k, r.effect(mean, method)})
		if overall(k) {
			parts = append(parts, mean)
		}
	}
	result.Overall = r.effect(r.plain(parts), method)
	return result
}

// average is a combination of effects by start and period: how much of each it holds, and how far one more unit of each
// cohort would move it by moving the weights.
type average struct {
	value   float64
	holds   []float64 // by effect
	weights []float64 // by cohort
}

func (r StaggeredEffects) where(chosen func(GroupTimeEffect) bool) []int {
	var found []int
	for k, e := range r.GroupTimes {
		if chosen(e) {
			found = append(found, k)
		}
	}
	return found
}

// single makes each effect an average of itself.
func (r StaggeredEffects) single(effects []int) []average {
	parts := make([]average, len(effects))
	for i, k := range effects {
		parts[i] = average{
			value: r.GroupTimes[k].Effect.Value, holds: make([]float64, len(r.GroupTimes)), weights: make([]float64, len(r.cohorts)),
		}
		parts[i].holds[k] = 1
	}
	return parts
}

// byUnits weights effects by the share of units that start then.
func (r StaggeredEffects) byUnits(effects []int) average {
	shares, cohorts := make([]float64, len(effects)), make([]int, len(effects))
	for i, k := range effects {
		cohorts[i] = slices.IndexFunc(r.cohorts, func(c cohort) bool { return c.start == r.GroupTimes[k].Start })
		shares[i] = r.cohorts[cohorts[i]].units / float64(r.Units)
	}
	return r.weighted(r.single(effects), shares, cohorts)
}

// plain is the mean of parts that count alike.
func (r StaggeredEffects) plain(parts []average) average {
	sum := average{holds: make([]float64, len(r.GroupTimes)), weights: make([]float64, len(r.cohorts))}
	for _, p := range parts {
		sum.add(p, 1/float64(len(parts)))
	}
	return sum
}

// weighted weights parts by estimated shares of cohorts. A unit more in a cohort raises the share of its parts and lowers
// that of all others.
func (r StaggeredEffects) weighted(parts []average, shares []float64, cohorts []int) average {
	total := 0.0
	for _, s := range shares {
		total += s
	}
	sum := average{holds: make([]float64, len(r.GroupTimes)), weights: make([]float64, len(r.cohorts))}
	for i, p := range parts {
		sum.add(p, shares[i]/total)
	}
	for c := range r.cohorts {
		here := 0.0 // how far the sum of the shares moves
		for i := range parts {
			here += r.moves(c, cohorts[i], shares[i])
		}
		for i, p := range parts {
			sum.weights[c] += p.value * (r.moves(c, cohorts[i], shares[i]) - here*shares[i]/total) / total
		}
	}
	return sum
}

// moves is how far a unit of one cohort moves the share of another.
func (r StaggeredEffects) moves(unit, cohort int, share float64) float64 {
	return float64(side(unit == cohort)) - share
}

func (a *average) add(part average, times float64) {
	a.value += times * part.value
	for k, h := range part.holds {
		a.holds[k] += times * h
	}
	for c, w := range part.weights {
		a.weights[c] += times * w
	}
}

// effect gives an average its error. Within a cohort the outcomes' part of the error and the weights' part are unrelated.
func (r StaggeredEffects) effect(a average, method stats.Method) Effect {
	if r.Undefined != "" {
		return noEffect(r.Undefined, method, r.settings)
	}
	variance := 0.0
	for k, h := range a.holds {
		for l, other := range a.holds {
			variance += h * other * r.between.At(k, l)
		}
	}
	spread, lonely := errorOf{degrees: infinite}, false
	for c, cohort := range r.cohorts {
		variance += cohort.units * (a.weights[c] / float64(r.Units)) * (a.weights[c] / float64(r.Units))
		lonely = lonely || cohort.units < 2
	}
	if r.cohorts[0].units < 2 {
		spread.reason = stats.OneCluster
	}
	spread.variance = math.Max(variance, 0) // rounding may leave less where nothing varies
	return effect(a.value, spread, method, r.settings).WarnedIf(lonely, stats.FewClusters)
}

package stats

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"athar/queries/stats/distribution"

	"gonum.org/v1/gonum/stat/distuv"
)

// Draws are data sets as chance could have made them in place of a table: one level a group in each. Measures without an
// error of their own take their interval from them.
type Draws struct {
	Sets      [][]float64 // one value a group, in the order of the table; that of a group without a level is not read
	Undefined Reason      // why there are none; empty when there are
}

// mostDrawn is how many levels are drawn for one table: 80 MB of them.
const mostDrawn = 10_000_000

// Simulate draws data sets for a published table. Each group's level is drawn from a normal distribution about the published
// one, cut off at the bounds of the indicator. The same seed gives the same draws, however the rows are ordered; Draws and
// Seed of the settings can be set by WithDraws and WithSeed. What is cut off pulls an interval inwards near a bound: where
// counts are known, SimulateCounts does not.
//
// Special cases: a group with a level and without a standard error gives NoStandardError; so many groups that more than
// ten million levels would be drawn give TooManyGroups. A standard error of zero draws the level itself. WithoutDraws gives
// NotSimulated.
//
// Errors: as for BetweenGroupVariance; a level outside its bounds; bounds that are none.
func Simulate(table []Group, bounds Bounds, options ...Option) (Draws, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Draws{}, err
	}
	if err := checkWithin(table, bounds); err != nil {
		return Draws{}, err
	}
	unknown := false
	for _, g := range table {
		if err := g.check(); err != nil {
			return Draws{}, err
		}
		unknown = unknown || (g.NoError && !g.NoValue)
	}
	if unknown {
		return Draws{Undefined: NoStandardError}, nil
	}
	order := orderOf(table, func(a, b Group) int {
		return cmp.Or(cmp.Compare(a.Value, b.Value), cmp.Compare(a.StandardError, b.StandardError), cmp.Compare(a.Population, b.Population))
	})
	return s.draw(order, func(group int, r *rand.Rand, levels []float64) {
		g := table[group]
		if g.NoValue || g.StandardError == 0 {
			for i := range levels {
				levels[i] = g.Value
			}
			return
		}
		low := distribution.NormalCDF((bounds.Least - g.Value) / g.StandardError)
		high := distribution.NormalCDF((bounds.Most - g.Value) / g.StandardError)
		for i := range levels {
			z := distribution.NormalQuantile(low + r.Float64()*(high-low))
			levels[i] = min(bounds.Most, max(bounds.Least, g.Value+z*g.StandardError))
		}
	}), nil
}

// SimulateCounts draws data sets for groups known by counts: each share from Beta(x + 1/2, n - x + 1/2), which stays inside
// 0 to 1 and has a width for nobody and for everybody. A group without trials has no level.
//
// Special cases: as for Simulate.
//
// Errors: as for Wilson, for any group.
func SimulateCounts(table []Proportion, options ...Option) (Draws, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Draws{}, err
	}
	for _, p := range table {
		if err := p.check(); err != nil {
			return Draws{}, err
		}
	}
	order := orderOf(table, func(a, b Proportion) int {
		return cmp.Or(cmp.Compare(a.Successes, b.Successes), cmp.Compare(a.Trials, b.Trials))
	})
	return s.draw(order, func(group int, r *rand.Rand, levels []float64) {
		p := table[group]
		if p.Trials == 0 {
			clear(levels)
			return
		}
		share := distuv.Beta{Alpha: p.Successes + 0.5, Beta: p.failures() + 0.5, Src: r}
		for i := range levels {
			levels[i] = share.Rand()
		}
	}), nil
}

// orderOf is the order in which groups are drawn, which is theirs and not the table's.
func orderOf[T any](table []T, compare func(a, b T) int) []int {
	order := make([]int, len(table))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return compare(table[i], table[j]) })
	return order
}

// draw fills the sets, one group after the other, with what fill makes of its levels.
func (s Settings) draw(order []int, fill func(group int, r *rand.Rand, levels []float64)) Draws {
	if s.undrawn {
		return Draws{Undefined: NotSimulated}
	}
	k := len(order)
	if k*s.Draws > mostDrawn {
		return Draws{Undefined: TooManyGroups}
	}
	all := make([]float64, k*s.Draws)
	sets := make([][]float64, s.Draws)
	for i := range sets {
		sets[i] = all[i*k : (i+1)*k]
	}
	r, levels := rand.New(rand.NewPCG(s.Seed, uint64(k))), make([]float64, s.Draws)
	for _, group := range order {
		fill(group, r, levels)
		for i, level := range levels {
			sets[i][group] = level
		}
	}
	return Draws{Sets: sets}
}

// check holds draws against the table they are said to be of.
func (d Draws) check(groups int) error {
	for _, set := range d.Sets {
		if len(set) != groups {
			return Refuse("every draw must have one value for each group")
		}
		for _, x := range set {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return Refuse("a drawn value must be a finite number")
			}
		}
	}
	return nil
}

// spread is a measure of how groups lie apart, given their levels and shares of the population (nil when not known).
type spread func(levels, shares []float64) float64

// spreadOf is the value of a measure with the percentile interval over draws.
func spreadOf(table []Group, draws Draws, method Method, needsPopulation bool, measure spread, options []Option) (Estimate, error) {
	return spreadOfChecked(table, draws, method, needsPopulation, nil, measure, options)
}

// spreadOfChecked asks before whether the measure has a value for the groups in play.
func spreadOfChecked(table []Group, draws Draws, method Method, needsPopulation bool, why func(groupsInPlay) Reason, measure spread, options []Option) (Estimate, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, err
	}
	if err := draws.check(len(table)); err != nil {
		return Estimate{}, err
	}
	p, reason, err := inPlay(table)
	if err != nil {
		return Estimate{}, err
	}
	if reason == "" && needsPopulation && p.shares == nil {
		reason = NoPopulation
	}
	if reason == "" && why != nil {
		reason = why(p)
	}
	if reason != "" {
		return Undefine(reason, method, s), nil
	}
	value := measure(p.values(), p.shares)
	if !IsFinite(value) {
		return Undefine(NumbersTooLarge, method, s), nil
	}
	e := WithoutInterval(value, draws.why(), method, s)
	if len(draws.Sets) > 0 {
		e.Interval = p.percentiles(draws.Sets, measure, s)
		e.StandardError = StandardError{Undefined: NotPartOfMethod}
	}
	return e.WarnedIf(p.leftOut, GroupsLeftOut).
		WarnedIf(p.noisy(), NoiseInflates).
		WarnedIf(e.Interval.Defined() && e.Interval.Low == e.Interval.High, NoSpread), nil
}

func (d Draws) why() Reason {
	if d.Undefined == "" {
		return NotSimulated
	}
	return d.Undefined
}

// percentiles is the interval that leaves equal tails of the measure over the draws, by quantiles of type 7.
func (p groupsInPlay) percentiles(sets [][]float64, measure spread, s Settings) Interval {
	found, levels := make([]float64, 0, len(sets)), make([]float64, len(p.at))
	for _, set := range sets {
		for j, at := range p.at {
			levels[j] = set[at]
		}
		if x := measure(levels, p.shares); IsFinite(x) {
			found = append(found, x)
		}
	}
	if len(found) < len(sets) {
		return Interval{Level: s.Level, Undefined: ZeroDenominator}
	}
	slices.Sort(found)
	tail := (1 - s.Level) / 2
	return Interval{Low: distribution.SampleQuantile(found, tail), High: distribution.SampleQuantile(found, 1-tail), Level: s.Level}
}

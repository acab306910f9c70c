package evaluation_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"athar/queries/stats"
	"athar/queries/stats/evaluation"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
)

// schools draws learners before and after, in treated and comparison schools.
func schools(r *rand.Rand, perArm int) evaluation.BeforeAfter {
	var rows evaluation.BeforeAfter
	for school := range 2 * perArm {
		level := r.NormFloat64()
		for learner := range 4 + r.IntN(6) {
			rows.Treated = append(rows.Treated, school < perArm)
			rows.After = append(rows.After, learner%2 == 1)
			rows.Schools = append(rows.Schools, 100+7*school)
			rows.Outcomes = append(rows.Outcomes, 50+10*level+10*r.NormFloat64())
		}
	}
	return rows
}

func TestDifferenceInDifferencesKeepsItsLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := random(t)
		rows := schools(r, 3+r.IntN(4))
		rows.WithinSchools = rapid.Bool().Draw(t, "within")
		if rapid.Bool().Draw(t, "weighted") {
			rows.Weights = mapped(rows.Outcomes, func(int, float64) float64 { return 0.5 + r.Float64() })
		}
		kept := slices.Clone(rows.Outcomes)
		base := reference.Must(evaluation.EstimateDifferenceInDifferences(rows))(t)
		if !rows.WithinSchools {
			expect.Same(t, "from means", base.Effect.Value, base.Means[1][1]-base.Means[1][0]-base.Means[0][1]+base.Means[0][0])
		}
		estimate := func(change func(*evaluation.BeforeAfter)) evaluation.DifferenceInDifferences {
			other := rows
			change(&other)
			return reference.Must(evaluation.EstimateDifferenceInDifferences(other))(t)
		}
		for _, law := range []struct {
			name   string
			scale  float64
			change func(*evaluation.BeforeAfter)
		}{
			{"another unit", 100, func(o *evaluation.BeforeAfter) {
				o.Outcomes = mapped(o.Outcomes, func(_ int, y float64) float64 { return 100*y + 5 })
			}},
			{"a trend that all share", 1, func(o *evaluation.BeforeAfter) {
				o.Outcomes = mapped(o.Outcomes, func(i int, y float64) float64 {
					if o.After[i] {
						return y + 20
					}
					return y
				})
			}},
			{"arms exchanged", -1, func(o *evaluation.BeforeAfter) {
				o.Treated = slices.Clone(o.Treated)
				for i := range o.Treated {
					o.Treated[i] = !o.Treated[i]
				}
			}},
			{"rows in another order", 1, func(o *evaluation.BeforeAfter) {
				order := r.Perm(len(o.Outcomes))
				o.Outcomes, o.Treated, o.After = shuffled(o.Outcomes, order), shuffled(o.Treated, order), shuffled(o.After, order)
				o.Schools, o.Weights = shuffled(o.Schools, order), shuffled(o.Weights, order)
			}},
			{"a row without weight", 1, func(o *evaluation.BeforeAfter) {
				w := o.Weights
				if w == nil {
					w = slices.Repeat([]float64{1}, len(o.Outcomes))
				}
				o.Weights = append(slices.Clone(w), 0)
				o.Outcomes = append(slices.Clone(o.Outcomes), 1e6)
				o.Treated, o.After = append(slices.Clone(o.Treated), true), append(slices.Clone(o.After), true)
				o.Schools = append(slices.Clone(o.Schools), -5)
			}},
		} {
			got := estimate(law.change)
			sameEffect(t, law.name, got.Effect, base.Effect, law.scale)
			sameEffect(t, law.name+", Stata", got.Stata, base.Stata, law.scale)
		}
		if !slices.Equal(kept, rows.Outcomes) {
			t.Fatal("the caller's outcomes were changed")
		}
	})
}

func TestNobodyMovedIsNoDifference(t *testing.T) {
	rows := schools(rand.New(rand.NewPCG(1, 1)), 4)
	rows.Outcomes = mapped(rows.Outcomes, func(i int, _ float64) float64 { return float64(rows.Schools[i]) })
	rows.WithinSchools = true
	did := reference.Must(evaluation.EstimateDifferenceInDifferences(rows))(t)
	if math.Abs(did.Effect.Value) > 1e-9 {
		t.Errorf("schools that stay where they are differ by %v", did.Effect.Value)
	}
}

func TestDifferenceInDifferencesSaysWhyThereIsNone(t *testing.T) {
	estimate := func(rows evaluation.BeforeAfter) evaluation.DifferenceInDifferences {
		return reference.Must(evaluation.EstimateDifferenceInDifferences(rows))(t)
	}
	rows := schools(rand.New(rand.NewPCG(2, 2)), 3)
	undefined(t, "no rows", estimate(evaluation.BeforeAfter{}).Effect, stats.NoData)
	none := rows
	none.Weights = make([]float64, len(rows.Outcomes))
	undefined(t, "no weights", estimate(none).Effect, stats.NoData)
	early := rows
	early.After = make([]bool, len(rows.After))
	undefined(t, "nobody after", estimate(early).Effect, stats.MissingGroup)
	apart := rows // every school only before or only after
	apart.After, apart.WithinSchools = slices.Clone(rows.After), true
	for i, s := range rows.Schools {
		apart.After[i] = s%2 == 1
	}
	undefined(t, "no school at both times", estimate(apart).Effect, stats.MissingGroup)
	one := schools(rand.New(rand.NewPCG(3, 3)), 1)
	withoutInterval(t, "one school an arm", estimate(one).Effect, stats.OneCluster)
	warned(t, "three schools an arm", estimate(rows).Effect, stats.FewClusters)
	if test := reference.Must(evaluation.WildClusterTest(one, evaluation.Draws{}))(t); test.Undefined != stats.OneCluster {
		t.Errorf("wild bootstrap of one school an arm: %q", test.Undefined)
	}

	for name, broken := range map[string]func(*evaluation.BeforeAfter){
		"NaN":             func(o *evaluation.BeforeAfter) { o.Outcomes = append(slices.Clone(o.Outcomes[1:]), math.NaN()) },
		"infinite":        func(o *evaluation.BeforeAfter) { o.Outcomes = append(slices.Clone(o.Outcomes[1:]), math.Inf(1)) },
		"too short":       func(o *evaluation.BeforeAfter) { o.Treated = o.Treated[1:] },
		"negative weight": func(o *evaluation.BeforeAfter) { o.Weights = slices.Repeat([]float64{-1}, len(o.Outcomes)) },
		"NaN weight":      func(o *evaluation.BeforeAfter) { o.Weights = slices.Repeat([]float64{math.NaN()}, len(o.Outcomes)) },
	} {
		other := rows
		broken(&other)
		_, err := evaluation.EstimateDifferenceInDifferences(other)
		expect.Refused(t, name, err)
		_, err = evaluation.WildClusterTest(other, evaluation.Draws{})
		expect.Refused(t, name, err)
	}
	_, err := evaluation.EstimateDifferenceInDifferences(rows, stats.AtLevel(1))
	expect.Refused(t, "level 1", err)
	_, err = evaluation.WildClusterTest(rows, evaluation.Draws{Count: -1})
	expect.Refused(t, "negative draws", err)
}

// Draws of signs come near to what all patterns give, and the same seed gives the same draws.
func TestWildDrawsAgreeWithEachOther(t *testing.T) {
	rows := schools(rand.New(rand.NewPCG(4, 4)), 8)
	first := reference.Must(evaluation.WildClusterTest(rows, evaluation.Draws{Seed: 1}))(t)
	again := reference.Must(evaluation.WildClusterTest(rows, evaluation.Draws{Seed: 1}))(t)
	other := reference.Must(evaluation.WildClusterTest(rows, evaluation.Draws{Seed: 2}))(t)
	if first.Method != evaluation.MethodWildDrawn || first.PValue != again.PValue || math.Abs(first.PValue-other.PValue) > 0.03 {
		t.Errorf("p = %v, again %v, with another seed %v by %s", first.PValue, again.PValue, other.PValue, first.Method)
	}
}

// panel draws units with a level of their own, in four periods; starts are 3, 4 or never.
func panel(r *rand.Rand, each int) evaluation.Panel {
	var p evaluation.Panel
	for unit := range 3 * each {
		start := []int{evaluation.Never, 3, 4}[unit%3]
		level := 5 * r.NormFloat64()
		for period := 1; period <= 4; period++ {
			y := level + float64(period) + r.NormFloat64()
			if start != evaluation.Never && period >= start {
				y += float64(2*start + period)
			}
			p.Units, p.Periods = append(p.Units, unit), append(p.Periods, period)
			p.Starts, p.Outcomes = append(p.Starts, start), append(p.Outcomes, y)
		}
	}
	return p
}

// averages are all averages of a panel, by name.
func averages(t rapid.TB, p evaluation.Panel) map[string]evaluation.Effect {
	effects := reference.Must(evaluation.GroupTimeEffects(p))(t)
	all := map[string]evaluation.Effect{"simple": effects.Simple()}
	for name, a := range map[string]evaluation.AverageEffects{
		"since": effects.ByTimeSinceStart(), "start": effects.ByStart(), "period": effects.ByPeriod(),
	} {
		all[name] = a.Overall
		for _, e := range a.Each {
			all[fmt.Sprint(name, e.At)] = e.Effect
		}
	}
	for _, e := range effects.GroupTimes {
		all[fmt.Sprint("effect", e.Start, e.Period)] = e.Effect
	}
	return all
}

// The error is what moving the weight of each unit does: the panel is copied many times and one unit given once more. This
// knows nothing of influence functions, and finds the part of the error that comes from estimated shares of starts.
func TestErrorOfAveragesIsWhatEveryUnitMoves(t *testing.T) {
	p := panel(rand.New(rand.NewPCG(5, 5)), 4)
	base := averages(t, p)
	const copies = 600
	var many evaluation.Panel
	add := func(unit, as int) {
		for i, u := range p.Units {
			if u == unit {
				many.Units, many.Periods = append(many.Units, as), append(many.Periods, p.Periods[i])
				many.Starts, many.Outcomes = append(many.Starts, p.Starts[i]), append(many.Outcomes, p.Outcomes[i])
			}
		}
	}
	for c := range copies {
		for unit := range 12 {
			add(unit, c*12+unit)
		}
	}
	squares := map[string]float64{}
	length := len(many.Units)
	for unit := range 12 {
		many.Units, many.Periods = many.Units[:length], many.Periods[:length]
		many.Starts, many.Outcomes = many.Starts[:length], many.Outcomes[:length]
		add(unit, copies*12)
		for name, e := range averages(t, many) {
			moved := (e.Value - base[name].Value) * copies
			squares[name] += moved * moved
		}
	}
	for name, e := range base {
		if want := math.Sqrt(squares[name]); !near(e.StandardError.Value, want, 2e-3) {
			t.Errorf("%s: error %v, moving units gives %v", name, e.StandardError.Value, want)
		}
	}
}

func TestStaggeredEffectsKeepTheirLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := random(t)
		p := panel(r, 2+r.IntN(4))
		base := averages(t, p)
		for _, law := range []struct {
			name   string
			scale  float64
			change func(i int, y float64) float64
		}{
			{"a level of each unit", 1, func(i int, y float64) float64 { return y + float64(p.Units[i]*p.Units[i]) }},
			{"a period that all share", 1, func(i int, y float64) float64 { return y - float64(p.Periods[i]*p.Periods[i]) }},
			{"another unit", -100, func(_ int, y float64) float64 { return -100 * y }},
		} {
			other := p
			other.Outcomes = mapped(p.Outcomes, law.change)
			for name, e := range averages(t, other) {
				sameEffect(t, law.name+" "+name, e, base[name], law.scale)
			}
		}
		order := r.Perm(len(p.Units))
		turned := evaluation.Panel{
			Units: shuffled(p.Units, order), Periods: shuffled(p.Periods, order), Starts: shuffled(p.Starts, order),
			Outcomes: shuffled(p.Outcomes, order),
		}
		for name, e := range averages(t, turned) {
			sameEffect(t, "another order "+name, e, base[name], 1)
		}
		// A start after the last period is never; a unit without a period, or reached from the first on, is left out.
		later := p
		later.Starts = slices.Clone(p.Starts)
		for i, s := range later.Starts {
			if s == evaluation.Never {
				later.Starts[i] = 9
			}
		}
		later.Units, later.Periods = append(slices.Clone(p.Units), 900, 901, 901, 901, 901), append(slices.Clone(p.Periods), 1, 1, 2, 3, 4)
		later.Starts = append(later.Starts, 3, 1, 1, 1, 1)
		later.Outcomes = append(slices.Clone(p.Outcomes), 1e6, 1e6, 1e6, 1e6, 1e6)
		for name, e := range averages(t, later) {
			sameEffect(t, "left out "+name, e, base[name], 1)
		}
		if effects := reference.Must(evaluation.GroupTimeEffects(later))(t); effects.Incomplete != 1 || effects.Always != 1 {
			t.Fatalf("left out %d and %d", effects.Incomplete, effects.Always)
		}
	})
}

func TestStaggeredEffectsSayWhyThereAreNone(t *testing.T) {
	p := panel(rand.New(rand.NewPCG(6, 6)), 2)
	reason := func(p evaluation.Panel) stats.Reason {
		effects := reference.Must(evaluation.GroupTimeEffects(p))(t)
		for _, e := range []evaluation.Effect{effects.Simple(), effects.ByStart().Overall, effects.ByPeriod().Overall, effects.ByTimeSinceStart().Overall, effects.ByStartAsInDid()} {
			undefined(t, "an average of none", e, effects.Undefined)
		}
		return effects.Undefined
	}
	all := p
	all.Starts = slices.Repeat([]int{3}, len(p.Starts))
	nobody := p
	nobody.Starts = make([]int, len(p.Starts))
	if reason(evaluation.Panel{}) != stats.NoData || reason(all) != stats.OneGroup || reason(nobody) != stats.OneGroup {
		t.Errorf("%q %q %q", reason(evaluation.Panel{}), reason(all), reason(nobody))
	}
	lonely := panel(rand.New(rand.NewPCG(6, 6)), 1)
	withoutInterval(t, "one unit a start", reference.Must(evaluation.GroupTimeEffects(lonely))(t).GroupTimes[0].Effect, stats.OneCluster)
	for name, broken := range map[string]evaluation.Panel{
		"too short":   {Units: []int{1}, Periods: []int{1}, Starts: []int{0}},
		"NaN":         {Units: []int{1}, Periods: []int{1}, Starts: []int{0}, Outcomes: []float64{math.NaN()}},
		"period 0":    {Units: []int{1}, Periods: []int{0}, Starts: []int{0}, Outcomes: []float64{1}},
		"twice":       {Units: []int{1, 1}, Periods: []int{1, 1}, Starts: []int{0, 0}, Outcomes: []float64{1, 2}},
		"two starts":  {Units: []int{1, 1}, Periods: []int{1, 2}, Starts: []int{0, 2}, Outcomes: []float64{1, 2}},
		"level of -1": p,
	} {
		level := 0.95
		if name == "level of -1" {
			level = -1
		}
		_, err := evaluation.GroupTimeEffects(broken, stats.AtLevel(level))
		expect.Refused(t, name, err)
	}
}

func TestSeriesTooLargeHasNoResemblance(t *testing.T) {
	series := evaluation.Series{
		Times: []float64{0, 1, 2, 3, 4, 5, 6, 7}, After: []bool{false, false, false, false, false, true, true, true},
		Outcomes: []float64{0.5, 1e15, 1, 100, 1e15, 1e300, 1e-9, 100}, Lag: 2,
	}
	if result := reference.Must(evaluation.EstimateInterruptedSeries(series))(t); math.IsNaN(result.DurbinWatson) {
		t.Error("neighbouring errors are said to resemble each other by NaN")
	}
}

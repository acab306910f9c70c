package survival_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/survival"

	"pgregory.net/rapid"
)

func drawSpells(t *rapid.T) []survival.Spell {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) survival.Spell {
		return survival.Spell{
			Time:    float64(rapid.IntRange(0, 9).Draw(t, "time")),
			Exit:    survival.Exit(rapid.IntRange(0, 3).Draw(t, "exit")),
			Persons: float64(rapid.IntRange(0, 3).Draw(t, "persons")),
		}
	}), 1, 30).Draw(t, "spells")
}

// each gives every person a spell.
func each(spells []survival.Spell) (single []survival.Spell) {
	for _, s := range spells {
		for range int(s.Persons) {
			single = append(single, survival.Spell{Time: s.Time, Exit: s.Exit, Persons: 1})
		}
	}
	return single
}

func TestIncidencesAndThoseWhoStayAddUpToAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spells := drawSpells(t)
		curve := reference.Must(survival.KaplanMeier(spells))(t)
		for time := 0.0; time < 10 && curve.Persons > 0; time++ {
			whole := staying(t, curve, time).Value
			for exit := survival.Exit(1); exit <= 3; exit++ {
				share := reference.Must(reference.Must(survival.CumulativeIncidence(spells, exit))(t).At(time))(t)
				if share.Interval.Defined() && !share.Interval.Contains(share.Value) {
					t.Fatalf("%+v", share)
				}
				whole += share.Value
			}
			expect.Same(t, "whole", whole, 1)
		}
	})
}

func TestOneWayOfLeavingIsTheCurveUpsideDown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spells := drawSpells(t)
		for i := range spells {
			spells[i].Exit = min(spells[i].Exit, 1)
		}
		curve := reference.Must(survival.KaplanMeier(spells))(t)
		left := reference.Must(survival.CumulativeIncidence(spells, 1))(t)
		for time := 0.0; time < 10 && curve.Persons > 0; time++ {
			stay, leave := staying(t, curve, time), reference.Must(left.At(time))(t)
			expect.Same(t, "share", leave.Value, 1-stay.Value)
			if stay.StandardError.Defined() {
				expect.Same(t, "error", leave.StandardError.Value, stay.StandardError.Value)
			}
		}
	})
}

func TestWithoutCensoringSharesAreCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spells := drawSpells(t)
		for i := range spells {
			spells[i].Exit = 1
		}
		curve := reference.Must(survival.KaplanMeier(spells))(t)
		for time := 0.0; time < 10 && curve.Persons > 0; time++ {
			longer, area := 0.0, 0.0
			for _, s := range spells {
				if s.Time > time {
					longer += s.Persons / curve.Persons
				}
				area += math.Min(s.Time, time) * s.Persons / curve.Persons
			}
			e := staying(t, curve, time)
			if math.Abs(e.Value-longer) > 1e-12 {
				t.Fatalf("%v stay after %v, counted %v", e.Value, time, longer)
			}
			if longer > 1e-9 && longer < 1-1e-9 {
				expect.Same(t, "error", e.StandardError.Value, math.Sqrt(longer*(1-longer)/curve.Persons))
			}
			if time > 0 {
				expect.Same(t, "restricted mean", reference.Must(curve.RestrictedMean(time))(t).Value, area)
			}
		}
	})
}

func TestOrderAndCopiesOfSpellsAreIrrelevant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spells, others := drawSpells(t), drawSpells(t)
		before := slices.Clone(spells)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		single := each(spells)
		random.Shuffle(len(single), func(i, j int) { single[i], single[j] = single[j], single[i] })

		a, b := reference.Must(survival.KaplanMeier(spells))(t), reference.Must(survival.KaplanMeier(single))(t)
		if a.Persons > 0 && !equal(staying(t, a, 5), staying(t, b, 5)) {
			t.Fatal("the curve differs")
		}
		x, y := reference.Must(survival.LogRank(spells, others))(t), reference.Must(survival.LogRank(each(others), single))(t)
		if x.Undefined != y.Undefined || math.Abs(x.Statistic-y.Statistic) > 1e-9*math.Max(1, x.Statistic) {
			t.Fatalf("the log-rank test differs: %+v %+v", x, y)
		}
		if !slices.Equal(before, spells) {
			t.Fatal("the caller's spells were changed")
		}
	})
}

func TestEqualGroupsLeaveAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spells := drawSpells(t)
		test := reference.Must(survival.LogRank(spells, spells, spells))(t)
		if test.Defined() && (test.Statistic > 1e-18 || test.PValue < 1-1e-9) {
			t.Fatalf("%+v", test)
		}
		twice := survival.Cohort{Spells: slices.Concat(spells, spells), Covariates: [][]float64{indicator(len(spells), len(spells))}}
		if m := reference.Must(survival.Cox(twice, survival.Efron))(t); m.Defined() && math.Abs(m.LogRatios[0].Value) > 1e-9 {
			t.Fatalf("%+v", m)
		}
	})
}

func TestUnitsAndOriginOfACovariateAreIrrelevant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		cohort, moved, doubled := survival.Cohort{}, survival.Cohort{}, survival.Cohort{}
		x, y, z := make([]float64, 40), make([]float64, 40), make([]float64, 40)
		for i := range x {
			x[i], y[i] = random.NormFloat64(), float64(random.IntN(2))
			z[i] = 1000 - 20*x[i]
			persons := float64(random.IntN(3))
			cohort.Spells = append(cohort.Spells, survival.Spell{Time: float64(random.IntN(12)), Exit: survival.Exit(random.IntN(2)), Persons: persons})
		}
		cohort.Covariates, moved = [][]float64{x, y}, survival.Cohort{Spells: cohort.Spells, Covariates: [][]float64{z, y}}
		for i, s := range cohort.Spells {
			for range int(s.Persons) {
				s.Persons = 1
				doubled.Spells = append(doubled.Spells, s)
				if doubled.Covariates == nil {
					doubled.Covariates = make([][]float64, 2)
				}
				doubled.Covariates[0], doubled.Covariates[1] = append(doubled.Covariates[0], x[i]), append(doubled.Covariates[1], y[i])
			}
		}
		for _, ties := range []survival.Ties{survival.Efron, survival.Breslow} {
			a, b, c := reference.Must(survival.Cox(cohort, ties))(t), reference.Must(survival.Cox(moved, ties))(t), reference.Must(survival.Cox(doubled, ties))(t)
			if separatedBy(y, cohort.Spells) {
				for _, m := range []survival.ProportionalHazards{a, b, c} {
					if m.Undefined != stats.Separated {
						t.Fatalf("one level leaves, the other never does, and it is called %q", m.Undefined)
					}
				}
				continue
			}
			if !a.Defined() || !b.Defined() || !c.Defined() {
				t.Fatalf("%q %q %q", a.Undefined, b.Undefined, c.Undefined)
			}
			expect.Same(t, "moved", -20*b.LogRatios[0].Value, a.LogRatios[0].Value)
			expect.Same(t, "its error", 20*b.LogRatios[0].StandardError.Value, a.LogRatios[0].StandardError.Value)
			expect.Same(t, "the other", b.LogRatios[1].Value, a.LogRatios[1].Value)
			expect.Same(t, "one by one", c.LogRatios[1].Value, a.LogRatios[1].Value)
			expect.Same(t, "likelihood", c.LogLikelihood, a.LogLikelihood)
		}
	})
}

// separatedBy reports whether whoever leaves is always of the same of two levels, as long as both are still there to leave:
// the likelihood then climbs for ever and there is no ratio to be found.
func separatedBy(level []float64, spells []survival.Spell) bool {
	leave := map[float64]bool{}
	for i, left := range spells {
		if left.Exit == survival.Censored || left.Persons == 0 {
			continue
		}
		for j, there := range spells {
			if there.Persons > 0 && there.Time >= left.Time && level[j] != level[i] {
				leave[level[i]] = true
			}
		}
	}
	return len(leave) < 2
}

func equal(a, b stats.Estimate) bool {
	return a.Undefined == b.Undefined && a.Interval.Undefined == b.Interval.Undefined && slices.Equal(a.Warnings, b.Warnings) &&
		math.Abs(a.Value-b.Value) <= 1e-12 && math.Abs(a.Interval.Low-b.Interval.Low) <= 1e-12 && math.Abs(a.Interval.High-b.Interval.High) <= 1e-12
}

package evaluation_test

import (
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

// chosen draws units that are the likelier to be reached the more of the first thing known they have.
func chosen(r *rand.Rand, n int) evaluation.Observational {
	d := evaluation.Observational{Known: evaluation.Covariates{nil, nil}}
	for range n {
		a, b := r.NormFloat64(), float64(r.IntN(2))
		treated := r.Float64() < 1/(1+math.Exp(0.5-0.8*a-0.3*b))
		y := 3 + 2*a - b + r.NormFloat64()
		if treated {
			y += 1 + a
		}
		d.Known[0], d.Known[1] = append(d.Known[0], a), append(d.Known[1], b)
		d.Treated, d.Outcomes = append(d.Treated, treated), append(d.Outcomes, y)
	}
	return d
}

// effects are all effects that weights give, by name.
func effects(t rapid.TB, d evaluation.Observational) map[string]evaluation.Effect {
	scores := reference.Must(evaluation.EstimateScores(d))(t)
	all := map[string]evaluation.Effect{"doubly robust": reference.Must(evaluation.EstimateDoublyRobust(d, scores))(t)}
	for name, e := range map[string]evaluation.Estimand{
		"treated": evaluation.EffectOnTreated, "all": evaluation.EffectOnAll, "overlap": evaluation.EffectOnOverlap,
	} {
		all[name] = reference.Must(evaluation.EstimateWeightedDifference(d, scores, e))(t)
	}
	return all
}

// The error is what moving the weight of each unit does: everybody is copied many times and one given once more. This knows
// nothing of estimating equations.
func TestErrorOfWeightedDifferencesIsWhatEveryUnitMoves(t *testing.T) {
	d := chosen(rand.New(rand.NewPCG(10, 10)), 30)
	base := effects(t, d)
	const copies = 150
	many := evaluation.Observational{
		Treated: slices.Repeat(d.Treated, copies), Outcomes: slices.Repeat(d.Outcomes, copies),
		Known: evaluation.Covariates{slices.Repeat(d.Known[0], copies), slices.Repeat(d.Known[1], copies)},
	}
	squares := map[string]float64{}
	for i := range d.Treated {
		more := evaluation.Observational{
			Treated: append(many.Treated, d.Treated[i]), Outcomes: append(many.Outcomes, d.Outcomes[i]),
			Known: evaluation.Covariates{append(many.Known[0], d.Known[0][i]), append(many.Known[1], d.Known[1][i])},
		}
		for name, e := range effects(t, more) {
			moved := (e.Value - base[name].Value) * copies
			squares[name] += moved * moved
		}
	}
	for name, e := range base {
		if want := math.Sqrt(squares[name]); !near(e.StandardError.Value, want, 1e-2) {
			t.Errorf("%s: error %v, moving units gives %v", name, e.StandardError.Value, want)
		}
	}
}

func TestWeightedDifferencesKeepTheirLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := random(t)
		d := chosen(r, 80+r.IntN(100))
		if scores := reference.Must(evaluation.EstimateScores(d))(t); !scores.Defined() {
			t.Skip(scores.Undefined)
		}
		kept := slices.Clone(d.Known[0])
		base := effects(t, d)
		for _, law := range []struct {
			name   string
			scale  float64
			change func(*evaluation.Observational)
		}{
			{"another unit of outcomes", -100, func(o *evaluation.Observational) {
				o.Outcomes = mapped(o.Outcomes, func(_ int, y float64) float64 { return 3 - 100*y })
			}},
			{"another unit of what is known", 1, func(o *evaluation.Observational) {
				o.Known = evaluation.Covariates{mapped(o.Known[0], func(_ int, x float64) float64 { return 1e4*x - 3 }), o.Known[1]}
			}},
			{"known twice", 1, func(o *evaluation.Observational) {
				o.Known = evaluation.Covariates{o.Known[0], o.Known[1], o.Known[0]}
			}},
			{"another order", 1, func(o *evaluation.Observational) {
				order := r.Perm(len(o.Treated))
				o.Treated, o.Outcomes = shuffled(o.Treated, order), shuffled(o.Outcomes, order)
				o.Known = evaluation.Covariates{shuffled(o.Known[0], order), shuffled(o.Known[1], order)}
			}},
		} {
			other := d
			law.change(&other)
			for name, e := range effects(t, other) {
				if e.Undefined != base[name].Undefined || !near(e.Value, law.scale*base[name].Value, 1e-6) ||
					!near(e.StandardError.Value, math.Abs(law.scale)*base[name].StandardError.Value, 1e-6) {
					t.Fatalf("%s, %s: %v ± %v, want %v times %v ± %v", law.name, name, e.Value, e.StandardError.Value,
						law.scale, base[name].Value, base[name].StandardError.Value)
				}
			}
		}
		if !slices.Equal(kept, d.Known[0]) {
			t.Fatal("the caller's columns were changed")
		}
	})
}

// Overlap weights of a logistic line balance the means of what it knows exactly (Li, Morgan & Zaslavsky 2018, theorem 3),
// and entropy balancing does so for the treated.
func TestWeightsBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := random(t)
		d := chosen(r, 100+r.IntN(100))
		scores := reference.Must(evaluation.EstimateScores(d))(t)
		entropy := reference.Must(evaluation.BalanceEntropy(d))(t)
		if !scores.Defined() || !entropy.Defined() {
			t.Skip("too far apart")
		}
		for name, weights := range map[string][]float64{
			"overlap": reference.Must(scores.Weights(evaluation.EffectOnOverlap, d.Treated))(t), "entropy": entropy.Weights,
		} {
			balance := reference.Must(evaluation.CheckBalance(d, weights))(t)
			if !balance.Largest.Defined() || balance.Largest.Value > 1e-9 || balance.Verdict() != evaluation.BalanceGood {
				t.Fatalf("%s weights leave a difference of %v", name, balance.Largest)
			}
		}
		total := 0.0
		for i, w := range entropy.Weights {
			if !d.Treated[i] {
				total += w
			} else if w != 1 {
				t.Fatal("a unit that was reached has another weight than 1")
			}
		}
		before := reference.Must(evaluation.CheckBalance(d, nil))(t)
		expect.Same(t, "weights of the others", total, before.Treated)
	})
}

func TestMatchingIsTheGreedyOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := random(t)
		n := 1 + r.IntN(40)
		steps := []int{3, 10, 1e9}[r.IntN(3)] // few distinct scores make ties
		scores, treated := make([]float64, n), make([]bool, n)
		for i := range n {
			scores[i], treated[i] = float64(r.IntN(steps))/float64(steps), r.IntN(3) == 0
		}
		caliper := []float64{evaluation.NoCaliper, evaluation.UsualCaliper, 1}[r.IntN(3)]
		pairs := reference.Must(evaluation.MatchNearest(scores, treated, caliper))(t)

		// One by one, as it is said.
		mean, squares := 0.0, 0.0
		for _, s := range scores {
			mean += s / float64(n)
		}
		for _, s := range scores {
			squares += (s - mean) * (s - mean)
		}
		furthest := caliper * math.Sqrt(squares/float64(n-1))
		if math.IsInf(caliper, 1) {
			furthest = caliper
		}
		with := slices.Repeat([]int{-1}, n)
		for range n {
			next := -1
			for i := range n {
				if treated[i] && with[i] == -1 && (next < 0 || scores[i] > scores[next]) {
					next = i
				}
			}
			if next < 0 {
				break
			}
			best := -1
			for j := range n {
				if !treated[j] && with[j] == -1 && math.Abs(scores[j]-scores[next]) <= furthest &&
					(best < 0 || math.Abs(scores[j]-scores[next]) < math.Abs(scores[best]-scores[next])) {
					best = j
				}
			}
			if best < 0 {
				with[next] = -2
				continue
			}
			with[next], with[best] = best, next
		}
		unmatched := 0
		for i, w := range with {
			if w == -2 {
				with[i] = -1
				unmatched++
			}
		}
		if !slices.Equal(with, pairs.With) || pairs.Unmatched != unmatched {
			t.Fatalf("pairs %v (%d without), want %v (%d)", pairs.With, pairs.Unmatched, with, unmatched)
		}
		for i, w := range pairs.With {
			if w >= 0 && (pairs.With[w] != i || treated[i] == treated[w]) {
				t.Fatal("a pair that is none")
			}
		}
		if !pairs.Tied {
			order := r.Perm(n)
			turned := reference.Must(evaluation.MatchNearest(shuffled(scores, order), shuffled(treated, order), caliper))(t)
			for i, j := range order {
				if w := turned.With[i]; (w < 0) != (pairs.With[j] < 0) || (w >= 0 && order[w] != pairs.With[j]) {
					t.Fatal("another order of rows gives other pairs although none was tied")
				}
			}
		}
	})
}

// Reached 0.8 and 0.5, others 0.7, 0.55, 0.1: pairs 0.8-0.7 and 0.5-0.55, differences 9-6 and 4-5.
func TestMatchedDifferenceByHand(t *testing.T) {
	d := evaluation.Observational{Treated: flags(1, 0, 1, 0, 0), Outcomes: []float64{9, 6, 4, 5, 100}}
	pairs := reference.Must(evaluation.MatchNearest([]float64{0.8, 0.7, 0.5, 0.55, 0.1}, d.Treated, evaluation.NoCaliper))(t)
	e := reference.Must(evaluation.EstimateMatchedDifference(d, pairs))(t)
	expect.Same(t, "difference", e.Value, 1)
	expect.Same(t, "error", e.StandardError.Value, 2)
	expect.Same(t, "degrees", e.Test.Degrees, 1)
	narrow := reference.Must(evaluation.MatchNearest([]float64{0.8, 0.7, 0.5, 0.55, 0.1}, d.Treated, 0.2))(t) // 0.2 x 0.267
	if narrow.Count != 1 || narrow.Unmatched != 1 {
		t.Errorf("within the caliper %d pairs, %d without", narrow.Count, narrow.Unmatched)
	}
	one := reference.Must(evaluation.EstimateMatchedDifference(d, narrow))(t)
	withoutInterval(t, "one pair", one, stats.TooFew)
	warned(t, "one without", one, stats.Unmatched)
}

// Reached 1 and 3 of one thing (mean 2, variance 2) and 1 1 of another; others 0 and 2 weighted 3 to 1, and 1 0.
func TestBalanceByHand(t *testing.T) {
	d := evaluation.Observational{Treated: flags(1, 1, 0, 0), Known: evaluation.Covariates{{1, 3, 0, 2}, {1, 1, 1, 1}, {1, 0, 1, 0}}}
	b := reference.Must(evaluation.CheckBalance(d, []float64{1, 1, 3, 1}))(t)
	expect.Same(t, "an amount", b.Differences[0].Value, (2-0.5)/math.Sqrt2)
	expect.Same(t, "the same of all", b.Differences[1].Value, 0)
	expect.Same(t, "yes and no", b.Differences[2].Value, (0.5-0.75)/0.5)
	expect.Same(t, "largest", b.Largest.Value, 1.5/math.Sqrt2)
	expect.Same(t, "reached", b.Treated, 2)
	expect.Same(t, "others", b.Others, 16.0/10)
	if b.Verdict() != evaluation.BalanceDefeating {
		t.Error(b.Verdict())
	}
	d.Known[2] = []float64{7, 5, 7, 5} // yes and no by other names
	expect.Same(t, "two values", reference.Must(evaluation.CheckBalance(d, []float64{1, 1, 3, 1}))(t).Differences[2].Value, -0.5)
	d.Known[1] = []float64{1, 1, 1, 0}
	if b := reference.Must(evaluation.CheckBalance(d, nil))(t); b.Differences[1].Undefined != stats.NoVariation || b.Verdict() != evaluation.BalanceUnknown {
		t.Errorf("all reached alike: %v, %v", b.Differences[1], b.Verdict())
	}
	for largest, want := range map[float64]evaluation.Verdict{
		0.1: evaluation.BalanceGood, 0.11: evaluation.BalanceToAdjust, 0.25: evaluation.BalanceToAdjust, 0.26: evaluation.BalanceDefeating,
	} {
		if got := (evaluation.Balance{Largest: evaluation.Difference{Value: largest}}).Verdict(); got != want {
			t.Errorf("the verdict on %v is %v", largest, got)
		}
	}
}

func TestObservationalSaysWhyThereIsNoEffect(t *testing.T) {
	apart := evaluation.Observational{Treated: flags(1, 1, 0, 0), Known: evaluation.Covariates{{4, 3, 2, 1}}, Outcomes: []float64{1, 2, 3, 4}}
	scores := reference.Must(evaluation.EstimateScores(apart))(t)
	if scores.Undefined != stats.Separated {
		t.Errorf("groups told apart: %q", scores.Undefined)
	}
	undefined(t, "told apart", reference.Must(evaluation.EstimateWeightedDifference(apart, scores, evaluation.EffectOnAll))(t), stats.Separated)
	undefined(t, "told apart, doubly", reference.Must(evaluation.EstimateDoublyRobust(apart, scores))(t), stats.Separated)
	if b := reference.Must(evaluation.BalanceEntropy(apart))(t); b.Undefined != stats.NoBalance {
		t.Errorf("balance of groups told apart: %q", b.Undefined)
	}
	flat := evaluation.Observational{Treated: flags(1, 1, 0, 0), Known: evaluation.Covariates{{1, 0, 0, 0}}}
	if b := reference.Must(evaluation.BalanceEntropy(flat))(t); b.Undefined != stats.NoBalance {
		t.Errorf("balance where the others do not vary: %q", b.Undefined)
	}
	nobody, one := evaluation.Observational{}, evaluation.Observational{Treated: flags(1, 1), Outcomes: []float64{1, 2}}
	for want, d := range map[stats.Reason]evaluation.Observational{stats.NoData: nobody, stats.OneGroup: one} {
		if s := reference.Must(evaluation.EstimateScores(d))(t); s.Undefined != want {
			t.Errorf("scores: %q, want %q", s.Undefined, want)
		}
		if b := reference.Must(evaluation.BalanceEntropy(d))(t); b.Undefined != want {
			t.Errorf("entropy: %q, want %q", b.Undefined, want)
		}
		if b := reference.Must(evaluation.CheckBalance(d, nil))(t); b.Undefined != want {
			t.Errorf("balance: %q, want %q", b.Undefined, want)
		}
		undefined(t, "weights", reference.Must(evaluation.EstimateDifferenceWithWeights(d, make([]float64, len(d.Treated))))(t), want)
		pairs := reference.Must(evaluation.MatchNearest(make([]float64, len(d.Treated)), d.Treated, evaluation.NoCaliper))(t)
		undefined(t, "pairs", reference.Must(evaluation.EstimateMatchedDifference(d, pairs))(t), want)
	}
	undefined(t, "no weight on a side", reference.Must(evaluation.EstimateDifferenceWithWeights(apart, []float64{1, 1, 0, 0}))(t), stats.OneGroup)
	// Nothing known leaves the plain difference.
	bare := evaluation.Observational{Treated: apart.Treated, Outcomes: apart.Outcomes}
	expect.Same(t, "nothing known", reference.Must(evaluation.EstimateWeightedDifference(bare, reference.Must(evaluation.EstimateScores(bare))(t), evaluation.EffectOnTreated))(t).Value, -2)
	if b := reference.Must(evaluation.BalanceEntropy(bare))(t); !slices.Equal(b.Weights, []float64{1, 1, 1, 1}) {
		t.Errorf("nothing to balance: %v", b.Weights)
	}
	few := evaluation.Observational{Treated: flags(1, 1, 1, 1, 1, 0, 0), Outcomes: []float64{1, 2, 3, 4, 5, 6, 8}}
	warned(t, "few others", reference.Must(evaluation.EstimateDifferenceWithWeights(few, []float64{1, 1, 1, 1, 1, 1, 1}))(t), stats.FewToCompare)

	good := reference.Must(evaluation.EstimateScores(bare))(t)
	_, err := evaluation.EstimateScores(evaluation.Observational{Treated: flags(1, 0), Known: evaluation.Covariates{{1}}})
	expect.Refused(t, "known too short", err)
	_, err = evaluation.EstimateScores(evaluation.Observational{Treated: flags(1, 0), Known: evaluation.Covariates{{1, math.NaN()}}})
	expect.Refused(t, "known NaN", err)
	_, err = evaluation.EstimateWeightedDifference(few, good, evaluation.EffectOnAll)
	expect.Refused(t, "scores of others", err)
	_, err = evaluation.EstimateWeightedDifference(bare, good, 7)
	expect.Refused(t, "no such estimand", err)
	_, err = evaluation.EstimateDifferenceWithWeights(bare, []float64{1, 1, 1, -1})
	expect.Refused(t, "negative weight", err)
	_, err = evaluation.EstimateDifferenceWithWeights(flat, []float64{1, 1, 1, 1})
	expect.Refused(t, "no outcomes", err)
	_, err = evaluation.MatchNearest([]float64{1, math.NaN()}, flags(1, 0), 1)
	expect.Refused(t, "score NaN", err)
	_, err = evaluation.MatchNearest([]float64{1, 2}, flags(1, 0), 0)
	expect.Refused(t, "no caliper", err)
	_, err = evaluation.EstimateMatchedDifference(bare, evaluation.Pairs{})
	expect.Refused(t, "pairs of others", err)
	_, err = evaluation.CheckBalance(bare, []float64{1})
	expect.Refused(t, "weights too short", err)
}

// 2 + √(2 x 1), and the same for a half.
func TestEValueByHand(t *testing.T) {
	expect.Same(t, "twice", reference.Must(evaluation.EValue(2))(t), 2+math.Sqrt2)
	expect.Same(t, "half", reference.Must(evaluation.EValue(0.5))(t), 2+math.Sqrt2)
	expect.Same(t, "nothing to explain", reference.Must(evaluation.EValue(1))(t), 1)
	for _, ratio := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		_, err := evaluation.EValue(ratio)
		expect.Refused(t, "ratio", err)
	}
}

// Outcomes that are all alike differ by nothing, exactly, even where they have no exact representation.
func TestAllAlikeIsNoDifference(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 12))
	alike := func(n int) []float64 { return slices.Repeat([]float64{50.1}, n) }
	rows := schools(r, 5)
	rows.Outcomes = alike(len(rows.Outcomes))
	d, known := trial(r, 31)
	d.Outcomes = alike(31)
	took := slices.Clone(d.Treated)
	took[0] = !took[0]
	c := chosen(r, 90)
	c.Outcomes = alike(90)
	scores := reference.Must(evaluation.EstimateScores(c))(t)
	p := panel(r, 3)
	p.Outcomes = alike(len(p.Outcomes))
	within := rows
	within.WithinSchools = true
	for name, e := range map[string]evaluation.Effect{
		"differences":   reference.Must(evaluation.EstimateDifferenceInDifferences(rows))(t).Effect,
		"within":        reference.Must(evaluation.EstimateDifferenceInDifferences(within))(t).Effect,
		"means":         reference.Must(evaluation.EstimateDifferenceInMeans(d))(t),
		"adjusted":      reference.Must(evaluation.EstimateAdjustedDifference(d, known, true))(t),
		"compliers":     reference.Must(evaluation.EstimateComplierEffect(evaluation.Uptake{Trial: d, Took: took}))(t).Complier,
		"weighted":      reference.Must(evaluation.EstimateWeightedDifference(c, scores, evaluation.EffectOnAll))(t),
		"staggered":     reference.Must(evaluation.GroupTimeEffects(p))(t).Simple(),
		"by start":      reference.Must(evaluation.GroupTimeEffects(p))(t).ByStart().Overall,
		"fixed weights": reference.Must(evaluation.EstimateDifferenceWithWeights(c, alike(90)))(t),
	} {
		if e.Value != 0 || e.StandardError.Value != 0 || e.Test.Undefined != stats.NoVariation {
			t.Errorf("%s: %v ± %v, test %q", name, e.Value, e.StandardError.Value, e.Test.Undefined)
		}
		warned(t, name, e, stats.NoSpread)
	}
	if wild := reference.Must(evaluation.WildClusterTest(rows, evaluation.Draws{}))(t); wild.Undefined != stats.NoVariation {
		t.Errorf("wild bootstrap: %q", wild.Undefined)
	}
}

package smallarea_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/smallarea"

	"pgregory.net/rapid"
)

// By hand: groups of 1 3, 5 7 and 9 11. The mean square within is 2, between 2(16+0+16)/2 = 32. With groups of one size
// the restricted likelihood has τ² = (32-2)/2 = 15 and σ² = 2, the full one τ² = (32·2/3-2)/2 = 29/3. The error of the mean
// is √(32/6); of a group's deviation 30/32 is believed, with an error of √(15·2/32).
func TestGroupsOfOneSizeByHand(t *testing.T) {
	members := smallarea.Members{Group: []string{"c", "c", "a", "a", "b", "b"}, Value: []float64{9, 11, 1, 3, 5, 7}}
	variance := reference.Must(smallarea.AnalyseVariance(members))(t)
	expect.Within(t, "between", variance.MeanSquareBetween, 32, 1e-12)
	expect.Within(t, "within", variance.MeanSquareWithin, 2, 1e-12)
	expect.Within(t, "size", variance.TypicalSize, 2, 1e-12)
	expect.Within(t, "intraclass", variance.Intraclass.Value, 30.0/34, 1e-12)
	expect.Within(t, "design effect", variance.DesignEffect.Value, 1+30.0/34, 1e-12)
	full := reference.Must(smallarea.RandomIntercept(members, smallarea.Full))(t)
	expect.Within(t, "τ² of the full likelihood", full.Between, 29.0/3, 1e-6)
	model := reference.Must(smallarea.RandomIntercept(members, smallarea.Restricted))(t)
	expect.Within(t, "τ²", model.Between, 15, 1e-6)
	expect.Within(t, "σ²", model.Within, 2, 1e-6)
	expect.Within(t, "mean", model.Coefficients[0].Value, 6, 1e-6)
	expect.Within(t, "its error", model.Coefficients[0].StandardError.Value, math.Sqrt(32.0/6), 1e-6)
	first := model.Groups[0]
	if first.Name != "a" || first.Size != 2 || first.Mean != 2 {
		t.Errorf("%+v", first)
	}
	expect.Within(t, "shrinkage", first.Shrinkage, 30.0/32, 1e-6)
	expect.Within(t, "effect", first.Effect.Value, -3.75, 1e-6)
	expect.Within(t, "its error", first.Effect.StandardError.Value, math.Sqrt(15.0/16), 1e-6)
	expect.Within(t, "level", first.Level.Value, 2.25, 1e-6)
	expect.Within(t, "its error", first.Level.StandardError.Value, math.Sqrt(15.0/16+32.0/6/256), 1e-6)
	if !slices.Equal(first.Level.Warnings, []stats.Warning{stats.Modelled}) || !slices.Equal(model.Coefficients[0].Warnings, []stats.Warning{stats.FewClusters}) {
		t.Errorf("warnings %v, %v", first.Level.Warnings, model.Coefficients[0].Warnings)
	}
}

// By hand: groups of the same mean, 1 9, 2 8 and 5 5. They differ by less than chance, so τ² = 0 and σ² = 50/5.
func TestGroupsThatDoNotDiffer(t *testing.T) {
	model := reference.Must(smallarea.RandomIntercept(smallarea.Members{Group: []string{"a", "a", "b", "b", "c", "c"}, Value: []float64{1, 9, 2, 8, 5, 5}}, smallarea.Restricted))(t)
	if model.Between != 0 || model.Groups[1].Effect.Value != 0 || !slices.Equal(model.Groups[1].Effect.Warnings, []stats.Warning{stats.Modelled, stats.NoSpread}) {
		t.Errorf("%+v", model)
	}
	expect.Within(t, "σ²", model.Within, 10, 1e-6)
}

// By hand: 2 of 10 and 8 of 10. p = 1/2, A = 0.09 - 0.25·2/20 = 0.065, w = 0.065/0.09.
func TestEmpiricalBayesByHand(t *testing.T) {
	shares := reference.Must(smallarea.EmpiricalBayes([]stats.Proportion{{Successes: 2, Trials: 10}, {Successes: 8, Trials: 10}, {}}))(t)
	w := 0.065 / 0.09
	expect.Within(t, "between", shares.Between, 0.065, 1e-12)
	expect.Within(t, "first", shares.Areas[0].Value, 0.5-0.3*w, 1e-12)
	expect.Within(t, "its error", shares.Areas[0].StandardError.Value, math.Sqrt(0.065*(1-w)), 1e-12)
	expect.Within(t, "an area without persons", shares.Areas[2].Value, 0.5, 1e-12)
}

// By hand: of ten areas with two persons each four have none, two have one and four have both. The likelihood is largest
// where these shares are met: a mean of 1/2, and αβ·2/((α+β)(α+β+1)) = α/(2α+1) = 1/5, so that α = β = 1/3.
func TestBetaBinomialByHand(t *testing.T) {
	var areas []stats.Proportion
	for _, x := range []float64{0, 0, 0, 0, 1, 1, 2, 2, 2, 2} {
		areas = append(areas, stats.Proportion{Successes: x, Trials: 2})
	}
	model := reference.Must(smallarea.BetaBinomial(areas))(t)
	expect.Within(t, "α", model.Alpha, 1.0/3, 1e-6)
	expect.Within(t, "β", model.Beta, 1.0/3, 1e-6)
	expect.Within(t, "an area of none", model.Areas[0].Value, 1.0/3/(2+2.0/3), 1e-6)
	if e := model.Areas[0]; !e.Interval.Contains(e.Value) || e.Interval.Low < 0 {
		t.Errorf("%+v", e)
	}
}

// By hand: 1, 5 and 9, each with a variance of 4. Of the spread of 16 sampling explains 4, so that τ² = 12 and γ = 3/4. The
// error of the first is √(3 + 16/3/16 + 2·16/16³·2·256/3).
func TestFayHerriotByHand(t *testing.T) {
	model := reference.Must(smallarea.FayHerriot([]smallarea.Direct{{1, 4}, {5, 4}, {9, 4}}, nil))(t)
	expect.Within(t, "τ²", model.Between, 12, 1e-6)
	expect.Within(t, "first", model.Areas[0].Value, 2, 1e-6)
	expect.Within(t, "its error", model.Areas[0].StandardError.Value, math.Sqrt(3+1.0/3+4.0/3), 1e-6)
	alike := reference.Must(smallarea.FayHerriot([]smallarea.Direct{{5, 4}, {5, 4}, {5.5, 4}}, nil))(t)
	if alike.Between != 0 || !alike.Areas[0].Defined() {
		t.Errorf("%+v", alike)
	}
	expect.Within(t, "mean", alike.Areas[0].Value, 31.0/6, 1e-6)
}

func TestSpecialCases(t *testing.T) {
	reason := func(what string, got, want stats.Reason) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	for _, c := range []struct {
		reason   stats.Reason
		group    []string
		value    []float64
		columns  [][]float64
		variance stats.Reason
	}{
		{stats.NoData, nil, nil, nil, stats.NoData},
		{stats.OneGroup, []string{"a", "a"}, []float64{1, 2}, nil, stats.OneGroup},
		{stats.TooFew, []string{"a", "b"}, []float64{1, 2}, nil, stats.TooFew},
		{stats.NoVariation, []string{"a", "a", "b", "b"}, []float64{3, 3, 3, 3}, nil, stats.NoVariation},
		{stats.NoVariation, []string{"a", "a", "b", "b"}, []float64{1, 1, 3, 3}, nil, ""},
		{stats.Collinear, []string{"a", "a", "b", "b"}, []float64{1, 2, 3, 5}, [][]float64{{7, 7, 7, 7}}, ""},
		{stats.Collinear, []string{"a", "a", "b", "b"}, []float64{1, 2, 3, 5}, [][]float64{{1, 2, 1, 3}, {3, 5, 3, 7}}, ""},
	} {
		members := smallarea.Members{Group: c.group, Value: c.value, Columns: c.columns}
		for _, by := range []smallarea.Likelihood{smallarea.Restricted, smallarea.Full} {
			reason("model", reference.Must(smallarea.RandomIntercept(members, by))(t).Undefined, c.reason)
		}
		reason("variance", reference.Must(smallarea.AnalyseVariance(members))(t).Intraclass.Undefined, c.variance)
	}

	reason("nobody", reference.Must(smallarea.EmpiricalBayes([]stats.Proportion{{}}))(t).Areas[0].Undefined, stats.NoData)
	everybody := reference.Must(smallarea.EmpiricalBayes([]stats.Proportion{{Successes: 2, Trials: 2}, {Successes: 5, Trials: 5}}))(t).Areas[1]
	reason("everybody", everybody.Interval.Undefined, stats.NoVariation)
	for want, areas := range map[stats.Reason][]stats.Proportion{
		stats.NoData:      {{}},
		stats.OneGroup:    {{Successes: 1, Trials: 3}, {}},
		stats.TooFew:      {{Successes: 1, Trials: 1}, {Trials: 1}},
		stats.NoVariation: {{Successes: 5, Trials: 10}, {Successes: 5, Trials: 10}, {Successes: 50, Trials: 100}},
	} {
		reason("beta-binomial", reference.Must(smallarea.BetaBinomial(areas))(t).Undefined, want)
	}
	reason("no areas", reference.Must(smallarea.FayHerriot(nil, nil))(t).Undefined, stats.NoData)
	reason("one area", reference.Must(smallarea.FayHerriot([]smallarea.Direct{{1, 1}}, nil))(t).Undefined, stats.TooFew)
	four := []smallarea.Direct{{1, 1}, {2, 1}, {3, 1}, {5, 2}}
	reason("a constant", reference.Must(smallarea.FayHerriot(four, [][]float64{{2, 2, 2, 2}}))(t).Undefined, stats.Collinear)
	reason("a column twice", reference.Must(smallarea.FayHerriot(four, [][]float64{{1, 2, 3, 5}, {1, 2, 3, 5}}))(t).Undefined, stats.Collinear)
}

func TestImpossibleInputIsRefused(t *testing.T) {
	var errs []error
	add := func(_ any, err error) { errs = append(errs, err) }
	two := []string{"a", "b"}
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for _, m := range []smallarea.Members{{Group: two, Value: []float64{1, x}}, {Group: two, Value: []float64{1, 2}, Columns: [][]float64{{1, x}}}} {
			add(smallarea.RandomIntercept(m, smallarea.Restricted))
			add(smallarea.AnalyseVariance(m))
		}
		add(smallarea.FayHerriot([]smallarea.Direct{{x, 1}}, nil))
		add(smallarea.FayHerriot([]smallarea.Direct{{1, x}}, nil))
		add(smallarea.FayHerriot([]smallarea.Direct{{1, 1}}, [][]float64{{x}}))
	}
	for _, p := range []stats.Proportion{{Successes: 3, Trials: 2}, {Trials: -1}, {Successes: math.NaN(), Trials: 2}, {Trials: math.Inf(1)}} {
		add(smallarea.EmpiricalBayes([]stats.Proportion{p}))
		add(smallarea.BetaBinomial([]stats.Proportion{p}))
	}
	add(smallarea.FayHerriot([]smallarea.Direct{{1, 0}}, nil))
	add(smallarea.FayHerriot([]smallarea.Direct{{1, 1}}, [][]float64{{1, 2}}))
	add(smallarea.RandomIntercept(smallarea.Members{Group: two, Value: []float64{1}}, smallarea.Restricted))
	add(smallarea.RandomIntercept(smallarea.Members{Group: two, Value: []float64{1, 2}, Columns: [][]float64{{1}}}, smallarea.Restricted))
	add(smallarea.RandomIntercept(smallarea.Members{}, "laplace"))
	add(smallarea.EmpiricalBayes(nil, stats.AtLevel(2)))
	for i, err := range errs {
		if !errors.Is(err, stats.ErrInput) {
			t.Errorf("case %d: %v", i, err)
		}
	}
}

func drawMembers(t *rapid.T, random *rand.Rand) (m smallarea.Members) {
	m.Columns = [][]float64{nil}
	for j := range rapid.IntRange(4, 12).Draw(t, "groups") {
		effect := 3 * random.NormFloat64()
		for range 1 + random.IntN(8) {
			x := random.NormFloat64()
			m.Group, m.Columns[0] = append(m.Group, fmt.Sprint(j)), append(m.Columns[0], x)
			m.Value = append(m.Value, 40+2*x+effect+random.NormFloat64())
		}
	}
	return m
}

func TestOrderOriginAndUnitsAreIrrelevant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3))
		m := drawMembers(t, random)
		before := slices.Clone(m.Value)
		model := reference.Must(smallarea.RandomIntercept(m, smallarea.Restricted))(t)
		if !slices.Equal(before, m.Value) {
			t.Fatal("the caller's values were changed")
		}
		if !model.Defined() {
			return
		}
		moved := smallarea.Members{Columns: [][]float64{nil}}
		for _, i := range random.Perm(len(m.Value)) {
			moved.Group, moved.Value = append(moved.Group, m.Group[i]), append(moved.Value, 1000-10*m.Value[i])
			moved.Columns[0] = append(moved.Columns[0], 5+2*m.Columns[0][i])
		}
		other := reference.Must(smallarea.RandomIntercept(moved, smallarea.Restricted))(t)
		expect.Within(t, "between", other.Between, 100*model.Between, 1e-6)
		expect.Within(t, "within", other.Within, 100*model.Within, 1e-6)
		expect.Within(t, "slope", other.Coefficients[1].Value, -5*model.Coefficients[1].Value, 1e-6)
		expect.Within(t, "its error", other.Coefficients[1].StandardError.Value, 5*model.Coefficients[1].StandardError.Value, 1e-6)
		for j := range model.Groups {
			expect.Within(t, "effect", other.Groups[j].Effect.Value, -10*model.Groups[j].Effect.Value, 1e-6)
			expect.Within(t, "level", other.Groups[j].Level.Value, 1000-10*model.Groups[j].Level.Value, 1e-6)
		}
	})
}

func TestTheLikelihoodIsLargestWhereItIsSaidToBe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 4))
		m := drawMembers(t, random)
		model := reference.Must(smallarea.RandomIntercept(m, smallarea.Full))(t)
		if !model.Defined() {
			return
		}
		best := fullLikelihood(m, model.Between, model.Within, model.Coefficients)
		expect.Within(t, "likelihood", model.LogLikelihood, best, 1e-6)
		for _, factor := range []float64{0.9, 1.1} {
			if fullLikelihood(m, model.Between*factor+1e-3*(factor-0.9), model.Within, model.Coefficients) > best+1e-9 ||
				fullLikelihood(m, model.Between, model.Within*factor, model.Coefficients) > best+1e-9 {
				t.Fatal("a better place lies beside it")
			}
		}
	})
}

// fullLikelihood is worked out group by group from the density of a normal vector with equal correlations.
func fullLikelihood(m smallarea.Members, between, within float64, coefficients []stats.Estimate) float64 {
	sizes, sums, squares := map[string]float64{}, map[string]float64{}, map[string]float64{}
	for i, name := range m.Group {
		e := m.Value[i] - coefficients[0].Value - coefficients[1].Value*m.Columns[0][i]
		sizes[name]++
		sums[name] += e
		squares[name] += e * e
	}
	total := 0.0
	for name, n := range sizes {
		along := within + n*between
		total -= (n*math.Log(2*math.Pi) + (n-1)*math.Log(within) + math.Log(along) +
			(squares[name]-sums[name]*sums[name]/n)/within + sums[name]*sums[name]/n/along) / 2
	}
	return total
}

func TestAreasAreDrawnTowardsTheMeanTheMoreTheSmallerTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		areas := []stats.Proportion{{Successes: 3, Trials: 5}, {Successes: 30, Trials: 50}}
		for range rapid.IntRange(3, 12).Draw(t, "others") {
			n := rapid.IntRange(0, 200).Draw(t, "trials")
			areas = append(areas, stats.Proportion{Successes: float64(rapid.IntRange(0, n).Draw(t, "successes")), Trials: float64(n)})
		}
		shares := reference.Must(smallarea.EmpiricalBayes(areas))(t)
		model := reference.Must(smallarea.BetaBinomial(areas))(t)
		check := func(what string, mean float64, estimates []stats.Estimate) {
			for i, e := range estimates {
				if a := areas[i]; a.Trials > 0 && (e.Value-mean)*(e.Value-a.Share()) > 1e-9 {
					t.Fatalf("%s: %v lies outside %v and %v", what, e.Value, mean, a.Share())
				}
				if e.Interval.Defined() && (!e.Interval.Contains(e.Value) || e.Interval.Low < 0 || e.Interval.High > 1) {
					t.Fatalf("%s: %+v", what, e)
				}
			}
			if math.Abs(estimates[0].Value-mean) > math.Abs(estimates[1].Value-mean)+1e-9 {
				t.Fatalf("%s: the smaller area is believed more", what)
			}
		}
		check("moments", shares.Mean, shares.Areas)
		if model.Defined() {
			check("likelihood", model.Alpha/(model.Alpha+model.Beta), model.Areas)
		} else if model.Undefined == stats.NotConverged {
			t.Fatal("the likelihood was not climbed")
		}
	})
}

// Two of three pupils of a tiny school passed. What is known of schools like it says to expect less.
// By hand: p = 107/300, A = 4.0465/300 - 0.22945 x 4/300 = 0.01043, w = 0.01043/(0.01043 + 0.22945/3) = 0.12.
func ExampleEmpiricalBayes() {
	shares, err := smallarea.EmpiricalBayes([]stats.Proportion{
		{Successes: 2, Trials: 3}, {Successes: 20, Trials: 100}, {Successes: 40, Trials: 100}, {Successes: 45, Trials: 97},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	small := shares.Areas[0]
	fmt.Printf("%.0f%% where all have %.0f%%, %v\n", 100*small.Value, 100*shares.Mean, small.Warnings)
	// Output:
	// 39% where all have 36%, [modelled]
}

// Three classes of two pupils: a class is believed to lie nearer to the others than its own pupils say.
func ExampleRandomIntercept() {
	model, err := smallarea.RandomIntercept(smallarea.Members{
		Group: []string{"A", "A", "B", "B", "C", "C"}, Value: []float64{1, 3, 5, 7, 9, 11},
	}, smallarea.Restricted)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, class := range model.Groups {
		fmt.Printf("%s: %.2f instead of %.0f\n", class.Name, class.Level.Value, class.Mean)
	}
	// Output:
	// A: 2.25 instead of 2
	// B: 6.00 instead of 6
	// C: 9.75 instead of 10
}

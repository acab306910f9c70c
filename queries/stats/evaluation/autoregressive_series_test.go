package evaluation_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/evaluation"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// drifting is a broken line with errors of which each keeps a part of the one before.
func drifting(r *rand.Rand, before, after int, alike float64) evaluation.Series {
	var s evaluation.Series
	last := r.NormFloat64()
	for i := range before + after {
		last = alike*last + r.NormFloat64()
		y := 20 + 0.3*float64(i) + last
		if i >= before {
			y += 4 - 0.2*float64(i-before)
		}
		s.Times, s.After, s.Outcomes = append(s.Times, float64(i)), append(s.After, i >= before), append(s.Outcomes, y)
	}
	return s
}

// The same with whole matrices: errors have covariance ρ^|i-j|/(1-ρ²), the likelihood of ρ is |Ω|^-½ |XᵀΩ⁻¹X|^-½ S^-(n-4)/2, and it
// is added up over four thousand values of ρ.
func TestAutoregressiveSeriesByWholeMatrices(t *testing.T) {
	series := drifting(rand.New(rand.NewPCG(3, 4)), 9, 8, 0.5)
	n := len(series.Times)
	x, y := mat.NewDense(n, 4, nil), mat.NewVecDense(n, series.Outcomes)
	for i, time := range series.Times {
		x.SetRow(i, []float64{1, time, 0, 0})
		if series.After[i] {
			x.SetRow(i, []float64{1, time, 1, time - 9 + 1})
		}
	}
	const steps, widest = 4000, 0.98
	var logs []float64
	var values, errors [4][]float64
	for k := range steps {
		alike := -widest + 2*widest*(float64(k)+0.5)/steps
		omega := mat.NewSymDense(n, nil)
		for i := range n {
			for j := i; j < n; j++ {
				omega.SetSym(i, j, math.Pow(alike, float64(j-i))/(1-alike*alike))
			}
		}
		var whole, information mat.Cholesky
		whole.Factorize(omega)
		var solved, products mat.Dense
		whole.SolveTo(&solved, x)
		products.Mul(x.T(), &solved)
		symmetric := mat.NewSymDense(4, nil)
		for i := range 4 {
			for j := i; j < 4; j++ {
				symmetric.SetSym(i, j, products.At(i, j))
			}
		}
		information.Factorize(symmetric)
		var right, b, fitted, rest, pulled mat.VecDense
		right.MulVec(solved.T(), y)
		information.SolveVecTo(&b, &right)
		fitted.MulVec(x, &b)
		rest.SubVec(y, &fitted)
		whole.SolveVecTo(&pulled, &rest)
		squares := mat.Dot(&rest, &pulled)
		logs = append(logs, -whole.LogDet()/2-information.LogDet()/2-float64(n-4)/2*math.Log(squares))
		var inverse mat.SymDense
		information.InverseTo(&inverse)
		for j := range 4 {
			values[j] = append(values[j], b.AtVec(j))
			errors[j] = append(errors[j], squares/float64(n-4)*inverse.At(j, j))
		}
	}
	best := slices.Max(logs)
	moments := func(j int) (value, standardError float64) {
		total, mean, square := 0.0, 0.0, 0.0
		for k, l := range logs {
			w := math.Exp(l - best)
			total += w
			mean += w * values[j][k]
			square += w * (errors[j][k] + values[j][k]*values[j][k])
		}
		mean /= total
		return mean, math.Sqrt(square/total - mean*mean)
	}
	found := reference.Must(evaluation.EstimateAutoregressiveSeries(series))(t)
	for j, e := range map[int]evaluation.Effect{1: found.EarlierSlope, 2: found.Level, 3: found.Slope} {
		value, standardError := moments(j)
		expect.Within(t, fmt.Sprint("coefficient ", j), e.Value, value, 1e-5)
		expect.Within(t, fmt.Sprint("its error ", j), e.StandardError.Value, standardError, 1e-5)
	}
}

// A step that is added is found, and nothing else of it; the order of rows is irrelevant; the caller's slices stay.
func TestLawsOfAutoregressiveSeries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		series := drifting(r, rapid.IntRange(4, 20).Draw(t, "before"), rapid.IntRange(4, 20).Draw(t, "after"), 0.4)
		kept := slices.Clone(series.Outcomes)
		found := reference.Must(evaluation.EstimateAutoregressiveSeries(series))(t)
		if !slices.Equal(kept, series.Outcomes) {
			t.Fatal("the outcomes were changed")
		}
		other := series
		other.Outcomes = mapped(series.Outcomes, func(i int, y float64) float64 {
			if series.After[i] {
				y += 7
			}
			return y
		})
		moved := reference.Must(evaluation.EstimateAutoregressiveSeries(other))(t)
		if math.Abs(moved.Level.Value-found.Level.Value-7) > 1e-6 || math.Abs(moved.Level.StandardError.Value-found.Level.StandardError.Value) > 1e-6 {
			t.Fatalf("%+v and, 7 higher, %+v", found.Level, moved.Level)
		}
		for _, column := range []any{series.Times, series.After, series.Outcomes} {
			switch c := column.(type) {
			case []float64:
				slices.Reverse(c)
			case []bool:
				slices.Reverse(c)
			}
		}
		if turned := reference.Must(evaluation.EstimateAutoregressiveSeries(series))(t); turned.Level.Value != found.Level.Value {
			t.Fatalf("%v, turned round %v", found.Level, turned.Level)
		}
	})
}

func TestAutoregressiveSeriesThatSaysNothing(t *testing.T) {
	if none := reference.Must(evaluation.EstimateAutoregressiveSeries(evaluation.Series{}))(t); none.Level.Undefined != stats.NoData || none.Level.Method != evaluation.MethodAutoregressiveSeries {
		t.Errorf("%+v", none.Level)
	}
	exact := evaluation.Series{Times: []float64{1, 2, 3, 4}, After: []bool{false, false, true, true}, Outcomes: []float64{1, 2, 5, 6}}
	withoutInterval(t, "four times", reference.Must(evaluation.EstimateAutoregressiveSeries(exact))(t).Level, stats.TooFew)
	exact.Outcomes[0] = math.NaN()
	_, err := evaluation.EstimateAutoregressiveSeries(exact)
	expect.Refused(t, "an outcome that is none", err)
}

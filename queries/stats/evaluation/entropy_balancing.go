package evaluation

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// EntropyBalance are weights under which the others have exactly the means of those reached.
type EntropyBalance struct {
	Weights   []float64    // 1 for those reached; those of the others add up to their number
	Undefined stats.Reason // why there are none; empty when there are
}

// Defined reports whether the weights may be read.
func (b EntropyBalance) Defined() bool { return b.Undefined == "" }

const (
	// balanced is how far the means may stay apart, in standard deviations over all units.
	balanced = 1e-13
	// nearlyBalanced is accepted when no step comes nearer.
	nearlyBalanced = 1e-9
	mostBalancing  = 200
)

// BalanceEntropy finds, among all weights of the others that give them the means of those reached in everything known,
// those nearest to equal.
//
//	w = exp(-z'λ) / Σ exp(-z'λ),  λ minimising ln Σ exp(-z'λ),  z = (x - mean of those reached) / sd
//
// by Newton's method with halved steps.
//
// Special cases: no units give NoData, units all of one kind OneGroup. Where the others are all to one side of those
// reached in some combination of what was known, no weights do: NoBalance. A covariate that others determine changes
// nothing.
//
// Errors: columns of different lengths, numbers that are not finite.
//
// Source: Hainmueller 2012, Political Analysis 20:25-46, doi:10.1093/pan/mpr025.
func BalanceEntropy(data Observational) (EntropyBalance, error) {
	if err := data.check(false); err != nil {
		return EntropyBalance{}, err
	}
	if reason := data.sides(); reason != "" {
		return EntropyBalance{Undefined: reason}, nil
	}
	d := newDual(data)
	if !d.solve() {
		return EntropyBalance{Undefined: stats.NoBalance}, nil
	}
	treated, _ := countsOf(data.Treated)
	b := EntropyBalance{Weights: make([]float64, len(data.Treated))}
	next := 0
	for i, t := range data.Treated {
		b.Weights[i] = 1
		if !t {
			b.Weights[i] = d.weights[next] * float64(treated)
			next++
		}
	}
	return b, nil
}

// dual is the function of λ whose lowest point gives the weights.
type dual struct {
	columns  int
	z        []float64 // of the others, row after row
	weights  []float64 // at lambda, adding up to 1
	lambda   []float64
	gradient []float64
	value    float64
}

func newDual(data Observational) *dual {
	treated, untreated := countsOf(data.Treated)
	k := len(data.Known)
	d := &dual{
		columns: k, z: make([]float64, untreated*k), weights: make([]float64, untreated),
		lambda: make([]float64, k), gradient: make([]float64, k),
	}
	reached := data.Known.means(func(i int) bool { return data.Treated[i] })
	all := data.Known.means(func(int) bool { return true })
	for j, values := range data.Known {
		var squares exact.Sum
		for _, x := range values {
			squares.Add((x - all[j]) * (x - all[j]))
		}
		spread := math.Sqrt(squares.Value() / float64(treated+untreated-1))
		if spread == 0 {
			continue // the same for everybody: balanced whatever the weights
		}
		next := 0
		for i, x := range values {
			if !data.Treated[i] {
				d.z[next*k+j] = (x - reached[j]) / spread
				next++
			}
		}
	}
	return d
}

// at sets weights, value and gradient for a λ.
func (d *dual) at(lambda []float64) {
	highest := math.Inf(-1)
	for i := range d.weights {
		e := 0.0
		for j, l := range lambda {
			e -= d.z[i*d.columns+j] * l
		}
		d.weights[i] = e
		highest = math.Max(highest, e)
	}
	var total exact.Sum
	for i, e := range d.weights {
		d.weights[i] = math.Exp(e - highest)
		total.Add(d.weights[i])
	}
	gradient := make([]exact.Sum, d.columns)
	for i := range d.weights {
		d.weights[i] /= total.Value()
		for j := range gradient {
			gradient[j].Add(d.weights[i] * d.z[i*d.columns+j])
		}
	}
	for j := range gradient {
		d.gradient[j] = gradient[j].Value()
	}
	d.value = highest + math.Log(total.Value())
}

// apart is the largest difference of means.
func (d *dual) apart() float64 {
	most := 0.0
	for _, g := range d.gradient {
		most = math.Max(most, math.Abs(g))
	}
	return most
}

// step is Newton's, with directions in which nothing varies left alone.
func (d *dual) step() ([]float64, bool) {
	k := d.columns
	hessian := make([]float64, k*k)
	for i, w := range d.weights {
		z := d.z[i*k : (i+1)*k]
		for a := range k {
			for b := a; b < k; b++ {
				hessian[a*k+b] += w * (z[a] - d.gradient[a]) * (z[b] - d.gradient[b])
			}
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(mat.NewSymDense(k, hessian), true) {
		return nil, false
	}
	values := eigen.Values(nil)
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	step := make([]float64, k)
	for c, value := range values {
		if value <= 1e-12*values[k-1] {
			continue
		}
		along := 0.0
		for j, g := range d.gradient {
			along += vectors.At(j, c) * g
		}
		for j := range step {
			step[j] += along / value * vectors.At(j, c)
		}
	}
	return step, true
}

// solve walks to the lowest point and tells whether it was reached.
func (d *dual) solve() bool {
	if d.columns == 0 {
		d.at(nil)
		return true
	}
	d.at(d.lambda)
	for range mostBalancing {
		before, apart := d.value, d.apart()
		if apart <= balanced {
			return true
		}
		step, ok := d.step()
		if !ok {
			return false
		}
		next := make([]float64, d.columns)
		for scale := 1.0; scale > 1e-10; scale /= 2 {
			for j := range next {
				next[j] = d.lambda[j] + scale*step[j]
			}
			if d.at(next); d.value <= before+1e-12 {
				break
			}
		}
		copy(d.lambda, next)
		now := d.apart()
		switch {
		case now <= nearlyBalanced && now >= apart/2:
			return true
		case now >= apart*(1-1e-6) && d.value >= before-1e-14*math.Abs(before):
			return false // nothing varies in the direction that is left
		}
	}
	return d.apart() <= nearlyBalanced
}

package linear

import "gonum.org/v1/gonum/mat"

// Robust is a way of weighing squared residuals of rows that are independent but differ in spread.
type Robust int

// The ways, by MacKinnon & White 1985, Journal of Econometrics 29:305-325, doi:10.1016/0304-4076(85)90158-7.
const (
	HC0 Robust = iota // as they are
	HC1               // times rows/(rows - rank)
	HC2               // over 1 - leverage: right when the spread is equal after all
	HC3               // over (1 - leverage)²: nearly what leaving each row out gives
)

// Classical is the variance of the coefficients when every row has the same spread: σ² (XᵀWX)⁻¹ with σ² the weighted sum
// of squared residuals over Freedom. For a logistic fit it is the inverse information.
func (f Fit) Classical() *mat.SymDense {
	v := f.Inverse()
	if !f.logistic {
		v.ScaleSym(f.Squares/float64(f.Freedom()), v)
	}
	return v
}

// Robust is the sandwich B [Σ c w² e² xxᵀ] B of rows that are independent, with B the inverse of Inverse. A row whose
// leverage is 1 decides its own fitted value and has no residual: it adds nothing.
func (f Fit) Robust(rows Rows, way Robust) *mat.SymDense {
	k := len(f.Coefficients)
	v, u := mat.NewSymDense(k, nil), make([]float64, k)
	for i, y := range rows.Y {
		x, w := rows.Row(i), rows.Weight(i)
		if w == 0 {
			continue
		}
		f.Influence(x, y, w, u)
		addSquare(v, u, f.inflation(x, w, way))
	}
	if way == HC1 {
		v.ScaleSym(float64(f.Rows)/float64(f.Freedom()), v)
	}
	return v
}

func (f Fit) inflation(x []float64, weight float64, way Robust) float64 {
	if way != HC2 && way != HC3 {
		return 1
	}
	if f.logistic {
		p := f.Predict(x)
		weight *= p * (1 - p)
	}
	left := 1 - weight*f.leverage(x)
	switch {
	case left < sure:
		return 0
	case way == HC2:
		return 1 / left
	}
	return 1 / (left * left)
}

// NeweyWest is the variance of the coefficients when neighbouring rows resemble each other: autocovariances of the scores
// up to a lag, with weights falling from 1 by 1/(lag+1) each, times rows/(rows - rank). Rows stand in the order of time.
// A lag of 0 gives HC1.
//
// Source: Newey & West 1987, Econometrica 55:703-708, doi:10.2307/1913610.
func (f Fit) NeweyWest(rows Rows, lag int) *mat.SymDense {
	k := len(f.Coefficients)
	influences := make([]float64, 0, k*rows.Len())
	u := make([]float64, k)
	for i, y := range rows.Y {
		if w := rows.Weight(i); w > 0 {
			f.Influence(rows.Row(i), y, w, u)
			influences = append(influences, u...)
		}
	}
	n := len(influences) / k
	at := func(i int) []float64 { return influences[i*k : (i+1)*k] }
	v := mat.NewSymDense(k, nil)
	for back := 0; back <= min(lag, n-1); back++ {
		scale := 1 - float64(back)/float64(lag+1)
		for i := back; i < n; i++ {
			if back == 0 {
				addSquare(v, at(i), 1)
			} else {
				addProducts(v, at(i), at(i-back), scale)
			}
		}
	}
	v.ScaleSym(float64(f.Rows)/float64(f.Freedom()), v)
	return v
}

// addSquare adds scale uuᵀ, addProducts scale (uvᵀ + vuᵀ).
func addSquare(to *mat.SymDense, u []float64, scale float64) {
	raw := to.RawSymmetric()
	for i, a := range u {
		row := raw.Data[i*raw.Stride : i*raw.Stride+raw.N]
		for j := i; j < raw.N; j++ {
			row[j] += scale * a * u[j]
		}
	}
}

func addProducts(to *mat.SymDense, u, v []float64, scale float64) {
	raw := to.RawSymmetric()
	for i := range u {
		row := raw.Data[i*raw.Stride : i*raw.Stride+raw.N]
		for j := i; j < raw.N; j++ {
			row[j] += scale * (u[i]*v[j] + v[i]*u[j])
		}
	}
}

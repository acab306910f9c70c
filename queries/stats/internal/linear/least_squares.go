package linear

import "gonum.org/v1/gonum/mat"

// Fit is a fitted line, whether of least squares or logistic.
type Fit struct {
	Coefficients []float64 // 0 for a dependent column
	Dependent    []int     // columns that earlier ones determine, ascending
	Rows         int       // rows with a weight
	// Squares is the weighted sum of squared residuals; of a logistic fit the deviance.
	Squares float64
	// Iterations of Newton's method; 0 for least squares.
	Iterations int

	inverseRoot *mat.Dense
	logistic    bool
}

// LeastSquares minimises Σ w (y - xb)² by orthogonal rotations, in one pass over the rows.
//
// Special cases: a column that earlier ones determine up to 1e-7 of its length is named in Dependent. Rows without weight
// are as if they were not there.
//
// Errors: ErrShape, ErrNotFinite, ErrNoRows.
func LeastSquares(rows Rows) (Fit, error) {
	if err := rows.check(); err != nil {
		return Fit{}, err
	}
	t := newTriangle(rows.Columns)
	for i, y := range rows.Y {
		t.add(rows.Row(i), y, rows.Weight(i))
	}
	return t.fit(nil), nil
}

// fit solves; the lengths of the columns are its own unless others are given.
func (t *triangle) fit(lengths []float64) Fit {
	if lengths == nil {
		lengths = make([]float64, t.columns)
		t.addLengths(0, lengths)
	}
	s := t.solve(lengths)
	return Fit{
		Coefficients: s.coefficients, Dependent: s.dependent, Rows: t.rows, Squares: s.residual,
		inverseRoot: s.inverseRoot,
	}
}

// Rank is the number of columns that stand on their own.
func (f Fit) Rank() int { return len(f.Coefficients) - len(f.Dependent) }

// Freedom is rows less rank: what is left to judge the spread from.
func (f Fit) Freedom() int { return f.Rows - f.Rank() }

// Inverse is (XᵀWX)⁻¹; of a logistic fit the inverse information, its model-based variance.
func (f Fit) Inverse() *mat.SymDense {
	var product mat.SymDense
	product.SymOuterK(1, f.inverseRoot)
	return &product
}

// Predict is the fitted outcome of a row: xb, or its share for a logistic fit.
func (f Fit) Predict(x []float64) float64 {
	eta := dot(x, f.Coefficients)
	if f.logistic {
		return share(eta)
	}
	return eta
}

// Influence writes how far one row moves the coefficients, (XᵀWX)⁻¹ x w (y - fitted). Their sum is 0, and the variance of
// their sum over the units that were drawn or assigned is the variance of the coefficients.
func (f Fit) Influence(x []float64, y, weight float64, into []float64) {
	residual := weight * (y - f.Predict(x))
	clear(into)
	root := f.inverseRoot.RawMatrix()
	for j := range x {
		u := 0.0
		for i := 0; i <= j; i++ {
			u += root.Data[i*root.Stride+j] * x[i]
		}
		u *= residual
		for i := 0; i <= j; i++ {
			into[i] += root.Data[i*root.Stride+j] * u
		}
	}
}

// leverage is x (XᵀWX)⁻¹ xᵀ; times the weight of the row it is the row's pull on its own fitted value.
func (f Fit) leverage(x []float64) float64 {
	total := 0.0
	root := f.inverseRoot.RawMatrix()
	for j := range x {
		u := 0.0
		for i := 0; i <= j; i++ {
			u += root.Data[i*root.Stride+j] * x[i]
		}
		total += u * u
	}
	return total
}

func dot(a, b []float64) float64 {
	total := 0.0
	for i, x := range a {
		total += x * b[i]
	}
	return total
}

package linear

import (
	"errors"
	"math"
)

// Reasons why rows cannot be fitted. Messages hold no value from the rows.
var (
	ErrShape        = errors.New("the numbers of regressors, outcomes and weights do not go together")
	ErrNotFinite    = errors.New("regressors and outcomes must be finite, weights finite and 0 or more")
	ErrNoRows       = errors.New("there is no row with a weight")
	ErrNotAShare    = errors.New("the outcome of a logistic regression must lie between 0 and 1")
	ErrSeparated    = errors.New("the regressors divide the outcomes cleanly, so a coefficient is infinite")
	ErrNotConverged = errors.New("the fit did not settle")
)

// Rows are what a line is fitted to. A constant is a regressor like any other: give a column of ones.
type Rows struct {
	Columns int
	X       []float64 // the regressors, row after row
	Y       []float64 // the outcomes
	Weights []float64 // 0 or more; nil when every row counts once
}

// NewRows makes room for a number of rows.
func NewRows(columns, capacity int) Rows {
	return Rows{Columns: columns, X: make([]float64, 0, columns*capacity), Y: make([]float64, 0, capacity)}
}

// Add appends a row that counts once.
func (r *Rows) Add(y float64, x ...float64) {
	r.X, r.Y = append(r.X, x...), append(r.Y, y)
}

// Len is the number of rows, those without weight too.
func (r Rows) Len() int { return len(r.Y) }

// Row is one row of the regressors, not a copy.
func (r Rows) Row(i int) []float64 { return r.X[i*r.Columns : (i+1)*r.Columns] }

// Weight is how much one row counts.
func (r Rows) Weight(i int) float64 {
	if r.Weights == nil {
		return 1
	}
	return r.Weights[i]
}

func (r Rows) check() error {
	if r.Columns < 1 || len(r.X) != r.Columns*len(r.Y) || (r.Weights != nil && len(r.Weights) != len(r.Y)) {
		return ErrShape
	}
	if !allFinite(r.X) || !allFinite(r.Y) || !allFinite(r.Weights) {
		return ErrNotFinite
	}
	some := r.Weights == nil && len(r.Y) > 0
	for _, w := range r.Weights {
		if w < 0 {
			return ErrNotFinite
		}
		some = some || w > 0
	}
	if !some {
		return ErrNoRows
	}
	return nil
}

func allFinite(x []float64) bool {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

package linear

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// independent is the least share of a column's length that must be left after earlier columns are taken out of it, for it
// to count as a column of its own. It is the tolerance of R's lm, and says nothing of the unit of the column.
const independent = 1e-7

// triangle is the orthogonal factorisation of weighted rows, built row by row by plane rotations without square roots: a
// unit upper triangle R and a diagonal D with XᵀWX = RᵀDR, and θ with XᵀWy = RᵀDθ. What it is told of rows can be told of
// another triangle, so triangles of schools make the triangle of all.
//
// Source: Gentleman 1974, Applied Statistics 23:448-454, doi:10.2307/2347147; Miller 1992, Applied Statistics 41:458-478,
// doi:10.2307/2347583.
type triangle struct {
	columns  int
	diagonal []float64 // D
	above    []float64 // R above its diagonal, row after row
	theta    []float64
	residual float64 // weighted sum of squares that the columns leave of the outcome
	rows     int     // with a weight
	scratch  []float64
}

func newTriangle(columns int) *triangle {
	t := triangleIn(make([]float64, triangleSize(columns)), columns)
	t.scratch = make([]float64, columns)
	return &t
}

// triangleSize is the numbers a triangle needs, and triangleIn one that lies in such a piece of memory.
func triangleSize(columns int) int { return 2*columns + columns*(columns-1)/2 }

func triangleIn(memory []float64, columns int) triangle {
	return triangle{
		columns:  columns,
		diagonal: memory[:columns],
		theta:    memory[columns : 2*columns],
		above:    memory[2*columns:],
	}
}

// add takes in a row.
func (t *triangle) add(x []float64, y, weight float64) {
	if weight > 0 {
		t.rows++
		copy(t.scratch, x)
		t.rotate(t.scratch, y, weight)
	}
}

// rotate takes in a row and spends it.
func (t *triangle) rotate(x []float64, y, weight float64) {
	next := 0
	for i, xi := range x {
		row := t.above[next : next+t.columns-1-i]
		next += len(row)
		if weight == 0 {
			return
		}
		if xi == 0 {
			continue
		}
		weighted := weight * xi
		grown := t.diagonal[i] + weighted*xi
		if grown == 0 { // the square is below what a float64 holds
			continue
		}
		kept, taken := t.diagonal[i]/grown, weighted/grown
		t.diagonal[i] = grown
		weight *= kept
		rest := x[i+1:]
		for j, r := range row {
			xj := rest[j]
			rest[j] = xj - xi*r
			row[j] = kept*r + taken*xj
		}
		left := y - xi*t.theta[i]
		t.theta[i] = kept*t.theta[i] + taken*y
		y = left
	}
	t.residual += weight * y * y
}

// take adds what another triangle knows, from one of its columns on.
func (t *triangle) take(other *triangle, from int) {
	next := 0
	for i, d := range other.diagonal {
		row := other.above[next : next+other.columns-1-i]
		next += len(row)
		if i < from || d == 0 {
			continue
		}
		x := t.scratch[:t.columns]
		clear(x)
		x[i-from] = 1
		copy(x[i-from+1:], row)
		t.rotate(x, other.theta[i], d)
	}
	t.residual += other.residual
	t.rows += other.rows
}

// root writes √D R and √D θ, from one column on. The scores of the rows are rootᵀ(θ - root b).
func (t *triangle) root(from int, into *mat.Dense, theta []float64) {
	next := 0
	into.Zero()
	for i, d := range t.diagonal {
		row := t.above[next : next+t.columns-1-i]
		next += len(row)
		if i < from {
			continue
		}
		s := math.Sqrt(d)
		into.Set(i-from, i-from, s)
		for j, r := range row {
			into.Set(i-from, i-from+1+j, s*r)
		}
		theta[i-from] = s * t.theta[i]
	}
}

// solution is what a triangle says of the coefficients.
type solution struct {
	coefficients []float64
	inverseRoot  *mat.Dense // upper triangle U with UUᵀ = (XᵀWX)⁻¹
	dependent    []int
	residual     float64
}

// solve finds the columns that stand on their own, beside the length they had in the rows, and their coefficients.
func (t *triangle) solve(lengths []float64) solution {
	k := t.columns
	work := triangleIn(slices.Concat(t.diagonal, t.theta, t.above), k)
	work.residual, work.scratch = t.residual, make([]float64, k)
	s := solution{coefficients: make([]float64, k), inverseRoot: mat.NewDense(k, k, nil)}
	for j := range k {
		if work.diagonal[j] <= independent*independent*lengths[j] {
			s.dependent = append(s.dependent, j)
			work.drop(j)
		}
	}
	root, theta := mat.NewDense(k, k, nil), make([]float64, k)
	work.root(0, root, theta)
	for _, j := range s.dependent {
		root.Set(j, j, 1)
		for i := range j {
			root.Set(i, j, 0)
		}
	}
	for column := k - 1; column >= 0; column-- {
		if slices.Contains(s.dependent, column) {
			continue
		}
		for i := column; i >= 0; i-- {
			total := 0.0
			if i == column {
				total = 1
			}
			for j := i + 1; j <= column; j++ {
				total -= root.At(i, j) * s.inverseRoot.At(j, column)
			}
			s.inverseRoot.Set(i, column, total/root.At(i, i))
		}
	}
	for _, j := range s.dependent {
		for i := range k {
			s.inverseRoot.Set(j, i, 0)
		}
	}
	for i := k - 1; i >= 0; i-- {
		if slices.Contains(s.dependent, i) {
			continue
		}
		total := theta[i]
		for j := i + 1; j < k; j++ {
			total -= root.At(i, j) * s.coefficients[j]
		}
		s.coefficients[i] = total / root.At(i, i)
	}
	s.residual = work.residual
	return s
}

// addLengths adds the weighted sums of squares of the columns from one on.
func (t *triangle) addLengths(from int, to []float64) {
	for column := from; column < t.columns; column++ {
		to[column-from] += t.diagonal[column]
		for i, next := 0, 0; i < column; i++ {
			r := t.above[next+column-1-i]
			to[column-from] += t.diagonal[i] * r * r
			next += t.columns - 1 - i
		}
	}
}

// without is what the triangle would be had one column not been given.
func (t *triangle) without(column int) *triangle {
	less := newTriangle(t.columns - 1)
	next := 0
	x := make([]float64, t.columns)
	for i, d := range t.diagonal {
		row := t.above[next : next+t.columns-1-i]
		next += len(row)
		clear(x)
		x[i] = 1
		copy(x[i+1:], row)
		less.rotate(append(x[:column:column], x[column+1:]...), t.theta[i], d)
	}
	less.residual += t.residual
	less.rows = t.rows
	return less
}

// drop gives what a column that is not independent holds to the columns after it.
func (t *triangle) drop(column int) {
	start := column*t.columns - column*(column+1)/2
	row := t.above[start : start+t.columns-1-column]
	x, d := make([]float64, t.columns), t.diagonal[column]
	copy(x[column+1:], row)
	y := t.theta[column]
	clear(row)
	t.diagonal[column], t.theta[column] = 0, 0
	t.rotate(x, y, d)
}

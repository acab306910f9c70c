package smallarea

import "gonum.org/v1/gonum/mat"

// dot is the scalar product of two vectors, inner that of a vector with what a matrix makes of it.
func dot(x, y []float64) float64 {
	total := 0.0
	for i, value := range x {
		total += value * y[i]
	}
	return total
}

func inner(x []float64, by *mat.SymDense) float64 {
	total := 0.0
	for i, value := range x {
		row := 0.0
		for j, other := range x {
			row += by.At(i, j) * other
		}
		total += value * row
	}
	return total
}

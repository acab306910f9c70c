package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"athar/queries/stats"
)

// binomial draws how many of n succeed.
func binomial(r *rand.Rand, n int, p float64) float64 {
	x := 0
	for range n {
		if r.Float64() < p {
			x++
		}
	}
	return float64(x)
}

// poisson draws a count, by the times between events.
func poisson(r *rand.Rand, mean float64) float64 {
	n, at := 0, r.ExpFloat64()
	for at < mean {
		n++
		at += r.ExpFloat64()
	}
	return float64(n)
}

// gamma draws by Marsaglia and Tsang 2000, doi:10.1145/358407.358414; shape is 1 or more.
func gamma(r *rand.Rand, shape float64) float64 {
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-r.Float64()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func proportion(r *rand.Rand, n int, p float64) stats.Proportion {
	return stats.Proportion{Successes: binomial(r, n, p), Trials: float64(n)}
}

func name(kind string, i int) string { return fmt.Sprint(kind, i) }

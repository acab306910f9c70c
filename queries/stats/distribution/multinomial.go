package distribution

import "math"

// Multinomial places things in cells by chance, as R's rmultinom does.
type Multinomial struct {
	parts []float64 // of what is still to be placed when a cell's turn comes
}

// NewMultinomial takes the cells' shares, in the order in which they are drawn: finite, 0 or more, and not all 0. They need
// not add up to 1.
func NewMultinomial(shares []float64) Multinomial {
	var sum float64
	for _, share := range shares {
		sum += share
	}
	m := Multinomial{parts: make([]float64, len(shares))}
	var left extended
	for i, share := range shares {
		m.parts[i] = share / sum
		left = left.plus(m.parts[i])
	}
	for i, share := range m.parts {
		if share > 0 {
			m.parts[i] = min(left.under(share), 1)
		}
		left = left.plus(-share)
	}
	return m
}

// Draw fills drawn, which has one number a cell, with n things. The last cell takes all that are left.
func (m Multinomial) Draw(n int, drawn []int, random *Random) {
	last := len(m.parts) - 1
	for i, part := range m.parts[:last] {
		drawn[i] = random.Binomial(n, part)
		n -= drawn[i]
	}
	drawn[last] = n
}

// extended is a number of 64 bits, as R keeps what is left to be placed: a float64 and what it lacks. Where a cell is as
// large as is expected of it, the last of them decides.
type extended struct{ number, lacks float64 }

func (e extended) plus(x float64) extended {
	sum := e.number + x
	added := sum - e.number
	lost := (e.number - (sum - added)) + (x - added) + e.lacks
	number := sum + lost
	lacks := lost - (number - sum)
	fraction, exponent := math.Frexp(number)
	if math.Abs(fraction) == 0.5 && lacks*number < 0 {
		exponent--
	}
	// Adding a number so large that its last bit is the 64th, and taking it off, rounds to that bit.
	rounder := math.Ldexp(1.5, exponent-64+52)
	return extended{number, lacks + rounder - rounder}
}

// under is x over the number.
func (e extended) under(x float64) float64 {
	quotient := x / e.number
	return quotient + (math.FMA(-quotient, e.number, x)-quotient*e.lacks)/e.number
}

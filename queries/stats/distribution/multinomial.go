package distribution

import "math/big"

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
	chances := make([]float64, len(shares))
	// R takes what is left with 64 bits. Where a cell is as large as is expected of it, the last of them decides.
	left := new(big.Float).SetPrec(64)
	for i, share := range shares {
		chances[i] = share / sum
		left.Add(left, big.NewFloat(chances[i]))
	}
	m := Multinomial{parts: make([]float64, len(shares))}
	for i, chance := range chances {
		if chance > 0 {
			part, _ := new(big.Float).SetPrec(64).Quo(big.NewFloat(chance), left).Float64()
			m.parts[i] = min(part, 1)
		}
		left.Sub(left, big.NewFloat(chance))
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

package distribution

import "math/bits"

// Random gives the random numbers that R gives after set.seed, digit for digit, so that a simulation can be repeated here
// and there: the Mersenne Twister with R's way of seeding, normals by inversion and positions by rejection, which are R's
// defaults from 3.6 on. It is a source for math/rand/v2 and gonum as well.
//
// It is for simulations and never for secrets. One Random is for one goroutine.
//
// Source: Matsumoto & Nishimura 1998, ACM Transactions on Modeling and Computer Simulation 8:3-30,
// doi:10.1145/272991.272995.
type Random struct {
	words [twisterWords]uint32
	next  int // position of the next word; twisterWords when new ones are due
}

const (
	twisterWords = 624
	twisterShift = 397
)

// NewRandom starts at a seed, as set.seed does.
func NewRandom(seed int32) *Random {
	s := uint32(seed)
	step := func() { s = 69069*s + 1 }
	// Fifty steps so that neighbouring seeds part, and one for the word in which R keeps the position.
	for range 50 + 1 {
		step()
	}
	r := &Random{next: twisterWords}
	for i := range r.words {
		step()
		r.words[i] = s
	}
	return r
}

// Word is the next word of the twister.
func (r *Random) word() uint32 {
	if r.next == twisterWords {
		r.twist()
	}
	w := r.words[r.next]
	r.next++
	w ^= w >> 11
	w ^= w << 7 & 0x9d2c5680
	w ^= w << 15 & 0xefc60000
	return w ^ w>>18
}

func (r *Random) twist() {
	for i := range r.words {
		y := r.words[i]&0x80000000 | r.words[(i+1)%twisterWords]&0x7fffffff
		r.words[i] = r.words[(i+twisterShift)%twisterWords] ^ y>>1 ^ y&1*0x9908b0df
	}
	r.next = 0
}

// Uint64 makes Random a source for math/rand/v2: two words, the earlier one on top.
func (r *Random) Uint64() uint64 {
	high := uint64(r.word())
	return high<<32 | uint64(r.word())
}

// Uniform is strictly between 0 and 1, with 32 random bits, as runif(1).
func (r *Random) Uniform() float64 {
	// 1/(2³²-1) and 1/2³² as R rounds them.
	const whole, part = 2.328306437080797e-10, 2.3283064365386963e-10
	u := float64(r.word()) * part
	switch {
	case u <= 0:
		return whole / 2
	case 1-u <= 0:
		return 1 - whole/2
	}
	return u
}

// Normal is standard normal: the quantile of a uniform number of 59 bits made of two, as rnorm(1).
func (r *Random) Normal() float64 {
	const fineness = 1 << 27
	u := float64(int(fineness * r.Uniform()))
	return NormalQuantile((u + r.Uniform()) / fineness)
}

// Below is one of 0 to n-1, each as likely: sample(n, 1) minus 1. It panics unless n is above zero.
func (r *Random) Below(n int) int {
	if n <= 0 {
		panic("distribution: Below needs a number above zero")
	}
	needed := bits.Len64(uint64(n - 1))
	for {
		var v uint64
		for drawn := 0; drawn <= needed; drawn += 16 {
			v = v<<16 | uint64(r.Uniform()*65536)
		}
		if v &= 1<<needed - 1; v < uint64(n) {
			return int(v)
		}
	}
}

// Permutation is 0 to n-1 in random order: sample(n) minus 1.
func (r *Random) Permutation(n int) []int {
	left, drawn := make([]int, n), make([]int, n)
	for i := range left {
		left[i] = i
	}
	for i := range drawn {
		j := r.Below(n - i)
		drawn[i], left[j] = left[j], left[n-i-1]
	}
	return drawn
}

package sampledata

import (
	"math/rand/v2"
	"sort"
)

// What a random sequence is for: two purposes never share one.
const (
	forPerson uint64 = iota + 1
	forSchool
	forProvider
	forProgramme
	forOpportunity
	forTable
)

// dice is a random sequence that can be started anew for each thing that is made.
type dice struct {
	*rand.Rand
	source *rand.PCG
}

func newDice() dice {
	source := rand.NewPCG(0, 0)
	return dice{rand.New(source), source}
}

func diceFor(seed, purpose, key uint64) dice {
	d := newDice()
	d.restart(seed, purpose, key)
	return d
}

func (d dice) restart(seed, purpose, key uint64) {
	d.source.Seed(scramble(seed+purpose*0x9e3779b97f4a7c15), scramble(key^purpose<<56))
}

// scramble is the finaliser of SplitMix64: neighbouring keys give unrelated sequences.
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (d dice) chance(share float64) bool { return d.Float64() < share }

// between returns a whole number from low to high, both included.
func (d dice) between(low, high int) int { return low + d.IntN(high-low+1) }

// pick returns an index with probability in proportion to its share.
func (d dice) pick(shares []float64) int {
	var sum float64
	for _, share := range shares {
		sum += share
	}
	x := d.Float64() * sum
	for i, share := range shares {
		if x < share {
			return i
		}
		x -= share
	}
	for i := len(shares) - 1; ; i-- {
		if shares[i] > 0 || i == 0 {
			return i
		}
	}
}

// lottery draws from many things by weight.
type lottery struct {
	things []int32
	upTo   []float64 // running sum of weights
}

func (l *lottery) enter(thing int, weight float64) {
	sum := weight
	if n := len(l.upTo); n > 0 {
		sum += l.upTo[n-1]
	}
	l.things, l.upTo = append(l.things, int32(thing)), append(l.upTo, sum)
}

func (l *lottery) draw(d dice) (thing int, ok bool) {
	if len(l.things) == 0 {
		return 0, false
	}
	x := d.Float64() * l.upTo[len(l.upTo)-1]
	i := sort.SearchFloat64s(l.upTo, x)
	return int(l.things[min(i, len(l.things)-1)]), true
}

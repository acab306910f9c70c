package suppress

import "math/bits"

// Differencing decides about counts of groups that are asked one after another: it refuses a group that is small, and one
// that lies within an allowed group, or holds it, but for a few members, since the difference of the two answers would be
// these few. It looks at pairs, so that three or more answers can still be combined; an audit of a declared set of tables
// does not have this gap, nor does what it shows depend on the order of asking.
type Differencing struct {
	threshold int
	asked     int
	allowed   []group
}

// NewDifferencing takes 1 to threshold-1 members for few.
func NewDifferencing(threshold int) *Differencing { return &Differencing{threshold: threshold} }

// Decision is whether a question is answered, and if not, why.
type Decision struct {
	Allowed bool
	Small   bool // the group itself has few members
	With    int  // the place, from 0 in the order of asking, of the first allowed question that differs by few; else -1
}

// group is the members of an allowed question as a set of bits.
type group struct {
	place   int
	members []uint64
	size    int
}

// Ask decides about the next group, given by its members' numbers (0 and above, in any order), and remembers it if it is
// allowed. The slice is not changed.
func (d *Differencing) Ask(members []int) Decision {
	g := group{place: d.asked}
	d.asked++
	for _, m := range members {
		for m/64 >= len(g.members) {
			g.members = append(g.members, 0)
		}
		g.members[m/64] |= 1 << (m % 64)
	}
	for _, word := range g.members {
		g.size += bits.OnesCount64(word)
	}
	if d.few(g.size) {
		return Decision{Small: true, With: -1}
	}
	for _, before := range d.allowed {
		nested := g.shared(before) == min(g.size, before.size)
		if nested && d.few(max(g.size, before.size)-min(g.size, before.size)) {
			return Decision{With: before.place}
		}
	}
	d.allowed = append(d.allowed, g)
	return Decision{Allowed: true, With: -1}
}

func (d *Differencing) few(n int) bool { return n > 0 && n < d.threshold }

// shared counts the members of both.
func (g group) shared(other group) (n int) {
	for i := range min(len(g.members), len(other.members)) {
		n += bits.OnesCount64(g.members[i] & other.members[i])
	}
	return n
}

package stats

import "math"

// Bounds are the least and the most that an indicator can come to.
type Bounds struct {
	Least float64 // may be -Inf
	Most  float64 // above Least; may be +Inf
}

// UpTo are the bounds of shares (1), of percentages (100), of rates per so many, or of amounts (+Inf): from 0 on.
func UpTo(most float64) Bounds { return Bounds{Most: most} }

func (b Bounds) width() float64       { return b.Most - b.Least }
func (b Bounds) bounded() bool        { return !math.IsInf(b.Least, -1) && !math.IsInf(b.Most, 1) }
func (b Bounds) holds(x float64) bool { return b.Least <= x && x <= b.Most }

// share is where a level lies between the bounds, 0 to 1.
func (b Bounds) share(level float64) float64 { return (level - b.Least) / b.width() }

func (b Bounds) check() error {
	if !(b.Most > b.Least) || math.IsInf(b.Least, 1) || math.IsInf(b.Most, -1) {
		return Refuse("the bounds of an indicator must be two numbers, the least below the most")
	}
	return nil
}

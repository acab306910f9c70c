package exact

import "math"

// Sum adds with a running compensation (Neumaier 1974, ZAMM 54:39-51, doi:10.1002/zamm.19740540106), so that a million
// small amounts are not lost beside a large one. The zero Sum is empty and ready.
type Sum struct{ total, lost float64 }

// Add takes one number in.
func (s *Sum) Add(x float64) {
	t := s.total + x
	if math.Abs(s.total) >= math.Abs(x) {
		s.lost += (s.total - t) + x
	} else {
		s.lost += (x - t) + s.total
	}
	s.total = t
}

// Value is what was added so far.
func (s Sum) Value() float64 { return s.total + s.lost }

// SumOf adds up numbers in the order they stand.
func SumOf(numbers []float64) float64 {
	var s Sum
	for _, x := range numbers {
		s.Add(x)
	}
	return s.Value()
}

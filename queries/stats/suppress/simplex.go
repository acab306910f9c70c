package suppress

import "math"

// A system is a set of equations over changes of hidden counts: each shown margin says that its members' changes sum to
// zero. "No change" is always a solution, so the search for an extreme change starts there and never needs a first phase.
type system struct {
	variables int
	rows      [][]term
	tableau   [][]float64 // reduced: one basic variable per row
	basis     []int
	effort    float64 // of the last reduction or search, in multiplications
	allowed   float64 // a search stops with what it has beyond this effort; 0 for no limit
}

type term struct {
	variable    int
	coefficient float64
}

const (
	tiny     = 1e-9
	maxSteps = 20000
)

// reduce brings the equations into diagonal form and drops those that follow from others. Basic variables are chosen
// with room to move where possible: fewer steps of length zero.
func (s *system) reduce(room []float64) {
	var done [][]float64
	s.basis, s.effort = nil, 0
	for _, terms := range s.rows {
		row := make([]float64, s.variables)
		for _, t := range terms {
			row[t.variable] += t.coefficient
		}
		for i, b := range s.basis {
			if f := row[b]; f != 0 {
				for j, v := range done[i] {
					row[j] -= f * v
				}
				row[b] = 0
			}
		}
		largest := 0.0
		for j, v := range row {
			if math.Abs(v) < tiny {
				row[j] = 0
			}
			largest = max(largest, math.Abs(row[j]))
		}
		if largest == 0 {
			continue
		}
		pivot := -1
		for j, v := range row {
			if math.Abs(v) >= largest/2 && (pivot < 0 || room[j] > room[pivot]) {
				pivot = j
			}
		}
		f := 1 / row[pivot]
		for j := range row {
			row[j] *= f
		}
		row[pivot] = 1
		for i := range done {
			if f := done[i][pivot]; f != 0 {
				for j, v := range row {
					if v != 0 {
						done[i][j] -= f * v
					}
				}
				done[i][pivot] = 0
			}
		}
		s.effort += float64(len(row) * (len(done) + 1))
		done = append(done, row)
		s.basis = append(s.basis, pivot)
	}
	s.tableau = done
}

// maximise finds changes within their limits, keeping all equations, for which the gain is largest, or reaches enough.
// Bounded-variable simplex: largest gain first, then Bland's rule when steps stop moving, so that it ends.
// ok is false on numerical trouble; the changes returned always satisfy limits and equations or are all zero, so an
// interval read from them is never too wide.
func (s *system) maximise(gain, lower, upper []float64, enough float64) (change []float64, best float64, ok bool) {
	n, m := s.variables, len(s.tableau)
	s.effort = float64(n * m)
	change = make([]float64, n)
	tableau := make([][]float64, m)
	flat := make([]float64, m*n)
	for i := range tableau {
		tableau[i] = flat[i*n : (i+1)*n]
		copy(tableau[i], s.tableau[i])
	}
	basis := append([]int(nil), s.basis...)
	basic := make([]bool, n)
	for _, b := range basis {
		basic[b] = true
	}
	reduced := append([]float64(nil), gain...)
	for i, b := range basis {
		if g := gain[b]; g != 0 {
			for j, v := range tableau[i] {
				reduced[j] -= g * v
			}
		}
	}
	stalled, finished := 0, false
	for step := 0; step < maxSteps; step++ {
		entering, score := -1, tiny*10
		for j, d := range reduced {
			if basic[j] || (d > 0 && change[j] >= upper[j]) || (d < 0 && change[j] <= lower[j]) {
				continue
			}
			if a := math.Abs(d); a > score {
				entering = j
				if stalled > 20 {
					break
				}
				score = a
			}
		}
		if entering < 0 {
			finished = true
			break
		}
		sign, room := 1.0, upper[entering]-change[entering]
		if reduced[entering] < 0 {
			sign, room = -1, change[entering]-lower[entering]
		}
		leaving, size := -1, 0.0
		for i, b := range basis {
			a := -sign * tableau[i][entering] // the basic variable's change per unit
			var limit float64
			switch {
			case a > tiny:
				limit = (upper[b] - change[b]) / a
			case a < -tiny:
				limit = (lower[b] - change[b]) / a
			default:
				continue
			}
			limit = max(limit, 0)
			closer := limit < room-tiny
			same := limit <= room+tiny && leaving >= 0
			if closer || (same && ((stalled <= 20 && math.Abs(a) > size) || (stalled > 20 && b < basis[leaving]))) {
				room, leaving, size = min(room, limit), i, math.Abs(a)
			}
		}
		if math.IsInf(room, 1) {
			return change, math.Inf(1), s.holds(change, lower, upper)
		}
		if room > tiny {
			stalled = 0
		} else {
			stalled++
		}
		change[entering] += sign * room
		for i, b := range basis {
			if a := tableau[i][entering]; a != 0 {
				change[b] -= sign * room * a
			}
		}
		if leaving < 0 {
			if sign > 0 {
				change[entering] = upper[entering]
			} else {
				change[entering] = lower[entering]
			}
		} else {
			left := basis[leaving]
			if -sign*tableau[leaving][entering] > 0 {
				change[left] = upper[left]
			} else {
				change[left] = lower[left]
			}
			row := tableau[leaving]
			f := 1 / row[entering]
			for j := range row {
				row[j] *= f
			}
			row[entering] = 1
			for i := range tableau {
				if f := tableau[i][entering]; i != leaving && f != 0 {
					other := tableau[i]
					for j, v := range row {
						if v != 0 {
							other[j] -= f * v
							if math.Abs(other[j]) < 1e-12 {
								other[j] = 0
							}
						}
					}
					other[entering] = 0
				}
			}
			if f := reduced[entering]; f != 0 {
				for j, v := range row {
					reduced[j] -= f * v
				}
				reduced[entering] = 0
			}
			s.effort += float64(n * m)
			basis[leaving] = entering
			basic[left], basic[entering] = false, true
		}
		if s.allowed > 0 && s.effort > s.allowed {
			break
		}
		if total := dot(gain, change); total >= enough {
			finished = true
			break
		}
	}
	if !s.holds(change, lower, upper) {
		return make([]float64, n), 0, false
	}
	return change, dot(gain, change), finished
}

// holds checks changes against the original equations and limits.
func (s *system) holds(change, lower, upper []float64) bool {
	largest := 1.0
	for j, v := range change {
		if v < lower[j]-1e-7 || v > upper[j]+1e-7 || math.IsNaN(v) {
			return false
		}
		largest = max(largest, math.Abs(v))
	}
	for _, terms := range s.rows {
		sum := 0.0
		for _, t := range terms {
			sum += t.coefficient * change[t.variable]
		}
		if math.Abs(sum) > 1e-7*largest {
			return false
		}
	}
	return true
}

func dot(a, b []float64) (sum float64) {
	for i, v := range a {
		if v != 0 {
			sum += v * b[i]
		}
	}
	return sum
}

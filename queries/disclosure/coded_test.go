package disclosure

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"athar/models"
)

// leastOpen is how much is left open at the ends of the scale of a group of so many, in per cent, and leaves ten people open.
func leastOpen(n int64) int64 {
	for _, band := range []struct{ from, open int64 }{{100, 2}, {100, 5}, {100, 10}, {50, 20}} {
		if n >= band.from && n < 300 && band.open*n >= 1000 {
			return band.open
		}
	}
	return 0
}

// read takes in what an answer says of hidden cells: that they are near an end of the scale, and, where the answer says so of
// any, that the others, of which the number of people is told, are not.
func (s *spy) read(t *testing.T, answer models.Answer, m measured, chosen []int, told map[string]bool) (bounds int) {
	t.Helper()
	all := []int{came, enrolledOnly, stayed}
	for _, c := range answer.Cells {
		if c.Bound != nil {
			bounds++
		}
		if c.Bound != nil && (c.State != models.Hidden || c.Numerator != nil || c.Denominator != nil || c.Value != nil || c.Low != nil || c.High != nil) {
			t.Errorf("beside a bound stands %+v", c)
		}
	}
	for _, c := range answer.Cells {
		levels := s.levels(c, chosen)
		row, truth := s.set(levels, m.parts[0])
		_, n := s.set(levels, all)
		l := limit{row: row, high: n}
		open := float64(leastOpen(int64(n))*int64(n)) / 100
		switch {
		case c.State != models.Hidden:
			continue
		case c.Bound != nil && c.Bound.AtMost != nil:
			l.high = *c.Bound.AtMost * n
		case c.Bound != nil:
			l.low = *c.Bound.AtLeast * n
		case bounds == 0 || !told[strings.Join(levels, ",")] || open == 0:
			continue
		default: // whole people are more than the bound, and fewer than all but so many
			l.low, l.high = float64(int64(open)+1), n-float64(int64(open)+1)
		}
		if truth < l.low-1e-6 || truth > l.high+1e-6 {
			t.Fatalf("%v: %v is not between %v and %v", levels, truth, l.low, l.high)
		}
		s.narrow(l)
	}
	return bounds
}

// narrow adds a limit; of each sum the spy keeps the nearest ones.
func (s *spy) narrow(l limit) {
	for i := range s.limits {
		if known := &s.limits[i]; slices.Equal(known.row, l.row) {
			known.low, known.high = max(known.low, l.low), min(known.high, l.high)
			return
		}
	}
	s.limits = append(s.limits, l)
}

// TestNobodyIsFoundByWhatASensitiveGroupHasInCommon draws worlds in which all or none of many groups, divided by a sensitive
// dimension, came. Whoever reads everything, the bounds too and where there are none, must not be able to tell that it was all
// or none of a group of fewer than 300, nor place a small count more nearly than the threshold.
func TestNobodyIsFoundByWhatASensitiveGroupHasInCommon(t *testing.T) {
	need := models.Dimension{Name: "need", Of: models.OfPerson, Sensitive: true, Levels: []models.Level{{ID: "no"}, {ID: "yes"}}}
	for _, c := range []struct {
		name   string
		worlds int
		whole  bool
	}{{"each question by itself", 60, false}, {"published together", 12, true}} {
		t.Run(c.name, func(t *testing.T) {
			asked := subsets(3, 3)
			if !c.whole { // pairs that form no ring
				asked = slices.DeleteFunc(asked, func(chosen []int) bool { return slices.Contains(chosen, 0) && slices.Contains(chosen, 1) })
			}
			bounds, common, small, narrowed, unsolved := 0, 0, 0, 0, 0
			for seed := range uint64(c.worlds) {
				s := &spy{policy: models.Policy{Threshold: 10, SensitiveThreshold: 10}, crowd: drawGroups(rand.New(rand.NewPCG(seed, 22)), gender, band, need)}
				told, said := map[string]bool{}, false
				for _, m := range []measured{ofPeople, ofAttendance, ofAbsence, ofEnrolment} {
					for _, chosen := range asked {
						answer := s.publish(t, m, chosen, c.whole)
						said = said || answer.Protection.Narrowed
						for _, cell := range answer.Cells {
							if len(m.parts) == 1 && cell.State == models.Shown {
								told[strings.Join(s.levels(cell, chosen), ",")] = true
							}
						}
						if m.parts[0][0] != enrolledOnly { // absence says the same as attendance
							bounds += s.read(t, answer, m, chosen, told)
						}
					}
				}
				if said {
					narrowed++
				}
				for _, chosen := range asked {
					s.crowd.each(chosen, func(levels []string) {
						_, n := s.set(levels, []int{came, enrolledOnly, stayed})
						for _, kinds := range [][]int{{came}, {enrolledOnly, stayed}, {came, enrolledOnly}, {stayed}, {enrolledOnly}} {
							_, truth := s.set(levels, kinds)
							none := truth == 0 && n > 0 && n < 300 && levels[2] != "" && !slices.Equal(kinds, []int{enrolledOnly}) && !s.larger(levels, kinds)
							if few := truth > 0 && truth < 10; !few && !none {
								continue
							}
							if none {
								common++
							} else {
								small++
							}
							low, high, err := s.interval(levels, kinds)
							switch {
							case err != nil:
								unsolved++
							case truth < low-1e-6 || truth > high+1e-6:
								t.Fatalf("world %d: the spy is wrong about %v %v", seed, levels, kinds)
							case high-low < 10-1e-6 && (c.whole || !said):
								t.Errorf("world %d: %v %v is %v of %v, known to be between %.2f and %.2f", seed, levels, kinds, truth, n, low, high)
							}
						}
					})
				}
			}
			t.Logf("%d bounds, %d groups with something in common, %d small counts, %d unsolved; %d worlds narrowed", bounds, common, small, unsolved, narrowed)
			if bounds < 30 || common < 40 || small < 60 || unsolved*20 > common+small || narrowed > 8 {
				t.Error("too little was attacked to prove anything")
			}
		})
	}
}

// larger reports whether nobody of some kinds is in a larger group that these levels are part of: what is said of it says the
// same of them.
func (s *spy) larger(levels []string, kinds []int) bool {
	for i := range levels {
		if levels[i] == "" {
			continue
		}
		wider := slices.Clone(levels)
		wider[i] = ""
		if _, n := s.set(wider, kinds); n == 0 {
			return true
		}
	}
	return false
}

// drawGroups draws groups of 20 to 220, of which many came all or not at all.
func drawGroups(random *rand.Rand, dimensions ...models.Dimension) crowd {
	w := drawCrowd(random, 4, dimensions...)
	for _, k := range w.keys {
		var n [3]int64
		for i := range n {
			n[i] = int64(10 + random.IntN(60))
		}
		switch random.IntN(3) {
		case 0:
			n[came], n[enrolledOnly] = 0, 0
		case 1:
			n[random.IntN(3)] = int64(random.IntN(5))
		}
		w.counts[k] = n
	}
	return w
}

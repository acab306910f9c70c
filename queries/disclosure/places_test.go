package disclosure

import (
	"math/rand/v2"
	"strings"
	"testing"

	"athar/models"
)

// TestNobodyIsFoundInASmallPlace draws worlds in which some places have fewer than 50 people and asks everything about them:
// nothing of such a place is said, nor can its people, or those of it who came, be placed within the threshold by taking other
// places off the total.
func TestNobodyIsFoundInASmallPlace(t *testing.T) {
	town := models.Dimension{Name: "town", Of: models.OfPerson, Area: true, Levels: []models.Level{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}}}
	for _, c := range []struct {
		name  string
		whole bool
	}{{"each question by itself", false}, {"published together", true}} {
		t.Run(c.name, func(t *testing.T) {
			small, narrowed := 0, 0
			for seed := range uint64(12) {
				s := &spy{policy: models.Policy{Threshold: 5}, crowd: drawTowns(rand.New(rand.NewPCG(seed, 24)), gender, town)}
				said := false
				for _, m := range []measured{ofPeople, ofAttendance, ofAbsence, ofEnrolment} {
					for _, chosen := range subsets(2, 2) {
						answer := s.publish(t, m, chosen, c.whole)
						said = said || answer.Protection.Narrowed
						for _, cell := range answer.Cells {
							if levels := s.levels(cell, chosen); s.inSmallTown(levels) && cell.State != models.Hidden && s.people(levels) > 0 {
								t.Errorf("world %d says something of %v", seed, levels)
							}
						}
					}
				}
				if said {
					narrowed++
				}
				for _, chosen := range subsets(2, 2) {
					s.crowd.each(chosen, func(levels []string) {
						if !s.inSmallTown(levels) {
							return
						}
						for _, kinds := range [][]int{{came, enrolledOnly, stayed}, {came}, {enrolledOnly, stayed}, {came, enrolledOnly}, {stayed}} {
							if _, truth := s.set(levels, kinds); truth > 0 {
								small++
								low, high, err := s.interval(levels, kinds)
								if err != nil || truth < low-1e-6 || truth > high+1e-6 {
									t.Fatalf("world %d: the spy is wrong about %v %v: %v", seed, levels, kinds, err)
								}
								if high-low < 5-1e-6 && (c.whole || !said) {
									t.Errorf("world %d: %v %v is %v, known to be between %.2f and %.2f", seed, levels, kinds, truth, low, high)
								}
							}
						}
					})
				}
			}
			t.Logf("%d counts of small places; %d worlds narrowed", small, narrowed)
			if small < 100 || narrowed > 3 {
				t.Error("too little was attacked to prove anything")
			}
		})
	}
}

func (s *spy) people(levels []string) float64 {
	_, n := s.set(levels, []int{came, enrolledOnly, stayed})
	return n
}

// inSmallTown reports whether levels name a town with fewer than 50 people.
func (s *spy) inSmallTown(levels []string) bool {
	return levels[1] != "" && s.people([]string{"", levels[1]}) < 50
}

// drawTowns draws one or two small towns beside large ones.
func drawTowns(random *rand.Rand, dimensions ...models.Dimension) crowd {
	w := drawCrowd(random, 6, dimensions...)
	for _, k := range w.keys {
		n := [3]int64{int64(20 + random.IntN(60)), int64(20 + random.IntN(60)), int64(20 + random.IntN(60))}
		if strings.HasSuffix(k, ",a") || strings.HasSuffix(k, ",b") && random.IntN(2) == 0 {
			n = [3]int64{int64(5 + random.IntN(3)), int64(5 + random.IntN(3)), int64(5 + random.IntN(3))}
		}
		w.counts[k] = n
	}
	return w
}

// TestAFewOfOneKindAreNotTold asks how many people with and without a need there are in two towns; the twelve of one of them
// all have it.
func TestAFewOfOneKindAreNotTold(t *testing.T) {
	need := models.Dimension{Name: "need", Of: models.OfPerson, Sensitive: true, Levels: []models.Level{{ID: "no"}, {ID: "yes"}}}
	side := models.Dimension{Name: "side", Of: models.OfPerson, Levels: []models.Level{{ID: "east"}, {ID: "west"}}}
	s := &spy{policy: models.Policy{Threshold: 5, SensitiveThreshold: 10}, crowd: crowd{dimensions: []models.Dimension{side, need}, keys: []string{"east,no", "east,yes", "west,no", "west,yes"},
		counts: map[string][3]int64{"east,yes": {6, 3, 3}, "west,no": {100, 40, 60}, "west,yes": {30, 20, 15}}}}
	for _, chosen := range subsets(2, 2) {
		s.publish(t, ofPeople, chosen, false)
	}
	low, high, err := s.interval([]string{"east", "yes"}, []int{came, enrolledOnly, stayed})
	if err != nil || high-low < 10-1e-6 {
		t.Errorf("the 12 are known to be between %.2f and %.2f (%v)", low, high, err)
	}
}

package disclosure

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"

	"athar/models"
)

// crowd is an invented world: how many people of each combination of levels came, were enrolled only, or neither.
type crowd struct {
	dimensions []models.Dimension
	counts     map[string][3]int64 // by levels
	keys       []string
}

const (
	came = iota
	enrolledOnly
	stayed
)

func drawCrowd(random *rand.Rand, few int, dimensions ...models.Dimension) crowd {
	w := crowd{dimensions: dimensions, counts: map[string][3]int64{}}
	keys := []string{""}
	for i, d := range dimensions {
		var next []string
		for _, k := range keys {
			for _, l := range d.Levels {
				if i > 0 {
					next = append(next, k+","+l.ID)
				} else {
					next = append(next, l.ID)
				}
			}
		}
		keys = next
	}
	w.keys = keys
	for _, k := range keys {
		var n [3]int64
		for i := range n {
			n[i] = int64(6 + random.IntN(25))
			if random.IntN(few) == 0 {
				n[i] = int64(random.IntN(5))
			}
		}
		w.counts[k] = n
	}
	return w
}

// table is what a measure counts over some of the dimensions.
func (w crowd) table(chosen []int, parts ...[]int) Table {
	var t Table
	for _, d := range chosen {
		t.Dimensions = append(t.Dimensions, w.dimensions[d])
	}
	for _, k := range w.keys {
		levels := strings.Split(k, ",")
		r := Row{}
		for _, d := range chosen {
			r.Levels = append(r.Levels, levels[d])
		}
		for _, kinds := range parts {
			n := int64(0)
			for _, kind := range kinds {
				n += w.counts[k][kind]
			}
			r.Parts = append(r.Parts, n)
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

// spy knows equations over the kinds of people in each combination of levels; each says something new. Beside them it knows
// between what some sums lie.
type spy struct {
	crowd  crowd
	policy models.Policy
	rows   [][]float64
	sums   []float64
	limits []limit
}

type limit struct {
	row       []float64
	low, high float64
}

// set are the variables of some kinds in the combinations with some levels ("" takes all).
func (s *spy) set(levels []string, kinds []int) (row []float64, truth float64) {
	row = make([]float64, 3*len(s.crowd.keys))
	for i, k := range s.crowd.keys {
		in := true
		for d, l := range strings.Split(k, ",") {
			in = in && (levels[d] == "" || levels[d] == l)
		}
		for _, kind := range kinds {
			if in {
				row[3*i+kind] = 1
				truth += float64(s.crowd.counts[k][kind])
			}
		}
	}
	return row, truth
}

func (s *spy) learn(levels []string, kinds []int) {
	row, n := s.set(levels, kinds)
	for j, k := range s.rows {
		pivot := slices.IndexFunc(k, func(x float64) bool { return x != 0 })
		if f := row[pivot] / k[pivot]; f != 0 {
			for c := range row {
				if row[c] -= f * k[c]; math.Abs(row[c]) < 1e-9 {
					row[c] = 0
				}
			}
			n -= f * s.sums[j]
		}
	}
	if slices.ContainsFunc(row, func(x float64) bool { return x != 0 }) {
		s.rows, s.sums = append(s.rows, row), append(s.sums, n)
	}
}

// interval is what the spy can conclude.
func (s *spy) interval(levels []string, kinds []int) (low, high float64, err error) {
	goal, truth := s.set(levels, kinds)
	if len(s.rows) == 0 {
		return 0, math.Inf(1), nil
	}
	if len(s.rows) >= len(goal) {
		return truth, truth, nil
	}
	// Each limit is two equations: how far above the lower and below the upper one a sum is.
	rows, sums, n := slices.Clone(s.rows), slices.Clone(s.sums), len(goal)+2*len(s.limits)
	for _, l := range s.limits {
		rows, sums = append(rows, l.row, l.row), append(sums, l.low, l.high)
	}
	matrix := mat.NewDense(len(rows), n, nil)
	for i, row := range rows {
		for c, x := range row {
			matrix.Set(i, c, x)
		}
		if over := i - len(s.rows); over >= 0 {
			matrix.Set(i, len(goal)+over, []float64{-1, 1}[over%2])
		}
	}
	goal = append(goal, make([]float64, 2*len(s.limits))...)
	if low, err = least(goal, matrix, sums); err != nil {
		return 0, 0, err
	}
	for i := range goal {
		goal[i] = -goal[i]
	}
	high, err = least(goal, matrix, sums)
	return low, -high, err
}

// least solves a programme, with its variables in another order where the first one gives trouble.
func least(goal []float64, matrix *mat.Dense, sums []float64) (best float64, err error) {
	rows, n := matrix.Dims()
	random := rand.New(rand.NewPCG(23, 23))
	for range 5 {
		if best, _, err = lp.Simplex(goal, matrix, sums, 1e-8, nil); err == nil {
			return best, nil
		}
		order, turned := random.Perm(n), mat.NewDense(rows, n, nil)
		other := make([]float64, n)
		for to, from := range order {
			other[to] = goal[from]
			for i := range rows {
				turned.Set(i, to, matrix.At(i, from))
			}
		}
		goal, matrix = other, turned
	}
	return 0, err
}

// subsets are the choices of up to so many dimensions.
func subsets(n, most int) (all [][]int) {
	for bits := range 1 << n {
		var chosen []int
		for d := range n {
			if bits>>d&1 == 1 {
				chosen = append(chosen, d)
			}
		}
		if len(chosen) <= most {
			all = append(all, chosen)
		}
	}
	return all
}

// measured is a measure of a crowd: which kinds its parts add up, and which measure comes before it.
type measured struct {
	parts  [][]int
	before *measured
	shares bool
}

var (
	ofPeople     = measured{parts: [][]int{{came, enrolledOnly, stayed}}}
	ofAttendance = measured{parts: [][]int{{came}, {enrolledOnly, stayed}}, shares: true}
	ofAbsence    = measured{parts: [][]int{{enrolledOnly, stayed}, {came}}, shares: true}
	ofEnrolment  = measured{parts: [][]int{{came, enrolledOnly}, {stayed}}, shares: true, before: &ofAttendance}
)

func (m measured) table(w crowd, chosen []int) Table {
	t := w.table(chosen, m.parts...)
	t.Shares, t.People = m.shares, func(r Row) int64 { return sum(r.Parts) }
	if m.before != nil {
		t.Before = []Before{{Table: m.before.table(w, chosen)}}
	}
	return t
}

// publish asks the measure by some of the dimensions, cut from the plan of all of them if whole, and has the spy read what is
// said.
func (s *spy) publish(t *testing.T, m measured, chosen []int, whole bool) models.Answer {
	t.Helper()
	table := m.table(s.crowd, chosen)
	if whole {
		all := make([]int, len(s.crowd.dimensions))
		for d := range all {
			all[d] = d
		}
		table = m.table(s.crowd, all)
		table.Whole = true
		for i := range table.Before {
			table.Before[i].Table.Whole = true
		}
	}
	var by []string
	for _, d := range chosen {
		by = append(by, s.crowd.dimensions[d].Name)
	}
	released, err := Protect(table, Request{By: by, Policy: s.policy,
		Estimate: func(Row) models.Cell { return models.Cell{State: models.Shown} }})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range append(released.Answer().Cells, released.Answer().Total) {
		if c.State != models.Shown {
			continue
		}
		levels := s.levels(c, chosen)
		for _, kinds := range m.parts {
			s.learn(levels, kinds)
		}
	}
	return released.Answer()
}

// levels are those of a cell by the chosen dimensions, "" of the others.
func (s *spy) levels(c models.Cell, chosen []int) []string {
	levels := make([]string, len(s.crowd.dimensions))
	for i, g := range c.Group {
		levels[chosen[i]] = *g.Level
	}
	return levels
}

// each visits every combination of levels of the chosen dimensions.
func (w crowd) each(chosen []int, visit func(levels []string)) {
	var walk func(i int, levels []string)
	walk = func(i int, levels []string) {
		if i == len(chosen) {
			visit(levels)
			return
		}
		for _, l := range w.dimensions[chosen[i]].Levels {
			levels[chosen[i]] = l.ID
			walk(i+1, levels)
		}
		levels[chosen[i]] = ""
	}
	walk(0, make([]string, len(w.dimensions)))
}

// TestNobodyIsFoundInAllThatIsPublished asks worlds how many people there are, how many attended, did not, and enrolled, by
// one, two and three dimensions, and tries to place each small count, of everybody, of an outcome and of what lies between two
// outcomes, more nearly than the threshold. Only where an answer says that it can be narrowed down may that succeed; never
// where the dimensions were declared to be published together.
func TestNobodyIsFoundInAllThatIsPublished(t *testing.T) {
	side := models.Dimension{Name: "side", Of: models.OfPerson, Levels: []models.Level{{ID: "east"}, {ID: "west"}}}
	for _, c := range []struct {
		name          string
		worlds, few   int
		whole         bool
		mostlyNarrows bool
	}{{"each question by itself", 30, 4, false, false}, {"published together", 30, 4, true, false}, {"sparse and published together", 10, 2, true, true}} {
		t.Run(c.name, func(t *testing.T) {
			small, unsolved, narrowed, hidden := 0, 0, 0, 0
			for seed := range uint64(c.worlds) {
				s := &spy{policy: models.Policy{Threshold: 5}, crowd: drawCrowd(rand.New(rand.NewPCG(seed, 21)), c.few, gender, band, side)}
				said := false
				for _, m := range []measured{ofAttendance, ofAbsence, ofEnrolment, ofPeople} {
					for _, chosen := range subsets(3, 3) {
						p := s.publish(t, m, chosen, c.whole).Protection
						said, hidden = said || p.Narrowed, hidden+p.Hidden
					}
				}
				if said {
					narrowed++
				}
				for _, chosen := range subsets(3, 3) {
					s.crowd.each(chosen, func(levels []string) {
						for _, kinds := range [][]int{{came}, {enrolledOnly, stayed}, {came, enrolledOnly}, {stayed}, {enrolledOnly}, {came, enrolledOnly, stayed}} {
							_, truth := s.set(levels, kinds)
							if truth == 0 || truth >= 5 {
								continue
							}
							small++
							low, high, err := s.interval(levels, kinds)
							switch {
							case err != nil:
								unsolved++
							case truth < low-1e-6 || truth > high+1e-6:
								t.Fatalf("world %d: the spy is wrong about %v %v", seed, levels, kinds)
							case high-low < 5-1e-6 && (c.whole || !said):
								t.Errorf("world %d: %v %v is %v, known to be between %.2f and %.2f", seed, levels, kinds, truth, low, high)
							}
						}
					})
				}
			}
			t.Logf("%d small counts, %d unsolved; %d of %d worlds said to be narrowed; %d hidden", small, unsolved, narrowed, c.worlds, hidden)
			if small < 200 || unsolved*20 > small || narrowed*3 > c.worlds {
				t.Error("too little was attacked to prove anything")
			}
		})
	}
}

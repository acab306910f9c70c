package queries_test

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"

	"athar/models"
)

const guarded = `name: t
basis: {purpose: Tests, permission: Invented}
dimensions:
  - {name: gender, levels: [F, M]}
  - {name: band, ordered: true, levels: [low, middle, high]}
  - {name: side, levels: [east, west]}
terms:
  - {id: A, year: 2020, starts_on: 2020-01-01, ends_on: 2020-12-31}
disclosure: {threshold: 5, sensitive_threshold: 5, together: [[gender, band, side]]}
feeds:
  - {name: register, kind: people, population: whole, files: {f: people.csv}}
  - {name: offers, kind: opportunities, files: {f: opportunities.csv}}
  - {name: visits, kind: participations, stages: [enrolled, attended], files: {f: participations.csv}}
`

// What a person of the attacked world did. Who attended was enrolled, as everybody knows.
const (
	attended = "attended"
	enrolled = "enrolled" // and did not come
	absent   = "absent"
)

// attacked is an invented world and what everybody may ask of it: how many of each kind of person did what.
type attacked struct {
	names  []string
	levels [][]string
	counts map[string]int64 // by cell and outcome
	kinds  []string         // the keys of counts, in an order
	known  [][]float64      // coefficients of what was shown, over kinds; each equation says something new
	shown  []float64
}

func kindOf(levels []string, outcome string) string {
	return strings.Join(levels, ",") + "," + outcome
}

// tell adds that the people of some levels (nil: all) and outcomes are so many.
func (a *attacked) tell(chosen map[string][]string, outcomes []string, n float64) {
	row := make([]float64, len(a.kinds))
	for i, kind := range a.kinds {
		if a.in(kind, chosen, outcomes) {
			row[i] = 1
		}
	}
	// What follows from the equations there are is left out.
	for j, k := range a.known {
		pivot := slices.IndexFunc(k, func(x float64) bool { return x != 0 })
		if f := row[pivot] / k[pivot]; f != 0 {
			for c := range row {
				if row[c] -= f * k[c]; math.Abs(row[c]) < 1e-9 {
					row[c] = 0
				}
			}
			n -= f * a.shown[j]
		}
	}
	if slices.ContainsFunc(row, func(x float64) bool { return x != 0 }) {
		a.known, a.shown = append(a.known, row), append(a.shown, n)
	}
}

func (a *attacked) in(kind string, chosen map[string][]string, outcomes []string) bool {
	parts := strings.Split(kind, ",")
	for i, name := range a.names {
		if keep := chosen[name]; keep != nil && !slices.Contains(keep, parts[i]) {
			return false
		}
	}
	return slices.Contains(outcomes, parts[len(a.names)])
}

// learn takes in everything that an answer shows.
func (a *attacked) learn(answer models.Answer, where map[string][]string) {
	cells := append(slices.Clone(answer.Cells), answer.Total)
	for _, c := range cells {
		if !c.State.HasNumbers() {
			continue
		}
		chosen := maps.Clone(where)
		if chosen == nil {
			chosen = map[string][]string{}
		}
		for _, g := range c.Group {
			level := ""
			if g.Level != nil {
				level = *g.Level
			}
			chosen[g.Dimension] = []string{level}
		}
		all, did, not := 0.0, []string{attended}, []string{enrolled, absent}
		if c.Denominator != nil {
			all = float64(*c.Denominator)
		}
		some := 0.0
		switch answer.Measure {
		case "people":
			all = *c.Value
			did, not = []string{attended, enrolled, absent}, nil
			some = all
		case "not_reached":
			some = all - float64(*c.Numerator)
		case "enrolment_rate":
			did, not = []string{attended, enrolled}, []string{absent}
			some = float64(*c.Numerator)
		case "breadth_mean": // everything on offer is of one category
			some = *c.Value * all
		case "participation_gini": // everybody attended once or never
			some = (1 - *c.Value) * all
		default:
			some = float64(*c.Numerator)
		}
		a.tell(chosen, did, some)
		if not != nil {
			a.tell(chosen, not, all-some)
		}
	}
}

// bounds are the least and the most that a sum of kinds can be, by all that is known and because nobody is less than none.
func (a *attacked) bounds(t *testing.T, chosen map[string][]string, outcomes []string) (low, high float64) {
	t.Helper()
	objective := make([]float64, len(a.kinds))
	for i, kind := range a.kinds {
		if a.in(kind, chosen, outcomes) {
			objective[i] = 1
		}
	}
	if len(a.known) == len(a.kinds) {
		t.Fatal("everything is known")
	}
	matrix := mat.NewDense(len(a.known), len(a.kinds), slices.Concat(a.known...))
	least, _, err := lp.Simplex(objective, matrix, a.shown, 1e-9, nil)
	if err != nil {
		t.Fatalf("the attacker's programme: %v", err)
	}
	for i := range objective {
		objective[i] = -objective[i]
	}
	most, _, err := lp.Simplex(objective, matrix, a.shown, 1e-9, nil)
	if err != nil {
		t.Fatalf("the attacker's programme: %v", err)
	}
	return least, -most
}

// TestAttack asks everything that can be asked of a small world in one, two and three dimensions that are published together,
// groupings and filters alike, of every measure that counts the same people and of the people themselves, and tries to work out a count below the
// threshold from all the answers together. It must stay open by at least the threshold, and so must what lies between two
// measures.
func TestAttack(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			a := &attacked{names: []string{"gender", "band", "side"}, levels: [][]string{{"F", "M"}, {"low", "middle", "high"}, {"east", "west"}}, counts: map[string]int64{}}
			w := a.world(t, rand.New(rand.NewPCG(seed, 20)))
			for _, measure := range []string{"participation_rate", "not_reached", "breadth_mean", "participation_gini", "enrolment_rate", "people"} {
				a.everything(func(text string, where map[string][]string) {
					answer, err := w.ask(measure + " --term A" + text)
					if err != nil {
						t.Fatal(text, err)
					}
					if answer.Protection.Narrowed {
						t.Error(measure+text, "says that it can be narrowed down")
					}
					a.learn(answer, where)
				})
			}
			a.search(t)
		})
	}
}

// search tries to find every small count, of everybody in a cell and of those who did one thing or another.
func (a *attacked) search(t *testing.T) {
	small := 0
	everybody := []string{attended, enrolled, absent}
	a.each(func(chosen map[string][]string) {
		for _, outcomes := range [][]string{{attended}, {enrolled, absent}, {attended, enrolled}, {absent}, {enrolled}, everybody} {
			truth := a.count(chosen, outcomes)
			if truth == 0 || truth >= 5 {
				continue
			}
			small++
			low, high := a.bounds(t, chosen, outcomes)
			if float64(truth) < low-1e-6 || float64(truth) > high+1e-6 {
				t.Fatalf("%v %v: %d is not between %.2f and %.2f: an answer is wrong", chosen, outcomes, truth, low, high)
			}
			if high-low < 5-1e-6 {
				t.Errorf("%v %v: the %d of %d are known to be between %.2f and %.2f", chosen, outcomes, truth, a.count(chosen, everybody), low, high)
			}
		}
	})
	t.Logf("%d equations, %d small counts", len(a.known), small)
	if small == 0 || len(a.known) == 0 {
		t.Error("there was nothing to find")
	}
}

// world opens a workspace with people of every kind, of some kinds few or none.
func (a *attacked) world(t *testing.T, random *rand.Rand) *world {
	people, visits := []string{"person_id,gender,band,side"}, []string{"record_id,person_id,opportunity_id,stage"}
	n := 0
	for _, gender := range a.levels[0] {
		for _, band := range a.levels[1] {
			for _, side := range a.levels[2] {
				for _, outcome := range []string{attended, enrolled, absent} {
					kind := kindOf([]string{gender, band, side}, outcome)
					count := 6 + random.IntN(25)
					if random.IntN(4) == 0 {
						count = random.IntN(5)
					}
					a.kinds, a.counts[kind] = append(a.kinds, kind), int64(count)
					for range count {
						n++
						people = append(people, fmt.Sprintf("p%d,%s,%s,%s", n, gender, band, side))
						if outcome != absent {
							visits = append(visits, fmt.Sprintf("r%d,p%d,o,%s", n, n, outcome))
						}
					}
				}
			}
		}
	}
	return openWorld(t, map[string]string{"athar.yaml": guarded, "people.csv": strings.Join(people, "\n"), "participations.csv": strings.Join(visits, "\n"),
		"opportunities.csv": "opportunity_id,title_en,category,starts_on\no,Fair,science,2020-03-01\n"})
}

// count is the truth.
func (a *attacked) count(chosen map[string][]string, outcomes []string) (n int64) {
	for kind, count := range a.counts {
		if a.in(kind, chosen, outcomes) {
			n += count
		}
	}
	return n
}

// everything visits all questions of one or two groupings and any filters on the rest.
func (a *attacked) everything(ask func(text string, where map[string][]string)) {
	for by := range 1 << len(a.names) {
		var names []string
		for i, name := range a.names {
			if by&(1<<i) != 0 {
				names = append(names, name)
			}
		}
		if len(names) > 2 {
			continue
		}
		for _, where := range a.filters(by) {
			text := ""
			if len(names) > 0 {
				text += " --by " + strings.Join(names, ",")
			}
			for _, name := range slices.Sorted(maps.Keys(where)) {
				text += " --where " + name + "=" + strings.Join(where[name], ",")
			}
			ask(text, where)
		}
	}
}

// filters are none, and every level of every dimension that is not grouped by, alone and in pairs.
func (a *attacked) filters(by int) []map[string][]string {
	all := []map[string][]string{{}}
	for i, name := range a.names {
		if by&(1<<i) != 0 {
			continue
		}
		var more []map[string][]string
		for _, f := range all {
			more = append(more, f)
			for _, level := range a.levels[i] {
				with := maps.Clone(f)
				with[name] = []string{level}
				more = append(more, with)
			}
			if len(a.levels[i]) > 2 {
				with := maps.Clone(f)
				with[name] = a.levels[i][:2]
				more = append(more, with)
			}
		}
		all = more
	}
	return all
}

// each visits every cell of every table: of one, two and three dimensions, and everybody.
func (a *attacked) each(visit func(map[string][]string)) {
	chosen := map[string][]string{}
	var walk func(int)
	walk = func(i int) {
		if i == len(a.names) {
			visit(chosen)
			return
		}
		delete(chosen, a.names[i])
		walk(i + 1)
		for _, level := range a.levels[i] {
			chosen[a.names[i]] = []string{level}
			walk(i + 1)
		}
		delete(chosen, a.names[i])
	}
	walk(0)
}

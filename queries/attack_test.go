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
disclosure: {threshold: 5, sensitive_threshold: 5}
feeds:
  - {name: register, kind: people, population: whole, files: {f: people.csv}}
  - {name: offers, kind: opportunities, files: {f: opportunities.csv}}
  - {name: visits, kind: participations, stages: [enrolled, attended], files: {f: participations.csv}}
`

// attacked is an invented world and what everybody may ask of it: how many of each kind of person attended or did not.
type attacked struct {
	names  []string
	levels [][]string
	counts map[string]int64 // by cell and outcome
	kinds  []string         // the keys of counts, in an order
	known  [][]float64      // coefficients of what was shown, over kinds; each equation says something new
	shown  []float64
}

func kindOf(levels []string, attended bool) string {
	return strings.Join(levels, ",") + fmt.Sprintf(",%t", attended)
}

// tell adds that the people of some levels (nil: all) and outcome are so many.
func (a *attacked) tell(chosen map[string][]string, attended []bool, n float64) {
	row := make([]float64, len(a.kinds))
	for i, kind := range a.kinds {
		if a.in(kind, chosen, attended) {
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

func (a *attacked) in(kind string, chosen map[string][]string, attended []bool) bool {
	parts := strings.Split(kind, ",")
	for i, name := range a.names {
		if keep := chosen[name]; keep != nil && !slices.Contains(keep, parts[i]) {
			return false
		}
	}
	return slices.Contains(attended, parts[len(a.names)] == "true")
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
		switch answer.Measure {
		case "people":
			a.tell(chosen, []bool{true, false}, *c.Value)
		case "not_reached":
			a.tell(chosen, []bool{false}, float64(*c.Numerator))
			a.tell(chosen, []bool{true}, float64(*c.Denominator-*c.Numerator))
		default:
			a.tell(chosen, []bool{true}, float64(*c.Numerator))
			a.tell(chosen, []bool{false}, float64(*c.Denominator-*c.Numerator))
		}
	}
}

// bounds are the least and the most that a sum of kinds can be, by all that is known and because nobody is less than none.
func (a *attacked) bounds(t *testing.T, chosen map[string][]string, attended bool) (low, high float64) {
	t.Helper()
	objective := make([]float64, len(a.kinds))
	for i, kind := range a.kinds {
		if a.in(kind, chosen, []bool{attended}) {
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

// TestAttack asks everything that can be asked of a small world in one, two and three dimensions, groupings and filters
// alike, and tries to work out a count below the threshold from all the answers together. From the answers of a rate and of
// its opposite it must stay open by at least the threshold; with the counts of people beside them, which are tables of the
// same people protected by themselves, it must still not be found.
func TestAttack(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			a := &attacked{names: []string{"gender", "band", "side"}, levels: [][]string{{"F", "M"}, {"low", "middle", "high"}, {"east", "west"}}, counts: map[string]int64{}}
			random := rand.New(rand.NewPCG(seed, 20))
			people, visits := []string{"person_id,gender,band,side"}, []string{"record_id,person_id,opportunity_id,stage"}
			n := 0
			for _, gender := range a.levels[0] {
				for _, band := range a.levels[1] {
					for _, side := range a.levels[2] {
						for _, attended := range []bool{true, false} {
							kind := kindOf([]string{gender, band, side}, attended)
							count := 6 + random.IntN(25)
							if random.IntN(4) == 0 {
								count = random.IntN(5) // few, or none
							}
							a.kinds, a.counts[kind] = append(a.kinds, kind), int64(count)
							for range count {
								n++
								people = append(people, fmt.Sprintf("p%d,%s,%s,%s", n, gender, band, side))
								if attended {
									visits = append(visits, fmt.Sprintf("r%d,p%d,o,attended", n, n))
								}
							}
						}
					}
				}
			}
			w := openWorld(t, map[string]string{"athar.yaml": guarded, "people.csv": strings.Join(people, "\n"), "participations.csv": strings.Join(visits, "\n"),
				"opportunities.csv": "opportunity_id,title_en,starts_on\no,Fair,2020-03-01\n"})
			questions := 0
			for _, round := range []struct {
				measures []string
				open     float64
			}{{[]string{"participation_rate", "not_reached"}, 5}, {[]string{"people"}, 1}} {
				for _, measure := range round.measures {
					a.everything(func(text string, where map[string][]string) {
						answer, err := w.ask(measure + " --term A" + text)
						if err != nil {
							t.Fatal(text, err)
						}
						questions++
						a.learn(answer, where)
					})
				}
				small := 0
				a.each(func(chosen map[string][]string) {
					for _, attended := range []bool{true, false} {
						truth := int64(0)
						for kind, count := range a.counts {
							if a.in(kind, chosen, []bool{attended}) {
								truth += count
							}
						}
						if truth == 0 || truth >= 5 {
							continue
						}
						small++
						low, high := a.bounds(t, chosen, attended)
						if float64(truth) < low-1e-6 || float64(truth) > high+1e-6 {
							t.Fatalf("%v, attended %t: %d is not between %.2f and %.2f: an answer is wrong", chosen, attended, truth, low, high)
						}
						if high-low < round.open-1e-6 {
							t.Errorf("%v, attended %t: from %v the %d are known to be between %.2f and %.2f", chosen, attended, round.measures, truth, low, high)
						}
					}
				})
				t.Logf("%d questions, %d equations, %d small counts", questions, len(a.known), small)
				if small == 0 || len(a.known) == 0 {
					t.Error("there was nothing to find")
				}
			}
		})
	}
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

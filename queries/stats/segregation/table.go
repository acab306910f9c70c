package segregation

import (
	"math"
	"slices"
	"strings"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// Cell counts the learners of one group in one unit. Several cells may speak of the same unit and group.
type Cell struct {
	Area     string  // municipality, say; empty where there is one
	Unit     string  // school, say; names count within the area
	Group    string  // nationality, say
	Learners float64 // finite, 0 or more; a sum of weights where nothing is drawn at random
}

const (
	smallUnit  = 30  // learners below which a unit of middle size makes segregation by chance
	smallGroup = 100 // likewise of the smallest group
)

// place is a unit in its area.
type place struct{ area, unit string }

func (p place) compare(other place) int {
	if p.area != other.area {
		return strings.Compare(p.area, other.area)
	}
	return strings.Compare(p.unit, other.unit)
}

// table is learners by unit and group, both in order of their names, without any that have nobody.
type table struct {
	places []place
	groups []string
	counts []float64 // of unit u and group g at u*len(groups)+g
	units  []float64 // learners of each unit
	sizes  []float64 // learners of each group
	total  float64
	came   []int // the positions in counts that have anybody, in the order in which they were first told
}

func tableOf(cells []Cell) (table, error) {
	var t table
	places, names := map[place]int{}, map[string]int{}
	found := make([]struct{ place, group int }, len(cells)) // by number, in the order they are met
	for i, c := range cells {
		if !stats.IsAmount(c.Learners) {
			return table{}, stats.Refuse("the learners of a cell must be a finite number, 0 or more")
		}
		if c.Learners == 0 {
			continue
		}
		found[i].place = numberOf(place{c.Area, c.Unit}, places, &t.places)
		found[i].group = numberOf(c.Group, names, &t.groups)
	}
	units := inOrder(t.places, place.compare)
	groups := inOrder(t.groups, strings.Compare)
	sums := make([]exact.Sum, len(t.places)*len(t.groups))
	known := make([]bool, len(sums))
	t.came = make([]int, 0, min(len(cells), len(sums)))
	for i, c := range cells {
		if c.Learners > 0 {
			at := units[found[i].place]*len(t.groups) + groups[found[i].group]
			sums[at].Add(c.Learners)
			if !known[at] {
				known[at] = true
				t.came = append(t.came, at)
			}
		}
	}
	t.counts = make([]float64, len(sums))
	for i, learners := range sums {
		t.counts[i] = learners.Value()
	}
	t.addUp()
	if !stats.IsFinite(t.total) {
		return table{}, stats.Refuse("there are more learners than can be counted")
	}
	return t, nil
}

// numberOf is the number of a name, the next one for a name not met before.
func numberOf[T comparable](name T, numbers map[T]int, names *[]T) int {
	number, known := numbers[name]
	if !known {
		number = len(*names)
		numbers[name] = number
		*names = append(*names, name)
	}
	return number
}

// inOrder sorts names and tells the place that each number came to.
func inOrder[T any](names []T, compare func(a, b T) int) (placeOf []int) {
	order := make([]int, len(names))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return compare(names[i], names[j]) })
	sorted := make([]T, len(names))
	placeOf = make([]int, len(names))
	for at, number := range order {
		sorted[at], placeOf[number] = names[number], at
	}
	copy(names, sorted)
	return placeOf
}

// row is the learners of one unit by group.
func (t table) row(unit int) []float64 {
	return t.counts[unit*len(t.groups) : (unit+1)*len(t.groups)]
}

// addUp sets the margins from the counts.
func (t *table) addUp() {
	t.units = make([]float64, len(t.places))
	sizes := make([]exact.Sum, len(t.groups))
	for u := range t.units {
		var unit exact.Sum
		for g, n := range t.row(u) {
			unit.Add(n)
			sizes[g].Add(n)
		}
		t.units[u] = unit.Value()
	}
	t.sizes = make([]float64, len(t.groups))
	for g := range t.sizes {
		t.sizes[g] = sizes[g].Value()
	}
	t.total = exact.SumOf(t.units)
}

// group is the position of a name; a group of nobody has none.
func (t table) group(name string) (position int, found bool) {
	return slices.BinarySearch(t.groups, name)
}

// column is the learners of one group by unit.
func (t table) column(group int) []float64 {
	column := make([]float64, len(t.places))
	for u := range column {
		column[u] = t.row(u)[group]
	}
	return column
}

// small tells whether units or groups are so small that chance alone makes segregation.
func (t table) small() bool {
	if len(t.units) == 0 {
		return false
	}
	sorted := slices.Sorted(slices.Values(t.units))
	middle := (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
	return middle < smallUnit || slices.Min(t.sizes) < smallGroup
}

// whole tells whether all counts are whole numbers, as drawing learners needs.
func (t table) whole() bool {
	return !slices.ContainsFunc(t.counts, func(n float64) bool { return n != math.Trunc(n) })
}

// index is the estimate of an index of a table that has somebody. It has no interval, which comes from drawing.
func index(cells []Cell, method stats.Method, options []stats.Option, measure func(table) (float64, stats.Reason)) (stats.Estimate, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return stats.Estimate{}, err
	}
	t, err := tableOf(cells)
	if err != nil {
		return stats.Estimate{}, err
	}
	if len(t.places) == 0 {
		return stats.Undefine(stats.NoData, method, s), nil
	}
	value, reason := measure(t)
	if reason != "" {
		return stats.Undefine(reason, method, s), nil
	}
	return stats.WithoutInterval(value, stats.NotSimulated, method, s).WarnedIf(t.small(), stats.SmallUnits), nil
}

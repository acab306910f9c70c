package suppress

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
	"pgregory.net/rapid"
)

// An attacker who shares no code with the package: he knows equations over the cells of one large table of people and
// asks gonum's simplex for the limits of a sum of cells.
type attacker struct {
	variables int
	rows      [][]float64 // with the right-hand side last
}

func (a *attacker) learn(members []int, sum int64) {
	row := make([]float64, a.variables+1)
	for _, m := range members {
		row[m] = 1
	}
	row[a.variables] = float64(sum)
	a.rows = append(a.rows, row)
}

// independent drops equations that follow from the others; gonum wants full rank.
func (a *attacker) independent() [][]float64 {
	var echelon, kept [][]float64
	for _, row := range a.rows {
		r := slices.Clone(row)
		for _, e := range echelon {
			lead := slices.IndexFunc(e, func(v float64) bool { return math.Abs(v) > 1e-9 })
			f := r[lead] / e[lead]
			for j := range r {
				r[j] -= f * e[j]
			}
		}
		largest := 0.0
		for _, v := range r[:a.variables] {
			largest = max(largest, math.Abs(v))
		}
		if largest > 1e-7 {
			for j := range r {
				if math.Abs(r[j]) < 1e-9 {
					r[j] = 0
				}
			}
			echelon, kept = append(echelon, r), append(kept, row)
		}
	}
	return kept
}

var errUnsolved = errors.New("gonum found no answer")

// limits of a sum of cells; the truth is one possible value, which checks the attacker himself.
func (a *attacker) limits(members []int, truth float64) (lower, upper float64, err error) {
	kept := a.independent()
	if len(kept) == 0 {
		return 0, math.Inf(1), nil
	}
	// Variables that no equation mentions are unlimited, and gonum refuses them.
	used := make([]int, a.variables)
	n := 0
	for j := range used {
		used[j] = -1
		for _, row := range kept {
			if row[j] != 0 {
				used[j] = n
				n++
				break
			}
		}
	}
	c := make([]float64, n)
	for _, m := range members {
		if used[m] < 0 {
			return 0, math.Inf(1), nil
		}
		c[used[m]] = 1
	}
	if len(kept) >= n {
		return truth, truth, nil // as many equations as unknowns
	}
	A, b := mat.NewDense(len(kept), n, nil), make([]float64, len(kept))
	for i, row := range kept {
		for j, at := range used {
			if at >= 0 {
				A.Set(i, at, row[j])
			}
		}
		b[i] = row[a.variables]
	}
	solve := func(sign float64) (v float64, err error) {
		defer func() {
			if recover() != nil {
				err = errUnsolved
			}
		}()
		goal := make([]float64, n)
		for j := range goal {
			goal[j] = sign * c[j]
		}
		v, _, err = lp.Simplex(goal, A, b, 1e-9, nil)
		if errors.Is(err, lp.ErrUnbounded) {
			return math.Inf(-1), nil
		}
		if err != nil {
			return 0, errUnsolved
		}
		return v, nil
	}
	lower, err = solve(1)
	if err != nil {
		return 0, 0, err
	}
	upper, err = solve(-1)
	upper = -upper
	if err == nil && (lower > truth+1e-6 || upper < truth-1e-6) {
		err = errUnsolved
	}
	return lower, upper, err
}

// people is a full table; questions are its margins.
type people struct {
	dimensions []Dimension
	parts      [][]int64
}

func draw(t *rapid.T, dimensions, largest, components int) people {
	p := people{}
	cells := 1
	for d := range dimensions {
		size := rapid.IntRange(2, largest).Draw(t, "size")
		dimension := Dimension{Name: string(rune('A' + d))}
		for i := range size {
			dimension.Levels = append(dimension.Levels, fmt.Sprintf("%s%d", dimension.Name, i))
		}
		p.dimensions = append(p.dimensions, dimension)
		cells *= size
	}
	kinds := [][]int64{
		{0, 0, 1, 2, 3, 5, 8, 12, 20, 40},
		{0, 0, 0, 0, 1, 2, 9, 30},
		{6, 7, 9, 12, 15, 3, 30, 60, 4},
		{0, 0, 1, 1, 2, 2, 3, 4},
	}
	for range components {
		counts := rapid.SampledFrom(kinds).Draw(t, "kind")
		p.parts = append(p.parts, rapid.SliceOfN(rapid.SampledFrom(counts), cells, cells).Draw(t, "counts"))
	}
	return p
}

func (p people) coordinates(cell int) Cell {
	out := make(Cell, len(p.dimensions))
	for d := len(out) - 1; d >= 0; d-- {
		out[d] = cell % len(p.dimensions[d].Levels)
		cell /= len(p.dimensions[d].Levels)
	}
	return out
}

// ask sums the people over the dimensions of a question, in the order given.
func (p people) ask(t *rapid.T, dimensions ...int) *Table {
	var divided []Dimension
	for _, d := range dimensions {
		divided = append(divided, p.dimensions[d])
	}
	table, err := New(divided, len(p.parts))
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string][]int64{}
	for cell := range p.parts[0] {
		at := p.coordinates(cell)
		var to Cell
		for _, d := range dimensions {
			to = append(to, at[d])
		}
		k := fmt.Sprint(to)
		if sums[k] == nil {
			sums[k] = make([]int64, len(p.parts))
		}
		for c := range p.parts {
			sums[k][c] += p.parts[c][cell]
		}
		if err := table.Set(to, sums[k]...); err != nil {
			t.Fatal(err)
		}
	}
	return table
}

// lift writes a cell of a question as a cell of the full table.
func (p people) lift(cell Cell, dimensions []int) Cell {
	out := make(Cell, len(p.dimensions))
	for d := range out {
		out[d] = All
	}
	for i, d := range dimensions {
		out[d] = cell[i]
	}
	return out
}

func (p people) members(cell Cell) (members []int) {
	for inner := range p.parts[0] {
		at, in := p.coordinates(inner), true
		for d := range at {
			in = in && (cell[d] == All || cell[d] == at[d])
		}
		if in {
			members = append(members, inner)
		}
	}
	return members
}

// attack checks every small count that the answers hide, from all that the answers show.
func (p people) attack(t *rapid.T, threshold int64, answers map[*Pattern][]int) (checked, unsolved int) {
	for c := range p.parts {
		a := &attacker{variables: len(p.parts[c])}
		hidden := map[string]Cell{}
		sum := func(cell Cell) (members []int, sum int64) {
			members = p.members(cell)
			for _, m := range members {
				sum += p.parts[c][m]
			}
			return members, sum
		}
		for answer, dimensions := range answers {
			answer.Each(func(cell Cell, state State) {
				lifted := p.lift(cell, dimensions)
				if state == Shown {
					members, v := sum(lifted)
					a.learn(members, v)
					if v > 0 && v < threshold {
						t.Fatalf("%v is small and shown", lifted)
					}
					return
				}
				hidden[fmt.Sprint(lifted)] = lifted
			})
		}
		for _, cell := range hidden {
			members, v := sum(cell)
			if v == 0 || v >= threshold {
				continue
			}
			lower, upper, err := a.limits(members, float64(v))
			if err != nil {
				unsolved++
				continue
			}
			checked++
			if upper-lower < float64(threshold)-1e-6 {
				t.Fatalf("component %d of %v is %d, and the attacker knows %v to %v", c, cell, v, lower, upper)
			}
		}
	}
	return checked, unsolved
}

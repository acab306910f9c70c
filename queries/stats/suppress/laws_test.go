package suppress

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func protected(t *rapid.T, table *Table, threshold int64) *Pattern {
	p, err := Protect(table, Policy{Threshold: threshold})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestNoSmallCountCanBeWorkedOutFromATableAndItsMargins(t *testing.T) {
	checked, unsolved, unsafe, runs := 0, 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3).Draw(t, "dimensions")
		largest := []int{0, 8, 4, 3}[n]
		p := draw(t, n, largest, rapid.IntRange(1, 2).Draw(t, "components"))
		k := rapid.SampledFrom([]int64{3, 5, 10}).Draw(t, "threshold")
		all := []int{0, 1, 2}[:n]
		answer := protected(t, p.ask(t, all...), k)
		runs++
		if n < 3 && !answer.Safe() {
			t.Fatalf("not safe: %+v", answer.Reports())
		}
		if safe := Audit(answer).Safe(k); safe != answer.Safe() {
			t.Fatalf("protect says %v, audit says %v", answer.Safe(), safe)
		}
		if !answer.Safe() {
			unsafe++
			return
		}
		c, u := p.attack(t, k, map[*Pattern][]int{answer: all})
		checked, unsolved = checked+c, unsolved+u
	})
	t.Logf("%d intervals checked, %d unsolved by gonum; %d of %d tables declared unsafe", checked, unsolved, unsafe, runs)
	if unsolved*5 > checked {
		t.Error("the attacker failed too often to prove anything")
	}
}

// Schools in regions, by gender: the attacker also knows each region's row.
func TestNoSmallCountCanBeWorkedOutWhereLevelsNest(t *testing.T) {
	checked, unsafe, runs := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t, rapid.IntRange(1, 2).Draw(t, "dimensions"), 6, 1)
		regions := map[int][]int{}
		for i := range p.dimensions[0].Levels {
			region := rapid.IntRange(0, 2).Draw(t, "region")
			p.dimensions[0].Parents = append(p.dimensions[0].Parents, fmt.Sprint("r", region))
			regions[region] = append(regions[region], i)
		}
		groups := p.dimensions[0].Groups()
		all := []int{0, 1}[:len(p.dimensions)]
		answer := protected(t, p.ask(t, all...), 5)
		runs++
		if answer.Safe() != Audit(answer).Safe(5) {
			t.Fatal("protect and audit disagree")
		}
		if !answer.Safe() {
			unsafe++
			return
		}
		a := &attacker{variables: len(p.parts[0])}
		type target struct {
			cell    Cell
			members []int
			value   int64
		}
		var targets []target
		answer.Each(func(cell Cell, state State) {
			var members []int
			if cell[0] < All {
				for i, parent := range p.dimensions[0].Parents {
					if parent == groups[-2-cell[0]] {
						at := slices.Clone(cell)
						at[0] = i
						members = append(members, p.members(at)...)
					}
				}
			} else {
				members = p.members(cell)
			}
			sum := int64(0)
			for _, m := range members {
				sum += p.parts[0][m]
			}
			if state == Shown {
				a.learn(members, sum)
				if sum > 0 && sum < 5 {
					t.Fatalf("%v is small and shown", cell)
				}
			} else if sum > 0 && sum < 5 {
				targets = append(targets, target{cell, members, sum})
			}
		})
		for _, target := range targets {
			lower, upper, err := a.limits(target.members, float64(target.value))
			if err == nil && upper-lower < 5-1e-6 {
				t.Fatalf("%v is %d, and the attacker knows %v to %v", target.cell, target.value, lower, upper)
			}
			checked++
		}
	})
	t.Logf("%d intervals checked; %d of %d tables declared unsafe", checked, unsafe, runs)
}

// Read from one pattern, even pairs that form a ring are safe, and so is everything else.
func TestALatticeProtectedTogetherIsAlwaysSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t, 3, 3, 2)
		answer, err := Protect(p.ask(t, 0, 1, 2), Policy{Threshold: 5, Together: true})
		if err != nil {
			t.Fatal(err)
		}
		if !answer.Safe() || !Audit(answer).Safe(5) {
			t.Fatalf("not safe: %+v", answer.Reports())
		}
		p.attack(t, 5, map[*Pattern][]int{answer: {0, 1, 2}})
	})
}

// Pairs joined without a ring: a path, a star, two apart. Asked separately, in any order of dimensions.
func TestAnswersJoinedWithoutARingAreSafeTogether(t *testing.T) {
	checked, unsolved, linked, runs := 0, 0, 0, 0
	joins := [][][]int{{{0, 1}, {2, 0}}, {{0, 1}, {1, 2}, {2, 3}}, {{0, 1}, {0, 2}, {3, 0}}, {{0, 1}, {2, 3}}}
	rapid.Check(t, func(t *rapid.T) {
		join := rapid.SampledFrom(joins).Draw(t, "join")
		dimensions := 1
		for _, pair := range join {
			dimensions = max(dimensions, pair[0]+1, pair[1]+1)
		}
		p := draw(t, dimensions, 7-dimensions, 1)
		k := rapid.SampledFrom([]int64{3, 5, 10}).Draw(t, "threshold")
		answers := map[*Pattern][]int{}
		allLinked := true
		for _, pair := range join {
			answer := protected(t, p.ask(t, pair...), k)
			answers[answer] = pair
			for _, r := range answer.Reports() {
				allLinked = allLinked && r.Linked
			}
		}
		if runs++; !allLinked {
			return
		}
		linked++
		c, u := p.attack(t, k, answers)
		checked, unsolved = checked+c, unsolved+u
	})
	t.Logf("%d intervals checked, %d unsolved by gonum; %d of %d collections linked", checked, unsolved, linked, runs)
	if unsolved*5 > checked {
		t.Error("the attacker failed too often to prove anything")
	}
	if linked*10 < runs*9 {
		t.Error("too few collections have linked witnesses")
	}
}

// A margin hidden for another reason than its size has large cells behind it, which must carry its witnesses in each table.
func TestAMarkedMarginStaysHiddenBehindAllTablesThatShareIt(t *testing.T) {
	checked := 0
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t, 3, 3, 1)
		margin := p.members(Cell{0, All, All})
		value := int64(0)
		for _, m := range margin {
			value += p.parts[0][m]
		}
		a := &attacker{variables: len(p.parts[0])}
		for _, dimensions := range [][]int{{0, 1}, {0, 2}} {
			answer, err := Protect(p.ask(t, dimensions...), Policy{Threshold: 5, Forced: []Mark{{Cell: Cell{0, All}, Widths: []int64{5}}}})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range answer.Reports() {
				if !r.Linked {
					return
				}
			}
			answer.Each(func(cell Cell, state State) {
				if state != Shown {
					return
				}
				members, sum := p.members(p.lift(cell, dimensions)), int64(0)
				for _, m := range members {
					sum += p.parts[0][m]
				}
				a.learn(members, sum)
			})
		}
		if value == 0 {
			return
		}
		lower, upper, err := a.limits(margin, float64(value))
		if err != nil {
			return
		}
		if checked++; upper-lower < 5-1e-6 {
			t.Fatalf("the marked margin is %d, and the attacker knows %v to %v", value, lower, upper)
		}
	})
	t.Logf("%d intervals checked", checked)
	if checked < 20 {
		t.Error("too few to prove anything")
	}
}

// The attacker must be able to win, or the laws above prove nothing.
func TestTheAttackerFindsWhatHidingOnlySmallCellsGivesAway(t *testing.T) {
	table := people{dimensions: []Dimension{{Name: "A", Levels: []string{"a", "b"}}, {Name: "B", Levels: []string{"c", "d"}}}, parts: [][]int64{{3, 20, 30, 40}}}
	a := &attacker{variables: 4}
	a.learn([]int{1}, 20)
	a.learn([]int{0, 1}, 23)
	if low, high, err := a.limits([]int{0}, 3); low != 3 || high != 3 || err != nil {
		t.Errorf("%v %v %v", low, high, err)
	}
	if got := table.members(Cell{All, 0}); !slices.Equal(got, []int{0, 2}) {
		t.Errorf("members %v", got)
	}
}

func TestMarkedCellsGetTheirWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t, rapid.IntRange(1, 3).Draw(t, "dimensions"), 3, 2)
		var all []int
		for d := range p.dimensions {
			all = append(all, d)
		}
		table := p.ask(t, all...)
		policy := Policy{Threshold: 5}
		wanted := map[string][]int64{}
		Open(table).Each(func(cell Cell, _ State) {
			if rapid.IntRange(0, 5).Draw(t, "mark") == 0 {
				widths := []int64{0, 5}
				policy.Forced = append(policy.Forced, Mark{Cell: cell, Widths: widths})
				wanted[fmt.Sprint(cell)] = widths
			}
		})
		answer, err := Protect(table, policy)
		if err != nil {
			t.Fatal(err)
		}
		audit := Audit(answer)
		if !answer.Safe() {
			return
		}
		if !audit.Safe(5) {
			t.Fatal("small cells are not safe")
		}
		found := 0
		for _, f := range audit.Findings {
			widths, ok := wanted[fmt.Sprint(f.Cell)]
			if !ok {
				continue
			}
			found++
			if f.State != Primary {
				t.Fatalf("%v is %v", f.Cell, f.State)
			}
			for c, w := range widths {
				if r := f.Components[c]; r.Value > 0 && r.Width() < float64(w) {
					t.Fatalf("%v component %d: %v", f.Cell, c, r)
				}
			}
		}
		if found != len(wanted) {
			t.Fatal("a marked cell is shown")
		}
	})
}

func TestTheAnswerDoesNotDependOnTheQuestionsBefore(t *testing.T) {
	same := func(t *rapid.T, p people) {
		abc := protected(t, p.ask(t, 0, 1, 2), 5)
		for _, dimensions := range [][]int{{}, {0}, {1}, {2}, {0, 1}, {2, 0}, {1, 2}} {
			alone := protected(t, p.ask(t, dimensions...), 5)
			alone.Each(func(cell Cell, state State) {
				if got := abc.State(p.lift(cell, dimensions)); got != state {
					t.Fatalf("%v of %v: %v alone, %v in the larger table", cell, dimensions, state, got)
				}
			})
		}
	}
	rapid.Check(t, func(t *rapid.T) { same(t, draw(t, 3, 3, 2)) })
	// The components are in one order by the inner cells, and in the other by those of a margin.
	found := people{parts: [][]int64{{0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 5, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 5, 8, 0, 8, 8, 0, 0, 0}}}
	for d, size := range []int{2, 3, 3} {
		dimension := Dimension{Name: string(rune('A' + d))}
		for i := range size {
			dimension.Levels = append(dimension.Levels, fmt.Sprintf("%s%d", dimension.Name, i))
		}
		found.dimensions = append(found.dimensions, dimension)
	}
	t.Run("found", rapid.MakeCheck(func(t *rapid.T) { same(t, found) }))
}

func TestOrderOfLevelsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t, rapid.IntRange(1, 3).Draw(t, "dimensions"), 4, 2)
		var all []int
		for d := range p.dimensions {
			all = append(all, d)
		}
		table := p.ask(t, all...)
		shuffled := people{dimensions: slices.Clone(p.dimensions)}
		var orders [][]int
		for d := range p.dimensions {
			order := make([]int, len(p.dimensions[d].Levels))
			for i := range order {
				order[i] = i
			}
			order = rapid.Permutation(order).Draw(t, "order")
			levels := make([]string, len(order))
			for i, from := range order {
				levels[i] = p.dimensions[d].Levels[from]
			}
			shuffled.dimensions[d].Levels = levels
			orders = append(orders, order)
		}
		other, err := New(shuffled.dimensions, len(p.parts))
		if err != nil {
			t.Fatal(err)
		}
		for cell := range p.parts[0] {
			at := p.coordinates(cell)
			to := make(Cell, len(at))
			for d := range at {
				to[d] = slices.Index(orders[d], at[d])
			}
			if err := other.Set(to, p.parts[0][cell], p.parts[1][cell]); err != nil {
				t.Fatal(err)
			}
		}
		first, second := protected(t, table, 5), protected(t, other, 5)
		second.Each(func(cell Cell, state State) {
			back := slices.Clone(cell)
			for d, at := range cell {
				if at >= 0 {
					back[d] = orders[d][at]
				}
			}
			if first.State(back) != state {
				t.Fatalf("%v: %v, and %v in the other order", back, first.State(back), state)
			}
		})
	})
}

func TestProtectingTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t, rapid.IntRange(1, 3).Draw(t, "dimensions"), 4, 1)
		var all []int
		for d := range p.dimensions {
			all = append(all, d)
		}
		table := p.ask(t, all...)
		first := protected(t, table, 5)
		policy := Policy{Threshold: 5}
		first.Each(func(cell Cell, state State) {
			if state != Shown {
				policy.Forced = append(policy.Forced, Mark{Cell: cell})
			}
		})
		second, err := Protect(table, policy)
		if err != nil {
			t.Fatal(err)
		}
		first.Each(func(cell Cell, state State) {
			if (state == Shown) != (second.State(cell) == Shown) {
				t.Fatalf("%v changed", cell)
			}
		})
	})
}

func TestATableWithoutSmallCellsHidesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t, rapid.IntRange(1, 3).Draw(t, "dimensions"), 4, 2)
		for _, part := range p.parts {
			for i, v := range part {
				if v < 5 {
					part[i] = 0
				}
			}
		}
		var all []int
		for d := range p.dimensions {
			all = append(all, d)
		}
		protected(t, p.ask(t, all...), 5).Each(func(cell Cell, state State) {
			if state != Shown {
				t.Fatalf("%v is hidden", cell)
			}
		})
	})
}

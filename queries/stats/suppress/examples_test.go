package suppress

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// counts builds a table of one component from rows of text; levels are named a, b, c and so on.
func counts(t *testing.T, rows ...[]int64) *Table {
	t.Helper()
	names := func(n int) (out []string) {
		for i := range n {
			out = append(out, string(rune('a'+i)))
		}
		return out
	}
	dimensions := []Dimension{{Name: "row", Levels: names(len(rows))}, {Name: "column", Levels: names(len(rows[0]))}}
	if len(rows) == 1 {
		dimensions = dimensions[1:]
	}
	table, err := New(dimensions, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		for j, n := range row {
			cell := Cell{i, j}
			if len(rows) == 1 {
				cell = cell[1:]
			}
			if err := table.Set(cell, n); err != nil {
				t.Fatal(err)
			}
		}
	}
	return table
}

func hiddenCells(p *Pattern) string {
	var out []string
	p.Each(func(cell Cell, state State) {
		if state != Shown {
			out = append(out, fmt.Sprint([]int(cell)))
		}
	})
	slices.Sort(out)
	return strings.Join(out, " ")
}

func protect(t *testing.T, table *Table, k int64, marks ...Mark) *Pattern {
	t.Helper()
	p, err := Protect(table, Policy{Threshold: k, Forced: marks})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestProtectByHand(t *testing.T) {
	for _, test := range []struct {
		name, because string
		rows          [][]int64
		k             int64
		hidden        string
	}{
		{"one small cell takes the smallest other one", "3 + 20 = 23 is known, so 3 lies in 0 to 23", [][]int64{{3, 20, 50}}, 5, "[0] [1]"},
		{"two small cells can be enough", "3 + 4 = 7 is known: 0 to 7", [][]int64{{3, 4, 50}}, 5, "[0] [1]"},
		{"two small cells can be too few", "3 + 1 = 4 is known: 0 to 4, narrower than 5", [][]int64{{3, 1, 50}}, 5, "[0] [1] [2]"},
		{"a true zero is shown", "3 needs a partner, and 0 would not help: 3 + 0 = 3", [][]int64{{3, 0, 50}}, 5, "[0] [2]"},
		{"a small total hides its parts", "4 in all", [][]int64{{3, 0, 1}}, 5, "[-1] [0] [2]"},
		{"a rectangle", "3 in row 0, column 0: rows 0 and 1, columns 0 and 1 hold the cheapest rectangle (9, 12, 8); 3 can rise by min(9, 12) and fall to 0",
			[][]int64{{3, 9, 40}, {12, 8, 50}, {60, 70, 80}}, 5, "[0 0] [0 1] [1 0] [1 1]"},
		{"a rectangle that is too narrow is widened", "columns 0 and 1 let 3 rise by 1 and fall by 3, together 4; so column 2 lends to both 3 and 1",
			[][]int64{{3, 1, 40}, {20, 30, 50}, {60, 70, 80}}, 5, "[0 0] [0 1] [0 2] [1 0] [1 1] [1 2]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := protect(t, counts(t, test.rows...), test.k)
			if got := hiddenCells(p); got != test.hidden {
				t.Errorf("hidden %s, want %s: %s", got, test.hidden, test.because)
			}
			if !p.Safe() || !Audit(p).Safe(test.k) {
				t.Error("not safe")
			}
		})
	}
}

// Of 40 learners in a, 38 succeeded: two failed, so the share is hidden although neither 38 nor 40 is small. All of b
// succeeded: 0 failures are a true zero, but b has to stand beside a. Failures hidden: 2 + 7, so 0 to 9.
func TestSharesAreJudgedByBothParts(t *testing.T) {
	table, _ := New([]Dimension{{Name: "g", Levels: []string{"a", "b", "c"}}}, 2)
	for i, v := range [][2]int64{{38, 2}, {20, 0}, {60, 7}} {
		if err := table.Set(Cell{i}, v[0], v[1]); err != nil {
			t.Fatal(err)
		}
	}
	p := protect(t, table, 5)
	if got := hiddenCells(p); got != "[0] [2]" {
		t.Errorf("hidden %s: b has no failures to lend", got)
	}
	for _, f := range Audit(p).Findings {
		if f.Cell[0] == 0 && (f.Components[1] != Range{2, 0, 9} || f.Components[0] != Range{38, 0, 98}) {
			t.Errorf("%+v", f)
		}
	}
}

// Regions are published too, so a partner in another region would leave a single gap in each.
func TestNestedLevelsAreProtectedWithinTheirGroup(t *testing.T) {
	table, _ := New([]Dimension{{Name: "school", Levels: []string{"a1", "a2", "b1", "b2"}, Parents: []string{"A", "A", "B", "B"}}}, 1)
	for i, n := range []int64{3, 30, 8, 40} {
		if err := table.Set(Cell{i}, n); err != nil {
			t.Fatal(err)
		}
	}
	// 8 is the smallest partner, but A's 33 is shown: only a2 helps.
	p := protect(t, table, 5)
	if got := hiddenCells(p); got != "[0] [1]" || !p.Safe() {
		t.Errorf("hidden %s, safe %v", got, p.Safe())
	}
}

func TestSumsAreShownOnlyWhenDerivable(t *testing.T) {
	p := protect(t, counts(t, []int64{3, 9, 40}, []int64{12, 8, 50}, []int64{60, 70, 80}), 5)
	for _, test := range []struct {
		selection Selection
		sum       int64
		shown     bool
	}{
		{Selection{nil, nil}, 332, true},
		{Selection{{0}, nil}, 52, true},           // a margin
		{Selection{{2}, {0, 1}}, 130, true},       // 60 + 70
		{Selection{{0, 1, 2}, {0}}, 75, true},     // all rows: the margin, though two cells are hidden
		{Selection{{0, 1}, {2}}, 90, true},        // 40 + 50
		{Selection{{0, 1}, {0}}, 0, false},        // 3 + 12
		{Selection{{0}, {0, 1}}, 0, false},        // could be had as 52 - 40, yet is not offered
		{Selection{{0, 1}, {0, 1, 2}}, 122, true}, // row margins 52 + 70
		{Selection{{}, nil}, 0, false},            // nothing chosen
		{Selection{{0, 0}, nil}, 0, false},        // the same level twice
		{Selection{{7}, nil}, 0, false},           // no such level
		{Selection{nil}, 0, false},                // a dimension forgotten
	} {
		sum, shown := p.Shown(test.selection)
		if shown != test.shown || (shown && !slices.Equal(sum, []int64{test.sum})) {
			t.Errorf("%v: %v %v, want %d %v", test.selection, sum, shown, test.sum, test.shown)
		}
	}
}

// As of last week b held 12 people and today holds 14: two people joined, so last week's 12 is hidden, with a partner.
func TestAMarkedCellIsHiddenWithAPartner(t *testing.T) {
	p := protect(t, counts(t, []int64{40, 12, 30}), 5, Mark{Cell: Cell{1}, Widths: []int64{5}})
	if got := hiddenCells(p); got != "[1] [2]" {
		t.Errorf("hidden %s", got)
	}
	if _, err := Protect(counts(t, []int64{40, 12}), Policy{Threshold: 5, Forced: []Mark{{Cell: Cell{5}}}}); err == nil {
		t.Error("a mark on a cell that does not exist must be refused")
	}
}

// Someone may take courses of two categories: 30 + 25 + 3 is not 50.
func TestRowsOfATableThatDoesNotAddUpAreJudgedAlone(t *testing.T) {
	table := counts(t, []int64{30, 25, 3})
	table.Separate()
	if got := hiddenCells(protect(t, table, 5)); got != "[-1] [2]" {
		t.Errorf("without a total: hidden %s", got)
	}
	if err := table.SetMargin(Cell{All}, 50); err != nil {
		t.Fatal(err)
	}
	p := protect(t, table, 5)
	if got := hiddenCells(p); got != "[2]" {
		t.Errorf("hidden %s", got)
	}
	if sum, shown := p.Shown(Selection{nil}); !shown || sum[0] != 50 {
		t.Errorf("total %v %v", sum, shown)
	}
	if _, shown := p.Shown(Selection{{0, 1}}); shown {
		t.Error("rows of such a table have no sum")
	}
}

func TestImpossibleTablesAreRefused(t *testing.T) {
	for _, dimensions := range [][]Dimension{
		{{Name: "a"}},
		{{Name: "a", Levels: []string{"x", "x"}}},
		{{Name: "a", Levels: []string{"x"}}, {Name: "a", Levels: []string{"x"}}},
		{{Name: "a", Levels: []string{"x"}, Parents: []string{"p", "q"}}},
		make([]Dimension, 5),
	} {
		if _, err := New(dimensions, 1); err == nil {
			t.Errorf("%v was accepted", dimensions)
		}
	}
	table := counts(t, []int64{1, 2})
	for _, err := range []error{table.Set(Cell{0}, -1), table.Set(Cell{0}, 1, 2), table.Set(Cell{2}, 1), table.Set(Cell{0, 0}, 1), table.SetMargin(Cell{All}, 1)} {
		if err == nil {
			t.Error("a wrong cell was accepted")
		}
	}
}

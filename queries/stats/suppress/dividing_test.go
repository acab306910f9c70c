package suppress

import "testing"

// Thirteen people of no known gender are enough to be told under a threshold of
// 10; that all of them are of no known income is not, under one of 15.
func TestProtect_asks_no_more_of_a_stricter_table_than_its_told_margins_leave(t *testing.T) {
	table, err := New([]Dimension{{Name: "gender", Levels: []string{"-", "f", "m"}}, {Name: "income", Levels: []string{"-", "high", "low"}}}, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		cell Cell
		n    int64
	}{{Cell{0, 0}, 13}, {Cell{1, 0}, 90}, {Cell{2, 0}, 80}, {Cell{1, 1}, 900}, {Cell{2, 1}, 800}, {Cell{1, 2}, 700}, {Cell{2, 2}, 600}} {
		if err := table.Set(c.cell, c.n); err != nil {
			t.Fatal(err)
		}
	}
	p, err := Protect(table, Policy{Threshold: 10, Dividing: map[string]int64{"income": 15}})
	if err != nil {
		t.Fatal(err)
	}
	if p.State(Cell{0, All}) != Shown {
		t.Error("the margin by gender alone is hidden, though 13 is not below 10")
	}
	if p.State(Cell{0, 0}) != Primary || !p.Safe() {
		t.Errorf("the cell of 13 is %v, safe %v", p.State(Cell{0, 0}), p.Safe())
	}
	for _, f := range Audit(p).Findings {
		if f.State == Primary && (f.Components[0].Lower != 0 || f.Components[0].Upper != 13) {
			t.Errorf("an attacker places the 13 between %v and %v, not anywhere up to 13", f.Components[0].Lower, f.Components[0].Upper)
		}
	}
}

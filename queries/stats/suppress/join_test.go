package suppress

import (
	"fmt"
	"testing"
)

func ExampleJoin() {
	// Of the girls 20 came, 3 enrolled and stayed away, 20 did neither; of the boys 30, 8 and 30. Beside who came, who enrolled
	// would tell the 3.
	kinds, _ := New([]Dimension{{Name: "gender", Levels: []string{"girls", "boys"}}}, 3)
	came, _ := New([]Dimension{{Name: "gender", Levels: []string{"girls", "boys"}}}, 2)
	enrolled, _ := New([]Dimension{{Name: "gender", Levels: []string{"girls", "boys"}}}, 2)
	for at, n := range [][3]int64{{20, 3, 20}, {30, 8, 30}} {
		_ = kinds.Set(Cell{at}, n[0], n[1], n[2])
		_ = came.Set(Cell{at}, n[0], n[1]+n[2])
		_ = enrolled.Set(Cell{at}, n[0]+n[1], n[2])
	}
	policy := Policy{Threshold: 5}
	first, _ := Protect(came, policy)
	second, _ := Protect(enrolled, policy)
	fmt.Println(first.State(Cell{0}) == Shown, second.State(Cell{0}) == Shown)
	tried, kept, _ := Join(kinds, policy, []View{{first, [][]int{{0}, {1, 2}}}, {second, [][]int{{0, 1}, {2}}}})
	fmt.Println(tried, kept, first.State(Cell{0}) == Shown, second.State(Cell{0}) == Shown, second.State(Cell{All}) == Shown)
	// Output:
	// true true
	// true true true false true
}

func TestViewsOfAnotherShapeAreNotJoined(t *testing.T) {
	table := counts(t, []int64{3, 20, 30})
	p := protect(t, table, 5)
	for _, views := range [][]View{{{p, nil}}, {{protect(t, counts(t, []int64{3, 20}), 5), [][]int{{0}}}}} {
		if _, _, err := Join(table, Policy{Threshold: 5}, views); err == nil {
			t.Errorf("%v were joined", views)
		}
	}
	large := make([]int64, mostJoined+1)
	for i := range large {
		large[i] = 9
	}
	rows := [][]int64{large, large}
	table = counts(t, rows...)
	if tried, _, err := Join(table, Policy{Threshold: 5}, []View{{protect(t, table, 5), [][]int{{0}}}}); tried || err != nil {
		t.Errorf("a table of %d cells was joined: %v", 2*len(large), err)
	}
}

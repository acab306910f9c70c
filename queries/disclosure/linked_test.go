package disclosure

import (
	"fmt"
	"strings"
	"testing"

	"athar/models"
)

// states writes which cells are said, the total last.
func states(t *testing.T, table Table, r Request) string {
	t.Helper()
	if r.Policy.Threshold == 0 {
		r.Policy = strict
	}
	if r.Estimate == nil {
		r.Estimate = share
	}
	released, err := Protect(table, r)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, c := range append(released.Answer().Cells, released.Answer().Total) {
		said = append(said, string(c.State))
	}
	return strings.Join(said, " ")
}

// Of 20 girls 12 hours are told, 11 of them one girl's: the others know hers to within a tenth.
func TestAnAmountThatIsNearlyOnePersonsIsHidden(t *testing.T) {
	hours := func(total, first, second float64, level string) Row {
		return Row{Levels: []string{level}, Parts: []int64{6, 14}, Sums: []float64{total, total * total}, Largest: [2]float64{first, second}}
	}
	by := Request{By: []string{"gender"}}
	for _, c := range []struct {
		girls Row
		want  string
	}{
		{hours(12, 11, 0.5, "F"), "hidden hidden shown"},
		{hours(12, 2, 2, "F"), "shown shown shown"},
	} {
		table := Table{Dimensions: []models.Dimension{gender}, Rows: []Row{c.girls, hours(100, 20, 18, "M")}}
		expect(t, states(t, table, by), c.want)
	}
}

// Means of eight are hidden though eight are not few, and with them those of others that would give them away.
func TestAMeanOfFewIsHidden(t *testing.T) {
	table := Table{Dimensions: []models.Dimension{gender}, Rows: []Row{{Levels: []string{"F"}, Parts: []int64{8}}, {Levels: []string{"M"}, Parts: []int64{40}}}}
	by := Request{By: []string{"gender"}, Estimate: func(r Row) models.Cell { return share(Row{Parts: []int64{r.Parts[0], 0}}) }}
	expect(t, states(t, table, by), "shown shown shown")
	by.Least = 10
	expect(t, states(t, table, by), "hidden hidden shown")
}

// Eight were measured twice, and twenty at first alone: twenty-eight are not few, but the mean change is of eight.
func TestAMeanOfFewIsHiddenWhoeverIsCountedBesideThem(t *testing.T) {
	table := Table{Dimensions: []models.Dimension{gender}, Rows: []Row{{Levels: []string{"F"}, Parts: []int64{8, 20}}, {Levels: []string{"M"}, Parts: []int64{40, 20}}}}
	by := Request{By: []string{"gender"}, Least: 10, Estimate: func(r Row) models.Cell { return share(Row{Parts: []int64{r.Parts[0], 0}}) }}
	expect(t, states(t, table, by), "shown shown shown")
	by.LeastOfFirst = true
	expect(t, states(t, table, by), "hidden hidden shown")
}

// None of 15, and all of 12: whoever knows one of them knows what he did. Of 25 it may be said.
func TestThatAllOfASmallGroupAreAlikeIsHidden(t *testing.T) {
	for _, c := range []struct {
		girls Row
		want  string
	}{
		{row(0, 15, "F"), "hidden hidden shown"}, {row(12, 0, "F"), "hidden hidden shown"},
		{row(0, 25, "F"), "shown shown shown"}, {row(7, 8, "F"), "shown shown shown"},
	} {
		table := Table{Dimensions: []models.Dimension{gender}, Shares: true, Rows: []Row{c.girls, row(60, 50, "M")}}
		expect(t, states(t, table, Request{By: []string{"gender"}}), c.want)
		table.Shares = false
		expect(t, states(t, table, Request{By: []string{"gender"}}), "shown shown shown")
	}
}

// 50 girls enrolled and 47 of them came: 3 did not. Whether that may be found must not depend on who asks what first.
func TestWhatLiesBetweenTwoMeasuresIsHiddenInTheLater(t *testing.T) {
	attended := func(girls int64) Table {
		return Table{Dimensions: []models.Dimension{gender}, Rows: []Row{row(girls, 100-girls, "F"), row(60, 40, "M")}}
	}
	enrolled := func(before Table) Table {
		return Table{Dimensions: []models.Dimension{gender}, Before: []Before{{Table: before}}, Rows: []Row{row(50, 50, "F"), row(70, 30, "M")}}
	}
	by := Request{By: []string{"gender"}}
	for girls, want := range map[int64]string{47: "hidden hidden shown", 45: "shown shown shown", 50: "shown shown shown", 3: "shown shown shown"} {
		expect(t, fmt.Sprint(girls, " ", states(t, enrolled(attended(girls)), by)), fmt.Sprint(girls, " ", want))
	}
	// 3 who came are hidden, and 5 who enrolled would leave little doubt of them.
	few := enrolled(attended(3))
	few.Rows[0] = row(5, 95, "F")
	expect(t, states(t, few, by), "hidden hidden shown")
}

// Girls: 3 of 40 in the first term, 30 of 40 in the second. A year that told 33 would tell the 3.
func TestAYearIsSaidOnlyWhereItsTermsAre(t *testing.T) {
	year := models.Dimension{Name: "year", Of: models.OfTime, BuiltIn: true}
	terms := Table{Dimensions: []models.Dimension{gender, term}, Rows: []Row{
		row(3, 37, "F", "1"), row(20, 20, "M", "1"), row(30, 10, "F", "2"), row(20, 20, "M", "2"), row(30, 30, "F", "3"), row(30, 30, "M", "3")}}
	table := Table{Dimensions: []models.Dimension{gender, year}, Before: []Before{{Table: terms, Periods: map[string][]string{"2020": {"1", "2"}, "2021": {"3"}}}},
		Rows: []Row{row(33, 47, "F", "2020"), row(40, 40, "M", "2020"), row(30, 30, "F", "2021"), row(30, 30, "M", "2021")}}
	by := Request{By: []string{"year", "gender"}}
	expect(t, states(t, table, by), "hidden hidden shown shown shown")
}

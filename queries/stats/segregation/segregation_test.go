package segregation_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/segregation"

	"pgregory.net/rapid"
)

// twoSchools: A has 30 girls and 10 boys, B 10 and 30.
var twoSchools = []segregation.Cell{
	{Unit: "A", Group: "girls", Learners: 30}, {Unit: "A", Group: "boys", Learners: 10},
	{Unit: "B", Group: "girls", Learners: 10}, {Unit: "B", Group: "boys", Learners: 30},
}

// By hand: shares of 3/8, 1/8, 1/8, 3/8 over margins of a half.
func TestTwoSchoolsByHand(t *testing.T) {
	m := 0.75*math.Log(1.5) + 0.25*math.Log(0.5)
	for what, c := range map[string][2]float64{
		"M":           {reference.Must(segregation.MutualInformation(twoSchools))(t).Value, m},
		"H":           {reference.Must(segregation.Information(twoSchools))(t).Value, m / math.Ln2},
		"entropy":     {reference.Must(segregation.Entropy(twoSchools))(t).Value, math.Ln2},
		"D":           {reference.Must(segregation.Dissimilarity(twoSchools, "girls", "boys"))(t).Value, 0.5},
		"D from rest": {reference.Must(segregation.DissimilarityFromRest(twoSchools, "boys"))(t).Value, 0.5},
		"D of all":    {reference.Must(segregation.MultigroupDissimilarity(twoSchools))(t).Value, 0.5},
		"isolation":   {reference.Must(segregation.Isolation(twoSchools, "girls"))(t).Value, 0.75*0.75 + 0.25*0.25},
		"exposure":    {reference.Must(segregation.Exposure(twoSchools, "girls", "boys"))(t).Value, 0.75*0.25 + 0.25*0.75},
		"school A":    {reference.Must(segregation.LocalScoresOfUnits(twoSchools))(t)[0].Score.Value, m},
		"boys":        {reference.Must(segregation.LocalScoresOfGroups(twoSchools))(t)[0].Score.Value, m},
	} {
		expect.Same(t, what, c[0], c[1])
	}
	if e := reference.Must(segregation.MutualInformation(twoSchools))(t); !slices.Equal(e.Warnings, []stats.Warning{stats.SmallUnits}) || e.Interval.Undefined != stats.NotSimulated {
		t.Errorf("a group of forty goes without a word: %+v", e)
	}
}

// By hand: two girls and two boys are dealt over two schools of two. Of the six deals four put one girl in each school
// (no segregation) and two put both girls in one (all there can be: ln 2, and D of 1).
func TestByChanceByHand(t *testing.T) {
	cells := []segregation.Cell{
		{Unit: "A", Group: "girls", Learners: 2}, {Unit: "B", Group: "boys", Learners: 2},
	}
	expect.Same(t, "M", reference.Must(segregation.MutualInformationByChance(cells))(t).Value, math.Ln2/3)
	expect.Same(t, "H", reference.Must(segregation.InformationByChance(cells))(t).Value, 1.0/3)
	expect.Same(t, "D", reference.Must(segregation.DissimilarityByChance(cells, "girls"))(t).Value, 1.0/3)
}

// What is expected is what dealing learners again and again comes to.
func TestByChanceAgreesWithDealing(t *testing.T) {
	cells := []segregation.Cell{
		{Unit: "A", Group: "x", Learners: 9}, {Unit: "A", Group: "y", Learners: 31}, {Unit: "B", Group: "x", Learners: 2},
		{Unit: "B", Group: "z", Learners: 8}, {Unit: "C", Group: "y", Learners: 20}, {Unit: "C", Group: "z", Learners: 5},
	}
	var units, groups []string
	for _, c := range cells {
		for range int(c.Learners) {
			units, groups = append(units, c.Unit), append(groups, c.Group)
		}
	}
	const deals = 4000
	random := distribution.NewRandom(5)
	var m, d, mm, dd float64
	for range deals {
		dealt := make([]segregation.Cell, len(units))
		for i, j := range random.Permutation(len(units)) {
			dealt[i] = segregation.Cell{Unit: units[i], Group: groups[j], Learners: 1}
		}
		x, y := reference.Must(segregation.MutualInformation(dealt))(t).Value, reference.Must(segregation.DissimilarityFromRest(dealt, "x"))(t).Value
		m, mm, d, dd = m+x, mm+x*x, d+y, dd+y*y
	}
	for what, c := range map[string][3]float64{
		"M": {reference.Must(segregation.MutualInformationByChance(cells))(t).Value, m / deals, mm / deals},
		"D": {reference.Must(segregation.DissimilarityByChance(cells, "x"))(t).Value, d / deals, dd / deals},
	} {
		if math.Abs(c[0]-c[1]) > 5*math.Sqrt((c[2]-c[1]*c[1])/deals) {
			t.Errorf("%s by chance %v, dealt %v", what, c[0], c[1])
		}
	}
}

func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := drawCells(t)
		before := slices.Clone(cells)
		other := slices.Clone(cells)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)).Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		doubled := append(slices.Clone(cells), cells...)
		m := reference.Must(segregation.MutualInformation(cells))(t)
		h := reference.Must(segregation.Information(cells))(t)
		d := reference.Must(segregation.MultigroupDissimilarity(cells))(t)
		entropy := reference.Must(segregation.Entropy(cells))(t)
		if m.Value != reference.Must(segregation.MutualInformation(other))(t).Value || d.Value != reference.Must(segregation.MultigroupDissimilarity(other))(t).Value {
			t.Fatalf("another order, another value")
		}
		expect.Same(t, "everybody twice", reference.Must(segregation.MutualInformation(doubled))(t).Value, m.Value)
		expect.Same(t, "H", h.Value*entropy.Value, m.Value)
		if m.Value < 0 || m.Value > entropy.Value+1e-12 || d.Value < 0 || d.Value > 1+1e-12 {
			t.Fatalf("M %v, D %v out of their range", m.Value, d.Value)
		}
		parts := reference.Must(segregation.ByArea(cells))(t)
		expect.Same(t, "between and within", parts.MutualInformation.Between.Value+parts.MutualInformation.Within.Value, m.Value)
		expect.Same(t, "between and within of H", parts.Information.Between.Value+parts.Information.Within.Value, h.Value)
		var shares, areas, units, groups float64
		for _, a := range parts.Areas {
			shares, areas = shares+a.Share, areas+a.Contribution.Value
		}
		expect.Same(t, "shares of areas", shares, 1)
		expect.Same(t, "contributions", areas, parts.MutualInformation.Within.Value)
		for _, u := range reference.Must(segregation.LocalScoresOfUnits(cells))(t) {
			units += u.Share * u.Score.Value
		}
		for _, g := range reference.Must(segregation.LocalScoresOfGroups(cells))(t) {
			groups += g.Share * g.Score.Value
			var exposures float64
			for _, to := range reference.Must(segregation.LocalScoresOfGroups(cells))(t) {
				exposures += reference.Must(segregation.Exposure(cells, g.Group, to.Group))(t).Value
			}
			expect.Same(t, "exposures of a group", exposures, 1)
			if chance := reference.Must(segregation.DissimilarityByChance(cells, g.Group))(t).Value; chance < 0 || chance > 1 {
				t.Fatalf("D by chance is %v", chance)
			}
		}
		expect.Same(t, "scores of units", units, m.Value)
		expect.Same(t, "scores of groups", groups, m.Value)

		// Units that all have the same mix have no segregation.
		var alike []segregation.Cell
		for i := range 3 {
			for _, c := range cells {
				alike = append(alike, segregation.Cell{Unit: fmt.Sprint(i), Group: c.Group, Learners: c.Learners * float64(i+1)})
			}
		}
		expect.Same(t, "units alike", reference.Must(segregation.MutualInformation(alike))(t).Value, 0)
		expect.Same(t, "units alike in D", reference.Must(segregation.MultigroupDissimilarity(alike))(t).Value, 0)
		if !slices.Equal(before, cells) {
			t.Fatalf("the caller's cells were changed")
		}
	})
}

func TestChangeLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := drawCells(t), drawCells(t)
		p := reference.Must(segregation.Change(before, after))(t)
		if p.Structure.Undefined == stats.NotConverged {
			return
		}
		expect.Same(t, "the parts", p.Openings.Value+p.Closures.Value+p.Groups.Value+p.Units.Value+p.Structure.Value, p.After.Value-p.Before.Value)
		back := reference.Must(segregation.Change(after, before))(t)
		expect.Same(t, "structure on the way back", back.Structure.Value, -p.Structure.Value)
		still := reference.Must(segregation.Change(before, before))(t)
		for _, e := range []stats.Estimate{still.Difference, still.Openings, still.Closures, still.Groups, still.Units, still.Structure} {
			expect.Same(t, "no change", e.Value, 0)
		}
	})
	// A school of girls alone closes and one of both opens.
	p := reference.Must(segregation.Change(
		append(slices.Clone(twoSchools), segregation.Cell{Unit: "C", Group: "girls", Learners: 40}),
		append(slices.Clone(twoSchools), segregation.Cell{Unit: "D", Group: "girls", Learners: 20}, segregation.Cell{Unit: "D", Group: "boys", Learners: 20})))(t)
	if !(p.Closures.Value < 0) || !(p.Openings.Value < 0) {
		t.Errorf("closures %v, openings %v", p.Closures.Value, p.Openings.Value)
	}
	for _, e := range []stats.Estimate{p.Groups, p.Units, p.Structure} {
		expect.Same(t, "what stayed", e.Value, 0)
	}
	strangers := reference.Must(segregation.Change(twoSchools, []segregation.Cell{{Unit: "X", Group: "x", Learners: 1}}))(t)
	expect.Same(t, "all closed", strangers.Closures.Value, -strangers.Before.Value)
	expect.Undefined(t, reference.Must(segregation.Change(nil, twoSchools))(t).Structure, stats.NoData)
	_, err := segregation.Change(twoSchools, []segregation.Cell{{Learners: -1}})
	expect.Refused(t, "the input", err)
}

func TestBootstrap(t *testing.T) {
	draws := segregation.Draws{Count: 500, Seed: 1}
	b := reference.Must(segregation.Bootstrap(twoSchools, draws))(t)
	m := reference.Must(segregation.MutualInformation(twoSchools))(t)
	// The bias of M is close to (units-1)(groups-1)/2n: 1/160.
	if b.MutualInformation.Bias < 0.003 || b.MutualInformation.Bias > 0.01 {
		t.Errorf("bias %v", b.MutualInformation.Bias)
	}
	expect.Same(t, "value and bias", b.MutualInformation.Value+b.MutualInformation.Bias, m.Value)
	if !b.MutualInformation.Interval.Contains(b.MutualInformation.Value) || !b.Information.Interval.Contains(b.Information.Value) {
		t.Error("an interval misses its value")
	}
	if again := reference.Must(segregation.Bootstrap(twoSchools, draws))(t); again.MutualInformation.Interval != b.MutualInformation.Interval {
		t.Error("the same seed gave other limits")
	}
	alone := []segregation.Cell{{Unit: "A", Group: "girls", Learners: 3}, {Unit: "B", Group: "girls", Learners: 9}}
	expect.Undefined(t, reference.Must(segregation.Bootstrap(alone, draws))(t).Information.Estimate, stats.OneGroup)
	expect.Undefined(t, reference.Must(segregation.Bootstrap(nil, draws))(t).MutualInformation.Estimate, stats.NoData)
	_, err := segregation.Bootstrap(twoSchools, segregation.Draws{Count: 99})
	expect.Refused(t, "the input", err)
	_, err = segregation.Bootstrap([]segregation.Cell{{Learners: 1.5}}, draws)
	expect.Refused(t, "the input", err)
}

func TestSpecialCases(t *testing.T) {
	alone := []segregation.Cell{{Unit: "A", Group: "girls", Learners: 3}, {Unit: "B", Group: "girls", Learners: 9}, {Unit: "C", Group: "boys"}}
	for what, measure := range map[string]func([]segregation.Cell) (stats.Estimate, error){
		"M":       func(c []segregation.Cell) (stats.Estimate, error) { return segregation.MutualInformation(c) },
		"H":       func(c []segregation.Cell) (stats.Estimate, error) { return segregation.Information(c) },
		"entropy": func(c []segregation.Cell) (stats.Estimate, error) { return segregation.Entropy(c) },
		"D*":      func(c []segregation.Cell) (stats.Estimate, error) { return segregation.MultigroupDissimilarity(c) },
		"D": func(c []segregation.Cell) (stats.Estimate, error) {
			return segregation.Dissimilarity(c, "girls", "boys")
		},
		"D from rest": func(c []segregation.Cell) (stats.Estimate, error) {
			return segregation.DissimilarityFromRest(c, "girls")
		},
		"isolation":   func(c []segregation.Cell) (stats.Estimate, error) { return segregation.Isolation(c, "boys") },
		"M by chance": func(c []segregation.Cell) (stats.Estimate, error) { return segregation.MutualInformationByChance(c) },
		"H by chance": func(c []segregation.Cell) (stats.Estimate, error) { return segregation.InformationByChance(c) },
		"D by chance": func(c []segregation.Cell) (stats.Estimate, error) {
			return segregation.DissimilarityByChance(c, "girls")
		},
	} {
		expect.Undefined(t, reference.Must(measure(nil))(t), stats.NoData)
		want := map[string]stats.Reason{"H": stats.OneGroup, "D*": stats.OneGroup, "H by chance": stats.OneGroup, "M": "", "entropy": "", "M by chance": ""}
		reason, named := want[what]
		if !named {
			reason = stats.MissingGroup
		}
		e := reference.Must(measure(alone))(t)
		expect.Undefined(t, e, reason)
		if e.Defined() && math.Abs(e.Value) > 1e-12 {
			t.Errorf("%s of one group is %v", what, e.Value)
		}
		for _, bad := range []float64{-1, math.NaN(), math.Inf(1)} {
			_, err := measure([]segregation.Cell{{Learners: bad}})
			expect.Refused(t, "the input", err)
		}
	}
	_, err := segregation.Dissimilarity(twoSchools, "girls", "girls")
	expect.Refused(t, "the input", err)
	_, err = segregation.MutualInformationByChance([]segregation.Cell{{Learners: 1.5}})
	expect.Refused(t, "the input", err)
	_, err = segregation.MutualInformation(twoSchools, stats.AtLevel(2))
	expect.Refused(t, "the input", err)
	expect.Undefined(t, reference.Must(segregation.ByArea(nil))(t).Information.Within, stats.NoData)
	expect.Undefined(t, reference.Must(segregation.ByArea(alone))(t).Information.Within, stats.OneGroup)
	if scores := reference.Must(segregation.LocalScoresOfUnits(nil))(t); len(scores) != 0 {
		t.Errorf("nobody has scores: %v", scores)
	}
}

// drawCells has at least two groups.
func drawCells(t *rapid.T) []segregation.Cell {
	cells := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) segregation.Cell {
		return segregation.Cell{
			Area: rapid.SampledFrom([]string{"north", "south"}).Draw(t, "area"), Unit: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "unit"),
			Group: rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "group"), Learners: float64(rapid.IntRange(1, 60).Draw(t, "learners")),
		}
	}), 1, 20).Draw(t, "cells")
	return append(cells, segregation.Cell{Area: "north", Unit: "a", Group: "x", Learners: 3}, segregation.Cell{Area: "south", Unit: "a", Group: "y", Learners: 2})
}

// Two schools with the groups of a third and two thirds, the other way round.
func ExampleDissimilarityFromRest() {
	cells := []segregation.Cell{
		{Unit: "Hill", Group: "boarders", Learners: 100}, {Unit: "Hill", Group: "day pupils", Learners: 200},
		{Unit: "Lake", Group: "boarders", Learners: 200}, {Unit: "Lake", Group: "day pupils", Learners: 100},
	}
	d, err := segregation.DissimilarityFromRest(cells, "boarders")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f%% of boarders would have to change school\n", 100*d.Value)
	// Output:
	// 33% of boarders would have to change school
}

func ExampleByArea() {
	cells := []segregation.Cell{
		{Area: "north", Unit: "a", Group: "boys", Learners: 200}, {Area: "north", Unit: "b", Group: "boys", Learners: 200},
		{Area: "south", Unit: "c", Group: "girls", Learners: 200}, {Area: "south", Unit: "d", Group: "girls", Learners: 200},
	}
	parts, err := segregation.ByArea(cells)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("between areas %.0f%%, within %.0f%%\n", 100*parts.Information.Between.Value, 100*parts.Information.Within.Value)
	// Output:
	// between areas 100%, within 0%
}

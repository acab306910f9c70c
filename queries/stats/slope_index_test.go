package stats_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"

	"pgregory.net/rapid"
)

// By hand. Three groups of 10 with outcomes 2, 4, 9 have ridits 1/6, 1/2, 5/6, so centred ranks -1/3, 0, 1/3.
// Slope (9-2)/3 / (2/9) = 10.5; middle 5, so the line runs from -0.25 to 10.25. Residuals 0.5, -1, 0.5.
// HC1: 3/1 x Σ r²e² / (Σ r²)² = 3 x (2/9 x 0.25) / (4/81) = 3.375.
func TestSlopeIndexLinearByHand(t *testing.T) {
	i := reference.Must(stats.SlopeIndexOfGroups([]stats.GroupPoint{{10, 2}, {10, 4}, {10, 9}}, stats.LinearGradient))(t)
	expect.Same(t, "SII", i.Slope.Value, 10.5)
	expect.Same(t, "error", i.Slope.StandardError.Value, math.Sqrt(3.375))
	expect.Same(t, "low", i.Slope.Interval.Low, 10.5-1.959963984540054*math.Sqrt(3.375))
	expect.Same(t, "bottom", i.MostDisadvantaged, -0.25)
	expect.Same(t, "top", i.LeastDisadvantaged, 10.25)
	undefinedBecause(t, i.Relative, stats.OutsideTheRange)
	warned(t, i.Slope, stats.ModelError)

	// Ten higher, the slope stays and the ratio is 20.25/9.75. Var of the middle 3 x (Σe²)/9 = 0.5, of the slope 3.375,
	// between them 3 x Σ r e² / (3 x 2/9) = 0. Gradient of ln RII: 1/20.25 ∓ 1/9.75.
	i = reference.Must(stats.SlopeIndexOfGroups([]stats.GroupPoint{{10, 12}, {10, 14}, {10, 19}}, stats.LinearGradient))(t)
	expect.Same(t, "SII", i.Slope.Value, 10.5)
	expect.Same(t, "RII", i.Relative.Value, 20.25/9.75)
	middle, slope := 1/20.25-1/9.75, 0.5*(1/20.25+1/9.75)
	expect.Same(t, "log error", i.Relative.StandardError.Value, math.Sqrt(0.5*middle*middle+3.375*slope*slope))
	sound(t, i.Relative)
}

// Outcomes that lie on a logistic curve give that curve back: log odds -1, 0, 1 at ridits 1/6, 1/2, 5/6 have a slope of 3.
func TestSlopeIndexLogitOnTheCurve(t *testing.T) {
	logistic := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	groups := []stats.GroupPoint{{10, logistic(-1)}, {10, 0.5}, {10, logistic(1)}}
	i := reference.Must(stats.SlopeIndexOfGroups(groups, stats.LogitGradient))(t)
	expect.Same(t, "SII", i.Slope.Value, logistic(1.5)-logistic(-1.5))
	expect.Same(t, "RII", i.Relative.Value, math.Exp(1.5))
	if i.Slope.StandardError.Value > 1e-12 {
		t.Errorf("points on the curve have an error of %v", i.Slope.StandardError.Value)
	}
}

// Two schools that mirror each other, by hand. Groups of 20 with 4, 10 and 16 successes; log odds ∓ln 4 and 0 at centred
// ranks ∓1/3 lie on a line of slope 3 ln 4, so p(0) = 1/9 and p(1) = 8/9. School A is 1, 0, 0 above its expected
// successes and school B as far below: its score is (1, -1/3), B's the opposite, so the meat is 2/1 x 2 x uuᵀ. The
// information is middle 20 x (0.16 + 0.25 + 0.16) = 11.4 and slope 20 x 0.32/9 = 6.4/9.
func TestSlopeIndexPersonsByHand(t *testing.T) {
	persons := stats.PersonCounts{Groups: 3, Cells: []stats.PersonCell{
		{Group: 0, Cluster: "A", Successes: 3, Failures: 7}, {Group: 1, Cluster: "A", Successes: 5, Failures: 5}, {Group: 2, Cluster: "A", Successes: 8, Failures: 2},
		{Group: 0, Cluster: "B", Successes: 1, Failures: 9}, {Group: 1, Cluster: "B", Successes: 5, Failures: 5}, {Group: 2, Cluster: "B", Successes: 8, Failures: 2},
	}}
	i := reference.Must(stats.SlopeIndexOfPersons(persons, stats.LogitGradient))(t)
	expect.Same(t, "SII", i.Slope.Value, 7.0/9)
	expect.Same(t, "RII", i.Relative.Value, 8)
	// Along the gradient of SII, which is (0, 8/81): the slope moves by u_slope/information = (1/3)/(6.4/9) a school.
	expect.Same(t, "error", i.Slope.StandardError.Value, 8.0/81*(1.0/3)/(6.4/9)*2)
	// Along that of ln RII, 1/9 (1, 1/2) - 8/9 (1, -1/2) = (-7/9, 1/2).
	expect.Same(t, "log error", i.Relative.StandardError.Value, 2*math.Abs(-7.0/9/11.4-0.5*(1.0/3)/(6.4/9)))
	warned(t, i.Slope, stats.FewClusters)
	sound(t, i.Slope)
	sound(t, i.Relative)
}

// personsBySchool is an invented school system: shares rise with the group and differ between schools.
func personsBySchool(t interface{ Fatal(...any) }, schools, groups int, draw func(name string, most int) int) stats.PersonCounts {
	persons := stats.PersonCounts{Groups: groups}
	for school := range schools {
		for group := range groups {
			persons.Cells = append(persons.Cells, stats.PersonCell{
				Group:     group,
				Cluster:   fmt.Sprint("school ", school),
				Stratum:   fmt.Sprint("region ", school%2),
				Successes: float64(1 + draw("successes", 6)),
				Failures:  float64(1 + draw("failures", 6)),
			})
		}
	}
	return persons
}

func TestSlopeIndexPersonsLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string, most int) int { return rapid.IntRange(0, most).Draw(t, name) }
		persons := personsBySchool(t, 3+draw("schools", 4), 3+draw("groups", 3), draw)
		kind := rapid.SampledFrom([]stats.Gradient{stats.LinearGradient, stats.LogitGradient}).Draw(t, "kind")
		of := func(cells []stats.PersonCell) stats.SlopeIndices {
			i := reference.Must(stats.SlopeIndexOfPersons(stats.PersonCounts{Groups: persons.Groups, Cells: cells}, kind))(t)
			sound(t, i.Slope)
			sound(t, i.Relative)
			return i
		}
		before := slices.Clone(persons.Cells)
		whole := of(persons.Cells)
		if !slices.Equal(before, persons.Cells) {
			t.Fatalf("the caller's cells were changed")
		}

		// Rows in another order, and each row cut in two, are the same persons.
		if other := of(shuffled(persons.Cells, rapid.Uint64().Draw(t, "seed"))); other.Slope.Value != whole.Slope.Value || other.Slope.Interval != whole.Slope.Interval || other.Relative.Value != whole.Relative.Value {
			t.Fatalf("another order, another slope: %+v and %+v", whole.Slope, other.Slope)
		}
		var cut []stats.PersonCell
		for _, c := range persons.Cells {
			left, right := c, c
			left.Failures, right.Successes = 0, 0
			cut = append(cut, left, right)
		}
		expect.Same(t, "cut rows", of(cut).Slope.Interval.Low, whole.Slope.Interval.Low)

		// Weights of two are every person twice, school by school, which changes neither the slope nor, with whole
		// schools as units, its error. A constant weight of any size does the same.
		factor := rapid.Float64Range(0.1, 10).Draw(t, "factor")
		heavier := slices.Clone(persons.Cells)
		for i := range heavier {
			heavier[i].Successes *= factor
			heavier[i].Failures *= factor
		}
		weighted := of(heavier)
		expect.Same(t, "weighted slope", weighted.Slope.Value, whole.Slope.Value)
		expect.Same(t, "weighted limit", weighted.Slope.Interval.High, whole.Slope.Interval.High)

		// Turned round, the slope changes sign; for the logit, so does the logarithm of the ratio.
		turned := slices.Clone(persons.Cells)
		for i := range turned {
			turned[i].Group = persons.Groups - 1 - turned[i].Group
		}
		back := of(turned)
		expect.Same(t, "turned slope", -back.Slope.Value, whole.Slope.Value)
		expect.Same(t, "turned limit", -back.Slope.Interval.Low, whole.Slope.Interval.High)
		if whole.Relative.Defined() {
			expect.Same(t, "turned ratio", 1/back.Relative.Value, whole.Relative.Value)
		}

		// Failures for successes: the slope changes sign.
		swapped := slices.Clone(persons.Cells)
		for i, c := range swapped {
			swapped[i].Successes, swapped[i].Failures = c.Failures, c.Successes
		}
		expect.Same(t, "slope of failures", -of(swapped).Slope.Value, whole.Slope.Value)

		// Equal groups have no gap.
		level := slices.Clone(persons.Cells)
		for i := range level {
			level[i].Successes, level[i].Failures = 2, 3
		}
		flat := of(level)
		expect.Same(t, "flat slope", flat.Slope.Value, 0)
		expect.Same(t, "flat ratio", flat.Relative.Value, 1)
		if flat.Slope.StandardError.Value > 1e-9 {
			t.Fatalf("equal schools have an error of %v", flat.Slope.StandardError.Value)
		}

		// A school to each person is no school at all.
		var lone, alone []stats.PersonCell
		for _, c := range persons.Cells {
			c.Stratum, c.Cluster = "", ""
			alone = append(alone, c)
			for k := range int(c.Successes + c.Failures) {
				one := stats.PersonCell{Group: c.Group, Cluster: fmt.Sprint("person ", len(lone)), Failures: 1}
				if k < int(c.Successes) {
					one.Successes, one.Failures = 1, 0
				}
				lone = append(lone, one)
			}
		}
		expect.Same(t, "lone persons", of(lone).Slope.StandardError.Value, of(alone).Slope.StandardError.Value)
	})
}

func TestSlopeIndexGroupsLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 10).Draw(t, "groups")
		groups, reversed, hundred := make([]stats.GroupPoint, n), make([]stats.GroupPoint, n), make([]stats.GroupPoint, n)
		heavier, flat := make([]stats.GroupPoint, n), make([]stats.GroupPoint, n)
		for i := range groups {
			groups[i] = stats.GroupPoint{Population: rapid.Float64Range(1, 1000).Draw(t, "population"), Outcome: rapid.Float64Range(0.01, 0.99).Draw(t, "outcome")}
			reversed[n-1-i] = groups[i]
			hundred[i] = stats.GroupPoint{Population: groups[i].Population, Outcome: 100 * groups[i].Outcome}
			heavier[i] = stats.GroupPoint{Population: 7 * groups[i].Population, Outcome: groups[i].Outcome}
			flat[i] = stats.GroupPoint{Population: groups[i].Population, Outcome: groups[0].Outcome}
		}
		before := slices.Clone(groups)
		for _, kind := range []stats.Gradient{stats.LinearGradient, stats.LogitGradient} {
			i := reference.Must(stats.SlopeIndexOfGroups(groups, kind))(t)
			sound(t, i.Slope)
			sound(t, i.Relative)
			expect.Same(t, "reversed", -reference.Must(stats.SlopeIndexOfGroups(reversed, kind))(t).Slope.Value, i.Slope.Value)
			expect.Same(t, "heavier", reference.Must(stats.SlopeIndexOfGroups(heavier, kind))(t).Slope.Interval.Low, i.Slope.Interval.Low)
			none := reference.Must(stats.SlopeIndexOfGroups(flat, kind))(t)
			expect.Same(t, "flat", none.Slope.Value, 0)
			expect.Same(t, "flat ratio", none.Relative.Value, 1)
		}
		one, scaled := reference.Must(stats.SlopeIndexOfGroups(groups, stats.LinearGradient))(t), reference.Must(stats.SlopeIndexOfGroups(hundred, stats.LinearGradient))(t)
		expect.Same(t, "in percent", scaled.Slope.Value, 100*one.Slope.Value)
		expect.Same(t, "error in percent", scaled.Slope.StandardError.Value, 100*one.Slope.StandardError.Value)
		if one.Relative.Defined() && scaled.Relative.Defined() {
			expect.Same(t, "ratio in percent", scaled.Relative.Value, one.Relative.Value)
		}
		if !slices.Equal(before, groups) {
			t.Fatalf("the caller's groups were changed")
		}
	})
}

func TestSlopeIndexSpecialCases(t *testing.T) {
	for _, kind := range []stats.Gradient{stats.LinearGradient, stats.LogitGradient} {
		t.Run(string(kind), func(t *testing.T) {
			ofGroups := func(groups ...stats.GroupPoint) stats.SlopeIndices {
				return reference.Must(stats.SlopeIndexOfGroups(groups, kind))(t)
			}
			undefinedBecause(t, ofGroups().Slope, stats.TooFewGroups)
			undefinedBecause(t, ofGroups(stats.GroupPoint{5, 0.1}, stats.GroupPoint{5, 0.2}).Relative, stats.TooFewGroups)
			undefinedBecause(t, ofGroups(stats.GroupPoint{5, 0.1}, stats.GroupPoint{0, 0.2}, stats.GroupPoint{5, 0.3}).Slope, stats.MissingGroup)

			// Cells are written as group:successes/failures, after the school.
			of := func(groups int, cells string) stats.SlopeIndices {
				return reference.Must(stats.SlopeIndexOfPersons(stats.PersonCounts{Groups: groups, Cells: cellsOf(t, cells)}, kind))(t)
			}
			undefinedBecause(t, of(2, "A 0:1/2 1:2/1").Slope, stats.TooFewGroups)
			undefinedBecause(t, of(3, "").Slope, stats.NoData)
			undefinedBecause(t, of(3, "A 0:0/0").Slope, stats.NoData)
			undefinedBecause(t, of(3, "A 0:1/2 2:2/1").Slope, stats.MissingGroup)
			undefinedBecause(t, of(3, "A 0:1/2 1:0/0 2:2/1").Relative, stats.MissingGroup)

			none := of(3, "A 0:0/2 1:0/4 2:0/1 B 0:0/9")
			noIntervalBecause(t, none.Slope, 0, stats.NoVariation)
			undefinedBecause(t, none.Relative, stats.ZeroDenominator)
			all := of(3, "A 0:2/0 1:4/0 2:1/0 B 0:9/0")
			noIntervalBecause(t, all.Slope, 0, stats.NoVariation)
			noIntervalBecause(t, all.Relative, 1, stats.NoVariation)

			oneSchool := of(3, "A 0:1/5 1:2/4 2:4/2")
			if !oneSchool.Slope.Defined() || oneSchool.Slope.Interval.Undefined != stats.OneCluster || oneSchool.Relative.Interval.Undefined != stats.OneCluster {
				t.Errorf("one school: %+v", oneSchool)
			}
			sound(t, oneSchool.Slope)

			if got := of(3, "A 0:1/5 1:2/4 B 2:4/2 0:2/2"); !slices.Contains(got.Slope.Warnings, stats.FewClusters) {
				t.Errorf("two schools: %v", got.Slope.Warnings)
			}
			many := strings.Builder{}
			for school := range 20 {
				fmt.Fprintf(&many, " S%d 0:1/5 1:2/4 2:%d/2", school, 1+school%3)
			}
			warned(t, of(3, many.String()).Slope)
		})
	}
}

func TestSlopeIndexSeparation(t *testing.T) {
	for _, c := range []struct {
		cells  string
		reason stats.Reason
	}{
		{"A 0:0/5 1:0/5 2:5/0 B 0:0/1", stats.Separated}, // ranks tell who succeeds
		{"A 0:5/0 1:5/0 2:0/5 B 0:1/0", stats.Separated}, // and in the other direction
		{"A 0:0/5 1:2/3 2:5/0 B 0:0/1", stats.Separated}, // one mixed group between
		{"A 0:3/2 1:5/0 2:5/0 B 0:1/0", stats.Separated}, // failures only at the bottom
		{"A 0:1/4 1:0/5 2:5/0 B 0:0/1", ""},              // one success below is enough to settle it
		{"A 0:0/5 1:1/4 2:1/4 B 0:0/1", ""},              // a zero at the end does not separate
	} {
		t.Run(c.cells, func(t *testing.T) {
			persons := stats.PersonCounts{Groups: 3, Cells: cellsOf(t, c.cells)}
			i := reference.Must(stats.SlopeIndexOfPersons(persons, stats.LogitGradient))(t)
			undefinedBecause(t, i.Slope, c.reason)
			undefinedBecause(t, i.Relative, c.reason)
			if linear := reference.Must(stats.SlopeIndexOfPersons(persons, stats.LinearGradient))(t); !linear.Slope.Defined() {
				t.Errorf("a straight line does not mind separation: %+v", linear.Slope)
			}
		})
	}
	groups := []stats.GroupPoint{{5, 0}, {5, 0.4}, {5, 1}}
	undefinedBecause(t, reference.Must(stats.SlopeIndexOfGroups(groups, stats.LogitGradient))(t).Slope, stats.Separated)
	flat := []stats.GroupPoint{{5, 0}, {5, 0}, {5, 0}}
	undefinedBecause(t, reference.Must(stats.SlopeIndexOfGroups(flat, stats.LogitGradient))(t).Slope, stats.NoVariation)

	// Nearly separated: one success among a million below, one failure among a million above. The fit still settles.
	steep := stats.PersonCounts{Groups: 3, Cells: cellsOf(t, "A 0:1/999999 1:1/1 2:999999/1 B 0:0/10 1:5/5 2:10/0")}
	i := reference.Must(stats.SlopeIndexOfPersons(steep, stats.LogitGradient))(t)
	sound(t, i.Slope)
	if !i.Slope.Defined() || i.Slope.Value < 0.999 {
		t.Errorf("a steep gradient: %+v", i.Slope)
	}

	// Small groups at the bottom and nearly everybody in the others: the ranks that decide lie close together, and whole
	// steps of Newton's method run far beyond the answer. The first two groups alone settle it, so their shares are met.
	for _, cells := range []string{"A 0:7/92 1:2/7 2:202432/0", "A 0:60/1660 1:0/3 2:9/0", "A 0:717345/0 1:3/292 2:11811/758", "A 0:2/2719 1:102/76 2:308601/0"} {
		i := reference.Must(stats.SlopeIndexOfPersons(stats.PersonCounts{Groups: 3, Cells: cellsOf(t, cells)}, stats.LogitGradient))(t)
		sound(t, i.Slope)
		if !i.Slope.Defined() {
			t.Errorf("%s: %s", cells, i.Slope.Undefined)
		}
	}
	// In units of 1/405080 their ridits are 99 and 207; the line runs through log odds of ln(7/92) and ln(2/7) there.
	close := reference.Must(stats.SlopeIndexOfPersons(stats.PersonCounts{Groups: 3, Cells: cellsOf(t, "A 0:7/92 1:2/7 2:202432/0")}, stats.LogitGradient))(t)
	bottom := math.Log(7.0/92) - 99*(math.Log(2.0/7)-math.Log(7.0/92))/108
	expect.Same(t, "share at the bottom", close.MostDisadvantaged, 1/(1+math.Exp(-bottom)))
	expect.Same(t, "share at the top", close.LeastDisadvantaged, 1)
}

func TestSlopeIndexStrata(t *testing.T) {
	cells := cellsOf(t, "A 0:1/5 1:2/4 2:3/3 B 0:2/5 1:2/6 2:5/3 C 0:3/5 1:2/1 2:3/0 D 0:1/5 1:1/4 2:2/3")
	stratum := map[string]string{"A": "north", "B": "north", "C": "south", "D": "south"}
	for i := range cells {
		cells[i].Stratum = stratum[cells[i].Cluster]
	}
	two := reference.Must(stats.SlopeIndexOfPersons(stats.PersonCounts{Groups: 3, Cells: cells}, stats.LogitGradient))(t)
	warned(t, two.Slope, stats.FewClusters)
	for i := range cells {
		if cells[i].Cluster == "D" {
			cells[i].Stratum = "island"
		}
	}
	lonely := reference.Must(stats.SlopeIndexOfPersons(stats.PersonCounts{Groups: 3, Cells: cells}, stats.LogitGradient))(t)
	warned(t, lonely.Slope, stats.FewClusters, stats.LonelyStratum)
	expect.Same(t, "strata leave the slope alone", lonely.Slope.Value, two.Slope.Value)

	// Schools of the same name in two strata are two schools.
	for i := range cells {
		cells[i].Cluster, cells[i].Stratum = "A", cells[i].Cluster
	}
	if i := reference.Must(stats.SlopeIndexOfPersons(stats.PersonCounts{Groups: 3, Cells: cells}, stats.LogitGradient))(t); !i.Slope.Interval.Defined() {
		t.Errorf("four schools: %+v", i.Slope)
	}
}

func TestSlopeIndexLineLeavesRange(t *testing.T) {
	cells := cellsOf(t, "A 0:0/9 1:1/8 2:8/1 B 0:0/9 1:0/9 2:9/0")
	i := reference.Must(stats.SlopeIndexOfPersons(stats.PersonCounts{Groups: 3, Cells: cells}, stats.LinearGradient))(t)
	warned(t, i.Slope, stats.FewClusters, stats.LineLeavesRange)
	undefinedBecause(t, i.Relative, stats.OutsideTheRange)
	if i.MostDisadvantaged >= 0 || i.LeastDisadvantaged <= 1 {
		t.Errorf("the line runs from %v to %v", i.MostDisadvantaged, i.LeastDisadvantaged)
	}
}

func TestSlopeIndexRefusals(t *testing.T) {
	good := []stats.PersonCell{{Group: 0, Successes: 1, Failures: 1}, {Group: 1, Successes: 1, Failures: 1}, {Group: 2, Successes: 2, Failures: 1}}
	bad := []stats.PersonCell{
		{Group: -1, Successes: 1}, {Group: 3, Successes: 1}, {Group: 0, Cluster: "A", Successes: 1}, {Successes: 0.5}, {Failures: 1.5},
	}
	for _, x := range impossible {
		bad = append(bad, stats.PersonCell{Successes: x}, stats.PersonCell{Failures: x})
	}
	for _, cell := range bad {
		_, err := stats.SlopeIndexOfPersons(stats.PersonCounts{Groups: 3, Cells: append(slices.Clone(good), cell)}, stats.LogitGradient)
		expect.Refused(t, fmt.Sprintf("%+v", cell), err)
	}
	_, err := stats.SlopeIndexOfPersons(stats.PersonCounts{Groups: -1}, stats.LogitGradient)
	expect.Refused(t, "fewer than no groups", err)
	_, err = stats.SlopeIndexOfPersons(stats.PersonCounts{Groups: 3, Cells: good}, "cubic")
	expect.Refused(t, "cubic", err)
	_, err = stats.SlopeIndexOfGroups([]stats.GroupPoint{{1, 1}, {1, 1}, {1, 1}}, "")
	expect.Refused(t, "no kind", err)
	for _, x := range impossible {
		_, err := stats.SlopeIndexOfGroups([]stats.GroupPoint{{1, 0.1}, {x, 0.2}, {1, 0.3}}, stats.LinearGradient)
		expect.Refused(t, "population", err)
	}
	for _, x := range notNumbers {
		_, err := stats.SlopeIndexOfGroups([]stats.GroupPoint{{1, 0.1}, {1, x}, {1, 0.3}}, stats.LinearGradient)
		expect.Refused(t, "outcome", err)
	}
	for _, x := range []float64{-0.1, 1.1, 55} {
		_, err := stats.SlopeIndexOfGroups([]stats.GroupPoint{{1, 0.1}, {1, x}, {1, 0.3}}, stats.LogitGradient)
		expect.Refused(t, "share", err)
	}
}

// cellsOf reads cells written as school and then group:successes/failures.
func cellsOf(t *testing.T, text string) []stats.PersonCell {
	t.Helper()
	var cells []stats.PersonCell
	school := ""
	for _, word := range strings.Fields(text) {
		cell := stats.PersonCell{}
		if n, _ := fmt.Sscanf(word, "%d:%f/%f", &cell.Group, &cell.Successes, &cell.Failures); n == 3 {
			cell.Cluster = school
			cells = append(cells, cell)
		} else {
			school = word
		}
	}
	return cells
}

// Twelve schools leave eleven degrees of freedom: t(11) at 97.5% is 2.2009852.
func TestLimitsByClusters(t *testing.T) {
	persons := stats.PersonCounts{Groups: 3}
	for s := range 12 {
		for g := range 3 {
			persons.Cells = append(persons.Cells, stats.PersonCell{Group: g, Cluster: string(rune('a' + s)), Successes: float64(3 + g + s%4), Failures: float64(9 - g - s%3)})
		}
	}
	normal := reference.Must(stats.SlopeIndexOfPersons(persons, stats.LogitGradient))(t)
	student := reference.Must(stats.SlopeIndexOfPersons(persons, stats.LogitGradient, stats.ByClusters()))(t)
	expect.Same(t, "value", student.Slope.Value, normal.Slope.Value)
	expect.Same(t, "error", student.Slope.StandardError.Value, normal.Slope.StandardError.Value)
	expect.Decimals(t, "half-width in errors", (student.Slope.Interval.High-student.Slope.Value)/student.Slope.StandardError.Value, 2.2009852, 6)
	expect.Decimals(t, "of the ratio, on its logarithm", math.Log(student.Relative.Interval.High/student.Relative.Value)/student.Relative.StandardError.Value, 2.2009852, 6)
	if student.Slope.Method == normal.Slope.Method {
		t.Errorf("both are called %s", normal.Slope.Method)
	}
	absolute := reference.Must(stats.ConcentrationOfPersons(persons, stats.ByClusters()))(t).Absolute
	expect.Decimals(t, "half-width of the concentration index in errors", (absolute.Interval.High-absolute.Value)/absolute.StandardError.Value, 2.2009852, 6)
	for i := range persons.Cells {
		persons.Cells[i].Cluster = ""
	}
	if a, b := reference.Must(stats.SlopeIndexOfPersons(persons, stats.LogitGradient))(t), reference.Must(stats.SlopeIndexOfPersons(persons, stats.LogitGradient, stats.ByClusters()))(t); a.Slope.Interval != b.Slope.Interval {
		t.Errorf("independent persons: %v and %v", a.Slope.Interval, b.Slope.Interval)
	}
}

package survey_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/survey"

	"pgregory.net/rapid"
)

// sample is a design with two strata and a few schools in each, and two values a row.
type sample struct {
	rows    []survey.Row
	x, y    []float64
	yes     []bool
	group   []string
	numbers *rand.Rand
}

func drawSample(t *rapid.T) sample {
	s := sample{numbers: rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 9))}
	for i := range rapid.IntRange(12, 40).Draw(t, "rows") {
		s.rows = append(s.rows, survey.Row{
			Weight: 0.5 + s.numbers.Float64(), Stratum: string(rune('a' + i%2)), Cluster: string(rune('A' + i%6)), ClustersInStratum: 30,
		})
		s.x, s.y = append(s.x, s.numbers.NormFloat64()), append(s.y, 3+s.numbers.NormFloat64())
		s.yes = append(s.yes, s.numbers.IntN(3) == 0)
		s.group = append(s.group, string(rune('p'+s.numbers.IntN(2))))
	}
	s.group[0], s.group[1] = "p", "q"
	return s
}

func (s sample) design(t *rapid.T) survey.Design { return reference.Must(survey.NewDesign(s.rows))(t) }

func TestOrderOfRowsIsIrrelevantAndValuesUnchanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t)
		before := slices.Clone(s.y)
		a := reference.Must(s.design(t).Ratio(s.y, s.x))(t)
		if !slices.Equal(before, s.y) {
			t.Fatal("the caller's values were changed")
		}
		s.numbers.Shuffle(len(s.rows), func(i, j int) {
			s.rows[i], s.rows[j] = s.rows[j], s.rows[i]
			s.x[i], s.x[j] = s.x[j], s.x[i]
			s.y[i], s.y[j] = s.y[j], s.y[i]
		})
		b := reference.Must(s.design(t).Ratio(s.y, s.x))(t)
		expect.Same(t, "ratio", b.Value, a.Value)
		expect.Same(t, "its error", b.StandardError.Value, a.StandardError.Value)
	})
}

func TestARowTwiceIsARowOfTwiceTheWeight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t)
		doubled := slices.Clone(s.rows)
		doubled[3].Weight *= 2
		a := reference.Must(reference.Must(survey.NewDesign(doubled))(t).Mean(s.y))(t)
		b := reference.Must(reference.Must(survey.NewDesign(append(slices.Clone(s.rows), s.rows[3])))(t).Mean(append(slices.Clone(s.y), s.y[3])))(t)
		expect.Same(t, "mean", b.Value, a.Value)
		expect.Same(t, "its error", b.StandardError.Value, a.StandardError.Value)
	})
}

func TestDomainsAddUpToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t)
		d := s.design(t)
		no := make([]bool, len(s.yes))
		masked := make([]float64, len(s.yes))
		for i, yes := range s.yes {
			if no[i] = !yes; yes {
				masked[i] = s.y[i]
			}
		}
		inside, outside := reference.Must(d.Within(s.yes))(t), reference.Must(d.Within(no))(t)
		part, rest := reference.Must(inside.Total(s.y))(t), reference.Must(outside.Total(s.y))(t)
		expect.Same(t, "total", part.Value+rest.Value, reference.Must(d.Total(s.y))(t).Value)
		// The total of a domain is that of values which are zero outside.
		zeros := reference.Must(d.Total(masked))(t)
		if part.StandardError.Defined() {
			expect.Same(t, "error", part.StandardError.Value, zeros.StandardError.Value)
		}
	})
}

func TestCalibratedTotalsAreMetWithoutError(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t)
		d := s.design(t)
		other := make([]string, len(s.rows))
		for i := range other {
			other[i] = []string{"u", "v"}[i/2%2]
		}
		byGroup := survey.Margin{Group: s.group, Totals: map[string]float64{"p": 20, "q": 30}}
		byOther := survey.Margin{Group: other, Totals: map[string]float64{"u": 24, "v": 26}}
		ofGroup, ofOther := indicator(s.group, "p"), indicator(other, "u")
		for what, design := range map[string]survey.Design{
			"post-stratified": reference.Must(d.PostStratified(byGroup))(t),
			"calibrated":      reference.Must(d.Calibrated([][]float64{ofGroup, s.x}, []float64{20, 1}))(t),
		} {
			total := reference.Must(design.Total(ofGroup))(t)
			if math.Abs(total.Value-20) > 1e-9 || total.StandardError.Value > 1e-6 {
				t.Fatalf("%s: %+v", what, total)
			}
		}
		raked, err := d.Raked([]survey.Margin{byGroup, byOther})
		if err != nil {
			return // a crossing without rows
		}
		for want, column := range map[float64][]float64{20: ofGroup, 24: ofOther} {
			total := reference.Must(raked.Total(column))(t)
			if math.Abs(total.Value-want) > 1e-9 || total.StandardError.Value > 1e-6 {
				t.Fatalf("raked: %+v, want %v", total, want)
			}
		}
		// Raking by one margin is post-stratification.
		one, alone := reference.Must(d.Raked([]survey.Margin{byGroup}))(t), reference.Must(d.PostStratified(byGroup))(t)
		a, b := reference.Must(one.Mean(s.y))(t), reference.Must(alone.Mean(s.y))(t)
		expect.Same(t, "mean", a.Value, b.Value)
		expect.Same(t, "its error", a.StandardError.Value, b.StandardError.Value)
	})
}

func indicator(words []string, word string) []float64 {
	column := make([]float64, len(words))
	for i := range words {
		if words[i] == word {
			column[i] = 1
		}
	}
	return column
}

func TestSharesMeansAndModelsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t)
		d := s.design(t)
		mean, line := reference.Must(d.Mean(s.y))(t), reference.Must(d.Linear(s.y, nil))(t)
		expect.Same(t, "constant", line.Coefficients[0].Value, mean.Value)
		expect.Same(t, "its error", line.Coefficients[0].StandardError.Value, mean.StandardError.Value)

		p, q := reference.Must(d.Within(isGroup(s.group, "p")))(t), reference.Must(d.Within(isGroup(s.group, "q")))(t)
		difference, test, err := d.Difference(s.y, isGroup(s.group, "p"))
		if err != nil {
			t.Fatal(err)
		}
		expect.Same(t, "difference", difference.Value, reference.Must(p.Mean(s.y))(t).Value-reference.Must(q.Mean(s.y))(t).Value)
		if test.Defined() && (test.PValue < 0.05) != !difference.Interval.Contains(0) {
			t.Fatalf("%+v against %+v", test, difference)
		}

		share := reference.Must(d.Proportion(s.yes))(t)
		odds := reference.Must(d.Logistic(outcomes(s.yes), nil))(t)
		if odds.Defined() {
			expect.Same(t, "log odds", math.Round(1e6*odds.Coefficients[0].Value), math.Round(1e6*math.Log(share.Value/(1-share.Value))))
		}
		if share.Interval.Defined() && !share.Interval.Contains(share.Value) {
			t.Fatalf("%+v", share)
		}
	})
}

func isGroup(words []string, word string) []bool {
	in := make([]bool, len(words))
	for i := range words {
		in[i] = words[i] == word
	}
	return in
}

func outcomes(yes []bool) []float64 {
	column := make([]float64, len(yes))
	for i, is := range yes {
		if is {
			column[i] = 1
		}
	}
	return column
}

func TestIndependenceDoesNotDependOnWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t)
		d := s.design(t)
		three, renamed := make([]string, len(s.rows)), make([]string, len(s.rows))
		for i := range three {
			k := s.numbers.IntN(3)
			three[i], renamed[i] = []string{"a", "b", "c"}[k], []string{"z", "m", "k"}[k]
		}
		a, b := reference.Must(d.ChiSquare(s.group, three))(t), reference.Must(d.ChiSquare(renamed, s.group))(t)
		if a.Undefined != b.Undefined {
			t.Fatalf("%+v, %+v", a, b)
		}
		expect.Same(t, "F", b.Statistic, a.Statistic)
		expect.Same(t, "degrees", b.Degrees, a.Degrees)
	})
}

// Two of three schools of a region were drawn, and two of four in another; 60% of pupils there and 25% here have a mentor.
// By hand: (1.5 x 12 + 2 x 5)/70 = 40%; the totals of schools scatter by 1/3 x 2 x (1.5² + 1.5²) + 1/2 x 2 x (1 + 1) = 5,
// so that the error is √5/70 = 3.2 points, and t with 4 - 2 degrees 4.30.
func ExampleDesign_Proportion() {
	var rows []survey.Row
	var mentored []bool
	for _, school := range []struct {
		region, name    string
		weight, schools float64
		yes, no         int
	}{
		{"north", "Hill", 1.5, 3, 7, 3}, {"north", "Lake", 1.5, 3, 5, 5},
		{"south", "Dune", 2, 4, 2, 8}, {"south", "Palm", 2, 4, 3, 7},
	} {
		for i := range school.yes + school.no {
			rows = append(rows, survey.Row{Weight: school.weight, Stratum: school.region, Cluster: school.name, ClustersInStratum: school.schools})
			mentored = append(mentored, i < school.yes)
		}
	}
	design, err := survey.NewDesign(rows)
	if err != nil {
		fmt.Println(err)
		return
	}
	share, _ := design.Proportion(mentored)
	fmt.Printf("%.0f%% have a mentor (%.0f%% to %.0f%%)\n", 100*share.Value, 100*share.Interval.Low, 100*share.Interval.High)
	// Output:
	// 40% have a mentor (27% to 54%)
}

// Boys answered more often than girls; the sample is brought back to as many of either as there are.
func ExampleDesign_PostStratified() {
	design, err := survey.NewDesign([]survey.Row{{Weight: 10}, {Weight: 10}, {Weight: 10}, {Weight: 10}})
	if err != nil {
		fmt.Println(err)
		return
	}
	design, err = design.PostStratified(survey.Margin{
		Group:  []string{"boy", "boy", "boy", "girl"},
		Totals: map[string]float64{"boy": 20, "girl": 20},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	mean, _ := design.Mean([]float64{1, 2, 3, 6})
	fmt.Printf("%.1f hours on average\n", mean.Value)
	// Output:
	// 4.0 hours on average
}

package queries_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"athar/models"
)

const unequal = `name: t
public: true
basis: {purpose: Tests, permission: Invented}
dimensions:
  - {name: band, ordered: true, levels: [low, middle, high]}
  - {name: gender, levels: [F, M]}
  - {name: side, levels: [x, y], reference: x}
  - {name: region}
  - {name: ladder, ordered: true, levels: [one, two, three]}
terms:
  - {id: A, year: 2020, starts_on: 2020-01-01, ends_on: 2020-12-31}
disclosure: {threshold: 0, sensitive_threshold: 0}
feeds:
  - {name: register, kind: people, population: whole, files: {f: people.csv}}
  - {name: offers, kind: opportunities, files: {f: opportunities.csv}}
  - {name: visits, kind: participations, stages: [enrolled, attended], files: {f: participations.csv}}
`

// openUnequal holds 155 learners in three bands of five schools and 150 others of two genders. The reached, of all:
//
//	        s1     s2     s3     s4
//	low     6/20   5/15   4/15          15/50
//	middle  9/18   8/21          7/11   24/50
//	high           12/18  10/18  14/19  36/55
//
// (s3 or another school may be unknown) and F 56/70, M 48/80, the example of Newcombe 1998. Of side, x is M and y is F; of ladder, nobody is two. Region is
// north (56/70) and south (8/20) and west (40/60).
func openUnequal(t *testing.T, unknown string) *world {
	people, visits := []string{"person_id,school_id,band,gender,side,region,ladder"}, []string{"record_id,person_id,opportunity_id,stage,minutes"}
	n := 0
	add := func(yes, no int, groups string) {
		for i := range yes + no {
			n++
			people = append(people, fmt.Sprintf("p%d,%s", n, groups))
			if i < yes {
				visits = append(visits, fmt.Sprintf("r%d,p%d,o,attended,30", n, n))
			}
		}
	}
	for _, c := range []struct {
		band, school string
		yes, no      int
	}{{"low", "s1", 6, 14}, {"low", "s2", 5, 10}, {"low", "s3", 4, 11}, {"middle", "s1", 9, 9}, {"middle", "s2", 8, 13}, {"middle", "s4", 7, 4},
		{"high", "s2", 12, 6}, {"high", "s3", 10, 8}, {"high", "s4", 14, 5}} {
		if c.school == unknown {
			c.school = ""
		}
		add(c.yes, c.no, c.school+","+c.band+",,,,")
	}
	add(56, 14, "s5,,F,y,north,one")
	add(8, 12, "s5,,M,x,south,three")
	add(40, 20, "s5,,M,x,west,three")
	return openWorld(t, map[string]string{"athar.yaml": unequal, "people.csv": strings.Join(people, "\n"), "participations.csv": strings.Join(visits, "\n"),
		"opportunities.csv": "opportunity_id,title_en,starts_on\no,Fair,2020-03-01\n"})
}

// TestInequality compares with values computed apart from the code: the slope indices by a logistic regression on one row
// a person with the sandwich written out, clustered by school, with limits of t(3) for four schools (3.182446), differences by Newcombe's and ratios by Katz's formulas.
func TestInequality(t *testing.T) {
	w := openUnequal(t, "")
	for _, c := range []struct {
		name, question string
		want           map[string]string // value low high from to; or why not
	}{
		{"an order is compared from end to end, its slope from persons in their schools", "participation_rate --by band --term A", map[string]string{
			"difference": "0.354545 0.163934 0.510682 low high", "ratio": "2.181818 1.370616 3.473133 low high",
			"sii": "0.508041 0.341964 0.674118 low high", "rii": "3.182272 2.519926 4.018711 low high",
			"parity_index": "two groups", "adjusted_parity_index": "two groups"}},
		{"where less is better the first group's disadvantage stays positive", "not_reached --by band --term A", map[string]string{
			"difference": "0.354545 0.163934 0.510682 high low", "sii": "-0.508041 -0.674118 -0.341964 low high"}},
		{"two groups without a reference: the higher minus the lower; parity: the first over the last", "participation_rate --by gender --term A", map[string]string{
			"difference": "0.2 0.052431 0.333873 M F", "ratio": "1.333333 1.076626 1.651249 M F",
			"parity_index": "1.333333 1.076626 1.651249 M F", "adjusted_parity_index": "1.25 1.071173 1.394398 M F", "sii": "no order"}},
		{"a declared reference is what is measured against, even where it is worse off", "participation_rate --by side --term A", map[string]string{
			"difference": "-0.2 -0.333873 -0.052431 y x", "ratio": "0.75 0.605602 0.928827 y x",
			"parity_index": "1.333333 1.076626 1.651249 x y", "adjusted_parity_index": "1.25 1.071173 1.394398 x y"}},
		{"several unordered groups: the highest minus the lowest, and no parity", "participation_rate --by region --term A", map[string]string{
			"difference": "0.400000 0.160736 0.596857 south north", "parity_index": "two groups"}},
		{"an order with an empty group has no slope, and its ends are compared", "participation_rate --by ladder --term A", map[string]string{
			"difference": "-0.2 -0.333873 -0.052431 one three", "sii": "nobody in it", "rii": "nobody in it"}},
		{"the level of everybody, if all were like the last of the order", "participation_rate --by band --term A", map[string]string{
			"par": "0.170674", "paf": "35.272727", "d_maxmin": "have an order", "bgv": "have an order"}},
		{"distances from the level of everybody, 104 of 150", "participation_rate --by region --term A", map[string]string{
			"mdmw": "0.099556", "mdmu": "0.142222", "idisw": "14.358974", "d_ref": "No group was declared", "aci": "no order"}},
		{"both gaps of groups with a declared reference", "participation_rate --by side --term A", map[string]string{
			"d_maxmin": "0.2 0.052431 0.333873 x y", "mdru": "0.1"}},
		{"means, 30 minutes to each who came: differences with the errors of the means", "minutes_mean --by band --term A", map[string]string{
			"difference": "10.636364 5.223974 16.048753 low high", "par": "5.120235", "sii_logit": "no greatest value", "parity_index": "no share"}},
		{"a count says nothing of how large a part", "people --by band --term A", map[string]string{
			"difference": "how many there are", "mdmw": "how many there are", "sii": "how many there are"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, err := w.ask(c.question)
			if err != nil {
				t.Fatal(err)
			}
			if a.Inequality == nil || a.Inequality.State != models.Shown {
				t.Fatalf("%+v", a.Inequality)
			}
			for name, want := range c.want {
				if got := summary(a.Inequality, name); !sameSummary(got, want) {
					t.Errorf("%s: %s; want %s", name, got, want)
				}
			}
		})
	}
}

// TestEveryMeasureOfInequalityIsGivenOrNot: whatever is asked by one dimension, each measure stands once, in both languages.
func TestEveryMeasureOfInequalityIsGivenOrNot(t *testing.T) {
	w := openUnequal(t, "")
	for _, question := range []string{"participation_rate --by band --term A", "participation_rate --by gender --term A", "participation_rate --by side --term A",
		"participation_rate --by region --term A", "participation_rate --by ladder --term A", "minutes_mean --by band --term A", "minutes_mean --by side --term A",
		"people --by band --term A", "participation_gini --by region --term A"} {
		a, err := w.ask(question)
		if err != nil {
			t.Fatal(err)
		}
		times := map[string]int{}
		for _, m := range a.Inequality.Measures {
			times[m.Name]++
			if m.Title.En == "" || m.Title.Ar == "" || m.Method == "" {
				t.Errorf("%s: %+v", question, m)
			}
		}
		for _, s := range a.Inequality.Skipped {
			times[s.Name]++
			if s.Title.En == "" || s.Title.Ar == "" || s.Because.En == "" || s.Because.Ar == "" {
				t.Errorf("%s: %+v", question, s)
			}
		}
		for name, n := range times {
			if n != 1 {
				t.Errorf("%s: %s stands %d times", question, name, n)
			}
		}
		for _, name := range []string{"difference", "ratio", "sii", "rii", "aci", "rci", "rci_wagstaff", "rci_erreygers", "d_maxmin", "bgv", "ti", "mld", "bgsd", "cov", "mdmu", "mdmw",
			"mdbu", "mdbw", "mdru", "mdrw", "idisu", "idisw", "par", "paf", "parity_index", "adjusted_parity_index"} {
			if times[name] == 0 && !(name == "d_maxmin" && (strings.Contains(question, "gender") || strings.Contains(question, "region"))) {
				t.Errorf("%s says nothing of %s", question, name)
			}
		}
	}
}

// TestTheBriefAnswerLacksOnlyWhatIsSimulated: everything else of it is that of the whole answer.
func TestTheBriefAnswerLacksOnlyWhatIsSimulated(t *testing.T) {
	w := openUnequal(t, "")
	for _, by := range []string{"band", "region", "gender"} {
		for _, measure := range []string{"participation_rate", "minutes_mean"} {
			released, err := w.engine.Answer(t.Context(), models.Question{Measure: measure, By: []string{by}, Terms: []string{"A"}})
			if err != nil {
				t.Fatal(err)
			}
			brief, whole := released.Brief(), released.Answer()
			simulated := []string{"bgsd", "cov", "mdmu", "mdmw", "mdbu", "mdbw", "mdru", "mdrw", "idisu", "idisw"}
			left := slices.DeleteFunc(slices.Clone(whole.Inequality.Measures), func(m models.Summary) bool {
				return slices.Contains(simulated, m.Name) && m.Low != nil
			})
			if !reflect.DeepEqual(brief.Inequality.Measures, left) || len(left) == 0 {
				t.Errorf("%s by %s: %+v, not %+v", measure, by, brief.Inequality.Measures, left)
			}
			if by == "region" && measure == "participation_rate" && len(left) == len(whole.Inequality.Measures) {
				t.Error("nothing was simulated")
			}
			brief.Inequality, whole.Inequality = nil, nil
			if !reflect.DeepEqual(brief, whole) {
				t.Errorf("%s by %s: %+v, not %+v", measure, by, brief, whole)
			}
		}
	}
}

// TestInequalityWithoutSchool: learners whose school is not known are not a school together. Those of s3 stand alone.
func TestInequalityWithoutSchool(t *testing.T) {
	a, err := openUnequal(t, "s3").ask("participation_rate --by band --term A")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"sii": "0.508041 0.353386 0.662696 low high", "rii": "3.182272 2.159437 4.689582 low high"} {
		if got := summary(a.Inequality, name); !sameSummary(got, want) {
			t.Errorf("%s: %s; want %s", name, got, want)
		}
	}
}

func summary(block *models.Inequality, name string) string {
	for _, m := range block.Measures {
		if m.Name == name {
			if m.Low == nil {
				return fmt.Sprintf("%f - - %s %s", m.Value, m.From, m.To)
			}
			return fmt.Sprintf("%f %f %f %s %s", m.Value, *m.Low, *m.High, m.From, m.To)
		}
	}
	for _, s := range block.Skipped {
		if s.Name == name {
			return s.Because.En
		}
	}
	return "absent"
}

func sameSummary(got, want string) bool {
	g, w := strings.Fields(got), strings.Fields(want)
	if x, err := strconv.ParseFloat(want, 64); err == nil {
		y, wrong := strconv.ParseFloat(g[0], 64)
		return wrong == nil && math.Abs(x-y) < 1.5e-6
	}
	if len(g) != 5 || len(w) != 5 {
		return strings.Contains(got, want)
	}
	for i := range 3 {
		var x, y float64
		if n, _ := fmt.Sscan(g[i]+" "+w[i], &x, &y); n != 2 || math.Abs(x-y) > 1.5e-6 {
			return false
		}
	}
	return slices.Equal(g[3:], w[3:])
}

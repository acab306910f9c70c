package queries_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"athar/models"
	"athar/queries"
	"athar/queries/stats/evidence"
)

// survey is a world of learners who answered a scale of two items, once or twice.
type survey struct {
	people, forms, decisions []string
	records                  int
}

func (s *survey) learner(id, gender, band string) {
	s.people = append(s.people, id+","+gender+","+band)
}

func (s *survey) form(id, wave string, first, second int) {
	s.records++
	for i, value := range []int{first, second} {
		s.forms = append(s.forms, fmt.Sprintf("%d,q,i%d,%s,%s,learner,2020-0%d-01,%d", s.records, i+1, wave, id, map[string]int{"baseline": 2, "endline": 5}[wave], value))
	}
}

func (s *survey) world(t *testing.T, threshold int) *world {
	t.Helper()
	yaml, err := os.ReadFile("internal/measures/testdata/athar.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{
		"athar.yaml": strings.Replace(string(yaml), "threshold: 0, sensitive_threshold: 0", fmt.Sprintf("threshold: %d, sensitive_threshold: %d", threshold, threshold), 1),
		"people.csv": "person_id,gender,band\n" + strings.Join(s.people, "\n"),
		"scales.csv": "scale_id,title_en,domain,scoring\njoy,Joy,thriving,mean\n",
		"instruments.csv": "instrument_id,item_id,scale_id,text_en,answer,minimum,maximum,reversed\n" +
			"q,i1,joy,One,scale,1,5,\nq,i2,joy,Two,scale,1,5,\n",
		"responses.csv": "record_id,instrument_id,item_id,wave,respondent_id,role,answered_on,value\n" + strings.Join(s.forms, "\n"),
	}
	if len(s.decisions) > 0 {
		files["decisions.csv"] = "record_id,subject_kind,subject_id,matter,criterion,decided_on,outcome\n" + strings.Join(s.decisions, "\n")
	}
	return openWorld(t, files)
}

// surveyOf is, ten times over: girls who answered 2 2 (five) and 2 4 and 4 2 (one each), boys who answered 4 4 (five). Those of
// the even scores answered again, half of them one point higher; and as many new girls as mixed ones, at the end only.
func surveyOf(times int) *survey {
	s := &survey{}
	for i := range 5 * times {
		girl, boy := fmt.Sprintf("g%d", i), fmt.Sprintf("b%d", i)
		s.learner(girl, "F", "low")
		s.learner(boy, "M", "low")
		s.form(girl, "baseline", 2, 2)
		s.form(boy, "baseline", 4, 4)
		s.form(girl, "endline", 2+i%2, 2+i%2)
		s.form(boy, "endline", 4+i%2, 4+i%2)
	}
	for i := range times {
		for name, values := range map[string][2]int{"x": {2, 4}, "y": {4, 2}} {
			id := fmt.Sprintf("%s%d", name, i)
			s.learner(id, "F", "low")
			s.form(id, "baseline", values[0], values[1])
		}
		s.learner(fmt.Sprintf("n%d", i), "F", "low")
		s.form(fmt.Sprintf("n%d", i), "endline", 3, 3)
	}
	return s
}

func (w *world) outcome(t *testing.T, question string) *models.Outcome {
	t.Helper()
	a, err := w.ask(question)
	if err != nil {
		t.Fatal(err)
	}
	if a.Outcome == nil {
		t.Fatalf("%s: no outcome", question)
	}
	return a.Outcome
}

func factOf(t *testing.T, o *models.Outcome, name string) models.Summary {
	t.Helper()
	for _, f := range o.Facts {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("no %s among %+v; skipped %+v", name, o.Facts, o.Skipped)
	return models.Summary{}
}

func nearly(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s = %.6f, want %.6f", what, got, want)
	}
}

func standing(t *testing.T, o *models.Outcome, scale evidence.Scale) models.Standing {
	t.Helper()
	for _, s := range o.Grade.Standings {
		if s.Scale == string(scale) {
			return s
		}
	}
	t.Fatalf("no standing on %s", scale)
	return models.Standing{}
}

// Of 130 first forms (the new girls', too) each item varies by 120/129 and their sum by 400/129, so alpha is
// 2 (1 - 240/400) = 0.8. The 0.975 quantile of F(120, 120) is 1.43 in tables and that of F(129, 129) 1.41, so the limits are
// 1 - 0.2·1.41 = 0.718 and 1 - 0.2/1.41 = 0.858, each to the hundredth outside.
//
// 100 answered twice, 20 only before, 10 only after: matched 100/130, lost 20/120; of girls 20/70, of boys none.
// Scores before: 50 of 2, 50 of 4, s² = 100/99; after: 25 each of 2, 3, 4, 5, s² = 125/99; products of distances 100, so
// r = 100/√12500 = 0.894427. The mean change is 0.5, J(99) = 1 - 3/395 and g = 0.992405 · 0.5/1.005038 = 0.49372;
// v = 2·0.105573/100 + 0.49372²/200 = 0.0033303, limits 0.49372 ∓ 1.959964 · 0.057709.
func TestTheClaimOfAChange(t *testing.T) {
	t.Parallel()
	w := surveyOf(10).world(t, 0)
	o := w.outcome(t, "scale_change --by gender --where scale=joy --term A --today 2020-12-01")
	if o.State != models.Shown || *o.N != 100 || o.Design.Name != "before_after" || o.Comparison.Name != "none" {
		t.Errorf("state %s, n %d, design %s, comparison %s", o.State, *o.N, o.Design.Name, o.Comparison.Name)
	}
	nearly(t, "matched share", factOf(t, o, "matched_share").Value, 100.0/130, 1e-12)
	nearly(t, "attrition", factOf(t, o, "attrition").Value, 20.0/120, 1e-12)
	alpha := factOf(t, o, "reliability")
	nearly(t, "alpha", alpha.Value, 0.8, 1e-12)
	nearly(t, "lower limit of alpha", *alpha.Low, 0.71, 1e-12)
	nearly(t, "upper limit of alpha", *alpha.High, 0.86, 1e-12)
	g := factOf(t, o, "effect_size")
	nearly(t, "g", g.Value, 0.49372, 1e-5)
	nearly(t, "lower limit of g", *g.Low, 0.38061, 2e-5)
	nearly(t, "upper limit of g", *g.High, 0.60683, 2e-5)
	if len(o.Groups) != 2 || o.Groups[0].N != 70 || o.Groups[1].N != 50 {
		t.Fatalf("groups %+v", o.Groups)
	}
	nearly(t, "girls lost", o.Groups[0].Attrition, 20.0/70, 1e-12)
	nearly(t, "boys lost", o.Groups[1].Attrition, 0, 0)
	if s := standing(t, o, evidence.Nesta); s.Reached != 2 || s.Next != 3 || s.Lacks[0].Name != string(evidence.Controls) {
		t.Errorf("Nesta %+v", s)
	}
	if s := standing(t, o, evidence.ESSA); s.Reached != 4 {
		t.Errorf("the Act's tier is %d", s.Reached)
	}
	if s := standing(t, o, evidence.Maryland); s.Reached != 1 {
		t.Errorf("Maryland %d", s.Reached)
	}
	if o.Grade.Direction != string(evidence.Better) || !o.Grade.Exploratory || o.Grade.Expired {
		t.Errorf("grade %+v", o.Grade)
	}
	// The instrument is the same whomever one asks about: nothing can be taken off by asking twice.
	if girls := w.outcome(t, "scale_change --where scale=joy --where gender=F --term A"); factOf(t, girls, "reliability").Value != alpha.Value || *girls.N != 50 {
		t.Errorf("of girls: %+v", girls)
	}
	// More than five years later nothing but a description is left.
	if late := w.outcome(t, "scale_change --where scale=joy --term A --today 2026-01-01"); !late.Grade.Expired {
		t.Error("a claim of 2020 has not expired in 2026")
	}
}

// assessments are those of a group: so many on 2020-02-01 at one step, of whom some were assessed again on 2020-05-01 at another.
type assessments struct {
	gender             string
	first, again, lost int // steps, and how many were not assessed again
	learners           int
}

// Girls: 60 of step 2, of whom 40 were at step 3 in May and 20 were not assessed again; boys: 40 at step 3, all of them at 4 in
// May. Ten girls more were first assessed in B, and never again; ten of those who were not assessed again in A were in C.
//
// In A 40 + 40 were assessed again, and 20 - 10 = 10 never: matched 80/90, lost 10/90; of girls 10/50, of boys none. In B there is
// no gain to speak of. In C ten changed by 5 - 2 = 3.
func TestTheClaimOfAGainInSteps(t *testing.T) {
	t.Parallel()
	people, evidenced, records := []string{"person_id,gender"}, []string{"record_id,person_id,skill_id,step,assessed_on"}, 0
	assess := func(id string, step int, day string) {
		records++
		evidenced = append(evidenced, fmt.Sprintf("%d,%s,k,%d,%s", records, id, step, day))
	}
	for _, g := range []assessments{{"F", 2, 3, 20, 60}, {"M", 3, 4, 0, 40}} {
		for i := range g.learners {
			id := fmt.Sprint(g.gender, i)
			people = append(people, id+","+g.gender)
			assess(id, g.first, "2020-02-01")
			switch {
			case i >= g.lost:
				assess(id, g.again, "2020-05-01")
			case i < 10:
				assess(id, 5, "2021-02-01")
			}
		}
	}
	for i := range 10 {
		id := fmt.Sprint("new", i)
		people = append(people, id+",F")
		assess(id, 1, "2020-09-01")
	}
	w := openWorld(t, map[string]string{"people.csv": strings.Join(people, "\n"), "skills.csv": "skill_id,name_en\nk,Making\n", "evidence.csv": strings.Join(evidenced, "\n")})

	o := w.outcome(t, "step_gain --by gender --term A --today 2020-12-01")
	if o.State != models.Shown || *o.N != 80 || o.Design.Name != "before_after" || o.Comparison.Name != "none" {
		t.Fatalf("state %s, n %v, %+v, %+v", o.State, *o.N, o.Design, o.Comparison)
	}
	nearly(t, "matched share", factOf(t, o, "matched_share").Value, 80.0/90, 1e-12)
	nearly(t, "attrition", factOf(t, o, "attrition").Value, 10.0/90, 1e-12)
	if len(o.Groups) != 2 || o.Groups[0].N != 50 || o.Groups[1].N != 40 {
		t.Fatalf("groups %+v", o.Groups)
	}
	nearly(t, "girls lost", o.Groups[0].Attrition, 10.0/50, 1e-12)
	nearly(t, "boys lost", o.Groups[1].Attrition, 0, 0)

	if late := w.outcome(t, "step_gain --term B"); late.State == models.Shown {
		t.Errorf("in B nobody was assessed again: %+v", late)
	}
	a, err := w.ask("step_gain --term C")
	if err != nil {
		t.Fatal(err)
	}
	if *a.Total.Value != 3 || *a.Total.Denominator != 10 || factOf(t, a.Outcome, "attrition").Value != 0 {
		t.Errorf("in C %s, %+v", written(a), a.Outcome.Facts)
	}
	for _, skipped := range o.Skipped {
		if skipped.Name == "matched_share" || skipped.Name == "attrition" {
			t.Errorf("%s is skipped: %s", skipped.Name, skipped.Because.En)
		}
	}
}

// The same of 13 forms: F(12, 12) has the 0.975 quantile 3.28 in tables, so the lower limit is 1 - 0.2·3.28 = 0.344.
func TestAnInstrumentThatIsNotReliableBlocksTheClaim(t *testing.T) {
	t.Parallel()
	o := surveyOf(1).world(t, 0).outcome(t, "scale_change --where scale=joy --term A")
	if low := *factOf(t, o, "reliability").Low; math.Abs(low-0.34) > 1e-12 {
		t.Errorf("lower limit %v", low)
	}
	if s := standing(t, o, evidence.Nesta); s.Reached != 1 || s.Lacks[0].Name != string(evidence.ReliableOutcome) {
		t.Errorf("Nesta %+v", s)
	}
}

func TestWithoutAScaleItIsNotSaidThatItemsAreMissing(t *testing.T) {
	t.Parallel()
	o := surveyOf(1).world(t, 0).outcome(t, "scale_change --term A")
	for _, skipped := range o.Skipped {
		if skipped.Name == "reliability" {
			if !strings.Contains(skipped.Because.En, "ask about one") {
				t.Errorf("%+v", skipped)
			}
			return
		}
	}
	t.Error("it is not said why there is no reliability")
}

func TestTooFewFormsSayNothingOfAnInstrument(t *testing.T) {
	t.Parallel()
	s := &survey{}
	for i := range 9 {
		s.learner(fmt.Sprint("a", i), "F", "low")
		s.form(fmt.Sprint("a", i), "baseline", 1+i%5, 1+i%4)
	}
	o := s.world(t, 0).outcome(t, "scale_mean --where scale=joy --term A")
	for _, skipped := range o.Skipped {
		if skipped.Name == "reliability" {
			return
		}
	}
	t.Errorf("nine forms: %+v", o.Facts)
}

// Scores 1 2 3 and 3 4 5: 2 apart with a spread of 1, and J(4) = √(2/π). A mean at one time describes, and no more.
func TestTheClaimOfAMean(t *testing.T) {
	t.Parallel()
	w := openWorld(t, map[string]string{
		"people.csv": "person_id,gender\na,F\nb,F\nc,F\nd,M\ne,M\nf,M\n",
		"credentials.csv": "record_id,person_id,title,awarded_on,score\n1,a,T,2020-02-01,1\n2,b,T,2020-02-01,2\n3,c,T,2020-02-01,3\n" +
			"4,d,T,2020-02-01,3\n5,e,T,2020-02-01,4\n6,f,T,2020-02-01,5\n",
	})
	o := w.outcome(t, "score_mean --by gender --term A")
	g := factOf(t, o, "effect_size")
	nearly(t, "g", g.Value, -2*math.Sqrt(2/math.Pi), 1e-9)
	if g.From != "M" || g.To != "F" || *o.N != 6 || o.Design.Name != "cross_section" {
		t.Errorf("%+v, n %d, design %s", g, *o.N, o.Design.Name)
	}
	if s := standing(t, o, evidence.Nesta); s.Reached != 1 || s.Lacks[0].Name != string(evidence.ChangeMeasured) || o.Grade.Direction != string(evidence.NotTested) {
		t.Errorf("Nesta %+v", s)
	}
}

// Where a group is hidden nothing is said of single groups; where the total is, nothing at all.
func TestAClaimGivesNobodyAway(t *testing.T) {
	t.Parallel()
	s := &survey{}
	add := func(band string, count int) {
		for i := range count {
			id := fmt.Sprint(band, i)
			s.learner(id, "F", band)
			s.form(id, "baseline", 1+i%4, 1+i%3)
			s.form(id, "endline", 2+i%4, 2+i%3)
		}
	}
	add("low", 7)
	add("middle", 8)
	add("high", 60)
	w := s.world(t, 10)
	a, err := w.ask("scale_change --by band --where scale=joy --term A")
	if err != nil {
		t.Fatal(err)
	}
	if a.Total.State != models.Shown || a.Cells[0].State != models.Hidden {
		t.Fatalf("the case is of a hidden group and a shown total: %s", written(a))
	}
	if len(a.Outcome.Groups) > 0 || len(a.Outcome.Facts) != 4 {
		t.Errorf("with a hidden group: %+v", a.Outcome)
	}
	hidden := w.outcome(t, "scale_change --where band=low --where scale=joy --term A")
	if hidden.State != models.NotApplicable || hidden.Reason == nil || hidden.N != nil || hidden.Grade != nil || len(hidden.Facts)+len(hidden.Skipped)+len(hidden.Groups) > 0 {
		t.Errorf("of seven learners: %+v", hidden)
	}
}

// trial is a survey of applicants: sixty let in, whose scores went from 1 2 3 to 3 3 5, and sixty refused, from 1 2 3 to 1 3 2,
// each twenty times; three of those let in and six of those refused answered only before.
func trial(criterion string, unmeasured int) *survey {
	s := &survey{}
	decide := func(id, outcome string) {
		s.learner(id, "F", "low")
		s.decisions = append(s.decisions, fmt.Sprintf("%d,person,%s,take_part,%s,2020-02-02,%s", len(s.decisions), id, criterion, outcome))
	}
	for outcome, after := range map[string][]int{"approved": {3, 3, 5}, "refused": {1, 3, 2}} {
		for i := range 60 {
			id := fmt.Sprint(outcome, i)
			decide(id, outcome)
			s.form(id, "baseline", 1+i%3, 1+i%3)
			s.form(id, "endline", after[i%3], after[i%3])
		}
		for i := range map[string]int{"approved": 3, "refused": 6}[outcome] {
			id := fmt.Sprint("lost", outcome, i)
			decide(id, outcome)
			s.form(id, "baseline", 2, 2)
		}
		for i := range unmeasured {
			decide(fmt.Sprint("unmeasured", outcome, i), outcome)
		}
	}
	for i := range 20 { // nobody decided about these
		s.learner(fmt.Sprint("other", i), "M", "low")
		s.form(fmt.Sprint("other", i), "baseline", 1, 1)
		s.form(fmt.Sprint("other", i), "endline", 5, 5)
	}
	return s
}

// Both began at 2. Squares within of the first score 40 + 40, products 40 + 20, so the slope is 0.75 and the difference stays
// 11/3 - 2 = 5/3. Squares of the second score 20·8/3 + 40 less 0.75·60 leave 145/3, over 117 degrees; se² of that times 2/60.
// The pooled spread is √((160/3 + 40)/118), and g = 5/3 over it times 1 - 3/471. Lost 3/63 and 6/66, together 9/129.
func TestAComparisonWithThoseRefused(t *testing.T) {
	t.Parallel()
	const question = "scale_change --by arm --where scale=joy --term A --today 2020-12-01"
	for name, c := range map[string]struct {
		survey                *survey
		design                string
		nesta, act, maryland  int
		blocksNesta, blocksMd evidence.Condition
	}{
		"by lottery":                        {trial("Lottery", 0), "randomised", 3, 3, 5, evidence.Replicated, ""},
		"by lottery, many never measured":   {trial("lottery", 60), "randomised", 3, 3, 4, evidence.Replicated, evidence.FewLost},
		"by merit":                          {trial("merit", 0), "adjusted", 2, 3, 2, evidence.Counterpart, evidence.Counterpart},
		"without a word on how it was made": {trial("", 0), "adjusted", 2, 3, 2, evidence.Counterpart, evidence.Counterpart},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := c.survey.world(t, 0).outcome(t, question)
			if o.State != models.Shown || *o.N != 120 || o.Design.Name != c.design || o.Comparison.Name != "not_let_in" {
				t.Fatalf("state %s, n %v, %+v, %+v", o.State, *o.N, o.Design, o.Comparison)
			}
			difference := factOf(t, o, "difference")
			nearly(t, "difference", difference.Value, 5.0/3, 1e-12)
			nearly(t, "its error", (*difference.High-*difference.Low)/2/1.980448, math.Sqrt(145.0/3/117/30), 1e-6)
			nearly(t, "g", factOf(t, o, "effect_size").Value, 5.0/3/math.Sqrt((160.0/3+40)/118)*(1-3.0/471), 1e-12)
			nearly(t, "apart before", factOf(t, o, "baseline_difference").Value, 0, 1e-12)
			nearly(t, "attrition", factOf(t, o, "attrition").Value, 9.0/129, 1e-12)
			nearly(t, "differential attrition", factOf(t, o, "attrition_difference").Value, 3.0/63-6.0/66, 1e-12)
			if len(o.Groups) != 2 || o.Groups[0].N != 63 || o.Groups[1].N != 66 {
				t.Errorf("groups %+v", o.Groups)
			}
			for scale, want := range map[evidence.Scale]int{evidence.Nesta: c.nesta, evidence.ESSA: c.act, evidence.Maryland: c.maryland} {
				if s := standing(t, o, scale); s.Reached != want {
					t.Errorf("%s: %+v, want %d", scale, s, want)
				}
			}
			if s := standing(t, o, evidence.Nesta); s.Lacks[0].Name != string(c.blocksNesta) {
				t.Errorf("Nesta lacks %+v", s.Lacks)
			}
			if s := standing(t, o, evidence.Maryland); c.blocksMd != "" && s.Lacks[0].Name != string(c.blocksMd) {
				t.Errorf("Maryland lacks %+v", s.Lacks)
			}
			if o.Grade.Direction != string(evidence.Better) {
				t.Errorf("direction %s", o.Grade.Direction)
			}
		})
	}
}

// Where those refused are too few to be shown, nobody is compared with them; where nobody was, there is nobody to compare with.
func TestAComparisonGroupThatIsHiddenIsNone(t *testing.T) {
	t.Parallel()
	s := trial("lottery", 0)
	s.decisions = s.decisions[:0]
	for i := range 60 {
		s.decisions = append(s.decisions, fmt.Sprintf("%d,person,approved%d,take_part,lottery,2020-02-02,approved", i, i))
	}
	for i := range 5 {
		s.decisions = append(s.decisions, fmt.Sprintf("r%d,person,refused%d,take_part,lottery,2020-02-02,refused", i, i))
	}
	for _, question := range []string{"scale_change --by arm --where scale=joy --term A", "scale_change --where scale=joy --term A", "scale_change --by gender --where scale=joy --term A"} {
		o := s.world(t, 10).outcome(t, question)
		if o.State == models.Shown && (o.Comparison.Name != "none" || o.Design.Name != "before_after") {
			t.Errorf("%s: %+v %+v", question, o.Design, o.Comparison)
		}
	}
}

// The first decision places a person, and one that came after the second measurement places nobody.
func TestTheFirstDecisionPlaces(t *testing.T) {
	t.Parallel()
	s := trial("lottery", 0)
	for i := range 60 {
		s.decisions = append(s.decisions, fmt.Sprintf("later%d,person,refused%d,take_part,merit,2020-03-02,approved", i, i))
	}
	for i := range 20 {
		s.decisions = append(s.decisions, fmt.Sprintf("late%d,person,other%d,take_part,lottery,2020-11-02,refused", i, i))
	}
	o := s.world(t, 0).outcome(t, "scale_change --by arm --where scale=joy --term A --today 2020-12-01")
	if *o.N != 120 || o.Design.Name != "randomised" {
		t.Errorf("n %d, %+v", *o.N, o.Design)
	}
	nearly(t, "difference", factOf(t, o, "difference").Value, 5.0/3, 1e-12)
}

// impactWords are the word impact in both languages; Athar's own name is another form of the Arabic one.
var impactWords = []string{"impact", "تأثير", "الأثر", "أثره", "أثرها", "آثار"}

// Nothing that is said of a claim without others to compare with speaks of impact, nor of one with them.
func TestNothingIsCalledImpact(t *testing.T) {
	t.Parallel()
	said := map[string]any{"the catalogue": queries.Catalogue()}
	w := surveyOf(1).world(t, 0)
	for _, question := range []string{"scale_change --by gender --where scale=joy --term A", "scale_mean --by gender --where scale=joy --term A", "scale_change --where scale=joy --term B"} {
		a, err := w.ask(question)
		if err != nil {
			t.Fatal(err)
		}
		said[question] = a
	}
	a, err := trial("lottery", 0).world(t, 0).ask("scale_change --by arm --where scale=joy --term A")
	if err != nil {
		t.Fatal(err)
	}
	said["a lottery"] = a
	for _, claim := range []evidence.Claim{
		{}, {Design: evidence.AfterOnly}, {Design: evidence.BeforeAfter}, {Design: evidence.BeforeAfter, Tested: true, Effect: 1, PValue: 0.01, ReliabilityLow: 1},
		{Design: evidence.BeforeAfter, Tested: true, Effect: -1, PValue: 0.01, ReliabilityLow: 1}, {Design: evidence.BeforeAfter, Tested: true, Effect: 1, PValue: 0.5, ReliabilityLow: 1},
	} {
		grade, err := evidence.Assess(claim)
		if err != nil {
			t.Fatal(err)
		}
		if grade.MayCallImpact() {
			t.Errorf("%+v may be called impact", claim)
		}
		said[fmt.Sprintf("the grade of %+v", claim)] = grade.Sentence()
	}
	for what, text := range said {
		written, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range impactWords {
			if at := strings.Index(strings.ToLower(string(written)), word); at >= 0 {
				t.Errorf("%s says %q: …%s", what, word, written[max(0, at-80):min(len(written), at+80)])
			}
		}
	}
}

package check

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"athar/models"
)

// marker stands in every wrong value: no message may show it.
const marker = "Zz28412345678"

func TestEveryFieldOfEveryKindIsChecked(t *testing.T) {
	for _, k := range models.Kinds {
		good := whole(k)
		rows := []row{good}
		type expected struct {
			name, problem string // code:column×rows that is told; "" for nothing
			not           string // code:column×rows that is not
		}
		want := []expected{{name: "a right row"}}
		expect := func(e expected, r row) { rows, want = append(rows, r), append(want, e) }
		for _, f := range k.Fields {
			for _, c := range wrongs(f) {
				expect(expected{name: f.Name + " " + c.name, problem: c.code + ":" + f.Name + "×1"}, with(good, f.Name, c.value))
			}
		}
		for _, d := range declared {
			if slices.Contains(k.Levels, d.Of) && len(d.Levels) > 0 {
				expect(expected{name: d.Name, problem: "level_not_recognised:" + d.Name + "×1"}, with(good, d.Name, marker))
			}
		}
		for _, pair := range k.Ordered {
			late, early := "2026-03-04", "2026-03-03"
			if f, _ := k.Field(pair[0]); f.Type == models.Moment {
				late, early = late+"T10:01", late+"T10:00"
			}
			disorder := "wrong_order:" + pair[1] + "×1"
			expect(expected{name: pair[1] + " before " + pair[0], problem: disorder}, with(good, pair[0], late, pair[1], early))
			expect(expected{name: pair[1] + " with " + pair[0], not: disorder}, with(good, pair[0], late, pair[1], late))
		}
		t.Run(k.Name, func(t *testing.T) {
			j := judgeEach(t, k.Name, models.Feed{}, rows...)
			for i, w := range want {
				t.Run(w.name, func(t *testing.T) {
					told := strings.Fields(codesOf(j.result.Problems[i]))
					switch {
					case w.not != "":
						if slices.Contains(told, w.not) {
							t.Errorf("told is %q", told)
						}
						return
					case w.problem == "":
						if len(told) > 0 {
							t.Errorf("told is %q", told)
						}
						return
					case !slices.Contains(told, w.problem):
						t.Fatalf("told is %q, want %s", told, w.problem)
					}
					aside := false
					for _, p := range j.result.Problems[i] {
						aside = aside || p.Effect == models.SetAside
						if p.Line != int64(i+2) || p.File != "file.csv" {
							t.Errorf("%s is placed at %s line %d, not %d", p.Code, p.File, p.Line, i+2)
						}
						sayable(t, p)
					}
					if _, is := j.aside[int64(i+1)]; is != aside {
						t.Errorf("set aside is %v, told is %q", is, told)
					}
				})
			}
		})
	}
}

type wrong struct{ name, value, code string }

// wrongs are the wrong values that a field can have.
func wrongs(f models.Field) []wrong {
	var all []wrong
	if f.Required && f.Name != "record_id" {
		all = append(all, wrong{"not given", "", "missing"})
	}
	add := func(name, value, code string) { all = append(all, wrong{name, value, code}) }
	switch f.Type {
	case models.Whole:
		add("word", marker, "not_a_whole_number")
		add("fraction", "2.5", "not_a_whole_number")
	case models.Number:
		add("word", marker, "not_a_number")
		add("without end", "1e999", "not_a_number")
		add("not a number", "NaN", "not_a_number")
		add("comma", "1,5", "not_a_number")
	case models.Flag:
		add("word", marker, "not_a_flag")
	case models.Date:
		add("word", marker, "not_a_date")
		add("no such day", "2023-02-29", "not_a_date")
		add("day first", "03/02/2024", "not_a_date")
		add("more after it", "2024-02-03 "+marker, "not_a_date")
		if !f.Ends && f.Name != "starts_on" && f.Name != "valid_from" {
			add("tomorrow", "2026-11-22", "future_date")
		}
	case models.Moment:
		add("word", marker, "not_a_moment")
		add("no such hour", "2024-02-03T25:00", "not_a_moment")
	case models.Code, models.Codes:
		if len(f.Codes) > 0 && f.Open {
			add("another code", marker, "unlisted_code")
		} else if len(f.Codes) > 0 {
			add("another code", marker, "unknown_code")
		}
	case models.Apart:
		add("e-mail", "ask "+marker+"@example.org", "personal_text")
		add("telephone", "ring +974 4400 1234", "personal_text")
		add("national number", "is 28412345678", "personal_text")
	}
	if f.Minimum != nil {
		add("too little", "-1000", "out_of_range")
	}
	if f.Maximum != nil {
		add("too much", "٩٩٩٩", "out_of_range")
	}
	return all
}

// sayable checks that a problem speaks both languages and shows no value.
func sayable(t *testing.T, p models.Problem) {
	t.Helper()
	if p.Message.En == "" || p.Message.Ar == "" {
		t.Errorf("%s does not speak both languages", p.Code)
	}
	for _, said := range []string{p.Message.En, p.Message.Ar} {
		if strings.Contains(said, marker) || strings.Contains(said, "28412345678") {
			t.Errorf("%s shows a value: %s", p.Code, said)
		}
		if strings.ContainsAny(said, "{}") {
			t.Errorf("%s leaves a gap: %s", p.Code, said)
		}
	}
	if !regexp.MustCompile(`\p{Arabic}`).MatchString(p.Message.Ar) {
		t.Errorf("%s has no Arabic: %s", p.Code, p.Message.Ar)
	}
}

// named are a row that breaks each named rule, and what makes it keep it.
var named = map[string]struct {
	breaks []string
	feed   models.Feed
	also   string // what else that row is told
}{
	"schools/half_a_place":                 {breaks: []string{"longitude", ""}},
	"providers/half_a_place":               {breaks: []string{"latitude", ""}},
	"sessions/half_a_place":                {breaks: []string{"longitude", ""}},
	"opportunities/half_a_place":           {breaks: []string{"longitude", ""}},
	"opportunities/range_reversed":         {breaks: []string{"minimum_age", "12", "maximum_age", "9"}},
	"opportunities/price_without_currency": {breaks: []string{"price", "20", "currency", ""}},
	"instruments/no_limits":                {breaks: []string{"answer", "scale", "maximum", ""}},
	"instruments/range_reversed":           {breaks: []string{"minimum", "5", "maximum", "1"}},
	"participations/undeclared_stage":      {breaks: []string{"stage", "completed"}, feed: models.Feed{Stages: []string{"enrolled", "aware"}}},
	"responses/no_answer":                  {breaks: []string{"value", "", "option", "", "text", ""}},
	"responses/no_subject_kind":            {breaks: []string{"subject_kind", ""}},
	"returns/no_reporter":                  {breaks: []string{"school_id", "", "provider_id", ""}},
	"returns/unknown_term":                 {breaks: []string{"term", marker}},
	"skill_steps/range_reversed":           {breaks: []string{"expected_from_age", "12", "expected_to_age", "9"}},
	"skills/own_parent":                    {breaks: []string{"skill_id", "x", "parent_id", "x"}},
	"ties/own_parent":                      {breaks: []string{"from_id", "x", "to_id", "x"}},
}

func TestEveryNamedRuleBites(t *testing.T) {
	tried := map[string]bool{}
	for _, k := range models.Kinds {
		rules, err := rulesOf(k.Name)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rules {
			name := k.Name + "/" + r.problem.Code
			tried[name] = true
			t.Run(name, func(t *testing.T) {
				c, ok := named[name]
				if !ok {
					t.Fatal("no row here breaks this rule")
				}
				good := whole(k)
				if j := judge(t, k.Name, c.feed, good); j.codes() != "" {
					t.Fatalf("a right row is told %q", j.codes())
				}
				j := judge(t, k.Name, c.feed, good, with(with(good, k.Key[0], id(2)), c.breaks...))
				if want := r.problem.Code + ":" + r.problem.Column + "×1"; j.codes() != want {
					t.Errorf("told is %q, want %q", j.codes(), want)
				}
				if _, aside := j.aside[2]; aside != (r.problem.Effect == models.SetAside) {
					t.Errorf("effect %s, yet set aside is %v", r.problem.Effect, aside)
				}
				for _, p := range j.problems() {
					sayable(t, p)
				}
			})
		}
	}
	for name := range named {
		if !tried[name] {
			t.Errorf("there is no rule %s", name)
		}
	}
	files, err := ruleFiles.ReadDir("rules")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if k, err := models.KindNamed(strings.TrimSuffix(f.Name(), ".sql")); err != nil || k.Name+".sql" != f.Name() {
			t.Errorf("rules/%s is of no kind", f.Name())
		}
	}
}

func TestSkippedAnswersNeedNone(t *testing.T) {
	k, _ := models.KindNamed("responses")
	for _, status := range []string{"skipped", "not_applicable", "refused"} {
		if j := judge(t, "responses", models.Feed{}, with(whole(k), "status", status, "value", "", "option", "", "text", "")); j.codes() != "" {
			t.Errorf("%s is told %q", status, j.codes())
		}
	}
}

func TestRowsOfOneKey(t *testing.T) {
	person := row{"person_id": id(1), "valid_from": "2024-09-01", "school_id": "S1", "gender": "F"}
	for _, c := range []struct {
		name  string
		rows  []row
		codes string
		taken int
		same  int64
		check func(t *testing.T, j judgement)
	}{
		{name: "the same twice is one", rows: []row{person, person}, taken: 1, same: 1},
		{name: "a level and none is that level", rows: []row{with(person, "gender", ""), person}, taken: 1, same: 1,
			check: func(t *testing.T, j judgement) {
				if j.taken[0]["gender"] != "F" || j.taken[0]["_contradictory"] != "" {
					t.Errorf("taken is %v", j.taken[0])
				}
			}},
		{name: "two levels are none", rows: []row{person, with(person, "gender", "M"), person}, codes: "contradictory_level:gender×3", taken: 1, same: 2,
			check: func(t *testing.T, j judgement) {
				if _, given := j.taken[0]["gender"]; given || j.taken[0]["_contradictory"] != "gender" {
					t.Errorf("taken is %v", j.taken[0])
				}
			}},
		{name: "two schools are set aside", rows: []row{person, with(person, "school_id", "S2")}, codes: "conflicting_rows:×2"},
		{name: "a school and none are set aside", rows: []row{person, with(person, "school_id", "")}, codes: "conflicting_rows:×2"},
		{name: "a wrong row leaves the right one", rows: []row{person, with(person, "birth_year", "x")}, codes: "not_a_whole_number:birth_year×1", taken: 1},
		{name: "another day is another key", rows: []row{person, with(person, "valid_from", "2025-09-01", "school_id", "S2")}, taken: 2},
		{name: "no day is a key too", rows: []row{with(person, "valid_from", ""), with(person, "valid_from", "", "school_id", "S2")}, codes: "conflicting_rows:×2"},
		{name: "other texts differ", rows: []row{person, with(person, "grade", "7"), with(person, "person_id", id(2))}, codes: "conflicting_rows:×2", taken: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := judge(t, "people", models.Feed{}, c.rows...)
			if j.codes() != c.codes || len(j.taken) != c.taken || j.result.Duplicates[0] != c.same {
				t.Fatalf("told %q, %d taken, %d the same; want %q, %d, %d", j.codes(), len(j.taken), j.result.Duplicates[0], c.codes, c.taken, c.same)
			}
			if c.check != nil {
				c.check(t, j)
			}
			for _, p := range j.problems() {
				sayable(t, p)
			}
		})
	}
}

func TestTooManyBadRowsRejectAll(t *testing.T) {
	good := row{"school_id": "S1"}
	var rows []row
	for i := range 19 {
		rows = append(rows, with(good, "school_id", id(i)))
	}
	bad := with(good, "latitude", "north")
	feed := models.Feed{RejectAbove: 0.1}
	if j := judge(t, "schools", feed, append(rows, bad)...); j.result.Rejected[0] {
		t.Error("1 of 20 is not more than a tenth")
	}
	j := judge(t, "schools", feed, append(rows, bad, with(bad, "school_id", "S2"), with(bad, "school_id", "S3"))...)
	if !j.result.Rejected[0] || !strings.Contains(j.codes(), "too_many_bad_rows:×3") {
		t.Errorf("3 of 22 are more than a tenth: %q", j.codes())
	}
	for _, p := range j.problems() {
		sayable(t, p)
	}
}

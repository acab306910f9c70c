package models

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"
)

const smallest = "name: us\nfeeds: [{name: schools, kind: schools, files: {s: schools.csv}}]\n"

func parse(t *testing.T, yaml string) (*Package, error) {
	t.Helper()
	return ParsePackage([]byte(yaml), func(name string) ([]byte, error) {
		if name != "x.sql" {
			return nil, errors.New("not there")
		}
		return []byte("SELECT 1"), nil
	})
}

func TestPackageFillsInWhatItLeavesOut(t *testing.T) {
	p, err := parse(t, smallest)
	if err != nil {
		t.Fatal(err)
	}
	f := p.Feeds[0]
	if p.IDs != "us" || p.Title.En != "us" || f.Source != "us" || f.Identity != "us" || f.IDs != "us" || f.Replaces != ReplacesNothing || f.RejectAbove != DefaultRejectAbove || f.Whole() {
		t.Errorf("filled in is %+v %+v", p, f)
	}
	p, err = parse(t, "name: us\ndimensions: [{name: band, ordered: true, levels: [a, {id: b, title: {en: B, ar: ب}}]}]\nfeeds: []\n")
	if err != nil || p.Dimensions[0].Reference != "b" || p.Dimensions[0].Of != OfPerson || p.Dimensions[0].Levels[0].Title.En != "a" {
		t.Errorf("%+v %v", p, err)
	}
}

func TestPackageErrorsSpeakBothLanguages(t *testing.T) {
	for yaml, says := range map[string]string{
		"":                            "empty",
		"- a":                         "line 1",
		"name: us\ncolour: blue\n":    "line 2: there is no key called colour; there are basis, dimensions, disclosure, entitlements, feeds,",
		"name: us\nfeeds: [{nme: x}]": "there is no key called nme; there are columns, covers, encoding, every, files,",
		"name: us\nfeeds: [{name: x, covers: {school: a}}]":                                                      "no key called school; there are from, municipalities, schools, to.",
		"name: us\ndimensions: [{name: b, levels: [{ident: a}]}]":                                                "no key called ident; there are id, title.",
		"name: us\ntitle: {fr: Nous}":                                                                            "no key called fr; there are ar, en.",
		"name: [us]":                                                                                             "line 1",
		"name: 'u s'":                                                                                            "letters",
		smallest + "ids: 'a:b'":                                                                                  "colon",
		"name: us\nterms: [{id: x}]\n":                                                                           "look at term x",
		"name: us\nterms: [{id: x, starts_on: soon}]\n":                                                          "soon",
		"name: us\ndisclosure: {threshold: -1}\n":                                                                "threshold",
		"name: us\ndimensions: [{name: Band}]\n":                                                                 "a-z",
		"name: us\ndimensions: [{name: band, of: planet}]\n":                                                     "person, school",
		"name: us\ndimensions: [{name: term, of: person}]\n":                                                     "built in",
		"name: us\ndimensions: [{name: zone}]\n":                                                                 "field of people",
		"name: us\ndimensions: [{name: band, levels: [a, a]}]\n":                                                 "twice",
		"name: us\ndimensions: [{name: band, levels: ['(not recognised)']}]\n":                                   "empty or declared twice",
		"name: us\ndimensions: [{name: band, ordered: true}]\n":                                                  "must list its levels",
		"name: us\ndimensions: [{name: band, levels: [a], reference: b}]\n":                                      "none of its levels",
		"name: us\nentitlements: [{id: A, count: 1, of: attended, within: year}]\n":                              "id of a-z",
		"name: us\nentitlements: [{id: a, of: attended, within: year}]\n":                                        "at least 1",
		"name: us\nentitlements: [{id: a, count: 1, of: slept, within: year}]\n":                                 "does not exist",
		"name: us\nentitlements: [{id: a, count: 1, of: attended, within: week}]\n":                              "neither year nor term",
		"name: us\nentitlements: [{id: a, count: 1, of: attended, within: year, who: {theme: [x]}}]\n":           "no dimension of person",
		"name: us\nentitlements: [{id: a, count: 1, of: attended, within: year, what: {phase: [primary]}}]\n":    "no dimension of opportunity",
		"name: us\nentitlements: [{id: a, count: 1, of: attended, within: year, what: {category: [cooking]}}]\n": "not declared: cooking",
		strings.Replace(smallest, "kind: schools", "kind: castles", 1):                                           "The kinds are schools,",
		strings.Replace(smallest, "files: {s: schools.csv}", "files: {}", 1):                                     "names no files",
		strings.Replace(smallest, "files: {s: schools.csv}", "files: {S-1: a.csv}", 1):                           "SQL name",
		strings.Replace(smallest, "files: {s: schools.csv}", "files: {s: a.csv, r: b.csv}", 1):                   "select",
		strings.Replace(smallest, "kind: schools", "kind: schools, source: 'a b'", 1):                            "source",
		strings.Replace(smallest, "kind: schools", "kind: schools, every: month", 1):                             "P1M",
		strings.Replace(smallest, "kind: schools", "kind: schools, replaces: some", 1):                           "replaces",
		strings.Replace(smallest, "kind: schools", "kind: schools, population: most", 1):                         "population",
		strings.Replace(smallest, "kind: schools", "kind: schools, stages: [slept]", 1):                          "unknown stage: slept. The stages are aware",
		strings.Replace(smallest, "kind: schools", "kind: schools, formats: {a: soon}", 1):                       "date format",
		strings.Replace(smallest, "kind: schools", "kind: schools, select: y.sql", 1):                            "y.sql",
		strings.Replace(smallest, "kind: schools", "kind: schools, select: x.sql, columns: {a: b}", 1):           "keep one",
	} {
		_, err := parse(t, yaml)
		e, ok := errors.AsType[*Error](err)
		switch {
		case !ok:
			t.Errorf("%q is taken, or fails as %v", yaml, err)
		case !strings.Contains(e.Message, says):
			t.Errorf("%q is told %q, not %q", yaml, e.Message, says)
		case !regexp.MustCompile(`\p{Arabic}`).MatchString(e.Ar):
			t.Errorf("%q has no Arabic: %q", yaml, e.Ar)
		case strings.Contains(e.Message+e.Ar, "models."):
			t.Errorf("%q is told names of our code: %q", yaml, e.Message)
		case e.Kind != Invalid:
			t.Errorf("%q is of kind %d", yaml, e.Kind)
		}
	}
}

func TestMergeNamesBothPackages(t *testing.T) {
	one := func(name, rest string) *Package {
		p, err := parse(t, "name: "+name+"\n"+rest)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	for what, pair := range map[string][2]string{
		"Dimension band": {"dimensions: [{name: band, levels: [a, b]}]", "dimensions: [{name: band, levels: [b, a]}]"},
		"Term t":         {"terms: [{id: t, year: 1, starts_on: 2024-01-01, ends_on: 2024-06-30}]", "terms: [{id: t, year: 1, starts_on: 2024-01-01, ends_on: 2024-07-30}]"},
		"Entitlement e":  {"entitlements: [{id: e, count: 1, of: attended, within: year}]", "entitlements: [{id: e, count: 2, of: attended, within: year}]"},
		"Feed f":         {"feeds: [{name: f, kind: schools, files: {s: a.csv}}]", "feeds: [{name: f, kind: schools, files: {s: a.csv}}]"},
	} {
		_, err := Merge(one("north", pair[0]), one("south", pair[1]))
		if KindOf(err) != Conflict || !strings.Contains(err.Error(), what) || !strings.Contains(err.Error(), "north and south") {
			t.Errorf("%s: %v", what, err)
		}
		if e, _ := errors.AsType[*Error](err); e != nil && !(strings.Contains(e.Ar, "north") && strings.Contains(e.Ar, "south")) {
			t.Errorf("%s: %s", what, e.Ar)
		}
	}
	w, err := Merge(one("north", "disclosure: {threshold: 12}"), one("south", "disclosure: {threshold: 7, rounding: 5}"))
	if err != nil || w.Disclosure != (Policy{12, 12, 5}) {
		t.Errorf("the stricter of each must hold: %+v %v", w, err)
	}
	if w, err := Merge(one("bold", "disclosure: {threshold: 1, sensitive_threshold: 2}")); err != nil || w.Disclosure != (Policy{LeastThreshold, LeastSensitiveThreshold, 0}) {
		t.Errorf("thresholds can be raised only: %+v %v", w, err)
	}
	if w, err := Merge(one("open", "public: true\ndisclosure: {threshold: 1, sensitive_threshold: 2}")); err != nil || w.Disclosure != (Policy{1, 2, 0}) {
		t.Errorf("what is public already may be told as it is: %+v %v", w, err)
	}
	if _, err := Merge(one("a", "dimensions: [{name: band, title: One, levels: [a]}]"), one("b", "dimensions: [{name: band, title: Other, levels: [a]}]")); err != nil {
		t.Errorf("titles may differ: %v", err)
	}
	due := "entitlements: [{id: e, what: {category: [museum]}, count: 1, of: attended, within: year}]"
	if w, err = Merge(one("a", due), one("b", due)); err != nil || len(w.Entitlements) != 1 {
		t.Errorf("what two packages declare alike is due once: %v", err)
	}
}

func TestProblemsSpeakBothLanguages(t *testing.T) {
	for _, code := range ProblemCodes() {
		p := NewProblem(code, "thecolumn", "thedetail")
		if p.Message.En == "" || !regexp.MustCompile(`\p{Arabic}`).MatchString(p.Message.Ar) || strings.ContainsAny(p.Message.En+p.Message.Ar, "{}") {
			t.Errorf("%s says %+v", code, p.Message)
		}
		if strings.Contains(p.Message.En, "thecolumn") != strings.Contains(p.Message.Ar, "thecolumn") || strings.Contains(p.Message.En, "thedetail") != strings.Contains(p.Message.Ar, "thedetail") {
			t.Errorf("%s does not say the same in both: %+v", code, p.Message)
		}
		if p.Effect != SetAside && p.Effect != Warning && p.Effect != Rejection {
			t.Errorf("%s has the effect %q", code, p.Effect)
		}
	}
}

func TestEveryTitleIsInBothLanguages(t *testing.T) {
	check := func(what string, text Text) {
		if text.En == "" || !regexp.MustCompile(`\p{Arabic}`).MatchString(text.Ar) {
			t.Errorf("%s is called %+v", what, text)
		}
	}
	for _, k := range Kinds {
		check(k.Name, k.Title)
		check("about "+k.Name, k.About)
		for _, f := range k.Fields {
			check(k.Name+"."+f.Name, f.Title)
		}
		for _, name := range k.Key {
			if _, ok := k.Field(name); !ok {
				t.Errorf("the key of %s names %s, which is no field", k.Name, name)
			}
		}
	}
	for _, d := range BuiltIn {
		check(d.Name, d.Title)
	}
	for _, s := range Stages {
		check(s.Name, s.Title)
	}
}

func TestPeriodsAndFormats(t *testing.T) {
	for text, want := range map[string]Period{"P1M": {Months: 1}, "P2W": {Days: 14}, "P1Y6M3D": {1, 6, 3}} {
		if got, err := ParsePeriod(text); err != nil || got != want {
			t.Errorf("%s is %+v %v", text, got, err)
		}
	}
	for _, text := range []string{"", "P", "1M", "PT1H", "P1H", "month", "P-1M"} {
		if _, err := ParsePeriod(text); err == nil {
			t.Errorf("%q is taken for a period", text)
		}
	}
	for _, text := range []string{"", "%Y", "DD/MM", "soon", "YYYY;drop"} {
		if _, err := DateFormat(text); err == nil {
			t.Errorf("%q is taken for a format", text)
		}
	}
}

func TestDaysAreDaysInJSON(t *testing.T) {
	term := Term{ID: "t", StartsOn: Day{time.Date(2024, 9, 1, 0, 0, 0, 0, time.UTC)}, EndsOn: Day{time.Date(2025, 6, 30, 0, 0, 0, 0, time.UTC)}}
	text, err := json.Marshal(term)
	if err != nil || !strings.Contains(string(text), `"starts_on":"2024-09-01"`) {
		t.Errorf("%s %v", text, err)
	}
	var back Term
	if err := json.Unmarshal(text, &back); err != nil || back != term {
		t.Errorf("%+v %v", back, err)
	}
}

func TestLatestCompleteTerm(t *testing.T) {
	day := func(s string) Day {
		d, err := ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	terms := []Term{{ID: "a", EndsOn: day("2024-06-30")}, {ID: "b", EndsOn: day("2025-06-30")}, {ID: "c", EndsOn: day("2025-06-30")}, {ID: "d", EndsOn: day("2026-06-30")}}
	for today, want := range map[string]string{"2020-01-01": "a", "2024-06-30": "a", "2024-07-01": "a", "2025-07-01": "c", "2030-01-01": "d"} {
		if got, ok := LatestComplete(terms, day(today)); !ok || got.ID != want {
			t.Errorf("on %s it is %s, not %s", today, got.ID, want)
		}
	}
	if _, ok := LatestComplete(nil, day("2024-01-01")); ok {
		t.Error("there is a term among none")
	}
}

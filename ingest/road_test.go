package ingest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"athar/ingest"
	"athar/models"
)

func feedOf(rest string) string { return strings.Replace(visits, "files:", rest+", files:", 1) }

func TestTheDeclaredKeyMakesTheRecord(t *testing.T) {
	const rows = "student,module,person_id,opportunity_id,stage,occurred_on\n7,A,ann,o,enrolled,2024-03-01\n7,B,ann,o,enrolled,2024-03-01\n"
	yaml := feedOf("key: [student, module]")
	r := newRoad(t)
	r.expect(r.load(map[string]string{"athar.yaml": yaml, "visits.csv": rows})["visits"], "received 2 accepted 2 unchanged 0 replaced 0 withdrawn 0 aside 0")
	// Other content under the key is the same record, and an added column no other.
	changed := strings.Replace(rows, "7,B,ann,o,enrolled", "7,B,ann,o,completed", 1)
	r.expect(r.load(map[string]string{"athar.yaml": yaml, "visits.csv": changed})["visits"], "received 2 accepted 1 unchanged 1 replaced 1 withdrawn 0 aside 0")
	if got := r.records("participations", "stage"); got != "completed=1 enrolled=1" {
		t.Error(got)
	}
	// Two rows of one key that differ are both set aside; the same row twice is one.
	again := "student,module,person_id,opportunity_id,stage,occurred_on\n7,A,ann,o,enrolled,2024-03-01\n7,A,ann,o,enrolled,2024-03-01\n7,C,ann,o,enrolled,2024-03-01\n7,C,ann,o,attended,2024-03-01\n"
	x := r.load(map[string]string{"athar.yaml": yaml, "visits.csv": again})["visits"]
	r.expect(x, "received 4 accepted 0 unchanged 2 replaced 0 withdrawn 0 aside 2")
	if got := problems(x); got != "conflicting_rows - 2 @4" {
		t.Error(got)
	}
	// A key that the file does not have is said, and nothing taken.
	x = r.load(map[string]string{"athar.yaml": yaml, "visits.csv": "student,person_id,opportunity_id,stage\n7,ann,o,enrolled\n"})["visits"]
	if !x.Rejected() || !strings.Contains(problems(x), "missing_column module") {
		t.Error(problems(x))
	}
}

func TestWithoutAKeyTheWholeRowMakesTheRecord(t *testing.T) {
	const rows = "person_id,opportunity_id,stage,occurred_on\nann,o,attended,2024-03-01\nann,o,attended,2024-03-01\nbob,o,attended,2024-03-01\n"
	r := newRoad(t)
	r.expect(r.post("participations", "web", rows), "received 3 accepted 3 unchanged 0 replaced 0 withdrawn 0 aside 0")
	for what, same := range map[string]string{
		"the same":               rows,
		"rows in another order":  "person_id,opportunity_id,stage,occurred_on\nbob,o,attended,2024-03-01\nann,o,attended,2024-03-01\nann,o,attended,2024-03-01\n",
		"columns in another":     "stage,occurred_on,person_id,opportunity_id\nattended,2024-03-01,ann,o\nattended,2024-03-01,ann,o\nattended,2024-03-01,bob,o\n",
		"a column more, empty":   "person_id,opportunity_id,stage,occurred_on,minutes\nann,o,attended,2024-03-01,\nann,o,attended,2024-03-01,\nbob,o,attended,2024-03-01,\n",
		"as JSON, with its null": `[{"person_id":"ann","opportunity_id":"o","stage":"attended","occurred_on":"2024-03-01","minutes":null},{"person_id":"ann","opportunity_id":"o","stage":"attended","occurred_on":"2024-03-01"},{"person_id":"bob","opportunity_id":"o","stage":"attended","occurred_on":"2024-03-01"}]`,
	} {
		x := r.post("participations", "web", same)
		if x.Unchanged != 3 || x.Accepted != 0 {
			t.Errorf("%s: %s", what, counts(x))
		}
	}
}

func TestTheSameIDUnderTwoSchemesIsTwoPeople(t *testing.T) {
	r := newRoad(t)
	for _, identity := range []string{"card", "qid", "card"} {
		if _, err := r.tryPost(ingest.Post{Kind: "people", Source: "s" + identity, Identity: identity}, "person_id,grade\n7,4\n"); err != nil {
			t.Fatal(err)
		}
	}
	// Another source that names the same scheme speaks of the same person, however the number is typed.
	if _, err := r.tryPost(ingest.Post{Kind: "people", Source: "other", Identity: "card"}, "person_id,grade\n ٧ ,5\n"); err != nil {
		t.Fatal(err)
	}
	got := strings.Fields(r.records("people", "person_id"))
	if len(got) != 2 || !strings.HasSuffix(got[0]+got[1], "=1") && !strings.HasSuffix(got[0]+got[1], "=2") || r.current("people") != 3 {
		t.Errorf("people by id: %v, %d records", got, r.current("people"))
	}
}

func TestWhatADeliveryReplaces(t *testing.T) {
	const year = "record_id,person_id,opportunity_id,stage,occurred_on\n1,ann,o,attended,2023-03-01\n2,bob,o,attended,2024-03-01\n3,cat,o,attended,2024-03-02\n"
	terms := "terms: [{id: T0, year: 2023, starts_on: 2023-01-01, ends_on: 2023-12-31}, {id: T1, year: 2024, starts_on: 2024-01-01, ends_on: 2024-12-31}]"
	const only = "record_id,person_id,opportunity_id,stage,occurred_on\n2,bob,o,attended,2024-03-01\n"
	for replaces, want := range map[string]struct{ receipt, left string }{
		"nothing": {"received 1 accepted 0 unchanged 1 replaced 0 withdrawn 0 aside 0", "2023-03-01=1 2024-03-01=1 2024-03-02=1"},
		"term":    {"received 1 accepted 0 unchanged 1 replaced 0 withdrawn 1 aside 0", "2023-03-01=1 2024-03-01=1"},
		"all":     {"received 1 accepted 0 unchanged 1 replaced 0 withdrawn 2 aside 0", "2024-03-01=1"},
	} {
		t.Run(replaces, func(t *testing.T) {
			r := newRoad(t)
			yaml := feedOf("replaces: " + replaces)
			yaml = yaml[:strings.Index(yaml, "terms:")] + terms + yaml[strings.Index(yaml, "\nreject"):]
			// Another feed of the same source is left alone.
			yaml += "  - {name: more, kind: participations, files: {f: more.csv}}\n"
			more := "record_id,person_id,opportunity_id,stage,occurred_on\n9,dan,o,attended,2024-05-05\n"
			r.load(map[string]string{"athar.yaml": yaml, "visits.csv": year, "more.csv": more})
			x := r.load(map[string]string{"athar.yaml": yaml, "visits.csv": only, "more.csv": more})["visits"]
			r.expect(x, want.receipt)
			if got := r.records("participations", "occurred_on"); got != want.left+" 2024-05-05=1" {
				t.Errorf("left %s", got)
			}
			if x.Withdrawn > 0 && x.Commit == 0 {
				t.Error("a withdrawal without a commit")
			}
			// What was withdrawn comes back as new.
			x = r.load(map[string]string{"athar.yaml": yaml, "visits.csv": year, "more.csv": more})["visits"]
			if x.Accepted != x.Received-x.Unchanged || r.current("participations") != 4 {
				t.Errorf("%s, %d records", counts(x), r.current("participations"))
			}
		})
	}
}

func TestTooManyBadRowsTakeNothing(t *testing.T) {
	r := newRoad(t)
	for _, step := range []struct{ share, want, awaiting string }{
		{"0.49", "received 4 accepted 0 unchanged 0 replaced 0 withdrawn 0 aside 0", ""},
		{"0", "received 4 accepted 0 unchanged 0 replaced 0 withdrawn 0 aside 0", ""},
		{"0.5", "received 4 accepted 2 unchanged 0 replaced 0 withdrawn 0 aside 2", bothAside}, // a half is not above a half
	} {
		x := r.load(map[string]string{"athar.yaml": strings.Replace(visits, "0.6", step.share, 1), "visits.csv": visitsBad})["visits"]
		r.expect(x, step.want)
		if rejected := strings.Contains(problems(x), "too_many_bad_rows - 2"); rejected == x.Taken() {
			t.Errorf("%s: %s", step.share, problems(x))
		}
		r.expectAwaiting(step.awaiting)
	}
}

func TestARejectedReplacementWithdrawsNothing(t *testing.T) {
	r := newRoad(t)
	yaml := feedOf("replaces: all")
	r.load(map[string]string{"athar.yaml": yaml, "visits.csv": visitsMended()})
	for what, bad := range map[string]string{
		"all wrong":                    "record_id,person_id,opportunity_id,stage,occurred_on\n1,ann,o,jumped,2024-03-01\n",
		"good twice, and mostly wrong": visitsMended()[:strings.Index(visitsMended(), "2,bob")] + "1,ann,o,attended,2024-03-01,10\n7,ann,o,x,,\n8,ann,o,x,,\n9,ann,o,x,,\n10,ann,o,x,,\n",
		"no column":                    "record_id,person_id,opportunity_id\n1,ann,o\n",
		"empty":                        "",
	} {
		x := r.load(map[string]string{"athar.yaml": yaml, "visits.csv": bad})["visits"]
		r.addsUp(x)
		if !x.Rejected() || x.Withdrawn != 0 || r.current("participations") != 4 {
			t.Errorf("%s: %s, %d records left", what, counts(x), r.current("participations"))
		}
	}
}

func TestProblemsSayWhereAndNeverWhat(t *testing.T) {
	r := newRoad(t)
	yaml := strings.Replace(visits, "0.6", "1", 1)
	x := r.load(map[string]string{"athar.yaml": yaml, "visits.csv": "record_id,person_id,opportunity_id,stage,occurred_on,minutes,SECRETcolumn\n" +
		"1,ann,o,attended,2024-03-01,10,SECRET\n" +
		"2,SECRET,o,SECRET,SECRET,SECRET,\n" +
		"3,bob,o,attended,2024-03-01\n" + // too few
		"4,bob,o,attended,2024-03-01,\"SECRET\nover two lines\",\n" + // a quoted line break is within one row of a spreadsheet
		"5,,o,attended,2024-03-01,5,\n" +
		"6,bob,o,attended,2024-03-01,-5,\n"})["visits"]
	want := "missing person_id 1 @6\nnot_a_date occurred_on 1 @3\nnot_a_number minutes 2 @3\nout_of_range minutes 1 @7\nunknown_code stage 1 @3\nunknown_column SECRETcolumn 1 @0\nwrong_column_count - 1 @4"
	if got := problems(x); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	r.expect(x, "received 6 accepted 1 unchanged 0 replaced 0 withdrawn 0 aside 5")
	for _, p := range x.Problems {
		if strings.Contains(strings.ReplaceAll(p.Message.En+p.Message.Ar, "SECRETcolumn", ""), "SECRET") || p.Line > 0 && p.File != "visits.csv" {
			t.Errorf("%+v", p)
		}
	}
	if strings.Contains(strings.ReplaceAll(r.log.String(), "SECRETcolumn", ""), "SECRET") {
		t.Errorf("the log: %s", r.log.String())
	}
}

func TestWhatAFeedDeclaresDecidesWhatCanBeSaid(t *testing.T) {
	yaml := `
		name: t
		public: true
		disclosure: {threshold: 0}
		terms: [{id: T1, year: 2024, starts_on: 2024-01-01, ends_on: 2024-10-31}]
		feeds:
		  - {name: register, kind: people, source: r, identity: card, POPULATION, files: {f: register.csv}}
		  - {name: visits, kind: participations, source: v, identity: SCHEME, STAGES, files: {f: visits.csv}}`
	register := "person_id,school_id\nann,s1\nbob,s1\ncat,s2\n"
	seen := "record_id,person_id,opportunity_id,stage,occurred_on\n1,ann,o,attended,2024-03-01\n2,eve,o,enrolled,2024-03-01\n"
	for what, c := range map[string]struct{ population, scheme, stages, measure, want string }{
		"a whole register is the population":          {"population: whole", "card", "stages: [enrolled, attended]", "participation_rate", "shown 1/3"},
		"as far as it covers":                         {"population: whole, covers: {schools: [s1]}", "card", "stages: [enrolled, attended]", "participation_rate", "shown 1/2"},
		"participants alone are none":                 {"population: partial", "card", "stages: [enrolled, attended]", "participation_rate", "not_applicable"},
		"under another scheme it is somebody else":    {"population: whole", "qid", "stages: [enrolled, attended]", "participation_rate", "shown 0/3"},
		"a stage that nobody records is not counted":  {"population: whole", "card", "stages: [enrolled, attended]", "completion_rate", "not_collected"},
		"a stage that is recorded and empty is a nil": {"population: whole", "card", "stages: [enrolled, attended, completed]", "completion_rate", "shown 0/2"},
	} {
		t.Run(what, func(t *testing.T) {
			r := newRoad(t)
			text := strings.NewReplacer("POPULATION", c.population, "SCHEME", c.scheme, "STAGES", c.stages).Replace(yaml)
			r.load(map[string]string{"athar.yaml": text, "register.csv": register, "visits.csv": seen})
			released, err := r.engine.Answer(context.Background(), models.Question{Measure: c.measure, Terms: []string{"T1"}})
			if err != nil {
				t.Fatal(err)
			}
			total := released.Answer().Total
			got := string(total.State)
			if total.Numerator != nil && total.Denominator != nil {
				got = fmt.Sprintf("%s %v/%v", strings.Replace(got, "unreliable", "shown", 1), *total.Numerator, *total.Denominator)
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestADeclarationHoldsWhateverItsFeedsBring(t *testing.T) {
	r := newRoad(t)
	yaml := `
		name: t
		public: true
		disclosure: {threshold: 0}
		terms: [{id: T1, year: 2024, starts_on: 2024-01-01, ends_on: 2024-10-31}]
		DIMENSIONS
		feeds:
		  - {name: register, kind: people, source: r, identity: card, population: whole, files: {f: register.csv}}
		  - {name: visits, kind: participations, source: v, identity: card, STAGES, files: {f: visits.csv}}`
	load := func(dimensions, stages, house string) map[string]models.Receipt {
		return r.load(map[string]string{"athar.yaml": strings.NewReplacer("DIMENSIONS", dimensions, "STAGES", stages).Replace(yaml),
			"register.csv": "person_id,school_id,house\nann,s1," + house + "\nbob,s1," + house + "\n",
			"visits.csv":   "record_id,person_id,opportunity_id,stage,occurred_on\n1,ann,o,attended,2024-03-01\n"})
	}
	completed := func() models.State {
		released, err := r.engine.Answer(context.Background(), models.Question{Measure: "completion_rate", Terms: []string{"T1"}})
		if err != nil {
			t.Fatal(err)
		}
		return released.Answer().Total.State
	}
	load("", "stages: [enrolled, attended]", "")
	if got := completed(); got != models.NotCollected {
		t.Errorf("who completed is %s", got)
	}
	for feed, receipt := range load("", "stages: [enrolled, attended, completed]", "") {
		if receipt.Accepted > 0 {
			t.Errorf("%s brought %+v", feed, receipt)
		}
	}
	if got := completed(); got == models.NotCollected {
		t.Errorf("who completed is %s, though it is declared by now", got)
	}
	again := load("dimensions: [{name: house, of: person, title: {en: House, ar: البيت}}]", "stages: [enrolled, attended, completed]", "red")
	if got := again["register"].Replaced; got != 2 {
		t.Errorf("%d people have what is declared since", got)
	}
}

package ingest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"athar/ingest"
	"athar/models"
)

const visits = `
name: t
terms: [{id: T1, year: 2024, starts_on: 2024-01-01, ends_on: 2024-12-31}]
reject_batch_above: 0.6
feeds:
  - {name: visits, kind: participations, files: {f: visits.csv}}
`

const visitsBad = `
record_id,person_id,opportunity_id,stage,occurred_on,minutes
1,ann,o,attended,2024-03-01,10
2,bob,o,attended,2024-13-01,zehn
3,cat,o,jumped,2024-03-01,10
4,dan,o,attended,2024-03-01,10
`

func visitsMended() string {
	return strings.NewReplacer("2024-13-01,zehn", "2024-03-01,10", "jumped", "enrolled").Replace(visitsBad)
}

const bothAside = `
	visits.csv:3 not_a_date:occurred_on,not_a_number:minutes
	visits.csv:4 unknown_code:stage`

func TestRowsSetAsideAreListedOnce(t *testing.T) {
	r := newRoad(t)
	x := r.load(map[string]string{"athar.yaml": visits, "visits.csv": visitsBad})["visits"]
	r.expect(x, "received 4 accepted 2 unchanged 0 replaced 0 withdrawn 0 aside 2")
	if got, want := problems(x), "not_a_date occurred_on 1 @3\nnot_a_number minutes 1 @3\nunknown_code stage 1 @4"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if text, _ := json.Marshal(x); strings.Contains(string(text), "jumped") || strings.Contains(string(text), "zehn") {
		t.Errorf("the receipt shows a value: %s", text)
	}
	r.expectAwaiting(bothAside)
	for range 2 {
		x = r.load(map[string]string{"athar.yaml": visits, "visits.csv": visitsBad})["visits"]
		r.expect(x, "received 4 accepted 0 unchanged 2 replaced 0 withdrawn 0 aside 2")
		r.expectAwaiting(bothAside)
	}
	r.reopen()
	r.expectAwaiting(bothAside)
	x = r.load(map[string]string{"athar.yaml": visits, "visits.csv": visitsMended()})["visits"]
	r.expect(x, "received 4 accepted 2 unchanged 2 replaced 0 withdrawn 0 aside 0")
	r.expectAwaiting("")
	r.reopen()
	r.expectAwaiting("")
}

func TestAMendedFileClearsRowsWhoseIdsItMade(t *testing.T) {
	// Without record ids a mended row has another id than the broken one.
	yaml := visits
	bad, mended := dropFirst(visitsBad), dropFirst(visitsMended())
	r := newRoad(t)
	r.load(map[string]string{"athar.yaml": yaml, "visits.csv": bad})
	r.expectAwaiting(bothAside)
	x := r.load(map[string]string{"athar.yaml": yaml, "visits.csv": mended})["visits"]
	r.expect(x, "received 4 accepted 2 unchanged 2 replaced 0 withdrawn 0 aside 0")
	r.expectAwaiting("")
}

func dropFirst(csv string) string {
	lines := strings.Split(strings.TrimSpace(csv), "\n")
	for i, line := range lines {
		_, lines[i], _ = strings.Cut(line, ",")
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestPeopleWithoutADateAreCleared(t *testing.T) {
	r := newRoad(t)
	bad := "person_id,grade,birth_year\nann,4,x\nbob,4,2014\ncat,4,2014\nann2,4,2014\ndan,4,2014\neve,4,2014\nfay,4,2014\ngil,4,2014\nhal,4,2014\nivy,4,2014\njon,4,2014\n"
	r.post("people", "web", bad)
	r.expectAwaiting("body.csv:2 not_a_whole_number:birth_year")
	r.post("people", "web", strings.Replace(bad, ",x", ",2014", 1))
	r.expectAwaiting("")
}

// corrections gives the rows awaiting correction as a file to send again.
func corrections(r *road, replace ...string) string {
	r.Helper()
	rows, err := r.in.Awaiting(context.Background(), "", 100)
	if err != nil {
		r.Fatal(err)
	}
	var lines strings.Builder
	for _, a := range rows {
		var record map[string]any
		if err := json.Unmarshal([]byte(a.Record), &record); err != nil {
			r.Fatal(err)
		}
		kind, _ := models.KindNamed(a.Kind)
		for _, f := range kind.Fields {
			if f.Type.Pseudonymous() {
				delete(record, f.Name)
			}
		}
		record["batch"], record["row"], record["problems"] = a.Batch, fmt.Sprint(a.Row), strings.Join(a.Faults, " ")
		text, _ := json.Marshal(record)
		lines.WriteString(strings.NewReplacer(replace...).Replace(string(text)) + "\n")
	}
	return lines.String()
}

func TestCorrectionsTakeThePseudonymsThatWereKept(t *testing.T) {
	r := newRoad(t)
	r.load(map[string]string{"athar.yaml": visits, "visits.csv": visitsBad})
	x := r.post("participations", "t", corrections(r, "2024-13-01", "2024-03-01", "zehn", "10", "jumped", "enrolled"))
	r.expect(x, "received 2 accepted 2 unchanged 0 replaced 0 withdrawn 0 aside 0")
	if got := problems(x); got != "" {
		t.Errorf("problems: %s", got)
	}
	r.expectAwaiting("")
	// They are the very records: the mended file brings nothing new.
	x = r.load(map[string]string{"athar.yaml": visits, "visits.csv": visitsMended()})["visits"]
	r.expect(x, "received 4 accepted 0 unchanged 4 replaced 0 withdrawn 0 aside 0")
	r.reopen()
	r.expectAwaiting("")
}

func TestDatesOfACorrectionMayBeWrittenAsTheirSourceWritesThem(t *testing.T) {
	const yaml = `
name: t
terms: [{id: T1, year: 2024, starts_on: 2024-01-01, ends_on: 2024-12-31}]
reject_batch_above: 0.6
feeds:
  - {name: visits, kind: participations, files: {f: visits.csv}, formats: {occurred_on: DD/MM/YYYY}}
`
	const bad = "record_id,person_id,opportunity_id,stage,occurred_on\n1,ann,o,jumped,04/03/2024\n2,bob,o,attended,31/02/2024\n3,cat,o,attended,05/03/2024\n4,dan,o,attended,06/03/2024\n"
	for _, mended := range []string{"29/02/2024", "2024-02-29"} {
		r := newRoad(t)
		r.load(map[string]string{"athar.yaml": yaml, "visits.csv": bad})
		r.expectAwaiting("visits.csv:2 unknown_code:stage\nvisits.csv:3 not_a_date:occurred_on")
		x := r.post("participations", "t", corrections(r, "jumped", "attended", "31/02/2024", "30/02/2024"))
		r.expect(x, "received 2 accepted 1 unchanged 0 replaced 0 withdrawn 0 aside 1") // and one wrong again
		x = r.post("participations", "t", corrections(r, "30/02/2024", mended))
		r.expect(x, "received 1 accepted 1 unchanged 0 replaced 0 withdrawn 0 aside 0")
		r.expectAwaiting("")
		// They are the days that were meant: the file mended at its source brings nothing new.
		x = r.load(map[string]string{"athar.yaml": yaml, "visits.csv": strings.NewReplacer("jumped", "attended", "31/02/2024", "29/02/2024").Replace(bad)})["visits"]
		r.expect(x, "received 4 accepted 0 unchanged 4 replaced 0 withdrawn 0 aside 0")
	}
}

func TestCorrectedRowsMayBeSavedWithAnySeparator(t *testing.T) {
	for _, separator := range []string{",", ";", "\t"} {
		r := newRoad(t)
		r.load(map[string]string{"athar.yaml": visits, "visits.csv": visitsBad})
		var lines []string
		for _, a := range must(r.in.Awaiting(context.Background(), "", 100))(t) {
			lines = append(lines, strings.Join([]string{a.Batch, fmt.Sprint(a.Row), "o", "attended", "2024-03-01", "10"}, separator))
		}
		text := "\ufeff" + strings.ReplaceAll("batch,row,opportunity_id,stage,occurred_on,minutes\r\n", ",", separator) + strings.Join(lines, "\r\n")
		x := must(r.in.Resend(context.Background(), must(r.in.Spool(strings.NewReader(text), "mended.csv", 1<<20))(t)))(t)
		r.expect(x, "received 2 accepted 2 unchanged 0 replaced 0 withdrawn 0 aside 0")
		r.expectAwaiting("")
	}
}

func must[T any](x T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
}

func TestACorrectionThatIsWrongTakesThePlaceOfTheRowItCorrects(t *testing.T) {
	r := newRoad(t)
	r.load(map[string]string{"athar.yaml": visits, "visits.csv": visitsBad})
	x := r.post("participations", "t", corrections(r, "2024-13-01", "2024-03-01", "zehn", "10", "jumped", "hopped"))
	r.expect(x, "received 2 accepted 1 unchanged 0 replaced 0 withdrawn 0 aside 1")
	r.expectAwaiting("body.ndjson:2 unknown_code:stage")
	x = r.post("participations", "t", corrections(r, "hopped", "enrolled"))
	r.expect(x, "received 1 accepted 1 unchanged 0 replaced 0 withdrawn 0 aside 0")
	r.expectAwaiting("")
	x = r.load(map[string]string{"athar.yaml": visits, "visits.csv": visitsMended()})["visits"]
	r.expect(x, "received 4 accepted 0 unchanged 4 replaced 0 withdrawn 0 aside 0")
}

func TestOnlyTheSameSourceCorrects(t *testing.T) {
	r := newRoad(t)
	r.load(map[string]string{"athar.yaml": visits, "visits.csv": visitsBad})
	x := r.post("participations", "other", corrections(r, "2024-13-01", "2024-03-01", "zehn", "10", "jumped", "enrolled"))
	if !x.Rejected() || x.Taken() {
		t.Errorf("another source's correction was taken: %s", counts(x))
	}
	r.expectAwaiting(bothAside)
}

func TestACorrectionOfAnUnknownRowIsRefused(t *testing.T) {
	r := newRoad(t)
	x := r.post("participations", "web", `{"batch":"00000000-0000-0000-0000-000000000000","row":"1","opportunity_id":"o","stage":"attended"}`)
	if !x.Rejected() || !strings.Contains(problems(x), "correction_unknown") {
		t.Errorf("%s\n%s", counts(x), problems(x))
	}
}

func TestReplacesAllKeepsWhatIsStillWrong(t *testing.T) {
	r := newRoad(t)
	yaml := strings.Replace(visits, "files:", "replaces: all, files:", 1)
	for range 3 { // neither doubled, nor cleared while it is wrong
		r.load(map[string]string{"athar.yaml": yaml, "visits.csv": visitsBad})
		r.expectAwaiting(bothAside)
	}
	// A row that is gone from the file needs no correction any more.
	without := strings.Replace(visitsBad, "3,cat,o,jumped,2024-03-01,10\n", "", 1)
	x := r.load(map[string]string{"athar.yaml": yaml, "visits.csv": without})["visits"]
	r.expect(x, "received 3 accepted 0 unchanged 2 replaced 0 withdrawn 0 aside 1")
	r.expectAwaiting("visits.csv:3 not_a_date:occurred_on,not_a_number:minutes")
}

func TestARowThatIsSetAsideKeepsItsRecordFromBeingWithdrawn(t *testing.T) {
	r := newRoad(t)
	yaml := strings.Replace(visits, "files:", "replaces: all, files:", 1)
	r.load(map[string]string{"athar.yaml": yaml, "visits.csv": visitsMended()})
	broken := strings.Replace(visitsMended(), "4,dan,o,attended", "4,dan,o,hopped", 1)
	x := r.load(map[string]string{"athar.yaml": yaml, "visits.csv": broken})["visits"]
	r.expect(x, "received 4 accepted 0 unchanged 3 replaced 0 withdrawn 0 aside 1")
	gone := strings.Replace(visitsMended(), "4,dan,o,attended,2024-03-01,10\n", "", 1)
	x = r.load(map[string]string{"athar.yaml": yaml, "visits.csv": gone})["visits"]
	r.expect(x, "received 3 accepted 0 unchanged 3 replaced 0 withdrawn 1 aside 0")
	if n := r.current("participations"); n != 3 {
		t.Errorf("%d records", n)
	}
}

func TestACommitThatNeverEndedClearsNothing(t *testing.T) {
	r := newRoad(t)
	r.load(map[string]string{"athar.yaml": visits, "visits.csv": visitsBad})
	mended := corrections(r, "2024-13-01", "2024-03-01", "zehn", "10", "jumped", "enrolled")
	// The commit stops after the set-aside rows: the kind's own table cannot be written.
	undo := blockTable(r, "participations", "metadata")
	if _, err := r.tryPost(ingest.Post{Kind: "participations", Source: "t"}, mended); err == nil {
		t.Fatal("the post was to fail")
	}
	undo()
	r.expectAwaiting(bothAside)
	r.reopen()
	r.expectAwaiting(bothAside)
	r.expect(r.post("participations", "t", mended), "received 2 accepted 2 unchanged 0 replaced 0 withdrawn 0 aside 0")
	r.expectAwaiting("")
}

func TestACorrectionKeepsIdsOfEveryKindOfSubject(t *testing.T) {
	r := newRoad(t)
	decisions := `
		record_id,subject_kind,subject_id,matter,requested_on
		1,person,ann,accredit,2024-13-01
		2,school,s,accredit,2024-03-01
		3,person,bob,accredit,2024-03-01` + strings.Repeat("\n4,person,bob,accredit,2024-03-01", 8)
	r.post("decisions", "web", decisions)
	r.expectAwaiting("body.csv:2 not_a_date:requested_on")
	r.expect(r.post("decisions", "web", corrections(r, "2024-13-01", "2024-03-01")), "received 1 accepted 1 unchanged 0 replaced 0 withdrawn 0 aside 0")
	r.expect(r.post("decisions", "web", strings.Replace(decisions, "2024-13-01", "2024-03-01", 1)), "received 11 accepted 0 unchanged 11 replaced 0 withdrawn 0 aside 0")
}

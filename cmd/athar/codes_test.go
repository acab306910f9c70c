package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"athar/ingest"
	"athar/models"
)

// elsewhere are codes that need limits no test of the whole program reaches:
// the tests of their stage produce them.
var elsewhere = map[string]string{
	"too_large":             "../../ingest/internal/decode/decode_test.go",
	"unpacks_too_far":       "../../ingest/internal/decode/decode_test.go",
	"old_workbook":          workbooks,
	"locked_workbook":       workbooks,
	"missing_sheet":         workbooks,
	"hidden_sheet":          workbooks,
	"hidden_cells":          workbooks,
	"column_without_name":   workbooks,
	"error_in_cell":         workbooks,
	"formula_without_value": workbooks,
	"too_many_merges":       workbooks,
	"mapping_too_long":      "../../ingest/internal/mapping/mapping_test.go",
	"mapping_multiplies":    "../../ingest/internal/mapping/mapping_test.go",
	"mapping_too_big":       "../../ingest/internal/mapping/mapping_test.go",
}

const workbooks = "../../ingest/internal/decode/xlsx_test.go"

// TestEveryProblemIsProduced takes something wrong in for each code there is:
// a code that nothing produces is not needed. What comes back speaks both
// languages and shows no value.
func TestEveryProblemIsProduced(t *testing.T) {
	s := serving(t, "testdata/tiny")
	produced := map[string]string{}
	note := func(what string, receipts ...models.Receipt) {
		t.Helper()
		for _, r := range receipts {
			text, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(text), secret) {
				t.Errorf("%s shows a value: %s", what, text)
			}
			for _, p := range r.Problems {
				produced[p.Code] = what
				if p.Message.En == "" || !regexp.MustCompile(`\p{Arabic}`).MatchString(p.Message.Ar) || strings.ContainsAny(p.Message.En+p.Message.Ar, "{}") {
					t.Errorf("%s says %+v", p.Code, p.Message)
				}
			}
		}
	}
	posts := []struct{ kind, media, body string }{
		{"people", "text/csv", ""},
		{"people", "text/csv", "person_id\n"},
		{"people", "text/csv", "person_id\n" + secret + "\x00\n"},
		{"people", "text/csv", "person_id\n" + secret + "\xff\n"},
		{"people", "text/csv", secret + "," + secret + "\n"},
		{"people", "text/csv", secret + ",F\n"},
		{"people", "text/csv", "person_id,,grade\n" + secret + ",x,7\n"},
		{"people", "application/vnd.apache.parquet", secret},
		{"people", "text/csv", "person_id" + strings.Repeat(",", 3000) + "\n"},
		{"people", "text/csv", "person_id,grade\n" + secret + "\n"},
		{"people", "text/csv", "person_id,grade\n" + secret + ",\"7\n"},
		{"people", "application/x-ndjson", secret + "\n"},
		{"people", "application/x-ndjson", `{"person_id":"` + secret + strings.Repeat("x", 17<<20) + `"}`},
		{"people", "text/csv", "grade\n7\n"},
		{"people", "text/csv", "person_id,grade,hobby\n" + secret + ",,chess\n"},
		{"people", "text/csv", "person_id,gender,birth_year,valid_from,valid_to,role\n" +
			",F,2010,,,\n" + secret + "1,F,two " + secret + ",,,\n" + secret + "2,X" + secret + ",2010,,,\n" + secret + "3,F,1066,,,\n" + secret + "4,F,,soon,,\n" + secret + "5,F,,2024-02-01,2024-01-01,\n" + secret + "6,F,,,,pirate " + secret + "\n"},
		{"people", "text/csv", "person_id,gender,school_id\n" + secret + ",F,\n" + secret + ",M,\nx,F,S0\nx,F,S1\n" + strings.Repeat("y,F,S0\n", 30)},
		{"schools", "text/csv", "school_id,latitude,longitude,type\n" + secret + ",25.1,,government\nS9,north " + secret + ",51,government\nS8,25.1,51.5,Steiner " + secret + "\n"},
		{"sessions", "text/csv", "session_id,opportunity_id,starts_at\ns1,v1,at " + secret + "\n"},
		{"opportunities", "text/csv", "opportunity_id,title_en,transport,price,minimum_age,maximum_age\no1,x,maybe " + secret + ",,,\no2,x,yes,5,,\no3,x,,,9,7\n"},
		{"opportunities", "text/csv", "opportunity_id,title_en,price,provider_id\no4,x,5,nobody " + secret + "\n"},
		{"credentials", "text/csv", "person_id,title,awarded_on,content\n" + secret + ",t,2024-10-10,ring " + secret + "\n" + secret + "9,t,2199-01-01,\n"},
		{"instruments", "text/csv", "instrument_id,item_id,answer\ni,1,scale\n"},
		{"responses", "text/csv", "instrument_id,item_id,wave,value,subject_id\ni,1,any,,\ni,2,any,5," + secret + "\n"},
		{"returns", "text/csv", "about,school_id,term,reported_on\npeople,,2024,2024-10-10\npeople,S0,1999 " + secret + ",2024-10-10\n"},
		{"skills", "text/csv", "skill_id,name_en,parent_id\nk,x,k\n"},
		{"aliases", "text/csv", "of,scheme,alias,id\nschool,old,a " + secret + ",S0\n"},
		{"aliases", "text/csv", "of,scheme,alias,id\nschool,new,a " + secret + ",S1\n"},
		{"participations", "text/csv", "batch,row,person_id,opportunity_id,stage\nnone,1," + secret + ",v1,enrolled\n"},
	}
	for i, c := range posts {
		note(fmt.Sprintf("post %d of %s", i, c.kind), s.post("/api/v1/records/"+c.kind+"?source=web", c.media, []byte(c.body)).anyReceipt(t))
	}
	book := tinyWorkbook(t)
	for _, sheet := range []string{"", "&sheet=schools"} {
		note("a workbook", s.post("/api/v1/records/schools?source=web"+sheet, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", book).anyReceipt(t))
	}
	ctx := context.Background()
	for name, feed := range map[string]string{
		"missing_file":       "{name: f, kind: people, files: {f: nowhere.csv}}",
		"unknown_format":     "{name: f, kind: people, files: {f: people.docx}}",
		"mapping_not_select": "{name: f, kind: people, files: {f: people.csv}, select: drop.sql}",
		"mapping_forbidden":  "{name: f, kind: people, files: {f: people.csv}, select: steal.sql}",
		"mapping_failed":     "{name: f, kind: people, files: {f: people.csv}, select: typo.sql}",
		"mapping_cast":       "{name: f, kind: people, files: {f: people.csv}, select: cast.sql}",
		"undeclared_stage":   "{name: f, kind: participations, files: {f: taken.csv}, stages: [enrolled]}",
	} {
		yaml := "name: other\nids: tiny\nreject_batch_above: 1\ndimensions: []\nfeeds: [" + feed + "]\n"
		dir := writePackage(t, map[string]string{"athar.yaml": yaml, "people.csv": secret + "," + secret + "1\n" + secret + ",x\n", "people.docx": "x",
			"drop.sql": "DROP TABLE f", "steal.sql": "SELECT * FROM read_csv('/etc/passwd')", "typo.sql": "SELECT nonsense FROM f", "cast.sql": `SELECT CAST(COLUMNS(*) AS DATE) AS person_id FROM f`,
			"taken.csv": "person_id,opportunity_id,stage\n1001,v1,attended\n"})
		folder, err := ingest.ReadFolder(dir, "")
		if err != nil {
			t.Fatal(err)
		}
		receipts, err := s.intake.Load(ctx, folder, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		note(name, receipts...)
	}
	codes := models.ProblemCodes()
	slices.Sort(codes)
	for _, code := range codes {
		if file := elsewhere[code]; file != "" {
			text, err := os.ReadFile(filepath.FromSlash(file))
			if err != nil || !strings.Contains(string(text), code) {
				t.Errorf("%s is not tested in %s", code, file)
			}
		} else if produced[code] == "" {
			t.Errorf("nothing produces %s", code)
		}
	}
	t.Logf("%d codes; produced are %d", len(codes), len(slices.Collect(maps.Keys(produced))))
}

// anyReceipt reads a receipt, whatever came of it.
func (r reply) anyReceipt(t *testing.T) models.Receipt {
	t.Helper()
	if r.status != 201 && r.status != 422 {
		t.Fatalf("answered with %d: %.300s", r.status, r.body)
	}
	return r.receipt(t, r.status)
}

package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"mime/multipart"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"athar/ingest"
)

// tinyWorkbook is the tiny package as a school office would send it: one
// workbook, a sheet a table, with a title above and dates that are dates.
func tinyWorkbook(t *testing.T) []byte {
	t.Helper()
	b := excelize.NewFile()
	defer b.Close()
	for _, table := range []string{"schools", "pupils", "visits", "taken"} {
		f, err := os.Open("testdata/tiny/" + table + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.NewSheet(table); err != nil {
			t.Fatal(err)
		}
		b.SetCellValue(table, "A1", "قائمة "+table)
		for i, row := range rows {
			for j, text := range row {
				var value any = text
				if n, err := strconv.Atoi(text); err == nil {
					value = n
				}
				for _, layout := range []string{"02/01/2006", time.DateOnly} {
					if day, err := time.Parse(layout, text); err == nil {
						value = day
					}
				}
				place, err := excelize.CoordinatesToCellName(j+1, i+3)
				if err != nil {
					t.Fatal(err)
				}
				if err := b.SetCellValue(table, place, value); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	b.DeleteSheet("Sheet1")
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestAWorkbookComesInByEveryDoor loads one as a package, posts its sheets as
// records and as the files of a feed: each time it says the same as the files
// it was made of.
func TestAWorkbookComesInByEveryDoor(t *testing.T) {
	book := tinyWorkbook(t)
	yaml, err := os.ReadFile("testdata/tiny/athar.yaml")
	if err != nil {
		t.Fatal(err)
	}
	declared := string(yaml)
	for _, table := range []string{"schools", "pupils", "visits", "taken"} {
		declared = strings.Replace(declared, table+".csv", `"book.xlsx#`+table+`"`, 1)
	}
	s := serving(t, writePackage(t, map[string]string{"athar.yaml": declared, "book.xlsx": string(book)}))
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("taken", "October.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	part.Write(book)
	form.Close()
	r := s.post("/api/v1/feeds/taken", form.FormDataContentType(), body.Bytes()).receipt(t, 201)
	if r.Unchanged != 60 {
		t.Errorf("posted as a feed: %+v", r)
	}

	again, err := ingest.ReadFolder("testdata/tiny", "")
	if err != nil {
		t.Fatal(err)
	}
	receipts, err := s.intake.Load(context.Background(), again, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range receipts {
		if r.Unchanged != r.Received || r.Received == 0 {
			t.Errorf("%s: %d of %d records of the files are those of the workbook: %v", r.Feed, r.Unchanged, r.Received, r.Problems)
		}
	}

	const media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	r = s.post("/api/v1/records/schools?source=tiny&sheet=schools", media, book).receipt(t, 201)
	if r.Unchanged != 2 {
		t.Errorf("posted as records: %+v", r)
	}
	r = s.post("/api/v1/records/schools?source=tiny", media, book).receipt(t, 422)
	if len(r.Problems) != 1 || r.Problems[0].Code != "which_sheet" {
		t.Errorf("without its sheet: %+v", r.Problems)
	}
}

// TestAWorkbookIsIngestedByTheSheetNamed types the command line.
func TestAWorkbookIsIngestedByTheSheetNamed(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "book.xlsx")
	if err := os.WriteFile(path, tinyWorkbook(t), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, said bytes.Buffer
	if status := run(context.Background(), []string{"ingest", "--workspace", filepath.Join(dir, "w"), "--kind", "schools", "--source", "tiny", path + "#schools"}, nil, &out, &said); status != 0 {
		t.Fatalf("status %d: %s%s", status, out.String(), said.String())
	}
	if !strings.Contains(said.String(), "2 records taken") {
		t.Error(said.String())
	}
}

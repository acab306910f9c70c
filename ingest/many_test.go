package ingest_test

import (
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"

	"athar/ingest"
	"athar/ingest/lake"
	"athar/models"
)

// many are more rows than are copied from stage to stage.
const many = 100_200

// rowsOf are rows of people, one each, with what some of them say instead.
func rowsOf(prefix string, instead map[int]string) string {
	var text strings.Builder
	text.WriteString("person_id,valid_from,birth_year\n")
	for i := range many {
		row, changed := instead[i]
		if !changed {
			row = fmt.Sprintf("%s%d,2024-09-01,%d", prefix, i, 2005+i%12)
		}
		text.WriteString(row + "\n")
	}
	return text.String()
}

func (r *road) postMany(text string) models.Receipt {
	path, err := r.in.Spool(strings.NewReader(text), "people.csv", 1<<30)
	if err != nil {
		r.Error(err)
		return models.Receipt{}
	}
	receipt, err := r.in.Receive(r.Context(), ingest.Post{Kind: "people", Source: "web", Spooled: true, Files: []ingest.PostedFile{{Name: "people.csv", Path: path}}})
	if err != nil {
		r.Error(err)
	}
	return receipt
}

// kept tells of a commit's rows of people in the lake: how many, the sum of
// their places, and of the years they say.
func (r *road) kept(commit int64) (rows, places, years int64) {
	r.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		r.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow("SELECT count(DISTINCT _seq), sum(_seq), sum(birth_year) FROM "+lake.Source(r.lake.Files("people", commit-1, commit), commit-1, commit)+
		" WHERE _op = 'put' AND _feed = 'post_web'").Scan(&rows, &places, &years); err != nil {
		r.Fatal(err)
	}
	return rows, places, years
}

func TestOfManyRowsEachIsJudged(t *testing.T) {
	r := newRoad(t)
	receipt := r.postMany(rowsOf("p", map[int]string{
		7:          "p7,soon,2010",             // no date
		8:          "p8,2024-09-01",            // a column is missing
		many - 100: "p3,2024-09-01,2008",       // the row of p3 again
		many - 50:  "p11,2024-09-01,2001",      // not what the row of p11 says: neither is taken
		many - 2:   "p9999999,2024-09-01,1234", // no year of birth
	}))
	told := map[string]int64{}
	for _, p := range receipt.Problems {
		told[p.Code] += p.Count
	}
	if receipt.Received != many || receipt.SetAside != 5 || receipt.Unchanged != 1 || receipt.Accepted != many-6 {
		t.Errorf("%d received, %d set aside, %d unchanged, %d accepted", receipt.Received, receipt.SetAside, receipt.Unchanged, receipt.Accepted)
	}
	if fmt.Sprint(told) != "map[conflicting_rows:2 not_a_date:1 out_of_range:1 wrong_column_count:1]" {
		t.Error(told)
	}
	if rows, places, _ := r.kept(receipt.Commit); rows != many-6 || places != (many-6)*(many-7)/2 {
		t.Errorf("the lake has %d rows at places that add up to %d", rows, places)
	}
	asides, err := r.in.Awaiting(t.Context(), "", 10)
	if err != nil || len(asides) != 4 { // one was too broken to be kept
		t.Fatalf("%d rows await correction: %v", len(asides), err)
	}
	for i, line := range []int64{9, 13, many - 50 + 2, many - 2 + 2} {
		if asides[i].Line != line {
			t.Errorf("the row of line %d awaits correction instead of that of line %d", asides[i].Line, line)
		}
	}
	if again := r.postMany(rowsOf("p", nil)); again.Accepted != 6 || again.Unchanged != many-6 || again.SetAside != 0 {
		t.Errorf("mended, %d are accepted, %d unchanged, %d set aside", again.Accepted, again.Unchanged, again.SetAside)
	}
}

// TestManyRowsStandUnderTheirCommit: they are written before it is known which
// commit is theirs.
func TestManyRowsStandUnderTheirCommit(t *testing.T) {
	r := newRoad(t)
	var posts sync.WaitGroup
	receipts := make([]models.Receipt, 2)
	for i := range receipts {
		posts.Go(func() { receipts[i] = r.postMany(rowsOf(fmt.Sprint("p", i, "-"), nil)) })
	}
	posts.Wait()
	if receipts[0].Commit == receipts[1].Commit {
		t.Fatal("two commits are one")
	}
	var born int64
	for i := range int64(many) {
		born += 2005 + i%12
	}
	for _, receipt := range receipts {
		if rows, places, years := r.kept(receipt.Commit); rows != many || places != many*(many-1)/2 || years != born {
			t.Errorf("commit %d has %d rows at places that add up to %d, and years that add up to %d", receipt.Commit, rows, places, years)
		}
	}
}

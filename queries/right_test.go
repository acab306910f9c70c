package queries_test

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"

	"athar/ingest"
	"athar/ingest/lake"
	"athar/internal/beside"
	"athar/models"
	"athar/queries"
)

// realSet is a set of real data, loaded as its package says and asked what somebody else has computed from the same files.
type realSet struct {
	name, folder string
	// feeds are those the questions need; empty takes all. The others only cost time here: they are taken in elsewhere.
	feeds []string
	// shorten replaces text in the mapping of a feed, to take in only what is asked about.
	shorten map[string][2]string
	// levels, where given, are those that shorten leaves; the questions about others and about the total are asked only with
	// ATHAR_REAL=all, which takes in everything.
	levels []string
	also   func(*testing.T, *loadedSet)
}

var realSets = []realSet{
	{name: "oulad", folder: "sample-data/oulad", feeds: []string{"modules", "presentations", "learners", "registrations", "results"}, also: countOULAD},
	{name: "online-science", folder: "sample-data/online-science", also: contradictoryGender},
	{name: "chem97", folder: "ingest/testdata/packages/chem97", also: smallSchools},
	{name: "chicago-mcmf", folder: "ingest/testdata/packages/chicago-mcmf"},
	{name: "se-badges", folder: "ingest/testdata/packages/se-badges"},
	{name: "kalboard360", folder: "ingest/testdata/packages/kalboard360", also: smallNationalities},
	{name: "nhes-pfi-2019", folder: "ingest/testdata/packages/nhes-pfi-2019",
		shorten: map[string][2]string{"answers": {"COLUMNS('^[AC-Z]')", "COLUMNS('^(FOLIBRAYX|FOCRAFTS|FOBOOKSTX)$')"}}},
	{name: "pisa", folder: "ingest/testdata/packages/pisa", levels: []string{"ISL", "LIE", "MAC", "NLD", "TUN", "YUG"},
		shorten: map[string][2]string{
			"learners": {"FROM student", "FROM student WHERE country IN ('ISL', 'LIE', 'MAC', 'NLD', 'TUN', 'YUG')"},
			"scores":   {"FROM student UNPIVOT (value FOR item_id IN (math, read, science))", "FROM student UNPIVOT (value FOR item_id IN (math)) WHERE country IN ('ISL', 'LIE', 'MAC', 'NLD', 'TUN', 'YUG')"},
		}, also: schoolsOfQatar},
}

// TestRealDataGiveTheReferenceValues asks real data what was computed from the same files by other means, and compares to
// the last printed decimal.
func TestRealDataGiveTheReferenceValues(t *testing.T) {
	root, data := beside.Repository(t), beside.Shared(t, "data")
	if testing.Short() {
		t.Skip("Not checked: -short.")
	}
	expectations := readRows(t, filepath.Join(root, "ingest/testdata/packages/expectations.csv"))
	for _, set := range realSets {
		if os.Getenv("ATHAR_REAL") == "all" {
			set.feeds, set.shorten, set.levels = nil, nil, nil
		}
		t.Run(set.name, func(t *testing.T) {
			l := loadSet(t, root, data, set)
			references := readRows(t, filepath.Join(data, set.name, "reference_values.csv"))
			checked, left := 0, 0
			for _, e := range expectations {
				if e["package"] != set.name {
					continue
				}
				if set.levels != nil && !slices.Contains(set.levels, e["level"]) {
					left++
					continue
				}
				if missing := l.missing(e); missing != "" {
					t.Logf("not checked: %s by %q needs the feed %s, of which nothing was taken", e["measure"], e["by"], missing)
					continue
				}
				if l.check(t, e, references) {
					checked++
				}
			}
			t.Logf("%s: %d of %d reference rows are asked about, %d more with ATHAR_REAL=all", set.name, checked, len(references), left)
			if checked == 0 {
				t.Error("nothing was checked")
			}
			if set.also != nil {
				set.also(t, l)
			}
		})
	}
}

// loadedSet is a set in a workspace of its own.
type loadedSet struct {
	dir      string
	engine   *queries.Engine
	receipts map[string]models.Receipt
	kinds    map[string]string // of feeds
	answers  map[string]models.Answer
	close    func()
}

func loadSet(t *testing.T, root, data string, set realSet) *loadedSet {
	t.Helper()
	folder, err := ingest.ReadFolder(filepath.Join(root, set.folder), filepath.Join(data, set.name))
	if err != nil {
		t.Fatal(err)
	}
	p := folder.Package
	if len(set.feeds) > 0 {
		p.Feeds = slices.DeleteFunc(p.Feeds, func(f models.Feed) bool { return !slices.Contains(set.feeds, f.Name) })
		if len(p.Feeds) != len(set.feeds) {
			t.Fatal("the package has no longer the feeds this test loads")
		}
	}
	l := &loadedSet{dir: t.TempDir(), receipts: map[string]models.Receipt{}, kinds: map[string]string{}, answers: map[string]models.Answer{}}
	for i, f := range p.Feeds {
		l.kinds[f.Name] = f.Kind
		if s, ok := set.shorten[f.Name]; ok {
			p.Feeds[i].SQL = strings.Replace(f.SQL, s[0], s[1], 1)
			if p.Feeds[i].SQL == f.SQL {
				t.Fatalf("the mapping of %s no longer has %s", f.Name, s[0])
			}
		}
	}
	ctx := t.Context()
	kept, err := lake.Open(ctx, filepath.Join(l.dir, "lake"))
	if err != nil {
		t.Fatal(err)
	}
	if l.engine, err = queries.Open(ctx, queries.Options{Dir: l.dir, Lake: kept, Threads: 2}); err != nil {
		t.Fatal(err)
	}
	in, err := ingest.Open(ctx, ingest.Options{Dir: l.dir, Lake: kept, Ledger: l.engine, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	closed := false
	l.close = func() {
		if !closed {
			closed = true
			if err := errors.Join(in.Close(), l.engine.Close(), kept.Close()); err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(l.close)
	receipts, err := in.Load(ctx, folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range receipts {
		l.receipts[r.Feed] = r
	}
	return l
}

// missing is a feed of people of whom nothing was taken, where a question asks for their groups.
func (l *loadedSet) missing(e map[string]string) string {
	for feed, kind := range l.kinds {
		if kind == "people" && !l.receipts[feed].Taken() && e["by"] != "" && !strings.HasPrefix(e["measure"], "item_") {
			return feed
		}
	}
	return ""
}

func (l *loadedSet) ask(t *testing.T, measure, by, where, term string) models.Answer {
	t.Helper()
	q := models.Question{Measure: measure, Owner: true}
	if by != "" {
		q.By = strings.Split(by, ",")
	}
	if term != "" {
		q.Terms = strings.Split(term, ",")
	}
	var err error
	if where != "" {
		if q.Where, err = queries.ParseFilters(strings.Split(where, ";")); err != nil {
			t.Fatal(err)
		}
	}
	key := fmt.Sprint(q)
	if a, ok := l.answers[key]; ok {
		return a
	}
	released, err := l.engine.Answer(context.Background(), q)
	if err != nil {
		t.Fatalf("%s by %q where %q: %v", measure, by, where, err)
	}
	l.answers[key] = released.Answer()
	return l.answers[key]
}

// check compares one cell with its row of the reference. A cell over all terms is hidden where that of a term is: it then
// has nothing to compare.
func (l *loadedSet) check(t *testing.T, e map[string]string, references []map[string]string) bool {
	t.Helper()
	at := slices.IndexFunc(references, func(r map[string]string) bool {
		return r["measure"] == e["reference_measure"] && r["group"] == e["reference_group"] && r["level"] == e["reference_level"]
	})
	if at < 0 {
		t.Errorf("there is no reference row %s, %s, %s", e["reference_measure"], e["reference_group"], e["reference_level"])
		return false
	}
	want := references[at]
	what := fmt.Sprintf("%s by %q where %q, level %q", e["measure"], e["by"], e["where"], e["level"])
	cell, ok := cellOf(l.ask(t, e["measure"], e["by"], e["where"], e["term"]), e["level"])
	if cell.State == models.Hidden && e["by"] != "" && l.hiddenInATerm(t, e) {
		t.Logf("not checked: %s is hidden, as it is in one of the terms", what)
		return false
	}
	if !ok || !cell.State.HasNumbers() {
		t.Errorf("%s: state %s; want %s of %s", what, cell.State, want["value"], want["n"])
		return false
	}
	if value := number(t, want["value"]); !(math.Abs(*cell.Value-value) <= 0.5e-6+1e-12*math.Abs(value)) {
		t.Errorf("%s: %v; want %v", what, *cell.Value, value)
	}
	if n := number(t, want["n"]); cell.Denominator != nil && float64(*cell.Denominator) != n {
		t.Errorf("%s: of %d; want of %v", what, *cell.Denominator, n)
	}
	return true
}

// hiddenInATerm asks for the terms one by one.
func (l *loadedSet) hiddenInATerm(t *testing.T, e map[string]string) bool {
	t.Helper()
	for _, c := range l.ask(t, e["measure"], e["by"]+",term", e["where"], e["term"]).Cells {
		if level := c.Group[0].Level; level != nil && *level == e["level"] && c.State == models.Hidden {
			return true
		}
	}
	return false
}

// cellOf finds the cell of a level: "" is the total, null is "not given".
func cellOf(a models.Answer, level string) (models.Cell, bool) {
	if level == "" {
		return a.Total, true
	}
	for _, c := range a.Cells {
		if l := c.Group[0].Level; l != nil && *l == level || l == nil && level == "null" {
			return c, true
		}
	}
	return models.Cell{}, false
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func readRows(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]map[string]string, len(lines)-1)
	for i, line := range lines[1:] {
		rows[i] = map[string]string{}
		for j, column := range lines[0] {
			rows[i][column] = line[j]
		}
	}
	return rows
}

func (l *loadedSet) total(t *testing.T, want float64, measure, by, where string) {
	t.Helper()
	a := l.ask(t, measure, by, where, "all")
	if !a.Total.State.HasNumbers() || *a.Total.Value != want {
		t.Errorf("%s where %q: %+v; want %v", measure, where, a.Total, want)
	}
}

// countOULAD compares the counts of the set's own reference that measures reach.
func countOULAD(t *testing.T, l *loadedSet) {
	l.total(t, 28785, "people", "", "")           // distinct learners
	l.total(t, 32593, "journeys", "", "")         // enrolments
	l.total(t, 12361+3024, "credentials", "", "") // Pass and Distinction
	l.total(t, 22, "opportunities", "", "")       // presentations in courses.csv
	a := l.ask(t, "award_rate", "", "", "all")
	if *a.Total.Numerator != 15385 || *a.Total.Denominator != 32593 {
		t.Errorf("award_rate: %d of %d", *a.Total.Numerator, *a.Total.Denominator)
	}
	if got := l.ask(t, "participation_rate", "", "", "all").Total.State; got != models.NotApplicable {
		t.Errorf("participation_rate is %s though only participants are known", got)
	}
}

// contradictoryGender: all 603 pairs of learner and section have more than one gender, so it is believed nowhere.
func contradictoryGender(t *testing.T, l *loadedSet) {
	for _, q := range [][3]string{{"journeys", "gender", ""}, {"people", "gender", ""}, {"journeys", "", "gender=F"}, {"item_mean", "item,gender", "instrument=pre_survey"}, {"credentials", "gender", ""}} {
		a := l.ask(t, q[0], q[1], q[2], "all")
		if a.Total.State != models.NotApplicable || a.Total.Reason == nil || !strings.Contains(a.Total.Reason.En, "contradict") || len(a.Cells) > 0 {
			t.Errorf("%v: %+v, %d cells; want not_applicable with its reason and nothing else", q, a.Total, len(a.Cells))
		}
	}
	l.total(t, 26, "opportunities", "", "")
}

// smallNationalities: what may not be shown is absent, and nothing can be taken off the total to find it.
func smallNationalities(t *testing.T, l *loadedSet) {
	a := l.ask(t, "item_mean", "nationality", "instrument=tracker;item=VisITedResources", "all")
	hidden := 0
	for _, level := range []string{"Egypt", "Iran", "Libya", "Morocco", "Syria", "USA", "Venezuela"} { // 9, 6, 6, 4, 7, 6, 1
		c, ok := cellOf(a, level)
		if !ok || c.State != models.Hidden || c.Value != nil || c.Denominator != nil || c.Numerator != nil || c.Low != nil || c.High != nil {
			t.Errorf("%s: %+v; want hidden and empty", level, c)
			continue
		}
		hidden++
	}
	if a.Protection.Hidden < hidden || a.Inequality != nil && a.Inequality.State != models.NotApplicable {
		t.Errorf("protection %+v, inequality %+v", a.Protection, a.Inequality)
	}
	if l.receipts["pupils"].Taken() {
		for level, because := range map[string]string{"Egypt": "6 of 9", "Syria": "5 of 7", "Venezuela": "1 of 1", "Libya": "0 of 6", "Lebanon": "2 of 17 failed"} {
			if c, _ := cellOf(l.ask(t, "award_rate", "nationality", "", "all"), level); c.State != models.Hidden || c.Numerator != nil {
				t.Errorf("award_rate of %s (%s): %+v; want hidden", level, because, c)
			}
		}
	}
}

// smallSchools: entries of one school are few; no cell of 1 to 9 passes or failures is shown.
func smallSchools(t *testing.T, l *loadedSet) {
	a := l.ask(t, "award_rate", "school", "", "all")
	shown, hidden := 0, 0
	for _, c := range a.Cells {
		if c.State == models.Hidden {
			hidden++
			if c.Numerator != nil || c.Denominator != nil || c.Value != nil {
				t.Fatal("a hidden cell carries numbers")
			}
			continue
		}
		shown++
		for _, n := range []int64{*c.Numerator, *c.Denominator - *c.Numerator, *c.Denominator} {
			if threshold := int64(a.Protection.Threshold); n > 0 && n < threshold {
				t.Errorf("a count of %d is shown below the threshold of %d", n, threshold)
			}
		}
	}
	if shown+hidden != 2410 || a.Protection.Threshold > 0 && hidden == 0 {
		t.Errorf("%d schools shown and %d hidden; want 2410 in all and some hidden", shown, hidden)
	}
}

// schoolsOfQatar: no measure counts schools, so the warehouse is read itself.
func schoolsOfQatar(t *testing.T, l *loadedSet) {
	l.close()
	db, err := sql.Open("duckdb", filepath.Join(l.dir, "warehouse.duckdb")+"?access_mode=read_only")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for round, want := range map[string]int{"2006": 131, "2009": 153, "2012": 157, "2015": 167, "2018": 188, "2022": 229} {
		var got int
		if err := db.QueryRow("SELECT count(*) FROM schools WHERE school_country = 'QAT' AND pisa_round = ?", round).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("Qatar has %d schools in %s; want %d", got, round, want)
		}
	}
	if os.Getenv("ATHAR_REAL") != "all" {
		return
	}
	var learners, schools int
	if err := db.QueryRow("SELECT count(DISTINCT person_id), count(DISTINCT school_id) FROM people").Scan(&learners, &schools); err != nil {
		t.Fatal(err)
	}
	if learners != 276165 || schools != 10274 {
		t.Errorf("%d learners of %d schools in 2003; want 276165 of 10274", learners, schools)
	}
}

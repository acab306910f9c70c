package ingest_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"athar/ingest"
	"athar/models"
	"athar/queries/disclosure"
)

// pupils is a package of two schools and one club, small enough to count by
// hand; its data are public, so that every number is told.
const pupils = `
	name: pupils
	public: true
	basis: {purpose: Tests, permission: None is needed}
	disclosure: {threshold: THRESHOLD}
	dimensions: [{name: gender, levels: [F, M]}]
	terms: [{id: T1, year: 2024, starts_on: 2024-09-01, ends_on: 2024-11-30}]
	feeds:
	  - {name: schools, kind: schools, files: {f: schools.csv}}
	  - {name: register, kind: people, files: {f: register.csv}, population: whole, replaces: all}
	  - {name: clubs, kind: opportunities, files: {f: clubs.csv}}
	  - {name: visits, kind: participations, files: {f: visits.csv}, stages: [attended], key: [person_id, opportunity_id, stage], replaces: term}
	`

// classes are the files of the package: of each school so many pupils, of whom
// the first went to the club.
func classes(threshold int, schools map[string][2]int) map[string]string {
	register, visits := "person_id,valid_from,school_id,gender\n", "person_id,opportunity_id,stage,occurred_on\n"
	for _, school := range []string{"S1", "S2"} {
		for i := range schools[school][0] {
			register += fmt.Sprintf("%s-%d,2024-09-01,%s,%s\n", school, i, school, []string{"F", "M"}[i%2])
			if i < schools[school][1] {
				visits += fmt.Sprintf("%s-%d,c1,attended,2024-10-01\n", school, i)
			}
		}
	}
	return map[string]string{
		"athar.yaml": strings.Replace(pupils, "THRESHOLD", fmt.Sprint(threshold), 1), "register.csv": register, "visits.csv": visits,
		"schools.csv": "school_id,name_en,name_ar\nS1,North,الشمال\nS2,South,الجنوب\n",
		"clubs.csv":   "opportunity_id,provider_id,title_en,category,starts_on\nc1,p1,Club,arts,2024-10-01\n",
	}
}

// check rehearses a package and gives what would change.
func (r *road) check(files map[string]string) (map[string]models.Receipt, models.Changes) {
	r.Helper()
	found, err := r.in.Check(context.Background(), []*ingest.Folder{r.folder(files)}, nil)
	if err != nil {
		r.Fatal(err)
	}
	receipts := map[string]models.Receipt{}
	for _, receipt := range found.Receipts {
		receipts[receipt.Feed] = receipt
	}
	return receipts, found.Changes.(disclosure.Changes).Told()
}

// said is a change as a sentence: measure, levels, before and after.
func said(c models.Changes) []string {
	number := func(c models.Cell) string {
		if !c.State.HasNumbers() {
			return string(c.State)
		}
		if c.Numerator != nil && c.Denominator != nil {
			return fmt.Sprintf("%d/%d", *c.Numerator, *c.Denominator)
		}
		return fmt.Sprintf("%g", *c.Value)
	}
	var all []string
	for _, f := range c.Figures {
		for _, cell := range f.Cells {
			levels := ""
			for _, g := range cell.Group {
				if g.Level != nil {
					levels += " " + *g.Level
				}
			}
			all = append(all, fmt.Sprintf("%s%s: %s > %s", f.Measure, levels, number(cell.Before), number(cell.After)))
		}
	}
	return all
}

// everything is every file of a workspace's lake and its warehouse.
func (r *road) everything() map[string]string {
	r.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(r.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		all[path] = string(text)
		return err
	})
	if err != nil {
		r.Fatal(err)
	}
	return all
}

func TestADryRunSaysWhichFiguresWouldChange(t *testing.T) {
	r := newRoad(t)
	r.load(classes(0, map[string][2]int{"S1": {60, 20}, "S2": {40, 10}}))
	before := r.everything()
	receipts, changes := r.check(classes(0, map[string][2]int{"S1": {60, 25}, "S2": {40, 10}}))
	if got := receipts["visits"]; got.Accepted != 5 || got.Unchanged != 30 || got.Commit != 0 || !got.DryRun {
		t.Errorf("visits: %+v; want 5 new and 30 unchanged", got)
	}
	if got := receipts["register"]; got.Unchanged != 100 || got.Accepted != 0 {
		t.Errorf("register: %+v; want 100 unchanged: a dry run knows what is there", got)
	}
	got := said(changes)
	// 30 of 100 came, then 35; of the five who are new (20 to 24 of S1), those with an even number are girls.
	for _, want := range []string{"participation_rate T1: 30/100 > 35/100", "participation_rate F T1: 15/50 > 18/50", "participation_rate M T1: 15/50 > 17/50", "not_reached T1: 70/100 > 65/100", "journeys T1: 30 > 35"} {
		if !slices.Contains(got, want) {
			t.Errorf("it does not say %q but\n%s", want, strings.Join(got, "\n"))
		}
	}
	for _, line := range got {
		if strings.HasPrefix(line, "people") {
			t.Errorf("%q: nobody is new", line)
		}
	}
	if len(changes.Gone)+len(changes.Come) > 0 {
		t.Errorf("dropping out %v, new %v; want none", changes.Gone, changes.Come)
	}
	after := r.everything()
	for path, text := range before {
		if after[path] != text {
			t.Errorf("%s was written", path)
		}
	}
	if len(after) != len(before) {
		t.Errorf("%d files are there after a dry run, %d before", len(after), len(before))
	}
}

func TestADryRunSaysWhichSchoolsDropOut(t *testing.T) {
	r := newRoad(t)
	r.load(classes(0, map[string][2]int{"S1": {60, 20}, "S2": {40, 10}}))
	for what, c := range map[string]struct {
		schools    map[string][2]int
		reason     string
		withdrawn  int64
		figure     string
		registered int64
	}{
		"withdrawn by a delivery that stands for the term": {map[string][2]int{"S1": {60, 20}, "S2": {40, 0}}, "records", 10, "participation_rate T1: 30/100 > 20/100", 0},
		"lost by a roster that stands for all":             {map[string][2]int{"S1": {60, 20}}, "roster", 10, "participation_rate T1: 30/100 > 20/60", 40},
	} {
		t.Run(what, func(t *testing.T) {
			receipts, changes := r.check(classes(0, c.schools))
			if receipts["visits"].Withdrawn != c.withdrawn || receipts["register"].Withdrawn != c.registered {
				t.Errorf("withdrawn are %d visits and %d people", receipts["visits"].Withdrawn, receipts["register"].Withdrawn)
			}
			if len(changes.Gone) != 1 || changes.Gone[0] != (models.Reporter{Of: "schools", ID: "S2", Name: models.Text{En: "South", Ar: "الجنوب"}, Term: "T1", Reason: c.reason}) {
				t.Errorf("dropping out: %+v", changes.Gone)
			}
			if !slices.Contains(said(changes), c.figure) {
				t.Errorf("it does not say %q but\n%s", c.figure, strings.Join(said(changes), "\n"))
			}
		})
	}
	_, changes := r.check(classes(0, map[string][2]int{"S1": {60, 20}, "S2": {40, 10}}))
	if len(changes.Figures) > 0 || changes.Looked == 0 {
		t.Errorf("the same again changes %v", said(changes))
	}
}

func TestADryRunSaysWhatWouldBeHidden(t *testing.T) {
	r := newRoad(t)
	r.load(classes(10, map[string][2]int{"S1": {60, 20}, "S2": {40, 10}}))
	_, changes := r.check(classes(10, map[string][2]int{"S1": {60, 3}, "S2": {40, 0}}))
	got := said(changes)
	if !slices.Contains(got, "participation_rate T1: 30/100 > hidden") {
		t.Errorf("three of a hundred are not hidden:\n%s", strings.Join(got, "\n"))
	}
	for _, line := range got {
		if strings.Contains(line, "3/100") || strings.Contains(line, "> 3") {
			t.Errorf("a hidden number is told: %s", line)
		}
	}
}

func TestADryRunOfAPostLeavesNothing(t *testing.T) {
	r := newRoad(t)
	r.load(map[string]string{"athar.yaml": visits, "visits.csv": visitsBad})
	last := r.lake.LastCommit()
	p := r.spool(ingest.Post{Kind: "participations", Source: "t", Key: "k"}, `{"record_id":"8","person_id":"ann","opportunity_id":"o","stage":"attended"}`)
	found, err := r.in.Rehearse(context.Background(), p)
	if err != nil || !found.Receipts[0].DryRun || found.Receipts[0].Accepted != 1 {
		t.Fatalf("%+v %v", found, err)
	}
	if r.lake.LastCommit() != last || r.current("participations") != 2 {
		t.Error("a dry run wrote something")
	}
	if _, err := r.in.Receipt(context.Background(), found.Receipts[0].Batch); models.KindOf(err) != models.NotFound {
		t.Error("a dry run left a receipt")
	}
	// The very same files can then be taken.
	if receipt, err := r.in.Receive(context.Background(), p); err != nil || receipt.Accepted != 1 || receipt.Commit == 0 {
		t.Errorf("taken after its dry run: %+v %v", receipt, err)
	}
}

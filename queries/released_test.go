package queries_test

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"athar/models"
)

// TestEarlierVersions: an answer as of an earlier version says nothing that, beside today's, tells of the few who came since.
func TestEarlierVersions(t *testing.T) {
	learners := func(girls, boys int) map[string]string {
		people, visits := []string{"person_id,gender,band,side"}, []string{"record_id,person_id,opportunity_id,stage"}
		for i := range girls + boys {
			gender := "F"
			if i >= girls {
				gender = "M"
			}
			people = append(people, fmt.Sprintf("%s%d,%s,low,east", gender, i, gender))
			if i%2 == 0 {
				visits = append(visits, fmt.Sprintf("r%s%d,%s,o,attended", gender, i, strings.Split(people[len(people)-1], ",")[0]))
			}
		}
		return map[string]string{"athar.yaml": guarded, "people.csv": strings.Join(people, "\n"), "participations.csv": strings.Join(visits, "\n"),
			"opportunities.csv": "opportunity_id,title_en,starts_on\no,Fair,2020-03-01\n"}
	}
	w := openWorld(t, learners(60, 60))
	ask := func(question string) models.Answer {
		t.Helper()
		a, err := w.ask(question)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	first := ask("participation_rate --by gender --term A")
	if written(first) != "F,shown,30,60,0.500000\nM,shown,30,60,0.500000\n(all),shown,60,120,0.500000" {
		t.Fatal(written(first))
	}
	then := fmt.Sprintf("participation_rate --by gender --term A --asof %d", first.Commit)
	if got := written(ask(then)); got != written(first) {
		t.Errorf("the same version again: %s", got)
	}
	w.load(t, map[string]string{"athar.yaml": guarded, "people.csv": "person_id,gender,band,side\nx1,F,low,east\nx2,F,low,east\nx3,F,low,east"})
	if got := written(ask("participation_rate --by gender --term A")); got != "F,shown,30,63,0.476190\nM,shown,30,60,0.500000\n(all),shown,60,123,0.487805" {
		t.Errorf("today: %s", got)
	}
	if got := ask(then); got.Cells[0].State != models.Hidden || got.Total.State != models.Hidden || got.Inequality == nil || got.Inequality.State != models.NotApplicable {
		t.Errorf("three girls came since, and the earlier version says %s", written(got))
	}
	if got := ask(then); got.Commit != first.Commit {
		t.Errorf("the earlier answer names version %d", got.Commit)
	}
}

// TestOnlyProtectReleases: nothing but disclosure.Protect can make an answer that pages, files and addresses take.
func TestOnlyProtectReleases(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "athar/...").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		who, imports, _ := strings.Cut(strings.TrimSpace(line), " ")
		if strings.Contains(imports+" ", "athar/queries/disclosure/internal/") && !strings.HasPrefix(who, "athar/queries/disclosure") {
			t.Errorf("%s reaches behind the protection", who)
		}
		if strings.Contains(imports+" ", "athar/queries/internal/measures ") && !strings.HasPrefix(who, "athar/queries") {
			t.Errorf("%s counts by itself", who)
		}
	}
}

package draft

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"athar/models"
)

// TestADraftGoesWithWhatIsDeclared drafts a file for a workspace that has groups, terms and names of its own.
func TestADraftGoesWithWhatIsDeclared(t *testing.T) {
	beside, err := models.ParsePackage([]byte(`name: visits
ids: register
dimensions:
  - {name: gender, levels: [{id: girls, title: {en: Female, ar: أنثى}}, boys]}
terms: [{id: "2024", year: 2024, starts_on: 2024-09-01, ends_on: 2025-06-30}]
feeds: [{name: visits, kind: people, files: {p: p.csv}, columns: {person_id: x}}]`), nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := models.Merge(beside)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "visits.csv")
	rows := []string{"student id,gender,workshop,date"}
	for range 20 {
		rows = append(rows, "1,Female,Robots,2024-10-14", "2,boys,Robots,2024-10-15", "4,ذكر,Robots,2024-10-15", "3,unsaid,Robots,2024-10-16")
	}
	if err := os.WriteFile(path, []byte(strings.Join(rows, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := Package(t.Context(), []File{{"visits.csv", path}}, Options{Beside: w})
	if err != nil {
		t.Fatal(err)
	}
	drafted, err := models.ParsePackage(d.YAML, func(name string) ([]byte, error) { return d.Mappings[name], nil })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := models.Merge(beside, drafted); err != nil {
		t.Errorf("it does not go with what is declared: %v\n%s", err, d.YAML)
	}
	if d.Name != "visits-2" || len(d.Dimensions) > 0 || len(d.Terms) > 0 {
		t.Errorf("%s declares anew: %v %v", d.Name, d.Dimensions, d.Terms)
	}
	i := slices.IndexFunc(d.Feeds, func(f Feed) bool { return f.Kind == "people" })
	if i < 0 {
		t.Fatalf("there are no people in %v", d.Feeds)
	}
	if x, ok := d.Feeds[i].Field("gender"); !ok || len(x.Values) != 2 || x.Values["Female"] != "girls" || x.Values["ذكر"] != "boys" {
		t.Errorf("gender is recoded by %v", x.Values)
	}
	said := ""
	for _, doubt := range d.Doubts {
		said += doubt.Text.En + "\n"
		if doubt.Text.Ar == "" {
			t.Errorf("said in English alone: %s", doubt.Text.En)
		}
	}
	for _, want := range []string{"1 of its values are none of the levels that gender has", "write `ids:` and its register: register"} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
}

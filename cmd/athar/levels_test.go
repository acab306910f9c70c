package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLevelsWithoutEnd posts more values of a group than there are groups: they are taken, a question by them is refused
// in a sentence, and every other one is answered.
func TestLevelsWithoutEnd(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"athar.yaml": "name: towns\ndimensions: [{name: town}, {name: gender, levels: [F, M]}]\n" +
			"feeds: [{name: roster, kind: people, files: {p: p.csv}, columns: {person_id: id, town: town, gender: gender}, population: whole}]\n",
		"p.csv": "id,town,gender\n1,a,F\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := serving(t, dir)
	var rows strings.Builder
	rows.WriteString("person_id,town,gender\n")
	for i := range 5000 {
		fmt.Fprintf(&rows, "%d,%s%d,%s\n", i, secret, i, []string{"F", "M"}[i%2])
	}
	if r := s.post("/api/v1/records/people?source=towns", "text/csv", []byte(rows.String())).receipt(t, http.StatusCreated); r.Accepted != 5000 {
		t.Errorf("taken were %d", r.Accepted)
	}
	if d := s.get("/api/v1/answers/people?by=town").problem(t, http.StatusBadRequest); !strings.Contains(d.Detail, "declare its levels") || strings.Contains(d.Detail, secret) {
		t.Errorf("a question by them is refused with %q", d.Detail)
	}
	for _, path := range []string{"/api/v1/answers/people?by=gender", "/en/ministry", "/en/data", "/ar/school"} {
		if r := s.get(path); r.status != http.StatusOK || strings.Contains(string(r.body), secret) {
			t.Errorf("%s is answered %d, or shows a level that nobody declared", path, r.status)
		}
	}
}

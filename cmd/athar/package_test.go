package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"athar/ingest"
	"athar/models"
	"athar/queries"
	sampledata "athar/sample-data"
)

// answersOf asks every measure by several dimensions; what tells when and on
// which commit it was asked is left out.
func answersOf(t *testing.T, o *opened) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, m := range queries.Catalogue() {
		for _, by := range [][]string{nil, {"gender"}, {"school_type"}, {"category"}, {"term"}} {
			for _, terms := range [][]string{nil, {models.AllTerms}} {
				if by != nil && terms == nil {
					continue // as many questions as a test can wait for
				}
				name := fmt.Sprint(m.Name, by, terms)
				released, err := o.engine.Answer(t.Context(), models.Question{Measure: m.Name, By: by, Terms: terms})
				if err != nil {
					all[name] = err.Error()
					continue
				}
				text, err := json.Marshal(released)
				if err != nil {
					t.Fatal(err)
				}
				var answer map[string]any
				if err := json.Unmarshal(text, &answer); err != nil {
					t.Fatal(err)
				}
				delete(answer, "commit")
				delete(answer, "as_of")
				text, _ = json.Marshal(rounded(answer))
				all[name] = string(text)
			}
		}
	}
	return all
}

// rounded cuts numbers to twelve figures: sums of fractions differ in the last
// by the order in which they are added.
func rounded(v any) any {
	switch v := v.(type) {
	case float64:
		return fmt.Sprintf("%.12g", v)
	case []any:
		for i := range v {
			v[i] = rounded(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = rounded(v[k])
		}
	}
	return v
}

// recordsOf counts the rows of every kind in the lake.
func recordsOf(o *opened) map[string]int64 {
	all := map[string]int64{}
	for _, k := range models.Kinds {
		for _, f := range o.lake.Files(k.Name, 0, -1) {
			all[k.Name] += f.Rows
		}
	}
	return all
}

func sameAnswers(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			t.Errorf("%s: %s\n got %s\nwant %s", what, name, got[name], want[name])
			return
		}
	}
}

func TestOrderAndNumberOfDeliveriesChangeNoAnswer(t *testing.T) {
	folder := t.TempDir()
	if err := sampledata.Generate(t.Context(), folder, sampledata.Plan{Learners: 200, Seed: 7}, func(int64, int64) {}); err != nil {
		t.Fatal(err)
	}
	read, err := ingest.ReadFolder(folder, "")
	if err != nil {
		t.Fatal(err)
	}
	o := openHere(t, filepath.Join(t.TempDir(), "w"))
	defer func() { o.close() }()
	first, err := o.intake.Load(t.Context(), read, nil)
	if err != nil {
		t.Fatal(err)
	}
	answers, records, version := answersOf(t, o), recordsOf(o), o.engine.DataVersion()
	shown := 0
	for _, a := range answers {
		if strings.Contains(a, `"state":"shown"`) {
			shown++
		}
	}
	if shown < len(answers)/3 {
		t.Fatalf("only %d of %d answers show anything", shown, len(answers))
	}

	t.Run("loaded again", func(t *testing.T) {
		second, err := o.intake.Load(t.Context(), read, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range second {
			if r.Accepted+r.Withdrawn+r.Commit != 0 || r.Unchanged != first[i].Accepted+first[i].Unchanged || r.SetAside != first[i].SetAside {
				t.Errorf("%s again: %+v", r.Feed, r)
			}
		}
		if o.engine.DataVersion() != version {
			t.Errorf("data version %d became %d", version, o.engine.DataVersion())
		}
		if got := recordsOf(o); !maps.Equal(got, records) {
			t.Errorf("records %v, were %v", got, records)
		}
		sameAnswers(t, "loaded again", answersOf(t, o), answers)
	})
	t.Run("warehouse deleted", func(t *testing.T) {
		workspace := o.dir
		if err := o.close(); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(workspace, "warehouse.duckdb")); err != nil {
			t.Fatal(err)
		}
		o = openHere(t, workspace)
		sameAnswers(t, "warehouse deleted", answersOf(t, o), answers)
	})
	t.Run("in halves and in another order", func(t *testing.T) {
		other := openHere(t, filepath.Join(t.TempDir(), "w"))
		defer other.close()
		declareOnly(t, other, folder)
		random := rand.New(rand.NewPCG(5, 5))
		var posts []ingest.Post
		for _, feed := range read.Package.Feeds {
			name := slices.Collect(maps.Keys(feed.Files))[0]
			path := filepath.Join(folder, feed.Files[name][0])
			if info, err := os.Stat(path); err != nil || len(feed.Files) > 1 || info.Size() < 6_000 {
				posts = append(posts, postOf(feed, folder))
				continue
			}
			for _, half := range halves(t, path) {
				posts = append(posts, ingest.Post{Feed: feed.Name, Files: []ingest.PostedFile{{Name: filepath.Base(half), As: name, Path: half}}})
			}
		}
		random.Shuffle(len(posts), func(i, j int) { posts[i], posts[j] = posts[j], posts[i] })
		for _, p := range posts {
			r, err := other.intake.Receive(t.Context(), p)
			if err != nil || r.Rejected() || r.Received != r.Accepted+r.Unchanged+r.SetAside {
				t.Fatalf("%s: %v %+v", p.Feed, err, r)
			}
		}
		if got := recordsOf(other); !maps.Equal(got, records) {
			t.Errorf("records %v, were %v", got, records)
		}
		sameAnswers(t, "in halves and in another order", answersOf(t, other), answers)
	})
}

// declareOnly takes in what a package declares, and none of its files.
func declareOnly(t *testing.T, o *opened, folder string) {
	t.Helper()
	read, err := ingest.ReadFolder(folder, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	receipts, err := o.intake.Load(t.Context(), read, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range receipts {
		if r.Taken() {
			t.Fatalf("%s was taken without its file", r.Feed)
		}
	}
}

func postOf(feed models.Feed, folder string) ingest.Post {
	p := ingest.Post{Feed: feed.Name}
	for as, names := range feed.Files {
		for _, name := range names {
			p.Files = append(p.Files, ingest.PostedFile{Name: name, As: as, Path: filepath.Join(folder, name)})
		}
	}
	return p
}

// halves writes every other row of a CSV file to one of two files.
func halves(t *testing.T, path string) []string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var in io.Reader = file
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(file); err != nil {
			t.Fatal(err)
		}
	}
	text, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	out := [2][]byte{slices.Clone(lines[0]), slices.Clone(lines[0])}
	for i, line := range lines[1:] {
		out[i%2] = append(out[i%2], line...)
	}
	var paths []string
	for i, text := range out {
		half := filepath.Join(t.TempDir(), fmt.Sprint(i, "-", strings.TrimSuffix(filepath.Base(path), ".gz")))
		if err := os.WriteFile(half, text, 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, half)
	}
	return paths
}

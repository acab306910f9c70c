package queries_test

import (
	"context"
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
	"time"

	"golang.org/x/tools/txtar"

	"athar/ingest"
	"athar/ingest/lake"
	"athar/models"
	"athar/queries"
	"athar/queries/internal/measures"
)

// TestMeasures asks small worlds questions whose answers were worked out by hand. A case is a file of testdata: the
// arithmetic on top, the records as CSV, then questions, each followed by its answer. A question is written as for
// `athar ask`; --today says on which day it is asked. An answer is CSV: the levels (null: not given; (all): the total),
// the state, numerator, denominator and value; "coverage 1 of 2" and "because: …" may follow.
func TestMeasures(t *testing.T) {
	files, err := filepath.Glob("internal/measures/testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	covered := map[string]bool{}
	groups := map[string][]string{} // cases of the same records share a workspace: opening one takes longer than asking
	archives := map[string]*txtar.Archive{}
	for _, path := range files {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name, records := strings.TrimSuffix(filepath.Base(path), ".txtar"), ""
		for _, f := range archive.Files {
			if strings.HasPrefix(f.Name, "question") {
				covered[strings.Fields(string(f.Data))[0]] = true
			} else if !strings.HasPrefix(f.Name, "answer") {
				records += f.Name + "\n" + string(f.Data)
			}
		}
		archives[name], groups[records] = archive, append(groups[records], name)
	}
	for _, names := range groups {
		t.Run(strings.Join(names, "+"), func(t *testing.T) {
			t.Parallel()
			records := map[string]string{}
			for _, f := range archives[names[0]].Files {
				if !strings.HasPrefix(f.Name, "question") && !strings.HasPrefix(f.Name, "answer") {
					records[f.Name] = string(f.Data)
				}
			}
			w := openWorld(t, records)
			for _, name := range names {
				t.Run(name, func(t *testing.T) {
					w.runCase(t, archives[name])
					w.workExamples(t, name)
				})
			}
		})
	}
	for _, m := range queries.Catalogue() {
		if !covered[m.Name] {
			t.Errorf("no case asks for %s", m.Name)
		}
		if archives[m.Example.Case] == nil || m.Example.Text.En == "" || m.Example.Text.Ar == "" {
			t.Errorf("%s has no worked example in both languages whose case exists", m.Name)
		}
	}
}

func (w *world) runCase(t *testing.T, archive *txtar.Archive) {
	questions := slices.DeleteFunc(slices.Clone(archive.Files), func(f txtar.File) bool {
		return !strings.HasPrefix(f.Name, "question") && !strings.HasPrefix(f.Name, "answer")
	})
	for i := 0; i+1 < len(questions); i += 2 {
		question := strings.TrimSpace(string(questions[i].Data))
		want := strings.TrimSpace(string(questions[i+1].Data))
		a, err := w.ask(question)
		if err != nil {
			if "error: "+err.Error() != want {
				t.Errorf("%s\n%v\nwant\n%s", question, err, want)
			}
			continue
		}
		if got := written(a); !sameAnswer(got, want, a) {
			t.Errorf("%s\ngot\n%s\nwant\n%s", question, got, want)
		}
	}
}

// world is a workspace with records made up for a test.
type world struct {
	dir    string
	lake   *lake.Lake
	engine *queries.Engine
	intake *ingest.Intake
	today  time.Time
}

// openWorld loads records: the files of a package by their names. Without an athar.yaml it is that of testdata, less the
// feeds that have no file.
func openWorld(t testing.TB, records map[string]string) *world {
	t.Helper()
	w := &world{dir: t.TempDir(), today: time.Date(2022, 6, 1, 12, 0, 0, 0, time.UTC)}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	w.lake, err = lake.Open(t.Context(), filepath.Join(w.dir, "lake"))
	check(err)
	now := func() time.Time { return w.today }
	w.engine, err = queries.Open(t.Context(), queries.Options{Dir: w.dir, Lake: w.lake, Now: now, Threads: 1})
	check(err)
	w.intake, err = ingest.Open(t.Context(), ingest.Options{Dir: w.dir, Lake: w.lake, Ledger: w.engine, Now: now, Threads: 1, Log: slog.New(slog.DiscardHandler)})
	check(err)
	t.Cleanup(func() {
		if err := errors.Join(w.intake.Close(), w.engine.Close(), w.lake.Close()); err != nil {
			t.Error(err)
		}
	})
	w.load(t, records)
	return w
}

func (w *world) load(t testing.TB, records map[string]string) {
	t.Helper()
	dir := t.TempDir()
	if records["athar.yaml"] == "" {
		yaml, err := os.ReadFile("internal/measures/testdata/athar.yaml")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "athar.yaml"), yaml, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range records {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	folder, err := ingest.ReadFolder(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	folder.Package.Feeds = slices.DeleteFunc(folder.Package.Feeds, func(f models.Feed) bool {
		for _, names := range f.Files {
			if _, ok := records[names[0]]; ok {
				return false
			}
		}
		return true
	})
	receipts, err := w.intake.Load(t.Context(), folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range receipts {
		if !r.Taken() || r.SetAside > 0 {
			t.Fatalf("%s was not taken in: %+v", r.Feed, r.Problems)
		}
	}
}

// ask reads a question as it is written for the command line.
func (w *world) ask(text string) (models.Answer, error) {
	words := strings.Fields(text)
	q := models.Question{Measure: words[0], Owner: true}
	w.today = time.Date(2022, 6, 1, 12, 0, 0, 0, time.UTC)
	var where []string
	for i := 1; i+1 < len(words); i += 2 {
		switch value := words[i+1]; words[i] {
		case "--by":
			q.By = strings.Split(value, ",")
		case "--where":
			where = append(where, value)
		case "--term":
			q.Terms = strings.Split(value, ",")
		case "--asof":
			n, err := strconv.ParseInt(value, 10, 64)
			if err != nil {
				return models.Answer{}, err
			}
			q.AsOf = n
		case "--today":
			day, err := time.Parse(time.DateOnly, value)
			if err != nil {
				return models.Answer{}, err
			}
			w.today = day
		default:
			return models.Answer{}, fmt.Errorf("no such flag: %s", words[i])
		}
	}
	var err error
	if q.Where, err = queries.ParseFilters(where); err != nil {
		return models.Answer{}, err
	}
	released, err := w.engine.Answer(context.Background(), q)
	return released.Answer(), err
}

// written is an answer as the cases write it.
func written(a models.Answer) string {
	var lines []string
	line := func(levels []string, c models.Cell) {
		fields := append(levels, string(c.State))
		if c.State.HasNumbers() {
			fields = append(fields, count(c.Numerator), count(c.Denominator), fmt.Sprintf("%.6f", *c.Value))
		}
		lines = append(lines, strings.Join(fields, ","))
	}
	for _, c := range a.Cells {
		var levels []string
		for _, l := range c.Group {
			if l.Level == nil {
				levels = append(levels, "null")
			} else {
				levels = append(levels, *l.Level)
			}
		}
		line(levels, c)
	}
	line([]string{"(all)"}, a.Total)
	if a.Coverage != nil {
		lines = append(lines, fmt.Sprintf("coverage %d of %d", a.Coverage.Reported, a.Coverage.Expected))
	}
	if a.Total.Reason != nil {
		lines = append(lines, "because: "+a.Total.Reason.En)
	}
	return strings.Join(lines, "\n")
}

func count(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

// sameAnswer compares line by line, values to the decimals that the case writes. A line of the answer that begins with
// "because" or "coverage" counts only if the case has one.
func sameAnswer(got, want string, a models.Answer) bool {
	optional := func(lines []string, among string) []string {
		return slices.DeleteFunc(lines, func(l string) bool {
			word, _, _ := strings.Cut(l, " ")
			return (word == "because:" || word == "coverage") && !strings.Contains(among, word)
		})
	}
	g, w := optional(strings.Split(got, "\n"), want), strings.Split(want, "\n")
	if len(g) != len(w) {
		return false
	}
	for i := range g {
		x, y := fields(g[i]), fields(w[i])
		if len(x) != len(y) {
			return false
		}
		for j := range x {
			if x[j] == y[j] {
				continue
			}
			have, err1 := strconv.ParseFloat(x[j], 64)
			should, err2 := strconv.ParseFloat(y[j], 64)
			_, decimals, _ := strings.Cut(y[j], ".")
			if j != len(x)-1 || err1 != nil || err2 != nil || math.Abs(have-should) > 0.500001*math.Pow10(-len(decimals)) {
				return false
			}
		}
	}
	return true
}

func fields(line string) []string {
	all, err := csv.NewReader(strings.NewReader(line)).Read()
	if err != nil {
		return []string{line}
	}
	return all
}

// A count is written without decimals: a mean of counts would lose what it says.
func TestOnlyCountsAreToldAsCounts(t *testing.T) {
	for _, m := range measures.All {
		if (m.Unit == models.UnitCount) != (m.Shape == measures.Count) {
			t.Errorf("%s is told in the unit %s", m.Name, m.Unit)
		}
	}
}

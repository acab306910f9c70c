package queries_test

import (
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"athar/ingest"
	"athar/ingest/lake"
	"athar/models"
	"athar/queries"
	sampledata "athar/sample-data"
)

// plantedGap is one gap of gaps.yaml: what the generator's chances give in each group, before the dice fell.
type plantedGap struct {
	ID, Measure, By, Term string
	Where                 map[string][]string
	Levels                []struct {
		Level               string
		N                   int64
		Expected, Tolerance float64
	}
	High, Low             string
	Difference, Tolerance float64
}

// alwaysFound is how many gaps show both their groups among the fewest people tried here.
const alwaysFound = 16

// TestInventedGapsAreFound loads the invented package and finds in its answers every gap that was planted in it, unless a
// group of it is hidden, each level within the tolerance that its dice allow.
func TestInventedGapsAreFound(t *testing.T) {
	if testing.Short() {
		t.Skip("Not checked: -short.")
	}
	ctx, pack, dir := t.Context(), t.TempDir(), t.TempDir()
	plan := sampledata.DefaultPlan()
	if os.Getenv("ATHAR_REAL") != "all" {
		plan.Learners = 6_000 // the tolerances are wider then, in keeping with the numbers
	}
	if err := sampledata.Generate(ctx, pack, plan, nil); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(pack, "gaps.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var planted struct{ Gaps []plantedGap }
	if err := yaml.Unmarshal(text, &planted); err != nil {
		t.Fatal(err)
	}
	l, err := lake.Open(ctx, filepath.Join(dir, "lake"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	now := func() time.Time { return time.Date(2026, 9, 1, 9, 0, 0, 0, time.UTC) }
	engine, err := queries.Open(ctx, queries.Options{Dir: dir, Lake: l, Now: now, Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	in, err := ingest.Open(ctx, ingest.Options{Dir: dir, Lake: l, Ledger: engine, Now: now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	folder, err := ingest.ReadFolder(pack, "")
	if err != nil {
		t.Fatal(err)
	}
	receipts, err := in.Load(ctx, folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range receipts {
		if !r.Taken() {
			t.Errorf("%s was not taken in: %+v", r.Feed, r.Problems)
		}
	}
	catalogue := map[string]bool{}
	for _, m := range engine.Measures() {
		catalogue[m.Name] = true
	}
	found := 0
	for _, g := range planted.Gaps {
		t.Run(g.ID, func(t *testing.T) {
			if !catalogue[g.Measure] {
				t.Fatalf("there is no measure %s", g.Measure)
			}
			q := models.Question{Measure: g.Measure, By: []string{g.By}, Terms: []string{g.Term}, Owner: true}
			for name, levels := range g.Where {
				q.Where = append(q.Where, models.Filter{Dimension: name, Levels: levels})
			}
			released, err := engine.Answer(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			values := map[string]float64{}
			for _, level := range g.Levels {
				cell, ok := cellOf(released.Answer(), level.Level)
				if !ok || !cell.State.HasNumbers() {
					t.Logf("%s (%d people): %s", level.Level, level.N, cell.State)
					continue
				}
				values[level.Level] = *cell.Value
				if math.Abs(*cell.Value-level.Expected) > level.Tolerance {
					t.Errorf("%s: %.4f; want %.4f ± %.4f%s", level.Level, *cell.Value, level.Expected, level.Tolerance, of(cell, level.N))
				}
				if cell.Denominator != nil && *cell.Denominator != level.N {
					t.Logf("%s: of %d; the generator counts %d", level.Level, *cell.Denominator, level.N)
				}
			}
			high, isHigh := values[g.High]
			low, isLow := values[g.Low]
			if !isHigh || !isLow {
				t.Skip("Not checked: one of the two groups is not shown.")
			}
			if math.Abs(high-low-g.Difference) > g.Tolerance || high <= low {
				t.Errorf("%s minus %s: %.4f; want %.4f ± %.4f", g.High, g.Low, high-low, g.Difference, g.Tolerance)
			}
			found++
		})
	}
	t.Logf("%d of %d planted gaps were found", found, len(planted.Gaps))
	if found < alwaysFound {
		t.Errorf("too few of the planted gaps were found: of the others one of the two groups is hidden, and there are %d of those", len(planted.Gaps)-alwaysFound)
	}
}

func of(c models.Cell, n int64) string {
	if c.Denominator == nil {
		return ""
	}
	return fmt.Sprintf(" (of %d; the generator counts %d)", *c.Denominator, n)
}

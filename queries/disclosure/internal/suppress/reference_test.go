package suppress

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// reference opens a file of family 17, computed by lpSolve and GaussSuppression in R.
func reference(t *testing.T, name string) []map[string]string {
	t.Helper()
	root := os.Getenv("ATHAR_REFERENCE")
	if root == "" {
		at, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for ; at != filepath.Dir(at); at = filepath.Dir(at) {
			candidate := filepath.Join(at, "shared", "reference")
			if _, err := os.Stat(candidate); err == nil {
				root = candidate
				break
			}
		}
	}
	file, err := os.Open(filepath.Join(root, "17-disclosure-control", name))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("the reference tables are missing: set ATHAR_REFERENCE")
		}
		t.Skip("the reference tables are not here; set ATHAR_REFERENCE to run this test")
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		record := map[string]string{}
		for i, column := range rows[0] {
			record[column] = row[i]
		}
		out = append(out, record)
	}
	return out
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// referenceTable reads one table and returns a function that turns row and column names into a cell.
func referenceTable(t *testing.T, id string) (*Table, func(row, col string) Cell) {
	row, col := Dimension{Name: "row"}, Dimension{Name: "col"}
	records := reference(t, "tables.csv")
	for _, r := range records {
		if r["table_id"] != id {
			continue
		}
		if !slices.Contains(row.Levels, r["row"]) {
			row.Levels = append(row.Levels, r["row"])
			if r["parent"] != "" {
				row.Parents = append(row.Parents, r["parent"])
			}
		}
		if !slices.Contains(col.Levels, r["col"]) {
			col.Levels = append(col.Levels, r["col"])
		}
	}
	place := func(d Dimension, name string) int {
		if name == "Total" {
			return All
		}
		if g := slices.Index(d.Groups(), name); g >= 0 {
			return Group(g)
		}
		at := slices.Index(d.Levels, name)
		if at < 0 {
			t.Fatalf("no level %q", name)
		}
		return at
	}
	table, err := New([]Dimension{row, col}, 1)
	if err != nil {
		t.Fatal(err)
	}
	cell := func(r, c string) Cell { return Cell{place(row, r), place(col, c)} }
	for _, r := range records {
		if r["table_id"] == id {
			if err := table.Set(cell(r["row"], r["col"]), int64(number(t, r["n"]))); err != nil {
				t.Fatal(err)
			}
		}
	}
	return table, cell
}

func TestAuditGivesTheBoundsOfTheReferenceSolver(t *testing.T) {
	patterns := map[[2]string][]map[string]string{}
	for _, r := range reference(t, "patterns.csv") {
		k := [2]string{r["table_id"], r["pattern_id"]}
		patterns[k] = append(patterns[k], r)
	}
	expected := map[string]float64{}
	for _, r := range reference(t, "expected.csv") {
		if r["value"] != "" {
			expected[r["case"]+"/"+r["stat"]] = number(t, r["value"])
		}
	}
	bounds := reference(t, "expected_audit.csv")
	checked := 0
	for k, cells := range patterns {
		t.Run(k[0]+"_"+k[1], func(t *testing.T) {
			table, cell := referenceTable(t, k[0])
			p := Open(table)
			for _, r := range cells {
				p.Hide(cell(r["row"], r["col"]), Primary)
			}
			audit := Audit(p)
			got := map[string]Range{}
			counts := map[string]float64{}
			for _, f := range audit.Findings {
				r := f.Components[0]
				got[fmt.Sprint(f.Cell)] = r
				counts["cells_suppressed"]++
				counts["sum_lower"] += r.Lower
				counts["sum_upper"] += r.Upper
				if r.Width() == 0 {
					counts["recovered_exactly"]++
				}
				if r.Value > 0 && r.Value < 5 && r.Width() < 5 {
					counts["primary_unprotected"]++
				}
			}
			if audit.Safe(5) {
				counts["safe"] = 1
			}
			for _, stat := range []string{"cells_suppressed", "recovered_exactly", "primary_unprotected", "safe", "sum_lower", "sum_upper"} {
				if want, ok := expected["audit:"+k[0]+":"+k[1]+"/"+stat]; ok && want != counts[stat] {
					t.Errorf("%s: got %v, want %v", stat, counts[stat], want)
				}
			}
			for _, r := range bounds {
				if r["table_id"] != k[0] || r["pattern_id"] != k[1] {
					continue
				}
				checked++
				have, ok := got[fmt.Sprint(cell(r["row"], r["col"]))]
				if !ok {
					t.Fatalf("%s/%s was not audited", r["row"], r["col"])
				}
				want := Range{Value: int64(number(t, r["n"])), Lower: number(t, r["lower"]), Upper: number(t, r["upper"])}
				if have != want {
					t.Errorf("%s/%s: got %v, want %v", r["row"], r["col"], have, want)
				}
				if exact := have.Width() == 0; exact != (r["recovered_exactly"] == "1") {
					t.Errorf("%s/%s: recovered exactly: %v", r["row"], r["col"], exact)
				}
				if protected := have.Width() >= 5; protected != (r["protected"] == "1") {
					t.Errorf("%s/%s: protected: %v", r["row"], r["col"], protected)
				}
			}
		})
	}
	if checked != len(bounds) {
		t.Errorf("checked %d of %d bounds", checked, len(bounds))
	}
}

func TestPrimaryCellsAreThoseOfTheReference(t *testing.T) {
	rows := reference(t, "expected_primary.csv")
	tables := map[string]*Table{}
	cells := map[string]func(string, string) Cell{}
	for _, r := range rows {
		id := r["table_id"]
		if tables[id] == nil {
			tables[id], cells[id] = referenceTable(t, id)
		}
		for k, column := range map[int64]string{5: "primary_k5", 10: "primary_k10"} {
			p, err := Protect(tables[id], Policy{Threshold: k})
			if err != nil {
				t.Fatal(err)
			}
			if got := p.State(cells[id](r["row"], r["col"])) == Primary; got != (r[column] == "1") {
				t.Errorf("%s %s/%s at %d: primary %v", id, r["row"], r["col"], k, got)
			}
		}
	}
}

// The reference found the cheapest patterns by exhaustive search; a heuristic should stay within half as much again.
func TestProtectIsSafeAndNotWastefulOnTheReferenceTables(t *testing.T) {
	cheapest := map[string]float64{}
	for _, r := range reference(t, "expected.csv") {
		if r["stat"] == "min_cost" {
			cheapest[r["case"]] = number(t, r["value"])
		}
	}
	for _, id := range []string{"school_gender", "municipality_disability", "bridge_5x5", "region_nationality"} {
		for _, k := range []int64{5, 10} {
			table, _ := referenceTable(t, id)
			p, err := Protect(table, Policy{Threshold: k})
			if err != nil {
				t.Fatal(err)
			}
			if !p.Safe() || !Audit(p).Safe(k) {
				t.Errorf("%s at %d is not safe: %+v", id, k, p.Reports())
			}
			cost, hidden := 0.0, 0
			for _, f := range Audit(p).Findings {
				if !slices.Contains(f.Cell, All) && f.Cell[0] >= 0 {
					cost += float64(f.Components[0].Value)
					hidden++
				}
			}
			most := math.Inf(1)
			if best, ok := cheapest["optimum:"+id]; ok && k == 5 {
				most = 1.5 * best
			}
			t.Logf("%s at %d: %d inner cells of %d hidden, together %v (limit %v)", id, k, hidden, len(table.parts[0]), cost, most)
			if cost > most {
				t.Errorf("%s at %d hides %v, more than %v", id, k, cost, most)
			}
		}
	}
}

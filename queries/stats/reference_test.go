package stats_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"athar/queries/stats"
)

// TestReference compares this package with values that other programs computed. They live outside the repository, in the
// folder that ATHAR_REFERENCE names or in shared/reference beside the repository: one folder a family, each with inputs
// and expected.csv. A target row must be met within its tolerance; a defect row, which a known package gets wrong, must
// not be returned. What a family computes here is claimed by the first word of a statistic, so that a target of that word
// without a value of ours fails.
func TestReference(t *testing.T) {
	root := referenceFolder(t)
	for _, family := range []referenceFamily{
		{number: "03", compute: amounts, claims: []string{"unweighted.gini", "weighted.gini"}},
	} {
		t.Run(family.number, func(t *testing.T) { family.run(t, root) })
	}
}

// answers holds what we compute, by case and statistic. An absent value with a reason is NaN here and only here.
type answers map[[2]string]float64

type referenceFamily struct {
	number  string
	compute func(t *testing.T, folder string) answers
	claims  []string
	defects map[string]string // the statistic of a defect row, and the one of ours that must differ from it
}

func (f referenceFamily) run(t *testing.T, root string) {
	folders, err := filepath.Glob(filepath.Join(root, f.number+"-*"))
	if err != nil || len(folders) != 1 {
		t.Fatalf("reference %s: want one folder in %s, found %d", f.number, root, len(folders))
	}
	ours := f.compute(t, folders[0])
	targets, checked, defects, largest := 0, 0, 0, 0.0
	for _, row := range readTable(t, filepath.Join(folders[0], "expected.csv")) {
		key := [2]string{row["case"], row["stat"]}
		switch row["status"] {
		case "target":
			targets++
			value, have := ours[key]
			if !have {
				if f.claimed(key) {
					t.Errorf("%s %s: claimed, but nothing was computed for it", key[0], key[1])
				}
				continue
			}
			checked++
			difference, ok := closeTo(value, row["value"], number(t, row, "tol"))
			if !ok {
				t.Errorf("%s %s = %.17g, want %s within %s (relative difference %.2g)", key[0], key[1], value, row["value"], row["tol"], difference)
			}
			largest = math.Max(largest, difference)
		case "defect":
			mine, watched := f.defects[row["stat"]]
			if !watched {
				continue
			}
			value, have := ours[[2]string{row["case"], mine}]
			if !have {
				t.Errorf("%s %s: nothing computed to hold against the defect %s", key[0], mine, key[1])
				continue
			}
			defects++
			if _, same := closeTo(value, row["value"], number(t, row, "tol")); same {
				t.Errorf("%s %s = %.17g, which is the defect %s", key[0], mine, value, key[1])
			}
		}
	}
	if checked == 0 {
		t.Errorf("no target value was checked")
	}
	fmt.Printf("reference %s: %d of %d target values checked, largest relative difference %.1e\n", f.number, checked, targets, largest)
	if defects > 0 {
		fmt.Printf("reference %s: %d defect values, none of them returned\n", f.number, defects)
	}
}

// claimed matches the whole statistic, the part before its field, or the case, with one claim.
func (f referenceFamily) claimed(key [2]string) bool {
	word, _, _ := strings.Cut(key[1], ".")
	return slices.Contains(f.claims, word) || slices.Contains(f.claims, key[1]) || slices.Contains(f.claims, key[0])
}

func amounts(t *testing.T, folder string) answers {
	ours := answers{}
	for name, rows := range inputs(t, folder, "") {
		if _, has := rows[0]["weight"]; !has {
			continue
		}
		var plain, weighted []stats.AmountCount
		for _, row := range rows {
			plain = append(plain, stats.AmountCount{Amount: number(t, row, "value"), Count: 1})
			weighted = append(weighted, stats.AmountCount{Amount: number(t, row, "value"), Count: number(t, row, "weight")})
		}
		ours.value(name, "unweighted.gini", must(stats.Gini(plain))(t), 1)
		ours.value(name, "weighted.gini", must(stats.Gini(weighted))(t), 1)
	}
	return ours
}

func (a answers) value(name, stat string, e stats.Estimate, scale float64) {
	a[[2]string{name, stat}] = math.NaN()
	if e.Defined() {
		a[[2]string{name, stat}] = e.Value * scale
	}
}

// closeTo reads an expected value; empty means undefined.
func closeTo(value float64, expected string, tolerance float64) (difference float64, ok bool) {
	if expected == "" {
		return 0, math.IsNaN(value)
	}
	want, err := strconv.ParseFloat(expected, 64)
	switch {
	case err != nil || math.IsNaN(value):
		return math.Inf(1), false
	case value == want:
		return 0, true
	case math.Abs(want) < 1e-12:
		return 0, math.Abs(value-want) <= 1e-12
	}
	difference = math.Abs(value-want) / math.Abs(want)
	return difference, difference <= tolerance
}

// referenceFolder finds the expected values or skips, loudly; on a build server their absence is a failure.
func referenceFolder(t *testing.T) string {
	if named := os.Getenv("ATHAR_REFERENCE"); named != "" {
		if _, err := os.Stat(named); err != nil {
			t.Fatalf("ATHAR_REFERENCE: %v", err)
		}
		return named
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		candidate := filepath.Join(here, "shared", "reference")
		if _, err := os.Stat(candidate); err == nil {
			return candidate
		} else if !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		parent := filepath.Dir(here)
		if parent == here {
			break
		}
		here = parent
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("reference values not found: set ATHAR_REFERENCE to their folder")
	}
	fmt.Println("reference: SKIPPED, no folder of expected values; set ATHAR_REFERENCE to check against them")
	t.Skip("reference values not found: set ATHAR_REFERENCE to their folder")
	return ""
}

// inputs reads every CSV of a folder whose name starts so, by name without extension; expected values are left out.
func inputs(t *testing.T, folder, prefix string) map[string][]map[string]string {
	files, err := filepath.Glob(filepath.Join(folder, prefix+"*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string][]map[string]string{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".csv")
		if !strings.HasPrefix(name, "expected") {
			tables[name] = readTable(t, file)
		}
	}
	return tables
}

func readTable(t *testing.T, file string) []map[string]string {
	header, records := readRecords(t, file)
	rows := make([]map[string]string, len(records))
	for i, record := range records {
		rows[i] = map[string]string{}
		for j, name := range header {
			rows[i][name] = record[j]
		}
	}
	return rows
}

func readRecords(t *testing.T, file string) (header []string, records [][]string) {
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	records, err = csv.NewReader(strings.NewReader(string(content))).ReadAll()
	if err != nil || len(records) < 2 {
		t.Fatalf("%s: no rows (%v)", filepath.Base(file), err)
	}
	return records[0], records[1:]
}

func number(t *testing.T, row map[string]string, column string) float64 {
	if _, has := row[column]; !has {
		t.Fatalf("there is no column %s", column)
	}
	return parse(t, row[column])
}

func parse(t *testing.T, text string) float64 {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

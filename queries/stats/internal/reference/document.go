package reference

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"athar/internal/beside"
)

// writeVariable asks the tests to write their rows of docs/statistics.md instead of comparing them: make statistics.
const writeVariable = "ATHAR_WRITE_STATISTICS"

// document holds the family's row in docs/statistics.md against what was found, or writes it.
//
// The largest difference is written as the power of ten it stays below. The last digits of a float64 vary between
// machines, so a row is still true when the difference found now is smaller by up to three powers; never when it is larger.
func (f Family) document(t *testing.T, o outcome) {
	t.Helper()
	file := filepath.Join(beside.Repository(t), "docs", "statistics.md")
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`(?m)^\| ` + f.Number + ` \|.*\n`)
	at := row.FindIndex(content)
	start := fmt.Sprintf("| %s | %s | %d | %d | %d | ", f.Number, f.Title, o.targets, o.simulated, o.defects)
	if os.Getenv(writeVariable) != "" {
		if at == nil {
			place := f.place(t, content)
			at = []int{place, place}
		}
		fresh := start + "1e" + strconv.Itoa(powerAbove(o.largest)) + " | 0 |\n"
		whole := string(content[:at[0]]) + fresh + string(content[at[1]:])
		if err := os.WriteFile(file, []byte(whole), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if at == nil {
		t.Fatalf("docs/statistics.md has no row for family %s: run make statistics", f.Number)
	}
	stands := string(content[at[0]:at[1]])
	rest, same := strings.CutPrefix(stands, start)
	bound, err := strconv.ParseFloat(strings.TrimSuffix(rest, " | 0 |\n"), 64)
	if !same || err != nil || o.largest > bound || powerAbove(o.largest) < powerAbove(bound)-3 {
		t.Errorf("docs/statistics.md is not up to date: run make statistics\nit says  %sfound    %s%.1e", stands, start, o.largest)
	}
}

// place is where the row of a family that has none belongs: the table is in the order of the families.
func (f Family) place(t *testing.T, content []byte) int {
	t.Helper()
	for _, at := range regexp.MustCompile(`(?m)^\| (\d\d) \|`).FindAllSubmatchIndex(content, -1) {
		if string(content[at[2]:at[3]]) > f.Number {
			return at[0]
		}
	}
	end := bytes.Index(content, []byte("\n<!-- end of the table of families -->"))
	if end < 0 {
		t.Fatal("docs/statistics.md does not say where the table of families ends")
	}
	return end
}

// powerAbove is the least power of ten not below x, from 1e-16 on.
func powerAbove(x float64) int {
	if x <= 1e-16 {
		return -16
	}
	return int(math.Ceil(math.Log10(x) - 1e-9))
}

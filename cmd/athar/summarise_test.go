package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"athar/internal/beside"
)

func csvRows(t *testing.T, text []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// summarised runs the command and gives what it printed by name.
func summarised(t *testing.T, args ...string) map[string]float64 {
	t.Helper()
	var out, problems bytes.Buffer
	if status := run(t.Context(), append([]string{"summarise", "--format", "csv"}, args...), strings.NewReader(""), &out, &problems); status != exitDone {
		t.Fatalf("%v: exit status %d: %s", args, status, problems.String())
	}
	values := map[string]float64{}
	for i, row := range csvRows(t, out.Bytes()) {
		if i == 0 {
			continue
		}
		x, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		values[row[0]] = x
	}
	return values
}

// TestReferenceThroughTheCommand holds what the command prints against the published values of the tables it is given.
// Left out are values that come from draws which are not in the table, and a second name of the same value.
func TestReferenceThroughTheCommand(t *testing.T) {
	found, err := filepath.Glob(filepath.Join(beside.Reference(t), "01-*"))
	if err != nil || len(found) != 1 {
		t.Fatalf("there is no one folder of inequality between groups among the reference cases: %v", err)
	}
	folder := found[0]
	text, err := os.ReadFile(filepath.Join(folder, "expected.csv"))
	if err != nil {
		t.Fatal(err)
	}
	ours := map[string]map[string]float64{}
	checked := 0
	for i, row := range csvRows(t, text) {
		name, stat, want, status := row[0], row[1], row[2], row[4]
		if i == 0 || status != "target" && status != "mc" || strings.HasSuffix(stat, "_draws") || strings.HasSuffix(stat, "_phe") {
			continue
		}
		if ours[name] == nil {
			args := []string{filepath.Join(folder, name+".csv")}
			if strings.HasPrefix(name, "individual_") {
				table, err := os.ReadFile(args[0])
				if err != nil {
					t.Fatal(err)
				}
				header := csvRows(t, table)[0]
				args = append(args, "--outcome", header[len(header)-1])
			}
			ours[name] = summarised(t, args...)
		}
		got, printed := ours[name][stat]
		if want == "" {
			if printed {
				t.Errorf("%s %s = %v, and there is none", name, stat, got)
			}
			continue
		}
		expected, _ := strconv.ParseFloat(want, 64)
		tolerance, _ := strconv.ParseFloat(row[3], 64)
		if !printed || math.Abs(got-expected) > max(1e-12, tolerance*math.Abs(expected)) {
			t.Errorf("%s %s = %v (printed: %v), want %s within %s", name, stat, got, printed, want, row[3])
		}
		checked++
	}
	if checked == 0 {
		t.Fatal("nothing was checked")
	}
	fmt.Printf("summarise: %d reference values checked through the command\n", checked)
}

// A million persons are read and summarised; doubling every row changes no estimate.
func TestSummariseAMillionRows(t *testing.T) {
	write := func(times int) string {
		var b strings.Builder
		b.WriteString("subgroup_order,psu,weight,got\n")
		for i := range 1_000_000 / times {
			for range times {
				fmt.Fprintf(&b, "%d,%d,1,%d\n", i%5+1, i%997, (i*i+i/7)%11%2)
			}
		}
		name := filepath.Join(t.TempDir(), "persons.csv")
		if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	whole, twice := summarised(t, write(1), "--outcome", "got"), summarised(t, write(2), "--outcome", "got")
	if len(whole) < 20 {
		t.Errorf("only %d values of a million rows", len(whole))
	}
	var half strings.Builder
	half.WriteString("subgroup_order,psu,weight,got\n")
	for i := range 500_000 {
		fmt.Fprintf(&half, "%d,%d,2,%d\n", i%5+1, i%997, (i*i+i/7)%11%2)
	}
	name := filepath.Join(t.TempDir(), "weighted.csv")
	if err := os.WriteFile(name, []byte(half.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	weighted := summarised(t, name, "--outcome", "got")
	for _, stat := range []string{"sii_linear.estimate", "sii_logit.estimate", "aci.estimate", "rci_erreygers.estimate"} {
		if got, has := twice[stat]; !has || math.Abs(got-weighted[stat]) > 1e-9*math.Abs(got) {
			t.Errorf("%s of rows given twice is %v, of rows that weigh two %v", stat, got, weighted[stat])
		}
	}
}

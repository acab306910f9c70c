// Package reference holds statistics against values that other programs computed. It is used by tests alone.
//
// A family of cases is a folder NN-topic with input tables and expected.csv, whose rows are a case, a statistic, the
// expected value (empty: there is none), a relative tolerance and a status:
//
//   - target: has to be met within the tolerance, and every target of a family has to be computed;
//   - mc: from a simulation; has to be met within its wider tolerance;
//   - alt: another definition; has to be met where it is computed under that name;
//   - defect: what a published package gets wrong; must not be returned, unless it is right in this case.
//
// Families lie in two places. The cases that are free of other people's licences are kept in queries/stats/testdata and
// are tested anywhere. All of them lie outside the repository, in the folder that ATHAR_REFERENCE names or in
// shared/reference beside the repository.
package reference

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"athar/internal/beside"
)

// Family is one family of cases and how its statistics are computed here.
type Family struct {
	Number  string // the two digits its folder begins with
	Title   string // what the family is about, as the table in docs/statistics.md says it
	Compute func(in Inputs, ours Answers)

	// Instead names, for a statistic that a package gets wrong, the one of ours that must differ from it. One that is not
	// named is held against ours of the same name.
	Instead map[string]string
}

// Check computes the family from the cases kept in the project and from those outside it, and compares. It is called by a
// test whose name ends in Reference. Where the cases outside are the ones of the project, the family's row in
// docs/statistics.md has to tell the outcome.
func (f Family) Check(t *testing.T) {
	t.Helper()
	if folder, kept := folderOf(t, filepath.Join(statsFolder(t), "testdata"), f.Number); kept {
		t.Run("kept", func(t *testing.T) { f.compare(t, folder, "kept") })
	}
	t.Run("all", func(t *testing.T) {
		root := beside.Reference(t)
		folder, found := folderOf(t, root, f.Number)
		if !found {
			t.Fatalf("reference %s: no folder %s-* in the folder of reference cases", f.Number, f.Number)
		}
		result := f.compare(t, folder, "reference")
		if os.Getenv("ATHAR_REFERENCE") == "" && !t.Failed() {
			f.document(t, result)
		}
	})
}

// outcome is what a comparison found.
type outcome struct {
	targets, checked, simulated, defects int
	largest                              float64 // relative difference among the targets
}

func (f Family) compare(t *testing.T, folder, word string) outcome {
	expected := ReadTable(t, filepath.Join(folder, "expected.csv"))
	in := Inputs{T: t, folder: folder}
	for _, row := range expected {
		in.Wanted = append(in.Wanted, Key{row["case"], row["stat"]})
	}
	ours := Answers{}
	f.Compute(in, ours)

	o, faults := f.judge(expected, ours)
	for _, fault := range faults {
		t.Error(fault)
	}
	if o.checked == 0 {
		t.Error("no target value was checked")
	}
	fmt.Printf("%s %s: %d of %d target values checked, largest relative difference %.1e\n", word, f.Number, o.checked, o.targets, o.largest)
	if o.simulated+o.defects > 0 {
		fmt.Printf("%s %s: %d simulated values met, %d defect values not returned\n", word, f.Number, o.simulated, o.defects)
	}
	return o
}

// judge holds what was computed against what was expected, row by row, and says in a sentence what does not hold.
func (f Family) judge(expected Table, ours Answers) (o outcome, faults []string) {
	fault := func(format string, arguments ...any) { faults = append(faults, fmt.Sprintf(format, arguments...)) }
	targets := map[Key]string{}
	for _, row := range expected {
		if row["status"] == "target" {
			targets[Key{row["case"], row["stat"]}] = row["value"]
		}
	}
	for _, row := range expected {
		key := Key{row["case"], row["stat"]}
		value, have := ours[key]
		tolerance, err := strconv.ParseFloat(row["tol"], 64)
		if err != nil || !(tolerance >= 0) {
			fault("%s %s: %q is no tolerance", key.Case, key.Stat, row["tol"])
			continue
		}
		switch status := row["status"]; status {
		case "target", "mc", "alt":
			if status == "target" {
				o.targets++
			}
			if !have {
				if status != "alt" {
					fault("%s %s: nothing was computed for this %s value", key.Case, key.Stat, status)
				}
				continue
			}
			difference, ok := Close(value, row["value"], tolerance)
			if !ok {
				fault("%s %s = %.17g, want %s within %s (relative difference %.2g)", key.Case, key.Stat, value, row["value"], row["tol"], difference)
			}
			switch status {
			case "target":
				o.checked++
				o.largest = math.Max(o.largest, difference)
			case "mc":
				o.simulated++
			}
		case "defect":
			mine := key
			if instead, named := f.Instead[key.Stat]; named {
				mine.Stat = instead
			}
			value, have := ours[mine]
			if !have {
				fault("%s %s: nothing was computed to hold against the defect %s", mine.Case, mine.Stat, key.Stat)
				continue
			}
			if coincide(targets[mine], row["value"], tolerance) {
				continue
			}
			o.defects++
			if _, same := Close(value, row["value"], tolerance); same {
				fault("%s %s = %.17g, which is the defect %s", mine.Case, mine.Stat, value, key.Stat)
			}
		default:
			fault("%s %s: there is no status %q", key.Case, key.Stat, status)
		}
	}
	return o, faults
}

// coincide tells whether what has to be met is what a package gets wrong, where the mistake makes no difference: a factor
// left out, say, that is 1 in this case.
func coincide(target, defect string, tolerance float64) bool {
	want, err := strconv.ParseFloat(target, 64)
	if err != nil {
		return false
	}
	_, same := Close(want, defect, tolerance)
	return same
}

// Close tells whether a value meets an expected one, and their relative difference. An expected value that is empty is met
// by NaN; one nearer to zero than 1e-12 is met within 1e-12.
func Close(value float64, expected string, tolerance float64) (difference float64, ok bool) {
	if expected == "" {
		return 0, math.IsNaN(value)
	}
	want, err := strconv.ParseFloat(expected, 64)
	switch {
	case err != nil || math.IsNaN(value):
		return math.Inf(1), false
	case value == want:
		return 0, true
	case math.IsInf(want, 0):
		return math.Inf(1), false
	case math.Abs(want) < 1e-12:
		return 0, math.Abs(value-want) <= 1e-12
	}
	difference = math.Abs(value-want) / math.Abs(want)
	return difference, difference <= tolerance
}

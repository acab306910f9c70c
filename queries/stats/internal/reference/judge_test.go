package reference

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the harness itself promises: what is expected and not computed is said, and so is what is computed and not met.
func TestJudge(t *testing.T) {
	instead := Family{Instead: map[string]string{"se_as_printed": "se"}}
	row := func(stat, value, tol, status string) Row {
		return Row{"case": "c", "stat": stat, "value": value, "tol": tol, "status": status}
	}
	for name, c := range map[string]struct {
		expected Table
		ours     Answers
		says     string // empty: all holds
		outcome  outcome
	}{
		"met":                       {Table{row("x", "2", "1e-9", "target")}, Answers{{"c", "x"}: 2 + 1e-9}, "", outcome{targets: 1, checked: 1, largest: 5e-10}},
		"a target beside it":        {Table{row("x", "2", "1e-9", "target")}, Answers{{"c", "x"}: 2 + 1e-8}, "want 2 within", outcome{targets: 1, checked: 1, largest: 5e-9}},
		"a target not computed":     {Table{row("x", "2", "1e-9", "target")}, Answers{{"d", "x"}: 2}, "nothing was computed for this target", outcome{targets: 1}},
		"a simulation not computed": {Table{row("x", "2", "0.1", "mc")}, Answers{}, "nothing was computed for this mc", outcome{}},
		"a simulation":              {Table{row("x", "2", "0.1", "mc")}, Answers{{"c", "x"}: 1.9}, "", outcome{simulated: 1}},
		"another definition":        {Table{row("x", "2", "1e-9", "alt")}, Answers{}, "", outcome{}},
		"another, not met":          {Table{row("x", "2", "1e-9", "alt")}, Answers{{"c", "x"}: 3}, "want 2", outcome{}},
		"no value":                  {Table{row("x", "", "1e-9", "target")}, Answers{{"c", "x"}: math.NaN()}, "", outcome{targets: 1, checked: 1}},
		"a number for no value":     {Table{row("x", "", "1e-9", "target")}, Answers{{"c", "x"}: 0}, "want  within", outcome{targets: 1, checked: 1}},
		"infinity":                  {Table{row("x", "Inf", "1e-9", "target")}, Answers{{"c", "x"}: math.Inf(1)}, "", outcome{targets: 1, checked: 1}},
		"a number for infinity":     {Table{row("x", "Inf", "1e-9", "target")}, Answers{{"c", "x"}: 1e300}, "want Inf", outcome{targets: 1, checked: 1, largest: math.Inf(1)}},
		"infinity for a number":     {Table{row("x", "3", "1e-9", "target")}, Answers{{"c", "x"}: math.Inf(-1)}, "want 3", outcome{targets: 1, checked: 1, largest: math.Inf(1)}},
		"nothing but nearly":        {Table{row("x", "0", "1e-9", "target")}, Answers{{"c", "x"}: 1e-13}, "", outcome{targets: 1, checked: 1}},
		"an unknown status":         {Table{row("x", "1", "1e-9", "targets")}, Answers{{"c", "x"}: 1}, "no status", outcome{}},
		"no tolerance":              {Table{row("x", "1", "", "target")}, Answers{{"c", "x"}: 1}, "no tolerance", outcome{}},
		"a defect returned":         {Table{row("se_as_printed", "1", "1e-9", "defect")}, Answers{{"c", "se"}: 1}, "is the defect", outcome{defects: 1}},
		"a defect not returned":     {Table{row("se_as_printed", "1", "1e-9", "defect")}, Answers{{"c", "se"}: 100}, "", outcome{defects: 1}},
		"a defect without ours":     {Table{row("se_as_printed", "1", "1e-9", "defect")}, Answers{}, "nothing was computed to hold against", outcome{}},
		"a defect that is right": {
			Table{row("se", "1", "1e-9", "target"), row("se_as_printed", "1", "1e-9", "defect")}, Answers{{"c", "se"}: 1}, "",
			outcome{targets: 1, checked: 1},
		},
	} {
		found, faults := instead.judge(c.expected, c.ours)
		said := strings.Join(faults, "\n")
		if (said == "") != (c.says == "") || !strings.Contains(said, c.says) {
			t.Errorf("%s: said %q, want %q", name, said, c.says)
		}
		if difference := math.Abs(found.largest - c.outcome.largest); difference < 1e-15 {
			found.largest = c.outcome.largest
		}
		if found != c.outcome {
			t.Errorf("%s: %+v, want %+v", name, found, c.outcome)
		}
	}
}

func TestFolderOfAFamily(t *testing.T) {
	root := t.TempDir()
	for _, folder := range []string{"05-segregation", "06-diversity"} {
		if err := os.Mkdir(filepath.Join(root, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "05-notes.md"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if folder, found := folderOf(t, root, "05"); !found || filepath.Base(folder) != "05-segregation" {
		t.Errorf("the folder of family 05 is %q", folder)
	}
	if folder, found := folderOf(t, root, "07"); found {
		t.Errorf("the folder of family 07 is %q", folder)
	}
}

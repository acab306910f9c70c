package draft

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"athar/internal/beside"
	"athar/models"
)

// pair is a column that a package written by hand makes a field, without any
// calculation.
type pair struct{ files, kind, field, column string } // files: any of those that have the column

var (
	named    = regexp.MustCompile(`(?m)(?:^|,|SELECT|DISTINCT)\s*(?:\w+\.)?(?:"([^"]+)"|([A-Za-z_][A-Za-z0-9_]*)) AS ([a-z_]+)`)
	unnamed  = regexp.MustCompile(`(?m)^\s{2,}(?:SELECT\s+)?(?:\w+\.)?([a-z_]+),?\s*(?:--.*)?$`)
	sqlWords = regexp.MustCompile(`^(?i:_row|null|true|false|end|select|from)$`)
)

// writtenByHand reads what a package says of columns that are simply fields.
func writtenByHand(t *testing.T, folder string, columns map[string][]string) []pair {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "athar.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := models.ParsePackage(text, func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(folder, name)) })
	if err != nil {
		t.Fatal(err)
	}
	var all []pair
	for _, f := range p.Feeds {
		kind, err := models.KindNamed(f.Kind)
		if err != nil {
			t.Fatal(err)
		}
		ours := func(field string) bool {
			_, ok := kind.Field(field)
			return ok || slices.ContainsFunc(p.Dimensions, func(d models.Dimension) bool { return d.Name == field })
		}
		add := func(field, column string) {
			x := pair{kind: f.Kind, field: field, column: column}
			for _, name := range f.SortedFiles() {
				for _, file := range f.Files[name] {
					if slices.Contains(columns[file], column) {
						x.files += file + " "
					}
				}
			}
			if ours(field) && x.files != "" && !slices.Contains(all, x) {
				all = append(all, x)
			}
		}
		switch {
		case len(f.Columns) > 0:
			for field, column := range f.Columns {
				add(field, column)
			}
		case f.SQL == "":
			for _, files := range f.Files {
				for _, c := range columns[files[0]] {
					add(c, c)
				}
			}
		default:
			for _, m := range named.FindAllStringSubmatch(f.SQL, -1) {
				if column := m[1] + m[2]; !sqlWords.MatchString(column) {
					add(m[3], column)
				}
			}
			for _, m := range unnamed.FindAllStringSubmatch(f.SQL, -1) {
				add(m[1], m[1])
			}
		}
	}
	return all
}

// TestDraftsAgreeWithPackagesWrittenByHand drafts published data sets, and
// counts how many of the columns that a person made a field became the same
// field of the same kind. The floors are what was reached, less a margin: they
// are there so that it does not get worse unseen.
func TestDraftsAgreeWithPackagesWrittenByHand(t *testing.T) {
	data := beside.Shared(t, "data")
	agreed, of := 0, 0
	for _, c := range []struct {
		name, folder string
		floor        float64
	}{
		{"chem97", "../testdata/packages/chem97", 0.4},
		{"kalboard360", "../testdata/packages/kalboard360", 0.3},
		{"se-badges", "../testdata/packages/se-badges", 1},
	} {
		text, err := os.ReadFile(filepath.Join(c.folder, "athar.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		p, err := models.ParsePackage(text, func(string) ([]byte, error) { return []byte("SELECT 1"), nil })
		if err != nil {
			t.Fatal(err)
		}
		var files []File
		for _, f := range p.Feeds {
			for _, list := range f.Files {
				for _, name := range list {
					x := File{name, filepath.Join(data, c.name, name)}
					if !slices.Contains(files, x) {
						files = append(files, x)
					}
				}
			}
		}
		d, err := draftOf(t.Context(), files, Options{Name: c.name})
		if err != nil {
			t.Fatal(err)
		}
		columns := map[string][]string{}
		drafted := func(hand pair) bool {
			return slices.ContainsFunc(d.out.Feeds, func(f Feed) bool {
				x, ok := f.Field(hand.field)
				return ok && f.Kind == hand.kind && x.Column == hand.column && slices.Contains(strings.Fields(hand.files), f.File)
			})
		}
		for _, f := range d.seen {
			for _, column := range f.columns {
				columns[f.Name] = append(columns[f.Name], column.name)
			}
		}
		hand := writtenByHand(t, c.folder, columns)
		same := 0
		var missed []string
		for _, x := range hand {
			if drafted(x) {
				same++
			} else {
				missed = append(missed, x.kind+"."+x.field+"="+x.column)
			}
		}
		agreed, of = agreed+same, of+len(hand)
		t.Logf("%-15s %3d of %3d fields as by hand; not: %s", c.name, same, len(hand), strings.Join(missed, " "))
		if float64(same) < c.floor*float64(len(hand)) {
			t.Errorf("%s: %d of %d fields, fewer than were reached before", c.name, same, len(hand))
		}
	}
	t.Logf("%d of %d fields in all", agreed, of)
}

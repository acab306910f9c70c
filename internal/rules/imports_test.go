// Package rules tests what a compiler cannot: who may import whom, what may
// stand where, and what may not be committed.
package rules

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"

	"athar/internal/beside"
)

const module = "athar"

// public are the packages that stand for their folder; cmd/athar wires these
// together and sees nothing behind them. dashboards/export is among them because
// a file is made harmless to spreadsheets in one place, whoever writes it.
var public = []string{"models", "ingest", "ingest/draft", "ingest/lake", "queries", "queries/stats", "queries/summarise", "queries/disclosure", "dashboards", "dashboards/export", "sample-data"}

// imports is the table of ARCHITECTURE.md: the first row that matches a package
// says what it may import. "x/..." is x and everything below it.
var imports = []struct {
	of  string
	may []string
}{
	{"models", nil},
	{"ingest/lake", []string{"models", "internal/sqltext"}},
	{"ingest/...", []string{"models", "ingest/...", "internal/lockedsql", "internal/sqltext"}},
	{"queries/stats/distribution", nil},
	{"queries/stats/internal/reference", []string{"queries/stats", "internal/beside"}},
	{"queries/stats/internal/expect", []string{"queries/stats"}},
	{"queries/stats/internal/timing", []string{"queries/stats"}},
	{"queries/stats/internal/coverage", []string{"queries/stats/..."}},
	{"queries/stats/internal/...", []string{"queries/stats/distribution", "queries/stats/internal/..."}},
	{"queries/stats/...", []string{"queries/stats/..."}},
	{"queries/disclosure", []string{"models", "queries/stats/suppress"}},
	{"queries/summarise", []string{"models", "queries/stats/..."}},
	{"queries/internal/measures", []string{"models", "queries/stats/...", "internal/sqltext"}},
	{"queries/internal/warehouse", []string{"models", "ingest/lake", "internal/sqltext"}},
	{"queries/internal/...", []string{"models", "ingest/lake", "queries/stats/...", "queries/internal/...", "internal/lockedsql", "internal/sqltext"}},
	{"queries", []string{"models", "queries/...", "ingest/lake", "internal/lockedsql", "internal/sqltext"}},
	{"dashboards/...", []string{"models", "queries", "queries/disclosure", "dashboards/..."}},
	{"sample-data/...", []string{"models", "sample-data/..."}},
	{"cmd/athar", append(slices.Clone(public), "cmd/athar/internal/...")},
	{"internal/lockedsql", []string{"internal/sqltext"}},
	{"internal/smalldisk", nil}, // of tests alone: nothing may import it
	{"internal/...", nil},
}

// outside are libraries that only one place may use, so that there is one road.
var outside = []struct {
	library string
	only    []string
	because string
}{
	{"github.com/apache/iceberg-go", []string{"ingest/lake"}, "only the lake knows the files on disk"},
	{"modernc.org/sqlite", []string{"ingest/lake", "ingest/internal/index"}, "only the lake knows its catalogue, and the index of receipts its file"},
	{"github.com/jackc/pgx", []string{"internal/bench"}, "PostgreSQL is measured beside, never linked in"},
	{"github.com/duckdb/duckdb-go", []string{"ingest/...", "queries/...", "internal/lockedsql", "internal/bench", "cmd/athar"}, "pages and the vocabulary ask nothing of a database"},
	{"github.com/labstack/echo", []string{"ingest", "queries", "dashboards", "cmd/athar"}, "HTTP is spoken at the edge"},
	{"net/http", []string{"ingest", "queries", "dashboards/...", "internal/bench", "cmd/athar"}, "HTTP is spoken at the edge"},
	{"github.com/go-echarts/go-echarts", []string{"dashboards/charts/..."}, "labels are untrusted: one place writes the options"},
	{"os", []string{"ingest/...", "queries/...", "sample-data/...", "internal/...", "cmd/athar"}, "the vocabulary and the pages touch no disk"},
}

// pkg is what `go list` tells of a package.
type pkg struct {
	ImportPath string
	Imports    []string
}

func matches(name, pattern string) bool {
	if folder, ok := strings.CutSuffix(pattern, "/..."); ok {
		return name == folder || strings.HasPrefix(name, folder+"/")
	}
	return name == pattern
}

func matchesAny(name string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(name, p) })
}

// importViolations are the imports that the tables do not allow.
func importViolations(packages []pkg) []string {
	var bad []string
	for _, p := range packages {
		name, ours := strings.CutPrefix(p.ImportPath, module+"/")
		if !ours {
			continue
		}
		row := slices.IndexFunc(imports, func(r struct {
			of  string
			may []string
		}) bool {
			return matches(name, r.of)
		})
		if row < 0 {
			bad = append(bad, fmt.Sprintf("%s has no row in the table of imports", name))
			continue
		}
		for _, i := range p.Imports {
			if imported, ours := strings.CutPrefix(i, module+"/"); ours {
				if !matchesAny(imported, imports[row].may) {
					bad = append(bad, fmt.Sprintf("%s may not import %s", name, imported))
				}
				continue
			}
			for _, o := range outside {
				if (i == o.library || strings.HasPrefix(i, o.library+"/")) && !(o.library == "os" && i != "os") && !(o.library == "net/http" && i != "net/http") && !matchesAny(name, o.only) {
					bad = append(bad, fmt.Sprintf("%s may not import %s: %s", name, i, o.because))
				}
			}
		}
	}
	return bad
}

func TestImportsFollowTheTable(t *testing.T) {
	var stderr bytes.Buffer
	list := exec.Command("go", "list", "-e", "-deps", "-json=ImportPath,Imports", "./...")
	list.Dir, list.Stderr = beside.Repository(t), &stderr
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var packages []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
	if !slices.ContainsFunc(packages, func(p pkg) bool { return p.ImportPath == path.Join(module, "models") }) {
		t.Fatal("go list named none of our packages")
	}
	for _, v := range importViolations(packages) {
		t.Error(v)
	}
}

func TestImportRulesBite(t *testing.T) {
	for _, c := range []struct {
		from, to string
		refused  bool
	}{
		{"models", "ingest", true},
		{"models", "os", true},
		{"models", "strings", false},
		{"ingest", "models", false},
		{"ingest", "queries", true},
		{"ingest", "modernc.org/sqlite", true},
		{"ingest/internal/index", "modernc.org/sqlite", false},
		{"ingest", "ingest/internal/decode", false},
		{"ingest/internal/decode", "queries/stats", true},
		{"ingest/lake", "models", false},
		{"ingest/lake", "ingest", true},
		{"ingest/lake", "github.com/apache/iceberg-go/catalog", false},
		{"queries", "ingest/lake", false},
		{"queries", "ingest", true},
		{"queries", "dashboards", true},
		{"queries", "github.com/apache/iceberg-go/table", true},
		{"queries/internal/measures", "queries/stats", false},
		{"queries/internal/measures", "ingest/lake", true},
		{"queries/internal/warehouse", "ingest/lake", false},
		{"queries/internal/warehouse", "queries/disclosure", true},
		{"queries/stats", "models", true},
		{"queries/stats", "net/http", true},
		{"queries/disclosure", "models", false},
		{"queries/disclosure", "queries/stats/suppress", false},
		{"queries/disclosure", "queries/stats", true},
		{"dashboards", "queries/disclosure", false},
		{"dashboards/charts", "queries/internal/measures", true},
		{"dashboards/pages/school", "ingest/lake", true},
		{"dashboards/charts", "github.com/duckdb/duckdb-go/v2", true},
		{"sample-data", "models", false},
		{"sample-data", "ingest", true},
		{"cmd/athar", "queries", false},
		{"cmd/athar", "queries/internal/warehouse", true},
		{"cmd/athar", "dashboards/charts", true},
		{"cmd/athar", "github.com/jackc/pgx/v5", true},
		{"internal/bench", "queries", true},
		{"internal/lockedsql", "models", true},
		{"ingest/lake", "internal/smalldisk", true},
		{"somewhere/new", "models", true},
	} {
		to := c.to
		if first, _, _ := strings.Cut(to, "/"); slices.Contains(folders, first) {
			to = module + "/" + to
		}
		got := importViolations([]pkg{{ImportPath: module + "/" + c.from, Imports: []string{to}}})
		if (len(got) > 0) != c.refused {
			t.Errorf("%s importing %s: refused is %v, want %v (%v)", c.from, c.to, len(got) > 0, c.refused, got)
		}
	}
}

package rules

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"athar/internal/beside"
)

// folders are all that may stand at the top, besides files and .ci.
var folders = []string{"cmd", "ingest", "models", "dashboards", "queries", "sample-data", "internal", "docs"}

// columns are names that belong to the files of samples from outside. The
// program must not know them: only their mappings do.
var columns = regexp.MustCompile(`\b(imd_band|final_result|id_student|id_assessment|code_module|code_presentation|num_of_prev_attempts|studied_credits|` +
	`highest_education|date_registration|date_unregistration|date_submitted|is_banked|` +
	`CourseSectionOrigID|Bb_UserPK|FinalGradeCEMS|Gradebook_Item|enrollment_reason|enrollment_status)\b`)

var (
	styleAttribute  = regexp.MustCompile(`(?i)<[^>]*\sstyle\s*=`)
	scriptAttribute = regexp.MustCompile(`(?i)<[^>]*\son[a-z]+\s*=`)
	styleBlock      = regexp.MustCompile(`(?i)<style\b`)
	scriptBlock     = regexp.MustCompile(`(?i)<script\b[^>]*>`)
	scriptAllowed   = regexp.MustCompile(`(?i)\ssrc=|\stype="application/json"`)
	unfinished      = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME)\b`)
	machinePath     = regexp.MustCompile(`(^|[\s"'(=` + "`" + `])/(root|home|work|tmp|Users)/[A-Za-z]`)
	unsafeCharts    = regexp.MustCompile(`\b(FuncOpts|RenderSnippet|RenderContent)\b`)
)

// fileViolations are what is wrong with one file of the repository.
func fileViolations(name string, content []byte) []string {
	var bad []string
	first, rest, nested := strings.Cut(name, "/")
	if nested && first != ".ci" && !slices.Contains(folders, first) {
		bad = append(bad, fmt.Sprintf("%s: there is no folder %s at the top", name, first))
	}
	if bytes.IndexByte(content[:min(len(content), 8000)], 0) >= 0 {
		return bad // not text
	}
	say := func(what string, at []int) {
		bad = append(bad, fmt.Sprintf("%s:%d: %s", name, 1+bytes.Count(content[:at[0]], []byte("\n")), what))
	}
	ext, test := path.Ext(name), strings.HasSuffix(name, "_test.go") || strings.Contains(name, "/testdata/")
	code := slices.Contains([]string{".go", ".sql", ".tmpl", ".js"}, ext) && !test && first != "sample-data"
	if code {
		for _, line := range columns.FindAllIndex(content, -1) {
			// An example of use is a text for readers, not something the program knows.
			if !strings.Contains(lineAt(content, line[0]), "athar ask ") {
				say("names a column of a sample from outside", line)
			}
		}
	}
	if first == "dashboards" && !test && !strings.HasPrefix(rest, "browser/") {
		if ext == ".tmpl" || ext == ".html" {
			for _, r := range []struct {
				what    string
				pattern *regexp.Regexp
			}{{"has a style attribute", styleAttribute}, {"has a script attribute", scriptAttribute}, {"has a style block", styleBlock}} {
				if at := r.pattern.FindIndex(content); at != nil {
					say(r.what, at)
				}
			}
			for _, at := range scriptBlock.FindAllIndex(content, -1) {
				if !scriptAllowed.Match(content[at[0]:at[1]]) {
					say("has an inline script", at)
				}
			}
		}
		if at := unsafeCharts.FindIndex(content); at != nil && ext == ".go" {
			say("lets the chart library write markup or script", at)
		}
	}
	if at := unfinished.FindIndex(content); at != nil {
		say("leaves something unfinished", at)
	}
	if ext == ".md" || name == "Makefile" || first == ".ci" {
		if at := machinePath.FindIndex(content); at != nil {
			say("names a path of one machine", at)
		}
	}
	return bad
}

func lineAt(content []byte, at int) string {
	begin := bytes.LastIndexByte(content[:at], '\n') + 1
	end := bytes.IndexByte(content[at:], '\n')
	if end < 0 {
		return string(content[begin:])
	}
	return string(content[begin : at+end])
}

// files are the files of the repository: what git keeps, or in a copy without
// git what lies there and is not made by building and running.
func files(t *testing.T) []string {
	t.Helper()
	dir := beside.Repository(t)
	list := exec.Command("git", "ls-files", "-z")
	list.Dir = dir
	if out, err := list.Output(); err == nil {
		names := strings.Split(strings.TrimRight(string(out), "\x00"), "\x00")
		return slices.DeleteFunc(names, func(name string) bool {
			info, err := os.Lstat(filepath.Join(dir, name))
			return err != nil || !info.Mode().IsRegular()
		})
	}
	var names []string
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{"bin", "node_modules", "workspace", "workspaces", ".git"}, d.Name()) {
			return filepath.SkipDir
		}
		if d.Type().IsRegular() {
			name, _ := filepath.Rel(dir, p)
			names = append(names, filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestFilesFollowTheRules(t *testing.T) {
	for _, name := range files(t) {
		content, err := os.ReadFile(filepath.Join(beside.Repository(t), name))
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range fileViolations(name, content) {
			t.Error(v)
		}
	}
}

func TestFileRulesBite(t *testing.T) {
	for _, c := range []struct {
		name, content string
		refused       bool
	}{
		{"models/kind.go", "package models\n", false},
		{"utils/helpers.go", "package utils\n", true},
		{"README.md", "# Athar\n", false},
		{".ci/run", "make check\n", false},
		{".hidden/run", "make check\n", true},
		{"queries/answer.go", `const c = "imd_band"`, true},
		{"queries/internal/warehouse/views/people.sql", "SELECT final_result FROM x", true},
		{"queries/answer_test.go", `const c = "imd_band"`, false},
		{"sample-data/oulad/learners.sql", "SELECT imd_band FROM info", false},
		{"cmd/athar/ask.go", `Example: "athar ask award_rate --by imd_band"`, false},
		{"dashboards/layout.tmpl", `<p style="color: red">`, true},
		{"dashboards/layout.tmpl", `<p class="style">style = plain</p>`, false},
		{"dashboards/layout.tmpl", `<button onclick="go()">`, true},
		{"dashboards/layout.tmpl", `<style>p {}</style>`, true},
		{"dashboards/layout.tmpl", `<script>go()</script>`, true},
		{"dashboards/layout.tmpl", `<script type="application/json">{}</script>`, false},
		{"dashboards/layout.tmpl", `<script src="/static/explore.js" defer></script>`, false},
		{"dashboards/charts/explore.go", `opts.FuncOpts("x")`, true},
		{"ingest/intake.go", "// TO" + "DO: later", true},
		{"docs/notes.md", "FIX" + "ME", true},
		{"docs/notes.md", "see /home/somebody/data", true},
		{"docs/notes.md", "see https://example.org/home/page and /en/ministry", false},
	} {
		if got := fileViolations(c.name, []byte(c.content)); (len(got) > 0) != c.refused {
			t.Errorf("%s with %q: refused is %v, want %v (%v)", c.name, c.content, len(got) > 0, c.refused, got)
		}
	}
}

// licences are texts that anybody may carry and many do.
var licences = []string{"LICENSE", "OFL.txt"}

// free are the cases whose data were made up for them: they may be passed on, and are kept so that statistics are tested anywhere.
const free = "queries/stats/testdata/"

// borrowed are the committed files that lie, byte for byte, in a folder whose
// files may be used and not passed on.
func borrowed(dir string, names []string, from string) ([]string, error) {
	bySize := map[int64][]string{}
	err := filepath.WalkDir(from, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() && info.Size() > 0 {
			bySize[info.Size()] = append(bySize[info.Size()], p)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	hash := func(p string) ([32]byte, error) {
		content, err := os.ReadFile(p)
		return sha256.Sum256(content), err
	}
	var bad []string
	for _, name := range names {
		if slices.Contains(licences, path.Base(name)) || strings.HasPrefix(name, free) {
			continue
		}
		p := filepath.Join(dir, name)
		info, err := os.Stat(p)
		if err != nil {
			return nil, err
		}
		for _, other := range bySize[info.Size()] {
			mine, err := hash(p)
			if err != nil {
				return nil, err
			}
			theirs, err := hash(other)
			if err != nil {
				return nil, err
			}
			if mine == theirs {
				bad = append(bad, fmt.Sprintf("%s is a copy of %s", name, filepath.Base(other)))
			}
		}
	}
	return bad, nil
}

func TestNothingBorrowedIsCommitted(t *testing.T) {
	from := filepath.Join(beside.Repository(t), "..", "shared")
	from, err := filepath.EvalSymlinks(from) // a walk does not follow a link it begins at
	if err != nil {
		t.Skip("there is no folder of borrowed files beside the repository")
	}
	bad, err := borrowed(beside.Repository(t), files(t), from)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range bad {
		t.Error(b)
	}
}

func TestBorrowedFilesAreFound(t *testing.T) {
	dir, from := t.TempDir(), t.TempDir()
	for p, content := range map[string]string{dir + "/ours.csv": "same", dir + "/own.csv": "mine", dir + "/LICENSE": "text", from + "/theirs.csv": "same", from + "/other.csv": "else", from + "/LICENSE": "text"} {
		if err := os.WriteFile(p, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	bad, err := borrowed(dir, []string{"ours.csv", "own.csv", "LICENSE", free + "toy.csv"}, from)
	if err != nil || len(bad) != 1 || !strings.HasPrefix(bad[0], "ours.csv") {
		t.Errorf("found %v, %v; want ours.csv alone", bad, err)
	}
}

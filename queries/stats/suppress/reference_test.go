package suppress

import (
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"athar/queries/stats/internal/reference"
)

const (
	familyThreshold = 5 // the family's: 1 to 4 are few
	// familyPatterns is how many patterns the reference looked at before it gave up the search for the cheapest.
	familyPatterns = 60_001
)

func TestReference(t *testing.T) {
	reference.Family{Number: "17", Title: "Disclosure control", Compute: func(in reference.Inputs, ours reference.Answers) {
		f := family{in: in, ours: ours, tables: map[string]*familyTable{}}
		for _, rows := range in.Tables("tables") {
			f.read(rows)
		}
		for _, rows := range in.Tables("patterns") {
			f.audits(rows)
		}
		f.primaries()
		f.cheapest()
		for _, rows := range in.Tables("contributions") {
			f.magnitudes(rows)
		}
		for name, rows := range in.Tables("percentages") {
			f.percentages(name, rows)
		}
		members := in.Tables("members")
		for name, rows := range in.Tables("queries") {
			suffix := strings.TrimPrefix(name, "queries")
			f.differencing("differencing"+suffix, members["members"+suffix], rows, in.Header(name))
		}
	}}.Check(t)
}

// family computes family 17.
type family struct {
	in     reference.Inputs
	ours   reference.Answers
	tables map[string]*familyTable
	names  []string
}

// familyTable is a table of rows, which may belong to parents, and columns.
type familyTable struct {
	row, column Dimension
	table       *Table
}

func (f *family) read(rows reference.Table) {
	t := f.in.T
	for _, r := range rows {
		id := r["table_id"]
		if f.tables[id] == nil {
			f.tables[id] = &familyTable{row: Dimension{Name: "row"}, column: Dimension{Name: "col"}}
			f.names = append(f.names, id)
		}
		ft := f.tables[id]
		if !slices.Contains(ft.row.Levels, r["row"]) {
			ft.row.Levels = append(ft.row.Levels, r["row"])
			if r["parent"] != "" && r["parent"] != "NA" {
				ft.row.Parents = append(ft.row.Parents, r["parent"])
			}
		}
		if !slices.Contains(ft.column.Levels, r["col"]) {
			ft.column.Levels = append(ft.column.Levels, r["col"])
		}
	}
	for _, ft := range f.tables {
		if ft.table == nil {
			ft.table = reference.Must(New([]Dimension{ft.row, ft.column}, 1))(t)
		}
	}
	for _, r := range rows {
		ft := f.tables[r["table_id"]]
		if err := ft.table.Set(ft.cell(t, r["row"], r["col"]), int64(r.Number(t, "n"))); err != nil {
			t.Fatal(err)
		}
	}
}

func (ft *familyTable) cell(t *testing.T, row, column string) Cell {
	place := func(d Dimension, name string) int {
		if name == "Total" {
			return All
		}
		if at := slices.Index(d.Levels, name); at >= 0 {
			return at
		}
		group := slices.Index(d.Groups(), name)
		if group < 0 {
			t.Fatalf("a table has no level %q", name)
		}
		return Group(group)
	}
	return Cell{place(ft.row, row), place(ft.column, column)}
}

// named gives each cell of the whole table with the names of its row and column.
func (ft *familyTable) named(visit func(row, column string, cell Cell)) {
	rows := slices.Concat(ft.row.Levels, ft.row.Groups(), []string{"Total"})
	for _, row := range rows {
		for _, column := range slices.Concat(ft.column.Levels, []string{"Total"}) {
			visit(row, column, ft.cell(nil, row, column))
		}
	}
}

func (f *family) audits(patterns reference.Table) {
	t := f.in.T
	byName := map[[2]string]*Pattern{}
	for _, r := range patterns {
		k, ft := [2]string{r["table_id"], r["pattern_id"]}, f.tables[r["table_id"]]
		if byName[k] == nil {
			byName[k] = Open(ft.table)
		}
		byName[k].Hide(ft.cell(t, r["row"], r["col"]), Complementary)
	}
	found := map[[2]string]map[string]Range{}
	for k, p := range byName {
		audit := Audit(p)
		found[k] = map[string]Range{}
		counts := map[string]float64{"recovered_exactly": 0, "primary_unprotected": 0, "safe": 0, "sum_lower": 0, "sum_upper": 0}
		for _, finding := range audit.Findings {
			r := finding.Components[0]
			found[k][fmt.Sprint(finding.Cell)] = r
			counts["sum_lower"] += r.Lower
			counts["sum_upper"] += r.Upper
			if r.Width() < 1e-6 {
				counts["recovered_exactly"]++
			}
			if r.Value > 0 && r.Value < familyThreshold && r.Width() < familyThreshold {
				counts["primary_unprotected"]++
			}
		}
		counts["cells_suppressed"] = float64(len(audit.Findings))
		if audit.Safe(familyThreshold) {
			counts["safe"] = 1
		}
		for stat, n := range counts {
			f.ours.Put("audit:"+k[0]+":"+k[1], stat, n)
		}
	}
	for name, rows := range f.in.Expected("audit") {
		for _, r := range rows {
			k, cell := [2]string{r["table_id"], r["pattern_id"]}, f.tables[r["table_id"]].cell(t, r["row"], r["col"])
			have, audited := found[k][fmt.Sprint(cell)]
			want := Range{Value: int64(r.Number(t, "n")), Lower: r.Number(t, "lower"), Upper: r.Number(t, "upper")}
			if !audited || have.Value != want.Value || math.Abs(have.Lower-want.Lower) > 1e-6 || have.Upper != want.Upper && math.Abs(have.Upper-want.Upper) > 1e-6 {
				t.Errorf("%s %v %s/%s: %v, want %v", name, k, r["row"], r["col"], have, want)
			}
			few := have.Value > 0 && have.Value < familyThreshold
			for column, is := range map[string]bool{"recovered_exactly": have.Width() < 1e-6, "primary": few, "protected": have.Width() >= familyThreshold} {
				if is != (r[column] == "1") {
					t.Errorf("%s %v %s/%s: %s is %t", name, k, r["row"], r["col"], column, is)
				}
			}
		}
	}
}

var kStat = regexp.MustCompile(`^k(\d+)$`)

func (f *family) primaries() {
	t := f.in.T
	thresholds := map[int64]bool{}
	for _, w := range f.in.Wanted {
		if m := kStat.FindStringSubmatch(w.Stat); m != nil && strings.HasPrefix(w.Case, "primary:") {
			thresholds[int64(reference.Parse(t, m[1]))] = true
		}
	}
	is := map[string]map[string]bool{} // of a cell, by what
	for _, id := range f.names {
		ft := f.tables[id]
		everybody := reference.Must(Protect(ft.table, Policy{}))(t)
		count := func(cell Cell) int64 {
			g, at, _ := everybody.lattice.locate(cell)
			return g.sums[at]
		}
		counts := map[string]float64{"group_disclosure": 0}
		ft.named(func(row, column string, cell Cell) {
			name := id + "/" + row + "/" + column
			n := count(cell)
			unanimous := column != "Total" && n > 0 && n == count(Cell{cell[0], All})
			is[name] = map[string]bool{"group_disclosure": unanimous}
			if unanimous {
				counts["group_disclosure"]++
			}
		})
		for k := range thresholds {
			protected := reference.Must(Protect(ft.table, Policy{Threshold: k}))(t)
			stat := fmt.Sprintf("k%d", k)
			counts[stat] = 0
			ft.named(func(row, column string, cell Cell) {
				if protected.State(cell) == Primary {
					counts[stat]++
					is[id+"/"+row+"/"+column]["primary_"+stat] = true
				}
			})
		}
		for stat, n := range counts {
			f.ours.Put("primary:"+id, stat, n)
		}
	}
	for name, rows := range f.in.Expected("primary") {
		for _, r := range rows {
			have := is[r["table_id"]+"/"+r["row"]+"/"+r["col"]]
			for column, want := range r {
				if (strings.HasPrefix(column, "primary_k") || column == "group_disclosure") && have[column] != (want == "1") {
					t.Errorf("%s %s %s/%s: %s is %t", name, r["table_id"], r["row"], r["col"], column, have[column])
				}
			}
		}
	}
}

func (f *family) cheapest() {
	t := f.in.T
	for _, w := range f.in.Wanted {
		id, sought := strings.CutPrefix(w.Case, "optimum:")
		if !sought || w.Stat != "min_cost" {
			continue
		}
		p, hidden, found, err := Cheapest(f.tables[id].table, familyThreshold, familyPatterns)
		if err != nil {
			t.Fatal(err)
		}
		cost, cells := math.NaN(), math.NaN()
		if found {
			cost, cells = float64(hidden), float64(len(Audit(p).Findings))
		}
		f.ours.Put(w.Case, "min_cost", cost)
		f.ours.Put(w.Case, "cells", cells)
	}
}

var (
	shareStat     = regexp.MustCompile(`^share_top(\d+)$`)
	sensitiveStat = regexp.MustCompile(`^sensitive_(freq|p|dom_)(\d+)(?:_(\d+))?$`)
)

func (f *family) magnitudes(rows reference.Table) {
	t := f.in.T
	amounts := map[string][]float64{}
	for _, r := range rows {
		amounts[r["cell"]] = append(amounts[r["cell"]], r.Number(t, "value"))
	}
	given := func(value float64, ok bool) float64 {
		if !ok {
			return math.NaN()
		}
		return value
	}
	for _, w := range f.in.Wanted {
		id, is := strings.CutPrefix(w.Case, "magnitude:")
		if !is || amounts[id] == nil {
			continue
		}
		c := reference.Must(ContributionsOf(amounts[id]))(t)
		margin, known := c.PercentMargin()
		number := func(text string) int { return int(reference.Parse(t, text)) }
		var value float64
		switch share, rule := shareStat.FindStringSubmatch(w.Stat), sensitiveStat.FindStringSubmatch(w.Stat); {
		case w.Stat == "total":
			value = c.Total()
		case w.Stat == "p_percent_margin":
			value = given(margin, known)
		case share != nil:
			value = given(c.Share(number(share[1])))
		case rule != nil && rule[1] == "freq":
			value = truth(c.Fewer(number(rule[2])))
		case rule != nil && rule[1] == "p":
			value = given(truth(c.Estimable(float64(number(rule[2])))), known)
		case rule != nil && rule[1] == "dom_":
			value = truth(c.Dominated(number(rule[2]), float64(number(rule[3]))))
		default:
			continue // nothing of ours: the harness says so
		}
		f.ours.Put(w.Case, w.Stat, value)
	}
}

func truth(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

var percentColumn = regexp.MustCompile(`^athar_k(\d+)_percent$`)

func (f *family) percentages(name string, rows reference.Table) {
	t := f.in.T
	expected := map[string]reference.Row{}
	for _, r := range f.in.Expected(name)[name] {
		expected[r["group"]] = r
	}
	withheld := map[string]float64{"hesa": 0, "nces": 0}
	for _, w := range f.in.Wanted {
		if rest, ours := strings.CutPrefix(w.Stat, "suppressed_athar_k"); ours && w.Case == name {
			withheld["athar_k"+rest] = 0
		}
	}
	for _, r := range rows {
		o := Outcome{Successes: int64(r.Number(t, "x")), Trials: int64(r.Number(t, "n"))}
		said := map[string]string{
			"hesa_count":     strconv.FormatInt(RoundTo(o.Successes, 5), 10),
			"ofqual_count":   RoundedCount(o.Successes),
			"hesa_percent":   reference.Must(RoundedOnly(o))(t).String(),
			"nces_topbottom": reference.Must(TopAndBottomCoded(o))(t).String(),
		}
		for rule := range withheld {
			if rest, ours := strings.CutPrefix(rule, "athar_k"); ours {
				said[rule+"_percent"] = reference.Must(LimitsFor(int64(reference.Parse(t, rest))).Percent(o))(t).String()
			}
		}
		for rule := range withheld {
			if said[rule+"_percent"] == Withheld || rule == "nces" && said["nces_topbottom"] == Withheld {
				withheld[rule]++
			}
		}
		for column, want := range expected[r["group"]] {
			if have, ours := said[column]; ours && have != want {
				t.Errorf("%s %s of %d of %d is %s, want %s", r["group"], column, o.Successes, o.Trials, have, want)
			} else if !ours && (percentColumn.MatchString(column) || strings.HasPrefix(column, "hesa") || strings.HasPrefix(column, "nces") || strings.HasPrefix(column, "ofqual")) {
				t.Errorf("nothing was said for the column %s", column)
			}
		}
	}
	for rule, n := range withheld {
		f.ours.Put(name, "suppressed_"+rule, n)
	}
}

func (f *family) differencing(name string, members, queries reference.Table, columns []string) {
	t := f.in.T
	expected := map[string]reference.Row{}
	for _, r := range f.in.Expected(name)[name] {
		expected[r["query"]] = r
	}
	counts := map[string]float64{"allowed": 0, "denied_small": 0, "denied_differencing": 0}
	d := NewDifferencing(familyThreshold)
	for _, q := range queries {
		var in []int
		for i, m := range members {
			if !slices.ContainsFunc(columns[1:], func(column string) bool {
				return q[column] != "" && !slices.Contains(strings.Split(q[column], "|"), m[column])
			}) {
				in = append(in, i)
			}
		}
		said, reason := "deny", ""
		switch decision := d.Ask(in); {
		case decision.Allowed:
			said = "allow"
			counts["allowed"]++
		case decision.Small:
			reason = "small_group"
			counts["denied_small"]++
		default:
			reason = "differencing_with_" + queries[decision.With]["query"]
			counts["denied_differencing"]++
		}
		if want, listed := expected[q["query"]]; listed && (float64(len(in)) != want.Number(t, "n") || said != want["decision"] || reason != want["reason"]) {
			t.Errorf("query %s of %d: %s %s, want %v", q["query"], len(in), said, reason, want)
		}
	}
	for stat, n := range counts {
		f.ours.Put(name, stat, n)
	}
}

// The reference found the cheapest patterns by trying all; a heuristic should stay within half as much again.
func TestProtectIsSafeAndNotWastefulOnTheTablesOfTheReference(t *testing.T) {
	files, err := filepath.Glob("../testdata/17-*/tables*.csv")
	if err != nil || len(files) == 0 {
		t.Fatalf("the kept tables are missing: %v", err)
	}
	f := family{in: reference.Inputs{T: t}, tables: map[string]*familyTable{}}
	for _, file := range files {
		f.read(reference.ReadTable(t, file))
	}
	for id, ft := range f.tables {
		for _, k := range []int64{5, 10} {
			p := reference.Must(Protect(ft.table, Policy{Threshold: k}))(t)
			if !p.Safe() || !Audit(p).Safe(k) {
				t.Errorf("%s at %d is not safe: %+v", id, k, p.Reports())
			}
			hidden := int64(0)
			inner := p.lattice.inner
			for cell, state := range inner.state {
				if state != Shown {
					hidden += inner.sums[cell]
				}
			}
			if inner.cells > 20 {
				continue // too many patterns to try
			}
			if _, least, found, err := Cheapest(ft.table, k, familyPatterns); err != nil || found && 2*hidden > 3*least {
				t.Errorf("%s at %d hides %d, the cheapest pattern %d (%v)", id, k, hidden, least, err)
			}
		}
	}
}

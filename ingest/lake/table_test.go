package lake_test

import (
	"fmt"
	"strings"
	"testing"

	"athar/ingest/lake"
)

func TestDeclareAddsTheColumnsATableLacks(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l := openLake(t, dir)
	table := lake.Table{Name: "people", Doc: "One row per person.", Columns: []lake.Column{{Name: "person", Type: lake.Text}}}
	mustDeclare(t, l, table)
	mustAppend(t, l, duck, "people", 1, "SELECT 'a' AS person")

	table.Columns = append([]lake.Column{{Name: "band", Type: lake.Text, Doc: "Deprivation band.", Required: true}}, table.Columns...)
	mustDeclare(t, l, table)
	expectError(t, appendRows(t.Context(), l, duck, "people", 2, "SELECT 'x' AS person"), "band")
	mustAppend(t, l, duck, "people", 2, "SELECT 'b' AS person, '0-10%' AS band")

	l.Close()
	l = openLake(t, dir)
	expect(t, "rows", ask(t, duck, "SELECT person, band FROM "+readParquet(l, "people")+" ORDER BY person"), "a <nil>\nb 0-10%")
	kept, _ := l.Table("people")
	expect(t, "shape", fmt.Sprint(kept), "{people One row per person. [{person text  false} {band text Deprivation band. true}]}")
	expectSound(t, l)
}

func TestDeclaringTheSameTableAgainCommitsNothing(t *testing.T) {
	dir := t.TempDir()
	l := openLake(t, dir)
	mustDeclare(t, l, everyType)
	before := listing(t, dir)
	mustDeclare(t, l, everyType)
	fewer := everyType
	fewer.Columns = fewer.Columns[:2]
	mustDeclare(t, l, fewer)
	expect(t, "files", listing(t, dir), before)
	kept, _ := l.Table("visits")
	expect(t, "columns", fmt.Sprint(len(kept.Columns)), fmt.Sprint(len(everyType.Columns)))
}

func TestDeclareTakesNewWordsAboutAColumn(t *testing.T) {
	dir := t.TempDir()
	l := openLake(t, dir)
	table := lake.Table{Name: "people", Columns: []lake.Column{{Name: "person", Type: lake.Text, Doc: "Old words."}}}
	mustDeclare(t, l, table)
	table.Doc, table.Columns[0].Doc = "Of the table.", "New words."
	mustDeclare(t, l, table)
	l.Close()
	l = openLake(t, dir)
	kept, _ := l.Table("people")
	expect(t, "shape", fmt.Sprint(kept), fmt.Sprint(table))
}

func TestDeclareRefuses(t *testing.T) {
	l := openLake(t, t.TempDir())
	column := func(name string, typed lake.Type) lake.Column { return lake.Column{Name: name, Type: typed} }
	mustDeclare(t, l, lake.Table{Name: "people", Columns: []lake.Column{column("born", lake.Text)}})
	for name, refused := range map[string]struct {
		table lake.Table
		says  string
	}{
		"a changed type":          {lake.Table{Name: "people", Columns: []lake.Column{column("born", lake.Date)}}, `column "born" holds text and cannot become date`},
		"another case of a name":  {lake.Table{Name: "people", Columns: []lake.Column{column("Born", lake.Text)}}, `written "born"`},
		"a column without type":   {lake.Table{Name: "new", Columns: []lake.Column{column("a", 0)}}, "no type"},
		"a column twice":          {lake.Table{Name: "new", Columns: []lake.Column{column("a", lake.Text), column("A", lake.Text)}}, "twice"},
		"a table without columns": {lake.Table{Name: "new"}, "no columns"},
		"a name that is a path":   {lake.Table{Name: "../new", Columns: []lake.Column{column("a", lake.Text)}}, "cannot be a table's name"},
		"the lock's name":         {lake.Table{Name: "lock", Columns: []lake.Column{column("a", lake.Text)}}, "cannot be a table's name"},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			expectError(t, l.Declare(t.Context(), refused.table), refused.says)
		})
	}
	expect(t, "tables", fmt.Sprint(len(l.Tables())), "1")
}

func TestFieldIDsQuoteNames(t *testing.T) {
	l, duck := openLake(t, t.TempDir()), openDuckDB(t)
	mustDeclare(t, l, lake.Table{Name: "odd", Columns: []lake.Column{
		{Name: `a "quoted", name`, Type: lake.Text, Required: true}, {Name: "select", Type: lake.Text}, {Name: "عمر", Type: lake.Whole}}})
	mustAppend(t, l, duck, "odd", 1, `SELECT 'x' AS "a ""quoted"", name", 'y' AS "select", 7::BIGINT AS "عمر"`)
	expect(t, "rows", ask(t, duck, "SELECT * FROM "+readParquet(l, "odd")), "x y 7")
	expectSound(t, l)
}

package decode

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"athar/internal/beside"

	"github.com/xuri/excelize/v2"
)

// book writes a workbook with another program than the one that reads it here.
func book(t testing.TB, make func(b *excelize.File)) File {
	t.Helper()
	b := excelize.NewFile()
	defer b.Close()
	make(b)
	path := filepath.Join(t.TempDir(), "book.xlsx")
	if err := b.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return File{Name: "book.xlsx", Path: path}
}

func put(t testing.TB, b *excelize.File, sheet string, cells map[string]any) {
	t.Helper()
	for place, value := range cells {
		if err := b.SetCellValue(sheet, place, value); err != nil {
			t.Fatal(err)
		}
	}
}

func styled(t testing.TB, b *excelize.File, place, format string) {
	t.Helper()
	style, err := b.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.SetCellStyle("Sheet1", place, place, style); err != nil {
		t.Fatal(err)
	}
}

// raw writes a workbook of one sheet from its XML, for what the other program
// does not write.
func raw(t testing.TB, sheet, workbookPr, styles, strings string) File {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	const links = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	const kind = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	for name, content := range map[string]string{
		"_rels/.rels":                links + `<Relationship Id="a" Type="` + kind + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook ` + main + `>` + workbookPr + `<sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": links + `<Relationship Id="r1" Type="` + kind + `worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="` + kind + `styles" Target="/xl/styles.xml"/><Relationship Id="r3" Type="` + kind + `sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/styles.xml":              `<styleSheet ` + main + `>` + styles + `</styleSheet>`,
		"xl/sharedStrings.xml":       `<sst ` + main + `>` + strings + `</sst>`,
		"xl/worksheets/sheet1.xml":   `<?xml version="1.0" encoding="UTF-8"?><worksheet ` + main + `>` + sheet + `</worksheet>`,
	} {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		f.Write([]byte(content))
	}
	z.Close()
	return write(t, "raw.xlsx", out.Bytes())
}

func decodeFile(t testing.TB, f File, limits Limits) (rows string, d Decoded) {
	t.Helper()
	conn := connection(t)
	d, err := Into(context.Background(), conn, "t", []File{f}, Options{Limits: limits, Temp: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return shown(t, conn, "SELECT * EXCLUDE (_file, _delivery) FROM t ORDER BY _file, _row"), d
}

func TestValuesOfAWorkbook(t *testing.T) {
	day := time.Date(2013, 2, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name   string
		value  any
		format string
		want   string
	}{
		{"a text stays as it is", "007", "", "007"},
		{"spaces and marks of direction go", " \u200fمدرسة\u200e ", "", "مدرسة"},
		{"a whole number has no point", 12.0, "", "12"},
		{"a number is in full", 0.1234567890123, "0.00", "0.1234567890123"},
		{"a large number has no exponent", 1e15, "", "1000000000000000"},
		{"a small number has no exponent", 0.00000125, "", "0.00000125"},
		{"a negative number", -7.5, "", "-7.5"},
		{"a share is the number, not its percentage", 0.25, "0%", "0.25"},
		{"thousands are not separated", 1234567, "#,##0", "1234567"},
		{"zeros that the format puts before an id belong to it", 123, "00000", "00123"},
		{"an id longer than its format", 1234567, "00000", "1234567"},
		{"an id with dashes", 12345, "000-00-00", "001-23-45"},
		{"an id with letters before it", 42, `"QA-"0000`, "QA-0042"},
		{"one zero is only a number", 5, "0", "5"},
		{"true", true, "", "true"},
		{"a date", day, "dd/mm/yyyy", "2013-02-01"},
		{"an American date", day, "mm/dd/yy", "2013-02-01"},
		{"an Arabic date", day, "[$-2000401]dd mmmm yyyy;@", "2013-02-01"},
		{"a date with a literal", day, `yyyy"م"-mm-dd`, "2013-02-01"},
		{"a month", day, "mmm-yy", "2013-02-01"},
		{"a date with a time", day.Add(8*time.Hour + 30*time.Minute), "yyyy-mm-dd hh:mm", "2013-02-01T08:30:00"},
		{"a date whose format hides its time", day.Add(12 * time.Hour), "dd/mm/yyyy", "2013-02-01T12:00:00"},
		{"midnight, where the format has a clock", day, "dd/mm/yyyy hh:mm", "2013-02-01T00:00:00"},
		{"a time of day", 0.3125, "hh:mm", "07:30:00"},
		{"hours beyond a day", 1.5, "[h]:mm:ss", "36:00:00"},
		{"the day that never was stays a number", 60, "dd/mm/yyyy", "60"},
		{"the day before it", 59, "dd/mm/yyyy", "1900-02-28"},
		{"the day after it", 61, "dd/mm/yyyy", "1900-03-01"},
		{"no date is below zero", -3, "dd/mm/yyyy", "-3"},
		{"red negatives are numbers", 12, `0;[Red]-0`, "12"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := book(t, func(b *excelize.File) {
				put(t, b, "Sheet1", map[string]any{"A1": "x", "A2": c.value})
				if c.format != "" {
					styled(t, b, "A2", c.format)
				}
			})
			if rows, d := decodeFile(t, f, Limits{}); rows != "2 "+c.want || told(d) != "" {
				t.Errorf("%q, want %q; %s", rows, "2 "+c.want, told(d))
			}
		})
	}
}

func TestDatesFrom1904(t *testing.T) {
	f := raw(t, `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>d</t></is></c></row><row r="2"><c r="A2" s="1"><v>0</v></c></row><row r="3"><c r="A3" s="1"><v>39844</v></c></row></sheetData>`,
		`<workbookPr date1904="1"/>`, `<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>`, "")
	// 2013-02-01 is day 41306 from the end of 1899, which is 1,462 days before the start of 1904.
	if rows, _ := decodeFile(t, f, Limits{}); rows != "2 1904-01-01\n3 2013-02-01" {
		t.Errorf("%q", rows)
	}
}

func TestSheets(t *testing.T) {
	two := func(b *excelize.File) {
		b.NewSheet("Grade 5")
		put(t, b, "Sheet1", map[string]any{"A1": "id", "A2": "1"})
		put(t, b, "Grade 5", map[string]any{"A1": "id", "A2": "2"})
	}
	for _, c := range []struct {
		name, sheet string
		make        func(*excelize.File)
		rows, told  string
	}{
		{"the only one with cells", "", func(b *excelize.File) {
			b.NewSheet("Empty")
			put(t, b, "Sheet1", map[string]any{"A1": "id", "A2": "1"})
		}, "2 1", ""},
		{"several and none named", "", two, "", "which_sheet"},
		{"one named", "grade 5", two, "2 2", ""},
		{"one that is not there", "Grade 6", two, "", "missing_sheet"},
		{"all of them", "*", two, "2 2\n2 1", ""},
		{"a hidden list beside it", "", func(b *excelize.File) { two(b); b.SetSheetVisible("Grade 5", false) }, "2 1", "hidden_sheet"},
		{"a hidden one named", "Grade 5", func(b *excelize.File) { two(b); b.SetSheetVisible("Grade 5", false) }, "2 2", ""},
		{"nothing at all", "", func(*excelize.File) {}, "", "empty_file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := book(t, c.make)
			f.Sheet = c.sheet
			if rows, d := decodeFile(t, f, Limits{}); rows != c.rows || told(d) != c.told {
				t.Errorf("%q %q, want %q %q", rows, told(d), c.rows, c.told)
			}
		})
	}
}

func TestSheetsAreFilesToTheMapping(t *testing.T) {
	f := book(t, func(b *excelize.File) {
		b.NewSheet("Grade 5")
		put(t, b, "Sheet1", map[string]any{"A1": "id", "A2": "1"})
		put(t, b, "Grade 5", map[string]any{"A1": "id", "A2": "2", "B1": "note", "B2": "x"})
	})
	f.Name, f.Sheet = "book.xlsx#*", "*"
	conn := connection(t)
	d, err := Into(context.Background(), conn, "t", []File{f}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := shown(t, conn, "SELECT _file, id, note FROM t ORDER BY id"); got != "book.xlsx#Sheet1 1 ∅\nbook.xlsx#Grade 5 2 x" {
		t.Error(got)
	}
	if d.Rows["book.xlsx#*"] != 2 {
		t.Errorf("rows of the file: %v", d.Rows)
	}
}

func TestSplitSheet(t *testing.T) {
	for name, want := range map[string][2]string{
		"a/book.xlsx#Grade 5": {"a/book.xlsx", "Grade 5"},
		"Book.XLSX#a#b":       {"Book.XLSX", "a#b"},
		"#1.xlsx":             {"#1.xlsx", ""},
		"visits#2.csv":        {"visits#2.csv", ""},
		"book.xlsx":           {"book.xlsx", ""},
	} {
		if file, sheet := SplitSheet(name); file != want[0] || sheet != want[1] {
			t.Errorf("%s: %q %q", name, file, sheet)
		}
	}
}

func TestHeadingsOfASheet(t *testing.T) {
	for _, c := range []struct {
		name          string
		cells         map[string]any
		merged        []string
		columns, rows string
		told          string
	}{
		{name: "titles above", cells: map[string]any{"A1": "مدرسة النور", "A2": "2023/2024", "A4": "id", "B4": "grade", "C4": "name", "A5": "1", "B5": "7", "C5": "x"},
			columns: "id|grade|name", rows: "5 1 7 x", told: "header_found"},
		{name: "a title merged over the table", cells: map[string]any{"A1": "List of pupils", "A2": "id", "B2": "grade", "A3": "1", "B3": "7"}, merged: []string{"A1:B1"},
			columns: "id|grade", rows: "3 1 7", told: "header_found"},
		{name: "headings merged over columns that have their own", cells: map[string]any{"A1": "id", "B1": "Term 1", "D1": "Term 2", "B2": "visits", "C2": "hours", "D2": "visits", "E2": "hours", "A3": "1", "B3": 2, "C3": 3, "D3": 4, "E3": 5},
			merged: []string{"A1:A2", "B1:C1", "D1:E1"}, columns: "id|Term 1 / visits|Term 1 / hours|Term 2 / visits|Term 2 / hours", rows: "3 1 2 3 4 5"},
		{name: "years for headings", cells: map[string]any{"A1": "school", "B1": 2022, "C1": 2023, "A2": "s", "B2": 5, "C2": 6}, columns: "school|2022|2023", rows: "2 s 5 6"},
		{name: "a value merged over rows belongs to each", cells: map[string]any{"A1": "school", "B1": "id", "A2": "s", "B2": "1", "B3": "2", "A4": "t", "B4": "3"}, merged: []string{"A2:A3"},
			columns: "school|id", rows: "2 s 1\n3 s 2\n4 t 3"},
		{name: "and to no row without cells of its own", cells: map[string]any{"A1": "school", "B1": "id", "A2": "s", "B2": "1"}, merged: []string{"A2:A9"}, columns: "school|id", rows: "2 s 1"},
		{name: "blank rows between", cells: map[string]any{"A1": "id", "A2": "1", "A9": "2"}, columns: "id", rows: "2 1\n9 2"},
		{name: "values without a heading", cells: map[string]any{"A1": "id", "B1": "grade", "A2": "1", "B2": "5", "D2": "checked"}, columns: "id|grade", rows: "2 1 5", told: "column_without_name"},
		{name: "headings over half of the columns", cells: map[string]any{"A1": "id", "B1": "grade", "A2": 1, "B2": 5, "C2": 6, "D2": 7}, columns: "id|grade", rows: "2 1 5", told: "column_without_name"},
		{name: "two of one name", cells: map[string]any{"A1": "id", "B1": "g", "C1": "G", "A2": "1", "B2": "2", "C2": "3"}, told: "duplicate_header"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := book(t, func(b *excelize.File) {
				put(t, b, "Sheet1", c.cells)
				for _, m := range c.merged {
					first, last, _ := strings.Cut(m, ":")
					if err := b.MergeCell("Sheet1", first, last); err != nil {
						t.Fatal(err)
					}
				}
			})
			rows, d := decodeFile(t, f, Limits{})
			if told(d) != c.told {
				t.Fatalf("told %q, want %q", told(d), c.told)
			}
			if !d.Rejected() && (strings.Join(d.Columns, "|") != c.columns || rows != c.rows) {
				t.Errorf("%q %q, want %q %q", d.Columns, rows, c.columns, c.rows)
			}
		})
	}
}

func TestFormulasErrorsAndHiddenCells(t *testing.T) {
	const cells = `<cols><col min="2" max="2" hidden="1"/></cols><sheetData>
		<row r="1"><c t="inlineStr"><is><t>id</t></is></c><c t="inlineStr"><is><r><t>sc</t></r><r><t>ore</t></r><rPh><t>no</t></rPh></is></c></row>
		<row r="2"><c t="str"><f>A1&amp;"x"</f><v>a_x000D_b</v></c><c><f>1+1</f><v>2</v></c></row>
		<row r="4"><c><v>7</v></c><c t="e"><v>#N/A</v></c></row>
		<row r="5"><c><v>1.0E+2</v></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row>
		<row r="6"><c><v>8</v></c><c t="str"><f>""</f><v></v></c></row>%s</sheetData>`
	rows, d := decodeFile(t, raw(t, fmt.Sprintf(cells, ""), "", "", ""), Limits{})
	if rows != "2 a\rb 2\n4 7 ∅\n5 100 ∅\n6 8 ∅" {
		t.Errorf("%q", rows)
	}
	if told(d) != "hidden_cells error_in_cell score" {
		t.Fatal(told(d))
	}
	if p := d.Problems[1]; p.Count != 2 || p.Line != 4 || p.Sheet != "One" {
		t.Errorf("%+v", p)
	}
	_, d = decodeFile(t, raw(t, fmt.Sprintf(cells, `<row r="7"><c><f>1+1</f></c></row>`), "", "", ""), Limits{})
	if told(d) != "formula_without_value id" || !d.Rejected() {
		t.Error(told(d))
	}
}

func TestWorkbooksThatCannotBeRead(t *testing.T) {
	whole, err := os.ReadFile(book(t, func(b *excelize.File) { put(t, b, "Sheet1", map[string]any{"A1": "id", "A2": "1"}) }).Path)
	if err != nil {
		t.Fatal(err)
	}
	locked := func() []byte {
		b := excelize.NewFile()
		path := filepath.Join(t.TempDir(), "locked.xlsx")
		if err := b.SaveAs(path, excelize.Options{Password: "p"}); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	var empty bytes.Buffer
	zip.NewWriter(&empty).Close()
	for _, c := range []struct {
		name, file string
		content    []byte
		told       string
	}{
		{"cut short", "a.xlsx", whole[:len(whole)/2], "broken_file"},
		{"another zip", "a.xlsx", empty.Bytes(), "broken_file"},
		{"a text", "a.xlsx", []byte("id,name\n1,x\n"), "broken_file"},
		{"an old workbook", "a.xls", append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 2000)...), "old_workbook"},
		{"a new one under an old name", "a.xls", whole, ""},
		{"locked", "a.xlsx", locked(), "locked_workbook"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, d := decodeFile(t, write(t, c.file, c.content), Limits{}); told(d) != c.told {
				t.Errorf("told %q, want %q", told(d), c.told)
			}
		})
	}
	flipped := bytes.Clone(whole)
	for i := 40; i < len(flipped); i += 97 {
		flipped[i] ^= 0x5a
	}
	if _, d := decodeFile(t, write(t, "a.xlsx", flipped), Limits{}); !d.Rejected() {
		t.Error("a damaged workbook was taken")
	}
}

func TestAWorkbookIsHeldToLimits(t *testing.T) {
	heading := `<row><c t="inlineStr"><is><t>id</t></is></c></row>`
	sheet := func(rows string) string { return "<sheetData>" + heading + rows + "</sheetData>" }
	for _, c := range []struct {
		name, sheet, strings string
		limits               Limits
		told                 string
	}{
		{name: "a sheet that grows", sheet: sheet(strings.Repeat("<row><c><v>1</v></c></row>", 100_000)), limits: Limits{MaxBytes: 1 << 20}, told: "too_large"},
		{name: "one text without end", sheet: sheet(`<row><c t="inlineStr"><is><t>` + strings.Repeat("x", 1<<20) + `</t></is></c></row>`), limits: Limits{MaxLine: 1 << 16}, told: "too_large"},
		{name: "shared texts that grow", sheet: sheet(""), strings: strings.Repeat("<si><t>xxxxxxxxxx</t></si>", 100_000), limits: Limits{MaxBytes: 1 << 20}, told: "too_large"},
		{name: "a row that grows", sheet: sheet("<row>" + strings.Repeat(`<c t="inlineStr"><is><t>`+strings.Repeat("x", 1000)+`</t></is></c>`, 200) + "</row>"), limits: Limits{MaxLine: 100_000}, told: "line_too_long@2"},
		{name: "too many columns", sheet: "<sheetData><row>" + strings.Repeat(`<c t="inlineStr"><is><t>a</t></is></c>`, 30) + "</row></sheetData>", limits: Limits{MaxColumns: 20}, told: "too_many_columns"},
		{name: "a column that no sheet has", sheet: sheet(`<row><c r="ZZZZ2"><v>1</v></c></row>`), told: "broken_file"},
		{name: "merged blocks without end", sheet: sheet("") + "<mergeCells>" + strings.Repeat(`<mergeCell ref="B3:B4"/>`, 100_001) + "</mergeCells>", told: "too_many_merges"},
		{name: "a text that is not there", sheet: sheet(`<row><c t="s"><v>9</v></c></row>`), told: "broken_file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, d := decodeFile(t, raw(t, c.sheet, "", "", c.strings), c.limits); told(d) != c.told {
				t.Errorf("told %q, want %q", told(d), c.told)
			}
		})
	}
}

// TestPublishedWorkbooks reads every sheet of every workbook among the
// standards, and compares with what another program finds in it.
func TestPublishedWorkbooks(t *testing.T) {
	standards, found := beside.Find(t, "standards")
	if !found {
		t.Skip("the standards are not beside the repository")
	}
	files, err := filepath.Glob(filepath.Join(standards, "surveys", "*", "*.xlsx"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no workbooks among the standards: %v", err)
	}
	for _, path := range files {
		b, err := excelize.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		for _, sheet := range b.GetSheetList() {
			rows, err := b.GetRows(sheet, excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			var columns []string
			var filled int64
			for _, row := range rows {
				if strings.TrimSpace(strings.Join(row, "")) == "" {
					continue
				}
				if filled++; filled == 1 {
					for _, c := range row {
						if c = strings.TrimSpace(c); c != "" {
							columns = append(columns, c)
						}
					}
				}
			}
			name := filepath.Base(path)
			_, d := decodeFile(t, File{Name: name, Path: path, Sheet: sheet}, Limits{})
			if filled == 0 {
				if told(d) != "empty_file" {
					t.Errorf("%s %s: %s", name, sheet, told(d))
				}
				continue
			}
			if d.Rejected() || strings.Join(d.Columns, "|") != strings.Join(columns, "|") || d.Rows[name] != filled-1 {
				t.Errorf("%s %s: %s; %d rows of %q, want %d of %q", name, sheet, told(d), d.Rows[name], d.Columns, filled-1, columns)
			}
		}
	}
}

package decode

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

var fuzzed = []string{"csv", "tsv", "json", "ndjson", "parquet", "xlsx", "csv.gz", "csv.zst", "json.gz"}

var charsets = []string{"", "macintosh", "windows-1256", "utf-16le", "shift_jis", "iso-2022-jp", "gb18030"}

// Whatever a file holds, decoding it ends without an error of ours; and unless
// it is refused, every row read is in the table or told as broken, each on a
// line that the file has.
func FuzzInto(f *testing.F) {
	for i, seed := range []string{"a,b\n1,2\n3\n\"x\"\"y\",\"z\n", "a\tb\n1\t\"2\n3\"\n", `[{"a":1,"a":[1,{"b":2}]},7,{"c":{"d":null}}]`, "{\"a\":1}\n{\"b\":\n\n[1]\r{\"a\":\"\\u0000é\"}", "PAR1PAR1", "PK\x03\x04"} {
		f.Add([]byte(seed), uint8(i), uint8(0))
		f.Add([]byte(seed), uint8(0), uint8(i))
	}
	f.Add([]byte("\xff\xfea\x00,\x00b\x00\n\x00"), uint8(0), uint8(0))
	f.Add([]byte("\xef\xbb\xbfa;b\r1;\"\r\n\"\r\n"), uint8(0), uint8(0))
	conn := connection(f)
	dir := f.TempDir()
	n := 0
	f.Fuzz(func(t *testing.T, data []byte, kind, charset uint8) {
		format := fuzzed[int(kind)%len(fuzzed)]
		n++
		path, table := filepath.Join(dir, fmt.Sprint("f", n)), fmt.Sprint("t", n)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		defer os.Remove(path)
		d, err := Into(t.Context(), conn, table, []File{{Name: "f", Path: path, Format: format}}, Options{Encoding: charsets[int(charset)%len(charsets)], Limits: Limits{MaxBytes: 1 << 20, MaxColumns: 40, MaxLine: 1 << 12}})
		if err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		defer conn.ExecContext(t.Context(), "DROP TABLE "+table)
		for _, p := range d.Problems {
			if p.Message.En == "" || p.Message.Ar == "" {
				t.Errorf("%s does not speak both languages", p.Code)
			}
		}
		if d.Rejected() {
			return
		}
		var kept, columns int64
		if err := conn.QueryRowContext(t.Context(), "SELECT count(*), (SELECT count(*) FROM pragma_table_info('"+table+"')) FROM "+table).Scan(&kept, &columns); err != nil {
			t.Fatal(err)
		}
		if kept+int64(len(d.Broken)) != d.Rows["f"] {
			t.Errorf("%s: %d rows read, %d in the table and %d broken", format, d.Rows["f"], kept, len(d.Broken))
		}
		if columns != int64(len(d.Columns))+ownColumns {
			t.Errorf("%s: %d columns told, %d in the table", format, len(d.Columns), columns-ownColumns)
		}
		plain := int(charset)%len(charsets) == 0 && utf8.Valid(data)
		if plain && (format == "csv" || format == "tsv" || format == "ndjson") {
			lines := int64(bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte("\r")) + 1)
			if d.Rows["f"] > lines {
				t.Errorf("%s: %d rows of %d lines", format, d.Rows["f"], lines)
			}
			for _, b := range d.Broken {
				if b.Line < 1 || b.Line > lines {
					t.Errorf("%s: a broken row on line %d of %d", format, b.Line, lines)
				}
			}
		}
		if format == "ndjson" && plain && !bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
			if want := objectLines(string(data)); want != d.Rows["f"] {
				t.Errorf("%d rows of %d lines that hold something", d.Rows["f"], want)
			}
		}
	})
}

// objectLines counts the lines that hold more than blanks.
func objectLines(text string) (n int64) {
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if len(trim([]byte(line))) > 0 {
			n++
		}
	}
	return n
}

// What another program writes as CSV is read back cell by cell, trimmed.
func FuzzCSVOfOthers(f *testing.F) {
	f.Add("x", "y z", "a,b", "say \"so\"")
	f.Add("", "1", " lead", "two\nlines")
	f.Add("'", ";", "\t", "|")
	conn := connection(f)
	dir := f.TempDir()
	n := 0
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		cells := []string{a, b, c, d}
		for _, cell := range cells {
			if !utf8.ValidString(cell) || strings.ContainsAny(cell, "\x00\r") || len(cell) > 1000 {
				return // not text, or not kept as it is by the writer
			}
		}
		var out bytes.Buffer
		w := csv.NewWriter(&out)
		// Enough rows of plain commas, so that the separator is beyond doubt.
		rows := [][]string{{"first", "second"}, {"k", "l"}, {"k", "l"}, {"k", "l"}, {"k", "l"}, {"x" + a, "y" + b}, {"x" + c, "y" + d}}
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		n++
		path, table := filepath.Join(dir, fmt.Sprint("c", n)), fmt.Sprint("c", n)
		if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		defer os.Remove(path)
		got, err := Into(t.Context(), conn, table, []File{{Name: "f", Path: path, Format: "csv"}}, Options{})
		if err != nil || got.Rejected() || len(got.Broken) > 0 {
			t.Fatalf("%v %v %v for %q", err, got.Problems, got.Broken, out.String())
		}
		defer conn.ExecContext(t.Context(), "DROP TABLE "+table)
		read, err := conn.QueryContext(t.Context(), "SELECT first, second FROM "+table)
		if err != nil {
			t.Fatal(err)
		}
		defer read.Close()
		for i := 1; read.Next(); i++ {
			var x, y string
			if err := read.Scan(&x, &y); err != nil {
				t.Fatal(err)
			}
			if x != string(trim([]byte(rows[i][0]))) || y != string(trim([]byte(rows[i][1]))) {
				t.Errorf("row %d is read as %q %q and was written as %q", i, x, y, rows[i])
			}
		}
	})
}

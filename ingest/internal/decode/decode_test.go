package decode

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"athar/internal/beside"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func connection(t testing.TB) *sql.Conn {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func write(t testing.TB, name string, content []byte) File {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return File{Name: name, Path: path}
}

// shown prints a table as a reader would check it: one row a line, ∅ for NULL.
func shown(t testing.TB, conn *sql.Conn, query string) string {
	t.Helper()
	rows, err := conn.QueryContext(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	var out strings.Builder
	for rows.Next() {
		cells, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		for i, c := range cells {
			if i > 0 {
				out.WriteByte(' ')
			}
			if c == nil {
				out.WriteString("∅")
			} else {
				fmt.Fprintf(&out, "%v", c)
			}
		}
		out.WriteByte('\n')
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// told is what was said of a decoding: problems and broken rows, sorted by file.
func told(d Decoded) string {
	var said []string
	for _, p := range d.Problems {
		said = append(said, strings.TrimSpace(p.Code+" "+p.Column))
	}
	for _, b := range d.Broken {
		said = append(said, fmt.Sprintf("%s@%d", b.Problem.Code, b.Line))
	}
	return strings.Join(said, " ")
}

func gz(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

func zst(b []byte) []byte {
	w, _ := zstd.NewWriter(nil)
	return w.EncodeAll(b, nil)
}

func encoded(enc interface{ String(string) (string, error) }, s string) []byte {
	out, err := enc.String(s)
	if err != nil {
		panic(err)
	}
	return []byte(out)
}

func TestInto(t *testing.T) {
	for _, c := range []struct {
		name, file, content string
		o                   Options
		rows, told          string
		read                int64
	}{
		{name: "plain", file: "a.csv", content: "id,name\n007,Ada\n8,\n", rows: "2 007 Ada\n3 8 ∅", read: 2},
		{name: "no line end at the end", file: "a.csv", content: "id,name\n1,a", rows: "2 1 a", read: 1},
		{name: "CRLF", file: "a.csv", content: "id,name\r\n1,a\r\n2,b\r\n", rows: "2 1 a\n3 2 b", read: 2},
		{name: "CR", file: "a.csv", content: "id,name\r1,a\r2,b\r", rows: "2 1 a\n3 2 b", read: 2},
		{name: "semicolons", file: "a.csv", content: "id;name\n1;a,b\n2;c,d\n", rows: "2 1 a,b\n3 2 c,d", read: 2},
		{name: "tabs in a csv", file: "a.csv", content: "id\tname\n1\ta b\n", rows: "2 1 a b", read: 1},
		{name: "bars", file: "a.csv", content: "id|name\n1|a\n", rows: "2 1 a", read: 1},
		{name: "tsv is by tabs whatever else", file: "a.tsv", content: "id\tn,a,m,e\n1\ta,b\n", rows: "2 1 a,b", read: 1},
		{name: "one column", file: "a.csv", content: "id\n1\n\n\"\"\n2\n", rows: "2 1\n4 ∅\n5 2", read: 3},
		{name: "quotes, doubled and with line breaks", file: "a.csv", content: "id,name\n1,\"a \"\"b\"\" c\"\n2,\"x\ny,\"\n3,z\n", rows: "2 1 a \"b\" c\n3 2 x\ny,\n4 3 z", read: 3},
		{name: "spaces around quotes", file: "a.csv", content: "id,name\n1, \"a,b\" \n", rows: "2 1 a,b", read: 1},
		{name: "trimmed", file: "a.csv", content: "id,name\n\u00a0 1\u200f,\u202b أثر \u202c\n2,\" \t\"\n", rows: "2 1 أثر\n3 2 ∅", read: 2},
		{name: "byte order mark", file: "a.csv", content: "\ufeffid,name\n1,a\n", rows: "2 1 a", read: 1},
		{name: "empty lines count as lines", file: "a.csv", content: "id,name\n1,a\n\n2,b\n   \n3,c\n", rows: "2 1 a\n4 2 b\n6 3 c", read: 3},
		{name: "empty columns beyond the header", file: "a.csv", content: "id,name,,\n1,a,,,,\n2,b\n3,c,\n", rows: "2 1 a\n3 2 b\n4 3 c", read: 3},
		{name: "a title above the header", file: "a.csv", content: "Visits, autumn 2025\n\n;;\nid;name;note\n1;a;\n2;b;c\n", rows: "5 1 a ∅\n6 2 b c", told: "header_found", read: 2},
		{name: "a title as wide as the table", file: "a.csv", content: "زيارات,,\n,,\nرقم,اسم,صف\n1,a,5\n", rows: "4 1 a 5", told: "header_found", read: 1},
		{name: "no title: a name is missing, and what stands below may be values", file: "a.csv", content: "id\n28412345678,female\n28412345679,male\n", told: "wrong_column_count@2 wrong_column_count@3", read: 2},
		{name: "no title: what may be a value comes again", file: "a.csv", content: "name,\nAda,female\nBea,female\nCem,2\n", told: "empty_header", read: 1},
		{name: "no title: a column with a separator in one row", file: "a.csv", content: "id\n1;2\n3\n4\n", rows: "2 1;2\n3 3\n4 4", read: 3},
		{name: "another number of columns", file: "a.csv", content: "id,name\n1\n2,b,c\n3,d\n", rows: "4 3 d", told: "wrong_column_count@2 wrong_column_count@3", read: 3},
		{name: "a quote in a plain field", file: "a.csv", content: "id,name\n1,5\" pipe\n2,b\n", rows: "3 2 b", told: "bad_quotes@2", read: 2},
		{name: "a quote never closed costs one line", file: "a.csv", content: "id,name\n1,\"a\n2,b\n3,c\n", rows: "3 2 b\n4 3 c", told: "bad_quotes@2", read: 3},
		{name: "a quote never closed before quoted rows", file: "a.csv", content: "id,name\n1,\"a\n2,\"b\"\n\"3\",c\n", rows: "3 2 b\n4 3 c", told: "bad_quotes@2", read: 3},
		{name: "text after a closing quote", file: "a.csv", content: "id,name\n1,\"a\"b\n2,b\n", rows: "3 2 b", told: "bad_quotes@2", read: 2},
		{name: "a row too long", file: "a.csv", content: "id,name\n1," + strings.Repeat("x", 3000) + "\n2,b\n", o: Options{Limits: Limits{MaxLine: 1000}}, rows: "3 2 b", told: "line_too_long@2", read: 2},
		{name: "a row longer than the window", file: "a.csv", content: "id,name\n1," + strings.Repeat("x", 1<<20) + "\n2,b\n", o: Options{Limits: Limits{MaxLine: 1000}}, rows: "3 2 b", told: "line_too_long@2", read: 2},
		{name: "an unclosed quote longer than a row may be", file: "a.csv", content: "id,name\n1,\"a\n" + strings.Repeat("2,b\n", 1<<18), o: Options{Limits: Limits{MaxLine: 1 << 19}}, rows: "", told: "bad_quotes@2", read: 1<<18 + 1},
		{name: "an empty file", file: "a.csv", told: "empty_file"},
		{name: "only line ends", file: "a.csv", content: "\n\n", told: "empty_file"},
		{name: "no rows", file: "a.csv", content: "id,name\n", told: "no_rows"},
		{name: "not text", file: "a.csv", content: "PK\x03\x04\x00\x00\xff\n", told: "not_text"},
		{name: "not utf-8", file: "a.csv", content: "id,name\n1,caf\xe9\n", told: "wrong_charset"},
		{name: "utf-8 cut at the end", file: "a.csv", content: "id,name\n1,caf\xc3", told: "wrong_charset"},
		{name: "unknown charset", file: "a.csv", content: "id\n1\n", o: Options{Encoding: "klingon"}, told: "wrong_charset"},
		{name: "a column twice, case aside", file: "a.csv", content: "id,Name,name\n1,a,b\n", told: "duplicate_header"},
		{name: "a column of ours", file: "a.csv", content: "id,_row\n1,a\n", told: "duplicate_header _row"},
		{name: "a column without a name", file: "a.csv", content: "id,,name\n1,a,b\n", told: "empty_header"},
		{name: "a last column without a name but values", file: "a.csv", content: "id,name,\n1,a,\n2,b,c\n", rows: "2 1 a", told: "empty_header", read: 2},
		{name: "too many columns", file: "a.csv", content: "a,b,c\n1,2,3\n", o: Options{Limits: Limits{MaxColumns: 2}}, told: "too_many_columns"},
		{name: "too large", file: "a.csv.gz", content: string(gz([]byte("id\n" + strings.Repeat("1\n", 1000)))), o: Options{Limits: Limits{MaxBytes: 1000}}, told: "too_large"},
		{name: "too many broken rows", file: "a.csv", content: "a,b\n" + strings.Repeat("1\n", 9), o: Options{Limits: Limits{MaxBroken: 2}}, told: "too_many_bad_rows wrong_column_count@2 wrong_column_count@3", read: 3},
		{name: "unpacks too far", file: "a.csv.gz", content: string(gz([]byte("id\n" + strings.Repeat("1\n", 10_000)))), o: Options{Limits: Limits{MaxRatio: 20, FreeBytes: 1000}}, told: "unpacks_too_far"},
		{name: "gzip", file: "a.csv.gz", content: string(gz([]byte("id,name\n1,a\n"))), rows: "2 1 a", read: 1},
		{name: "zstd", file: "a.tsv.zst", content: string(zst([]byte("id\tname\n1\ta\n"))), rows: "2 1 a", read: 1},
		{name: "gzip cut short", file: "a.csv.gz", content: string(gz([]byte("id,name\n1,a\n"))[:25]), told: "broken_file"},
		{name: "zstd damaged", file: "a.csv.zst", content: "id,name\n1,a\n", told: "broken_file"},
		{name: "unknown format", file: "a.docx", content: "id\n", told: "unknown_format"},
		{name: "macintosh", file: "a.csv", content: string(encoded(charmap.Macintosh.NewEncoder(), "id,name\r1,café\r")), o: Options{Encoding: "macintosh"}, rows: "2 1 café", read: 1},
		{name: "windows-1256", file: "a.csv", content: string(encoded(charmap.Windows1256.NewEncoder(), "id,name\n1,مدرسة\n")), o: Options{Encoding: "windows-1256"}, rows: "2 1 مدرسة", read: 1},
		{name: "utf-16 by its mark", file: "a.csv", content: string(encoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), "id,name\n1,مدرسة\n")), o: Options{Encoding: "windows-1256"}, rows: "2 1 مدرسة", read: 1},
		{name: "utf-16 big end first", file: "a.csv", content: string(encoded(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder(), "id,name\n1,مدرسة\n")), rows: "2 1 مدرسة", read: 1},
		{name: "utf-16 cut in a character", file: "a.csv", content: "\xff\xfei\x00d\x00\n\x00a", told: "wrong_charset"},

		{name: "ndjson", file: "a.ndjson", content: "{\"id\": 1.50, \"name\": \" a \"}\r\n\n{\"id\": true, \"name\": null, \"more\": {\"x\": [1, \"b\", null]}}\n", rows: "1 1.50 a ∅\n2 true ∅ 1|b", read: 2},
		{name: "ndjson with bad lines", file: "a.jsonl", content: "{\"id\": 1}\n{\"id\": }\n[1]\n7\n{\"id\": 2}", rows: "1 1\n5 2", told: "bad_json@2 bad_json@3 bad_json@4", read: 5},
		{name: "ndjson, empty", file: "a.ndjson", content: "\n", told: "empty_file"},
		{name: "ndjson, line too long", file: "a.ndjson", content: "{\"id\": 1}\n{\"id\": \"" + strings.Repeat("x", 1<<20) + "\"}\n{\"id\": 3}\n", o: Options{Limits: Limits{MaxLine: 1000}}, rows: "1 1\n3 3", told: "line_too_long@2", read: 3},
		{name: "json array", file: "a.json", content: " [{\"id\": 9007199254740993, \"a\": {\"b\": {\"c\": \"x\\u0000\\n\"}}}, 5, {\"id\": [], \"list\": [{\"k\": 1}]}] ", rows: "1 9007199254740993 x ∅\n3 ∅ ∅ [{\"k\": 1}]", told: "bad_json@2", read: 3},
		{name: "json object", file: "a.json", content: "{\"id\": \"007\"}", rows: "1 007", read: 1},
		{name: "json cut short", file: "a.json", content: "[{\"id\": 1}, {\"id\"", rows: "1 1", told: "broken_file", read: 1},
		{name: "json with more behind", file: "a.json", content: "{\"id\": 1} x", rows: "1 1", told: "broken_file", read: 1},
		{name: "json, empty array", file: "a.json", content: "[]", told: "no_rows"},
		{name: "json, only space", file: "a.json", content: " \n", told: "empty_file"},
		{name: "json, a number", file: "a.json", content: "1", told: "broken_file"},
		{name: "json, record too long", file: "a.json", content: "[{\"id\": \"" + strings.Repeat("x", 1<<20) + "\"}]", o: Options{Limits: Limits{MaxLine: 1000}}, told: "too_large"},
		{name: "json, too many columns", file: "a.json", content: "[{\"a\": 1, \"b\": 2, \"c\": 3}]", o: Options{Limits: Limits{MaxColumns: 2}}, told: "too_many_columns", read: 1},
		{name: "not parquet", file: "a.parquet", content: "id,name\n", told: "broken_file"},
		{name: "parquet damaged", file: "a.parquet", content: "PAR1xxxxxxxxxxxxPAR1", told: "broken_file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			conn := connection(t)
			d, err := Into(t.Context(), conn, "t", []File{write(t, c.file, []byte(c.content))}, c.o)
			if err != nil {
				t.Fatal(err)
			}
			if got := told(d); got != c.told {
				t.Errorf("told %q, want %q", got, c.told)
			}
			if got := d.Rows[c.file]; got != c.read {
				t.Errorf("read %d rows, want %d", got, c.read)
			}
			if c.name != "an unclosed quote longer than a row may be" {
				if got := shown(t, conn, "SELECT * EXCLUDE (_file, _delivery) FROM t ORDER BY _row"); got != c.rows {
					t.Errorf("rows\n%s\nwant\n%s", got, c.rows)
				}
			}
		})
	}
}

func TestInto_joins_files_by_name(t *testing.T) {
	conn := connection(t)
	a := write(t, "a.csv", []byte("id,name\n1,a\n"))
	b := write(t, "b.ndjson", []byte("{\"NAME\": \"b\", \"age\": 3}\n"))
	c := File{Name: "c.csv", Path: filepath.Join(t.TempDir(), "c.csv"), Delivery: 2}
	b.Delivery = 1
	d, err := Into(t.Context(), conn, "t", []File{a, b, c}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"id", "name", "age"}; !slices.Equal(d.Columns, want) {
		t.Errorf("columns %v, want %v", d.Columns, want)
	}
	if got := told(d); got != "missing_file" || !d.Rejected() || d.Problems[0].File != "c.csv" {
		t.Error(got)
	}
	if got := shown(t, conn, "FROM t ORDER BY _file"); got != "2 a.csv 0 1 a ∅\n1 b.ndjson 1 ∅ b 3" {
		t.Error(got)
	}
}

func TestInto_reads_parquet_as_text(t *testing.T) {
	conn := connection(t)
	path := filepath.Join(t.TempDir(), "odd [1]*'?.parquet")
	_, err := conn.ExecContext(t.Context(), `COPY (SELECT '007' AS code, 1.0::DOUBLE AS whole, 0.1::DOUBLE AS tenth, DATE '2024-02-03' AS day, TIMESTAMP '2024-02-03 04:05:06.5' AS moment,
		TIMESTAMPTZ '2024-02-03 04:05:06+00' AS zoned, [1, 2, NULL] AS list, ['a', 'b'] AS words, true AS flag, ' ' AS empty, 1.50::DECIMAL(5,2) AS price, {'a': 1} AS thing UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
		TO '`+strings.ReplaceAll(path, "'", "''")+`' (FORMAT parquet)`)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Into(t.Context(), conn, "t", []File{{Name: "p.parquet", Path: path}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := shown(t, conn, "SELECT * EXCLUDE (_file, _delivery) FROM t ORDER BY _row")
	want := `1 007 1 0.1 2024-02-03 2024-02-03T04:05:06.5 2024-02-03T04:05:06Z 1|2 a|b true ∅ 1.50 {"a":1}` + "\n2" + strings.Repeat(" ∅", 12)
	if got != want || told(d) != "" || d.Rows["p.parquet"] != 2 {
		t.Errorf("%s\nwant\n%s\n%s", got, want, told(d))
	}
}

func TestProblems_never_quote_the_data(t *testing.T) {
	conn := connection(t)
	d, err := Into(t.Context(), conn, "t", []File{
		write(t, "a.csv", []byte("id,name\nSECRET,\"SECRET\"SECRET\nSECRET\n")),
		write(t, "b.json", []byte("[{\"a\": SECRET}]")),
		write(t, "c.ndjson", []byte("SECRET\n")),
	}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if said := fmt.Sprintf("%+v", d); strings.Contains(said, "SECRET") || len(d.Broken) != 3 || len(d.Problems) != 1 {
		t.Error(said)
	}
}

func TestInto_tells_how_far_it_is(t *testing.T) {
	var done []int64
	file := write(t, "a.csv", []byte("a\n"+strings.Repeat("1\n", 70_000)))
	if _, err := Into(t.Context(), connection(t), "t", []File{file}, Options{Progress: func(_ string, rows int64) { done = append(done, rows) }}); err != nil || !slices.Equal(done, []int64{65_536, 70_000}) {
		t.Error(done, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := Into(ctx, connection(t), "t", []File{file}, Options{Progress: func(string, int64) { cancel() }}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestInto_real_files(t *testing.T) {
	for _, c := range []struct {
		file, charset string
		rows          int64
	}{
		{"online-science/course_data.csv.gz", "macintosh", 29_711},
		{"nhes-pfi-2019/pfi_2019_curated.csv.gz", "", 15_500},
		{"oulad/studentAssessment.csv.gz", "", 173_912},
		{"oulad/studentInfo.csv.gz", "", 32_593},
	} {
		t.Run(c.file, func(t *testing.T) {
			conn := connection(t)
			d, err := Into(t.Context(), conn, "t", []File{{Name: filepath.Base(c.file), Path: beside.Shared(t, "data/"+c.file)}}, Options{Encoding: c.charset})
			if err != nil {
				t.Fatal(err)
			}
			if got := d.Rows[filepath.Base(c.file)]; got != c.rows || told(d) != "" {
				t.Errorf("%d rows, want %d; told %.300s", got, c.rows, told(d))
			}
		})
	}
}

func BenchmarkInto(b *testing.B) {
	var content bytes.Buffer
	content.WriteString("id,name,school,grade,day,score,note,flag\n")
	const rows = 200_000
	for i := range rows {
		fmt.Fprintf(&content, "%d,learner number %d,S%03d,%d,2024-03-%02d,%d.5,\"a, b\",true\n", i, i, i%200, i%12, i%28+1, i%100)
	}
	file := write(b, "a.csv", content.Bytes())
	b.SetBytes(int64(content.Len()))
	for b.Loop() {
		conn := connection(b)
		if d, err := Into(b.Context(), conn, "t", []File{file}, Options{}); err != nil || d.Rows["a.csv"] != rows {
			b.Fatal(err)
		}
		conn.Close()
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

package decode

import (
	"bytes"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

// decodedAs is all that came of a file, as text.
func decodedAs(t *testing.T, conn *sql.Conn, content string, o Options) string {
	t.Helper()
	what := "TABLE"
	if shown(t, conn, "SELECT count(*) FROM duckdb_views() WHERE view_name = 't'") == "1" {
		what = "VIEW"
	}
	if _, err := conn.ExecContext(t.Context(), "DROP "+what+" IF EXISTS t"); err != nil {
		t.Fatal(err)
	}
	o.Temp = t.TempDir()
	d, err := Into(t.Context(), conn, "t", []File{write(t, "a.csv", []byte(content))}, o)
	if err != nil {
		t.Fatalf("%q: %v", content, err)
	}
	if left, err := os.ReadDir(o.Temp); o.View == nil && (err != nil || len(left) > 0) {
		t.Errorf("temporary files are left: %v %v", left, err)
	}
	for i := range d.Files {
		d.Files[i].File.Path = ""
	}
	if d.Rejected() {
		return fmt.Sprintf("%+v", d.Problems) // how far it was read does not matter
	}
	return fmt.Sprintf("%+v\n%s", d, shown(t, conn, "SELECT rowid, COLUMNS(c -> c <> 'rowid') FROM t ORDER BY rowid"))
}

func always([]string, int64) bool { return true }

// TestLargeFilesAreReadAsSmallOnes: whatever a file says, the same rows come of
// it in the same order with the same problems, in parts or row by row.
func TestLargeFilesAreReadAsSmallOnes(t *testing.T) {
	pieces := []string{"a", "7", "نص", "é", " ", "\u00a0", "\u200f", "\t", ",", ",", ",", ";", "\"", "\"\"", "\n", "\n", "\n", "\r\n", "\r", "NULL", "\\", "'", "#", "\ufeff", "0x1", "\x0b"}
	conn, random := connection(t), rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var content strings.Builder
		content.WriteString("id,name,note\n")
		for range random.IntN(40) {
			if random.IntN(2) == 0 { // rows that can be read are as likely as others
				fmt.Fprintf(&content, "%d,%s,%s\n", random.IntN(100), pieces[random.IntN(len(pieces))], pieces[random.IntN(5)])
				continue
			}
			for range random.IntN(8) {
				content.WriteString(pieces[random.IntN(len(pieces))])
			}
		}
		small, size := decodedAs(t, conn, content.String(), Options{}), 1+random.IntN(200)
		for _, o := range []Options{{parts: size}, {parts: size, View: always}} {
			if large := decodedAs(t, conn, content.String(), o); small != large {
				t.Fatalf("%q\nrow by row\n%s\nin parts, as a view %t\n%s", content.String(), small, o.View != nil, large)
			}
		}
	}
}

func TestAFileOfManyPartsKeepsItsOrder(t *testing.T) {
	var content strings.Builder
	content.WriteString("id,name\r\n")
	for i := range 20_000 {
		switch {
		case i%1000 == 7:
			fmt.Fprintf(&content, "%d\r\n", i) // a column is missing
		case i%1000 == 8:
			fmt.Fprintf(&content, "%d,\"two\nlines\"\r\n", i)
		case i == 9:
			fmt.Fprintf(&content, "%d,%s\r\n", i, strings.Repeat("x", longestLine+5))
		default:
			fmt.Fprintf(&content, "%d, name %d \r\n", i, i)
		}
	}
	conn := connection(t)
	small := decodedAs(t, conn, content.String(), Options{parts: 1 << 30})
	for _, o := range []Options{{parts: 4096}, {parts: 4096, View: always}} {
		if large := decodedAs(t, conn, content.String(), o); small != large {
			t.Error("a file of many parts is not what it is as one")
		}
		if got := shown(t, conn, "SELECT count(*), min(_row), max(_row), count(*) FILTER (rowid <> rank - 1), count(*) FILTER (name IS NULL) FROM (SELECT rowid, _row, name, row_number() OVER (ORDER BY _row) AS rank FROM t)"); got != "19980 2 20001 0 0" {
			t.Error(got)
		}
	}
}

func TestALineIsVisibleWhereEachOfItsBytesIs(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	edges := []byte{0, '\t', ' ', '!', '"', '#', 'z', '~', 0x7f, 0x80, 0xa2, 0xff}
	for range 100_000 {
		line := bytes.Repeat([]byte{'a'}, 8+random.IntN(20))
		for range random.IntN(3) {
			line[random.IntN(len(line))] = edges[random.IntN(len(edges))]
		}
		want := !slices.ContainsFunc(line, func(b byte) bool { return b <= ' ' || b >= 0x7f || b == '"' })
		if visible(line) != want {
			t.Fatalf("%q is visible: %t", line, !want)
		}
	}
}

package decode

import (
	"fmt"
	"io"
	"os"
	"strings"

	"athar/internal/sqltext"
)

// parquet lets DuckDB read the file; every column becomes text.
func (d *decoder) parquet() error {
	if whole, err := looksLikeParquet(d.file.Path); err != nil || !whole {
		if err == nil {
			err = reject("broken_file", "", "Parquet")
		}
		return err
	}
	broken := func(err error) error {
		if d.ctx.Err() != nil {
			return d.ctx.Err()
		}
		if text := err.Error(); strings.Contains(text, "Out of Memory") || strings.Contains(text, "No space left") || strings.Contains(text, "Permission Error") {
			return err
		}
		return reject("broken_file", "", "Parquet")
	}
	source := "read_parquet(" + sqltext.Literal(globEscape.Replace(d.file.Path)) + ", file_row_number = false, hive_partitioning = false)"
	rows, err := d.conn.QueryContext(d.ctx, "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM "+source+")")
	if err != nil {
		return broken(err)
	}
	defer rows.Close()
	var names, values []string
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			return err
		}
		names, values = append(names, name), append(values, Text(sqltext.Quote(name), kind))
	}
	if err := rows.Err(); err != nil {
		return broken(err)
	}
	rows.Close()
	into := []string{RowColumn, FileColumn, DeliveryColumn}
	seen := map[string]bool{}
	for i, name := range names {
		clean := string(trim([]byte(name)))
		if clean == "" {
			return reject("empty_header", "", fmt.Sprint(i+1))
		}
		if seen[fold(clean)] {
			return reject("duplicate_header", clean, clean)
		}
		seen[fold(clean)] = true
		place, err := d.sink.place(clean)
		if err != nil {
			return err
		}
		into = append(into, sqltext.Quote(d.sink.columns[place]))
	}
	if err := d.sink.close(); err != nil {
		return err
	}
	result, err := d.conn.ExecContext(d.ctx, "INSERT INTO "+sqltext.Quote(d.sink.table)+" ("+strings.Join(into, ", ")+") SELECT row_number() OVER (), "+
		sqltext.Literal(d.file.Name)+", "+fmt.Sprint(d.file.Delivery)+", "+strings.Join(values, ", ")+" FROM "+source)
	if err != nil {
		return broken(err)
	}
	d.rows, err = result.RowsAffected()
	return err
}

func looksLikeParquet(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	var head, tail [4]byte
	if _, err := io.ReadFull(f, head[:]); err != nil {
		return false, nil
	}
	if _, err := f.Seek(-4, io.SeekEnd); err != nil {
		return false, nil
	}
	if _, err := io.ReadFull(f, tail[:]); err != nil {
		return false, nil
	}
	return string(head[:]) == "PAR1" && string(tail[:]) == "PAR1", nil
}

// globEscape makes a path name one file and not a pattern.
var globEscape = strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]")

// blanks are what trim takes off, for SQL. Trimming is slow, so two patterns
// tell first whether a text needs it: perhaps, and surely.
var blanks, blankEnds = func() (string, string) {
	var all, class strings.Builder
	for r := rune(1); r <= 0xFEFF; r++ {
		if blank(r) {
			all.WriteRune(r)
			fmt.Fprintf(&class, `\x{%X}`, r)
		}
	}
	return sqltext.Literal(all.String()), sqltext.Literal("^[" + class.String() + "]|[" + class.String() + "]$")
}()

const oddEnds = `'^[^!-~]|[^!-~]$'`

// Text is an SQL expression that writes another one, of a DuckDB type, as our
// columns hold it: trimmed text, NULL where empty; dates and moments as ISO
// 8601, numbers in their shortest form, lists joined by |.
func Text(expression, duckType string) string {
	text := scalarText(expression, duckType)
	if isNumber(duckType) {
		return text
	}
	return "nullif(CASE WHEN regexp_matches(" + text + ", " + oddEnds + ") AND regexp_matches(" + text + ", " + blankEnds + ") THEN trim(" + text + ", " + blanks + ") ELSE " + text + " END, '')"
}

func isNumber(t string) bool {
	switch t {
	case "DOUBLE", "FLOAT", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "BOOLEAN", "DATE":
		return true
	}
	return strings.HasPrefix(t, "DECIMAL")
}

func scalarText(x, t string) string {
	switch {
	case strings.HasSuffix(t, "]"):
		of := t[:strings.LastIndexByte(t, '[')]
		list := x
		if !strings.HasSuffix(t, "[]") { // an array of fixed length
			list = "CAST(" + x + " AS " + of + "[])"
		}
		if of == "VARCHAR" {
			return "array_to_string(" + list + ", '|')"
		}
		return "array_to_string(list_transform(" + list + ", lambda _item: " + scalarText("_item", of) + "), '|')"
	case t == "DOUBLE" || t == "FLOAT":
		return "regexp_replace(CAST(" + x + " AS VARCHAR), '\\.0$', '')"
	case t == "TIMESTAMP WITH TIME ZONE":
		return "replace(CAST(make_timestamp(epoch_us(" + x + ")) AS VARCHAR), ' ', 'T') || 'Z'"
	case strings.HasPrefix(t, "TIMESTAMP"):
		return "replace(CAST(" + x + " AS VARCHAR), ' ', 'T')"
	case strings.HasPrefix(t, "STRUCT") || strings.HasPrefix(t, "MAP"):
		return "CAST(to_json(" + x + ") AS VARCHAR)"
	case t == "VARCHAR":
		return x
	}
	return "CAST(" + x + " AS VARCHAR)"
}

package draft

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"athar/ingest/internal/decode"
	"athar/ingest/internal/spelling"
	"athar/internal/sqltext"
	"athar/models"
)

// column is what can be told of one column.
type column struct {
	name     string
	words    []string // of its name, folded
	filled   int64
	distinct int64
	values   []value // most frequent first, where there are at most fewValues
	whole    float64 // shares of the filled cells
	number   float64
	email    float64
	arabic   float64
	least    float64 // of the numbers
	most     float64
	longest  int64
	date     dateForm
}

type value struct {
	text string
	rows int64
}

// fewValues is how many different values a column of groups or codes may have.
const fewValues = 60

// look decodes a file and profiles its columns.
func (d *drafter) look(f File, table string) error {
	seen := &seenFile{File: f, table: table}
	decoded, err := d.decode(seen)
	if err != nil {
		return err
	}
	for _, p := range decoded.Problems {
		if p.Effect == models.Rejection {
			d.out.Unread = append(d.out.Unread, p)
			return nil
		}
	}
	if seen.rows = decoded.Rows[f.Name]; seen.rows == 0 || len(decoded.Columns) == 0 {
		p := models.NewProblem("no_rows", "", "")
		p.File = f.Name
		d.out.Unread = append(d.out.Unread, p)
		return nil
	}
	for _, name := range decoded.Columns {
		if valueLike.MatchString(name) || len(name) > 200 {
			// A value stands where a name should: the header is missing, and what stands there is not told.
			p := models.NewProblem("no_header", "", "")
			p.File = f.Name
			d.out.Unread = append(d.out.Unread, p)
			return nil
		}
	}
	for _, name := range decoded.Columns {
		c, err := d.profile(seen, name)
		if err != nil {
			return err
		}
		seen.columns = append(seen.columns, c)
	}
	if seen.totals, err = d.totals(seen); err != nil {
		return err
	}
	d.seen = append(d.seen, seen)
	return nil
}

var valueLike = regexp.MustCompile(`\pN{5}|@`)

// decode reads the file, trying other charsets where it is not UTF-8: the one
// whose text looks most like one.
func (d *drafter) decode(f *seenFile) (decode.Decoded, error) {
	path, sheet := decode.SplitSheet(f.Path)
	into := func(table, charset string) (decode.Decoded, error) {
		if _, err := d.conn.ExecContext(d.ctx, "DROP TABLE IF EXISTS "+sqltext.Quote(table)); err != nil {
			return decode.Decoded{}, err
		}
		return decode.Into(d.ctx, d.conn, table, []decode.File{{Name: f.Name, Path: path, Sheet: sheet}}, decode.Options{Encoding: charset, Temp: d.temp})
	}
	first, err := into(f.table, "")
	if err != nil {
		return first, err
	}
	var candidates []string
	for _, p := range first.Problems {
		switch p.Code {
		case "wrong_charset":
			candidates = []string{"windows-1256", "windows-1252", "macintosh"}
		case "not_text":
			candidates = []string{"utf-16le", "utf-16be"}
		}
	}
	best, bestScore := "", 0.0
	for _, charset := range candidates {
		tried, err := into("tried", charset)
		if err != nil {
			return tried, err
		}
		if tried.Rejected() {
			if ofCharset(first.Problems) && !ofCharset(tried.Problems) {
				first = tried // what else is wrong with it has to be mended first
			}
			continue
		}
		score, err := d.readable("tried", tried.Columns)
		if err != nil {
			return tried, err
		}
		if score > bestScore {
			best, bestScore = charset, score
		}
	}
	if best == "" {
		return first, nil
	}
	f.encoding = best
	d.doubt(f.Name, "", "", "The text is not UTF-8; it reads best as "+best+". Look at some names: are they spelled right?",
		"النص ليس بترميز UTF-8؛ وأوضح قراءة له بترميز "+best+". راجع بعض الأسماء: هل تظهر صحيحة؟")
	return into(f.table, best)
}

func ofCharset(problems []models.Problem) bool {
	return slices.ContainsFunc(problems, func(p models.Problem) bool { return p.Code == "wrong_charset" || p.Code == "not_text" })
}

// readable is how much the letters beyond ASCII look like text: Arabic letters
// that stand together, or the few signs that Western text has among ASCII.
func (d *drafter) readable(table string, columns []string) (float64, error) {
	score, signs := 0.0, 0.0
	for _, c := range columns {
		rows, err := d.conn.QueryContext(d.ctx, fmt.Sprintf("SELECT %[1]s FROM %[2]s WHERE regexp_matches(%[1]s, '[^\\x00-\\x7F]') LIMIT 500", sqltext.Quote(c), sqltext.Quote(table)))
		if err != nil {
			return 0, err
		}
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				rows.Close()
				return 0, err
			}
			runes := []rune(" " + text + " " + c + " ")
			for i, r := range runes {
				if r < 0x80 {
					continue
				}
				signs++
				switch {
				case arabicLetter(r) && (arabicLetter(runes[i-1]) || arabicLetter(runes[i+1])):
					score++
				case arabicLetter(r): // alone among Latin letters: another charset's
					score--
				case strings.ContainsRune("’‘“”–—…•éèêëàâäáãåçñöôòóõøüûùúïîíìßœæÉÀÖÜÄ\u00a0،؛؟", r):
					score += 0.9
				case r < 0xa0 || r == 0xfffd:
					score -= 2
				}
			}
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return 0, err
		}
	}
	if signs == 0 {
		return 0.1, nil
	}
	return score / signs, nil
}

func arabicLetter(r rune) bool { return r >= 'ء' && r <= 'ي' }

// profile counts what the cells of a column look like.
func (d *drafter) profile(f *seenFile, name string) (*column, error) {
	c := &column{name: name, words: spelling.Words(name)}
	var least, most *float64
	err := d.conn.QueryRowContext(d.ctx, fmt.Sprintf(`
		WITH cells AS (SELECT %[1]s AS v, translate(%[1]s, '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫', '01234567890123456789.') AS n FROM %[2]s WHERE %[1]s IS NOT NULL)
		SELECT count(*), count(DISTINCT v), coalesce(avg((regexp_full_match(n, '[+-]?\d{1,18}'))::INT), 0),
		       coalesce(avg((TRY_CAST(n AS DOUBLE) IS NOT NULL)::INT), 0), coalesce(avg((v LIKE '%%_@_%%._%%')::INT), 0),
		       coalesce(avg(regexp_matches(v, '\p{Arabic}')::INT), 0), min(TRY_CAST(n AS DOUBLE)), max(TRY_CAST(n AS DOUBLE)), coalesce(max(length(v)), 0)
		FROM cells`, sqltext.Quote(name), sqltext.Quote(f.table))).
		Scan(&c.filled, &c.distinct, &c.whole, &c.number, &c.email, &c.arabic, &least, &most, &c.longest)
	if err != nil {
		return nil, err
	}
	if least != nil && !math.IsNaN(*least) {
		c.least, c.most = *least, *most
	}
	if c.distinct <= fewValues {
		rows, err := d.conn.QueryContext(d.ctx, fmt.Sprintf("SELECT %[1]s, count(*) AS n FROM %[2]s WHERE %[1]s IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1", sqltext.Quote(name), sqltext.Quote(f.table)))
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		for rows.Next() {
			var v value
			if err := rows.Scan(&v.text, &v.rows); err != nil {
				return nil, err
			}
			c.values = append(c.values, v)
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	return c, d.dates(f, c)
}

// unique reports whether columns together name each row.
func (d *drafter) unique(f *seenFile, columns []string) (bool, error) {
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = sqltext.Quote(c)
	}
	var distinct int64
	err := d.conn.QueryRowContext(d.ctx, "SELECT count(*) FROM (SELECT DISTINCT "+strings.Join(quoted, ", ")+" FROM "+sqltext.Quote(f.table)+")").Scan(&distinct)
	return distinct == f.rows, err
}

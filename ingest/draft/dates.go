package draft

import (
	"fmt"
	"strings"

	"athar/internal/sqltext"
	"athar/models"
)

// dateForm is how a column writes dates; zero where it holds none.
type dateForm struct {
	is        bool
	format    string // "" is ISO 8601
	clock     bool   // a time of day too
	ambiguous bool   // DD/MM and MM/DD fit alike
	first     models.Day
	last      models.Day
}

// dateFormats are tried in this order; of DD/MM and MM/DD the first is usual
// here.
var dateFormats = []string{
	"DD/MM/YYYY", "MM/DD/YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "DD.MM.YYYY", "YYYY/MM/DD", "DD/MM/YY", "MM/DD/YY", "DD-MMM-YYYY", "DD-MMM-YY", "DD MMM YYYY", "DD MMMM YYYY", "MMM DD, YYYY", "MMMM DD, YYYY",
}

var clockFormats = []string{"", " HH:mm", " HH:mm:ss", " hh:mm A", " hh:mm:ss A"}

// usual is the share of cells that must fit.
const usual = 0.98

// dates finds out whether a column holds dates, and in which format.
func (d *drafter) dates(f *seenFile, c *column) error {
	if c.filled == 0 || c.number > 0.5 {
		return nil
	}
	// Digits, separators and names of months: nothing else is tried.
	text := "translate(regexp_replace(v, '[\u200e\u200f\u061c\u0640]', '', 'g'), '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹', '01234567890123456789')"
	cells := fmt.Sprintf("(SELECT DISTINCT %s AS t FROM (SELECT %s AS v FROM %s WHERE %[2]s IS NOT NULL%%s))", text, sqltext.Quote(c.name), sqltext.Quote(f.table))
	some, cells := fmt.Sprintf(cells, " LIMIT 1000"), fmt.Sprintf(cells, "")
	var likely float64
	if err := d.conn.QueryRowContext(d.ctx, "SELECT avg(regexp_matches(t, '\\d.*\\d')::INT * (length(t) BETWEEN 6 AND 40)::INT) FROM "+some).Scan(&likely); err != nil || likely < usual {
		return err
	}
	const iso = `regexp_full_match(t, '\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}.*)?') AND TRY_CAST(regexp_extract(t, '^[0-9-]+') AS DATE) IS NOT NULL`
	const isoDay = "TRY_CAST(regexp_extract(t, '^[0-9-]+') AS DATE)"
	type tried struct{ format, fits, day string }
	all := []tried{{"", iso, isoDay}}
	for _, day := range dateFormats {
		for _, clock := range clockFormats {
			strp, err := models.DateFormat(day + clock)
			if err != nil {
				return err
			}
			// Beside a declared format ISO 8601 is understood: a workbook's own dates among those somebody typed.
			parsed := "try_strptime(t, " + sqltext.Literal(strp) + ")"
			all = append(all, tried{day + clock, "coalesce(year(" + parsed + ") BETWEEN 1900 AND 2100, " + iso + ")", "coalesce(CAST(" + parsed + " AS DATE), " + isoDay + ")"})
		}
	}
	fits := make([]float64, len(all))
	measure := func(from string, which func(i int) bool) error {
		var parts []string
		var into []any
		for i, t := range all {
			if which(i) {
				parts, into = append(parts, "avg(("+t.fits+")::INT)"), append(into, &fits[i])
			}
		}
		if len(parts) == 0 {
			return nil
		}
		return d.conn.QueryRowContext(d.ctx, "SELECT "+strings.Join(parts, ", ")+" FROM "+from).Scan(into...)
	}
	if err := measure(some, func(int) bool { return true }); err != nil {
		return err
	}
	if err := measure(cells, func(i int) bool { return fits[i] > 0.9 }); err != nil {
		return err
	}
	best := -1
	for i, share := range fits {
		if share >= usual && (best < 0 || share > fits[best]) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	c.date.is, c.date.format = true, all[best].format
	c.date.clock = strings.Contains(c.date.format, ":")
	other := strings.Replace(strings.Replace(strings.Replace(c.date.format, "DD", "@", 1), "MM", "DD", 1), "@", "MM", 1)
	for i, t := range all {
		if t.format == other && other != c.date.format && fits[i] >= fits[best] {
			c.date.ambiguous = true
		}
	}
	var first, last, clock any
	err := d.conn.QueryRowContext(d.ctx, "SELECT CAST(min("+all[best].day+") AS VARCHAR), CAST(max("+all[best].day+") AS VARCHAR), bool_or(t LIKE '%:%') FROM "+cells+" WHERE "+all[best].fits).Scan(&first, &last, &clock)
	if err != nil {
		return err
	}
	c.date.first, _ = models.ParseDay(fmt.Sprint(first))
	c.date.last, _ = models.ParseDay(fmt.Sprint(last))
	c.date.clock = c.date.clock || clock == true
	return nil
}

package decode

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/nfp"
)

// numberForm is how a cell's format writes its number, as far as it changes
// what the number says.
type numberForm struct {
	day, clock, elapsed bool   // a date, a time of day, hours that go on beyond a day
	padded              string // a mask such as 00000 or 000-00, where leading zeros belong to the value
}

// formOf reads a format by its number in the list every workbook has, or by its
// code.
func formOf(number int, code string) numberForm {
	if code == "" {
		switch {
		case number >= 14 && number <= 17, number >= 27 && number <= 31, number == 36, number >= 50 && number <= 54, number == 57, number == 58:
			return numberForm{day: true}
		case number == 22:
			return numberForm{day: true, clock: true}
		case number == 46:
			return numberForm{elapsed: true}
		case number >= 18 && number <= 21, number >= 32 && number <= 35, number == 45, number == 47, number == 55, number == 56:
			return numberForm{clock: true}
		}
		return numberForm{}
	}
	parser := nfp.NumberFormatParser()
	sections := parser.Parse(code)
	if len(sections) == 0 {
		return numberForm{}
	}
	var form numberForm
	mask, zeros, only := "", 0, true
	for _, t := range sections[0].Items {
		switch t.TType {
		case nfp.TokenTypeDateTimes:
			// m is a month unless it stands with hours or seconds, which say that there is a clock anyhow.
			switch letters := strings.ToLower(t.TValue); {
			case strings.ContainsAny(letters, "yedgb"):
				form.day = true
			case strings.ContainsAny(letters, "hs") || strings.Contains(letters, "am/pm"):
				form.clock = true
			case strings.HasPrefix(letters, "mmm"):
				form.day = true
			}
		case nfp.TokenTypeElapsedDateTimes:
			form.elapsed = true
		case nfp.TokenTypeZeroPlaceHolder:
			mask, zeros = mask+t.TValue, zeros+len(t.TValue)
		case nfp.TokenTypeLiteral:
			mask += t.TValue
		case nfp.TokenTypeCurrencyLanguage, nfp.TokenTypeColor, nfp.TokenTypeAlignment:
		default:
			only = false
		}
	}
	if form.elapsed {
		form.day, form.clock = false, false
	}
	if form == (numberForm{}) && only && zeros > 1 {
		form.padded = mask
	}
	return form
}

// value writes the number of a cell: a date or time as ISO 8601, an id with its
// leading zeros, any other number in full.
func (w *workbook) value(number string, style int) string {
	x, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return number
	}
	var form numberForm
	if style >= 0 && style < len(w.styles) {
		form = w.styles[style]
	}
	switch {
	case form.elapsed:
		return elapsed(x)
	case form.day || form.clock:
		if text, ok := w.moment(x, form); ok {
			return text
		}
	case form.padded != "":
		if text, ok := padded(x, form.padded); ok {
			return text
		}
	}
	return plainNumber(number, x)
}

// plainNumber writes whole numbers without a point and none with an exponent,
// in as many digits as the file has.
func plainNumber(number string, x float64) string {
	if strings.Trim(strings.TrimPrefix(number, "-"), "0123456789") == "" {
		return number
	}
	if math.Abs(x) >= 1e21 || math.IsInf(x, 0) || math.IsNaN(x) {
		return number
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// moment reads a serial number: days since the end of 1899, or the start of
// 1904, with 29 February 1900, which never was, counted as a day.
func (w *workbook) moment(serial float64, form numberForm) (string, bool) {
	const millisecondsADay = 24 * 60 * 60 * 1000
	if serial < 0 || serial >= 2_958_466 { // the year 10000
		return "", false
	}
	ms := int64(math.Round(serial * millisecondsADay))
	day, clock := ms/millisecondsADay, ms%millisecondsADay
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case w.date1904:
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day == 60:
		return "", false
	case day < 60:
		start = start.AddDate(0, 0, 1)
	}
	at := start.AddDate(0, 0, int(day)).Add(time.Duration(clock) * time.Millisecond)
	time := "15:04:05"
	if clock%1000 != 0 {
		time += ".000"
	}
	switch {
	case !form.day && day == 0:
		return at.Format(time), true
	case !form.clock && clock == 0:
		return at.Format("2006-01-02"), true
	}
	return at.Format("2006-01-02T" + time), true
}

// elapsed writes days as hours, minutes and seconds.
func elapsed(days float64) string {
	sign := ""
	if days < 0 {
		sign, days = "-", -days
	}
	if days > 1e6 {
		return strconv.FormatFloat(days, 'f', -1, 64)
	}
	s := int64(math.Round(days * 24 * 60 * 60))
	two := func(n int64) string { return strconv.FormatInt(n/10, 10) + strconv.FormatInt(n%10, 10) }
	return sign + two(s/3600) + ":" + two(s/60%60) + ":" + two(s%60)
}

// padded writes a whole number in a mask of zeros, from its end.
func padded(x float64, mask string) (string, bool) {
	if x < 0 || x != math.Trunc(x) || x >= 1e15 {
		return "", false
	}
	digits := strconv.FormatFloat(x, 'f', 0, 64)
	runes := []rune(mask)
	out := make([]rune, 0, len(runes)+len(digits))
	first := strings.IndexByte(mask, '0')
	firstRune := len([]rune(mask[:first]))
	for i := len(runes) - 1; i >= 0; i-- {
		if runes[i] != '0' {
			out = append(out, runes[i])
			continue
		}
		last := len(digits) - 1
		if last < 0 {
			out = append(out, '0')
			continue
		}
		out = append(out, rune(digits[last]))
		digits = digits[:last]
		for i == firstRune && len(digits) > 0 { // longer than the mask
			out = append(out, rune(digits[len(digits)-1]))
			digits = digits[:len(digits)-1]
		}
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return string(out), true
}

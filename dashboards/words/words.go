// Package words holds every word the pages say, in English and Arabic, and the
// one function that writes a number. A sentence is a template with named parts
// in braces; both languages carry the same parts.
package words

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"athar/models"
)

// Say writes the sentence of a key. parts are names and what stands for them,
// in turn. An unknown key is a mistake in our code.
func Say(l models.Language, key string, parts ...string) string {
	text, ok := sentences[key]
	if !ok {
		panic("no such words: " + key)
	}
	return fill(text.In(l), parts)
}

// Has reports whether there is a sentence with this key.
func Has(key string) bool {
	_, ok := sentences[key]
	return ok
}

// Count writes the sentence of a key that depends on a number, in the plural
// class the language has for it; {n} is the number.
func Count(l models.Language, key string, n int64, parts ...string) string {
	forms, ok := countedSentences[key]
	if !ok {
		panic("no such counted words: " + key)
	}
	return fill(forms.in(l, n), append([]string{"n", Whole(l, n)}, parts...))
}

// Plural is a sentence in the plural classes of both languages.
type Plural struct {
	One, Other                                   string // English
	ArZero, ArOne, ArTwo, ArFew, ArMany, ArOther string
}

func (p Plural) in(l models.Language, n int64) string {
	if l != models.Arabic {
		if n == 1 {
			return p.One
		}
		return p.Other
	}
	if n < 0 {
		n = -n
	}
	switch plural.Cardinal.MatchPlural(language.Arabic, int(n%1_000_000), 0, 0, 0, 0) {
	case plural.Zero:
		return p.ArZero
	case plural.One:
		return p.ArOne
	case plural.Two:
		return p.ArTwo
	case plural.Few:
		return p.ArFew
	case plural.Many:
		return p.ArMany
	}
	return p.ArOther
}

func fill(template string, parts []string) string {
	if len(parts)%2 != 0 {
		panic("words: a part without a value")
	}
	pairs := make([]string, len(parts))
	for i := 0; i < len(parts); i += 2 {
		pairs[i], pairs[i+1] = "{"+parts[i]+"}", parts[i+1]
	}
	return strings.NewReplacer(pairs...).Replace(template)
}

// Unicode's isolates: what stands between them does not turn its surroundings
// around, nor is it turned.
const (
	leftToRight = "\u2066"
	firstStrong = "\u2068"
	endIsolate  = "\u2069"
)

// isolate keeps a number whole in Arabic text; English needs none.
func isolate(l models.Language, number string) string {
	if l != models.Arabic {
		return number
	}
	return leftToRight + number + endIsolate
}

// Label makes a text from people's files safe to stand in a sentence: controls
// that would turn the text around are dropped, and where the scripts differ it
// is isolated.
func Label(l models.Language, label string) string {
	label = Name(l, label)
	if l == models.Arabic || hasRightToLeft(label) {
		return firstStrong + label + endIsolate
	}
	return label
}

var numberRange = regexp.MustCompile(`[0-9][0-9.,]*%?(?:[ ]?[–-][ ]?[0-9][0-9.,]*%?)+`)

// Name is a label as it stands alone on a page: made plain, and in Arabic with
// its ranges of numbers kept from turning around.
func Name(l models.Language, label string) string {
	label = Plain(label)
	if l != models.Arabic {
		return label
	}
	return numberRange.ReplaceAllString(label, leftToRight+"$0"+endIsolate)
}

// Plain drops control and direction characters from a text that came from
// people's files.
func Plain(label string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u061c', r == '\u200e', r == '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\ufeff', r == '\ufffe', r == '\uffff':
			return -1
		case r == '\t', r == '\n', r == '\r', r == '\u2028', r == '\u2029':
			return ' '
		case r < ' ', r >= 0x7f && r < 0xa0:
			return -1
		}
		return r
	}, label)
}

func hasRightToLeft(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return r >= 0x590 && r <= 0x8ff || r >= 0xfb1d && r <= 0xfdff || r >= 0xfe70 && r <= 0xfeff || r >= 0x10800 && r <= 0x10fff || r >= 0x1e800 && r <= 0x1efff
	})
}

// Unisolated takes the isolates off a written number, for places that set the
// direction themselves.
func Unisolated(s string) string {
	return strings.NewReplacer(leftToRight, "", firstStrong, "", endIsolate, "").Replace(s)
}

// digits is the one function that writes a number: Latin digits, commas
// between thousands, a true minus.
func digits(x float64, decimals int) string {
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	sign := ""
	if strings.HasPrefix(s, "-") {
		s = s[1:]
		if strings.Trim(s, "0.") != "" {
			sign = "\u2212"
		}
	}
	whole, fraction, _ := strings.Cut(s, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	if fraction != "" {
		b.WriteString("." + fraction)
	}
	return b.String()
}

// Whole writes a count.
func Whole(l models.Language, n int64) string { return isolate(l, digits(float64(n), 0)) }

// Decimal writes a number with some decimals.
func Decimal(l models.Language, x float64, decimals int) string {
	return isolate(l, digits(x, decimals))
}

// Percent writes a share of 0 to 1 as a percentage with one decimal.
func Percent(l models.Language, share float64) string { return isolate(l, percent(share)) }

func percent(share float64) string { return digits(100*share, 1) + "%" }

// RoundPercent writes a share for an axis: no decimals unless it needs them.
func RoundPercent(l models.Language, share float64) string {
	decimals := 0
	if r := 100 * share; r != float64(int64(r+0.5)) && r-float64(int64(r)) > 1e-9 && float64(int64(r))+1-r > 1e-9 {
		decimals = 1
	}
	return isolate(l, digits(100*share, decimals)+"%")
}

// InHundred writes how many in every 100 a share is.
func InHundred(l models.Language, share float64) string {
	if share > 0 && share < 0.095 || share > 0.995 && share < 1 {
		return isolate(l, digits(100*share, 1))
	}
	return isolate(l, digits(100*share, 0))
}

// Points writes a difference of shares in percentage points, as a number.
func Points(l models.Language, difference float64) string {
	if difference > -0.095 && difference < 0.095 {
		return isolate(l, digits(100*difference, 1))
	}
	return isolate(l, digits(100*difference, 0))
}

// Value writes a value of a unit.
func Value(l models.Language, unit models.Unit, x float64) string {
	return isolate(l, plainValue(unit, x))
}

func plainValue(unit models.Unit, x float64) string {
	switch unit {
	case models.UnitShare:
		return percent(x)
	case models.UnitCount, models.UnitMoney:
		return digits(x, 0)
	case models.UnitMinutes, models.UnitDays, models.UnitPlaces:
		return digits(x, 1)
	}
	return digits(x, 2)
}

// Significant writes a number of any size with about three digits that say
// something.
func Significant(l models.Language, x float64) string {
	decimals := 1
	if size := math.Abs(x); size > 0 && size < 100 {
		decimals = min(6, 2-int(math.Floor(math.Log10(size))))
	}
	return Decimal(l, x, decimals)
}

// Interval writes an interval of a unit, low to high.
func Interval(l models.Language, unit models.Unit, low, high float64) string {
	from, to := plainValue(unit, low), plainValue(unit, high)
	if unit == models.UnitShare {
		from = strings.TrimSuffix(from, "%")
	}
	if low < 0 || high < 0 {
		return isolate(l, from) + " " + Say(l, "to") + " " + isolate(l, to)
	}
	return isolate(l, from+"–"+to)
}

// Day writes a calendar day.
func Day(l models.Language, d models.Day) string {
	if l == models.Arabic {
		return day(l, d, monthsAr[d.Time.Month()-1])
	}
	return day(l, d, d.Time.Month().String())
}

// ShortDay is Day where there is little room; Arabic does not shorten months.
func ShortDay(l models.Language, d models.Day) string {
	if l == models.Arabic {
		return day(l, d, monthsAr[d.Time.Month()-1])
	}
	return day(l, d, d.Time.Month().String()[:3])
}

func day(l models.Language, d models.Day, month string) string {
	return fmt.Sprintf("%s %s %s", isolate(l, strconv.Itoa(d.Time.Day())), month, isolate(l, strconv.Itoa(d.Time.Year())))
}

var monthsAr = [12]string{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"}

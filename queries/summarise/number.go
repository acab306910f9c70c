package summarise

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// fractionMarks remembers how a table writes fractions, so that a mark cannot mean two things in it.
type fractionMarks struct {
	commaSeparates bool // values are separated by commas, so that none marks a fraction
	comma, point   bool // seen before a fraction
}

var (
	plainNumber  = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$`)
	commaNumber  = regexp.MustCompile(`^[+-]?\d+,\d+([eE][+-]?\d+)?$`)
	eitherNumber = regexp.MustCompile(`^[+-]?[1-9]\d{0,2},\d{3}$`) // thousands or a fraction
	dotted       = regexp.MustCompile(`^[1-9]\d{0,2}(\.\d{3})+$`)  // thousands or a fraction, as populations go
	arabicGroups = regexp.MustCompile(`^[+-]?\d{1,3}(٬\d{3})+(\.|$)`)
	noNumber     = regexp.MustCompile(`(?i)^[+-]?(nan|inf|infinity)$`)
	westernise   = strings.NewReplacer("٠", "0", "١", "1", "٢", "2", "٣", "3", "٤", "4", "٥", "5", "٦", "6", "٧", "7", "٨", "8", "٩", "9",
		"۰", "0", "۱", "1", "۲", "2", "۳", "3", "۴", "4", "۵", "5", "۶", "6", "۷", "7", "۸", "8", "۹", "9", "٫", ".", "−", "-", "٪", "%")
)

// number reads a number as people write them, Arabic-Indic digits too, or says what is wrong with it.
func (m *fractionMarks) number(text string) (float64, *fault) {
	text = westernise.Replace(text)
	if arabicGroups.MatchString(text) {
		text = strings.ReplaceAll(text, "٬", "")
	}
	switch {
	case strings.Contains(text, "%"):
		return 0, &hasPercent
	case noNumber.MatchString(text):
		return 0, &notFinite
	case strings.Contains(text, ",") && (m.commaSeparates || eitherNumber.MatchString(text)):
		return 0, &hasComma
	case commaNumber.MatchString(text):
		m.comma, text = true, strings.Replace(text, ",", ".", 1)
	case plainNumber.MatchString(text):
		m.point = m.point || strings.Contains(text, ".")
	default:
		return 0, &notNumber
	}
	if m.comma && m.point {
		return 0, &bothMarks
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(x, 0) {
		return 0, &notFinite
	}
	return x, nil
}

package check

import (
	"fmt"
	"slices"
	"strings"

	"athar/ingest/internal/spelling"
	"athar/internal/sqltext"
	"athar/models"
)

// levelOf is the declared level that a text is: itself, or the only one that it
// is a spelling of; otherwise the text as it is.
func levelOf(text string, levels []models.Level) string {
	alike := map[string]int{}
	for _, l := range levels {
		alike[spelling.Fold(l.ID)]++
	}
	var ids, nears, all []string
	for _, l := range levels {
		all = append(all, sqltext.Literal(l.ID))
		if alike[spelling.Fold(l.ID)] == 1 {
			ids, nears = append(ids, sqltext.Literal(l.ID)), append(nears, spelling.Near(sqltext.Literal(l.ID)))
		}
	}
	if len(ids) == 0 {
		return text
	}
	return fmt.Sprintf("CASE WHEN %[1]s IS NULL OR %[1]s IN (%[2]s) THEN %[1]s ELSE coalesce([%[3]s][list_position([%[4]s], %[5]s)], %[1]s) END",
		text, strings.Join(all, ", "), strings.Join(ids, ", "), strings.Join(nears, ", "), spelling.Near(text))
}

// monthNames are the months as Arabic writes them: in Egypt and the Gulf, in the
// Levant and Iraq, and with letters that stand for each other folded.
var monthNames = map[string]string{
	"يناير": "January", "فبراير": "February", "مارس": "March", "ابريل": "April", "مايو": "May", "يونيو": "June", "يونيه": "June", "يوليو": "July", "يوليه": "July",
	"اغسطس": "August", "سبتمبر": "September", "اكتوبر": "October", "نوفمبر": "November", "ديسمبر": "December",
	"كانون الثاني": "January", "شباط": "February", "اذار": "March", "نيسان": "April", "ايار": "May", "حزيران": "June", "تموز": "July", "اب": "August",
	"ايلول": "September", "تشرين الاول": "October", "تشرين الثاني": "November", "كانون الاول": "December",
}

// months writes Arabic names of months in English, short where the format has
// them short.
func months(text, format string) string {
	if !strings.Contains(format, "%B") && !strings.Contains(format, "%b") {
		return text
	}
	var names []string
	for name := range monthNames {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { // a name within another comes after it
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	out := "translate(" + text + ", 'أإآىة', 'ااايه')"
	for _, name := range names {
		english := monthNames[name]
		if strings.Contains(format, "%b") {
			english = english[:3]
		}
		out = fmt.Sprintf("replace(%s, %s, %s)", out, sqltext.Literal(name), sqltext.Literal(english))
	}
	return fmt.Sprintf("CASE WHEN strlen(%[1]s) = length(%[1]s) THEN %[1]s ELSE %[2]s END", text, out)
}

package spelling

import (
	"fmt"

	"athar/internal/sqltext"
)

// digits, letters and signs as Arabic, Persian and wide scripts write them, and
// what stands for them in Latin script.
var foreign, latinFor = func() (string, string) {
	from, to := []rune("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫−\u00a0\u202f"), []rune("01234567890123456789.-  ")
	for r := rune(0xff01); r <= 0xff5e; r++ { // the wide forms of ASCII
		from, to = append(from, r), append(to, r-0xfee0)
	}
	return string(from), string(to)
}()

// unseen are marks that change how a text is drawn and not what it says: of
// direction, joining and width, tatweel, and the Arabic separator of thousands.
const unseen = "\u00ad\u0640\u061c\u066c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"

// Latin is the SQL that rewrites digits and wide forms of a text and
// drops what is unseen. A text of as many bytes as letters has none.
func Latin(sql string) string {
	return fmt.Sprintf("CASE WHEN strlen(%[1]s) = length(%[1]s) THEN %[1]s ELSE translate(regexp_replace(%[1]s, '[%[2]s]', '', 'g'), %[3]s, %[4]s) END",
		sql, unseen, sqltext.Literal(foreign), sqltext.Literal(latinFor))
}

// Near is the SQL of a text as it is compared where it is none of the declared ones: case,
// spaces, vowel marks, and the letters that Arabic hands write for each other
// aside.
func Near(sql string) string {
	return fmt.Sprintf("trim(lower(translate(regexp_replace(regexp_replace(%s, '[%s\u064b-\u0652\u0670]', '', 'g'), '\\s+', ' ', 'g'), %s, %s)))",
		sql, unseen, sqltext.Literal("أإآٱىئیةؤک"+foreign), sqltext.Literal("ااااييي"+"هوك"+latinFor))
}

package pseudonym

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// An id normalised is normalised; however it is typed, in Arabic-Indic digits,
// with marks of direction around it or blanks beside it, it is the same one.
func FuzzNormalise(f *testing.F) {
	for _, seed := range []string{"28412345678", "٢٨٤١٢", " a  b ", "\u200fأحمـد\u200e", "ﬁ", "e\u0301", "\u00ad\u0301", "e\u200d\u0301", "a\tb", "\ufe71\u0640", "a\u0323\u0307", "\u1fbf", " \u0345"} {
		f.Add(seed)
	}
	arabic := strings.NewReplacer("0", "٠", "1", "١", "2", "٢", "3", "٣", "4", "٤", "5", "٥", "6", "٦", "7", "٧", "8", "٨", "9", "٩")
	f.Fuzz(func(t *testing.T, id string) {
		if !utf8.ValidString(id) {
			return
		}
		once := Normalise(id)
		if twice := Normalise(once); twice != once {
			t.Errorf("%q becomes %q, and that %q", id, once, twice)
		}
		if strings.TrimSpace(once) != once || strings.Contains(once, "  ") {
			t.Errorf("%q keeps blanks: %q", id, once)
		}
		for _, r := range once {
			if unicode.Is(unicode.Cf, r) || unicode.IsSpace(r) && r != ' ' {
				t.Errorf("%q keeps %U", id, r)
			}
		}
		for how, typed := range map[string]string{"with blanks": "  " + id + "\u00a0", "in Arabic-Indic digits": arabic.Replace(id), "between marks": "\u202b" + id + "\u202c"} {
			if other := Normalise(typed); other != once {
				t.Errorf("%q %s is %q, not %q", id, how, other, once)
			}
		}
	})
}

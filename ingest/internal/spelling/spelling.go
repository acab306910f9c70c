// Package spelling tells when two spellings are meant to be the same name.
package spelling

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold is a name as it is compared, never as it is shown: lower case, digits in
// Latin script, without marks of direction, vowels and tatweel, and with one
// letter for those that Arabic hands write for each other (أ إ آ ا, ى ي, ة ه,
// ؤ و, ئ ي). Its words are parted by single spaces.
func Fold(name string) string { return strings.Join(Words(name), " ") }

// Words are the words of a folded name; the Arabic article is not part of one.
// A change from small to capital letters parts words too, as in UserId.
func Words(name string) []string {
	var words []string
	var word []rune
	end := func() {
		if w := string(word); w != "" {
			if bare, ok := strings.CutPrefix(w, "ال"); ok && len([]rune(bare)) > 1 {
				w = bare
			}
			words = append(words, w)
		}
		word = word[:0]
	}
	var before rune
	for _, r := range norm.NFKC.String(name) {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r), r == 'ـ':
			continue
		case !unicode.IsLetter(r) && !unicode.IsNumber(r):
			end()
		default:
			if unicode.IsUpper(r) && unicode.IsLower(before) {
				end()
			}
			word = append(word, letter(r))
		}
		before = r
	}
	end()
	return words
}

func letter(r rune) rune {
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ى', 'ئ', 'ی':
		return 'ي'
	case 'ة':
		return 'ه'
	case 'ؤ':
		return 'و'
	case 'ک':
		return 'ك'
	}
	switch {
	case '٠' <= r && r <= '٩':
		return '0' + r - '٠'
	case '۰' <= r && r <= '۹':
		return '0' + r - '۰'
	}
	return unicode.ToLower(r)
}

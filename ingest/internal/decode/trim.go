package decode

import (
	"unicode"
	"unicode/utf8"
)

// trim takes spaces of all kinds, byte order marks and marks of writing
// direction off both ends.
func trim(b []byte) []byte {
	for len(b) > 0 {
		if c := b[0]; c > ' ' && c < 0x7f {
			break
		}
		r, size := utf8.DecodeRune(b)
		if !blank(r) {
			break
		}
		b = b[size:]
	}
	for len(b) > 0 {
		if c := b[len(b)-1]; c > ' ' && c < 0x7f {
			break
		}
		r, size := utf8.DecodeLastRune(b)
		if !blank(r) {
			break
		}
		b = b[:len(b)-size]
	}
	return b
}

func blank(r rune) bool {
	switch {
	case r == 0xFEFF, r == 0x2060, r == 0x200B, r == 0x200E, r == 0x200F, r == 0x061C, 0x202A <= r && r <= 0x202E, 0x2066 <= r && r <= 0x2069:
		return true
	}
	return unicode.IsSpace(r)
}

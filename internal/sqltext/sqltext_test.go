package sqltext

import "testing"

func TestNothingEndsANameOrALiteralEarly(t *testing.T) {
	for given, want := range map[string]string{`a`: `"a"`, `a"b`: `"a""b"`, `"; DROP TABLE x; --`: `"""; DROP TABLE x; --"`} {
		if got := Quote(given); got != want {
			t.Errorf("Quote(%s) = %s, want %s", given, got, want)
		}
	}
	for given, want := range map[string]string{`a`: `'a'`, `it's`: `'it''s'`, `'; DROP TABLE x; --`: `'''; DROP TABLE x; --'`} {
		if got := Literal(given); got != want {
			t.Errorf("Literal(%s) = %s, want %s", given, got, want)
		}
	}
}

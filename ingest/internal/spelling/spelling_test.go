package spelling

import (
	"slices"
	"strings"
	"testing"
)

func TestNamesAreFolded(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"مدرسة الأمل", "مدرسه امل"},
		{"مَدرَسةُ الأَمـــل", "مدرسه امل"},
		{"\u200fمدرسه  الامل\u200e", "مدرسه امل"},
		{"مصطفى", "مصطفي"},
		{"مسؤول", "مسوول"},
		{"الصف ٥", "صف 5"},
		{"UserId", "user id"},
		{"id_student", "id student"},
		{"ＡＢ-12", "ab 12"},
		{"Al-Noor School", "al noor school"},
		{"الى", "الي"},
	} {
		if got := Fold(c.name); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if w := Words("مدرسة النُّور"); !slices.Equal(w, Words("مدرسه النور")) || slices.Equal(w, Words("مدرسة البدور")) {
		t.Error("names are told apart wrongly")
	}
	if strings.Contains(Fold("ى"), "ى") {
		t.Error("alef maqsura stays")
	}
}

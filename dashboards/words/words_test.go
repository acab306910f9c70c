package words

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"athar/models"
)

var part = regexp.MustCompile(`\{[a-z]+\}`)

func parts(s string) []string {
	found := part.FindAllString(s, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestEverySentenceIsSaidInBothLanguagesWithTheSameParts(t *testing.T) {
	for key, s := range sentences {
		if s.En == "" || s.Ar == "" {
			t.Errorf("%s: one language is silent", key)
		}
		if !slices.Equal(parts(s.En), parts(s.Ar)) {
			t.Errorf("%s: the parts differ: %v and %v", key, parts(s.En), parts(s.Ar))
		}
		if key != "other_language" && strings.ContainsFunc(s.En, func(r rune) bool { return unicode.Is(unicode.Arabic, r) }) {
			t.Errorf("%s: Arabic letters in English", key)
		}
	}
	for key, p := range countedSentences {
		for _, form := range []string{p.One, p.Other, p.ArZero, p.ArOne, p.ArTwo, p.ArFew, p.ArMany, p.ArOther} {
			if form == "" {
				t.Errorf("%s: a plural class is silent", key)
			}
		}
	}
}

func TestNoPageClaimsMoreThanItsDesign(t *testing.T) {
	english := regexp.MustCompile(`(?i)\b(impact|because|best|worst|failing|rank(s|ed|ing)?)\b`)
	arabic := regexp.MustCompile(`تأثير|الأثر|أثره|أثرها|آثار|الأفضل|الأسوأ|فاشل`)
	for key, s := range sentences {
		if english.MatchString(s.En) || arabic.MatchString(s.Ar) {
			t.Errorf("%s: %s / %s", key, s.En, s.Ar)
		}
		if key != "athar" && regexp.MustCompile(`\sأثر\s.*(قبل|بعد)`).MatchString(s.Ar) {
			t.Errorf("%s: %s", key, s.Ar)
		}
	}
}

func TestArabicPluralsHaveSixClasses(t *testing.T) {
	for n, want := range map[int64]string{0: "بلا صفوف", 1: "صف واحد (⁦1⁩)", 2: "صفّان (⁦2⁩)", 3: "⁦3⁩ صفوف", 10: "⁦10⁩ صفوف", 11: "⁦11⁩ صفًّا", 100: "⁦100⁩ صف", 103: "⁦103⁩ صفوف", 1000: "⁦1,000⁩ صف"} {
		if got := Count(models.Arabic, "rows", n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	if got := Count(models.English, "rows", 1); got != "1 row" {
		t.Error(got)
	}
}

func TestNumbers(t *testing.T) {
	en, ar := models.English, models.Arabic
	for _, c := range []struct{ got, want string }{
		{Whole(en, 1234567), "1,234,567"}, {Whole(ar, 12), "⁦12⁩"}, {Whole(en, -1200), "−1,200"},
		{Percent(en, 0.35156), "35.2%"}, {Percent(ar, 0.61), "⁦61.0%⁩"},
		{InHundred(en, 0.351), "35"}, {InHundred(en, 0.034), "3.4"}, {InHundred(en, 1), "100"}, {InHundred(en, 0), "0"}, {InHundred(en, 0.998), "99.8"},
		{Points(en, -0.226), "−23"}, {Points(en, 0.081), "8.1"},
		{RoundPercent(en, 0.25), "25%"}, {RoundPercent(en, 0.025), "2.5%"}, {RoundPercent(en, 0.29), "29%"},
		{Interval(en, models.UnitShare, 0.327, 0.376), "32.7–37.6%"}, {Interval(en, models.UnitScore, -1, 2), "−1.00 to 2.00"},
		{Value(en, models.UnitCount, 1164), "1,164"}, {Value(en, models.UnitKinds, 0.8475), "0.85"}, {Value(en, models.UnitSteps, 0.261), "0.26"}, {Value(en, models.UnitPlaces, 136.87), "136.9"}, {Decimal(en, -0.001, 1), "0.0"},
		{Day(en, mustDay("2026-11-01")), "1 November 2026"}, {Day(ar, mustDay("2026-11-01")), "⁦1⁩ نوفمبر ⁦2026⁩"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func mustDay(s string) models.Day {
	d, err := models.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestLabelsCannotTurnTheirSurroundings(t *testing.T) {
	if got := Plain("a\u202eb\u2066c\x00\td\u200f"); got != "abc d" {
		t.Errorf("%q", got)
	}
	if got := Label(models.Arabic, "x\u2069y"); got != "⁨xy⁩" {
		t.Errorf("%q", got)
	}
	if got := Label(models.English, "plain"); got != "plain" {
		t.Errorf("%q", got)
	}
	if got := Name(models.Arabic, "10–20%"); got != "⁦10–20%⁩" {
		t.Errorf("%q", got)
	}
	if got := Name(models.Arabic, "0–10% (الأشد)"); got != "⁦0–10%⁩ (الأشد)" {
		t.Errorf("%q", got)
	}
}

package evidence_test

import (
	"testing"

	"athar/queries/stats/evidence"
)

// Every level that a claim can stand on is said in both languages.
func TestEveryLevelHasWords(t *testing.T) {
	for _, scale := range evidence.Scales {
		if title := scale.Title(); title.English == "" || title.Arabic == "" {
			t.Errorf("%s has no title", scale)
		}
		highest := 5
		if scale == evidence.ESSA {
			highest = 4
		}
		for level := range highest + 1 {
			if words := scale.Means(level); words.English == "" || words.Arabic == "" {
				t.Errorf("%s %d has no words", scale, level)
			}
		}
	}
}

func TestAGradeStandsOnEachScale(t *testing.T) {
	g := evidence.Grade{Nesta: evidence.Level{Reached: 2}, ESSA: evidence.Level{Reached: 4}, Maryland: evidence.Level{Reached: 1}}
	for scale, want := range map[evidence.Scale]int{evidence.Nesta: 2, evidence.ESSA: 4, evidence.Maryland: 1} {
		if got := g.On(scale).Reached; got != want {
			t.Errorf("%s: %d, want %d", scale, got, want)
		}
	}
}

package dashboards_test

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"testing"
)

// tokens reads the colours of style.css.
func tokens(t *testing.T) map[string]string {
	t.Helper()
	style, err := os.ReadFile("static/style.css")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z0-9-]+):\s*(#[0-9a-f]{6});`).FindAllStringSubmatch(string(style), -1) {
		found[m[1]] = m[2]
	}
	return found
}

// contrast is the ratio of WCAG 2.2 of two colours.
func contrast(t *testing.T, a, b string) float64 {
	luminance := func(colour string) float64 {
		if len(colour) != 7 {
			t.Fatalf("no colour: %q", colour)
		}
		var sum float64
		for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
			n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
			if err != nil {
				t.Fatal(err)
			}
			c := float64(n) / 255
			if c <= 0.04045 {
				c /= 12.92
			} else {
				c = math.Pow((c+0.055)/1.055, 2.4)
			}
			sum += weight * c
		}
		return sum
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrastOfTokens(t *testing.T) {
	c := tokens(t)
	for _, pair := range []struct {
		front, ground string
		least         float64
	}{
		{"ink", "ground", 4.5}, {"ink", "page", 4.5}, {"ink", "notice", 4.5}, {"muted", "ground", 4.5}, {"muted", "page", 4.5},
		{"first", "ground", 4.5}, {"first", "page", 4.5}, {"first", "notice", 4.5}, {"second", "ground", 4.5}, {"ground", "first", 4.5}, {"ink", "step-1", 4.5},
		{"first", "ground", 3}, {"second", "ground", 3}, {"second", "page", 3}, {"context", "ground", 3}, {"ink", "ground", 3},
	} {
		if got := contrast(t, c[pair.front], c[pair.ground]); got < pair.least {
			t.Errorf("%s on %s: %.2f, at least %.1f is needed", pair.front, pair.ground, got, pair.least)
		}
	}
}

func TestDrawingsUseOnlyTheTokens(t *testing.T) {
	known := map[string]bool{}
	for _, colour := range tokens(t) {
		known[colour] = true
	}
	style, err := os.ReadFile("charts/drawing.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, colour := range regexp.MustCompile(`#[0-9a-f]{3,8}`).FindAllString(string(style), -1) {
		if !known[colour] {
			t.Errorf("%s is no token", colour)
		}
	}
}

package disclosure

import (
	"cmp"
	"slices"

	"athar/models"
)

// SortLevels puts levels in a dimension's order: declared ones as declared,
// others by name, with numbers as numbers; then what is not recognised, and
// last "not given".
func SortLevels(d models.Dimension, levels []string) {
	rank := func(level string) int {
		switch level {
		case "":
			return 1 << 30
		case models.Unrecognised:
			return 1<<30 - 1
		}
		if _, at, ok := d.Level(level); ok {
			return at
		}
		return 1 << 29
	}
	slices.SortFunc(levels, func(a, b string) int { return cmp.Or(rank(a)-rank(b), natural(a, b)) })
}

// natural compares texts with runs of digits as numbers.
func natural(a, b string) int {
	for a != "" && b != "" {
		na, nb := digits(a), digits(b)
		if na > 0 && nb > 0 {
			x, y := trimZeros(a[:na]), trimZeros(b[:nb])
			if order := cmp.Or(len(x)-len(y), cmp.Compare(x, y)); order != 0 {
				return order
			}
			a, b = a[na:], b[nb:]
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

func trimZeros(s string) string {
	for len(s) > 1 && s[0] == '0' {
		s = s[1:]
	}
	return s
}

func groupLevel(d models.Dimension, level string) models.GroupLevel {
	g := models.GroupLevel{Dimension: d.Name}
	switch level {
	case "":
		g.Title = models.NotGiven
		return g
	case models.Unrecognised:
		g.Title = models.NotRecognised
	default:
		g.Title = models.Text{En: level}
		if l, _, ok := d.Level(level); ok {
			g.Title = l.Title
		}
	}
	g.Level = &level
	return g
}

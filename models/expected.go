package models

import (
	"fmt"
	"slices"
	"strings"
)

// Expected says what a field's values must be like, for whoever mends them: the
// form of a day or a moment, which is format where the feed declares one; its
// codes; the ends of its range. "" where there is nothing to say.
func (f Field) Expected(format string) string {
	switch {
	case f.Type == Date || f.Type == Moment:
		if format != "" {
			return format
		}
		return map[Type]string{Date: "YYYY-MM-DD", Moment: "YYYY-MM-DDThh:mm"}[f.Type]
	case len(f.Codes) > 0:
		return strings.Join(f.Codes, ", ")
	}
	var ends []string
	if f.Minimum != nil {
		ends = append(ends, fmt.Sprintf("≥ %v", *f.Minimum))
	}
	if f.Maximum != nil {
		ends = append(ends, fmt.Sprintf("≤ %v", *f.Maximum))
	}
	return strings.Join(ends, ", ")
}

// CodeTitle is the title of one of the field's codes: that of the stage, of the
// kind of record, or of the level of the built-in dimension that has the same
// codes; zero where none has a title.
func (f Field) CodeTitle(code string) Text {
	if slices.Equal(f.Codes, StageNames()) {
		stage, _ := StageNamed(code)
		return stage.Title
	}
	for _, d := range BuiltIn {
		if !slices.EqualFunc(f.Codes, d.Levels, func(code string, l Level) bool { return code == l.ID }) {
			continue
		}
		if i := slices.Index(f.Codes, code); i >= 0 {
			return d.Levels[i].Title
		}
	}
	for _, c := range f.Codes {
		if _, err := KindNamed(c); err != nil {
			return Text{}
		}
	}
	if kind, err := KindNamed(code); err == nil {
		return kind.Title
	}
	return Text{}
}

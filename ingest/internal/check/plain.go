package check

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"athar/ingest/internal/decode"
	"athar/models"
)

// Plain judges single records in Go. It knows two answers: the record breaks no
// rule, raises no warning and reads so; or it is not sure, and the record has
// to go before Run. It follows the kind's declaration and must never be surer
// than Run is.
type Plain struct {
	kind   *models.Kind
	feed   models.Feed
	fields map[string]*models.Field
	levels map[string]*models.Dimension
	rules  []func(has func(string) bool) bool
}

// spoken are the named rules that can be said in Go, by code: whether a record
// breaks one, told by which columns it has. A kind with any other rule is
// never plain.
var spoken = map[string]func(feed models.Feed, has func(string) bool) bool{
	"undeclared_stage": func(feed models.Feed, _ func(string) bool) bool { return len(feed.Stages) > 0 },
	"half_a_place":     func(_ models.Feed, has func(string) bool) bool { return has("latitude") != has("longitude") },
	"no_answer": func(_ models.Feed, has func(string) bool) bool {
		return !has("value") && !has("option")
	},
	"no_subject_kind": func(_ models.Feed, has func(string) bool) bool { return has("subject_id") },
}

// NewPlain makes the judge of a feed's records; nil where it would never be
// sure.
func NewPlain(kind *models.Kind, feed models.Feed, dimensions []models.Dimension) (*Plain, error) {
	if kind.Name == "aliases" || len(feed.Key) > 0 || len(feed.Formats) > 0 {
		return nil, nil // an alias changes what other records mean
	}
	rules, err := rulesOf(kind.Name)
	if err != nil {
		return nil, err
	}
	p := &Plain{kind: kind, feed: feed, fields: map[string]*models.Field{}, levels: map[string]*models.Dimension{}}
	for _, r := range rules {
		breaks := spoken[r.problem.Code]
		if breaks == nil {
			return nil, nil
		}
		p.rules = append(p.rules, func(has func(string) bool) bool { return breaks(feed, has) })
	}
	for _, f := range kind.Fields {
		if f.Required && f.Type == models.Mixed {
			return nil, nil
		}
		p.fields[f.Name] = &f
	}
	for _, d := range dimensions {
		p.levels[d.Name] = &d
	}
	return p, nil
}

// Row reads one record, its ids already pseudonyms: the columns that have a
// value, each as a text that the lake's type of the column is cast from. They
// take the place of the cells.
func (p *Plain) Row(named []decode.Cell, today models.Day) (row []decode.Cell, ok bool) {
	row = named[:0]
	for _, c := range named {
		f, d := p.fields[c.Name], p.levels[c.Name]
		value, ok := c.Value, false
		switch {
		case f == nil && d == nil:
			return nil, false
		case value == "":
			continue
		case f != nil:
			value, ok = p.read(f, value, today)
		default:
			_, _, declared := d.Level(value)
			ok = (declared || len(d.Levels) == 0) && plainText(value)
		}
		if !ok {
			return nil, false
		}
		row = append(row, decode.Cell{Name: c.Name, Value: value})
	}
	value := func(name string) string { return Value(row, name) }
	has := func(name string) bool { return value(name) != "" }
	for i := range p.kind.Fields {
		if f := &p.kind.Fields[i]; f.Required && !has(f.Name) {
			return nil, false
		}
	}
	for _, pair := range p.kind.Ordered {
		if has(pair[0]) && has(pair[1]) && (p.fields[pair[0]].Type != models.Date || p.fields[pair[1]].Type != models.Date || value(pair[1]) < value(pair[0])) {
			return nil, false
		}
	}
	for _, breaks := range p.rules {
		if breaks(has) {
			return nil, false
		}
	}
	return row, true
}

// Value is a column of a row, "" where it has none.
func Value(row []decode.Cell, name string) string {
	for _, c := range row {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// read is readField for the ways a value is usually written.
func (p *Plain) read(f *models.Field, text string, today models.Day) (value string, ok bool) {
	switch f.Type {
	case models.PlainText:
		return text, plainText(text)
	case models.Person, models.Record, models.Session:
		return text, true
	}
	if !printable(text) {
		return "", false
	}
	switch f.Type {
	case models.ID:
		return p.feed.IDs + ":" + text, true
	case models.IDs:
		return p.feed.IDs + ":" + text, !strings.Contains(text, "|")
	case models.Code:
		if !f.Open {
			text = strings.ToLower(text)
		}
		return text, slices.Contains(f.Codes, text)
	case models.Codes:
		return text, !strings.Contains(text, "|") && (len(f.Codes) == 0 || slices.Contains(f.Codes, text))
	case models.Whole:
		return text, decimal(text, 0) && within(f, text)
	case models.Number:
		return text, decimal(text, 15) && within(f, text)
	case models.Flag:
		return text, text == "true" || text == "false"
	case models.Date:
		day, err := models.ParseDay(text)
		if err != nil || day.Year() < firstYear || day.Year() > lastYear {
			return "", false
		}
		mayCome := f.Ends || f.Name == "starts_on" || f.Name == "valid_from"
		return text, mayCome || !day.After(today.Time)
	case models.Moment:
		at, err := time.Parse("2006-01-02T15:04:05Z", text)
		return text, err == nil && at.Year() >= firstYear && at.Year() <= lastYear
	}
	return "", false
}

// plainText reports whether a text holds nothing that is not seen.
func plainText(s string) bool {
	for _, r := range s {
		if !unicode.IsGraphic(r) || r == 'ـ' || r == unicode.ReplacementChar {
			return false
		}
	}
	return true
}

func printable(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// decimal reports whether a text is digits, at most 15, with a sign before them
// and a point and at most so many after them.
func decimal(s string, places int) bool {
	s = strings.TrimPrefix(s, "-")
	whole, part, point := strings.Cut(s, ".")
	digits := func(s string, most int) bool {
		return s != "" && len(s) <= most && strings.Trim(s, "0123456789") == ""
	}
	return digits(whole, 15) && (!point || digits(part, places))
}

func within(f *models.Field, text string) bool {
	n, err := strconv.ParseFloat(text, 64)
	return err == nil && (f.Minimum == nil || n >= *f.Minimum) && (f.Maximum == nil || n <= *f.Maximum)
}

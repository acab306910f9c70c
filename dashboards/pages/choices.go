package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"athar/dashboards/words"
	"athar/models"
)

// NotGiven is how an address writes the null level, since an empty value means
// "no filter" in a form.
const NotGiven = "(not given)"

// onlyPrefix begins the keys that filter by a dimension: only_region=London.
const onlyPrefix = "only_"

// keys is the closed list of what an address may choose, in its order; after
// them come the filters, in the order of their names, and last the data
// version.
var keys = []string{"measure", "by", "and", "term", "sensitive"}

// Choices are what the reader has chosen: the view is its address. The zero
// value is the page's own view.
type Choices struct {
	Measure   string
	By, And   string
	Term      string // empty: the latest complete term; "all": all pooled
	Sensitive bool   // sensitive dimensions were asked for
	Only      []models.Filter
	AsOf      int64
}

// query writes the choices as an address does: one order, defaults left out.
func (c Choices) query(defaults Choices) string {
	var parts []string
	put := func(key, value, otherwise string) {
		if value != "" && value != otherwise {
			parts = append(parts, key+"="+url.QueryEscape(value))
		}
	}
	put("measure", c.Measure, defaults.Measure)
	put("by", c.By, defaults.By)
	put("and", c.And, defaults.And)
	put("term", c.Term, defaults.Term)
	if c.Sensitive {
		put("sensitive", "1", "")
	}
	only := slices.Clone(c.Only)
	slices.SortFunc(only, func(a, b models.Filter) int { return strings.Compare(a.Dimension, b.Dimension) })
	for _, f := range only {
		for _, level := range f.Levels {
			if level == "" {
				level = NotGiven
			}
			put(onlyPrefix+f.Dimension, level, "")
		}
	}
	if c.AsOf > 0 {
		put("asof", strconv.FormatInt(c.AsOf, 10), "")
	}
	return strings.Join(parts, "&")
}

// parse reads the choices of an address. What it cannot take it leaves out and
// names in ignored, in words.
func parse(values url.Values, w *models.Workspace, measures []models.MeasureInfo, l models.Language) (c Choices, ignored []string) {
	ignore := func(key, why string) {
		ignored = append(ignored, words.Say(l, "ignored.one", "key", words.Label(l, shorten(key)), "why", words.Say(l, why)))
	}
	names := make([]string, 0, len(values))
	for key := range values {
		names = append(names, key)
	}
	slices.Sort(names)
	c.Sensitive = values.Get("sensitive") == "1"
	dimension := func(key, name string) string {
		d, err := w.Dimension(name)
		switch {
		case err != nil:
			ignore(key, "ignored.unknown")
		case d.OwnerOnly:
			ignore(key, "ignored.owner")
		case d.Sensitive && !c.Sensitive:
			ignore(key, "ignored.sensitive")
		default:
			return name
		}
		return ""
	}
	for _, key := range names {
		given := slices.DeleteFunc(slices.Clone(values[key]), func(s string) bool { return s == "" })
		if len(given) == 0 {
			if !slices.Contains(keys, key) && key != "asof" && !strings.HasPrefix(key, onlyPrefix) {
				ignore(key, "ignored.key")
			}
			continue
		}
		first := given[0]
		switch {
		case key == "measure":
			if slices.ContainsFunc(measures, func(m models.MeasureInfo) bool { return m.Name == first }) {
				c.Measure = first
			} else {
				ignore(key, "ignored.unknown")
			}
		case key == "by":
			c.By = dimension(key, first)
		case key == "and":
			c.And = dimension(key, first)
		case key == "term":
			if first == models.AllTerms || slices.ContainsFunc(w.Terms, func(t models.Term) bool { return t.ID == first }) {
				c.Term = first
			} else {
				ignore(key, "ignored.unknown")
			}
		case key == "sensitive":
			if first != "1" {
				ignore(key, "ignored.unknown")
			}
		case key == "asof":
			n, err := strconv.ParseInt(first, 10, 64)
			if err != nil || n < 1 {
				ignore(key, "ignored.unknown")
			} else {
				c.AsOf = n
			}
		case strings.HasPrefix(key, onlyPrefix):
			name := dimension(key, strings.TrimPrefix(key, onlyPrefix))
			if name == "" {
				continue
			}
			d, _ := w.Dimension(name)
			filter := models.Filter{Dimension: name}
			for _, level := range given {
				if _, _, known := d.Level(level); len(d.Levels) > 0 && !known && level != NotGiven && level != models.Unrecognised || len(level) > 200 {
					ignore(key, "ignored.level")
					continue
				}
				if level == NotGiven {
					level = ""
				}
				if !slices.Contains(filter.Levels, level) {
					filter.Levels = append(filter.Levels, level)
				}
			}
			if len(filter.Levels) > 0 {
				c.Only = append(c.Only, filter)
			}
		default:
			ignore(key, "ignored.key")
		}
	}
	if c.And != "" && c.And == c.By {
		c.And = ""
		ignore("and", "ignored.twice")
	}
	if c.And != "" && c.By != "" && !Crosses(w, c.By, c.And) {
		c.And = ""
		ignore("and", "ignored.crosses")
	}
	return c, ignored
}

// Crosses reports whether pages may cross two dimensions.
func Crosses(w *models.Workspace, a, b string) bool {
	x, err := w.Dimension(a)
	y, err2 := w.Dimension(b)
	if err != nil || err2 != nil || a == b || person(x) && person(y) && !w.Combines(a, b) {
		return false
	}
	allows := func(d, other models.Dimension) bool {
		if d.Crosses != nil {
			return slices.Contains(d.Crosses, other.Name)
		}
		return !other.Sensitive
	}
	return allows(x, y) && allows(y, x)
}

// person reports whether a dimension divides people, by themselves or by their schools.
func person(d models.Dimension) bool { return d.Of == models.OfPerson || d.Of == models.OfSchool }

func shorten(s string) string {
	runes := []rune(s)
	if len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return s
}

package draft

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"athar/ingest/internal/spelling"
	"athar/models"
)

// manyValues is how many a group may have whose name is known.
const manyValues = 500

// groups finds the columns that group whom or what a kind is about: those known
// by their name, and others with few values that repeat. A column whose name
// says that it names people is none.
func groups(f *seenFile, kind *models.Kind, taken map[*column]bool) []group {
	if len(kind.Levels) == 0 {
		return nil
	}
	var found []group
	for _, c := range f.columns {
		if taken[c] || c.filled == 0 || c.distinct > manyValues || c.date.is {
			continue
		}
		if g, ok := knownGroup(c); ok && slices.Contains(kind.Levels, g.dimension.Of) {
			found = append(found, g)
			continue
		}
		if len(kind.Levels) == 1 && grouping(f, c) && slices.Contains([]string{"people", "schools", "providers"}, kind.Name) {
			found = append(found, plainGroup(c, kind.Levels[0]))
		}
	}
	return found
}

// knownGroup is the group that a column's name says.
func knownGroup(c *column) (group, bool) {
	best, at := enough, -1
	for i, g := range groupNames {
		if sure := like(c.words, names(g.called)); sure > best {
			best, at = sure, i
		}
	}
	if at < 0 {
		return group{}, false
	}
	known := groupNames[at]
	g := group{from: c, dimension: models.Dimension{Name: known.name, Of: known.of, Title: known.title, Ordered: known.ordered, Sensitive: known.sensitive}}
	if c.number > 0.5 && c.distinct > 20 { // a measurement is no group
		return group{}, false
	}
	if known.name == "gender" {
		return genders(g)
	}
	if own := plain(strings.Join(c.words, "_")); own != "" && !reserved(own) && strings.Join(c.words, "") != strings.ReplaceAll(known.name, "_", "") {
		g.dimension.Name = own
	}
	g.levels(c)
	return g, true
}

// sexes are what is usually written for girls and boys.
var sexes = map[string]string{"f": "F", "female": "F", "girl": "F", "girls": "F", "w": "F", "woman": "F", "women": "F", "انثي": "F", "بنت": "F", "بنات": "F", "اناث": "F", "طالبه": "F",
	"m": "M", "male": "M", "boy": "M", "boys": "M", "man": "M", "men": "M", "ذكر": "M", "ولد": "M", "بنين": "M", "ذكور": "M", "طالب": "M"}

// genders recodes what is usually written for girls and boys.
func genders(g group) (group, bool) {
	g.values = map[string]string{}
	for _, v := range g.from.values {
		id, known := sexes[spelling.Fold(v.text)]
		if !known {
			g.values = nil
			g.levels(g.from)
			return g, true
		}
		if id != v.text {
			g.values[v.text] = id
		}
	}
	g.dimension.Levels = []models.Level{{ID: "F", Title: models.Text{En: "Girls", Ar: "بنات"}}, {ID: "M", Title: models.Text{En: "Boys", Ar: "بنون"}}}
	return g, true
}

// grouping tells whether a column that is not known by name is one of groups:
// few values, each of many rows, and nothing personal about it.
func grouping(f *seenFile, c *column) bool {
	if c.distinct < 2 || c.distinct > 20 || c.longest > 60 || c.email > 0 || c.filled < 50 || c.filled < 10*c.distinct || c.number > 0.5 && (c.distinct > 5 || c.least < 0) {
		return false
	}
	for _, w := range c.words {
		if slices.Contains(personalNames, w) {
			return false
		}
	}
	for _, v := range c.values {
		if v.rows < 5 || valueLike.MatchString(v.text) {
			return false
		}
	}
	return f.rows >= 50
}

func plainGroup(c *column, of models.Subject) group {
	name := plain(strings.Join(c.words, "_"))
	g := group{from: c, dimension: models.Dimension{Name: cmp.Or(name, "group"), Of: of}}
	if c.arabic > 0 || name == "" {
		g.dimension.Title.Ar = c.name
	} else {
		g.dimension.Title.En = c.name
	}
	g.levels(c)
	return g
}

// levels lists the values of a column, those that are ranges or numbers in
// their order. A list that could tell of single people is left out: a level
// that is not listed costs nothing.
func (g *group) levels(c *column) {
	if c.distinct > 40 {
		g.dimension.Ordered = false
		return
	}
	ranges := true
	for _, v := range c.values {
		if v.rows < 3 || valueLike.MatchString(v.text) {
			g.dimension.Ordered = false
			return
		}
		_, isRange := begins(v.text)
		ranges = ranges && isRange
	}
	values := slices.Clone(c.values)
	slices.SortStableFunc(values, func(a, b value) int {
		if ranges {
			x, _ := begins(a.text)
			y, _ := begins(b.text)
			return cmp.Compare(x, y)
		}
		return strings.Compare(a.text, b.text)
	})
	for _, v := range values {
		g.dimension.Levels = append(g.dimension.Levels, models.Level{ID: v.text})
	}
	g.dimension.Ordered = g.dimension.Ordered && (ranges || g.inWords())
}

var range_ = regexp.MustCompile(`^\D{0,12}?(\d+(?:[.,]\d+)?)\s*(?:[-–%+<>=]|to|إلى|and|or|$)`)

// begins is the number that a range of numbers begins with; "under 5" begins
// below all that begin with 5.
func begins(text string) (float64, bool) {
	m := range_.FindStringSubmatch(strings.ToLower(text))
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(m[1], ",", ""), 64)
	for _, below := range []string{"under", "less", "below", "<", "أقل", "دون"} {
		if strings.HasPrefix(strings.ToLower(text), below) {
			n -= 0.5
		}
	}
	return n, err == nil
}

// steps are words that stand for an order, from least to most.
var steps = [][]string{
	{"no formal", "none", "no "}, {"less than", "lower than", "below"}, {"low", "poor", "primary", "isced 1"}, {"medium", "middle", "secondary", "a level", "high school", "isced 2", "isced 3b"}, {"isced 3a", "college", "vocational"},
	{"high", "bachelor", "he qualification", "higher", "university", "graduate"}, {"post graduate", "postgraduate", "master", "doctor"},
}

// inWords orders levels by words such as low and high, and tells whether every
// one has such a word of its own.
func (g *group) inWords() bool {
	at := map[string]int{}
	seen := map[int]bool{}
	for _, l := range g.dimension.Levels {
		text, place := strings.ToLower(l.ID), -1
		for i, words := range steps {
			for _, w := range words {
				if strings.HasPrefix(text, w) || place < 0 && strings.Contains(text, w) {
					place = i
				}
			}
		}
		if place < 0 || seen[place] {
			return false
		}
		at[l.ID], seen[place] = place, true
	}
	slices.SortStableFunc(g.dimension.Levels, func(a, b models.Level) int { return at[a.ID] - at[b.ID] })
	return true
}

package draft

import (
	"cmp"
	"slices"
	"strings"

	"athar/ingest/internal/spelling"
	"athar/models"
)

// guess is one kind that a file may hold, and what its columns would be.
type guess struct {
	kind   *models.Kind
	score  float64
	fields []match
	groups []group
}

// match is a column that is a field.
type match struct {
	field models.Field
	from  *column
	sure  float64
}

// group is a column that is a dimension.
type group struct {
	from      *column
	dimension models.Dimension
	values    map[string]string
}

func (g guess) column(field string) *column {
	for _, m := range g.fields {
		if m.field.Name == field {
			return m.from
		}
	}
	return nil
}

// enough is how alike a name must be to count.
const enough = 0.55

// made are required fields that a draft can make where no column says them, and
// what that costs.
var made = map[string]float64{"record_id": 0, "stage": 0.5, "opportunity_id": 2, "title_en": 0.5, "wave": 0.5, "instrument_id": 0.5, "title": 2}

// guessKind tries every kind on a file and takes the one that its columns, its
// name and what repeats in it fit best.
func (d *drafter) guessKind(f *seenFile) (guess, []guess, error) {
	var all []guess
	for _, kind := range models.Kinds {
		g, err := d.try(f, kind)
		if err != nil {
			return guess{}, nil, err
		}
		all = append(all, g)
	}
	slices.SortStableFunc(all, func(a, b guess) int { return cmp.Compare(b.score, a.score) })
	return all[0], all[1:], nil
}

// try scores one kind for a file.
func (d *drafter) try(f *seenFile, kind *models.Kind) (guess, error) {
	g := guess{kind: kind, fields: matches(f, kind)}
	for _, field := range kind.Fields {
		switch cost, can := made[field.Name]; {
		case g.column(field.Name) != nil && field.Required:
			g.score += 3
		case g.column(field.Name) != nil:
			g.score += 1 + rarity(field.Name)
		case !field.Required:
		case can:
			g.score -= cost
		case kind.Name == "people" && describesPeople(f):
			// Each line is a person, though nothing names them.
		default:
			g.score -= 5
		}
	}
	taken := map[*column]bool{}
	for _, m := range g.fields {
		taken[m.from] = true
	}
	g.groups = groups(f, kind, taken)
	known := 0
	for _, x := range g.groups {
		if _, ok := knownGroup(x.from); ok {
			known++
		}
	}
	g.score += 0.5 * float64(known)
	if person := g.column("person_id"); kind.Name == "people" {
		g.score += 0.5 * float64(known)
		if person != nil && known == 0 && g.column("grade") == nil && g.column("birth_year") == nil && (alike(person, models.Field{Name: "id"}, &models.Kind{}) == 1 || person.distinct < person.filled) {
			g.score -= 6 // an id alone, or people that repeat: nothing here is about them
		}
	}
	g.score += 4 * float64(len(taken)) / float64(len(f.columns))
	words := spelling.Words(stem(f.Name))
	hints := 0.0
	for _, name := range names(fileNames[kind.Name]) {
		if !slices.ContainsFunc(name, func(w string) bool { return !slices.Contains(words, w) }) {
			hints = max(hints, 4+0.5*float64(len(name)-1))
		}
	}
	g.score += hints

	// A register has each of its own once; what happened repeats people.
	if key := g.column(kind.Key[0]); key != nil && len(kind.Key) <= 2 && kind.Key[0] != "record_id" {
		if each := float64(key.distinct) / float64(max(f.rows, 1)); each < 0.9 {
			if kind.Name == "people" {
				g.score -= 4 * (1 - each)
			} else if len(kind.Key) == 1 {
				g.score -= 6 * (1 - each)
			}
		}
	}
	return g, nil
}

// describesPeople tells whether at least three columns group people.
func describesPeople(f *seenFile) bool {
	n := 0
	for _, c := range f.columns {
		if g, ok := knownGroup(c); ok && g.dimension.Of == models.OfPerson || like(c.words, names("grade, birth year, "+fieldNames["grade"])) >= enough {
			n++
		}
	}
	return n >= 3
}

// rarity is what a field tells beyond that it is there: those of few kinds say
// more.
func rarity(field string) float64 {
	n := 0
	for _, k := range models.Kinds {
		if _, ok := k.Field(field); ok {
			n++
		}
	}
	if n <= 2 {
		return 1
	}
	return 0
}

// matches pairs columns with the fields of a kind, the most alike first.
func matches(f *seenFile, kind *models.Kind) []match {
	var all []match
	for _, c := range f.columns {
		for _, field := range kind.Fields {
			sure := alike(c, field, kind)
			if field.Name == kind.Key[0] && c.distinct < c.filled && len(kind.Key) == 1 {
				sure *= 0.85 // what names a record does not repeat
			}
			if sure >= enough && fits(c, field, sure) {
				all = append(all, match{field, c, sure})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b match) int { return cmp.Compare(b.sure, a.sure) })
	var chosen []match
	for _, m := range all {
		if !slices.ContainsFunc(chosen, func(x match) bool { return x.from == m.from || x.field.Name == m.field.Name }) {
			chosen = append(chosen, m)
		}
	}
	slices.SortStableFunc(chosen, func(a, b match) int { return place(kind, a) - place(kind, b) })
	return chosen
}

func place(kind *models.Kind, m match) int {
	return slices.IndexFunc(kind.Fields, func(f models.Field) bool { return f.Name == m.field.Name })
}

// alike is how much a column's name says that it is a field of a kind.
func alike(c *column, field models.Field, kind *models.Kind) float64 {
	own := spelling.Words(field.Name)
	sure := like(c.words, [][]string{own})
	if len(own) == 1 && len(c.words) > 2 {
		sure = 0 // "type" in "type of transport for the visit" says little
	}
	sure = max(sure, like(c.words, [][]string{spelling.Words(field.Title.Ar)})*0.95)
	sure = max(sure, 0.97*like(c.words, names(fieldNames[field.Name])))
	base, language, bilingual := strings.Cut(field.Name, "_")
	for name, list := range ownNames[kind.Name] {
		switch {
		case name == field.Name:
			sure = max(sure, 0.96*exact(c.words, names(list)))
		case bilingual && name == base && (language == "en" || language == "ar"):
			// One name: which language it is in, its letters say.
			if (language == "ar") == (c.arabic > 0.5) || field.Required {
				sure = max(sure, 0.96*exact(c.words, names(list)))
			}
		}
	}
	return sure
}

// exact is like where nothing more is said.
func exact(words []string, called [][]string) float64 {
	if alike := like(words, called); alike >= 0.95 {
		return alike
	}
	return 0
}

// plainly is how alike a name must be to a field's to say by itself that the column is meant.
const plainly = 0.9

// misfits are the columns whose names say that they are fields of a kind, and whose cells are not what those hold.
func misfits(f *seenFile, kind *models.Kind, chosen []match) []match {
	var all []match
	for _, c := range f.columns {
		if slices.ContainsFunc(chosen, func(m match) bool { return m.from == c }) {
			continue
		}
		for _, field := range kind.Fields {
			sure := alike(c, field, kind)
			taken := slices.ContainsFunc(chosen, func(m match) bool { return m.field.Name == field.Name })
			if sure >= plainly && !taken && !fits(c, field, sure) {
				all = append(all, match{field, c, sure})
				break
			}
		}
	}
	return all
}

// fits tells whether what stands in a column can be what a field holds.
func fits(c *column, field models.Field, sure float64) bool {
	if c.filled == 0 {
		return true
	}
	switch field.Type {
	case models.Date:
		return c.date.is || c.whole > usual && c.least >= 1900 && c.most <= 2100
	case models.Moment:
		return c.date.is && (c.date.clock || c.date.format == "")
	case models.Whole:
		if field.Name == "birth_year" {
			return c.whole > 0.9 && c.least >= 1900 && c.most <= 2100
		}
		return c.number > 0.9
	case models.Number:
		return c.number > 0.9
	case models.Flag:
		return c.distinct <= 3
	case models.Code:
		return c.distinct <= fewValues && !c.date.is && (field.Open || len(recode(field, c, sure)) > 0 || c.filled == 0)
	case models.Codes:
		return c.distinct <= max(fewValues, c.filled/2) && !c.date.is
	case models.Person, models.Record, models.Session, models.ID, models.Mixed:
		return !c.date.is
	}
	switch field.Name {
	case "grade", "municipality":
		return c.distinct <= 200 && !c.date.is
	}
	return true
}

package queries

import (
	"fmt"
	"slices"
	"strings"

	"athar/models"
	"athar/queries/internal/measures"
)

// asked is a question whose names have been found: what to count over which
// dimensions, and what to cut from it.
type asked struct {
	question   models.Question
	measure    *measures.Measure
	by         []models.Dimension
	dimensions []models.Dimension // that divide the table: groupings, filters, period
	facets     []models.Dimension // whose groups overlap or are views of the same units
	keep       map[string][]string
	only       []models.Filter // on opportunities: narrow what counts, before counting
	terms      []models.Term   // nil: all
	all        bool
	grain      string // term or year
	// beside are those of the dimensions that the question does not name: they
	// are published together with one that it does.
	beside []models.Dimension
	whole  bool // the tables over the dimensions are planned as one
}

// mostDimensions bounds how many dimensions one question may combine: more
// would single people out, and hide nearly everything.
const mostDimensions = 3

func invalid(en, ar string) error { return &models.Error{Kind: models.Invalid, Message: en, Ar: ar} }

// understand finds the names of a question in a workspace.
func understand(q models.Question, w *models.Workspace, latest models.Term) (*asked, error) {
	m, err := measures.Named(q.Measure)
	if err != nil {
		return nil, err
	}
	a := &asked{question: q, measure: m, keep: map[string][]string{}, grain: "term"}
	if len(q.By) > 2 {
		return nil, invalid("At most two dimensions can be asked at a time.", "يمكن السؤال عن بُعدين على الأكثر في المرة.")
	}
	add := func(name string) (models.Dimension, error) {
		d, err := w.Dimension(name)
		if err != nil {
			return d, err
		}
		if d.OwnerOnly && !q.Owner {
			return d, &models.Error{Kind: models.Refused, Message: "Answers by single " + name + " are for the owner's command line only.",
				Ar: "الإجابات بحسب هذا البُعد متاحة لمالك مساحة العمل من سطر الأوامر فقط."}
		}
		if !m.Speaks(d) {
			return d, invalid(m.Title.En+" cannot be divided by "+name+".", "لا يمكن تقسيم هذا المقياس بحسب "+d.Title.In(models.Arabic)+".")
		}
		return d, nil
	}
	for _, name := range q.By {
		if slices.ContainsFunc(a.by, func(d models.Dimension) bool { return d.Name == name }) {
			return nil, invalid("The dimension "+name+" is asked twice.", "البُعد "+name+" مذكور مرتين.")
		}
		d, err := add(name)
		if err != nil {
			return nil, err
		}
		a.by = append(a.by, d)
		a.place(d)
	}
	for _, f := range q.Where {
		d, err := add(f.Dimension)
		if err != nil {
			return nil, err
		}
		if _, twice := a.keep[d.Name]; twice {
			return nil, invalid("The filter "+d.Name+" is given twice.", "المرشِّح "+d.Name+" مذكور مرتين.")
		}
		for _, level := range f.Levels {
			if _, _, known := d.Level(level); !known && len(d.Levels) > 0 && level != "" && level != models.Unrecognised {
				return nil, invalid("The dimension "+d.Name+" has no level "+level+".", "ليس في البُعد "+d.Name+" مستوى باسم "+level+".")
			}
		}
		a.keep[d.Name] = f.Levels
		if a.narrows(d) && !a.divides(d.Name) {
			a.only = append(a.only, f)
			continue
		}
		a.place(d)
	}
	if n := len(a.dimensions); n > mostDimensions {
		return nil, invalid(fmt.Sprintf("One question may combine %d dimensions and filters; this one has %d.", mostDimensions, n),
			fmt.Sprintf("يجوز جمع %d أبعاد ومرشِّحات في سؤال واحد.", mostDimensions))
	}
	if err := a.together(w); err != nil {
		return nil, err
	}
	for _, need := range m.Needed {
		if !a.divides(need) {
			// Without it the answer would mix what has nothing in common; said, not refused.
			a.facets = append(a.facets, must(w.Dimension(need)))
		}
	}
	if g := m.Grouped; g != "" && !slices.Contains(q.By, g) && !(g == "any" && len(q.By) > 0) {
		if g == "any" {
			g = "gender"
		}
		return nil, invalid(m.Title.En+" compares groups: ask --by a dimension, such as --by "+g+".", "يقارن هذا المقياس بين فئات: اسأل عنه بحسب بُعد، مثل "+g+".")
	}
	if m.Choice != "" && !a.divides(m.Choice) {
		return nil, invalid("Name a level of "+m.Choice+": "+m.Name+" needs --where "+m.Choice+"=… or --by "+m.Choice+".", "اذكر مستوى من "+m.Choice+": يحتاج هذا المقياس إليه.")
	}
	return a, a.when(q, w, latest)
}

func must(d models.Dimension, err error) models.Dimension {
	if err != nil {
		panic(err) // a built-in dimension
	}
	return d
}

// overlaps reports whether groups of a dimension are not parts of a whole for
// this measure: one fact in several categories, one population reached by
// several providers, one respondent's several items.
func (a *asked) overlaps(d models.Dimension) bool {
	return a.measure.Faceted(d) || a.narrows(d)
}

// narrows reports whether a level of the dimension says what counts, not who.
func (a *asked) narrows(d models.Dimension) bool {
	ofOffer := d.Of == models.OfOpportunity || d.Of == models.OfProvider
	return ofOffer && (a.measure.Base == measures.Population || a.measure.Faceted(d))
}

func (a *asked) place(d models.Dimension) {
	if a.divides(d.Name) {
		return // grouped and filtered by
	}
	if a.overlaps(d) {
		a.facets = append(a.facets, d)
	} else {
		a.dimensions = append(a.dimensions, d)
	}
}

func (a *asked) divides(name string) bool {
	same := func(d models.Dimension) bool { return d.Name == name }
	return slices.ContainsFunc(a.dimensions, same) || slices.ContainsFunc(a.facets, same)
}

// when settles the terms. Every table is divided by them, so that a term and
// all terms together are protected as one.
func (a *asked) when(q models.Question, w *models.Workspace, latest models.Term) error {
	a.all = len(q.Terms) == 1 && q.Terms[0] == models.AllTerms
	byYear, byTerm := a.divides("year"), a.divides("term")
	if byYear {
		a.grain = "year"
	}
	if byYear && byTerm {
		return invalid("Ask by term or by year, not both.", "اسأل بحسب الفترة أو بحسب السنة، لا كليهما.")
	}
	switch {
	case a.all || len(q.Terms) == 0 && (byYear || byTerm):
		a.all = true
	case len(q.Terms) == 0:
		a.terms = []models.Term{latest}
	default:
		for _, id := range q.Terms {
			i := slices.IndexFunc(w.Terms, func(t models.Term) bool { return t.ID == id })
			if i < 0 {
				return &models.Error{Kind: models.NotFound, Message: "There is no term called " + id + ".", Ar: "لا توجد فترة باسم " + id + "."}
			}
			a.terms = append(a.terms, w.Terms[i])
		}
	}
	if len(w.Terms) == 0 {
		a.all, a.terms = true, nil
		if !byTerm && !byYear {
			return nil
		}
	}
	if a.measure.Base == measures.People && !byTerm && !byYear {
		// Everybody once, or one period. Terms picked together would be more tables of the same people, each a few apart from the
		// next: who came and who left could be taken off.
		if len(a.terms) > 1 {
			return invalid("People can be counted in one term, in one year or in all: picked terms would single out who came and who left.",
				"يُعدّ الأشخاص في فترة واحدة أو سنة واحدة أو في جميعها: فاختيار فترات معًا يكشف من جاء ومن غادر.")
		}
		if !a.all {
			a.keep["term"] = []string{a.terms[0].ID}
		}
		return nil
	}
	if a.all && !byTerm && !byYear {
		a.place(must(w.Dimension("term")))
		return nil
	}
	if byYear {
		if !a.all {
			var years []string
			for _, t := range a.terms {
				years = append(years, fmt.Sprint(t.Year))
			}
			a.keep["year"] = slices.Compact(years)
		}
		return nil
	}
	if !byTerm {
		a.place(must(w.Dimension("term")))
	}
	if !a.all {
		var ids []string
		for _, t := range a.terms {
			ids = append(ids, t.ID)
		}
		if kept, filtered := a.keep["term"]; filtered {
			ids = slices.DeleteFunc(ids, func(id string) bool { return !slices.Contains(kept, id) })
		}
		a.keep["term"] = ids
	}
	return nil
}

// ParseFilters reads the filters of a command line or an address:
// "gender=female,male".
func ParseFilters(texts []string) ([]models.Filter, error) {
	var filters []models.Filter
	for _, text := range texts {
		name, levels, ok := strings.Cut(text, "=")
		if !ok || name == "" {
			return nil, invalid("A filter is written dimension=level,level.", "يُكتب المرشِّح هكذا: البُعد=المستوى،المستوى.")
		}
		filters = append(filters, models.Filter{Dimension: name, Levels: strings.Split(levels, ",")})
	}
	return filters, nil
}

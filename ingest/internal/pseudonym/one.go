package pseudonym

import (
	"slices"
	"strings"
	"sync"

	"athar/ingest/internal/decode"
	"athar/models"
)

// One is Apply for single records of a feed without a declared key. It is safe
// for concurrent use.
type One struct {
	kind                       *models.Kind
	persons, sessions, records sync.Pool // of Pseudonymisers, one for whoever is at work
}

// NewOne makes what names a feed's records.
func NewOne(key *Key, kind *models.Kind, feed models.Feed) *One {
	o := &One{kind: kind}
	of := func(scope string) func() any { return func() any { return key.Pseudonymiser(scope) } }
	o.persons.New, o.sessions.New, o.records.New = of(PersonScope(feed.Identity)), of(SessionScope(feed.Source)), of(RecordScope(feed.Source))
	return o
}

// Name puts pseudonyms in the place of ids, in the cells themselves. ok is false
// where whose id a value is takes more than the declaration of its field.
func (o *One) Name(cells []decode.Cell) (named []decode.Cell, ok bool) {
	own := ""
	if f, has := o.kind.Field("record_id"); has && f.Type == models.Record && !slices.ContainsFunc(cells, func(c decode.Cell) bool { return c.Name == "record_id" }) {
		own = wholeRow(cells)
	}
	for i := range cells {
		c := &cells[i]
		f, known := o.kind.Field(c.Name)
		switch {
		case c.Value == "" && c.Name == "record_id":
			return nil, false // a source that gives ids gives them to all
		case c.Value == "":
		case known && f.Type == models.Mixed:
			return nil, false
		case known && f.Type == models.Person:
			c.Value = pseudonymOf(&o.persons, c.Value)
		case known && f.Type == models.Session:
			c.Value = pseudonymOf(&o.sessions, c.Value)
		case known && f.Type == models.Record:
			c.Value = pseudonymOf(&o.records, ownID(c.Value))
		}
	}
	if own != "" {
		cells = append(cells, decode.Cell{Name: "record_id", Value: pseudonymOf(&o.records, own)})
	}
	return cells, true
}

func pseudonymOf(makers *sync.Pool, raw string) string {
	p := makers.Get().(*Pseudonymiser)
	defer makers.Put(p)
	return p.ID(Normalise(raw)).String()
}

// The texts that records' pseudonyms are made from: a source's own id, and a
// whole row that is the first of its content. recordID writes the same in SQL.
func ownID(id string) string { return "id\x1f" + id }

func wholeRow(cells []decode.Cell) string {
	sorted := slices.SortedFunc(slices.Values(cells), func(a, b decode.Cell) int { return strings.Compare(a.Name, b.Name) })
	var out strings.Builder
	out.WriteString("row\x1f1")
	for _, c := range sorted {
		if c.Value == "" {
			continue
		}
		out.WriteString("\x1f" + strings.ToLower(c.Name) + "\x1d" + c.Value)
	}
	return out.String()
}

package pseudonym

import (
	"slices"
	"strings"

	"athar/ingest/internal/decode"
	"athar/models"
)

// One is Apply for one record of a feed without a declared key: it puts
// pseudonyms in the place of ids. ok is false where whose id a value is takes
// more than the declaration of its field.
func One(key *Key, kind *models.Kind, feed models.Feed, cells []decode.Cell) (named []decode.Cell, ok bool) {
	named = make([]decode.Cell, 0, len(cells)+1)
	given := false
	for _, c := range cells {
		f, known := kind.Field(c.Name)
		switch {
		case c.Value == "" && c.Name == "record_id":
			return nil, false // a source that gives ids gives them to all
		case c.Value == "":
		case known && f.Type == models.Mixed:
			return nil, false
		case known && f.Type == models.Person:
			c.Value = pseudonymOf(key, PersonScope(feed.Identity), c.Value)
		case known && f.Type == models.Session:
			c.Value = pseudonymOf(key, SessionScope(feed.Source), c.Value)
		case known && f.Type == models.Record:
			given = given || c.Name == "record_id"
			c.Value = pseudonymOf(key, RecordScope(feed.Source), ownID(c.Value))
		}
		named = append(named, c)
	}
	if f, has := kind.Field("record_id"); has && f.Type == models.Record && !given {
		named = append(named, decode.Cell{Name: "record_id", Value: pseudonymOf(key, RecordScope(feed.Source), wholeRow(cells))})
	}
	return named, true
}

func pseudonymOf(key *Key, scope, raw string) string {
	return key.Pseudonymiser(scope).ID(Normalise(raw)).String()
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

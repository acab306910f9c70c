package warehouse

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"athar/internal/sqltext"
	"athar/models"
)

// shape is what the declarations make of the tables: their columns, and the dimensions that SQL files range over.
type shape struct {
	workspace *models.Workspace

	// Dimensions, for the templates of SQL files.
	Person, School, Provider, Opportunity []dimension
	Stages                                []stage
	// Groups are what learners are told apart by in reach, and Facets what is on offer.
	Groups, Facets []dimension

	recorded map[string]bool // the person's dimensions that facts give, found out at a refresh
}

// Recorded reports whether any fact gives a person's dimension; where none does, nobody need look.
func (s *shape) Recorded(d dimension) bool { return s.recorded[d.Name] }

// PersonNames are the names of the person's dimensions as a list of texts.
func (s *shape) PersonNames() string {
	all := []string{""} // so that the list is never empty
	for _, d := range s.Person {
		all = append(all, d.Name)
	}
	return strings.Join(texts(all), ", ")
}

// Has reports whether a dimension of a person of that name is declared.
func (s *shape) Has(named string) bool {
	return slices.ContainsFunc(s.Person, func(d dimension) bool { return d.Name == named })
}

// entitlement is an entitlement in SQL: who it is due to, and what counts towards it, each a list of conditions.
type entitlement struct {
	ID, Stage string
	Count     int
	InYear    bool // due within a year; else within a term
	Who, What []string
}

// Entitlements are those declared, for the templates of SQL files.
func (s *shape) Entitlements() []entitlement {
	var all []entitlement
	for _, e := range s.workspace.Entitlements {
		one := entitlement{ID: text(e.ID), Stage: name(e.Of), Count: e.Count, InYear: e.Within == "year"}
		for _, d := range slices.Sorted(maps.Keys(e.Who)) {
			one.Who = append(one.Who, "CAST(c."+name(d)+" AS VARCHAR) IN ("+strings.Join(texts(e.Who[d]), ", ")+")")
		}
		for _, d := range slices.Sorted(maps.Keys(e.What)) {
			one.What = append(one.What, "list_has_any(string_split(CAST(o."+name(d)+" AS VARCHAR), '|'), ["+strings.Join(texts(e.What[d]), ", ")+"])")
		}
		all = append(all, one)
	}
	return all
}

// dimension is a dimension in SQL.
type dimension struct {
	models.Dimension
	Column string // of stands, for groups; of the registers, for facets
}

// String is the dimension's column.
func (d dimension) String() string { return name(d.Name) }

// In is the level in a column of a table, with values outside the declared levels put together.
func (d dimension) In(table string) string {
	column := table + "." + d.String()
	if len(d.Levels) == 0 {
		return column
	}
	levels := make([]string, len(d.Levels))
	for i, l := range d.Levels {
		levels[i] = text(l.ID)
	}
	return fmt.Sprintf("CAST(CASE WHEN %s IS NULL OR %s IN (%s) THEN %s ELSE %s END AS %s)", column, column, strings.Join(levels, ", "), column, text(models.Unrecognised), d.Type())
}

// Type is the type of the dimension's levels where values outside the declared ones have been put together.
func (d dimension) Type() string {
	if len(d.Levels) == 0 {
		return "VARCHAR"
	}
	all := []string{models.Unrecognised}
	for _, l := range d.Levels {
		all = append(all, l.ID)
	}
	return oneOf(all)
}

// oneOf is the type of a text that is one of a few: kept, and grouped by, as a small number. It is ordered as texts are.
func oneOf(all []string) string {
	all = slices.Clone(all)
	slices.Sort(all)
	return "ENUM(" + strings.Join(texts(slices.Compact(all)), ", ") + ")"
}

// stage is a stage in SQL: a bit in sets of stages, and its place in a journey.
type stage struct {
	Name string
	Bit  int64
	// Turn orders what happened on one day or without a date. Whoever withdrew did so after attending, though models.Stages
	// lists it earlier.
	Turn  int
	After int64
}

// Attended and Enrolled are the bits of those stages.
func (s *shape) Attended() int64 { return s.bit("attended") }
func (s *shape) Enrolled() int64 { return s.bit("enrolled") }

func (s *shape) bit(named string) int64 {
	return s.Stages[slices.IndexFunc(s.Stages, func(st stage) bool { return st.Name == named })].Bit
}

// columns are those of the built-in dimensions that are not called as they are.
var columns = map[string]string{
	"municipality": "place", "sector": "p.sector", "category": "o.category", "opportunity_type": "o.type", "formality": "o.formality", "setting": "o.setting",
	"opportunity_municipality": "o.municipality",
}

func newShape(workspace *models.Workspace) *shape {
	s := &shape{workspace: workspace}
	for _, of := range []struct {
		subject models.Subject
		into    *[]dimension
	}{{models.OfPerson, &s.Person}, {models.OfSchool, &s.School}, {models.OfProvider, &s.Provider}, {models.OfOpportunity, &s.Opportunity}} {
		for _, d := range workspace.Declared(of.subject) {
			*of.into = append(*of.into, dimension{Dimension: d})
		}
	}
	for _, d := range workspace.Dimensions {
		switch column := columns[d.Name]; {
		case !Reaches(d):
		case d.Of == models.OfPerson || d.Of == models.OfSchool:
			s.Groups = append(s.Groups, dimension{d, cmp.Or(column, name(d.Name))})
		case d.Of == models.OfProvider:
			s.Facets = append(s.Facets, dimension{d, cmp.Or(column, dimension{Dimension: d}.In("p"))})
		default:
			s.Facets = append(s.Facets, dimension{d, cmp.Or(column, dimension{Dimension: d}.In("o"))})
		}
	}
	for i, declared := range models.Stages {
		st := stage{Name: declared.Name, Bit: 1 << i, Turn: 10 * (i + 1)}
		for _, earlier := range declared.After {
			st.After |= 1 << slices.Index(models.StageNames(), earlier)
		}
		if st.Name == "withdrew" {
			st.Turn = 10*(slices.Index(models.StageNames(), "completed")+1) - 5
		}
		s.Stages = append(s.Stages, st)
	}
	return s
}

// column is a column of a current table.
type column struct {
	Name, Type string
}

// turn are the columns of the lake by which of two records of one key the later is known.
var turn = []column{{"_commit", "BIGINT"}, {"_seq", "BIGINT"}}

// kept are the columns of every kind before its fields.
var kept = []column{{"_batch", "UUID"}, {"_feed", "VARCHAR"}, {"_contradictory", "VARCHAR"}, {"_apart", "UUID"}, {"source", "VARCHAR"}}

// content are the columns by which two records of one key are the same or not: all but where and when they came from.
func (s *shape) content(kind *models.Kind) []column {
	columns := []column{{"_contradictory", "VARCHAR"}, {"_apart", "UUID"}}
	return append(columns, s.fields(kind)...)
}

// columns are all columns of a kind's current records.
func (s *shape) columns(kind *models.Kind) []column {
	return slices.Concat(kept, s.fields(kind))
}

// fields are the columns of a kind's fields and of the declared dimensions that may stand on it.
func (s *shape) fields(kind *models.Kind) []column {
	var columns []column
	for _, f := range kind.Fields {
		switch f.Type {
		case models.Apart:
		case models.Date:
			columns = append(columns, column{f.Name, "DATE"}, column{f.Name + "_precision", "VARCHAR"})
		default:
			columns = append(columns, column{f.Name, typeOf(f.Type)})
		}
	}
	for _, d := range s.workspace.Declared(kind.Levels...) {
		columns = append(columns, column{d.Name, "VARCHAR"})
	}
	return columns
}

func typeOf(t models.Type) string {
	switch t {
	case models.Person, models.Record, models.Session:
		return "UUID"
	case models.Whole:
		return "BIGINT"
	case models.Number:
		return "DOUBLE"
	case models.Flag:
		return "BOOLEAN"
	case models.Date:
		return "DATE"
	case models.Moment:
		return "TIMESTAMPTZ"
	}
	return "VARCHAR"
}

// key are the columns that name a record of a kind.
func key(kind *models.Kind) []string { return append([]string{"source"}, kind.Key...) }

// keyHash is what a record's key is looked up by.
func keyHash(kind *models.Kind) string {
	return "hash(" + strings.Join(names(key(kind)), ", ") + ")"
}

// sameKey is the condition that two tables' rows have one key.
func sameKey(kind *models.Kind, a, b string) string {
	return fmt.Sprintf("%s._key = %s._key AND ", a, b) + sameFields(kind, a, b)
}

func sameFields(kind *models.Kind, a, b string) string {
	var parts []string
	for _, k := range key(kind) {
		parts = append(parts, fmt.Sprintf("%s.%s IS NOT DISTINCT FROM %s.%s", a, name(k), b, name(k)))
	}
	return strings.Join(parts, " AND ")
}

// name quotes an identifier.
func name(s string) string { return sqltext.Quote(s) }

func names(all []string) []string {
	quoted := make([]string, len(all))
	for i, s := range all {
		quoted[i] = name(s)
	}
	return quoted
}

// text quotes a text, for places that take no parameter.
func text(s string) string { return sqltext.Literal(s) }

func texts(all []string) []string {
	quoted := make([]string, len(all))
	for i, s := range all {
		quoted[i] = text(s)
	}
	return quoted
}

package measures

import (
	"slices"

	"athar/models"
)

// Base is what one unit of a measure is.
type Base int

// The bases.
const (
	Population Base = iota // person-terms of the population
	Journeys               // journeys
	Credentials
	Opportunities
	Answers
	People     // people, each once
	Headcounts // attendances counted without names
	Changes    // respondents, before and after
	Assessments
	Invitations
	Barriers  // journeys of which a barrier was named
	Interests // answers about interest in a category
	Entitlements
	Decisions
	Ties
	Schools
	Spending // learners and money, of schools
)

// bases say of each base by which name its SQL calls the table that dimensions are read from, and of what its units have levels.
var bases = map[Base]struct {
	alias string
	of    []models.Subject
	also  []string // dimensions of other subjects that its units have too
}{
	Population:    {"p", facts, nil},
	Journeys:      {"j", facts, nil},
	Credentials:   {"c", facts, nil},
	Opportunities: {"o", []models.Subject{models.OfOpportunity, models.OfProvider, models.OfTime}, nil},
	Answers:       {"a", append([]models.Subject{models.OfAnswer}, facts...), nil},
	People:        {"p", []models.Subject{models.OfPerson, models.OfSchool, models.OfTime}, nil},
	Headcounts:    {"h", facts, nil},
	Changes:       {"a", facts, []string{"scale", "instrument", "role", models.Arm}},
	Assessments:   {"e", facts, nil},
	Invitations:   {"i", []models.Subject{models.OfPerson, models.OfSchool, models.OfTime}, []string{"instrument", "wave", "role"}},
	Barriers:      {"b", facts, []string{"barrier"}},
	Interests:     {"a", []models.Subject{models.OfPerson, models.OfSchool, models.OfTime}, []string{"category", "instrument", "wave", "role"}},
	Entitlements:  {"e", []models.Subject{models.OfPerson, models.OfSchool, models.OfEntitlement, models.OfTime}, nil},
	Decisions:     {"d", []models.Subject{models.OfSchool, models.OfOpportunity, models.OfProvider, models.OfDecision, models.OfTime}, nil},
	Ties:          {"t", []models.Subject{models.OfSchool, models.OfProvider, models.OfTime}, nil},
	Schools:       {"s", []models.Subject{models.OfSchool, models.OfTime}, []string{"municipality"}},
	Spending:      {"p", []models.Subject{models.OfSchool, models.OfTime}, nil},
}

// facts are what most facts have levels of.
var facts = []models.Subject{models.OfPerson, models.OfSchool, models.OfProvider, models.OfOpportunity, models.OfTime}

// Speaks reports whether the units of the measure have a level of a dimension.
func (m *Measure) Speaks(d models.Dimension) bool {
	return slices.Contains(bases[m.Base].of, d.Of) || slices.Contains(bases[m.Base].also, d.Name)
}

// Faceted reports whether the groups of a dimension are views of the same units, or overlap: a respondent's several items, a learner's several
// entitlements, one opportunity in several categories.
func (m *Measure) Faceted(d models.Dimension) bool {
	switch m.Base {
	case Invitations, Interests:
		return false // each invitation, and each answer about a category, has one level of each
	case Answers, Changes:
		return d.Many || d.Of == models.OfAnswer && d.Name != "role" && d.Name != models.Arm
	}
	return d.Many || d.Of == models.OfEntitlement || d.Of == models.OfJourney
}

// Sliced reports whether the SQL counts all groups at once of facets that are not of what is offered. Those that are, it counts one at a time,
// of some opportunities.
func (m *Measure) Sliced() bool {
	return m.Base == Answers || m.Base == Changes || m.Base == Entitlements || m.Base == Barriers
}

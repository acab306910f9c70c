package pages

import (
	"context"
	"slices"
	"sync"

	"athar/models"
)

// Levels are the levels of a dimension: those declared, otherwise those that
// answers have. What people and offers have no level of is not looked for.
func (v *View) Levels(ctx context.Context, d models.Dimension) []models.Level {
	if len(d.Levels) > 0 && !d.BuiltIn || slices.Contains([]models.Subject{models.OfJourney, models.OfDecision, models.OfEntitlement}, d.Of) {
		return d.Levels
	}
	return v.levels.of(ctx, v, d)
}

// Levels remembers which levels answers have, for one data version.
type Levels struct {
	mu     sync.Mutex
	commit int64
	known  map[string][]models.Level
}

func (s *Levels) of(ctx context.Context, v *View, d models.Dimension) []models.Level {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil || s.commit != v.Supply.Commit {
		s.commit, s.known = v.Supply.Commit, map[string][]models.Level{}
	}
	if levels, ok := s.known[d.Name]; ok {
		return levels
	}
	measure := "people"
	if d.Of == models.OfProvider || d.Of == models.OfOpportunity {
		measure = "opportunities"
	}
	released, err := v.Ask(ctx, models.Question{Measure: measure, By: []string{d.Name}, Terms: []string{models.AllTerms}})
	if err != nil {
		if ctx.Err() == nil && models.KindOf(err) != 0 {
			s.known[d.Name] = nil
		}
		return nil
	}
	var levels []models.Level
	for _, c := range released.Brief().Cells {
		if len(c.Group) == 1 && c.Group[0].Level != nil && c.State != models.NotApplicable && c.State != models.NotCollected {
			levels = append(levels, models.Level{ID: *c.Group[0].Level, Title: c.Group[0].Title})
		}
	}
	s.known[d.Name] = levels
	return levels
}

package warehouse

import (
	"context"
	"fmt"

	"athar/models"
)

// coverage says by term which schools should have reported participations, and how many have. Nobody is expected where no feed
// has a rhythm and nobody sends returns.
func (s *Snapshot) coverage(ctx context.Context) (map[string]models.Coverage, error) {
	rows, err := s.tx.QueryContext(ctx, "SELECT term, count(*) FILTER (expected), count(*) FILTER (expected AND reported) FROM school_terms GROUP BY term")
	if err != nil {
		return nil, fmt.Errorf("read coverage: %w", err)
	}
	defer rows.Close()
	found := map[string]models.Coverage{}
	for rows.Next() {
		var term string
		c := models.Coverage{Of: "schools"}
		if err := rows.Scan(&term, &c.Expected, &c.Reported); err != nil {
			return nil, fmt.Errorf("read coverage: %w", err)
		}
		found[term] = c
	}
	return found, rows.Err()
}

// unusable are the dimensions that contradict themselves for so many people that no answer uses them, and for what share.
func (s *Snapshot) unusable(ctx context.Context) (map[string]float64, error) {
	rows, err := s.tx.QueryContext(ctx, "SELECT dimension, share FROM unusable")
	if err != nil {
		return nil, fmt.Errorf("read unusable dimensions: %w", err)
	}
	defer rows.Close()
	found := map[string]float64{}
	for rows.Next() {
		var dimension string
		var share float64
		if err := rows.Scan(&dimension, &share); err != nil {
			return nil, fmt.Errorf("read unusable dimensions: %w", err)
		}
		found[dimension] = share
	}
	return found, rows.Err()
}

package warehouse

import (
	"context"
	"database/sql"
	"fmt"

	"athar/models"
)

// Reporting is who should have reported participations for a term, and who has.
type Reporting struct {
	Term               string
	Schools, Providers models.Coverage
}

// Coverage says who has reported for terms, in the order given. Nobody is expected where no feed has a rhythm and nobody
// sends returns.
func (w *Warehouse) Coverage(ctx context.Context, terms []string) ([]Reporting, error) {
	var found []Reporting
	err := w.Read(ctx, func(s *Snapshot) (err error) {
		found, err = s.Coverage(ctx, terms)
		return err
	})
	return found, err
}

// Coverage says who has reported for terms, as of the snapshot.
func (s *Snapshot) Coverage(ctx context.Context, terms []string) ([]Reporting, error) {
	schools, err := s.coverage(ctx, "school_terms")
	if err != nil {
		return nil, err
	}
	providers, err := s.coverage(ctx, "provider_terms")
	if err != nil {
		return nil, err
	}
	found := make([]Reporting, len(terms))
	for i, term := range terms {
		found[i] = Reporting{Term: term, Schools: schools[term], Providers: providers[term]}
		found[i].Schools.Of, found[i].Providers.Of = "schools", "providers"
	}
	return found, nil
}

// coverage says by term who is expected in a table, and who has reported.
func (s *Snapshot) coverage(ctx context.Context, table string) (map[string]models.Coverage, error) {
	rows, err := s.tx.QueryContext(ctx, "SELECT term, count(*) FILTER (expected), count(*) FILTER (expected AND reported) FROM "+table+" GROUP BY term")
	if err != nil {
		return nil, fmt.Errorf("read coverage: %w", err)
	}
	defer rows.Close()
	found := map[string]models.Coverage{}
	for rows.Next() {
		var term string
		var c models.Coverage
		if err := rows.Scan(&term, &c.Expected, &c.Reported); err != nil {
			return nil, fmt.Errorf("read coverage: %w", err)
		}
		found[term] = c
	}
	return found, rows.Err()
}

// Unusable are the dimensions that contradict themselves for so many people that no answer uses them, and for what share.
func (w *Warehouse) Unusable(ctx context.Context) (map[string]float64, error) {
	return unusable(ctx, w.Query)
}

func unusable(ctx context.Context, query func(context.Context, string, ...any) (*sql.Rows, error)) (map[string]float64, error) {
	rows, err := query(ctx, "SELECT dimension, share FROM unusable")
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

package warehouse

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"athar/models"
)

// Facts are what a state of the warehouse can say anything of. They are found out once, and not for every question.
type Facts struct {
	Population bool // some register says who could have taken part
	Journeys   bool
	Unusable   map[string]float64         // dimensions that contradict themselves for too many people, and for what share
	Schools    map[string]models.Coverage // who has reported, by term

	commit    int64
	meaning   string   // of the declarations
	collected int64    // the stages of any journey
	held      sync.Map // what Holds found, by query
	once      sync.Map // what Once found, by key
	onces     atomic.Int64
}

// Collects reports whether it is known of any journey if it reached a stage.
func (f *Facts) Collects(stage string) bool {
	for i, s := range models.Stages {
		if s.Name == stage {
			return f.collected&(1<<i) != 0
		}
	}
	return false
}

// Facts are those of the snapshot. They are not to be changed.
func (s *Snapshot) Facts(ctx context.Context) (*Facts, error) {
	if known := s.warehouse.facts.Load(); known != nil && known.commit == s.Commit && known.meaning == s.meaning {
		return known, nil
	}
	f := &Facts{commit: s.Commit, meaning: s.meaning}
	if err := s.tx.QueryRowContext(ctx, `SELECT
		EXISTS (FROM stands WHERE in_population), EXISTS (FROM passages),
		(SELECT coalesce(bit_or(collected), 0) FROM journey_tally)`).
		Scan(&f.Population, &f.Journeys, &f.collected); err != nil {
		return nil, fmt.Errorf("see what is collected: %w", err)
	}
	var err error
	if f.Unusable, err = s.unusable(ctx); err != nil {
		return nil, err
	}
	if f.Schools, err = s.coverage(ctx); err != nil {
		return nil, err
	}
	s.warehouse.facts.Store(f)
	return f, nil
}

// Holds reports whether a query that gives one number gives one above 0. It is asked once a commit.
func (s *Snapshot) Holds(ctx context.Context, query string) (bool, error) {
	f, err := s.Facts(ctx)
	if err != nil {
		return false, err
	}
	if known, ok := f.held.Load(query); ok {
		return known.(bool), nil
	}
	var n int64
	if err := s.tx.QueryRowContext(ctx, query).Scan(&n); err != nil {
		return false, err
	}
	f.held.Store(query, n > 0)
	return n > 0, nil
}

// mostOnce is how many findings are kept of one commit: each some hundred rows at most.
const mostOnce = 200

// Once gives what was found by the same key at this commit, or finds it. It is shared, and not to be changed.
func (s *Snapshot) Once(ctx context.Context, key string, find func() (any, error)) (any, error) {
	f, err := s.Facts(ctx)
	if err != nil {
		return nil, err
	}
	if known, ok := f.once.Load(key); ok {
		return known, nil
	}
	found, err := find()
	if err == nil && f.onces.Add(1) <= mostOnce {
		f.once.Store(key, found)
	}
	return found, err
}

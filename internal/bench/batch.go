package main

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"time"
)

const (
	batchRows    = 1_000
	smallest     = 2 // records that make a commit of their own: a single one may wait for others
	batchFirst   = 2 // of the batches are not counted: the service has just begun
	slowerAtMost = 2.0
	batchAtMost  = 150 * time.Millisecond
)

// measureBatch posts batches where there are no participations yet, some, and all, until they are seen in an answer.
func measureBatch(ctx context.Context, b *bench) error {
	empty, err := b.fresh(ctx, "empty")
	if err != nil {
		return err
	}
	some, err := b.fresh(ctx, "some")
	if err != nil {
		return err
	}
	if _, err := b.load(ctx, some, filepath.Dir(b.few)); err != nil {
		return err
	}
	full, err := b.full(ctx)
	if err != nil {
		return err
	}
	var first time.Duration
	for _, at := range []struct {
		workspace string
		rows      int
	}{{empty, 0}, {some, b.size / 10}, {full, b.size}} {
		acknowledged, visible, err := b.postBatches(ctx, at.workspace)
		if err != nil {
			return err
		}
		l := line{what: "1,000 records until visible: median (acknowledged)", size: thousands(at.rows) + " participations there",
			athar: fmt.Sprintf("%s (%s)", took(visible.median()), took(acknowledged.median()))}
		if at.rows == 0 {
			first = visible.median()
		} else {
			most := max(time.Duration(slowerAtMost*float64(first)), batchAtMost)
			l.rival, l.ratio = "with none there: "+took(first), times(float64(visible.median())/float64(first))
			l.target, l.met = fmt.Sprintf("≤ %.0f ×, or %s", slowerAtMost, took(batchAtMost)), isMet(visible.median() <= most)
		}
		b.lines = append(b.lines, l)
	}
	return nil
}

func (b *bench) postBatches(ctx context.Context, workspace string) (acknowledged, visible timings, err error) {
	s, err := b.serve(ctx, workspace)
	if err != nil {
		return nil, nil, err
	}
	defer s.stop()
	for i := range batchFirst + b.repeat {
		body := b.fresher(batchRows)
		begun := time.Now()
		commit, err := s.post(ctx, factsFeed, body)
		if err != nil {
			return nil, nil, err
		}
		acked := time.Since(begun)
		for seen := int64(0); seen < commit; { // the cheapest answer that says which data it stands on
			if _, seen, _, err = s.ask(ctx, "opportunities", url.Values{}); err != nil {
				return nil, nil, err
			}
		}
		if i >= batchFirst {
			acknowledged, visible = append(acknowledged, acked), append(visible, time.Since(begun))
		}
	}
	return acknowledged, visible, nil
}

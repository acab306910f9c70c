package queries

import (
	"context"
	"fmt"
	"slices"

	"athar/ingest/lake"
	"athar/models"
	"athar/queries/internal/warehouse"
)

// Supply is the state of what comes in: for the data page and for whoever is
// on call. tallies are the sums of all receipts; awaiting gives the rows
// awaiting correction of each feed.
func (e *Engine) Supply(ctx context.Context, tallies []models.Tally, awaiting map[string]int64) (models.Supply, error) {
	w := e.Workspace()
	s := models.Supply{Commit: e.DataVersion(), AsOf: e.options.Now().UTC(), Unusable: map[string]models.Text{}, Feeds: []models.FeedState{}}
	feeds := slices.Clone(w.Feeds)
	type feedKind struct{ feed, kind string }
	came, declared := map[feedKind]models.Tally{}, map[feedKind]bool{}
	for _, f := range feeds {
		declared[feedKind{f.Name, f.Kind}] = true
	}
	for _, t := range tallies { // records posted by hand belong to feeds that nobody declared
		of := feedKind{t.Feed, t.Kind}
		if came[of] = t; !declared[of] {
			feeds = append(feeds, models.Feed{Name: t.Feed, Title: models.Text{En: t.Feed}, Kind: t.Kind, Source: t.Source})
		}
	}
	counts := map[string]map[string]int64{}
	for _, f := range feeds {
		if counts[f.Kind] == nil {
			var err error
			if counts[f.Kind], err = e.warehouse.Count(ctx, f.Kind); err != nil {
				return s, fmt.Errorf("count the records of %s: %w", f.Kind, err)
			}
		}
		t := came[feedKind{f.Name, f.Kind}]
		state := models.FeedState{Feed: f.Name, Title: f.Title, Source: f.Source, Kind: f.Kind, Every: f.Every, Batches: t.Batches, Received: t.Received,
			Records: counts[f.Kind][f.Name], Awaiting: awaiting[f.Name], Problems: append([]models.Problem{}, t.Problems...)}
		if !t.TakenAt.IsZero() {
			state.LastAt = &t.TakenAt
		}
		silence, silent := f.Silence(state.LastAt, e.options.Now())
		state.DueBy, state.Silent = silence.Since, silent
		s.Feeds = append(s.Feeds, state)
	}
	var facts *warehouse.Facts
	err := e.warehouse.Read(ctx, func(now *warehouse.Snapshot) (err error) {
		facts, err = now.Facts(ctx)
		return err
	})
	if err != nil {
		return s, err
	}
	for _, t := range w.Terms {
		if c := facts.Schools[t.ID]; c.Expected > 0 {
			s.Coverage = append(s.Coverage, models.TermCoverage{Term: t, Coverage: c})
		}
	}
	for name, share := range facts.Unusable {
		s.Unusable[name] = models.Text{
			En: fmt.Sprintf("The records contradict themselves for %.0f in every 100 people.", 100*share),
			Ar: fmt.Sprintf("السجلات متناقضة لدى %.0f من كل 100 شخص.", 100*share)}
	}
	return s, nil
}

// Exports is the log of who took what out.
func (e *Engine) Exports() ([]lake.ExportRow, error) {
	return lake.Rows[lake.ExportRow](e.lake, lake.ExportsTable, 0, -1)
}

package queries

import (
	"context"
	"fmt"
	"slices"

	"athar/ingest/lake"
	"athar/models"
)

// Supply is the state of what comes in: for the data page and for whoever is
// on call. awaiting gives the rows awaiting correction of each feed.
func (e *Engine) Supply(ctx context.Context, receipts []models.Receipt, awaiting map[string]int64) (models.Supply, error) {
	w := e.Workspace()
	s := models.Supply{Commit: e.DataVersion(), AsOf: e.options.Now().UTC(), Unusable: map[string]models.Text{}, Feeds: []models.FeedState{}}
	feeds := slices.Clone(w.Feeds)
	for _, r := range receipts { // records posted by hand belong to feeds that nobody declared
		if !slices.ContainsFunc(feeds, func(f models.Feed) bool { return f.Name == r.Feed && f.Kind == r.Kind }) {
			feeds = append(feeds, models.Feed{Name: r.Feed, Title: models.Text{En: r.Feed}, Kind: r.Kind, Source: r.Source})
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
		state := models.FeedState{Feed: f.Name, Title: f.Title, Source: f.Source, Kind: f.Kind, Every: f.Every,
			Records: counts[f.Kind][f.Name], Awaiting: awaiting[f.Name], Problems: []models.Problem{}}
		var last *models.Receipt
		for i, r := range receipts {
			if r.Feed != f.Name || r.Kind != f.Kind {
				continue
			}
			state.Batches++
			state.Received += r.Received
			if r.Taken() && (last == nil || r.At.After(last.At)) {
				last = &receipts[i]
			}
			state.Problems = addProblems(state.Problems, r.Problems)
		}
		if last != nil {
			state.LastAt = &last.At
		}
		silence, silent := f.Silence(state.LastAt, e.options.Now())
		state.DueBy, state.Silent = silence.Since, silent
		s.Feeds = append(s.Feeds, state)
	}
	ids := make([]string, len(w.Terms))
	for i, t := range w.Terms {
		ids[i] = t.ID
	}
	reporting, err := e.warehouse.Coverage(ctx, ids)
	if err != nil {
		return s, err
	}
	for i, r := range reporting {
		if r.Schools.Expected > 0 {
			s.Coverage = append(s.Coverage, models.TermCoverage{Term: w.Terms[i], Coverage: r.Schools})
		}
	}
	unusable, err := e.warehouse.Unusable(ctx)
	if err != nil {
		return s, err
	}
	for name, share := range unusable {
		s.Unusable[name] = models.Text{
			En: fmt.Sprintf("The records contradict themselves for %.0f in every 100 people.", 100*share),
			Ar: fmt.Sprintf("السجلات متناقضة لدى %.0f من كل 100 شخص.", 100*share)}
	}
	return s, nil
}

// addProblems sums problems by code and column; where they lie is left out.
func addProblems(sum, more []models.Problem) []models.Problem {
	for _, p := range more {
		i := slices.IndexFunc(sum, func(s models.Problem) bool { return s.Code == p.Code && s.Column == p.Column })
		if i < 0 {
			p.File, p.Sheet, p.Line = "", "", 0
			sum = append(sum, p)
			continue
		}
		sum[i].Count += p.Count
	}
	return sum
}

// Exports is the log of who took what out.
func (e *Engine) Exports() ([]lake.ExportRow, error) {
	return lake.Rows[lake.ExportRow](e.lake, lake.ExportsTable, 0, -1)
}

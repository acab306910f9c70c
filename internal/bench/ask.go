package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"time"
)

const (
	questionsEach  = 20
	fasterThan     = 20 // times DuckDB over the same Parquet
	answerP95      = 100 * time.Millisecond
	answerP95Large = 200 * time.Millisecond
	large          = 50_000_000
	commandTimes   = 5
	rivalTimes     = 5
)

// questions are all different: two dimensions, a term, and perhaps only what one category offers.
func questions(n int) []url.Values {
	pairs := []string{"gender,grade", "gender,municipality", "gender,phase", "gender,school_type", "grade,municipality", "grade,school_type",
		"municipality,phase", "municipality,school_type", "phase,school_type", "gender,income_band", "gender,disability", "gender,nationality_group"}
	categories := []string{"", "museum", "heritage", "arts", "science", "technology", "sport", "library", "environment", "careers", "volunteering"}
	var all []url.Values
	for _, by := range pairs {
		for _, term := range []string{"2023-24", "2024-25", "2025-26"} {
			for _, category := range categories {
				q := url.Values{"by": {by}, "term": {term}}
				if category != "" {
					q.Set("where", "category="+category)
				}
				all = append(all, q)
			}
		}
	}
	dice := rand.New(rand.NewPCG(1, 2))
	dice.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
	return all[:min(n, len(all))]
}

// measureAsk asks for shares by two dimensions, each question once and then again, beside DuckDB counting distinct learners
// over the Parquet files of the lake.
func measureAsk(ctx context.Context, b *bench) error {
	workspace, err := b.full(ctx)
	if err != nil {
		return err
	}
	s, err := b.serve(ctx, workspace)
	if err != nil {
		return err
	}
	defer s.stop()
	var first, again timings
	var asked []url.Values
	begun := time.Now()
	for _, q := range questions(questionsEach * b.repeat) {
		if time.Since(begun) > 6*b.seconds {
			break
		}
		took, _, ok, err := s.ask(ctx, "participation_rate", q)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		first, asked = append(first, took), append(asked, q)
	}
	for _, q := range asked {
		took, _, _, err := s.ask(ctx, "participation_rate", q)
		if err != nil {
			return err
		}
		again = append(again, took)
	}
	s.stop()
	var command timings
	for _, by := range []string{"gender,grade", "gender,phase", "grade,school_type", "municipality,phase", "gender,municipality"}[:commandTimes] {
		r, err := b.command(ctx, workspace, "ask", "participation_rate", "--by", by)
		if err != nil {
			return err
		}
		command = append(command, r.took)
	}
	alone, err := b.countAlone(ctx, workspace)
	if err != nil {
		return err
	}
	most := answerP95
	if b.size >= large {
		most = answerP95Large
	}
	size := fmt.Sprintf("%s participations, %d questions", thousands(b.size), len(asked))
	rival := "DuckDB over the same Parquet: " + took(alone.median())
	ratio := func(t timings) float64 { return float64(alone.median()) / float64(max(t.median(), 1)) }
	b.lines = append(b.lines,
		line{what: "`participation_rate` by two dimensions, never asked before: median", size: size, athar: took(first.median()), rival: rival, ratio: times(ratio(first)),
			target: fmt.Sprintf("≥ %d ×", fasterThan), met: isMet(ratio(first) >= fasterThan)},
		line{what: "… p95", size: size, athar: took(first.at(0.95)), target: "< " + took(most), met: isMet(first.at(0.95) < most)},
		line{what: "… asked again: median, p95", size: size, athar: took(again.median()) + ", " + took(again.at(0.95)), rival: rival, ratio: times(ratio(again))},
		line{what: "`athar ask` on the command line, opening the workspace too: median", size: fmt.Sprintf("%s participations", thousands(b.size)), athar: took(command.median()), rival: rival, ratio: times(ratio(command))})
	return nil
}

// countAlone counts learners and those of them who attended, by two of their dimensions, with plain SQL over the lake's files.
func (b *bench) countAlone(ctx context.Context, workspace string) (timings, error) {
	parquet := func(table string) string {
		return "read_parquet('" + filepath.Join(workspace, "lake", table, "data", "*.parquet") + "', union_by_name = true)"
	}
	var all timings
	return all, onDuckDB(ctx, func(db *sql.DB) error {
		for range rivalTimes {
			begun := time.Now()
			rows, err := db.QueryContext(ctx, `SELECT gender, grade, count(DISTINCT person_id), count(DISTINCT attendant)
				FROM (SELECT person_id, gender, grade FROM `+parquet("people")+` WHERE valid_from BETWEEN '2025-09-01' AND '2026-08-31')
				LEFT JOIN (SELECT DISTINCT person_id AS attendant FROM `+parquet("participations")+`
					WHERE stage = 'attended' AND occurred_on BETWEEN '2025-09-01' AND '2026-08-31') ON attendant = person_id
				GROUP BY ALL ORDER BY ALL`)
			if err != nil {
				return err
			}
			groups := 0
			for rows.Next() {
				groups++
			}
			if err := errors.Join(rows.Err(), rows.Close()); err != nil {
				return err
			}
			if groups == 0 {
				return errors.New("DuckDB counted nobody")
			}
			all = append(all, time.Since(begun))
		}
		return nil
	})
}

package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

const (
	clients   = 64
	postTurns = 2 // of each, one after the other
	mostPosts = 1_000_000
)

// posted is what clients got done.
type posted struct {
	took    time.Duration
	answers timings
}

func (p posted) perSecond() float64 { return float64(len(p.answers)) / p.took.Seconds() }

// measurePosts lets clients post one record after another, beside PostgreSQL inserting the same rows one by one, each
// durable before it is acknowledged.
func measurePosts(ctx context.Context, b *bench) error {
	workspace, err := b.fresh("posts")
	if err != nil {
		return err
	}
	s, err := b.serve(ctx, workspace)
	if err != nil {
		return err
	}
	defer s.stop()
	one := func(ctx context.Context, _ int) error {
		_, err := s.post(ctx, b.fresher(1))
		return err
	}
	p, why := startPostgres(ctx)
	if p != nil {
		defer p.stop()
	}
	var ours, theirs posted
	for range postTurns {
		turn, err := inParallel(ctx, b.seconds, one)
		if err != nil {
			return err
		}
		ours = posted{ours.took + turn.took, append(ours.answers, turn.answers...)}
		if p == nil {
			continue
		}
		if turn, err = inParallel(ctx, b.seconds, func(ctx context.Context, client int) error { return p.insert(ctx, client, b.next.Add(1), b.records) }); err != nil {
			return fmt.Errorf("PostgreSQL: %w", err)
		}
		theirs = posted{theirs.took + turn.took, append(theirs.answers, turn.answers...)}
	}
	size := fmt.Sprintf("%d clients, %s posts", clients, thousands(len(ours.answers)))
	rate := line{what: "Single records acknowledged", size: size, athar: fmt.Sprintf("%.0f/s", ours.perSecond()), rival: why, target: "≥ 1 ×"}
	slow := line{what: "… p50, p99", size: size, athar: took(ours.answers.median()) + ", " + took(ours.answers.at(0.99))}
	if p != nil {
		share := ours.perSecond() / theirs.perSecond()
		rate.rival, rate.ratio, rate.met = fmt.Sprintf("PostgreSQL: %.0f/s", theirs.perSecond()), times(share), isMet(share >= 1)
		slow.rival = "PostgreSQL: " + took(theirs.answers.median()) + ", " + took(theirs.answers.at(0.99))
	}
	b.lines = append(b.lines, rate, slow)
	return nil
}

// inParallel lets clients do one thing over and over for a while.
func inParallel(ctx context.Context, long time.Duration, do func(ctx context.Context, client int) error) (posted, error) {
	var mu sync.Mutex
	var all posted
	var failed error
	var running sync.WaitGroup
	begun := time.Now()
	for client := range clients {
		running.Go(func() {
			var mine timings
			for len(mine) < mostPosts/clients && time.Since(begun) < long && ctx.Err() == nil {
				sent := time.Now()
				if err := do(ctx, client); err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
					return
				}
				mine = append(mine, time.Since(sent))
			}
			mu.Lock()
			all.answers = append(all.answers, mine...)
			mu.Unlock()
		})
	}
	running.Wait()
	all.took = time.Since(begun)
	if failed == nil {
		failed = ctx.Err()
	}
	return all, failed
}

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
	busy    busy
}

func (p posted) perSecond() float64 { return float64(len(p.answers)) / p.took.Seconds() }

// measurePosts lets clients post one record after another, beside PostgreSQL inserting the same rows one by one, each
// durable before it is acknowledged.
func measurePosts(ctx context.Context, b *bench) error {
	workspace, err := b.fresh(ctx, "posts")
	if err != nil {
		return err
	}
	s, err := b.serve(ctx, workspace)
	if err != nil {
		return err
	}
	defer s.stop()
	var posters [clients]*poster
	for i := range posters {
		if posters[i], err = s.poster(ctx); err != nil {
			return err
		}
		defer posters[i].connection.Close()
	}
	one := func(_ context.Context, client int) error { return posters[client].post(b.fresher(1)) }
	p, why := startPostgres(ctx)
	if p != nil {
		defer p.stop()
	}
	var ours, theirs posted
	for range postTurns {
		if ours, err = ours.another(ctx, s.process.Process.Pid, b.seconds, one, s.settled); err != nil {
			return err
		}
		if p == nil {
			continue
		}
		insert := func(ctx context.Context, client int) error { return p.insert(ctx, client, b.next.Add(1), b.records) }
		if theirs, err = theirs.another(ctx, p.process.Process.Pid, b.seconds, insert, nil); err != nil {
			return fmt.Errorf("PostgreSQL: %w", err)
		}
	}
	size := fmt.Sprintf("%d clients, %s posts", clients, thousands(len(ours.answers)))
	rate := line{what: "Single records acknowledged", size: size, athar: fmt.Sprintf("%.0f/s", ours.perSecond()), rival: why, target: "≥ 1 ×"}
	slow := line{what: "… p50, p99", size: size, athar: took(ours.answers.median()) + ", " + took(ours.answers.at(0.99))}
	cost := line{what: "… processor time of one: the service, its client", size: size, athar: ours.busy.each(len(ours.answers))}
	if p != nil {
		share := ours.perSecond() / theirs.perSecond()
		rate.rival, rate.ratio, rate.met = fmt.Sprintf("PostgreSQL: %.0f/s", theirs.perSecond()), times(share), isMet(share >= 1)
		slow.rival = "PostgreSQL: " + took(theirs.answers.median()) + ", " + took(theirs.answers.at(0.99))
		cost.rival = "PostgreSQL: " + theirs.busy.each(len(theirs.answers))
	}
	b.lines = append(b.lines, rate, slow, cost)
	return nil
}

// another adds a turn of a service's clients. What the service still does after it, until it is settled, is its
// processor time too, and is not done in the turn of another.
func (p posted) another(ctx context.Context, service int, long time.Duration, do func(ctx context.Context, client int) error, settled func(context.Context) error) (posted, error) {
	before, err := busyNow(service)
	if err != nil {
		return p, err
	}
	turn, err := inParallel(ctx, long, do)
	if err != nil {
		return p, err
	}
	if settled != nil {
		if err := settled(ctx); err != nil {
			return p, err
		}
	}
	after, err := busyNow(service)
	return posted{p.took + turn.took, append(p.answers, turn.answers...), p.busy.plus(before, after)}, err
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

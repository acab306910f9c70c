package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

const (
	flatAtMost     = 1.5 // times what it was at the beginning
	commitPatience = 2 * time.Hour
	asOfTimes      = 3
	parts          = 20 // of the course of commits
	mostAlone      = 25 // commits of a part that are made alone
	sources        = 32 // as many commits go into the lake before one refresh at most
	sourceRests    = 500 * time.Millisecond
)

// measureCommits makes small commits, and looks twenty times whether they are as cheap as at first. Some are made alone: one
// client waits for the receipt of each, which is given after the refresh. The others are of sources that each post a record
// now and then: each is a commit of its own again, but a refresh takes as many as there are sources.
func measureCommits(ctx context.Context, b *bench) error {
	workspace, err := b.fresh(ctx, "commits")
	if err != nil {
		return err
	}
	s, err := b.serve(ctx, workspace)
	if err != nil {
		return err
	}
	defer s.stop()
	c := committer{bench: b, service: s, workspace: workspace}
	part := max(b.commits/parts, 2)
	for begun := time.Now(); c.made() < int64(b.commits) && time.Since(begun) < commitPatience; {
		if err := c.part(ctx, int64(part)); err != nil {
			return err
		}
	}
	c.tell()
	return nil
}

// committer makes the commits of item f.
type committer struct {
	*bench
	service     *service
	workspace   string
	first, last int64
	alone       int
	busy        busy // of those made alone
}

func (c *committer) made() int64 {
	if c.first == 0 {
		return 0
	}
	return c.last - c.first + 1
}

// part makes some commits and looks how things stand after them.
func (c *committer) part(ctx context.Context, commits int64) error {
	before, err := c.service.metrics(ctx)
	if err != nil {
		return err
	}
	until, begun := c.made()+commits, time.Now()
	alone, err := c.oneByOne(ctx, int(min(commits/2, mostAlone)))
	if err != nil {
		return err
	}
	if c.made() < until {
		if err := c.together(ctx, c.first-1+until); err != nil {
			return err
		}
	}
	after, err := c.service.metrics(ctx)
	if err != nil {
		return err
	}
	now := stand{commits: c.made(), took: time.Since(begun), alone: alone, commit: step(before, after, "commit"), refresh: step(before, after, "refresh")}
	if now.stored, err = holding(c.workspace); err != nil {
		return err
	}
	if now.memory, err = memory(c.service.process.Process.Pid); err != nil {
		return err
	}
	early := c.last
	if len(c.course) > 0 {
		early = c.first - 1 + c.course[0].commits
	}
	if now.early, err = c.asOf(ctx, max(early, asOfTimes)); err != nil {
		return err
	}
	if now.late, err = c.asOf(ctx, c.last); err != nil {
		return err
	}
	c.course = append(c.course, now)
	log.Printf("   %s commits: one alone %s, in the lake %s, refresh %s, as of the first part %s, memory %s", thousands(int(now.commits)),
		took(alone.median()), took(now.commit), took(now.refresh), took(now.early.median()), megabytes(now.memory))
	return nil
}

// oneByOne makes commits of which each is in the lake and seen by readers before the next is sent.
func (c *committer) oneByOne(ctx context.Context, n int) (all timings, err error) {
	pid := c.service.process.Process.Pid
	before, err := busyNow(pid)
	if err != nil {
		return nil, err
	}
	for range n {
		body, sent := c.fresher(smallest), time.Now()
		if c.last, err = c.service.post(ctx, factsFeed, body); err != nil {
			return nil, err
		}
		all = append(all, time.Since(sent))
		if c.first == 0 {
			c.first = c.last
		}
	}
	after, err := busyNow(pid)
	c.alone, c.busy = c.alone+n, c.busy.plus(before, after)
	return all, err
}

// together lets sources post single records until a commit is made, and waits until readers see them all.
func (c *committer) together(ctx context.Context, until int64) error {
	var last atomic.Int64
	var failed [sources]error
	var posting sync.WaitGroup
	for i := range sources {
		posting.Go(func() {
			for last.Load() < until {
				commit, err := c.service.post(ctx, "source-"+strconv.Itoa(i+1), c.fresher(1))
				if err != nil {
					failed[i] = err
					return
				}
				for was := last.Load(); was < commit && !last.CompareAndSwap(was, commit); was = last.Load() {
				}
				time.Sleep(sourceRests)
			}
		})
	}
	posting.Wait()
	c.last = last.Load()
	return errors.Join(errors.Join(failed[:]...), c.service.settled(ctx))
}

// asOf asks as of a commit and those right before it, the earliest first, so that no answer is found on the way to another.
func (c *committer) asOf(ctx context.Context, commit int64) (t timings, err error) {
	for i := range asOfTimes {
		took, _, ok, err := c.service.ask(ctx, "participation_rate", url.Values{"by": {"gender"}, "asof": {strconv.FormatInt(commit-int64(asOfTimes-1-i), 10)}})
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, fmt.Errorf("asking as of %d was refused", commit)
		}
		t = append(t, took)
	}
	return t, nil
}

// tell writes the lines of the item.
func (c *committer) tell() {
	first, middle, last := c.course[0], c.course[len(c.course)/2], c.course[len(c.course)-1]
	size := thousands(int(last.commits)) + " commits"
	growth := func(last, first time.Duration) (float64, string) {
		x := float64(last) / float64(first)
		return x, times(x)
	}
	of := func(what, rival string, value func(stand) time.Duration) {
		x, ratio := growth(value(last), value(first))
		c.lines = append(c.lines, line{what: what, size: size, athar: fmt.Sprintf("%s, %s, %s", took(value(first)), took(value(middle)), took(value(last))),
			rival: rival, ratio: ratio, target: "flat", met: isMet(x <= flatAtMost)})
	}
	of(fmt.Sprintf("Commit of %d records alone: median in the first, middle and last twentieth", smallest), "p99 of the last: "+took(last.alone.at(0.99)),
		func(s stand) time.Duration { return s.alone.median() })
	c.lines = append(c.lines, line{what: "… processor time of one: the service, its client", size: size, athar: c.busy.each(c.alone)})
	of("… in the lake alone, of single records of many sources too: mean", "", func(s stand) time.Duration { return s.commit })
	of("… a refresh of the warehouse after one commit or some: mean", "", func(s stand) time.Duration { return s.refresh })
	c.lines = append(c.lines, line{what: "Files of the lake, bytes beside the records", size: size, athar: fmt.Sprintf("%s files, %s", thousands(last.files), megabytes(last.metadata+last.catalogue)),
		target: "flat: far fewer files than commits", met: isMet(int64(last.files) < 2_000+last.commits/10)})
	x, ratio := growth(last.early.median(), last.late.median())
	c.lines = append(c.lines, line{what: "`ask --asof` an early commit and a late one: median", size: size, athar: took(last.early.median()) + ", " + took(last.late.median()),
		ratio: ratio, target: "flat", met: isMet(x <= flatAtMost && x >= 1/flatAtMost)})
}

package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

const (
	firstPageP95 = 500 * time.Millisecond
	warmPageP95  = 50 * time.Millisecond
)

// the main pages, as their navigation names them.
var mainPages = []string{"ministry", "school", "provider", "research", "data"}

// measurePages reads the main pages to the last byte: each right after a commit, as the first reader and as the next, and
// over and over while nothing changes.
func measurePages(ctx context.Context, b *bench) error {
	workspace, err := b.full(ctx)
	if err != nil {
		return err
	}
	s, err := b.serve(ctx, workspace)
	if err != nil {
		return err
	}
	defer s.stop()
	byPage := map[string]timings{}
	var first, warm timings
	for round := range (b.repeat + 1) / 2 {
		if _, err := s.post(ctx, factsFeed, b.fresher(smallest)); err != nil {
			return err
		}
		for i := range mainPages {
			for _, language := range []string{"/en/", "/ar/"} {
				page := mainPages[(i+round)%len(mainPages)] // each is once the first to be read
				took, err := s.page(ctx, language+page)
				if err != nil {
					return err
				}
				first, byPage[page] = append(first, took), append(byPage[page], took)
			}
		}
	}
	for range b.repeat {
		for _, page := range mainPages {
			took, err := s.page(ctx, "/en/"+page)
			if err != nil {
				return err
			}
			warm = append(warm, took)
		}
	}
	worst := mainPages[0]
	for page, t := range byPage {
		if t.at(1) > byPage[worst].at(1) {
			worst = page
		}
	}
	size := thousands(b.size) + " participations"
	b.lines = append(b.lines,
		line{what: "A main page, first after a commit: p95 (median)", size: size, athar: took(first.at(0.95)) + " (" + took(first.median()) + ")",
			rival: "slowest: " + worst + ", " + took(byPage[worst].at(1)), target: "< " + took(firstPageP95), met: isMet(first.at(0.95) < firstPageP95)},
		line{what: "… warm: p95 (median)", size: size, athar: took(warm.at(0.95)) + " (" + took(warm.median()) + ")", target: "< " + took(warmPageP95), met: isMet(warm.at(0.95) < warmPageP95)})
	return nil
}

func (s *service) page(ctx context.Context, path string) (time.Duration, error) {
	_, status, took, err := s.get(ctx, path)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("%s gave status %d", path, status)
	}
	return took, err
}

package ingest_test

import (
	"testing"
	"time"
)

func TestFeedIsSilentOnceItsRhythmIsBroken(t *testing.T) {
	r := newRoad(t)
	r.load(map[string]string{
		"athar.yaml": `
			name: rhythm
			basis: {purpose: Tests, permission: None is needed}
			feeds:
			  - {name: monthly, kind: schools, files: {schools: schools.csv}, every: P1M}
			  - {name: never, kind: providers, files: {providers: providers.csv}, every: P1M}
			  - {name: free, kind: skills, files: {skills: skills.csv}}
			`,
		"schools.csv":   "school_id\nS1\n",
		"providers.csv": "nothing\nof ours\n",
		"skills.csv":    "skill_id,name_en\nk,Reading\n",
	})
	names := func(now time.Time) (all []string) {
		for _, s := range r.in.Silent(now) {
			all = append(all, s.Feed)
			if s.Feed == "never" && (s.LastAt != nil || s.Since != nil) {
				t.Errorf("of %s nothing was ever taken, and yet: %+v", s.Feed, s)
			}
		}
		return all
	}
	loaded := clock()
	if got := names(loaded.AddDate(0, 1, 0)); len(got) != 1 || got[0] != "never" {
		t.Errorf("a month after its delivery, silent are %v; want the feed of which nothing could be taken", got)
	}
	later := loaded.AddDate(0, 1, 0).Add(time.Second)
	if got := names(later); len(got) != 2 || got[0] != "monthly" {
		t.Errorf("a month and a second later, silent are %v; want monthly too", got)
	}
	if s := r.in.Silent(later)[0]; s.LastAt == nil || !s.LastAt.Equal(loaded) || !s.Since.Equal(loaded.AddDate(0, 1, 0)) {
		t.Errorf("monthly: %+v; want it due a month after %s", s, loaded)
	}
	r.reopen()
	if got := names(later); len(got) != 2 {
		t.Errorf("after opening again, silent are %v; want the same two", got)
	}
}

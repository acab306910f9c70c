package ingest

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestTheLastPostsOfAFloodWaitNoLongerThanOthers: while posts stream in, what is
// open is left so for a rest of ten seconds; once they no longer do it is sealed
// as soon as that shows.
func TestTheLastPostsOfAFloodWaitNoLongerThanOthers(t *testing.T) {
	for _, c := range []struct {
		name           string
		streams, lasts time.Duration // how long posts stream in, and until what is open is sealed
	}{
		{"a lull", 0, oldestOpen},
		{"a flood that ends", 3 * oldestOpen, 4 * oldestOpen},
		{"a flood that goes on", time.Hour, (longestRest + oldestOpen - 1) / oldestOpen * oldestOpen},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := &lane{in: &Intake{}, due: make(chan struct{}, 1)}
				begun := time.Now()
				l.mu.Lock()
				l.age(longestRest)
				l.mu.Unlock()
				sealed := make(chan time.Duration)
				go func() {
					<-l.due
					sealed <- time.Since(begun)
				}()
				tick := time.NewTicker(oldestOpen / 7)
				defer tick.Stop()
				for {
					select {
					case after := <-sealed:
						if after != c.lasts {
							t.Errorf("sealed after %s, not %s", after, c.lasts)
						}
						return
					case <-tick.C:
						if time.Since(begun) <= c.streams {
							l.mu.Lock()
							l.fresh += streaming / 5
							l.mu.Unlock()
						}
					}
				}
			})
		})
	}
}

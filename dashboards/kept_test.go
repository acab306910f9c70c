package dashboards_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"athar/dashboards"
	"athar/models"
	"athar/queries/disclosure"
)

// counted is a fake engine that counts what it is asked, from any number of readers.
type counted struct {
	*fakeEngine
	asked   atomic.Int64
	version atomic.Int64
	during  func() // called while it answers
}

func (e *counted) Answer(ctx context.Context, q models.Question) (disclosure.Released, error) {
	e.asked.Add(1)
	if e.during != nil {
		e.during()
	}
	return e.fakeEngine.Answer(ctx, q)
}

func (e *counted) Version() string { return time.Unix(e.version.Load(), 0).String() }

func (e *counted) reads(t *testing.T, h http.Handler, address string, headers ...string) (*httptest.ResponseRecorder, int64) {
	t.Helper()
	before := e.asked.Load()
	w := get(t, h, address, headers...)
	return w, e.asked.Load() - before
}

func TestKeptPages(t *testing.T) {
	e := &counted{fakeEngine: newFake(true)}
	h := serve(e)
	first, asked := e.reads(t, h, "/en/ministry")
	if first.Code != http.StatusOK || asked == 0 {
		t.Fatalf("%d after %d questions", first.Code, asked)
	}
	t.Run("a_page_is_made_once_a_version", func(t *testing.T) {
		again, asked := e.reads(t, h, "/en/ministry")
		if asked != 0 || again.Body.String() != first.Body.String() || again.Header().Get("Content-Security-Policy") != dashboards.ContentSecurityPolicy ||
			again.Header().Get("Content-Language") != "en" || again.Header().Get("Content-Type") != first.Header().Get("Content-Type") {
			t.Errorf("%d questions; %v", asked, again.Header())
		}
	})
	t.Run("a_browser_that_has_it_is_told_so", func(t *testing.T) {
		tag := first.Header().Get("ETag")
		same, _ := e.reads(t, h, "/en/ministry", "If-None-Match", `"other", W/`+tag)
		if tag == "" || same.Code != http.StatusNotModified || same.Body.Len() != 0 || same.Header().Get("Cache-Control") != "private, no-cache" {
			t.Errorf("%q: %d with %d bytes, %v", tag, same.Code, same.Body.Len(), same.Header())
		}
		if other, _ := e.reads(t, h, "/en/ministry", "If-None-Match", `"other"`); other.Code != http.StatusOK {
			t.Errorf("%d", other.Code)
		}
	})
	t.Run("language_address_file_and_host_tell_pages_apart", func(t *testing.T) {
		seen := map[string]string{first.Body.String(): "/en/ministry"}
		for _, address := range []string{"/ar/ministry", "/en/ministry?by=gender", "/en/ministry?by=region", "/en/ministry.csv", "/en/ministry.json", "/en/ministry/gap", "http://127.0.0.1:1/en/ministry"} {
			for range 2 {
				w := get(t, h, address)
				if other, is := seen[w.Body.String()]; w.Code != http.StatusOK || is && other != address {
					t.Errorf("%s: %d, the same as %s", address, w.Code, other)
				}
				seen[w.Body.String()] = address
			}
		}
	})
	t.Run("another_version_is_asked_anew", func(t *testing.T) {
		e.version.Add(1)
		if _, asked := e.reads(t, h, "/en/ministry"); asked == 0 {
			t.Error("the page of an earlier version was given")
		}
	})
	t.Run("errors_are_not_kept", func(t *testing.T) {
		e.version.Add(1)
		e.fail = &models.Error{Kind: models.Unfinished, Message: "Wait.", Ar: "انتظر."}
		if w := get(t, h, "/en/ministry"); w.Code != http.StatusServiceUnavailable || w.Header().Get("ETag") != "" {
			t.Errorf("%d %v", w.Code, w.Header())
		}
		e.fail = errors.New("broken")
		if w := get(t, h, "/en/ministry"); w.Code != http.StatusInternalServerError {
			t.Errorf("%d", w.Code)
		}
		e.fail = nil
		if w := get(t, h, "/en/ministry"); w.Code != http.StatusOK {
			t.Errorf("%d", w.Code)
		}
	})
	t.Run("what_changed_while_it_was_made_is_not_kept", func(t *testing.T) {
		e.version.Add(1)
		e.during = func() { e.version.Add(1) }
		get(t, h, "/en/school")
		e.during = nil
		if _, asked := e.reads(t, h, "/en/school"); asked == 0 {
			t.Error("a page that may mix two versions was kept")
		}
	})
	t.Run("readers_who_come_together_wait_for_one", func(t *testing.T) {
		_, alone := e.reads(t, h, "/en/provider")
		e.version.Add(1)
		e.during = func() { time.Sleep(time.Millisecond) } // so that all come while it is made
		before := e.asked.Load()
		var readers sync.WaitGroup
		for range 8 {
			readers.Go(func() {
				if w := get(t, h, "/en/provider"); w.Code != http.StatusOK {
					t.Errorf("%d", w.Code)
				}
			})
		}
		readers.Wait()
		e.during = nil
		if asked := e.asked.Load() - before; asked > alone {
			t.Errorf("%d questions for eight readers, %d for one", asked, alone)
		}
	})
	t.Run("a_reader_who_leaves_does_not_stop_the_next", func(t *testing.T) {
		e.version.Add(1)
		ctx, leave := context.WithCancel(t.Context())
		leave()
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/en/school", nil).WithContext(ctx))
		if w := get(t, h, "/en/school"); w.Code != http.StatusOK {
			t.Errorf("%d", w.Code)
		}
	})
}

func TestPagesAreMadeBeforeAnybodyAsks(t *testing.T) {
	e := &counted{fakeEngine: newFake(true)}
	h := serve(e)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	read := make(chan string, 100)
	go func() {
		defer close(ended)
		dashboards.KeepWarm(ctx, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h.ServeHTTP(w, r)
			read <- r.URL.Path
		}), "example.com", e.Version) // the host of httptest
	}()
	for range 2 * len(dashboards.Pages) {
		<-read
	}
	for _, p := range dashboards.Pages {
		if _, asked := e.reads(t, h, "/ar/"+p.Name); asked != 0 {
			t.Errorf("%s was asked for again", p.Name)
		}
	}
	stop()
	<-ended
}

package dashboards

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"athar/models"
)

// kept are the rendered pages and files of one version of everything they stand on. A page is the same for all readers,
// so its address, with the host it prints, is all that tells it from another: whoever is told apart one day belongs in
// the key. It is safe for concurrent use.
type kept struct {
	mu       sync.Mutex
	version  string
	bytes    int
	pages    map[string]rendered
	supplied *models.Supply
	making   map[string]chan struct{} // closed when whoever makes the page is done
}

// rendered is a page as it was answered.
type rendered struct {
	header http.Header
	body   []byte
}

// mostKeptBytes bounds the pages that are kept; what does not fit starts them anew.
const mostKeptBytes = 64 << 20

// at makes sure that only what stands on this version is left. The caller holds the lock.
func (k *kept) at(version string) {
	if k.version != version || k.pages == nil {
		k.version, k.bytes, k.pages, k.supplied = version, 0, map[string]rendered{}, nil
	}
}

// get finds a page of a version. Otherwise the caller makes it and then calls done, once; if somebody makes it already,
// their done is waited for.
func (k *kept) get(ctx context.Context, version, key string) (page rendered, found bool, done func(), err error) {
	for {
		k.mu.Lock()
		k.at(version)
		if page, found = k.pages[key]; found {
			k.mu.Unlock()
			return page, true, func() {}, nil
		}
		others, busy := k.making[key]
		if !busy {
			break
		}
		k.mu.Unlock()
		select {
		case <-others:
		case <-ctx.Done():
			return rendered{}, false, func() {}, ctx.Err()
		}
	}
	if k.making == nil {
		k.making = map[string]chan struct{}{}
	}
	made := make(chan struct{})
	k.making[key] = made
	k.mu.Unlock()
	return rendered{}, false, func() {
		k.mu.Lock()
		delete(k.making, key)
		k.mu.Unlock()
		close(made)
	}, nil
}

func (k *kept) put(version, key string, page rendered) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.version != version || len(page.body) > mostKeptBytes/8 {
		return
	}
	if k.bytes += len(key) + len(page.body); k.bytes > mostKeptBytes {
		clear(k.pages)
		k.bytes = len(key) + len(page.body)
	}
	k.pages[key] = page
}

// remembered answers with the page of the present version where it is kept. A page during whose making something
// changed is answered and not kept.
func (s *site) remembered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		version := s.engine.Version()
		key := c.Scheme() + "://" + c.Request().Host + c.Request().URL.RequestURI()
		page, found, done, err := s.kept.get(c.Request().Context(), version, key)
		if err != nil {
			return err
		}
		defer done()
		if !found {
			made, err := record(c, next)
			if err != nil {
				return err
			}
			page = rendered{made.header, made.body.Bytes()}
			if made.status != http.StatusOK {
				return answerWith(c, made.status, page)
			}
			sum := sha256.Sum256(page.body)
			page.header.Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
			page.header.Set("Cache-Control", "private, no-cache") // a browser may keep it, and asks each time whether it still holds
			if s.engine.Version() == version {
				s.kept.put(version, key, page)
			}
		}
		if holds(c.Request().Header.Get("If-None-Match"), page.header.Get("ETag")) {
			return answerWith(c, http.StatusNotModified, rendered{header: page.header})
		}
		return answerWith(c, http.StatusOK, page)
	}
}

// record lets a handler answer into memory.
func record(c echo.Context, next echo.HandlerFunc) (*recorder, error) {
	made, answer := &recorder{header: http.Header{}, status: http.StatusOK}, c.Response()
	defer c.SetResponse(answer)
	c.SetResponse(echo.NewResponse(made, c.Echo()))
	return made, next(c)
}

// holds reports whether a browser has the page already.
func holds(has, tag string) bool {
	for one := range strings.SplitSeq(has, ",") {
		if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == tag || one == "*" {
			return true
		}
	}
	return false
}

func answerWith(c echo.Context, status int, page rendered) error {
	for name, values := range page.header {
		c.Response().Header()[name] = values
	}
	c.Response().WriteHeader(status)
	if status == http.StatusNotModified {
		return nil
	}
	_, err := c.Response().Write(page.body)
	return err
}

// recorder takes what a handler answers.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header is that of the answer.
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader notes the status.
func (r *recorder) WriteHeader(status int) { r.status = status }

// Write notes the body.
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }

// supply is what has come in, asked once a version: every page tells of it.
func (s *site) supply(ctx context.Context) (models.Supply, error) {
	version := s.engine.Version()
	s.kept.mu.Lock()
	s.kept.at(version)
	known := s.kept.supplied
	s.kept.mu.Unlock()
	if known != nil {
		return *known, nil
	}
	supply, err := s.engine.Supply(ctx)
	if err == nil && s.engine.Version() == version {
		s.kept.mu.Lock()
		if s.kept.version == version {
			s.kept.supplied = &supply
		}
		s.kept.mu.Unlock()
	}
	return supply, err
}

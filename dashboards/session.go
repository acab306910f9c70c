package dashboards

import (
	"crypto/rand"
	"crypto/subtle"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"athar/dashboards/words"
	"athar/models"
)

// A data officer shows the token once, in a form, and has a session from then
// on: a cookie that scripts cannot read and other sites cannot send. Whatever
// changes something must come from one of our own pages besides (the browser
// says so, and the form carries a word that only the page knows). Neither token
// nor session stands in any address.

const (
	sessionCookie = "athar_session"
	sessionKept   = 8 * time.Hour
	mostSessions  = 64
)

// session is one signed-in browser.
type session struct {
	form    string // the word that its forms carry
	expires time.Time
}

type sessions struct {
	mu    sync.Mutex
	token string
	open  map[string]session
}

func newSessions(token string) *sessions {
	return &sessions{token: token, open: map[string]session{}}
}

// begin opens a session for whoever shows the token.
func (s *sessions) begin(c echo.Context, token string) bool {
	if s.token == "" || subtle.ConstantTimeCompare([]byte(token), []byte(s.token)) != 1 {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	for id, known := range s.open {
		if now.After(known.expires) || len(s.open) >= mostSessions {
			delete(s.open, id)
		}
	}
	id := rand.Text()
	s.open[id] = session{form: rand.Text(), expires: now.Add(sessionKept)}
	c.SetCookie(&http.Cookie{Name: sessionCookie, Value: id, Path: "/", MaxAge: int(sessionKept / time.Second), HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: c.IsTLS()})
	return true
}

// end closes the session of a request.
func (s *sessions) end(c echo.Context) {
	if cookie, err := c.Cookie(sessionCookie); err == nil {
		s.mu.Lock()
		delete(s.open, cookie.Value)
		s.mu.Unlock()
	}
	c.SetCookie(&http.Cookie{Name: sessionCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode})
}

// of gives the session of a request, if it has one.
func (s *sessions) of(c echo.Context) (session, bool) {
	cookie, err := c.Cookie(sessionCookie)
	if err != nil {
		return session{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	known, ok := s.open[cookie.Value]
	if !ok || time.Now().After(known.expires) {
		delete(s.open, cookie.Value)
		return session{}, false
	}
	return known, true
}

func refused(key string) error {
	return &models.Error{Kind: models.Refused, Message: words.Say(models.English, key), Ar: words.Say(models.Arabic, key)}
}

var crossOrigin http.CrossOriginProtection

// ours refuses what another site has a browser send.
func ours(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if crossOrigin.Check(c.Request()) != nil {
			return refused("session.foreign")
		}
		return next(c)
	}
}

// heardOut reads the rest of a body that was refused, up to so many bytes: a browser shows an answer only once it was
// heard out.
func heardOut(most int64) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			body := c.Request().Body
			err := next(c)
			if err != nil {
				_, _ = io.Copy(io.Discard, io.LimitReader(body, most))
			}
			return err
		}
	}
}

// matches reports whether a form carries the session's word.
func (s session) matches(word string) bool {
	return subtle.ConstantTimeCompare([]byte(word), []byte(s.form)) == 1
}

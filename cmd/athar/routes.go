package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"athar/dashboards"
	"athar/ingest"
	"athar/models"
	"athar/queries"
	"athar/queries/disclosure"
	"athar/queries/summarise"
)

//go:embed openapi.json
var openAPI []byte

// reader is the engine as the pages see it, with what the road in knows of
// its feeds.
type reader struct {
	*queries.Engine
	intake *ingest.Intake
}

// Supply is the state of what comes in.
func (r reader) Supply(ctx context.Context) (models.Supply, error) {
	awaiting, err := r.intake.AwaitingCounts(ctx)
	if err != nil {
		return models.Supply{}, err
	}
	return r.Engine.Supply(ctx, r.intake.Tallies(), awaiting)
}

// Version is another one whenever a page may tell something else. Each minute is
// one: a feed falls silent at a moment, without anybody doing anything.
func (r reader) Version() string {
	return fmt.Sprintf("%s.%d.%d", r.Engine.Version(), r.intake.Changes(), time.Now().Unix()/60)
}

// desk is the road in as the data officer's pages see it.
type desk struct{ *ingest.Intake }

// Told is what an upload would change of what is published.
func (d desk) Told(id string) (disclosure.Changes, error) {
	found, err := d.UploadChanges(id)
	changes, _ := found.(disclosure.Changes)
	return changes, err
}

// routes wires pages, API, health and metrics together.
func (p *program) routes(o *opened, token string) http.Handler { return headAsGet(p.echo(o, token)) }

func (p *program) echo(o *opened, token string) *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = p.fail
	metrics := newMetrics(o)
	e.Use(numbered, metrics.observe, p.logRequests, p.recovered(), careful, patient, onlyLocalHosts)
	api := e.Group("/api/v1")
	o.intake.Register(api, func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if !allowed(c.Request(), token) {
				c.Response().Header().Set("WWW-Authenticate", `Bearer realm="athar"`)
				return echo.ErrUnauthorized
			}
			return next(c)
		}
	})
	o.engine.Register(api)
	dashboards.Register(e, reader{o.engine, o.intake}, dashboards.Options{Desk: desk{o.intake}, Token: token, Admit: o.intake.Admit,
		Summarise: func(table io.Reader, beside models.Bringing) (models.Brought, error) {
			return summarise.Table(table, summarise.Options{Bringing: beside})
		}})
	e.GET("/api/openapi.json", func(c echo.Context) error { return c.JSONBlob(http.StatusOK, openAPI) })
	e.GET("/healthz", func(c echo.Context) error { return c.String(http.StatusOK, "ok\n") })
	e.GET("/readyz", func(c echo.Context) error { return c.String(http.StatusOK, "ready\n") })
	e.GET("/metrics", echo.WrapHandler(metrics.handler()))
	return e
}

// onlyLocalHosts refuses requests that name another host, so that a page
// elsewhere cannot have this service answer under its own name.
func onlyLocalHosts(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		host := c.Request().Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		if ip := net.ParseIP(strings.Trim(host, "[]")); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return echo.NewHTTPError(http.StatusMisdirectedRequest)
		}
		return next(c)
	}
}

// headAsGet answers HEAD as GET; the server leaves the body out. The request is
// copied, as the server still needs to know what it was.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = r.WithContext(r.Context())
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// recovered turns a panic into an error, logged without what it was about.
func (p *program) recovered() echo.MiddlewareFunc {
	return middleware.RecoverWithConfig(middleware.RecoverConfig{StackSize: 8 << 10, LogErrorFunc: func(c echo.Context, err error, stack []byte) error {
		p.log.Error("panic", "request", idOf(c), "method", method(c), "route", c.Path(), "stack", string(stack))
		return errors.New("panic")
	}})
}

// careful sets what every answer carries unless its handler says otherwise:
// nothing may be guessed, embedded, kept in caches or told to other sites.
func careful(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		maps.Copy(c.Response().Header(), carefully) // who sets one puts another list in its place
		return next(c)
	}
}

var carefully = http.Header{
	"Content-Security-Policy":      {"default-src 'none'; frame-ancestors 'none'; base-uri 'none'"},
	"X-Content-Type-Options":       {"nosniff"},
	"Referrer-Policy":              {"same-origin"},
	"Cross-Origin-Resource-Policy": {"same-origin"},
	"Cross-Origin-Opener-Policy":   {"same-origin"},
	"Cache-Control":                {"no-store"},
}

// slowest is how long a sender may stay silent in the middle of a body, and
// how long a reader may take to accept an answer.
var slowest = 30 * time.Second // shorter in tests

// slowestRate is how many bytes a second a body must bring on average, once it
// has had a while: a tenth of what the poorest mobile network gives.
const slowestRate = 256

// patient ends requests whose body stops coming or only trickles, or whose
// answer is not taken. A long delivery that keeps coming may take as long as it
// needs.
func patient(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		connection := http.NewResponseController(c.Response().Writer)
		body := &patientBody{ReadCloser: c.Request().Body, connection: connection, begun: time.Now(), ended: c.Request().ContentLength == 0}
		// A copy: the server looks at its own to tell whether the rest of a refused body is worth waiting for.
		request := c.Request().WithContext(c.Request().Context())
		request.Body = body
		c.SetRequest(request)
		c.Response().Before(func() {
			_ = connection.SetWriteDeadline(time.Now().Add(4 * slowest))
			if !body.ended {
				_ = connection.SetReadDeadline(time.Now().Add(slowest))
			}
		})
		return next(c)
	}
}

type patientBody struct {
	io.ReadCloser
	connection *http.ResponseController
	begun      time.Time
	read       int64
	ended      bool
}

func (b *patientBody) Read(p []byte) (int, error) {
	if late := time.Since(b.begun) - 2*slowest; float64(b.read) < late.Seconds()*slowestRate {
		_ = b.connection.SetReadDeadline(time.Now()) // the server is not to wait for the rest either
		return 0, os.ErrDeadlineExceeded
	}
	_ = b.connection.SetReadDeadline(time.Now().Add(slowest)) // not every connection has one, as in tests
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	if b.ended = err == io.EOF; b.ended { // after any other error the server must not wait for the rest either
		_ = b.connection.SetReadDeadline(time.Time{})
	}
	return n, err
}

// method is the request's method, if it is one that exists: the log and the
// metrics hold no words of a stranger.
func method(c echo.Context) string {
	switch m := c.Request().Method; m {
	case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}

// logRequests logs route and status; the address itself may hold what a
// person asked.
func (p *program) logRequests(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		begun := time.Now()
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		if ctx := c.Request().Context(); p.log.Enabled(ctx, slog.LevelInfo) {
			p.log.Log(ctx, slog.LevelInfo, "request", "request", idOf(c), "method", method(c), "route", c.Path(),
				"status", c.Response().Status, "seconds", time.Since(begun).Seconds())
		}
		return nil
	}
}

// problemDocument is an error as RFC 9457 has it.
type problemDocument struct {
	Type     string `json:"type"`
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Detail   string `json:"detail,omitempty"`
	DetailAr string `json:"detail_ar,omitempty"`
}

// fail is the edge: the one place where an error becomes a status and is
// logged.
func (p *program) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	status, text := http.StatusInternalServerError, said[http.StatusInternalServerError]
	if e, ok := errors.AsType[*models.Error](err); ok && statuses[e.Kind] != 0 {
		status, text = statuses[e.Kind], e.Text()
	} else if h, ok := errors.AsType[*echo.HTTPError](err); ok {
		status, text = h.Code, said[h.Code]
	} else if errors.Is(err, os.ErrDeadlineExceeded) {
		status, text = http.StatusRequestTimeout, said[http.StatusRequestTimeout]
	} else if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.Canceled) {
		status, text = http.StatusBadRequest, said[http.StatusBadRequest] // the sender went away: nobody reads this
	}
	if status == http.StatusInternalServerError {
		p.log.Error("request failed", "request", idOf(c), "method", method(c), "route", c.Path(), "error", err)
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	if status == http.StatusServiceUnavailable {
		c.Response().Header().Set("Retry-After", "5")
	}
	if dashboards.WantsPage(c) {
		if dashboards.ErrorPage(c, status, err) == nil {
			return
		}
	}
	c.Response().Header().Set(echo.HeaderContentType, "application/problem+json")
	c.Response().WriteHeader(status)
	_ = c.Echo().JSONSerializer.Serialize(c, problemDocument{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: text.En, DetailAr: text.Ar}, "")
}

// said is what a status means where no error says more.
var said = map[int]models.Text{
	http.StatusBadRequest:            {En: "The request cannot be read.", Ar: "تتعذر قراءة الطلب."},
	http.StatusUnauthorized:          {En: "Posting needs the token that `athar token` prints, as Authorization: Bearer TOKEN.", Ar: "يحتاج الإرسال إلى الرمز الذي يطبعه `athar token` بالصيغة Authorization: Bearer TOKEN."},
	http.StatusNotFound:              {En: "There is nothing at this address; /api/openapi.json lists what there is.", Ar: "لا يوجد شيء في هذا العنوان؛ يسرد ‎/api/openapi.json ما هو موجود."},
	http.StatusMethodNotAllowed:      {En: "This address does not take this method; the Allow header says which.", Ar: "لا يقبل هذا العنوان هذه الطريقة؛ انظر الترويسة Allow."},
	http.StatusRequestTimeout:        {En: "The body stopped coming.", Ar: "توقف وصول المرسَل."},
	http.StatusRequestEntityTooLarge: {En: "The body is too large.", Ar: "حجم المرسَل أكبر من المسموح."},
	http.StatusMisdirectedRequest:    {En: "This service answers on this machine only, under localhost or a loopback address.", Ar: "تجيب هذه الخدمة على هذا الجهاز فقط، باسم localhost أو عنوان محلي."},
	http.StatusInternalServerError:   {En: "Something went wrong on our side; it has been logged.", Ar: "حدث خطأ من جانبنا، وقد سُجّل."},
}

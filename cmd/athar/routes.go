package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"athar/dashboards"
	"athar/ingest"
	"athar/models"
	"athar/queries"
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
	return r.Engine.Supply(ctx, r.intake.Receipts(), awaiting)
}

// routes wires pages, API, health and metrics together.
func (p *program) routes(o *opened, token string) http.Handler {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = p.fail
	registry := prometheus.NewRegistry()
	counts := newMetrics(registry, reader{o.engine, o.intake})
	e.Use(middleware.Recover(), onlyLocalHosts, counts.observe, p.logRequests)
	api := e.Group("/api/v1")
	o.intake.Register(api, func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if !allowed(c.Request(), token) {
				c.Response().Header().Set("WWW-Authenticate", `Bearer realm="athar"`)
				return echo.NewHTTPError(http.StatusUnauthorized, "Posting needs the token that `athar token` prints.")
			}
			return next(c)
		}
	})
	o.engine.Register(api)
	dashboards.Register(e, reader{o.engine, o.intake}, dashboards.Options{})
	e.GET("/api/openapi.json", func(c echo.Context) error { return c.JSONBlob(http.StatusOK, openAPI) })
	e.GET("/healthz", func(c echo.Context) error { return c.String(http.StatusOK, "ok\n") })
	e.GET("/readyz", func(c echo.Context) error { return c.String(http.StatusOK, "ready\n") })
	e.GET("/metrics", echo.WrapHandler(promhttp.HandlerFor(registry, promhttp.HandlerOpts{})))
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
			return echo.NewHTTPError(http.StatusMisdirectedRequest, "This service answers on this machine only.")
		}
		return next(c)
	}
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
		p.log.Log(c.Request().Context(), slog.LevelInfo, "request", "method", c.Request().Method, "route", c.Path(),
			"status", c.Response().Status, "seconds", time.Since(begun).Seconds())
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
	status, text := http.StatusInternalServerError, models.Text{En: "Something went wrong on our side; it has been logged.", Ar: "حدث خطأ من جانبنا، وقد سُجّل."}
	if e, ok := errors.AsType[*models.Error](err); ok {
		status, text = statuses[e.Kind], e.Text()
	} else if h, ok := errors.AsType[*echo.HTTPError](err); ok {
		status, text = h.Code, models.Text{En: fmt.Sprint(h.Message)}
	} else if errors.Is(err, context.Canceled) {
		status = 499 // the sender went away
	}
	if status == http.StatusInternalServerError {
		p.log.Error("request failed", "method", c.Request().Method, "route", c.Path(), "error", err)
	}
	if status == http.StatusServiceUnavailable {
		c.Response().Header().Set("Retry-After", "5")
	}
	if wantsPage(c.Request()) {
		if dashboards.ErrorPage(c, status, err) == nil {
			return
		}
	}
	c.Response().Header().Set(echo.HeaderContentType, "application/problem+json")
	c.Response().WriteHeader(status)
	_ = c.Echo().JSONSerializer.Serialize(c, problemDocument{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: text.En, DetailAr: text.Ar}, "")
}

// wantsPage reports whether a request is for a page rather than for data.
func wantsPage(r *http.Request) bool {
	path := r.URL.Path
	return (strings.HasPrefix(path, "/en") || strings.HasPrefix(path, "/ar")) && !strings.Contains(path[max(strings.LastIndex(path, "/"), 0):], ".")
}

// metrics are what a person on call looks at.
type metrics struct {
	requests *prometheus.HistogramVec
}

func newMetrics(registry *prometheus.Registry, r reader) *metrics {
	m := &metrics{requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "athar_http_seconds", Help: "Seconds a request took, by route and status.",
		Buckets: []float64{.005, .02, .05, .1, .25, .5, 1, 2.5, 10, 60}}, []string{"method", "route", "status"})}
	registry.MustRegister(m.requests, &supplyMetrics{r})
	return m
}

func (m *metrics) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		begun := time.Now()
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		m.requests.WithLabelValues(c.Request().Method, c.Path(), strconv.Itoa(c.Response().Status)).Observe(time.Since(begun).Seconds())
		return nil
	}
}

// supplyMetrics tells the state of the feeds whenever it is asked.
type supplyMetrics struct{ reader reader }

var (
	descVersion  = prometheus.NewDesc("athar_data_version", "The last commit that changed data.", nil, nil)
	descRecords  = prometheus.NewDesc("athar_records", "Current records.", []string{"feed", "kind"}, nil)
	descAwaiting = prometheus.NewDesc("athar_rows_awaiting_correction", "Rows awaiting correction.", []string{"feed", "kind"}, nil)
	descSilent   = prometheus.NewDesc("athar_feed_silent", "1 where a delivery is overdue.", []string{"feed", "kind"}, nil)
	descBatches  = prometheus.NewDesc("athar_batches_total", "Batches received.", []string{"feed", "kind"}, nil)
	descBehind   = prometheus.NewDesc("athar_warehouse_behind", "Commits the warehouse is behind the lake.", nil, nil)
)

// Describe names the metrics.
func (s *supplyMetrics) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descVersion, descRecords, descAwaiting, descSilent, descBatches, descBehind} {
		out <- d
	}
}

// Collect tells their values now.
func (s *supplyMetrics) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	supply, err := s.reader.Supply(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(descVersion, err)
		return
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	gauge(descVersion, float64(supply.Commit))
	gauge(descBehind, float64(s.reader.Behind()))
	for _, f := range supply.Feeds {
		silent := 0.0
		if f.Silent {
			silent = 1
		}
		gauge(descRecords, float64(f.Records), f.Feed, f.Kind)
		gauge(descAwaiting, float64(f.Awaiting), f.Feed, f.Kind)
		gauge(descSilent, silent, f.Feed, f.Kind)
		out <- prometheus.MustNewConstMetric(descBatches, prometheus.CounterValue, float64(f.Batches), f.Feed, f.Kind)
	}
}

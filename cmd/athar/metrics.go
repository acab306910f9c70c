package main

import (
	"context"
	"io/fs"
	"net/http"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"athar/models"
)

// metrics are what a person on call looks at. They are told from memory and
// from the folder, never from the warehouse, so that they are told also when it
// is busy. Labels are routes as patterns, kinds and declared feeds: there are
// as many as somebody wrote down, and none holds a value from the data.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	now      prometheus.Gauge
}

func newMetrics(o *opened) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "athar_http_request_duration_seconds", Help: "How long requests took, by route and status.",
			Buckets: []float64{.005, .02, .05, .1, .25, .5, 1, 2.5, 10, 60}}, []string{"method", "route", "status"}),
		now: prometheus.NewGauge(prometheus.GaugeOpts{Name: "athar_http_requests_in_flight", Help: "Requests that are being answered now."}),
	}
	m.registry.MustRegister(m.requests, m.now, o.steps.durations, &standing{o}, buildInfo(),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

func (m *metrics) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		begun := time.Now()
		m.now.Inc()
		defer m.now.Dec()
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		m.requests.WithLabelValues(method(c), c.Path(), strconv.Itoa(c.Response().Status)).Observe(time.Since(begun).Seconds())
		return nil
	}
}

// buildInfo says which program runs.
func buildInfo() prometheus.Collector {
	revision := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = s.Value
			}
		}
	}
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "athar_build_info", Help: "1, with the revision the program was built from.",
		ConstLabels: prometheus.Labels{"revision": revision}}, func() float64 { return 1 })
}

// steps measures what a commit is made of.
type steps struct{ durations *prometheus.HistogramVec }

func newSteps() *steps {
	return &steps{prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "athar_step_duration_seconds",
		Help:    "How long the steps of taking a batch in took: compare (with what is known), commit (to the lake), refresh (of the warehouse).",
		Buckets: []float64{.005, .02, .05, .1, .25, .5, 1, 2.5, 10, 60, 300}}, []string{"step"})}
}

func (s *steps) took(step string, d time.Duration) {
	s.durations.WithLabelValues(step).Observe(d.Seconds())
}

// standing is how the workspace stands at the moment it is asked.
type standing struct{ *opened }

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

var (
	descVersion      = desc("athar_data_version", "The last commit that changed data.")
	descBehind       = desc("athar_warehouse_behind_commits", "Commits the warehouse is behind the lake.")
	descLast         = desc("athar_last_commit_timestamp_seconds", "When something was last taken into the lake; 0 if nothing ever was.")
	descBatches      = desc("athar_batches_total", "Batches by what became of them: taken, or rejected whole.", "feed", "kind", "outcome")
	descRows         = desc("athar_rows_total", "Rows of batches by what became of them: accepted, unchanged or set_aside.", "feed", "kind", "outcome")
	descAwaiting     = desc("athar_rows_awaiting_correction", "Rows set aside that nobody has corrected yet.", "feed")
	descSilent       = desc("athar_feed_silent", "1 where a feed with a rhythm is overdue, 0 where it is not.", "feed", "kind")
	descPosts        = desc("athar_posts_waiting", "Posts received that have no receipt yet.")
	descPostsBytes   = desc("athar_posts_waiting_bytes", "Disk set apart for the bodies of posts that have no receipt yet.")
	descUnsealed     = desc("athar_posts_unsealed", "Posts acknowledged, and safe on disk, that readers do not see yet.")
	descLakeFiles    = desc("athar_lake_files", "Data files of a table of the lake.", "table")
	descLakeBytes    = desc("athar_lake_bytes", "Bytes in data files of a table of the lake.", "table")
	descWarehouse    = desc("athar_warehouse_bytes", "Bytes of the warehouse and of the index of receipts, which can be made anew.")
	descTemporary    = desc("athar_temporary_bytes", "Bytes of temporary files in the workspace.")
	descFree         = desc("athar_disk_free_bytes", "Bytes free on the disk of the workspace.")
	descriptions     = []*prometheus.Desc{descVersion, descBehind, descLast, descBatches, descRows, descAwaiting, descSilent, descPosts, descPostsBytes, descUnsealed, descLakeFiles, descLakeBytes, descWarehouse, descTemporary, descFree}
	otherFeeds       = "posted" // the feed of records posted under a source that no package declares
	awaitingPatience = 2 * time.Second
)

// Describe names the metrics.
func (s *standing) Describe(out chan<- *prometheus.Desc) {
	for _, d := range descriptions {
		out <- d
	}
}

// Collect tells their values now.
func (s *standing) Collect(out chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	gauge(descVersion, float64(s.engine.DataVersion()))
	gauge(descBehind, float64(s.engine.Behind()))
	waiting := s.intake.Waiting()
	gauge(descPosts, float64(waiting.Posts))
	gauge(descPostsBytes, float64(waiting.Bytes))
	gauge(descUnsealed, float64(s.intake.Unsealed()))
	for _, t := range s.lake.Tables() {
		var bytes int64
		files := s.lake.Files(t.Name, 0, -1)
		for _, f := range files {
			bytes += f.Bytes
		}
		gauge(descLakeFiles, float64(len(files)), t.Name)
		gauge(descLakeBytes, float64(bytes), t.Name)
	}
	warehouse, temporary := diskUse(s.dir)
	gauge(descWarehouse, float64(warehouse))
	gauge(descTemporary, float64(temporary))
	if free, ok := s.intake.DiskFree(); ok {
		gauge(descFree, float64(free))
	}
	s.feeds(gauge, func(d *prometheus.Desc, v int64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(v), labels...)
	})
}

// feeds tells what came of each feed.
func (s *standing) feeds(gauge func(*prometheus.Desc, float64, ...string), counter func(*prometheus.Desc, int64, ...string)) {
	declared := s.intake.Workspace().Feeds
	named := func(feed string) string {
		if slices.ContainsFunc(declared, func(f models.Feed) bool { return f.Name == feed }) {
			return feed
		}
		return otherFeeds
	}
	type labels struct{ feed, kind, outcome string }
	batches, rows := map[labels]int64{}, map[labels]int64{}
	var last time.Time
	for _, t := range s.intake.Tallies() {
		feed := named(t.Feed)
		batches[labels{feed, t.Kind, "taken"}] += t.Batches - t.Refused
		batches[labels{feed, t.Kind, "rejected"}] += t.Refused
		rows[labels{feed, t.Kind, "accepted"}] += t.Accepted
		rows[labels{feed, t.Kind, "unchanged"}] += t.Unchanged
		rows[labels{feed, t.Kind, "set_aside"}] += t.SetAside
		if t.ChangedAt.After(last) {
			last = t.ChangedAt
		}
	}
	for l, n := range batches {
		counter(descBatches, n, l.feed, l.kind, l.outcome)
	}
	for l, n := range rows {
		counter(descRows, n, l.feed, l.kind, l.outcome)
	}
	if last.IsZero() {
		gauge(descLast, 0)
	} else {
		gauge(descLast, float64(last.UnixMilli())/1000)
	}
	silent := s.intake.Silent(time.Now())
	for _, f := range declared {
		if f.Every == "" {
			continue
		}
		v := 0.0
		if slices.ContainsFunc(silent, func(x models.Silence) bool { return x.Feed == f.Name && x.Kind == f.Kind }) {
			v = 1
		}
		gauge(descSilent, v, f.Name, f.Kind)
	}
	ctx, cancel := context.WithTimeout(context.Background(), awaitingPatience)
	defer cancel()
	awaiting, err := s.intake.AwaitingCounts(ctx)
	if err != nil {
		return // what is known otherwise is told all the same
	}
	sums := map[string]int64{}
	for feed, n := range awaiting {
		sums[named(feed)] += n
	}
	for feed, n := range sums {
		gauge(descAwaiting, float64(n), feed)
	}
}

// diskUse is what the files of a workspace that can be made anew, and those
// that go by themselves, take.
func diskUse(dir string) (warehouse, temporary int64) {
	filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil // it went meanwhile
		}
		under, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(path, dir), string(filepath.Separator)), string(filepath.Separator))
		if e.IsDir() {
			if under == "lake" || under == "keys" {
				return fs.SkipDir
			}
			return nil
		}
		info, err := e.Info()
		switch {
		case err != nil:
		case slices.Contains([]string{"warehouse.duckdb", "warehouse.duckdb.wal", "receipts.db", "receipts.db-wal", "receipts.db-shm"}, under):
			warehouse += info.Size()
		default:
			temporary += info.Size()
		}
		return nil
	})
	return warehouse, temporary
}

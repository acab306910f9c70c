package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// scrape reads the metrics as Prometheus does.
func (s *service) scrape() map[string]*dto.MetricFamily {
	s.t.Helper()
	r := s.get("/metrics")
	if r.status != 200 {
		s.t.Fatalf("metrics are answered %d: %s", r.status, r.body)
	}
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(r.body))
	if err != nil {
		s.t.Fatal(err)
	}
	return families
}

// value is one metric's, by its labels as "name=value".
func value(t *testing.T, families map[string]*dto.MetricFamily, name string, labels ...string) float64 {
	t.Helper()
	for _, m := range families[name].GetMetric() {
		var have []string
		for _, l := range m.GetLabel() {
			have = append(have, l.GetName()+"="+l.GetValue())
		}
		slices.Sort(have)
		slices.Sort(labels)
		if slices.Equal(have, labels) {
			switch {
			case m.Counter != nil:
				return m.Counter.GetValue()
			case m.Histogram != nil:
				return float64(m.Histogram.GetSampleCount())
			}
			return m.Gauge.GetValue()
		}
	}
	t.Errorf("there is no %s with %v", name, labels)
	return -1
}

// TestMetrics: what somebody on call reads is there, is right, follows the
// rules of the trade, and has no more series than was declared.
func TestMetrics(t *testing.T) {
	s := serving(t, "testdata/tiny")
	before := s.scrape()
	records := "/api/v1/records/people?source="
	for i := range 30 { // sources that no package declares
		s.post(fmt.Sprint(records, "web", i), "text/csv", fmt.Appendf(nil, "person_id,grade\n%s%d,4\n", secret, i)).receipt(t, 201)
	}
	s.post(records+"web", "text/csv", []byte("person_id,birth_year\n"+secret+",never\n")).receipt(t, 422)
	good := "person_id,birth_year\n" + strings.Repeat("x", 5) + "never,never\n"
	for i := range 20 {
		good += fmt.Sprintf("y%d,2014\n", i)
	}
	s.post(records+"web", "text/csv", []byte(good)).receipt(t, 201)
	s.get("/nowhere/" + secret)
	s.get("/api/v1/answers/people?by=" + secret)
	after := s.scrape()
	for _, c := range []struct {
		name   string
		change float64
		labels []string
	}{
		{"athar_batches_total", 31, []string{"feed=posted", "kind=people", "outcome=taken"}},
		{"athar_batches_total", 1, []string{"feed=posted", "kind=people", "outcome=rejected"}},
		{"athar_rows_total", 50, []string{"feed=posted", "kind=people", "outcome=accepted"}},
		{"athar_rows_total", 1, []string{"feed=posted", "kind=people", "outcome=set_aside"}},
		{"athar_rows_awaiting_correction", 1, []string{"feed=posted"}},
		{"athar_warehouse_behind_commits", 0, nil},
		{"athar_posts_waiting", 0, nil},
		{"athar_http_request_duration_seconds", 31, []string{"method=POST", "route=/api/v1/records/:kind", "status=201"}},
		{"athar_http_request_duration_seconds", 1, []string{"method=POST", "route=/api/v1/records/:kind", "status=422"}},
	} {
		had := 0.0
		if c.name != "athar_batches_total" && c.name != "athar_rows_total" && c.name != "athar_rows_awaiting_correction" && c.name != "athar_http_request_duration_seconds" {
			had = value(t, before, c.name, c.labels...)
		}
		if got := value(t, after, c.name, c.labels...) - had; got != c.change {
			t.Errorf("%s %v rose by %v, not by %v", c.name, c.labels, got, c.change)
		}
	}
	for name, labels := range map[string][]string{"athar_data_version": nil, "athar_last_commit_timestamp_seconds": nil, "athar_disk_free_bytes": nil, "athar_warehouse_bytes": nil, "athar_build_info": nil,
		"athar_lake_files": {"table=people"}, "athar_lake_bytes": {"table=people"}, "process_resident_memory_bytes": nil, "go_goroutines": nil, "athar_http_requests_in_flight": nil} {
		if name == "athar_build_info" {
			if len(after[name].GetMetric()) != 1 {
				t.Error("it is not said which program runs")
			}
		} else if value(t, after, name, labels...) <= 0 {
			t.Errorf("%s is not told", name)
		}
	}
	for _, step := range []string{"compare", "commit", "refresh"} {
		if value(t, after, "athar_step_duration_seconds", "step="+step) <= value(t, before, "athar_step_duration_seconds", "step="+step) {
			t.Errorf("the step %s is not measured", step)
		}
	}
	// Every series but those of a status not seen before was there already: none grew with what strangers sent.
	allowed := map[string][]string{"athar_batches_total": {"feed", "kind", "outcome"}, "athar_rows_total": {"feed", "kind", "outcome"}, "athar_http_request_duration_seconds": {"method", "route", "status"}}
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if !strings.HasPrefix(name, "athar_") {
			continue
		}
		if n, m := len(before[name].GetMetric()), len(after[name].GetMetric()); m > n+8 {
			t.Errorf("%s has %d series more than before", name, m-n)
		}
		for _, l := range after[name].GetMetric()[0].GetLabel() {
			if !slices.Contains(append(allowed[name], "feed", "kind", "table", "step", "revision"), l.GetName()) {
				t.Errorf("%s has a label %s", name, l.GetName())
			}
		}
		if after[name].GetHelp() == "" {
			t.Errorf("%s does not say what it is", name)
		}
	}
	body := s.get("/metrics").body
	if bytes.Contains(body, []byte(secret)) {
		t.Error("a metric shows a value")
	}
	problems, err := promlint.New(bytes.NewReader(body)).Lint()
	if err != nil || len(problems) > 0 {
		t.Errorf("promlint: %v %v", problems, err)
	}
}

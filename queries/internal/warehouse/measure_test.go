package warehouse

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"athar/ingest/lake"
	"athar/models"
)

// TestMeasure prints what a rebuild and a small refresh take at ATHAR_PARTICIPATIONS participations.
func TestMeasure(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("ATHAR_PARTICIPATIONS"))
	if n == 0 {
		t.Skip("set ATHAR_PARTICIPATIONS to measure")
	}
	p := newPaper(t, declare(t, school))
	people := n / 5
	add := func(kind, query string) {
		p.last++
		path := filepath.Join(p.dir, fmt.Sprintf("%s-%d.parquet", kind, p.last))
		p.write(t, query, path)
		p.files[kind] = append(p.files[kind], lake.File{Path: path, Commit: p.last})
	}
	head := func(feed string) string {
		return fmt.Sprintf("SELECT %d::BIGINT AS _commit, i AS _seq, 'put' AS _op, '%s' AS _feed, 't' AS source, uuid() AS _batch, ", p.last+1, feed)
	}
	person := func(i string) string { return "md5('p' || (" + i + "))::UUID" }
	visit := func(i string) string {
		return "md5('r' || " + i + ")::UUID AS record_id, " + person("hash("+i+")%"+fmt.Sprint(people)) + " AS person_id, 't:o' || (hash(" + i + "*7)%2000) AS opportunity_id, " +
			"['applied','enrolled','attended'][1 + (hash(" + i + "*3)%3)::INT] AS stage, DATE '2020-01-05' + (hash(" + i + "*5)%700)::INT AS occurred_on, 30.0 + i%7 AS minutes, ['low','high'][1 + i%2] AS band"
	}
	add("schools", head("s")+"'t:s' || i AS school_id, 'government' AS type FROM range(400) t(i)")
	add("opportunities", head("o")+"'t:o' || i AS opportunity_id, 't:p' || i%50 AS provider_id, 'x' AS title_en, ['museum','arts|science'][1 + i%2] AS category, DATE '2020-01-05' + (i%700)::INT AS starts_on FROM range(2000) t(i)")
	add("people", head("roster")+person("i//2")+" AS person_id, DATE '2020-01-01' + 366 * (i%2)::INT AS valid_from, 't:s' || (i//2)%400 AS school_id, 'F' AS gender, (i%12)::VARCHAR AS grade FROM range("+fmt.Sprint(2*people)+") t(i)")
	add("participations", head("visits")+visit("i")+" FROM range("+fmt.Sprint(n)+") t(i)")
	add("credentials", head("awards")+"md5('c' || i)::UUID AS record_id, "+person("i")+" AS person_id, 't:o' || i%2000 AS opportunity_id, 'Badge' AS title, DATE '2020-06-05' AS awarded_on FROM range("+fmt.Sprint(n/20)+") t(i)")

	path := filepath.Join(t.TempDir(), "warehouse.duckdb")
	timed := func(what string, do func() error) {
		start := time.Now()
		if err := do(); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %v", what, time.Since(start).Round(time.Millisecond))
	}
	var w *Warehouse
	options := Options{Threads: 2, Memory: "2GB"}
	timed("rebuild", func() (err error) { w, err = Open(context.Background(), path, p, p.workspace, options); return })
	defer w.Close()
	if info, err := os.Stat(path); err == nil {
		t.Logf("file: %d MB", info.Size()>>20)
	}
	for range 3 {
		add("participations", head("visits")+visit("i + "+fmt.Sprint(n)+"*"+fmt.Sprint(p.last))+" FROM range(1000) t(i)")
		timed("refresh with 1,000 new", func() error { return w.Refresh(context.Background(), p.workspace) })
	}
	add("participations", head("visits")+visit("i")+" FROM range(1000) t(i)")
	timed("refresh with 1,000 replaced", func() error { return w.Refresh(context.Background(), p.workspace) })
	add("opportunities", head("o")+"'t:o' || i AS opportunity_id, 't:p1' AS provider_id, 'x' AS title_en, DATE '2020-03-05' AS starts_on FROM range(10) t(i)")
	timed("refresh with 10 opportunities", func() error { return w.Refresh(context.Background(), p.workspace) })
	w.Close()
	timed("open", func() (err error) { w, err = Open(context.Background(), path, p, p.workspace, options); return })
	for _, query := range []string{
		"SELECT gender, count(*), count(*) FILTER (n_attended > 0) FROM population WHERE term = 'T2' AND in_population GROUP BY ALL",
		"SELECT provider, count(*) FILTER (enrolled), count(*) FILTER (completed) FROM journey_facts GROUP BY ALL",
		"SELECT count(DISTINCT person_id) FROM credential_facts WHERE term = 'T2' AND school_type = 'government'",
	} {
		timed(query, func() error { p.ask(t, w, query); return nil })
	}
	kind, _ := models.KindNamed("participations")
	for _, rows := range []int{1000, n} {
		staged, out := filepath.Join(t.TempDir(), "staged.parquet"), filepath.Join(t.TempDir(), "out.parquet")
		p.write(t, head("visits")+visit("i + 10")+" FROM range("+fmt.Sprint(rows)+") t(i)", staged)
		timed(fmt.Sprintf("compare %d rows", rows), func() error {
			got, err := w.Compare(context.Background(), models.Staged{Kind: kind, Feed: models.Feed{Name: "visits"}, Parquet: staged, Batches: []string{""}, Commit: p.last + 1}, out, p.fieldIDs(kind))
			t.Logf("%+v", got)
			return err
		})
	}
}

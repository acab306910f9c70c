package warehouse

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"athar/ingest/lake"
	"athar/models"
)

// fieldIDs numbers a kind's columns as the lake does, with one of a dimension that is no longer declared.
func (p *paper) fieldIDs(kind *models.Kind) string {
	columns := append(columnNames(slices.Concat(turn, newShape(p.workspace).columns(kind))), "_op", "once_declared")
	for i, c := range columns {
		columns[i] = fmt.Sprintf("%q: %d", c, i+1)
	}
	return "{" + strings.Join(columns, ", ") + "}"
}

// stage writes records as an intake would hand them over and compares them; what is to be appended goes into the lake.
func (p *paper) stage(t *testing.T, w *Warehouse, feed models.Feed, records ...record) models.Comparison {
	t.Helper()
	var selects string
	for i, r := range records {
		fields := map[string]string{"_delivery": "0", "_place": fmt.Sprint(i), "_keep_only": "false"}
		for k, v := range r.fields {
			fields[k] = v
		}
		r.fields = fields
		if i > 0 {
			selects += " UNION ALL BY NAME "
		}
		selects += "SELECT " + p.row(t, r)
	}
	staged, out := p.staged(t, records[0].kind, feed, selects), filepath.Join(t.TempDir(), "out.parquet")
	kind, err := models.KindNamed(records[0].kind)
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.Compare(context.Background(), staged, out, p.fieldIDs(kind))
	if err != nil {
		t.Fatal(err)
	}
	path := out
	if got.AsStaged {
		if got.Withdrawn > 0 || slices.ContainsFunc(got.Deliveries, func(d models.Delivered) bool { return d.Unchanged > 0 }) {
			t.Errorf("%+v is not what was staged", got)
		}
		path, got.AsStaged = staged.Parquet, false
	} else if _, err := os.Stat(out); (err == nil) != (got.Rows > 0) {
		t.Errorf("%d rows to write, and the file: %v", got.Rows, err)
	}
	if got.Rows > 0 {
		p.last++
		p.files[kind.Name] = append(p.files[kind.Name], lake.File{Path: path, First: p.last, Commit: p.last, Rows: got.Rows})
		p.refresh(t, w)
	}
	return got
}

// staged writes rows, which also have _delivery, _place and _keep_only, as an intake hands them over.
func (p *paper) staged(t *testing.T, kind string, feed models.Feed, rows string) models.Staged {
	t.Helper()
	k, err := models.KindNamed(kind)
	if err != nil {
		t.Fatal(err)
	}
	s := models.Staged{Kind: k, Feed: feed, Commit: p.last + 1, Parquet: filepath.Join(t.TempDir(), "staged.parquet"), Kept: filepath.Join(t.TempDir(), "kept.parquet")}
	for d := range 3 {
		s.Batches = append(s.Batches, fmt.Sprintf("00000000-0000-0000-0000-%012d", d))
	}
	for path, keepOnly := range map[string]string{s.Parquet: "NOT _keep_only", s.Kept: "_keep_only"} {
		p.write(t, fmt.Sprintf("SELECT CAST(%d AS BIGINT) AS _commit, row_number() OVER (ORDER BY _place) - 1 AS _seq, 'put' AS _op, CAST(format('00000000-0000-0000-0000-{:012d}', _delivery) AS UUID) AS _batch, * EXCLUDE (_delivery, _place, _keep_only) FROM (%s) WHERE %s",
			s.Commit, rows, keepOnly), path)
	}
	return s
}

func expectComparison(t *testing.T, got, want models.Comparison) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestCompare(t *testing.T) {
	visits := func(lines string) []record { return table("participations", "visits", "t", lines) }

	t.Run("new, unchanged and replaced", func(t *testing.T) {
		p := newPaper(t, declare(t, school))
		p.put(t, slicesConcat(table("opportunities", "o", "t", "opportunity_id,title_en\nt:o1,One"), table("people", "roster", "t", "person_id\nann"))...)
		w := p.open(t)
		feed := models.Feed{Name: "visits"}
		first := visits(`record_id,person_id,opportunity_id,stage,minutes,gender,_contradictory
			1,ann,t:o1,enrolled,,,
			2,bob,t:o9,enrolled,5,F,`)
		expectComparison(t, p.stage(t, w, feed, first...), models.Comparison{Deliveries: []models.Delivered{{New: 2, Unresolved: []models.Unresolved{{Column: "opportunity_id", Rows: 1}}, NotInRoster: 1}}, Rows: 2})
		expectComparison(t, p.stage(t, w, feed, first...), models.Comparison{Deliveries: []models.Delivered{{Unchanged: 2, Unresolved: []models.Unresolved{{Column: "opportunity_id", Rows: 1}}, NotInRoster: 1}}})
		second := visits(`record_id,person_id,opportunity_id,stage,minutes,gender,_contradictory
			1,ann,t:o1,enrolled,,,gender
			2,bob,t:o1,enrolled,5,F,
			3,ann,t:o1,attended,,,`)
		expectComparison(t, p.stage(t, w, feed, second...), models.Comparison{Deliveries: []models.Delivered{{New: 1, Replaced: 2, NotInRoster: 1}}, Rows: 3})
		p.expect(t, w, "SELECT record_id, person_id, opportunity_id, minutes, _contradictory FROM participations", `
			1|ann|t:o1|-|gender
			2|bob|t:o1|5.0|-
			3|ann|t:o1|-|-`)
	})

	t.Run("deliveries of one commit compare with the ones before", func(t *testing.T) {
		p := newPaper(t, declare(t, school))
		w := p.open(t)
		got := p.stage(t, w, models.Feed{Name: "visits"}, visits(`record_id,person_id,opportunity_id,stage,minutes,_delivery
			1,ann,t:o1,enrolled,,0
			2,ann,t:o1,attended,5,0
			1,ann,t:o1,enrolled,,1
			2,ann,t:o1,attended,6,1
			2,ann,t:o1,attended,5,2`)...)
		expectComparison(t, got, models.Comparison{Deliveries: []models.Delivered{
			{New: 2, Unresolved: []models.Unresolved{{Column: "opportunity_id", Rows: 2}}, NotInRoster: 1}, {Replaced: 1, Unchanged: 1, Unresolved: []models.Unresolved{{Column: "opportunity_id", Rows: 2}}, NotInRoster: 1}, {Replaced: 1, Unresolved: []models.Unresolved{{Column: "opportunity_id", Rows: 1}}, NotInRoster: 1}}, Rows: 4})
		p.expect(t, w, "SELECT record_id, minutes FROM participations", "1|-\n2|5.0")
	})

	start := `record_id,person_id,opportunity_id,stage,occurred_on
		1,ann,t:o,enrolled,2020-01-05
		2,bob,t:o,enrolled,2020-01-05
		3,bob,t:x,enrolled,2021-01-05
		4,bob,t:x,attended,2020-01-05`
	t.Run("replaces the terms it speaks of", func(t *testing.T) {
		// Record 3 and 4 are one journey, which belongs to the term of its first fact, T1; record 4 is left out of a
		// delivery about T1 and withdrawn, and so is 3. Record 5 is of another feed.
		p := newPaper(t, declare(t, school))
		w := p.open(t)
		feed := models.Feed{Name: "visits", Replaces: models.ReplacesTerm}
		p.stage(t, w, feed, visits(start)...)
		p.stage(t, w, models.Feed{Name: "loose"}, table("participations", "loose", "loose", "record_id,person_id,opportunity_id,stage,occurred_on\n5,ann,t:o,enrolled,2020-01-05")...)
		got := p.stage(t, w, feed, visits("record_id,person_id,opportunity_id,stage,occurred_on\n1,ann,t:o,enrolled,2020-01-05")...)
		if got.Withdrawn != 3 || got.Rows != 3 {
			t.Errorf("got %+v", got)
		}
		p.expect(t, w, "SELECT record_id FROM participations", "1\n5")
		got = p.stage(t, w, feed, visits("record_id,person_id,opportunity_id,stage,occurred_on\n6,ann,t:o,enrolled,2021-01-05")...)
		if got.Withdrawn != 0 {
			t.Errorf("got %+v", got)
		}
	})

	t.Run("replaces all but what was set aside", func(t *testing.T) {
		p := newPaper(t, declare(t, school))
		w := p.open(t)
		feed := models.Feed{Name: "visits", Replaces: models.ReplacesAll}
		p.stage(t, w, feed, visits(start)...)
		got := p.stage(t, w, feed, visits(`record_id,person_id,opportunity_id,stage,occurred_on,_keep_only
			1,ann,t:o,enrolled,2020-01-05,false
			2,,,,,true`)...)
		expectComparison(t, got, models.Comparison{Deliveries: []models.Delivered{{Unchanged: 1, Unresolved: []models.Unresolved{{Column: "opportunity_id", Rows: 1}}, NotInRoster: 1}}, Withdrawn: 2, Rows: 2})
		p.expect(t, w, "SELECT record_id FROM participations", "1\n2")
		// What comes back is new again.
		got = p.stage(t, w, feed, visits(start)...)
		expectComparison(t, got, models.Comparison{Deliveries: []models.Delivered{{New: 2, Unchanged: 2, Unresolved: []models.Unresolved{{Column: "opportunity_id", Rows: 4}}, NotInRoster: 2}}, Rows: 2})
		p.expect(t, w, "SELECT record_id FROM participations", "1\n2\n3\n4")
	})

	t.Run("a later delivery withdraws what an earlier one brought", func(t *testing.T) {
		p := newPaper(t, declare(t, school))
		w := p.open(t)
		got := p.stage(t, w, models.Feed{Name: "visits", Replaces: models.ReplacesAll}, visits(`record_id,person_id,opportunity_id,stage,_delivery
			1,ann,t:o1,enrolled,0
			2,ann,t:o1,attended,0
			1,ann,t:o1,enrolled,1`)...)
		expectComparison(t, got, models.Comparison{Deliveries: []models.Delivered{{New: 2, Unresolved: []models.Unresolved{{Column: "opportunity_id", Rows: 2}}, NotInRoster: 1}, {Unchanged: 1, Unresolved: []models.Unresolved{{Column: "opportunity_id", Rows: 1}}, NotInRoster: 1}}, Withdrawn: 1, Rows: 3})
		p.expect(t, w, "SELECT record_id FROM participations", "1")
	})

	t.Run("an empty delivery withdraws nothing", func(t *testing.T) {
		p := newPaper(t, declare(t, school))
		w := p.open(t)
		feed := models.Feed{Name: "visits", Replaces: models.ReplacesAll}
		rows := visits(start)
		p.stage(t, w, feed, rows...)
		kind, _ := models.KindNamed("participations")
		staged := p.staged(t, kind.Name, feed, "SELECT 0::INTEGER AS _delivery, 0::BIGINT AS _place, false AS _keep_only, "+p.row(t, rows[0])+" LIMIT 0")
		got, err := w.Compare(context.Background(), staged, filepath.Join(t.TempDir(), "out.parquet"), p.fieldIDs(kind))
		if err != nil {
			t.Fatal(err)
		}
		expectComparison(t, got, models.Comparison{})
	})
}

package ingest_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"athar/ingest/internal/check"
	"athar/ingest/internal/decode"
	"athar/ingest/internal/pseudonym"
	"athar/ingest/lake"
	"athar/internal/sqltext"
	"athar/models"
)

// hostile are values that look like others, or like nothing.
var hostile = []any{"", " ", "null", nil, true, false, 0, math.Copysign(0, -1), 1e3, "1e3", "12.", ".5", "+5", "-5", "- 5", "٣", "۴٫۵", "0x1F", "1_000", "1,000", "NaN", "infinity", "-1", "999999999999999999999",
	"2024-02-30", "2024-2-3", "2024-02-03", "2024-02", "2024", "0001-01-01", "2199-12-31", "2200-01-01", "2031-01-01", "2024-02-03T10:00:00Z", "2024-02-03T10:00:00+03:00", "2024-02-03 10:00", "infinity", "epoch", "1999-12-31T23:59:60Z",
	"TRUE", "Yes", "نعم", "t", "a|b", "|", "a||a", " a ", "\u200fa", "a\u0640b", "a\u0000b", "a\nb", "a\tb", "\u00a0a", "Attended", "ATTENDED", "attended ", "İ", "ß", "ﬁ", "person", "School", "o:1", "a:b:c",
	"ann@example.org", "28412345678", "'; DROP TABLE taken; --", `"`, `\`, "{}", []string{"a", "b"}, []string{}, []string{"museum"}, map[string]string{"a": "b"}, strings.Repeat("x", 3000), "\ufffd", "\U0001F600", "é"}

// likely is a value as senders write it for a field.
func likely(f models.Field) *rapid.Generator[any] {
	day := rapid.Custom(func(t *rapid.T) any {
		return fmt.Sprintf("%04d-%02d-%02d", rapid.IntRange(1795, 2210).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 30).Draw(t, "day"))
	})
	recent := rapid.Custom(func(t *rapid.T) any {
		return fmt.Sprintf("2024-%02d-%02d", rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day"))
	})
	code := rapid.Custom(func(t *rapid.T) any { return rapid.SampledFrom(append([]string{"other"}, f.Codes...)).Draw(t, "code") })
	switch f.Type {
	case models.Date:
		return rapid.OneOf(recent, recent, day)
	case models.Moment:
		return rapid.Custom(func(t *rapid.T) any { return recent.Draw(t, "day").(string) + "T09:30:00Z" })
	case models.Whole:
		return rapid.OneOf(rapid.Map(rapid.IntRange(0, 2100), func(n int) any { return n }), rapid.Map(rapid.Int64(), func(n int64) any { return fmt.Sprint(n) }))
	case models.Number:
		return rapid.OneOf(rapid.Map(rapid.IntRange(0, 90), func(n int) any { return fmt.Sprint(n, ".25") }),
			rapid.Map(rapid.Float64(), func(n float64) any { return n }), rapid.Map(rapid.Float64Range(-200, 200), func(n float64) any { return n }))
	case models.Flag:
		return rapid.Map(rapid.Bool(), func(b bool) any { return b })
	case models.Code, models.Codes:
		return code
	}
	return rapid.Map(rapid.StringMatching(`[A-Za-z0-9 _.:-]{1,12}|[ء-ي]{2,8}`), func(s string) any { return s })
}

// record is one posted object of a kind: mostly what its fields want.
func record(kind *models.Kind, ids bool) *rapid.Generator[map[string]any] {
	return rapid.Custom(func(t *rapid.T) map[string]any {
		r := map[string]any{}
		for _, f := range kind.Fields {
			dice := rapid.IntRange(0, 39).Draw(t, f.Name)
			switch {
			case f.Name == "record_id" && !ids: // all have ids of their own or none, as the posts of one commit
			case dice == 0:
				r[f.Name] = rapid.SampledFrom(hostile).Draw(t, "hostile")
			case f.Required, dice == 1, dice%4 == 1 && f.Type != models.Apart && f.Type != models.Mixed, dice%2 == 1 && f.Type == models.Number:
				r[f.Name] = likely(f).Draw(t, "value")
			}
		}
		if rapid.IntRange(0, 3).Draw(t, "band") == 0 {
			r["band"] = rapid.SampledFrom([]any{"low", "high", "middle", "Low"}).Draw(t, "level")
		}
		if rapid.IntRange(0, 30).Draw(t, "colour") == 0 {
			r["colour"] = rapid.SampledFrom([]any{"red", nil}).Draw(t, "red")
		}
		return r
	})
}

// TestWhatTheJudgeIsSureOfTheRoadFindsNothingIn sends records of every kind
// through the stages of the road, each as a delivery of its own, and compares
// what they make of those that the lane would take.
func TestWhatTheJudgeIsSureOfTheRoadFindsNothingIn(t *testing.T) {
	const each = 200
	today := models.Day{Time: clock().UTC().Truncate(24 * time.Hour)}
	key, err := pseudonym.OpenKey(filepath.Join(t.TempDir(), "key"), true)
	if err != nil {
		t.Fatal(err)
	}
	band := models.Dimension{Name: "band", Levels: []models.Level{{ID: "low"}, {ID: "high"}}}
	feed := models.Feed{Name: "post_web", Source: "web", IDs: "web", Identity: "card", RejectAbove: 1}
	kinds := 0
	for _, kind := range models.Kinds {
		feed.Kind = kind.Name
		plain, err := check.NewPlain(kind, feed, []models.Dimension{band})
		if err != nil {
			t.Fatal(err)
		}
		if plain == nil {
			continue
		}
		kinds++
		compare := func(t *testing.T, ids bool) {
			random := record(kind, ids)
			bodies := make([][]byte, each)
			for i := range bodies {
				bodies[i], err = json.Marshal(random.Example(i))
				if err != nil {
					t.Fatal(err)
				}
			}
			stages := newStages(t, kind, feed, band, key, bodies, today)
			sure := 0
			for i, body := range bodies {
				cells, ok := decode.One(body, false)
				if !ok {
					continue
				}
				if cells, ok = pseudonym.NewOne(key, kind, feed).Name(cells); !ok {
					continue
				}
				row, ok := plain.Row(cells, today)
				if !ok {
					continue
				}
				sure++
				if problems := stages.problems(i); len(problems) > 0 {
					t.Errorf("%s\nthe road finds %v", body, problems)
				}
				if here, there := stages.asLake(row), stages.taken(i); here != there {
					t.Errorf("%s\nin the lane %s\non the road %s", body, here, there)
				}
			}
			if sure < each/50 {
				t.Errorf("the judge was sure of %d records of %d", sure, each)
			}
			t.Logf("sure of %d of %d", sure, each)
		}
		t.Run(kind.Name, func(t *testing.T) { compare(t, true) })
		if _, made := kind.Field("record_id"); made {
			t.Run(kind.Name+" without ids", func(t *testing.T) { compare(t, false) })
		}
	}
	if kinds < 10 {
		t.Errorf("only %d kinds can take the lane", kinds)
	}
}

// stages is what the road's stages make of bodies.
type stages struct {
	t       *testing.T
	conn    *sql.Conn
	columns []lake.Column
	decoded decode.Decoded
	result  check.Result
}

func newStages(t *testing.T, kind *models.Kind, feed models.Feed, band models.Dimension, key *pseudonym.Key, bodies [][]byte, today models.Day) *stages {
	ctx := context.Background()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s := &stages{t: t}
	if s.conn, err = db.Conn(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.conn.Close() })
	s.exec("SET TimeZone = 'UTC'")
	if err := pseudonym.Install(s.conn, key); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var files []decode.File
	for i, body := range bodies {
		path := filepath.Join(dir, fmt.Sprint(i, ".json"))
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, decode.File{Name: "body.json", Path: path, Format: "json", Delivery: i})
	}
	if s.decoded, err = decode.Into(ctx, s.conn, "mapped", files, decode.Options{}); err != nil {
		t.Fatal(err)
	}
	dimensions := []models.Dimension{band}
	if err := pseudonym.Apply(ctx, s.conn, pseudonym.Input{Kind: kind, Feed: feed, Dimensions: dimensions, Columns: s.decoded.Columns}); err != nil {
		t.Fatal(err)
	}
	n := len(bodies)
	ones := slices.Repeat([]int64{1}, n)
	s.result, err = check.Run(ctx, s.conn, check.Input{Kind: kind, Feed: feed, Dimensions: dimensions, Columns: s.decoded.Columns, Deliveries: n, Today: today, Rows: ones, Broken: make([]int64, n)})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range lake.RecordTable(kind, dimensions).Columns {
		if !slices.Contains([]string{"_commit", "_seq", "_op", "_batch"}, c.Name) {
			s.columns = append(s.columns, c)
		}
	}
	return s
}

func (s *stages) exec(statement string) {
	s.t.Helper()
	if _, err := s.conn.ExecContext(context.Background(), statement); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stages) problems(delivery int) []string {
	var all []string
	for _, f := range s.decoded.Files {
		if f.File.Delivery == delivery {
			for _, p := range f.Problems {
				all = append(all, p.Code)
			}
			for _, c := range f.Columns {
				if c == "colour" {
					all = append(all, "unknown_column")
				}
			}
		}
	}
	for _, p := range s.result.Problems[delivery] {
		all = append(all, p.Code+" "+p.Column)
	}
	return all
}

// text gives the first row of a SELECT of the lake's columns as one text.
func (s *stages) text(from string, column func(c lake.Column) string) string {
	var parts []string
	for _, c := range s.columns {
		parts = append(parts, sqltext.Literal(c.Name+"=")+" || coalesce(CAST("+column(c)+" AS VARCHAR), '-')")
	}
	rows, err := s.conn.QueryContext(context.Background(), "SELECT concat_ws(' ', "+strings.Join(parts, ", ")+") FROM "+from)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			s.t.Fatal(err)
		}
		all = append(all, one)
	}
	return strings.Join(all, "\n")
}

func (s *stages) taken(delivery int) string {
	return s.text(fmt.Sprint("taken WHERE _delivery = ", delivery), func(c lake.Column) string { return sqltext.Quote(c.Name) })
}

// asLake is a row of the lane as sealing casts it.
func (s *stages) asLake(row []decode.Cell) string {
	types := map[lake.Type]string{lake.Whole: "BIGINT", lake.Number: "DOUBLE", lake.Boolean: "BOOLEAN", lake.Date: "DATE", lake.Moment: "TIMESTAMPTZ", lake.ID: "UUID", lake.Text: "VARCHAR"}
	return s.text("(SELECT 1)", func(c lake.Column) string {
		value := check.Value(row, c.Name)
		switch {
		case c.Name == "_feed":
			value = "post_web"
		case c.Name == "source":
			value = "web"
		case value == "":
			return "NULL"
		}
		return "CAST(" + sqltext.Literal(value) + " AS " + types[c.Type] + ")"
	})
}

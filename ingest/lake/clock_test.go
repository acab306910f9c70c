package lake_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"athar/ingest/lake"
)

// TestAClockThatWentBackStopsNoCommit: a lake whose last commits were made by
// a clock that was a day or ten years ahead takes more, in their order.
func TestAClockThatWentBackStopsNoCommit(t *testing.T) {
	made, duck := filepath.Join(t.TempDir(), "made"), openDuckDB(t)
	l := openLake(t, made, lake.Soon)
	mustDeclare(t, l, numbered)
	grow(t, l, duck, 1, 3)
	l.Close()
	stamp := regexp.MustCompile(`"(last-updated-ms|timestamp-ms)":(\d+)`)
	for _, ahead := range []time.Duration{24 * time.Hour, 10 * 365 * 24 * time.Hour} {
		t.Run(ahead.String(), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "lake")
			copyOf(t, made, dir)
			moved := openLake(t, dir)
			if _, err := moved.RemoveStrays(t.Context()); err != nil {
				t.Fatal(err)
			}
			moved.Close()
			path := newestOf(t, dir, "scores/metadata/*.metadata.json")
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			later := stamp.ReplaceAllFunc(content, func(found []byte) []byte {
				part := stamp.FindSubmatch(found)
				at, err := strconv.ParseInt(string(part[2]), 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				return fmt.Appendf(nil, "%q:%d", part[1], at+ahead.Milliseconds())
			})
			if string(later) == string(content) {
				t.Fatal("the metadata hold no time")
			}
			rewrite(t, path, later)
			l := openLake(t, dir, lake.Soon)
			grow(t, l, duck, 4, 12)
			if err := l.Compact(t.Context()); err != nil {
				t.Fatal(err)
			}
			for upTo := int64(1); upTo <= 12; upTo++ {
				expect(t, fmt.Sprint("as of ", upTo), scoresAsOf(t, l, duck, 0, upTo), fmt.Sprintf("%d %[1]d 1 %d", 2*upTo, upTo))
			}
			expect(t, "last commit", fmt.Sprint(l.LastCommit()), "12")
			expectSound(t, l)
			l.Close()
			l = openLake(t, dir)
			if _, err := l.RemoveStrays(t.Context()); err != nil {
				t.Fatal(err)
			}
			expect(t, "rows", scoresAsOf(t, l, duck, 0, -1), "24 24 1 12")
			expectSound(t, l)
		})
	}
}

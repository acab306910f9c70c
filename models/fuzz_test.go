package models_test

import (
	"errors"
	"os"
	"reflect"
	"testing"

	"athar/models"
)

// Whatever stands in an athar.yaml, it is a package or is refused in both
// languages; and what is a package is the same one when read again, and goes
// into a workspace or is refused there likewise.
func FuzzParsePackage(f *testing.F) {
	for _, path := range []string{"../sample-data/oulad/athar.yaml", "../cmd/athar/testdata/tiny/athar.yaml"} {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("name: a\nfeeds: [{name: b, kind: people, files: {p: p.csv}, columns: {person_id: x}, every: P1M}]"))
	f.Add([]byte("name: a\nterms: [{id: x, year: 2020, starts_on: 2020-01-01, ends_on: 2020-02-01}]\ndimensions: [{name: c, ordered: true, levels: [x, y]}]"))
	f.Add([]byte("name: &a [*a]"))
	read := func(string) ([]byte, error) { return []byte("SELECT 1"), nil }
	refused := func(t *testing.T, err error) {
		if e, ok := errors.AsType[*models.Error](err); !ok || e.Message == "" || e.Ar == "" {
			t.Errorf("refused without a sentence in both languages: %v", err)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<14 {
			return
		}
		p, err := models.ParsePackage(text, read)
		if err != nil {
			refused(t, err)
			return
		}
		again, err := models.ParsePackage(text, read)
		if err != nil || !reflect.DeepEqual(p, again) {
			t.Errorf("read again it is another: %v", err)
		}
		w, err := models.Merge(p)
		if err != nil {
			refused(t, err)
			return
		}
		for _, feed := range w.Feeds {
			if _, err := models.KindNamed(feed.Kind); err != nil || feed.Name == "" {
				t.Errorf("a feed %q of the kind %q was let in", feed.Name, feed.Kind)
			}
		}
	})
}

package queries

import (
	"reflect"
	"strings"
	"testing"

	"athar/models"
)

// A filter written as the command line and addresses have it is read as it was
// meant; anything else is refused in both languages.
func FuzzParseFilters(f *testing.F) {
	for _, seed := range []string{"gender=F", "gender=F,M", "=F", "gender", "a=b=c", "a=,", "a="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		filters, err := ParseFilters([]string{text})
		if err != nil {
			if e, ok := err.(*models.Error); !ok || e.Message == "" || e.Ar == "" {
				t.Errorf("%q is refused without a sentence in both languages: %v", text, err)
			}
			return
		}
		if len(filters) != 1 || filters[0].Dimension == "" || len(filters[0].Levels) == 0 {
			t.Fatalf("%q is read as %+v", text, filters)
		}
		written := filters[0].Dimension + "=" + strings.Join(filters[0].Levels, ",")
		again, err := ParseFilters([]string{written})
		if written != text || err != nil || !reflect.DeepEqual(filters, again) {
			t.Errorf("%q is read as %+v, written as %q and read as %+v: %v", text, filters, written, again, err)
		}
	})
}

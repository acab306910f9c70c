package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"athar/ingest"
)

// Whatever an address asks, the answer is one, or a refusal that says what to
// mend; never a failure of ours, and never long in coming.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"/api/v1/answers/participation_rate?by=gender", "/api/v1/answers/people?where=gender=F,M&term=all", "/api/v1/answers/journey?by=category,term&where=school_type=x", "/api/v1/answers/people?asof=1",
		"/en/ministry?by=gender&only.gender=F", "/ar/research?measure=people&by=grade&term=2024", "/en/school/reach.csv?by=gender", "/en/provider/reach.svg", "/en/data", "/api/v1/answers/item_mean?where=wave=baseline&by=item", "/api/v1/batches/x/problems", "/en/ministry?term=2024,2024&term=all"} {
		f.Add(seed)
	}
	o := openHere(f, f.TempDir())
	f.Cleanup(func() { o.close() })
	folder, err := ingest.ReadFolder("testdata/tiny", "")
	if err != nil {
		f.Fatal(err)
	}
	if _, err := o.intake.Load(f.Context(), folder, nil); err != nil {
		f.Fatal(err)
	}
	handler := (&program{log: discardLog}).routes(o, "token")
	f.Fuzz(func(t *testing.T, address string) {
		parsed, err := url.ParseRequestURI(address)
		if err != nil || parsed.Host != "" || len(address) > 4096 {
			return
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host, r.URL, r.RequestURI = "127.0.0.1", parsed, address
		w := httptest.NewRecorder()
		begun := time.Now()
		handler.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("%q is answered %d: %.300s", address, w.Code, w.Body)
		}
		if took := time.Since(begun); took > 30*time.Second {
			t.Errorf("%q took %v", address, took)
		}
		if w.Code == 400 && w.Header().Get("Content-Type") == "application/problem+json" && !bytes.Contains(w.Body.Bytes(), []byte("detail_ar")) {
			t.Errorf("%q is refused in one language: %.300s", address, w.Body)
		}
	})
}

package dashboards

import (
	"context"
	"net/http"
	"time"

	"athar/models"
)

// quiet is how long nothing may have changed before pages are made that nobody asked for yet.
const quiet = time.Second

// KeepWarm reads the pages of the navigation once nothing has changed for a moment, so that the first reader after a
// delivery finds them made. It stops reading as soon as something changes again, and ends with ctx. host is that which
// readers name.
func KeepWarm(ctx context.Context, handler http.Handler, host string, version func() string) {
	tick := time.NewTicker(quiet)
	defer tick.Stop()
	warm, before := "", version()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := version()
		if now != before || now == warm {
			before = now
			continue
		}
		if warmOnce(ctx, handler, host, func() bool { return version() == now }) {
			warm = now
		}
	}
}

// warmOnce reads each page, and reports whether it read them all.
func warmOnce(ctx context.Context, handler http.Handler, host string, still func() bool) bool {
	for _, p := range Pages {
		for _, l := range []models.Language{models.English, models.Arabic} {
			if ctx.Err() != nil || !still() {
				return false
			}
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+host+"/"+string(l)+"/"+p.Name, nil)
			if err != nil {
				return false
			}
			request.RequestURI = request.URL.RequestURI()
			handler.ServeHTTP(&recorder{header: http.Header{}}, request)
		}
	}
	return true
}

package dashboards

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"athar/dashboards/words"
	"athar/models"
)

var errorTemplate = template.Must(base().Parse(`{{define "page"}}{{end}}`))

// WantsPage reports whether a request is for a page, so that an error is to be
// told as one.
func WantsPage(c echo.Context) bool {
	path := c.Request().URL.Path
	for _, l := range []string{"/en", "/ar"} {
		if path == l || strings.HasPrefix(path, l+"/") {
			_, extension := cutExtension(path)
			return extension == ""
		}
	}
	return path == "/" || !strings.HasPrefix(path, "/api/") && strings.Contains(c.Request().Header.Get("Accept"), "text/html")
}

// ErrorPage tells an error in the page's language. The caller has chosen the
// status from the error's kind and logged the error; what is not a models.Error
// is not told in detail.
func ErrorPage(c echo.Context, status int, err error) error {
	l := LanguageOf(c)
	path := c.Request().URL.EscapedPath()
	other := strings.TrimPrefix(strings.TrimPrefix(path, "/en"), "/ar")
	if c.Request().URL.RawQuery != "" {
		other += "?" + c.Request().URL.RawQuery
	}
	f := newFrame(l, "", other)
	key := fmt.Sprintf("error.%d", status)
	if !words.Has(key) {
		key = "error.500"
		if status >= 400 && status < 500 {
			key = "error.400"
		}
	}
	f.Title, f.Heading = words.Say(l, key), words.Say(l, key)
	text := words.Say(l, "error.text")
	if status == http.StatusNotFound {
		text = words.Say(l, "error.none")
	}
	if known, ok := errors.AsType[*models.Error](err); ok {
		text = words.Plain(known.Text().In(l))
	}
	f.Notices = []string{text}
	switch {
	case status == http.StatusBadRequest:
		f.Notices = append(f.Notices, words.Say(l, "error.mend"))
	case models.KindOf(err) == models.Unfinished:
		f.Refresh = true
		f.Notices = append(f.Notices, words.Say(l, "error.wait"))
	}
	var out bytes.Buffer
	if err := errorTemplate.ExecuteTemplate(&out, "error", f); err != nil {
		return fmt.Errorf("render the error page: %w", err)
	}
	setHeaders(c)
	return c.HTMLBlob(status, out.Bytes())
}

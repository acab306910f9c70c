package dashboards

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"athar/dashboards/charts"
	"athar/dashboards/static"
)

var (
	styleName       = "style.css"
	styleBody       []byte
	scriptAddress   string // of explore views
	progressAddress string
)

func init() {
	style, err := fs.ReadFile(static.Files, "style.css")
	if err != nil {
		panic(err) // it is embedded
	}
	styleBody = append(append(style, '\n'), charts.Style...)
	sum := sha256.Sum256(styleBody)
	styleName = "style-" + hex.EncodeToString(sum[:4]) + ".css"
	scriptAddress, progressAddress = addressOf("explore.js"), addressOf("progress.js")
}

// addressOf is the address of a script, which changes with its content.
func addressOf(name string) string {
	script, err := fs.ReadFile(static.Files, name)
	if err != nil {
		panic(err) // it is embedded
	}
	sum := sha256.Sum256(script)
	return "/static/" + name + "?v=" + hex.EncodeToString(sum[:4])
}

// serveStatic serves the style, the fonts and their licence. The style's name
// carries its content, so a new one is never confused with an old one.
func serveStatic(c echo.Context) error {
	name, err := url.PathUnescape(c.Param("*"))
	if err != nil {
		return echo.ErrNotFound
	}
	c.Response().Header().Set("X-Content-Type-Options", "nosniff")
	c.Response().Header().Set("Cache-Control", "public, max-age=86400")
	switch {
	case name == styleName || name == "style.css":
		return c.Blob(http.StatusOK, "text/css; charset=utf-8", styleBody)
	case name == "icon.svg":
		return c.Blob(http.StatusOK, "image/svg+xml", []byte(icon))
	}
	body, err := fs.ReadFile(static.Files, name)
	if err != nil {
		return echo.ErrNotFound
	}
	mime := "application/octet-stream"
	switch {
	case strings.HasSuffix(name, ".woff2"):
		mime = "font/woff2"
	case strings.HasSuffix(name, ".txt"):
		mime = "text/plain; charset=utf-8"
	case strings.HasSuffix(name, ".js"):
		mime = "text/javascript; charset=utf-8"
	}
	return c.Blob(http.StatusOK, mime, body)
}

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#12436d"/><circle cx="11" cy="18" r="5" fill="none" stroke="#fff" stroke-width="3"/><rect x="18" y="9" width="8" height="8" fill="#fff"/></svg>`

package dashboards

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"athar/dashboards/export"
	"athar/dashboards/pages"
	"athar/dashboards/words"
	"athar/models"
)

// ContentSecurityPolicy stands on every page.
const ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// drawingPolicy stands on file.svg, whose style and font are inside it.
const drawingPolicy = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; sandbox; frame-ancestors 'none'"

// extensions are the files of a figure.
var extensions = []string{"csv", "svg", "json"}

func cutExtension(name string) (string, string) {
	for _, ext := range extensions {
		if rest, ok := strings.CutSuffix(name, "."+ext); ok {
			return rest, ext
		}
	}
	return name, ""
}

// view answers every address of a page: parse, ask, render.
func (s *site) view(c echo.Context) error {
	ctx := c.Request().Context()
	name, figure, extension := c.Param("page"), c.Param("figure"), ""
	if figure != "" {
		figure, extension = cutExtension(figure)
	} else {
		name, extension = cutExtension(name)
	}
	page, figure, ok := pageAt(name, figure)
	if !ok {
		return &models.Error{Kind: models.NotFound, Message: words.Say(models.English, "error.none"), Ar: words.Say(models.Arabic, "error.none")}
	}
	supply, err := s.supply(ctx)
	if err != nil {
		return fmt.Errorf("ask what has come in: %w", err)
	}
	v := pages.NewView(s.engine, supply, s.levels, page, LanguageOf(c), c.QueryParams())
	plan, err := v.Page.Plan(ctx, v)
	if err != nil {
		return err
	}
	v.Defaults = plan.Defaults
	if len(v.Ignored) == 0 && c.Request().URL.RawQuery != v.Query() {
		address := c.Request().URL.EscapedPath()
		if q := v.Query(); q != "" {
			address += "?" + q
		}
		return c.Redirect(http.StatusFound, address)
	}
	spec, found := plan.Spec(figure)
	if (figure != "" || extension != "") && !found {
		return &models.Error{Kind: models.NotFound, Message: words.Say(models.English, "error.none"), Ar: words.Say(models.Arabic, "error.none")}
	}
	if extension != "" {
		return s.file(ctx, c, v, spec, extension)
	}
	return s.page(ctx, c, v, plan, figure)
}

// file answers with one figure as a file.
func (s *site) file(ctx context.Context, c echo.Context, v *pages.View, spec pages.Spec, extension string) error {
	spec.File = true
	f, err := v.Draw(ctx, spec)
	if err != nil {
		return err
	}
	var body []byte
	var mime string
	switch extension {
	case "csv":
		body, err = export.CSV(f)
		mime = "text/csv; charset=utf-8"
	case "svg":
		body, err = export.SVG(f)
		mime = "image/svg+xml"
		c.Response().Header().Set("Content-Security-Policy", drawingPolicy)
	default:
		body, err = export.JSON(f)
		mime = "application/json; charset=utf-8"
	}
	if err != nil {
		return fmt.Errorf("write %s of %s: %w", extension, spec.ID, err)
	}
	c.Response().Header().Set("X-Content-Type-Options", "nosniff")
	c.Response().Header().Set("Content-Disposition", fmt.Sprintf(`inline; filename="athar-%s-%s-%s-%d.%s"`, v.Page.Name, spec.ID, v.Language, f.Commit, extension))
	return c.Blob(http.StatusOK, mime, body)
}

func setHeaders(c echo.Context) {
	h := c.Response().Header()
	h.Set("Content-Security-Policy", ContentSecurityPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Content-Language", string(LanguageOf(c)))
}

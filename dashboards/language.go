package dashboards

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/language"

	"athar/models"
)

// front sends the reader to the first page in the language the browser asks
// for.
func (s *site) front(c echo.Context) error {
	matcher := language.NewMatcher([]language.Tag{language.English, language.Arabic})
	tags, _, err := language.ParseAcceptLanguage(c.Request().Header.Get("Accept-Language"))
	l := models.English
	if err == nil && len(tags) > 0 {
		if _, i, confidence := matcher.Match(tags...); i == 1 && confidence != language.No {
			l = models.Arabic
		}
	}
	c.Response().Header().Set("Vary", "Accept-Language")
	return c.Redirect(http.StatusFound, "/"+string(l)+"/"+Pages[0].Name)
}

// LanguageOf is the language of a page's address, or the one the browser asks
// for.
func LanguageOf(c echo.Context) models.Language {
	path := c.Request().URL.Path
	switch {
	case path == "/ar" || strings.HasPrefix(path, "/ar/"):
		return models.Arabic
	case path == "/en" || strings.HasPrefix(path, "/en/"):
		return models.English
	case strings.HasPrefix(c.Request().Header.Get("Accept-Language"), "ar"):
		return models.Arabic
	}
	return models.English
}

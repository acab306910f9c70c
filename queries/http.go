package queries

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"athar/models"
)

// Register adds the routes of the road out.
func (e *Engine) Register(g *echo.Group) {
	g.GET("/answers/:measure", e.getAnswer)
	g.GET("/measures", func(c echo.Context) error { return c.JSON(http.StatusOK, e.Measures()) })
	g.GET("/dimensions", func(c echo.Context) error { return c.JSON(http.StatusOK, e.Workspace().Dimensions) })
	g.GET("/terms", func(c echo.Context) error { return c.JSON(http.StatusOK, e.Workspace().Terms) })
}

// getAnswer reads by=a,b · where=a=x,y (repeated) · term=a,b · asof=n.
func (e *Engine) getAnswer(c echo.Context) error {
	values := c.QueryParams()
	for name := range values {
		if name != "by" && name != "where" && name != "term" && name != "asof" {
			return invalid("The address has a part that is not known: "+name+". Known are by, where, term and asof.", "في العنوان جزء غير معروف. المعروف: by وwhere وterm وasof.")
		}
	}
	q := models.Question{Measure: c.Param("measure"), By: list(values.Get("by")), Terms: list(values.Get("term"))}
	var err error
	if q.Where, err = ParseFilters(values["where"]); err != nil {
		return err
	}
	if asOf := values.Get("asof"); asOf != "" {
		if q.AsOf, err = strconv.ParseInt(asOf, 10, 64); err != nil || q.AsOf < 1 {
			return invalid("asof is the number of a data version.", "asof هو رقم نسخة البيانات.")
		}
	}
	released, err := e.Answer(c.Request().Context(), q)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, released)
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

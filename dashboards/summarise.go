package dashboards

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"athar/dashboards/pages/summarise"
	"athar/dashboards/words"
	"athar/models"
)

// Summarise gives every measure of inequality of a table, with what is said of it beside it.
type Summarise func(table io.Reader, beside models.Bringing) (models.Brought, error)

// mostBrought bounds the bytes of a table on the page.
const mostBrought = 8 << 20

// bringing is the page to which a table is brought. It is read, answered and forgotten.
type bringing struct {
	summarise Summarise
	template  *template.Template
}

// bareScreen is what the template of a page without figures of ours is given.
type bareScreen struct {
	frame
	Lead string
	Data any
}

func registerSummarise(e *echo.Echo, o Options) {
	b := &bringing{o.Summarise, template.Must(base().Parse(summarise.Template))}
	for _, l := range []models.Language{models.English, models.Arabic} {
		path := "/" + string(l) + "/research/summarise"
		e.GET(path, func(c echo.Context) error {
			return b.render(c, http.StatusOK, summarise.NewPage(LanguageOf(c), mostBrought))
		})
		e.POST(path, b.take, heardOut(4*mostBrought), ours, o.admit())
	}
}

func (b *bringing) render(c echo.Context, status int, page summarise.Page) error {
	l := LanguageOf(c)
	sc := bareScreen{frame: newFrame(l, "research", "/research/summarise"), Data: page, Lead: words.Say(l, "page.summarise.lead")}
	sc.Title, sc.Heading = words.Say(l, "page.summarise"), words.Say(l, "page.summarise")
	var out bytes.Buffer
	if err := b.template.ExecuteTemplate(&out, "bare", sc); err != nil {
		return fmt.Errorf("render the page of a table: %w", err)
	}
	setHeaders(c)
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.HTMLBlob(status, out.Bytes())
}

// take answers a table that was pasted or sent.
func (b *bringing) take(c echo.Context) error {
	l := LanguageOf(c)
	page := summarise.NewPage(l, mostBrought)
	table, beside, err := brought(c)
	if err != nil {
		return err
	}
	page.Say(beside)
	if len(bytes.TrimSpace(table)) == 0 {
		page.Problem = words.Say(l, "summarise.nothing")
		return b.render(c, http.StatusBadRequest, page)
	}
	found, err := b.summarise(bytes.NewReader(table), beside)
	if said, ok := errors.AsType[*models.Error](err); ok {
		page.Problem = words.Plain(said.Text().In(l))
		status := http.StatusUnprocessableEntity
		if said.Kind == models.Invalid {
			status = http.StatusBadRequest
		}
		return b.render(c, status, page)
	}
	if err != nil {
		return fmt.Errorf("summarise a table: %w", err)
	}
	page.Result = summarise.NewResult(l, found)
	return b.render(c, http.StatusOK, page)
}

// brought reads the form into memory: a file, else what was pasted.
func brought(c echo.Context) (table []byte, beside models.Bringing, err error) {
	beside.Facts = map[string]string{}
	c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, mostBrought)
	parts, err := c.Request().MultipartReader()
	if err != nil {
		return nil, beside, echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	}
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return table, beside, nil
		}
		var content []byte
		if err == nil {
			content, err = io.ReadAll(part)
		}
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return nil, beside, &models.Error{Kind: models.TooLarge, Message: words.Say(models.English, "summarise.large"), Ar: words.Say(models.Arabic, "summarise.large")}
		}
		if err != nil {
			return nil, beside, echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
		}
		switch part.FormName() {
		case "outcome":
			beside.Outcome = strings.TrimSpace(string(content))
		case "indicator_scale", "ordered_dimension", "favourable_indicator":
			if said := strings.TrimSpace(string(content)); said != "" {
				beside.Facts[part.FormName()] = said
			}
		case "file", "table":
			if len(content) > 0 && (part.FormName() == "file" || table == nil) {
				table = content
			}
		}
	}
}

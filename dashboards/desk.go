package dashboards

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"athar/dashboards/export"
	"athar/dashboards/pages"
	"athar/dashboards/pages/correct"
	"athar/dashboards/pages/upload"
	"athar/dashboards/words"
	"athar/models"
	"athar/queries/disclosure"
)

// Desk is what a data officer's pages need of the road in.
type Desk interface {
	Workspace() *models.Workspace
	// BodyLimit is how many bytes one upload may have.
	BodyLimit() int64
	// Spool writes what is sent to a temporary file, at most limit bytes.
	Spool(r io.Reader, name string, limit int64) (path string, err error)
	// Stage takes over files for a feed and begins their dry run; Unstage
	// removes files that nothing took over.
	Stage(feed string, files []models.UploadedFile) (id string, err error)
	Unstage(files []models.UploadedFile)
	// StageDraft takes over files that are of no feed yet and begins to draft a
	// package of them; Try begins the dry run of what a person made of the draft.
	StageDraft(files []models.UploadedFile) (id string, err error)
	Try(id string, yaml []byte, mappings map[string][]byte) error
	Upload(id string) (models.Upload, error)
	// Told is what an upload would change of what is published.
	Told(id string) (disclosure.Changes, error)
	Accept(id string) error
	Discard(id string) error

	Awaiting(ctx context.Context, feed string, limit int) ([]models.Aside, error)
	AwaitingCounts(ctx context.Context) (map[string]int64, error)
	AsideRow(ctx context.Context, batch string, row int64) (models.Aside, error)
	Correct(ctx context.Context, row models.Aside, values map[string]string) (models.Receipt, error)
	// Resend takes over a file of corrected rows.
	Resend(ctx context.Context, path string) (models.Receipt, error)
}

//go:embed desk.tmpl
var deskLayout string

// desk is the data officer's pages. All of them need a session.
type desk struct {
	Desk
	sessions  *sessions
	templates map[string]*template.Template
}

// deskScreen is what their templates are given.
type deskScreen struct {
	frame
	Lead string
	Form string // the word that forms carry; empty: nobody is signed in
	Data any
}

func registerDesk(e *echo.Echo, o Options) {
	d := &desk{Desk: o.Desk, sessions: newSessions(o.Token), templates: map[string]*template.Template{}}
	for _, name := range []string{"signin", "upload", "job", "correct", "row"} {
		t := template.Must(base().Parse(deskLayout))
		template.Must(t.Parse(upload.Template))
		template.Must(t.Parse(correct.Template))
		d.templates[name] = template.Must(t.Parse(`{{define "page"}}{{template "` + name + `" .}}{{end}}`))
	}
	for _, l := range []models.Language{models.English, models.Arabic} {
		g := e.Group("/" + string(l) + "/data")
		g.GET("/upload", d.in(d.start))
		g.GET("/upload/:id", d.in(d.job))
		g.GET("/upload/:id/:file", d.in(d.file))
		g.GET("/correct", d.in(d.list))
		g.GET("/correct/:batch/:row", d.in(d.row))
		g.GET("/awaiting.csv", d.in(d.awaiting))
		g.POST("/session", d.enter, ours)
		g.POST("/leave", d.in(d.leave), ours)
		g.POST("/upload", d.in(d.send), heardOut(4*d.BodyLimit()), ours, o.admit())
		g.POST("/draft", d.in(d.draft), heardOut(4*d.BodyLimit()), ours, o.admit())
		g.POST("/upload/:id", d.in(d.decide), ours)
		g.POST("/correct/:batch/:row", d.in(d.mend), ours)
		g.POST("/corrected", d.in(d.resend), heardOut(4*d.BodyLimit()), ours, o.admit())
	}
}

func (o Options) admit() echo.MiddlewareFunc {
	if o.Admit != nil {
		return o.Admit
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc { return next }
}

// in lets those in who have a session; others are asked for the token.
func (d *desk) in(next func(echo.Context, session) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		if s, ok := d.sessions.of(c); ok {
			return next(c, s)
		}
		if c.Request().Method != http.MethodGet {
			return refused("session.over")
		}
		to := "upload"
		if strings.Contains(c.Request().URL.Path, "/data/correct") {
			to = "correct"
		}
		return d.signIn(c, http.StatusOK, to, "")
	}
}

func (d *desk) signIn(c echo.Context, status int, to, problem string) error {
	return d.render(c, status, "signin", session{}, struct{ To, Problem string }{to, problem})
}

// render writes one of the pages.
func (d *desk) render(c echo.Context, status int, name string, s session, data any, notices ...string) error {
	l := LanguageOf(c)
	title := "page." + map[string]string{"signin": "session", "upload": "upload", "job": "job", "correct": "correct", "row": "row"}[name]
	path := strings.TrimPrefix(c.Request().URL.RequestURI(), "/"+string(l))
	if name == "signin" {
		path = "/data/upload"
	}
	sc := deskScreen{frame: newFrame(l, "data", path), Form: s.form, Data: data, Lead: words.Say(l, title+".lead")}
	sc.Title, sc.Heading, sc.Notices = words.Say(l, title), words.Say(l, title), notices
	if job, ok := data.(upload.Job); ok && job.Busy {
		sc.Reload, sc.Script = true, progressAddress
	}
	var out bytes.Buffer
	if err := d.templates[name].ExecuteTemplate(&out, "desk", sc); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	setHeaders(c)
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.HTMLBlob(status, out.Bytes())
}

func (d *desk) redirect(c echo.Context, path string) error {
	return c.Redirect(http.StatusSeeOther, "/"+string(LanguageOf(c))+"/data/"+path)
}

// enter opens a session for whoever shows the token.
func (d *desk) enter(c echo.Context) error {
	c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, 1<<12)
	to := "upload"
	if c.FormValue("to") == "correct" {
		to = "correct"
	}
	if !d.sessions.begin(c, strings.TrimSpace(c.FormValue("token"))) {
		return d.signIn(c, http.StatusForbidden, to, words.Say(LanguageOf(c), "session.wrong"))
	}
	return d.redirect(c, to)
}

func (d *desk) leave(c echo.Context, s session) error {
	if err := d.form(c, s); err != nil {
		return err
	}
	d.sessions.end(c)
	return c.Redirect(http.StatusSeeOther, "/"+string(LanguageOf(c))+"/data")
}

// form reads a small form and refuses one that is not from our page.
func (d *desk) form(c echo.Context, s session) error {
	c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, 1<<20)
	if err := c.Request().ParseForm(); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	}
	if !s.matches(c.Request().PostForm.Get("form")) {
		return refused("session.form")
	}
	return nil
}

func (d *desk) start(c echo.Context, s session) error {
	return d.render(c, http.StatusOK, "upload", s, upload.NewStart(LanguageOf(c), d.Workspace(), c.QueryParam("feed"), d.BodyLimit()))
}

func (d *desk) job(c echo.Context, s session) error {
	u, err := d.Upload(c.Param("id"))
	if err != nil {
		return err
	}
	job, err := d.jobOf(c, u)
	if err != nil {
		return err
	}
	return d.render(c, http.StatusOK, "job", s, job)
}

// file answers with what would be set aside, or would change, as a file.
func (d *desk) file(c echo.Context, _ session) error {
	u, err := d.Upload(c.Param("id"))
	if err != nil {
		return err
	}
	var body []byte
	switch c.Param("file") {
	case "aside.csv":
		body, err = upload.AsideCSV(u.Asides)
	case "package.zip":
		return d.drafted(c, u)
	case "changes.csv":
		changes, told := d.Told(u.ID)
		if told != nil {
			return told
		}
		body, err = upload.ChangesCSV(LanguageOf(c), changes)
	default:
		return echo.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", c.Param("file"), err)
	}
	return attach(c, c.Param("file"), csvType, body)
}

const csvType = "text/csv; charset=utf-8"

func attach(c echo.Context, name, media string, body []byte) error {
	c.Response().Header().Set("Content-Disposition", `attachment; filename="athar-`+name+`"`)
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.Blob(http.StatusOK, media, body)
}

// decide accepts or discards an upload.
func (d *desk) decide(c echo.Context, s session) error {
	if err := d.form(c, s); err != nil {
		return err
	}
	id := c.Param("id")
	switch c.Request().PostForm.Get("do") {
	case "accept":
		if err := d.Accept(id); err != nil {
			return err
		}
		return d.redirect(c, "upload/"+id)
	case "check":
		return d.try(c, s)
	case "discard":
		if err := d.Discard(id); err != nil {
			return err
		}
		return d.redirect(c, "upload")
	}
	return echo.NewHTTPError(http.StatusBadRequest)
}

func (d *desk) list(c echo.Context, s session) error {
	ctx, l := c.Request().Context(), LanguageOf(c)
	rows, err := d.Awaiting(ctx, "", correct.Most)
	if err != nil {
		return err
	}
	counts, err := d.AwaitingCounts(ctx)
	if err != nil {
		return err
	}
	var all int64
	for _, n := range counts {
		all += n
	}
	var notices []string
	if n, err := strconv.ParseInt(c.QueryParam("corrected"), 10, 64); err == nil && n > 0 {
		notices = append(notices, words.Say(l, "correct.done", "n", words.Whole(l, n)))
	}
	return d.render(c, http.StatusOK, "correct", s, correct.NewList(l, d.Workspace(), rows, all), notices...)
}

// mostAwaiting bounds how many rows a file of them has.
const mostAwaiting = 100_000

// awaiting answers with the rows of a feed and kind as a file to correct.
func (d *desk) awaiting(c echo.Context, _ session) error {
	rows, err := d.Awaiting(c.Request().Context(), c.QueryParam("feed"), mostAwaiting)
	if err != nil {
		return err
	}
	var wanted []models.Aside
	for _, r := range rows {
		if r.Kind == pages.Or(c.QueryParam("kind"), r.Kind) && (len(wanted) == 0 || wanted[0].Kind == r.Kind) {
			wanted = append(wanted, r)
		}
	}
	columns, cells, err := export.AsideRows(wanted)
	if err != nil {
		return err
	}
	body, err := export.Table(columns, cells)
	if err != nil {
		return err
	}
	return attach(c, "awaiting.csv", csvType, body)
}

// asked finds the row that an address names.
func (d *desk) asked(c echo.Context) (models.Aside, error) {
	n, err := strconv.ParseInt(c.Param("row"), 10, 64)
	if err != nil {
		return models.Aside{}, echo.ErrNotFound
	}
	return d.AsideRow(c.Request().Context(), c.Param("batch"), n)
}

func (d *desk) row(c echo.Context, s session) error {
	r, err := d.asked(c)
	if err != nil {
		return err
	}
	f, err := correct.NewForm(LanguageOf(c), d.Workspace(), r, nil)
	if err != nil {
		return err
	}
	return d.render(c, http.StatusOK, "row", s, f)
}

// mend takes a corrected row in, or says what is still wrong with it.
func (d *desk) mend(c echo.Context, s session) error {
	if err := d.form(c, s); err != nil {
		return err
	}
	r, err := d.asked(c)
	if err != nil {
		return err
	}
	values := map[string]string{}
	for key, given := range c.Request().PostForm {
		if name, ok := strings.CutPrefix(key, "value-"); ok {
			values[name] = given[0]
		}
	}
	l := LanguageOf(c)
	// Only what the page offered: a form cannot put another person in the row.
	f, err := correct.NewForm(l, d.Workspace(), r, values)
	if err != nil {
		return err
	}
	offered := map[string]string{}
	for _, field := range f.Fields {
		offered[field.Name] = values[field.Name]
	}
	receipt, err := d.Correct(c.Request().Context(), r, offered)
	if err != nil {
		return err
	}
	if receipt.Taken() && receipt.SetAside == 0 {
		return d.redirect(c, "correct?corrected=1")
	}
	if !receipt.Rejected() { // set aside anew: it stands in the list again
		return d.redirect(c, "correct")
	}
	f.Problem = words.Say(l, "correct.still")
	for _, p := range receipt.Problems {
		f.Problems = append(f.Problems, words.Plain(p.Message.In(l)))
	}
	return d.render(c, http.StatusUnprocessableEntity, "row", s, f)
}

// resend takes a file of corrected rows in.
func (d *desk) resend(c echo.Context, s session) error {
	fields, files, err := d.sent(c, s)
	if err != nil {
		return err
	}
	if !s.matches(fields["form"]) || len(files) != 1 {
		d.Unstage(files)
		return refused("session.form")
	}
	receipt, err := d.Resend(c.Request().Context(), files[0].Path)
	if err != nil {
		return err
	}
	u := models.Upload{State: models.UploadTaken, Feed: models.Feed{Title: models.Text{En: words.Say(models.English, "page.correct"), Ar: words.Say(models.Arabic, "page.correct")}},
		Files: files, Receipts: []models.Receipt{receipt}}
	return d.render(c, http.StatusOK, "job", s, upload.NewJob(LanguageOf(c), d.Workspace(), u, disclosure.Changes{}))
}

package dashboards

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"athar/dashboards/pages/upload"
	"athar/dashboards/words"
	"athar/models"
)

// sent reads a form with files: what it says first, and then its files, which
// are spooled.
func (d *desk) sent(c echo.Context, s session) (fields map[string]string, files []models.UploadedFile, err error) {
	parts, err := c.Request().MultipartReader()
	if err != nil {
		return nil, nil, echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	}
	fields = map[string]string{}
	defer func() {
		if err != nil {
			d.Unstage(files)
		}
	}()
	left := d.BodyLimit()
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return fields, files, nil
		}
		if _, said := errors.AsType[*models.Error](err); said {
			return nil, files, err
		}
		if err != nil {
			return nil, files, echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
		}
		if part.FileName() == "" && len(fields) < 8 {
			text, err := io.ReadAll(io.LimitReader(part, 1<<10))
			if err != nil {
				return nil, files, echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
			}
			fields[part.FormName()] = string(text)
			continue
		}
		if part.FileName() == "" {
			continue
		}
		if !s.matches(fields["form"]) { // before anything of it is kept
			return nil, files, refused("session.form")
		}
		counted := &counter{r: part}
		path, err := d.Spool(counted, part.FileName(), left)
		if err != nil {
			return nil, files, err
		}
		left -= counted.n
		files = append(files, models.UploadedFile{Name: part.FileName(), As: part.FormName(), Path: path, Bytes: counted.n})
	}
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// send takes a feed's files and begins their dry run.
func (d *desk) send(c echo.Context, s session) error {
	fields, files, err := d.sent(c, s)
	if err != nil {
		return err
	}
	if !s.matches(fields["form"]) {
		d.Unstage(files)
		return refused("session.form")
	}
	id, err := d.Stage(fields["feed"], files)
	return d.begun(c, s, fields["feed"], id, err)
}

// begun shows what becomes of files, or says at once why they cannot be used.
func (d *desk) begun(c echo.Context, s session, feed, id string, err error) error {
	if known, ok := errors.AsType[*models.Error](err); ok && known.Kind == models.Invalid {
		l := LanguageOf(c)
		start := upload.NewStart(l, d.Workspace(), feed, d.BodyLimit())
		start.Problem = words.Plain(known.Text().In(l))
		return d.render(c, http.StatusBadRequest, "upload", s, start)
	}
	if err != nil {
		return err
	}
	return d.redirect(c, "upload/"+id)
}

// draft takes files that are of no feed yet and has a package drafted of them.
func (d *desk) draft(c echo.Context, s session) error {
	fields, files, err := d.sent(c, s)
	if err != nil {
		return err
	}
	if !s.matches(fields["form"]) {
		d.Unstage(files)
		return refused("session.form")
	}
	id, err := d.StageDraft(files)
	return d.begun(c, s, "", id, err)
}

// try has what a person made of a draft checked, or shows it again with what is wrong.
func (d *desk) try(c echo.Context, s session) error {
	form := c.Request().PostForm
	yaml, mappings := plainLines(form.Get("yaml")), map[string][]byte{}
	for key := range form {
		if name, ok := strings.CutPrefix(key, "mapping-"); ok {
			mappings[name] = plainLines(form.Get(key))
		}
	}
	id := c.Param("id")
	err := d.Try(id, yaml, mappings)
	known, said := errors.AsType[*models.Error](err)
	u, found := d.Upload(id)
	if said && found == nil && u.Draft != nil && slices.Contains([]models.UploadState{models.UploadDrafted, models.UploadChecked}, u.State) {
		l := LanguageOf(c)
		written := *u.Draft
		written.YAML, written.Mappings, u.Draft, u.State = yaml, mappings, &written, models.UploadDrafted
		job, err := d.jobOf(c, u)
		job.Problem = words.Plain(known.Text().In(l))
		if err != nil {
			return err
		}
		return d.render(c, http.StatusBadRequest, "job", s, job)
	}
	if err != nil {
		return err
	}
	return d.redirect(c, "upload/"+id)
}

// plainLines is a text as it was before a form made its ends of line those of the network.
func plainLines(text string) []byte { return []byte(strings.ReplaceAll(text, "\r\n", "\n")) }

func (d *desk) jobOf(c echo.Context, u models.Upload) (upload.Job, error) {
	changes, err := d.Told(u.ID)
	return upload.NewJob(LanguageOf(c), d.Workspace(), u, changes), err
}

// drafted answers with a drafted package as `athar draft` writes it.
func (d *desk) drafted(c echo.Context, u models.Upload) error {
	if u.Draft == nil {
		return echo.ErrNotFound
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	write := func(name string, text []byte) error {
		w, err := z.Create(u.Draft.Name + "/" + name)
		if err == nil {
			_, err = w.Write(text)
		}
		return err
	}
	err := write("athar.yaml", u.Draft.YAML)
	for _, name := range slices.Sorted(maps.Keys(u.Draft.Mappings)) {
		err = errors.Join(err, write(name, u.Draft.Mappings[name]))
	}
	if err = errors.Join(err, z.Close()); err != nil {
		return fmt.Errorf("write a package: %w", err)
	}
	return attach(c, "package.zip", "application/zip", out.Bytes())
}

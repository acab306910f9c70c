package ingest

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"

	"github.com/labstack/echo/v4"

	"athar/models"
)

// formats are the media types of bodies.
var formats = map[string]string{
	"application/json":               "json",
	"application/x-ndjson":           "ndjson",
	"application/ndjson":             "ndjson",
	"application/jsonl":              "ndjson",
	"text/csv":                       "csv",
	"text/tab-separated-values":      "tsv",
	"application/vnd.apache.parquet": "parquet",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}

// smallBody is how large a body may be to be judged in memory, in bytes.
const smallBody = 32 << 10

// Register adds the routes of the road in. guard lets only those in who may
// post.
func (in *Intake) Register(g *echo.Group, guard echo.MiddlewareFunc) {
	g.POST("/records/:kind", in.postRecords, guard, in.Admit)
	g.POST("/feeds/:feed", in.postFeed, guard, in.Admit)
	g.POST("/backup", in.postBackup, guard)
	g.GET("/batches/:id", in.getBatch)
	g.GET("/batches/:id/problems", in.getProblems)
}

func (in *Intake) postRecords(c echo.Context) error {
	r := c.Request()
	sent := cmp.Or(r.Header.Get("Content-Type"), "application/json")
	var parameters map[string]string
	var err error
	format, known := formats[sent]
	if !known {
		sent, parameters, err = mime.ParseMediaType(sent)
		format, known = formats[sent]
	}
	if err != nil || !known {
		return &models.Error{Kind: models.Unsupported, Message: "Content-Type must be application/json, application/x-ndjson, text/csv, application/vnd.apache.parquet or that of an .xlsx workbook.",
			Ar: "يجب أن يكون Content-Type أحد الأنواع: JSON أو NDJSON أو CSV أو Parquet أو مصنّف ‎.xlsx."}
	}
	if charset := parameters["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") {
		return &models.Error{Kind: models.Unsupported, Message: "Posted records are UTF-8; declare a feed for other encodings.", Ar: "السجلات المرسلة بترميز UTF-8؛ أعلن مصدرًا للترميزات الأخرى."}
	}
	switch encoding := r.Header.Get("Content-Encoding"); encoding {
	case "", "identity":
	case "gzip":
		format += ".gz"
	case "zstd":
		format += ".zst"
	default:
		return &models.Error{Kind: models.Unsupported, Message: "Content-Encoding must be gzip or zstd.", Ar: "يجب أن يكون Content-Encoding gzip أو zstd."}
	}
	body := PostedFile{Name: "body." + format, Format: format}
	if small := (format == "json" || format == "ndjson") && r.ContentLength > 0 && r.ContentLength <= smallBody; small {
		body.Body = make([]byte, r.ContentLength)
		_, err = io.ReadFull(r.Body, body.Body)
	} else {
		body.Path, err = in.Spool(r.Body, body.Name, in.admission.mostOfBody)
	}
	if err != nil {
		return err
	}
	if sheet := c.QueryParam("sheet"); sheet != "" && format == "xlsx" {
		body.Name += "#" + sheet
	}
	return in.take(c, Post{Spooled: true, Kind: c.Param("kind"), Source: c.QueryParam("source"), Identity: c.QueryParam("identity"),
		Key: r.Header.Get("Idempotency-Key"), Files: []PostedFile{body}})
}

func (in *Intake) postFeed(c echo.Context) error {
	r := c.Request()
	parts, err := r.MultipartReader()
	if err != nil {
		return &models.Error{Kind: models.Unsupported, Message: "Send the feed's files as multipart/form-data, each under its name in the feed.", Ar: "أرسل ملفات المصدر بصيغة multipart/form-data."}
	}
	post := Post{Spooled: true, Feed: c.Param("feed"), Key: r.Header.Get("Idempotency-Key")}
	whole := false
	defer func() {
		if !whole {
			post.discard()
		}
	}()
	left := in.admission.mostOfBody
	for {
		part, err := parts.NextPart()
		if err == io.EOF { // and no other: a body cut short ends in an error that wraps it
			break
		}
		if _, said := errors.AsType[*models.Error](err); said {
			return err
		}
		if err != nil {
			return &models.Error{Kind: models.Invalid, Message: "The multipart body is broken.", Ar: "المرسَل متعدد الأجزاء تالف.", Cause: err}
		}
		if part.FileName() == "" {
			continue
		}
		path, err := in.Spool(part, part.FileName(), left)
		if err != nil {
			return err
		}
		if info, err := os.Stat(path); err == nil {
			left -= info.Size()
		}
		post.Files = append(post.Files, PostedFile{Name: part.FileName(), As: part.FormName(), Path: path})
	}
	whole = true
	return in.take(c, post)
}

// take takes a post in, or says what would become of it.
func (in *Intake) take(c echo.Context, p Post) error {
	if c.QueryParam("dry_run") != "true" {
		t, err := in.tell(c.Request().Context(), p)
		if err != nil {
			return err
		}
		if t.text != nil {
			return c.JSONBlob(http.StatusCreated, t.text)
		}
		return answer(c, t.Receipt, t.Receipt)
	}
	defer p.discard()
	found, err := in.Rehearse(c.Request().Context(), p)
	if err != nil {
		return err
	}
	return answer(c, found.Receipts[0], struct {
		models.Receipt
		Changes json.Marshaler `json:"changes"`
	}{found.Receipts[0], found.Changes})
}

// answer gives a receipt: 201 for what is on disk, 422 where nothing was
// taken, 200 for a dry run.
func answer(c echo.Context, r models.Receipt, body any) error {
	status := http.StatusCreated
	switch {
	case !r.Taken():
		status = http.StatusUnprocessableEntity
	case r.DryRun:
		status = http.StatusOK
	}
	return c.JSON(status, body)
}

func (in *Intake) getBatch(c echo.Context) error {
	r, err := in.Receipt(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, r)
}

func (in *Intake) getProblems(c echo.Context) error {
	r, err := in.Receipt(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, r.Problems)
}

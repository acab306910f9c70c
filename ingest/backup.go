package ingest

import (
	"archive/tar"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/labstack/echo/v4"

	"athar/models"
)

// Backup writes the lake as it is at one moment as a tar file, in the folder
// lake, while posts and answers go on. All that was acknowledged before the
// call is in it; the keys are not.
func (in *Intake) Backup(ctx context.Context, w io.Writer) error {
	dir, err := in.snapshot(ctx)
	if err != nil {
		return err
	}
	defer in.lake.RemoveSnapshot(dir)
	archive := tar.NewWriter(w)
	if err := archive.AddFS(os.DirFS(dir)); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	return archive.Close()
}

// snapshot seals what is open and has the lake linked before anything else is
// committed.
func (in *Intake) snapshot(ctx context.Context) (string, error) {
	in.writing.Lock()
	defer in.writing.Unlock()
	in.lane.cut(func() {})
	if err := in.sealAll(ctx); err != nil {
		return "", &models.Error{Kind: models.Unfinished, Message: "What was acknowledged before could not be put into the lake yet, so a backup would lack it; ask again in a moment.",
			Ar: "لم يكتمل بعد حفظ ما استُلم قبل هذا، فتنقص النسخة الاحتياطية؛ أعد الطلب بعد لحظات.", Cause: err}
	}
	dir, err := in.lake.Snapshot(ctx)
	if err != nil {
		return "", outOfSpace(err)
	}
	return dir, nil
}

// postBackup streams a backup. Once it has begun an error can only be told by
// breaking off, so that nobody takes half a backup for one.
func (in *Intake) postBackup(c echo.Context) error {
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, "application/x-tar")
	header.Set(echo.HeaderContentDisposition, `attachment; filename="lake.tar"`)
	err := in.Backup(c.Request().Context(), &unhurried{w: c.Response(), connection: http.NewResponseController(c.Response().Writer)})
	if err == nil || !c.Response().Committed {
		return err
	}
	in.options.Log.Error("a backup was broken off", "error", err)
	panic(http.ErrAbortHandler)
}

// unhurried lets an answer take as long as it needs while its reader takes it.
type unhurried struct {
	w          io.Writer
	connection *http.ResponseController
	extended   time.Time
}

func (u *unhurried) Write(p []byte) (int, error) {
	if now := time.Now(); now.Sub(u.extended) > time.Second {
		_ = u.connection.SetWriteDeadline(now.Add(2 * time.Minute)) // not every connection has one, as in tests
		u.extended = now
	}
	return u.w.Write(p)
}

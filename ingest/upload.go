package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"athar/models"
)

// Bounds of uploads that wait to be accepted.
const (
	mostUploads     = 16
	mostUploadBytes = 2 << 30
	uploadsKept     = time.Hour // since they were last looked at
)

// uploads are files that were sent, checked and neither accepted nor discarded.
// They are kept in the folder of temporary files only: what nobody accepted
// does not outlive the service.
type uploads struct {
	mu      sync.Mutex
	byID    map[string]*upload
	closed  bool
	working sync.WaitGroup
	stop    context.CancelFunc // ends dry runs
	ctx     context.Context
}

type upload struct {
	models.Upload
	changes json.Marshaler
	dir     string  // where the files lie under their own names, to be drafted of
	folder  *Folder // the package that was checked
}

// of reports whether an upload is for a feed, alone or among others.
func (one *upload) of(feed string) bool {
	if one.folder == nil {
		return feed == one.Feed.Name
	}
	return slices.ContainsFunc(one.folder.Package.Feeds, func(f models.Feed) bool { return f.Name == feed })
}

// clear removes the files.
func (one *upload) clear() {
	unstage(one.Files)
	if one.dir != "" {
		os.RemoveAll(one.dir)
	}
}

func newUploads() *uploads {
	u := &uploads{byID: map[string]*upload{}}
	u.ctx, u.stop = context.WithCancel(context.Background())
	return u
}

// BodyLimit is how many bytes one upload or post may have.
func (in *Intake) BodyLimit() int64 { return in.admission.mostOfBody }

// Stage takes over files that Spool wrote for a feed and begins their dry run.
func (in *Intake) Stage(feedName string, files []models.UploadedFile) (id string, err error) {
	defer func() {
		if err != nil {
			unstage(files)
		}
	}()
	feed, _, err := in.delivery(posted(feedName, "", files))
	if err != nil {
		return "", err
	}
	return in.begin(&upload{Upload: models.Upload{Feed: feed, Files: files, State: models.UploadChecking}}, func(one *upload) error {
		return in.checked(one, func(ctx context.Context) (Rehearsed, error) { return in.Rehearse(ctx, posted(feed.Name, "", files)) })
	})
}

// begin takes note of an upload, where there is room for it, and begins to work on it.
func (in *Intake) begin(one *upload, do func(*upload) error) (id string, err error) {
	u := in.uploads
	u.mu.Lock()
	defer u.mu.Unlock()
	u.sweep(in.options.Now())
	bytes := sizeOf(one.Files)
	for _, other := range u.byID {
		bytes += sizeOf(other.Files)
	}
	if u.closed {
		return "", stopping
	}
	if len(u.byID) >= mostUploads || bytes > mostUploadBytes {
		return "", &models.Error{Kind: models.Busy, Message: "Too many uploads wait to be accepted; accept or discard some of them first.",
			Ar: "عدد كبير من الملفات المرفوعة ينتظر القبول؛ اقبل بعضها أو تخلَّ عنه أولًا."}
	}
	one.ID, one.Expires = uuid.NewString(), in.options.Now().Add(uploadsKept)
	u.byID[one.ID] = one
	in.work(one, do)
	return one.ID, nil
}

// checked keeps what a dry run of an upload found.
func (in *Intake) checked(one *upload, rehearse func(context.Context) (Rehearsed, error)) error {
	found, err := rehearse(in.uploads.ctx)
	in.uploads.mu.Lock()
	defer in.uploads.mu.Unlock()
	if err == nil {
		one.State, one.Receipts, one.Asides, one.changes = models.UploadChecked, found.Receipts, found.Asides, found.Changes
	}
	return err
}

// Unstage removes files that Spool wrote and nothing took over.
func (*Intake) Unstage(files []models.UploadedFile) { unstage(files) }

func unstage(files []models.UploadedFile) {
	for _, f := range files {
		os.Remove(f.Path) // what stays is cleared when the workspace is opened
	}
}

// posted are the files of an upload as a post of its feed. Without a key it is
// for a dry run and keeps its files.
func posted(feed, key string, files []models.UploadedFile) Post {
	p := Post{Feed: feed, Key: key, Spooled: key != ""}
	for _, f := range files {
		p.Files = append(p.Files, PostedFile{Name: f.Name, As: f.As, Path: f.Path})
	}
	return p
}

func sizeOf(files []models.UploadedFile) (bytes int64) {
	for _, f := range files {
		bytes += f.Bytes
	}
	return bytes
}

// work does something with an upload in the background. The caller holds mu.
func (in *Intake) work(one *upload, do func(*upload) error) {
	u := in.uploads
	u.working.Add(1)
	go func() {
		defer u.working.Done()
		err := do(one)
		if err == nil {
			return
		}
		if _, said := errors.AsType[*models.Error](err); !said {
			in.options.Log.Error("an upload failed", "feed", one.Feed.Name, "error", err)
		}
		u.mu.Lock()
		defer u.mu.Unlock()
		one.State, one.Failure = models.UploadFailed, err
	}()
}

// find gives an upload that is still kept. The caller holds mu.
func (in *Intake) find(id string) (*upload, error) {
	in.uploads.sweep(in.options.Now())
	one := in.uploads.byID[id]
	if one == nil {
		return nil, &models.Error{Kind: models.NotFound, Message: "This upload is not kept any more: it was discarded, or nobody accepted it in time. Send the files again.",
			Ar: "لم تعد هذه الملفات المرفوعة محفوظة: إما أنه جرى التخلي عنها أو لم تُقبل في الوقت المحدد. أعد إرسالها."}
	}
	return one, nil
}

// Upload tells how far an upload is, and keeps it from expiring for a while.
func (in *Intake) Upload(id string) (models.Upload, error) {
	in.uploads.mu.Lock()
	defer in.uploads.mu.Unlock()
	one, err := in.find(id)
	if err != nil {
		return models.Upload{}, err
	}
	one.Expires = in.options.Now().Add(uploadsKept)
	return one.Upload, nil
}

// UploadChanges is what an upload would change of what is published; nil before its
// dry run is done.
func (in *Intake) UploadChanges(id string) (json.Marshaler, error) {
	in.uploads.mu.Lock()
	defer in.uploads.mu.Unlock()
	one, err := in.find(id)
	if err != nil {
		return nil, err
	}
	return one.changes, nil
}

// Accept takes in the very files whose dry run was shown. Accepted twice they
// are taken once.
func (in *Intake) Accept(id string) error {
	u := in.uploads
	u.mu.Lock()
	defer u.mu.Unlock()
	one, err := in.find(id)
	if err != nil {
		return err
	}
	switch {
	case u.closed:
		return stopping
	case one.State == models.UploadTaking || one.State == models.UploadTaken:
		return nil
	case one.State != models.UploadChecked:
		return &models.Error{Kind: models.Conflict, Message: "Only what has been checked can be accepted.", Ar: "لا يُقبل إلا ما جرى فحصه."}
	}
	one.State, one.Expires = models.UploadTaking, in.options.Now().Add(uploadsKept)
	in.work(one, func(one *upload) error {
		// Once accepted it is not given up, whoever looks on.
		receipts, err := in.takeUpload(context.Background(), one)
		u.mu.Lock()
		defer u.mu.Unlock()
		one.Receipts = receipts // where it fails, of the parts of a package that were taken before
		if err != nil {
			return err
		}
		one.clear()
		one.State, one.Files = models.UploadTaken, withoutPaths(one.Files)
		return nil
	})
	return nil
}

// takeUpload takes the files of an upload in, and first what its package declares where it is of no feed yet.
func (in *Intake) takeUpload(ctx context.Context, one *upload) ([]models.Receipt, error) {
	if one.folder != nil {
		return in.takePackage(ctx, one.folder)
	}
	receipt, err := in.Receive(ctx, posted(one.Feed.Name, "upload/"+one.ID, one.Files))
	if err != nil {
		return nil, err
	}
	return []models.Receipt{receipt}, nil
}

func withoutPaths(files []models.UploadedFile) []models.UploadedFile {
	kept := make([]models.UploadedFile, len(files))
	for i, f := range files {
		kept[i] = models.UploadedFile{Name: f.Name, As: f.As}
	}
	return kept
}

// Discard gives up an upload that was not accepted.
func (in *Intake) Discard(id string) error {
	in.uploads.mu.Lock()
	defer in.uploads.mu.Unlock()
	one, err := in.find(id)
	if err != nil {
		return err
	}
	if one.Busy() {
		return &models.Error{Kind: models.Conflict, Message: "It is being worked on; wait until that is done.", Ar: "العمل جارٍ عليها؛ انتظر حتى ينتهي."}
	}
	in.uploads.remove(one)
	return nil
}

// sweep removes what has expired. The caller holds mu.
func (u *uploads) sweep(now time.Time) {
	for _, one := range u.byID {
		if !one.Busy() && now.After(one.Expires) {
			u.remove(one)
		}
	}
}

func (u *uploads) remove(one *upload) {
	if one.State != models.UploadTaken {
		one.clear()
	}
	delete(u.byID, one.ID)
}

// step notes what is being done with a feed, for whoever waits for it.
func (u *uploads) step(s Step) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, one := range u.byID {
		if one.Busy() && (one.of(s.Feed) || s.Feed == "" && one.State == models.UploadChecking) {
			one.Doing, one.Rows = s.Doing, s.Rows
		}
	}
}

// close gives up dry runs, and lets what was accepted finish.
func (u *uploads) close() {
	u.mu.Lock()
	u.closed = true
	u.mu.Unlock()
	u.stop()
	u.working.Wait()
}

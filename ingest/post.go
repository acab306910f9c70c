package ingest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"athar/ingest/internal/decode"
	"athar/models"
)

// Post is records of one kind in files that already have our columns, or the
// files of a declared feed.
type Post struct {
	Feed     string // a declared feed; "" for records of a kind
	Kind     string
	Source   string // who says so
	Identity string // scheme of the person ids; "" for that of the source's feeds
	Key      string // Idempotency-Key
	Files    []PostedFile
	Spooled  bool // the files are from Spool, and are removed once they are not needed
}

// FileOf is the file that a name such as "book.xlsx#Sheet" is of.
func FileOf(name string) string {
	file, _ := decode.SplitSheet(name)
	return file
}

// PostedFile is one file of a post.
type PostedFile struct {
	Name   string // as the sender knows it; of a workbook, with # and its sheet where it has several
	As     string // the name in SQL, for a feed of several files
	Path   string
	Body   []byte // the content of a small one, where there is no Path
	Format string // csv, ndjson …; "" is told by Name
}

// Receive takes a post down the road and returns its receipt when what was
// taken is on disk. Small posts of one kind and source that come together are
// gathered into one commit.
func (in *Intake) Receive(ctx context.Context, p Post) (models.Receipt, error) {
	t, err := in.tell(ctx, p)
	return t.Receipt, err
}

func (in *Intake) tell(ctx context.Context, p Post) (told, error) {
	feed, d, err := in.delivery(p)
	if err != nil {
		p.discard()
		return told{}, err
	}
	return in.posts.post(ctx, feed, d)
}

// spooled are the files that go when a post is done with.
func (p Post) spooled() []string {
	var paths []string
	for _, f := range p.Files {
		if p.Spooled && f.Path != "" {
			paths = append(paths, f.Path)
		}
	}
	return paths
}

func (p Post) discard() { delivery{spooled: p.spooled()}.discard() }

func (in *Intake) delivery(p Post) (models.Feed, delivery, error) {
	if p.Feed == "" {
		kind, err := models.KindNamed(p.Kind)
		if err != nil {
			return models.Feed{}, delivery{}, err
		}
		feed, err := in.Workspace().PostedFeed(kind.Name, p.Source, p.Identity)
		if err != nil {
			return feed, delivery{}, err
		}
		s := source{name: "records"}
		for _, f := range p.Files {
			_, sheet := decode.SplitSheet(f.Name)
			s.files = append(s.files, decode.File{Name: f.Name, Path: f.Path, Format: f.Format, Sheet: sheet})
		}
		d := delivery{sources: []source{s}, idempotency: idempotencyKey(feed.Name+"/"+kind.Name, p.Key), spooled: p.spooled()}
		if len(p.Files) == 1 {
			d.body = p.Files[0].Body
		}
		return feed, d, nil
	}
	feed, err := in.Workspace().Feed(p.Feed)
	if err != nil {
		return feed, delivery{}, err
	}
	d := delivery{idempotency: idempotencyKey("feed/"+feed.Name, p.Key), spooled: p.spooled()}
	for _, name := range feed.SortedFiles() {
		s := source{name: name}
		for _, f := range p.Files {
			if f.As == name || len(feed.Files) == 1 {
				s.files = append(s.files, decode.File{Name: f.Name, Path: f.Path, Format: f.Format, Sheet: declaredSheet(feed.Files[name])})
			}
		}
		if len(s.files) == 0 {
			return feed, d, &models.Error{Kind: models.Invalid, Message: fmt.Sprintf("The feed %s needs a file called %s.", feed.Name, name),
				Ar: fmt.Sprintf("يحتاج المصدر %s إلى ملف باسم %s.", feed.Name, name)}
		}
		d.sources = append(d.sources, s)
	}
	return feed, d, nil
}

// declaredSheet is the sheet that a feed reads of a workbook, whatever the
// workbook is called that is sent for it.
func declaredSheet(files models.FileList) string {
	for _, f := range files {
		if _, sheet := decode.SplitSheet(f); sheet != "" {
			return sheet
		}
	}
	return ""
}

// onDisk is a delivery whose body lies in a file, as the road reads it.
func (d delivery) onDisk(in *Intake) (delivery, error) {
	if d.body == nil {
		return d, nil
	}
	f := d.sources[0].files[0]
	path, err := in.Spool(bytes.NewReader(d.body), f.Name, int64(len(d.body)))
	if err != nil {
		return d, err
	}
	f.Path = path
	d.sources, d.spooled, d.body = []source{{name: d.sources[0].name, files: []decode.File{f}}}, append(d.spooled, path), nil
	return d, nil
}

// Spool writes what a sender sends to a temporary file of the workspace,
// at most limit bytes, and returns its path. A Post that says so takes it over;
// otherwise the caller removes it.
func (in *Intake) Spool(r io.Reader, name string, limit int64) (string, error) {
	f, err := os.CreateTemp(in.temp, "post-*-"+safeName(name))
	if err != nil {
		return "", fmt.Errorf("spool a post: %w", err)
	}
	n, err := io.Copy(f, io.LimitReader(r, limit+1))
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil && n > limit {
		err = bodyTooLarge(limit)
	}
	if err != nil {
		os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}

func bodyTooLarge(limit int64) error {
	return &models.Error{Kind: models.TooLarge, Message: fmt.Sprintf("The body is larger than %d MB; send it in parts, or load it with `athar load`.", limit>>20),
		Ar: fmt.Sprintf("حجم المرسَل أكبر من %d ميغابايت؛ أرسله على أجزاء.", limit>>20)}
}

// safeName keeps of a sender's file name what tells its format.
func safeName(name string) string {
	name = filepath.Base(name)
	_, extension, ok := strings.Cut(name, ".")
	if !ok || len(extension) > 16 || strings.ContainsAny(extension, `/\*?[]`) {
		return "body"
	}
	return "body." + cmp.Or(extension, "csv")
}

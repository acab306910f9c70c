package ingest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"athar/ingest/draft"
	"athar/models"
)

// StageDraft takes over files that are of no feed yet and begins to draft a package of them.
func (in *Intake) StageDraft(files []models.UploadedFile) (id string, err error) {
	dir, err := os.MkdirTemp(in.temp, "package-")
	if err != nil {
		return "", fmt.Errorf("keep files to draft of: %w", err)
	}
	one := &upload{Upload: models.Upload{Files: files, State: models.UploadDrafting}, dir: dir}
	defer func() {
		if err != nil {
			one.clear()
		}
	}()
	if err := one.lay(); err != nil {
		return "", err
	}
	return in.begin(one, func(one *upload) error {
		looked := make([]draft.File, len(one.Files))
		for i, f := range one.Files {
			looked[i] = draft.File{Name: f.Name, Path: f.Path}
		}
		select {
		case in.rehearsing <- struct{}{}: // with dry runs, one at a time
			defer func() { <-in.rehearsing }()
		case <-in.uploads.ctx.Done():
			return in.uploads.ctx.Err()
		}
		drafted, err := draft.Package(in.uploads.ctx, looked, draft.Options{Temp: in.temp, Disk: in.spillBytes(), Beside: in.Workspace()})
		in.uploads.mu.Lock()
		defer in.uploads.mu.Unlock()
		if err == nil {
			one.State, one.Draft = models.UploadDrafted, drafted
		}
		return in.lacking(err)
	})
}

// lay moves the files of an upload to a folder of their own, under the names that a package calls them by.
func (one *upload) lay() error {
	if len(one.Files) == 0 {
		return &models.Error{Kind: models.Invalid, Message: "No file was sent: choose one or more.", Ar: "لم يُرسل أي ملف: اختر ملفًا أو أكثر."}
	}
	for i := range one.Files {
		f := &one.Files[i]
		f.Name = ownName(f.Name)
		path := filepath.Join(one.dir, f.Name)
		if _, err := os.Lstat(path); err == nil {
			return &models.Error{Kind: models.Invalid, Message: "Two of the files have the same name; give each one of its own.", Ar: "ملفان يحملان الاسم نفسه؛ أعطِ كلًّا منهما اسمًا خاصًا."}
		}
		if err := os.Rename(f.Path, path); err != nil {
			return fmt.Errorf("keep files to draft of: %w", err)
		}
		f.Path = path
	}
	return nil
}

// mostOfName is how many characters of a file's name are kept; a disk's names have bounds.
const mostOfName = 60

// ownName is a sender's name of a file without what means something in the files of a feed or to the disk.
func ownName(name string) string {
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune(`/\:#*?[]`, r) {
			return '_'
		}
		return r
	}, filepath.Base(filepath.ToSlash(name)))
	if runes := []rune(name); len(runes) > mostOfName {
		name = string(runes[len(runes)-mostOfName:]) // what tells the format stands last
	}
	if strings.HasPrefix(name, ".") {
		name = "_" + name
	}
	return name
}

// Try makes a text the declaration of what was drafted, and begins the dry run of it.
func (in *Intake) Try(id string, yaml []byte, mappings map[string][]byte) error {
	u := in.uploads
	u.mu.Lock()
	defer u.mu.Unlock()
	one, err := in.find(id)
	switch {
	case err != nil:
		return err
	case u.closed:
		return stopping
	case one.Draft == nil || one.Busy() || one.State == models.UploadTaken || one.State == models.UploadFailed:
		return &models.Error{Kind: models.Conflict, Message: "Only what was drafted, and is not taken yet, can be checked.", Ar: "لا يُفحص إلا ما جرت صياغته ولم يؤخذ بعد."}
	}
	folder, err := proposed(yaml, mappings, one.dir)
	if err != nil {
		return err
	}
	if err := in.undeclared(folder.Package); err != nil {
		return err
	}
	drafted := *one.Draft
	drafted.YAML, drafted.Mappings = yaml, map[string][]byte{}
	for name, text := range folder.Mappings {
		drafted.Mappings[name] = []byte(text)
	}
	one.Draft, one.folder, one.State, one.Expires = &drafted, folder, models.UploadChecking, in.options.Now().Add(uploadsKept)
	one.Receipts, one.Asides, one.changes = nil, nil, nil
	in.work(one, func(one *upload) error {
		return in.checked(one, func(ctx context.Context) (Rehearsed, error) { return in.Check(ctx, []*Folder{folder}, nil) })
	})
	return nil
}

// proposed reads a package that is not on disk but for its files.
func proposed(yaml []byte, mappings map[string][]byte, files string) (*Folder, error) {
	f := &Folder{YAML: yaml, Mappings: map[string]string{}, Files: files}
	var err error
	f.Package, err = models.ParsePackage(yaml, func(name string) ([]byte, error) {
		text, ok := mappings[name]
		if !ok || !filepath.IsLocal(name) {
			return nil, &models.Error{Kind: models.Invalid, Message: "There is no mapping called " + name + " here.", Ar: "لا توجد هنا قاعدة تحويل باسم " + name + "."}
		}
		f.Mappings[name] = string(text)
		return text, nil
	})
	if err != nil {
		return nil, err
	}
	if len(f.Package.Feeds) == 0 {
		return nil, &models.Error{Kind: models.Invalid, Message: "The package has no feed: say under `feeds` of which kind the files are, and which column is which field.",
			Ar: "لا مصدر في الحزمة: اذكر تحت feeds نوع الملفات وأي عمود هو أي حقل."}
	}
	return f, nil
}

// undeclared refuses a package that does not go with what is declared, or would stand in place of another one.
func (in *Intake) undeclared(p *models.Package) error {
	w := in.Workspace()
	if w.HasPackage(p.Name) {
		return &models.Error{Kind: models.Conflict, Message: "A package called " + p.Name + " is declared already; give this one another name.",
			Ar: "حزمة باسم " + p.Name + " معلنة من قبل؛ أعطِ هذه اسمًا آخر."}
	}
	_, err := with(w, p)
	return err
}

// takePackage declares a package and takes its files in. One goes at a time, so that no two have one name.
func (in *Intake) takePackage(ctx context.Context, f *Folder) ([]models.Receipt, error) {
	in.rehearsing <- struct{}{}
	defer func() { <-in.rehearsing }()
	if err := in.undeclared(f.Package); err != nil {
		return nil, err
	}
	return in.Load(ctx, f, nil)
}

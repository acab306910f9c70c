package ingest

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"athar/ingest/internal/decode"
	"athar/models"
)

// Folder is a package as it lies on disk.
type Folder struct {
	Package  *models.Package
	YAML     []byte
	Mappings map[string]string // name of a mapping: its text
	Files    string            // where the files lie
}

// ReadFolder reads the athar.yaml of a package and its mappings. The exported
// files may lie elsewhere; files is "" where they lie beside.
func ReadFolder(dir, files string) (*Folder, error) {
	text, err := os.ReadFile(filepath.Join(dir, "athar.yaml"))
	if info, not := os.Stat(dir); not == nil && !info.IsDir() {
		return nil, &models.Error{Kind: models.Invalid, Message: dir + " is a file, and a package is a folder with an athar.yaml and the files it names: name the folder, or let `athar draft` write one for your files.",
			Ar: dir + " ملف، والحزمة مجلد فيه athar.yaml والملفات التي يسمّيها: اذكر المجلد، أو اطلب من الأمر `athar draft` أن يكتب واحدًا لملفاتك."}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &models.Error{Kind: models.NotFound, Message: "There is no athar.yaml in " + dir + "; a package is a folder with an athar.yaml and the files it names.",
			Ar: "لا يوجد athar.yaml في " + dir + "؛ الحزمة مجلد فيه athar.yaml والملفات التي يسمّيها."}
	}
	if err != nil {
		return nil, err
	}
	f := &Folder{YAML: text, Mappings: map[string]string{}, Files: cmp.Or(files, dir)}
	f.Package, err = models.ParsePackage(text, func(name string) ([]byte, error) {
		if !filepath.IsLocal(name) {
			return nil, errors.New("a mapping lies in the package's own folder")
		}
		sql, err := os.ReadFile(filepath.Join(dir, name))
		f.Mappings[name] = string(sql)
		return sql, err
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// sources finds the files of a feed: one source a SQL name.
func (f *Folder) sources(feed models.Feed) ([]source, error) {
	var all []source
	for _, name := range feed.SortedFiles() {
		s := source{name: name}
		for _, pattern := range feed.Files[name] {
			if !filepath.IsLocal(pattern) {
				return nil, &models.Error{Kind: models.Invalid, Message: "Feed " + feed.Name + " names a file outside its folder: " + pattern,
					Ar: "المصدر " + feed.Name + " يسمّي ملفًا خارج مجلده."}
			}
			pattern, sheet := decode.SplitSheet(pattern)
			paths := []string{filepath.Join(f.Files, pattern)}
			if strings.ContainsAny(pattern, "*?[") {
				found, err := filepath.Glob(paths[0])
				if err != nil {
					return nil, &models.Error{Kind: models.Invalid, Message: "Feed " + feed.Name + " has a file pattern that cannot be read: " + pattern, Ar: "نمط الملفات غير مفهوم."}
				}
				slices.Sort(found)
				if paths = found; len(found) == 0 {
					paths = []string{filepath.Join(f.Files, pattern)} // reported missing
				}
			}
			for _, path := range paths {
				shown, err := filepath.Rel(f.Files, path)
				if err != nil {
					shown = filepath.Base(path)
				}
				s.files = append(s.files, decode.File{Name: shown, Path: path, Sheet: sheet})
			}
		}
		all = append(all, s)
	}
	return all, nil
}

// source is a name in SQL and the files behind it.
type source struct {
	name  string
	files []decode.File
}

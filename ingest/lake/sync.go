package lake

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	icebergio "github.com/apache/iceberg-go/io"
)

// Iceberg's local files are not synced when they are closed, so a power cut could leave the catalogue naming files that
// are empty. It looks its file system up by the scheme of a location; here both local schemes get the syncing one.
func init() {
	for _, scheme := range []string{"file", ""} {
		icebergio.Unregister(scheme)
		icebergio.Register(scheme, func(context.Context, *url.URL, map[string]string) (icebergio.IO, error) {
			return durableFS{}, nil
		})
	}
}

// durableFS is Iceberg's local file system, except that a file is on disk once it is closed, and a metadata file with its name
// and those of all that lies beside it: it is written after the manifests that it leads to, and nothing leads to them without it.
type durableFS struct{ icebergio.LocalFS }

func (durableFS) Create(location string) (icebergio.FileWriter, error) {
	path, err := pathOf(location)
	if err != nil {
		return nil, err
	}
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return nil, err
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	return durableFile{file}, nil
}

func (d durableFS) WriteFile(location string, content []byte) error {
	file, err := d.Create(location)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}

type durableFile struct{ *os.File }

func (f durableFile) Close() error {
	if err := errors.Join(f.File.Sync(), f.File.Close()); err != nil {
		return err
	}
	if _, ok := metadataVersion(filepath.Base(f.Name())); !ok {
		return nil
	}
	return syncPath(filepath.Dir(f.Name()))
}

// syncPath brings a file's content, or a folder's list of names, to disk.
func syncPath(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// makeFolder makes a folder and the missing ones above it, each one's name on disk.
func makeFolder(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.IsDir():
		return &fs.PathError{Op: "mkdir", Path: path, Err: errors.New("there is a file of that name")}
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return err
	}
	if err := os.Mkdir(path, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncPath(filepath.Dir(path))
}

// locationOf and pathOf turn a path into the URL Iceberg's metadata holds, and back.
func locationOf(path string) string { return (&url.URL{Scheme: "file", Path: path}).String() }

func pathOf(location string) (string, error) {
	u, err := url.Parse(location)
	if err != nil {
		return "", err
	}
	if u.Scheme != "file" || u.Host != "" {
		return "", errors.New("not the location of a local file")
	}
	return filepath.FromSlash(u.Path), nil
}

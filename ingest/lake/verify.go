package lake

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Fault is one thing found wrong.
type Fault struct {
	Table    string // empty for the catalogue
	Path     string
	Sentence string
	// Harmless: a stray, which no table names; a crash leaves them, and RemoveStrays takes them away.
	Harmless bool
}

func (f Fault) String() string { return f.Sentence }

// Verify reads the whole lake back and returns what it finds wrong: the catalogue, the metadata, and each byte and page
// of each data file. The error is for when it could not go on. Files being written at this moment show as strays.
func (l *Lake) Verify(ctx context.Context) ([]Fault, error) {
	defer l.Hold()()
	faults, known, err := l.verifyMetadata(ctx)
	if err != nil {
		return nil, fmt.Errorf("verify lake: %w", err)
	}
	// Data files never change, so they are read while appends go on.
	for _, name := range slices.Sorted(maps.Keys(known)) {
		for _, file := range known[name].files {
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("verify lake: %w", err)
			}
			if problem := verifyFile(file, known[name].checkSums[filepath.Base(file.Path)]); problem != "" {
				faults = append(faults, Fault{Table: name, Path: file.Path,
					Sentence: fmt.Sprintf("Data file %s of table %s %s.", filepath.Base(file.Path), name, problem)})
			}
		}
	}
	return faults, nil
}

type knownFiles struct {
	files     []File
	checkSums map[string]string
}

// verifyMetadata reads the catalogue and the tables' metadata anew, not trusting what is in memory.
func (l *Lake) verifyMetadata(ctx context.Context) ([]Fault, map[string]knownFiles, error) {
	l.rewriting.Lock() // a merged file on its way would look like a stray
	defer l.rewriting.Unlock()
	l.writing.Lock()
	defer l.writing.Unlock()
	if l.catalog == nil {
		return nil, nil, errClosed
	}
	if err := l.flushMetadataSums(ctx); err != nil {
		return nil, nil, err
	}
	var faults []Fault
	catalogue := filepath.Join(l.dir, "catalog.db")
	var verdict string
	if err := l.db.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&verdict); err != nil {
		verdict = err.Error()
	}
	if verdict != "ok" {
		faults = append(faults, Fault{Path: catalogue, Sentence: "The catalogue is damaged: " + verdict + "."})
	}
	locations, err := l.currentMetadata(ctx)
	if err != nil {
		return append(faults, Fault{Path: catalogue, Sentence: "The catalogue cannot be read: " + err.Error() + "."}), nil, nil
	}
	for _, table := range l.Tables() {
		if locations[table.Name] == "" {
			faults = append(faults, Fault{Table: table.Name, Path: catalogue,
				Sentence: fmt.Sprintf("The catalogue no longer names table %s.", table.Name)})
		}
	}
	known := map[string]knownFiles{}
	for _, name := range slices.Sorted(maps.Keys(locations)) {
		log, err := l.load(ctx, name)
		if err != nil {
			// Its data files are still there to be checked: the list in memory is the last one that could be read.
			faults = append(faults, Fault{Table: name, Path: filepath.Join(l.dir, name, "metadata"),
				Sentence: fmt.Sprintf("The metadata of table %s cannot be read: %v.", name, err)})
			known[name] = knownFiles{files: l.Files(name, 0, -1)}
		} else {
			known[name] = knownFiles{files: log.files}
			metadata, err := l.changedMetadata(ctx, name, log.iceberg)
			if err != nil {
				return nil, nil, err
			}
			for _, path := range metadata {
				faults = append(faults, Fault{Table: name, Path: path,
					Sentence: fmt.Sprintf("Metadata file %s of table %s has changed since it was written: its check sum differs.", filepath.Base(path), name)})
			}
			strays, err := l.strays(name, log)
			if err != nil {
				faults = append(faults, Fault{Table: name, Path: filepath.Join(l.dir, name),
					Sentence: fmt.Sprintf("The files of table %s cannot be listed: %v.", name, err)})
			}
			for _, path := range strays {
				faults = append(faults, Fault{Table: name, Path: path, Harmless: true,
					Sentence: fmt.Sprintf("Table %s does not name %s: an unfinished commit left it, and it can be removed.",
						name, filepath.Base(path))})
			}
		}
		sums, err := l.checkSums(ctx, name)
		if err != nil {
			return nil, nil, err
		}
		known[name] = knownFiles{files: known[name].files, checkSums: sums}
	}
	return faults, known, nil
}

// verifyFile says what is wrong with a data file, as the end of a sentence, or nothing.
func verifyFile(file File, sum string) string {
	if problem := unchanged(file, sum); problem != "" {
		return problem
	}
	rows, err := readThrough(file.Path)
	if err != nil {
		return "cannot be decoded: " + err.Error()
	}
	if rows != file.Rows {
		return fmt.Sprintf("has %d rows and was appended with %d", rows, file.Rows)
	}
	return ""
}

// unchanged says in what a data file is not, byte for byte, what was appended, or nothing.
func unchanged(file File, sum string) string {
	info, err := os.Stat(file.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return "is missing"
	}
	if err != nil {
		return "cannot be looked at: " + err.Error()
	}
	if info.Size() != file.Bytes {
		return fmt.Sprintf("has %d bytes and was appended with %d", info.Size(), file.Bytes)
	}
	found, err := checkSum(file.Path)
	if err != nil {
		return "cannot be read: " + err.Error()
	}
	if sum == "" {
		return "has no check sum in the catalogue"
	}
	if found != sum {
		return "has changed since it was appended: its check sum differs"
	}
	return ""
}

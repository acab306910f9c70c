// Package wal keeps what was acknowledged and is not in the lake's tables yet:
// write-ahead files, each a list of frames. A frame is what was written and
// synced at once, so that only the last one of a file can be torn by a kill.
//
//	file   000000000007.wal = frame*
//	frame  mark (4 bytes) · length (4) · CRC-32C of the payload (4) · payload
package wal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
)

// Log is the write-ahead files of one folder, of which one at most is being
// written. It is for one goroutine at a time.
type Log struct {
	dir    string
	next   int64
	file   *os.File
	path   string
	size   int64  // of the frames that are on disk
	frame  []byte // the one that is being written
	broken error  // why nothing may be added to this file
}

// File is a write-ahead file that an earlier process left.
type File struct {
	Path   string
	Frames [][]byte
}

// ErrDamaged says that something of a file cannot be read which no kill left
// behind: it may have been acknowledged.
var ErrDamaged = errors.New("the write-ahead file is damaged")

var mark = []byte{0xA7, 'W', 'A', 'L'}

const headBytes = 12

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Open reads what the files of a folder hold, in the order they were written.
// A torn end, which was never acknowledged, is left out.
func Open(dir string) (*Log, []File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, err
	}
	if err := syncFolder(filepath.Dir(dir)); err != nil {
		return nil, nil, err
	}
	found, _, err := Examine(dir)
	if err != nil {
		return nil, nil, err
	}
	l := &Log{dir: dir, next: 1}
	var files []File
	for _, f := range found {
		if f.Damaged {
			return nil, nil, fmt.Errorf("%s: %w", f.Path, ErrDamaged)
		}
		l.next = max(l.next, f.number+1)
		files = append(files, f.File)
	}
	return l, files, nil
}

// Append writes a payload as one frame. When it returns nil the payload is on
// disk; when it returns an error it is not in the file.
func (l *Log) Append(payload []byte) error {
	if l.broken != nil {
		return l.broken
	}
	if l.file == nil {
		if err := l.begin(); err != nil {
			return fmt.Errorf("begin a write-ahead file: %w", err)
		}
	}
	l.frame = appendFrame(l.frame[:0], payload)
	_, err := l.file.WriteAt(l.frame, l.size)
	if err == nil {
		err = syncData(l.file)
	}
	if err != nil {
		// Half a frame may stand there, or a whole one that must not be read again.
		if cutting := errors.Join(l.file.Truncate(l.size), l.file.Sync()); cutting != nil {
			l.broken = errors.Join(err, cutting)
		}
		return fmt.Errorf("write ahead: %w", err)
	}
	l.size += int64(len(l.frame))
	return nil
}

func appendFrame(to, payload []byte) []byte {
	to = append(to, mark...)
	to = binary.BigEndian.AppendUint32(to, uint32(len(payload)))
	to = binary.BigEndian.AppendUint32(to, crc32.Checksum(payload, castagnoli))
	return append(to, payload...)
}

func (l *Log) begin() error {
	path := filepath.Join(l.dir, fmt.Sprintf("%012d.wal", l.next))
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := syncFolder(l.dir); err != nil {
		return errors.Join(err, file.Close(), os.Remove(path))
	}
	l.next++
	l.file, l.path, l.size = file, path, 0
	return nil
}

// Cut ends the file that is being written and returns its path, "" where none
// is: what follows begins another.
func (l *Log) Cut() (path string, err error) {
	if l.file == nil {
		return "", nil
	}
	path, err = l.path, l.file.Close()
	l.file, l.path, l.size, l.broken = nil, "", 0, nil
	return path, err
}

// Remove removes files that are not needed any more.
func (l *Log) Remove(paths ...string) error {
	paths = slices.DeleteFunc(paths, func(path string) bool { return path == "" })
	if len(paths) == 0 {
		return nil
	}
	for _, path := range paths {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return syncFolder(l.dir)
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

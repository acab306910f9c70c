package wal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Found is a write-ahead file as it stands on the disk.
type Found struct {
	File   // its frames are those that can be read
	number int64
	// Torn: a kill cut its last frame short, which was never acknowledged.
	// Damaged: frames that may have been acknowledged cannot be read.
	Torn, Damaged bool
	// Gaps say where: before which of Frames there are bytes that cannot be read.
	Gaps []int
}

// Examine reads the files of a folder, in the order they were written, and
// names what else is there. A folder that is not there is an empty one.
func Examine(dir string) (found []Found, foreign []string, err error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	for _, e := range entries { // sorted by name, which is by number
		path := filepath.Join(dir, e.Name())
		text, ours := strings.CutSuffix(e.Name(), ".wal")
		number, err := strconv.ParseInt(text, 10, 64)
		if !ours || err != nil {
			foreign = append(foreign, path)
			continue
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, nil, err
		}
		f := examine(content)
		f.Path, f.number = path, number
		found = append(found, f)
	}
	return found, foreign, nil
}

// examine cuts a file into the payloads of its frames, and goes on after what
// cannot be read.
func examine(content []byte) (f Found) {
	for at := 0; at < len(content); {
		payload, ok := frameAt(content[at:])
		if ok {
			f.Frames = append(f.Frames, payload)
			at += headBytes + len(payload)
			continue
		}
		next := nextFrame(content[at:])
		if f.Torn = next < 0 && torn(content[at:]); f.Torn {
			break
		}
		f.Damaged, f.Gaps = true, append(f.Gaps, len(f.Frames))
		if next < 0 {
			break
		}
		at += next
	}
	return f
}

func frameAt(b []byte) (payload []byte, ok bool) {
	if len(b) < headBytes || !bytes.HasPrefix(b, mark) {
		return nil, false
	}
	length := int64(binary.BigEndian.Uint32(b[4:]))
	if int64(len(b)) < headBytes+length {
		return nil, false
	}
	payload = b[headBytes : headBytes+length]
	return payload, crc32.Checksum(payload, castagnoli) == binary.BigEndian.Uint32(b[8:])
}

// nextFrame is where after its first byte a whole frame begins; -1: nowhere.
func nextFrame(b []byte) int {
	for at := 1; at < len(b); at++ {
		next := bytes.Index(b[at:], mark)
		if next < 0 {
			return -1
		}
		at += next
		if _, whole := frameAt(b[at:]); whole {
			return at
		}
	}
	return -1
}

// torn tells an end that a kill left from one that was changed afterwards. A
// kill leaves bytes missing or blank; payloads are text and have none that are.
func torn(rest []byte) bool {
	if len(rest) < headBytes {
		return true
	}
	head, payload := rest[:headBytes], rest[headBytes:]
	if bytes.IndexByte(payload, 0) >= 0 || bytes.Count(head, []byte{0}) == headBytes {
		return true
	}
	// Whole, but for its length.
	if crc32.Checksum(payload, castagnoli) == binary.BigEndian.Uint32(head[8:]) {
		return false
	}
	return bytes.HasPrefix(head, mark) && int64(len(payload)) < int64(binary.BigEndian.Uint32(head[4:]))
}

// Mend puts the frames that can be read of a damaged file in its place. The
// file as it was goes to a folder, where it takes no name that is there.
func Mend(f Found, damaged string) error {
	if err := os.MkdirAll(damaged, 0o700); err != nil {
		return err
	}
	kept := filepath.Join(damaged, filepath.Base(f.Path))
	for n := 2; ; n++ {
		err := os.Link(f.Path, kept)
		if err == nil {
			break
		}
		if !errors.Is(err, os.ErrExist) {
			return err
		}
		kept = filepath.Join(damaged, fmt.Sprintf("%s.%d", filepath.Base(f.Path), n))
	}
	var content []byte
	for _, payload := range f.Frames {
		content = appendFrame(content, payload)
	}
	mended := f.Path + ".mended"
	file, err := os.OpenFile(mended, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(mended))
	}
	if err := errors.Join(syncFolder(damaged), syncFolder(filepath.Dir(damaged))); err != nil {
		return err
	}
	return errors.Join(os.Rename(mended, f.Path), syncFolder(filepath.Dir(f.Path)))
}

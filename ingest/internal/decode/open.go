package decode

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// text is a file as UTF-8 without its byte order mark. Its Read rejects bytes
// that are not text.
type text struct {
	src     io.Reader
	charset string
	// replaced: the bytes come from a decoder that writes U+FFFD for what it
	// does not know.
	replaced bool
	carry    [utf8.UTFMax]byte // the start of a character whose end is in the next block
	carried  int
	closers  []func()
}

var unknownRune = []byte("\uFFFD")

func openText(path, pressed, charset string, limits Limits) (*text, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	t := &text{charset: "UTF-8", closers: []func(){func() { file.Close() }}}
	var raw io.Reader = file
	switch pressed {
	case "gz":
		z, err := gzip.NewReader(bufio.NewReaderSize(file, 1<<16))
		if err != nil {
			t.close()
			return nil, reject("broken_file", "", "gzip")
		}
		raw = &pressedReader{z, "gzip"}
	case "zst":
		z, err := zstd.NewReader(file, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(128<<20), zstd.WithDecoderLowmem(true))
		if err != nil {
			t.close()
			return nil, reject("broken_file", "", "zstd")
		}
		t.closers = append(t.closers, z.Close)
		raw = &pressedReader{z, "zstd"}
	}
	var bounded io.Reader = &limited{raw, limits.MaxBytes, limits.MaxBytes, "too_large"}
	if pressed != "" {
		info, err := file.Stat()
		if err != nil {
			t.close()
			return nil, err
		}
		bounded = limits.unpacking(raw, info.Size())
	}
	in := bufio.NewReaderSize(bounded, 1<<16)
	if t.src, err = t.decoded(in, charset); err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

func (t *text) close() {
	for _, c := range t.closers {
		c()
	}
}

// decoded puts the charset's decoder in place, by byte order mark first.
func (t *text) decoded(in *bufio.Reader, charset string) (io.Reader, error) {
	start, err := in.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	var order unicode.Endianness
	switch {
	case bytes.HasPrefix(start, []byte("\xEF\xBB\xBF")):
		in.Discard(3)
		return in, nil
	case bytes.HasPrefix(start, []byte("\xFF\xFE")):
		order = unicode.LittleEndian
	case bytes.HasPrefix(start, []byte("\xFE\xFF")):
		order = unicode.BigEndian
	default:
		name := strings.ToLower(strings.TrimSpace(charset))
		if name == "" || name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii" {
			return in, nil
		}
		enc := charsetNamed(name)
		if enc == nil {
			return nil, reject("wrong_charset", "", charset)
		}
		t.charset, t.replaced = charset, true
		return enc.NewDecoder().Reader(in), nil
	}
	in.Discard(2)
	t.charset, t.replaced = "UTF-16", true
	return unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Reader(in), nil
}

func charsetNamed(name string) encoding.Encoding {
	if enc, err := htmlindex.Get(name); err == nil && enc != encoding.Replacement {
		return enc
	}
	if enc, err := ianaindex.IANA.Encoding(name); err == nil && enc != encoding.Replacement {
		return enc // nil for one that is registered but has no decoder
	}
	return nil
}

// Read gives whole characters of valid UTF-8. p must hold at least four bytes
// beside what was carried.
func (t *text) Read(p []byte) (int, error) {
	n := copy(p, t.carry[:t.carried])
	m, err := t.src.Read(p[n:])
	if errors.Is(err, transform.ErrShortSrc) || errors.Is(err, transform.ErrShortDst) {
		return 0, reject("wrong_charset", "", t.charset) // the last character is not whole
	}
	n, t.carried = n+m, 0
	block := p[:n]
	if bytes.IndexByte(block, 0) >= 0 {
		return 0, reject("not_text", "", "")
	}
	if !utf8.Valid(block) {
		// Perhaps only the last character is cut by the end of the block.
		whole := max(0, n-utf8.UTFMax+1)
		for whole < n && !utf8.RuneStart(block[whole]) {
			whole++
		}
		for whole < n && utf8.FullRune(block[whole:]) {
			_, size := utf8.DecodeRune(block[whole:])
			whole += size
		}
		if err == io.EOF || whole == n || !utf8.Valid(block[:whole]) {
			return 0, reject("wrong_charset", "", t.charset)
		}
		t.carried = copy(t.carry[:], block[whole:])
		block = block[:whole]
	}
	if t.replaced && bytes.Contains(block, unknownRune) {
		return 0, reject("wrong_charset", "", t.charset)
	}
	return len(block), err
}

// pressedReader turns any failure of decompression into a problem: that the
// file is cut short or damaged is a fact of the data.
type pressedReader struct {
	io.Reader
	format string
}

func (r *pressedReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && err != io.EOF {
		return n, reject("broken_file", "", r.format)
	}
	return n, err
}

// limited stops a file that grows beyond its limit, as a bomb does.
type limited struct {
	io.Reader
	left, limit int64
	code        string // of the problem
}

func (r *limited) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if r.left -= int64(n); r.left < 0 {
		return 0, reject(r.code, "", bytesText(r.limit))
	}
	return n, err
}

// window is a sliding view of a text, as long as one row needs.
type window struct {
	r        io.Reader
	buf      []byte
	pos, end int
	eof      bool
}

func newWindow(r io.Reader) *window { return &window{r: r, buf: make([]byte, 1<<18)} }

func (w *window) bytes() []byte { return w.buf[w.pos:w.end] }

// more reads on, growing where one row fills the view.
func (w *window) more() error {
	if w.pos > 0 {
		w.end = copy(w.buf, w.buf[w.pos:w.end])
		w.pos = 0
	}
	if w.end > len(w.buf)/2 {
		w.buf = append(w.buf, make([]byte, len(w.buf))...)
	}
	for idle := 0; len(w.buf)-w.end >= 1<<10; idle++ { // a text's Read needs some room
		n, err := w.r.Read(w.buf[w.end:])
		w.end += n
		switch {
		case err == io.EOF:
			w.eof = true
			return nil
		case err != nil:
			return err
		case n > 0:
			idle = 0
		case idle > 100:
			return io.ErrNoProgress
		}
	}
	return nil
}

// line is the next physical line without its end, which is LF, CRLF or CR.
// long: it was longer than the limit and has been skipped.
func (w *window) line(limit int) (line []byte, long, ok bool, err error) {
	from := 0
	for {
		data := w.bytes()
		if i := lineEnd(data, from, w.eof); i >= 0 {
			line, next := cutLine(data, i)
			w.pos += next
			return line, long || len(line) > limit, true, nil
		}
		from = max(0, len(data)-1)
		if w.eof {
			w.pos = w.end
			return data, long || len(data) > limit, len(data) > 0 || long, nil
		}
		if len(data) > limit+1 {
			long = true
			w.pos, from = w.end-1, 0 // the last byte may be the CR of a CRLF
		}
		if err := w.more(); err != nil {
			return nil, false, false, err
		}
	}
}

// lineEnd finds the first line end from an offset on; a CR at the very end is
// one only where the text ends too, as an LF may follow.
func lineEnd(data []byte, from int, eof bool) int {
	i := bytes.IndexAny(data[from:], "\r\n")
	if i < 0 || !eof && data[from+i] == '\r' && from+i+1 == len(data) {
		return -1
	}
	return from + i
}

// cutLine splits at a line end.
func cutLine(data []byte, end int) (line []byte, next int) {
	next = end + 1
	if data[end] == '\r' && next < len(data) && data[next] == '\n' {
		next++
	}
	return data[:end], next
}

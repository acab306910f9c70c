package decode

import (
	"bufio"
	"encoding/xml"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// sharedStrings are the texts that cells name by number. They lie in a
// temporary file that nobody else can open, as a workbook may hold any amount.
type sharedStrings struct {
	file *os.File
	ends []int64 // where each text ends in the file
	buf  []byte
}

func (w *workbook) readStrings(name, temp string) error {
	f := w.parts[strings.ToLower(name)]
	if name == "" || f == nil {
		return nil
	}
	in, err := w.open(f, maxStrings)
	if err != nil {
		return err
	}
	defer in.Close()
	file, err := os.CreateTemp(temp, "texts-")
	if err != nil {
		return err
	}
	os.Remove(file.Name()) // it goes when it is closed
	w.strings = &sharedStrings{file: file}
	out := bufio.NewWriterSize(file, 1<<18)
	x := newXML(in, w.limits.MaxLine)
	var end int64
	var text texts
	for {
		token, err := x.next()
		if err == io.EOF {
			return out.Flush()
		}
		if err != nil {
			return damagedWorkbook(err)
		}
		if whole := text.take(token, "si"); whole {
			n, err := out.Write(text.bytes())
			if err != nil {
				return err
			}
			end += int64(n)
			w.strings.ends = append(w.strings.ends, end)
		}
	}
}

// at is a text by its number; it lives until the next call.
func (s *sharedStrings) at(number string) ([]byte, bool, error) {
	if s == nil {
		return nil, false, nil
	}
	i, err := strconv.Atoi(number)
	if err != nil || i < 0 || i >= len(s.ends) {
		return nil, false, nil
	}
	var from int64
	if i > 0 {
		from = s.ends[i-1]
	}
	n := int(s.ends[i] - from)
	if cap(s.buf) < n {
		s.buf = make([]byte, n)
	}
	s.buf = s.buf[:n]
	_, err = s.file.ReadAt(s.buf, from)
	if err == io.EOF && n == 0 {
		err = nil
	}
	return s.buf, true, err
}

func (s *sharedStrings) close() { s.file.Close() }

// texts gathers what stands in the t elements of one si or is element, without
// how it is pronounced.
type texts struct {
	text           []byte
	inside, spoken bool
}

// take is given each token; it reports the end of an element of that name.
func (t *texts) take(token xml.Token, name string) bool {
	switch token := token.(type) {
	case xml.StartElement:
		switch token.Name.Local {
		case name:
			t.text = t.text[:0]
		case "t":
			t.inside = true
		case "rPh":
			t.spoken = true
		}
	case xml.EndElement:
		switch token.Name.Local {
		case name:
			return true
		case "t":
			t.inside = false
		case "rPh":
			t.spoken = false
		}
	case xml.CharData:
		if t.inside && !t.spoken {
			t.text = append(t.text, token...)
		}
	}
	return false
}

// escapedCharacter is how a character that XML cannot hold is written.
var escapedCharacter = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

func (t *texts) bytes() []byte {
	return escapedCharacter.ReplaceAllFunc(t.text, func(code []byte) []byte {
		n, _ := strconv.ParseUint(string(code[2:6]), 16, 32)
		if n == 0 {
			return nil
		}
		return []byte(string(rune(n)))
	})
}

// xmlReader gives the tokens of a part, none larger than a limit.
type xmlReader struct {
	guard *guarded
	in    *xml.Decoder
}

func newXML(in io.Reader, maxToken int) *xmlReader {
	g := &guarded{r: in, limit: int64(maxToken) + 1<<16}
	return &xmlReader{g, xml.NewDecoder(bufio.NewReaderSize(g, 1<<16))}
}

func (x *xmlReader) next() (xml.Token, error) {
	x.guard.left = x.guard.limit
	return x.in.RawToken()
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

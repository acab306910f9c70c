package decode

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"athar/models"
)

// A workbook is read here and not by a library, because those that stream tell
// neither a cell's type, nor its format, nor whether a formula has a value, and
// those that tell hold the whole sheet in memory.

// SplitSheet parts the name of a workbook from that of a sheet in it, as in
// "book.xlsx#Sheet name". The sheet may be a pattern: "#*" is every visible
// sheet. sheet is "" where none is named.
func SplitSheet(name string) (file, sheet string) {
	for i := range len(name) {
		if name[i] == '#' && isWorkbook(name[:i]) {
			return name[:i], name[i+1:]
		}
	}
	return name, ""
}

func isWorkbook(name string) bool {
	extension := strings.ToLower(filepath.Ext(name))
	return extension == ".xlsx" || extension == ".xlsm"
}

// Limits of one workbook beside those of every file.
const (
	maxPart    = 32 << 20 // bytes of a part that is held in memory: the list of sheets, the formats
	maxStrings = 2 << 30  // bytes of the texts that cells share
	maxMerges  = 100_000
	maxSheet   = 8 << 30 // bytes of one sheet
)

// workbook is an open XLSX file.
type workbook struct {
	zip      *zip.ReadCloser
	parts    map[string]*zip.File // by name in lower case, as names are compared there
	date1904 bool
	sheets   []sheetEntry
	styles   []numberForm // by the style number of a cell
	strings  *sharedStrings
	limits   Limits
}

type sheetEntry struct {
	name   string
	part   *zip.File
	hidden bool
}

// workbook reads the sheet that the file's name asks for, or every one where it
// asks for several.
func (d *decoder) workbook() error {
	w, err := openWorkbook(d.file.Path, d.o.Temp, d.limits)
	if err != nil {
		return err
	}
	defer w.close()
	chosen, err := d.chooseSheets(w)
	if err != nil {
		return err
	}
	defer func() { d.sheet = "" }()
	name := d.file.Name
	for _, s := range chosen {
		d.sheet = s.name
		if len(w.sheets) > 1 {
			file, _ := SplitSheet(name)
			d.file.Name = file + "#" + s.name
		}
		if len(chosen) == 1 {
			d.named = d.file.Name
		}
		if err := d.readSheet(w, s); err != nil {
			d.file.Name = name
			return err
		}
		d.file.Name = name
	}
	return nil
}

// chooseSheets finds the sheets that the file's name asks for; where it asks
// for none, the only visible one that has cells.
func (d *decoder) chooseSheets(w *workbook) ([]sheetEntry, error) {
	var chosen []sheetEntry
	pattern := d.file.Sheet
	for _, s := range w.sheets {
		if matched, err := path.Match(strings.ToLower(pattern), strings.ToLower(s.name)); strings.EqualFold(pattern, s.name) || err == nil && matched && !s.hidden {
			chosen = append(chosen, s)
		}
	}
	if pattern != "" {
		if len(chosen) == 0 {
			return nil, reject("missing_sheet", "", pattern)
		}
		return chosen, nil
	}
	hidden := 0
	for _, s := range w.sheets {
		some, err := w.hasCells(s)
		switch {
		case err != nil:
			return nil, err
		case some && s.hidden:
			hidden++
		case some:
			chosen = append(chosen, s)
		}
	}
	switch {
	case len(chosen) == 0 && hidden > 0:
		return nil, reject("which_sheet", "", "")
	case len(chosen) == 0:
		return nil, reject("empty_file", "", "")
	case len(chosen) > 1:
		return nil, reject("which_sheet", "", "")
	case hidden > 0:
		d.problem(models.NewProblem("hidden_sheet", "", ""))
	}
	return chosen, nil
}

// Sheets are the names of the visible sheets of a workbook that have cells; none
// of a file that is no workbook that can be read.
func Sheets(path string) ([]string, error) {
	if !isWorkbook(path) {
		return nil, nil
	}
	w, err := openWorkbook(path, "", Limits{}.orDefaults())
	if _, broken := errors.AsType[*rejection](err); broken {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer w.close()
	var names []string
	for _, s := range w.sheets {
		some, err := w.hasCells(s)
		if _, broken := errors.AsType[*rejection](err); err != nil && !broken {
			return nil, err
		}
		if some && !s.hidden {
			names = append(names, s.name)
		}
	}
	return names, nil
}

func openWorkbook(name, temp string, limits Limits) (*workbook, error) {
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, notWorkbook(name, err)
	}
	w := &workbook{zip: z, parts: map[string]*zip.File{}, limits: limits}
	for _, f := range z.File {
		w.parts[strings.ToLower(strings.TrimPrefix(f.Name, "/"))] = f
	}
	if err := w.read(temp); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

// notWorkbook says what a file is that should be a workbook and is no zip.
func notWorkbook(name string, cause error) error {
	start, err := startOf(name, 1<<20)
	if err != nil {
		return err
	}
	switch {
	case bytes.HasPrefix(start, []byte("\xD0\xCF\x11\xE0")) && bytes.Contains(start, utf16le("EncryptedPackage")):
		return reject("locked_workbook", "", "")
	case bytes.HasPrefix(start, []byte("\xD0\xCF\x11\xE0")):
		return reject("old_workbook", "", "")
	case errors.Is(cause, zip.ErrFormat) || errors.Is(cause, zip.ErrAlgorithm) || errors.Is(cause, zip.ErrChecksum) || errors.Is(cause, io.ErrUnexpectedEOF):
		return reject("broken_file", "", "XLSX")
	}
	return cause
}

func startOf(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most))
}

func utf16le(s string) []byte {
	var out []byte
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}

func (w *workbook) close() {
	w.zip.Close()
	if w.strings != nil {
		w.strings.close()
	}
}

// read reads all but the sheets themselves.
func (w *workbook) read(temp string) error {
	home := "xl/workbook.xml"
	var roots relationships
	if err := w.part("_rels/.rels", &roots); err != nil {
		return err
	}
	for _, r := range roots.All {
		if strings.HasSuffix(r.Type, "/officeDocument") {
			home = strings.TrimPrefix(r.Target, "/")
		}
	}
	var book struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if w.parts[strings.ToLower(home)] == nil {
		return reject("broken_file", "", "XLSX")
	}
	if err := w.part(home, &book); err != nil {
		return err
	}
	w.date1904 = book.Properties.Date1904 == "1" || book.Properties.Date1904 == "true"
	var links relationships
	if err := w.part(path.Join(path.Dir(home), "_rels", path.Base(home)+".rels"), &links); err != nil {
		return err
	}
	target := map[string]string{}
	var styles, texts string
	for _, r := range links.All {
		at := strings.TrimPrefix(r.Target, "/")
		if at == r.Target {
			at = path.Join(path.Dir(home), r.Target)
		}
		switch target[r.ID] = at; {
		case strings.HasSuffix(r.Type, "/styles"):
			styles = at
		case strings.HasSuffix(r.Type, "/sharedStrings"):
			texts = at
		}
	}
	for _, s := range book.Sheets {
		for _, a := range s.Attrs {
			if f := w.parts[strings.ToLower(target[a.Value])]; a.Name.Local == "id" && f != nil && !strings.Contains(target[a.Value], "chartsheets/") {
				w.sheets = append(w.sheets, sheetEntry{s.Name, f, cmp.Or(s.State, "visible") != "visible"})
			}
		}
	}
	if err := w.readStyles(styles); err != nil {
		return err
	}
	return w.readStrings(texts, temp)
}

type relationships struct {
	All []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

// part reads a small part of the package; one that is not there stays empty.
func (w *workbook) part(name string, into any) error {
	f := w.parts[strings.ToLower(name)]
	if f == nil {
		return nil
	}
	in, err := w.open(f, maxPart)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := xml.NewDecoder(in).Decode(into); err != nil {
		return damagedWorkbook(err)
	}
	return nil
}

// open reads a part as it was before it was pressed, up to a limit.
func (w *workbook) open(f *zip.File, most int64) (io.ReadCloser, error) {
	in, err := f.Open()
	if err != nil {
		return nil, reject("broken_file", "", "XLSX")
	}
	unpacked := w.limits.unpacking(&pressedReader{in, "XLSX"}, int64(f.CompressedSize64))
	return struct {
		io.Reader
		io.Closer
	}{&limited{unpacked, most, most, "too_large"}, in}, nil
}

// damagedWorkbook turns a failure to read a part into what is told of the file.
func damagedWorkbook(err error) error {
	if r, ok := errors.AsType[*rejection](err); ok {
		return r
	}
	if errors.Is(err, errRecordTooLong) {
		return reject("too_large", "", bytesText(maxPart))
	}
	return reject("broken_file", "", "XLSX")
}

// readStyles learns how each style writes a number.
func (w *workbook) readStyles(name string) error {
	var sheet struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if name == "" {
		return nil
	}
	if err := w.part(name, &sheet); err != nil {
		return err
	}
	codes := map[int]string{}
	for _, f := range sheet.Formats {
		codes[f.ID] = f.Code
	}
	known := map[int]numberForm{}
	for _, c := range sheet.Cells {
		form, ok := known[c.Format]
		if !ok {
			form = formOf(c.Format, codes[c.Format])
			known[c.Format] = form
		}
		w.styles = append(w.styles, form)
	}
	return nil
}

// columnLetters is how a spreadsheet names a column, from 0: A, B … Z, AA.
func columnLetters(column int) string {
	var out string
	for column++; column > 0; column = (column - 1) / 26 {
		out = string(rune('A'+(column-1)%26)) + out
	}
	return out
}

// cellPlace reads a reference such as AB12: the column from 0, the row from 1.
func cellPlace(reference string) (column int, row int64, ok bool) {
	i := 0
	for ; i < len(reference) && i < 4 && (reference[i]|0x20) >= 'a' && (reference[i]|0x20) <= 'z'; i++ {
		column = column*26 + int(reference[i]|0x20-'a') + 1
	}
	if n, err := fmt.Sscan(reference[i:], &row); i == 0 || i > 3 || n != 1 || err != nil || row < 1 {
		return 0, 0, false
	}
	return column - 1, row, true
}

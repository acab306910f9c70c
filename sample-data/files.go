package sampledata

import (
	"bufio"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/flate"
)

// A stream is a file that grows with the learners.
type stream int

const (
	learnersFile stream = iota
	masarFile
	museumFile
	registerFile
	volunteerFile
	badgesFile
	evidenceFile
	voiceFile
	surveyFile
	invitationsFile
	aliasesFile
	streamCount
)

var streams = [streamCount]struct{ name, header string }{
	learnersFile:  {"learners.csv.gz", "person_id,role,valid_from,valid_to,school_id,grade,birth_year,municipality,zone,gender,disability,nationality_group,income_band"},
	masarFile:     {"masar.csv.gz", "record_id,person_id,opportunity_id,stage,occurred_on,minutes,session_id,channel,barrier,reason"},
	museumFile:    {"museum_bookings.csv.gz", "رقم الحجز,رقم الطالب,رمز النشاط,تاريخ الحجز,تاريخ الزيارة,الحضور,القناة,مدة الزيارة بالدقائق"},
	registerFile:  {"school_register.csv.gz", "record_id,person_id,opportunity_id,stage,occurred_on,minutes,channel,barrier,reason"},
	volunteerFile: {"volunteer_portal.csv.gz", "record_id,person_id,opportunity_id,stage,occurred_on,minutes,channel,barrier,reason"},
	badgesFile:    {"badges.csv.gz", "رقم الشارة,رقم الطالب,عنوان الشارة,رمز النشاط,الجهة المانحة,تاريخ المنح,تاريخ الانتهاء,تاريخ الإلغاء,تاريخ الاستلام,المستوى,الدرجة,ما قدّمه المتعلم"},
	evidenceFile:  {"evidence.csv.gz", "record_id,person_id,skill_id,step,score,assessed_on,method,opportunity_id,credential_id"},
	voiceFile:     {"learner_voice.csv.gz", "رقم الاستجابة,رقم الطالب,رمز المدرسة,تاريخ التعبئة,س1,س2,س3,س4,س5,س6,س7,س8,س9,س10,س11"},
	surveyFile:    {"programme_surveys.csv.gz", "record_id,instrument_id,item_id,wave,respondent_id,role,school_id,opportunity_id,answered_on,value,status"},
	invitationsFile: {"invitations.csv.gz",
		"record_id,instrument_id,wave,respondent_id,role,school_id,invited_on"},
	aliasesFile: {"aliases.csv.gz", "of,scheme,alias,id,method,confidence"},
}

// A packed file is one gzip stream whose parts were compressed apart, each ending on a whole byte, as pigz does:
// compression runs on every processor, and the bytes do not depend on how many there are.
var (
	gzipHeader   = []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff}
	lastOfStream = []byte{1, 0, 0, 0xff, 0xff}
)

type streamFile struct {
	file     *os.File
	out      *bufio.Writer
	plain    bool
	checksum uint32
	size     uint32
}

func (f *streamFile) write(raw, packed []byte) error {
	if f.plain {
		_, err := f.out.Write(raw)
		return err
	}
	f.checksum = crc32.Update(f.checksum, crc32.IEEETable, raw)
	f.size += uint32(len(raw))
	_, err := f.out.Write(packed)
	return err
}

type streamFiles struct{ files [streamCount]*streamFile }

func openStreams(dir string, plain bool) (*streamFiles, error) {
	s := &streamFiles{}
	pack := newPacker()
	for i, is := range streams {
		name := is.name
		if plain {
			name = strings.TrimSuffix(name, ".gz")
		}
		file, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			s.abandon()
			return nil, err
		}
		f := &streamFile{file: file, out: bufio.NewWriterSize(file, 1<<18), plain: plain}
		s.files[i] = f
		if !plain {
			f.out.Write(gzipHeader) // a failed Write shows again in Flush
		}
		header := []byte(is.header + "\n")
		if err := f.write(header, pack(nil, header)); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *streamFiles) write(c *chunk) error {
	for i, f := range s.files {
		if len(c.raw[i]) == 0 {
			continue
		}
		if err := f.write(c.raw[i], c.packed[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *streamFiles) close() error {
	var problems []error
	for i, f := range s.files {
		if !f.plain {
			f.out.Write(lastOfStream)
			f.out.Write(binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, f.checksum), f.size))
		}
		problems = append(problems, f.out.Flush(), f.file.Close())
		s.files[i] = nil
	}
	return errors.Join(problems...)
}

// abandon closes what close has not.
func (s *streamFiles) abandon() {
	for _, f := range s.files {
		if f != nil {
			f.file.Close()
		}
	}
}

// newPacker returns a function that appends the compressed form of raw to packed.
func newPacker() func(packed, raw []byte) []byte {
	var to appender
	compressor, err := flate.NewWriter(&to, 3)
	if err != nil {
		panic(err) // only an impossible level can fail
	}
	return func(packed, raw []byte) []byte {
		to.bytes = packed
		compressor.Reset(&to)
		compressor.Write(raw) // memory cannot fail
		compressor.Flush()
		return to.bytes
	}
}

type appender struct{ bytes []byte }

func (a *appender) Write(b []byte) (int, error) {
	a.bytes = append(a.bytes, b...)
	return len(b), nil
}

func writeFile(path string, text []byte) error {
	return os.WriteFile(path, text, 0o644)
}

// writeTable writes a small file; each row has as many values as the header.
func writeTable(dir, name string, header []string, rows [][]string) error {
	file, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	w := csv.NewWriter(file)
	w.Write(header)
	w.WriteAll(rows)
	return errors.Join(w.Error(), file.Close())
}

// A day is counted from 1 January 2000.
type day int

var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func dayOf(year int, month time.Month, d int) day {
	return day(time.Date(year, month, d, 0, 0, 0, 0, time.UTC).Sub(epoch) / (24 * time.Hour))
}

const lastDay = 13_000 // in 2035

// Days are written millions of times: here is each of them once.
var days = sync.OnceValue(func() *struct{ iso, slash, arabic [lastDay]string } {
	var all struct{ iso, slash, arabic [lastDay]string }
	for i := range all.iso {
		t := epoch.AddDate(0, 0, i)
		all.iso[i], all.slash[i] = t.Format("2006-01-02"), t.Format("02/01/2006")
		for _, r := range all.slash[i] {
			if r >= '0' && r <= '9' {
				r += '٠' - '0'
			}
			all.arabic[i] += string(r)
		}
	}
	return &all
})

func (d day) String() string { return days().iso[d] }

func number(n int) string { return strconv.Itoa(n) }

func decimal(x float64, places int) string { return strconv.FormatFloat(x, 'f', places, 64) }

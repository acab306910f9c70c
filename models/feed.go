package models

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Replaces says what a new delivery of a feed withdraws.
type Replaces string

// The ways of replacing.
const (
	ReplacesNothing Replaces = "nothing"
	ReplacesTerm    Replaces = "term"
	ReplacesAll     Replaces = "all"
)

// Feed is one stream of records of one kind from one source.
type Feed struct {
	Name       string                       `yaml:"name" json:"name"`
	Title      Text                         `yaml:"title" json:"title"`
	Kind       string                       `yaml:"kind" json:"kind"`
	Source     string                       `yaml:"source" json:"source"`
	Files      map[string]FileList          `yaml:"files" json:"files"`
	Encoding   string                       `yaml:"encoding" json:"encoding,omitempty"`
	Formats    map[string]string            `yaml:"formats" json:"formats,omitempty"`
	Select     string                       `yaml:"select" json:"select,omitempty"`
	Columns    map[string]string            `yaml:"columns" json:"columns,omitempty"`
	Values     map[string]map[string]string `yaml:"values" json:"values,omitempty"`
	Identity   string                       `yaml:"identity" json:"identity,omitempty"`
	Key        []string                     `yaml:"key" json:"key,omitempty"`
	Replaces   Replaces                     `yaml:"replaces" json:"replaces"`
	Every      string                       `yaml:"every" json:"every,omitempty"`
	Population string                       `yaml:"population" json:"population,omitempty"`
	Covers     Covers                       `yaml:"covers" json:"covers"`
	Stages     []string                     `yaml:"stages" json:"stages,omitempty"`

	// Filled in from the package.
	Package     string  `yaml:"-" json:"package"`
	IDs         string  `yaml:"-" json:"ids"`
	SQL         string  `yaml:"-" json:"sql,omitempty"` // the text of Select
	RejectAbove float64 `yaml:"-" json:"reject_above"`
}

// Whole reports whether the feed is a register of everybody who could take part.
func (f Feed) Whole() bool { return f.Population == "whole" }

// Covers is what a feed speaks for; empty means everything.
type Covers struct {
	Schools        []string `yaml:"schools" json:"schools,omitempty"`
	Municipalities []string `yaml:"municipalities" json:"municipalities,omitempty"`
	From           *Day     `yaml:"from" json:"from,omitempty"`
	To             *Day     `yaml:"to" json:"to,omitempty"`
}

// FileList is one file name or several, or globs.
type FileList []string

// UnmarshalYAML accepts one name or a list.
func (f *FileList) UnmarshalYAML(unmarshal func(any) error) error {
	var one string
	if unmarshal(&one) == nil {
		*f = FileList{one}
		return nil
	}
	return unmarshal((*[]string)(f))
}

func (p *Package) completeFeed(f *Feed, read func(string) ([]byte, error)) error {
	bad := func(en, ar string) error {
		return invalid("Feed "+f.Name+" "+en, "المصدر "+f.Name+" "+ar)
	}
	if !plainName.MatchString(f.Name) {
		return bad("needs a name of a-z, 0-9 and _.", "يحتاج إلى اسم من a-z و0-9 و_.")
	}
	kind, err := KindNamed(f.Kind)
	if err != nil {
		names := make([]string, len(Kinds))
		for i, k := range Kinds {
			names[i] = k.Name
		}
		return bad("has an unknown kind. The kinds are "+strings.Join(names, ", ")+".", "نوع سجلاته غير معروف. الأنواع: "+strings.Join(names, ", ")+".")
	}
	f.Kind, f.Package, f.IDs, f.RejectAbove = kind.Name, p.Name, p.IDs, *p.RejectAbove
	if f.Source == "" {
		f.Source = p.Name
	}
	if !sourceName.MatchString(f.Source) {
		return bad("needs a source of letters, digits, _ . and -.", "يحتاج إلى source من حروف وأرقام.")
	}
	if f.Title.IsZero() {
		f.Title.En = f.Name
	}
	if f.Identity == "" {
		f.Identity = p.IDs
	}
	if f.Replaces == "" {
		f.Replaces = ReplacesNothing
	}
	if !slices.Contains([]Replaces{ReplacesNothing, ReplacesTerm, ReplacesAll}, f.Replaces) {
		return bad("has a `replaces` that is not nothing, term or all.", "قيمة replaces فيه غير معروفة.")
	}
	if len(f.Files) == 0 {
		return bad("names no files.", "لا يسمّي أي ملف.")
	}
	for name := range f.Files {
		if !plainName.MatchString(name) {
			return bad("has a file whose SQL name is not a-z, 0-9 and _.", "فيه ملف اسمه في SQL غير صالح.")
		}
	}
	if f.Every != "" {
		if _, err := ParsePeriod(f.Every); err != nil {
			return bad("has an `every` that is not a period such as P1M or P7D.", "قيمة every فيه ليست مدة مثل P1M.")
		}
	}
	if f.Population != "" && f.Population != "whole" && f.Population != "partial" {
		return bad("has a `population` that is neither whole nor partial.", "قيمة population فيه ليست whole ولا partial.")
	}
	for _, s := range f.Stages {
		if _, ok := StageNamed(s); !ok {
			return bad("declares an unknown stage: "+s+". The stages are "+strings.Join(StageNames(), ", ")+".", "يعلن مرحلة غير معروفة: "+s+". المراحل: "+strings.Join(StageNames(), ", ")+".")
		}
	}
	for field, format := range f.Formats {
		if _, err := DateFormat(format); err != nil {
			return bad("has a date format for "+field+" that is not understood: "+format, "صيغة التاريخ فيه غير مفهومة: "+format)
		}
	}
	switch {
	case f.Select != "" && len(f.Columns) > 0:
		return bad("has both `select` and `columns`; keep one.", "فيه select وcolumns معًا؛ اختر أحدهما.")
	case f.Select == "" && len(f.Files) > 1:
		return bad("has several files, so it needs a `select` that joins them.", "له عدة ملفات فيحتاج إلى select يجمعها.")
	case f.Select != "":
		sql, err := read(f.Select)
		if err != nil {
			return &Error{Kind: Invalid, Message: "Feed " + f.Name + " names a mapping that cannot be read: " + f.Select, Cause: err,
				Ar: "تتعذر قراءة ملف التحويل " + f.Select + "."}
		}
		f.SQL = string(sql)
	}
	return nil
}

// FeedNamed finds a feed.
func (p *Package) FeedNamed(name string) (Feed, bool) {
	i := slices.IndexFunc(p.Feeds, func(f Feed) bool { return f.Name == name })
	if i < 0 {
		return Feed{}, false
	}
	return p.Feeds[i], true
}

// DateFormat turns a declared format such as DD/MM/YYYY or "DD.MM.YYYY HH:mm"
// into the strptime format that DuckDB understands.
func DateFormat(declared string) (string, error) {
	parts := []struct{ from, to string }{
		{"YYYY", "%Y"}, {"YY", "%y"}, {"MMMM", "%B"}, {"MMM", "%b"}, {"MM", "%m"}, {"M", "%-m"},
		{"DD", "%d"}, {"D", "%-d"}, {"HH", "%H"}, {"hh", "%I"}, {"mm", "%M"}, {"ss", "%S"}, {"SSS", "%g"}, {"A", "%p"},
	}
	if strings.Contains(declared, "%") {
		return "", fmt.Errorf("write formats as DD/MM/YYYY")
	}
	var out strings.Builder
	day := false
next:
	for rest := declared; rest != ""; {
		for _, p := range parts {
			if after, ok := strings.CutPrefix(rest, p.from); ok {
				out.WriteString(p.to)
				rest, day = after, day || p.from[0] == 'Y'
				continue next
			}
		}
		if !strings.ContainsAny(rest[:1], "/-. :T,") {
			return "", fmt.Errorf("%q is not part of a date format", rest[:1])
		}
		out.WriteString(rest[:1])
		rest = rest[1:]
	}
	if !day {
		return "", fmt.Errorf("the format has no year")
	}
	return out.String(), nil
}

// SortedFiles are the SQL names of a feed's files, in a fixed order.
func (f Feed) SortedFiles() []string { return slices.Sorted(maps.Keys(f.Files)) }

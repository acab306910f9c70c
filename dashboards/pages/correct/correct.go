// Package correct is the page on which a data officer corrects rows that were
// set aside, one in place or all of a feed in a file.
package correct

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"athar/dashboards/export"
	"athar/dashboards/words"
	"athar/models"
)

// Template defines "correct", the list, and "row", one row to correct.
//
//go:embed correct.tmpl
var Template string

// Most bounds how many rows the page lists; files hold all.
const Most = 200

// Row is one row of the list.
type Row struct{ Href, File, Line, Faults string }

// Group is the rows of one feed and kind.
type Group struct {
	Title, Link, Count string
	Rows               []Row
}

// List is all rows awaiting correction.
type List struct {
	Groups []Group
	More   string
}

// NewList tells the rows awaiting correction.
func NewList(l models.Language, w *models.Workspace, rows []models.Aside, all int64) List {
	var list List
	at := map[string]int{}
	for _, r := range rows {
		key := r.Feed + "/" + r.Kind
		i, known := at[key]
		if !known {
			i = len(list.Groups)
			at[key] = i
			title := words.Plain(r.Feed)
			if feed, err := w.Feed(r.Feed); err == nil {
				title = words.Name(l, feed.Title.In(l))
			}
			list.Groups = append(list.Groups, Group{Title: title, Link: "/" + string(l) + "/data/awaiting.csv?feed=" + r.Feed + "&kind=" + r.Kind})
		}
		var faults []string
		for _, f := range Faults(l, w, r) {
			faults = append(faults, f.Text)
		}
		list.Groups[i].Rows = append(list.Groups[i].Rows, Row{Href: fmt.Sprintf("/%s/data/correct/%s/%d", l, r.Batch, r.Row),
			File: words.Label(l, r.File), Line: words.Whole(l, r.Line), Faults: strings.Join(faults, " ")})
	}
	for i := range list.Groups {
		list.Groups[i].Count = words.Whole(l, int64(len(list.Groups[i].Rows)))
	}
	if more := all - int64(len(rows)); more > 0 {
		list.More = words.Say(l, "correct.more", "n", words.Whole(l, more))
	}
	return list
}

// Fault is one thing wrong with a row.
type Fault struct {
	Column, Text string
}

// Faults are what is wrong with a row, in words. Of what is expected they say
// what its receipt said: what the kind and the feed declare.
func Faults(l models.Language, w *models.Workspace, r models.Aside) []Fault {
	kind, err := models.KindNamed(r.Kind)
	if err != nil {
		return nil
	}
	feed, err := w.Feed(r.Feed)
	if err != nil { // its package is no longer there
		feed = models.Feed{}
	}
	var all []Fault
	for _, f := range r.Faults {
		code, column, _ := strings.Cut(f, ":")
		if !slices.Contains(models.ProblemCodes(), code) {
			continue
		}
		field, _ := kind.Field(column)
		detail := cmp.Or(field.Expected(feed.Formats[column]), "…")
		all = append(all, Fault{column, models.NewProblem(code, words.Label(l, column), words.Label(l, detail)).Message.In(l)})
	}
	return all
}

// Field is one field of a row to correct.
type Field struct {
	Name, Label, Value string
	Faults             []string
	Options            []Option // codes to choose from, beside the value as it came
}

// Option is a code to choose: its title, where it has one, and itself.
type Option struct{ Code, Title string }

// Form is one row to correct.
type Form struct {
	Address, Title, Where string
	Fields                []Field
	Other                 []string // what is wrong with no single field
	Persons               bool     // ids of people are kept and not shown
	Problem               string
	Problems              []string
}

// NewForm offers a row's fields with what is wrong beside them. given are the
// values of a correction that was not taken; nil: as they came.
func NewForm(l models.Language, w *models.Workspace, r models.Aside, given map[string]string) (Form, error) {
	names, values, err := export.AsideFields(r)
	if err != nil {
		return Form{}, err
	}
	kind, err := models.KindNamed(r.Kind)
	if err != nil {
		return Form{}, err
	}
	f := Form{Address: fmt.Sprintf("/%s/data/correct/%s/%d", l, r.Batch, r.Row), Title: kind.Title.In(l),
		Persons: slices.ContainsFunc(kind.Fields, func(f models.Field) bool { return f.Type.Pseudonymous() })}
	if feed, err := w.Feed(r.Feed); err == nil {
		f.Title = words.Name(l, feed.Title.In(l))
	}
	if r.File != "" {
		f.Where = words.Say(l, "upload.where.file", "what", words.Label(l, r.File)) + words.Say(l, "comma") + words.Say(l, "upload.where.line", "what", words.Whole(l, r.Line))
	}
	faults := Faults(l, w, r)
	for _, fault := range faults { // what is required and was not given has no value to show
		if field, known := kind.Field(fault.Column); known && !slices.Contains(names, field.Name) && !field.Type.Pseudonymous() {
			names, values = append(names, field.Name), append(values, "")
		}
	}
	for i, name := range names {
		field := Field{Name: name, Label: name, Value: values[i]}
		if given != nil {
			field.Value = given[name]
		}
		if known, ok := kind.Field(name); ok {
			field.Label = known.Title.In(l)
			if known.Type == models.Code && !known.Open {
				field.Options = options(l, known, field.Value)
			}
		} else if d, err := w.Dimension(name); err == nil {
			field.Label = words.Name(l, d.Title.In(l))
		}
		for _, fault := range faults {
			if fault.Column == name {
				field.Faults = append(field.Faults, fault.Text)
			}
		}
		f.Fields = append(f.Fields, field)
	}
	for _, fault := range faults {
		if !slices.Contains(names, fault.Column) {
			f.Other = append(f.Other, fault.Text)
		}
	}
	return f, nil
}

// options are a field's codes, after its value where that is none of them.
func options(l models.Language, f models.Field, value string) []Option {
	var all []Option
	if !slices.Contains(f.Codes, value) {
		all = append(all, Option{Code: value})
	}
	for _, code := range f.Codes {
		all = append(all, Option{code, f.CodeTitle(code).In(l)})
	}
	return all
}

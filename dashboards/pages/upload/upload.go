// Package upload is the page on which a data officer sends a feed's files, or has
// a package drafted of files that are of no feed yet: what would come of them is
// shown first, and then they are accepted or discarded.
package upload

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"athar/dashboards/export"
	"athar/dashboards/pages"
	"athar/dashboards/words"
	"athar/models"
	"athar/queries/disclosure"
)

// Template defines "page" for the choice of feed and files, and "job" for what
// becomes of them.
//
//go:embed upload.tmpl
var Template string

// Choice is a feed that files can be sent for.
type Choice struct {
	Href, Title, Source, Kind string
	Current                   bool
}

// Input is one file of a feed to choose.
type Input struct {
	Name, Label string
	Many        bool
}

// Start is the page before anything is sent.
type Start struct {
	Choices []Choice
	Feed    string // chosen; empty: none yet
	Title   string
	Inputs  []Input
	Limit   string
	Problem string // why what was sent cannot be used
}

// NewStart offers the feeds of a workspace, and the files of the one chosen.
func NewStart(l models.Language, w *models.Workspace, feed string, limit int64) Start {
	s := Start{Limit: words.Say(l, "upload.limit", "mb", words.Whole(l, limit>>20))}
	for _, f := range w.Feeds {
		title := words.Name(l, f.Title.In(l))
		kind, err := models.KindNamed(f.Kind)
		if err != nil {
			continue
		}
		s.Choices = append(s.Choices, Choice{Href: "/" + string(l) + "/data/upload?feed=" + f.Name, Title: title, Source: words.Plain(f.Source),
			Kind: kind.Title.In(l), Current: f.Name == feed})
		if f.Name != feed {
			continue
		}
		s.Feed, s.Title = f.Name, title
		for _, name := range f.SortedFiles() {
			patterns := strings.Join(f.Files[name], words.Say(l, "comma"))
			s.Inputs = append(s.Inputs, Input{Name: name, Label: words.Say(l, "upload.file", "name", words.Label(l, patterns)),
				Many: len(f.Files[name]) > 1 || strings.ContainsAny(patterns, "*?[")})
		}
	}
	return s
}

// Problem is what is wrong with rows, where, and what to do.
type Problem struct{ Message, Mend, Effect, Where, Count string }

// Job is an upload on its way.
type Job struct {
	ID, Title, Address     string
	Files                  []string
	State                  models.UploadState
	Busy                   bool
	Doing, Failure         string
	Draft                  *Draft // where the files are of no feed yet
	Problem                string // why a draft cannot be checked as it is
	Taken                  []Taken
	Verdict                string
	Takes                  bool // accepting takes something
	Problems               []Problem
	AsideCount             int
	Changes                []export.Change
	Turns                  []export.Change // gain or lose a number
	More                   string
	Gone, Come             []export.Reporter
	Unchanged              string // that no figure changes
	AsideLink, ChangesLink string
}

// Taken is what a feed's files bring.
type Taken struct {
	Title  string // empty where there is one feed
	Counts []Count
}

// Count is one number of a receipt.
type Count struct{ Name, N string }

// mostChanges bounds how many changed figures a page lists; the file has all.
const mostChanges = 60

// NewJob tells an upload. changes are those of its dry run.
func NewJob(l models.Language, w *models.Workspace, u models.Upload, changes disclosure.Changes) Job {
	j := Job{ID: u.ID, Title: words.Name(l, u.Feed.Title.In(l)), Address: "/" + string(l) + "/data/upload/" + u.ID, State: u.State, Busy: u.Busy()}
	if u.Feed.Name == "" {
		j.Title = words.Say(l, "draft.title")
	}
	for _, f := range u.Files {
		j.Files = append(j.Files, words.Label(l, f.Name))
	}
	if j.Busy {
		j.Doing = words.Say(l, "upload.doing."+string(u.State))
		if u.Rows > 0 {
			j.Doing += " " + words.Say(l, "upload.rows", "n", words.Whole(l, u.Rows))
		}
		return j
	}
	if u.State == models.UploadFailed {
		taken := takenFeeds(l, u.Receipts)
		cause := words.Say(l, "upload.failed.log")
		if said, ok := errors.AsType[*models.Error](u.Failure); ok {
			cause = words.Plain(said.Text().In(l))
			j.Failure = cause
		} else {
			j.Failure = words.Say(l, "upload.failed") + " " + cause
		}
		if taken != "" {
			j.Failure = words.Say(l, "upload.failed.partly", "taken", taken, "cause", cause)
		}
		return j
	}
	if u.Draft != nil && u.State != models.UploadTaken {
		j.Draft = newDraft(l, w, u.Draft, j.Address)
	}
	if u.State == models.UploadDrafted {
		return j
	}
	for _, r := range u.Receipts {
		j.receipt(l, r, len(u.Receipts) > 1)
	}
	j.Verdict = j.verdict(l, u.Receipts)
	if u.State != models.UploadChecked {
		return j
	}
	j.AsideCount = len(u.Asides)
	j.AsideLink, j.ChangesLink = j.Address+"/aside.csv", j.Address+"/changes.csv"
	told := changes.Told()
	j.Gone, j.Come = export.Reporters(l, w, told.Gone), export.Reporters(l, w, told.Come)
	all := export.Changes(l, told)
	if len(all) == 0 {
		j.Unchanged = words.Say(l, "upload.unchanged", "n", words.Whole(l, int64(told.Looked)))
	}
	if more := len(all) - mostChanges; more > 0 {
		j.More = words.Say(l, "upload.more", "n", words.Whole(l, int64(more)))
		all = all[:mostChanges]
	}
	for _, c := range all {
		if c.Turns {
			j.Turns = append(j.Turns, c)
		} else {
			j.Changes = append(j.Changes, c)
		}
	}
	return j
}

// takenFeeds names what was taken of a package before the rest of it failed.
func takenFeeds(l models.Language, receipts []models.Receipt) string {
	var names []string
	for _, r := range receipts {
		if r.Taken() {
			names = append(names, r.Feed)
		}
	}
	return labels(l, names)
}

func (j *Job) receipt(l models.Language, r models.Receipt, among bool) {
	var taken Taken
	feed := words.Label(l, r.Feed)
	if among {
		taken.Title = feed
	}
	var read int64
	for _, n := range r.RowsRead {
		read += n
	}
	for _, c := range []struct {
		key string
		n   int64
	}{{"read", read}, {"new", r.Accepted - r.Replaced}, {"replaced", r.Replaced}, {"same", r.Unchanged}, {"withdrawn", r.Withdrawn}, {"aside", r.SetAside}} {
		taken.Counts = append(taken.Counts, Count{words.Say(l, "upload.count."+c.key), words.Whole(l, c.n)})
	}
	j.Taken = append(j.Taken, taken)
	j.Takes = j.Takes || r.Taken()
	rank := map[models.Severity]int{models.Rejection: 0, models.SetAside: 1, models.Warning: 2}
	problems := slices.Clone(r.Problems)
	slices.SortStableFunc(problems, func(a, b models.Problem) int { return rank[a.Effect] - rank[b.Effect] })
	for _, p := range problems {
		var where []string
		for _, part := range []struct {
			key, value string
		}{{"file", words.Label(l, p.File)}, {"sheet", words.Label(l, p.Sheet)}, {"line", line(l, p.Line)}, {"column", words.Label(l, p.Column)}} {
			if words.Unisolated(part.value) != "" {
				where = append(where, words.Say(l, "upload.where."+part.key, "what", part.value))
			}
		}
		message := words.Plain(p.Message.In(l))
		if among {
			message = feed + ": " + message
		}
		j.Problems = append(j.Problems, Problem{Message: message, Mend: words.Say(l, pages.MendKey(p)), Effect: words.Say(l, "upload.effect."+string(p.Effect)),
			Where: strings.Join(where, words.Say(l, "comma")), Count: words.Whole(l, p.Count)})
	}
}

// verdict is one sentence on what comes of all that was sent.
func (j *Job) verdict(l models.Language, receipts []models.Receipt) string {
	var aside, commit int64
	refused := 0
	for _, r := range receipts {
		aside, commit = aside+r.SetAside, max(commit, r.Commit)
		if !r.Taken() {
			refused++
		}
	}
	switch {
	case refused == len(receipts):
		return words.Say(l, "upload.verdict.nothing")
	case refused > 0:
		return words.Say(l, "upload.verdict.part", "n", words.Whole(l, int64(refused)))
	case j.State == models.UploadTaken && commit == 0:
		return words.Say(l, "upload.verdict.known")
	case j.State == models.UploadTaken:
		return words.Say(l, "upload.verdict.taken", "n", words.Whole(l, commit))
	case aside > 0:
		return words.Say(l, "upload.verdict.some", "n", words.Whole(l, aside))
	}
	return words.Say(l, "upload.verdict.all")
}

func line(l models.Language, n int64) string {
	if n == 0 {
		return ""
	}
	return words.Whole(l, n)
}

// ChangesCSV is what an upload would change, as a file.
func ChangesCSV(l models.Language, changes disclosure.Changes) ([]byte, error) {
	return export.Table(export.ChangesColumns, export.ChangesRows(l, changes.Told()))
}

// AsideCSV is the rows that would be set aside, as a file: where they stand,
// what is wrong, and what they hold but the ids of people.
func AsideCSV(rows []models.Aside) ([]byte, error) {
	columns, cells, err := export.AsideRows(rows)
	if err != nil {
		return nil, err
	}
	// Nothing was taken, so there is no batch to correct yet: file and line are what its sender knows.
	columns[0], columns[1] = "file", "line"
	for i, r := range rows {
		cells[i][0], cells[i][1] = r.File, fmt.Sprint(r.Line)
	}
	return export.Table(columns, cells)
}

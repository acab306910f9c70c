package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// draftOf sends files to have a package drafted of them.
func (o *officer) draftOf(word string, files ...[2]string) reply {
	o.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if err := w.WriteField("form", word); err != nil {
		o.t.Fatal(err)
	}
	for _, f := range files {
		part, err := w.CreateFormFile("files", f[0])
		if err != nil {
			o.t.Fatal(err)
		}
		if _, err := part.Write([]byte(f[1])); err != nil {
			o.t.Fatal(err)
		}
	}
	w.Close()
	return o.do("POST", "/en/data/draft", &body, "Cookie", o.cookie, "Content-Type", w.FormDataContentType())
}

var areas = regexp.MustCompile(`(?s)<textarea id="[^"]*" name="([^"]*)"[^>]*>(.*?)</textarea>`)

// written are the texts of the draft that a page shows, by the names its form gives them.
func written(t *testing.T, page string) url.Values {
	t.Helper()
	values := url.Values{}
	for _, m := range areas.FindAllStringSubmatch(page, -1) {
		values.Set(m[1], html.UnescapeString(m[2]))
	}
	if values.Get("yaml") == "" {
		t.Fatalf("the page shows no draft: %.2000s", page)
	}
	return values
}

// attendance is a file as a school would export it: 60 people, of whom 40 came.
func attendance() string {
	var text strings.Builder
	text.WriteString("Pupil no,Sex,Workshop,Date,Remarks\n")
	for i := range 60 {
		fmt.Fprintf(&text, "%d,%s,Robots,%d/10/2024,\n", 28400000000+i, []string{"girl", "boy"}[i%2], 13+i%15)
	}
	return text.String()
}

func TestAPackageIsDraftedCheckedAndAccepted(t *testing.T) {
	s := serving(t, "testdata/tiny")
	o := signIn(t, s)
	before := s.opened.lake.LastCommit()
	r := o.draftOf(o.word, [2]string{"../club attendance.csv", attendance()}, [2]string{"notes.pdf", "%PDF-1.7\n\x00\x01"})
	if r.status != http.StatusSeeOther {
		t.Fatalf("answered with %d %s", r.status, r.body)
	}
	address := r.header.Get("Location")
	page := o.done(address)
	for _, want := range []string{"Participations", "Pupil no", "DD/MM/YYYY", "girl becomes F", "notes.pdf", "What a person must look at", "Remarks"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page, "28400000001") {
		t.Error("the page shows the id of a person")
	}
	if arabic := string(o.see(strings.Replace(address, "/en/", "/ar/", 1), 200)); !strings.Contains(arabic, "ما ينبغي أن يراجعه إنسان") || !strings.Contains(arabic, "Pupil no") {
		t.Error("the Arabic page does not tell the draft")
	}

	// What cannot be meant is said, and what was written stays.
	values := written(t, page)
	yaml := values.Get("yaml")
	for broken, say := range map[string]string{
		strings.Replace(yaml, "feeds:", "fields:", 1):                                "there is no key called fields",
		strings.Replace(yaml, "name: club-attendance", "name: tiny", 1):              "A package called tiny is declared already",
		strings.Replace(yaml, "feeds:", "feeds: []\nentitlements:", 1):               "entitlement",
		regexp.MustCompile(`(?s)feeds:.*`).ReplaceAllString(yaml, "feeds: []"):       "The package has no feed",
		strings.Replace(yaml, "club_attendance.sql", "../../keys/pseudonyms.key", 1): "names a mapping that cannot be read",
	} {
		values.Set("do", "check")
		values.Set("yaml", strings.ReplaceAll(broken, "\n", "\r\n"))
		r := o.press(address, values)
		if r.status != http.StatusBadRequest || !bytes.Contains(r.body, []byte(say)) {
			t.Errorf("answered with %d, which does not say %q: %.3000s", r.status, say, r.body)
			continue
		}
		if again := written(t, string(r.body)); strings.TrimPrefix(again.Get("yaml"), "\n") != broken {
			t.Errorf("%s: what was written is gone", say)
		}
	}
	values.Set("yaml", yaml)
	if r := o.press(address, values); r.status != http.StatusSeeOther {
		t.Fatalf("checking answers %d %.3000s", r.status, r.body)
	}
	page = o.done(address)
	if !strings.Contains(page, `value="accept"`) || !strings.Contains(page, "The files can be taken whole.") {
		t.Fatalf("the draft cannot be accepted: %s", page)
	}
	if s.opened.lake.LastCommit() != before || len(s.opened.intake.Workspace().Packages) != 1 {
		t.Fatal("something was declared or taken before it was accepted")
	}
	archive := o.see(address+"/package.zip", 200)
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == "club-attendance/athar.yaml" }) {
		t.Errorf("the package's file holds %v", z.File)
	}
	for range 2 {
		if r := o.press(address, url.Values{"do": {"accept"}}); r.status != http.StatusSeeOther {
			t.Fatalf("accepting answers %d %s", r.status, r.body)
		}
	}
	if page := o.done(address); !strings.Contains(page, "Taken, and safely on disk.") {
		t.Fatalf("it was not taken: %s", page)
	}
	if w := s.opened.intake.Workspace(); !w.HasPackage("club-attendance") {
		t.Error("the package is not declared")
	}
	if journeys := string(s.get("/api/v1/answers/journeys?term=all").body); !strings.Contains(journeys, `"value":100`) {
		t.Errorf("the answer does not count what was taken: %s", journeys)
	}
	if list := string(o.see("/en/data/upload", 200)); !strings.Contains(list, "feed=club_attendance\"") {
		t.Error("the drafted feed cannot be chosen for the next file")
	}
	if strings.Contains(s.log.String(), "28400000001") {
		t.Error("the log holds a value from the file")
	}
}

func TestADraftThatIsGivenUpLeavesNothing(t *testing.T) {
	s := serving(t, "testdata/tiny")
	o := signIn(t, s)
	if r := o.draftOf("guessed", [2]string{"a.csv", "a,b\n1,2\n"}); r.status != http.StatusForbidden {
		t.Errorf("without the form's word it is answered with %d", r.status)
	}
	if r := o.draftOf(o.word); r.status != http.StatusBadRequest || !bytes.Contains(r.body, []byte("No file was sent")) {
		t.Errorf("without a file it is answered with %d", r.status)
	}
	if r := o.draftOf(o.word, [2]string{"x/a.csv", "a\n1\n"}, [2]string{"a.csv", "a\n1\n"}); r.status != http.StatusBadRequest || !bytes.Contains(r.body, []byte("same name")) {
		t.Errorf("two files of one name are answered with %d", r.status)
	}
	r := o.draftOf(o.word, [2]string{"nothing.csv", "a,b\n1,2\n"})
	page := o.done(r.header.Get("Location"))
	if !strings.Contains(page, "Nothing tells what its rows are") || strings.Contains(page, `value="accept"`) {
		t.Errorf("a file that says nothing is told so: %.2000s", page)
	}
	if r := o.press(r.header.Get("Location"), url.Values{"do": {"discard"}}); r.status != http.StatusSeeOther {
		t.Errorf("discarding answers %d", r.status)
	}
	if left, err := os.ReadDir(s.opened.dir + "/tmp"); err != nil || len(left) > 0 {
		t.Errorf("what was given up is kept: %v %v", left, err)
	}
}

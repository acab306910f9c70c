package main

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// officer is a browser in which a data officer works.
type officer struct {
	*service
	cookie string
	word   string // that forms carry
}

// signIn shows the token and gives the browser that is let in.
func signIn(t *testing.T, s *service) *officer {
	t.Helper()
	r := s.do("POST", "/en/data/session", strings.NewReader(url.Values{"token": {s.token}, "to": {"upload"}}.Encode()), "Content-Type", "application/x-www-form-urlencoded")
	if r.status != http.StatusSeeOther || r.header.Get("Location") != "/en/data/upload" {
		t.Fatalf("the token opens nothing: %d %s", r.status, r.body)
	}
	set := r.header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="} {
		if !strings.Contains(set, want) {
			t.Errorf("the session's cookie is not %s: %s", want, set)
		}
	}
	if strings.Contains(set, s.token) || strings.Contains(r.header.Get("Location"), s.token) {
		t.Error("the token stands in a cookie or an address")
	}
	o := &officer{service: s}
	o.cookie, _, _ = strings.Cut(set, ";")
	found := regexp.MustCompile(`name="form" value="([^"]+)"`).FindSubmatch(o.see("/en/data/upload", 200))
	if found == nil {
		t.Fatal("the page has no form")
	}
	o.word = string(found[1])
	return o
}

// see opens a page.
func (o *officer) see(path string, status int) []byte {
	o.t.Helper()
	r := o.get(path, "Cookie", o.cookie)
	if r.status != status {
		o.t.Fatalf("%s answers %d, not %d: %.300s", path, r.status, status, r.body)
	}
	return r.body
}

// press sends a small form.
func (o *officer) press(path string, values url.Values, headers ...string) reply {
	o.t.Helper()
	if values.Get("form") == "" {
		values.Set("form", o.word)
	}
	return o.do("POST", path, strings.NewReader(values.Encode()), append([]string{"Cookie", o.cookie, "Content-Type", "application/x-www-form-urlencoded"}, headers...)...)
}

// send sends files for a feed.
func (o *officer) send(word, feed string, files map[string]string, headers ...string) reply {
	o.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, field := range [][2]string{{"form", word}, {"feed", feed}} {
		if err := w.WriteField(field[0], field[1]); err != nil {
			o.t.Fatal(err)
		}
	}
	for name, text := range files {
		part, err := w.CreateFormFile(name, name+".csv")
		if err != nil {
			o.t.Fatal(err)
		}
		if _, err := part.Write([]byte(text)); err != nil {
			o.t.Fatal(err)
		}
	}
	w.Close()
	return o.do("POST", "/en/data/upload", &body, append([]string{"Cookie", o.cookie, "Content-Type", w.FormDataContentType()}, headers...)...)
}

// done waits until nothing is being done with an upload and gives its page.
func (o *officer) done(path string) string {
	o.t.Helper()
	for range 600 {
		page := string(o.see(path, 200))
		if !strings.Contains(page, "data-busy") {
			return page
		}
		time.Sleep(50 * time.Millisecond)
	}
	o.t.Fatal("the upload is never done")
	return ""
}

// visits are the participations of the tiny package, with two rows that are wrong.
func visits(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/tiny/taken.csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "1002,v1,attended,2024-10-10\n1057," + secret + ",went,2024-10-10\n1058,v1,attended,soon\n"
}

func TestAnUploadIsCheckedBeforeItIsAccepted(t *testing.T) {
	s := serving(t, "testdata/tiny")
	o := signIn(t, s)
	before := s.opened.lake.LastCommit()
	r := o.send(o.word, "taken", map[string]string{"taken": visits(t)})
	if r.status != http.StatusSeeOther {
		t.Fatalf("answered with %d %s", r.status, r.body)
	}
	address := r.header.Get("Location")
	page := o.done(address)
	for _, want := range []string{"Rows that would be set aside until they are corrected: 2.", "line 63", "33.3% (20 of 60)", "35.0% (21 of 60)"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page, secret) {
		t.Error("the page shows a value from the file")
	}
	if aside := string(o.see(address+"/aside.csv", 200)); !strings.Contains(aside, "taken.csv,63,unknown_code:stage") || strings.Contains(aside, "1057") {
		t.Errorf("the rows that would be set aside are\n%s", aside)
	}
	if changes := string(o.see(address+"/changes.csv", 200)); !strings.Contains(changes, "figure,participation_rate,term=2024,shown,0.3333333333333333,shown,0.35\n") {
		t.Errorf("what would change is\n%s", changes)
	}
	if now := s.opened.lake.LastCommit(); now != before {
		t.Fatal("something was taken before it was accepted")
	}
	if arabic := o.see(strings.Replace(address, "/en/", "/ar/", 1), 200); !bytes.Contains(arabic, []byte("يمكن أخذ الملفات")) {
		t.Error("the Arabic page does not say what can be taken")
	}

	// Accepted twice it is taken once.
	for range 2 {
		if r := o.press(address, url.Values{"do": {"accept"}}); r.status != http.StatusSeeOther {
			t.Fatalf("accepting answers %d %s", r.status, r.body)
		}
	}
	if page := o.done(address); !strings.Contains(page, "Taken, and safely on disk.") {
		t.Errorf("it was not taken: %s", page)
	}
	if r := o.press(address, url.Values{"do": {"accept"}}); r.status != http.StatusSeeOther {
		t.Errorf("accepting once more answers %d", r.status)
	}
	batches := int64(0)
	for _, t := range s.opened.intake.Tallies() {
		if t.Feed == "taken" {
			batches += t.Batches
		}
	}
	if batches != 2 { // the package's own and this one
		t.Errorf("there are %d batches of the feed, not 2", batches)
	}
	if rate := string(s.get("/api/v1/answers/participation_rate").body); !strings.Contains(rate, `"numerator":21`) {
		t.Errorf("the figure is not what the dry run said: %s", rate)
	}

	// Both rows await correction; corrected in place they leave the list.
	list := string(o.see("/en/data/correct", 200))
	links := regexp.MustCompile(`/en/data/correct/[0-9a-f-]+/\d+`).FindAllString(list, -1)
	if len(links) != 2 || strings.Contains(list, secret) {
		t.Fatalf("rows to correct: %v", links)
	}
	form := string(o.see(links[1], 200))
	if !strings.Contains(form, `name="value-occurred_on" value="soon"`) || !strings.Contains(form, "YYYY-MM-DD") || strings.Contains(form, "value-person_id") {
		t.Errorf("the form is %s", form)
	}
	values := url.Values{"value-opportunity_id": {"v1"}, "value-stage": {"attended"}, "value-occurred_on": {"tomorrow"}}
	if r := o.press(links[1], values); r.status != http.StatusUnprocessableEntity || !bytes.Contains(r.body, []byte("still wrong")) {
		t.Errorf("corrected wrongly it is answered with %d", r.status)
	}
	values.Set("value-occurred_on", "2024-10-11")
	values.Set("value-person_id", "1003") // nobody can be put into the row
	if r := o.press(links[1], values); r.status != http.StatusSeeOther {
		t.Fatalf("corrected it is answered with %d %s", r.status, r.body)
	}
	if left := string(o.see("/en/data/correct", 200)); strings.Contains(left, links[1]) || !strings.Contains(left, links[0]) {
		t.Error("the corrected row is still in the list, or the other one is not")
	}
	o.see(links[1], 404)
	// The other one in a file.
	file := string(o.see("/en/data/awaiting.csv?feed=taken&kind=participations", 200))
	if !strings.Contains(file, "went") || strings.Contains(file, "1057") {
		t.Fatalf("the file to correct is\n%s", file)
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	w.WriteField("form", o.word)
	part, err := w.CreateFormFile("corrected", "awaiting.csv")
	if err != nil {
		t.Fatal(err)
	}
	part.Write([]byte(strings.NewReplacer("went", "attended", secret, "v1").Replace(file)))
	w.Close()
	if r := o.do("POST", "/en/data/corrected", &body, "Cookie", o.cookie, "Content-Type", w.FormDataContentType()); r.status != 200 || !bytes.Contains(r.body, []byte("Taken, and safely on disk.")) {
		t.Errorf("sent again it is answered with %d %s", r.status, r.body)
	}
	if left := string(o.see("/en/data/correct", 200)); !strings.Contains(left, "No row awaits correction.") {
		t.Error("rows still await correction")
	}
	if strings.Contains(s.log.String(), secret) {
		t.Error("the log holds a value from the file")
	}
}

func TestOnlyTheDataOfficerSends(t *testing.T) {
	s := serving(t, "testdata/tiny")
	before := s.opened.lake.LastCommit()
	for _, path := range []string{"/en/data/upload", "/ar/data/upload?feed=taken", "/en/data/correct", "/en/data/awaiting.csv?feed=taken", "/en/data/upload/x/aside.csv"} {
		if r := s.get(path); !bytes.Contains(r.body, []byte(`name="token"`)) || bytes.Contains(r.body, []byte("taken.csv")) {
			t.Errorf("%s is shown to anybody: %.200s", path, r.body)
		}
	}
	wrong := s.do("POST", "/en/data/session", strings.NewReader("token="+strings.Repeat("0", 48)), "Content-Type", "application/x-www-form-urlencoded")
	if wrong.status != http.StatusForbidden || wrong.header.Get("Set-Cookie") != "" {
		t.Errorf("a wrong token is answered with %d and %q", wrong.status, wrong.header.Get("Set-Cookie"))
	}
	nobody := &officer{service: s, cookie: "athar_session=guessed"}
	o := signIn(t, s)
	files := map[string]string{"taken": "person_id,opportunity_id,stage\n1,v1,attended\n"}
	for what, r := range map[string]reply{
		"no session":             nobody.send(o.word, "taken", files),
		"no word of the form":    o.send("", "taken", files),
		"a wrong word":           o.send("guessed", "taken", files),
		"another site":           o.send(o.word, "taken", files, "Sec-Fetch-Site", "cross-site"),
		"another port":           o.send(o.word, "taken", files, "Sec-Fetch-Site", "same-site"),
		"another origin":         o.send(o.word, "taken", files, "Origin", "http://127.0.0.1:1"),
		"accepting without word": o.press("/en/data/upload/x", url.Values{"do": {"accept"}, "form": {"guessed"}}),
	} {
		if r.status != http.StatusForbidden {
			t.Errorf("%s: answered with %d %.200s", what, r.status, r.body)
		}
	}
	if left, err := os.ReadDir(s.opened.dir + "/tmp"); err != nil || len(left) > 0 {
		t.Errorf("what was refused is kept: %v %v", left, err)
	}
	if s.opened.lake.LastCommit() != before {
		t.Error("something was taken")
	}
	if r := o.press("/en/data/leave", url.Values{}); r.status != http.StatusSeeOther {
		t.Errorf("leaving answers %d", r.status)
	}
	if page := o.see("/en/data/upload", 200); !bytes.Contains(page, []byte(`name="token"`)) {
		t.Error("whoever left is still let in")
	}
}

func TestWhatCannotBeUsedIsSaid(t *testing.T) {
	s := servingWith(t, func(p *program) { p.bodyMB = 1 }, "testdata/tiny")
	o := signIn(t, s)
	if r := o.send(o.word, "taken", nil); r.status != http.StatusBadRequest || !bytes.Contains(r.body, []byte("needs a file called taken")) {
		t.Errorf("without a file it is answered with %d %.300s", r.status, r.body)
	}
	if r := o.send(o.word, "nonsense", map[string]string{"x": "y"}); r.status != http.StatusNotFound {
		t.Errorf("for no feed it is answered with %d", r.status)
	}
	if r := o.send(o.word, "taken", map[string]string{"taken": strings.Repeat("x", 2<<20)}); r.status != http.StatusRequestEntityTooLarge || !bytes.Contains(r.body, []byte("1 MB")) {
		t.Errorf("too large it is answered with %d %.300s", r.status, r.body)
	}
	r := o.send(o.word, "taken", map[string]string{"taken": "name,school\n" + secret + ",x\n"})
	if page := o.done(r.header.Get("Location")); !strings.Contains(page, "Nothing of these files can be taken") || strings.Contains(page, `value="accept"`) || strings.Contains(page, secret) {
		t.Error("files of another kind can be accepted, or their values are shown")
	}
	if r := o.press(r.header.Get("Location"), url.Values{"do": {"discard"}}); r.status != http.StatusSeeOther {
		t.Errorf("discarding answers %d", r.status)
	}
	if page := o.see(r.header.Get("Location"), 404); !bytes.Contains(page, []byte("not kept any more")) {
		t.Error("a discarded upload is not told to be gone")
	}
}

package main

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

// bring sends a table to the page that summarises it.
func bring(s *service, language string, fields map[string]string, headers ...string) reply {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range fields {
		part, err := w.CreateFormField(name)
		if name == "file" {
			part, err = w.CreateFormFile(name, "table.csv")
		}
		if err == nil {
			_, err = part.Write([]byte(value))
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		s.t.Fatal(err)
	}
	return s.do("POST", "/"+language+"/research/summarise", &body, append([]string{"Content-Type", w.FormDataContentType()}, headers...)...)
}

const broughtTable = "subgroup,subgroup_order,estimate,se,population,favourable_indicator,ordered_dimension,indicator_scale\n" +
	"<b>low</b>,1,40,1,100,1,1,100\nmiddle,2,50,1,100,1,1,100\nhigh,3,60,1,100,1,1,100\n"

const bareTable = "subgroup,subgroup_order,estimate,se,population\n<b>low</b>,1,40,1,100\nmiddle,2,50,1,100\nhigh,3,60,1,100\n"

func TestBringATable(t *testing.T) {
	s := serving(t, "testdata/tiny")
	version := s.opened.engine.DataVersion()
	for _, language := range []string{"en", "ar"} {
		for name, c := range map[string]struct {
			fields  map[string]string
			headers []string
			status  int
			says    map[string]string
		}{
			"pasted":                         {map[string]string{"table": broughtTable}, nil, 200, map[string]string{"en": "Difference", "ar": "مؤشر ميل عدم المساواة"}},
			"as a file":                      {map[string]string{"file": broughtTable, "table": ""}, nil, 200, map[string]string{"en": "Population attributable risk", "ar": "مقاييس عدم المساواة"}},
			"persons":                        {map[string]string{"table": "subgroup_order,won\n1,0\n1,1\n2,1\n2,0\n3,1\n3,1\n", "outcome": "won"}, nil, 200, map[string]string{"en": "straight line", "ar": "خط مستقيم"}},
			"facts beside it":                {map[string]string{"table": bareTable, "indicator_scale": "100", "ordered_dimension": "1", "favourable_indicator": "1"}, nil, 200, map[string]string{"en": "percentage points", "ar": "نقاط مئوية"}},
			"facts missing":                  {map[string]string{"table": bareTable, "indicator_scale": "100", "ordered_dimension": "1", "favourable_indicator": ""}, nil, 422, map[string]string{"en": "Column favourable_indicator: there is no such column", "ar": "العمود favourable_indicator"}},
			"facts said twice":               {map[string]string{"table": broughtTable, "indicator_scale": "1"}, nil, 422, map[string]string{"en": "Leave one of the two out", "ar": "اترك أحدهما"}},
			"nothing":                        {map[string]string{"table": " "}, nil, 400, map[string]string{"en": "Paste a table", "ar": "الصق جدولًا"}},
			"persons without a named result": {map[string]string{"table": "subgroup_order,won\n1,0\n2,1\n"}, nil, 400, map[string]string{"en": "not named", "ar": "لم تُذكر النتيجة"}},
			"a table to mend":                {map[string]string{"table": strings.Replace(broughtTable, "50", "fifty", 1)}, nil, 422, map[string]string{"en": "Line 3, column estimate", "ar": "السطر 3، العمود estimate"}},
			"from another site":              {map[string]string{"table": broughtTable}, []string{"Sec-Fetch-Site", "cross-site"}, 403, map[string]string{"en": "another site", "ar": "موقع آخر"}},
			"too large":                      {map[string]string{"table": strings.Repeat("x", 9<<20)}, nil, 413, map[string]string{"en": "larger than this page takes", "ar": "أكبر مما تقبله"}},
		} {
			t.Run(language+" "+name, func(t *testing.T) {
				r := bring(s, language, c.fields, c.headers...)
				if r.status != c.status || !strings.Contains(string(r.body), c.says[language]) {
					t.Fatalf("%d %.600s", r.status, r.body)
				}
				for _, never := range []string{"<b>low", "fifty"} {
					if strings.Contains(string(r.body), never) {
						t.Errorf("the page holds %s", never)
					}
				}
				// A sentence with names in two scripts runs as its page does, and on a phone a row is a card.
				if given := string(r.body); c.status == 200 && (strings.Contains(given, "<bdi>(") || !strings.Contains(given, `<table class="stack"`)) {
					t.Error("the measures are not told as a phone and Arabic need it")
				}
				if r.header.Get("Cache-Control") != "no-store" || r.header.Get("Content-Security-Policy") == "" {
					t.Errorf("headers %v", r.header)
				}
				for name, typed := range c.fields {
					if name == "indicator_scale" && !strings.Contains(string(r.body), `value="`+typed+`"`) {
						t.Error("what was chosen is gone from the form")
					}
				}
				if r.status == http.StatusOK != strings.Contains(string(r.body), `id="given"`) {
					t.Error("measures are shown of a table that is refused, or not of one that is taken")
				}
			})
		}
	}
	if s.opened.engine.DataVersion() != version {
		t.Error("a table that was brought was kept")
	}
	if !strings.Contains(string(s.get("/en/research").body), `href="/en/research/summarise"`) {
		t.Error("the research page does not lead there")
	}
}

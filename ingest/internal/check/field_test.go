package check

import (
	"strconv"
	"testing"

	"athar/models"
)

// TestWhatFieldsAreReadAs gives texts as files bring them and what is kept of
// them; "" where they are not understood.
func TestWhatFieldsAreReadAs(t *testing.T) {
	type read struct{ kind, field, format, text, kept, precision string }
	cases := []read{
		// days
		{kind: "people", field: "valid_from", text: "2024-02-03", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", text: "2024-2-3", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", text: "2024-02-03T00:00:00", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", text: "2024-02-03 00:00:00", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", text: "2024-02-03 00:00:00.000", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", text: "2024-02-03T09:30:00Z", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", text: "2024-02-03T09:30:00.123+03:00", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", text: "2024-02-03 09:30:00+03", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", text: "٢٠٢٤-٠٢-٠٣", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", text: "۲۰۲۴-۰۲-۰۳", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", text: "2024\u200f-02\u200f-03", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", text: "2024-02-29", kept: "2024-02-29"},
		{kind: "people", field: "valid_from", text: "2023-02-29"},
		{kind: "people", field: "valid_from", text: "2024-13-01"},
		{kind: "people", field: "valid_from", text: "2024-02-03 or so"},
		{kind: "people", field: "valid_from", text: "20240203"},
		{kind: "people", field: "valid_from", text: "45325"}, // a spreadsheet's day number
		{kind: "people", field: "valid_from", text: "0000-00-00"},
		{kind: "people", field: "valid_from", text: "0024-02-03"},
		{kind: "people", field: "valid_from", text: "infinity"},
		{kind: "people", field: "valid_from", text: "epoch"},
		// months and years keep their precision; those that end a period end with it
		{kind: "people", field: "valid_from", text: "2024-02", kept: "2024-02-01", precision: "month"},
		{kind: "people", field: "valid_from", text: "2024", kept: "2024-01-01", precision: "year"},
		{kind: "people", field: "valid_from", text: "٢٠٢٤", kept: "2024-01-01", precision: "year"},
		{kind: "people", field: "valid_from", text: "2024-13"},
		{kind: "people", field: "valid_to", text: "2024-02", kept: "2024-02-29", precision: "month"},
		{kind: "people", field: "valid_to", text: "2024", kept: "2024-12-31", precision: "year"},
		{kind: "people", field: "valid_to", text: "2024-02-03T00:00:00", kept: "2024-02-03"},
		// declared formats, with ISO 8601 still understood
		{kind: "people", field: "valid_from", format: "DD/MM/YYYY", text: "03/02/2024", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", format: "DD/MM/YYYY", text: "3/2/2024", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", format: "DD/MM/YYYY", text: "٠٣/٠٢/٢٠٢٤", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", format: "DD/MM/YYYY", text: "02/13/2024"},
		{kind: "people", field: "valid_from", format: "DD/MM/YYYY", text: "31/02/2024"},
		{kind: "people", field: "valid_from", format: "DD/MM/YYYY", text: "2024-02-03", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", format: "DD/MM/YYYY", text: "2024-02-03T00:00:00", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", format: "MM/DD/YYYY", text: "02/03/2024", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", format: "D.M.YYYY", text: "3.2.2024", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", format: "DD MMM YYYY", text: "03 Feb 2024", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", format: "DD MMMM YYYY", text: "03 February 2024", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", format: "DD MMMM YYYY", text: "٣ فبراير ٢٠٢٤", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", format: "DD MMMM YYYY", text: "03 شباط 2024", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", format: "DD MMMM YYYY", text: "03 أبريل 2024", kept: "2024-04-03"},
		{kind: "people", field: "valid_from", format: "DD MMMM YYYY", text: "03 إبريل 2024", kept: "2024-04-03"},
		{kind: "people", field: "valid_from", format: "DD MMMM YYYY", text: "03 آب 2024", kept: "2024-08-03"},
		{kind: "people", field: "valid_from", format: "DD-MMM-YYYY", text: "03-كانون الثاني-2024", kept: "2024-01-03"},
		{kind: "people", field: "valid_from", format: "DD MMMM YYYY", text: "03 تشرين الأول 2024", kept: "2024-10-03"},
		{kind: "people", field: "valid_from", format: "DD MMMM YYYY", text: "03 رمضان 2024"},
		{kind: "people", field: "valid_from", format: "DD/MM/YYYY", text: "０３／０２／２０２４", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", format: "DD/MM/YYYY HH:mm", text: "03/02/2024 23:59", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", format: "DD/MM/YYYY hh:mm A", text: "03/02/2024 11:59 PM", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", format: "DD/MM/YYYY", text: "03/02/24"},
		{kind: "people", field: "valid_from", format: "DD/MM/YY", text: "03/02/24", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", format: "YYYYMMDD", text: "20240203", kept: "2024-02-03"},
		{kind: "people", field: "valid_from", format: "MM/YYYY", text: "02/2024", kept: "2024-02-01", precision: "month"},
		{kind: "people", field: "valid_to", format: "MM/YYYY", text: "02/2024", kept: "2024-02-29", precision: "month"},
		{kind: "people", field: "valid_to", format: "YYYY", text: "2024", kept: "2024-12-31", precision: "year"},
		{kind: "people", field: "valid_to", format: "DD/MM/YYYY", text: "03/02/2024", kept: "2024-02-03"},
		// moments
		{kind: "sessions", field: "starts_at", text: "2024-02-03T10:00", kept: "2024-02-03 10:00:00+00"},
		{kind: "sessions", field: "starts_at", text: "2024-02-03 10:00:30", kept: "2024-02-03 10:00:30+00"},
		{kind: "sessions", field: "starts_at", text: "2024-02-03T10:00:00Z", kept: "2024-02-03 10:00:00+00"},
		{kind: "sessions", field: "starts_at", text: "2024-02-03T10:00:00+03:00", kept: "2024-02-03 07:00:00+00"},
		{kind: "sessions", field: "starts_at", text: "٢٠٢٤-٠٢-٠٣T١٠:٠٠", kept: "2024-02-03 10:00:00+00"},
		{kind: "sessions", field: "starts_at", text: "2024-02-03", kept: "2024-02-03 00:00:00+00"},
		{kind: "sessions", field: "starts_at", text: "10:00"},
		{kind: "sessions", field: "starts_at", text: "2024-02-03T10:00 in the hall"},
		{kind: "sessions", field: "starts_at", format: "DD/MM/YYYY HH:mm", text: "03/02/2024 10:00", kept: "2024-02-03 10:00:00+00"},
		// numbers
		{kind: "people", field: "birth_year", text: "2011", kept: "2011"},
		{kind: "people", field: "birth_year", text: "٢٠١١", kept: "2011"},
		{kind: "people", field: "birth_year", text: "2011.0", kept: "2011"},
		{kind: "people", field: "birth_year", text: "2011.5"},
		{kind: "people", field: "birth_year", text: "2e3"},
		{kind: "people", field: "birth_year", text: "99999999999999999999"},
		{kind: "opportunities", field: "price", text: "12.50", kept: "12.5"},
		{kind: "opportunities", field: "price", text: "١٢٫٥", kept: "12.5"},
		{kind: "opportunities", field: "price", text: ".5", kept: "0.5"},
		{kind: "opportunities", field: "price", text: "1e2", kept: "100.0"},
		{kind: "opportunities", field: "price", text: "1,5"},
		{kind: "opportunities", field: "price", text: "QAR 20"},
		{kind: "opportunities", field: "price", text: "inf"},
		{kind: "opportunities", field: "price", text: "nan"},
		{kind: "opportunities", field: "price", text: "0x10"},
		// flags
		{kind: "opportunities", field: "transport", text: "TRUE", kept: "true"},
		{kind: "opportunities", field: "transport", text: "نعم", kept: "true"},
		{kind: "opportunities", field: "transport", text: "١", kept: "true"},
		{kind: "opportunities", field: "transport", text: "No", kept: "false"},
		{kind: "opportunities", field: "transport", text: "لا", kept: "false"},
		{kind: "opportunities", field: "transport", text: "maybe"},
		// codes and lists
		{kind: "people", field: "role", text: "Teacher", kept: "teacher"},
		{kind: "people", field: "role", text: "pirate"},
		{kind: "schools", field: "type", text: "Steiner", kept: "Steiner"},
		{kind: "opportunities", field: "category", text: "museum| arts ||museum", kept: "museum|arts"},
		{kind: "opportunities", field: "category", text: "|", kept: ""},
		{kind: "opportunities", field: "skill_ids", text: "s1|٢", kept: "us:s1|us:2"},
		// ids of registers
		{kind: "people", field: "school_id", text: "٠٠٧", kept: "us:007"},
		{kind: "people", field: "school_id", text: "it's \"a\" school", kept: "us:it's \"a\" school"},
	}
	base := map[string]row{
		"people":        {"person_id": id(1)},
		"sessions":      {"session_id": id(1), "opportunity_id": "o"},
		"opportunities": {"opportunity_id": "o", "title_en": "t", "currency": "QAR"},
		"schools":       {"school_id": "s"},
	}
	for len(cases) > 0 { // those of one field and format together
		alike := func(c read) bool {
			return c.kind == cases[0].kind && c.field == cases[0].field && c.format == cases[0].format
		}
		var group, others []read
		var rows []row
		for _, c := range cases {
			if alike(c) {
				group, rows = append(group, c), append(rows, with(base[c.kind], c.field, c.text))
			} else {
				others = append(others, c)
			}
		}
		feed := models.Feed{}
		if c := cases[0]; c.format != "" {
			if _, err := models.DateFormat(c.format); err != nil {
				t.Fatal(err)
			}
			feed.Formats = map[string]string{c.field: c.format}
		}
		j := judgeEach(t, cases[0].kind, feed, rows...)
		for i, c := range group {
			var got map[string]string
			for _, r := range j.taken {
				if r["_delivery"] == strconv.Itoa(i) {
					got = r
				}
			}
			switch {
			case c.kept == "" && c.text != "|":
				if got != nil {
					t.Errorf("%s %s %q is taken as %q", c.field, c.format, c.text, got[c.field])
				}
			case got == nil:
				t.Errorf("%s %s %q is not taken: %s", c.field, c.format, c.text, codesOf(j.result.Problems[i]))
			case got[c.field] != c.kept || got[c.field+"_precision"] != c.precision:
				t.Errorf("%s %s %q is kept as %q %q, not %q %q", c.field, c.format, c.text, got[c.field], got[c.field+"_precision"], c.kept, c.precision)
			}
		}
		cases = others
	}
}

func TestLessPreciseDaysAreInOrder(t *testing.T) {
	badge := row{"record_id": id(1), "person_id": id(2), "title": "t", "awarded_on": "2024-05-20"}
	for text, ordered := range map[string]bool{"2024-05": true, "2024": true, "2024-05-20": true, "2024-06": true, "2024-04": false, "2023": false, "2024-05-19": false} {
		j := judge(t, "credentials", models.Feed{}, with(badge, "revoked_on", text))
		if ok := len(j.taken) == 1; ok != ordered {
			t.Errorf("revoked_on %s after awarded_on 2024-05-20: in order is %v (%s)", text, ok, j.codes())
		}
	}
}

func TestPersonalTextIsFound(t *testing.T) {
	badge := row{"record_id": id(1), "person_id": id(2), "title": "t", "awarded_on": "2024-05-20"}
	for text, personal := range map[string]bool{
		"we built a robot in 2024": false, "score 12/20, step 3": false, "https://example.org/evidence/12": false, "10 000 steps": false,
		"write to amal.k@school.edu.qa": true, "+974 4400 1234": true, "0097444001234": true, "call 44001234": true,
		"id 28412345678": true, "رقمي ٢٨٤١٢٣٤٥٦٧٨": true, "هاتف ٤٤٠٠١٢٣٤": true,
	} {
		j := judge(t, "credentials", models.Feed{}, with(badge, "content", text))
		if found := j.codes() == "personal_text:content×1"; found != personal || len(j.taken) != 1 {
			t.Errorf("%q: found is %v, told %q, %d taken", text, found, j.codes(), len(j.taken))
		}
	}
}

func TestSubjectsWithoutAKindColumn(t *testing.T) {
	answer := row{"record_id": id(1), "instrument_id": "i", "item_id": "q", "wave": "any", "value": "1", "subject_id": id(9)}
	if j := judge(t, "responses", models.Feed{}, answer); j.codes() != "no_subject_kind:subject_kind×1" {
		t.Errorf("told is %q", j.codes())
	}
	if j := judge(t, "responses", models.Feed{}, with(answer, "subject_kind", "Person")); len(j.taken) != 1 || j.taken[0]["subject_id"] != id(9) {
		t.Errorf("taken is %v, told %q", j.taken, j.codes())
	}
}

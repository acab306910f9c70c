package ingest_test

import "testing"

const spelt = `
name: net
public: true
basis: {purpose: Tests, permission: Invented}
dimensions:
  - {name: gender, levels: [أنثى, ذكر]}
  - {name: shift, levels: [A, a, Evening]}
feeds:
  - {name: schools, kind: schools, files: {f: schools.csv}, columns: {school_id: id, type: sector}, values: {type: {حكومية: government, خاصة: private}}}
  - {name: pupils, kind: people, files: {f: pupils.csv}}
`

// TestOneIdHoweverItIsTyped: digits, marks that nobody sees, tatweel and spaces
// make no other person and no other school; names of levels and values that are
// recoded are known by their spelling variants, those of two levels by neither.
func TestOneIdHoweverItIsTyped(t *testing.T) {
	r := newRoad(t)
	got := r.load(map[string]string{
		"athar.yaml":  spelt,
		"schools.csv": "id,sector\nم١,حكومية\n2,حكوميّـه\n3,\u200fخاصه\n",
		"pupils.csv":  "person_id,school_id,gender,shift\n28412345001,م1,أنثى,A\n28412345002,م\u200f١,انثى,a\n28412345003,２,أنثـــى,evening\n28412345004,3,ذَكَر,Ａ\n",
	})
	r.expect(got["schools"], "received 3 accepted 3 unchanged 0 replaced 0 withdrawn 0 aside 0")
	if said := problems(got["schools"]); said != "" {
		t.Errorf("the schools are told: %s", said)
	}
	for column, want := range map[string]string{
		"type": "government=2 private=1",
	} {
		if have := r.records("schools", column); have != want {
			t.Errorf("schools by %s: %s, want %s", column, have, want)
		}
	}
	if said := problems(got["pupils"]); said != "level_not_recognised shift 1 @5" {
		t.Errorf("the pupils are told: %s", said)
	}
	for _, p := range got["pupils"].Problems {
		if p.Code == "unknown_reference" {
			t.Errorf("a school is not known again: %+v", p)
		}
	}
	for column, want := range map[string]string{
		"gender":    "أنثى=3 ذكر=1",
		"shift":     "A=1 Evening=1 a=1 Ａ=1",
		"school_id": "net:2=1 net:3=1 net:م1=2",
	} {
		if have := r.records("people", column); have != want {
			t.Errorf("pupils by %s: %s, want %s", column, have, want)
		}
	}

	// The same people again, typed another way: nobody is new.
	again := r.post("people", "net", "person_id,school_id,gender,shift\n٢٨٤١٢٣٤٥٠٠١,م1,أنثى,A\n\u202a28412345002\u202c,م1,أنثى,a\n２８４１２３４５００３,2,أنثى,Evening\n")
	r.expect(again, "received 3 accepted 0 unchanged 3 replaced 0 withdrawn 0 aside 0")
}

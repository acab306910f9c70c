package warehouse

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"athar/models"
)

func init() { flag.Set("rapid.checks", "6") } // each check opens warehouses; more by -rapid.checks

// world is a small random world without conflicting keys, in which every person, school and opportunity meets many records.
func world(t *rapid.T) []record {
	pick := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(t, label) }
	day := func(label string) string {
		return pick(label, "", "2019-12-31", "2020-01-01", "2020-06-01", "2020-06-30", "2020-09-15", "2020-12-31", "2021-01-01", "2021-12-31", "2022-05-05")
	}
	someDay := func(label string) string {
		return pick(label, "2020-02-02", "2020-06-15", "2020-10-10", "2021-03-03", "2022-05-05")
	}
	person := func() string { return pick("person", "ann", "bob", "cat", "ann2") }
	opportunity := func() string { return "t:" + pick("opportunity", "o1", "o2", "o3", "o3b") }
	place := func() string { return pick("school", "", "t:s1", "t:s2", "t:n") }
	feeds := map[string][][2]string{
		"people": {{"roster", "t"}, {"club", "club"}, {"north", "north"}}, "participations": {{"visits", "t"}, {"loose", "loose"}, {"posted", "web"}},
	}
	var records []record
	seen := map[string]bool{}
	n := 0
	add := func(kind string, fields map[string]string, key ...string) {
		from := [2]string{"f", "t"}
		if of, ok := feeds[kind]; ok {
			from = rapid.SampledFrom(of).Draw(t, "feed")
		}
		n++
		if key == nil {
			fields["record_id"] = fmt.Sprint("r", n)
		}
		id := kind + from[1]
		for _, k := range key {
			id += "|" + fields[k]
		}
		if key == nil {
			id += fields["record_id"]
		}
		if !seen[id] {
			seen[id] = true
			records = append(records, record{kind: kind, feed: from[0], source: from[1], fields: fields})
		}
	}
	for range rapid.IntRange(0, 7).Draw(t, "versions") {
		add("people", map[string]string{"person_id": person(), "valid_from": day("from"), "valid_to": day("to"), "school_id": place(), "grade": pick("grade", "", "1", "2"),
			"role": pick("role", "", "learner", "teacher"), "gender": pick("gender", "", "F", "X"), "_contradictory": pick("contradictory", "", "", "gender|band")}, "person_id", "valid_from")
	}
	for range rapid.IntRange(0, 3).Draw(t, "opportunities") {
		add("opportunities", map[string]string{"opportunity_id": opportunity(), "title_en": "x", "provider_id": pick("provider", "", "t:p1", "t:p2"),
			"starts_on": day("starts"), "category": pick("category", "", "museum", "museum|arts")}, "opportunity_id")
	}
	for range rapid.IntRange(0, 10).Draw(t, "participations") {
		add("participations", map[string]string{"person_id": person(), "opportunity_id": opportunity(), "stage": pick("stage", "interested", "applied", "enrolled", "attended", "completed", "withdrew"),
			"occurred_on": day("occurred"), "minutes": pick("minutes", "", "0.1", "0.2", "0.3", "1e9"), "band": pick("band", "", "low", "high"), "reason": pick("reason", "", "cost", "full")})
	}
	for range rapid.IntRange(0, 4).Draw(t, "credentials") {
		add("credentials", map[string]string{"person_id": person(), "opportunity_id": pick("of", "", "t:o1", "t:o2"), "title": "B", "awarded_on": someDay("awarded"),
			"expires_on": day("expires"), "revoked_on": day("revoked"), "score": pick("score", "", "0.1", "0.7"), "band": pick("band", "", "low")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "evidence") {
		add("evidence", map[string]string{"person_id": person(), "skill_id": pick("skill", "t:k1", "t:k2"), "assessed_on": someDay("assessed")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "responses") {
		add("responses", map[string]string{"instrument_id": "t:i", "item_id": "1", "wave": "any", "respondent_id": person(), "answered_on": day("answered"), "opportunity_id": opportunity(), "value": "1"})
	}
	for range rapid.IntRange(0, 2).Draw(t, "returns") {
		add("returns", map[string]string{"about": "participations", "school_id": place(), "term": pick("term", "T1", "T2"), "reported_on": "2020-01-01"})
	}
	for range rapid.IntRange(0, 2).Draw(t, "aliases") {
		if rapid.Bool().Draw(t, "of person") {
			add("aliases", map[string]string{"of": "person", "scheme": "x", "alias": "=ann2", "id": "=ann"}, "of", "scheme", "alias")
		} else {
			add("aliases", map[string]string{"of": "opportunity", "scheme": "x", "alias": "t:o3b", "id": "t:o3"}, "of", "scheme", "alias")
		}
	}
	return records
}

// derived is everything the warehouse works out.
func derived(t testing.TB, p *paper, w *Warehouse) string {
	all := ""
	for _, table := range []string{"journeys", "stands", "person_terms", "school_terms", "provider_terms", "term_stages", "unusable", "feed_stages", "stage_tally", "journey_tally", "offer_tally", "learner_tally", "lone_tally", "others", "population", "journey_facts", "credential_facts", "answers"} {
		all += table + "\n" + p.ask(t, w, "FROM "+table) + "\n"
	}
	return all + "reach\n" + p.ask(t, w, reachAddedUp) + "\nacquaintance\n" + p.ask(t, w, acquaintanceAddedUp)
}

func TestOrderOfLoadingIsIrrelevant(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		records := world(rt)
		whole := newPaper(t, declare(t, school))
		sorted := slices.Clone(records)
		slices.SortStableFunc(sorted, func(a, b record) int { return strings.Compare(a.kind, b.kind) })
		whole.put(t, sorted...)
		want := derived(t, whole, whole.open(t))

		split := newPaper(t, declare(t, school))
		w := split.open(t)
		w.wholeFrom = 1000 // never everybody, however few they are
		shuffle := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "order"), 1))
		shuffle.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		for len(records) > 0 {
			n := rapid.IntRange(1, len(records)).Draw(rt, "batch")
			split.put(t, records[:n]...)
			records = records[n:]
			split.refresh(t, w)
		}
		if got := derived(t, split, w); got != want {
			rt.Fatalf("got:\n%s\nwant:\n%s", got, want)
		}
	})
}

func TestRefreshEqualsRebuild(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := newPaper(t, declare(t, school))
		w := p.open(t)
		var records []record
		for range rapid.IntRange(1, 4).Draw(rt, "batches") {
			w.wholeFrom = rapid.SampledFrom([]float64{1000, 0}).Draw(rt, "everybody from") // never, or always
			// Other worlds reuse keys, so that records are replaced; some of the old ones are withdrawn.
			records = append(records, world(rt)...)
			var batch []record
			for _, r := range records {
				switch rapid.IntRange(0, 4).Draw(rt, "fate") {
				case 0:
					r.withdraw = true
					batch = append(batch, r)
				case 1, 2:
					batch = append(batch, r)
				}
			}
			slices.SortStableFunc(batch, func(a, b record) int { return strings.Compare(a.kind, b.kind) })
			if rapid.Bool().Draw(rt, "compared") {
				// As an intake has it: kind by kind, each compared and taken in before the next.
				batch = slices.DeleteFunc(batch, func(r record) bool { return r.withdraw })
				for len(batch) > 0 {
					n := slices.IndexFunc(batch, func(r record) bool { return r.kind != batch[0].kind })
					if n < 0 {
						n = len(batch)
					}
					p.stage(t, w, models.Feed{Name: "f"}, batch[:n]...)
					batch = batch[n:]
				}
				continue
			}
			p.put(t, batch...)
			p.refresh(t, w)
		}
		if got, want := derived(t, p, w), derived(t, p, p.open(t)); got != want {
			rt.Fatalf("got:\n%s\nwant:\n%s", got, want)
		}
		then := rapid.Int64Range(0, p.last).Draw(rt, "as of")
		past, err := w.AsOf(t.Context(), then, p.workspace)
		if err != nil {
			t.Fatal(err)
		}
		earlier := *p
		earlier.last = then
		if got, want := derived(t, p, past), derived(t, p, earlier.open(t)); got != want {
			rt.Fatalf("as of %d\ngot:\n%s\nwant:\n%s", then, got, want)
		}
		if err := past.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// What is taken over of those touched, because nothing new is known of who they are, is what counting everybody gives; and who
// is known in another term than before, or no longer, is worked out.
func TestWhoIsTouchedStandsAsBeforeOrIsWorkedOut(t *testing.T) {
	p := newPaper(t, declare(t, school))
	p.put(t, slicesConcat(
		table("schools", "f", "t", "school_id,type\nt:s1,government\nt:s2,private"),
		table("opportunities", "f", "t", "opportunity_id,title_en,starts_on\nt:o1,One,2020-02-01\nt:o2,Two,\nt:o3,Three,"),
		table("people", "roster", "t", `person_id,valid_from,valid_to,school_id,grade,gender
			ann,2020-01-01,2020-12-31,t:s1,1,F
			bob,2020-01-01,2020-12-31,t:s2,2,M`),
		table("participations", "visits", "t", "record_id,person_id,opportunity_id,stage\n0,ann,t:o1,applied"))...)
	w := p.open(t)
	w.wholeFrom = 1000 // never everybody
	visit := func(values string) []record {
		return table("participations", "visits", "t", "record_id,person_id,opportunity_id,stage,occurred_on,minutes\n"+values)
	}
	withdrawn := visit("4,ann,t:o2,attended,2021-02-01,")
	withdrawn[0].withdraw = true
	for _, step := range []struct {
		what    string
		records []record
	}{
		{"the first to attend", visit("1,ann,t:o1,attended,2020-02-01,30")},
		{"again, and something else in the same term", visit("2,ann,t:o3,enrolled,2020-02-02,")},
		{"one of a school that nobody took part from", visit("3,bob,t:o1,attended,2020-02-01,")},
		{"in a year in which no register knows her", visit("4,ann,t:o2,attended,2021-02-01,")},
		{"that withdrawn", withdrawn},
		{"a stranger", visit("5,cat,t:o1,attended,2020-02-01,")},
		{"an answer in another year", table("responses", "f", "t", "instrument_id,item_id,wave,respondent_id,answered_on,value\nt:i,1,any,ann,2021-03-01,1")},
		{"a credential of nothing on offer", table("credentials", "awards", "t", "person_id,title,awarded_on\nbob,B,2020-10-01")},
		{"the stranger on a list of participants", table("people", "club", "club", "person_id,valid_from,school_id\ncat,2020-01-01,t:s1")},
		{"a stage that nobody reached, with another of one who did", visit("6,cat,t:o2,completed,2020-02-03,\n7,bob,t:o1,attended,2020-02-01,5")},
	} {
		p.put(t, step.records...)
		p.refresh(t, w)
		if got, want := derived(t, p, w), derived(t, p, p.open(t)); got != want {
			t.Errorf("%s\ngot:\n%s\nwant:\n%s", step.what, got, want)
		}
	}
}

// Two ids of one person are two of those who do not contradict themselves, until an alias joins them.
func TestAliasThatComesLaterCountsAmongContradictions(t *testing.T) {
	p := newPaper(t, declare(t, school))
	w := p.open(t)
	w.wholeFrom = 1000
	person := func(id, contradictory string) record {
		return record{kind: "people", feed: "roster", source: "t", fields: map[string]string{"person_id": id, "valid_from": "2020-01-01", "_contradictory": contradictory}}
	}
	p.put(t, person("ann", ""), person("ann2", ""), person("bob", "gender"))
	p.refresh(t, w)
	if got := p.ask(t, w, "SELECT people, round(share, 4) FROM unusable"); got != "1|0.3333" {
		t.Fatalf("before the alias: %s", got)
	}
	p.put(t, record{kind: "aliases", feed: "f", source: "t", fields: map[string]string{"of": "person", "scheme": "x", "alias": "=ann2", "id": "=ann"}})
	p.refresh(t, w)
	if got := p.ask(t, w, "SELECT people, round(share, 4) FROM unusable"); got != "1|0.5" {
		t.Errorf("after the alias: %s", got)
	}
}

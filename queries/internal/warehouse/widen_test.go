package warehouse

import "testing"

// TestAColumnComesWithTheFirstRecordThatFillsItIn looks at every column wherever current records are read, before any record
// has one, once a single one of many has, and as of before.
func TestAColumnComesWithTheFirstRecordThatFillsItIn(t *testing.T) {
	visits := func(lines string) []record { return table("participations", "visits", "t", lines) }
	p := newPaper(t, declare(t, school))
	p.put(t, visits(`record_id,person_id,opportunity_id,stage
		1,ann,t:o1,attended
		2,bob,t:o1,attended`)...)
	w := p.open(t)
	const told = "SELECT record_id, minutes, barrier, occurred_on FROM resolved.participations"
	p.expect(t, w, told, "1|-|-|-\n2|-|-|-")
	const all = "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM resolved.participations)"
	columns := p.ask(t, w, all)
	p.expect(t, w, "SELECT column_name FROM (DESCRIBE main.participations) WHERE column_name IN ('minutes', 'barrier', 'occurred_on', 'stage')", "stage")

	w.wholeFrom = 1000 // never everybody
	p.put(t, visits("record_id,person_id,opportunity_id,stage,minutes,barrier\n2,bob,t:o1,attended,30,practical")...)
	p.refresh(t, w)
	const after = "1|-|-|-\n2|30.0|practical|-"
	p.expect(t, w, told, after)
	p.expect(t, w, all, columns)
	p.expect(t, w, "SELECT person_id, minutes, barrier FROM journeys", "ann|-|-\nbob|30.0|practical")
	p.expect(t, w, "SELECT column_name FROM (DESCRIBE main.participations) WHERE column_name IN ('minutes', 'barrier', 'occurred_on', 'stage')", "stage\nminutes\nbarrier")
	p.expect(t, p.open(t), told, after)

	past, err := w.AsOf(t.Context(), p.last-1, p.workspace)
	if err != nil {
		t.Fatal(err)
	}
	defer past.Close()
	p.expect(t, past, told, "1|-|-|-\n2|-|-|-")
}

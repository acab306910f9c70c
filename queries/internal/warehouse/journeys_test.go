package warehouse

import "testing"

func TestJourneys(t *testing.T) {
	p := newPaper(t, declare(t, school))
	p.put(t, slicesConcat(
		table("opportunities", "o", "t", `opportunity_id,provider_id,title_en,category,starts_on,theme
			t:o1,t:p1,One,museum|arts,2020-06-15,water
			t:o2,t:p1,Two,arts,,fire
			t:o3,,Three,,2020-02-01,`),
		table("people", "roster", "t", `person_id,valid_from,school_id,grade,gender
			ann,2020-01-01,t:s1,4,F
			ann,2020-09-01,t:s2,5,F
			bob,2020-01-01,t:s1,4,X`),
		table("participations", "visits", "t", `person_id,opportunity_id,stage,occurred_on,minutes,band,barrier
			ann,t:o1,attended,2020-07-02,30,,
			ann,t:o1,attended,2020-07-09,45,high,
			bob,t:o3,applied,,,,practical
			cat,t:o2,enrolled,2021-03-01,,low,`),
		table("participations", "loose", "loose", `person_id,opportunity_id,stage,occurred_on
			bob,t:o1,completed,2020-06-20
			bob,t:o2,interested,2020-06-20`),
		table("credentials", "awards", "t", `person_id,opportunity_id,title,awarded_on,expires_on,revoked_on,score
			ann,t:o1,Badge,2020-08-01,2020-12-31,,3
			ann,t:o1,Badge,2020-08-02,2021-12-31,2020-10-01,4
			dan,t:o1,Badge,2020-08-02,,,`),
	)...)
	w := p.open(t)
	p.expect(t, w, "SELECT person_id, opportunity_id, term, year, first_on FROM journeys", `
		ann|t:o1|T2|2020|2020-07-02
		bob|t:o3|T1|2020|2020-02-01
		cat|t:o2|T3|2021|2021-03-01
		bob|t:o1|T2|2020|2020-06-20
		bob|t:o2|T2|2020|2020-06-20
		dan|t:o1|T2|2020|2020-08-02`)
	p.expect(t, w, "SELECT person_id, opportunity_id, aware, interested, applied, offered, enrolled, attended, completed FROM journeys", `
		ann|t:o1|-|-|true|-|true|true|-
		bob|t:o3|-|-|true|-|false|false|-
		cat|t:o2|-|-|true|-|true|false|-
		bob|t:o1|-|true|-|-|-|-|true
		bob|t:o2|-|true|-|-|-|-|false
		dan|t:o1|-|-|-|-|-|-|-`)
	p.expect(t, w, "SELECT person_id, opportunity_id, minutes, barrier, credentials, credential_valid_until, score, in_roster, school_id, grade, gender, band FROM journeys", `
		ann|t:o1|75.0|-|2|2020-12-31|3.5|true|t:s2|5|F|high
		bob|t:o3|-|practical|0|-|-|true|t:s1|4|(not recognised)|-
		cat|t:o2|-|-|0|-|-|false|-|-|-|low
		bob|t:o1|-|-|0|-|-|true|t:s1|4|(not recognised)|-
		bob|t:o2|-|-|0|-|-|true|t:s1|4|(not recognised)|-
		dan|t:o1|-|-|1|infinity|-|false|-|-|-|-`)
	for _, view := range viewNames {
		p.ask(t, w, "SELECT count(*) FROM "+view)
	}
	p.expect(t, w, "SELECT person_id, term, in_population, role, school_id, n_applied, n_attended, n_completed, journeys, minutes, breadth, credentials FROM person_terms", `
		ann|T1|true|learner|t:s1|0|0|-|0|-|0|0
		ann|T2|true|learner|t:s2|1|1|-|1|75.0|2|2
		ann|T3|true|learner|t:s2|0|0|-|0|-|0|0
		bob|T1|true|learner|t:s1|1|0|-|1|-|0|0
		bob|T2|true|learner|t:s1|-|-|1|2|-|0|0
		bob|T3|true|learner|t:s1|0|0|-|0|-|0|0
		cat|T3|false|-|-|1|0|-|1|-|0|0
		dan|T2|false|-|-|-|-|-|1|-|0|1`)
}

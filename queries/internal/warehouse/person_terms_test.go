package warehouse

import "testing"

// Terms of the test workspace: T1 January to June 2020, T2 June to December 2020, T3 2021.

func TestPopulation(t *testing.T) {
	p := newPaper(t, declare(t, school))
	p.put(t, slicesConcat(
		table("people", "roster", "t", `person_id,role,valid_from,valid_to,school_id,grade,gender,birth_year
			moved,,2020-01-01,,t:s1,4,F,2010
			moved,,2020-07-01,,t:s2,5,F,
			left,,2020-01-01,2020-03-31,t:s1,4,F,
			back,,2020-02-01,2020-03-31,t:s1,4,F,
			back,,2021-02-01,,t:s3,6,F,
			grown,learner,2020-01-01,,t:s1,12,F,
			grown,teacher,2021-01-01,,t:s1,,F,
			ever,,,,t:s1,4,X,
			later,,2021-05-01,,t:s1,4,F,
			twice,,2020-07-01,,t:s1,5,,`),
		// A club knows only those who come: it ends no version of the register, but what it says is heard.
		table("people", "club", "club", `person_id,valid_from,school_id,grade,gender
			ever,2020-07-01,t:s9,,F
			guest,2020-01-01,t:s9,,
			twice,2020-07-01,t:s8,,M`),
		// North's register speaks for one school only.
		table("people", "north", "north", `person_id,school_id
			nina,n
			nora,t:n
			nick,t:s1`),
		table("participations", "visits", "t", `person_id,opportunity_id,stage,occurred_on
			left,o,enrolled,2021-03-01
			guest,o,enrolled,2020-02-01
			back,o2,enrolled,2020-10-01
			stranger,o,enrolled,2020-02-01`),
	)...)
	w := p.open(t)
	p.expect(t, w, "SELECT person_id, term, in_population, role, school_id, grade, gender, birth_year FROM person_terms", `
		moved|T1|true|learner|t:s1|4|F|2010
		moved|T2|true|learner|t:s2|5|F|2010
		moved|T3|true|learner|t:s2|5|F|-
		left|T1|true|learner|t:s1|4|F|-
		left|T3|false|learner|t:s1|4|F|-
		back|T1|true|learner|t:s1|4|F|-
		back|T2|false|learner|t:s3|6|F|-
		back|T3|true|learner|t:s3|6|F|-
		grown|T1|true|learner|t:s1|12|F|-
		grown|T2|true|learner|t:s1|12|F|-
		grown|T3|true|teacher|t:s1|-|F|-
		ever|T1|true|learner|t:s1|4|(not recognised)|-
		ever|T2|true|learner|t:s9|4|F|-
		ever|T3|true|learner|t:s9|4|F|-
		later|T3|true|learner|t:s1|4|F|-
		twice|T2|true|learner|t:s1|5|M|-
		twice|T3|true|learner|t:s1|5|M|-
		nina|T1|true|learner|n|-|-|-
		nina|T2|true|learner|n|-|-|-
		nina|T3|true|learner|n|-|-|-
		nora|T1|true|learner|t:n|-|-|-
		nora|T2|true|learner|t:n|-|-|-
		nora|T3|true|learner|t:n|-|-|-
		guest|T1|false|learner|t:s9|-|-|-
		stranger|T1|false|-|-|-|-|-`)
}

func TestSilence(t *testing.T) {
	yaml := school + `
  - {name: monthly, kind: participations, every: P1M, covers: {schools: [s1, s2, s3]}, files: {f: f.csv}}
`
	p := newPaper(t, declare(t, yaml))
	p.put(t, slicesConcat(
		table("opportunities", "o", "t", "opportunity_id,provider_id,title_en,starts_on\nt:o1,t:p1,x,2020-02-01\nt:o2,t:p2,x,2020-02-01"),
		table("people", "roster", "t", `person_id,valid_to,school_id,role
			a1,2020-05-31,t:s1,
			a2,2020-05-31,t:s1,
			b1,2020-05-31,t:s2,
			c1,2020-05-31,t:s3,
			c2,2020-05-31,t:s3,teacher
			d1,2020-05-31,t:s4,
			e1,2020-05-31,,`),
		table("participations", "monthly", "t", "person_id,opportunity_id,stage\na1,t:o1,enrolled"),
	)...)
	w := p.open(t)
	p.expect(t, w, "SELECT person_id, reported FROM person_terms", "a1|true\na2|true\nb1|false\nc1|false\nc2|true\nd1|true\ne1|true")
	// A word that there was none ends the silence; and where schools send returns, all are expected to.
	p.put(t, table("returns", "r", "t", "about,school_id,provider_id,term,reported_on,nil\nparticipations,t:s2,,T1,2020-07-01,true\ncredentials,t:s3,,T1,2020-07-01,true\nparticipations,,t:p2,T1,2020-07-01,true")...)
	p.refresh(t, w)
	p.expect(t, w, "SELECT person_id, reported FROM person_terms", "a1|true\na2|true\nb1|true\nc1|false\nc2|true\nd1|false\ne1|true")
	p.expect(t, w, "SELECT term, count(*) FILTER (expected AND reported), count(*) FILTER (expected) FROM provider_terms GROUP BY term", "T1|2|2")
	var facts *Facts
	if err := w.Read(t.Context(), func(s *Snapshot) (err error) {
		facts, err = s.Facts(t.Context())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if got := facts.Schools["T1"]; got.Expected != 4 || got.Reported != 2 || facts.Schools["T2"].Expected != 0 {
		t.Errorf("got %+v", facts.Schools)
	}
}

func TestNobodyIsSilentWhereNobodyIsExpected(t *testing.T) {
	p := newPaper(t, declare(t, school))
	p.put(t, table("people", "roster", "t", "person_id,school_id\na1,t:s1")...)
	w := p.open(t)
	p.expect(t, w, "SELECT DISTINCT reported FROM person_terms", "true")
}

func TestUnusable(t *testing.T) {
	p := newPaper(t, declare(t, school))
	lines := "person_id,gender,band,_contradictory\n"
	for i := range 40 {
		contradictory := ""
		switch i {
		case 0, 1:
			contradictory = "band|gender"
		case 2:
			contradictory = "gender"
		}
		lines += "p" + string(rune('a'+i)) + ",,," + contradictory + "\n"
	}
	p.put(t, table("people", "roster", "t", lines)...)
	w := p.open(t)
	// Gender for 3 of 40, more than one in twenty; band for 2 of 40, which is one in twenty exactly.
	p.expect(t, w, "SELECT dimension, people, share FROM unusable", "gender|3|0.075")
}

func TestLoneCredentialsAndSkills(t *testing.T) {
	p := newPaper(t, declare(t, school))
	p.put(t, slicesConcat(
		table("people", "roster", "t", "person_id,school_id,gender\nann,t:s1,F"),
		table("opportunities", "o", "t", "opportunity_id,title_en,starts_on\nt:o,x,2021-02-01"),
		table("credentials", "awards", "t", `person_id,opportunity_id,title,awarded_on,expires_on,revoked_on,gender
			ann,,Badge,2020-02-01,2020-12-31,,
			ann,,Badge,2020-03-01,,2020-03-02,M
			ann,t:o,Badge,2020-03-01,2025-01-01,2024-01-01,
			bob,,Badge,2019-03-01,,,`),
		table("evidence", "e", "t", `person_id,skill_id,assessed_on
			ann,t:k1,2020-02-01
			ann,t:k1,2020-03-01
			ann,t:k2,2020-03-01`),
	)...)
	w := p.open(t)
	p.expect(t, w, "SELECT person_id, term, credentials, credential_valid_until, skills FROM person_terms", `
		ann|T1|2|2020-12-31|2
		ann|T2|0|-|0
		ann|T3|1|2023-12-31|0`)
	p.expect(t, w, "SELECT person_id, term, valid_until, gender, school FROM credential_facts", `
		ann|T1|2020-12-31|F|t:s1
		ann|T1|2020-03-01|M|t:s1
		ann|T3|2023-12-31|F|t:s1
		bob|-|infinity|-|-`)
}

func TestAllTime(t *testing.T) {
	p := newPaper(t, declare(t, "name: t\nfeeds:\n  - {name: roster, kind: people, population: whole, files: {f: f.csv}}\n"))
	p.put(t, slicesConcat(
		table("people", "roster", "t", "person_id,valid_from,valid_to\nann,,\nbob,1999-01-01,1999-01-02"),
		table("participations", "v", "t", "person_id,opportunity_id,stage,occurred_on\nann,t:o,attended,\nann,t:o2,attended,1980-01-01"),
	)...)
	w := p.open(t)
	p.expect(t, w, "SELECT person_id, term, year, in_population, n_attended FROM person_terms", "ann|all-time|-|true|2\nbob|all-time|-|true|0")
}

func TestAnswers(t *testing.T) {
	p := newPaper(t, declare(t, school))
	p.put(t, slicesConcat(
		table("people", "club", "t", "person_id,valid_from,school_id,gender,role\nann,2020-01-01,t:s1,F,teacher\nann,2021-01-01,t:s2,F,"),
		table("schools", "s", "t", "school_id,type,municipality,ethos\nt:s1,private,Doha,calm"),
		table("opportunities", "o", "t", "opportunity_id,title_en,starts_on\nt:o,x,2021-02-01"),
		table("instruments", "i", "t", `instrument_id,item_id,scale_id,answer,minimum,maximum,reversed
			t:i,1,t:sc,scale,1,5,
			t:i,2,t:sc,scale,1,5,true
			t:i,3,,choice,,,`),
		table("options", "i", "t", "instrument_id,item_id,option,missing\nt:i,1,9,true\nt:i,3,a,false\nt:i,3,none,true"),
		table("responses", "r", "t", `record_id,instrument_id,item_id,wave,respondent_id,answered_on,opportunity_id,value,option,status,band
			1,t:i,1,baseline,ann,2020-02-01,t:o,4,,,low
			1,t:i,2,baseline,ann,2020-02-01,,4,,answered,
			1,t:i,3,baseline,ann,,t:o,,a,,
			2,t:i,1,any,bob,2020-02-01,,9,,,
			2,t:i,2,any,bob,2020-02-01,,3,,refused,
			2,t:i,3,any,,2020-02-01,,,none,,
			3,t:i,3,any,,2020-02-01,,,,,`),
	)...)
	w := p.open(t)
	p.expect(t, w, "SELECT record_id, item, scale, term, respondent_id, role, school, school_type, ethos, municipality, gender, band, option, answered, value, turned FROM answers", `
		1|1|t:sc|T1|ann|teacher|t:s1|private|calm|Doha|F|low|-|true|4.0|4.0
		1|2|t:sc|T1|ann|teacher|t:s1|private|calm|Doha|F|-|-|true|4.0|2.0
		1|3|-|T3|ann|learner|t:s2|-|-|-|F|-|a|true|-|-
		2|1|t:sc|T1|bob|-|-|-|-|-|-|-|-|false|-|-
		2|2|t:sc|T1|bob|-|-|-|-|-|-|-|-|false|-|-
		2|3|-|T1|-|-|-|-|-|-|-|-|none|false|-|-
		3|3|-|T1|-|-|-|-|-|-|-|-|-|false|-|-`)
	p.expect(t, w, "SELECT count(*) FROM person_terms", "0")
}

func TestAliases(t *testing.T) {
	p := newPaper(t, declare(t, school))
	p.put(t, slicesConcat(
		table("people", "roster", "t", "person_id,school_id\nann,t:s1"),
		table("opportunities", "o", "t", "opportunity_id,title_en,starts_on\nt:o,x,2020-02-01"),
		table("participations", "visits", "t", "person_id,opportunity_id,stage\nann,t:o,enrolled\nann@web,t:o,attended\nann@club,u:o,attended"),
	)...)
	w := p.open(t)
	p.expect(t, w, "SELECT person_id, opportunity_id, school_id, records FROM journeys", "ann|t:o|t:s1|1\nann@web|t:o|-|1\nann@club|u:o|-|1")
	p.put(t, table("aliases", "a", "t", `of,scheme,alias,id
		person,web,=ann@web,=ann
		person,club,=ann@club,=ann@web
		opportunity,u,u:o,t:o`)...)
	p.refresh(t, w)
	p.expect(t, w, "SELECT person_id, opportunity_id, school_id, records FROM journeys", "ann|t:o|t:s1|3")
	// A record of an alias that comes later is that person's at once.
	p.put(t, table("participations", "visits", "t", "person_id,opportunity_id,stage\nann@web,u:o,applied")...)
	p.refresh(t, w)
	p.expect(t, w, "SELECT person_id, opportunity_id, school_id, records FROM journeys", "ann|t:o|t:s1|4")
}

// TestAliasesInACircleAreOne: a circle of any length has an end, and its ids one that stands for all.
func TestAliasesInACircleAreOne(t *testing.T) {
	p := newPaper(t, declare(t, school))
	p.put(t, table("aliases", "a", "t", `of,scheme,alias,id
		person,x,=a,=b
		person,x,=b,=c
		person,x,=c,=a
		school,x,t:s1,t:s2
		school,x,t:s2,t:s1
		school,x,t:s3,t:s3
		opportunity,x,t:o1,t:o2
		opportunity,y,t:o1,t:o3`)...)
	p.put(t, table("participations", "visits", "t", "person_id,opportunity_id,stage\na,t:o,enrolled\nb,t:o,attended\nc,t:o,applied")...)
	w := p.open(t)
	p.expect(t, w, "SELECT count(*), count(DISTINCT person_id), sum(records) FROM journeys", "1|1|3")
	p.expect(t, w, `SELECT alias, id FROM same_ids WHERE "of" = 'school'`, "t:s2|t:s1")
	p.expect(t, w, `SELECT count(*) FROM same_ids WHERE "of" = 'opportunity'`, "0") // two ids, of which nothing says that they are one
}

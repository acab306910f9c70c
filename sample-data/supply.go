package sampledata

import (
	"fmt"
	"time"
)

const skillSteps = 5

// The first skills are groups; each of the others names its group.
var skillGroups = []named{
	{"thinking", "Thinking", "التفكير"}, {"working_together", "Working together", "العمل معًا"}, {"self", "Leading oneself", "قيادة الذات"}, {"world", "Living in the world", "العيش في العالم"},
}

var skillList = append(append([]named{}, skillGroups...),
	named{"critical_thinking", "Critical thinking", "التفكير الناقد"}, named{"creativity", "Creativity", "الإبداع"}, named{"problem_solving", "Problem solving", "حل المشكلات"},
	named{"communication", "Communication", "التواصل"}, named{"collaboration", "Collaboration", "التعاون"}, named{"leadership", "Leadership", "القيادة"},
	named{"agency", "Taking initiative", "المبادرة"}, named{"perseverance", "Perseverance", "المثابرة"}, named{"reflection", "Reflection", "التأمل الذاتي"},
	named{"digital", "Digital making", "الصناعة الرقمية"}, named{"heritage_literacy", "Knowing one's heritage", "معرفة التراث"}, named{"stewardship", "Care for nature", "رعاية الطبيعة"},
)

// writeSupply writes the files that do not grow with the learners. enrolled counts by year and opportunity.
func writeSupply(dir string, w *world, enrolled [yearCount][]int32) error {
	t := &tables{dir: dir}
	w.writePlaces(t)
	w.writeOpportunities(t, enrolled)
	w.writeSkills(t)
	w.writeQuestionnaires(t)
	w.writeGovernance(t)
	w.writeReturns(t)
	return t.err
}

// tables writes small files and remembers the first failure.
type tables struct {
	dir string
	err error
}

func (t *tables) write(name string, header []string, rows [][]string) {
	if t.err == nil {
		t.err = writeTable(t.dir, name, header, rows)
	}
}

type row = []string

func (w *world) place(d dice, municipality int) (latitude, longitude string) {
	at := municipalityPlaces[municipality]
	return decimal(at.latitude+0.03*(d.Float64()-0.5), 4), decimal(at.longitude+0.03*(d.Float64()-0.5), 4)
}

func (w *world) writePlaces(t *tables) {
	var schools, providers []row
	d := diceFor(w.plan.Seed, forTable, 1)
	for _, s := range w.schools {
		latitude, longitude := w.place(d, s.municipality)
		schools = append(schools, row{s.id, s.en, s.ar, schoolTypes[s.kind], phases[s.phase], municipalities[s.municipality], latitude, longitude})
	}
	for _, p := range w.providers {
		latitude, longitude := w.place(d, p.municipality)
		providers = append(providers, row{p.id, p.en, p.ar, sectors[p.sector], municipalities[p.municipality], latitude, longitude})
	}
	t.write("schools.csv", row{"school_id", "name_en", "name_ar", "type", "phase", "municipality", "latitude", "longitude"}, schools)
	t.write("providers.csv", row{"provider_id", "name_en", "name_ar", "sector", "municipality", "latitude", "longitude"}, providers)
	t.write("organisations.csv", row{"organisation_id", "name_en", "name_ar", "type"}, []row{
		{"N01", "Imagined Ministry of Learning", "وزارة التعلّم (متخيَّلة)", "ministry"},
		{"N02", "Imagined Learning Network", "شبكة التعلّم (متخيَّلة)", "network"},
		{"N03", "Imagined Fund for Opportunity", "صندوق الفرص (متخيَّل)", "funder"},
		{"N04", "Imagined Coalition of Museums", "ائتلاف المتاحف (متخيَّل)", "coalition"},
		{"N05", "Imagined Quality Council", "مجلس الجودة (متخيَّل)", "foundation"},
	})
	var staff []row
	for i, s := range w.schools {
		for n := range 4 {
			role := "teacher"
			if n == 3 {
				role = "staff"
			}
			staff = append(staff, row{staffID(i, n), role, yearStarts[firstYear].String(), s.id, municipalities[s.municipality], genders[d.IntN(2)]})
		}
	}
	t.write("staff.csv", row{"person_id", "role", "valid_from", "school_id", "municipality", "gender"}, staff)
}

func staffID(school, n int) string { return fmt.Sprintf("T%04d%d", school+1, n+1) }

func (w *world) writeOpportunities(t *tables, enrolled [yearCount][]int32) {
	var opportunities, sessions, headcounts []row
	d := diceFor(w.plan.Seed, forTable, 2)
	for year := range yearCount {
		for k := range w.opportunities[year] {
			o := &w.opportunities[year][k]
			count := int(enrolled[year][k])
			seats := number(o.seats(count))
			gender, kinds, skills, transport := "", "", "", ""
			if o.away() {
				transport = fmt.Sprint(o.transport)
			}
			if o.gender >= 0 {
				gender = genders[o.gender]
			}
			switch o.kinds {
			case 1 << government:
				kinds = "government"
			case 1<<private | 1<<international:
				kinds = "private|international"
			}
			for i, skill := range o.skills {
				if i > 0 {
					skills += "|"
				}
				skills += skillList[skill].id
			}
			place, latitude, longitude := municipalities[o.municipality], "", ""
			switch o.setting {
			case "online", "in_school":
				place = ""
			default:
				latitude, longitude = w.place(d, o.municipality)
			}
			opportunities = append(opportunities, row{o.id, w.providers[o.provider].id, o.programme, o.en, o.ar, o.categoryList(), o.kind, o.formality, o.setting, "learner",
				o.starts.String(), o.ends.String(), seats, number(o.price), "QAR", o.gradeList(), gender, kinds, o.language, o.support, transport, place, latitude, longitude, skills})
			for n := range o.sessions {
				on := o.starts
				if o.sessions > 1 {
					on += (o.ends - o.starts) * day(n) / day(o.sessions-1)
				}
				hour := d.between(8, 17)
				status := "held"
				if n > 0 && d.chance(0.02) {
					status = "cancelled"
				}
				ends := time.Duration(hour)*time.Hour + time.Duration(o.minutes)*time.Minute
				sessions = append(sessions, row{fmt.Sprintf("%s-%d", o.id, n+1), o.id, fmt.Sprintf("%sT%02d:00:00+03:00", on, hour),
					fmt.Sprintf("%sT%02d:%02d:00+03:00", on, int(ends.Hours()), int(ends.Minutes())%60), seats, place, status})
			}
			// Some museums know "28 pupils of school X" and no names.
			if o.source == bookings && d.chance(0.6) {
				for range d.between(1, 4) {
					s := w.schools[d.IntN(len(w.schools))]
					if s.silent[year] || s.none[year] {
						continue
					}
					on := o.starts + day(d.between(0, 14))
					header := func(gender string, n int) {
						headcounts = append(headcounts, row{fmt.Sprintf("H%06d", len(headcounts)+1), o.id, s.id, "attended", "school", on.String(), on.String(), number(n), gender})
					}
					if s.gender >= 0 {
						header(genders[s.gender], d.between(15, 60))
					} else {
						header(genders[female], d.between(8, 30))
						header(genders[male], d.between(8, 30))
					}
				}
			}
		}
	}
	t.write("opportunities.csv", row{"opportunity_id", "provider_id", "programme_id", "title_en", "title_ar", "category", "type", "formality", "setting", "audience", "starts_on", "ends_on",
		"seats", "price", "currency", "grades", "genders", "school_types", "language", "support", "transport", "municipality", "latitude", "longitude", "skill_ids"}, opportunities)
	t.write("sessions.csv", row{"session_id", "opportunity_id", "starts_at", "ends_at", "seats", "municipality", "status"}, sessions)
	t.write("headcounts.csv", row{"record_id", "opportunity_id", "school_id", "stage", "channel", "starts_on", "ends_on", "count", "gender"}, headcounts)
}

func (w *world) writeSkills(t *tables) {
	var skills, steps []row
	titles := []named{{"", "Notices", "يلاحظ"}, {"", "Tries with help", "يحاول بمساعدة"}, {"", "Does alone", "يُنجز وحده"}, {"", "Does in new situations", "يُنجز في مواقف جديدة"}, {"", "Leads others", "يقود غيره"}}
	for i, s := range skillList {
		parent := ""
		if i >= len(skillGroups) {
			parent = skillGroups[(i-len(skillGroups))/3].id
		}
		skills = append(skills, row{s.id, s.en, s.ar, "imagined_skills", parent, "Invented for this sample: " + s.en})
		if parent == "" {
			continue
		}
		for step, title := range titles {
			steps = append(steps, row{s.id, number(step + 1), title.en, title.ar, number(6 + 2*step), number(9 + 2*step)})
		}
	}
	t.write("skills.csv", row{"skill_id", "name_en", "name_ar", "framework", "parent_id", "description"}, skills)
	t.write("skill_steps.csv", row{"skill_id", "step", "title_en", "title_ar", "expected_from_age", "expected_to_age"}, steps)
}

func (w *world) writeQuestionnaires(t *tables) {
	t.write("scales.csv", row{"scale_id", "title_en", "title_ar", "domain", "scoring", "licence"}, []row{
		{"agency", "Agency (invented scale)", "المبادرة (مقياس متخيَّل)", "agency", "mean", "CC0"},
		{"thriving", "Thriving (invented scale)", "الازدهار (مقياس متخيَّل)", "thriving", "mean", "CC0"},
	})
	items := []row{
		{"agency", "a1", "agency", "I set goals for my own learning", "أضع أهدافًا لتعلّمي", "scale", "1", "5", "", ""},
		{"agency", "a2", "agency", "I find people who can help me", "أجد من يستطيع مساعدتي", "scale", "1", "5", "", ""},
		{"agency", "a3", "agency", "I can change something around me", "أستطيع أن أغيّر شيئًا حولي", "scale", "1", "5", "", ""},
		{"agency", "a4", "agency", "I wait until others decide for me", "أنتظر حتى يقرر الآخرون عني", "scale", "1", "5", "true", ""},
		{"agency", "a5", "agency", "I try again when something fails", "أحاول من جديد حين لا أنجح", "scale", "1", "5", "", ""},
		{"agency", "a6", "agency", "I speak up for my ideas", "أعبّر عن أفكاري", "scale", "1", "5", "", ""},
		{"voice", "v01", "", "I do not know what is on offer", "لا أعرف ما يُقدَّم من أنشطة", "scale", "1", "5", "", "barrier:visibility"},
		{"voice", "v02", "", "I do not understand how to take part", "لا أفهم كيف أشارك", "scale", "1", "5", "", "barrier:understanding"},
		{"voice", "v03", "", "Transport, cost or time keep me away", "يمنعني النقل أو التكلفة أو الوقت", "scale", "1", "5", "", "barrier:practical"},
		{"voice", "v04", "", "Learning outside school does not attract me", "لا يجذبني التعلّم خارج المدرسة", "scale", "1", "5", "", "barrier:motivation"},
		{"voice", "v05", "", "What keeps you away most?", "ما أكثر ما يمنعك؟", "choice", "", "", "", ""},
		{"voice", "v06", "", "What would you like to do?", "ماذا تود أن تفعل؟", "many", "", "", "", ""},
		{"voice", "v07", "thriving", "I feel that I am growing", "أشعر أنني أنمو", "scale", "1", "5", "", ""},
		{"voice", "v08", "thriving", "I look forward to tomorrow", "أتطلع إلى الغد", "scale", "1", "5", "", ""},
		{"voice", "v09", "thriving", "There are people who listen to me", "حولي من يصغي إليّ", "scale", "1", "5", "", ""},
		{"voice", "v10", "thriving", "I often feel left out", "كثيرًا ما أشعر بأنني مستبعَد", "scale", "1", "5", "true", ""},
		{"voice", "v11", "", "What would help you?", "ما الذي يساعدك؟", "text", "", "", "", ""},
	}
	t.write("instruments.csv", row{"instrument_id", "item_id", "scale_id", "text_en", "text_ar", "answer", "minimum", "maximum", "reversed", "about"}, items)
	options := []row{
		{"voice", "v05", "1", "I do not know what there is", "لا أعرف ما هو متاح", ""},
		{"voice", "v05", "2", "I do not understand how it works", "لا أفهم كيف يسير الأمر", ""},
		{"voice", "v05", "3", "It is not practical", "ليس ذلك عمليًّا", ""},
		{"voice", "v05", "4", "I do not feel like it", "لا أرغب في ذلك", ""},
		{"voice", "v05", "5", "Nothing", "لا شيء", ""},
		{"voice", "v05", "9", "I would rather not say", "أفضّل ألا أقول", "true"},
	}
	for _, interest := range interests {
		options = append(options, row{"voice", "v06", interest.id, interest.en, interest.ar, ""})
	}
	t.write("options.csv", row{"instrument_id", "item_id", "option", "title_en", "title_ar", "missing"}, options)
}

func (w *world) writeGovernance(t *tables) {
	d := diceFor(w.plan.Seed, forTable, 3)
	var decisions, roles, ties, funds []row
	decide := func(kind, subject, school, matter, criterion, score string, requested day, takes int, outcome, body, reason string, validUntil day) {
		until := ""
		if validUntil > 0 {
			until = validUntil.String()
		}
		decided := (requested + day(takes)).String()
		if outcome == "" {
			decided = ""
		}
		decisions = append(decisions, row{fmt.Sprintf("D%06d", len(decisions)+1), kind, subject, school, matter, criterion, score, requested.String(), decided, outcome, body, reason, until})
	}
	for year := range yearCount {
		for k := range w.opportunities[year] {
			o := &w.opportunities[year][k]
			// Endorsed says "schools may use it"; accredited says "its credential was examined". They are not the same.
			if d.chance(0.3) {
				outcome, reason := "endorsed", ""
				if d.chance(0.2) {
					outcome, reason = "refused", []string{"policy", "timetable"}[d.IntN(2)]
				}
				decide("opportunity", o.id, "", "endorse", "relevance", number(d.between(40, 100)), o.starts-day(d.between(60, 150)), d.between(10, 60), outcome, "N01", reason, o.starts+730)
			}
			if o.credential && d.chance(0.2) {
				outcome, reason := "accredited", ""
				if d.chance(0.3) {
					outcome = "refused"
				}
				decide("opportunity", o.id, "", "accredit", "assessment", number(d.between(40, 100)), o.starts-day(d.between(90, 200)), d.between(30, 90), outcome, "N05", reason, o.starts+1095)
			}
			if o.source == register && d.chance(0.5) {
				s := w.schools[d.IntN(len(w.schools))]
				outcome, reason := "approved", ""
				if d.chance(0.25) {
					outcome, reason = "refused", []string{"timetable", "policy"}[d.IntN(2)]
				}
				decide("opportunity", o.id, s.id, "run_in_school", "", "", o.starts-day(d.between(30, 90)), d.between(3, 40), outcome, s.id, reason, 0)
			}
			if o.source == masar && d.chance(0.2) {
				s := w.schools[d.IntN(len(w.schools))]
				outcome, reason := "approved", ""
				switch x := d.Float64(); {
				case x < 0.15:
					outcome, reason = "refused", "permission"
				case x < 0.2:
					outcome = "" // asked, never answered
				}
				takes := d.between(2, 21)
				if s.kind == government {
					takes += 12
				}
				decide("opportunity", o.id, s.id, "take_part", "", "", o.starts-day(d.between(25, 60)), takes, outcome, s.id, reason, 0)
			}
			if d.chance(0.06) {
				decide("opportunity", o.id, "", "fund", "equity", number(d.between(40, 100)), o.starts-day(d.between(60, 120)), d.between(10, 45), "granted", "N03", "", 0)
				funds = append(funds, row{fmt.Sprintf("F%06d", len(funds)+1), "N03", w.providers[o.provider].id, "", o.id, "places", "grant", number(1000 * d.between(5, 60)), "QAR", o.starts.String(), o.ends.String()})
			}
		}
	}
	kinds := []string{"broker", "enabler", "advocate", "facilitator", "mentor", "ambassador"}
	for i, s := range w.schools {
		starts := yearStarts[d.IntN(yearCount)]
		share := 0.35
		if s.kind == international {
			share = 0.7
		}
		if d.chance(share) {
			roles = append(roles, row{fmt.Sprintf("J%04d", len(roles)+1), staffID(i, 3), s.id, "broker", "true", number(d.between(4, 20)), number(1000 * d.between(5, 40)), starts.String(), ""})
		}
		if d.chance(0.4) {
			roles = append(roles, row{fmt.Sprintf("J%04d", len(roles)+1), staffID(i, d.IntN(3)), s.id, kinds[1+d.IntN(5)], "false", number(d.between(1, 6)), "", starts.String(), (starts + 300).String()})
		}
		partners := d.between(0, 5)
		if s.kind == international {
			partners += 2
		}
		for range partners {
			p := w.providers[d.IntN(len(w.providers))]
			brokered := ""
			if d.chance(0.4) {
				brokered = "N02"
			}
			from := yearStarts[d.IntN(yearCount)] + day(d.between(0, 200))
			ends := ""
			if d.chance(0.3) {
				ends = (from + day(d.between(90, 400))).String()
			}
			ties = append(ties, row{fmt.Sprintf("L%05d", len(ties)+1), s.id, p.id, []string{"partnership", "partnership", "delivery", "referral"}[d.IntN(4)], brokered, from.String(), ends})
		}
		if d.chance(0.3) {
			other := w.schools[d.IntN(len(w.schools))]
			if other.id != s.id {
				ties = append(ties, row{fmt.Sprintf("L%05d", len(ties)+1), s.id, other.id, "partnership", "N02", (yearStarts[latestYear] + 30).String(), ""})
			}
		}
		if s.kind == government {
			for year := range yearCount {
				funds = append(funds, row{fmt.Sprintf("F%06d", len(funds)+1), "N01", s.id, s.id, "", "places", "allocation", number(500 * d.between(20, 80)), "QAR", yearStarts[year].String(), yearEnd(year).String()})
				funds = append(funds, row{fmt.Sprintf("F%06d", len(funds)+1), s.id, w.providers[d.IntN(len(w.providers))].id, s.id, "", "transport", "spend", number(500 * d.between(2, 18)), "QAR", yearStarts[year].String(), yearEnd(year).String()})
			}
		}
	}
	for i, p := range w.providers {
		if i%3 == 0 {
			ties = append(ties, row{fmt.Sprintf("L%05d", len(ties)+1), p.id, "N02", "membership", "", yearStarts[i/3%yearCount].String(), ""})
		}
	}
	t.write("decisions.csv", row{"record_id", "subject_kind", "subject_id", "school_id", "matter", "criterion", "score", "requested_on", "decided_on", "outcome", "body", "reason", "valid_until"}, decisions)
	t.write("roles.csv", row{"record_id", "person_id", "organisation_id", "role", "paid", "hours", "budget", "starts_on", "ends_on"}, roles)
	t.write("ties.csv", row{"record_id", "from_id", "to_id", "type", "brokered_by", "starts_on", "ends_on"}, ties)
	t.write("funds.csv", row{"record_id", "payer_id", "payee_id", "school_id", "opportunity_id", "purpose", "type", "amount", "currency", "starts_on", "ends_on"}, funds)
}

// writeReturns: every school reports each term, unless it is silent; so does every provider.
func (w *world) writeReturns(t *tables) {
	d := diceFor(w.plan.Seed, forTable, 4)
	var returns []row
	for year, term := range terms {
		offers := make([]bool, len(w.providers))
		for k := range w.opportunities[year] {
			offers[w.opportunities[year][k].provider] = true
		}
		add := func(school, provider string, none bool) {
			returns = append(returns, row{fmt.Sprintf("X%06d", len(returns)+1), "participations", school, provider, term, (yearEnd(year) + 1 + day(d.between(1, 20))).String(), fmt.Sprint(none)})
		}
		for _, s := range w.schools {
			if !s.silent[year] {
				add(s.id, "", s.none[year])
			}
		}
		for i, p := range w.providers {
			add("", p.id, !offers[i])
		}
	}
	t.write("returns.csv", row{"record_id", "about", "school_id", "provider_id", "term", "reported_on", "nil"}, returns)
}

package draft

import (
	"slices"
	"strings"

	"athar/ingest/internal/spelling"
	"athar/models"
)

// fieldNames are what exports call our fields, beside their own names. What is
// in "id", "name", "title" and "date" depends on the kind: see ownNames.
var fieldNames = map[string]string{
	"person_id":       "student id, student no, student number, student, student code, pupil id, pupil number, pupil, learner id, learner, user id, user pk, username, user name, member id, member, participant id, participant, candidate, child id, child, qid, national id, national number, civil id, email, e-mail, respondent id, visitor id, attendee id, رقم الطالب, رقم الطالبة, الرقم الشخصي, رقم المتعلم, رقم القيد, الرقم الوطني, رقم الهوية, رقم المستفيد, رقم المشارك, رقم المشاركة, معرف الطالب, كود الطالب, الطالب, البريد الإلكتروني",
	"respondent_id":   "student id, pupil id, learner id, user id, respondent, respondent number, id student, email, رقم الطالب, رقم المستجيب, الرقم الشخصي, المستجيب",
	"school_id":       "school, school code, school no, school number, school name, name of school, schoolid, sch id, school key, moe code, رقم المدرسة, رمز المدرسة, كود المدرسة, المدرسة, اسم المدرسة, مدرسة الطالب",
	"provider_id":     "provider, organisation, organization, org, org name, org id, organiser, organizer, partner, host, venue, centre, center, museum, الجهة, الجهة المقدمة, الجهة المنظمة, المنظم, الشريك, المؤسسة, المركز",
	"opportunity_id":  "opportunity, event, event id, event code, event name, activity, activity id, activity code, activity name, course, course id, course code, course section, program id, programme, program, program name, visit, visit id, workshop, workshop id, session name, class id, topic, module, module code, الفعالية, رقم الفعالية, رمز الفعالية, النشاط, رقم النشاط, رمز النشاط, اسم النشاط, الدورة, رقم الدورة, البرنامج, رقم البرنامج, الورشة, الزيارة, اسم الفعالية, الفرصة, المقرر",
	"programme_id":    "program series, programme series, ",
	"session_id":      "session no, session number, session code, slot id, رقم الجلسة, الجلسة",
	"record_id":       "record no, record, booking id, booking no, booking, registration id, registration no, transaction id, response id, badge id, award id, certificate id, serial, serial no, رقم السجل, رقم الحجز, رقم الاستجابة, رقم التسجيل, رقم الشهادة",
	"skill_id":        "skill, skill code, competency, competency id, المهارة, رمز المهارة, الكفاية",
	"parent_id":       "parent, parent skill, broader, المهارة الأم",
	"instrument_id":   "survey, survey id, survey name, questionnaire, form, form id, test id, الاستبيان, رقم الاستبيان, اسم الاستبيان",
	"item_id":         "question, question id, question no, item, item no, السؤال, رقم السؤال, البند, رقم البند",
	"credential_id":   "badge, certificate",
	"organisation_id": "organization id, organisation, organization, school id, المؤسسة",
	"issuer_id":       "issuer, issued by, issuing organisation, awarded by, awarding body, الجهة المانحة, جهة الإصدار",
	"name_en":         "name en, english name, name english, preferred label, الاسم بالإنجليزية, الاسم الإنجليزي",
	"name_ar":         "name ar, arabic name, name arabic, الاسم بالعربية, الاسم العربي",
	"title_en":        "title en, english title, program name, programme name, course name, event name, activity name, العنوان بالإنجليزية",
	"title_ar":        "title ar, arabic title, العنوان بالعربية, اسم الفعالية, اسم النشاط, اسم الدورة, اسم البرنامج, اسم الورشة",
	"title":           "certificate, certificate name, certificate title, badge, badge name, award, award name, qualification, الشهادة, اسم الشهادة, الشارة, اسم الشارة, عنوان الشهادة, الجائزة",
	"type":            "kind, school type, sector, public private, class, event type, activity type, course type, meeting type, provider type, النوع, نوع المدرسة, نوع الفعالية, نوع النشاط, القطاع, نوع التعليم",
	"sector":          "type, provider type, organisation type, القطاع, نوع الجهة",
	"phase":           "level, school level, stage of education, school phase, المرحلة, المرحلة الدراسية, المرحلة التعليمية",
	"grade":           "grade level, grade id, year group, class, school year, form, الصف, الصف الدراسي, المستوى الدراسي, صف الطالب",
	"birth_year":      "year of birth, birthyear, born, سنة الميلاد, سنة الولادة",
	"municipality":    "city, town, district, baladiya, البلدية, المدينة, المنطقة البلدية",
	"zone":            "zone number, area, المنطقة, رقم المنطقة",
	"latitude":        "lat, خط العرض",
	"longitude":       "lon, lng, long, خط الطول",
	"valid_from":      "from, since, start date, enrolled on, joined on, entry date, registered since, من تاريخ, تاريخ القيد, تاريخ الالتحاق, تاريخ البدء",
	"valid_to":        "to, until, end date, left on, exit date, إلى تاريخ, تاريخ الانتهاء, تاريخ المغادرة",
	"starts_on":       "start, start date, begin, begins on, from date, date from, event date, تاريخ البدء, تاريخ البداية, تاريخ الفعالية, من تاريخ",
	"ends_on":         "end, end date, to date, date to, finish date, تاريخ الانتهاء, تاريخ النهاية, إلى تاريخ",
	"starts_at":       "start time, session date, date and time, starts, وقت البدء, موعد الجلسة, تاريخ الجلسة",
	"ends_at":         "end time, ends, وقت الانتهاء",
	"occurred_on":     "attendance date, visit date, date of visit, registration date, booking date, date registration, activity date, تاريخ الحضور, تاريخ الزيارة, تاريخ التسجيل, تاريخ النشاط, تاريخ الحجز, تاريخ المشاركة",
	"awarded_on":      "award date, date awarded, issued on, issue date, date issued, completion date, تاريخ المنح, تاريخ الإصدار, تاريخ الشهادة, تاريخ الحصول عليها",
	"expires_on":      "expiry, expiry date, expiration date, valid until, تاريخ انتهاء الصلاحية",
	"revoked_on":      "revoked, revocation date, تاريخ الإلغاء",
	"claimed_on":      "claimed, claim date, accepted on",
	"assessed_on":     "assessment date, date submitted, date assessed, submitted on, test date, تاريخ التقييم, تاريخ الاختبار",
	"answered_on":     "timestamp, submitted at, completion time, date submitted, survey date, answered at, طابع زمني, تاريخ التعبئة, تاريخ الإجابة, وقت الاكتمال",
	"stage":           "status, attendance, attended, attendance status, registration status, booking status, enrollment status, enrolment status, participation status, outcome, final result, الحالة, حالة الحضور, الحضور, حالة التسجيل, حالة المشاركة, المشاركة",
	"minutes":         "duration, duration minutes, minutes attended, time spent, length minutes, المدة, المدة بالدقائق, عدد الدقائق, الدقائق",
	"channel":         "source of booking, how heard, heard from, القناة, طريقة التسجيل",
	"reason":          "reason for absence, withdrawal reason, reason for not attending, السبب, سبب الغياب, سبب الانسحاب",
	"score":           "mark, marks, result, points, final grade, الدرجة, النتيجة, العلامة, المعدل",
	"layer":           "level of badge",
	"count":           "number, number of students, number of pupils, number attended, attendance, visitors, participants, headcount, total, attendees, no of students, n, العدد, عدد الطلاب, عدد الطلبة, عدد الحضور, عدد الزوار, عدد المشاركين",
	"seats":           "capacity, places, max participants, المقاعد, عدد المقاعد, السعة",
	"price":           "cost, fee, program price, السعر, الرسوم, التكلفة",
	"currency":        "العملة",
	"minimum_age":     "min age, age from, العمر الأدنى",
	"maximum_age":     "max age, age to, العمر الأقصى",
	"category":        "subject, theme, field, area of interest, category name, المجال, التصنيف, الفئة",
	"setting":         "location type, delivery mode, مكان التقديم",
	"language":        "لغة, اللغة",
	"transport":       "transport provided, المواصلات, النقل",
	"framework":       "in scheme, الإطار",
	"description":     "الوصف, notes",
	"step":            "level, الخطوة, المستوى",
	"rater":           "assessor, assessed by, teacher id, المقيم",
	"value":           "answer, response, score, rating, الإجابة, القيمة",
	"option":          "choice, الخيار",
	"wave":            "time, pre post, الموجة, القياس",
	"role":            "user type, participant type, الصفة, الدور",
	"payer_id":        "payer, funder, paid by, الممول", "payee_id": "payee, paid to, beneficiary organisation, المستفيد",
	"amount": "sum, value, المبلغ, القيمة", "purpose": "الغرض, البند",
	"from_id": "from organisation, partner a", "to_id": "to organisation, partner b",
	"scheme": "id scheme", "alias": "other id, old id, alternative id, المعرف البديل", "id": "same as, new id", "of": "alias of",
	"term": "semester, الفصل الدراسي, الفصل", "reported_on": "report date, تاريخ الإفادة",
	"text_en": "question text, question en", "text_ar": "question ar, نص السؤال",
}

// ownNames are words whose meaning is that of the kind they stand in: its own
// id, its own name, its own date.
var ownNames = map[string]map[string]string{
	"schools":        {"school_id": "id, code, number, الرقم, الرمز, المعرف", "name": "name, school, school name, الاسم, المدرسة, اسم المدرسة"},
	"providers":      {"provider_id": "id, code, الرقم, الرمز", "name": "name, provider name, organisation name, الاسم, اسم الجهة"},
	"organisations":  {"organisation_id": "id, code, الرقم", "name": "name, الاسم, اسم المؤسسة"},
	"people":         {"person_id": "id, number, no, الرقم, المعرف"},
	"opportunities":  {"opportunity_id": "id, code, الرقم, الرمز", "title": "title, name, event, activity, course, العنوان, الاسم, الفعالية, النشاط, الدورة, البرنامج", "starts_on": "date, التاريخ"},
	"sessions":       {"session_id": "id, code, الرقم", "starts_at": "date, start, التاريخ"},
	"participations": {"record_id": "id, الرقم", "occurred_on": "date, day, timestamp, التاريخ, اليوم"},
	"headcounts":     {"record_id": "id, الرقم", "starts_on": "date, day, التاريخ, اليوم"},
	"credentials":    {"record_id": "id, الرقم", "title": "name, title, الاسم, العنوان", "awarded_on": "date, التاريخ"},
	"skills":         {"skill_id": "id, code, الرمز", "name": "name, skill, label, الاسم, المهارة"},
	"evidence":       {"record_id": "id, الرقم", "assessed_on": "date, التاريخ"},
	"scales":         {"scale_id": "id, code, scale", "title": "name, title, العنوان"},
	"instruments":    {"item_id": "code", "text": "text, question, item, السؤال, النص"},
	"options":        {"option": "code, value", "title": "label, title, العنوان"},
	"responses":      {"record_id": "id, الرقم", "answered_on": "date, التاريخ"},
	"invitations":    {"record_id": "id", "invited_on": "date"},
	"decisions":      {"record_id": "id", "decided_on": "date"},
	"roles":          {"record_id": "id"},
	"ties":           {"record_id": "id", "starts_on": "date"},
	"funds":          {"record_id": "id", "starts_on": "date"},
	"returns":        {"record_id": "id", "reported_on": "date"},
	"skill_steps":    {"title": "title, name"},
}

// fileNames are words of a file's name that tell its kind.
var fileNames = map[string]string{
	"schools": "school, schools, مدارس", "providers": "provider, providers, partners, organisations, organizations, جهات, شركاء", "people": "student, students, pupil, pupils, learner, learners, people, members, roster, candidates, children, طلاب, طلبه, متعلمين, متعلمون",
	"opportunities": "events, opportunities, activities, courses, programmes, programs, workshops, offers, visits, فعاليات, انشطه, دورات, برامج", "sessions": "sessions, timetable, جلسات",
	"participations": "attendance, participation, participations, registrations, registration, enrolments, enrollments, enrolment, bookings, booking, taken, حضور, مشاركات, تسجيل, غياب, حجوزات",
	"headcounts":     "headcount, headcounts, counts, visitors, زوار, اعداد", "credentials": "credential, credentials, certificate, certificates, badges, awards, results, شهادات, شارات, جوائز",
	"skills": "skills, competencies, مهارات", "skill_steps": "skill steps, steps", "evidence": "assessment, assessments, evidence, grades, marks, درجات, تقييم", "scales": "scales", "instruments": "questions, items, instruments",
	"options": "options", "responses": "survey, answers, responses, questionnaire, voice, استبيان, اجابات, ردود", "invitations": "invitations", "decisions": "decisions, قرارات", "roles": "roles, coordinators", "ties": "ties, partnerships", "funds": "funds, grants, budget", "returns": "returns",
	"aliases": "aliases",
}

// groupNames are columns that are known to group people, with our name for the
// group; ordered ones run from most disadvantaged to least.
var groupNames = []struct {
	name, called       string
	of                 models.Subject
	title              models.Text
	ordered, sensitive bool
}{
	{"gender", "gender, sex, female, male, الجنس, النوع, الجنس ذكر انثى", models.OfPerson, models.Text{En: "Gender", Ar: "الجنس"}, false, false},
	{"nationality", "nationality, citizenship, الجنسية", models.OfPerson, models.Text{En: "Nationality", Ar: "الجنسية"}, false, false},
	{"disability", "disability, sen, special needs, الإعاقة, ذوي الإعاقة, احتياجات خاصة", models.OfPerson, models.Text{En: "Disability", Ar: "الإعاقة"}, false, true},
	{"income_band", "income, income band, household income, دخل الأسرة, الدخل", models.OfPerson, models.Text{En: "Household income", Ar: "دخل الأسرة"}, true, false},
	{"deprivation", "imd, deprivation, deprivation band", models.OfPerson, models.Text{En: "Deprivation band", Ar: "شريحة الحرمان"}, true, false},
	{"wealth", "wealth, ses, escs, wealth quintile, المستوى الاقتصادي", models.OfPerson, models.Text{En: "Wealth of the household", Ar: "ثروة الأسرة"}, true, false},
	{"education", "highest education, education level, education, المستوى التعليمي", models.OfPerson, models.Text{En: "Highest education", Ar: "أعلى مؤهل"}, true, false},
	{"parent_education", "parent education, parents education, تعليم الوالدين", models.OfPerson, models.Text{En: "Parents' education", Ar: "تعليم الوالدين"}, true, false},
	{"mother_education", "mother educ, mother education, تعليم الأم", models.OfPerson, models.Text{En: "Mother's education", Ar: "تعليم الأم"}, true, false},
	{"father_education", "father educ, father education, تعليم الأب", models.OfPerson, models.Text{En: "Father's education", Ar: "تعليم الأب"}, true, false},
	{"ethnicity", "ethnicity, race, race ethnicity, العرق", models.OfPerson, models.Text{En: "Ethnicity", Ar: "الأصل الإثني"}, false, true},
	{"religion", "religion, الديانة", models.OfPerson, models.Text{En: "Religion", Ar: "الديانة"}, false, true},
	{"home_language", "home language, mother tongue, first language, اللغة الأم", models.OfPerson, models.Text{En: "Language at home", Ar: "لغة البيت"}, false, false},
	{"age_group", "age band, age group, الفئة العمرية", models.OfPerson, models.Text{En: "Age", Ar: "الفئة العمرية"}, false, false},
	{"region", "region, governorate, المنطقة الجغرافية", models.OfPerson, models.Text{En: "Region", Ar: "المنطقة"}, false, false},
	{"lea", "lea, education authority", models.OfSchool, models.Text{En: "Education authority", Ar: "السلطة التعليمية"}, false, false},
}

// personalNames are words of columns that name people or places they live in:
// their values are never shown.
var personalNames = spelling.Words("name first last family father mother parent guardian teacher email mail phone mobile tel address street birth dob passport qid username user اسم هاتف جوال عنوان بريد ميلاد جواز والد والدة ولي معلم معلمة مدرس موظف")

// names are the folded forms of a list.
func names(list string) [][]string {
	var all [][]string
	for name := range strings.SplitSeq(list, ",") {
		if words := spelling.Words(name); len(words) > 0 {
			all = append(all, words)
		}
	}
	return all
}

// like is how well the words of a column's name fit one of some names: 1 the
// same words, whatever their order and what parts them; less where more is said.
func like(words []string, called [][]string) float64 {
	best := 0.0
	joined := strings.Join(words, "")
	for _, name := range called {
		switch {
		case slices.Equal(words, name):
			return 1
		case joined == strings.Join(name, ""), sameWords(words, name):
			best = max(best, 0.95)
		case len(name) < len(words) && len(words) <= 4 && !slices.ContainsFunc(name, func(w string) bool { return !slices.Contains(words, w) }):
			best = max(best, 0.4+0.4*float64(len(name))/float64(len(words)))
		}
	}
	return best
}

func sameWords(a, b []string) bool {
	x, y := slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(x, y)
}

package draft

import (
	"strings"

	"athar/ingest/internal/spelling"
	"athar/models"
)

// codeNames are what exports write for our codes, by field and code.
var codeNames = map[string]map[string]string{
	"stage": {
		"attended": "attended, present, p, yes, y, 1, visited, checked in, حضر, حاضر, حاضرة, حضرت, حضور, نعم", "absent": "absent, a, no, n, 0, no show, did not attend, غائب, غائبة, غاب, غابت, غياب, متغيب, لم يحضر, لم تحضر, لا",
		"enrolled": "enrolled, registered, booked, confirmed, approved enrolled, accepted, سجل, سجلت, مسجل, مسجلة, تسجيل, محجوز, حجز, ملتحق, ملتحقة, مؤكد", "withdrew": "withdrew, withdrawn, dropped, cancelled, canceled, drop, انسحب, انسحبت, منسحب, منسحبة, ملغى, ملغي, إلغاء",
		"completed": "completed, complete, finished, passed, pass, distinction, أتم, أتمت, أكمل, أكملت, اكتمل, مكتمل, ناجح, ناجحة", "waitlisted": "waitlisted, waiting, wait list, waiting list, قائمة الانتظار, انتظار",
		"applied": "applied, requested, pending, قدم طلبا, قيد الدراسة", "declined": "declined, refused by learner, اعتذر", "not_approved": "rejected, not approved, denied, مرفوض", "approved": "approved, موافق عليه, مقبول", "offered": "offered", "interested": "interested, مهتم",
	},
	"type": {
		"government": "government, gov, public, state, حكومية, حكومي, مستقلة", "private": "private, priv, خاصة, خاص", "international": "international, intl, دولية", "community": "community, جاليات", "special": "special, special needs, تربية خاصة",
		"course": "course, class, training, دورة, مقرر", "visit": "visit, field trip, trip, tour, زيارة", "event": "event, festival, فعالية", "taster": "taster, trial", "placement": "placement, internship, تدريب عملي", "volunteering": "volunteering, تطوع", "resource": "resource",
		"certificate": "certificate, شهادة", "badge": "badge, شارة", "award": "award, prize, جائزة", "qualification": "qualification, diploma, مؤهل", "credit": "credit",
	},
	"phase":   {"primary": "primary, elementary, ابتدائي, ابتدائية", "preparatory": "preparatory, prep, middle, إعدادي, إعدادية", "secondary": "secondary, high school, ثانوي, ثانوية", "kindergarten": "kindergarten, kg, روضة, رياض أطفال", "nursery": "nursery, حضانة", "all_through": "all through, all phases, k12"},
	"role":    {"learner": "learner, student, pupil, طالب, طالبة, متعلم", "teacher": "teacher, staff teacher, معلم, معلمة", "family": "parent, family, guardian, ولي أمر", "community": "community", "staff": "staff, موظف"},
	"setting": {"online": "online, virtual, remote, عن بعد, إلكتروني", "in_school": "in school, school, في المدرسة", "at_provider": "face to face, in person, onsite, on site, حضوري"},
	"status":  {"held": "held, done", "cancelled": "cancelled, canceled"},
	"wave":    {"baseline": "baseline, pre, before, 1, قبل, قبلي", "endline": "endline, post, after, 2, بعد, بعدي"},
}

// recode maps the values of a column to the codes of a field; nil where too many
// rows hold something else: nearly all must be known, a third where the column's
// name says what it is. What is a code already is left as it is.
func recode(field models.Field, c *column, sure float64) map[string]string {
	values := map[string]string{}
	var known, all int64
	for _, v := range c.values {
		all += v.rows
		folded := spelling.Fold(v.text)
		code := ""
		for _, own := range field.Codes {
			if strings.EqualFold(own, v.text) || spelling.Fold(own) == folded {
				code = own
			}
		}
		for own, list := range codeNames[field.Name] {
			if code != "" || !contains(field.Codes, own) {
				continue
			}
			for _, name := range names(list) {
				if strings.Join(name, " ") == folded {
					code = own
				}
			}
		}
		if code != "" {
			known += v.rows
			values[v.text] = code
		}
	}
	least := 0.8
	if sure >= plainly {
		least = 1. / 3
	}
	if all == 0 || float64(known) < least*float64(all) {
		return nil
	}
	return values
}

func contains(codes []string, code string) bool {
	for _, c := range codes {
		if c == code {
			return true
		}
	}
	return false
}

// differing are the recodings that change something.
func differing(values map[string]string) map[string]string {
	changed := map[string]string{}
	for from, to := range values {
		if from != to {
			changed[from] = to
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return changed
}

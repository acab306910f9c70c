package queries

import (
	"athar/models"
	"athar/queries/stats/evidence"
)

// designNames are the stable words of the designs that can be found in the data.
var designNames = map[evidence.Design]string{evidence.AfterOnly: "cross_section", evidence.BeforeAfter: "before_after"}

var designTexts = map[evidence.Design]models.Text{
	evidence.AfterOnly:   {En: "Measured at one time.", Ar: "قياس في وقت واحد."},
	evidence.BeforeAfter: {En: "The same learners before and after, with nobody to compare with.", Ar: "المتعلّمون أنفسهم قبلُ وبعدُ، من دون مجموعة مقارنة."},
}

var noComparison = models.Text{En: "None: nobody who was not reached was measured in the same way.", Ar: "لا توجد: لم يُقَس بالطريقة نفسها أحد من غير المشمولين."}

var onceOnly = models.Text{En: "Nobody is followed: it was measured at one time.", Ar: "لا متابعة لأحد: القياس في وقت واحد."}

var notFollowed = models.Text{En: "Learners assessed once only are not counted.", Ar: "لا يُعدّ من قُيّموا مرة واحدة فقط."}

var gradeRule = models.Text{
	En: "Levels are computed from what the data hold and never given. A claim stands on the highest level whose conditions, and those of all levels below, it meets. More of what the scale is named for counts as better.",
	Ar: "تُحسب المستويات مما في البيانات ولا تُمنح. ويبلغ الادعاء أعلى مستوى استوفى شروطه وشروط كل ما دونه. والزيادة فيما سُمّي به المقياس تُعدّ تحسنًا.",
}

var factTitles = map[string]models.Text{
	"matched_share": {En: "Matched before and after", Ar: "نسبة من طُوبق قياسه قبلُ وبعدُ"},
	"attrition":     {En: "Lost after the first measurement", Ar: "نسبة المفقودين بعد القياس الأول"},
	"reliability":   {En: "Reliability (alpha)", Ar: "الثبات (ألفا)"},
	"effect_size":   {En: "Size, in standard deviations", Ar: "الحجم بالانحرافات المعيارية"},
}

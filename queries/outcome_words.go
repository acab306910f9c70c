package queries

import (
	"athar/models"
	"athar/queries/stats/evidence"
)

// designNames are the stable words of the designs that can be found in the data.
var designNames = map[evidence.Design]string{evidence.AfterOnly: "cross_section", evidence.BeforeAfter: "before_after", evidence.Adjusted: "adjusted", evidence.Randomised: "randomised"}

var designTexts = map[evidence.Design]models.Text{
	evidence.AfterOnly:   {En: "Measured at one time.", Ar: "قياس في وقت واحد."},
	evidence.BeforeAfter: {En: "The same learners before and after, with nobody to compare with.", Ar: "المتعلّمون أنفسهم قبلُ وبعدُ، من دون مجموعة مقارنة."},
	evidence.Adjusted:    {En: "Before and after, beside those who were refused, with the first score accounted for. Who was let in was chosen, and not by chance.", Ar: "قبلُ وبعدُ، مقارنةً بمن رُفض طلبهم، مع مراعاة الدرجة الأولى. وقد اختير من قُبل، ولم يكن ذلك بالقرعة."},
	evidence.Randomised:  {En: "Chance decided who might take part; both were measured before and after, and the first score is accounted for.", Ar: "حدّدت القرعة من يشارك؛ وقيس الفريقان قبلُ وبعدُ مع مراعاة الدرجة الأولى."},
}

var noComparison = models.Text{En: "None: nobody who was not reached was measured in the same way.", Ar: "لا توجد: لم يُقَس بالطريقة نفسها أحد من غير المشمولين."}

var onceOnly = models.Text{En: "Nobody is followed: it was measured at one time.", Ar: "لا متابعة لأحد: القياس في وقت واحد."}

var severalSkills = models.Text{
	En: "Several skills of one learner are not independent, so there is no test and no size.",
	Ar: "مهارات المتعلّم الواحد غير مستقلة، فلا اختبار ولا حجم.",
}

var gradeRule = models.Text{
	En: "Levels are computed from what the data hold and never given. A claim stands on the highest level whose conditions, and those of all levels below, it meets. More of what the scale is named for counts as better.",
	Ar: "تُحسب المستويات مما في البيانات ولا تُمنح. ويبلغ الادعاء أعلى مستوى استوفى شروطه وشروط كل ما دونه. والزيادة فيما سُمّي به المقياس تُعدّ تحسنًا.",
}

var factTitles = map[string]models.Text{
	"matched_share":        {En: "Matched before and after", Ar: "نسبة من طُوبق قياسه قبلُ وبعدُ"},
	"attrition":            {En: "Lost after the first measurement", Ar: "نسبة المفقودين بعد القياس الأول"},
	"reliability":          {En: "Reliability (alpha)", Ar: "الثبات (ألفا)"},
	"baseline_difference":  {En: "Apart before, in standard deviations", Ar: "الفرق من قبل بالانحرافات المعيارية"},
	"difference":           {En: "More gained at the same first score", Ar: "الزيادة المكتسبة عند الدرجة الأولى نفسها"},
	"attrition_difference": {En: "Lost of one group less lost of the other", Ar: "فرق نسبة المفقودين بين الفريقين"},
	"effect_size":          {En: "Size, in standard deviations", Ar: "الحجم بالانحرافات المعيارية"},
}

package measures

import (
	"athar/models"
	"athar/queries/stats/evidence"
)

// stepGain is the mean of the steps between a learner's first assessment and the last.
var stepGain = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "step_gain", Title: models.Text{En: "Steps gained", Ar: "الخطوات المكتسبة"},
		Reading: models.Text{En: "Learners assessed again stand so many steps higher on average than when they were first assessed.", Ar: "من قُيّموا مرة أخرى أعلى بهذا العدد من الخطوات في المتوسط مما كانوا عليه في أول تقييم."},
		Counts:  models.Text{En: "Learners and skills assessed in the term, and on an earlier day before: the last step of the term less the first of all. Those assessed on one day only count as lost.", Ar: "كل متعلّم ومهارة قُيّم فيها في الفترة وسبق تقييمه: آخر خطوة في الفترة ناقص أول خطوة على الإطلاق. ومن قُيّم في يوم واحد فقط يُعدّ مفقودًا."},
		Formula: models.Text{En: "sum of (last step − first step) ÷ learners and skills assessed again", Ar: "مجموع (آخر خطوة − أول خطوة) ÷ أزواج المتعلّم والمهارة التي أُعيد تقييمها"}, Unit: models.UnitSteps, HigherIsBetter: better,
		Cannot: models.Text{En: "Learners gain with age anyway: without others to compare with, a gain is not the work of what they took part in.", Ar: "يتقدم المتعلّمون مع العمر على أي حال: ومن دون مجموعة مقارنة لا يُنسب التقدّم إلى ما شاركوا فيه."},
		Needs:  []models.Text{{En: "evidence of skills with steps, of the same learner on several days", Ar: "تقييمات مهارات لها خطوات، للمتعلّم نفسه في عدة أيام"}}, Over: "records", Sources: []string{student},
	},
	Shape: Change, Base: Assessments,
	Outcome: evidence.BeforeAfter,
	Conditions: []Condition{
		recorded("evidence WHERE step IS NOT NULL", "No source records steps of skills.", "لا يرصد أي مصدر خطوات المهارات."),
	},
}

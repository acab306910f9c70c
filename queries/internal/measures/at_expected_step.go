package measures

import "athar/models"

// atExpectedStep is the share of learners and skills shown at the step that is expected at their age.
var atExpectedStep = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "at_expected_step", Title: models.Text{En: "Learners at the step expected for their age", Ar: "المتعلّمون عند الخطوة المتوقعة لعمرهم"},
		Reading: models.Text{En: "So many in every 100 learners assessed in a skill have shown at least the step expected at their age.", Ar: "عدد من أظهروا الخطوة المتوقعة لعمرهم على الأقل من كل 100 متعلّم قُيّموا في مهارة."},
		Counts:  models.Text{En: "Learners and skills assessed at an age for which the skill's list of steps expects one; the highest step shown in the term.", Ar: "كل متعلّم ومهارة قُيّم فيها في عمر تتوقع له قائمة الخطوات خطوة؛ بأعلى خطوة أظهرها في الفترة."},
		Formula: models.Text{En: "learners and skills at the expected step or above ÷ learners and skills assessed", Ar: "أزواج المتعلّم والمهارة عند الخطوة المتوقعة أو فوقها ÷ أزواج المتعلّم والمهارة المقيَّمة"}, Unit: models.UnitShare, HigherIsBetter: better,
		Cannot: models.Text{En: "It cannot tell how learners who were not assessed stand: who is assessed is rarely a fair sample.", Ar: "لا يبيّن حال من لم يُقيَّموا: ونادرًا ما يكون المقيَّمون عينة عادلة."},
		Needs:  []models.Text{{En: "evidence of skills with steps", Ar: "تقييمات مهارات لها خطوات"}, {En: "steps with the ages at which they are expected", Ar: "خطوات معلوم العمر المتوقع لكل منها"}, {En: "years of birth", Ar: "سنوات الميلاد"}}, Over: "records", Sources: []string{wilson},
	},
	Shape: Share, Base: Assessments,
	Conditions: []Condition{
		recorded("skill_steps WHERE expected_from_age IS NOT NULL", "No list says at which age a step of a skill is expected.", "لا تبيّن أي قائمة العمر المتوقع لبلوغ خطوات المهارات."),
		recorded("evidence_facts WHERE step IS NOT NULL AND age IS NOT NULL", "No source records steps of skills of learners whose year of birth is known.", "لا يرصد أي مصدر خطوات مهارات لمتعلّمين معلومة سنة ميلادهم."),
	},
}

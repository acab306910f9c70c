package measures

import "athar/models"

// raterGap is the mean of the steps that raters of one learner and skill are apart.
var raterGap = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "rater_gap", Title: models.Text{En: "Steps between raters", Ar: "الفرق بين المقيّمين"},
		Reading: models.Text{En: "Two raters of the same learner and skill stand so many steps apart on average.", Ar: "يختلف المقيّمون للمتعلّم نفسه في المهارة نفسها بهذا العدد من الخطوات في المتوسط."},
		Counts:  models.Text{En: "Learners and skills assessed by two raters or more in the term: the mean step of the highest rater less that of the lowest.", Ar: "كل متعلّم ومهارة قيّمها مقيّمان أو أكثر في الفترة: متوسط خطوة الأعلى تقديرًا ناقص متوسط الأدنى."},
		Formula: models.Text{En: "sum of (highest rater − lowest rater) ÷ learners and skills with several raters", Ar: "مجموع (تقدير أعلى المقيّمين − تقدير أدناهم) ÷ أزواج المتعلّم والمهارة التي لها عدة مقيّمين"}, Unit: models.UnitSteps, HigherIsBetter: worse,
		Cannot: models.Text{En: "It cannot tell which rater is right, nor does agreement mean that the steps are well described.", Ar: "لا يبيّن أي المقيّمين على صواب، ولا يعني الاتفاق أن الخطوات موصوفة جيدًا."},
		Needs:  []models.Text{{En: "evidence of skills with steps and raters", Ar: "تقييمات مهارات لها خطوات ومقيّمون"}}, Over: "records", Sources: []string{student},
	},
	Shape: Mean, Base: Assessments,
	Conditions: []Condition{
		recorded("evidence WHERE step IS NOT NULL AND rater IS NOT NULL", "No source records who assessed a skill.", "لا يرصد أي مصدر من قيّم المهارة."),
	},
}

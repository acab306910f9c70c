package measures

import "athar/models"

// answers counts answered items.
var answers = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "answers", Title: models.Text{En: "Survey answers", Ar: "إجابات الاستبيانات"},
		Reading: models.Text{En: "So many items were answered.", Ar: "عدد البنود المُجاب عنها."},
		Counts:  models.Text{En: "Every answered item; skipped, refused and inapplicable ones are not answers.", Ar: "كل بند مُجاب عنه؛ ولا يُعدّ المتروك والمرفوض وما لا ينطبق إجابة."},
		Formula: models.Text{En: "answers", Ar: "الإجابات"}, Unit: models.UnitCount, HigherIsBetter: nil, Cannot: cannotCount,
		Needs: []models.Text{{En: "survey answers", Ar: "إجابات استبيان"}}, Over: "responses", Sources: []string{},
	},
	Shape: Count, Base: Answers,
}

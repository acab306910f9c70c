package measures

import (
	"athar/models"
	"athar/queries/stats/evidence"
)

// scoreMean is the mean score of credentials.
var scoreMean = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "score_mean", Title: models.Text{En: "Mean score of credentials", Ar: "متوسط درجات الشهادات والشارات"},
		Reading: models.Text{En: "The mean score of the credentials that have one.", Ar: "متوسط درجات الشهادات والشارات التي لها درجة."},
		Counts:  models.Text{En: "Credentials with a score awarded in the terms.", Ar: "الشهادات والشارات ذات الدرجة الممنوحة ضمن الفترات."},
		Formula: models.Text{En: "sum of scores ÷ credentials with a score", Ar: "مجموع الدرجات ÷ الشهادات والشارات ذات الدرجة"}, Unit: models.UnitScore, HigherIsBetter: better, Cannot: cannotWhy,
		Needs: []models.Text{{En: "credentials with a score", Ar: "شهادات أو شارات لها درجة"}}, Over: "credentials", Sources: []string{student},
	},
	Shape: Mean, Base: Credentials,
	Outcome: evidence.AfterOnly,
}

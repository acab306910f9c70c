package measures

import (
	"athar/models"
	"athar/queries/stats/evidence"
)

// scaleMean is the mean score of respondents on a scale.
var scaleMean = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "scale_mean", Title: models.Text{En: "Mean of a scale", Ar: "متوسط مقياس"},
		Reading: models.Text{En: "The mean score of respondents on the scale.", Ar: "متوسط درجات المستجيبين على المقياس."},
		Counts:  models.Text{En: "Respondents who answered at least half of the scale; reversed items turned; a respondent with several forms in a wave counts once, with the mean of them.", Ar: "المستجيبون الذين أجابوا عن نصف بنود المقياس على الأقل؛ مع عكس البنود المعكوسة؛ ومن له عدة نماذج في الموجة يُعدّ مرة واحدة بمتوسطها."},
		Formula: models.Text{En: "mean of respondents of the mean of their items, by weight if given", Ar: "متوسط المستجيبين لمتوسط بنود كل منهم، مرجّحًا بالأوزان إن وُجدت"}, Unit: models.UnitScore, HigherIsBetter: nil, Cannot: cannotChange,
		Needs: []models.Text{{En: "a scale with its items and their limits", Ar: "مقياس ببنوده وحدود إجاباتها"}}, Over: "responses", Sources: []string{student},
	},
	Shape: Weight, Base: Answers, Needed: []string{"scale"},
	Outcome: evidence.AfterOnly,
}

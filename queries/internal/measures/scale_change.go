package measures

import (
	"athar/models"
	"athar/queries/stats/evidence"
)

// scaleChange is the mean change of a scale's score between baseline and endline.
var scaleChange = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "scale_change", Title: models.Text{En: "Change on a scale", Ar: "التغيّر على مقياس"},
		Reading: models.Text{En: "Respondents who answered before and after scored so much higher after, on average.", Ar: "من أجابوا قبلُ وبعدُ ارتفعت درجتهم بهذا القدر في المتوسط."},
		Counts:  models.Text{En: "Respondents with a score at the baseline and at the endline; each score as in scale_mean, without weights. A pair belongs to the groups and the term of the endline.", Ar: "المستجيبون ذوو الدرجة قبلُ وبعدُ؛ والدرجة كما في scale_mean بلا أوزان. ويتبع الزوج فئات القياس البعدي وفترته."},
		Formula: models.Text{En: "mean over pairs of (endline − baseline)", Ar: "متوسط (القياس البعدي − القياس القبلي) لكل زوج"}, Unit: models.UnitScore, HigherIsBetter: nil,
		Cannot: models.Text{En: "Without others to compare with, a change is not the work of what they took part in; and those who stayed may differ from those who left.", Ar: "من دون مجموعة مقارنة لا يُنسب التغيّر إلى ما شاركوا فيه؛ وقد يختلف من بقي عمن انقطع."},
		Needs:  []models.Text{{En: "a scale with its items and their limits, answered by the same respondents at baseline and endline", Ar: "مقياس ببنوده وحدود إجاباتها، أجاب عنه المستجيبون أنفسهم قبلُ وبعدُ"}}, Over: "responses", Sources: []string{student, "Hedges 1981, Journal of Educational Statistics 6:107-128, doi:10.3102/10769986006002107"},
	},
	Shape: Change, Base: Changes, Needed: []string{"scale"},
	Outcome: evidence.BeforeAfter,
}

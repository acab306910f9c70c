package measures

import "athar/models"

// minutesMean is the mean of minutes over the population, zeros in.
var minutesMean = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "minutes_mean", Title: models.Text{En: "Minutes per learner", Ar: "الدقائق لكل متعلّم"},
		Reading: models.Text{En: "Each learner of the population spent so many minutes on average, those with none included.", Ar: "متوسط ما أمضاه بالدقائق كل متعلّم كان يمكنه المشاركة، بمن فيهم من لم يشارك."},
		Counts:  models.Text{En: "Minutes of the term over everybody who could have taken part.", Ar: "دقائق الفترة مقسومةً على كل من كان يمكنه المشاركة."},
		Formula: models.Text{En: "minutes ÷ population", Ar: "الدقائق ÷ كل من كان يمكنه المشاركة"}, Unit: models.UnitMinutes, HigherIsBetter: nil, Cannot: cannotHours,
		Needs: []models.Text{needWhole, {En: "minutes, recorded by a source", Ar: "دقائق يسجّلها مصدر"}}, Over: "person_terms", Sources: []string{student},
	},
	Shape: Mean, Base: Population, Of: "population",
	Before: []string{"participation_rate"},
	Conditions: []Condition{
		recorded("journeys WHERE minutes IS NOT NULL", "No source records minutes.", "لا يرصد أي مصدر الدقائق."),
	},
}

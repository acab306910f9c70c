package measures

import "athar/models"

// responseRate is the share of survey invitations that were answered.
var responseRate = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "response_rate", Title: models.Text{En: "Invitations answered", Ar: "الدعوات التي أُجيب عنها"},
		Reading: models.Text{En: "So many in every 100 invited gave an answer.", Ar: "عدد من أجابوا من كل 100 مدعو."},
		Counts:  models.Text{En: "Invitations to a questionnaire in a wave, and those whose respondent answered any item of it in that wave.", Ar: "الدعوات إلى استبيان في موجة، وما أجاب صاحبه عن أي بند منه في تلك الموجة."},
		Formula: models.Text{En: "invitations answered ÷ invitations", Ar: "الدعوات التي أُجيب عنها ÷ الدعوات"}, Unit: models.UnitShare, HigherIsBetter: better,
		Cannot: models.Text{En: "A high rate does not make those who answered like those who did not.", Ar: "لا يجعل ارتفاع النسبة من أجابوا مماثلين لمن لم يجيبوا."},
		Needs:  []models.Text{{En: "invitations to surveys", Ar: "دعوات إلى استبيانات"}}, Over: "invitations", Sources: []string{wilson},
	},
	Shape: Share, Base: Invitations,
	Conditions: []Condition{
		recorded("invitations", "No source records who was invited.", "لا يرصد أي مصدر المدعوين."),
	},
}

package measures

import "athar/models"

// barrierRate is the share of respondents who say that a barrier keeps them away.
var barrierRate = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "barrier_rate", Title: models.Text{En: "Respondents kept away by a barrier", Ar: "المستجيبون الذين يمنعهم عائق"},
		Reading: models.Text{En: "So many in every 100 respondents say that one of the barriers asked about keeps them away.", Ar: "عدد من يقولون إن أحد العوائق المسؤول عنها يمنعهم من كل 100 مستجيب."},
		Counts:  models.Text{En: "Respondents who answered an item about a barrier (about: barrier:…); those who placed one of them above the middle of its range.", Ar: "المستجيبون عن بند حول عائق (about: barrier:…)؛ ومن وضعوا أحدها فوق منتصف مداه."},
		Formula: "respondents above the middle of an item about a barrier ÷ respondents who answered one", Unit: models.UnitShare, HigherIsBetter: worse,
		Cannot: models.Text{En: "It tells what respondents say, not what would help; and nothing of those who did not answer.", Ar: "يبيّن ما يقوله المستجيبون لا ما ينفعهم، ولا شيء عمن لم يجيبوا."},
		Needs:  []string{"items about barriers, with their limits"}, Over: "responses", Sources: []string{wilson},
	},
	Shape: Share, Base: Answers,
	Conditions: []Condition{
		recorded("instruments WHERE about LIKE 'barrier:%' AND maximum IS NOT NULL", "No questionnaire asks about barriers.", "لا يسأل أي استبيان عن العوائق."),
	},
}

package measures

import "athar/models"

// shareOfTakeup holds a group's share of all participations against its share of all learners.
var shareOfTakeup = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "share_of_takeup", Title: models.Text{En: "Share of take-up against share of population", Ar: "الحصة من المشاركة مقابل الحصة من المتعلّمين"},
		Reading: models.Text{En: "The group's share of participations is so many times its share of the learners: 1 is even, below 1 too little.", Ar: "حصة الفئة من المشاركات مقسومة على حصتها من المتعلّمين: 1 يعني التساوي، وأقل منه يعني نقصًا."},
		Counts:  models.Text{En: "Journeys attended by learners of the population, and those learners.", Ar: "المسارات التي حضرها المتعلّمون، وعدد هؤلاء المتعلّمين."},
		Formula: models.Text{En: "(journeys attended by the group ÷ all) ÷ (learners of the group ÷ all)", Ar: "(المسارات التي حضرتها الفئة ÷ جميعها) ÷ (متعلّمو الفئة ÷ جميعهم)"}, Unit: models.UnitIndex, HigherIsBetter: nil,
		Cannot: models.Text{En: "A few who come often can lift the share of a group of which most never come; ask participation_rate beside it.", Ar: "قد يرفع قليلون يحضرون كثيرًا حصة فئة لا يحضر معظمها؛ فاسأل عن participation_rate معه."},
		Needs:  []models.Text{needWhole, collected("attended")}, Over: "person_terms", Sources: []string{quotient},
	},
	Shape: Against, Base: Population, Stages: []string{"attended"}, Grouped: "any",
	Before: []string{"participation_rate"},
}

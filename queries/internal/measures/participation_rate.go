package measures

import "athar/models"

// participationRate is the share of the population that attended at least once.
var participationRate = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "participation_rate", Title: models.Text{En: "Learners reached", Ar: "المتعلّمون الذين وصلت إليهم الفرص"},
		Reading: models.Text{En: "So many in every 100 learners attended at least once.", Ar: "عدد من حضروا مرة واحدة على الأقل من كل 100 متعلّم."},
		Counts:  models.Text{En: "Learners who attended at least one opportunity in the term, of everybody who could have.", Ar: "المتعلّمون الذين حضروا فرصة تعلّم واحدة على الأقل في الفترة، من كل من كان يمكنه ذلك."},
		Formula: models.Text{En: "learners who attended at least once ÷ population", Ar: "المتعلّمون الذين حضروا مرة واحدة على الأقل ÷ كل من كان يمكنه المشاركة"}, Unit: models.UnitShare, HigherIsBetter: better, Cannot: cannotWhy,
		Needs: []models.Text{needWhole, collected("attended")}, Over: "person_terms", Sources: []string{wilson},
	},
	Shape: Share, Base: Population, Of: "population", Apart: true, Reached: Attended, Stages: []string{"attended"},
}

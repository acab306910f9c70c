package measures

import "athar/models"

// notReached is the share of the population that attended nothing.
var notReached = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "not_reached", Title: models.Text{En: "Learners not reached", Ar: "المتعلّمون الذين لم تصل إليهم الفرص"},
		Reading: models.Text{En: "So many in every 100 learners attended nothing.", Ar: "عدد من لم يحضروا شيئًا من كل 100 متعلّم."},
		Counts:  models.Text{En: "Learners who attended no opportunity in the term, of everybody who could have.", Ar: "المتعلّمون الذين لم يحضروا أي فرصة تعلّم في الفترة، من كل من كان يمكنه ذلك."},
		Formula: models.Text{En: "learners who attended nothing ÷ population", Ar: "المتعلّمون الذين لم يحضروا شيئًا ÷ كل من كان يمكنه المشاركة"}, Unit: models.UnitShare, HigherIsBetter: worse, Cannot: cannotWhy,
		Needs: []models.Text{needWhole, collected("attended")}, Over: "person_terms", Sources: []string{wilson},
	},
	Shape: Share, Base: Population, Of: "population", Apart: true, Reached: Attended, Stages: []string{"attended"}, ComplementOf: participationRate.Name,
}

package measures

import "athar/models"

// enrolmentRate is the share of the population that enrolled at least once.
var enrolmentRate = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "enrolment_rate", Title: models.Text{En: "Learners enrolled", Ar: "المتعلّمون الملتحقون"},
		Reading: models.Text{En: "So many in every 100 learners enrolled at least once.", Ar: "عدد من التحقوا مرة واحدة على الأقل من كل 100 متعلّم."},
		Counts:  models.Text{En: "Learners enrolled in at least one opportunity in the term, of everybody who could have been.", Ar: "المتعلّمون الملتحقون بفرصة تعلّم واحدة على الأقل في الفترة، من كل من كان يمكنه ذلك."},
		Formula: models.Text{En: "learners enrolled at least once ÷ population", Ar: "المتعلّمون الملتحقون مرة واحدة على الأقل ÷ كل من كان يمكنه المشاركة"}, Unit: models.UnitShare, HigherIsBetter: better, Cannot: cannotWhy,
		Needs: []models.Text{needWhole, collected("enrolled")}, Over: "person_terms", Sources: []string{wilson},
	},
	Shape: Share, Base: Population, Of: "population", Apart: true, Reached: Enrolled, Stages: []string{"enrolled"},
	Before: []string{"participation_rate"},
}

package measures

import "athar/models"

// breadthMean is the mean number of different categories attended, zeros in.
var breadthMean = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "breadth_mean", Title: models.Text{En: "Kinds of opportunity per learner", Ar: "تنوّع فرص التعلّم لكل متعلّم"},
		Reading: models.Text{En: "Each learner of the population attended so many different categories on average.", Ar: "متوسط عدد المجالات المختلفة التي حضر فيها كل متعلّم كان يمكنه المشاركة."},
		Counts:  models.Text{En: "Different categories attended in the term, over everybody who could have taken part.", Ar: "المجالات المختلفة التي حُضر فيها خلال الفترة، مقسومةً على كل من كان يمكنه المشاركة."},
		Formula: models.Text{En: "different categories attended ÷ population", Ar: "المجالات المختلفة التي حُضر فيها ÷ كل من كان يمكنه المشاركة"}, Unit: models.UnitKinds, HigherIsBetter: better, Cannot: cannotWhy,
		Needs: []models.Text{needWhole, collected("attended"), {En: "categories of opportunities", Ar: "مجالات فرص التعلّم"}}, Over: "person_terms", Sources: []string{student},
	},
	Shape: Mean, Base: Population, Of: "population", Stages: []string{"attended"},
	Before: []string{"participation_rate"},
}

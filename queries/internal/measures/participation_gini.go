package measures

import "athar/models"

// participationGini is the Gini coefficient of opportunities attended, over the population.
var participationGini = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "participation_gini", Title: models.Text{En: "Concentration of participation", Ar: "تركّز المشاركة"},
		Reading: models.Text{En: "0: everybody attends equally often; towards 1: a few attend nearly everything. Over the whole population, those who attend nothing included.", Ar: "0: يحضر الجميع بالقدر نفسه؛ وكلما اقترب من 1 تركّز الحضور في قلة. ويشمل كل من كان يمكنه المشاركة، ومنهم من لم يحضر شيئًا."},
		Counts:  models.Text{En: "Opportunities attended per learner of the population.", Ar: "عدد فرص التعلّم التي حضرها كل متعلّم كان يمكنه المشاركة."},
		Formula: models.Text{En: "Σᵢ Σⱼ |xᵢ − xⱼ| ÷ (2 n² x̄)", Ar: "Σᵢ Σⱼ |xᵢ − xⱼ| ÷ (2 n² x̄)"}, Unit: models.UnitIndex, HigherIsBetter: worse, Cannot: cannotWhy,
		Needs: []models.Text{needWhole, collected("attended")}, Over: "person_terms", Sources: []string{"Lerman & Yitzhaki 1989, Journal of Econometrics 42:43-47, doi:10.1016/0304-4076(89)90074-2"},
	},
	Shape: Spread, Base: Population, Of: "population", Stages: []string{"attended"},
	Before: []string{"participation_rate"},
}

package measures

import "athar/models"

// opportunities counts opportunities on offer.
var opportunities = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "opportunities", Title: models.Text{En: "Opportunities", Ar: "فرص التعلّم"},
		Reading: models.Text{En: "So many opportunities were on offer.", Ar: "عدد فرص التعلّم المعروضة."},
		Counts:  models.Text{En: "Every opportunity that starts in the terms.", Ar: "كل فرصة تعلّم تبدأ ضمن الفترات."},
		Formula: models.Text{En: "opportunities", Ar: "فرص التعلّم"}, Unit: models.UnitCount, HigherIsBetter: nil, Cannot: cannotCount,
		Needs: []models.Text{{En: "a list of what is on offer", Ar: "قائمة بما هو معروض"}}, Over: "opportunities", Sources: []string{},
	},
	Shape: Count, Base: Opportunities, Impersonal: true,
}

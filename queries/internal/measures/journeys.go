package measures

import "athar/models"

// journeys counts journeys.
var journeys = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "journeys", Title: models.Text{En: "Journeys", Ar: "المسارات"},
		Reading: models.Text{En: "So many journeys: one person in one opportunity.", Ar: "عدد المسارات: شخص واحد في فرصة تعلّم واحدة."},
		Counts:  models.Text{En: "Every journey of the terms, at whatever stage.", Ar: "كل مسار ضمن الفترات، أيًّا كانت مرحلته."},
		Formula: models.Text{En: "journeys", Ar: "المسارات"}, Unit: models.UnitCount, HigherIsBetter: nil, Cannot: cannotCount,
		Needs: []models.Text{{En: "records of participation", Ar: "سجلات مشاركة"}}, Over: "journeys", Sources: []string{},
	},
	Shape: Count, Base: Journeys, Tallied: true,
}

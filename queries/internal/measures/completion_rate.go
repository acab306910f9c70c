package measures

import "athar/models"

// completionRate is the share of enrolled journeys that were completed.
var completionRate = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "completion_rate", Title: models.Text{En: "Journeys completed", Ar: "المسارات المكتملة"},
		Reading: models.Text{En: "So many in every 100 who enrolled completed.", Ar: "عدد من أتمّوا من كل 100 ملتحق."},
		Counts:  models.Text{En: "Journeys completed, of those enrolled whose source records completion.", Ar: "المسارات المكتملة من مسارات الملتحقين لدى المصادر التي ترصد الإتمام."},
		Formula: models.Text{En: "journeys completed ÷ journeys enrolled", Ar: "المسارات المكتملة ÷ مسارات الملتحقين"}, Unit: models.UnitShare, HigherIsBetter: better, Cannot: cannotWhy,
		Needs: []models.Text{collected("enrolled", "completed")}, Over: "journeys", Sources: []string{wilson},
	},
	Shape: Share, Base: Journeys, Tallied: true, Stages: []string{"enrolled", "completed"},
}

package measures

import "athar/models"

// journey counts journeys at each collected stage.
var journey = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "journey", Title: models.Text{En: "The journey, stage by stage", Ar: "المسار مرحلةً مرحلة"},
		Reading: models.Text{En: "Of 100 journeys, so many reached each stage that is recorded.", Ar: "عدد ما بلغ كل مرحلة مرصودة من كل 100 مسار."},
		Counts:  models.Text{En: "Journeys at each stage that their source records; a later stage implies the earlier ones it records.", Ar: "المسارات في كل مرحلة يرصدها مصدرها؛ وبلوغ مرحلة يعني بلوغ ما قبلها من المراحل المرصودة."},
		Formula: models.Text{En: "journeys at the stage ÷ journeys", Ar: "المسارات التي بلغت المرحلة ÷ المسارات"}, Unit: models.UnitShare, HigherIsBetter: nil, Cannot: cannotWhy,
		Needs: []models.Text{{En: "stages, collected by a source", Ar: "مراحل يرصدها مصدر"}}, Over: "journeys", Sources: []string{wilson},
	},
	Shape: Steps, Base: Journeys, Tallied: true,
}

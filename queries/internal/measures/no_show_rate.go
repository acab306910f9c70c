package measures

import "athar/models"

// noShowRate is the share of enrolments of which attendance is known in which the learner never came.
var noShowRate = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "no_show_rate", Title: models.Text{En: "Enrolments where nobody came", Ar: "حالات الالتحاق بلا حضور"},
		Reading: models.Text{En: "In so many of every 100 enrolments of which attendance is known the learner never came.", Ar: "عدد الحالات التي لم يحضر فيها المتعلّم قط من كل 100 حالة التحاق معلومة الحضور."},
		Counts:  models.Text{En: "Journeys enrolled and marked as attended or absent; those absent that were never attended.", Ar: "مسارات الملتحقين المسجَّل فيها حضور أو غياب؛ وما فيه غياب بلا أي حضور."},
		Formula: models.Text{En: "journeys absent and never attended ÷ journeys attended or absent", Ar: "المسارات التي فيها غياب بلا أي حضور ÷ المسارات التي فيها حضور أو غياب"}, Unit: models.UnitShare, HigherIsBetter: worse,
		Cannot: cannotWhy,
		Needs:  []models.Text{collected("enrolled", "absent")}, Over: "journeys", Sources: []string{wilson},
	},
	Shape: Share, Base: Journeys, Stages: []string{"enrolled", "absent"},
}

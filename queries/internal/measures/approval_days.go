package measures

import "athar/models"

// approvalDays is the mean of the days between asking and deciding.
var approvalDays = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "approval_days", Title: models.Text{En: "Days until a decision", Ar: "الأيام حتى القرار"},
		Reading: models.Text{En: "A decision took so many days on average from the day it was asked for.", Ar: "استغرق القرار هذا العدد من الأيام في المتوسط من يوم طلبه."},
		Counts:  models.Text{En: "Decisions of which both days are known.", Ar: "القرارات المعلوم يوم طلبها ويوم صدورها."},
		Formula: models.Text{En: "sum of days from asking to deciding ÷ decisions", Ar: "مجموع الأيام من الطلب إلى القرار ÷ القرارات"}, Unit: models.UnitDays, HigherIsBetter: worse,
		Cannot: models.Text{En: "Requests still waiting are not in it, so a growing pile can hide behind a short mean.", Ar: "لا تدخل فيه الطلبات المنتظرة، فقد يخفي المتوسط القصير تراكمًا متزايدًا."},
		Needs:  []models.Text{{En: "decisions with the days of asking and deciding", Ar: "قرارات معلوم يوم طلبها ويوم صدورها"}}, Over: "decisions", Sources: []string{student},
	},
	Shape: Mean, Base: Decisions,
	Conditions: []Condition{
		recorded("decisions WHERE requested_on IS NOT NULL AND decided_on IS NOT NULL", "No source records when decisions were asked for and made.", "لا يرصد أي مصدر تاريخ طلب القرارات وصدورها."),
	},
}

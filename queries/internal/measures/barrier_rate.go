package measures

import "athar/models"

// barrierRate is the share of the barriers named that are of one kind.
var barrierRate = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "barrier_rate", Title: models.Text{En: "Kind of barrier named", Ar: "نوع العائق المذكور"},
		Reading: models.Text{En: "So many in every 100 barriers named are of this kind.", Ar: "عدد العوائق من هذا النوع من كل 100 عائق مذكور."},
		Counts: models.Text{En: "Journeys of which a barrier was recorded: it was not seen (visibility), not understood, not practical, or not wanted (motivation).",
			Ar: "المسارات المسجَّل فيها عائق: عدم الظهور، أو عدم الفهم، أو عائق عملي، أو غياب الدافع."},
		Formula: models.Text{En: "journeys with the barrier ÷ journeys with any barrier named", Ar: "المسارات التي ذُكر فيها هذا العائق ÷ المسارات التي ذُكر فيها أي عائق"}, Unit: models.UnitShare, HigherIsBetter: nil,
		Cannot: models.Text{En: "It tells what weighs most among barriers named, not how many learners meet one, nor of what was never named.",
			Ar: "يبيّن أثقل العوائق المذكورة وزنًا لا عدد من يواجهونها، ولا ما لم يُذكر قط."},
		Needs: []models.Text{{En: "participations that name a barrier", Ar: "مشاركات ذُكر فيها عائق"}}, Over: "journeys", Sources: []string{wilson},
	},
	Shape: Share, Base: Barriers, Choice: "barrier", Of: "barrier_named",
	Conditions: []Condition{
		recorded("journeys WHERE barrier IS NOT NULL", "No source records what kept people away.", "لا يرصد أي مصدر ما منع الأشخاص من المشاركة."),
	},
}

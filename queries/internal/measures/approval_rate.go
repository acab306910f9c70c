package measures

import "athar/models"

// approvalRate is the share of decisions made that were in favour.
var approvalRate = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "approval_rate", Title: models.Text{En: "Decisions in favour", Ar: "القرارات بالموافقة"},
		Reading: models.Text{En: "So many of every 100 decisions were in favour.", Ar: "عدد القرارات بالموافقة من كل 100 قرار."},
		Counts:  models.Text{En: "Decisions with an outcome that is yes or no (approved, endorsed, accredited, granted, accepted; refused, declined, rejected, not_approved); those still open are left out.", Ar: "القرارات ذات النتيجة الواضحة بالقبول أو الرفض؛ ويُستثنى ما لم يُبتّ فيه."},
		Formula: models.Text{En: "decisions in favour ÷ decisions made", Ar: "القرارات بالموافقة ÷ القرارات الصادرة"}, Unit: models.UnitShare, HigherIsBetter: nil,
		Cannot: models.Text{En: "It cannot tell whether the decisions were right, nor who never asked.", Ar: "لا يبيّن صواب القرارات ولا من لم يتقدّم بطلب."},
		Needs:  []models.Text{{En: "decisions with an outcome", Ar: "قرارات معلومة النتيجة"}}, Over: "decisions", Sources: []string{wilson},
	},
	Shape: Share, Base: Decisions,
	Conditions: []Condition{
		recorded("decisions WHERE outcome IS NOT NULL", "No source records decisions.", "لا يرصد أي مصدر القرارات."),
	},
}

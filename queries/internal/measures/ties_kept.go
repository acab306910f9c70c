package measures

import "athar/models"

// tiesKept is the share of ties that outlasted the term.
var tiesKept = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "ties_kept", Title: models.Text{En: "Ties kept", Ar: "الروابط المستمرة"},
		Reading: models.Text{En: "So many of every 100 ties that stood when the term began still stood when it ended.", Ar: "عدد الروابط التي بقيت قائمة في نهاية الفترة من كل 100 رابطة كانت قائمة في بدايتها."},
		Counts:  models.Text{En: "Ties that stood when the term began; those that had not ended when it did.", Ar: "الروابط القائمة في بداية الفترة؛ وما لم ينتهِ منها بانتهائها."},
		Formula: models.Text{En: "ties standing at the end ÷ ties standing at the beginning", Ar: "الروابط الباقية في نهاية الفترة ÷ الروابط القائمة في بدايتها"}, Unit: models.UnitShare, HigherIsBetter: better,
		Cannot: models.Text{En: "Some ties end because their work is done.", Ar: "تنتهي بعض الروابط لأن عملها تمّ."},
		Needs:  []models.Text{{En: "ties with the day they began", Ar: "روابط معلوم يوم بدايتها"}}, Over: "ties", Sources: []string{wilson},
	},
	Shape: Share, Base: Ties, Impersonal: true,
	Conditions: []Condition{
		recorded("ties", "No source records ties.", "لا يرصد أي مصدر الروابط."),
	},
}

package measures

import "athar/models"

// fillRate is the share of places that were taken.
var fillRate = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "fill_rate", Title: models.Text{En: "Places filled", Ar: "المقاعد المشغولة"},
		Reading: models.Text{En: "So many of every 100 places were taken. Above 100%, more were enrolled than there were places: look at the records.", Ar: "عدد المقاعد المشغولة من كل 100 مقعد. وما فوق 100% يعني التحاقًا يفوق المقاعد: راجع السجلات."},
		Counts:  models.Text{En: "Journeys enrolled in opportunities with a known number of places, over those places.", Ar: "مسارات الملتحقين في الفرص المعلوم عدد مقاعدها، مقسومة على تلك المقاعد."},
		Formula: models.Text{En: "journeys enrolled ÷ places", Ar: "مسارات الملتحقين ÷ المقاعد"}, Unit: models.UnitShare, HigherIsBetter: better,
		Cannot: models.Text{En: "Full is not fair: it cannot tell whom the places went to.", Ar: "الامتلاء ليس إنصافًا: لا يبيّن لمن ذهبت المقاعد."},
		Needs:  []models.Text{{En: "opportunities with places", Ar: "فرص تعلّم معلوم عدد مقاعدها"}, collected("enrolled")}, Over: "opportunities", Sources: []string{ratio},
	},
	Shape: Ratio, Base: Opportunities, Stages: []string{"enrolled"},
	Conditions: []Condition{
		recorded("opportunities WHERE seats > 0", "No list of opportunities says how many places there are.", "لا تبيّن أي قائمة فرص عدد المقاعد."),
	},
}

package measures

import "athar/models"

// minutesWithoutEvidence is the share of minutes spent in journeys that ended in neither a credential nor an assessment.
var minutesWithoutEvidence = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "minutes_without_evidence", Title: models.Text{En: "Minutes that left no evidence", Ar: "دقائق لم تترك دليلًا"},
		Reading: models.Text{En: "So many in every 100 minutes were spent where nothing was shown for it: no credential and no skill assessed.", Ar: "عدد الدقائق من كل 100 دقيقة أُمضيت من دون ما يوثّق ما نتج عنها: لا شهادة ولا تقييم مهارة."},
		Counts:  models.Text{En: "Minutes of journeys that ended in no credential of their opportunity and in no assessment of a skill.", Ar: "دقائق المسارات التي لم تنتهِ بشهادة من فرصتها ولا بتقييم مهارة."},
		Formula: models.Text{En: "minutes of journeys without credential or evidence ÷ minutes", Ar: "دقائق المسارات التي لم تؤدِّ إلى شهادة ولا تقييم ÷ الدقائق"}, Unit: models.UnitShare, HigherIsBetter: worse,
		Cannot: models.Text{En: "What left no evidence may still have been worth the time: it is not known, which is what this measure is about.", Ar: "قد يكون ما لم يترك دليلًا مفيدًا مع ذلك: لكن ذلك غير معلوم، وهذا ما يقيسه هذا المقياس."},
		Needs:  []models.Text{{En: "minutes, recorded by a source", Ar: "دقائق يسجّلها مصدر"}}, Over: "journeys", Sources: []string{ratio},
	},
	Shape: Ratio, Base: Journeys,
	Conditions: []Condition{
		recorded("journeys WHERE minutes IS NOT NULL", "No source records minutes.", "لا يرصد أي مصدر الدقائق."),
	},
}

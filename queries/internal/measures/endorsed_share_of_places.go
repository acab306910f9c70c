package measures

import "athar/models"

// endorsedShareOfPlaces is the share of places that are in opportunities endorsed today.
var endorsedShareOfPlaces = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "endorsed_share_of_places", Title: models.Text{En: "Places in endorsed opportunities", Ar: "المقاعد في الفرص المُقَرَّة"},
		Reading: models.Text{En: "So many of every 100 places are in opportunities that are endorsed today.", Ar: "عدد المقاعد في فرص مُقَرَّة اليوم من كل 100 مقعد."},
		Counts:  models.Text{En: "Places of opportunities with a decision to endorse them that is valid today, over all places.", Ar: "مقاعد الفرص التي لها قرار إقرار سارٍ اليوم، مقسومة على جميع المقاعد."},
		Formula: models.Text{En: "places of endorsed opportunities ÷ places", Ar: "مقاعد الفرص المُقَرَّة ÷ جميع المقاعد"}, Unit: models.UnitShare, HigherIsBetter: better,
		Cannot: models.Text{En: "An endorsement is a body's judgement at one time and no measure of what learners gain.", Ar: "الإقرار حكم جهة في وقت ما وليس قياسًا لما يكسبه المتعلّمون."},
		Needs:  []models.Text{{En: "opportunities with places", Ar: "فرص تعلّم معلوم عدد مقاعدها"}, {En: "decisions to endorse", Ar: "قرارات الإقرار"}}, Over: "opportunities", Sources: []string{ratio},
	},
	Shape: Ratio, Base: Opportunities, Impersonal: true,
	Conditions: []Condition{
		recorded("opportunities WHERE seats > 0", "No list of opportunities says how many places there are.", "لا تبيّن أي قائمة فرص عدد المقاعد."),
		recorded("decisions WHERE matter = 'endorse'", "No source records endorsements.", "لا يرصد أي مصدر قرارات الإقرار."),
	},
}

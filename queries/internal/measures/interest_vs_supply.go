package measures

import "athar/models"

// interestVsSupply compares what learners say they want with what is on offer, by category.
var interestVsSupply = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "interest_vs_supply", Title: models.Text{En: "Interest against places", Ar: "الاهتمام مقابل المقاعد"},
		Reading: models.Text{En: "The category's share of interest is so many times its share of places: above 1, more is wanted than offered.", Ar: "حصة المجال من الاهتمام مقسومة على حصته من المقاعد: ما زاد على 1 يعني أن المطلوب أكثر من المعروض."},
		Counts:  models.Text{En: "Answers to items about interest in a category (about: interest:…) above the middle of their range, and the places of opportunities in the category in the same term.", Ar: "الإجابات فوق منتصف المدى عن بنود الاهتمام بمجال (يبدأ حقل about فيها بكلمة interest)، ومقاعد فرص ذلك المجال في الفترة نفسها."},
		Formula: models.Text{En: "(interest in the category ÷ all interest) ÷ (places in the category ÷ all places)", Ar: "(الاهتمام بالمجال ÷ كل الاهتمام) ÷ (مقاعد المجال ÷ كل المقاعد)"}, Unit: models.UnitIndex, HigherIsBetter: nil,
		Cannot: models.Text{En: "Interest stated is not interest acted upon, and only the categories asked about are compared.", Ar: "الاهتمام المعلن ليس مشاركة فعلية، ولا تُقارَن إلا المجالات المسؤول عنها."},
		Needs:  []models.Text{{En: "items about interest in a category, with their limits", Ar: "بنود عن الاهتمام بمجال، مع حدود إجاباتها"}, {En: "opportunities with places", Ar: "فرص تعلّم معلوم عدد مقاعدها"}}, Over: "responses", Sources: []string{quotient},
	},
	Shape: Against, Base: Interests, Grouped: "category",
	Conditions: []Condition{
		recorded("instruments WHERE about LIKE 'interest:%' AND maximum IS NOT NULL", "No questionnaire asks about interest in a category.", "لا يسأل أي استبيان عن الاهتمام بالمجالات."),
		recorded("opportunities WHERE seats > 0", "No list of opportunities says how many places there are.", "لا تبيّن أي قائمة فرص عدد المقاعد."),
	},
}

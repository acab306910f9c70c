package measures

import "athar/models"

// spendPerReached is the money spent for each learner reached.
var spendPerReached = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "spend_per_reached", Title: models.Text{En: "Money spent per learner reached", Ar: "الإنفاق لكل متعلّم وصلت إليه الفرص"},
		Reading: models.Text{En: "For every learner reached so much was spent.", Ar: "أُنفق هذا المبلغ لكل متعلّم وصلت إليه الفرص."},
		Counts:  models.Text{En: "Funds of type spend that began in the term, over learners of the population who attended at least once.", Ar: "الأموال من نوع spend التي بدأت في الفترة، مقسومة على المتعلّمين الذين حضروا مرة على الأقل."},
		Formula: models.Text{En: "money spent ÷ learners reached", Ar: "المال المنفق ÷ المتعلّمون الذين وصلت إليهم الفرص"}, Unit: models.UnitMoney, HigherIsBetter: nil,
		Cannot: models.Text{En: "Cheap is not better: it says nothing of what learners gained, nor of money that is not in the records.", Ar: "الأرخص ليس أفضل: لا يدل على ما كسبه المتعلّمون ولا على مال خارج السجلات."},
		Needs:  []models.Text{needWhole, collected("attended"), {En: "funds of type spend, in one currency", Ar: "أموال من نوع spend بعملة واحدة"}}, Over: "person_terms", Sources: []string{ratio},
	},
	Shape: Ratio, Base: Spending, Stages: []string{"attended"},
	Conditions: []Condition{
		recorded("funds WHERE type = 'spend'", "No source records money spent.", "لا يرصد أي مصدر الإنفاق."),
		{Query: "SELECT CAST(count(DISTINCT currency) = 1 AS BIGINT) FROM funds WHERE type = 'spend'", State: models.NotApplicable, Because: models.Text{En: "Money of several currencies cannot be added up.", Ar: "لا تُجمع مبالغ بعملات مختلفة."}},
	},
}

package measures

import "athar/models"

// creditsMean is the mean of the credits of the credentials that have them.
var creditsMean = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "credits_mean", Title: models.Text{En: "Credits of a credential", Ar: "النقاط المعتمدة للشهادة"},
		Reading: models.Text{En: "A credential that carries credits carries so many on average.", Ar: "متوسط النقاط المعتمدة في الشهادات والشارات التي تحمل نقاطًا."},
		Counts:  models.Text{En: "Credentials with credits awarded in the terms, all of one credit scheme.", Ar: "الشهادات والشارات ذات النقاط الممنوحة ضمن الفترات، وكلها من نظام نقاط واحد."},
		Formula: models.Text{En: "sum of credits ÷ credentials with credits", Ar: "مجموع النقاط المعتمدة ÷ الشهادات والشارات ذات النقاط"}, Unit: models.UnitCredits, HigherIsBetter: nil,
		Cannot: models.Text{En: "Credits say how much a credential is held to be worth and not what was learnt; schemes cannot be added up.", Ar: "تدل النقاط على قيمة منسوبة إلى الشهادة لا على ما تعلّمه صاحبها؛ ولا تُجمع أنظمة مختلفة."},
		Needs:  []models.Text{{En: "credentials with credits of one scheme", Ar: "شهادات أو شارات ذات نقاط من نظام واحد"}}, Over: "credentials", Sources: []string{student},
	},
	Shape: Mean, Base: Credentials,
	Conditions: []Condition{
		recorded("credentials WHERE credits IS NOT NULL", "No source records credits.", "لا يرصد أي مصدر نقاطًا معتمدة."),
		{Query: "SELECT CAST(count(DISTINCT coalesce(credit_scheme, '')) = 1 AS BIGINT) FROM credentials WHERE credits IS NOT NULL", State: models.NotApplicable, Because: models.Text{En: "Credits of several schemes are not the same and cannot be added up.", Ar: "نقاط أنظمة مختلفة ليست متكافئة فلا تُجمع."}},
	},
}

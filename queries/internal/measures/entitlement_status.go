package measures

import "athar/models"

// entitlementStatus is the share of learners who have had all that an entitlement says they are due.
var entitlementStatus = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "entitlement_status", Title: models.Text{En: "Entitlements met", Ar: "الاستحقاقات المستوفاة"},
		Reading: models.Text{En: "So many in every 100 learners to whom it is due have had all of it.", Ar: "عدد من نالوا استحقاقهم كاملًا من كل 100 متعلّم مستحق."},
		Counts:  models.Text{En: "Learners of the population to whom the entitlement is due; those with as many journeys at the stage as it says. Due within a year and asked by term: what they had in the year by the term's end.", Ar: "المتعلّمون المستحقون؛ ومن بلغت مساراتهم عند المرحلة العدد المقرر. وما استُحق خلال سنة يُعدّ حتى نهاية الفترة المسؤول عنها."},
		Formula: models.Text{En: "learners with all that is due ÷ learners it is due to", Ar: "المتعلّمون الذين نالوا استحقاقهم كاملًا ÷ المتعلّمون المستحقون"}, Unit: models.UnitShare, HigherIsBetter: better,
		Cannot: models.Text{En: "It counts what was had and not whether it was any good; who lacks one of two counts as who lacks both.", Ar: "يعدّ ما نالوه لا جودته؛ ومن نقصه واحد من اثنين كمن نقصه الاثنان."},
		Needs:  []models.Text{needWhole, {En: "entitlements declared in a package", Ar: "استحقاقات مُعلنة في حزمة بيانات"}}, Over: "person_terms", Sources: []string{wilson},
	},
	Shape: Share, Base: Entitlements, Needed: []string{"entitlement"},
	Conditions: []Condition{
		recorded("entitlement_facts", "No package declares an entitlement of these learners.", "لا تعلن أي حزمة استحقاقًا لهؤلاء المتعلّمين."),
	},
}

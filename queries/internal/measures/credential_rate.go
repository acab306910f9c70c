package measures

import "athar/models"

// credentialRate is the share of the population that holds a valid credential of the term.
var credentialRate = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "credential_rate", Title: models.Text{En: "Learners holding a credential", Ar: "المتعلّمون الحاصلون على شهادة أو شارة"},
		Reading: models.Text{En: "So many in every 100 learners hold a valid credential earned in the term.", Ar: "عدد من يحملون شهادة أو شارة سارية نالوها في الفترة من كل 100 متعلّم."},
		Counts:  models.Text{En: "Learners with at least one valid credential of the term, of everybody who could have one.", Ar: "المتعلّمون الحاصلون على شهادة أو شارة سارية واحدة على الأقل في الفترة، من كل من كان يمكنه ذلك."},
		Formula: models.Text{En: "learners with a valid credential ÷ population", Ar: "المتعلّمون الحاصلون على شهادة أو شارة سارية ÷ كل من كان يمكنه المشاركة"}, Unit: models.UnitShare, HigherIsBetter: better, Cannot: cannotWhy,
		Needs: []models.Text{needWhole}, Over: "person_terms", Sources: []string{wilson},
	},
	Shape: Share, Base: Population, Of: "population", Apart: true,
	Conditions: []Condition{
		recorded("credentials", "No source records credentials.", "لا يرصد أي مصدر شهادات أو شارات."),
	},
}

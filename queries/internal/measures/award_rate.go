package measures

import "athar/models"

// awardRate is the share of enrolled journeys that end in a valid credential.
var awardRate = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "award_rate", Title: models.Text{En: "Enrolments ending in a credential", Ar: "حالات الالتحاق المنتهية بشهادة أو شارة"},
		Reading: models.Text{En: "So many in every 100 enrolments end in a credential that is valid today.", Ar: "عدد ما ينتهي بشهادة أو شارة سارية اليوم من كل 100 حالة التحاق."},
		Counts:  models.Text{En: "Journeys enrolled that have a valid credential of their opportunity.", Ar: "مسارات الملتحقين التي لها شهادة أو شارة سارية من فرصتها."},
		Formula: models.Text{En: "journeys with a valid credential of their opportunity ÷ journeys enrolled", Ar: "المسارات التي لها شهادة أو شارة سارية من فرصتها ÷ مسارات الملتحقين"}, Unit: models.UnitShare, HigherIsBetter: better, Cannot: cannotWhy,
		Needs: []models.Text{collected("enrolled"), needCredential}, Over: "journeys", Sources: []string{wilson},
	},
	Shape: Share, Base: Journeys, Tallied: true, Stages: []string{"enrolled"},
	Conditions: []Condition{
		recorded("journeys WHERE credential_valid_until IS NOT NULL", "No source records credentials of opportunities.", "لا يرصد أي مصدر شهادات أو شارات لفرص التعلّم."),
	},
}

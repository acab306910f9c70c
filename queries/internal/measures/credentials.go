package measures

import "athar/models"

// credentials counts credentials awarded.
var credentials = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "credentials", Title: models.Text{En: "Credentials", Ar: "الشهادات والشارات"},
		Reading: models.Text{En: "So many certificates and badges were awarded.", Ar: "عدد الشهادات والشارات الممنوحة."},
		Counts:  models.Text{En: "Every credential awarded in the terms, expired and revoked ones too.", Ar: "كل شهادة أو شارة مُنحت ضمن الفترات، بما فيها المنتهية والملغاة."},
		Formula: models.Text{En: "credentials", Ar: "الشهادات والشارات"}, Unit: models.UnitCount, HigherIsBetter: nil, Cannot: cannotCount,
		Needs: []models.Text{{En: "certificates or badges", Ar: "شهادات أو شارات"}}, Over: "credentials", Sources: []string{},
	},
	Shape: Count, Base: Credentials, Tallied: true,
}

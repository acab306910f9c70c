package measures

import "athar/models"

// people counts people, each once.
var people = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "people", Title: models.Text{En: "People", Ar: "الأشخاص"},
		Reading: models.Text{En: "So many different people are known.", Ar: "عدد الأشخاص المختلفين المعروفين."},
		Counts:  models.Text{En: "Everybody in a register or in a record of the term, of the year or of all terms, once, in the group of their latest term.", Ar: "كل من ورد في سجل قيد أو في سجل مشاركة في الفترة أو في السنة أو في الفترات كلها، مرة واحدة، في فئته في آخر فترة."},
		Formula: models.Text{En: "people", Ar: "الأشخاص"}, Unit: models.UnitCount, HigherIsBetter: nil, Cannot: cannotCount,
		Needs: []models.Text{{En: "a register of people, or records that name them", Ar: "سجل بالأشخاص، أو سجلات تذكرهم"}}, Over: "person_terms", Sources: []string{},
	},
	Shape: Count, Base: People,
}

package measures

import "athar/models"

// schoolsWithoutTie is the share of schools that no tie names.
var schoolsWithoutTie = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "schools_without_tie", Title: models.Text{En: "Schools without a partner", Ar: "المدارس بلا شريك"},
		Reading: models.Text{En: "So many of every 100 schools had no tie with anybody in the term.", Ar: "عدد المدارس التي لا رابطة لها بأحد في الفترة من كل 100 مدرسة."},
		Counts:  models.Text{En: "Schools of the register, and those that no tie of the term names.", Ar: "مدارس السجل، وما لا تذكره أي رابطة في الفترة."},
		Formula: models.Text{En: "schools that no tie names ÷ schools", Ar: "المدارس التي لا تذكرها أي رابطة ÷ المدارس"}, Unit: models.UnitShare, HigherIsBetter: worse,
		Cannot: models.Text{En: "A tie on paper may be idle, and a lively one unrecorded.", Ar: "قد تكون الرابطة حبرًا على ورق، وقد تكون رابطة نشطة بلا تسجيل."},
		Needs:  []models.Text{{En: "a register of schools", Ar: "سجل بالمدارس"}, {En: "ties", Ar: "روابط"}}, Over: "schools", Sources: []string{wilson},
	},
	Shape: Share, Base: Schools, Impersonal: true,
	Conditions: []Condition{
		recorded("ties", "No source records ties.", "لا يرصد أي مصدر الروابط."),
	},
}

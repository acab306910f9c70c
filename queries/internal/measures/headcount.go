package measures

import "athar/models"

// headcount counts attendances of which nobody knows whose they were.
var headcount = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "headcount", Title: models.Text{En: "Attendances counted without names", Ar: "حضور معدود بلا أسماء"},
		Reading: models.Text{En: "So many attendances were counted, without knowing who came.", Ar: "عدد مرات الحضور المعدودة دون معرفة من حضر."},
		Counts: models.Text{En: "The headcounts of those who attended, added up. Headcounts of other stages, such as enrolled, are left out.",
			Ar: "مجموع أعداد الحاضرين. وتُستثنى أعداد المراحل الأخرى كالملتحقين."},
		Formula: models.Text{En: "sum of headcounts of those who attended", Ar: "مجموع أعداد الحاضرين"}, Unit: models.UnitCount, HigherIsBetter: nil,
		Cannot: models.Text{En: "It cannot tell how many different people came: who came twice counts twice, and may be in the records with names too. It is never added to rates over people.",
			Ar: "لا يبيّن عدد الأشخاص المختلفين: من حضر مرتين يُعدّ مرتين، وقد يكون في السجلات المسماة أيضًا. ولا يُضاف إلى معدلات الأشخاص."},
		Needs: []models.Text{{En: "headcounts", Ar: "أعداد حضور بلا أسماء"}}, Over: "attendances", Sources: []string{},
	},
	Shape: Count, Base: Headcounts,
}

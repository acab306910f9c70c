package measures

import "athar/models"

// linkRate is the share of journeys whose person some register knows, by the
// same id or through aliases.
var linkRate = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "link_rate", Title: models.Text{En: "Journeys linked to a known person", Ar: "المسارات المرتبطة بشخص معروف"},
		Reading: models.Text{En: "So many in every 100 journeys are of somebody whom a register knows.", Ar: "عدد المسارات من كل 100 التي صاحبها وارد في سجل قيد."},
		Counts: models.Text{En: "Journeys whose person is in a register or list of people, under the same id or one that an alias joins to it, of all journeys.",
			Ar: "المسارات التي يرد صاحبها في سجل أو قائمة أشخاص، بالمعرّف نفسه أو بمعرّف يربطه به مرادف، من جميع المسارات."},
		Formula: models.Text{En: "journeys of people in a register ÷ journeys", Ar: "مسارات من يرد في سجل قيد ÷ المسارات"}, Unit: models.UnitShare, HigherIsBetter: better,
		Cannot: models.Text{En: "It cannot tell whether a link is right, nor who the unlinked are: they are missing from every rate over the population. `SELECT * FROM links` in `athar query` says by which methods ids were joined and how surely.",
			Ar: "لا يبيّن صحة الربط ولا من هم غير المرتبطين: فهم غائبون عن كل معدل على المجتمع. ويبيّن `SELECT * FROM links` في `athar query` طرق الربط ودرجة الثقة بها."},
		Needs: []models.Text{{En: "records of participation, and a register of people", Ar: "سجلات مشاركة وسجل بالأشخاص"}}, Over: "journeys", Sources: []string{wilson},
	},
	Shape: Share, Base: Journeys,
}

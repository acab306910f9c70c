package models

var headcounts = Kind{
	Name:     "headcounts",
	Title:    Text{"Headcounts", "أعداد الحضور"},
	About:    Text{"How many took part where nobody knows who; never added to rates over people.", "عدد من شاركوا حين لا يُعرف من هم؛ ولا يُضاف إلى معدلات الأشخاص."},
	Key:      []string{"record_id"},
	Identity: true,
	Fields: []Field{
		{Name: "record_id", Type: Record, Required: true},
		{Name: "opportunity_id", Type: ID, Required: true, Refers: "opportunities"},
		{Name: "school_id", Type: ID, Refers: "schools"},
		{Name: "session_id", Type: Session, Refers: "sessions"},
		{Name: "stage", Type: Code, Codes: StageNames()},
		{Name: "channel", Type: Code, Codes: channels, Open: true},
		{Name: "starts_on", Type: Date},
		{Name: "ends_on", Type: Date, Ends: true},
		{Name: "count", Type: Whole, Required: true, Minimum: atLeast(0)},
	},
	Ordered: [][2]string{{"starts_on", "ends_on"}},
	Levels:  []Subject{OfPerson},
}

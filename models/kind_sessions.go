package models

var sessions = Kind{
	Name:  "sessions",
	Title: Text{"Sessions", "الجلسات"},
	About: Text{"One meeting of an opportunity.", "لقاء واحد ضمن فرصة تعلّم."},
	Key:   []string{"session_id"},
	Fields: []Field{
		{Name: "session_id", Type: Session, Required: true},
		{Name: "opportunity_id", Type: ID, Required: true, Refers: "opportunities"},
		{Name: "starts_at", Type: Moment, Required: true},
		{Name: "ends_at", Type: Moment},
		{Name: "seats", Type: Whole, Minimum: atLeast(0)},
		{Name: "municipality"},
		{Name: "latitude", Type: Number, Minimum: atLeast(-90), Maximum: atMost(90)},
		{Name: "longitude", Type: Number, Minimum: atLeast(-180), Maximum: atMost(180)},
		{Name: "status", Type: Code, Codes: []string{"held", "cancelled"}},
	},
	Ordered: [][2]string{{"starts_at", "ends_at"}},
}

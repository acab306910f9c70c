package models

var invitations = Kind{
	Name:     "invitations",
	Title:    Text{"Survey invitations", "دعوات الاستبيانات"},
	About:    Text{"One person or school asked to answer.", "شخص أو مدرسة طُلبت منها الإجابة."},
	Key:      []string{"record_id"},
	Identity: true,
	Fields: []Field{
		{Name: "record_id", Type: Record, Required: true},
		{Name: "instrument_id", Type: ID, Required: true, Refers: "instruments"},
		{Name: "wave", Type: Code, Required: true, Codes: []string{Baseline, Endline, "any"}},
		{Name: "respondent_id", Type: Person},
		{Name: "role", Type: Code, Codes: []string{RoleLearner, "teacher", "family", "community", "staff"}},
		{Name: "school_id", Type: ID, Refers: "schools"},
		{Name: "invited_on", Type: Date},
		{Name: "stratum"},
		{Name: "cluster"},
	},
}

package models

var evidence = Kind{
	Name:     "evidence",
	Title:    Text{"Evidence of skills", "أدلة المهارات"},
	About:    Text{"One assessment of one person's skill.", "تقييم واحد لمهارة لدى شخص."},
	Key:      []string{"record_id"},
	Identity: true,
	Fields: []Field{
		{Name: "record_id", Type: Record, Required: true},
		{Name: "person_id", Type: Person, Required: true, Refers: "people"},
		{Name: "skill_id", Type: ID, Required: true, Refers: "skills"},
		{Name: "step", Type: Whole},
		{Name: "score", Type: Number},
		{Name: "assessed_on", Type: Date, Required: true},
		{Name: "rater", Type: Person},
		{Name: "method", Type: Code, Codes: []string{"observation", "test", "portfolio", "self", "peer", "interview"}, Open: true},
		{Name: "opportunity_id", Type: ID, Refers: "opportunities"},
		{Name: "credential_id", Type: Record, Refers: "credentials"},
	},
	Levels: []Subject{OfPerson},
}

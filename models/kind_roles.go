package models

var roles = Kind{
	Name:     "roles",
	Title:    Text{"Roles", "الأدوار"},
	About:    Text{"What one person does for an organisation: broker, mentor, ambassador.", "ما يقوم به شخص لمؤسسة: وسيط أو مرشد أو سفير."},
	Key:      []string{"record_id"},
	Identity: true,
	Fields: []Field{
		{Name: "record_id", Type: Record, Required: true},
		{Name: "person_id", Type: Person, Required: true, Refers: "people"},
		{Name: "organisation_id", Type: ID, Required: true},
		{Name: "role", Type: Code, Required: true, Codes: []string{"broker", "enabler", "advocate", "facilitator", "mentor", "ambassador"}, Open: true},
		{Name: "paid", Type: Flag},
		{Name: "hours", Type: Number, Minimum: atLeast(0)},
		{Name: "budget", Type: Number, Minimum: atLeast(0)},
		{Name: "starts_on", Type: Date},
		{Name: "ends_on", Type: Date, Ends: true},
	},
	Ordered: [][2]string{{"starts_on", "ends_on"}},
}

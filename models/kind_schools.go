package models

var schools = Kind{
	Name:  "schools",
	Title: Text{"Schools", "المدارس"},
	About: Text{"A school, its sector, phase and place.", "مدرسة بقطاعها ومرحلتها ومكانها."},
	Key:   []string{"school_id"},
	Fields: []Field{
		{Name: "school_id", Type: ID, Required: true},
		{Name: "name_en"},
		{Name: "name_ar"},
		{Name: "type", Type: Code, Codes: []string{"government", "private", "international", "community", "special"}, Open: true},
		{Name: "phase", Type: Code, Codes: []string{"nursery", "kindergarten", "primary", "preparatory", "secondary", "all_through"}, Open: true},
		{Name: "municipality"},
		{Name: "latitude", Type: Number, Minimum: atLeast(-90), Maximum: atMost(90)},
		{Name: "longitude", Type: Number, Minimum: atLeast(-180), Maximum: atMost(180)},
	},
	Levels: []Subject{OfSchool},
}

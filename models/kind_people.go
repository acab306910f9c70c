package models

// RoleLearner is the role of a person where none is given.
const RoleLearner = "learner"

var people = Kind{
	Name:  "people",
	Alias: "learners",
	Title: Text{"People", "الأشخاص"},
	About: Text{"How one person stood from valid_from until the next row or valid_to.", "حال شخص واحد من تاريخ السريان حتى الصف التالي أو تاريخ الانتهاء."},
	Key:   []string{"person_id", "valid_from"},
	Fields: []Field{
		{Name: "person_id", Type: Person, Required: true},
		{Name: "role", Type: Code, Codes: []string{RoleLearner, "teacher", "family", "community", "staff"}},
		{Name: "valid_from", Type: Date},
		{Name: "valid_to", Type: Date, Ends: true},
		{Name: "school_id", Type: ID, Refers: "schools"},
		{Name: "grade"},
		{Name: "birth_year", Type: Whole, Minimum: atLeast(1900), Maximum: atMost(2100)},
		{Name: "municipality"},
		{Name: "zone"},
	},
	Ordered: [][2]string{{"valid_from", "valid_to"}},
	Levels:  []Subject{OfPerson},
}

package models

var skills = Kind{
	Name:  "skills",
	Title: Text{"Skills", "المهارات"},
	About: Text{"A skill of a framework.", "مهارة من إطار مهارات."},
	Key:   []string{"skill_id"},
	Fields: []Field{
		{Name: "skill_id", Type: ID, Required: true},
		{Name: "name_en", Required: true},
		{Name: "name_ar"},
		{Name: "framework"},
		{Name: "parent_id", Type: ID, Refers: "skills"},
		{Name: "description"},
	},
}

package models

var skillSteps = Kind{
	Name:  "skill_steps",
	Title: Text{"Skill steps", "خطوات المهارات"},
	About: Text{"One step of a skill and the ages at which it is expected.", "خطوة من خطوات مهارة والأعمار المتوقعة لبلوغها."},
	Key:   []string{"skill_id", "step"},
	Fields: []Field{
		{Name: "skill_id", Type: ID, Required: true, Refers: "skills"},
		{Name: "step", Type: Whole, Required: true},
		{Name: "title_en"},
		{Name: "title_ar"},
		{Name: "expected_from_age", Type: Number, Minimum: atLeast(0), Maximum: atMost(150)},
		{Name: "expected_to_age", Type: Number, Minimum: atLeast(0), Maximum: atMost(150)},
	},
}

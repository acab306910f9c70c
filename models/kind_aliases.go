package models

var aliases = Kind{
	Name:  "aliases",
	Title: Text{"Aliases", "المعرّفات المرادفة"},
	About: Text{"Two ids that mean the same person, school, provider, opportunity or skill.", "معرّفان يدلان على الشخص أو المدرسة أو الجهة أو الفرصة أو المهارة نفسها."},
	Key:   []string{"of", "scheme", "alias"},
	Fields: []Field{
		{Name: "of", Type: Code, Required: true, Codes: []string{"person", "school", "provider", "opportunity", "skill"}},
		{Name: "scheme", Required: true},
		{Name: "alias", Type: Mixed, By: "of", Required: true},
		{Name: "id", Type: Mixed, By: "of", Required: true},
		{Name: "method"},
		{Name: "confidence", Type: Number, Minimum: atLeast(0), Maximum: atMost(1)},
	},
}

package models

var scales = Kind{
	Name:  "scales",
	Title: Text{"Scales", "المقاييس"},
	About: Text{"What a group of survey items measures together.", "ما تقيسه مجموعة من بنود الاستبيان معًا."},
	Key:   []string{"scale_id"},
	Fields: []Field{
		{Name: "scale_id", Type: ID, Required: true},
		{Name: "title_en", Required: true},
		{Name: "title_ar"},
		{Name: "domain", Type: Code, Codes: []string{"thriving", "trust", "agency", "cognitive", "socio_emotional", "attitudes"}, Open: true},
		{Name: "scoring", Type: Code, Codes: []string{"mean", "sum"}},
		{Name: "licence"},
	},
}

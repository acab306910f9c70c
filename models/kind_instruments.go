package models

var instruments = Kind{
	Name:  "instruments",
	Title: Text{"Survey items", "بنود الاستبيانات"},
	About: Text{"One item of a questionnaire.", "بند واحد من استبيان."},
	Key:   []string{"instrument_id", "item_id"},
	Fields: []Field{
		{Name: "instrument_id", Type: ID, Required: true},
		{Name: "item_id", Required: true},
		{Name: "scale_id", Type: ID, Refers: "scales"},
		{Name: "text_en"},
		{Name: "text_ar"},
		{Name: "answer", Type: Code, Codes: []string{"scale", "choice", "many", "text"}},
		{Name: "minimum", Type: Number},
		{Name: "maximum", Type: Number},
		{Name: "reversed", Type: Flag},
		{Name: "about"},
	},
}

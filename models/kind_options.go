package models

var options = Kind{
	Name:  "options",
	Title: Text{"Answer options", "خيارات الإجابة"},
	About: Text{"One option of a survey item.", "خيار واحد من خيارات بند."},
	Key:   []string{"instrument_id", "item_id", "option"},
	Fields: []Field{
		{Name: "instrument_id", Type: ID, Required: true},
		{Name: "item_id", Required: true},
		{Name: "option", Required: true},
		{Name: "title_en"},
		{Name: "title_ar"},
		{Name: "missing", Type: Flag},
	},
}

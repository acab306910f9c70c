package models

var providers = Kind{
	Name:  "providers",
	Title: Text{"Providers", "الجهات المقدِّمة"},
	About: Text{"An organisation that offers learning: a museum, library, charity, employer, club.", "جهة تقدّم فرص التعلّم: متحف أو مكتبة أو جمعية خيرية أو جهة عمل أو نادٍ."},
	Key:   []string{"provider_id"},
	Fields: []Field{
		{Name: "provider_id", Type: ID, Required: true},
		{Name: "name_en"},
		{Name: "name_ar"},
		{Name: "sector", Type: Code, Codes: []string{"museum", "library", "science_centre", "charity", "employer", "sport", "arts", "university", "school", "government", "community"}, Open: true},
		{Name: "municipality"},
		{Name: "latitude", Type: Number, Minimum: atLeast(-90), Maximum: atMost(90)},
		{Name: "longitude", Type: Number, Minimum: atLeast(-180), Maximum: atMost(180)},
	},
	Levels: []Subject{OfProvider},
}

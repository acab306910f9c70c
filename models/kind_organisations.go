package models

var organisations = Kind{
	Name:  "organisations",
	Title: Text{"Organisations", "المؤسسات"},
	About: Text{"A ministry, network, funder or coalition; schools and providers are organisations too.", "وزارة أو شبكة أو جهة تمويل أو تحالف؛ والمدارس والجهات المقدِّمة مؤسسات أيضًا."},
	Key:   []string{"organisation_id"},
	Fields: []Field{
		{Name: "organisation_id", Type: ID, Required: true},
		{Name: "name_en"},
		{Name: "name_ar"},
		{Name: "type", Type: Code, Required: true, Codes: []string{"ministry", "network", "funder", "coalition", "foundation", "university", "company"}, Open: true},
	},
}

package models

var returns = Kind{
	Name:     "returns",
	Title:    Text{"Returns", "الإفادات"},
	About:    Text{"A school's or provider's word that it has reported for a term, or had nothing to report.", "إفادة مدرسة أو جهة مقدِّمة بأنها أبلغت عن فترة، أو لم يكن لديها ما تبلغ عنه."},
	Key:      []string{"record_id"},
	Identity: true,
	Fields: []Field{
		{Name: "record_id", Type: Record, Required: true},
		{Name: "about", Type: Code, Required: true, Codes: []string{"participations", "credentials", "responses", "people", "opportunities", "evidence", "headcounts"}},
		{Name: "school_id", Type: ID, Refers: "schools"},
		{Name: "provider_id", Type: ID, Refers: "providers"},
		{Name: "term", Required: true},
		{Name: "reported_on", Type: Date, Required: true},
		{Name: "nil", Type: Flag},
	},
}

package models

var decisions = Kind{
	Name:     "decisions",
	Title:    Text{"Decisions", "القرارات"},
	About:    Text{"One decision of a body: to take part, run in school, endorse, accredit or fund.", "قرار من جهة: بالمشاركة أو التنفيذ في المدرسة أو الإقرار أو الاعتماد أو التمويل."},
	Key:      []string{"record_id"},
	Identity: true,
	Fields: []Field{
		{Name: "record_id", Type: Record, Required: true},
		{Name: "subject_kind", Type: Code, Required: true, Codes: []string{"person", "school", "provider", "opportunity", "programme"}},
		{Name: "subject_id", Type: Mixed, By: "subject_kind", Required: true},
		{Name: "school_id", Type: ID, Refers: "schools"},
		{Name: "matter", Type: Code, Required: true, Codes: []string{"take_part", "run_in_school", "endorse", "accredit", "fund"}},
		{Name: "criterion"},
		{Name: "score", Type: Number},
		{Name: "requested_on", Type: Date},
		{Name: "decided_on", Type: Date},
		{Name: "outcome"},
		{Name: "body"},
		{Name: "reason", Type: Code, Codes: reasons, Open: true},
		{Name: "valid_until", Type: Date, Ends: true},
	},
	Ordered: [][2]string{{"requested_on", "decided_on"}},
}

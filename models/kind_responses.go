package models

// The waves of a survey.
const (
	Baseline = "baseline"
	Endline  = "endline"
)

var responses = Kind{
	Name:     "responses",
	Title:    Text{"Survey answers", "إجابات الاستبيانات"},
	About:    Text{"One respondent's answer to one item.", "إجابة مستجيب واحد عن بند واحد."},
	Key:      []string{"record_id", "item_id"},
	Identity: true,
	Fields: []Field{
		{Name: "record_id", Type: Record, Required: true},
		{Name: "instrument_id", Type: ID, Required: true, Refers: "instruments"},
		{Name: "item_id", Required: true},
		{Name: "wave", Type: Code, Required: true, Codes: []string{Baseline, Endline, "any"}},
		{Name: "respondent_id", Type: Person},
		{Name: "role", Type: Code, Codes: []string{RoleLearner, "teacher", "family", "community", "staff"}},
		{Name: "subject_kind", Type: Code, Codes: []string{"person", "school", "provider", "opportunity", "programme"}},
		{Name: "subject_id", Type: Mixed, By: "subject_kind"},
		{Name: "school_id", Type: ID, Refers: "schools"},
		{Name: "opportunity_id", Type: ID, Refers: "opportunities"},
		{Name: "answered_on", Type: Date},
		{Name: "value", Type: Number},
		{Name: "option"},
		{Name: "text", Type: Apart},
		{Name: "status", Type: Code, Codes: []string{"answered", "skipped", "not_applicable", "refused"}},
		{Name: "weight", Type: Number, Minimum: atLeast(0)},
		{Name: "stratum"},
		{Name: "cluster"},
	},
	Levels: []Subject{OfPerson},
}

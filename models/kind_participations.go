package models

var (
	channels = []string{"school", "platform", "family", "friend", "social_media", "messaging", "community", "walk_in"}
	reasons  = []string{"transport", "cost", "timetable", "language", "permission", "full", "policy", "health", "interest"}
)

var participations = Kind{
	Name:     "participations",
	Title:    Text{"Participations", "المشاركات"},
	About:    Text{"One stage that one person reached in one opportunity.", "مرحلة واحدة بلغها شخص في فرصة تعلّم."},
	Key:      []string{"record_id"},
	Identity: true,
	Fields: []Field{
		{Name: "record_id", Type: Record, Required: true},
		{Name: "person_id", Type: Person, Required: true, Refers: "people"},
		{Name: "opportunity_id", Type: ID, Required: true, Refers: "opportunities"},
		{Name: "stage", Type: Code, Required: true, Codes: StageNames()},
		{Name: "occurred_on", Type: Date},
		{Name: "minutes", Type: Number, Minimum: atLeast(0)},
		{Name: "session_id", Type: Session, Refers: "sessions"},
		{Name: "channel", Type: Code, Codes: channels, Open: true},
		{Name: "barrier", Type: Code, Codes: []string{"visibility", "understanding", "practical", "motivation"}},
		{Name: "reason", Type: Code, Codes: reasons, Open: true},
	},
	Levels: []Subject{OfPerson},
}

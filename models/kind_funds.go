package models

var funds = Kind{
	Name:     "funds",
	Title:    Text{"Funds", "الأموال"},
	About:    Text{"Money given, spent or waived.", "مال مُنح أو أُنفق أو أُعفي منه."},
	Key:      []string{"record_id"},
	Identity: true,
	Fields: []Field{
		{Name: "record_id", Type: Record, Required: true},
		{Name: "payer_id", Type: ID},
		{Name: "payee_id", Type: ID},
		{Name: "school_id", Type: ID, Refers: "schools"},
		{Name: "opportunity_id", Type: ID, Refers: "opportunities"},
		{Name: "purpose", Type: Code, Codes: []string{"places", "transport", "staff", "materials", "support"}, Open: true},
		{Name: "type", Type: Code, Codes: []string{"allocation", "spend", "grant", "waiver"}},
		{Name: "amount", Type: Number, Required: true},
		{Name: "currency", Required: true},
		{Name: "starts_on", Type: Date},
		{Name: "ends_on", Type: Date, Ends: true},
	},
	Ordered: [][2]string{{"starts_on", "ends_on"}},
}

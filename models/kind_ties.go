package models

var ties = Kind{
	Name:     "ties",
	Title:    Text{"Ties", "الروابط"},
	About:    Text{"A working relation between two organisations.", "علاقة عمل بين مؤسستين."},
	Key:      []string{"record_id"},
	Identity: true,
	Fields: []Field{
		{Name: "record_id", Type: Record, Required: true},
		{Name: "from_id", Type: ID, Required: true},
		{Name: "to_id", Type: ID, Required: true},
		{Name: "type", Type: Code, Codes: []string{"partnership", "referral", "delivery", "funding", "membership"}, Open: true},
		{Name: "brokered_by", Type: ID},
		{Name: "starts_on", Type: Date, Required: true},
		{Name: "ends_on", Type: Date, Ends: true},
	},
	Ordered: [][2]string{{"starts_on", "ends_on"}},
}

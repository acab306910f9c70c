package models

// Aside is one row awaiting correction. Ids of people in it are pseudonyms.
type Aside struct {
	Batch  string   `json:"batch"`
	Row    int64    `json:"row"`
	Feed   string   `json:"feed"`
	Kind   string   `json:"kind"`
	File   string   `json:"file,omitempty"`
	Line   int64    `json:"line,omitempty"`
	Faults []string `json:"faults"` // code:column
	Record string   `json:"-"`      // JSON
}

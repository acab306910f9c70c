package models

// Form says what a row of a table is.
type Form string

// The forms of a table that somebody brings.
const (
	RowsOfGroups  Form = "groups"
	RowsOfPersons Form = "persons"
)

// Bringing is what is said of a table beside it.
type Bringing struct {
	Outcome string // the column that holds the outcome, where a row is a person; empty where it is a group
	// Facts are of the table as a whole, where it has no such column: indicator_scale, and where a row is a group
	// ordered_dimension and favourable_indicator.
	Facts map[string]string
}

// Brought is what a table that somebody brought says of inequality between its groups. Nothing in it is about people in
// the workspace, so there is nothing to protect.
type Brought struct {
	Form     Form      `json:"form"`
	Rows     int       `json:"rows"`
	LeftOut  int       `json:"left_out"` // persons without an outcome
	Ordered  bool      `json:"ordered"`
	Unit     Unit      `json:"unit"`
	Groups   []Cell    `json:"groups"`
	Average  Cell      `json:"average"`
	Level    float64   `json:"level"` // of the intervals
	Measures []Summary `json:"measures"`
	Skipped  []Skipped `json:"skipped"`
	Warnings []Text    `json:"warnings"`
	// Values are all numbers under the names of published collections, such as d.estimate.
	Values []Named `json:"values"`
}

// Named is a number with a name.
type Named struct {
	Name  string  `json:"stat"`
	Value float64 `json:"value"`
}

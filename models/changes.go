package models

// Changes is what a delivery would change of what is published. Only
// queries/disclosure makes one that leaves the engine: both sides of every
// change are cells of protected answers.
type Changes struct {
	Figures []FigureChange `json:"figures"` // only those that change
	Looked  int            `json:"looked"`  // at how many figures
	Gone    []Reporter     `json:"gone"`    // schools and providers that drop out
	Come    []Reporter     `json:"come"`    // those that are new
}

// FigureChange is one figure and its cells that would change.
type FigureChange struct {
	Measure    string       `json:"measure"`
	Title      Text         `json:"title"`
	Unit       Unit         `json:"unit"`
	By         []string     `json:"by"`
	Dimensions []Dimension  `json:"-"` // of By
	Cells      []CellChange `json:"cells"`
}

// CellChange is a cell as it is and as it would be; an empty group is
// everybody. Where a group is in one of the two answers only, it has no data in
// the other.
type CellChange struct {
	Group  Group `json:"group"`
	Before Cell  `json:"before"`
	After  Cell  `json:"after"`
}

// Turns reports whether a cell gains or loses its number, or changes the reason
// why it has none.
func (c CellChange) Turns() bool { return c.Before.State != c.After.State }

// Reporter is a school or provider that drops out of a term or comes into it.
type Reporter struct {
	Of     string `json:"of"` // schools or providers
	ID     string `json:"id"`
	Name   Text   `json:"name"`
	Term   string `json:"term"`
	Reason string `json:"reason"` // roster: it stands in no roster; records: none of its records is left; "" for one that is new
}

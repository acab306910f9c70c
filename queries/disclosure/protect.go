package disclosure

import (
	"athar/models"
)

// Row is one combination of levels in the base table of a question.
type Row struct {
	Levels []string // one a dimension of the table; "" is "not given"
	// Parts are the counts that are published or hidden together: successes
	// and failures of a share, units of a count or a mean.
	Parts []int64
	// Sums add up as the parts do and are used only where the parts are shown:
	// sum and sum of squares of a mean.
	Sums []float64
	// Spread is how many units have which amount, for measures of distribution.
	Spread map[float64]int64
}

// Table is what a measure counted for a question, before any protection, over
// the groupings, the filters and the terms of the question alike: a filtered
// answer is cut from the protected table, so that no two questions can be
// played against each other. Nothing in a Table may be shown.
type Table struct {
	Dimensions []models.Dimension // the question's By first
	Rows       []Row
	// Slices are tables of the same shape for each level of a first dimension
	// whose rows do not add up (one fact can stand in several of its groups).
	// Where set, Rows is the table over all levels.
	Slices map[string][]Row
}

// Request is what to cut from the table and how to say it.
type Request struct {
	Answer models.Answer // everything but cells, total, inequality and protection
	By     int           // how many dimensions of the table group the cells
	// Keep holds, for dimensions that are filtered, the levels kept.
	Keep map[string][]string
	// Estimate rebuilds a cell's numbers from protected counts only.
	Estimate func(Row) models.Cell
	// Missing gives the state of a group that has no counts at all.
	Missing func(levels []string) (models.State, *models.Text)
	// Inequality summarises the groups; it is asked only when no cell is hidden.
	Inequality func(cells []models.Cell, rows []Row) *models.Inequality
	Policy     models.Policy
}

package disclosure

import (
	"slices"
	"sync"

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
	// Largest are the two largest amounts in the first of Sums, for means of
	// amounts: what is nearly one person's is not said.
	Largest [2]float64
	// Spread is how many units have which amount, for measures of distribution.
	Spread map[float64]int64
}

// Table is what a measure counted for a question, before any protection, over
// the groupings, the filters and the terms of the question alike: a filtered
// answer is cut from the protected table, so that no two questions can be
// played against each other. Nothing in a Table may be shown.
type Table struct {
	// Dimensions divide the rows: each unit stands in one row.
	Dimensions []models.Dimension
	Rows       []Row
	// Slices are further tables of the same shape, each protected by itself,
	// where groups overlap (one fact in several categories) or are facets of
	// the same people (the items of a survey). Levels name the slice in the
	// order of Facets.
	Facets []models.Dimension
	Slices []Slice
	// Shares says that the parts are those who had an outcome and those who had
	// not: then that all or none of a small group had it is hidden as well.
	Shares bool
	// Whole says that the table and all its margins are planned as one: every
	// question about its dimensions is cut from it, also one about fewer.
	Whole bool
	// People is how many people a row is of; nil where rows count something else.
	People func(Row) int64
	// Places is then how many people there are by dimension of places, period and place.
	Places map[string]map[string]map[string]int64
	// Before are tables of the same units that are protected first.
	Before []Before
	// Nested is the facet, if any, whose slices count the same units again and
	// again, each among those of the slices before: the stages of a journey.
	// Then what is lost between any two slices is a count too.
	Nested string
}

// Before is a table over the same dimensions and facets whose first part counts
// nearly the same people as the first part of this one: who attended and who
// enrolled. What differs by a few between the two is hidden in the later, and
// so is what the earlier hides and the later would give away.
type Before struct {
	Table Table
	// Periods are the earlier table's periods within each of this one's: the
	// terms of a year. Without them the periods are the same.
	Periods map[string][]string
}

// Slice is the table of one group of the facets.
type Slice struct {
	Levels []string
	Rows   []Row
}

// Request is what to cut from the table and how to say it.
type Request struct {
	Answer models.Answer // everything but cells, total, inequality and protection
	By     []string      // the dimensions or facets that group the cells, in order
	// Keep holds, for dimensions and facets that are filtered, the levels kept.
	Keep map[string][]string
	// Estimate rebuilds a cell's numbers from protected counts only.
	Estimate func(Row) models.Cell
	// Relate, where it is set, puts a shown cell in relation to the total, once both are known to be shown.
	Relate func(cell *models.Cell, row, total Row)
	// Inequality summarises the groups of the first dimension grouped by; it is asked only when no cell is hidden.
	// rows are the shown cells' counts, in the cells' order. Not simulated: without the measures whose interval is drawn.
	Inequality func(cells []models.Cell, rows []Row, simulated bool) *models.Inequality
	// Outcome says how strong a claim the answer can carry; it is asked only when the total is shown. cells and rows are
	// those of the groups, nil when one of them is hidden.
	Outcome func(cells []models.Cell, rows []Row, total Row) *models.Outcome
	Policy  models.Policy
	// Least is the fewest units of which a mean may be said; 0 for other measures. LeastOfFirst asks it of the first part alone.
	Least        int
	LeastOfFirst bool
	// Earlier marks an answer as of an earlier commit: Today is then the same
	// question's table now, and what differs from it by a few is hidden too.
	Earlier bool
	Today   *Table
	// Record, where it is set, is told what was done.
	Record func(Record)
}

// Protect hides what must be hidden in the whole table, cuts the answer from
// what is left, and rebuilds every number from that alone.
func Protect(t Table, r Request) (Released, error) {
	c := newCutter(t, r)
	answer := r.Answer
	answer.Protection = models.Protection{Threshold: r.Policy.For(c.named()...), Rounding: r.Policy.Rounding}
	groups, err := c.groups()
	if err != nil {
		return Released{}, err
	}
	var rows []Row
	answer.Cells = make([]models.Cell, 0, len(groups))
	for _, g := range groups {
		cell, row, err := c.cell(g)
		if err != nil {
			return Released{}, err
		}
		if cell.State == models.Hidden {
			answer.Protection.Hidden++
		}
		answer.Cells = append(answer.Cells, cell)
		rows = append(rows, row)
	}
	var total Row
	if answer.Total, total, err = c.cell(nil); err != nil {
		return Released{}, err
	}
	if r.Relate != nil {
		relate(r, &answer, rows, total)
	}
	if answer.Total.State == models.Hidden {
		answer.Protection.Hidden++
	}
	if answer.Protection.Hidden > 0 && c.narrowed() {
		answer.Protection.Narrowed = true
		answer.Warnings = append(slices.Clone(answer.Warnings), models.Narrowable)
	}
	if answer.Protection.Hidden > 0 && c.ofPlaces() && !c.open() && slices.ContainsFunc(c.named(), func(d models.Dimension) bool { return d.Area }) {
		answer.Warnings = append(slices.Clone(answer.Warnings), models.SmallPlaces)
	}
	released := Released{}
	if r.Inequality != nil {
		cells, total := answer.Cells, answer.Total
		answer.Inequality = inequality(r, cells, total, rows, false)
		released.simulated = sync.OnceValue(func() *models.Inequality { return inequality(r, cells, total, rows, true) })
	}
	if r.Outcome != nil {
		answer.Outcome = outcome(r, answer, rows, total)
	}
	if r.Record != nil {
		r.Record(c.record(answer))
	}
	released.answer = answer
	return released, nil
}

// relate puts the shown cells and the total in relation to the total. Where that may not be shown, neither may what rests on it.
func relate(r Request, answer *models.Answer, rows []Row, total Row) {
	shown := answer.Total.State.HasNumbers()
	for i := range answer.Cells {
		cell := &answer.Cells[i]
		switch {
		case !cell.State.HasNumbers():
		case shown:
			r.Relate(cell, rows[i], total)
		default:
			*cell = models.Cell{Group: cell.Group, State: models.NotApplicable, Reason: &models.Text{
				En: "It is held against the total, which cannot be shown.", Ar: "يُقارَن بالمجموع، ولا يمكن عرضه."}}
		}
	}
	if shown {
		r.Relate(&answer.Total, total, total)
	}
}

// inequality asks for the summary, or says that it may not be made.
func inequality(r Request, cells []models.Cell, total models.Cell, rows []Row, simulated bool) *models.Inequality {
	if slices.ContainsFunc(cells, func(c models.Cell) bool { return c.State == models.Hidden }) || total.State == models.Hidden {
		return &models.Inequality{Dimension: r.By[0], State: models.NotApplicable, Measures: []models.Summary{}, Skipped: []models.Skipped{},
			Reason: &models.Text{En: "A group is suppressed to protect privacy, and a summary of the others would give it away.",
				Ar: "إحدى الفئات محجوبة حفاظًا على الخصوصية، وتلخيص الفئات الأخرى يكشفها."}}
	}
	return r.Inequality(cells, rows, simulated)
}

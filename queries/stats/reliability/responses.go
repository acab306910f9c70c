package reliability

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// Table is a complete table of numbers: persons by items, or learners by raters. A row with a gap has to be left out by
// the caller, who knows how many there were.
type Table struct {
	Columns int       // items or raters, 1 or more
	Values  []float64 // row after row: finite
}

// NewTable copies rows into a table.
//
// Errors: rows of different lengths.
func NewTable(rows [][]float64) (Table, error) {
	if len(rows) == 0 {
		return Table{Columns: 1}, nil
	}
	t := Table{Columns: len(rows[0]), Values: make([]float64, 0, len(rows)*len(rows[0]))}
	for _, row := range rows {
		if len(row) != t.Columns {
			return Table{}, stats.Refuse("every row must have a number in every column")
		}
		t.Values = append(t.Values, row...)
	}
	return t, nil
}

// Rows is how many rows there are.
func (t Table) Rows() int { return len(t.Values) / t.Columns }

func (t Table) row(i int) []float64 { return t.Values[i*t.Columns : (i+1)*t.Columns] }

func (t Table) check() error {
	if t.Columns < 1 || len(t.Values)%t.Columns != 0 {
		return stats.Refuse("a table must have one column or more and whole rows")
	}
	for _, x := range t.Values {
		if !stats.IsFinite(x) {
			return stats.Refuse("every number of a table must be finite; leave rows with gaps out")
		}
	}
	return nil
}

// columnMeans needs at least one row.
func (t Table) columnMeans() []float64 {
	sums, means := make([]exact.Sum, t.Columns), make([]float64, t.Columns)
	for i := range t.Rows() {
		for j, x := range t.row(i) {
			sums[j].Add(x)
		}
	}
	for j := range means {
		means[j] = sums[j].Value() / float64(t.Rows())
	}
	return means
}

// covariances of columns, with rows-1 in the denominator.
type covariances struct {
	size    int
	persons float64
	values  []float64 // size x size
}

// covariances needs at least two rows.
func (t Table) covariances() covariances {
	k := t.Columns
	means, sums, apart := t.columnMeans(), make([]exact.Sum, k*k), make([]float64, k)
	for i := range t.Rows() {
		for j, x := range t.row(i) {
			apart[j] = x - means[j]
			for l := range j + 1 {
				sums[j*k+l].Add(apart[j] * apart[l])
			}
		}
	}
	c := covariances{size: k, persons: float64(t.Rows()), values: make([]float64, k*k)}
	for j := range k {
		for l := range j + 1 {
			c.values[j*k+l] = sums[j*k+l].Value() / (c.persons - 1)
			c.values[l*k+j] = c.values[j*k+l]
		}
	}
	return c
}

func (c covariances) at(i, j int) float64 { return c.values[i*c.size+j] }

// spread is the standard deviation of a column.
func (c covariances) spread(i int) float64 { return math.Sqrt(c.at(i, i)) }

// constant tells whether some column does not vary.
func (c covariances) constant() bool {
	for i := range c.size {
		if !(c.at(i, i) > 0) {
			return true
		}
	}
	return false
}

// correlations needs columns that vary.
func (c covariances) correlations() covariances {
	r := covariances{size: c.size, persons: c.persons, values: make([]float64, len(c.values))}
	for i := range c.size {
		for j := range c.size {
			r.values[i*c.size+j] = c.at(i, j) / (c.spread(i) * c.spread(j))
		}
		r.values[i*c.size+i] = 1
	}
	return r
}

// total is the sum of all entries: of covariances, the variance of the sum of the columns.
func (c covariances) total() float64 { return exact.SumOf(c.values) }

// trace is the sum of the variances.
func (c covariances) trace() float64 {
	var s exact.Sum
	for i := range c.size {
		s.Add(c.at(i, i))
	}
	return s.Value()
}

// rowTotal is the covariance of one column with the sum of all.
func (c covariances) rowTotal(i int) float64 { return exact.SumOf(c.values[i*c.size : (i+1)*c.size]) }

// alpha is k/(k-1) (1 - trace/total), and whether it exists.
func (c covariances) alpha() (value float64, reason stats.Reason) {
	return alphaOf(c.size, c.trace(), c.total())
}

func alphaOf(items int, trace, total float64) (value float64, reason stats.Reason) {
	switch {
	case items < 2:
		return 0, stats.TooFewItems
	case trace == 0 || total <= trace*1e-12:
		return 0, stats.NoVariation
	}
	k := float64(items)
	return k / (k - 1) * (1 - trace/total), ""
}

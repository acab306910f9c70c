package survey

import (
	"math"
	"slices"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
	"athar/queries/stats/internal/linear"

	"gonum.org/v1/gonum/mat"
)

// Margin is a grouping of the rows whose totals over the population are known.
type Margin struct {
	Group  []string           // of every row
	Totals map[string]float64 // how many of the population belong to each group, above 0
}

// PostStratified weights the rows so that each group has its known total. Errors are then those of how rows differ within
// groups, wherever the groups explain the values.
//
// Errors: a design that is calibrated already, or a domain of one; a margin of another length; a group of rows with a
// weight that has no total, a total without such rows, or one that is not a finite number above 0.
//
// Source: Holt & Smith 1979, JRSS A 142:33-46, doi:10.2307/2344652.
func (d Design) PostStratified(margin Margin) (Design, error) {
	g, err := d.grouping(margin)
	if err != nil {
		return Design{}, err
	}
	calibrated := slices.Clone(d.weights)
	g.meet(calibrated)
	d.residual = withinGroups(g.ofRow, len(g.totals), d.drawn)
	d.weights = calibrated
	return d, nil
}

// withinGroups takes from a column its weighted means by group.
func withinGroups(places []int, groups int, weights []float64) func([]float64) []float64 {
	return func(column []float64) []float64 {
		sums, sizes := make([]exact.Sum, groups), make([]exact.Sum, groups)
		for row, place := range places {
			sums[place].Add(weights[row] * column[row])
			sizes[place].Add(weights[row])
		}
		residuals := make([]float64, len(column))
		for row, place := range places {
			if size := sizes[place].Value(); size > 0 {
				residuals[row] = column[row] - sums[place].Value()/size
			}
		}
		return residuals
	}
}

// grouping is a margin put in order: the group of every row and the total of every group.
type grouping struct {
	ofRow  []int
	totals []float64
}

func (d Design) grouping(margin Margin) (grouping, error) {
	switch {
	case d.residual != nil || d.inside != nil:
		return grouping{}, stats.Refuse("a design is calibrated once, as a whole, before domains are taken")
	case len(margin.Group) != len(d.weights):
		return grouping{}, stats.Refuse("there must be one group for every row of the design")
	}
	levels, ofRow, err := d.levels(margin.Group)
	if err != nil {
		return grouping{}, err
	}
	g, met := grouping{ofRow, make([]float64, len(levels))}, 0
	sums := g.sums(d.weights)
	for place, level := range levels {
		total, known := margin.Totals[level]
		switch {
		case known && (!(total > 0) || math.IsInf(total, 1)):
			return grouping{}, stats.Refuse("the known total of a group must be a finite number above 0")
		case sums[place] > 0 && !known:
			return grouping{}, stats.Refuse("every group of the rows needs a known total")
		case sums[place] > 0:
			met++
		}
		g.totals[place] = total
	}
	if met < len(margin.Totals) {
		return grouping{}, stats.Refuse("a group with a known total has no rows to stand for it; merge it with another")
	}
	return g, nil
}

func (g grouping) sums(weights []float64) []float64 {
	running := make([]exact.Sum, len(g.totals))
	for row, place := range g.ofRow {
		running[place].Add(weights[row])
	}
	sums := make([]float64, len(running))
	for place := range running {
		sums[place] = running[place].Value()
	}
	return sums
}

// meet multiplies weights so that every group has its total, and says how far from 1 a factor was.
func (g grouping) meet(weights []float64) (furthest float64) {
	factors := g.sums(weights)
	for place, sum := range factors {
		factors[place] = 1
		if sum > 0 {
			factors[place] = g.totals[place] / sum
		}
		furthest = max(furthest, math.Abs(factors[place]-1))
	}
	for row, place := range g.ofRow {
		weights[row] *= factors[place]
	}
	return furthest
}

const (
	mostRakings = 10000
	rakedTo     = 1e-13 // how far the last factors may be from 1
	agreeTo     = 1e-6  // how far the sums of two margins may be apart
)

// Raked weights the rows so that the groups of every margin have their known totals, one margin after the other, again
// and again. Unlike PostStratified it needs no totals for how the margins cross.
//
// Errors: as for PostStratified; no margins; margins whose totals do not add up to the same; margins that cannot all be
// met, because rows that would have to stand for a crossing are missing.
//
// Source: Deming & Stephan 1940, Annals of Mathematical Statistics 11:427-444, doi:10.1214/aoms/1177731829; variance:
// Deville, Särndal & Sautory 1993, JASA 88:1013-1020, doi:10.1080/01621459.1993.10476369.
func (d Design) Raked(margins []Margin) (Design, error) {
	if len(margins) == 0 {
		return Design{}, stats.Refuse("raking needs a margin")
	}
	groupings := make([]grouping, len(margins))
	for m, margin := range margins {
		g, err := d.grouping(margin)
		if err != nil {
			return Design{}, err
		}
		if whole := exact.SumOf(groupings[0].totals); math.Abs(exact.SumOf(g.totals)-whole) > agreeTo*whole && m > 0 {
			return Design{}, stats.Refuse("the totals of all margins must add up to the same population")
		}
		groupings[m] = g
	}
	weights := slices.Clone(d.weights)
	for range mostRakings {
		furthest := 0.0
		for _, g := range groupings {
			furthest = max(furthest, g.meet(weights))
		}
		if furthest <= rakedTo {
			d.residual = besideColumns(indicators(groupings), d.drawn)
			d.weights = weights
			return d, nil
		}
	}
	return Design{}, stats.Refuse("the margins cannot all be met; merge small groups")
}

// indicators are columns that say which group of each margin a row belongs to.
func indicators(groupings []grouping) linear.Rows {
	width := 0
	for _, g := range groupings {
		width += len(g.totals)
	}
	rows := linear.Rows{Columns: width, X: make([]float64, len(groupings[0].ofRow)*width)}
	start := 0
	for _, g := range groupings {
		for row, place := range g.ofRow {
			rows.X[row*width+start+place] = 1
		}
		start += len(g.totals)
	}
	return rows
}

// besideColumns takes from a column what a weighted regression on others explains.
func besideColumns(rows linear.Rows, weights []float64) func([]float64) []float64 {
	rows.Weights = weights
	return func(column []float64) []float64 {
		rows.Y = column
		fit, err := linear.LeastSquares(rows)
		if err != nil { // no row has a weight, so that no residual counts
			return column
		}
		residuals := make([]float64, len(column))
		for row, y := range column {
			residuals[row] = y - fit.Predict(rows.Row(row))
		}
		return residuals
	}
}

// Calibrated weights the rows so that columns of numbers have their known totals over the population, and changes weights
// as little as that allows: w(1 + xλ). Give a column of ones for the size of the population.
//
// Weights can become negative; Adjustments tells. Raked weights cannot.
//
// Errors: as for PostStratified, of columns; columns of which one follows from the others.
//
// Source: Deville & Särndal 1992, JASA 87:376-382, doi:10.1080/01621459.1992.10475217.
func (d Design) Calibrated(columns [][]float64, totals []float64) (Design, error) {
	switch {
	case d.residual != nil || d.inside != nil:
		return Design{}, stats.Refuse("a design is calibrated once, as a whole, before domains are taken")
	case len(columns) == 0 || len(columns) != len(totals):
		return Design{}, stats.Refuse("there must be one known total for every column")
	}
	width := len(columns)
	for j, column := range columns {
		if err := d.check(column); err != nil {
			return Design{}, err
		}
		if !stats.IsFinite(totals[j]) {
			return Design{}, stats.Refuse("known totals must be finite numbers")
		}
	}
	rows := linear.Rows{Columns: width, X: make([]float64, len(d.weights)*width), Y: make([]float64, len(d.weights)), Weights: d.weights}
	missing := mat.NewVecDense(width, nil)
	for j, column := range columns {
		for row, x := range column {
			rows.X[row*width+j] = x
		}
		missing.SetVec(j, totals[j]-d.sum(column))
	}
	fit, err := linear.LeastSquares(rows)
	if err != nil || len(fit.Dependent) > 0 {
		return Design{}, stats.Refuse("the columns of a calibration must vary independently of each other over the rows")
	}
	var lambda mat.VecDense
	lambda.MulVec(fit.Inverse(), missing)
	calibrated := slices.Clone(d.weights)
	for row := range calibrated {
		factor := 1.0
		for j, x := range rows.Row(row) {
			factor += x * lambda.AtVec(j)
		}
		calibrated[row] *= factor
	}
	d.residual = besideColumns(rows, d.drawn)
	d.weights = calibrated
	return d, nil
}

// Weights are those of the rows after calibration, in a slice of their own.
func (d Design) Weights() []float64 { return slices.Clone(d.weights) }

// Adjustments are the least and the largest factor by which a calibration changed weights: 1 and 1 without one. Far from
// 1, or below 0, a few rows speak for too many.
func (d Design) Adjustments() (least, largest float64) {
	least, largest = math.Inf(1), math.Inf(-1)
	for row, drawn := range d.drawn {
		if drawn > 0 {
			factor := d.weights[row] / drawn
			least, largest = min(least, factor), max(largest, factor)
		}
	}
	if least > largest {
		return 1, 1
	}
	return least, largest
}

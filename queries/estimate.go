package queries

import (
	"cmp"

	"athar/models"
	"athar/queries/disclosure"
	"athar/queries/internal/measures"
	"athar/queries/stats"
)

// Below these an estimate is shown as unreliable (statistics.md 13).
const (
	leastReliable = 50   // units
	widestInShare = 0.30 // of an interval of a share
)

// leastOfMean is the fewest units of which a mean or a spread is said
// (statistics.md 15); counts and shares have thresholds of their own.
const leastOfMean = 10

func least(shape measures.Shape) int {
	switch shape {
	case measures.Mean, measures.Weight, measures.Spread, measures.Ratio, measures.Change:
		return leastOfMean
	}
	return 0
}

// estimate rebuilds a cell from protected counts.
func estimate(m *measures.Measure) func(disclosure.Row) models.Cell {
	return func(row disclosure.Row) models.Cell {
		switch m.Shape {
		case measures.Share:
			return share(part(row, 0), part(row, 0)+part(row, 1))
		case measures.Steps:
			return share(part(row, 0), part(row, 0)+part(row, 1)+part(row, 2))
		case measures.Count:
			// Of people in a period: those known in other periods too, in other years or in this, and those in no other.
			n := float64(part(row, 0) + part(row, 1) + part(row, 2))
			return models.Cell{State: models.Shown, Value: &n}
		case measures.Mean:
			return mean(row)
		case measures.Weight:
			return weighted(row)
		case measures.Ratio:
			return ratio(row, cmp.Or(m.Per, 1))
		case measures.Change:
			return change(row)
		case measures.Against:
			n := part(row, 0)
			return models.Cell{State: models.Shown, Numerator: &n, Value: new(float64)}
		default:
			return spread(row)
		}
	}
}

func part(row disclosure.Row, i int) int64 {
	if i >= len(row.Parts) {
		return 0
	}
	return row.Parts[i]
}

// units are all that the parts of a row count.
func units(row disclosure.Row) (n int64) {
	for _, p := range row.Parts {
		n += p
	}
	return n
}

func share(x, n int64) models.Cell {
	if n == 0 {
		return models.Cell{State: models.NoData}
	}
	e, err := stats.Wilson(stats.Proportion{Successes: float64(x), Trials: float64(n)})
	if err != nil || !e.Defined() {
		return models.Cell{State: models.NoData}
	}
	cell := withInterval(e)
	cell.Numerator, cell.Denominator = &x, &n
	if n < leastReliable || e.Interval.High-e.Interval.Low > widestInShare {
		cell.State = models.Unreliable
	}
	return cell
}

func mean(row disclosure.Row) models.Cell {
	n := units(row)
	if n == 0 || len(row.Sums) < 2 {
		return models.Cell{State: models.NoData}
	}
	e, err := stats.Mean(stats.Moments{Count: float64(n), Sum: row.Sums[0], SumOfSquares: row.Sums[1]})
	return ofUnits(e, err, n)
}

func weighted(row disclosure.Row) models.Cell {
	n := part(row, 0)
	if n == 0 || len(row.Sums) < 5 {
		return models.Cell{State: models.NoData}
	}
	e, err := stats.WeightedMean(weightedMoments(row))
	return ofUnits(e, err, n)
}

func weightedMoments(row disclosure.Row) stats.WeightedMoments {
	return stats.WeightedMoments{Count: float64(part(row, 0)), Weights: row.Sums[0], SquaredWeights: row.Sums[1],
		Sum: row.Sums[2], SquaredSum: row.Sums[3], SquaredSumOfSquares: row.Sums[4]}
}

// ratio has no interval: what it divides, places or money, is no sample of anything.
func ratio(row disclosure.Row, per float64) models.Cell {
	if len(row.Sums) < 2 || row.Sums[1] == 0 {
		return models.Cell{State: models.NoData}
	}
	value := per * row.Sums[0] / row.Sums[1]
	return models.Cell{State: models.Shown, Value: &value}
}

// change is the mean change of pairs: x before, y after.
func change(row disclosure.Row) models.Cell {
	n := part(row, 0)
	if n == 0 || len(row.Sums) < 5 {
		return models.Cell{State: models.NoData}
	}
	e, err := stats.Mean(changeMoments(row))
	return ofUnits(e, err, n)
}

// changeMoments are those of y - x.
func changeMoments(row disclosure.Row) stats.Moments {
	x, y, xx, yy, xy := row.Sums[0], row.Sums[1], row.Sums[2], row.Sums[3], row.Sums[4]
	return stats.Moments{Count: float64(part(row, 0)), Sum: y - x, SumOfSquares: xx + yy - 2*xy}
}

// against is a group's share of what counts over its share of what that is held against; the total has all of both.
func against(cell *models.Cell, row, total disclosure.Row) {
	if len(row.Sums) < 1 || row.Sums[0] == 0 || part(total, 0) == 0 || len(total.Sums) < 1 || total.Sums[0] == 0 {
		*cell = models.Cell{Group: cell.Group, State: models.NoData}
		return
	}
	value := (float64(part(row, 0)) / float64(part(total, 0))) / (row.Sums[0] / total.Sums[0])
	cell.Value = &value
}

func spread(row disclosure.Row) models.Cell {
	n := units(row)
	histogram := make([]stats.AmountCount, 0, len(row.Spread))
	for amount, people := range row.Spread {
		histogram = append(histogram, stats.AmountCount{Amount: amount, Count: float64(people)})
	}
	e, err := stats.Gini(histogram)
	return ofUnits(e, err, n)
}

// ofUnits is a cell of a value over so many units.
func ofUnits(e stats.Estimate, err error, n int64) models.Cell {
	if err != nil || !e.Defined() {
		return models.Cell{State: models.NoData}
	}
	cell := withInterval(e)
	cell.Denominator = &n
	if n < leastReliable {
		cell.State = models.Unreliable
	}
	return cell
}

func withInterval(e stats.Estimate) models.Cell {
	cell := models.Cell{State: models.Shown, Value: &e.Value}
	if e.Interval.Defined() {
		cell.Low, cell.High = &e.Interval.Low, &e.Interval.High
	}
	return cell
}

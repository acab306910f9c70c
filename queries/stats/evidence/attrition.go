package evidence

import "math"

// The boundaries are the largest differential attrition, in percentage points, at which attrition is still low, by overall
// attrition in whole percent from 0 on: cautious, for programmes that may have moved who was lost, and optimistic.
//
// Source: What Works Clearinghouse, Standards Handbook, version 4.1, 2020, table II.1.
var (
	cautious = []float64{
		5.7, 5.8, 5.9, 5.9, 6.0, 6.1, 6.2, 6.3, 6.3, 6.3, 6.3, 6.2, 6.2, 6.1, 6.0, 5.9, 5.9, 5.8, 5.7, 5.5,
		5.4, 5.3, 5.2, 5.1, 4.9, 4.8, 4.7, 4.5, 4.4, 4.3, 4.1, 4.0, 3.8, 3.6, 3.5, 3.3, 3.2, 3.1, 2.9, 2.8,
		2.6, 2.5, 2.3, 2.1, 2.0, 1.8, 1.6, 1.5, 1.3, 1.2, 1.0, 0.9, 0.7, 0.6, 0.4, 0.3, 0.2, 0.0,
	}
	optimistic = []float64{
		10.0, 10.1, 10.2, 10.3, 10.4, 10.5, 10.7, 10.8, 10.9, 10.9, 10.9, 10.9, 10.9, 10.8, 10.8, 10.7, 10.6, 10.5, 10.3, 10.2,
		10.0, 9.9, 9.7, 9.5, 9.4, 9.2, 9.0, 8.8, 8.6, 8.4, 8.2, 8.0, 7.8, 7.6, 7.4, 7.2, 7.0, 6.7, 6.5, 6.3,
		6.0, 5.8, 5.6, 5.3, 5.1, 4.9, 4.6, 4.4, 4.2, 3.9, 3.7, 3.5, 3.2, 3.0, 2.8, 2.6, 2.3, 2.1, 1.9, 1.6,
		1.4, 1.1, 0.9, 0.7, 0.5, 0.3,
	}
)

// wholePercent is how near to a whole percent a share counts as one.
const wholePercent = 1e-9

// Low tells whether so little was lost, and so evenly, that a randomised design stays one. Between two whole percents of
// overall attrition the stricter holds. Records that could not be linked are lost.
func (a Attrition) Low() bool {
	if !a.Known {
		return false
	}
	kept := 1 - a.Overall
	if a.LinkedShare > 0 {
		kept *= a.LinkedShare
	}
	boundary := cautious
	if a.Unrelated {
		boundary = optimistic
	}
	lost := 100 * (1 - kept)
	below, above := int(math.Floor(lost+wholePercent)), int(math.Ceil(lost-wholePercent))
	if above >= len(boundary) {
		return false
	}
	return 100*math.Abs(a.Differential) <= math.Min(boundary[below], boundary[above])+wholePercent
}

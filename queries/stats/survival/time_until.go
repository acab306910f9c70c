package survival

import (
	"math"

	"athar/queries/stats"
)

// sameShare is how near two shares are taken to be the same: the products of a curve are exact to fewer digits than that.
const sameShare = 1e-10

// TimeUntil is the time by which a share of persons have left: 0.5 asks for the median. Its limits are the times at which
// the limits of the curve come down to the same height.
//
// Where the curve runs exactly at that height for a while, it is the middle of that while, which ends with the next exit
// or, if there is none, with the follow-up.
//
// Special cases: no persons give NoData; a curve that never comes down so far gives NotReached, and so does an upper limit
// that does not, for the interval. There is no standard error.
//
// Errors: a share that is not strictly between 0 and 1.
//
// Source: Brookmeyer & Crowley 1982, Biometrics 38:29-41, doi:10.2307/2530286.
func (c Curve) TimeUntil(share float64) (stats.Estimate, error) {
	if !(share > 0 && share < 1) {
		return stats.Estimate{}, stats.Refuse("the share that has left must lie strictly between 0 and 1")
	}
	if c.Persons == 0 {
		return stats.Undefine(stats.NoData, MethodTimeUntil, c.settings), nil
	}
	height := 1 - share
	value, reached := c.firstBelow(height, func(p point) float64 { return p.staying })
	if !reached {
		return stats.Undefine(stats.NotReached, MethodTimeUntil, c.settings), nil
	}
	e := stats.WithoutInterval(value, stats.NotReached, MethodTimeUntil, c.settings)
	e.StandardError.Undefined = stats.NotPartOfMethod
	low, _ := c.firstBelow(height, func(p point) float64 { return c.limits(p).Low })
	if high, reached := c.firstBelow(height, func(p point) float64 { return c.limits(p).High }); reached {
		e.Interval = stats.Interval{Low: math.Min(low, value), High: math.Max(high, value), Level: c.settings.Level}
	}
	return e, nil
}

// limits of the curve: where all are there still both are 1, and where nobody is, the upper one is unknown and taken as 1.
func (c Curve) limits(p point) stats.Interval {
	switch p.staying {
	case 1:
		return stats.Interval{Low: 1, High: 1}
	case 0:
		return stats.Interval{Low: 0, High: 1}
	}
	return squeezed(p.staying, p.staying*math.Sqrt(p.greenwood), c.settings)
}

// firstBelow is the first time a curve is at or below a height, or the middle of the time it runs exactly at it.
func (c Curve) firstBelow(height float64, curve func(point) float64) (time float64, reached bool) {
	for i, p := range c.points {
		if c.Moments[i].Exits == 0 || curve(p) > height+sameShare {
			continue
		}
		from, to := c.Moments[i].Time, c.Moments[i].Time
		if curve(p) >= height-sameShare {
			to = c.nextExit(i)
		}
		return (from + to) / 2, true
	}
	return 0, false
}

// nextExit is the time of the first exit after a moment, or the end of the follow-up.
func (c Curve) nextExit(moment int) float64 {
	for _, m := range c.Moments[moment+1:] {
		if m.Exits > 0 {
			return m.Time
		}
	}
	return followUp(c.Moments)
}

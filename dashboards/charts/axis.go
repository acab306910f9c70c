package charts

import (
	"math"
	"strconv"

	"athar/dashboards/words"
	"athar/models"
)

// Axis is the scale of a figure: from, to and the places of its ticks.
type Axis struct {
	From, To float64
	Ticks    []float64
}

// newAxis covers low to high from zero, in four or five round steps. A share's
// axis never runs past 100%.
func newAxis(low, high float64, unit models.Unit) Axis {
	if high <= low {
		high = low + 1
	}
	step := niceStep((high - low) / 4)
	if unit == models.UnitCount && step < 1 {
		step = 1
	}
	a := Axis{From: math.Floor(low/step+1e-9) * step, To: math.Ceil(high/step-1e-9) * step}
	if unit == models.UnitShare && low >= 0 && a.To > 1 {
		a = Axis{From: 0, To: 1}
		step = 0.25
	}
	for i := 0; ; i++ {
		tick := a.From + float64(i)*step
		if tick > a.To+step/1e6 {
			return a
		}
		a.Ticks = append(a.Ticks, tick)
	}
}

// niceStep is the least of 1, 2, 2.5, 5 times a power of ten that is not below
// a size.
func niceStep(size float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(size)))
	for _, k := range []float64{1, 2, 2.5, 5, 10} {
		if k*power >= size*(1-1e-9) {
			return k * power
		}
	}
	return 10 * power
}

// Share is where on the axis a value lies, 0 to 1.
func (a Axis) Share(x float64) float64 { return (x - a.From) / (a.To - a.From) }

// tick writes a tick's number.
func tick(l models.Language, unit models.Unit, x, step float64) string {
	if unit == models.UnitShare {
		return words.RoundPercent(l, x)
	}
	decimals := 0
	if step < 1 {
		decimals = int(math.Ceil(-math.Log10(step) - 1e-9))
		if s := strconv.FormatFloat(step, 'f', -1, 64); len(s)-2 > decimals {
			decimals = min(len(s)-2, 3)
		}
	}
	return words.Decimal(l, x, decimals)
}

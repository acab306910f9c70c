package smallarea

import "math"

const (
	decades      = 10 // on either side of the scale
	stepsADecade = 4
	halvings     = 200
)

// least is the place from 0 upwards at which a function with a known slope is least: at 0, or at one of the places at which
// its slope turns from falling to rising, found on a grid over twenty decades and then by halving. It is not found where the
// function falls to the end of the grid, or cannot be told.
func least(scale float64, at func(x float64) (value, slope float64, ok bool)) (place float64, found bool) {
	value, slope, ok := at(0)
	best, before, falling := math.Inf(1), 0.0, slope < 0
	if ok && !falling {
		best, found = value, true
	}
	falling = falling || !ok
	for step := -decades * stepsADecade; step <= decades*stepsADecade; step++ {
		x := scale * math.Pow(10, float64(step)/stepsADecade)
		_, slope, ok := at(x)
		if !ok {
			return 0, false
		}
		if falling && slope >= 0 {
			turn := halve(before, x, at)
			if value, _, ok := at(turn); ok && value < best {
				best, place, found = value, turn, true
			}
		}
		before, falling = x, slope < 0
	}
	if falling {
		if value, _, _ := at(before); value < best {
			return 0, false
		}
	}
	return place, found
}

// halve finds where a slope turns from falling at low to rising at high.
func halve(low, high float64, at func(x float64) (value, slope float64, ok bool)) float64 {
	for range halvings {
		middle := (low + high) / 2
		if middle <= low || middle >= high {
			break
		}
		if _, slope, _ := at(middle); slope < 0 {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

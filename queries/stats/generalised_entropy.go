package stats

import "math"

// entropy is a measure of the generalised entropy family: the mean over persons of kernel(x/μ). Sensitivity is what its
// value loses when the mean grows by a share of itself and no amount does.
type entropy struct {
	kernel      func(ratio float64) float64
	sensitivity func(value float64) float64
	positive    bool // it has no bound when somebody has nothing
}

var (
	theil            = entropy{kernel: timesLog, sensitivity: func(value float64) float64 { return value + 1 }}
	meanLogDeviation = entropy{kernel: func(r float64) float64 { return -math.Log(r) }, sensitivity: func(float64) float64 { return -1 }, positive: true}
	halfSquared      = entropy{kernel: func(r float64) float64 { return (r*r - 1) / 2 }, sensitivity: func(value float64) float64 { return 2*value + 1 }}
)

// timesLog is r ln r, and 0 at 0.
func timesLog(r float64) float64 {
	if r == 0 {
		return 0
	}
	return r * math.Log(r)
}

func (m entropy) ofAmounts(histogram []AmountCount, method Method, options []Option) (Estimate, error) {
	return ofAmounts(histogram, method, options, func(a amounts) (float64, Reason) {
		if m.positive && a.bars[0].Amount == 0 {
			return 0, HasZeros
		}
		return max(0, a.average(m.kernel)), ""
	})
}

// ofSample takes the variance of the linearised variable z = (k(r) - E - s(E) (r - 1)) / N, with k the kernel, E the value
// and s the sensitivity.
func (m entropy) ofSample(persons []SampledAmount, method Method, options []Option) (Estimate, error) {
	return ofSample(persons, math.Inf(1), method, options, func(a amountSample) (float64, Reason, Reason) {
		if m.positive && a.hasZeros() {
			return 0, HasZeros, ""
		}
		value := a.average(m.kernel)
		a.influences(func(r float64) float64 { return m.kernel(r) - value - m.sensitivity(value)*(r-1) })
		return max(0, value), "", ""
	})
}

// hasZeros tells whether somebody who counts has nothing. It needs persons in order of their amounts.
func (a amountSample) hasZeros() bool {
	for _, p := range a.persons {
		switch {
		case p.Amount > 0:
			return false
		case p.Weight > 0:
			return true
		}
	}
	return false
}

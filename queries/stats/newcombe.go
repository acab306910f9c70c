package stats

import "math"

// ProportionPair is two independent proportions. A difference is Compared minus Reference and a ratio is Compared over
// Reference; for gender parity, girls are Compared and boys the Reference.
type ProportionPair struct {
	Compared  Proportion
	Reference Proportion
}

func (p ProportionPair) check() error {
	if err := p.Compared.check(); err != nil {
		return err
	}
	return p.Reference.check()
}

// MethodNewcombe is the hybrid score interval for a difference of two shares.
const MethodNewcombe Method = "newcombe-10/1"

// Newcombe estimates the difference of two independent shares with the hybrid score interval, the house default for gaps.
// It joins the Wilson limits l and u of the two shares:
//
//	D = p₁ - p₂,  from D - √((p₁-l₁)² + (u₂-p₂)²)  to  D + √((u₁-p₁)² + (p₂-l₂)²)
//
// Unit: difference of shares, -1 to 1; times 100 it is percentage points.
//
// Special cases: no trials on either side give NoData; the limits never leave -1 to 1. There is no standard error.
//
// Errors: as for Wilson, on either side.
//
// Source: Newcombe 1998, Statistics in Medicine 17:873-890,
// doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I, method 10.
func Newcombe(pair ProportionPair, options ...Option) (Estimate, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, err
	}
	if err := pair.check(); err != nil {
		return Estimate{}, err
	}
	if pair.empty() {
		return Undefine(NoData, MethodNewcombe, s), nil
	}
	p1, p2 := pair.Compared.Share(), pair.Reference.Share()
	low1, high1 := wilsonLimits(pair.Compared, s.Z())
	low2, high2 := wilsonLimits(pair.Reference, s.Z())
	difference := p1 - p2
	return Estimate{
		Value: difference,
		Interval: Interval{
			Low:   math.Max(-1, difference-math.Hypot(p1-low1, high2-p2)),
			High:  math.Min(1, difference+math.Hypot(high1-p1, p2-low2)),
			Level: s.Level,
		},
		StandardError: StandardError{Undefined: NotPartOfMethod},
		Method:        MethodNewcombe,
	}, nil
}

package stats

// ParityIndices compare a group that may be at a disadvantage with the group it is measured against.
type ParityIndices struct {
	Index    Estimate // ratio of the two rates, 0 upwards
	Adjusted Estimate // the same on a scale that treats both groups alike, 0 to 2
	Band     ParityBand
}

// ParityBand says whether the adjusted index counts as parity, and whether the data can tell.
type ParityBand struct {
	Inside    bool   // the adjusted index lies within ParityLow to ParityHigh
	Decided   bool   // its whole interval lies on the same side; when false, show the verdict in grey
	Undefined Reason // why there is no verdict; empty when there is one
}

// Defined reports whether Inside and Decided may be read.
func (b ParityBand) Defined() bool { return b.Undefined == "" }

// The band of the adjusted index that is called parity, limits included.
const (
	ParityLow  = 0.97
	ParityHigh = 1.03
)

// bandSlack keeps a rate of 97% against 100% inside the band in both directions, whichever way the last bit fell.
const bandSlack = 1e-12

// Methods for parity.
const (
	MethodParity         Method = "parity-index/1"
	MethodAdjustedParity Method = "adjusted-parity-index/1"
)

// Parity estimates the parity index and the adjusted parity index of two rates, such as the gender parity index of girls
// (Compared) over boys (Reference).
//
//	PI = p₁/p₂,  limits PI exp(∓ z √(1/x₁ - 1/n₁ + 1/x₂ - 1/n₂))
//	adjusted = PI when PI ≤ 1, else 2 - 1/PI; its limits are those of PI, transformed in the same way
//
// Unit: none; 1 is parity. Both hide the level, 5% against 5% is parity of exclusion, so print the two rates beside them.
// For an adverse indicator such as dropping out, an index above 1 is bad for the compared group: turn the words and not
// the number. Rates need eligible persons below the line; a ratio of two enrolment counts is not parity of access.
//
// Special cases: nothing is ever added to a cell. A reference rate of zero leaves PI and the band undefined
// (ZeroDenominator) and makes the adjusted index 2, without limits; when both rates are zero it is undefined too. A
// compared rate of zero gives 0 and 0 without limits (ZeroNumerator); the band then says Inside false, Decided false. Two
// rates of 1 give limits without width and NoSpread. No trials on a side give NoData.
//
// Errors: as for Wilson, on either side.
//
// Source: UNESCO Institute for Statistics 2010, Global Education Digest (adjusted index and band); interval as
// for Katz, doi:10.2307/2530610.
func Parity(pair ProportionPair, options ...Option) (ParityIndices, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return ParityIndices{}, err
	}
	if err := pair.check(); err != nil {
		return ParityIndices{}, err
	}
	a, b := pair.Compared, pair.Reference
	none := func(reason Reason) ParityIndices {
		return ParityIndices{
			Index:    Undefine(reason, MethodParity, s),
			Adjusted: Undefine(reason, MethodAdjustedParity, s),
			Band:     ParityBand{Undefined: reason},
		}
	}
	if pair.empty() {
		return none(NoData), nil
	}
	if b.Successes == 0 {
		indices := none(ZeroDenominator)
		if a.Successes > 0 {
			indices.Adjusted = WithoutInterval(2, ZeroDenominator, MethodAdjustedParity, s)
		}
		return indices, nil
	}
	if a.Successes == 0 {
		return ParityIndices{
			Index:    WithoutInterval(0, ZeroNumerator, MethodParity, s),
			Adjusted: WithoutInterval(0, ZeroNumerator, MethodAdjustedParity, s),
		}, nil
	}
	index := SymmetricLog(a.Share()/b.Share(), katzError(a, b), s.Z(), MethodParity, s)
	if !index.Defined() {
		return none(index.Undefined), nil
	}
	adjusted := index
	adjusted.Method = MethodAdjustedParity
	adjusted.Value = adjustParity(index.Value)
	adjusted.StandardError = StandardError{Undefined: NotPartOfMethod}
	if index.Interval.Defined() {
		adjusted.Interval.Low = adjustParity(index.Interval.Low)
		adjusted.Interval.High = adjustParity(index.Interval.High)
	}
	return ParityIndices{Index: index, Adjusted: adjusted, Band: bandOf(adjusted)}, nil
}

func adjustParity(index float64) float64 {
	if index <= 1 {
		return index
	}
	return 2 - 1/index
}

func bandOf(adjusted Estimate) ParityBand {
	low, high := ParityLow-bandSlack, ParityHigh+bandSlack
	band := ParityBand{Inside: low <= adjusted.Value && adjusted.Value <= high}
	if i := adjusted.Interval; i.Defined() {
		if band.Inside {
			band.Decided = low <= i.Low && i.High <= high
		} else {
			band.Decided = i.High < low || i.Low > high
		}
	}
	return band
}

package suppress

import (
	"fmt"
	"math"
	"strconv"

	"athar/queries/stats"
)

// Outcome is how many of a group had an outcome. Neither number may be shown before a rule has been asked.
type Outcome struct {
	Successes int64
	Trials    int64 // the group
}

func (o Outcome) check() error {
	if o.Successes < 0 || o.Trials < o.Successes {
		return stats.Refuse("successes must be 0 or more and no more than trials")
	}
	return nil
}

func (o Outcome) percent() float64 { return 100 * float64(o.Successes) / float64(o.Trials) }

// Display is what a rule lets be said of a percentage: nothing, the percentage to some digits, or that it lies between
// two whole ones. Its zero value says nothing.
type Display struct {
	Shown     bool
	Low, High float64 // per cent, both included; equal where the percentage itself is said
	Digits    int     // after the point
}

// Withheld writes Display where nothing may be said: the sign for "confidential" of English official statistics.
const Withheld = "c"

// String writes "c", "27.3", "<=20", ">=80" or "50-59", in per cent.
func (d Display) String() string {
	switch {
	case !d.Shown:
		return Withheld
	case d.Low == d.High:
		return strconv.FormatFloat(d.Low, 'f', d.Digits, 64)
	case d.Low == 0:
		return fmt.Sprintf("<=%g", d.High)
	case d.High == 100:
		return fmt.Sprintf(">=%g", d.Low)
	}
	return fmt.Sprintf("%g-%g", d.Low, d.High)
}

func exactly(percent float64, digits int) Display {
	return Display{Shown: true, Low: percent, High: percent, Digits: digits}
}

func wholePercent(percent float64) Display { return exactly(math.Floor(percent+0.5), 0) }

// RoundTo rounds a count to the nearest multiple, halves upwards. A multiple below 2 changes nothing.
func RoundTo(count, multiple int64) int64 {
	if multiple < 2 {
		return count
	}
	return (2*count + multiple) / (2 * multiple) * multiple
}

// RoundedCount writes a count to the nearest 5, and 1 to 4 as "fewer than 5"; 0 only for a true zero. As Ofqual does.
func RoundedCount(count int64) string {
	if count > 0 && count < 5 {
		return "fewer than 5"
	}
	return strconv.FormatInt(RoundTo(count, 5), 10)
}

// RoundedOnly withholds percentages of groups below 22.5 and says others in whole per cent, from counts before rounding:
// the standard rounding of HESA, which goes with counts rounded to 5.
//
// Errors: more successes than trials, or a negative count.
func RoundedOnly(o Outcome) (Display, error) {
	if err := o.check(); err != nil || 2*o.Trials < 45 {
		return Display{}, err
	}
	return wholePercent(o.percent()), nil
}

// bands say how much is left open at both ends of the scale, in per cent, for groups of so many.
var bands = []struct {
	from int64
	open float64
}{{300, 1}, {100, 2}, {40, 5}, {20, 10}, {10, 20}}

// TopAndBottomCoded withholds percentages of groups below 10, says of those near 0 and 100 only that they are (the wider,
// the smaller the group), and of others below 40 the ten per cent in which they lie.
//
// Errors: more successes than trials, or a negative count.
//
// Source: National Center for Education Statistics 2011, SLDS Technical Brief 3 (NCES 2011-603), as Utah applies it.
func TopAndBottomCoded(o Outcome) (Display, error) {
	if err := o.check(); err != nil {
		return Display{}, err
	}
	for _, band := range bands {
		if o.Trials < band.from {
			continue
		}
		percent := o.percent()
		switch {
		case percent <= band.open:
			return Display{Shown: true, High: band.open}, nil
		case percent >= 100-band.open:
			return Display{Shown: true, Low: 100 - band.open, High: 100}, nil
		case o.Trials >= 40:
			return wholePercent(percent), nil
		}
		low := math.Floor(percent/10) * 10
		high := low + 9
		if low == 10 { // "11-19" stands beside "<=10"; whatever lies between 10 and 11 is in it
			low = 11
		}
		return Display{Shown: true, Low: low, High: high}, nil
	}
	return Display{}, nil
}

// codedBelow is the size of a group from which all and none of a sensitive outcome are told as they are (statistics.md 15).
const codedBelow = 300

// openEnd is how much is left open at both ends of the scale for a group of so many, in per cent: what TopAndBottomCoded
// leaves open, or a wider band where that is fewer than least people, since whoever knows how large the group is must not be
// able to place a count of 1 to least-1 more nearly. 0: the group is not coded, being too large, or too small for any band.
func openEnd(trials, least int64) float64 {
	if trials >= codedBelow {
		return 0
	}
	for _, band := range bands {
		if trials >= band.from && int64(band.open)*trials >= 100*least {
			return band.open
		}
	}
	return 0
}

// Limits are below what a percentage is withheld.
type Limits struct {
	Threshold int64 // successes and failures: 1 to Threshold-1 are few
	Trials    int64 // the smallest group of which a percentage is said
	Unanimous int64 // the smallest group of which it is said that all or none of it had the outcome
}

// LimitsFor are Athar's limits with a threshold: groups of 10, and of 20 where all or none had the outcome.
func LimitsFor(threshold int64) Limits {
	return Limits{Threshold: threshold, Trials: 10, Unanimous: 20}
}

// Withhold reports whether nothing may be said of an outcome.
func (l Limits) Withhold(o Outcome) bool {
	few := func(n int64) bool { return n > 0 && n < l.Threshold }
	failures := o.Trials - o.Successes
	return o.Trials < l.Trials || few(o.Successes) || few(failures) || (o.Successes == 0 || failures == 0) && o.Trials < l.Unanimous
}

// Percent says a percentage to one digit after the point unless it is withheld.
//
// Errors: more successes than trials, or a negative count.
func (l Limits) Percent(o Outcome) (Display, error) {
	if err := o.check(); err != nil || l.Withhold(o) || o.Trials == 0 {
		return Display{}, err
	}
	return exactly(o.percent(), 1), nil
}

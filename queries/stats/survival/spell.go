package survival

import (
	"cmp"
	"math"
	"slices"

	"athar/queries/stats"
)

// Exit says how a spell ended: Censored, or a way of leaving that the caller numbers from 1.
type Exit int

// Censored is the end of a spell by the end of the follow-up.
const Censored Exit = 0

// Spell is how long some persons were followed and how that ended. Persons alike in both may be given as one spell, or
// each for themselves; it makes no difference.
type Spell struct {
	Time    float64 // from entry, 0 or more
	Exit    Exit
	Persons float64 // a whole number; spells of nobody count for nothing
}

func check(spells []Spell) error {
	for _, s := range spells {
		switch {
		case !stats.IsAmount(s.Time):
			return stats.Refuse("the time of a spell must be a finite number, 0 or more")
		case s.Exit < Censored:
			return stats.Refuse("the exit of a spell must be 0 for a censored one, or a number from 1")
		case !stats.IsAmount(s.Persons) || s.Persons != math.Trunc(s.Persons):
			return stats.Refuse("the persons of a spell must be a whole number, 0 or more")
		}
	}
	return nil
}

// Moment is a time at which spells ended.
type Moment struct {
	Time   float64
	AtRisk float64 // persons followed for this long or longer
	Exits  float64 // of those, the ones who left now, in whatever way
	asked  float64 // of those, the ones who left in the way that is asked about
}

// momentsOf are the times at which spells ended, in order, with what happened then.
func momentsOf(spells []Spell, asked Exit) []Moment {
	sorted := make([]Spell, 0, len(spells))
	persons := 0.0
	for _, s := range spells {
		if s.Persons > 0 {
			sorted = append(sorted, s)
			persons += s.Persons
		}
	}
	slices.SortFunc(sorted, func(a, b Spell) int { return cmp.Compare(a.Time, b.Time) })
	var moments []Moment
	for i, s := range sorted {
		if i == 0 || s.Time != sorted[i-1].Time {
			moments = append(moments, Moment{Time: s.Time, AtRisk: persons})
		}
		m := &moments[len(moments)-1]
		if s.Exit != Censored {
			m.Exits += s.Persons
		}
		if s.Exit == asked {
			m.asked += s.Persons
		}
		persons -= s.Persons
	}
	return moments
}

// lastUntil is the place of the last moment at or before a time; -1 when there is none.
func lastUntil(moments []Moment, time float64) int {
	place, found := slices.BinarySearchFunc(moments, time, func(m Moment, t float64) int { return cmp.Compare(m.Time, t) })
	if found {
		return place
	}
	return place - 1
}

// followUp is the longest time that anybody was followed.
func followUp(moments []Moment) float64 { return moments[len(moments)-1].Time }

func checkTime(time float64) error {
	if !stats.IsAmount(time) {
		return stats.Refuse("the time asked about must be a finite number, 0 or more")
	}
	return nil
}

// squeezed is the interval of a share by its complementary log-log, share^exp(-/+ z e/(share ln share)), which stays
// within 0 and 1. It needs a share strictly between.
func squeezed(share, standardError float64, s stats.Settings) stats.Interval {
	bend := s.Z() * standardError / (share * math.Log(share))
	return stats.Interval{
		Low:   math.Pow(share, math.Exp(-bend)),
		High:  math.Pow(share, math.Exp(bend)),
		Level: s.Level,
	}
}

package prepost

import (
	"math"

	"athar/queries/stats"
)

// MethodAttrition is the share of persons lost.
const MethodAttrition stats.Method = "attrition/1"

// Followed is how many were assigned to an arm and how many of them were measured at the end.
type Followed struct {
	Assigned, Measured float64 // finite, 0 or more; Measured at most Assigned
}

func (f Followed) lost() float64 { return f.Assigned - f.Measured }

// Loss is how many were lost between assignment and the last measurement.
type Loss struct {
	Overall      stats.Estimate // share of all who were assigned
	Differential stats.Estimate // share lost of the programme minus share lost of the comparison
	Standing     LossStanding   // empty where one of them is undefined
}

// LossStanding says whether a trial may have lost its balance with the persons it lost.
type LossStanding string

// The standings. A trial of high loss is judged as if it had not been randomised.
const (
	LowLoss  LossStanding = "low"
	HighLoss LossStanding = "high"
)

// mostDifference is the largest difference between arms that is still low, in percentage points, by the whole percent lost
// overall, from 0; beyond its end every loss is high. It is the cautious boundary, for persons who may stay or go because of
// the programme.
var mostDifference = [...]float64{
	5.7, 5.8, 5.9, 5.9, 6.0, 6.1, 6.2, 6.3, 6.3, 6.3, // 0
	6.3, 6.2, 6.2, 6.1, 6.0, 5.9, 5.9, 5.8, 5.7, 5.5, // 10
	5.4, 5.3, 5.2, 5.1, 4.9, 4.8, 4.7, 4.5, 4.4, 4.3, // 20
	4.1, 4.0, 3.8, 3.6, 3.5, 3.3, 3.2, 3.1, 2.9, 2.8, // 30
	2.6, 2.5, 2.3, 2.1, 2.0, 1.8, 1.6, 1.5, 1.3, 1.2, // 40
	1.0, 0.9, 0.7, 0.6, 0.4, 0.3, 0.2, 0.0, // 50
}

// Attrition says how many were lost, in which arm more, and whether that is much.
//
//	overall = lost / assigned, over both arms;  differential = lost₁/assigned₁ - lost₂/assigned₂
//
// Unit: share, 0 to 1, and difference of shares, -1 to 1. They describe who was assigned and have no interval. Between two
// whole percents of overall loss the stricter boundary holds.
//
// Special cases: nobody assigned gives NoData; nobody assigned to an arm gives NoData for the difference.
//
// Errors: numbers negative, infinite or NaN; more measured than assigned.
//
// Source: What Works Clearinghouse, Standards Handbook, version 4.1, 2020, table II.1, under cautious assumptions.
func Attrition(programme, comparison Followed, options ...stats.Option) (Loss, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Loss{}, err
	}
	for _, arm := range []Followed{programme, comparison} {
		switch {
		case !stats.IsAmount(arm.Assigned) || !stats.IsAmount(arm.Measured):
			return Loss{}, stats.Refuse("assigned and measured must be finite numbers, 0 or more")
		case arm.Measured > arm.Assigned:
			return Loss{}, stats.Refuse("more were measured than assigned")
		}
	}
	none := stats.Undefine(stats.NoData, MethodAttrition, s)
	result := Loss{Overall: none, Differential: none}
	share := func(value float64) stats.Estimate {
		return stats.WithoutInterval(value, stats.NotPartOfMethod, MethodAttrition, s)
	}
	if assigned := programme.Assigned + comparison.Assigned; assigned > 0 {
		result.Overall = share((programme.lost() + comparison.lost()) / assigned)
	}
	if programme.Assigned > 0 && comparison.Assigned > 0 {
		result.Differential = share(programme.lost()/programme.Assigned - comparison.lost()/comparison.Assigned)
		result.Standing = standing(result.Overall.Value, result.Differential.Value)
	}
	return result, nil
}

// slack keeps shares such as 0.29, whose hundredfold is not a whole number in a float64, at their percent.
const slack = 1e-9

func standing(overall, differential float64) LossStanding {
	below, above := int(math.Floor(100*overall+slack)), int(math.Ceil(100*overall-slack))
	if above >= len(mostDifference) || 100*math.Abs(differential) > math.Min(mostDifference[below], mostDifference[above])+slack {
		return HighLoss
	}
	return LowLoss
}

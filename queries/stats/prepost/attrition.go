package prepost

import "athar/queries/stats"

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
}

// Attrition says how many were lost, and in which arm more. Whether that is much is for package evidence to judge.
//
//	overall = lost / assigned, over both arms;  differential = lost₁/assigned₁ - lost₂/assigned₂
//
// Unit: share, 0 to 1, and difference of shares, -1 to 1. They describe who was assigned and have no interval.
//
// Special cases: nobody assigned gives NoData; nobody assigned to an arm gives NoData for the difference.
//
// Errors: numbers negative, infinite or NaN; more measured than assigned.
//
// Source: What Works Clearinghouse, Standards Handbook, version 4.1, 2020, section on attrition.
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
	result := Loss{none, none}
	share := func(value float64) stats.Estimate {
		return stats.WithoutInterval(value, stats.NotPartOfMethod, MethodAttrition, s)
	}
	if assigned := programme.Assigned + comparison.Assigned; assigned > 0 {
		result.Overall = share((programme.lost() + comparison.lost()) / assigned)
	}
	if programme.Assigned > 0 && comparison.Assigned > 0 {
		result.Differential = share(programme.lost()/programme.Assigned - comparison.lost()/comparison.Assigned)
	}
	return result, nil
}

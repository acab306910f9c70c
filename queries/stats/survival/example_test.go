package survival_test

import (
	"fmt"

	"athar/queries/stats/survival"
)

// Ten learners: by day 30 two have left a programme and one was only followed for 20 days.
// By hand: 9/10 x 7/8 = 78.75%.
func ExampleKaplanMeier() {
	curve, err := survival.KaplanMeier([]survival.Spell{
		{Time: 10, Exit: 1, Persons: 1},
		{Time: 20, Exit: survival.Censored, Persons: 1},
		{Time: 30, Exit: 1, Persons: 1},
		{Time: 90, Exit: survival.Censored, Persons: 7},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	staying, _ := curve.Staying(30)
	fmt.Printf("%.1f%% are still there (%.0f%% to %.0f%%)\n", 100*staying.Value, 100*staying.Interval.Low, 100*staying.Interval.High)
	median, _ := curve.TimeUntil(0.5)
	fmt.Println("median:", median.Undefined)
	// Output:
	// 78.8% are still there (38% to 94%)
	// median: not_reached
}

// Of ten learners four complete, three drop out on the way, and three are still at it.
func ExampleCumulativeIncidence() {
	const completed, droppedOut survival.Exit = 1, 2
	spells := []survival.Spell{
		{Time: 15, Exit: droppedOut, Persons: 3},
		{Time: 60, Exit: completed, Persons: 4},
		{Time: 90, Exit: survival.Censored, Persons: 3},
	}
	incidence, err := survival.CumulativeIncidence(spells, completed)
	if err != nil {
		fmt.Println(err)
		return
	}
	share, _ := incidence.At(90)
	fmt.Printf("%.0f%% complete\n", 100*share.Value)
	// Output:
	// 40% complete
}

// Two programmes: learners of the second stay longer.
// By hand: of the first programme 8 leave and 10 x 12/24 + 1 x 4/14 = 5.286 were expected; the variance is
// 10 x 14/23 x 1/4 + 4/14 x 10/14 = 1.726; 2.714²/1.726 = 4.27.
func ExampleLogRank() {
	test, err := survival.LogRank(
		[]survival.Spell{{Time: 5, Exit: 1, Persons: 8}, {Time: 30, Persons: 4}},
		[]survival.Spell{{Time: 5, Exit: 1, Persons: 2}, {Time: 20, Exit: 1, Persons: 1}, {Time: 30, Persons: 9}},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("chi-squared %.1f on %.0f degree of freedom, p = %.2f\n", test.Statistic, test.Degrees, test.PValue)
	// Output:
	// chi-squared 4.3 on 1 degree of freedom, p = 0.04
}

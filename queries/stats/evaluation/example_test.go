package evaluation_test

import (
	"fmt"

	"athar/queries/stats/evaluation"
)

// Two schools that a programme reached and two that it did not, two learners of each before and after.
func ExampleEstimateDifferenceInDifferences() {
	did, err := evaluation.EstimateDifferenceInDifferences(evaluation.BeforeAfter{
		Schools:  []int{1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4},
		Treated:  flags(1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0),
		After:    flags(0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1),
		Outcomes: []float64{50, 52, 58, 60, 54, 56, 60, 62, 60, 62, 63, 65, 58, 60, 60, 62},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("reached %.1f to %.1f, others %.1f to %.1f\n", did.Means[1][0], did.Means[1][1], did.Means[0][0], did.Means[0][1])
	fmt.Printf("difference in differences %.1f, error %.2f, %v\n", did.Effect.Value, did.Effect.StandardError.Value, did.Effect.Warnings)
	// Output:
	// reached 53.0 to 60.0, others 60.0 to 62.5
	// difference in differences 4.5, error 1.12, [few_clusters]
}

// Five of ten learners, drawn by lot, got a tutor.
func ExampleRandomisationTest() {
	result, err := evaluation.RandomisationTest(evaluation.Trial{
		Treated:  flags(1, 0, 1, 0, 0, 1, 1, 0, 1, 0),
		Outcomes: []float64{14, 9, 12, 10, 8, 13, 11, 7, 15, 6},
	}, evaluation.Draws{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("difference %.0f; %.0f of %d draws show as much\n",
		result.Difference.Value, result.TwoSided.PValue*float64(result.Assignments), result.Assignments)
	// Output:
	// difference 5; 2 of 252 draws show as much
}

func ExampleEstimateDifferenceInMeans() {
	effect, err := evaluation.EstimateDifferenceInMeans(evaluation.Trial{
		Treated:  flags(1, 0, 1, 0, 1),
		Outcomes: []float64{5, 2, 7, 4, 9},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f, error %.2f with %.1f degrees of freedom\n", effect.Value, effect.StandardError.Value, effect.Test.Degrees)
	// Output:
	// 4.0, error 1.53 with 2.9 degrees of freedom
}

// Schools 1 and 2 started in 2022, 3 and 4 in 2023, 5 and 6 never did.
func ExampleGroupTimeEffects() {
	var panel evaluation.Panel
	for school, outcomes := range [][]float64{{10, 15, 16}, {20, 24, 27}, {12, 13, 17}, {18, 19, 22}, {30, 31, 32}, {14, 15, 16}} {
		for year, y := range outcomes {
			panel.Units = append(panel.Units, school+1)
			panel.Periods = append(panel.Periods, 2021+year)
			panel.Starts = append(panel.Starts, []int{2022, 2023, evaluation.Never}[school/2])
			panel.Outcomes = append(panel.Outcomes, y)
		}
	}
	effects, err := evaluation.GroupTimeEffects(panel)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range effects.GroupTimes {
		fmt.Printf("start %d in %d: %.1f\n", e.Start, e.Period, e.Effect.Value)
	}
	fmt.Printf("all: %.2f\n", effects.Simple().Value)
	// Output:
	// start 2022 in 2022: 3.5
	// start 2022 in 2023: 4.5
	// start 2023 in 2022: 0.0
	// start 2023 in 2023: 2.5
	// all: 3.50
}

func ExampleCheckBalance() {
	data := evaluation.Observational{
		Treated: flags(1, 1, 0, 0),
		Known:   evaluation.Covariates{{60, 64, 58, 64}},
	}
	before, err := evaluation.CheckBalance(data, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f standard deviations apart\n", before.Largest.Value)
	entropy, err := evaluation.BalanceEntropy(data)
	if err != nil {
		fmt.Println(err)
		return
	}
	after, err := evaluation.CheckBalance(data, entropy.Weights)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f with the others weighted %.2f and %.2f\n", after.Largest.Value, entropy.Weights[2], entropy.Weights[3])
	// Output:
	// 0.35 standard deviations apart
	// 0.00 with the others weighted 0.67 and 1.33
}

// A reading club raised the chance of passing by half: what would a hidden cause have to be like?
func ExampleEValue() {
	value, err := evaluation.EValue(1.5)
	fmt.Printf("%.2f %v\n", value, err)
	// Output:
	// 2.37 <nil>
}

package stats_test

import (
	"fmt"

	"athar/queries/stats"
)

// Eight of ten pupils attended.
func ExampleWilson() {
	share, err := stats.Wilson(stats.Proportion{Successes: 8, Trials: 10})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f%% (%.0f%% to %.0f%%), %s\n", 100*share.Value, 100*share.Interval.Low, 100*share.Interval.High, share.Method)

	nobody, _ := stats.Wilson(stats.Proportion{})
	fmt.Println(nobody.Defined(), nobody.Undefined)
	// Output:
	// 80% (49% to 94%), wilson/1
	// false no_data
}

// The worked example of Newcombe's paper: 56 of 70 against 48 of 80.
func ExampleNewcombe() {
	gap, err := stats.Newcombe(stats.ProportionPair{
		Compared:  stats.Proportion{Successes: 56, Trials: 70},
		Reference: stats.Proportion{Successes: 48, Trials: 80},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f percentage points (%.1f to %.1f)\n", 100*gap.Value, 100*gap.Interval.Low, 100*gap.Interval.High)
	// Output:
	// 20.0 percentage points (5.2 to 33.4)
}

// Three income groups in two schools, poorest first. Two schools are too few to trust the interval, and it says so.
func ExampleSlopeIndexOfPersons() {
	gradient, err := stats.SlopeIndexOfPersons(stats.PersonCounts{Groups: 3, Cells: []stats.PersonCell{
		{Group: 0, Cluster: "Hill School", Successes: 3, Failures: 7},
		{Group: 1, Cluster: "Hill School", Successes: 5, Failures: 5},
		{Group: 2, Cluster: "Hill School", Successes: 8, Failures: 2},
		{Group: 0, Cluster: "Lake School", Successes: 1, Failures: 9},
		{Group: 1, Cluster: "Lake School", Successes: 5, Failures: 5},
		{Group: 2, Cluster: "Lake School", Successes: 8, Failures: 2},
	}}, stats.LogitGradient)
	if err != nil {
		fmt.Println(err)
		return
	}
	slope := gradient.Slope
	fmt.Printf("from %.2f to %.2f: %.2f (%.2f to %.2f)\n",
		gradient.MostDisadvantaged, gradient.LeastDisadvantaged, slope.Value, slope.Interval.Low, slope.Interval.High)
	fmt.Printf("%.1f times as likely\n", gradient.Relative.Value)
	fmt.Println(slope.Warnings)
	// Output:
	// from 0.11 to 0.89: 0.78 (0.60 to 0.96)
	// 8.0 times as likely
	// [few_clusters]
}

// Hours of five learners, one of whom did nothing and counts.
func ExampleTheil() {
	hours := []stats.AmountCount{{Amount: 0, Count: 1}, {Amount: 10, Count: 3}, {Amount: 40, Count: 1}}
	theil, _ := stats.Theil(hours)
	gini, _ := stats.Gini(hours)
	top, _ := stats.TopShare(hours, 0.2)
	fmt.Printf("Theil %.3f, Gini %.3f, the most active fifth have %.0f%%\n", theil.Value, gini.Value, 100*top.Value)

	deviation, _ := stats.MeanLogDeviation(hours)
	fmt.Println(deviation.Undefined)
	// Output:
	// Theil 0.456, Gini 0.457, the most active fifth have 57%
	// has_zeros
}

// Hours of all learners of four schools, as schools could differ again. By hand: Σ r x = 187 over the sorted hours, so
// G = 2 x 187 / (8 x 32) - 9/8 = 0.336; its error is 0.038, and t of three degrees 3.18.
func ExampleGiniOfSample() {
	gini, err := stats.GiniOfSample([]stats.SampledAmount{
		{Amount: 2, Weight: 1, Cluster: "Hill"}, {Amount: 5, Weight: 1, Cluster: "Hill"},
		{Amount: 1, Weight: 1, Cluster: "Lake"}, {Amount: 3, Weight: 1, Cluster: "Lake"},
		{Amount: 4, Weight: 1, Cluster: "Dune"}, {Amount: 9, Weight: 1, Cluster: "Dune"},
		{Amount: 2, Weight: 1, Cluster: "Port"}, {Amount: 6, Weight: 1, Cluster: "Port"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f (%.2f to %.2f) %v\n", gini.Value, gini.Interval.Low, gini.Interval.High, gini.Warnings)
	// Output:
	// 0.34 (0.21 to 0.46) [few_clusters]
}

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

// What pupils of five income groups attended, in percent, poorest first: how steep the gradient is, and what cannot be said.
func ExampleSummarise() {
	var groups []stats.Group
	for _, level := range []float64{31, 38, 44, 45, 56} {
		groups = append(groups, stats.Group{Level: stats.Level{Value: level, StandardError: 1.5}, Population: 400})
	}
	summary, err := stats.Summarise(stats.Table{Groups: groups, Ordered: true, Bounds: stats.UpTo(100), Reference: stats.NoGroup})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, name := range []string{"d", "sii", "rci_erreygers", "par", "mdmw"} {
		m, _ := summary.Measure(name)
		if !m.Estimate.Defined() {
			fmt.Println(name, "has no value:", m.Estimate.Undefined)
			continue
		}
		fmt.Printf("%s %.2f (%.2f to %.2f)\n", name, m.Estimate.Value, m.Estimate.Interval.Low, m.Estimate.Interval.High)
	}
	// Output:
	// d 25.00 (20.84 to 29.16)
	// sii 28.50 (21.97 to 35.03)
	// rci_erreygers 0.18 (0.13 to 0.23)
	// par 13.20 (8.80 to 17.60)
	// mdmw has no value: ordered
}

// Three towns of different size: how far their levels lie from the mean of everybody, with the seed's interval.
func ExampleMeanDifferenceFromMean() {
	towns := []stats.Group{
		{Level: stats.Level{Value: 40, StandardError: 2}, Population: 100},
		{Level: stats.Level{Value: 50, StandardError: 1}, Population: 200},
		{Level: stats.Level{Value: 60, StandardError: 1}, Population: 100},
	}
	draws, err := stats.Simulate(towns, stats.UpTo(100))
	if err != nil {
		fmt.Println(err)
		return
	}
	distance, err := stats.MeanDifferenceFromMean(towns, stats.PopulationWeights, draws)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f percentage points (%.0f to %.0f)\n", distance.Value, distance.Interval.Low, distance.Interval.High)
	// Output:
	// 5 percentage points (4 to 7)
}

// Twelve of forty against four of forty, as a table and as a test of it.
func ExampleFisherExact() {
	test, err := stats.FisherExact(stats.ProportionPair{
		Compared:  stats.Proportion{Successes: 12, Trials: 40},
		Reference: stats.Proportion{Successes: 4, Trials: 40},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f by %s\n", test.PValue, test.Method)
	// Output:
	// 0.048 by fisher-exact-two-sided/1
}

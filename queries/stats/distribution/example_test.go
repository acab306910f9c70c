package distribution_test

import (
	"fmt"

	"athar/queries/stats/distribution"
)

// A chi-squared of 3.84 with one degree of freedom is the edge of 5%, and 1.96 that of a normal interval.
func ExampleChiSquaredSurvival() {
	fmt.Printf("%.3f\n", distribution.ChiSquaredSurvival(3.84, 1))
	fmt.Printf("%.2f\n", distribution.NormalQuantile(0.975))
	fmt.Printf("%.2f\n", distribution.TQuantile(0.975, 10))
	// Output:
	// 0.050
	// 1.96
	// 2.23
}

// In R: set.seed(42); runif(1); rnorm(1).
func ExampleRandom() {
	r := distribution.NewRandom(42)
	fmt.Printf("%.6f\n", r.Uniform())
	fmt.Printf("%.6f\n", distribution.NewRandom(42).Normal())
	// Output:
	// 0.914806
	// 1.370958
}

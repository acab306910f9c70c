package effect_test

import (
	"fmt"
	"math"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/effect"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
)

// One standard deviation apart: Φ(1) = 0.8413, Φ(1/√2) = 0.7602 and 2Φ(-1/2) = 0.6171, as tables of the normal have them.
func TestReadingOfOneStandardDeviation(t *testing.T) {
	r := reference.Must(effect.Read(effect.SummaryPair{Compared: group(20, 11, 1), Reference: group(20, 10, 1)}))(t)
	for what, c := range map[string][2]float64{
		"above": {r.AboveComparison.Value, 0.8413}, "superiority": {r.Superiority.Value, 0.7602}, "overlap": {r.Overlap.Value, 0.6171},
	} {
		if math.Abs(c[0]-c[1]) > 5e-5 {
			t.Errorf("%s: %v, want %v", what, c[0], c[1])
		}
	}
	none := reference.Must(effect.Read(effect.SummaryPair{Compared: group(20, 11, 0), Reference: group(20, 10, 0)}))(t)
	if none.Overlap.Undefined != stats.NoVariation {
		t.Errorf("groups without spread: %+v", none)
	}
	_, err := effect.Read(effect.SummaryPair{Compared: group(-1, 0, 0)})
	expect.Refused(t, "an impossible group", err)
}

func TestSizes(t *testing.T) {
	for value, want := range map[float64]effect.Size{0: effect.Small, 0.049: effect.Small, -0.05: effect.Medium, 0.199: effect.Medium, 0.2: effect.Large, -3: effect.Large} {
		if got := effect.SizeOf(stats.Estimate{Value: value}); got != want {
			t.Errorf("%v is %s, want %s", value, got, want)
		}
	}
	if got := effect.SizeOf(stats.Estimate{Undefined: stats.NoData}); got != "" {
		t.Errorf("an effect without a value is %q", got)
	}
}

func ExampleRead() {
	r, err := effect.Read(effect.SummaryPair{
		Compared:  effect.Summary{Count: 20, Mean: 11, StandardDeviation: 1},
		Reference: effect.Summary{Count: 20, Mean: 10, StandardDeviation: 1},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("the average participant does better than %.0f%% of the others\n", 100*r.AboveComparison.Value)
	// Output:
	// the average participant does better than 84% of the others
}

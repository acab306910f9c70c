package stats_test

import (
	"fmt"
	"math"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"

	"pgregory.net/rapid"
)

// Breslow & Day say that the approximation is good; from five events on it keeps within a percent of the exact limits.
func TestByarIsNearTheExactLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := stats.Rate{Events: float64(rapid.IntRange(5, 5000).Draw(t, "events")), Exposure: rapid.Float64Range(0.1, 1e4).Draw(t, "exposure")}
		byar, exact := reference.Must(stats.Byar(r))(t), reference.Must(stats.Garwood(r))(t)
		sound(t, byar)
		if math.Abs(byar.Interval.Low/exact.Interval.Low-1) > 0.01 || math.Abs(byar.Interval.High/exact.Interval.High-1) > 0.01 {
			t.Fatalf("%+v, exactly %+v", byar.Interval, exact.Interval)
		}
	})
}

func TestByarSpecialCases(t *testing.T) {
	undefinedBecause(t, reference.Must(stats.Byar(stats.Rate{Events: 3}))(t), stats.ZeroDenominator)
	if e := reference.Must(stats.Byar(stats.Rate{Exposure: 3}))(t); e.Value != 0 || e.Interval.Low != 0 || !(e.Interval.High > 1) {
		t.Errorf("no events: %+v", e)
	}
	for _, x := range impossible {
		_, err := stats.Byar(stats.Rate{Events: x, Exposure: 1})
		expect.Refused(t, fmt.Sprint(x, " events"), err)
		_, err = stats.Byar(stats.Rate{Events: 1, Exposure: x})
		expect.Refused(t, fmt.Sprint(x, " exposure"), err)
	}
}

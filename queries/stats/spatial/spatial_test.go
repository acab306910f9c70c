package spatial_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/spatial"

	"pgregory.net/rapid"
)

// coast: two villages of 10 and 30 learners and an island of 5 without a boat. The first village has 20 places, the second
// has 12.
var coast = spatial.Region{
	Learners: []float64{10, 30, 5},
	Supply:   []float64{20, 12, 0},
	Trips:    []spatial.Trip{{From: 0, To: 0, Minutes: 5}, {From: 0, To: 1, Minutes: 25}, {From: 1, To: 0, Minutes: 25}, {From: 1, To: 1, Minutes: 10}},
}

// By hand, with a weight of 1 below 20 minutes and a half from there: the places of the first village are shared by
// 10 + 30/2 = 25 learners, those of the second by 10/2 + 30 = 35.
func TestCoastByHand(t *testing.T) {
	half := reference.Must(spatial.Steps(spatial.Step{Minutes: 20, Weight: 0.5}, spatial.Step{Minutes: 40}))(t)
	for what, c := range map[string]struct {
		got  []spatial.Access
		want []float64
	}{
		"nearest":         {reference.Must(spatial.Nearest(coast, 1))(t), []float64{5, 10, math.NaN()}},
		"to 21 places":    {reference.Must(spatial.Nearest(coast, 21))(t), []float64{25, 25, math.NaN()}},
		"within 25":       {reference.Must(spatial.Gravity(coast, spatial.Within(25)))(t), []float64{32, 32, 0}},
		"within 24":       {reference.Must(spatial.Gravity(coast, spatial.Within(24)))(t), []float64{20, 12, 0}},
		"exponential":     {reference.Must(spatial.Gravity(coast, spatial.Exponential(0.1)))(t), []float64{20*math.Exp(-0.5) + 12*math.Exp(-2.5), 20*math.Exp(-2.5) + 12*math.Exp(-1), 0}},
		"two steps":       {reference.Must(spatial.FloatingCatchment(coast, half))(t), []float64{20.0/25 + 0.5*12/35, 0.5*20/25 + 12.0/35, 0}},
		"parts of supply": {reference.Must(spatial.SpatialAvailability(coast, half))(t), []float64{10 * (20.0/25 + 0.5*12/35), 30 * (0.5*20/25 + 12.0/35), 0}},
	} {
		for i, a := range c.got {
			switch {
			case math.IsNaN(c.want[i]) && a.Undefined != stats.OutOfReach:
				t.Errorf("%s: zone %d has %+v", what, i, a)
			case !math.IsNaN(c.want[i]):
				expect.Same(t, what, a.Value, c.want[i])
			}
		}
	}
	nearest := reference.Must(spatial.Nearest(coast, 1))(t)
	expect.Same(t, "within 9 minutes", reference.Must(spatial.ShareWithin(nearest, coast.Learners, 9))(t).Value, 10.0/45)
	expect.Same(t, "within 10 minutes", reference.Must(spatial.ShareWithin(nearest, coast.Learners, 10))(t).Value, 40.0/45)
	mean := reference.Must(spatial.LearnerMean(nearest, coast.Learners))(t)
	expect.Same(t, "mean", mean.Value, (50.0+300)/40)
	if !slices.Equal(mean.Warnings, []stats.Warning{stats.GroupsLeftOut}) || mean.Interval.Undefined != stats.NoChance {
		t.Errorf("an island goes without a word: %+v", mean)
	}
	histogram, outOfReach, err := spatial.Histogram(nearest, coast.Learners)
	if err != nil || len(histogram) != 2 || outOfReach != 5 {
		t.Errorf("histogram %v, %v out of reach (%v)", histogram, outOfReach, err)
	}
}

// By hand: learners of 1 and 1 with an access of 1 and 3, the poorer first: μ = 2, 2 x ½ x (½ x ¼ + ½ x ¼) = ¼.
func TestSummariesByHand(t *testing.T) {
	access, learners := []spatial.Access{{Value: 1}, {Value: 3}}, []float64{1, 1}
	expect.Same(t, "concentration", reference.Must(spatial.Concentration(access, learners, []float64{5, 9}))(t).Value, 0.25)
	expect.Same(t, "the other way", reference.Must(spatial.Concentration(access, learners, []float64{9, 5}))(t).Value, -0.25)
	expect.Same(t, "equal incomes", reference.Must(spatial.Concentration(access, learners, []float64{5, 5}))(t).Value, 0)
	short := reference.Must(spatial.ShortfallOf(access, learners, 2))(t)
	expect.Same(t, "share short", short.Share.Value, 0.5)
	expect.Same(t, "gap", short.Gap.Value, 0.25)
	expect.Same(t, "squared gap", short.SquaredGap.Value, 0.125)
	expect.Same(t, "at the standard", reference.Must(spatial.ShortfallOf(access, learners, 1))(t).Share.Value, 0)
	island := append(slices.Clone(access), spatial.Access{Undefined: stats.OutOfReach})
	expect.Same(t, "without access", reference.Must(spatial.ShortfallOf(island, []float64{1, 1, 2}, 2))(t).Gap.Value, (0.5+2)/4)
	expect.Undefined(t, reference.Must(spatial.Concentration(island, []float64{1, 1, 2}, []float64{1, 2, 3}))(t), stats.OutOfReach)
	expect.Undefined(t, reference.Must(spatial.Concentration([]spatial.Access{{}}, []float64{1}, []float64{1}))(t), stats.AllZero)
}

func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "zones")
		var r spatial.Region
		var income []float64
		for from := range n {
			r.Learners = append(r.Learners, float64(rapid.IntRange(1, 50).Draw(t, "learners")))
			r.Supply = append(r.Supply, float64(rapid.IntRange(0, 9).Draw(t, "supply")))
			income = append(income, float64(rapid.IntRange(1, 4).Draw(t, "income")))
			for to := range n {
				if rapid.Bool().Draw(t, "trip") {
					r.Trips = append(r.Trips, spatial.Trip{From: from, To: to, Minutes: float64(rapid.IntRange(1, 60).Draw(t, "minutes"))})
				}
			}
		}
		before := slices.Clone(r.Trips)
		turned := spatial.Region{Learners: r.Learners, Supply: r.Supply, Trips: slices.Clone(r.Trips)}
		slices.Reverse(turned.Trips)
		decay := spatial.Exponential(0.05)
		access := reference.Must(spatial.FloatingCatchment(r, decay))(t)
		if !slices.Equal(access, reference.Must(spatial.FloatingCatchment(turned, decay))(t)) ||
			!slices.Equal(reference.Must(spatial.Nearest(r, 2))(t), reference.Must(spatial.Nearest(turned, 2))(t)) {
			t.Fatalf("another order of trips, another access")
		}
		var shared, reachable, available float64
		for i, a := range access {
			shared += a.Value * r.Learners[i]
			available += reference.Must(spatial.SpatialAvailability(r, decay))(t)[i].Value
			if slices.ContainsFunc(r.Trips, func(trip spatial.Trip) bool { return trip.To == i }) {
				reachable += r.Supply[i]
			}
		}
		expect.Same(t, "all that can be reached", shared, reachable)
		expect.Same(t, "all that is available", available, reachable)
		near, far := reference.Must(spatial.Gravity(r, spatial.Within(20)))(t), reference.Must(spatial.Gravity(r, spatial.Within(40)))(t)
		for i := range near {
			if near[i].Value > far[i].Value {
				t.Fatalf("less within more minutes")
			}
		}
		c := reference.Must(spatial.Concentration(access, r.Learners, income))(t)
		if c.Defined() {
			negative := make([]float64, n)
			for i, x := range income {
				negative[i] = -x
			}
			expect.Same(t, "poor for rich", reference.Must(spatial.Concentration(access, r.Learners, negative))(t).Value, -c.Value)
			if math.Abs(c.Value) > 1 {
				t.Fatalf("concentration %v", c.Value)
			}
		}
		short := reference.Must(spatial.ShortfallOf(access, r.Learners, 0.5))(t)
		if short.SquaredGap.Value > short.Gap.Value+1e-12 || short.Gap.Value > short.Share.Value+1e-12 {
			t.Fatalf("shortfall %+v", short)
		}
		if !slices.Equal(before, r.Trips) {
			t.Fatalf("the caller's trips were changed")
		}
	})
}

func TestSpecialCases(t *testing.T) {
	none := []spatial.Access{{Value: 1}}
	expect.Undefined(t, reference.Must(spatial.LearnerMean(none, []float64{0}))(t), stats.NoData)
	expect.Undefined(t, reference.Must(spatial.LearnerMean([]spatial.Access{{Undefined: stats.OutOfReach}}, []float64{3}))(t), stats.NoData)
	expect.Undefined(t, reference.Must(spatial.ShareWithin(nil, nil, 5))(t), stats.NoData)
	expect.Undefined(t, reference.Must(spatial.Concentration(none, []float64{0}, []float64{1}))(t), stats.NoData)
	expect.Undefined(t, reference.Must(spatial.ShortfallOf(none, []float64{0}, 1))(t).Gap, stats.NoData)
	expect.Undefined(t, reference.Must(spatial.LearnerMean([]spatial.Access{{Value: 1}, {Value: 1}}, []float64{math.MaxFloat64, math.MaxFloat64}))(t), stats.NumbersTooLarge)
	if access := reference.Must(spatial.Gravity(spatial.Region{}, spatial.Within(1)))(t); len(access) != 0 {
		t.Errorf("no zones have %v", access)
	}
	for _, bad := range []float64{-1, math.NaN(), math.Inf(1)} {
		for i, r := range []spatial.Region{
			{Learners: []float64{bad}, Supply: []float64{1}}, {Learners: []float64{1}, Supply: []float64{bad}},
			{Learners: []float64{1}, Supply: []float64{1}, Trips: []spatial.Trip{{Minutes: bad}}},
		} {
			_, err := spatial.Gravity(r, spatial.Within(1))
			expect.Refused(t, fmt.Sprint("region ", i, " with ", bad), err)
		}
		_, err := spatial.ShareWithin(none, []float64{1}, bad)
		expect.Refused(t, "minutes", err)
		_, err = spatial.Nearest(coast, bad)
		expect.Refused(t, "opportunities", err)
		_, err = spatial.ShortfallOf(none, []float64{1}, bad)
		expect.Refused(t, "standard", err)
		_, err = spatial.LearnerMean([]spatial.Access{{Value: bad}}, []float64{1})
		expect.Refused(t, "access", err)
	}
	for i, r := range []spatial.Region{
		{Learners: []float64{1}},
		{Learners: []float64{1}, Supply: []float64{1}, Trips: []spatial.Trip{{To: 1}}},
		{Learners: []float64{1}, Supply: []float64{1}, Trips: []spatial.Trip{{From: -1}}},
		{Learners: []float64{1}, Supply: []float64{1}, Trips: []spatial.Trip{{Minutes: 1}, {Minutes: 2}}},
	} {
		_, err := spatial.FloatingCatchment(r, spatial.Within(1))
		expect.Refused(t, fmt.Sprint("region ", i), err)
		_, err = spatial.Nearest(r, 1)
		expect.Refused(t, fmt.Sprint("region ", i), err)
	}
	_, err := spatial.Nearest(coast, 0)
	expect.Refused(t, "no opportunities", err)
	_, err = spatial.ShortfallOf(none, []float64{1}, 0)
	expect.Refused(t, "no standard", err)
	_, err = spatial.LearnerMean(none, []float64{1, 2})
	expect.Refused(t, "zones", err)
	_, _, err = spatial.Histogram(none, nil)
	expect.Refused(t, "zones", err)
	_, err = spatial.Concentration(none, []float64{1}, []float64{math.NaN()})
	expect.Refused(t, "income", err)
	_, err = spatial.LearnerMean(none, []float64{1}, stats.AtLevel(0))
	expect.Refused(t, "level", err)
	for i, steps := range [][]spatial.Step{
		{{Minutes: 10, Weight: 1.1}}, {{Minutes: 10, Weight: -0.1}}, {{Minutes: 10, Weight: 0.5}, {Minutes: 10, Weight: 0.4}},
		{{Minutes: 10, Weight: 0.5}, {Minutes: 20, Weight: 0.6}}, {{Minutes: math.NaN(), Weight: 0.5}}, {{Minutes: 1, Weight: math.NaN()}},
	} {
		_, err := spatial.Steps(steps...)
		expect.Refused(t, fmt.Sprint("steps ", i), err)
	}
}

// Two villages share the places of one school.
func ExampleFloatingCatchment() {
	access, err := spatial.FloatingCatchment(spatial.Region{
		Learners: []float64{100, 300},
		Supply:   []float64{80, 0},
		Trips:    []spatial.Trip{{From: 0, To: 0, Minutes: 5}, {From: 1, To: 0, Minutes: 20}},
	}, spatial.Within(30))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f places a learner in the first, %.1f in the second\n", access[0].Value, access[1].Value)
	// Output:
	// 0.2 places a learner in the first, 0.2 in the second
}

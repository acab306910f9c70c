package survival_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/survival"
)

// Weeks of remission in the trial of Freireich et al. 1963, Blood 21:699-716, as printed in Cox & Oakes 1984, Analysis of
// Survival Data, table 1.1: negative numbers are censored.
var (
	treated   = weeks(6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35)
	untreated = weeks(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
)

func weeks(times ...float64) (spells []survival.Spell) {
	for _, t := range times {
		s := survival.Spell{Time: math.Abs(t), Exit: 1, Persons: 1}
		if t < 0 {
			s.Exit = survival.Censored
		}
		spells = append(spells, s)
	}
	return spells
}

func TestRemissionAsPrinted(t *testing.T) {
	curve := reference.Must(survival.KaplanMeier(treated))(t)
	for time, printed := range map[float64]float64{5: 1, 6: .857, 7: .807, 9: .807, 10: .753, 13: .690, 16: .627, 22: .538, 23: .448, 35: .448} {
		expect.Decimals(t, "staying", staying(t, curve, time).Value, printed, 3)
	}
	if m := reference.Must(curve.TimeUntil(0.5))(t); m.Value != 23 || m.Interval.Undefined != stats.NotReached {
		t.Errorf("median %+v", m)
	}
	if m := reference.Must(reference.Must(survival.KaplanMeier(untreated))(t).TimeUntil(0.5))(t); m.Value != 8 || !m.Interval.Contains(8) {
		t.Errorf("median %+v", m)
	}
	test := reference.Must(survival.LogRank(untreated, treated))(t)
	expect.Decimals(t, "log-rank", test.Statistic, 16.79, 2)
	if test.Degrees != 1 || test.PValue > 1e-4 {
		t.Errorf("log-rank %+v", test)
	}
	cohort := survival.Cohort{Spells: slices.Concat(untreated, treated), Covariates: [][]float64{indicator(len(untreated), len(treated))}}
	efron := reference.Must(survival.Cox(cohort, survival.Efron))(t)
	expect.Decimals(t, "Efron", efron.LogRatios[0].Value, -1.572, 3)
	expect.Decimals(t, "Efron's error", efron.LogRatios[0].StandardError.Value, 0.412, 3)
	breslow := reference.Must(survival.Cox(cohort, survival.Breslow))(t)
	expect.Decimals(t, "Breslow", breslow.LogRatios[0].Value, -1.509, 3)
	expect.Decimals(t, "ratio", breslow.Ratios[0].Value, 0.221, 3)
}

// indicator is 0 for the first rows and 1 for the others.
func indicator(zeros, ones int) []float64 {
	x := make([]float64, zeros+ones)
	for i := range ones {
		x[zeros+i] = 1
	}
	return x
}

// By hand: those who leave are of x = 1, 0, 1 in turn, so that with r = exp(β) the likelihood is r/((2r+1)(1+r)), which is
// largest at r = 1/√2.
func TestCoxByHand(t *testing.T) {
	cohort := survival.Cohort{Spells: weeks(1, 2, 3), Covariates: [][]float64{{1, 0, 1}}}
	for _, ties := range []survival.Ties{survival.Efron, survival.Breslow} {
		m := reference.Must(survival.Cox(cohort, ties))(t)
		r := math.Sqrt(0.5)
		p, q := 2*r/(2*r+1), r/(1+r)
		expect.Same(t, "β", m.LogRatios[0].Value, math.Log(r))
		expect.Same(t, "error", m.LogRatios[0].StandardError.Value, 1/math.Sqrt(p*(1-p)+q*(1-q)))
		expect.Same(t, "likelihood", m.LogLikelihood, math.Log(r/((2*r+1)*(1+r))))
		expect.Same(t, "without covariates", m.NullLogLikelihood, -math.Log(6))
	}
}

// By hand: four persons; one completes at 1, one drops out at 2, one is censored at 2, one completes at 3.
// F(1) = 1/4, F(2) = 1/4, F(3) = 1/4 + 3/4·2/3·1 = 3/4.
func TestIncidenceByHand(t *testing.T) {
	spells := []survival.Spell{{Time: 1, Exit: 1, Persons: 1}, {Time: 2, Exit: 2, Persons: 1}, {Time: 2, Persons: 1}, {Time: 3, Exit: 1, Persons: 1}}
	completed := reference.Must(survival.CumulativeIncidence(spells, 1))(t)
	for time, want := range map[float64]float64{0.5: 0, 1: 0.25, 2.5: 0.25, 3: 0.75} {
		expect.Same(t, "incidence", reference.Must(completed.At(time))(t).Value, want)
	}
	expect.Same(t, "error", reference.Must(completed.At(1))(t).StandardError.Value, math.Sqrt(0.25*0.75/4))
}

func TestSpecialCases(t *testing.T) {
	nobody := reference.Must(survival.KaplanMeier([]survival.Spell{{Time: 3, Exit: 1}}))(t)
	nobodyLeft := reference.Must(survival.CumulativeIncidence(nil, 1))(t)
	for _, e := range []stats.Estimate{
		staying(t, nobody, 1), reference.Must(nobody.Hazard(1))(t), reference.Must(nobody.TimeUntil(0.5))(t),
		reference.Must(nobody.RestrictedMean(1))(t), reference.Must(nobodyLeft.At(1))(t),
	} {
		if e.Undefined != stats.NoData {
			t.Errorf("of nobody: %+v", e)
		}
	}
	if nobody.AtRisk(0) != 0 || nobody.Persons != 0 {
		t.Error("nobody is at risk")
	}

	all := reference.Must(survival.KaplanMeier(weeks(2, 2, 5)))(t)
	if e := staying(t, all, 1); e.Value != 1 || e.Interval.Undefined != stats.NoVariation || e.StandardError.Value != 0 {
		t.Errorf("before anybody left: %+v", e)
	}
	if e := staying(t, all, 5); e.Value != 0 || e.Interval.Undefined != stats.TooFew || e.StandardError.Undefined != stats.TooFew {
		t.Errorf("after the last one left: %+v", e)
	}
	if e := staying(t, all, 6); !slices.Equal(e.Warnings, []stats.Warning{stats.BeyondFollowUp}) {
		t.Errorf("beyond the follow-up: %+v", e)
	}
	if e := reference.Must(all.RestrictedMean(10))(t); e.Value != 3 || !slices.Equal(e.Warnings, []stats.Warning{stats.BeyondFollowUp}) {
		t.Errorf("mean %+v", e)
	}
	none := reference.Must(survival.KaplanMeier(weeks(-2, -5)))(t)
	if e := reference.Must(none.TimeUntil(0.1))(t); e.Undefined != stats.NotReached {
		t.Errorf("nobody left: %+v", e)
	}
	if e := reference.Must(none.RestrictedMean(4))(t); e.Value != 4 || !slices.Equal(e.Warnings, []stats.Warning{stats.NoSpread}) {
		t.Errorf("nobody left: %+v", e)
	}
	if e := reference.Must(none.Hazard(3))(t); e.Value != 0 || e.Interval.Undefined != stats.NoVariation {
		t.Errorf("nobody left: %+v", e)
	}
	// Half leave at 1; the next exit is at 3, so that the median is the middle between.
	if e := reference.Must(reference.Must(survival.KaplanMeier(weeks(1, 3, -4, 1)))(t).TimeUntil(0.5))(t); e.Value != 2 {
		t.Errorf("median %+v", e)
	}
}

func TestTestsWithoutAnAnswer(t *testing.T) {
	for reason, groups := range map[stats.Reason][][]survival.Spell{
		stats.NoData:      {nil, {{Time: 1, Exit: 1}}},
		stats.NoVariation: {weeks(-1, -2), weeks(-3)},
		stats.OneGroup:    {weeks(1, 2), nil},
	} {
		if test := reference.Must(survival.LogRank(groups...))(t); test.Undefined != reason {
			t.Errorf("log-rank undefined because %q, want %q", test.Undefined, reason)
		}
	}
	if test := reference.Must(survival.LogRank(weeks(2, 2), weeks(2)))(t); test.Undefined != stats.NoVariation {
		t.Errorf("all left at once: %+v", test)
	}
	test := reference.Must(survival.LogRank(weeks(3, 4, 6), weeks(-1), weeks(3, 5)))(t)
	if test.Degrees != 1 || !slices.Equal(test.Warnings, []stats.Warning{stats.GroupsLeftOut}) {
		t.Errorf("a group that was gone before the first exit: %+v", test)
	}

	for _, c := range []struct {
		reason stats.Reason
		cohort survival.Cohort
	}{
		{stats.NoData, survival.Cohort{Covariates: [][]float64{{}}}},
		{stats.NoVariation, survival.Cohort{Spells: weeks(-1, -2), Covariates: [][]float64{{0, 1}}}},
		{stats.NoVariation, survival.Cohort{Spells: weeks(1, 2, 3), Covariates: [][]float64{{7, 7, 7}}}},
		{stats.Collinear, survival.Cohort{Spells: weeks(1, 2, 3, 4), Covariates: [][]float64{{1, 5, 2, 3}, {3, 11, 5, 7}}}},
		{stats.Separated, survival.Cohort{Spells: weeks(1, 2, 3, -5, -5, -6), Covariates: [][]float64{{1, 1, 1, 0, 0, 0}}}},
	} {
		for _, ties := range []survival.Ties{survival.Efron, survival.Breslow} {
			if m := reference.Must(survival.Cox(c.cohort, ties))(t); m.Undefined != c.reason {
				t.Errorf("%s: undefined because %q, want %q", ties, m.Undefined, c.reason)
			}
		}
	}
}

func TestImpossibleInputIsRefused(t *testing.T) {
	good := weeks(1, 2, 3)
	curve := reference.Must(survival.KaplanMeier(good))(t)
	incidence := reference.Must(survival.CumulativeIncidence(good, 1))(t)
	refused := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, stats.ErrInput) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, x := range []float64{-1, math.NaN(), math.Inf(1), math.Inf(-1)} {
		for what, spell := range map[string]survival.Spell{"time": {Time: x, Persons: 1}, "persons": {Time: 1, Persons: x}, "exit": {Time: 1, Exit: -1, Persons: 1}, "half a person": {Time: 1, Persons: 0.5}} {
			bad := append(slices.Clone(good), spell)
			_, err := survival.KaplanMeier(bad)
			refused(what, err)
			_, err = survival.CumulativeIncidence(bad, 1)
			refused(what, err)
			_, err = survival.LogRank(good, bad)
			refused(what, err)
			_, err = survival.Cox(survival.Cohort{Spells: bad, Covariates: [][]float64{{1, 2, 3, 4}}}, survival.Efron)
			refused(what, err)
		}
		_, err := curve.Staying(x)
		refused("staying", err)
		_, err = curve.Hazard(x)
		refused("hazard", err)
		_, err = curve.TimeUntil(x)
		refused("time until", err)
		_, err = curve.RestrictedMean(x)
		refused("restricted mean", err)
		_, err = incidence.At(x)
		refused("incidence", err)
		if x != -1 {
			_, err = survival.Cox(survival.Cohort{Spells: good, Covariates: [][]float64{{1, 2, x}}}, survival.Efron)
			refused("covariate", err)
		}
	}
	_, err := survival.CumulativeIncidence(good, survival.Censored)
	refused("censoring asked about", err)
	_, err = survival.Cox(survival.Cohort{Spells: good}, survival.Efron)
	refused("no covariates", err)
	_, err = survival.Cox(survival.Cohort{Spells: good, Covariates: [][]float64{{1}}}, survival.Efron)
	refused("a short covariate", err)
	_, err = survival.Cox(survival.Cohort{Spells: good, Covariates: [][]float64{{1, 0, 1}}}, "exact")
	refused("unknown ties", err)
	_, err = survival.KaplanMeier(good, stats.AtLevel(1))
	refused("level", err)
}

func staying(t interface{ Fatal(...any) }, c survival.Curve, time float64) stats.Estimate {
	return reference.Must(c.Staying(time))(t)
}

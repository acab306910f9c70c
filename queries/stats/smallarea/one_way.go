package smallarea

import (
	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// The methods of the analysis of variance.
const (
	MethodIntraclass   stats.Method = "anova-intraclass/1"
	MethodDesignEffect stats.Method = "kish-design-effect/1"
)

// OneWay is how values differ between and within groups.
type OneWay struct {
	MeanSquareBetween float64 // meaningless unless Intraclass is defined, as are the next two
	MeanSquareWithin  float64
	TypicalSize       float64        // of groups: their mean size, less for sizes that differ
	Intraclass        stats.Estimate // how much more alike two of a group are than two of different ones; at most 1
	DesignEffect      stats.Estimate // how many times the variance of a mean is that of persons drawn one by one
}

// AnalyseVariance splits the differences of values, columns aside, into those between and those within groups.
//
//	n0 = (N - Σn²/N)/(k-1),  ρ = (MSB - MSW)/(MSB + (n0-1) MSW),  deff = 1 + (Σn²/N - 1) ρ
//
// Unit: mean squares are in that of the values squared; the others have none.
//
// Special cases: no persons give NoData; one group OneGroup; groups of one person each TooFew; all values the same
// NoVariation. ρ is below 0 when groups differ by less than chance.
//
// Errors: as for RandomIntercept.
//
// Source: Donner 1986, International Statistical Review 54:67-82, doi:10.2307/1403259; design effect: Kish 1965, Survey
// Sampling, section 5.4.
func AnalyseVariance(m Members, options ...stats.Option) (OneWay, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return OneWay{}, err
	}
	if err := m.check(); err != nil {
		return OneWay{}, err
	}
	undefined := func(reason stats.Reason) (OneWay, error) {
		return OneWay{
			Intraclass:   stats.Undefine(reason, MethodIntraclass, s),
			DesignEffect: stats.Undefine(reason, MethodDesignEffect, s),
		}, nil
	}
	if len(m.Value) == 0 {
		return undefined(stats.NoData)
	}
	all := byGroup(Members{Group: m.Group, Value: m.Value})
	n, k := all.persons, float64(len(all.groups))
	switch {
	case k < 2:
		return undefined(stats.OneGroup)
	case n == k:
		return undefined(stats.TooFew)
	}
	var between, squares exact.Sum
	for _, g := range all.groups {
		between.Add(g.size * g.means[1] * g.means[1])
		squares.Add(g.size * g.size)
	}
	w := OneWay{
		MeanSquareBetween: between.Value() / (k - 1),
		MeanSquareWithin:  all.within[3] / (n - k),
		TypicalSize:       (n - squares.Value()/n) / (k - 1),
	}
	whole := w.MeanSquareBetween + (w.TypicalSize-1)*w.MeanSquareWithin
	if !(whole > 0) {
		return undefined(stats.NoVariation)
	}
	icc := (w.MeanSquareBetween - w.MeanSquareWithin) / whole
	w.Intraclass = stats.WithoutInterval(icc, stats.NotPartOfMethod, MethodIntraclass, s)
	w.DesignEffect = stats.WithoutInterval(1+(squares.Value()/n-1)*icc, stats.NotPartOfMethod, MethodDesignEffect, s)
	return w, nil
}

package segregation

import (
	"athar/queries/stats"
)

// MethodLocalScore is the part of one unit or group in mutual information.
const MethodLocalScore stats.Method = "segregation-local-score/1"

// UnitScore says how far the mix of groups in one unit lies from that of all units together.
type UnitScore struct {
	Area, Unit string
	Share      float64 // of all learners, above 0 to 1
	Score      stats.Estimate
}

// GroupScore says how far the spread of one group over units lies from that of all learners.
type GroupScore struct {
	Group string
	Share float64 // of all learners, above 0 to 1
	Score stats.Estimate
}

// LocalScoresOfUnits estimates which units make segregation, in order of area and unit.
//
//	L_u = Σ_g p_g|u ln(p_g|u / p_g),  Σ_u p_u L_u = M
//
// Unit: nats, 0 for a unit whose mix is that of the whole. Small units have high scores by chance alone: each score warns
// of SmallUnits below thirty learners.
//
// Special cases: nobody gives no scores; one group gives scores of 0; units of nobody are left out. There are no intervals
// (NotSimulated). Errors and source: those of [MutualInformation].
func LocalScoresOfUnits(cells []Cell, options ...stats.Option) ([]UnitScore, error) {
	t, s, err := scoresOf(cells, options)
	if err != nil {
		return nil, err
	}
	scores := make([]UnitScore, len(t.places))
	for u, p := range t.places {
		score := stats.WithoutInterval(t.unitScore(u), stats.NotSimulated, MethodLocalScore, s)
		scores[u] = UnitScore{Area: p.area, Unit: p.unit, Share: t.units[u] / t.total, Score: score.WarnedIf(t.units[u] < smallUnit, stats.SmallUnits)}
	}
	return scores, nil
}

// LocalScoresOfGroups estimates which groups are segregated, in order of their names.
//
//	L_g = Σ_u p_u|g ln(p_u|g / p_u),  Σ_g p_g L_g = M
//
// Groups of fewer than a hundred learners warn of SmallUnits; the rest is as for [LocalScoresOfUnits].
func LocalScoresOfGroups(cells []Cell, options ...stats.Option) ([]GroupScore, error) {
	t, s, err := scoresOf(cells, options)
	if err != nil {
		return nil, err
	}
	scores := make([]GroupScore, len(t.groups))
	for g, name := range t.groups {
		score := stats.WithoutInterval(t.groupScore(g), stats.NotSimulated, MethodLocalScore, s)
		scores[g] = GroupScore{Group: name, Share: t.sizes[g] / t.total, Score: score.WarnedIf(t.sizes[g] < smallGroup, stats.SmallUnits)}
	}
	return scores, nil
}

func scoresOf(cells []Cell, options []stats.Option) (table, stats.Settings, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return table{}, s, err
	}
	t, err := tableOf(cells)
	return t, s, err
}

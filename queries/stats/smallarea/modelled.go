package smallarea

import (
	"slices"

	"athar/queries/stats"
)

// modelled says of estimates that they are a model's. Those that warn of the same one after another share one list.
type modelled struct {
	before []stats.Warning // of the last estimate
	after  []stats.Warning // nil before the first
}

func (m *modelled) warned(e stats.Estimate) stats.Estimate {
	if m.after == nil || !slices.Equal(e.Warnings, m.before) {
		m.before, m.after = e.Warnings, e.WarnedIf(true, stats.Modelled).Warnings
	}
	e.Warnings = m.after[:len(m.after):len(m.after)]
	return e
}

package stats_test

import (
	"math"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/reference"
)

func TestReference04(t *testing.T) {
	reference.Family{Number: "04", Title: "Parity indices", Compute: parityIndices}.Check(t)
}

func parityIndices(in reference.Inputs, ours reference.Answers) {
	for _, rows := range in.Tables("parity") {
		for _, row := range rows {
			name := row["id"]
			pair := stats.ProportionPair{Compared: proportionOf(in.T, row, "x_a", "n_a"), Reference: proportionOf(in.T, row, "x_b", "n_b")}
			indices := reference.Must(stats.Parity(pair))(in.T)
			ours.Value(name, "pi", indices.Index, 1)
			ours.Limits(name, "pi.lower95", "pi.upper95", indices.Index, 1)
			ours.Value(name, "pia", indices.Adjusted, 1)
			ours.Limits(name, "pia.lower95", "pia.upper95", indices.Adjusted, 1)
			verdict := math.NaN()
			if indices.Band.Defined() {
				verdict = map[bool]float64{true: 1, false: 0}[indices.Band.Inside]
			}
			ours.Put(name, "in_parity_band", verdict)
			difference := reference.Must(stats.Newcombe(pair))(in.T)
			ours.Value(name, "gap_pp", difference, 100)
			ours.Limits(name, "gap_pp.lower95", "gap_pp.upper95", difference, 100)
		}
	}
}

package multiple_test

import (
	"math"
	"testing"

	"athar/queries/stats/internal/reference"
)

func TestReference(t *testing.T) {
	reference.Family{Number: "15", Title: "Corrections for many tests", Compute: adjustments}.Check(t)
}

func adjustments(in reference.Inputs, ours reference.Answers) {
	for _, table := range in.Tables("pvalues") {
		families, positions := map[string][]float64{}, map[string][]string{}
		for _, row := range table {
			set, p := row["set"], row.Number(in.T, "p")
			if math.IsNaN(p) { // a test without a p-value is no member of its family
				continue
			}
			families[set] = append(families[set], p)
			positions[set] = append(positions[set], row["k"])
		}
		for set, family := range families {
			for name, method := range methods {
				adjusted := reference.Must(method(family))(in.T)
				for i, p := range adjusted.PValues {
					ours.Put(set, name+"_"+positions[set][i], p)
				}
				if name == "BH" {
					ours.Put(set, "n_rejected_BH_05", float64(adjusted.Rejected(0.05)))
				}
			}
		}
	}
}

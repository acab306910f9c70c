package diversity_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/diversity"
	"athar/queries/stats/internal/reference"
)

func TestReference(t *testing.T) {
	reference.Family{Number: "06", Title: "Diversity of kinds", Compute: diversities}.Check(t)
}

func diversities(in reference.Inputs, ours reference.Answers) {
	for base, rows := range in.Tables("") {
		units, counts := countsOf(in, rows)
		for _, key := range in.Wanted {
			unit, is := strings.CutPrefix(key.Case, base+":")
			at := slices.Index(units, unit)
			switch {
			case is && at >= 0:
				one(in, ours, key, counts[at])
			case is && unit == "all":
				part, order, _ := strings.Cut(key.Stat, "_q")
				parts := reference.Must(diversity.Partition(counts, reference.Parse(in.T, order)))(in.T)
				ours.Value(key.Case, key.Stat, map[string]stats.Estimate{"alpha": parts.Alpha, "beta": parts.Beta, "gamma": parts.Gamma}[part], 1)
			}
		}
	}
}

// countsOf makes a table of units by types out of a long one.
func countsOf(in reference.Inputs, rows reference.Table) (units []string, counts [][]float64) {
	var types []string
	for _, row := range rows {
		if !slices.Contains(units, row["unit"]) {
			units = append(units, row["unit"])
		}
		if !slices.Contains(types, row["type"]) {
			types = append(types, row["type"])
		}
	}
	for range units {
		counts = append(counts, make([]float64, len(types)))
	}
	for _, row := range rows {
		counts[slices.Index(units, row["unit"])][slices.Index(types, row["type"])] += row.Number(in.T, "n")
	}
	return units, counts
}

func one(in reference.Inputs, ours reference.Answers, key reference.Key, counts []float64) {
	var e stats.Estimate
	var err error
	switch key.Stat {
	case "shannon":
		e, err = diversity.Shannon(counts)
	case "gini_simpson":
		e, err = diversity.GiniSimpson(counts)
	case "inverse_simpson":
		e, err = diversity.Hill(counts, 2)
	case "pielou_evenness":
		e, err = diversity.Evenness(counts)
	case "chao1":
		e, err = diversity.Chao1(counts)
	case "sample_coverage":
		e, err = diversity.Coverage(counts)
	case "simpson_unbiased_hill2":
		e, err = diversity.HillUnbiased(counts)
		if e.Undefined == stats.ZeroDenominator {
			ours[key] = math.Inf(1) // one over nothing
			return
		}
	case "rarefied_richness_half":
		var total float64
		for _, n := range counts {
			total += n
		}
		e, err = diversity.Rarefied(counts, math.Floor(total/2))
	default:
		order, is := strings.CutPrefix(key.Stat, "hill_q")
		if !is {
			return
		}
		e, err = diversity.Hill(counts, reference.Parse(in.T, order))
	}
	ours.Value(key.Case, key.Stat, reference.Must(e, err)(in.T), 1)
}

package segregation_test

import (
	"math"
	"strings"
	"testing"

	"athar/queries/stats/internal/reference"
	"athar/queries/stats/segregation"
)

func TestReference(t *testing.T) {
	reference.Family{Number: "05", Title: "Segregation of learners between schools", Compute: segregations}.Check(t)
}

func segregations(in reference.Inputs, ours reference.Answers) {
	tables := map[string][]segregation.Cell{}
	for name, rows := range in.Tables("") {
		var cells []segregation.Cell
		for _, row := range rows {
			cells = append(cells, segregation.Cell{Area: row["district"], Unit: row["school"], Group: row["group"], Learners: row.Number(in.T, "n")})
		}
		tables[name] = cells
		information(in, ours, name, cells)
		pairs(in, ours, name, cells)
		bootstrapped(in, ours, name, cells)
	}
	// A change is between the tables of two times, named _t0 and _t1, and knows schools by their name alone.
	for first, before := range tables {
		topic, is := strings.CutSuffix(first, "_t0")
		if after, has := tables[topic+"_t1"]; is && has {
			parts := reference.Must(segregation.Change(withoutAreas(before), withoutAreas(after)))(in.T)
			const name = "t0_to_t1"
			ours.Value(name, "M1", parts.Before, 1)
			ours.Value(name, "M2", parts.After, 1)
			ours.Value(name, "diff", parts.Difference, 1)
			ours.Value(name, "additions", parts.Openings, 1)
			ours.Value(name, "removals", parts.Closures, 1)
			ours.Value(name, "group_marginal", parts.Groups, 1)
			ours.Value(name, "unit_marginal", parts.Units, 1)
			ours.Value(name, "structural", parts.Structure, 1)
		}
	}
}

func withoutAreas(cells []segregation.Cell) []segregation.Cell {
	copied := make([]segregation.Cell, len(cells))
	for i, c := range cells {
		c.Area = ""
		copied[i] = c
	}
	return copied
}

func information(in reference.Inputs, ours reference.Answers, name string, cells []segregation.Cell) {
	m := reference.Must(segregation.MutualInformation(cells))(in.T)
	ours.Value(name, "M", m, 1)
	ours.Value(name, "M_bits", m, 1/math.Ln2)
	ours.Value(name, "H", reference.Must(segregation.Information(cells))(in.T), 1)
	ours.Value(name, "entropy_groups", reference.Must(segregation.Entropy(cells))(in.T), 1)
	parts := reference.Must(segregation.ByArea(cells))(in.T)
	ours.Value(name, "M_between_districts", parts.MutualInformation.Between, 1)
	ours.Value(name, "M_within_districts", parts.MutualInformation.Within, 1)
	ours.Value(name, "H_between_districts", parts.Information.Between, 1)
	ours.Value(name, "H_within_districts", parts.Information.Within, 1)
	for _, area := range parts.Areas {
		ours.Value(name, "within."+area.Area+".M", area.Contribution, 1)
		ours.Put(name, "within."+area.Area+".p", area.Share)
		// The references give 0 where an area has one group.
		h := 0.0
		if area.Information.Defined() {
			h = area.Information.Value
		}
		ours.Put(name, "within."+area.Area+".H", h)
	}
	for _, group := range reference.Must(segregation.LocalScoresOfGroups(cells))(in.T) {
		ours.Value(name, "group_ls."+group.Group, group.Score, 1)
	}
	units := reference.Must(segregation.LocalScoresOfUnits(cells))(in.T)
	sum := 0.0
	byName := map[string]segregation.UnitScore{}
	for _, unit := range units {
		sum += unit.Share * unit.Score.Value
		byName[unit.Area+" "+unit.Unit] = unit
	}
	ours.Put(name, "local_ls_sum", sum)
	for _, row := range in.Expected("local_")["local_"+name] {
		unit, has := byName[row["unit"]]
		if _, ok := reference.Close(unit.Score.Value, row["ls"], 1e-9); !has || !ok {
			in.T.Errorf("%s %s: score %.17g, want %s", name, row["unit"], unit.Score.Value, row["ls"])
		}
		if _, ok := reference.Close(unit.Share, row["p"], 1e-9); !ok {
			in.T.Errorf("%s %s: share %.17g, want %s", name, row["unit"], unit.Share, row["p"])
		}
		delete(byName, row["unit"])
	}
	if len(in.Expected("local_")["local_"+name]) > 0 && len(byName) > 0 {
		in.T.Errorf("%s: %d units have scores that nothing was expected of", name, len(byName))
	}
}

func pairs(in reference.Inputs, ours reference.Answers, name string, cells []segregation.Cell) {
	var groups []string
	for _, score := range reference.Must(segregation.LocalScoresOfGroups(cells))(in.T) {
		groups = append(groups, score.Group)
	}
	ours.Value(name, "D_multigroup", reference.Must(segregation.MultigroupDissimilarity(cells))(in.T), 1)
	for _, g := range groups {
		ours.Value(name, "D."+g+"_vs_rest", reference.Must(segregation.DissimilarityFromRest(cells, g))(in.T), 1)
		ours.Value(name, "isolation."+g, reference.Must(segregation.Isolation(cells, g))(in.T), 1)
		for _, h := range groups {
			if g != h {
				ours.Value(name, "D."+g+"_vs_"+h, reference.Must(segregation.Dissimilarity(cells, g, h))(in.T), 1)
				ours.Value(name, "exposure."+g+"_to_"+h, reference.Must(segregation.Exposure(cells, g, h))(in.T), 1)
			}
		}
	}
}

// bootstrapped draws the tables that the references were drawn from: other ones would differ by more than the tolerance
// where the bias is small beside the noise.
func bootstrapped(in reference.Inputs, ours reference.Answers, name string, cells []segregation.Cell) {
	result := reference.Must(segregation.Bootstrap(cells, segregation.Draws{Count: 500, Seed: 11}))(in.T)
	for index, e := range map[string]segregation.Debiased{"M": result.MutualInformation, "H": result.Information} {
		ours.Value(name, index+".debiased", e.Estimate, 1)
		ours.Error(name, index+".se", e.Estimate, 1)
		ours.Limits(name, index+".lower95", index+".upper95", e.Estimate, 1)
		bias := math.NaN()
		if e.Defined() {
			bias = e.Bias
		}
		ours.Put(name, index+".bias", bias)
	}
}

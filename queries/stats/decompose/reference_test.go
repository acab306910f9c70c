package decompose_test

import (
	"slices"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/decompose"
	"athar/queries/stats/internal/reference"
)

func TestReference(t *testing.T) {
	reference.Family{Number: "07", Title: "Parts of a difference, and standardisation", Compute: parts}.Check(t)
}

func parts(in reference.Inputs, ours reference.Answers) {
	for name, rows := range in.Tables("kitagawa") {
		rates(in, ours, name, rows)
	}
	for name, rows := range in.Tables("oaxaca") {
		means(in, ours, name, rows)
	}
	for name, rows := range in.Tables("standardisation") {
		areas(in, ours, name, rows)
	}
}

// rates takes the first two periods named.
func rates(in reference.Inputs, ours reference.Answers, name string, rows reference.Table) {
	var names, periods []string
	var categories []decompose.Category
	for _, row := range rows {
		if !slices.Contains(periods, row["period"]) {
			periods = append(periods, row["period"])
		}
		if row["period"] != periods[0] && row["period"] != periods[1] {
			continue
		}
		i := slices.Index(names, row["category"])
		if i < 0 {
			i = len(names)
			names, categories = append(names, row["category"]), append(categories, decompose.Category{})
		}
		rate := stats.Proportion{Successes: row.Number(in.T, "x"), Trials: row.Number(in.T, "n")}
		if row["period"] == periods[0] {
			categories[i].First = rate
		} else {
			categories[i].Second = rate
		}
	}
	d := reference.Must(decompose.Kitagawa(categories))(in.T)
	for stat, e := range map[string]stats.Estimate{
		"rate_first": d.First, "rate_second": d.Second, "difference": d.Difference,
		"two.composition": d.Composition, "two.rate": d.Rate,
		"three.composition": d.CompositionAlone, "three.rate": d.RateAlone, "three.interaction": d.Interaction,
	} {
		ours.Value(name, stat, e, 1)
	}
	for i, c := range d.Contributions {
		ours.Put(name, "two.composition."+names[i], c.Composition)
		ours.Put(name, "two.rate."+names[i], c.Rate)
	}
}

func means(in reference.Inputs, ours reference.Answers, name string, rows reference.Table) {
	var regressors []string
	for _, column := range in.Header(name) {
		if column != "y" && column != "group" {
			regressors = append(regressors, column)
		}
	}
	pair := decompose.PairOfGroups{Columns: len(regressors)}
	for _, row := range rows {
		group := &pair.First
		if row.Number(in.T, "group") == 1 {
			group = &pair.Second
		}
		group.Outcomes = append(group.Outcomes, row.Number(in.T, "y"))
		for _, column := range regressors {
			group.Regressors = append(group.Regressors, row.Number(in.T, column))
		}
	}
	for word, norm := range map[string]decompose.Norm{
		"0": decompose.SecondGroup, "1": decompose.FirstGroup, "0.5": decompose.Equal, "share_A": decompose.ByPersons,
		"pooled": decompose.Pooled, "pooled_with_group": decompose.PooledWithGroup,
	} {
		d := reference.Must(decompose.BlinderOaxaca(pair, norm))(in.T)
		ours.Value(name, "two."+word+".explained", d.Explained, 1)
		ours.Value(name, "two."+word+".unexplained", d.Unexplained, 1)
		ours.Error(name, "two."+word+".explained_se", d.Explained, 1)
		for j, value := range d.ExplainedBy {
			ours.Put(name, "two."+word+".explained."+regressors[j], value)
		}
		if norm != decompose.PooledWithGroup {
			continue
		}
		if d.Difference.Defined() {
			ours.Put(name, "y_A", d.First)
			ours.Put(name, "y_B", d.Second)
		}
		ours.Value(name, "difference", d.Difference, 1)
		ours.Value(name, "three.endowments", d.Endowments, 1)
		ours.Value(name, "three.coefficients", d.Coefficients, 1)
		ours.Value(name, "three.interaction", d.Interaction, 1)
	}
}

// areas takes all areas together as the reference of the indirect ratio.
func areas(in reference.Inputs, ours reference.Answers, name string, rows reference.Table) {
	var names []string
	events, persons := map[string]float64{}, map[string]float64{}
	for _, row := range rows {
		if !slices.Contains(names, row["area"]) {
			names = append(names, row["area"])
		}
		events[row["stratum"]] += row.Number(in.T, "x")
		persons[row["stratum"]] += row.Number(in.T, "n")
	}
	for _, area := range names {
		var direct []decompose.Stratum
		var indirect []decompose.ReferenceStratum
		for _, row := range rows {
			if row["area"] == area {
				x, n := row.Number(in.T, "x"), row.Number(in.T, "n")
				direct = append(direct, decompose.Stratum{Events: x, Persons: n, Standard: row.Number(in.T, "stdpop")})
				indirect = append(indirect, decompose.ReferenceStratum{
					Events: x, Persons: n, ReferenceEvents: events[row["stratum"]], ReferencePersons: persons[row["stratum"]],
				})
			}
		}
		rate := reference.Must(decompose.DirectRate(direct))(in.T)
		ours.Value(name, "dsr."+area+".value", rate, 1)
		ours.Limits(name, "dsr."+area+".lower95", "dsr."+area+".upper95", rate, 1)
		ratio := reference.Must(decompose.IndirectRatio(indirect))(in.T)
		ours.Value(name, "expected."+area, ratio.Expected, 1)
		ours.Value(name, "ratio."+area+".value", ratio.Ratio, 1)
		ours.Limits(name, "ratio."+area+".lower95", "ratio."+area+".upper95", ratio.Ratio, 1)
	}
}

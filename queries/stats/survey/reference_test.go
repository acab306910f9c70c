package survey_test

import (
	"slices"
	"strings"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/survey"
)

func TestReference(t *testing.T) {
	reference.Family{Number: "13", Title: "Samples drawn by a design", Compute: samples}.Check(t)
}

func samples(in reference.Inputs, ours reference.Answers) {
	populations := in.Tables("poptotals")
	for name, table := range in.Tables("strat") {
		estimates(in.T, ours, name, table, stratified(in.T, table, true))
		estimates(in.T, ours, name+"_nofpc", table, stratified(in.T, table, false))
	}
	for name, table := range in.Tables("clus") {
		if _, staged := table[0]["fpc2"]; staged {
			complete := slices.DeleteFunc(slices.Clone(table), func(row reference.Row) bool { return row["enroll"] == "" || row["enroll"] == "NA" })
			estimates(in.T, ours, name+"_complete", complete, twoStage(in.T, complete))
			continue
		}
		design := clustered(in.T, table)
		estimates(in.T, ours, name, table, design)
		for _, population := range populations {
			calibrations(in.T, ours, name, table, population, design)
		}
	}
}

func stratified(t *testing.T, table reference.Table, corrected bool) survey.Design {
	var rows []survey.Row
	for _, row := range table {
		r := survey.Row{Weight: row.Number(t, "pw"), Stratum: row["stype"]}
		if corrected {
			r.ClustersInStratum = row.Number(t, "fpc")
		}
		rows = append(rows, r)
	}
	return reference.Must(survey.NewDesign(rows))(t)
}

func clustered(t *testing.T, table reference.Table) survey.Design {
	var rows []survey.Row
	for _, row := range table {
		rows = append(rows, survey.Row{Weight: row.Number(t, "pw"), Cluster: row["dnum"], ClustersInStratum: row.Number(t, "fpc")})
	}
	return reference.Must(survey.NewDesign(rows))(t)
}

func twoStage(t *testing.T, table reference.Table) survey.Design {
	var rows []survey.Row
	for _, row := range table {
		rows = append(rows, survey.Row{
			Weight: row.Number(t, "pw"), Cluster: row["dnum"], ClustersInStratum: row.Number(t, "fpc1"),
			Unit: row["snum"], UnitsInCluster: row.Number(t, "fpc2"),
		})
	}
	return reference.Must(survey.NewDesign(rows))(t)
}

func estimates(t *testing.T, ours reference.Answers, name string, table reference.Table, design survey.Design) {
	ours.Put(name, "degf", design.Degrees())
	for _, column := range []string{"api00", "enroll"} {
		values, complete := numbers(t, table, column)
		if !complete {
			continue
		}
		mean, total := reference.Must(design.Mean(values))(t), reference.Must(design.Total(values))(t)
		ours.Value(name, column+".mean", mean, 1)
		ours.Error(name, column+".mean_se", mean, 1)
		ours.Limits(name, column+".lower95_t", column+".upper95_t", mean, 1)
		ours.Value(name, column+".deff", reference.Must(design.DesignEffect(values))(t), 1)
		ours.Value(name, column+".total", total, 1)
		ours.Error(name, column+".total_se", total, 1)
	}
	now, _ := numbers(t, table, "api00")
	before, _ := numbers(t, table, "api99")
	ratio := reference.Must(design.Ratio(now, before))(t)
	ours.Value(name, "ratio", ratio, 1)
	ours.Error(name, "ratio_se", ratio, 1)

	yes, outcomes := make([]bool, len(table)), make([]float64, len(table))
	for i, row := range table {
		if yes[i] = row["sch_wide"] == "Yes"; yes[i] {
			outcomes[i] = 1
		}
	}
	share := reference.Must(design.Proportion(yes))(t)
	ours.Value(name, "p_yes", share, 1)
	ours.Error(name, "p_yes_se", share, 1)
	ours.Limits(name, "p_yes.logit.lower95", "p_yes.logit.upper95", share, 1)

	types := column(table, "stype")
	for _, level := range slices.Compact(slices.Sorted(slices.Values(types))) {
		domain := make([]bool, len(types))
		for i, word := range types {
			domain[i] = word == level
		}
		mean := reference.Must(reference.Must(design.Within(domain))(t).Mean(now))(t)
		ours.Value(name, "api00.mean.stype_"+level, mean, 1)
		ours.Error(name, "api00.mean.stype_"+level+"_se", mean, 1)
	}

	ell, _ := numbers(t, table, "ell")
	meals, _ := numbers(t, table, "meals")
	line := reference.Must(design.Linear(now, [][]float64{ell, meals}))(t)
	for j, coefficient := range []string{"(Intercept)", "ell", "meals"} {
		ours.Value(name, "glm."+coefficient, line.Coefficients[j], 1)
		ours.Error(name, "glm_se."+coefficient, line.Coefficients[j], 1)
	}
	odds := reference.Must(design.Logistic(outcomes, [][]float64{meals}))(t)
	ours.Value(name, "logit.meals", odds.Coefficients[1], 1)
	ours.Error(name, "logit_se.meals", odds.Coefficients[1], 1)

	difference, test, err := design.Difference(now, yes)
	if err != nil {
		t.Fatal(err)
	}
	ours.Value(name, "ttest.diff", difference, 1)
	ours.Put(name, "ttest.t", test.Statistic)
	ours.Put(name, "ttest.df", test.Degrees)
	ours.Put(name, "ttest.p", test.PValue)
	independence := reference.Must(design.ChiSquare(column(table, "sch_wide"), types))(t)
	ours.Put(name, "chisq.F", independence.Statistic)
	ours.Put(name, "chisq.ndf", independence.Degrees)
	ours.Put(name, "chisq.ddf", independence.DenominatorDegrees)
	ours.Put(name, "chisq.p", independence.PValue)
}

// calibrations use the known size of each type of school, and their sum of last year's scores.
func calibrations(t *testing.T, ours reference.Answers, name string, table, population reference.Table, design survey.Design) {
	now, _ := numbers(t, table, "api00")
	before, _ := numbers(t, table, "api99")
	enrolled, _ := numbers(t, table, "enroll")
	byType := survey.Margin{Group: column(table, "stype"), Totals: map[string]float64{}}
	columns, totals := [][]float64{before}, []float64{0}
	size := 0.0
	for _, row := range population {
		n := row.Number(t, "N")
		byType.Totals[row["stype"]] = n
		size += n
		totals[0] += row.Number(t, "api99_total")
		indicator := make([]float64, len(table))
		for i, word := range byType.Group {
			if word == row["stype"] {
				indicator[i] = 1
			}
		}
		columns, totals = append(columns, indicator), append(totals, n)
	}

	stratified := reference.Must(design.PostStratified(byType))(t)
	file(ours, name+"_poststrat", "api00.mean", reference.Must(stratified.Mean(now))(t))
	file(ours, name+"_poststrat", "enroll.total", reference.Must(stratified.Total(enrolled))(t))

	calibrated := reference.Must(design.Calibrated(columns, totals))(t)
	file(ours, name+"_calibrated", "api00.mean", reference.Must(calibrated.Mean(now))(t))
	least, largest := calibrated.Adjustments()
	ours.Put(name+"_calibrated", "min_g", least)
	ours.Put(name+"_calibrated", "max_g", largest)

	// A third of the population without and two thirds with an award.
	byAward := survey.Margin{Group: column(table, "awards"), Totals: map[string]float64{}}
	for i, level := range slices.Compact(slices.Sorted(slices.Values(byAward.Group))) {
		byAward.Totals[level] = size * []float64{0.33, 0.67}[i]
	}
	raked := reference.Must(design.Raked([]survey.Margin{byType, byAward}))(t)
	ours.Value(name+"_raked", "api00.mean", reference.Must(raked.Mean(now))(t), 1)
	ours.Put(name+"_raked", "w_min", slices.Min(raked.Weights()))
	ours.Put(name+"_raked", "w_max", slices.Max(raked.Weights()))
}

func file(ours reference.Answers, name, stat string, e stats.Estimate) {
	ours.Value(name, stat, e, 1)
	ours.Error(name, stat+"_se", e, 1)
}

// numbers is a column; incomplete when some row has no number.
func numbers(t *testing.T, table reference.Table, name string) (values []float64, complete bool) {
	for _, row := range table {
		values = append(values, row.Number(t, name))
	}
	return values, !slices.ContainsFunc(column(table, name), func(text string) bool { return text == "" || strings.EqualFold(text, "na") })
}

func column(table reference.Table, name string) (words []string) {
	for _, row := range table {
		words = append(words, row[name])
	}
	return words
}

package evaluation_test

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"athar/queries/stats/evaluation"
	"athar/queries/stats/internal/reference"
)

func TestReference11(t *testing.T) {
	reference.Family{Number: "11", Title: "Differences in differences", Compute: differences}.Check(t)
}

func differences(in reference.Inputs, ours reference.Answers) {
	t := in.T
	for name, table := range in.Tables("did_") {
		var rows evaluation.BeforeAfter
		for _, row := range complete(table, "y", "treated", "post", "school") {
			rows.Outcomes = append(rows.Outcomes, row.Number(t, "y"))
			rows.Treated = append(rows.Treated, row.Number(t, "treated") == 1)
			rows.After = append(rows.After, row.Number(t, "post") == 1)
		}
		rows.Schools = codesOf(complete(table, "y", "treated", "post", "school"), "school")
		did := reference.Must(evaluation.EstimateDifferenceInDifferences(rows))(t)
		putDifference(ours, name, did)
		for group, means := range did.Means {
			for time, mean := range means {
				ours.Put(name, fmt.Sprintf("mean_%d%d", group, time), mean)
			}
		}
		ours.Put(name, "did_from_means", did.Means[1][1]-did.Means[1][0]-did.Means[0][1]+did.Means[0][0])
		ours.Put(name, "clusters_treated", float64(did.TreatedSchools))
		ours.Put(name, "clusters_comparison", float64(did.ComparisonSchools))
		// What is expected is the share of all patterns, and nothing where there are too many to try.
		wild := reference.Must(evaluation.WildClusterTest(rows, evaluation.Draws{Seed: 11}))(t)
		ours.Put(name, "wild_cluster_p", math.NaN())
		if wild.Method == evaluation.MethodWildEnumerated {
			ours.Put(name, "wild_cluster_p", wild.PValue)
		}
		rows.WithinSchools = true
		putDifference(ours, name+"_school_fe", reference.Must(evaluation.EstimateDifferenceInDifferences(rows))(t))
	}
	for name, table := range in.Tables("staggered") {
		var panel evaluation.Panel
		for _, row := range complete(table, "unit", "t", "first_treat", "y") {
			panel.Periods = append(panel.Periods, int(row.Number(t, "t")))
			panel.Starts = append(panel.Starts, int(row.Number(t, "first_treat")))
			panel.Outcomes = append(panel.Outcomes, row.Number(t, "y"))
		}
		panel.Units = codesOf(complete(table, "unit", "t", "first_treat", "y"), "unit")
		effects := reference.Must(evaluation.GroupTimeEffects(panel))(t)
		for _, name := range caseOf(in, name, "_panel") {
			for _, e := range effects.GroupTimes {
				put(ours, name, fmt.Sprintf("att_g%d_t%d", e.Start, e.Period), ".se", e.Effect)
			}
			simple := effects.Simple()
			put(ours, name, "simple.overall", "_se", simple)
			ours.Value(name, "simple.overall_check", simple.Estimate, 1)
			for word, average := range map[string]evaluation.AverageEffects{
				"dynamic": effects.ByTimeSinceStart(), "group": effects.ByStart(), "calendar": effects.ByPeriod(),
			} {
				put(ours, name, word+".overall", "_se", average.Overall)
				for _, e := range average.Each {
					put(ours, name, fmt.Sprintf("%s_%d", word, e.At), ".se", e.Effect)
				}
			}
			// The expected error of this average is the one that did prints, which is not ours: see ByStartAsInDid.
			ours.Error(name, "group.overall_se", effects.ByStartAsInDid().Estimate, 1)
		}
	}
}

func putDifference(ours reference.Answers, name string, did evaluation.DifferenceInDifferences) {
	ours.Value(name, "estimate", did.Effect.Estimate, 1)
	ours.Error(name, "se_CR2", did.Effect.Estimate, 1)
	ours.Put(name, "CR2.t", did.Effect.Test.Statistic)
	ours.Put(name, "CR2.df", did.Effect.Test.Degrees)
	ours.Put(name, "CR2.p", did.Effect.Test.PValue)
	ours.Limits(name, "CR2.lower95", "CR2.upper95", did.Effect.Estimate, 1)
	ours.Error(name, "se_CR1S", did.Stata.Estimate, 1)
	ours.Error(name, "stata.se", did.Stata.Estimate, 1)
	ours.Put(name, "stata.df", did.Stata.Test.Degrees)
	ours.Put(name, "stata.p", did.Stata.Test.PValue)
	ours.Limits(name, "stata.lower95", "stata.upper95", did.Stata.Estimate, 1)
}

// put files a value and its standard error, whose name is the value's with a suffix.
func put(ours reference.Answers, name, stat, suffix string, e evaluation.Effect) {
	ours.Value(name, stat, e.Estimate, 1)
	ours.Error(name, stat+suffix, e.Estimate, 1)
}

// putTest files an effect under the names of a t test.
func putTest(ours reference.Answers, name string, e evaluation.Effect) {
	ours.Value(name, "estimate", e.Estimate, 1)
	ours.Error(name, "se", e.Estimate, 1)
	ours.Put(name, "df", e.Test.Degrees)
	ours.Put(name, "p", e.Test.PValue)
	ours.Limits(name, "lower95", "upper95", e.Estimate, 1)
}

// complete are the rows that have every column.
func complete(table reference.Table, columns ...string) reference.Table {
	var whole reference.Table
	for _, row := range table {
		missing := false
		for _, c := range columns {
			missing = missing || row[c] == "" || row[c] == "NA"
		}
		if !missing {
			whole = append(whole, row)
		}
	}
	return whole
}

// caseOf is the name of the expected case of a table, which may leave out what kind of table it is.
func caseOf(in reference.Inputs, table, kind string) []string {
	names := map[string]bool{}
	for _, key := range in.Wanted {
		names[key.Case] = true
	}
	for _, name := range []string{table, strings.Replace(table, kind, "", 1)} {
		if names[name] {
			return []string{name}
		}
	}
	return nil
}

func TestReference20(t *testing.T) {
	reference.Family{Number: "20", Title: "Randomised designs, power and interrupted series", Compute: experiments}.Check(t)
}

func experiments(in reference.Inputs, ours reference.Answers) {
	t := in.T
	for _, table := range in.Tables("blocked") {
		rows := complete(table, "y", "z", "x", "took", "block")
		trial, x := trialOf(t, rows, "z"), evaluation.Covariates{numbersOf(t, rows, "x")}
		putTest(ours, "dim_simple", reference.Must(evaluation.EstimateDifferenceInMeans(trial))(t))
		putTest(ours, "ols_adjusted_hc2", reference.Must(evaluation.EstimateAdjustedDifference(trial, x, false))(t))
		putTest(ours, "lin_adjusted", reference.Must(evaluation.EstimateAdjustedDifference(trial, x, true))(t))
		uptake := reference.Must(evaluation.EstimateComplierEffect(evaluation.Uptake{Trial: trial, Took: flagsOf(t, rows, "took")}))(t)
		ours.Value("cace", "itt", uptake.IntentionToTreat.Estimate, 1)
		ours.Value("cace", "first_stage", uptake.FirstStage.Estimate, 1)
		ours.Value("cace", "cace", uptake.Complier.Estimate, 1)
		ours.Error("cace", "se", uptake.Complier.Estimate, 1)
		ours.Limits("cace", "lower95", "upper95", uptake.Complier.Estimate, 1)
		trial.Blocks = codesOf(rows, "block")
		putTest(ours, "dim_blocked", reference.Must(evaluation.EstimateDifferenceInMeans(trial))(t))
	}
	for _, table := range in.Tables("clustered") {
		rows := complete(table, "y", "z", "cluster")
		trial := trialOf(t, rows, "z")
		trial.Clusters = codesOf(rows, "cluster")
		putTest(ours, "dim_clustered", reference.Must(evaluation.EstimateDifferenceInMeans(trial))(t))
	}
	for _, table := range in.Tables("tiny") {
		result := reference.Must(evaluation.RandomisationTest(trialOf(t, table, "z"), evaluation.Draws{Seed: 20}))(t)
		ours.Value("randomisation_inference", "estimate", result.Difference, 1)
		ours.Put("randomisation_inference", "n_assignments", float64(result.Assignments))
		ours.Put("randomisation_inference", "p_two_sided", result.TwoSided.PValue)
		ours.Put("randomisation_inference", "p_one_sided", result.Greater.PValue)
	}
	for _, table := range in.Tables("interrupted") {
		rows := complete(table, "t", "post", "y")
		series := evaluation.Series{Times: numbersOf(t, rows, "t"), After: flagsOf(t, rows, "post"), Outcomes: numbersOf(t, rows, "y")}
		for _, key := range in.Wanted {
			if lag := numbersIn(t, `^nw(\d+)\.se_level$`, key.Stat); key.Case == "its" && lag != nil {
				series.Lag = int(lag[0])
				result := reference.Must(evaluation.EstimateInterruptedSeries(series))(t)
				ours.Value("its", "level_change", result.Level.Estimate, 1)
				ours.Error("its", fmt.Sprintf("nw%d.se_level", series.Lag), result.Level.Estimate, 1)
				ours.Error("its", fmt.Sprintf("nw%d.se_slope", series.Lag), result.Slope.Estimate, 1)
				ours.Value("its", "slope_change", result.Slope.Estimate, 1)
				ours.Value("its", "pre_slope", result.EarlierSlope.Estimate, 1)
				ours.Put("its", "durbin_watson", result.DurbinWatson)
			}
		}
	}
	for _, key := range in.Wanted {
		if x := numbersIn(t, `^power_n([\d.]+)_d([\d.]+)$`, key.Stat); x != nil {
			design := evaluation.PowerDesign{PerArm: x[0], Effect: x[1], Significance: 0.05}
			ours.Put(key.Case, key.Stat, reference.Must(evaluation.Power(design))(t))
		}
		if x := numbersIn(t, `^n_per_arm_d([\d.]+)_(\d+)$`, key.Stat); x != nil {
			ours.Put(key.Case, key.Stat, reference.Must(evaluation.UnitsForPower(x[0], x[1]/100, 0.05))(t))
		}
		if x := regexp.MustCompile(`^n_per_arm_p(\d+)_p(\d+)_(\d+)$`).FindStringSubmatch(key.Stat); x != nil {
			share, other, power := reference.Parse(t, "0."+x[1]), reference.Parse(t, "0."+x[2]), reference.Parse(t, "0."+x[3])
			ours.Put(key.Case, key.Stat, reference.Must(evaluation.UnitsForPowerOfShares(share, other, power, 0.05))(t))
		}
		if x := numbersIn(t, `^J(\d+)_n(\d+)_rho([\d.]+?)(?:_R2([\d.]+))?$`, key.Stat); x != nil {
			design := evaluation.ClusterDesign{Clusters: x[0], PerCluster: x[1], Correlation: x[2]}
			design.ExplainedBetween, design.ExplainedWithin = x[3], x[3]
			ours.Put(key.Case, key.Stat, reference.Must(evaluation.MinimumDetectableEffect(design))(t))
		}
	}
}

func trialOf(t *testing.T, rows reference.Table, arm string) evaluation.Trial {
	return evaluation.Trial{Treated: flagsOf(t, rows, arm), Outcomes: numbersOf(t, rows, "y")}
}

func numbersOf(t *testing.T, rows reference.Table, column string) []float64 {
	values := make([]float64, len(rows))
	for i, row := range rows {
		values[i] = row.Number(t, column)
	}
	return values
}

func flagsOf(t *testing.T, rows reference.Table, column string) []bool {
	flags := make([]bool, len(rows))
	for i, x := range numbersOf(t, rows, column) {
		flags[i] = x == 1
	}
	return flags
}

// codesOf numbers the values of a column, which need not be numbers.
func codesOf(rows reference.Table, column string) []int {
	numbers, codes := map[string]int{}, make([]int, len(rows))
	for i, row := range rows {
		if _, known := numbers[row[column]]; !known {
			numbers[row[column]] = len(numbers)
		}
		codes[i] = numbers[row[column]]
	}
	return codes
}

// numbersIn reads the numbers that stand in a name; a part that may be left out is 0.
func numbersIn(t *testing.T, pattern, name string) []float64 {
	parts := regexp.MustCompile(pattern).FindStringSubmatch(name)
	if parts == nil {
		return nil
	}
	values := make([]float64, len(parts)-1)
	for i, part := range parts[1:] {
		if part != "" {
			values[i] = reference.Parse(t, part)
		}
	}
	return values
}

func TestReference12(t *testing.T) {
	reference.Family{Number: "12", Title: "Propensity scores, balancing and matching", Compute: propensities}.Check(t)
}

func propensities(in reference.Inputs, ours reference.Answers) {
	t := in.T
	rowResults := in.Expected("")
	for name, table := range in.Tables("observational") {
		var known []string
		for _, column := range in.Header(name) {
			if column != "id" && column != "treat" && column != "y" {
				known = append(known, column)
			}
		}
		rows := complete(table, append([]string{"treat", "y"}, known...)...)
		data := evaluation.Observational{Treated: flagsOf(t, rows, "treat"), Outcomes: numbersOf(t, rows, "y")}
		for _, column := range known {
			data.Known = append(data.Known, numbersOf(t, rows, column))
		}
		scores := reference.Must(evaluation.EstimateScores(data))(t)
		for j, column := range append([]string{"(Intercept)"}, known...) {
			coefficient, standardError := scores.Coefficients[j], scores.StandardErrors[j]
			if slices.Contains(scores.LeftOut, j-1) {
				coefficient, standardError = math.NaN(), math.NaN()
			}
			ours.Put(name, "logit."+column, coefficient)
			ours.Put(name, "logit_se."+column, standardError)
		}
		byRow := map[string][]float64{"ps": scores.Shares}
		for word, estimand := range map[string]evaluation.Estimand{
			"att": evaluation.EffectOnTreated, "ate": evaluation.EffectOnAll, "ato": evaluation.EffectOnOverlap,
		} {
			weights := reference.Must(scores.Weights(estimand, data.Treated))(t)
			byRow["w_"+word] = weights
			fixed := reference.Must(evaluation.EstimateDifferenceWithWeights(data, weights))(t)
			ours.Value(name, word+".estimate", fixed.Estimate, 1)
			ours.Error(name, word+".se_svyglm", fixed.Estimate, 1)
			ours.Limits(name, word+".lower95", word+".upper95", fixed.Estimate, 1)
			stacked := reference.Must(evaluation.EstimateWeightedDifference(data, scores, estimand))(t)
			ours.Error(name, word+".se_mest", stacked.Estimate, 1)
			treated, others, err := evaluation.EffectiveSize(weights, data.Treated)
			if err != nil {
				t.Fatal(err)
			}
			ours.Put(name, word+".ess_treated", treated)
			ours.Put(name, word+".ess_control", others)
		}
		putBalance(t, ours, name, known, "smd_before.", reference.Must(evaluation.CheckBalance(data, nil))(t))
		after := reference.Must(evaluation.CheckBalance(data, byRow["w_att"]))(t)
		putBalance(t, ours, name, known, "smd_after.", after)
		ours.Put(name, "max_abs_smd_after", after.Largest.Value)
		ours.Value(name, "att.aipw", reference.Must(evaluation.EstimateDoublyRobust(data, scores))(t).Estimate, 1)

		entropy := reference.Must(evaluation.BalanceEntropy(data))(t)
		byRow["w_ebal"] = entropy.Weights
		ours.Value(name, "ebal.att", reference.Must(evaluation.EstimateDifferenceWithWeights(data, entropy.Weights))(t).Estimate, 1)
		_, others, err := evaluation.EffectiveSize(entropy.Weights, data.Treated)
		if err != nil {
			t.Fatal(err)
		}
		ours.Put(name, "ebal.ess_control", others)
		compareRows(t, rows, byRow, rowResults["weights_"+name])

		for word, caliper := range map[string]float64{"nn": evaluation.NoCaliper, "nn_caliper": evaluation.UsualCaliper} {
			pairs := reference.Must(evaluation.MatchNearest(scores.Shares, data.Treated, caliper))(t)
			same := samePairs(rows, pairs, data.Treated, rowResults["pairs_"+word+"_"+name])
			if !same && !pairs.Tied {
				t.Errorf("%s %s: other pairs than expected, although no score is tied", name, word)
			}
			ours.Put(name, word+".pairs", float64(pairs.Count))
			// With tied scores other pairs are as good: the mean difference of ours is then not that of theirs.
			if same || !pairs.Tied {
				matched := reference.Must(evaluation.EstimateMatchedDifference(data, pairs))(t)
				ours.Value(name, word+".att", matched.Estimate, 1)
				ours.Error(name, word+".t_paired_se", matched.Estimate, 1)
			}
		}
		for _, key := range in.Wanted {
			if ratio := numbersIn(t, `^evalue_rr_([\d.]+)$`, key.Stat); ratio != nil && key.Case == name {
				ours.Put(name, key.Stat, reference.Must(evaluation.EValue(ratio[0]))(t))
			}
		}
	}
}

func putBalance(t *testing.T, ours reference.Answers, name string, known []string, prefix string, balance evaluation.Balance) {
	for j, column := range known {
		ours.Put(name, prefix+column, math.NaN())
		if d := balance.Differences[j]; d.Defined() {
			ours.Put(name, prefix+column, d.Value)
		}
	}
}

// compareRows holds results that come one a row against what is expected of the unit of that row.
func compareRows(t *testing.T, rows reference.Table, ours map[string][]float64, expected reference.Table) {
	t.Helper()
	at := map[string]int{}
	for i, row := range rows {
		at[row["id"]] = i
	}
	for _, row := range expected {
		for column, values := range ours {
			if difference, ok := reference.Close(values[at[row["id"]]], row[column], 1e-6); !ok {
				t.Errorf("unit %s: %s = %v, want %s (relative difference %.2g)", row["id"], column, values[at[row["id"]]], row[column], difference)
			}
		}
	}
}

// samePairs tells whether every unit that was reached has the expected one beside it.
func samePairs(rows reference.Table, pairs evaluation.Pairs, treated []bool, expected reference.Table) bool {
	wanted := map[string]string{}
	for _, row := range expected {
		wanted[row["treated_id"]] = row["control_id"]
	}
	for i, row := range rows {
		with := ""
		if pairs.With[i] >= 0 {
			with = rows[pairs.With[i]]["id"]
		}
		if treated[i] && wanted[row["id"]] != with {
			return false
		}
	}
	return true
}

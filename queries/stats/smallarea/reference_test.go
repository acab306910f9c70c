package smallarea_test

import (
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/smallarea"
)

func TestReference(t *testing.T) {
	reference.Family{Number: "19", Title: "Small areas: multilevel and empirical Bayes estimates", Compute: smallAreas}.Check(t)
}

func smallAreas(in reference.Inputs, ours reference.Answers) {
	for name, table := range in.Tables("pupils") {
		pupils(in, ours, name, table)
	}
	for name, table := range in.Tables("area_rates") {
		rates(in.T, ours, name, table)
	}
	for name, table := range in.Tables("area_means") {
		means(in.T, ours, name, table)
	}
}

func pupils(in reference.Inputs, ours reference.Answers, name string, table reference.Table) {
	var members smallarea.Members
	var x []float64
	for _, row := range table {
		members.Group = append(members.Group, row["school"])
		members.Value = append(members.Value, row.Number(in.T, "y"))
		x = append(x, row.Number(in.T, "x"))
	}
	variance := reference.Must(smallarea.AnalyseVariance(members))(in.T)
	ours.Put(name, "msb", variance.MeanSquareBetween)
	ours.Put(name, "msw", variance.MeanSquareWithin)
	ours.Put(name, "n0", variance.TypicalSize)
	ours.Value(name, "icc_anova", variance.Intraclass, 1)
	ours.Value(name, "deff_kish", variance.DesignEffect, 1)
	for suffix, columns := range map[string][][]float64{"": nil, "_x": {x}} {
		members.Columns = columns
		for word, by := range map[string]smallarea.Likelihood{"REML": smallarea.Restricted, "ML": smallarea.Full} {
			multilevel(in, ours, name, word+suffix, reference.Must(smallarea.RandomIntercept(members, by))(in.T))
		}
	}
}

func multilevel(in reference.Inputs, ours reference.Answers, name, fit string, model smallarea.Multilevel) {
	if !model.Defined() {
		in.T.Errorf("%s %s: %s", name, fit, model.Undefined)
		return
	}
	ours.Put(name, fit+".tau2", model.Between)
	ours.Put(name, fit+".sigma2", model.Within)
	ours.Put(name, fit+".icc", model.Intraclass)
	ours.Put(name, fit+".loglik", model.LogLikelihood)
	for j, coefficient := range model.Coefficients {
		ours.Value(name, fit+".beta"+string(rune('0'+j)), coefficient, 1)
		ours.Error(name, fit+".beta_se"+string(rune('0'+j)), coefficient, 1)
	}
	schools := map[string]map[string]float64{}
	for _, school := range model.Groups {
		ours.Value(name, fit+".blup_"+school.Name, school.Effect, 1)
		ours.Error(name, fit+".blup_condse_"+school.Name, school.Effect, 1)
		schools[school.Name] = map[string]float64{
			"n": school.Size, "raw_mean": school.Mean, "shrinkage": school.Shrinkage,
			"blup": school.Effect.Value, "cond_se": school.Effect.StandardError.Value,
		}
	}
	for _, row := range in.Expected("schools_" + fit + "_" + name)["schools_"+fit+"_"+name] {
		for column, want := range row {
			value, have := schools[row["school"]][column]
			if difference, ok := reference.Close(value, want, 1e-5); column != "school" && (!have || !ok) {
				in.T.Errorf("%s %s: %s of a school = %.17g, want %s (relative difference %.2g)", name, fit, column, value, want, difference)
			}
		}
	}
}

func rates(t *testing.T, ours reference.Answers, name string, table reference.Table) {
	var areas []stats.Proportion
	for _, row := range table {
		areas = append(areas, stats.Proportion{Successes: row.Number(t, "x"), Trials: row.Number(t, "n")})
	}
	shares := reference.Must(smallarea.EmpiricalBayes(areas))(t)
	ours.Put(name, "marshall.mean", shares.Mean)
	ours.Put(name, "marshall.between_var", shares.Between)
	model := reference.Must(smallarea.BetaBinomial(areas))(t)
	if model.Defined() {
		ours.Put(name, "bb.alpha", model.Alpha)
		ours.Put(name, "bb.beta", model.Beta)
		ours.Put(name, "bb.mean", model.Alpha/(model.Alpha+model.Beta))
	}
	for i, row := range table {
		ours.Value(name, "eb_"+row["area"], shares.Areas[i], 1)
		if model.Defined() {
			ours.Value(name, "eb_ml_"+row["area"], model.Areas[i], 1)
		}
	}
}

func means(t *testing.T, ours reference.Answers, name string, table reference.Table) {
	var areas []smallarea.Direct
	var x []float64
	for _, row := range table {
		areas = append(areas, smallarea.Direct{Value: row.Number(t, "y"), Variance: row.Number(t, "vi")})
		x = append(x, row.Number(t, "x"))
	}
	for word, columns := range map[string][][]float64{"fh_none": nil, "fh_x": {x}} {
		model := reference.Must(smallarea.FayHerriot(areas, columns))(t)
		if !model.Defined() {
			t.Errorf("%s %s: %s", name, word, model.Undefined)
			continue
		}
		ours.Put(name, word+".tau2", model.Between)
		for j, coefficient := range model.Coefficients {
			ours.Value(name, word+".beta"+string(rune('0'+j)), coefficient, 1)
		}
		for i, row := range table {
			ours.Value(name, word+".eblup_"+row["area"], model.Areas[i], 1)
		}
	}
}

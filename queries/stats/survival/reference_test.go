package survival_test

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"athar/queries/stats/internal/reference"
	"athar/queries/stats/survival"
)

func TestReference(t *testing.T) {
	reference.Family{
		Number: "14", Title: "Time until withdrawal or completion", Compute: followUp,
		// One minus the curve of those who completed, with drop-outs as if they could still complete.
		Instead: map[string]string{"naive_1_minus_km_120": "cif_completed_120"},
	}.Check(t)
}

func followUp(in reference.Inputs, ours reference.Answers) {
	for name, table := range in.Tables("withdrawal") {
		curveOf(in, ours, name+":all", table)
		for _, column := range []string{"gender", "disability"} {
			groups := split(table, column)
			var spells [][]survival.Spell
			for _, level := range slices.Sorted(maps.Keys(groups)) {
				curveOf(in, ours, name+":"+column+"="+level, groups[level])
				spells = append(spells, spellsOf(in.T, groups[level], "event"))
			}
			test := reference.Must(survival.LogRank(spells...))(in.T)
			if !test.Defined() {
				test.Statistic, test.PValue = math.NaN(), math.NaN()
			}
			ours.Put(name+":by_"+column, "logrank_chi2", test.Statistic)
			ours.Put(name+":by_"+column, "logrank_p", test.PValue)
		}
		hazards(in, ours, name, table)
	}
	for name, table := range in.Tables("completion") {
		incidences(in, ours, name+":all", table)
		for group, rows := range split(table, "group") {
			incidences(in, ours, name+":"+group, rows)
		}
	}
}

func curveOf(in reference.Inputs, ours reference.Answers, name string, table reference.Table) {
	spells := spellsOf(in.T, table, "event")
	curve := reference.Must(survival.KaplanMeier(spells))(in.T)
	ours.Put(name, "n", curve.Persons)
	ours.Put(name, "events", curve.Exits)
	for _, at := range times(in, name, "surv_") {
		staying := reference.Must(curve.Staying(reference.Parse(in.T, at)))(in.T)
		ours.Put(name, "n_risk_"+at, curve.AtRisk(reference.Parse(in.T, at)))
		ours.Value(name, "surv_"+at, staying, 1)
		ours.Error(name, "se_"+at, staying, 1)
		ours.Limits(name, "lower95_"+at, "upper95_"+at, staying, 1)
		ours.Value(name, "nelson_aalen_"+at, reference.Must(curve.Hazard(reference.Parse(in.T, at)))(in.T), 1)
	}
	for _, percent := range times(in, name, "quantile_") {
		ours.Value(name, "quantile_"+percent, reference.Must(curve.TimeUntil(reference.Parse(in.T, percent)/100))(in.T), 1)
	}
	longest := slices.MaxFunc(spells, func(a, b survival.Spell) int { return cmp.Compare(a.Time, b.Time) }).Time
	mean := reference.Must(curve.RestrictedMean(longest))(in.T)
	ours.Value(name, "rmean", mean, 1)
	ours.Error(name, "rmean_se", mean, 1)
}

// hazards compares the second gender with the first, beside disability and earlier attempts.
func hazards(in reference.Inputs, ours reference.Answers, name string, table reference.Table) {
	genders := slices.Sorted(maps.Keys(split(table, "gender")))
	if len(genders) < 2 {
		return // there is nobody to compare
	}
	covariates := make([][]float64, 3)
	for _, row := range table {
		isSecond := 0.0
		if row["gender"] == genders[1] {
			isSecond = 1
		}
		for j, x := range []float64{isSecond, row.Number(in.T, "disability"), row.Number(in.T, "prev")} {
			covariates[j] = append(covariates[j], x)
		}
	}
	cohort := survival.Cohort{Spells: spellsOf(in.T, table, "event"), Covariates: covariates}
	for _, ties := range []survival.Ties{survival.Efron, survival.Breslow} {
		model, which := reference.Must(survival.Cox(cohort, ties))(in.T), name+":cox_"+string(ties)
		if !model.Defined() {
			in.T.Errorf("%s: %s", which, model.Undefined)
			continue
		}
		for j, covariate := range []string{"gender_second_level", "disability", "prev"} {
			ours.Value(which, "coef."+covariate, model.LogRatios[j], 1)
			ours.Error(which, "se."+covariate, model.LogRatios[j], 1)
		}
		ours.Put(which, "loglik_null", model.NullLogLikelihood)
		ours.Put(which, "loglik", model.LogLikelihood)
	}
}

func incidences(in reference.Inputs, ours reference.Answers, name string, table reference.Table) {
	for exit, word := range map[survival.Exit]string{1: "completed", 2: "dropped"} {
		incidence := reference.Must(survival.CumulativeIncidence(spellsOf(in.T, table, "status"), exit))(in.T)
		for _, at := range times(in, name, "cif_"+word+"_") {
			share := reference.Must(incidence.At(reference.Parse(in.T, at)))(in.T)
			ours.Value(name, "cif_"+word+"_"+at, share, 1)
			ours.Error(name, "se_"+word+"_"+at, share, 1)
		}
	}
}

// times are the arguments that stand behind a prefix in the names of a case's statistics.
func times(in reference.Inputs, name, prefix string) (arguments []string) {
	for _, key := range in.Wanted {
		if argument, has := strings.CutPrefix(key.Stat, prefix); has && key.Case == name {
			arguments = append(arguments, argument)
		}
	}
	return arguments
}

func spellsOf(t *testing.T, table reference.Table, exit string) (spells []survival.Spell) {
	for _, row := range table {
		spells = append(spells, survival.Spell{Time: row.Number(t, "time"), Exit: survival.Exit(row.Number(t, exit)), Persons: 1})
	}
	return spells
}

// split gives the rows of each level of a column; a table without the column has no levels.
func split(table reference.Table, column string) map[string]reference.Table {
	groups := map[string]reference.Table{}
	for _, row := range table {
		if level, has := row[column]; has {
			groups[level] = append(groups[level], row)
		}
	}
	return groups
}

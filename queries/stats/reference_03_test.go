package stats_test

import (
	"strings"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/reference"
)

func TestReference03(t *testing.T) {
	reference.Family{Number: "03", Title: "Inequality of individual amounts", Compute: amountsOfPersons,
		Instead: map[string]string{"unweighted.theil_t_ineq": "unweighted.theil_t"}}.Check(t)
}

func amountsOfPersons(in reference.Inputs, ours reference.Answers) {
	for name, rows := range in.Tables("") {
		switch {
		case hasColumn(rows, "pw"):
			sampledAmounts(in, ours, name, rows)
		case hasColumn(rows, "weight"):
			listedAmounts(in, ours, name, rows)
		}
	}
}

func hasColumn(rows reference.Table, column string) bool {
	_, has := rows[0][column]
	return has
}

func listedAmounts(in reference.Inputs, ours reference.Answers, name string, rows reference.Table) {
	var unweighted, weighted []stats.AmountCount
	place := map[string]int{}
	var groups [][]stats.AmountCount
	for _, row := range rows {
		bar := stats.AmountCount{Amount: row.Number(in.T, "value"), Count: row.Number(in.T, "weight")}
		unweighted = append(unweighted, stats.AmountCount{Amount: bar.Amount, Count: 1})
		weighted = append(weighted, bar)
		group, known := place[row["group"]]
		if !known {
			group = len(groups)
			place[row["group"]] = group
			groups = append(groups, nil)
		}
		groups[group] = append(groups[group], bar)
	}
	theil := reference.Must(stats.TheilByGroup(groups))(in.T)
	ours.Value(name, "theil_t.between", theil.Between, 1)
	ours.Value(name, "theil_t.within", theil.Within, 1)
	deviation := reference.Must(stats.MeanLogDeviationByGroup(groups))(in.T)
	ours.Value(name, "mld.between", deviation.Between, 1)
	ours.Value(name, "mld.within", deviation.Within, 1)
	// Here a package prints infinity for people without anything; ours has no value, and a reason.
	ours.Value(name, "unweighted.mld_ineq", reference.Must(stats.MeanLogDeviation(unweighted))(in.T), 1)

	for _, key := range in.Wanted {
		if key.Case != name {
			continue
		}
		word, measure, _ := strings.Cut(key.Stat, ".")
		switch {
		case word == "unweighted":
			listedAmount(in, ours, key, measure, unweighted)
		case word == "weighted":
			listedAmount(in, ours, key, measure, weighted)
		case strings.HasPrefix(key.Stat, "quantile_type7_"):
			percent := reference.Parse(in.T, strings.TrimPrefix(key.Stat, "quantile_type7_"))
			ours.Value(name, key.Stat, reference.Must(stats.Quantile(unweighted, percent/100))(in.T), 1)
		}
	}
}

// listedAmount computes one measure, whose name may end in a parameter.
func listedAmount(in reference.Inputs, ours reference.Answers, key reference.Key, measure string, histogram []stats.AmountCount) {
	word, parameter, _ := strings.Cut(measure, "_")
	var e stats.Estimate
	var err error
	switch {
	case measure == "gini":
		e, err = stats.Gini(histogram)
	case measure == "theil_t":
		e, err = stats.Theil(histogram)
	case measure == "mld":
		e, err = stats.MeanLogDeviation(histogram)
		if e.Undefined == stats.HasZeros {
			ours[key] = reference.Parse(in.T, "Inf") // what the reason says: there is no bound
			return
		}
	case measure == "cv":
		e, err = stats.Variation(histogram)
	case measure == "ge2":
		e, err = stats.HalfSquaredVariation(histogram)
	case measure == "hoover":
		e, err = stats.Hoover(histogram)
	case word == "atkinson":
		e, err = stats.Atkinson(histogram, reference.Parse(in.T, parameter))
	case word == "lorenz":
		e, err = stats.Lorenz(histogram, reference.Parse(in.T, parameter))
	default:
		return
	}
	ours.Value(key.Case, key.Stat, reference.Must(e, err)(in.T), 1)
}

func sampledAmounts(in reference.Inputs, ours reference.Answers, name string, rows reference.Table) {
	var persons []stats.SampledAmount
	for _, row := range rows {
		persons = append(persons, stats.SampledAmount{
			Amount: row.Number(in.T, "value"), Weight: row.Number(in.T, "pw"), Stratum: row["stype"], Units: row.Number(in.T, "fpc"),
		})
	}
	entropies := map[string]func([]stats.SampledAmount, ...stats.Option) (stats.Estimate, error){
		"0": stats.MeanLogDeviationOfSample, "1": stats.TheilOfSample, "2": stats.HalfSquaredVariationOfSample,
	}
	for _, key := range in.Wanted {
		if key.Case != name {
			continue
		}
		word, parameter, _ := strings.Cut(strings.Replace(key.Stat, "_se", "", 1), "_")
		var e stats.Estimate
		switch word {
		case "svygini":
			e = reference.Must(stats.GiniOfSample(persons))(in.T)
		case "svyatk":
			e = reference.Must(stats.AtkinsonOfSample(persons, reference.Parse(in.T, parameter)))(in.T)
		case "svygei":
			e = reference.Must(entropies[parameter](persons))(in.T)
		default:
			continue
		}
		if strings.Contains(key.Stat, "_se") {
			ours.Error(name, key.Stat, e, 1)
		} else {
			ours.Value(name, key.Stat, e, 1)
		}
	}
}

package reliability_test

import (
	"math"
	"slices"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/reliability"
)

func TestReference(t *testing.T) {
	reference.Family{Number: "10", Title: "Reliability of scales and raters", Compute: scalesAndRaters}.Check(t)
}

func scalesAndRaters(in reference.Inputs, ours reference.Answers) {
	for name, rows := range in.Tables("likert") {
		scale(in, ours, name, in.Header(name)[1:], rows)
	}
	for name, rows := range in.Tables("ratings") {
		raters(in, ours, name, in.Header(name)[1:], rows)
	}
	for name, rows := range in.Tables("rubric") {
		rubric(in, ours, name, in.Header(name)[1:3], rows)
	}
}

// complete are the rows that have a number in every column.
func complete(in reference.Inputs, columns []string, rows reference.Table) [][]float64 {
	var whole [][]float64
	for _, row := range rows {
		numbers := make([]float64, len(columns))
		for j, column := range columns {
			numbers[j] = row.Number(in.T, column)
		}
		if !slices.ContainsFunc(numbers, math.IsNaN) {
			whole = append(whole, numbers)
		}
	}
	return whole
}

func read(in reference.Inputs, columns []string, rows reference.Table) reliability.Table {
	return reference.Must(reliability.NewTable(complete(in, columns, rows)))(in.T)
}

func scale(in reference.Inputs, ours reference.Answers, name string, items []string, rows reference.Table) {
	responses := read(in, items, rows)
	analysis := reference.Must(reliability.Analyse(responses))(in.T)
	ours.Value(name, "alpha", analysis.Alpha, 1)
	ours.Limits(name, "alpha.lower95_feldt", "alpha.upper95_feldt", analysis.Alpha, 1)
	ours.Error(name, "alpha.ase_duhachek", analysis.Alpha, 1)
	ours.Value(name, "alpha_std", analysis.Standardised, 1)
	ours.Value(name, "average_r", analysis.MeanCorrelation, 1)
	factor := reference.Must(reliability.Omega(responses))(in.T)
	ours.Value(name, "omega_total", factor.Omega, 1)
	for i, item := range items {
		ours.Value(name, item+".alpha_if_dropped", analysis.Items[i].AlphaWithout, 1)
		ours.Value(name, item+".r_drop", analysis.Items[i].RestCorrelation, 1)
		loading := math.NaN()
		if factor.Omega.Defined() {
			loading = factor.Loadings[i]
		}
		ours.Put(name, "loading_std."+item, loading)
	}
}

func raters(in reference.Inputs, ours reference.Answers, name string, judges []string, rows reference.Table) {
	icc := reference.Must(reliability.Intraclass(read(in, judges, rows)))(in.T)
	for stat, e := range map[string]stats.Estimate{
		"ICC1": icc.OneWay, "ICC2": icc.Agreement, "ICC3": icc.Consistency,
		"ICC1k": icc.OneWayOfMean, "ICC2k": icc.AgreementOfMean, "ICC3k": icc.ConsistencyOfMean,
	} {
		ours.Value(name, stat, e, 1)
		ours.Limits(name, stat+".lower95", stat+".upper95", e, 1)
	}
}

// rubric numbers the levels that were used, in their order.
func rubric(in reference.Inputs, ours reference.Answers, name string, columns []string, rows reference.Table) {
	pairs := complete(in, columns, rows)
	var levels []float64
	for _, pair := range pairs {
		levels = append(levels, pair...)
	}
	slices.Sort(levels)
	levels = slices.Compact(levels)
	first, second := make([]int, len(pairs)), make([]int, len(pairs))
	for i, pair := range pairs {
		first[i], second[i] = slices.Index(levels, pair[0]), slices.Index(levels, pair[1])
	}
	sorting := reference.Must(reliability.Sort(first, second, len(levels)))(in.T)
	ours.Value(name, "agreement", reference.Must(reliability.Agreement(sorting))(in.T), 1)
	kappa := reference.Must(reliability.Kappa(sorting, reliability.Exact))(in.T)
	ours.Value(name, "kappa", kappa, 1)
	ours.Limits(name, "kappa.lower95", "kappa.upper95", kappa, 1)
	// The limits that the package prints for the weighted kappa are both its value, so ours are not held against them.
	ours.Value(name, "kappa_quadratic", reference.Must(reliability.Kappa(sorting, reliability.Quadratic))(in.T), 1)
}

package stats_test

import (
	"slices"
	"strconv"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/reference"
)

func TestReference02(t *testing.T) {
	reference.Family{Number: "02", Title: "Proportions, rates and tables of counts", Compute: countedTables}.Check(t)
}

func countedTables(in reference.Inputs, ours reference.Answers) {
	for _, rows := range in.Tables("one_sample") {
		for _, row := range rows {
			oneSample(in.T, "one:"+row["id"], row, ours)
		}
	}
	for _, rows := range in.Tables("two_sample") {
		for _, row := range rows {
			twoSamples(in.T, "two:"+row["id"], row, ours)
		}
	}
	for name, rows := range in.Tables("contingency") {
		counts := crossTable(in, name, rows)
		test := reference.Must(stats.ChiSquare(counts))(in.T)
		ours.Test(name, "chi2", "p", test)
		ours.Put(name, "df", test.Degrees)
		plain, reduced, err := stats.CramersV(counts)
		if err != nil {
			in.T.Fatal(err)
		}
		ours.Value(name, "cramers_v", plain, 1)
		ours.Value(name, "cramers_v_adj", reduced, 1)
	}
	for name, rows := range in.Tables("trend") {
		var groups []stats.ScoredProportion
		for _, row := range rows {
			groups = append(groups, stats.ScoredProportion{Proportion: proportionOf(in.T, row, "x", "n"), Score: row.Number(in.T, "score")})
		}
		ours.Test(name, "cochran_armitage_chi2", "p", reference.Must(stats.CochranArmitage(groups))(in.T))
	}
}

func oneSample(t *testing.T, name string, row reference.Row, ours reference.Answers) {
	p := proportionOf(t, row, "x", "n")
	ours.Value(name, "p", reference.Must(stats.Wilson(p))(t), 1)
	for _, percent := range []int{95, 99} {
		level := stats.AtLevel(float64(percent) / 100)
		for method, e := range map[string]stats.Estimate{
			"wilson":          reference.Must(stats.Wilson(p, level))(t),
			"clopper_pearson": reference.Must(stats.ClopperPearson(p, level))(t),
			"agresti_coull":   reference.Must(stats.AgrestiCoull(p, level))(t),
			"jeffreys":        reference.Must(stats.Jeffreys(p, level))(t),
		} {
			ours.Limits(name, method+".lower"+strconv.Itoa(percent), method+".upper"+strconv.Itoa(percent), e, 1)
		}
	}
	rate := reference.Must(stats.Garwood(stats.Rate{Events: p.Successes, Exposure: p.Trials}))(t)
	ours.Limits(name, "rate_exact.lower95", "rate_exact.upper95", rate, 1)
	byar := reference.Must(stats.Byar(stats.Rate{Events: p.Successes, Exposure: p.Trials}))(t)
	ours.Limits(name, "rate_byar.lower95", "rate_byar.upper95", byar, 1)
}

func twoSamples(t *testing.T, name string, row reference.Row, ours reference.Answers) {
	pair := stats.ProportionPair{Compared: proportionOf(t, row, "x1", "n1"), Reference: proportionOf(t, row, "x2", "n2")}
	difference := reference.Must(stats.Newcombe(pair))(t)
	ours.Value(name, "rd", difference, 1)
	ours.Limits(name, "rd_newcombe.lower95", "rd_newcombe.upper95", difference, 1)
	ours.Limits(name, "rd_miettinen_nurminen.lower95", "rd_miettinen_nurminen.upper95", reference.Must(stats.MiettinenNurminen(pair))(t), 1)
	for ratio, e := range map[string]stats.Estimate{"rr": reference.Must(stats.Katz(pair))(t), "or": reference.Must(stats.OddsRatio(pair))(t)} {
		ours.Value(name, ratio+".estimate", e, 1)
		ours.Error(name, ratio+".se_log", e, 1)
		ours.Limits(name, ratio+".lower95", ratio+".upper95", e, 1)
	}
	ours.Value(name, "cohen_h", reference.Must(stats.CohenH(pair))(t), 1)
	counts := [][]float64{
		{pair.Compared.Successes, pair.Compared.Trials - pair.Compared.Successes},
		{pair.Reference.Successes, pair.Reference.Trials - pair.Reference.Successes},
	}
	ours.Test(name, "chi2", "chi2_p", reference.Must(stats.ChiSquare(counts))(t))
	ours.Test(name, "chi2_yates", "chi2_yates_p", reference.Must(stats.ChiSquareYates(counts))(t))
	ours.Test(name, "", "fisher_p", reference.Must(stats.FisherExact(pair))(t))
}

// crossTable spreads a long table, whose last column counts, over its first two.
func crossTable(in reference.Inputs, name string, rows reference.Table) [][]float64 {
	header := in.Header(name)
	levels := func(column string) []string {
		var found []string
		for _, row := range rows {
			if !slices.Contains(found, row[column]) {
				found = append(found, row[column])
			}
		}
		return found
	}
	across, down := levels(header[1]), levels(header[0])
	counts := make([][]float64, len(down))
	for i := range counts {
		counts[i] = make([]float64, len(across))
	}
	for _, row := range rows {
		counts[slices.Index(down, row[header[0]])][slices.Index(across, row[header[1]])] += row.Number(in.T, header[len(header)-1])
	}
	return counts
}

func proportionOf(t *testing.T, row reference.Row, successes, trials string) stats.Proportion {
	t.Helper()
	return stats.Proportion{Successes: row.Number(t, successes), Trials: row.Number(t, trials)}
}

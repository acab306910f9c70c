package effect_test

import (
	"math"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/effect"
	"athar/queries/stats/internal/reference"
)

func TestReference(t *testing.T) {
	reference.Family{Number: "08", Title: "Effect sizes and pooled studies", Compute: effects}.Check(t)
}

func effects(in reference.Inputs, ours reference.Answers) {
	for table, rows := range in.Tables("smd_") {
		var studies []effect.Study
		for _, row := range rows {
			g := betweenGroups(in, ours, table+":"+row["study"], row)
			studies = appendStudy(studies, g)
		}
		if len(rows) >= effect.FewestStudies {
			pooled(in, ours, "meta:"+table, studies)
		}
	}
	for _, rows := range in.Tables("binary") {
		var studies []effect.Study
		for _, row := range rows {
			studies = appendStudy(studies, yesAndNo(in, ours, "binary:"+row["study"], row))
		}
		pooled(in, ours, "meta:binary_logRR", studies)
	}
	for _, rows := range in.Tables("paired") {
		for _, row := range rows {
			change(in, ours, "paired:"+row["study"], row)
		}
	}
}

func betweenGroups(in reference.Inputs, ours reference.Answers, name string, row reference.Row) stats.Estimate {
	number := func(column string) float64 { return row.Number(in.T, column) }
	pair := effect.SummaryPair{
		Compared:  effect.Summary{Count: number("n1"), Mean: number("m1"), StandardDeviation: number("sd1")},
		Reference: effect.Summary{Count: number("n2"), Mean: number("m2"), StandardDeviation: number("sd2")},
	}
	ours.Value(name, "cohen_d", reference.Must(effect.CohenD(pair))(in.T), 1)
	g := reference.Must(effect.HedgesG(pair))(in.T)
	ours.Value(name, "hedges_g", g, 1)
	ours.Limits(name, "hedges_g.lower95", "hedges_g.upper95", g, 1)
	variance(ours, name, "hedges_g.var", g)
	means := reference.Must(effect.MeanDifference(pair))(in.T)
	ours.Value(name, "md", means.Difference, 1)
	variance(ours, name, "md.var", means.Difference)
	test(ours, name, "welch_t", "welch_df", "welch_p", means.Test)
	reading := reference.Must(effect.Read(pair))(in.T)
	ours.Value(name, "u3", reading.AboveComparison, 1)
	ours.Value(name, "cles", reading.Superiority, 1)
	ours.Value(name, "overlap", reading.Overlap, 1)
	return g
}

func yesAndNo(in reference.Inputs, ours reference.Answers, name string, row reference.Row) stats.Estimate {
	number := func(column string) float64 { return row.Number(in.T, column) }
	pair := stats.ProportionPair{
		Compared:  stats.Proportion{Successes: number("a"), Trials: number("a") + number("b")},
		Reference: stats.Proportion{Successes: number("c"), Trials: number("c") + number("d")},
	}
	logarithm := func(ratio stats.Estimate) stats.Estimate { return reference.Must(effect.Logarithm(ratio))(in.T) }
	riskRatio := logarithm(reference.Must(stats.Katz(pair))(in.T))
	for stat, e := range map[string]stats.Estimate{
		"RR":    riskRatio,
		"OR":    logarithm(reference.Must(stats.OddsRatio(pair))(in.T)),
		"RD":    reference.Must(effect.RiskDifference(pair))(in.T),
		"OR2DL": reference.Must(effect.LogisticD(pair))(in.T),
	} {
		ours.Value(name, stat, e, 1)
		variance(ours, name, stat+".var", e)
	}
	return riskRatio
}

func change(in reference.Inputs, ours reference.Answers, name string, row reference.Row) {
	number := func(column string) float64 { return row.Number(in.T, column) }
	persons := effect.PairedSummary{
		Count: number("n"), PreMean: number("m_pre"), PostMean: number("m_post"),
		PreSpread: number("sd_pre"), PostSpread: number("sd_post"), Correlation: number("r"),
	}
	mean := reference.Must(effect.MeanChange(persons))(in.T).Difference
	ours.Value(name, "MC", mean, 1)
	variance(ours, name, "MC.var", mean)
	byPre := reference.Must(effect.ChangeByPreSpread(persons))(in.T)
	ours.Value(name, "SMCR", byPre, 1)
	variance(ours, name, "SMCR.var", byPre)
	byChange := reference.Must(effect.ChangeBySpreadOfChange(persons))(in.T)
	ours.Value(name, "SMCC", byChange, 1)
	variance(ours, name, "SMCC.var", byChange)
}

func pooled(in reference.Inputs, ours reference.Answers, name string, studies []effect.Study) {
	for stat, model := range map[string]effect.Model{
		"FE": effect.CommonEffect, "DL": effect.DerSimonianLaird, "REML": effect.RestrictedLikelihood,
		"PM": effect.PauleMandel, "REML_HKSJ": effect.KnappHartung,
	} {
		p := reference.Must(effect.Pool(studies, model))(in.T)
		ours.Value(name, stat+".estimate", p.Effect, 1)
		ours.Error(name, stat+".se", p.Effect, 1)
		ours.Limits(name, stat+".lower95", stat+".upper95", p.Effect, 1)
		if model == effect.CommonEffect {
			test(ours, name, "Q", "", "Q_p", p.Heterogeneity)
			continue
		}
		ours.Value(name, stat+".tau2", p.TauSquared, 1)
		ours.Value(name, stat+".I2", p.ISquared, 100)
		ours.Limits(name, stat+".pi_lower", stat+".pi_upper", stats.Estimate{Interval: p.Prediction}, 1)
	}
}

func appendStudy(studies []effect.Study, e stats.Estimate) []effect.Study {
	if study, ok := effect.StudyOf(e); ok {
		studies = append(studies, study)
	}
	return studies
}

func variance(ours reference.Answers, name, stat string, e stats.Estimate) {
	value := math.NaN()
	if e.StandardError.Defined() {
		value = e.StandardError.Value * e.StandardError.Value
	}
	ours.Put(name, stat, value)
}

func test(ours reference.Answers, name, statistic, degrees, pValue string, t stats.Test) {
	if !t.Defined() {
		t.Statistic, t.Degrees, t.PValue = math.NaN(), math.NaN(), math.NaN()
	}
	ours.Put(name, statistic, t.Statistic)
	ours.Put(name, degrees, t.Degrees)
	ours.Put(name, pValue, t.PValue)
}

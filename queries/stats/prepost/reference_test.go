package prepost_test

import (
	"math"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/effect"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/prepost"
)

func TestReference(t *testing.T) {
	reference.Family{Number: "09", Title: "Before and after", Compute: beforeAndAfter}.Check(t)
}

func beforeAndAfter(in reference.Inputs, ours reference.Answers) {
	for _, rows := range in.Tables("prepost") {
		everybody, arms := panel{}, [2]panel{}
		for _, row := range rows {
			score := prepost.Score{Pre: row.Number(in.T, "pre"), Post: row.Number(in.T, "post")}
			everybody.take(score)
			arms[int(row.Number(in.T, "treated"))].take(score)
		}
		change(in, ours, "all", everybody)
		change(in, ours, "treated=0", arms[0])
		change(in, ours, "treated=1", arms[1])
		programme(in, ours, arms[1], arms[0])
		reliable := reference.Must(prepost.ReliableChange(everybody.whole, prepost.Instrument{Reliability: 0.85, Cut: 1.96}))(in.T)
		ours.Value("reliable_change", "sem", reliable.ErrorOfScore, 1)
		ours.Value("reliable_change", "sdiff", reliable.ErrorOfChange, 1)
		ours.Value("reliable_change", "share_improved", reliable.Improved, 1)
		ours.Value("reliable_change", "share_worse", reliable.Worse, 1)
	}
	for _, rows := range in.Tables("mcnemar") {
		for _, row := range rows {
			turns(in, ours, "mcnemar:"+row["id"], row)
		}
	}
}

// panel is who was measured twice, and how many were not.
type panel struct {
	whole                      []prepost.Score
	persons, missing, lostPost float64
}

func (p *panel) take(s prepost.Score) {
	p.persons++
	if math.IsNaN(s.Post) {
		p.lostPost++
	}
	if math.IsNaN(s.Pre) || math.IsNaN(s.Post) {
		p.missing++
		return
	}
	p.whole = append(p.whole, s)
}

func change(in reference.Inputs, ours reference.Answers, name string, p panel) {
	c := reference.Must(prepost.MeanChange(p.whole))(in.T)
	for stat, value := range map[string]float64{
		"n": c.Persons.Count, "n_missing": p.missing, "mean_pre": c.Persons.PreMean, "mean_post": c.Persons.PostMean,
		"sd_pre": c.Persons.PreSpread, "sd_post": c.Persons.PostSpread, "cor": c.Persons.Correlation,
	} {
		ours.Put(name, stat, value)
	}
	ours.Value(name, "mean_change", c.Mean.Difference, 1)
	compared(ours, name, c.Mean)
	ours.Value(name, "smcr", c.Standard, 1)
	ours.Limits(name, "smcr.lower95", "smcr.upper95", c.Standard, 1)
	ours.Value(name, "p_improved", c.Improved, 1)
	test(ours, name, "wilcoxon_V", "", "wilcoxon_p", reference.Must(prepost.SignedRank(p.whole))(in.T))
}

func programme(in reference.Inputs, ours reference.Answers, programme, comparison panel) {
	arms := prepost.Arms{Programme: programme.whole, Comparison: comparison.whole}
	gains := reference.Must(prepost.Gains(arms))(in.T)
	ours.Value("gain_scores", "difference", gains.Difference, 1)
	compared(ours, "gain_scores", gains)
	adjusted := reference.Must(prepost.Ancova(arms))(in.T)
	ours.Value("ancova", "estimate", adjusted.Comparison.Difference, 1)
	ours.Error("ancova", "se", adjusted.Comparison.Difference, 1)
	compared(ours, "ancova", adjusted.Comparison)
	ours.Value("ancova", "adjusted_g", adjusted.Standard, 1)

	before := func(scores []prepost.Score) effect.Summary {
		s := reference.Must(prepost.Summarise(scores))(in.T)
		return effect.Summary{Count: s.Count, Mean: s.PreMean, StandardDeviation: s.PreSpread}
	}
	pair := effect.SummaryPair{Compared: before(programme.whole), Reference: before(comparison.whole)}
	ours.Value("baseline", "baseline_g", reference.Must(prepost.BaselineDifference(pair))(in.T), 1)
	loss := reference.Must(prepost.Attrition(
		prepost.Followed{Assigned: programme.persons, Measured: programme.persons - programme.lostPost},
		prepost.Followed{Assigned: comparison.persons, Measured: comparison.persons - comparison.lostPost},
	))(in.T)
	ours.Value("baseline", "attrition_overall", loss.Overall, 1)
	ours.Value("baseline", "attrition_differential", loss.Differential, 1)
}

func turns(in reference.Inputs, ours reference.Answers, name string, row reference.Row) {
	c := reference.Must(prepost.McNemar(prepost.Turns{
		Stayed: row.Number(in.T, "pre1_post1"), Lost: row.Number(in.T, "pre1_post0"),
		Gained: row.Number(in.T, "pre0_post1"), Without: row.Number(in.T, "pre0_post0"),
	}))(in.T)
	test(ours, name, "chi2", "", "p", c.Plain)
	test(ours, name, "chi2_cc", "", "p_cc", c.Corrected)
	test(ours, name, "", "", "exact_p", c.Exact)
	ours.Value(name, "change_pp", c.Change, 100)
	ours.Error(name, "change_pp.se", c.Change, 100)
}

func compared(ours reference.Answers, name string, c effect.Comparison) {
	test(ours, name, "t", "df", "p", c.Test)
	ours.Limits(name, "lower95", "upper95", c.Difference, 1)
}

func test(ours reference.Answers, name, statistic, degrees, pValue string, t stats.Test) {
	if !t.Defined() {
		t.Statistic, t.Degrees, t.PValue = math.NaN(), math.NaN(), math.NaN()
	}
	ours.Put(name, statistic, t.Statistic)
	ours.Put(name, degrees, t.Degrees)
	ours.Put(name, pValue, t.PValue)
}

package queries

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"athar/models"
	"athar/queries/disclosure"
	"athar/queries/internal/measures"
	"athar/queries/stats"
	"athar/queries/stats/effect"
	"athar/queries/stats/evidence"
	"athar/queries/stats/prepost"
	"athar/queries/stats/reliability"
	"athar/queries/summarise"
)

// claimant makes the block that says how strong a claim an answer can carry. It is given counts only when the total is
// shown, and those of groups only when none of them is hidden.
type claimant struct {
	asked     *asked
	scale     scaleKnown
	placed    placedKnown
	threshold int
	rounding  int
	years     float64 // since the last term asked about
}

// scaleKnown is how far the items of the scale asked about go together.
type scaleKnown struct {
	named bool // the question names one scale
	of    []reliability.Spreads
}

// leastForms is the number of complete forms below which nothing is said of an instrument (statistics.md 15).
const leastForms = 10

// finding is what was found of a change: tested where persons were measured twice.
type finding struct {
	effect, p float64
	tested    bool
}

func (c claimant) claim(cells []models.Cell, rows []disclosure.Row, total disclosure.Row) *models.Outcome {
	design := c.asked.measure.Outcome
	n := c.rounded(part(total, 0))
	block := &models.Outcome{
		State: models.Shown, Design: &models.Said{Name: designNames[design], Text: designTexts[design]},
		Comparison: &models.Said{Name: "none", Text: noComparison}, N: &n,
		Facts: []models.Summary{}, Groups: []models.Lost{}, Skipped: []models.Skipped{},
	}
	claim := evidence.Claim{Design: design, Learners: int(n), Years: c.years}
	var err error
	if arms, both := c.arms(cells, rows); both {
		err = c.compare(block, &claim, arms)
	} else {
		claim.Attrition = c.followed(block, cells, rows, total)
		claim.ReliabilityLow = c.reliable(block)
		var found finding
		found, err = c.effect(block, cells, rows, total)
		claim.Effect, claim.PValue, claim.Tested = found.effect, found.p, found.tested
	}
	if err == nil {
		block.Grade, err = graded(claim)
	}
	if err != nil { // sums that cannot be: nothing is claimed of them
		return &models.Outcome{State: models.NotApplicable, Reason: &models.Text{En: "The sums of the answer are too large or contradict each other.", Ar: "مجاميع الإجابة كبيرة جدًا أو متناقضة."},
			Facts: []models.Summary{}, Groups: []models.Lost{}, Skipped: []models.Skipped{}}
	}
	return block
}

// rounded is a count as the answer shows it.
func (c claimant) rounded(n int64) int64 {
	if to := int64(c.rounding); to > 1 {
		return (n + to/2) / to * to
	}
	return n
}

// followed says how many could be matched and how many were lost, from the counts as they are shown.
func (c claimant) followed(block *models.Outcome, cells []models.Cell, rows []disclosure.Row, total disclosure.Row) evidence.Attrition {
	if c.asked.measure.Shape != measures.Change {
		skip(block, onceOnly, "matched_share", "attrition")
		return evidence.Attrition{}
	}
	lost := func(row disclosure.Row) (share stats.Estimate, first int64) {
		both, before := c.rounded(part(row, 0)), c.rounded(part(row, 1))
		l, err := prepost.Attrition(prepost.Followed{Assigned: float64(both + before), Measured: float64(both)}, prepost.Followed{})
		if err != nil {
			return stats.Estimate{Undefined: stats.NoData}, 0
		}
		return l.Overall, both + before
	}
	if all := c.rounded(part(total, 0)) + c.rounded(part(total, 1)) + c.rounded(part(total, 2)); all > 0 {
		block.Facts = append(block.Facts, models.Summary{Name: "matched_share", Title: factTitles["matched_share"], Unit: models.UnitShare,
			Value: float64(c.rounded(part(total, 0))) / float64(all), Method: "matched-share/1"})
	}
	overall, _ := lost(total)
	fact(block, "attrition", overall, nil, models.UnitShare)
	for i, row := range rows {
		if !cells[i].State.HasNumbers() {
			continue
		}
		if share, first := lost(row); share.Defined() {
			block.Groups = append(block.Groups, models.Lost{Group: cells[i].Group, N: first, Attrition: share.Value})
		}
	}
	if rows == nil && len(c.asked.groupedBy()) > 0 {
		skip(block, models.Text{En: "A group is suppressed to protect privacy, so nothing is said of single groups.", Ar: "إحدى الفئات محجوبة حفاظًا على الخصوصية، فلا يُذكر شيء عن الفئات منفردة."}, "attrition_by_group")
	}
	return evidence.Attrition{Known: overall.Defined(), Overall: overall.Value}
}

// reliable says how reliable the instrument is: of those that carry the scale, the least. Alpha and its limits are of all
// that is known of the instrument, whatever the question filters, and have two decimals: who is among them cannot be told.
func (c claimant) reliable(block *models.Outcome) (low float64) {
	switch {
	case c.scale.named:
	case slices.Contains(c.asked.measure.Needed, "scale"):
		skip(block, models.Text{En: "Every scale has its own reliability: ask about one, as in --where scale=….", Ar: "لكل مقياس ثباته: اسأل عن مقياس واحد، مثل --where scale=…."}, "reliability")
		return 0
	default:
		skip(block, models.Text{En: "The answers to single items are not recorded, so nobody can tell.", Ar: "إجابات البنود المفردة غير مسجلة، فلا يُعرف ذلك."}, "reliability")
		return 0
	}
	var least stats.Estimate
	for i, of := range c.scale.of {
		e, err := reliability.AlphaOfSpreads(of)
		switch {
		case of.Persons < float64(max(c.threshold, leastForms)):
			e = stats.Estimate{Undefined: stats.TooFew}
		case err != nil:
			e = stats.Estimate{Undefined: stats.NumbersTooLarge}
		}
		if i == 0 || least.Defined() && (!e.Defined() || e.Interval.Low < least.Interval.Low) {
			least = e
		}
	}
	if len(c.scale.of) == 0 {
		least.Undefined = stats.NoData
	}
	if least.Defined() {
		hundredths := func(x float64, to func(float64) float64) float64 { return to(100*x) / 100 }
		least.Value = hundredths(least.Value, math.Round)
		least.Interval.Low, least.Interval.High = hundredths(least.Interval.Low, math.Floor), hundredths(least.Interval.High, math.Ceil)
		low = least.Interval.Low
	}
	fact(block, "reliability", least, nil, models.UnitIndex)
	return low
}

// effect is the size of what was found: of a change in spreads of the first measurement, of two groups in their own.
func (c claimant) effect(block *models.Outcome, cells []models.Cell, rows []disclosure.Row, total disclosure.Row) (finding, error) {
	switch {
	case c.asked.measure.Shape != measures.Change:
		return finding{}, c.betweenGroups(block, cells, rows)
	case c.asked.measure.Base == measures.Assessments:
		skip(block, severalSkills, "effect_size")
		return finding{effect: changeMoments(total).Sum}, nil
	}
	return c.change(block, total)
}

// change is what those measured twice gained. Items are turned, so more of what the scale is named for counts as better.
func (c claimant) change(block *models.Outcome, total disclosure.Row) (finding, error) {
	if len(total.Sums) < 5 {
		return finding{}, errors.New("the sums of the change are missing")
	}
	summary, err := pairedSums(total).Summary()
	if err != nil {
		return finding{}, fmt.Errorf("summarise the change: %w", err)
	}
	size, err := effect.ChangeByPreSpread(summary)
	if err != nil {
		return finding{}, err
	}
	fact(block, "effect_size", size, nil, models.UnitIndex)
	mean, err := effect.MeanChange(summary)
	if err != nil || !mean.Test.Defined() {
		return finding{effect: mean.Difference.Value}, err
	}
	return finding{mean.Difference.Value, mean.Test.PValue, true}, nil
}

// betweenGroups is the difference of two groups. It is no comparison of those reached with others, and grades nothing.
func (c claimant) betweenGroups(block *models.Outcome, cells []models.Cell, rows []disclosure.Row) error {
	var levels []string
	var groups []effect.Summary
	for i, cell := range cells {
		if len(cell.Group) != 1 || cell.Group[0].Level == nil || *cell.Group[0].Level == models.Unrecognised || part(rows[i], 0) == 0 {
			continue
		}
		sums, ok := c.plainSums(rows[i])
		if !ok {
			skip(block, models.Text{En: "The respondents are weighted.", Ar: "المستجيبون مرجّحون بأوزان."}, "effect_size")
			return nil
		}
		summary, err := sums.Summary()
		if err != nil {
			return err
		}
		levels, groups = append(levels, *cell.Group[0].Level), append(groups, summary)
	}
	if len(groups) != 2 {
		skip(block, models.Text{En: "There is no earlier measurement, and the answer does not compare two groups that are shown.", Ar: "لا يوجد قياس سابق، ولا تقارن الإجابة بين فئتين معروضتين."}, "effect_size")
		return nil
	}
	reference := 1
	if d := c.asked.by[0]; d.Reference != "" && levels[0] == d.Reference {
		reference = 0
	}
	size, err := effect.HedgesG(effect.SummaryPair{Compared: groups[1-reference], Reference: groups[reference]})
	if err != nil {
		return err
	}
	fact(block, "effect_size", size, []string{levels[reference], levels[1-reference]}, models.UnitIndex)
	return nil
}

// plainSums are number, sum and squares of a mean, or of a weighted one whose weights are all 1.
func (c claimant) plainSums(row disclosure.Row) (effect.Sums, bool) {
	n := float64(part(row, 0))
	switch {
	case c.asked.measure.Shape == measures.Mean && len(row.Sums) >= 2:
		return effect.Sums{Count: n, Sum: row.Sums[0], Squares: row.Sums[1]}, true
	case c.asked.measure.Shape == measures.Weight && len(row.Sums) >= 5 && row.Sums[0] == n && row.Sums[1] == n:
		return effect.Sums{Count: n, Sum: row.Sums[2], Squares: row.Sums[4]}, true
	}
	return effect.Sums{}, false
}

func skip(block *models.Outcome, because models.Text, names ...string) {
	for _, name := range names {
		block.Skipped = append(block.Skipped, models.Skipped{Name: name, Title: factTitles[name], Because: because})
	}
}

// fact puts an estimate into the block, or why there is none.
func fact(block *models.Outcome, name string, e stats.Estimate, between []string, unit models.Unit) {
	if !e.Defined() {
		skip(block, summarise.Because(e.Undefined), name)
		return
	}
	m := models.Summary{Name: name, Title: factTitles[name], Value: e.Value, Unit: unit, Method: string(e.Method)}
	if e.Interval.Defined() {
		m.Low, m.High = &e.Interval.Low, &e.Interval.High
	}
	if len(between) == 2 {
		m.From, m.To = between[0], between[1]
	}
	block.Facts = append(block.Facts, m)
}

// graded is the grade of a claim in words.
func graded(claim evidence.Claim) (*models.Grade, error) {
	g, err := evidence.Assess(claim)
	if err != nil {
		return nil, fmt.Errorf("grade the claim: %w", err)
	}
	grade := &models.Grade{Sentence: inWords(g.Sentence()), Rule: gradeRule, Direction: string(g.Direction), Exploratory: g.Exploratory, Expired: g.Expired}
	for _, scale := range evidence.Scales {
		level := g.On(scale)
		standing := models.Standing{Scale: string(scale), Title: inWords(scale.Title()), Reached: level.Reached, Means: inWords(scale.Means(level.Reached)), Next: level.Next, Lacks: []models.Said{}}
		for _, condition := range level.Lacks {
			standing.Lacks = append(standing.Lacks, models.Said{Name: string(condition), Text: inWords(condition.Sentence())})
		}
		grade.Standings = append(grade.Standings, standing)
	}
	return grade, nil
}

func inWords(s evidence.Sentence) models.Text { return models.Text{En: s.English, Ar: s.Arabic} }

// reliability counts how far the items of the scale that a question names go together, over all that is known.
func (c *counting) reliability(ctx context.Context) (scaleKnown, error) {
	named := c.asked.keep["scale"]
	if len(named) != 1 || named[0] == "" {
		return scaleKnown{}, nil
	}
	scales := []string{named[0]} // as people know it, and as its register does
	for _, p := range c.workspace.Packages {
		if id := p.IDs + ":" + named[0]; !slices.Contains(scales, id) {
			scales = append(scales, id)
		}
	}
	known := scaleKnown{named: true}
	rows, err := c.snapshot.Query(ctx, measures.Reliability(), sql.Named("scales", strings.Join(scales, separator)))
	if err != nil {
		return known, fmt.Errorf("count the reliability of a scale: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var instrument string
		var s reliability.Spreads
		if err := rows.Scan(&instrument, &s.Persons, &s.Items, &s.OfItems, &s.OfSum); err != nil {
			return known, fmt.Errorf("count the reliability of a scale: %w", err)
		}
		known.of = append(known.of, s)
	}
	return known, rows.Err()
}

// sinceTerms is how many years have passed since the last of the terms asked about; 0 where none has ended.
func (a *asked) sinceTerms(all []models.Term, today models.Day) float64 {
	terms := a.terms
	if a.all {
		terms = all
	}
	var last models.Day
	for _, t := range terms {
		if !t.EndsOn.After(today.Time) && t.EndsOn.After(last.Time) {
			last = t.EndsOn
		}
	}
	if last.IsZero() {
		return 0
	}
	return today.Sub(last.Time).Hours() / 24 / daysPerYear
}

const daysPerYear = 365.25

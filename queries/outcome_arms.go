package queries

import (
	"context"
	"fmt"
	"math"
	"slices"

	"athar/models"
	"athar/queries/disclosure"
	"athar/queries/internal/measures"
	"athar/queries/stats/effect"
	"athar/queries/stats/evidence"
	"athar/queries/stats/prepost"
)

// placedKnown is how many a decision on taking part put into an arm, and how many of them chance did.
type placedKnown struct{ all, byChance int64 }

// placed counts those about whose taking part somebody decided, over all that is known.
func (c *counting) placed(ctx context.Context) (known placedKnown, err error) {
	rows, err := c.snapshot.Query(ctx, measures.Placed())
	if err != nil {
		return known, fmt.Errorf("count those placed by decisions: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&known.all, &known.byChance); err != nil {
			return known, fmt.Errorf("count those placed by decisions: %w", err)
		}
	}
	return known, rows.Err()
}

// bothArms are the rows of those who might take part and of those who might not, where an answer of a change compares just
// these two and shows both.
type bothArms struct{ programme, comparison disclosure.Row }

func (c claimant) arms(cells []models.Cell, rows []disclosure.Row) (arms bothArms, both bool) {
	if c.asked.measure.Base != measures.Changes || !slices.Equal(c.asked.groupedBy(), []string{models.Arm}) || rows == nil {
		return arms, false
	}
	found := map[string]disclosure.Row{}
	for i, cell := range cells {
		if level := cell.Group[0].Level; level != nil && cell.State.HasNumbers() && part(rows[i], 0) > 0 && len(rows[i].Sums) >= 5 {
			found[*level] = rows[i]
		}
	}
	arms.programme, both = found[models.ProgrammeArm]
	if both {
		arms.comparison, both = found[models.ComparisonArm]
	}
	return arms, both
}

// compare says what those who might take part gained beside those who might not, at the same first score, and how alike they
// began and how many of each were lost. Whether chance decided is told by the decisions.
func (c claimant) compare(block *models.Outcome, claim *evidence.Claim, arms bothArms) error {
	n := c.rounded(part(arms.programme, 0)) + c.rounded(part(arms.comparison, 0))
	block.N, claim.Learners = &n, int(n)
	claim.Design = evidence.Adjusted
	block.Comparison = &models.Said{Name: "not_let_in", Text: comparisonArm}
	if c.placed.byChance == c.placed.all {
		claim.Design = evidence.Randomised
	}
	block.Design = &models.Said{Name: designNames[claim.Design], Text: designTexts[claim.Design]}
	if err := c.kept(block, claim, arms); err != nil {
		return err
	}
	claim.ReliabilityLow = c.reliable(block)

	summaries := prepost.PairedArms{}
	for _, arm := range []struct {
		row disclosure.Row
		to  *effect.PairedSummary
	}{{arms.programme, &summaries.Programme}, {arms.comparison, &summaries.Comparison}} {
		var err error
		if *arm.to, err = pairedSums(arm.row).Summary(); err != nil {
			return fmt.Errorf("summarise an arm: %w", err)
		}
	}
	between := []string{models.ComparisonArm, models.ProgrammeArm}
	before, err := prepost.BaselineDifference(effect.SummaryPair{Compared: first(summaries.Programme), Reference: first(summaries.Comparison)})
	if err != nil {
		return err
	}
	fact(block, "baseline_difference", before, between, models.UnitIndex)
	claim.Baseline = evidence.Baseline{Known: before.Defined(), Outcome: before.Defined(), LargestG: before.Value, Adjusted: true}
	added, err := prepost.AncovaOfSummaries(summaries)
	if err != nil {
		return err
	}
	fact(block, "difference", added.Comparison.Difference, between, models.UnitScore)
	fact(block, "effect_size", added.Standard, between, models.UnitIndex)
	if test := added.Comparison.Test; test.Defined() {
		claim.Effect, claim.PValue, claim.Tested = added.Comparison.Difference.Value, test.PValue, true
	}
	return nil
}

// kept says how many of both arms were measured twice, and how many of each were lost. Where chance decided, whoever it placed
// and nobody measured is lost too: what is shown is of those measured at first, and the grade allows for the others.
func (c claimant) kept(block *models.Outcome, claim *evidence.Claim, arms bothArms) error {
	followed := func(row disclosure.Row) prepost.Followed {
		both, before := c.rounded(part(row, 0)), c.rounded(part(row, 1))
		return prepost.Followed{Assigned: float64(both + before), Measured: float64(both)}
	}
	programme, comparison := followed(arms.programme), followed(arms.comparison)
	late := float64(c.rounded(part(arms.programme, 2)) + c.rounded(part(arms.comparison, 2)))
	measured := programme.Assigned + comparison.Assigned
	if all := measured + late; all > 0 {
		block.Facts = append(block.Facts, models.Summary{Name: "matched_share", Title: factTitles["matched_share"], Unit: models.UnitShare,
			Value: (programme.Measured + comparison.Measured) / all, Method: "matched-share/1"})
	}
	lost, err := prepost.Attrition(programme, comparison)
	if err != nil {
		return err
	}
	fact(block, "attrition", lost.Overall, nil, models.UnitShare)
	fact(block, "attrition_difference", lost.Differential, []string{models.ComparisonArm, models.ProgrammeArm}, models.UnitShare)
	for _, arm := range []struct {
		level string
		of    prepost.Followed
	}{{models.ProgrammeArm, programme}, {models.ComparisonArm, comparison}} {
		if arm.of.Assigned > 0 {
			block.Groups = append(block.Groups, models.Lost{Group: models.Group{{Dimension: models.Arm, Level: &arm.level}}, N: int64(arm.of.Assigned), Attrition: 1 - arm.of.Measured/arm.of.Assigned})
		}
	}
	claim.Attrition = evidence.Attrition{Known: lost.Overall.Defined() && lost.Differential.Defined(), Overall: lost.Overall.Value, Differential: lost.Differential.Value,
		LinkedShare: math.Min(1, measured/math.Max(1, float64(c.placed.all)))}
	return nil
}

// first is the first measurement of persons measured twice.
func first(p effect.PairedSummary) effect.Summary {
	return effect.Summary{Count: p.Count, Mean: p.PreMean, StandardDeviation: p.PreSpread}
}

// pairedSums are those of a row of a change.
func pairedSums(row disclosure.Row) effect.PairedSums {
	return effect.PairedSums{Count: float64(part(row, 0)), Pre: row.Sums[0], Post: row.Sums[1], PreSquares: row.Sums[2], PostSquares: row.Sums[3], Products: row.Sums[4]}
}

var comparisonArm = models.Text{
	En: "Those who asked to take part and whose request was refused, measured in the same way.",
	Ar: "من طلبوا المشاركة فرُفض طلبهم، وقيسوا بالطريقة نفسها.",
}

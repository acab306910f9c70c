package queries

import (
	"context"
	"fmt"
	"slices"

	"athar/models"
	"athar/queries/disclosure"
	"athar/queries/internal/measures"
	"athar/queries/stats"
)

// summariser makes the block of measures of inequality between the groups of
// one dimension. It is given counts only when none of them is hidden.
type summariser struct {
	asked     *asked
	dimension models.Dimension
	// persons counts successes and failures by group and school.
	persons func(context.Context) ([]disclosure.Row, error)
}

// names of the measures of the block, in its order.
var inequalityTitles = map[string]models.Text{
	"difference":            {En: "Difference", Ar: "الفرق"},
	"ratio":                 {En: "Ratio", Ar: "النسبة بين المعدلين"},
	"sii":                   {En: "Slope index of inequality", Ar: "مؤشر ميل عدم المساواة"},
	"rii":                   {En: "Relative index of inequality", Ar: "المؤشر النسبي لعدم المساواة"},
	"parity_index":          {En: "Parity index", Ar: "مؤشر التكافؤ"},
	"adjusted_parity_index": {En: "Adjusted parity index", Ar: "مؤشر التكافؤ المعدّل"},
}

// named is a group that takes part in the block: not "not given".
type namedGroup struct {
	level string
	title models.Text
	of    stats.Proportion
	known bool // it has anybody
}

func (s summariser) summarise(ctx context.Context, cells []models.Cell, rows []disclosure.Row) *models.Inequality {
	block := &models.Inequality{Dimension: s.dimension.Name, State: models.Shown, Measures: []models.Summary{}, Skipped: []models.Skipped{}}
	skip := func(because models.Text, names ...string) {
		for _, n := range names {
			block.Skipped = append(block.Skipped, models.Skipped{Name: n, Because: because})
		}
	}
	all := []string{"difference", "ratio", "sii", "rii", "parity_index", "adjusted_parity_index"}
	if s.asked.measure.Shape != measures.Share {
		skip(models.Text{En: "These summaries are for shares.", Ar: "هذه الملخصات خاصة بالنسب."}, all...)
		return block
	}
	var groups []namedGroup
	for i, cell := range cells {
		level := cell.Group[0].Level
		if level == nil || *level == models.Unrecognised {
			continue
		}
		g := namedGroup{level: *level, title: cell.Group[0].Title}
		if cell.State.HasNumbers() {
			g.of = stats.Proportion{Successes: float64(part(rows[i], 0)), Trials: float64(part(rows[i], 0) + part(rows[i], 1))}
			g.known = g.of.Trials > 0
		}
		if g.known || s.dimension.Ordered {
			groups = append(groups, g)
		}
	}
	if len(groups) < 2 {
		skip(reasonText(stats.OneGroup), all...)
		return block
	}
	s.gap(block, groups, skip)
	s.slope(ctx, block, groups, skip)
	s.parity(block, groups, skip)
	return block
}

func add(block *models.Inequality, name string, e stats.Estimate, err error, unit models.Unit, from, to string) {
	if err != nil || !e.Defined() {
		reason := e.Undefined
		if err != nil {
			reason = stats.NoData
		}
		block.Skipped = append(block.Skipped, models.Skipped{Name: name, Because: reasonText(reason)})
		return
	}
	m := models.Summary{Name: name, Title: inequalityTitles[name], Value: e.Value, Unit: unit, Method: string(e.Method), From: from, To: to}
	if e.Interval.Defined() {
		m.Low, m.High = &e.Interval.Low, &e.Interval.High
	}
	block.Measures = append(block.Measures, m)
}

// gap is the distance between two groups. Of an order it is between its ends,
// positive when the first, most disadvantaged group is worse off. Where the
// declaration names a reference, it is between that and the worst of the
// others, and negative when the reference is itself the worst. Otherwise it is
// the highest minus the lowest, also of two groups: nobody has said which of
// them should be measured against which, so it is never negative, and the two
// groups are named. The difference is To minus From, the ratio To over From.
func (s summariser) gap(block *models.Inequality, groups []namedGroup, skip func(models.Text, ...string)) {
	comparison := stats.Comparison{Rule: stats.HighestAndLowest}
	if better := s.asked.measure.HigherIsBetter; better != nil && !*better {
		comparison.Better = stats.LowerIsBetter
	}
	switch declared := s.declared(groups); {
	case s.dimension.Ordered:
		comparison.Rule = stats.EndsOfOrder
	case declared >= 0:
		comparison.Rule, comparison.Reference = stats.ReferenceAndWorst, declared
	}
	shares := make([]stats.Proportion, len(groups))
	for i, g := range groups {
		shares[i] = g.of
	}
	gap, err := stats.GapOfProportions(shares, comparison)
	from, to := "", ""
	if err == nil && gap.Compared >= 0 && gap.Against >= 0 {
		from, to = groups[gap.Against].level, groups[gap.Compared].level
	}
	add(block, "difference", gap.Difference, err, models.UnitShare, from, to)
	add(block, "ratio", gap.Ratio, err, models.UnitIndex, from, to)
}

// declared is the place of the group that the declaration makes the reference,
// -1 where it names none or nobody is in it.
func (s summariser) declared(groups []namedGroup) int {
	return slices.IndexFunc(groups, func(g namedGroup) bool { return s.dimension.Reference != "" && g.level == s.dimension.Reference })
}

// slope is the gradient over an order, from persons and clustered by school.
func (s summariser) slope(ctx context.Context, block *models.Inequality, groups []namedGroup, skip func(models.Text, ...string)) {
	if !s.dimension.Ordered {
		skip(models.Text{En: "The groups have no order.", Ar: "الفئات غير مرتّبة."}, "sii", "rii")
		return
	}
	rows, err := s.persons(ctx)
	if err != nil {
		skip(models.Text{En: "The persons could not be counted by school.", Ar: "تعذّر عدّ الأشخاص بحسب المدرسة."}, "sii", "rii")
		return
	}
	clustered := slices.ContainsFunc(rows, func(r disclosure.Row) bool { return r.Levels[1] != "" })
	counts := stats.PersonCounts{Groups: len(groups)}
	for _, r := range rows {
		at := slices.IndexFunc(groups, func(g namedGroup) bool { return g.level == r.Levels[0] })
		if at < 0 {
			continue
		}
		cell := stats.PersonCell{Group: at, Successes: float64(part(r, 0)), Failures: float64(part(r, 1))}
		switch {
		case clustered && r.Levels[1] == "":
			counts.Cells = append(counts.Cells, alone(at, part(r, 0), part(r, 1), len(counts.Cells))...)
			continue
		case clustered:
			cell.Cluster = "school " + r.Levels[1]
		}
		counts.Cells = append(counts.Cells, cell)
	}
	indices, err := stats.SlopeIndexOfPersons(counts, stats.LogitGradient, stats.ByClusters())
	first, last := groups[0].level, groups[len(groups)-1].level
	add(block, "sii", indices.Slope, err, models.UnitShare, first, last)
	add(block, "rii", indices.Relative, err, models.UnitIndex, first, last)
}

// alone are persons whose school is not known: each a cluster, since together
// they are no school.
func alone(group int, yes, no int64, from int) []stats.PersonCell {
	cells := make([]stats.PersonCell, 0, yes+no)
	for i := range yes + no {
		cell := stats.PersonCell{Group: group, Cluster: fmt.Sprintf("alone %d", from+int(i)), Failures: 1}
		if i < yes {
			cell.Successes, cell.Failures = 1, 0
		}
		cells = append(cells, cell)
	}
	return cells
}

// parity is the rate of one of two groups over that of the other: of the group
// that may be at a disadvantage over the one it is measured against, girls over
// boys. Which is which is a matter of the declaration and never of the rates, or
// the index would change sides from one year to the next: a declared reference
// is below the line, else the last of the two in the dimension's order, since
// levels are declared from the most disadvantaged.
func (s summariser) parity(block *models.Inequality, groups []namedGroup, skip func(models.Text, ...string)) {
	if len(groups) != 2 {
		skip(models.Text{En: "The parity index compares two groups.", Ar: "مؤشر التكافؤ يقارن بين فئتين."}, "parity_index", "adjusted_parity_index")
		return
	}
	reference := s.declared(groups)
	if reference < 0 {
		reference = 1
	}
	compared := 1 - reference
	indices, err := stats.Parity(stats.ProportionPair{Compared: groups[compared].of, Reference: groups[reference].of})
	add(block, "parity_index", indices.Index, err, models.UnitIndex, groups[reference].level, groups[compared].level)
	add(block, "adjusted_parity_index", indices.Adjusted, err, models.UnitIndex, groups[reference].level, groups[compared].level)
}

// reasonText says in words why a statistic has no value.
func reasonText(r stats.Reason) models.Text {
	if t, ok := reasonTexts[r]; ok {
		return t
	}
	return models.Text{En: string(r), Ar: string(r)}
}

var reasonTexts = map[stats.Reason]models.Text{
	stats.NoData:          {En: "Nobody was counted.", Ar: "لم يُعدّ أحد."},
	stats.TooFew:          {En: "There are too few to judge.", Ar: "العدد أقل من أن يُحكم عليه."},
	stats.ZeroDenominator: {En: "It would be a ratio over nothing.", Ar: "النسبة إلى صفر لا معنى لها."},
	stats.ZeroNumerator:   {En: "One of the rates is zero.", Ar: "أحد المعدلين صفر."},
	stats.OneGroup:        {En: "There is only one group to compare.", Ar: "لا توجد إلا فئة واحدة للمقارنة."},
	stats.TooFewGroups:    {En: "A gradient needs three groups or more.", Ar: "يحتاج التدرّج إلى ثلاث فئات أو أكثر."},
	stats.MissingGroup:    {En: "A group that is needed has nobody in it.", Ar: "فئة لازمة ليس فيها أحد."},
	stats.NoVariation:     {En: "Everybody has the same outcome.", Ar: "النتيجة واحدة لدى الجميع."},
	stats.Separated:       {En: "The groups divide the outcomes cleanly, so no slope can be found.", Ar: "تفصل الفئات النتائج فصلًا تامًا فلا يمكن حساب ميل."},
	stats.NotConverged:    {En: "The fit did not settle.", Ar: "لم يستقر الحساب."},
}

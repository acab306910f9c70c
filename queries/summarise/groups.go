package summarise

import (
	"math"
	"slices"

	"athar/models"
	"athar/queries/stats"
)

// The columns of a table with one row a group.
const (
	groupColumn      = "subgroup"
	orderColumn      = "subgroup_order"
	estimateColumn   = "estimate"
	errorColumn      = "se"
	populationColumn = "population"
	averageColumn    = "setting_average"
	favourableColumn = "favourable_indicator"
	orderedColumn    = "ordered_dimension"
	scaleColumn      = "indicator_scale"
	referenceColumn  = "reference_subgroup"
)

var groupColumns = []string{groupColumn, orderColumn, estimateColumn, errorColumn, populationColumn, averageColumn, favourableColumn, orderedColumn, scaleColumn, referenceColumn}

// groupRow is a group as the table has it.
type groupRow struct {
	line      int
	name      string
	order     float64
	hasOrder  bool
	group     stats.Group
	peopled   bool
	reference bool
}

// fact is what a table says in every row, though it is one thing.
type fact struct {
	value float64
	given bool
	seen  bool
}

// same holds a row against the rows before it.
func (f *fact) same(s *sheet, column string, value float64, given bool) error {
	if f.seen && (f.given != given || f.value != value) {
		return mend(unlikeOthers.at(s.line, column))
	}
	f.value, f.given, f.seen = value, given, true
	return nil
}

// groupTable is the table as a whole.
type groupTable struct {
	rows                                []groupRow
	average, favourable, ordered, scale fact
	dotted                              int  // populations that may have points for thousands
	limited                             bool // limits of the estimates are given
}

func readGroups(s *sheet) (*groupTable, error) {
	for _, column := range []string{groupColumn, estimateColumn, favourableColumn, orderedColumn} {
		if !s.has(column) {
			return nil, mend(noColumn.of(column))
		}
	}
	t := &groupTable{}
	_, _, t.limited = s.limits()
	for s.next() {
		row, err := t.read(s)
		if err != nil {
			return nil, err
		}
		t.rows = append(t.rows, row)
	}
	if err := s.failed(); err != nil {
		return nil, err
	}
	return t, t.check()
}

// read reads one group and checks what can be checked of it alone.
func (t *groupTable) read(s *sheet) (groupRow, error) {
	row := groupRow{line: s.line, name: tidy(s.record[s.columns[groupColumn]])}
	if row.name == "" {
		return row, mend(isMissing.at(s.line, groupColumn))
	}
	var reading error
	number := func(column string) (float64, bool) {
		x, given, err := s.number(column)
		if reading == nil {
			reading = err
		}
		return x, given
	}
	once := func(f *fact, column string, value float64, given bool) {
		if reading == nil {
			reading = f.same(s, column, value, given)
		}
	}
	amount := func(column string) (float64, bool) {
		x, given := number(column)
		if given && x < 0 && reading == nil {
			reading = mend(isNegative.at(s.line, column))
		}
		return x, given
	}
	flag := func(column string, needed bool) (float64, bool) {
		yes, given, err := s.flag(column)
		if err == nil && needed && !given {
			err = mend(isMissing.at(s.line, column))
		}
		if reading == nil {
			reading = err
		}
		if yes {
			return 1, given
		}
		return 0, given
	}
	level, known := number(estimateColumn)
	sure, hasError := amount(errorColumn)
	row.group.Value, row.group.NoValue, row.group.StandardError, row.group.NoError = level, !known, sure, !hasError
	row.group.Population, row.peopled = amount(populationColumn)
	if dotted.MatchString(s.text(populationColumn)) {
		t.dotted++
	}
	if reading == nil {
		reading = s.checkLimits(level, known)
	}
	row.order, row.hasOrder = number(orderColumn)
	reference, _ := flag(referenceColumn, false)
	row.reference = reference == 1
	average, published := number(averageColumn)
	once(&t.average, averageColumn, average, published)
	better, given := flag(favourableColumn, true)
	once(&t.favourable, favourableColumn, better, given)
	ordered, given := flag(orderedColumn, true)
	once(&t.ordered, orderedColumn, ordered, given)
	scale, given := number(scaleColumn)
	if reading == nil && given && scale <= 0 {
		reading = mend(notPositive.at(s.line, scaleColumn))
	}
	once(&t.scale, scaleColumn, scale, given)
	if reading == nil && known && t.scale.given && (level < 0 || level > t.scale.value) {
		reading = mend(outOfScale.at(s.line, estimateColumn))
	}
	return row, reading
}

// isOrdered tells whether the groups have an order.
func (t *groupTable) isOrdered() bool { return t.ordered.value == 1 }

// check holds the groups against each other and puts those of an order into it.
func (t *groupTable) check() error {
	names, orders := map[string]bool{}, map[float64]bool{}
	withValue, references := 0, 0
	peopled := slices.ContainsFunc(t.rows, func(r groupRow) bool { return r.peopled })
	for _, r := range t.rows {
		if names[r.name] {
			return mend(groupTwice.at(r.line, groupColumn))
		}
		names[r.name] = true
		if t.isOrdered() {
			switch {
			case !r.hasOrder:
				return mend(isMissing.at(r.line, orderColumn))
			case orders[r.order]:
				return mend(orderTwice.at(r.line, orderColumn))
			}
			orders[r.order] = true
		}
		if peopled && !r.peopled && !r.group.NoValue {
			return mend(populationGap.at(r.line, populationColumn))
		}
		if r.reference {
			if references++; references > 1 {
				return mend(secondReference.at(r.line, referenceColumn))
			}
		}
		if !r.group.NoValue {
			withValue++
		}
	}
	if withValue < 2 {
		return mend(oneGroup)
	}
	if t.dotted == len(t.rows) {
		return mend(mayBeThousands.of(populationColumn))
	}
	if t.isOrdered() {
		slices.SortFunc(t.rows, func(a, b groupRow) int { return compare(a.order, b.order) })
	}
	return nil
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// table is what the statistics are told.
func (t *groupTable) table() stats.Table {
	table := stats.Table{Ordered: t.isOrdered(), Better: stats.LowerIsBetter, Bounds: t.bounds(), Reference: stats.NoGroup, Average: t.average.value, HasAverage: t.average.given}
	if t.favourable.value == 1 {
		table.Better = stats.HigherIsBetter
	}
	for i, r := range t.rows {
		table.Groups = append(table.Groups, r.group)
		if r.reference {
			table.Reference = i
		}
	}
	return table
}

// bounds are 0 to the scale; without one the indicator may rise without end, and fall where any group lies below 0.
func (t *groupTable) bounds() stats.Bounds {
	if t.scale.given {
		return stats.UpTo(t.scale.value)
	}
	bounds := stats.UpTo(math.Inf(1))
	if slices.ContainsFunc(t.rows, func(r groupRow) bool { return !r.group.NoValue && r.group.Value < 0 }) {
		bounds.Least = math.Inf(-1)
	}
	return bounds
}

// summarised gives the measures of a table of groups.
func (t *groupTable) summarised(o Options) (models.Brought, error) {
	table := t.table()
	summary, err := stats.Summarise(table, stats.WithDraws(o.draws(len(t.rows))))
	if err != nil {
		return models.Brought{}, refused(err)
	}
	b := models.Brought{Form: models.RowsOfGroups, Rows: len(t.rows), Ordered: table.Ordered, Unit: t.unit()}
	for _, r := range t.rows {
		b.Groups = append(b.Groups, cellOf(r.name, r.group, table.Bounds))
	}
	if average, known := t.averageLevel(); known {
		b.Average = models.Cell{State: models.Shown, Value: &average}
	}
	whyNot := map[string]models.Text{"sii_linear": needsPersons, "rii_linear": needsPersons, "pi": Because(stats.NotTwoGroups), "pia": Because(stats.NotTwoGroups)}
	if len(t.rows) == 2 {
		whyNot["pi"], whyNot["pia"] = needsCounts, needsCounts
	}
	tell(&b, summary, func(i int) string { return t.rows[i].name }, whyNot)
	if t.looksLikeShares() {
		b.Warnings = append(b.Warnings, scaleLooksWrong)
	}
	if t.limited && slices.ContainsFunc(t.rows, func(r groupRow) bool { return !r.group.NoValue && r.group.NoError }) {
		b.Warnings = append(b.Warnings, limitsNotRead)
	}
	if t.isOrdered() && !consecutive(t.rows, func(r groupRow) float64 { return r.order }) {
		b.Warnings = append(b.Warnings, placesMissing)
	}
	return b, nil
}

// unit is what the estimates count in, as far as the scale tells.
func (t *groupTable) unit() models.Unit {
	switch {
	case t.scale.given && t.scale.value == 1:
		return models.UnitShare
	case t.scale.given && t.scale.value == 100:
		return models.UnitPercent
	}
	return ""
}

// averageLevel is the published average, else that of the groups by their populations.
func (t *groupTable) averageLevel() (level float64, known bool) {
	if t.average.given {
		return t.average.value, true
	}
	var sum, population float64
	for _, r := range t.rows {
		if !r.group.NoValue {
			sum, population = sum+r.group.Value*r.group.Population, population+r.group.Population
		}
	}
	return sum / population, population > 0 && stats.IsFinite(sum)
}

// looksLikeShares tells whether a table of percentages has no estimate above 1.
func (t *groupTable) looksLikeShares() bool {
	return t.unit() == models.UnitPercent && !slices.ContainsFunc(t.rows, func(r groupRow) bool { return !r.group.NoValue && r.group.Value > 1 })
}

// consecutive tells whether sorted places in an order follow each other: where one does not, a group may have been left out.
func consecutive[T any](sorted []T, place func(T) float64) bool {
	for i := 1; i < len(sorted); i++ {
		if place(sorted[i]) != place(sorted[i-1])+1 {
			return false
		}
	}
	return true
}

// cellOf is a group for drawing, with the normal interval of its standard error, cut off at the bounds.
func cellOf(name string, g stats.Group, bounds stats.Bounds) models.Cell {
	cell := models.Cell{Group: models.Group{{Dimension: groupColumn, Level: &name}}, State: models.NoData}
	if g.NoValue {
		return cell
	}
	cell.State, cell.Value = models.Shown, &g.Value
	if persons := int64(math.Round(min(g.Population, 1e15))); persons > 0 {
		cell.Denominator = &persons
	}
	if !g.NoError {
		half := normalQuantile * g.StandardError
		low, high := max(bounds.Least, g.Value-half), min(bounds.Most, g.Value+half)
		cell.Low, cell.High = &low, &high
	}
	return cell
}

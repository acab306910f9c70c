package summarise

import (
	"fmt"
	"math"
	"slices"

	"athar/models"
	"athar/queries/stats"
)

// The columns of a table with one row a person, beside the outcome and subgroup_order.
const (
	weightColumn  = "weight"
	clusterColumn = "psu"
	stratumColumn = "strata"
)

var personColumns = []string{orderColumn, weightColumn, clusterColumn, stratumColumn, scaleColumn}

// personTable is the persons who have an outcome.
type personTable struct {
	sample  stats.Sample
	orders  []float64 // place of each group, from the most disadvantaged
	scale   fact
	rows    int
	leftOut int
}

func readPersons(s *sheet, outcome string) (*personTable, error) {
	if !s.has(fold(outcome)) {
		return nil, mend(noOutcome.of(outcome))
	}
	if !s.has(orderColumn) {
		return nil, mend(noColumn.of(orderColumn))
	}
	t := &personTable{}
	names := map[string]string{} // a cluster's name is kept once, and not with the row it stood in
	kept := func(name string) string {
		if _, known := names[name]; !known {
			name = string([]byte(name))
			names[name] = name
		}
		return names[name]
	}
	at := map[float64]int{}
	var orders []float64
	clustered := false
	for s.next() {
		t.rows++
		person := stats.Person{Weight: 1}
		y, given, err := s.number(fold(outcome))
		if err != nil {
			return nil, err
		}
		if !given {
			t.leftOut++
			continue
		}
		person.Outcome = y
		order, given, err := s.number(orderColumn)
		switch {
		case err != nil:
			return nil, err
		case !given:
			return nil, mend(isMissing.at(s.line, orderColumn))
		}
		if s.has(weightColumn) {
			weight, given, err := s.number(weightColumn)
			switch {
			case err != nil:
				return nil, err
			case !given:
				return nil, mend(isMissing.at(s.line, weightColumn))
			case weight < 0:
				return nil, mend(isNegative.at(s.line, weightColumn))
			}
			person.Weight = weight
		}
		scale, given, err := s.number(scaleColumn)
		if err == nil {
			err = t.scale.same(s, scaleColumn, scale, given)
		}
		switch {
		case err != nil:
			return nil, err
		case given && scale <= 0:
			return nil, mend(notPositive.at(s.line, scaleColumn))
		case given && (y < 0 || y > scale):
			return nil, mend(outOfScale.at(s.line, outcome))
		}
		person.Cluster, person.Stratum = kept(s.text(clusterColumn)), kept(s.text(stratumColumn))
		if len(t.sample.Persons) == 0 {
			clustered = person.Cluster != ""
		} else if clustered != (person.Cluster != "") {
			return nil, mend(clusterGap.at(s.line, clusterColumn))
		}
		if _, known := at[order]; !known {
			at[order] = len(orders)
			orders = append(orders, order)
		}
		person.Group = at[order]
		t.sample.Persons = append(t.sample.Persons, person)
	}
	if err := s.failed(); err != nil {
		return nil, err
	}
	t.arrange(orders)
	return t, t.check()
}

// arrange numbers the groups in their order instead of that in which they were met.
func (t *personTable) arrange(met []float64) {
	t.orders = slices.Clone(met)
	slices.Sort(t.orders)
	place := make([]int, len(met))
	for i, order := range met {
		place[i], _ = slices.BinarySearch(t.orders, order)
	}
	for i := range t.sample.Persons {
		t.sample.Persons[i].Group = place[t.sample.Persons[i].Group]
	}
	t.sample.Groups = len(t.orders)
}

func (t *personTable) check() error {
	if !slices.ContainsFunc(t.sample.Persons, func(p stats.Person) bool { return p.Weight > 0 }) {
		return mend(noPersons)
	}
	if len(t.orders) < 2 {
		return mend(oneGroup)
	}
	return nil
}

// bounds are those of the scale, else of shares where all outcomes are.
func (t *personTable) bounds() (stats.Bounds, models.Unit) {
	switch {
	case t.scale.given && t.scale.value == 1:
		return stats.UpTo(1), models.UnitShare
	case t.scale.given:
		return stats.UpTo(t.scale.value), ""
	case slices.ContainsFunc(t.sample.Persons, func(p stats.Person) bool { return p.Outcome < 0 || p.Outcome > 1 }):
		return stats.Bounds{Least: math.Inf(-1), Most: math.Inf(1)}, ""
	}
	return stats.UpTo(1), models.UnitShare
}

// summarised gives the measures of a table of persons.
func (t *personTable) summarised() (models.Brought, error) {
	bounds, unit := t.bounds()
	summary, err := stats.SummariseSample(t.sample, bounds)
	if err != nil {
		return models.Brought{}, refused(err)
	}
	b := models.Brought{Form: models.RowsOfPersons, Rows: t.rows, LeftOut: t.leftOut, Ordered: true, Unit: unit}
	t.means(&b)
	whyNot := map[string]models.Text{}
	for _, m := range models.InequalityMeasures {
		whyNot[m.Name] = needsGroups
	}
	tell(&b, summary, nil, whyNot)
	if t.leftOut > 0 {
		b.Warnings = append(b.Warnings, models.Text{
			En: fmt.Sprintf("Rows without an outcome were left out: %d.", t.leftOut),
			Ar: fmt.Sprintf("صفوف بلا نتيجة استُبعدت، وعددها: %d.", t.leftOut)})
	}
	if !consecutive(t.orders, func(place float64) float64 { return place }) {
		b.Warnings = append(b.Warnings, placesMissing)
	}
	return b, nil
}

// means are the weighted means of the groups and of everybody, for drawing.
func (t *personTable) means(b *models.Brought) {
	type sums struct {
		persons     int64
		weight, sum float64
	}
	groups := make([]sums, len(t.orders)+1)
	everybody := len(t.orders)
	for _, p := range t.sample.Persons {
		for _, i := range []int{p.Group, everybody} {
			groups[i].persons++
			groups[i].weight += p.Weight
			groups[i].sum += p.Weight * p.Outcome
		}
	}
	for i, g := range groups {
		cell := models.Cell{State: models.NoData}
		if mean := g.sum / g.weight; g.weight > 0 && stats.IsFinite(mean) {
			cell = models.Cell{State: models.Shown, Value: &mean, Denominator: &g.persons}
		}
		if i == everybody {
			b.Average = cell
			continue
		}
		name := fmt.Sprint(t.orders[i])
		cell.Group = models.Group{{Dimension: orderColumn, Level: &name}}
		b.Groups = append(b.Groups, cell)
	}
}

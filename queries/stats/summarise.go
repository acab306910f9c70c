package stats

import (
	"math"
	"slices"
)

// Table is a published table: the level of an indicator in each group of one dimension.
type Table struct {
	Groups     []Group
	Ordered    bool      // the groups stand from the most to the least disadvantaged
	Better     Direction // of the indicator
	Bounds     Bounds    // of the indicator: UpTo(100) for percentages, UpTo(+Inf) for amounts
	Reference  int       // position of the declared reference among unordered groups, or NoGroup
	Average    float64   // level of everybody as published; read when HasAverage
	HasAverage bool
}

// averageTolerance is how far, as a part of it, a published average may lie from the mean of the groups.
const averageTolerance = 0.01

// Summarise gives every measure of inequality that a published table allows, and for each of the others why it does not.
//
//	ordered:    d, r, sii, rii, sii_logit, rii_logit, aci, rci, rci_wagstaff, rci_erreygers, par, paf
//	unordered:  d_maxmin, r_maxmin, d_ref, r_ref, bgv, ti, mld, bgsd, cov, mdmu, mdmw, mdbu, mdbw, mdru, mdrw, idisu, idisw,
//	            par, paf
//
// Each is what the function of that measure makes of the table alone: d and r of GapOfLevels, sii and rii of
// SlopeIndexOfGroups, aci and rci of ConcentrationOfGroups, par and paf of Attributable, and the others as their names in
// Schlotheuber & Hosseinpoor say; the simulated ones share the draws of Simulate.
//
// Special cases: measures of the other kind of dimension have the reasons Ordered or NotOrdered; ordered ones need every
// group's level and population (MissingGroup, NoPopulation); sii_logit and rii_logit need bounds (Unbounded). Without
// populations a published average gives par, paf, mdmu and idisu as MeasuresAboutAverage does. A published average that lies
// more than one percent from the mean of the groups, or from all of their levels where no populations are known, warns of
// AverageDiffers: the populations or the average belong to something else.
//
// Errors: those of the functions named; an average infinite or NaN; a reference that is neither a group nor NoGroup.
//
// Source: Schlotheuber & Hosseinpoor 2022, International Journal of Environmental Research and Public Health 19:3697,
// doi:10.3390/ijerph19063697.
func Summarise(t Table, options ...Option) (Summary, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Summary{}, err
	}
	if err := t.check(); err != nil {
		return Summary{}, err
	}
	c := summariser{settings: s, options: options}
	levels := make([]Level, len(t.Groups))
	for i, g := range t.Groups {
		levels[i] = g.Level
	}
	if t.Ordered {
		gap, err := GapOfLevels(levels, Comparison{Rule: EndsOfOrder, Better: t.Better}, options...)
		c.gap("", gap, err)
		t.gradients(&c)
		c.skip(Ordered, "d_maxmin", "r_maxmin", "d_ref", "r_ref")
		c.skip(Ordered, spreadNames[:]...)
		t.attributable(&c, LastGroup)
	} else {
		c.skip(NotOrdered, "d", "r", "sii", "rii", "sii_logit", "rii_logit", "aci", "rci", "rci_wagstaff", "rci_erreygers")
		extremes, err := GapOfLevels(levels, Comparison{Rule: HighestAndLowest, Better: t.Better}, options...)
		c.gap("_maxmin", extremes, err)
		if t.Reference == NoGroup {
			c.skip(NoReference, "d_ref", "r_ref")
		} else {
			against, err := GapOfLevels(levels, Comparison{Rule: ReferenceAndWorst, Better: t.Better, Reference: t.Reference}, options...)
			c.gap("_ref", against, err)
		}
		draws, err := Simulate(t.Groups, t.Bounds, options...)
		if err != nil {
			return Summary{}, err
		}
		c.spreads(t.Groups, t.Better, t.Reference, draws)
		t.attributable(&c, BestGroup)
	}
	if t.averageDiffers() {
		c.summary.Warnings = []Warning{AverageDiffers}
	}
	return c.result()
}

// attributable adds what would change. Where only a published average stands for the populations, it serves here and in
// the two measures of distance that need nothing else.
func (t Table) attributable(c *summariser, to AttributableTo) {
	if t.peopled() || !t.HasAverage {
		a, err := Attributable(t.Groups, to, t.Better, t.Bounds, c.options...)
		c.attributable(a, err)
		return
	}
	about, err := MeasuresAboutAverage(t.Groups, t.Average, to, t.Better, c.options...)
	c.attributable(about.Attributable, err)
	if !t.Ordered {
		c.replace("mdmu", about.MeanDifference)
		c.replace("idisu", about.Disparity)
	}
}

// peopled tells whether any population is known.
func (t Table) peopled() bool {
	return slices.ContainsFunc(t.Groups, func(g Group) bool { return g.Population > 0 })
}

func (t Table) check() error {
	for _, g := range t.Groups {
		if err := g.check(); err != nil {
			return err
		}
	}
	switch {
	case t.HasAverage && !IsFinite(t.Average):
		return Refuse("the average of the setting must be a finite number")
	case !t.Ordered && t.Reference != NoGroup && (t.Reference < 0 || t.Reference >= len(t.Groups)):
		return Refuse("the reference group is none of the groups")
	}
	return checkWithin(t.Groups, t.Bounds)
}

// gradients adds the measures that follow the order.
func (t Table) gradients(c *summariser) {
	points, why := make([]GroupPoint, len(t.Groups)), Reason("")
	for j, g := range t.Groups {
		points[j] = GroupPoint{Population: g.Population, Outcome: g.Value}
		if g.NoValue {
			points[j].Outcome, why = 0, MissingGroup
		}
	}
	if why == "" && len(t.Groups) >= leastGroups && !t.peopled() {
		why = NoPopulation
	}
	if why != "" {
		c.skip(why, "sii", "rii", "sii_logit", "rii_logit", "aci", "rci", "rci_wagstaff", "rci_erreygers")
		return
	}
	linear, err := SlopeIndexOfGroups(points, LinearGradient, c.options...)
	c.slopes("", linear, err)
	if t.Bounds.bounded() {
		logit, err := slopeWithin(points, t.Bounds, c.options)
		c.slopes("_logit", logit, err)
	} else {
		c.skip(Unbounded, "sii_logit", "rii_logit")
	}
	concentration, err := ConcentrationOfGroups(points, t.Bounds, c.options...)
	c.concentration(concentration, err)
}

// slopeWithin draws the logit gradient through shares of the range of an indicator and gives the slope in its unit. The
// ratio is that of the shares, which for bounds from 0 is that of the levels.
func slopeWithin(points []GroupPoint, bounds Bounds, options []Option) (SlopeIndices, error) {
	shares := make([]GroupPoint, len(points))
	for j, p := range points {
		shares[j] = GroupPoint{Population: p.Population, Outcome: min(1, max(0, bounds.share(p.Outcome)))}
	}
	indices, err := SlopeIndexOfGroups(shares, LogitGradient, options...)
	if err != nil {
		return SlopeIndices{}, err
	}
	indices.Slope = indices.Slope.times(bounds.width())
	indices.MostDisadvantaged = bounds.Least + bounds.width()*indices.MostDisadvantaged
	indices.LeastDisadvantaged = bounds.Least + bounds.width()*indices.LeastDisadvantaged
	return indices, nil
}

func (t Table) averageDiffers() bool {
	p, reason, err := inPlay(t.Groups)
	switch tolerance := averageTolerance * math.Abs(t.Average); {
	case !t.HasAverage || err != nil || reason != "" || p.leftOut:
		return false
	case p.shares == nil: // whatever the populations, their mean lies among the levels
		return !slices.ContainsFunc(p.groups, func(g Group) bool { return g.Value <= t.Average+tolerance }) ||
			!slices.ContainsFunc(p.groups, func(g Group) bool { return g.Value >= t.Average-tolerance })
	default:
		return math.Abs(p.mean()-t.Average) > tolerance
	}
}

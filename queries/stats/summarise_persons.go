package stats

import "math"

// CountTable is a dimension known by counts: in each group so many successes among so many persons.
type CountTable struct {
	Groups    []Proportion
	Ordered   bool      // the groups stand from the most to the least disadvantaged
	Better    Direction // of the share of successes
	Reference int       // position of the declared reference group, or NoGroup
	// Persons are the same persons by group and school, for the gradients of ordered groups. Without cells the persons of
	// Groups are taken as independent of each other.
	Persons PersonCounts
}

// SummariseCounts is Summarise for groups known by counts, which know more than published levels do: gaps have the
// intervals of Newcombe and Katz, gradients come from persons by school, draws from SimulateCounts.
//
//	ordered:    d, r, sii_linear, rii_linear, sii_logit, rii_logit, aci, rci, rci_wagstaff, rci_erreygers, par, paf
//	unordered:  d_maxmin, r_maxmin, d_ref, r_ref, bgv, ti, mld, bgsd, cov, mdmu, mdmw, mdbu, mdbw, mdru, mdrw, idisu, idisw,
//	            par, paf
//	two groups: pi, pia besides, of the other group over the declared reference, or of the first over the last
//
// Unit: shares, 0 to 1; cov, idis and paf percent.
//
// Special cases: as for Summarise; a group without trials has no level. More than two groups have no parity (NotTwoGroups).
//
// Errors: those of the functions named; persons by school that are in another number of groups; a reference that is neither
// a group nor NoGroup.
//
// Source: as for Summarise.
func SummariseCounts(t CountTable, options ...Option) (Summary, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Summary{}, err
	}
	if t.Reference != NoGroup && (t.Reference < 0 || t.Reference >= len(t.Groups)) {
		return Summary{}, Refuse("the reference group is none of the groups")
	}
	groups := make([]Group, len(t.Groups))
	for i, p := range t.Groups {
		if err := p.check(); err != nil {
			return Summary{}, err
		}
		groups[i] = groupOf(p)
	}
	c := summariser{settings: s, options: options}
	if t.Ordered {
		gap, err := GapOfProportions(t.Groups, Comparison{Rule: EndsOfOrder, Better: t.Better}, options...)
		c.gap("", gap, err)
		t.gradients(&c)
		c.skip(Ordered, "d_maxmin", "r_maxmin", "d_ref", "r_ref")
		c.skip(Ordered, spreadNames[:]...)
		a, err := Attributable(groups, LastGroup, t.Better, UpTo(1), options...)
		c.attributable(a, err)
	} else {
		c.skip(NotOrdered, "d", "r", "sii_linear", "rii_linear", "sii_logit", "rii_logit", "aci", "rci", "rci_wagstaff", "rci_erreygers")
		extremes, err := GapOfProportions(t.Groups, Comparison{Rule: HighestAndLowest, Better: t.Better}, options...)
		c.gap("_maxmin", extremes, err)
		if t.Reference == NoGroup {
			c.skip(NoReference, "d_ref", "r_ref")
		} else {
			against, err := GapOfProportions(t.Groups, Comparison{Rule: ReferenceAndWorst, Better: t.Better, Reference: t.Reference}, options...)
			c.gap("_ref", against, err)
		}
		draws, err := SimulateCounts(t.Groups, options...)
		if err != nil {
			return Summary{}, err
		}
		c.spreads(groups, t.Better, t.Reference, draws)
		a, err := Attributable(groups, BestGroup, t.Better, UpTo(1), options...)
		c.attributable(a, err)
	}
	t.parity(&c)
	return c.result()
}

// groupOf is a group known by counts as a published table would have it.
func groupOf(p Proportion) Group {
	if p.Trials == 0 {
		return Group{Level: Level{NoValue: true}}
	}
	share := p.Share()
	return Group{Level: Level{Value: share, StandardError: math.Sqrt(share * (1 - share) / p.Trials)}, Population: p.Trials}
}

func (t CountTable) gradients(c *summariser) {
	persons := t.Persons
	if len(persons.Cells) == 0 {
		persons = PersonCounts{Groups: len(t.Groups)}
		for j, p := range t.Groups {
			persons.Cells = append(persons.Cells, PersonCell{Group: j, Successes: p.Successes, Failures: p.failures()})
		}
	}
	if persons.Groups != len(t.Groups) {
		c.err = Refuse("the persons by school must be in the groups of the table")
		return
	}
	if err := persons.check(); err != nil {
		c.err = err
		return
	}
	ranked := persons.ranked()
	c.slopes("_linear", ranked.slopeIndices(LinearGradient, MethodSlopeLinearPersons, MethodRelativeLinearPersons, c.settings), nil)
	c.slopes("_logit", ranked.slopeIndices(LogitGradient, MethodSlopeLogitPersons, MethodRelativeLogitPersons, c.settings), nil)
	c.concentration(ranked.concentration(false, UpTo(1), c.settings), nil)
}

func (t CountTable) parity(c *summariser) {
	if len(t.Groups) != 2 {
		c.skip(NotTwoGroups, "pi", "pia")
		return
	}
	against := t.Reference
	if against == NoGroup {
		against = 1
	}
	indices, err := Parity(ProportionPair{Compared: t.Groups[1-against], Reference: t.Groups[against]}, c.options...)
	c.put(Measure{Name: "pi", Estimate: indices.Index, Compared: 1 - against, Against: against}, err)
	c.put(Measure{Name: "pia", Estimate: indices.Adjusted, Compared: 1 - against, Against: against}, err)
}

// SummariseSample gives the measures of inequality along ordered groups from persons one by one, with their weights,
// clusters and strata.
//
//	sii_linear, rii_linear, sii_logit, rii_logit, aci, rci, rci_wagstaff, rci_erreygers
//
// Each is what SlopeIndexOfSample and ConcentrationOfSample make of the sample.
//
// Special cases: those of these functions; outcomes that are not all shares from 0 to 1 have no logit gradient (NotShares).
//
// Errors: as for SlopeIndexOfSample and ConcentrationOfSample.
//
// Source: as for Summarise.
func SummariseSample(sample Sample, bounds Bounds, options ...Option) (Summary, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Summary{}, err
	}
	if err := bounds.check(); err != nil {
		return Summary{}, err
	}
	if err := sample.check(); err != nil {
		return Summary{}, err
	}
	negative, err := sample.within(bounds)
	if err != nil {
		return Summary{}, err
	}
	c, ranked := summariser{settings: s, options: options}, sample.ranked()
	c.slopes("_linear", ranked.slopeIndices(LinearGradient, MethodSlopeLinearPersons, MethodRelativeLinearPersons, s), nil)
	if sample.ofShares() {
		c.slopes("_logit", ranked.slopeIndices(LogitGradient, MethodSlopeLogitPersons, MethodRelativeLogitPersons, s), nil)
	} else {
		c.skip(NotShares, "sii_logit", "rii_logit")
	}
	c.concentration(ranked.concentration(negative, bounds, s), nil)
	return c.result()
}

package stats

// ConcentrationOfPersons estimates the concentration indices of an outcome of yes and no from counts of persons by group
// and cluster: those of ConcentrationOfGroups, with the error of SlopeIndexOfPersons for a straight line.
//
//	ACI = 2 var(R) b,  se = 2 var(R) se(b),  b the slope of P(yes) over the ranks R
//
// Unit: ACI difference of shares; the others none.
//
// Special cases: those of SlopeIndexOfPersons for a linear gradient; a mean of zero leaves the relative index undefined
// (ZeroDenominator), a mean of 0 or 1 Wagstaff's too. The spread of ranks and the mean are taken as known.
//
// Errors: as for SlopeIndexOfPersons.
//
// Source: as for ConcentrationOfGroups and SlopeIndexOfPersons.
func ConcentrationOfPersons(persons PersonCounts, options ...Option) (ConcentrationIndices, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return ConcentrationIndices{}, err
	}
	if err := persons.check(); err != nil {
		return ConcentrationIndices{}, err
	}
	return persons.ranked().concentration(false, UpTo(1), s), nil
}

// ConcentrationOfSample estimates the concentration indices of any outcome from persons one by one, with their weights,
// clusters and strata. For outcomes of yes and no it is ConcentrationOfPersons.
//
// Unit: ACI that of the outcome; the others none.
//
// Special cases: as for SlopeIndexOfSample and ConcentrationOfGroups.
//
// Errors: as for SlopeIndexOfSample; an outcome outside the bounds; bounds that are none.
//
// Source: as for ConcentrationOfGroups and SlopeIndexOfPersons.
func ConcentrationOfSample(sample Sample, bounds Bounds, options ...Option) (ConcentrationIndices, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return ConcentrationIndices{}, err
	}
	if err := bounds.check(); err != nil {
		return ConcentrationIndices{}, err
	}
	if err := sample.check(); err != nil {
		return ConcentrationIndices{}, err
	}
	negative, err := sample.within(bounds)
	if err != nil {
		return ConcentrationIndices{}, err
	}
	return sample.ranked().concentration(negative, bounds, s), nil
}

// within refuses outcomes outside bounds, and tells whether some are below 0.
func (p Sample) within(bounds Bounds) (negative bool, err error) {
	for _, person := range p.Persons {
		if !bounds.holds(person.Outcome) {
			return false, Refuse("the outcome of a person lies outside its bounds")
		}
		negative = negative || person.Outcome < 0
	}
	return negative, nil
}

func (r rankedPersons) concentration(negative bool, bounds Bounds, s Settings) ConcentrationIndices {
	methods := concentrationMethodsOf("persons")
	switch {
	case r.why != "":
		return methods.indices(Undefine(r.why, methods.absolute, s), r.mean, negative, bounds, s)
	case r.alike:
		return methods.indices(WithoutInterval(0, NoVariation, methods.absolute, s), r.mean, negative, bounds, s)
	}
	l, reason := fitLinear(r.points)
	if reason != "" {
		return methods.indices(Undefine(reason, methods.absolute, s), r.mean, negative, bounds, s)
	}
	scatter := r.scatter(l)
	s = scatter.settings(s)
	scale := spreadOfRanks(r.points)
	standardError := scale * errorAlong(l.sandwich(scatter.products.matrix()), vector{slope: 1})
	absolute := scatter.qualify(Symmetric(scale*l.at.slope, standardError, s.quantile(), s.named(methods.absolute), s))
	return methods.indices(absolute, r.mean, negative, bounds, s)
}

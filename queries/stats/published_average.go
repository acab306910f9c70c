package stats

// AboutAverage are the measures that a published average allows where the populations of groups are not known.
type AboutAverage struct {
	MeanDifference Estimate // as MeanDifferenceFromMean with equal weights
	Disparity      Estimate // as IndexOfDisparity with equal weights
	Attributable   PopulationAttributable
}

// Methods about a published average.
const (
	MethodDifferenceFromAverage Method = "mdmu-published-average/1"
	MethodDisparityFromAverage  Method = "idisu-published-average/1"
	MethodRiskFromAverage       Method = "par-published-average/1"
	MethodFractionFromAverage   Method = "paf-percent-published-average/1"
)

// MeasuresAboutAverage takes the published level of everybody, μ, for the mean that populations would give.
//
//	MDMU = Σ |y - μ|/K,  IDISU = 100 MDMU/μ,  PAR = y_ref - μ,  PAF = 100 PAR/μ
//
// Unit: that of the indicator; IDISU and PAF percent.
//
// Special cases: as for MeanDifferenceFromMean and Attributable, whose reference it takes. There are no intervals
// (NoPopulation), since how μ moves with the groups is not known.
//
// Errors: as for BetweenGroupVariance; an average infinite or NaN; an unknown direction or reference.
//
// Source: Schlotheuber & Hosseinpoor 2022, International Journal of Environmental Research and Public Health 19:3697,
// doi:10.3390/ijerph19063697.
func MeasuresAboutAverage(table []Group, average float64, to AttributableTo, better Direction, options ...Option) (AboutAverage, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return AboutAverage{}, err
	}
	if !IsFinite(average) {
		return AboutAverage{}, Refuse("the average of the setting must be a finite number")
	}
	if err := checkReference(to, better); err != nil {
		return AboutAverage{}, err
	}
	p, reason, err := inPlay(table)
	if err != nil {
		return AboutAverage{}, err
	}
	why := reason
	if to == LastGroup && p.leftOut {
		why = MissingGroup
	}
	result := AboutAverage{
		MeanDifference: Undefine(reason, MethodDifferenceFromAverage, s),
		Disparity:      Undefine(reason, MethodDisparityFromAverage, s),
		Attributable: PopulationAttributable{
			Risk: Undefine(why, MethodRiskFromAverage, s), Fraction: Undefine(why, MethodFractionFromAverage, s), Reference: NoGroup,
		},
	}
	if reason == "" {
		distance := EqualWeights.average(p.values(), nil, average)
		result.MeanDifference = p.aboutAverage(distance, MethodDifferenceFromAverage, s)
		result.Disparity = p.partOfAverage(distance, average, MethodDisparityFromAverage, s)
	}
	if why == "" {
		reference := p.reference(to, better)
		risk, worse := gained(p.groups[reference].Value, average, better)
		result.Attributable = PopulationAttributable{
			Risk:      p.aboutAverage(risk, MethodRiskFromAverage, s).WarnedIf(worse, ReferenceIsWorse),
			Fraction:  p.partOfAverage(risk, average, MethodFractionFromAverage, s).WarnedIf(worse, ReferenceIsWorse),
			Reference: p.at[reference],
		}
	}
	return result, nil
}

func (p groupsInPlay) aboutAverage(value float64, method Method, s Settings) Estimate {
	if !IsFinite(value) {
		return Undefine(NumbersTooLarge, method, s)
	}
	return WithoutInterval(value, NoPopulation, method, s).WarnedIf(p.leftOut, GroupsLeftOut)
}

// partOfAverage is a value as a percentage of the average.
func (p groupsInPlay) partOfAverage(value, average float64, method Method, s Settings) Estimate {
	negative := average < 0
	for _, g := range p.groups {
		negative = negative || g.Value < 0
	}
	switch {
	case negative:
		return Undefine(NotPositive, method, s)
	case average == 0:
		return Undefine(ZeroDenominator, method, s)
	}
	return p.aboutAverage(100*value/average, method, s)
}

package stats

// SlopeIndices are the slope and the relative index of inequality of one line through ordered groups: the gap between the
// person at the very bottom and the one at the very top, as a difference and as a ratio.
type SlopeIndices struct {
	Slope              Estimate // SII = outcome at the top - outcome at the bottom
	Relative           Estimate // RII = outcome at the top / outcome at the bottom
	MostDisadvantaged  float64  // fitted outcome at the bottom; meaningless unless Slope is defined
	LeastDisadvantaged float64  // fitted outcome at the top; likewise
}

func undefinedSlopes(reason Reason, slopeMethod, relativeMethod Method, s Settings) SlopeIndices {
	return SlopeIndices{
		Slope:    Undefine(reason, slopeMethod, s),
		Relative: Undefine(reason, relativeMethod, s),
	}
}

func (i SlopeIndices) WarnedIf(condition bool, warning Warning) SlopeIndices {
	i.Slope = i.Slope.WarnedIf(condition, warning)
	i.Relative = i.Relative.WarnedIf(condition, warning)
	return i
}

// GroupPoint is one ordered group known by its mean outcome and its size.
type GroupPoint struct {
	Population float64 // persons or weight: finite, 0 or more
	Outcome    float64 // mean of the group: any unit for a linear gradient, a share from 0 to 1 for a logit one
}

// leastGroups is how few groups still make a gradient.
const leastGroups = 3

// Methods for slope indices from the means of groups.
const (
	MethodSlopeLinearGroups    Method = "sii-linear-group-point/1"
	MethodRelativeLinearGroups Method = "rii-linear-group-point/1"
	MethodSlopeLogitGroups     Method = "sii-logit-group-point/1"
	MethodRelativeLogitGroups  Method = "rii-logit-group-point/1"
)

func groupMethods(kind Gradient) (slope, relative Method, err error) {
	switch kind {
	case LinearGradient:
		return MethodSlopeLinearGroups, MethodRelativeLinearGroups, nil
	case LogitGradient:
		return MethodSlopeLogitGroups, MethodRelativeLogitGroups, nil
	}
	return "", "", Refuse("there is no such kind of gradient")
}

// SlopeIndexOfGroups estimates the slope and relative index of inequality from the means of groups, ordered from the most
// to the least disadvantaged. Use it for published tables; where persons are at hand, SlopeIndexOfPersons knows better.
//
//	R_j = (persons before j + n_j/2)/N;  linear: y = a + bR by least squares with weights n_j, SII = b, RII = (a+b)/a
//	logit: logit y = a + bR by quasi-likelihood with weights n_j, SII = p(1) - p(0), RII = p(1)/p(0)
//
// The variance is the HC1 sandwich over groups, K/(K-2); the limits of SII are normal, those of RII normal for its
// logarithm, by the delta method.
//
// Unit: SII that of the outcome, positive when the least disadvantaged have more; RII none.
//
// Special cases: fewer than three groups give TooFewGroups and a group of nobody MissingGroup, since dropping it would move
// everybody's rank. A linear gradient that falls to zero or below at an end leaves RII undefined (OutsideTheRange). A logit
// gradient has none when all outcomes are 0 or all are 1 (NoVariation) or when ranks split them (Separated). Always warned
// with ModelError: the interval shows how near the groups lie to a line and not the play of chance between persons. Groups
// exactly on a line give an interval with no width to speak of.
//
// Errors: a population negative, infinite or NaN; an outcome infinite or NaN, or outside 0..1 for a logit gradient; an
// unknown kind; a level outside 0..1.
//
// Source: Wagstaff, Paci & van Doorslaer 1991, Social Science & Medicine 33:545-557, doi:10.1016/0277-9536(91)90212-U;
// Mackenbach & Kunst 1997, ibid. 44:757-771, doi:10.1016/S0277-9536(96)00073-1; HC1: MacKinnon & White 1985, Journal of
// Econometrics 29:305-325, doi:10.1016/0304-4076(85)90158-7; fractional logit: Papke & Wooldridge 1996, Journal of Applied
// Econometrics 11:619-632, doi:10.1002/(SICI)1099-1255(199611)11:6<619::AID-JAE418>3.0.CO;2-1.
func SlopeIndexOfGroups(groups []GroupPoint, kind Gradient, options ...Option) (SlopeIndices, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return SlopeIndices{}, err
	}
	slopeMethod, relativeMethod, err := groupMethods(kind)
	if err != nil {
		return SlopeIndices{}, err
	}
	points, reason, err := pointsOf(groups)
	if err != nil {
		return SlopeIndices{}, err
	}
	for _, g := range groups {
		if kind == LogitGradient && (g.Outcome < 0 || g.Outcome > 1) {
			return SlopeIndices{}, Refuse("a logit gradient needs outcomes that are shares from 0 to 1")
		}
	}
	if reason != "" {
		return undefinedSlopes(reason, slopeMethod, relativeMethod, s), nil
	}
	l, reason := fit(kind, points)
	if reason != "" {
		return undefinedSlopes(reason, slopeMethod, relativeMethod, s), nil
	}
	var meat crossProducts
	k := float64(len(points))
	for _, p := range points {
		x := vector{1, p.rank}
		meat.add(x.times(p.weight*(p.outcome-l.outcome(x))), k/(k-2))
	}
	return l.slopeIndices(l.sandwich(meat.matrix()), slopeMethod, relativeMethod, s).WarnedIf(true, ModelError), nil
}

// pointsOf places groups on the line of ranks, or says why they make no gradient.
func pointsOf(groups []GroupPoint) ([]point, Reason, error) {
	populations := make([]float64, len(groups))
	nobody := false
	for j, g := range groups {
		switch {
		case !IsAmount(g.Population):
			return nil, "", Refuse("the population of a group must be a finite number, 0 or more")
		case !IsFinite(g.Outcome):
			return nil, "", Refuse("the outcome of a group must be a finite number")
		}
		populations[j] = g.Population
		nobody = nobody || g.Population == 0
	}
	switch {
	case len(groups) < leastGroups:
		return nil, TooFewGroups, nil
	case nobody:
		return nil, MissingGroup, nil
	}
	points := make([]point, len(groups))
	for j, rank := range ridits(populations) {
		y := groups[j].Outcome
		points[j] = point{rank: rank - 0.5, weight: populations[j], outcome: y, shortfall: 1 - y}
	}
	return points, "", nil
}

package stats

import "math"

// PopulationAttributable is what would change if every group had the level of a reference group.
type PopulationAttributable struct {
	Risk      Estimate // PAR: the change of the level of everybody, in the unit of the indicator; 0 or of the sign of better
	Fraction  Estimate // PAF: the same as a percentage of the level of everybody
	Reference int      // position of the reference group; NoGroup when there was none
}

// Methods for what would change.
const (
	MethodAttributableRisk     Method = "par/1"
	MethodAttributableFraction Method = "paf-percent/1"
)

// AttributableTo says which group is the reference of PopulationAttributable.
type AttributableTo int

// The references.
const (
	BestGroup AttributableTo = iota // of unordered groups
	LastGroup                       // of ordered ones, the least disadvantaged
)

// Attributable estimates how the level of everybody would change if all had that of the best group, or of the least
// disadvantaged one.
//
//	PAR = y_ref - μ,  PAF = 100 PAR/μ
//	se(PAF) = 100 √(c N [a d (N-c) + b c²] / ((a+c)³ (c+d)³)),  se(PAR) = μ se(PAF)/100
//
// with c and d the persons of the reference group with and without the outcome, a and b those of all others, and N all of
// them. Unit: PAR that of the indicator, PAF percent. It says how large a gap is and is no forecast of what closing it
// would do.
//
// Special cases: both are 0, with ReferenceIsWorse, when the reference lies on the wrong side of the mean. μ of zero
// leaves PAF undefined (ZeroDenominator) and PAR without limits; an indicator that is no share of persons (bounds other
// than from 0 to a number) has no limits (NeedsCounts). No populations give NoPopulation. Ordered groups need all
// of them (MissingGroup); of unordered ones 15% may be missing, as in BetweenGroupVariance. Of several best groups the
// smallest is taken. Fewer than thirty persons in the best group warn of SmallBestGroup. The standard errors of the groups
// are not used: the counts behind the levels make the limits.
//
// Errors: as for BetweenGroupVariance; a level outside its bounds; bounds that are none; an unknown direction or reference.
//
// Source: Walter 1976, Biometrics 32:829-849, doi:10.2307/2529268.
func Attributable(table []Group, to AttributableTo, better Direction, bounds Bounds, options ...Option) (PopulationAttributable, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return PopulationAttributable{}, err
	}
	if err := checkReference(to, better); err != nil {
		return PopulationAttributable{}, err
	}
	if err := checkWithin(table, bounds); err != nil {
		return PopulationAttributable{}, err
	}
	none := func(reason Reason) (PopulationAttributable, error) {
		return PopulationAttributable{Undefine(reason, MethodAttributableRisk, s), Undefine(reason, MethodAttributableFraction, s), NoGroup}, nil
	}
	p, reason, err := inPlay(table)
	switch {
	case err != nil:
		return PopulationAttributable{}, err
	case reason != "":
		return none(reason)
	case to == LastGroup && p.leftOut:
		return none(MissingGroup)
	case p.shares == nil:
		return none(NoPopulation)
	}
	reference := p.reference(to, better)
	result := p.attributable(reference, better, bounds, s)
	small := to == BestGroup && p.groups[reference].Population < leastBest
	result.Risk = result.Risk.WarnedIf(small && result.Risk.Defined(), SmallBestGroup)
	result.Fraction = result.Fraction.WarnedIf(small && result.Fraction.Defined(), SmallBestGroup)
	return result, nil
}

func checkReference(to AttributableTo, better Direction) error {
	switch {
	case better != HigherIsBetter && better != LowerIsBetter:
		return Refuse("there is no such direction of an indicator")
	case to != BestGroup && to != LastGroup:
		return Refuse("there is no such reference of an attributable part")
	}
	return nil
}

func (p groupsInPlay) reference(to AttributableTo, better Direction) int {
	if to == LastGroup {
		return len(p.groups) - 1
	}
	return p.best(better)
}

// gained is how far the level of a reference lies from the mean, and 0 when it lies on the wrong side.
func gained(level, mean float64, better Direction) (gain float64, worse bool) {
	gain = level - mean
	if (better == HigherIsBetter && gain < 0) || (better == LowerIsBetter && gain > 0) {
		return 0, true
	}
	return gain, false
}

// leastBest is the number of persons below which the best group may be the best by luck.
const leastBest = 30

// best is the group with the best level; of several the one with the fewest persons.
func (p groupsInPlay) best(better Direction) int {
	sign := 1.0
	if better == LowerIsBetter {
		sign = -1
	}
	best := 0
	for j, g := range p.groups {
		b := p.groups[best]
		if sign*g.Value > sign*b.Value || (g.Value == b.Value && g.Population < b.Population) {
			best = j
		}
	}
	return best
}

func (p groupsInPlay) attributable(reference int, better Direction, bounds Bounds, s Settings) PopulationAttributable {
	mean, level := p.mean(), p.groups[reference].Value
	risk, worse := gained(level, mean, better)
	result := PopulationAttributable{Reference: p.at[reference]}
	countable := bounds.bounded() && bounds.Least == 0
	switch {
	case mean == 0:
		result.Risk = WithoutInterval(risk, ZeroDenominator, MethodAttributableRisk, s)
		result.Fraction = Undefine(ZeroDenominator, MethodAttributableFraction, s)
	case mean < 0:
		result.Risk = WithoutInterval(risk, NeedsCounts, MethodAttributableRisk, s)
		result.Fraction = Undefine(NotPositive, MethodAttributableFraction, s)
	case !countable:
		result.Risk = WithoutInterval(risk, NeedsCounts, MethodAttributableRisk, s)
		result.Fraction = WithoutInterval(100*risk/mean, NeedsCounts, MethodAttributableFraction, s)
	default:
		e := p.fractionError(reference, mean/bounds.Most, level/bounds.Most)
		if !IsFinite(e) {
			result.Risk = WithoutInterval(risk, MissingGroup, MethodAttributableRisk, s)
			result.Fraction = WithoutInterval(100*risk/mean, MissingGroup, MethodAttributableFraction, s)
			break
		}
		result.Risk = Symmetric(risk, mean*e, s.Z(), MethodAttributableRisk, s)
		result.Fraction = Symmetric(100*risk/mean, 100*e, s.Z(), MethodAttributableFraction, s)
	}
	warn := func(e Estimate) Estimate {
		return e.WarnedIf(worse && e.Defined(), ReferenceIsWorse).WarnedIf(p.leftOut && e.Defined(), GroupsLeftOut)
	}
	result.Risk, result.Fraction = warn(result.Risk), warn(result.Fraction)
	return result
}

// fractionError is the error of the fraction, from shares with the outcome of everybody and in the reference group.
func (p groupsInPlay) fractionError(reference int, mean, level float64) float64 {
	persons := p.groups[reference].Population
	everybody := persons / p.shares[reference]
	c := level * persons
	d := persons - c
	a := max(0, mean*everybody-c)
	b := max(0, everybody-persons-a)
	return math.Sqrt(c * everybody * (a*d*(everybody-c) + b*c*c) / (math.Pow(a+c, 3) * math.Pow(c+d, 3)))
}

// checkWithin refuses bounds that are none and levels outside them.
func checkWithin(table []Group, bounds Bounds) error {
	if err := bounds.check(); err != nil {
		return err
	}
	for _, g := range table {
		if !g.NoValue && !bounds.holds(g.Value) {
			return Refuse("the level of a group lies outside the bounds of its indicator")
		}
	}
	return nil
}

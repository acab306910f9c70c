package stats

import "math"

// Level is the published value of one group with its standard error, for sources that give no counts. The value may be in
// any unit.
type Level struct {
	Value         float64 // finite
	StandardError float64 // finite, 0 or more
	NoValue       bool    // nothing was published of this group; the numbers are not read
	NoError       bool    // no standard error was published; it is not read
}

func (l Level) check() error {
	switch {
	case l.NoValue:
		return nil
	case !IsFinite(l.Value):
		return Refuse("the value of a group must be a finite number")
	case !l.NoError && !IsAmount(l.StandardError):
		return Refuse("the standard error of a group must be a finite number, 0 or more")
	}
	return nil
}

// Direction says which end of an indicator is better: attendance is better high, dropping out is better low.
type Direction int

// The directions of an indicator.
const (
	HigherIsBetter Direction = iota
	LowerIsBetter
)

// Rule says how the two groups of a gap are chosen.
type Rule int

// The ways to choose two groups.
const (
	// EndsOfOrder compares the last group with the first when higher is better, and the first with the last when lower is
	// better, so that a positive difference means that the first, most disadvantaged group is worse off. It also serves two
	// groups, the disadvantaged one first.
	EndsOfOrder Rule = iota
	// HighestAndLowest compares the highest value with the lowest, whichever groups have them.
	HighestAndLowest
	// ReferenceAndWorst compares a declared reference group with the worst of the others: reference minus lowest when
	// higher is better, highest minus reference when lower is better. It is negative when the reference itself is worst.
	ReferenceAndWorst
)

// Comparison says which two of several groups a gap is between.
type Comparison struct {
	Rule      Rule
	Better    Direction
	Reference int // position of the reference group; read by ReferenceAndWorst alone
}

// Gap is the distance between two groups in both its readings. The difference is Compared minus Against and the ratio
// Compared over Against. They are printed together, since a gap may shrink in one reading and grow in the other.
type Gap struct {
	Difference Estimate
	Ratio      Estimate
	Compared   int // position of the group the difference starts from; -1 when no two groups could be compared
	Against    int // position of the group that is taken off; -1 likewise
}

// Methods for gaps between published levels.
const (
	MethodLevelDifference Method = "level-difference/1"
	MethodLevelRatio      Method = "level-ratio-log/1"
)

const (
	// manyGroups is how many groups may be compared by their extremes before chance alone makes a gap.
	manyGroups = 10
	// missingShare is the share of unordered groups that may be without data.
	missingShare = 0.15
)

// GapOfLevels estimates the gap between two groups known by values and standard errors.
//
//	D = y₁ - y₂,  se² = s₁² + s₂²,  limits D ∓ z se
//	R = y₁/y₂,  se(ln R)² = (s₁/y₁)² + (s₂/y₂)²,  limits R exp(∓ z se)
//
// Unit: D that of the values; R none.
//
// Special cases: fewer than two groups give OneGroup. An end of the order, or the reference, without a value gives
// MissingGroup; unordered groups without one are left out with GroupsLeftOut as long as they are at most 15%, and more
// give MissingGroup. A standard error that is not known leaves the intervals undefined (NoStandardError). For the ratio, a lower value of zero gives ZeroDenominator, an upper
// one a ratio of 0 without limits (ZeroNumerator), and a negative value on either side NotPositive. Standard errors of
// zero on both sides give NoSpread. Of several groups with the same extreme value the one with the largest error is
// taken. With more than ten groups, choosing the highest, lowest or worst warns of ManyGroups: extremes make gaps out of
// noise, and the interval does not know that groups were chosen.
//
// Errors: a value infinite or NaN; a standard error negative, infinite or NaN; a reference that is none of the groups; an
// unknown rule or direction; a level outside 0..1.
//
// Source: Schlotheuber & Hosseinpoor 2022, International Journal of Environmental Research and Public Health 19:3697,
// doi:10.3390/ijerph19063697.
func GapOfLevels(groups []Level, comparison Comparison, options ...Option) (Gap, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Gap{}, err
	}
	candidates := make([]candidate, 0, len(groups))
	for i, g := range groups {
		if err := g.check(); err != nil {
			return Gap{}, err
		}
		if !g.NoValue {
			candidates = append(candidates, candidate{position: i, value: g.Value, uncertainty: g.uncertainty()})
		}
	}
	choice, err := comparison.choose(candidates, len(groups))
	if err != nil {
		return Gap{}, err
	}
	if choice.reason != "" {
		return choice.gap(Undefine(choice.reason, MethodLevelDifference, s), Undefine(choice.reason, MethodLevelRatio, s)), nil
	}
	a, b := groups[choice.compared], groups[choice.against]
	if a.NoError || b.NoError {
		difference := WithoutInterval(a.Value-b.Value, NoStandardError, MethodLevelDifference, s)
		return choice.gap(difference, levelRatio(Level{Value: a.Value}, Level{Value: b.Value}, s).losingInterval(NoStandardError)), nil
	}
	difference := Symmetric(a.Value-b.Value, math.Hypot(a.StandardError, b.StandardError), s.Z(), MethodLevelDifference, s)
	return choice.gap(difference, levelRatio(a, b, s)), nil
}

// uncertainty settles which of two equal levels is the less certain.
func (l Level) uncertainty() float64 {
	if l.NoError {
		return math.Inf(1)
	}
	return l.StandardError
}

func levelRatio(a, b Level, s Settings) Estimate {
	switch {
	case a.Value < 0 || b.Value < 0:
		return Undefine(NotPositive, MethodLevelRatio, s)
	case b.Value == 0:
		return Undefine(ZeroDenominator, MethodLevelRatio, s)
	case a.Value == 0:
		return WithoutInterval(0, ZeroNumerator, MethodLevelRatio, s)
	}
	standardError := math.Hypot(a.StandardError/a.Value, b.StandardError/b.Value)
	return SymmetricLog(a.Value/b.Value, standardError, s.Z(), MethodLevelRatio, s)
}

// GapOfProportions estimates the gap between two groups known by counts: the difference as Newcombe has it and the ratio
// as Katz has it.
//
// Unit: D difference of shares, -1 to 1; R none.
//
// Special cases: those of Newcombe and Katz. An end of the order, or the reference, without anybody gives MissingGroup.
// Unordered groups without anybody are left out with the warning GroupsLeftOut as long as they are at most 15% of the
// groups; more give MissingGroup. Of several groups with the same extreme share the smallest is taken. More than ten
// groups warn of ManyGroups, as in GapOfLevels.
//
// Errors: those of Wilson for any group; a reference that is none of the groups; an unknown rule or direction.
//
// Source: see Newcombe and Katz; the choice of groups follows Schlotheuber & Hosseinpoor 2022, doi:10.3390/ijerph19063697.
func GapOfProportions(groups []Proportion, comparison Comparison, options ...Option) (Gap, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Gap{}, err
	}
	candidates := make([]candidate, 0, len(groups))
	for i, g := range groups {
		if err := g.check(); err != nil {
			return Gap{}, err
		}
		if g.Trials > 0 {
			candidates = append(candidates, candidate{position: i, value: g.Share(), uncertainty: 1 / g.Trials})
		}
	}
	choice, err := comparison.choose(candidates, len(groups))
	if err != nil {
		return Gap{}, err
	}
	if choice.reason != "" {
		return choice.gap(Undefine(choice.reason, MethodNewcombe, s), Undefine(choice.reason, MethodKatz, s)), nil
	}
	pair := ProportionPair{Compared: groups[choice.compared], Reference: groups[choice.against]}
	difference, err := Newcombe(pair, options...)
	if err != nil {
		return Gap{}, err
	}
	ratio, err := Katz(pair, options...)
	if err != nil {
		return Gap{}, err
	}
	return choice.gap(difference, ratio), nil
}

// candidate is a group that has data, with what settles ties between equal values.
type candidate struct {
	position    int
	value       float64
	uncertainty float64
}

// choice is the outcome of a rule: two positions, or the reason there are none.
type choice struct {
	compared, against int
	reason            Reason
	manyGroups        bool
	groupsLeftOut     bool
}

func (c choice) gap(difference, ratio Estimate) Gap {
	return Gap{
		Difference: difference.WarnedIf(c.manyGroups, ManyGroups).WarnedIf(c.groupsLeftOut, GroupsLeftOut),
		Ratio:      ratio.WarnedIf(c.manyGroups, ManyGroups).WarnedIf(c.groupsLeftOut, GroupsLeftOut),
		Compared:   c.compared,
		Against:    c.against,
	}
}

// choose applies the rule to the groups that have data, out of all that were declared.
func (c Comparison) choose(candidates []candidate, declared int) (choice, error) {
	if c.Better != HigherIsBetter && c.Better != LowerIsBetter {
		return choice{}, Refuse("there is no such direction of an indicator")
	}
	none := func(reason Reason) (choice, error) { return choice{compared: -1, against: -1, reason: reason}, nil }
	switch c.Rule {
	case EndsOfOrder:
		if declared < 2 {
			return none(OneGroup)
		}
		first, last := find(candidates, 0), find(candidates, declared-1)
		if first == nil || last == nil {
			return none(MissingGroup)
		}
		if c.Better == HigherIsBetter {
			return choice{compared: last.position, against: first.position}, nil
		}
		return choice{compared: first.position, against: last.position}, nil

	case HighestAndLowest, ReferenceAndWorst:
		if c.Rule == ReferenceAndWorst && (c.Reference < 0 || c.Reference >= declared) {
			return choice{}, Refuse("the reference group is none of the groups")
		}
		if declared < 2 {
			return none(OneGroup)
		}
		missing := declared - len(candidates)
		if tooManyMissing(missing, declared) || len(candidates) < 2 {
			return none(MissingGroup)
		}
		chosen := choice{groupsLeftOut: missing > 0}
		if c.Rule == HighestAndLowest {
			highest := extreme(candidates, -1, +1)
			lowest := extreme(candidates, highest.position, -1)
			chosen.compared, chosen.against = highest.position, lowest.position
			chosen.manyGroups = declared > manyGroups
			return chosen, nil
		}
		if find(candidates, c.Reference) == nil {
			return none(MissingGroup)
		}
		if c.Better == HigherIsBetter {
			chosen.compared, chosen.against = c.Reference, extreme(candidates, c.Reference, -1).position
		} else {
			chosen.compared, chosen.against = extreme(candidates, c.Reference, +1).position, c.Reference
		}
		chosen.manyGroups = declared > manyGroups
		return chosen, nil
	}
	return choice{}, Refuse("there is no such rule for choosing two groups")
}

// tooManyMissing is the rule for unordered groups: up to 15% may be without data.
func tooManyMissing(missing, declared int) bool {
	return float64(missing) > missingShare*float64(declared)
}

func find(candidates []candidate, position int) *candidate {
	for i := range candidates {
		if candidates[i].position == position {
			return &candidates[i]
		}
	}
	return nil
}

// extreme is the highest (sign +1) or lowest (sign -1) candidate other than the one at the given position; of equal values
// the least certain, so that the order of rows decides nothing that shows.
func extreme(candidates []candidate, besides int, sign float64) candidate {
	best := candidate{position: -1}
	for _, c := range candidates {
		if c.position == besides {
			continue
		}
		if best.position == -1 || sign*c.value > sign*best.value || (c.value == best.value && c.uncertainty > best.uncertainty) {
			best = c
		}
	}
	return best
}

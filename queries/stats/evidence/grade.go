package evidence

// Level is where a claim stands on a scale.
type Level struct {
	Reached int // 0 when it stands on none
	// Next is the level above, 0 at the top, and Lacks the conditions of it that are not met, the first of which is what
	// blocks it.
	Next  int
	Lacks []Condition
}

// Direction is what was found, apart from how well.
type Direction string

// The directions.
const (
	NotTested  Direction = "not_tested"
	Better     Direction = "better"
	NoneShown  Direction = "none_shown"
	WorseFound Direction = "worse"
)

// Grade is how strong a claim is.
type Grade struct {
	Nesta     Level // 1 to 5
	ESSA      Level // tier 4 up to 1
	Maryland  Level // 1 to 5
	Direction Direction

	Exploratory bool // no plan was stored before the outcomes
	OwnOutcome  bool // the provider made the outcome
	Expired     bool // too old, or of a programme that has changed: the levels are those it had
}

// expiry is the number of years after which a claim has to be made anew.
const expiry = 5

// rung is a level and what it asks beyond the levels below it.
type rung struct {
	level int
	asks  []Condition
}

var (
	nesta = []rung{
		{1, []Condition{Described}},
		{2, []Condition{ChangeMeasured, ReliableOutcome, ChangeCaptured}},
		{3, []Condition{Controls, Counterpart, TwoClusters, OutcomeBefore, Comparable, TrendsShown, ClustersHandled, DiagnosticsShown}},
		{4, []Condition{Replicated}},
		{5, []Condition{DeliverySecured, ConsistentAtScale}},
	}
	essa = []rung{
		{4, []Condition{Rationale}},
		{3, []Condition{Controls, ReliableOutcome, TwoClusters, NotFarApart, Benefit, NotContradicted}},
		{2, []Condition{MovementDesign, OutcomeBefore, BaselineEquivalence, TrendsShown, ClustersHandled, DiagnosticsShown, PlannedBefore, OutcomeNotOwn, ContextShared}},
		{1, []Condition{ByChance, FewLost, LargeSample, TwoSites, ContextSame}},
	}
	maryland = []rung{
		{1, []Condition{ChangeMeasured}},
		{2, []Condition{Controls, TwoClusters}},
		{3, []Condition{Counterpart, OutcomeBefore, Comparable, TrendsShown, ClustersHandled, DiagnosticsShown}},
		{4, []Condition{AsGoodAsChance}},
		{5, []Condition{ByChance, FewLost}},
	}
)

// Assess grades a claim.
//
// Special cases: a claim of nothing stands on no level. A randomised design that lost too many is treated as one of
// comparison. A claim older than five years, or of a programme that has since changed, is graded and marked Expired.
//
// Errors: facts that cannot be: negative numbers, shares outside 0 to 1, an unknown design.
//
// Source: Puttick & Ludlow 2012, Standards of Evidence, Nesta; US Department of Education 2016, Using Evidence to
// Strengthen Education Investments; Sherman et al. 1997, Preventing Crime, chapter 2; What Works Clearinghouse, Standards
// Handbook, version 4.1, 2020. The reliability from which an outcome counts is the project's own.
func Assess(claim Claim) (Grade, error) {
	if err := claim.check(); err != nil {
		return Grade{}, err
	}
	return Grade{
		Nesta: claim.climb(nesta), ESSA: claim.climb(essa), Maryland: claim.climb(maryland),
		Direction:   claim.direction(),
		Exploratory: !claim.Meets(PlannedBefore),
		OwnOutcome:  claim.ProviderOutcome,
		Expired:     claim.Years > expiry || claim.VersionChanged,
	}, nil
}

func (c Claim) climb(ladder []rung) Level {
	var level Level
	for _, r := range ladder {
		for _, condition := range r.asks {
			if !c.Meets(condition) {
				level.Lacks = append(level.Lacks, condition)
			}
		}
		if level.Lacks != nil {
			level.Next = r.level
			return level
		}
		level.Reached = r.level
	}
	return level
}

func (c Claim) direction() Direction {
	switch {
	case !c.Tested:
		return NotTested
	case c.PValue >= SignificantBelow || c.Effect == 0:
		return NoneShown
	case c.Effect > 0:
		return Better
	}
	return WorseFound
}

// Strength is how a page may speak of a claim.
type Strength int

// The strengths.
const (
	Silent     Strength = iota // nothing can be said
	Describes                  // how participants did
	Associates                 // what goes with taking part
	Causes                     // what the programme did
)

// Strength is what the levels allow. An expired claim allows a description only.
func (g Grade) Strength() Strength {
	switch {
	case g.Nesta.Reached < 1:
		return Silent
	case g.Expired || g.Nesta.Reached < 3:
		return Describes
	case g.Nesta.Reached >= 4 || g.ESSA.Reached == 1 || g.ESSA.Reached == 2:
		return Causes
	}
	return Associates
}

// MayCallImpact tells whether a page may use the word impact: from Nesta 3 on, while the claim has not expired.
func (g Grade) MayCallImpact() bool { return g.Strength() >= Associates }

package evidence

import "math"

// Condition is something that a level of a scale asks of a claim. The words are stable: they are stored, sent and
// translated.
type Condition string

// The conditions. One that does not concern a design is met by it.
const (
	Described           Condition = "described"            // a logic model, or outcomes
	Rationale           Condition = "rationale"            // outcomes, or a logic model with research and a planned evaluation
	ChangeMeasured      Condition = "change_measured"      // before and after, or beside others
	ChangeCaptured      Condition = "change_captured"      // for the better, where there are no others
	ReliableOutcome     Condition = "reliable_outcome"     // lower limit of reliability at least 0.70
	Controls            Condition = "controls"             // others, with what differed accounted for
	Counterpart         Condition = "counterpart"          // others like those reached, followed alike, or assigned
	TwoClusters         Condition = "two_clusters"         // in each arm
	OutcomeBefore       Condition = "outcome_before"       // the outcome itself was known before
	NotFarApart         Condition = "not_far_apart"        // not more than 0.25 apart before; shown, if others were merely chosen
	Comparable          Condition = "comparable"           // the same; shown, too, if chance decided and many were lost
	BaselineEquivalence Condition = "baseline_equivalence" // at most 0.05 apart before, or 0.25 and adjusted, and shown
	TrendsShown         Condition = "trends_shown"         // three periods before, alike
	ClustersHandled     Condition = "clusters_handled"     // in the errors
	DiagnosticsShown    Condition = "diagnostics_shown"    // of a threshold or an instrument
	MovementDesign      Condition = "movement_design"      // how both moved, or better
	AsGoodAsChance      Condition = "as_good_as_chance"    // a threshold, an instrument or chance decided, and few were lost
	ByChance            Condition = "by_chance"            // chance decided
	FewLost             Condition = "few_lost"             // attrition is low
	Benefit             Condition = "benefit"              // significant, for the better
	NotContradicted     Condition = "not_contradicted"     // by a stronger study
	PlannedBefore       Condition = "planned_before"       // the analysis, before the outcomes
	OutcomeNotOwn       Condition = "outcome_not_own"      // not made by the provider
	ContextShared       Condition = "context_shared"       // learners or setting are like those here
	ContextSame         Condition = "context_same"         // both are
	LargeSample         Condition = "large_sample"         // 350 learners or 50 groups of ten
	TwoSites            Condition = "two_sites"
	Replicated          Condition = "replicated"       // by somebody independent, with the same sign
	DeliverySecured     Condition = "delivery_secured" // manuals, fidelity
	ConsistentAtScale   Condition = "consistent_at_scale"
)

// Thresholds of the conditions.
const (
	ReliableFrom     = 0.70
	AlikeUpTo        = 0.05
	AdjustableUpTo   = 0.25
	SignificantBelow = 0.05
	LargeLearners    = 350
	LargeGroupsFrom  = 50
	TrendPeriods     = 3
)

// Meets tells whether a claim meets a condition; it meets none that there is not.
func (c Claim) Meets(condition Condition) bool {
	apart := math.Abs(c.Baseline.LargestG)
	switch condition {
	case Described:
		return c.LogicModel || c.Design > NoOutcome
	case Rationale:
		return c.Design > NoOutcome || (c.LogicModel && c.ResearchCited && c.EvaluationPlanned)
	case ChangeMeasured:
		return c.Design >= BeforeAfter
	case ChangeCaptured:
		return c.Design >= Adjusted || c.Effect > 0
	case ReliableOutcome:
		return c.ReliabilityLow >= ReliableFrom
	case Controls:
		return c.Design >= Adjusted
	case Counterpart:
		return c.Design >= Matched
	case TwoClusters:
		return c.ClustersPerArm != 1
	case OutcomeBefore:
		return c.Baseline.Outcome || c.exempt() || c.Design == DifferenceInDifferences
	case NotFarApart:
		far := c.Baseline.Known && apart > AdjustableUpTo
		return !far && (c.Design >= DifferenceInDifferences || c.equivalent())
	case Comparable:
		return c.Meets(NotFarApart) && (c.Design != Randomised || c.exempt() || c.equivalent())
	case BaselineEquivalence:
		return c.exempt() || c.equivalent()
	case TrendsShown:
		return c.Design != DifferenceInDifferences || c.EarlierPeriods >= TrendPeriods
	case ClustersHandled:
		return c.ClusterErrors || (c.ClustersPerArm == 0 && c.Design != DifferenceInDifferences)
	case DiagnosticsShown:
		return c.Design != Discontinuity || c.Diagnostics
	case MovementDesign:
		return c.Design >= DifferenceInDifferences
	case AsGoodAsChance:
		return c.Design >= Discontinuity && (c.exempt() || (c.Baseline.Known && apart <= AlikeUpTo))
	case ByChance:
		return c.Design == Randomised
	case FewLost:
		return c.Design != Randomised || c.Attrition.Low()
	case Benefit:
		return c.Tested && c.Effect > 0 && c.PValue < SignificantBelow
	case NotContradicted:
		return !c.Opposed
	case PlannedBefore:
		return c.PlanBefore || (c.RegisteredLater && c.Independent)
	case OutcomeNotOwn:
		return !c.ProviderOutcome
	case ContextShared:
		return c.SamePlace || c.SameKind
	case ContextSame:
		return c.SamePlace && c.SameKind
	case LargeSample:
		return c.Learners >= LargeLearners || c.LargeGroups >= LargeGroupsFrom
	case TwoSites:
		return c.Sites >= 2
	case Replicated:
		return c.Replications >= 1
	case DeliverySecured:
		return c.Manuals
	case ConsistentAtScale:
		return c.AtScale
	}
	return false
}

// exempt tells whether the design makes groups alike without their having to be shown so: a threshold, an instrument, or
// chance of whose draw little was lost.
func (c Claim) exempt() bool {
	return c.Design == Discontinuity || (c.Design == Randomised && c.Attrition.Low())
}

// equivalent tells whether groups are shown to have been alike, or nearly and adjusted.
func (c Claim) equivalent() bool {
	apart := math.Abs(c.Baseline.LargestG)
	return c.Baseline.Known && (apart <= AlikeUpTo || (apart <= AdjustableUpTo && c.Baseline.Adjusted))
}

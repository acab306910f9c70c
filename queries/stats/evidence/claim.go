package evidence

import (
	"math"

	"athar/queries/stats"
)

// Design is how those reached were compared, from the weakest to the strongest.
type Design int

// The designs.
const (
	NoOutcome               Design = iota // nothing was measured
	AfterOnly                             // outcomes or satisfaction of those reached, afterwards
	BeforeAfter                           // those reached before and after, or beside others as they come
	Adjusted                              // beside others, with what differed accounted for by a model
	Matched                               // beside others chosen or weighted to be like them
	DifferenceInDifferences               // how both moved
	Discontinuity                         // a threshold or an instrument decided
	Randomised                            // chance decided
)

// Claim is what the warehouse knows of how a claim was found. The zero value claims nothing.
type Claim struct {
	Design            Design
	LogicModel        bool // a document says how the programme is to work
	ResearchCited     bool // and rests on research
	EvaluationPlanned bool

	Learners       int
	LargeGroups    int // groups of ten learners or more
	Sites          int
	ClustersPerArm int  // schools in the smaller arm; 0 when persons, not schools, were reached or not
	ClusterErrors  bool // errors allow for learners of a school being alike

	// ReliabilityLow is the lower limit of the reliability of the scale the outcome is measured on: 1 for a fact of a
	// register, 0 when it is not known.
	ReliabilityLow  float64
	ProviderOutcome bool // the outcome was made by the provider, or fitted to what it teaches

	Baseline  Baseline
	Attrition Attrition

	EarlierPeriods int  // before the change, over which both groups are shown to have moved alike
	Diagnostics    bool // the usual checks of a threshold or an instrument are shown and passed

	Effect    float64 // in the direction that is better, in any unit
	PValue    float64 // corrected for the number of outcomes tested
	Tested    bool    // whether Effect and PValue are known
	Opposed   bool    // a stronger study found the opposite
	SamePlace bool    // the setting is like that in which the claim is to be used
	SameKind  bool    // the learners are like those for whom it is to be used

	PlanBefore      bool // the plan of the analysis was stored before the first outcome
	RegisteredLater bool // it was registered afterwards
	Independent     bool // the evaluator is independent of the provider

	Replications int  // by independent evaluators, with the same sign
	Manuals      bool // delivery is written down, and followed as fidelity records show
	AtScale      bool // results stay the same when many deliver it

	Years          float64 // since the outcomes
	VersionChanged bool    // the programme has changed since
}

// Baseline is how alike the groups were before.
type Baseline struct {
	Known    bool
	Outcome  bool    // what was known includes the outcome itself, or a measure much like it
	LargestG float64 // the largest standardised difference, with or without its sign
	Adjusted bool    // the analysis accounts for what differed
}

// Attrition is how many of those assigned were lost.
type Attrition struct {
	Known        bool
	Overall      float64 // share of all, among records that could be linked
	Differential float64 // share lost of one arm less share lost of the other
	LinkedShare  float64 // share of those assigned whose records could be linked; 0 when nothing had to be
	Unrelated    bool    // the programme cannot have moved who was lost
}

// check refuses facts that cannot be.
func (c Claim) check() error {
	switch {
	case c.Design < NoOutcome || c.Design > Randomised:
		return stats.Refuse("there is no such design of an evaluation")
	case min(c.Learners, c.LargeGroups, c.Sites, c.ClustersPerArm, c.EarlierPeriods, c.Replications) < 0:
		return stats.Refuse("numbers of learners, groups, sites, clusters, periods and replications must be 0 or more")
	case !(c.ReliabilityLow <= 1) || math.IsInf(c.ReliabilityLow, -1):
		return stats.Refuse("the reliability of an instrument must be a number up to 1")
	case !stats.IsFinite(c.Baseline.LargestG) || !stats.IsFinite(c.Effect):
		return stats.Refuse("the baseline difference and the effect must be finite")
	case !isShare(c.PValue):
		return stats.Refuse("a p-value must lie between 0 and 1")
	case !isShare(c.Attrition.Overall) || !isShare(math.Abs(c.Attrition.Differential)) || !isShare(c.Attrition.LinkedShare):
		return stats.Refuse("attrition and the share of linked records must lie between 0 and 1")
	case !stats.IsAmount(c.Years):
		return stats.Refuse("the years since a claim must be a finite number, 0 or more")
	}
	return nil
}

func isShare(x float64) bool { return x >= 0 && x <= 1 }

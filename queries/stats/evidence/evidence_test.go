package evidence

import (
	"errors"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"athar/queries/stats"
)

// sound are facts that stand in no claim's way: a significant benefit, planned before, on a reliable outcome of others.
func sound(design Design) Claim {
	return Claim{
		Design: design, LogicModel: true, Learners: 400, Sites: 2, ReliabilityLow: 0.85,
		Baseline: Baseline{Known: true, Outcome: true, LargestG: 0.03}, Attrition: Attrition{Known: true, Overall: 0.1, Differential: 0.02},
		EarlierPeriods: 3, Diagnostics: true, ClustersPerArm: 12, ClusterErrors: true,
		Effect: 0.2, PValue: 0.01, Tested: true, SamePlace: true, SameKind: true, PlanBefore: true, Independent: true,
	}
}

func with(c Claim, change func(*Claim)) Claim {
	change(&c)
	return c
}

// The levels are read off the table and the rules of the project's definition of evidence, row by row.
func TestLevelsAreThoseOfTheTable(t *testing.T) {
	const none = 0
	for _, c := range []struct {
		name                  string
		claim                 Claim
		nesta, essa, maryland int
	}{
		{"nothing", Claim{}, 0, none, 0},
		{"logic model only", Claim{LogicModel: true}, 1, none, 0},
		{"logic model, research and a planned evaluation", Claim{LogicModel: true, ResearchCited: true, EvaluationPlanned: true}, 1, 4, 0},
		{"afterwards only", sound(AfterOnly), 1, 4, 0},
		{"before and after, better", sound(BeforeAfter), 2, 4, 1},
		{"before and after, not better", with(sound(BeforeAfter), func(c *Claim) { c.Effect = -0.1 }), 1, 4, 1},
		{"adjusted", sound(Adjusted), 2, 3, 2},
		{"matched, outcome known before", sound(Matched), 3, 3, 3},
		{"matched, outcome not known before", with(sound(Matched), func(c *Claim) { c.Baseline.Outcome = false }), 2, 3, 2},
		{"both moved", sound(DifferenceInDifferences), 3, 2, 3},
		{"both moved, baseline not shown", with(sound(DifferenceInDifferences), func(c *Claim) { c.Baseline = Baseline{} }), 3, 3, 3},
		{"both moved, two periods before", with(sound(DifferenceInDifferences), func(c *Claim) { c.EarlierPeriods = 2 }), 2, 3, 2},
		{"both moved, schools forgotten", with(sound(DifferenceInDifferences), func(c *Claim) { c.ClusterErrors = false }), 2, 3, 2},
		{"threshold", sound(Discontinuity), 3, 2, 4},
		{"threshold without its checks", with(sound(Discontinuity), func(c *Claim) { c.Diagnostics = false }), 2, 3, 2},
		{"chance, few lost", sound(Randomised), 3, 1, 5},
		{"chance, baseline not measured", with(sound(Randomised), func(c *Claim) { c.Baseline = Baseline{} }), 3, 1, 5},
		{"chance, many lost, alike before", with(sound(Randomised), func(c *Claim) { c.Attrition.Overall = 0.6 }), 3, 2, 4},
		{"chance, many lost, adjusted before", with(sound(Randomised), func(c *Claim) {
			c.Attrition.Overall, c.Baseline.LargestG, c.Baseline.Adjusted = 0.6, -0.2, true
		}), 3, 2, 3},
		{"chance, many lost, nothing known before", with(sound(Randomised), func(c *Claim) { c.Attrition.Overall, c.Baseline = 0.6, Baseline{} }), 2, 3, 2},
		{"chance, lost not known", with(sound(Randomised), func(c *Claim) { c.Attrition = Attrition{} }), 3, 2, 4},
		{"found again", with(sound(Randomised), func(c *Claim) { c.Replications = 1 }), 4, 1, 5},
		{"found again, at scale", with(sound(Randomised), func(c *Claim) { c.Replications, c.Manuals, c.AtScale = 2, true, true }), 5, 1, 5},
		{"at scale, not found again", with(sound(Randomised), func(c *Claim) { c.Manuals, c.AtScale = true, true }), 3, 1, 5},

		{"rule 1: not significant", with(sound(Randomised), func(c *Claim) { c.PValue = 0.05 }), 3, 4, 5},
		{"rule 1: a stronger study found the opposite", with(sound(Randomised), func(c *Claim) { c.Opposed = true }), 3, 4, 5},
		{"rule 1: 349 learners", with(sound(Randomised), func(c *Claim) { c.Learners = 349 }), 3, 2, 5},
		{"rule 1: 50 groups of ten", with(sound(Randomised), func(c *Claim) { c.Learners, c.LargeGroups = 0, 50 }), 3, 1, 5},
		{"rule 1: one site", with(sound(Randomised), func(c *Claim) { c.Sites = 1 }), 3, 2, 5},
		{"rule 1: setting only", with(sound(Randomised), func(c *Claim) { c.SameKind = false }), 3, 2, 5},
		{"rule 1: neither", with(sound(Randomised), func(c *Claim) { c.SameKind, c.SamePlace = false, false }), 3, 3, 5},
		{"rule 4: 0.25 and adjusted", with(sound(Matched), func(c *Claim) { c.Baseline.LargestG, c.Baseline.Adjusted = 0.25, true }), 3, 3, 3},
		{"rule 4: 0.25 and not adjusted", with(sound(Matched), func(c *Claim) { c.Baseline.LargestG = 0.25 }), 2, 4, 2},
		{"rule 4: above 0.25", with(sound(DifferenceInDifferences), func(c *Claim) { c.Baseline.LargestG, c.Baseline.Adjusted = -0.26, true }), 2, 4, 2},
		{"rule 6: one school an arm", with(sound(Randomised), func(c *Claim) { c.ClustersPerArm = 1 }), 2, 4, 1},
		{"persons, not schools", with(sound(Randomised), func(c *Claim) { c.ClustersPerArm, c.ClusterErrors = 0, false }), 3, 1, 5},
		{"rule 7: made by the provider", with(sound(Randomised), func(c *Claim) { c.ProviderOutcome = true }), 3, 3, 5},
		{"rule 8: no plan", with(sound(Randomised), func(c *Claim) { c.PlanBefore = false }), 3, 3, 5},
		{"rule 8: registered later", with(sound(Randomised), func(c *Claim) { c.PlanBefore, c.RegisteredLater = false, true }), 3, 1, 5},
		{"rule 8: registered later by the provider", with(sound(Randomised), func(c *Claim) { c.PlanBefore, c.RegisteredLater, c.Independent = false, true, false }), 3, 3, 5},
		{"rule 9: worse", with(sound(Randomised), func(c *Claim) { c.Effect = -0.2 }), 3, 4, 5},
		{"reliability below 0.70", with(sound(Randomised), func(c *Claim) { c.ReliabilityLow = 0.69 }), 1, 4, 5},
		{"reliability not known", with(sound(Matched), func(c *Claim) { c.ReliabilityLow = 0 }), 1, 4, 3},
	} {
		g, err := Assess(c.claim)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if g.Nesta.Reached != c.nesta || g.ESSA.Reached != c.essa || g.Maryland.Reached != c.maryland {
			t.Errorf("%s: Nesta %d, ESSA %d, Maryland %d; want %d, %d, %d (lacks %v %v %v)", c.name, g.Nesta.Reached, g.ESSA.Reached,
				g.Maryland.Reached, c.nesta, c.essa, c.maryland, g.Nesta.Lacks, g.ESSA.Lacks, g.Maryland.Lacks)
		}
	}
}

func TestWhatBlocksTheNextLevel(t *testing.T) {
	assess := func(c Claim) Grade {
		g, err := Assess(c)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	g := assess(sound(BeforeAfter))
	if g.Nesta.Next != 3 || g.Nesta.Lacks[0] != Controls || g.ESSA.Next != 3 || g.ESSA.Lacks[0] != Controls || g.Maryland.Next != 2 {
		t.Errorf("before and after: %+v", g)
	}
	g = assess(sound(DifferenceInDifferences))
	if g.Nesta.Next != 4 || !slices.Equal(g.Nesta.Lacks, []Condition{Replicated}) || !slices.Equal(g.ESSA.Lacks, []Condition{ByChance}) ||
		!slices.Equal(g.Maryland.Lacks, []Condition{AsGoodAsChance}) {
		t.Errorf("both moved: %+v", g)
	}
	g = assess(with(sound(Randomised), func(c *Claim) { c.Replications, c.Manuals, c.AtScale = 1, true, true }))
	if g.Nesta.Next != 0 || g.ESSA.Next != 0 || g.Maryland.Next != 0 || g.Nesta.Lacks != nil {
		t.Errorf("at the top: %+v", g)
	}
	g = assess(Claim{})
	if g.Nesta.Next != 1 || g.Nesta.Lacks[0] != Described || g.ESSA.Next != 4 || g.Maryland.Next != 1 {
		t.Errorf("nothing: %+v", g)
	}
}

func TestBadges(t *testing.T) {
	for _, c := range []struct {
		claim                Claim
		direction            Direction
		exploratory, expired bool
	}{
		{sound(Randomised), Better, false, false},
		{with(sound(Randomised), func(c *Claim) { c.Effect = -1 }), WorseFound, false, false},
		{with(sound(Randomised), func(c *Claim) { c.PValue = 0.3 }), NoneShown, false, false},
		{with(sound(Randomised), func(c *Claim) { c.Tested = false }), NotTested, false, false},
		{with(sound(Randomised), func(c *Claim) { c.PlanBefore = false }), Better, true, false},
		{with(sound(Randomised), func(c *Claim) { c.Years = 5 }), Better, false, false},
		{with(sound(Randomised), func(c *Claim) { c.Years = 5.1 }), Better, false, true},
		{with(sound(Randomised), func(c *Claim) { c.VersionChanged = true }), Better, false, true},
	} {
		g, err := Assess(c.claim)
		if err != nil || g.Direction != c.direction || g.Exploratory != c.exploratory || g.Expired != c.expired {
			t.Errorf("%+v %v", g, err)
		}
	}
}

func TestWhatAPageMaySay(t *testing.T) {
	for _, c := range []struct {
		name     string
		claim    Claim
		strength Strength
		impact   bool
	}{
		{"nothing", Claim{}, Silent, false},
		{"before and after", sound(BeforeAfter), Describes, false},
		{"adjusted", sound(Adjusted), Describes, false},
		{"matched", sound(Matched), Associates, true},
		{"both moved, by the Act's second tier", sound(DifferenceInDifferences), Causes, true},
		{"both moved, exploratory", with(sound(DifferenceInDifferences), func(c *Claim) { c.PlanBefore = false }), Associates, true},
		{"matched and found again", with(sound(Matched), func(c *Claim) { c.Replications = 1 }), Causes, true},
		{"chance, expired", with(sound(Randomised), func(c *Claim) { c.Years = 9 }), Describes, false},
	} {
		g, err := Assess(c.claim)
		if err != nil || g.Strength() != c.strength || g.MayCallImpact() != c.impact {
			t.Errorf("%s: %v, impact %v, %v", c.name, g.Strength(), g.MayCallImpact(), err)
		}
		said := g.Sentence()
		if !c.impact && (strings.Contains(strings.ToLower(said.English), "impact") || strings.Contains(said.Arabic, "أثر")) {
			t.Errorf("%s: %q %q", c.name, said.English, said.Arabic)
		}
	}
}

// claims draws any claim that can be.
func claims(t *rapid.T) Claim {
	flag := func(name string) bool { return rapid.Bool().Draw(t, name) }
	share := func(name string) float64 { return rapid.Float64Range(0, 1).Draw(t, name) }
	return Claim{
		Design: Design(rapid.IntRange(0, int(Randomised)).Draw(t, "design")), LogicModel: flag("model"), ResearchCited: flag("research"),
		EvaluationPlanned: flag("evaluation"), Learners: rapid.IntRange(0, 700).Draw(t, "learners"),
		LargeGroups: rapid.IntRange(0, 99).Draw(t, "groups"), Sites: rapid.IntRange(0, 4).Draw(t, "sites"),
		ClustersPerArm: rapid.IntRange(0, 4).Draw(t, "clusters"), ClusterErrors: flag("errors"), ReliabilityLow: share("reliability"),
		ProviderOutcome: flag("own"), Baseline: Baseline{flag("known"), flag("outcome"), rapid.Float64Range(-0.4, 0.4).Draw(t, "g"), flag("adjusted")},
		Attrition:      Attrition{flag("attrition"), share("overall") / 2, share("differential") / 9, share("linked"), flag("unrelated")},
		EarlierPeriods: rapid.IntRange(0, 5).Draw(t, "periods"), Diagnostics: flag("diagnostics"),
		Effect: rapid.Float64Range(-1, 1).Draw(t, "effect"), PValue: share("p") / 8, Tested: flag("tested"), Opposed: flag("opposed"),
		SamePlace: flag("place"), SameKind: flag("kind"), PlanBefore: flag("plan"), RegisteredLater: flag("later"), Independent: flag("independent"),
		Replications: rapid.IntRange(0, 2).Draw(t, "replications"), Manuals: flag("manuals"), AtScale: flag("scale"),
		Years: rapid.Float64Range(0, 9).Draw(t, "years"), VersionChanged: flag("version"),
	}
}

// A better fact never lowers a level, whatever the rest is like.
func TestBetterFactsNeverLowerALevel(t *testing.T) {
	better := map[string]func(*Claim){
		"logic model":  func(c *Claim) { c.LogicModel = true },
		"learners":     func(c *Claim) { c.Learners += 400 },
		"sites":        func(c *Claim) { c.Sites++ },
		"errors":       func(c *Claim) { c.ClusterErrors = true },
		"reliability":  func(c *Claim) { c.ReliabilityLow = 1 },
		"own outcome":  func(c *Claim) { c.ProviderOutcome = false },
		"baseline":     func(c *Claim) { c.Baseline.LargestG /= 9 },
		"adjustment":   func(c *Claim) { c.Baseline.Adjusted = true },
		"outcome":      func(c *Claim) { c.Baseline.Outcome = true },
		"differential": func(c *Claim) { c.Attrition.Differential /= 9 },
		"unrelated":    func(c *Claim) { c.Attrition.Unrelated = true },
		"periods":      func(c *Claim) { c.EarlierPeriods++ },
		"diagnostics":  func(c *Claim) { c.Diagnostics = true },
		"p-value":      func(c *Claim) { c.PValue /= 9 },
		"effect":       func(c *Claim) { c.Effect = math.Abs(c.Effect) },
		"place":        func(c *Claim) { c.SamePlace = true },
		"kind":         func(c *Claim) { c.SameKind = true },
		"plan":         func(c *Claim) { c.PlanBefore = true },
		"independent":  func(c *Claim) { c.Independent = true },
		"replication":  func(c *Claim) { c.Replications++ },
		"manuals":      func(c *Claim) { c.Manuals = true },
		"scale":        func(c *Claim) { c.AtScale = true },
		"contrary":     func(c *Claim) { c.Opposed = false },
		"a second cluster": func(c *Claim) {
			if c.ClustersPerArm == 1 {
				c.ClustersPerArm = 2
			}
		},
	}
	rapid.Check(t, func(t *rapid.T) {
		c := claims(t)
		before, err := Assess(c)
		if err != nil {
			t.Fatal(err)
		}
		// No tier of the Act is the lowest of all.
		tier := func(g Grade) int { return (5 - g.ESSA.Reached) % 5 }
		for name, change := range better {
			after, err := Assess(with(c, change))
			if err != nil || after.Nesta.Reached < before.Nesta.Reached || tier(after) < tier(before) || after.Maryland.Reached < before.Maryland.Reached {
				t.Fatalf("%s: from %+v to %+v, %v", name, before, after, err)
			}
		}
		if before.ESSA.Reached != 0 && before.ESSA.Reached <= 2 && (before.Nesta.Reached < 3 || before.Maryland.Reached < 3) {
			t.Fatalf("the Act's tier %d without a comparison: %+v", before.ESSA.Reached, before)
		}
		if before.MayCallImpact() && before.Nesta.Reached < 3 {
			t.Fatal("impact below Nesta 3")
		}
	})
}

func TestAttritionIsLowByTheTable(t *testing.T) {
	for _, c := range []struct {
		attrition Attrition
		low       bool
	}{
		{Attrition{}, false},
		{Attrition{Known: true}, true},
		{Attrition{Known: true, Overall: 0.2, Differential: 0.054}, true},
		{Attrition{Known: true, Overall: 0.2, Differential: -0.055}, false},
		{Attrition{Known: true, Overall: 0.2, Differential: 0.1, Unrelated: true}, true},
		{Attrition{Known: true, Overall: 0.2, Differential: 0.101, Unrelated: true}, false},
		{Attrition{Known: true, Overall: 0.105, Differential: 0.062}, true}, // the stricter of 6.3 and 6.2
		{Attrition{Known: true, Overall: 0.105, Differential: 0.063}, false},
		{Attrition{Known: true, Overall: 0.57}, true},
		{Attrition{Known: true, Overall: 0.575}, false},
		{Attrition{Known: true, Overall: 0.65, Differential: 0.003, Unrelated: true}, true},
		{Attrition{Known: true, Overall: 0.66, Unrelated: true}, false},
		{Attrition{Known: true, Overall: 1, Unrelated: true}, false},
		{Attrition{Known: true, Overall: 0.1, LinkedShare: 0.9, Differential: 0.055}, true}, // 19% lost
		{Attrition{Known: true, Overall: 0.1, LinkedShare: 0.9, Differential: 0.056}, false},
	} {
		if got := c.attrition.Low(); got != c.low {
			t.Errorf("%+v is low: %v", c.attrition, got)
		}
	}
	if len(cautious) != 58 || len(optimistic) != 66 {
		t.Errorf("the table ends at %d and %d percent", len(cautious)-1, len(optimistic)-1)
	}
}

func TestEveryConditionIsSaidInBothLanguages(t *testing.T) {
	numbers := regexp.MustCompile(`\d+(\.\d+)?`)
	asked := map[Condition]bool{}
	for _, ladder := range [][]rung{nesta, essa, maryland} {
		for _, r := range ladder {
			for _, c := range r.asks {
				asked[c] = true
			}
		}
	}
	both := func(what string, s Sentence) {
		if s.English == "" || !regexp.MustCompile(`\p{Arabic}`).MatchString(s.Arabic) {
			t.Errorf("%s is not said: %q %q", what, s.English, s.Arabic)
		}
		if !slices.Equal(numbers.FindAllString(s.English, -1), numbers.FindAllString(s.Arabic, -1)) {
			t.Errorf("%s: other numbers in %q than in %q", what, s.English, s.Arabic)
		}
	}
	for c := range asked {
		both(string(c), c.Sentence())
	}
	if len(needs) != len(asked) {
		t.Errorf("%d conditions are said and %d asked", len(needs), len(asked))
	}
	for strength, said := range sentences {
		for _, d := range []Direction{NotTested, Better, NoneShown, WorseFound} {
			both(string(d), said[d])
			if strength < Associates && (strings.Contains(said[d].English, "impact") || strings.Contains(said[d].Arabic, "أثر")) {
				t.Errorf("%q speaks of impact", said[d].English)
			}
		}
	}
	if (Claim{}).Meets("no such condition") {
		t.Error("a condition that there is not is met")
	}
}

func TestImpossibleFactsAreRefused(t *testing.T) {
	for name, c := range map[string]Claim{
		"design":       {Design: 99},
		"learners":     {Learners: -1},
		"reliability":  {ReliabilityLow: 1.1},
		"no number":    {ReliabilityLow: math.NaN()},
		"baseline":     {Baseline: Baseline{LargestG: math.NaN()}},
		"effect":       {Effect: math.Inf(1)},
		"p-value":      {PValue: 2},
		"overall":      {Attrition: Attrition{Overall: 1.5}},
		"differential": {Attrition: Attrition{Differential: -1.5}},
		"linked":       {Attrition: Attrition{LinkedShare: math.NaN()}},
		"years":        {Years: -1},
	} {
		if _, err := Assess(c); !errors.Is(err, stats.ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

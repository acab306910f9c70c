package stats

// NoGroup stands for the position of a group where there is none.
const NoGroup = -1

// Measure is one measure of a summary, under the name it has in published collections of them, such as sii or mdbw.
type Measure struct {
	Name      string
	Estimate  Estimate // Undefined says why the measure does not apply or has no value; then it may have no method
	Simulated bool     // its interval comes from draws
	Compared  int      // position of the group that a gap or a parity starts from; NoGroup for other measures
	Against   int      // position of the group that it is measured against; NoGroup likewise
}

// Summary is every measure of inequality between the groups of one dimension, in a fixed order: those that apply with their
// numbers, the others with the reason.
type Summary struct {
	Measures []Measure
	Warnings []Warning // about the table as a whole; sorted, nil when there is nothing to warn of
}

// Measure finds a measure by its name.
func (s Summary) Measure(name string) (Measure, bool) {
	for _, m := range s.Measures {
		if m.Name == name {
			return m, true
		}
	}
	return Measure{}, false
}

// Field is one number of a measure under its full name, such as d.estimate or r.se_log.
type Field struct {
	Name  string
	Value float64
}

// Fields are the numbers that a measure has: estimate, se (se_log when it is that of the logarithm), lowerci and upperci
// (lowerci_mc and upperci_mc when they were simulated). What is undefined is left out.
func (m Measure) Fields() []Field {
	if !m.Estimate.Defined() {
		return nil
	}
	fields := []Field{{m.Name + ".estimate", m.Estimate.Value}}
	if e := m.Estimate.StandardError; e.Defined() {
		name := ".se"
		if e.Scale == Logarithmic {
			name = ".se_log"
		}
		fields = append(fields, Field{m.Name + name, e.Value})
	}
	if i := m.Estimate.Interval; i.Defined() {
		suffix := ""
		if m.Simulated {
			suffix = "_mc"
		}
		fields = append(fields, Field{m.Name + ".lowerci" + suffix, i.Low}, Field{m.Name + ".upperci" + suffix, i.High})
	}
	return fields
}

// summariser collects measures until the first error.
type summariser struct {
	summary  Summary
	settings Settings
	options  []Option
	err      error
}

func (c *summariser) add(name string, e Estimate, err error) {
	c.put(Measure{Name: name, Estimate: e, Compared: NoGroup, Against: NoGroup}, err)
}

func (c *summariser) put(m Measure, err error) {
	if c.err == nil {
		c.err = err
	}
	c.summary.Measures = append(c.summary.Measures, m)
}

// replace gives a measure that was added before another estimate, which is not simulated.
func (c *summariser) replace(name string, e Estimate) {
	for i, m := range c.summary.Measures {
		if m.Name == name {
			c.summary.Measures[i].Estimate, c.summary.Measures[i].Simulated = e, false
		}
	}
}

func (c *summariser) result() (Summary, error) {
	if c.err != nil {
		return Summary{}, c.err
	}
	return c.summary, nil
}

// skip names measures that do not apply.
func (c *summariser) skip(reason Reason, names ...string) {
	for _, name := range names {
		c.add(name, Undefine(reason, "", c.settings), nil)
	}
}

func (c *summariser) gap(suffix string, g Gap, err error) {
	c.put(Measure{Name: "d" + suffix, Estimate: g.Difference, Compared: g.Compared, Against: g.Against}, err)
	c.put(Measure{Name: "r" + suffix, Estimate: g.Ratio, Compared: g.Compared, Against: g.Against}, err)
}

func (c *summariser) concentration(i ConcentrationIndices, err error) {
	c.add("aci", i.Absolute, err)
	c.add("rci", i.Relative, err)
	c.add("rci_wagstaff", i.Wagstaff, err)
	c.add("rci_erreygers", i.Erreygers, err)
}

func (c *summariser) slopes(suffix string, i SlopeIndices, err error) {
	c.add("sii"+suffix, i.Slope, err)
	c.add("rii"+suffix, i.Relative, err)
}

func (c *summariser) attributable(a PopulationAttributable, err error) {
	c.put(Measure{Name: "par", Estimate: a.Risk, Compared: a.Reference, Against: NoGroup}, err)
	c.put(Measure{Name: "paf", Estimate: a.Fraction, Compared: a.Reference, Against: NoGroup}, err)
}

// spreadNames are the measures between unordered groups, in their order.
var spreadNames = [...]string{
	"bgv", "ti", "mld", "bgsd", "cov", "mdmu", "mdmw", "mdbu", "mdbw", "mdru", "mdrw", "idisu", "idisw",
}

// spreads adds all measures between unordered groups.
func (c *summariser) spreads(groups []Group, better Direction, reference int, draws Draws) {
	simulated := func(name string, e Estimate, err error) {
		c.put(Measure{Name: name, Estimate: e, Simulated: e.Interval.Defined(), Compared: NoGroup, Against: NoGroup}, err)
	}
	weightings := []Weighting{EqualWeights, PopulationWeights}

	variance, err := BetweenGroupVariance(groups, c.options...)
	c.add("bgv", variance, err)
	theil, err := TheilIndexOfGroups(groups, c.options...)
	c.add("ti", theil, err)
	deviation, err := MeanLogDeviationOfGroups(groups, c.options...)
	c.add("mld", deviation, err)
	spread, err := BetweenGroupDeviation(groups, draws, c.options...)
	simulated("bgsd", spread, err)
	variation, err := CoefficientOfVariation(groups, draws, c.options...)
	simulated("cov", variation, err)
	for _, w := range weightings {
		e, err := MeanDifferenceFromMean(groups, w, draws, c.options...)
		simulated("mdm"+string(w), e, err)
	}
	for _, w := range weightings {
		e, err := MeanDifferenceFromBest(groups, w, better, draws, c.options...)
		simulated("mdb"+string(w), e, err)
	}
	for _, w := range weightings {
		if reference == NoGroup {
			c.skip(NoReference, "mdr"+string(w))
			continue
		}
		e, err := MeanDifferenceFromReference(groups, w, reference, draws, c.options...)
		simulated("mdr"+string(w), e, err)
	}
	for _, w := range weightings {
		e, err := IndexOfDisparity(groups, w, draws, c.options...)
		simulated("idis"+string(w), e, err)
	}
}

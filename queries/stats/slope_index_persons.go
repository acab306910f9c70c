package stats

import (
	"cmp"
	"math"
	"slices"

	"athar/queries/stats/internal/exact"
)

// PersonCell counts the persons of one group in one cluster, by outcome. With survey weights the two numbers are sums of
// weights; then every cell must name its cluster.
type PersonCell struct {
	Group     int     // 0 for the most disadvantaged, up to PersonCounts.Groups - 1
	Cluster   string  // school, say; empty in every cell when persons are independent of each other
	Stratum   string  // stratum of the sample; empty in every cell when there is one. Cluster names count within it
	Successes float64 // finite, 0 or more
	Failures  float64 // finite, 0 or more
}

// PersonCounts are the persons of ordered groups. Several cells may describe the same group, cluster and stratum.
type PersonCounts struct {
	Groups int // how many groups were declared, whether or not a cell speaks of them
	Cells  []PersonCell
}

// Methods for slope indices from persons.
const (
	MethodSlopeLinearPersons    Method = "sii-linear-persons/1"
	MethodRelativeLinearPersons Method = "rii-linear-persons/1"
	MethodSlopeLogitPersons     Method = "sii-logit-persons/1"
	MethodRelativeLogitPersons  Method = "rii-logit-persons/1"
)

// fewClusters is the number of clusters below which a sandwich is known to be too small; "few" begins between 20 and 50
// (Cameron & Miller 2015, Journal of Human Resources 50:317-372, doi:10.3368/jhr.50.2.317).
const fewClusters = 20

func personMethods(kind Gradient) (slope, relative Method, err error) {
	switch kind {
	case LinearGradient:
		return MethodSlopeLinearPersons, MethodRelativeLinearPersons, nil
	case LogitGradient:
		return MethodSlopeLogitPersons, MethodRelativeLogitPersons, nil
	}
	return "", "", Refuse("there is no such kind of gradient")
}

// SlopeIndexOfPersons estimates the slope and relative index of inequality of an outcome of yes and no. Each person has
// the ridit of their group among all persons; groups are ordered from the most to the least disadvantaged.
//
//	logit: logit P(yes) = a + bR by maximum likelihood, SII = p(1) - p(0), RII = p(1)/p(0)
//	linear: P(yes) = a + bR by least squares, SII = b, RII = (a+b)/a
//	Var = B [Σ_h n_h/(n_h-1) Σ_c (u_hc - ū_h)(u_hc - ū_h)ᵀ] B
//
// with B the inverse information, h strata, c clusters and u the score of a cluster. Without clusters each person is one.
// Limits are normal for SII and, by the delta method, normal for ln RII. The work follows the number of cells and not of
// persons, since a cluster's score needs only its counts.
//
// Unit: SII difference of shares, positive when the least disadvantaged succeed more; RII none.
//
// Special cases: fewer than three groups give TooFewGroups and a group of nobody MissingGroup, because dropping it would
// move everybody's rank. Everybody failing, or everybody succeeding, gives a slope of 0 without interval (NoVariation) and
// a ratio of 1, or ZeroDenominator when all failed. For a logit gradient, groups that split successes from failures give
// Separated; a fit that does not settle gives NotConverged. One cluster gives OneCluster for the intervals. Clusters below
// twenty warn of FewClusters, no clusters of IndependentPersons, a stratum of one cluster of LonelyStratum (its score is
// taken about zero), and a linear gradient with an end outside 0 to 1 of LineLeavesRange.
//
// Errors: a group outside 0..Groups-1; counts negative, infinite or NaN; clusters named in some cells and not in others;
// counts that are not whole where no clusters are named, since the spread of weighted persons cannot be told from sums; an
// unknown kind; a level outside 0..1.
//
// Source: Mackenbach & Kunst 1997, Social Science & Medicine 44:757-771, doi:10.1016/S0277-9536(96)00073-1; variance:
// Binder 1983, International Statistical Review 51:279-292, doi:10.2307/1402588; ridits: Bross 1958, doi:10.2307/2527727.
func SlopeIndexOfPersons(persons PersonCounts, kind Gradient, options ...Option) (SlopeIndices, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return SlopeIndices{}, err
	}
	slopeMethod, relativeMethod, err := personMethods(kind)
	if err != nil {
		return SlopeIndices{}, err
	}
	if err := persons.check(); err != nil {
		return SlopeIndices{}, err
	}
	if persons.Groups < leastGroups {
		return undefinedSlopes(TooFewGroups, slopeMethod, relativeMethod, s), nil
	}
	cells := sortedCells(persons.Cells)
	if len(cells) == 0 {
		return undefinedSlopes(NoData, slopeMethod, relativeMethod, s), nil
	}
	successes, failures := make([]exact.Sum, persons.Groups), make([]exact.Sum, persons.Groups)
	for _, c := range cells {
		successes[c.Group].Add(c.Successes)
		failures[c.Group].Add(c.Failures)
	}
	populations, points := make([]float64, persons.Groups), make([]point, persons.Groups)
	anySuccess, anyFailure := false, false
	for j := range points {
		yes, no := successes[j].Value(), failures[j].Value()
		n := yes + no
		if n == 0 {
			return undefinedSlopes(MissingGroup, slopeMethod, relativeMethod, s), nil
		}
		populations[j] = n
		points[j] = point{weight: n, outcome: yes / n, shortfall: no / n}
		anySuccess, anyFailure = anySuccess || yes > 0, anyFailure || no > 0
	}
	if !anySuccess || !anyFailure {
		return allAlike(anySuccess, slopeMethod, relativeMethod, s), nil
	}
	for j, rank := range ridits(populations) {
		points[j].rank = rank - 0.5
	}
	l, reason := fit(kind, points)
	if reason != "" {
		return undefinedSlopes(reason, slopeMethod, relativeMethod, s), nil
	}
	scatter := scatterOfScores(cells, points, l)
	result := l.slopeIndices(l.sandwich(scatter.products.matrix()), slopeMethod, relativeMethod, s).
		WarnedIf(!scatter.clustered, IndependentPersons).
		WarnedIf(scatter.clustered && scatter.units < fewClusters, FewClusters).
		WarnedIf(scatter.lonely && scatter.units > 1, LonelyStratum).
		WarnedIf(outsideUnit(l), LineLeavesRange)
	if scatter.units <= 1 {
		reason := OneCluster
		if !scatter.clustered {
			reason = TooFew
		}
		result.Slope = result.Slope.losingInterval(reason)
		result.Relative = result.Relative.losingInterval(reason)
	}
	return result, nil
}

// losingInterval keeps the value and drops what was said of its uncertainty.
func (e Estimate) losingInterval(reason Reason) Estimate {
	if e.Defined() {
		e.Interval = Interval{Level: e.Interval.Level, Undefined: reason}
		e.StandardError = StandardError{Undefined: reason}
		e.Warnings = slices.DeleteFunc(slices.Clone(e.Warnings), func(w Warning) bool { return w == NoSpread })
	}
	return e
}

func outsideUnit(l line) bool {
	bottom, top := l.outcome(mostDisadvantaged), l.outcome(leastDisadvantaged)
	return math.Min(bottom, top) < 0 || math.Max(bottom, top) > 1
}

// allAlike is the answer when nobody differs from anybody.
func allAlike(success bool, slopeMethod, relativeMethod Method, s Settings) SlopeIndices {
	result := SlopeIndices{
		Slope:    WithoutInterval(0, NoVariation, slopeMethod, s),
		Relative: Undefine(ZeroDenominator, relativeMethod, s),
	}
	if success {
		result.Relative = WithoutInterval(1, NoVariation, relativeMethod, s)
		result.MostDisadvantaged, result.LeastDisadvantaged = 1, 1
	}
	return result
}

func (p PersonCounts) check() error {
	if p.Groups < 0 {
		return Refuse("the number of groups must be 0 or more")
	}
	for _, c := range p.Cells {
		switch {
		case c.Group < 0 || c.Group >= p.Groups:
			return Refuse("a cell names a group that was not declared")
		case !IsAmount(c.Successes) || !IsAmount(c.Failures):
			return Refuse("successes and failures must be finite numbers, 0 or more")
		case (c.Cluster == "") != (p.Cells[0].Cluster == ""):
			return Refuse("either every cell names its cluster or none does")
		case c.Cluster == "" && (c.Successes != math.Trunc(c.Successes) || c.Failures != math.Trunc(c.Failures)):
			return Refuse("persons without clusters must be counted in whole numbers; weighted persons need clusters")
		}
	}
	return nil
}

// sortedCells copies the cells that hold anybody, stratum by stratum and cluster by cluster, so that sums do not depend on
// the order of rows.
func sortedCells(cells []PersonCell) []PersonCell {
	sorted := make([]PersonCell, 0, len(cells))
	for _, c := range cells {
		if c.Successes > 0 || c.Failures > 0 {
			sorted = append(sorted, c)
		}
	}
	slices.SortFunc(sorted, func(a, b PersonCell) int {
		return cmp.Or(
			cmp.Compare(a.Stratum, b.Stratum), cmp.Compare(a.Cluster, b.Cluster), cmp.Compare(a.Group, b.Group),
			cmp.Compare(a.Successes, b.Successes), cmp.Compare(a.Failures, b.Failures))
	})
	return sorted
}

// scoreScatter is the middle of the sandwich: how the scores of clusters scatter within strata.
type scoreScatter struct {
	products  crossProducts
	units     float64 // clusters, or persons where there are none
	clustered bool
	lonely    bool // some stratum has a single unit
}

// scatterOfScores needs sorted cells.
func scatterOfScores(cells []PersonCell, points []point, l line) scoreScatter {
	result := scoreScatter{clustered: cells[0].Cluster != ""}
	for len(cells) > 0 {
		end := 1
		for end < len(cells) && cells[end].Stratum == cells[0].Stratum {
			end++
		}
		result.addStratum(cells[:end], points, l)
		cells = cells[end:]
	}
	return result
}

// unit is a score and how many clusters or persons have it.
type unit struct {
	score vector
	times float64
}

func (s *scoreScatter) addStratum(cells []PersonCell, points []point, l line) {
	var units []unit
	if s.clustered {
		units = clusterScores(cells, points, l)
	} else {
		units = personScores(cells, points, l)
	}
	var count, middle, slope exact.Sum
	for _, u := range units {
		count.Add(u.times)
		middle.Add(u.times * u.score.middle)
		slope.Add(u.times * u.score.slope)
	}
	n := count.Value()
	s.units += n
	mean, factor := vector{middle.Value() / n, slope.Value() / n}, n/(n-1)
	if n <= 1 {
		s.lonely = true
		mean, factor = vector{}, 1
	}
	for _, u := range units {
		s.products.add(u.score.minus(mean), factor*u.times)
	}
}

// clusterScores adds up x (y - p) over the persons of each cluster: successes have a residual of 1-p, failures of -p.
func clusterScores(cells []PersonCell, points []point, l line) []unit {
	var units []unit
	var middle, slope exact.Sum
	for i, c := range cells {
		x := vector{1, points[c.Group].rank}
		residual := c.Successes*l.complement(x) - c.Failures*l.outcome(x)
		middle.Add(residual)
		slope.Add(residual * x.slope)
		if i == len(cells)-1 || cells[i+1].Cluster != c.Cluster {
			units = append(units, unit{score: vector{middle.Value(), slope.Value()}, times: 1})
			middle, slope = exact.Sum{}, exact.Sum{}
		}
	}
	return units
}

// personScores gives the two scores that the persons of a group can have.
func personScores(cells []PersonCell, points []point, l line) []unit {
	units := make([]unit, 0, 2*len(cells))
	for _, c := range cells {
		x := vector{1, points[c.Group].rank}
		units = append(units,
			unit{score: x.times(l.complement(x)), times: c.Successes},
			unit{score: x.times(-l.outcome(x)), times: c.Failures})
	}
	return units
}

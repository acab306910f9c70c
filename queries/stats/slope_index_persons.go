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
	ranked := persons.ranked()
	return ranked.slopeIndices(kind, slopeMethod, relativeMethod, s), nil
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

// ranked places the persons on the line of ranks.
func (p PersonCounts) ranked() rankedPersons {
	cells := sortedCells(p.Cells)
	if p.Groups >= leastGroups && len(cells) == 0 {
		return rankedPersons{why: NoData}
	}
	successes, failures := make([]exact.Sum, p.Groups), make([]exact.Sum, p.Groups)
	for _, c := range cells {
		successes[c.Group].Add(c.Successes)
		failures[c.Group].Add(c.Failures)
	}
	ranked := rankOf(successes, failures)
	ranked.shares = true
	ranked.scatter = func(l line) scoreScatter { return scatterOfCells(cells, ranked.points, l) }
	return ranked
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
	slices.SortFunc(sorted, PersonCell.compare)
	return sorted
}

// compare looks no further than it must: most of the time goes into sorting.
func (c PersonCell) compare(other PersonCell) int {
	switch {
	case c.Stratum != other.Stratum:
		return cmp.Compare(c.Stratum, other.Stratum)
	case c.Cluster != other.Cluster:
		return cmp.Compare(c.Cluster, other.Cluster)
	case c.Group != other.Group:
		return c.Group - other.Group
	case c.Successes != other.Successes:
		return cmp.Compare(c.Successes, other.Successes)
	}
	return cmp.Compare(c.Failures, other.Failures)
}

package evaluation

import (
	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// Trial are units among which chance decided who was offered something.
type Trial struct {
	Treated  []bool // offered, whether or not taken
	Outcomes []float64
	Blocks   []int // any whole numbers: chance was cast within each; nil when it was cast once for all
	Clusters []int // any whole numbers: whole clusters (classes, schools) were offered it or not; nil when persons were
}

// Methods for differences in means, by what chance decided on.
const (
	MethodDifferenceInMeans          stats.Method = "difference-in-means/1"
	MethodBlockedDifferenceInMeans   stats.Method = "difference-in-means-blocked/1"
	MethodPairedDifferenceInMeans    stats.Method = "difference-in-means-paired/1"
	MethodClusteredDifferenceInMeans stats.Method = "difference-in-means-clustered/1"
)

// EstimateDifferenceInMeans is the effect of having been offered something (intention to treat), with the error that
// belongs to the way in which chance was cast.
//
//	persons:  ȳ₁ - ȳ₀,  variance s₁²/n₁ + s₀²/n₀,  Welch's degrees of freedom
//	blocks:   Σ (n_b/n) (ȳ₁ - ȳ₀)_b,  variance Σ (n_b/n)² (s₁²/n₁ + s₀²/n₀)_b,  n - 2B degrees
//	pairs:    the mean of the differences of pairs, with their variance over J and J - 1 degrees
//	clusters: ȳ₁ - ȳ₀ over persons, CR2 and Satterthwaite's degrees of freedom
//
// Blocks that all hold one unit of each arm are pairs.
//
// Unit: that of the outcomes.
//
// Special cases: no rows give NoData; nobody in an arm OneGroup, and in an arm of a block MissingGroup; one unit in an arm,
// or in an arm of a block, leaves no interval (TooFew), and so does one cluster (OneCluster). Fewer than ten clusters in an
// arm warn of FewClusters.
//
// Errors: columns of different lengths, outcomes that are not finite, both blocks and clusters, a cluster with both arms,
// a level outside 0..1.
//
// Source: Neyman 1923, translated in Statistical Science 5:465-472 (1990), doi:10.1214/ss/1177012031; Welch 1947,
// Biometrika 34:28-35, doi:10.1093/biomet/34.1-2.28; clusters: as [EstimateDifferenceInDifferences].
func EstimateDifferenceInMeans(trial Trial, options ...stats.Option) (Effect, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Effect{}, err
	}
	if err := trial.check(); err != nil {
		return Effect{}, err
	}
	method := trial.method()
	treated, untreated := countsOf(trial.Treated)
	switch {
	case len(trial.Outcomes) == 0:
		return noEffect(stats.NoData, method, s), nil
	case treated == 0 || untreated == 0:
		return noEffect(stats.OneGroup, method, s), nil
	case trial.Clusters != nil:
		rows, arm := trial.rows(nil, false)
		return trial.clusteredCoefficient(rows, arm, method, s)
	case trial.Blocks != nil:
		return trial.byBlocks(s), nil
	}
	var arms [2]arm
	for i, y := range trial.Outcomes {
		arms[side(trial.Treated[i])].add(y)
	}
	for i, y := range trial.Outcomes {
		arms[side(trial.Treated[i])].addSquare(y)
	}
	return effect(arms[1].mean()-arms[0].mean(), welch(arms[0], arms[1]), method, s), nil
}

func (t Trial) method() stats.Method {
	switch {
	case t.Clusters != nil:
		return MethodClusteredDifferenceInMeans
	case t.Blocks != nil:
		return MethodBlockedDifferenceInMeans
	}
	return MethodDifferenceInMeans
}

func (t Trial) check() error {
	if t.Blocks != nil && t.Clusters != nil {
		return stats.Refuse("give blocks or clusters, not both")
	}
	return checkColumns(len(t.Outcomes), numbers("outcomes", t.Outcomes),
		column{name: "treated", length: len(t.Treated)},
		column{name: "blocks", length: len(t.Blocks), optional: true},
		column{name: "clusters", length: len(t.Clusters), optional: true})
}

// arm sums up outcomes in two passes: first add for all, then addSquare. Sums are about the first outcome, so that the mean
// of equal outcomes is exactly theirs.
type arm struct {
	count        int
	first        float64
	sum, squares exact.Sum
}

func (a *arm) add(y float64) {
	if a.count == 0 {
		a.first = y
	}
	a.count++
	a.sum.Add(y - a.first)
}

func (a *arm) addSquare(y float64) { d := y - a.mean(); a.squares.Add(d * d) }

func (a arm) mean() float64 { return a.first + a.sum.Value()/float64(a.count) }

// spread is the variance of the mean; it needs two units.
func (a arm) spread() float64 {
	n := float64(a.count)
	return a.squares.Value() / (n - 1) / n
}

// welch is the error of the difference of two independent means.
func welch(a, b arm) errorOf {
	if min(a.count, b.count) < 2 {
		return errorOf{reason: stats.TooFew}
	}
	v, w := a.spread(), b.spread()
	if v+w == 0 {
		return errorOf{degrees: float64(a.count + b.count - 2)}
	}
	return errorOf{
		variance: v + w, degrees: (v + w) * (v + w) / (v*v/float64(a.count-1) + w*w/float64(b.count-1)),
	}
}

func (t Trial) byBlocks(s stats.Settings) Effect {
	blocks, count := numbered(t.Blocks)
	arms := make([][2]arm, count)
	for i, y := range t.Outcomes {
		arms[blocks[i]][side(t.Treated[i])].add(y)
	}
	for i, y := range t.Outcomes {
		arms[blocks[i]][side(t.Treated[i])].addSquare(y)
	}
	n := float64(len(t.Outcomes))
	var estimate, variance exact.Sum
	least, most := len(t.Outcomes), 0
	for _, b := range arms {
		least, most = min(least, b[0].count, b[1].count), max(most, b[0].count, b[1].count)
	}
	if least == 0 {
		return noEffect(stats.MissingGroup, MethodBlockedDifferenceInMeans, s)
	}
	for _, b := range arms {
		share := float64(b[0].count+b[1].count) / n
		estimate.Add(share * (b[1].mean() - b[0].mean()))
		if least > 1 {
			variance.Add(share * share * (b[0].spread() + b[1].spread()))
		}
	}
	switch {
	case most == 1:
		var differences arm
		for _, b := range arms {
			differences.add(b[1].mean() - b[0].mean())
		}
		for _, b := range arms {
			differences.addSquare(b[1].mean() - b[0].mean())
		}
		spread := errorOf{reason: stats.TooFew}
		if count > 1 {
			spread = errorOf{variance: differences.spread(), degrees: float64(count - 1)}
		}
		return effect(estimate.Value(), spread, MethodPairedDifferenceInMeans, s)
	case least == 1:
		return effect(estimate.Value(), errorOf{reason: stats.TooFew}, MethodBlockedDifferenceInMeans, s)
	}
	spread := errorOf{variance: variance.Value(), degrees: n - 2*float64(count)}
	return effect(estimate.Value(), spread, MethodBlockedDifferenceInMeans, s)
}

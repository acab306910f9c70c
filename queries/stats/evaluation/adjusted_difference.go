package evaluation

import (
	"slices"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
	"athar/queries/stats/internal/linear"
)

// Covariates are what was known of units before, one slice for each thing known.
type Covariates [][]float64

// Methods for adjusted differences.
const (
	MethodAdjustedDifference            stats.Method = "adjusted-difference-hc2/1"
	MethodInteractedDifference          stats.Method = "adjusted-difference-lin-hc2/1"
	MethodClusteredAdjustedDifference   stats.Method = "adjusted-difference-cr2/1"
	MethodClusteredInteractedDifference stats.Method = "adjusted-difference-lin-cr2/1"
)

// EstimateAdjustedDifference is the effect of having been offered something, made surer by what was known before.
//
//	one slope:     y = a + d z + b'x,                     estimate d
//	interacted:    y = a + d z + b'(x - x̄) + c' z (x - x̄),  estimate d
//
// with the error HC2 and n - k degrees of freedom; with clusters CR2 and Satterthwaite's. The interacted form never loses
// precision by adjusting.
//
// Unit: that of the outcomes.
//
// Special cases: as [EstimateDifferenceInMeans]; a covariate that others determine is left out and warned of
// (ColumnsLeftOut); one that determines the arm gives MissingGroup, since nobody alike is in the other arm; no more rows
// than columns leave no interval (TooFew).
//
// Errors: as there, and covariates that are not finite or not given for every row; blocks are refused: give them as
// covariates.
//
// Source: Lin 2013, Annals of Applied Statistics 7:295-318, doi:10.1214/12-AOAS583.
func EstimateAdjustedDifference(trial Trial, known Covariates, interacted bool, options ...stats.Option) (Effect, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Effect{}, err
	}
	if trial.Blocks != nil {
		return Effect{}, stats.Refuse("blocks are given as covariates of an adjusted difference")
	}
	if err := trial.check(); err != nil {
		return Effect{}, err
	}
	if err := known.check(len(trial.Outcomes)); err != nil {
		return Effect{}, err
	}
	method := MethodAdjustedDifference
	switch {
	case interacted && trial.Clusters != nil:
		method = MethodClusteredInteractedDifference
	case interacted:
		method = MethodInteractedDifference
	case trial.Clusters != nil:
		method = MethodClusteredAdjustedDifference
	}
	treated, untreated := countsOf(trial.Treated)
	switch {
	case len(trial.Outcomes) == 0:
		return noEffect(stats.NoData, method, s), nil
	case treated == 0 || untreated == 0:
		return noEffect(stats.OneGroup, method, s), nil
	}
	rows, arm := trial.rows(known, interacted)
	if trial.Clusters != nil {
		return trial.clusteredCoefficient(rows, arm, method, s)
	}
	fit, err := linear.LeastSquares(rows)
	switch {
	case err != nil:
		return noEffect(stats.NumbersTooLarge, method, s), nil
	case slices.Contains(fit.Dependent, arm):
		return noEffect(stats.MissingGroup, method, s), nil
	}
	return coefficient(fit.Coefficients, fit.Robust(rows, linear.HC2), arm, float64(fit.Freedom()), method, s).
		WarnedIf(len(fit.Dependent) > 0, stats.ColumnsLeftOut), nil
}

func (c Covariates) check(n int) error {
	for _, values := range c {
		if err := checkColumns(n, numbers("covariates", values)); err != nil {
			return err
		}
	}
	return nil
}

// means are the means of the covariates over rows that count.
func (c Covariates) means(counts func(row int) bool) []float64 {
	means := make([]float64, len(c))
	for j, values := range c {
		var sum exact.Sum
		n := 0.0
		for i, x := range values {
			if counts(i) {
				sum.Add(x)
				n++
			}
		}
		means[j] = sum.Value() / n
	}
	return means
}

// rows are constant, covariates, arm and products, in this order, so that covariates can make the arm dependent but not the
// other way about; arm is its column.
func (t Trial) rows(known Covariates, interacted bool) (rows linear.Rows, arm int) {
	k, centres := len(known), make([]float64, len(known))
	arm, columns := 1+k, 2+k
	if interacted {
		columns += k
		centres = known.means(func(int) bool { return true })
	}
	rows = linear.NewRows(columns, len(t.Outcomes))
	x := make([]float64, columns)
	for i, y := range t.Outcomes {
		x[0], x[arm] = 1, float64(side(t.Treated[i]))
		for j, values := range known {
			x[1+j] = values[i] - centres[j]
			if interacted {
				x[arm+1+j] = x[1+j] * x[arm]
			}
		}
		rows.Add(y-t.Outcomes[0], x...) // a level that all share, taken out for its digits
	}
	return rows, arm
}

func (t Trial) clusteredCoefficient(rows linear.Rows, arm int, method stats.Method, s stats.Settings) (Effect, error) {
	clusters, count := numbered(t.Clusters)
	grouped, arms := linear.NewClusters(rows.Columns, count), make([]int, count)
	for i, y := range rows.Y {
		of := 1 + side(t.Treated[i])
		if arms[clusters[i]] == 3-of {
			return Effect{}, stats.Refuse("a cluster has units of both arms")
		}
		arms[clusters[i]] = of
		grouped.Add(clusters[i], rows.Row(i), y, 1)
	}
	fit, err := grouped.Fit()
	switch {
	case err != nil:
		return noEffect(stats.NumbersTooLarge, method, s), nil
	case slices.Contains(fit.Dependent, arm):
		return noEffect(stats.MissingGroup, method, s), nil
	}
	perArm := count
	for a := 1; a <= 2; a++ {
		perArm = min(perArm, len(slices.DeleteFunc(slices.Clone(arms), func(of int) bool { return of != a })))
	}
	spread := errorOf{reason: stats.OneCluster}
	if perArm > 1 {
		spread = corrected(fit, arm)
	}
	return effect(fit.Coefficients[arm], spread, method, s).
		WarnedIf(perArm < fewPerArm, stats.FewClusters).
		WarnedIf(len(fit.Dependent) > 0, stats.ColumnsLeftOut), nil
}

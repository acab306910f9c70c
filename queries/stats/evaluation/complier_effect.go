package evaluation

import (
	"slices"

	"athar/queries/stats"
	"athar/queries/stats/internal/linear"
)

// Uptake is a trial in which not everybody took what was offered, or some took it unoffered.
type Uptake struct {
	Trial
	Took []bool // whether the unit took part
}

// ComplierEffect is the effect of taking part on those whom the offer moved to do so.
type ComplierEffect struct {
	IntentionToTreat Effect // of the offer on the outcome; to be reported first
	FirstStage       Effect // of the offer on taking part, a difference of shares
	Complier         Effect
}

// MethodComplierEffect is two-stage least squares with the error HC2.
const MethodComplierEffect stats.Method = "complier-effect-2sls-hc2/1"

// strongStage is the F statistic of the first stage below which the limits of the complier effect are not to be trusted
// (Staiger & Stock 1997, Econometrica 65:557-586, doi:10.2307/2171753).
const strongStage = 10

// EstimateComplierEffect is the effect of taking part on the compliers: those who take part when offered and not
// otherwise.
//
//	(ȳ₁ - ȳ₀) / (took₁ - took₀)
//
// by least squares of the outcome on the share taking part that the offer predicts, with the error HC2 and t of n - 2. It
// assumes that the offer acts through taking part alone, and makes nobody do the opposite.
//
// Unit: that of the outcomes.
//
// Special cases: as [EstimateDifferenceInMeans]; an offer that changes nobody's taking part gives ZeroDenominator; a first
// stage whose F is below 10 warns of WeakFirstStage.
//
// Errors: as there; taking part not given for every row; blocks or clusters, for which only the offer's effect is
// estimated.
//
// Source: Angrist, Imbens & Rubin 1996, JASA 91:444-455, doi:10.1080/01621459.1996.10476902.
func EstimateComplierEffect(uptake Uptake, options ...stats.Option) (ComplierEffect, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return ComplierEffect{}, err
	}
	if uptake.Blocks != nil || uptake.Clusters != nil {
		return ComplierEffect{}, stats.Refuse("the complier effect is estimated where chance was cast once for persons, without blocks or clusters")
	}
	if err := checkColumns(len(uptake.Outcomes), column{name: "took part", length: len(uptake.Took)}); err != nil {
		return ComplierEffect{}, err
	}
	offer, err := EstimateDifferenceInMeans(uptake.Trial, options...)
	if err != nil {
		return ComplierEffect{}, err
	}
	took := uptake.Trial
	took.Outcomes = make([]float64, len(uptake.Took))
	for i, t := range uptake.Took {
		took.Outcomes[i] = float64(side(t))
	}
	first, err := EstimateDifferenceInMeans(took, options...)
	if err != nil {
		return ComplierEffect{}, err
	}
	result := ComplierEffect{IntentionToTreat: offer, FirstStage: first}
	switch {
	case !offer.Defined():
		result.Complier = noEffect(offer.Undefined, MethodComplierEffect, s)
	case first.Value == 0:
		result.Complier = noEffect(stats.ZeroDenominator, MethodComplierEffect, s)
	default:
		result.Complier = uptake.complier(took.Outcomes, s)
	}
	return result, nil
}

func (u Uptake) complier(took []float64, s stats.Settings) Effect {
	stage := linear.NewRows(2, len(took))
	for i, t := range took {
		stage.Add(t, 1, float64(side(u.Treated[i])))
	}
	predicted, err := linear.LeastSquares(stage)
	if err != nil {
		return noEffect(stats.NumbersTooLarge, MethodComplierEffect, s)
	}
	rows := linear.NewRows(2, len(took))
	for i, y := range u.Outcomes {
		rows.Add(y-u.Outcomes[0], 1, predicted.Predict(stage.Row(i)))
	}
	fit, err := linear.LeastSquares(rows)
	switch {
	case err != nil:
		return noEffect(stats.NumbersTooLarge, MethodComplierEffect, s)
	case slices.Contains(fit.Dependent, 1):
		return noEffect(stats.ZeroDenominator, MethodComplierEffect, s)
	}
	// Residuals are those beside what was taken, not beside what was predicted.
	for i := range rows.Y {
		rows.Y[i] -= fit.Coefficients[1] * (took[i] - rows.Row(i)[1])
	}
	slope, variance := predicted.Coefficients[1], predicted.Classical().At(1, 1)
	return coefficient(fit.Coefficients, fit.Robust(rows, linear.HC2), 1, float64(fit.Freedom()), MethodComplierEffect, s).
		WarnedIf(slope*slope < strongStage*variance, stats.WeakFirstStage)
}

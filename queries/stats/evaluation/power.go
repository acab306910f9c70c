package evaluation

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
)

// PowerDesign is a comparison of two arms that is still to be made, tested two-sided.
type PowerDesign struct {
	PerArm       float64 // units in each arm, more than 1
	Effect       float64 // that is to be found, in standard deviations of the outcome
	Significance float64 // of the test, such as 0.05
}

// Power is the chance that a t test of two arms finds an effect that is there, on the side where it is.
//
//	P(T > t(1-α/2, 2n-2)),  T noncentral t of 2n-2 degrees with shift d √(n/2)
//
// Unit: share, 0 to 1. The chance of a significant result on the wrong side is left out.
//
// Errors: no more than one unit in an arm; an effect that is not finite; a significance outside 0..1.
//
// Source: Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, chapter 2.
func Power(design PowerDesign) (float64, error) {
	switch {
	case !(design.PerArm > 1) || !stats.IsFinite(design.PerArm):
		return 0, stats.Refuse("an arm must have more than one unit")
	case !stats.IsFinite(design.Effect):
		return 0, stats.Refuse("the effect must be a finite number of standard deviations")
	case !within(design.Significance):
		return 0, stats.Refuse("the significance of a test must lie strictly between 0 and 1")
	}
	return design.power(), nil
}

func (d PowerDesign) power() float64 {
	degrees := 2 * (d.PerArm - 1)
	critical := -distribution.TQuantile(d.Significance/2, degrees)
	// The upper tail, as the lower tail of the mirrored distribution.
	return distribution.NoncentralTCDF(-critical, degrees, -math.Abs(d.Effect)*math.Sqrt(d.PerArm/2))
}

// within tells whether x lies strictly between 0 and 1.
func within(x float64) bool { return x > 0 && x < 1 }

// UnitsForPower is the number of units that each of two arms needs for a t test to find an effect of so many standard
// deviations with a given power. It is not whole: round up.
//
// Errors: an effect of 0 or not finite; a power or a significance outside 0..1; a power below the significance, which any
// number of units has; an effect so small that an arm would need more than 1e9 units.
//
// Source: as [Power], solved by bisection.
func UnitsForPower(effect, power, significance float64) (float64, error) {
	switch {
	case effect == 0 || !stats.IsFinite(effect):
		return 0, stats.Refuse("the effect must be a finite number of standard deviations other than 0")
	case !within(significance) || !within(power):
		return 0, stats.Refuse("power and significance must lie strictly between 0 and 1")
	case power <= significance:
		return 0, stats.Refuse("the power must exceed the significance")
	}
	design := PowerDesign{Effect: effect, Significance: significance}
	powerOf := func(perArm float64) float64 {
		design.PerArm = perArm
		return design.power()
	}
	const fewest, most = 1.01, 1e9
	low, high := fewest, 2.0
	for powerOf(high) < power {
		if low, high = high, 2*high; high > most {
			return 0, stats.Refuse("the effect is too small to be found with any number of units")
		}
	}
	for high-low > 1e-10*high {
		if middle := low + (high-low)/2; powerOf(middle) < power {
			low = middle
		} else {
			high = middle
		}
	}
	return high, nil
}

// UnitsForPowerOfShares is the number of units that each of two arms needs to find one share against another by the normal
// test. It is not whole: round up.
//
//	n = [z(1-α/2) √(2 p̄ (1-p̄)) + z(power) √(p₁(1-p₁) + p₂(1-p₂))]² / (p₁ - p₂)²,  p̄ = (p₁ + p₂)/2
//
// Errors: shares that are equal or outside 0..1; a power or a significance outside 0..1.
//
// Source: Fleiss, Levin & Paik 2003, Statistical Methods for Rates and Proportions, chapter 4, without correction for
// continuity.
func UnitsForPowerOfShares(share, other, power, significance float64) (float64, error) {
	switch {
	case !(share >= 0 && share <= 1 && other >= 0 && other <= 1) || share == other:
		return 0, stats.Refuse("the two shares must lie between 0 and 1 and differ")
	case !within(significance) || !within(power):
		return 0, stats.Refuse("power and significance must lie strictly between 0 and 1")
	}
	mean := (share + other) / 2
	root := distribution.NormalQuantile(1-significance/2)*math.Sqrt(2*mean*(1-mean)) +
		distribution.NormalQuantile(power)*math.Sqrt(share*(1-share)+other*(1-other))
	return root * root / ((share - other) * (share - other)), nil
}

// ClusterDesign is a trial among whole clusters that is still to be made.
type ClusterDesign struct {
	Clusters         float64 // of both arms, more than 2
	PerCluster       float64 // units measured in each, more than 0
	Correlation      float64 // within clusters, the share of variance that lies between them, 0 to 1
	TreatedShare     float64 // of clusters; 0 for one half
	ExplainedBetween float64 // share of the variance between clusters that covariates explain, 0 to 1
	ExplainedWithin  float64 // and of that within them
	Power            float64 // 0 for 0.8
	Significance     float64 // two-sided; 0 for 0.05
}

// MinimumDetectableEffect is the smallest effect, in standard deviations, that a trial among clusters finds with the given
// power.
//
//	(t(1-α/2) + t(power)) √[ρ (1-R²₂)/(P(1-P)J) + (1-ρ)(1-R²₁)/(P(1-P)Jn)],  t of J - 2 degrees
//
// Errors: no more than two clusters; a cluster of nobody; a correlation or an explained share outside 0 to 1; shares
// outside 0..1.
//
// Source: Bloom 1995, Evaluation Review 19:547-556, doi:10.1177/0193841X9501900504; for clusters Bloom 2005, Learning More
// from Social Experiments, chapter 4.
func MinimumDetectableEffect(d ClusterDesign) (float64, error) {
	for value, standard := range map[*float64]float64{&d.TreatedShare: 0.5, &d.Power: 0.8, &d.Significance: 0.05} {
		if *value == 0 {
			*value = standard
		}
	}
	switch {
	case !(d.Clusters > 2) || !stats.IsFinite(d.Clusters):
		return 0, stats.Refuse("a trial among clusters needs more than two")
	case !(d.PerCluster > 0) || !stats.IsFinite(d.PerCluster):
		return 0, stats.Refuse("a cluster must have somebody in it")
	case !isShare(d.Correlation) || !isShare(d.ExplainedBetween) || !isShare(d.ExplainedWithin):
		return 0, stats.Refuse("the correlation within clusters and explained shares must lie between 0 and 1")
	case !within(d.TreatedShare) || !within(d.Power) || !within(d.Significance):
		return 0, stats.Refuse("the treated share, the power and the significance must lie strictly between 0 and 1")
	}
	degrees := d.Clusters - 2
	multiplier := distribution.TQuantile(1-d.Significance/2, degrees) + distribution.TQuantile(d.Power, degrees)
	split := d.TreatedShare * (1 - d.TreatedShare) * d.Clusters
	return multiplier * math.Sqrt(d.Correlation*(1-d.ExplainedBetween)/split+
		(1-d.Correlation)*(1-d.ExplainedWithin)/(split*d.PerCluster)), nil
}

func isShare(x float64) bool { return x >= 0 && x <= 1 }

package reliability

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// Sorting counts what two raters sorted into the same categories: Counts[i*Categories+j] were put into category i by the
// first and into j by the second. Categories with an order are numbered in it.
type Sorting struct {
	Categories int       // 1 or more
	Counts     []float64 // Categories x Categories: finite, 0 or more
}

// Sort counts pairs of categories, numbered from 0.
//
// Errors: raters of different numbers of things; a category that was not declared.
func Sort(first, second []int, categories int) (Sorting, error) {
	if len(first) != len(second) {
		return Sorting{}, stats.Refuse("both raters must have sorted the same things")
	}
	if categories < 1 {
		return Sorting{}, stats.Refuse("there must be one category or more")
	}
	s := Sorting{Categories: categories, Counts: make([]float64, categories*categories)}
	for i := range first {
		if first[i] < 0 || first[i] >= categories || second[i] < 0 || second[i] >= categories {
			return Sorting{}, stats.Refuse("a rater used a category that was not declared")
		}
		s.Counts[first[i]*categories+second[i]]++
	}
	return s, nil
}

// Credit is how much agreement two categories are worth, 0 to 1; 1 on the diagonal.
type Credit string

// The kinds of credit.
const (
	Exact     Credit = "exact"     // only the same category counts
	Linear    Credit = "linear"    // less by the distance of the categories
	Quadratic Credit = "quadratic" // less by the square of the distance; for the levels of a rubric
)

// Methods for two raters.
const (
	MethodKappa          stats.Method = "kappa/1"
	MethodLinearKappa    stats.Method = "kappa-linear/1"
	MethodQuadraticKappa stats.Method = "kappa-quadratic/1"
)

// Agreement is the share that both raters put into the same category, with the score interval of stats.Wilson. Chance alone
// gives some of it: see Kappa.
//
// Special cases: nothing sorted gives NoData.
//
// Errors: a count that is negative, infinite or NaN; a table that is not square.
func Agreement(sorting Sorting, options ...stats.Option) (stats.Estimate, error) {
	if err := sorting.check(); err != nil {
		return stats.Estimate{}, err
	}
	var same exact.Sum
	for i := range sorting.Categories {
		same.Add(sorting.at(i, i))
	}
	total := exact.SumOf(sorting.Counts)
	return stats.Wilson(stats.Proportion{Successes: math.Min(same.Value(), total), Trials: total}, options...)
}

// Kappa estimates how far two raters agree beyond chance, with the limits of Fleiss, Cohen and Everitt.
//
//	κ = (o - e) / (1 - e),  o = Σ w_ij p_ij,  e = Σ w_ij p_i. p.j
//	v = (Σ p_ij (w_ij (1-e) - (w̄_i. + w̄.j)(1-o))² - (o e - 2e + o)²) / (n (1-e)⁴)
//
// with the credits w, the shares p and w̄ the credit that a rater's category has on average.
//
// Unit: none; 1 for full agreement, 0 for what chance gives. Limits are kept within -1 to 1.
//
// Special cases: nothing sorted gives NoData; raters who used one and the same category alone give NoVariation; an error of
// zero, as with full agreement, gives an interval without width and NoSpread.
//
// Errors: as for Agreement; an unknown kind of credit; a level outside 0..1.
//
// Source: Cohen 1960, Educational and Psychological Measurement 20:37-46, doi:10.1177/001316446002000104, and 1968,
// Psychological Bulletin 70:213-220, doi:10.1037/h0026256; Fleiss, Cohen & Everitt 1969, Psychological Bulletin 72:323-327,
// doi:10.1037/h0028106.
func Kappa(sorting Sorting, credit Credit, options ...stats.Option) (stats.Estimate, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return stats.Estimate{}, err
	}
	if err := sorting.check(); err != nil {
		return stats.Estimate{}, err
	}
	method, worth, err := credit.parts(sorting.Categories)
	if err != nil {
		return stats.Estimate{}, err
	}
	n := exact.SumOf(sorting.Counts)
	if n == 0 {
		return stats.Undefine(stats.NoData, method, s), nil
	}
	k := sorting.Categories
	first, second := make([]float64, k), make([]float64, k)
	for i := range k {
		var row, column exact.Sum
		for j := range k {
			row.Add(sorting.at(i, j) / n)
			column.Add(sorting.at(j, i) / n)
		}
		first[i], second[i] = row.Value(), column.Value()
	}
	var observed, chance exact.Sum // of what is lost: 1 - o and 1 - e keep their digits near 1
	ofFirst, ofSecond := make([]float64, k), make([]float64, k)
	for i := range k {
		for j := range k {
			lost := 1 - worth(i, j)
			observed.Add(lost * sorting.at(i, j) / n)
			chance.Add(lost * first[i] * second[j])
			ofFirst[i] += worth(i, j) * second[j]
			ofSecond[j] += worth(i, j) * first[i]
		}
	}
	lost, byChance := observed.Value(), chance.Value()
	if byChance == 0 {
		return stats.Undefine(stats.NoVariation, method, s), nil
	}
	o, e := 1-lost, 1-byChance
	var spread exact.Sum
	for i := range k {
		for j := range k {
			apart := worth(i, j)*byChance - (ofFirst[i]+ofSecond[j])*lost
			spread.Add(sorting.at(i, j) / n * apart * apart)
		}
	}
	middle := o*e - 2*e + o
	variance := math.Max(0, spread.Value()-middle*middle) / n / (byChance * byChance) / (byChance * byChance)
	if lost == 0 {
		variance = 0
	}
	result := stats.Symmetric(1-lost/byChance, math.Sqrt(variance), s.Z(), method, s)
	if result.Interval.Defined() {
		result.Interval.Low, result.Interval.High = math.Max(-1, result.Interval.Low), math.Min(1, result.Interval.High)
	}
	return result, nil
}

// parts are the method of a kind of credit and what two categories are worth.
func (c Credit) parts(categories int) (stats.Method, func(i, j int) float64, error) {
	widest := math.Max(1, float64(categories-1))
	distance := func(i, j int) float64 { return math.Abs(float64(i-j)) / widest }
	switch c {
	case Exact:
		return MethodKappa, func(i, j int) float64 {
			if i == j {
				return 1
			}
			return 0
		}, nil
	case Linear:
		return MethodLinearKappa, func(i, j int) float64 { return 1 - distance(i, j) }, nil
	case Quadratic:
		return MethodQuadraticKappa, func(i, j int) float64 { return 1 - distance(i, j)*distance(i, j) }, nil
	}
	return "", nil, stats.Refuse("there is no such kind of credit")
}

func (s Sorting) at(i, j int) float64 { return s.Counts[i*s.Categories+j] }

func (s Sorting) check() error {
	if s.Categories < 1 || len(s.Counts) != s.Categories*s.Categories {
		return stats.Refuse("counts must form a square table of one category or more")
	}
	for _, x := range s.Counts {
		if !stats.IsAmount(x) {
			return stats.Refuse("counts must be finite numbers, 0 or more")
		}
	}
	return nil
}

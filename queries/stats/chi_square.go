package stats

import (
	"math"

	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/exact"
)

// Methods for tables of counts.
const (
	MethodChiSquare       Method = "pearson-chi-square/1"
	MethodChiSquareYates  Method = "pearson-chi-square-yates/1"
	MethodCramersV        Method = "cramers-v/1"
	MethodCramersVReduced Method = "cramers-v-bias-reduced/1"
)

// smallExpected is the expected count below which the chi-square distribution is a poor guide (Cochran 1954, Biometrics
// 10:417-451, doi:10.2307/3001616).
const smallExpected = 5

// ChiSquare tests whether rows and columns of a table of counts are independent of each other: whether the results of
// learners, say, have the same shares in every group.
//
//	X² = Σ (n_ij - e_ij)²/e_ij,  e_ij = row i x column j / N,  (rows-1)(columns-1) degrees
//
// Special cases: fewer than two rows or columns give OneGroup; a row or column of nobody gives MissingGroup, since it may
// be a mistake and can be left out by whoever knows; nobody at all gives NoData. An expected count below five warns of
// SmallExpected: of a table of two by two, FisherExact is then the better test.
//
// Errors: rows of different lengths; a count negative, infinite or NaN.
//
// Source: Pearson 1900, Philosophical Magazine 50:157-175, doi:10.1080/14786440009463897.
func ChiSquare(counts [][]float64) (Test, error) {
	return chiSquare(counts, false, MethodChiSquare)
}

// ChiSquareYates is ChiSquare for two by two with Yates' correction, |n_ij - e_ij| less 1/2 (never below 0). It is for
// comparing with old tables: where the correction matters, FisherExact is the better test.
//
// Special cases and errors: as for ChiSquare; a table of another size is refused.
//
// Source: Yates 1934, Supplement to the Journal of the Royal Statistical Society 1:217-235, doi:10.2307/2983604.
func ChiSquareYates(counts [][]float64) (Test, error) {
	if len(counts) != 2 || len(counts[0]) != 2 {
		return Test{}, Refuse("the correction of Yates is for tables of two rows and two columns")
	}
	return chiSquare(counts, true, MethodChiSquareYates)
}

func chiSquare(counts [][]float64, corrected bool, method Method) (Test, error) {
	m, err := marginsOf(counts)
	if err != nil {
		return Test{}, err
	}
	if reason := m.whyNoTest(); reason != "" {
		return UndefinedTest(reason, method), nil
	}
	var statistic exact.Sum
	smallest := math.Inf(1)
	for i, row := range counts {
		for j, n := range row {
			expected := m.rows[i] / m.total * m.columns[j]
			distance := math.Abs(n - expected)
			if corrected {
				distance = max(0, distance-0.5)
			}
			statistic.Add(distance / expected * distance)
			smallest = min(smallest, expected)
		}
	}
	degrees := float64((len(m.rows) - 1) * (len(m.columns) - 1))
	x := statistic.Value()
	if !IsFinite(x) {
		return UndefinedTest(NumbersTooLarge, method), nil
	}
	return Test{Statistic: x, Degrees: degrees, PValue: distribution.ChiSquaredSurvival(x, degrees), Method: method}.
		WarnedIf(smallest < smallExpected, SmallExpected), nil
}

// CramersV says how strongly rows and columns of a table of counts go together: 0 when they are independent, 1 when one
// tells the other. Reduced takes off what chance alone adds.
//
//	V = √(X²/N / (min(rows, columns)-1))
//	reduced: √(max(0, X²/N - (r-1)(c-1)/(N-1)) / min(r' - 1, c' - 1)),  r' = r - (r-1)²/(N-1), c' likewise
//
// Unit: none, 0 to 1. There is no interval: NotPartOfMethod.
//
// Special cases and errors: as for ChiSquare; for the reduced one, a single person gives TooFew, and a table too large for
// its counts (a size r' or c' of 1 or below) TooFew too.
//
// Source: Cramér 1946, Mathematical Methods of Statistics; reduced: Bergsma 2013, Journal of the Korean Statistical
// Society 42:323-328, doi:10.1016/j.jkss.2012.10.002.
func CramersV(counts [][]float64, options ...Option) (plain, reduced Estimate, err error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, Estimate{}, err
	}
	test, err := ChiSquare(counts)
	if err != nil {
		return Estimate{}, Estimate{}, err
	}
	if !test.Defined() {
		return Undefine(test.Undefined, MethodCramersV, s), Undefine(test.Undefined, MethodCramersVReduced, s), nil
	}
	m, _ := marginsOf(counts)
	r, c, n := float64(len(m.rows)), float64(len(m.columns)), m.total
	v := math.Sqrt(min(1, test.Statistic/n/(min(r, c)-1)))
	plain = WithoutInterval(v, NotPartOfMethod, MethodCramersV, s)
	size := min(r-(r-1)*(r-1)/(n-1), c-(c-1)*(c-1)/(n-1)) - 1
	if n <= 1 || size <= 0 {
		return plain, Undefine(TooFew, MethodCramersVReduced, s), nil
	}
	share := max(0, test.Statistic/n-test.Degrees/(n-1))
	return plain, WithoutInterval(math.Sqrt(share/size), NotPartOfMethod, MethodCramersVReduced, s), nil
}

// margins are the totals of a table.
type margins struct {
	rows, columns []float64
	total         float64
}

func marginsOf(counts [][]float64) (margins, error) {
	var m margins
	if len(counts) == 0 {
		return m, nil
	}
	rows, columns := make([]exact.Sum, len(counts)), make([]exact.Sum, len(counts[0]))
	var total exact.Sum
	for i, row := range counts {
		if len(row) != len(columns) {
			return m, Refuse("every row of a table of counts must have the same number of columns")
		}
		for j, n := range row {
			if !IsAmount(n) {
				return m, Refuse("a count must be a finite number, 0 or more")
			}
			rows[i].Add(n)
			columns[j].Add(n)
			total.Add(n)
		}
	}
	for i := range rows {
		m.rows = append(m.rows, rows[i].Value())
	}
	for j := range columns {
		m.columns = append(m.columns, columns[j].Value())
	}
	m.total = total.Value()
	return m, nil
}

func (m margins) whyNoTest() Reason {
	if len(m.rows) < 2 || len(m.columns) < 2 {
		return OneGroup
	}
	if m.total == 0 {
		return NoData
	}
	for _, totals := range [][]float64{m.rows, m.columns} {
		for _, n := range totals {
			if n == 0 {
				return MissingGroup
			}
		}
	}
	return ""
}

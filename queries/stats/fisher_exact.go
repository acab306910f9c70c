package stats

import (
	"math"

	"athar/queries/stats/internal/exact"
)

// MethodFisherExact is Fisher's test that adds up all tables no likelier than the one seen.
const MethodFisherExact Method = "fisher-exact-two-sided/1"

// alikeTables is how much likelier than the one seen a table may be and still count as likely as it, so that ties are not
// decided by rounding.
const alikeTables = 1 + 1e-7

// FisherExact tests whether two independent shares are equal, for counts of any size: with the margins as they are, it
// adds up the probabilities of all tables that are no likelier than the one seen. Use it when ChiSquare warns of
// SmallExpected.
//
// Special cases: no trials on either side give NoData. When nobody or everybody succeeded on both sides there is only one
// table, and P is 1. A P below 1e-300 may come out as 0. The work follows the smallest margin.
//
// Errors: as for Wilson, on either side; counts that are not whole.
//
// Source: Fisher 1935, Journal of the Royal Statistical Society 98:39-82, doi:10.2307/2342435; two sides as in Agresti 1992,
// Statistical Science 7:131-153, doi:10.1214/ss/1177011454.
func FisherExact(pair ProportionPair) (Test, error) {
	if err := pair.check(); err != nil {
		return Test{}, err
	}
	for _, p := range []Proportion{pair.Compared, pair.Reference} {
		if p.Successes != math.Trunc(p.Successes) || p.Trials != math.Trunc(p.Trials) || p.Trials > 1<<53 {
			return Test{}, Refuse("Fisher's test needs whole counts")
		}
	}
	if pair.empty() {
		return UndefinedTest(NoData, MethodFisherExact), nil
	}
	x, n1, n2 := pair.Compared.Successes, pair.Compared.Trials, pair.Reference.Trials
	h := hypergeometric{first: n1, second: n2, successes: x + pair.Reference.Successes}
	seen := h.relative(x)
	var all, noLikelier exact.Sum
	h.each(func(weight float64) {
		all.Add(weight)
		if weight <= seen*alikeTables {
			noLikelier.Add(weight)
		}
	})
	return Test{PValue: min(1, noLikelier.Value()/all.Value()), Method: MethodFisherExact}, nil
}

// hypergeometric is the number of successes in the first of two groups when the margins are given. Its probabilities are
// taken relative to that of the mode, from which they follow one another by simple factors.
type hypergeometric struct{ first, second, successes float64 }

func (h hypergeometric) lowest() float64  { return max(0, h.successes-h.second) }
func (h hypergeometric) highest() float64 { return min(h.first, h.successes) }

func (h hypergeometric) mode() float64 {
	m := math.Floor((h.first + 1) * ((h.successes + 1) / (h.first + h.second + 2)))
	return min(max(m, h.lowest()), h.highest())
}

// up is the probability of k+1 over that of k.
func (h hypergeometric) up(k float64) float64 {
	return (h.first - k) / (k + 1) * ((h.successes - k) / (h.second - h.successes + k + 1))
}

// each visits the weights of all tables until they are too small to be numbers.
func (h hypergeometric) each(visit func(weight float64)) {
	mode := h.mode()
	visit(1)
	for k, weight := mode, 1.0; k < h.highest() && weight > 0; k++ {
		weight *= h.up(k)
		visit(weight)
	}
	for k, weight := mode-1, 1.0; k >= h.lowest() && weight > 0; k-- {
		weight /= h.up(k)
		visit(weight)
	}
}

// relative is the weight of one table.
func (h hypergeometric) relative(x float64) float64 {
	weight := 1.0
	for k := h.mode(); k < x && weight > 0; k++ {
		weight *= h.up(k)
	}
	for k := h.mode() - 1; k >= x && weight > 0; k-- {
		weight /= h.up(k)
	}
	return weight
}

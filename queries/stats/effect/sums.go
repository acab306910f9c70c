package effect

import (
	"math"

	"athar/queries/stats"
)

// Sums are the outcomes of a group added up.
type Sums struct {
	Count        float64 // persons: finite, 0 or more
	Sum, Squares float64 // of the outcomes and of their squares: finite
}

// PairedSums are two measurements of the same persons added up.
type PairedSums struct {
	Count                   float64 // persons with both: finite, 0 or more
	Pre, Post               float64 // sums: finite
	PreSquares, PostSquares float64
	Products                float64 // of each person's two measurements
}

// lost is the share of the mean square below which a variance from sums is rounding and taken as none.
const lost = 1e-12

// Summary is count, mean and standard deviation of a group.
//
//	m = Σx/n,  s² = (Σx² - (Σx)²/n) / (n-1)
//
// Special cases: nobody gives the zero Summary; one person has no spread. A variance that rounding alone could make is 0.
//
// Errors: sums that are infinite or NaN, a negative count, or squares too small for their sum.
func (s Sums) Summary() (Summary, error) {
	switch {
	case !stats.IsAmount(s.Count) || !stats.IsFinite(s.Sum) || !stats.IsAmount(s.Squares):
		return Summary{}, stats.Refuse("sums must be finite, and numbers and squares 0 or more")
	case s.Count == 0:
		return Summary{}, nil
	}
	apart := s.Squares - s.Sum/s.Count*s.Sum
	if apart < -lost*s.Squares {
		return Summary{}, stats.Refuse("the sum of squares is too small for the sum")
	}
	mean := s.Sum / s.Count
	if s.Count <= 1 || apart <= lost*s.Squares {
		return Summary{Count: s.Count, Mean: mean}, nil
	}
	return Summary{Count: s.Count, Mean: mean, StandardDeviation: math.Sqrt(apart / (s.Count - 1))}, nil
}

// Summary is what is known of persons measured twice.
//
//	r = (Σxy - ΣxΣy/n) / ((n-1) s_pre s_post),  0 where one of them has no spread
//
// Special cases and errors: as for Sums, of either measurement.
func (p PairedSums) Summary() (PairedSummary, error) {
	pre, err := Sums{p.Count, p.Pre, p.PreSquares}.Summary()
	if err != nil {
		return PairedSummary{}, err
	}
	post, err := Sums{p.Count, p.Post, p.PostSquares}.Summary()
	if err != nil {
		return PairedSummary{}, err
	}
	if !stats.IsFinite(p.Products) {
		return PairedSummary{}, stats.Refuse("sums must be finite, and numbers and squares 0 or more")
	}
	summary := PairedSummary{Count: p.Count, PreMean: pre.Mean, PostMean: post.Mean, PreSpread: pre.StandardDeviation, PostSpread: post.StandardDeviation}
	if pre.StandardDeviation > 0 && post.StandardDeviation > 0 {
		together := (p.Products - p.Pre/p.Count*p.Post) / (p.Count - 1)
		summary.Correlation = max(-1, min(1, together/pre.StandardDeviation/post.StandardDeviation))
	}
	return summary, nil
}

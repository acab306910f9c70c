package evaluation

import (
	"cmp"
	"math"
	"slices"

	"athar/queries/stats"
)

// Pairs are units that were reached with the unit of the others that is nearest to each.
type Pairs struct {
	// With is, for each unit, the row of the other unit of its pair, or -1 for a unit that has none.
	With      []int
	Count     int
	Unmatched int  // units that were reached and found nobody near enough
	Tied      bool // some unit had two equally near, or two units had one score: other pairs would be as good
}

// NoCaliper lets a pair be as far apart as it comes.
var NoCaliper = math.Inf(1)

// UsualCaliper is how far apart the scores of a pair may be, in standard deviations of the scores of all units.
const UsualCaliper = 0.2

// MatchNearest pairs each unit that was reached with the nearest of the others that is still free, beginning with the
// highest scores, for which there are fewest. Where two are equally near, the one that stands first is taken; so it is with
// units of equal scores, and Tied says that the order of rows decided.
//
// Errors: scores not given for every unit or not finite; a caliper of 0 or below or NaN.
//
// Source: Stuart 2010, Statistical Science 25:1-21, doi:10.1214/09-STS313; on calipers: Austin 2011, Pharmaceutical
// Statistics 10:150-161, doi:10.1002/pst.433, who counts them on the logit.
func MatchNearest(scores []float64, treated []bool, caliper float64) (Pairs, error) {
	if err := checkColumns(len(treated), numbers("scores", scores)); err != nil {
		return Pairs{}, err
	}
	if !(caliper > 0) {
		return Pairs{}, stats.Refuse("a caliper must be above 0")
	}
	pairs := Pairs{With: slices.Repeat([]int{-1}, len(treated))}
	furthest := NoCaliper
	if !math.IsInf(caliper, 1) {
		var all arm
		for _, s := range scores {
			all.add(s)
		}
		for _, s := range scores {
			all.addSquare(s)
		}
		furthest = caliper * math.Sqrt(all.squares.Value()/float64(len(scores)-1))
	}
	queue, shelf := newQueue(scores, treated), newShelf(scores, treated)
	for k, unit := range queue {
		if k > 0 && scores[queue[k-1]] == scores[unit] {
			pairs.Tied = true
		}
		other, tied := shelf.take(scores[unit], furthest)
		pairs.Tied = pairs.Tied || tied
		if other < 0 {
			pairs.Unmatched++
			continue
		}
		pairs.With[unit], pairs.With[other] = other, unit
		pairs.Count++
	}
	return pairs, nil
}

// newQueue are the units that were reached, highest scores first.
func newQueue(scores []float64, treated []bool) []int {
	var queue []int
	for i, t := range treated {
		if t {
			queue = append(queue, i)
		}
	}
	slices.SortStableFunc(queue, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	return queue
}

// shelf holds the others that are free by score, those of one score in one compartment in the order of rows. Empty
// compartments are skipped by following them to the next that is not, with paths shortened on the way.
type shelf struct {
	scores      []float64 // ascending, without repeats
	members     [][]int   // of each compartment, those still free
	left, right []int     // the compartment to look in instead, when one is empty; by number + 1, 0 and the last are walls
}

func newShelf(scores []float64, treated []bool) *shelf {
	var order []int
	for i, t := range treated {
		if !t {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[a], scores[b]) })
	s := &shelf{}
	for begin, end := 0, 0; begin < len(order); begin = end {
		for end = begin; end < len(order) && scores[order[end]] == scores[order[begin]]; end++ {
		}
		s.scores = append(s.scores, scores[order[begin]])
		s.members = append(s.members, order[begin:end])
	}
	s.left, s.right = make([]int, len(s.scores)+2), make([]int, len(s.scores)+2)
	for i := range s.left {
		s.left[i], s.right[i] = i, i
	}
	return s
}

// follow finds where a place points in the end.
func follow(to []int, place int) int {
	for to[place] != place {
		to[place] = to[to[place]]
		place = to[place]
	}
	return place
}

// take removes the free unit nearest to a score and gives its row, or -1 where there is none near enough. It tells whether
// another was as near.
func (s *shelf) take(score, furthest float64) (row int, tied bool) {
	at, _ := slices.BinarySearch(s.scores, score)
	up := follow(s.right, at+1)
	down := follow(s.left, at)
	above, below := math.Inf(1), math.Inf(1)
	if up <= len(s.scores) {
		above = math.Abs(s.scores[up-1] - score)
	}
	if down >= 1 {
		below = math.Abs(s.scores[down-1] - score)
	}
	nearest := math.Min(above, below)
	if math.IsInf(nearest, 1) || nearest > furthest {
		return -1, false
	}
	place := up
	if below < above || (below == above && s.members[down-1][0] < s.members[up-1][0]) {
		place = down
	}
	free := s.members[place-1]
	tied = below == above || len(free) > 1
	row = free[0]
	if s.members[place-1] = free[1:]; len(free) == 1 {
		s.right[place], s.left[place] = place+1, place-1
	}
	return row, tied
}

// MethodMatchedDifference is the mean difference of pairs.
const MethodMatchedDifference stats.Method = "matched-difference/1"

// EstimateMatchedDifference is the mean difference of pairs, with Student's t interval over them. It takes the pairs as
// given, and is about those reached who found somebody near enough.
//
// Unit: that of the outcomes.
//
// Special cases: no units give NoData, no pairs OneGroup, one pair TooFew for the interval; unmatched units warn of
// Unmatched, and pairs that the order of rows decided of TiedScores.
//
// Errors: pairs that are not of these units, outcomes that are not finite, a level outside 0..1.
func EstimateMatchedDifference(data Observational, pairs Pairs, options ...stats.Option) (Effect, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Effect{}, err
	}
	if err := data.check(true); err != nil {
		return Effect{}, err
	}
	if len(pairs.With) != len(data.Treated) {
		return Effect{}, stats.Refuse("pairs must be of the units that are compared")
	}
	var differences arm
	each := func(do func(float64)) {
		for i, other := range pairs.With {
			if data.Treated[i] && other >= 0 {
				do(data.Outcomes[i] - data.Outcomes[other])
			}
		}
	}
	each(differences.add)
	each(differences.addSquare)
	switch {
	case len(data.Treated) == 0:
		return noEffect(stats.NoData, MethodMatchedDifference, s), nil
	case differences.count == 0:
		return noEffect(stats.OneGroup, MethodMatchedDifference, s), nil
	}
	spread := errorOf{reason: stats.TooFew}
	if differences.count > 1 {
		spread = errorOf{variance: differences.spread(), degrees: float64(differences.count - 1)}
	}
	return effect(differences.mean(), spread, MethodMatchedDifference, s).
		WarnedIf(pairs.Unmatched > 0, stats.Unmatched).
		WarnedIf(pairs.Tied, stats.TiedScores), nil
}

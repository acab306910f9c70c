package survival

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// risks are the rows of a cohort from the longest spell to the shortest, with covariates about their mean in units of
// their standard deviation, row after row.
type risks struct {
	spells         []Spell
	covariates     []float64
	width          int
	scales         []float64 // the standard deviations
	persons, exits float64
	constant       bool // some covariate does not vary
}

func sortedRisks(c Cohort) risks {
	order := make([]int, 0, len(c.Spells))
	for i, s := range c.Spells {
		if s.Persons > 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, c.compare)
	r := risks{width: len(c.Covariates), spells: make([]Spell, len(order)), covariates: make([]float64, len(order)*len(c.Covariates))}
	for to, from := range order {
		r.spells[to] = c.Spells[from]
		r.persons += c.Spells[from].Persons
		if c.Spells[from].Exit != Censored {
			r.exits += c.Spells[from].Persons
		}
	}
	for j, column := range c.Covariates {
		mean, squares := 0.0, 0.0
		for to, from := range order {
			mean += r.spells[to].Persons * column[from] / r.persons
		}
		for to, from := range order {
			distance := column[from] - mean
			squares += r.spells[to].Persons * distance * distance / r.persons
		}
		scale := math.Sqrt(squares)
		if !(scale > 1e-12*math.Abs(mean)) {
			r.constant, scale = true, 1
		}
		r.scales = append(r.scales, scale)
		for to, from := range order {
			r.covariates[to*r.width+j] = (column[from] - mean) / scale
		}
	}
	return r
}

// compare orders rows from the longest spell to the shortest, and those as long by all that is known of them, so that sums
// do not depend on the order in which rows come.
func (c Cohort) compare(a, b int) int {
	one, other := c.Spells[a], c.Spells[b]
	order := cmp.Or(cmp.Compare(other.Time, one.Time), cmp.Compare(one.Exit, other.Exit), cmp.Compare(one.Persons, other.Persons))
	for j := 0; order == 0 && j < len(c.Covariates); j++ {
		order = cmp.Compare(c.Covariates[j][a], c.Covariates[j][b])
	}
	return order
}

// spread is how far apart the log hazards of the first and the last person lie.
func (r risks) spread(beta []float64) float64 {
	least, most := math.Inf(1), math.Inf(-1)
	for i := range r.spells {
		x := r.logRisk(i, beta)
		least, most = math.Min(least, x), math.Max(most, x)
	}
	return most - least
}

func (r risks) row(i int) []float64 { return r.covariates[i*r.width : (i+1)*r.width] }

func (r risks) logRisk(i int, beta []float64) float64 {
	x := 0.0
	for j, value := range r.row(i) {
		x += value * beta[j]
	}
	return x
}

// summit is the partial likelihood at a place, with its slope and its curvature downwards.
type summit struct {
	beta          []float64
	logLikelihood float64
	score         []float64
	information   *mat.SymDense
}

// moments of covariates over a set of persons, weighted by their risk: Σw, Σwx, Σwxxᵀ (its upper half).
type riskSums struct {
	weight  float64
	first   []float64
	squares []float64
}

func newRiskSums(width int) riskSums {
	return riskSums{first: make([]float64, width), squares: make([]float64, width*width)}
}

func (s *riskSums) add(weight float64, row []float64) {
	s.weight += weight
	for j, x := range row {
		s.first[j] += weight * x
		for k := j; k < len(row); k++ {
			s.squares[j*len(row)+k] += weight * x * row[k]
		}
	}
}

func (s *riskSums) clear() {
	s.weight = 0
	clear(s.first)
	clear(s.squares)
}

// climbFrom goes through the moments from the last to the first, so that those at risk gather on the way.
func (r risks) climbFrom(beta []float64, ties Ties) summit {
	at := summit{beta: beta, score: make([]float64, r.width)}
	curvature := make([]float64, r.width*r.width)
	atRisk, leaving := newRiskSums(r.width), newRiskSums(r.width)
	exits := 0.0
	for i, s := range r.spells {
		row, logRisk := r.row(i), r.logRisk(i, beta)
		weight := s.Persons * math.Exp(logRisk)
		atRisk.add(weight, row)
		if s.Exit != Censored {
			leaving.add(weight, row)
			exits += s.Persons
			at.logLikelihood += s.Persons * logRisk
			for j, x := range row {
				at.score[j] += s.Persons * x
			}
		}
		if exits == 0 || i+1 < len(r.spells) && r.spells[i+1].Time == s.Time {
			continue
		}
		at.logLikelihood -= expected(at.score, curvature, atRisk, leaving, exits, ties)
		leaving.clear()
		exits = 0
	}
	at.information = mat.NewSymDense(r.width, curvature)
	return at
}

// expected takes from the score, and adds to the curvature, what was to be expected of the exits of one moment, and
// returns the logarithm of the risks they were drawn from.
func expected(score, curvature []float64, atRisk, leaving riskSums, exits float64, ties Ties) (logRisk float64) {
	width := len(score)
	draw := func(gone, times float64) {
		weight := atRisk.weight - gone*leaving.weight
		logRisk += times * math.Log(weight)
		for j := range width {
			mean := (atRisk.first[j] - gone*leaving.first[j]) / weight
			score[j] -= times * mean
			for k := j; k < width; k++ {
				square := (atRisk.squares[j*width+k] - gone*leaving.squares[j*width+k]) / weight
				curvature[j*width+k] += times * (square - mean*(atRisk.first[k]-gone*leaving.first[k])/weight)
			}
		}
	}
	if ties == Breslow {
		draw(0, exits)
		return logRisk
	}
	for drawn := 0.0; drawn < exits; drawn++ {
		draw(drawn/exits, 1)
	}
	return logRisk
}

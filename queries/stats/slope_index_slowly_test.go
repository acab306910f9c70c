package stats_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"

	"pgregory.net/rapid"
)

// slowSlopes works person by person on plain ridits: ordinary Newton or least squares, scores summed by cluster, and
// derivatives of SII and ln RII by small steps. It shares nothing with the package but the formulas.
func slowSlopes(persons stats.PersonCounts, kind stats.Gradient) (slope, slopeError, relative, relativeError float64) {
	type person struct {
		rank, outcome float64
		unit, stratum string
	}
	sizes := make([]float64, persons.Groups)
	everybody := 0.0
	for _, c := range persons.Cells {
		sizes[c.Group] += c.Successes + c.Failures
		everybody += c.Successes + c.Failures
	}
	var people []person
	for _, c := range persons.Cells {
		rank := sizes[c.Group] / 2
		for _, n := range sizes[:c.Group] {
			rank += n
		}
		for k := range int(c.Successes + c.Failures) {
			p := person{rank: rank / everybody, unit: c.Cluster, stratum: c.Stratum}
			if k < int(c.Successes) {
				p.outcome = 1
			}
			if p.unit == "" {
				p.unit = fmt.Sprint(len(people))
			}
			people = append(people, p)
		}
	}
	fitted := func(b [2]float64, rank float64) float64 {
		if kind == stats.LogitGradient {
			return 1 / (1 + math.Exp(-b[0]-b[1]*rank))
		}
		return b[0] + b[1]*rank
	}
	var b [2]float64
	var inverse [2][2]float64
	for range 200 {
		var score [2]float64
		var information [2][2]float64
		for _, p := range people {
			f := fitted(b, p.rank)
			weight := 1.0
			if kind == stats.LogitGradient {
				weight = f * (1 - f)
			}
			x := [2]float64{1, p.rank}
			for i := range 2 {
				score[i] += x[i] * (p.outcome - f)
				for j := range 2 {
					information[i][j] += weight * x[i] * x[j]
				}
			}
		}
		d := information[0][0]*information[1][1] - information[0][1]*information[1][0]
		inverse = [2][2]float64{{information[1][1] / d, -information[0][1] / d}, {-information[1][0] / d, information[0][0] / d}}
		for i := range 2 {
			b[i] += inverse[i][0]*score[0] + inverse[i][1]*score[1]
		}
	}
	scores := map[string]map[string][2]float64{}
	for _, p := range people {
		if scores[p.stratum] == nil {
			scores[p.stratum] = map[string][2]float64{}
		}
		u := scores[p.stratum][p.unit]
		u[0] += p.outcome - fitted(b, p.rank)
		u[1] += p.rank * (p.outcome - fitted(b, p.rank))
		scores[p.stratum][p.unit] = u
	}
	variance := func(f func(b [2]float64) float64) float64 {
		const h = 1e-5
		g := [2]float64{
			(f([2]float64{b[0] + h, b[1]}) - f([2]float64{b[0] - h, b[1]})) / (2 * h),
			(f([2]float64{b[0], b[1] + h}) - f([2]float64{b[0], b[1] - h})) / (2 * h),
		}
		total := 0.0
		for _, units := range scores {
			var influences []float64
			mean := 0.0
			for _, u := range units {
				influence := 0.0
				for i := range 2 {
					influence += g[i] * (inverse[i][0]*u[0] + inverse[i][1]*u[1])
				}
				influences = append(influences, influence)
				mean += influence / float64(len(units))
			}
			n := float64(len(units))
			for _, influence := range influences {
				total += n / (n - 1) * (influence - mean) * (influence - mean)
			}
		}
		return total
	}
	sii := func(b [2]float64) float64 { return fitted(b, 1) - fitted(b, 0) }
	rii := func(b [2]float64) float64 { return math.Log(fitted(b, 1) / fitted(b, 0)) }
	return sii(b), math.Sqrt(variance(sii)), math.Exp(rii(b)), math.Sqrt(variance(rii))
}

func TestSlopeIndexPersonsAgreesWithPersonByPerson(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string, most int) int { return rapid.IntRange(0, most).Draw(t, name) }
		persons := personsBySchool(t, 4+draw("schools", 4), 3+draw("groups", 3), draw)
		kind := rapid.SampledFrom([]stats.Gradient{stats.LinearGradient, stats.LogitGradient}).Draw(t, "kind")
		clustered := rapid.Bool().Draw(t, "clustered")
		stratified := rapid.Bool().Draw(t, "stratified")
		for i := range persons.Cells {
			if !clustered {
				persons.Cells[i].Cluster = ""
			}
			if !stratified {
				persons.Cells[i].Stratum = ""
			}
		}
		i := reference.Must(stats.SlopeIndexOfPersons(persons, kind))(t)
		sound(t, i.Slope)
		slope, slopeError, relative, relativeError := slowSlopes(persons, kind)
		expect.Same(t, "SII", i.Slope.Value, slope)
		agree(t, "error of SII", i.Slope.StandardError.Value, slopeError)
		if i.Relative.Defined() {
			expect.Same(t, "RII", i.Relative.Value, relative)
			agree(t, "error of ln RII", i.Relative.StandardError.Value, relativeError)
		}
		if got := slices.Contains(i.Slope.Warnings, stats.IndependentPersons); got == clustered {
			t.Fatalf("clustered %v, warnings %v", clustered, i.Slope.Warnings)
		}
	})
}

// agree allows for the derivatives by small steps.
func agree(t *rapid.T, what string, got, want float64) {
	if !(math.Abs(got-want) <= 1e-6*(1e-3+want)) {
		t.Fatalf("%s = %v, person by person %v", what, got, want)
	}
}

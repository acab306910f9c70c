package smallarea

import (
	"cmp"
	"slices"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// Members are persons with the group they belong to, a value each, and numbers that may explain it.
type Members struct {
	Group   []string
	Value   []float64
	Columns [][]float64 // each with one number a person; none for a plain mean
}

func (m Members) check() error {
	if len(m.Value) != len(m.Group) {
		return stats.Refuse("there must be one group for every value")
	}
	for _, column := range append([][]float64{m.Value}, m.Columns...) {
		if len(column) != len(m.Group) {
			return stats.Refuse("there must be one number of every column for every value")
		}
		for _, x := range column {
			if !stats.IsFinite(x) {
				return stats.Refuse("values and columns must be finite numbers")
			}
		}
	}
	return nil
}

// group is what the persons of a group come to: how many they are, and the means of constant, columns and value, the last
// two about those of all persons.
type group struct {
	name  string
	size  float64
	means []float64
}

// grouped are members by group, in the order of names.
type grouped struct {
	persons float64
	centres []float64 // means of constant (0), columns and value over all persons
	groups  []group
	within  []float64 // sums of products about the means of groups, row after row
}

func (g grouped) width() int { return len(g.centres) }

// byGroup needs checked members and at least one.
func byGroup(m Members) grouped {
	columns := append(slices.Clone(m.Columns), m.Value)
	width := len(columns) + 1
	result := grouped{persons: float64(len(m.Value)), centres: make([]float64, width), within: make([]float64, width*width)}
	for j, column := range columns {
		result.centres[j+1] = exact.SumOf(column) / result.persons
	}
	places := map[string]int{}
	of := make([]int, len(m.Group))
	for i, name := range m.Group {
		place, known := places[name]
		if !known {
			place = len(places)
			places[name] = place
			result.groups = append(result.groups, group{name: name})
		}
		of[i] = place
		result.groups[place].size++
	}
	sums, means := make([]exact.Sum, len(places)*width), make([]float64, len(places)*width)
	for j, column := range columns {
		for i, x := range column {
			sums[of[i]*width+j+1].Add(x - result.centres[j+1])
		}
	}
	for place := range result.groups {
		g := &result.groups[place]
		g.means = means[place*width : (place+1)*width]
		g.means[0] = 1
		for j := 1; j < width; j++ {
			g.means[j] = sums[place*width+j].Value() / g.size
		}
	}
	products := make([]exact.Sum, width*width)
	for j, column := range columns {
		for k := j; k < len(columns); k++ {
			for i, x := range column {
				means := result.groups[of[i]].means
				products[(j+1)*width+k+1].Add((x - result.centres[j+1] - means[j+1]) * (columns[k][i] - result.centres[k+1] - means[k+1]))
			}
			result.within[(j+1)*width+k+1] = products[(j+1)*width+k+1].Value()
			result.within[(k+1)*width+j+1] = products[(j+1)*width+k+1].Value()
		}
	}
	slices.SortFunc(result.groups, func(a, b group) int { return cmp.Compare(a.name, b.name) })
	return result
}

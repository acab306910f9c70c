package survey

import (
	"cmp"
	"slices"

	"athar/queries/stats"
)

// Row says how one row of a sample was drawn.
type Row struct {
	Weight  float64 // how many of the population the row stands for, 0 or more
	Stratum string  // all rows the same, or empty, without strata
	Cluster string  // what was drawn within the stratum; empty in every row when rows themselves were drawn

	// ClustersInStratum is how many there were to draw from. 0 says that they were many: no correction is made for having
	// drawn a good part of them.
	ClustersInStratum float64

	// Unit is what was drawn within the cluster, of UnitsInCluster, where clusters were not taken whole; an empty one is
	// the row itself. They make a difference only beside ClustersInStratum: where clusters are many, how they differ holds
	// all that there is to know.
	Unit           string
	UnitsInCluster float64 // 0 in every row where clusters were taken whole
}

// Design is how a sample was drawn. Its methods take one value a row, in the order of the rows it was made from.
type Design struct {
	weights  []float64 // after calibration
	drawn    []float64 // weights before it
	clusters clusters  // first stage
	units    clusters  // second stage, whose strata are the clusters; empty in one stage
	inside   []bool    // rows of the domain; nil for all

	// residual takes from a column what the known totals of a calibration explain; nil without one.
	residual func(column []float64) []float64
}

// clusters are what was drawn at one stage.
type clusters struct {
	ofRow     []int // the cluster of each row
	stratumOf []int // the stratum of each cluster
	strata    []stratum
}

// stratum is how many clusters it holds in the sample, and in the population (0: many).
type stratum struct{ sampled, population float64 }

// NewDesign reads how a sample was drawn. Clusters of the same name in different strata are different clusters, and so are
// units in different clusters.
//
// Errors: weights negative, infinite or NaN; clusters named in some rows and not in others; populations of clusters or units that are negative, infinite, NaN, below the number drawn or that differ within a
// stratum or cluster.
func NewDesign(rows []Row) (Design, error) {
	d := Design{weights: make([]float64, len(rows))}
	first, second := newStage(len(rows)), newStage(len(rows))
	staged := len(rows) > 0 && rows[0].UnitsInCluster != 0
	for i, r := range rows {
		switch {
		case !stats.IsAmount(r.Weight):
			return Design{}, stats.Refuse("weights must be finite numbers, 0 or more")
		case (r.Cluster == "") != (rows[0].Cluster == ""):
			return Design{}, stats.Refuse("either every row names its cluster or none does")
		case !stats.IsAmount(r.ClustersInStratum) || !stats.IsAmount(r.UnitsInCluster):
			return Design{}, stats.Refuse("numbers of clusters and units must be finite, 0 or more")
		case (r.UnitsInCluster != 0) != staged:
			return Design{}, stats.Refuse("either every row says how many units its cluster has or none does")
		}
		d.weights[i] = r.Weight
		cluster, err := first.add(i, r.Stratum, r.Cluster, r.ClustersInStratum)
		if err != nil {
			return Design{}, err
		}
		if staged {
			if _, err := second.addTo(i, cluster, r.Unit, r.UnitsInCluster); err != nil {
				return Design{}, err
			}
		}
	}
	d.drawn = d.weights
	var err error
	if d.clusters, err = first.clusters(); err != nil {
		return Design{}, err
	}
	if staged {
		d.units, err = second.clusters()
	}
	return d, err
}

// stage gathers the clusters and strata of one stage as rows name them.
type stage struct {
	strataByName map[string]int
	byName       map[nameIn]int
	found        clusters
}

// nameIn is a cluster's name within its stratum.
type nameIn struct {
	stratum int
	name    string
}

func newStage(rows int) stage {
	return stage{map[string]int{}, map[nameIn]int{}, clusters{ofRow: make([]int, rows)}}
}

func (s *stage) add(row int, stratumName, name string, population float64) (cluster int, err error) {
	place, known := s.strataByName[stratumName]
	if !known {
		place = len(s.strataByName)
		s.strataByName[stratumName] = place
	}
	return s.addTo(row, place, name, population)
}

func (s *stage) addTo(row, place int, name string, population float64) (cluster int, err error) {
	if place == len(s.found.strata) {
		s.found.strata = append(s.found.strata, stratum{population: population})
	}
	if s.found.strata[place].population != population {
		return 0, stats.Refuse("the number there were to draw from must be the same in all rows of a stratum or cluster")
	}
	cluster, known := s.byName[nameIn{place, name}]
	if !known || name == "" {
		cluster = len(s.found.stratumOf)
		s.found.stratumOf = append(s.found.stratumOf, place)
		s.found.strata[place].sampled++
		if name != "" {
			s.byName[nameIn{place, name}] = cluster
		}
	}
	s.found.ofRow[row] = cluster
	return cluster, nil
}

func (s *stage) clusters() (clusters, error) {
	for _, stratum := range s.found.strata {
		if stratum.population != 0 && stratum.population < stratum.sampled {
			return clusters{}, stats.Refuse("more were drawn than there were to draw from")
		}
	}
	return s.found, nil
}

// Degrees of freedom: clusters less strata, of those that hold rows with a weight and, in a domain, rows of it.
func (d Design) Degrees() float64 {
	seen, strata := make([]bool, len(d.clusters.stratumOf)), make([]bool, len(d.clusters.strata))
	degrees := 0.0
	for row, cluster := range d.clusters.ofRow {
		if d.weights[row] == 0 || !d.contains(row) || seen[cluster] {
			continue
		}
		seen[cluster] = true
		degrees++
		if stratum := d.clusters.stratumOf[cluster]; !strata[stratum] {
			strata[stratum] = true
			degrees--
		}
	}
	return degrees
}

// Within is the design with estimates for a part of the population only, its domain. The rows outside stay in the design:
// how many of a sample fall into a domain is chance too.
//
// Errors: another number of rows than the design's.
func (d Design) Within(domain []bool) (Design, error) {
	if len(domain) != len(d.weights) {
		return Design{}, stats.Refuse("a domain must say of every row whether it belongs to it")
	}
	inside := slices.Clone(domain)
	for row := range inside {
		inside[row] = inside[row] && d.contains(row)
	}
	d.inside = inside
	return d, nil
}

func (d Design) contains(row int) bool { return d.inside == nil || d.inside[row] }

// counts is the weight of a row in the domain; 0 outside.
func (d Design) counts(row int) float64 {
	if !d.contains(row) {
		return 0
	}
	return d.weights[row]
}

// check holds a column of values against the rows. Outside the domain a value may be anything.
func (d Design) check(values []float64) error {
	if len(values) != len(d.weights) {
		return stats.Refuse("there must be one value for every row of the design")
	}
	for row, y := range values {
		if d.contains(row) && !stats.IsFinite(y) {
			return stats.Refuse("values must be finite numbers; rows without one belong outside the domain")
		}
	}
	return nil
}

// notInDomain is the place of a row outside the domain.
const notInDomain = -1

// levels are the different words of a column within the domain, in order, and the place of each row's.
func (d Design) levels(column []string) (levels []string, ofRow []int, err error) {
	if len(column) != len(d.weights) {
		return nil, nil, stats.Refuse("there must be one category for every row of the design")
	}
	places := map[string]int{}
	for row, word := range column {
		if d.contains(row) {
			places[word] = 0
		}
	}
	for word := range places {
		levels = append(levels, word)
	}
	slices.SortFunc(levels, cmp.Compare)
	for place, word := range levels {
		places[word] = place
	}
	ofRow = make([]int, len(column))
	for row, word := range column {
		ofRow[row] = notInDomain
		if d.contains(row) {
			ofRow[row] = places[word]
		}
	}
	return levels, ofRow, nil
}

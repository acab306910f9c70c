package spatial_test

import (
	"math"
	"strconv"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/spatial"
)

func TestReference(t *testing.T) {
	reference.Family{Number: "18", Title: "Access to opportunities in space", Compute: accesses, Instead: map[string]string{
		"theil_t_as_printed": "theil_t", "theil_within_as_printed": "theil_within_deciles",
	}}.Check(t)
}

type zonesOfCase struct {
	names    []string
	learners []float64
	income   []float64
	deciles  []string
}

func accesses(in reference.Inputs, ours reference.Answers) {
	for _, rows := range in.Tables("zones") {
		var zones zonesOfCase
		places, schools := spatial.Region{}, spatial.Region{}
		position := map[string]int{}
		for i, row := range rows {
			position[row["id"]] = i
			zones.names = append(zones.names, row["id"])
			zones.learners = append(zones.learners, row.Number(in.T, "population"))
			zones.income = append(zones.income, row.Number(in.T, "income_per_capita"))
			zones.deciles = append(zones.deciles, row["income_decile"])
			places.Supply = append(places.Supply, row.Number(in.T, "places"))
			schools.Supply = append(schools.Supply, row.Number(in.T, "schools"))
		}
		for _, trips := range in.Tables("travel_times") {
			for _, row := range trips {
				places.Trips = append(places.Trips, spatial.Trip{From: position[row["from_id"]], To: position[row["to_id"]], Minutes: row.Number(in.T, "minutes")})
			}
		}
		places.Learners, schools.Learners, schools.Trips = zones.learners, zones.learners, places.Trips

		nearest := reference.Must(spatial.Nearest(schools, 1))(in.T)
		zones.put(in, ours, "min_to_school_1", nearest)
		zones.put(in, ours, "min_to_school_2", reference.Must(spatial.Nearest(schools, 2))(in.T))
		zones.put(in, ours, "cum_schools_15", reference.Must(spatial.Gravity(schools, spatial.Within(15)))(in.T))
		within30 := reference.Must(spatial.Gravity(schools, spatial.Within(30)))(in.T)
		zones.put(in, ours, "cum_schools_30", within30)
		zones.put(in, ours, "gravity_exp01", reference.Must(spatial.Gravity(places, spatial.Exponential(0.1)))(in.T))
		zones.put(in, ours, "fca_2sfca30", reference.Must(spatial.FloatingCatchment(places, spatial.Within(30)))(in.T))
		steps := reference.Must(spatial.Steps(spatial.Step{Minutes: 10, Weight: 0.68}, spatial.Step{Minutes: 20, Weight: 0.22}, spatial.Step{Minutes: 30}))(in.T)
		enhanced := reference.Must(spatial.FloatingCatchment(places, steps))(in.T)
		zones.put(in, ours, "fca_e2sfca", enhanced)
		zones.put(in, ours, "spatial_availability", reference.Must(spatial.SpatialAvailability(places, spatial.Exponential(0.1)))(in.T))
		for _, minutes := range []int{15, 30} {
			share := reference.Must(spatial.ShareWithin(nearest, zones.learners, float64(minutes)))(in.T)
			ours.Value("coverage", "share_within_"+strconv.Itoa(minutes)+"_min", share, 1)
		}
		zones.inequality(in, ours, "inequality_of_fca_e2sfca", enhanced)
		zones.inequality(in, ours, "inequality_of_cum_schools_30", within30)
	}
}

// put files what every zone has, the sum over zones that have any, and the mean over their learners. Every zone is compared
// with its row in expected_zones as well.
func (z zonesOfCase) put(in reference.Inputs, ours reference.Answers, name string, access []spatial.Access) {
	var sum float64
	values := map[string]float64{}
	for i, a := range access {
		values[z.names[i]] = math.Inf(1)
		if a.Defined() {
			values[z.names[i]] = a.Value
			sum += a.Value
		}
		ours.Put("access", name+"."+z.names[i], values[z.names[i]])
	}
	ours.Put("access", name+".sum", sum)
	ours.Value("access", name+".popmean", reference.Must(spatial.LearnerMean(access, z.learners))(in.T), 1)
	for _, rows := range in.Expected("zones") {
		for _, row := range rows {
			if difference, ok := reference.Close(values[row["id"]], row[name], 1e-9); !ok {
				in.T.Errorf("%s of %s = %.17g, want %s (relative difference %.2g)", name, row["id"], values[row["id"]], row[name], difference)
			}
		}
	}
}

func (z zonesOfCase) inequality(in reference.Inputs, ours reference.Answers, name string, access []spatial.Access) {
	histogram, _, err := spatial.Histogram(access, z.learners)
	if err != nil {
		in.T.Fatal(err)
	}
	ours.Value(name, "gini", reference.Must(stats.Gini(histogram))(in.T), 1)
	ours.Value(name, "concentration_index", reference.Must(spatial.Concentration(access, z.learners, z.income))(in.T), 1)
	byDecile := map[string][]stats.AmountCount{}
	for i, bar := range histogram {
		byDecile[z.deciles[i]] = append(byDecile[z.deciles[i]], bar)
	}
	var groups [][]stats.AmountCount
	for _, group := range byDecile {
		groups = append(groups, group)
	}
	theil := reference.Must(stats.TheilByGroup(groups))(in.T)
	ours.Value(name, "theil_t", reference.Must(stats.Theil(histogram))(in.T), 1)
	ours.Value(name, "theil_between_deciles", theil.Between, 1)
	ours.Value(name, "theil_within_deciles", theil.Within, 1)
	mean := reference.Must(spatial.LearnerMean(access, z.learners))(in.T)
	line := 0.6 * mean.Value
	ours.Put(name, "poverty_line", line)
	if line > 0 {
		shortfall := reference.Must(spatial.ShortfallOf(access, z.learners, line))(in.T)
		ours.Value(name, "fgt0", shortfall.Share, 1)
		ours.Value(name, "fgt1", shortfall.Gap, 1)
		ours.Value(name, "fgt2", shortfall.SquaredGap, 1)
	}
}

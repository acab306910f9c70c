package spatial_test

import (
	"testing"

	"athar/queries/stats/internal/reference"
	"athar/queries/stats/internal/timing"
	"athar/queries/stats/spatial"
)

func BenchmarkAccess(b *testing.B) { ofZones.Time(b) }

func TestNothingIsAllocatedForARow(t *testing.T) { ofZones.HoldAllocations(t) }

type reached struct {
	region  spatial.Region
	nearest []spatial.Access
}

// The rows are zones, of which each reaches ten.
var ofZones = timing.Family[reached]{
	Data: func(t testing.TB, rows int) reached {
		r := spatial.Region{Learners: make([]float64, rows), Supply: make([]float64, rows)}
		for from := range rows {
			r.Learners[from], r.Supply[from] = float64(from%90+10), float64(from%4)
			for to := range 10 {
				r.Trips = append(r.Trips, spatial.Trip{From: from, To: (from + to*to) % rows, Minutes: float64(5 * to)})
			}
		}
		return reached{r, reference.Must(spatial.Nearest(r, 1))(t)}
	},
	Estimators: map[string]func(reached) error{
		"floating catchment": func(z reached) error { _, err := spatial.FloatingCatchment(z.region, spatial.Within(30)); return err },
		"gravity":            func(z reached) error { _, err := spatial.Gravity(z.region, spatial.Within(30)); return err },
		"availability":       func(z reached) error { _, err := spatial.SpatialAvailability(z.region, spatial.Within(30)); return err },
		"nearest":            func(z reached) error { _, err := spatial.Nearest(z.region, 1); return err },
		"share within":       func(z reached) error { _, err := spatial.ShareWithin(z.nearest, z.region.Learners, 10); return err },
		"learner mean":       func(z reached) error { _, err := spatial.LearnerMean(z.nearest, z.region.Learners); return err },
		"concentration": func(z reached) error {
			_, err := spatial.Concentration(z.nearest, z.region.Learners, z.region.Supply)
			return err
		},
		"shortfall": func(z reached) error { _, err := spatial.ShortfallOf(z.nearest, z.region.Learners, 10); return err },
		"histogram": func(z reached) error { _, _, err := spatial.Histogram(z.nearest, z.region.Learners); return err },
	},
}

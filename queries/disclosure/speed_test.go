package disclosure

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"athar/models"
)

// BenchmarkProtect is a question of usual size: 20 municipalities by 10 grades
// in one of three terms, planned beside the measure that comes before it.
func BenchmarkProtect(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 15))
	dimensions := []models.Dimension{{Name: "municipality", Of: models.OfPerson}, {Name: "grade", Of: models.OfPerson}, term}
	table := func(municipalities, grades int, most float64) (t Table) {
		t.Dimensions, t.Shares = dimensions, true
		for of := range 3 {
			for i := range municipalities {
				for j := range grades {
					n := int64(10 + 200*random.ExpFloat64())
					yes := int64(most * float64(n) * random.Float64())
					t.Rows = append(t.Rows, row(yes, n-yes, fmt.Sprintf("m%02d", i), fmt.Sprintf("g%02d", j), fmt.Sprint(of)))
				}
			}
		}
		return t
	}
	beside := func(municipalities, grades int) Table {
		t := table(municipalities, grades, 0.6)
		t.Before = []Before{{Table: table(municipalities, grades, 0.4)}}
		return t
	}
	for name, t := range map[string]Table{"alone": table(20, 10, 0.4), "beside": beside(20, 10), "joined": beside(8, 7), "joined by one": beside(20, 1)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Protect(t, Request{By: []string{"municipality", "grade"}, Keep: map[string][]string{"term": {"1"}}, Estimate: share, Policy: strict}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

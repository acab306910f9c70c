package segregation_test

import (
	"fmt"
	"testing"

	"athar/queries/stats/internal/timing"
	"athar/queries/stats/segregation"
)

func BenchmarkIndices(b *testing.B)  { ofIndices.Time(b) }
func BenchmarkLearners(b *testing.B) { ofLearners.Time(b) }

func TestNothingIsAllocatedForARow(t *testing.T) {
	ofIndices.HoldAllocations(t)
	ofLearners.HoldAllocations(t)
}

type cells = []segregation.Cell

// Every five rows are one more school.
var ofIndices = timing.Family[cells]{
	Data: func(_ testing.TB, rows int) cells {
		all := make(cells, rows)
		for i := range all {
			all[i] = segregation.Cell{Area: fmt.Sprint(i / 5 % 8), Unit: fmt.Sprint(i / 5), Group: fmt.Sprint("group ", i%5), Learners: float64(20 + i*7%61)}
		}
		return all
	},
	Estimators: map[string]func(cells) error{
		"information": timing.Plain(segregation.Information), "entropy": timing.Plain(segregation.Entropy), "multigroup": timing.Plain(segregation.MultigroupDissimilarity),
		"by area": timing.Plain(segregation.ByArea), "scores of units": timing.Plain(segregation.LocalScoresOfUnits), "scores of groups": timing.Plain(segregation.LocalScoresOfGroups),
		"information by chance": timing.Plain(segregation.InformationByChance), "mutual information by chance": timing.Plain(segregation.MutualInformationByChance),
		"dissimilarity":           func(c cells) error { _, err := segregation.Dissimilarity(c, "group 1", "group 2"); return err },
		"dissimilarity by chance": func(c cells) error { _, err := segregation.DissimilarityByChance(c, "group 1"); return err },
		"from the rest":           func(c cells) error { _, err := segregation.DissimilarityFromRest(c, "group 1"); return err },
		"exposure":                func(c cells) error { _, err := segregation.Exposure(c, "group 1", "group 2"); return err },
		"isolation":               func(c cells) error { _, err := segregation.Isolation(c, "group 1"); return err },
		"change": func(c cells) error {
			_, err := segregation.Change(c[:len(c)*9/10], c[len(c)/10:])
			return err
		},
		"bootstrap": func(c cells) error {
			_, err := segregation.Bootstrap(c[:len(c)/100], segregation.Draws{Count: 100, Seed: 1})
			return err
		},
	},
}

// Many rows speak of the same school and group.
var ofLearners = timing.Family[cells]{
	Data: func(_ testing.TB, rows int) cells {
		all := make(cells, rows)
		for i := range all {
			all[i] = segregation.Cell{Area: fmt.Sprint(i % 8), Unit: fmt.Sprint(i % 400), Group: fmt.Sprint(i / 400 % 5), Learners: float64(i%17 + 1)}
		}
		return all
	},
	Estimators: map[string]func(cells) error{"mutual information": timing.Plain(segregation.MutualInformation)},
}

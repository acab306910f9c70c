// Package timing runs estimators at the sizes at which all of them are timed, and counts what they allocate. It is used by
// tests alone.
package timing

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"athar/queries/stats"
)

// Rows are the numbers of rows at which estimators are timed.
var Rows = []int{1e3, 1e5, 1e6}

// Numbers of rows at which allocations are counted, and what the second may take more than the first: slices and maps that
// grow, and nothing for a row, nor for every school of fifty.
const (
	fewRows, manyRows = 2_000, 20_000
	growth            = 32
	rowsToAllocation  = 100
)

// Family is the estimators of data of one shape, by name.
type Family[T any] struct {
	Data       func(t testing.TB, rows int) T
	Estimators map[string]func(T) error
}

// Time times each estimator on data of each number of rows.
func (f Family[T]) Time(b *testing.B) {
	for _, rows := range Rows {
		data := f.Data(b, rows)
		for _, name := range f.names() {
			b.Run(fmt.Sprintf("%s/%d", name, rows), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := f.Estimators[name](data); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// HoldAllocations fails for an estimator that allocates for every row, or for every few of them.
func (f Family[T]) HoldAllocations(t *testing.T) {
	few, many := f.Data(t, fewRows), f.Data(t, manyRows)
	for _, name := range f.names() {
		count := func(data T) float64 {
			return testing.AllocsPerRun(1, func() {
				if err := f.Estimators[name](data); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
		before, after := count(few), count(many)
		if after-before > growth+float64(manyRows-fewRows)/rowsToAllocation {
			t.Errorf("%s allocates %v times for %d rows and %v times for %d", name, before, fewRows, after, manyRows)
		}
	}
}

func (f Family[T]) names() []string { return slices.Sorted(maps.Keys(f.Estimators)) }

// Plain is an estimator without options.
func Plain[T, R any](estimate func(T, ...stats.Option) (R, error)) func(T) error {
	return func(data T) error {
		_, err := estimate(data)
		return err
	}
}

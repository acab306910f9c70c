// Package timing runs benchmarks of statistics at the sizes at which all of them are timed. It is used by tests alone.
package timing

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"athar/queries/stats"
)

// Rows are the numbers of rows.
var Rows = []int{1e3, 1e5, 1e6}

// Estimators times each estimator on data of each number of rows.
func Estimators[T any](b *testing.B, make func(rows int) T, estimators map[string]func(T) error) {
	for _, rows := range Rows {
		data := make(rows)
		for _, name := range slices.Sorted(maps.Keys(estimators)) {
			b.Run(fmt.Sprintf("%s/%d", name, rows), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := estimators[name](data); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// Plain is an estimator without options.
func Plain[T, R any](estimate func(T, ...stats.Option) (R, error)) func(T) error {
	return func(data T) error {
		_, err := estimate(data)
		return err
	}
}

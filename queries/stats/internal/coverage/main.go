// Command coverage finds out how often the intervals of queries/stats hold the truth, by drawing data of which the truth is known.
//
//	go run ./queries/stats/internal/coverage -write docs/statistics.md
//
// An interval of 95% keeps its word where it holds the truth in 93 to 97 of 100 draws. The command prints every trial, and writes
// into the file, between two marks, the table and what to do where the word is not kept. The draws are seeded: the same program
// writes the same table.
package main

import (
	"flag"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"

	"athar/queries/stats"
)

// trial is one estimator in one setting.
type trial struct {
	estimator, setting string
	repetitions        int // 0 means 2,000
	truth              float64
	once               func(*rand.Rand) (stats.Estimate, error)
	advice             string // where the interval does not keep its word
}

// outcome is what a trial came to.
type outcome struct {
	trial
	held, drawn, without int
}

func (o outcome) coverage() float64 { return float64(o.held) / float64(o.drawn) }

// kept tells whether the interval keeps its word.
func (o outcome) kept() bool { return o.drawn > 0 && o.coverage() >= 0.93 && o.coverage() <= 0.97 }

func main() {
	write := flag.String("write", "", "the `file` to write the table into")
	only := flag.String("only", "", "run the trials whose estimator contains this `text`")
	flag.Parse()
	trials := slices.DeleteFunc(slices.Concat(shares(), groups(), amounts(), outcomes(), samples()), func(t trial) bool { return !strings.Contains(t.estimator, *only) })
	found, err := runAll(trials)
	if err == nil && *write != "" {
		err = put(*write, found)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// runAll runs trials on all processors and prints each as it ends.
func runAll(trials []trial) ([]outcome, error) {
	found, failed := make([]outcome, len(trials)), make([]error, len(trials))
	var wait sync.WaitGroup
	var print sync.Mutex
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := range next {
				found[i], failed[i] = trials[i].run()
				print.Lock()
				o := found[i]
				fmt.Printf("%-46s %-44s %5.1f%%  %d of %d without an interval\n", o.estimator, o.setting, 100*o.coverage(), o.without, o.drawn+o.without)
				print.Unlock()
			}
		})
	}
	for i := range trials {
		next <- i
	}
	close(next)
	wait.Wait()
	for i, err := range failed {
		if err != nil {
			return nil, fmt.Errorf("%s, %s: %w", trials[i].estimator, trials[i].setting, err)
		}
	}
	return found, nil
}

func (t trial) run() (outcome, error) {
	o := outcome{trial: t}
	seed := fnv.New64a() // by name, so that a trial draws the same whichever others run
	seed.Write([]byte(t.estimator + t.setting))
	r := rand.New(rand.NewPCG(20240909, seed.Sum64()))
	if t.repetitions == 0 {
		t.repetitions = 2000
	}
	for range t.repetitions {
		e, err := t.once(r)
		switch {
		case err != nil:
			return o, err
		case !e.Interval.Defined():
			o.without++
		default:
			o.drawn++
			if e.Interval.Contains(t.truth) {
				o.held++
			}
		}
	}
	if math.IsNaN(t.truth) {
		return o, fmt.Errorf("the truth is not known")
	}
	return o, nil
}

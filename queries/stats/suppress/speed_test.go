package suppress

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// skewed makes a table of shares the way real ones look: a few large cells, many small ones.
func skewed(tb testing.TB, seed uint64, mean float64, sizes ...int) *Table {
	r := rand.New(rand.NewPCG(seed, 17))
	var dimensions []Dimension
	cells := 1
	weights := make([][]float64, len(sizes))
	for d, size := range sizes {
		dimension := Dimension{Name: string(rune('A' + d))}
		for i := range size {
			dimension.Levels = append(dimension.Levels, fmt.Sprintf("%04d", i))
			weights[d] = append(weights[d], r.ExpFloat64())
		}
		dimensions = append(dimensions, dimension)
		cells *= size
	}
	table, err := New(dimensions, 2)
	if err != nil {
		tb.Fatal(err)
	}
	at := make(Cell, len(sizes))
	for cell := range cells {
		rest, n := cell, mean
		for d := len(sizes) - 1; d >= 0; d-- {
			at[d] = rest % sizes[d]
			rest /= sizes[d]
			n *= weights[d][at[d]]
		}
		count := int64(n * r.ExpFloat64())
		successes := int64(float64(count) * r.Float64())
		if err := table.Set(at, successes, count-successes); err != nil {
			tb.Fatal(err)
		}
	}
	return table
}

var shapes = []struct {
	name  string
	mean  float64
	sizes []int
}{
	{"13x10", 60, []int{13, 10}},
	{"20x10", 60, []int{20, 10}},
	{"2400", 60, []int{2400}},
	{"300x6", 40, []int{300, 6}},
	{"50x50", 60, []int{50, 50}},
	{"50x50_sparse", 8, []int{50, 50}},
	{"3x3x8", 60, []int{3, 3, 8}},
	{"13x10x3", 60, []int{13, 10, 3}},
	{"3x3x4x3", 60, []int{3, 3, 4, 3}},
	{"3x3x8x11", 60, []int{3, 3, 8, 11}},
}

func BenchmarkProtect(b *testing.B) {
	for _, shape := range shapes {
		b.Run(shape.name, func(b *testing.B) {
			table := skewed(b, 1, shape.mean, shape.sizes...)
			for b.Loop() {
				if _, err := Protect(table, Policy{Threshold: 10, SumsKnown: true, Unanimous: 20}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAudit(b *testing.B) {
	for _, shape := range shapes[:8] {
		b.Run(shape.name, func(b *testing.B) {
			p, err := Protect(skewed(b, 1, shape.mean, shape.sizes...), Policy{Threshold: 10, SumsKnown: true, Unanimous: 20})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				Audit(p)
			}
		})
	}
}

// A table of 50 × 50 with its audit takes well under a second where 150 million arcs do.
func TestALargeTableAndItsAuditAreFewSteps(t *testing.T) {
	for _, shape := range shapes {
		if !strings.HasPrefix(shape.name, "50x50") {
			continue
		}
		for seed := range uint64(3) {
			p, err := Protect(skewed(t, seed, shape.mean, shape.sizes...), Policy{Threshold: 10, SumsKnown: true, Unanimous: 20})
			if err != nil {
				t.Fatal(err)
			}
			planned := p.lattice.steps
			if audit := Audit(p); !p.Safe() || !audit.Safe(10) {
				t.Errorf("%s is not safe", shape.name)
			}
			audited := p.lattice.steps - planned
			t.Logf("%s: %d steps, and %d of the audit", shape.name, planned, audited)
			if planned == 0 || audited == 0 || planned+audited > 150_000_000 {
				t.Errorf("%s takes %d steps, and %d its audit", shape.name, planned, audited)
			}
		}
	}
}

// What protection costs on tables of a usual shape; the log is the record, the limit guards against hiding everything.
func TestProtectionHidesFewBesidesTheSmall(t *testing.T) {
	for _, shape := range shapes {
		if shape.name == "3x3x8x11" {
			continue // seconds; see the benchmark
		}
		policy := Policy{Threshold: 10, SumsKnown: true, Unanimous: 20, Together: len(shape.sizes) > 3}
		p, err := Protect(skewed(t, 2, shape.mean, shape.sizes...), policy)
		if err != nil {
			t.Fatal(err)
		}
		reports := p.Reports()
		r := reports[len(reports)-1]
		if policy.Together {
			for _, r := range reports {
				t.Logf("  %+v", r)
			}
		}
		t.Logf("%s: %d cells, %d small, %d more hidden; whole %v, zeros %v, safe %v, linked %v known %v", shape.name, len(p.lattice.inner.state), r.Primary, r.Complementary, r.Whole, r.Zeros, r.Safe, r.Linked, r.Known)
		if !p.Safe() {
			t.Errorf("%s is not safe", shape.name)
		}
		if len(p.lattice.inner.state) < 1000 && len(shape.sizes) < 4 && !Audit(p).Safe(10) {
			t.Errorf("%s fails its audit", shape.name)
		}
		if len(shape.sizes) > 3 {
			continue // sparse in so many dimensions: whole tables may have to go
		}
		if r.Complementary > r.Primary+len(p.lattice.inner.state)/5 || r.Whole {
			t.Errorf("%s hides too much", shape.name)
		}
	}
}

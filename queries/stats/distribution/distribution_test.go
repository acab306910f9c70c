package distribution_test

import (
	"math"
	"slices"
	"testing"

	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/expect"

	"pgregory.net/rapid"
)

func TestQuantiles(t *testing.T) {
	for _, c := range []struct{ p, want float64 }{
		{0.5, 0}, {0.975, 1.959963984540054}, {0.025, -1.959963984540054}, {0, math.Inf(-1)}, {1, math.Inf(1)},
	} {
		if got := distribution.NormalQuantile(c.p); got != c.want && math.Abs(got-c.want) > 1e-14 {
			t.Errorf("normal quantile of %v = %v", c.p, got)
		}
	}
	// One degree is the Cauchy distribution, two have a closed form.
	for _, p := range []float64{0.6, 0.9, 0.975, 0.9995} {
		expect.Same(t, "one degree", distribution.TQuantile(p, 1), math.Tan(math.Pi*(p-0.5)))
		expect.Same(t, "two degrees", distribution.TQuantile(p, 2), (2*p-1)*math.Sqrt2/math.Sqrt(4*p*(1-p)))
	}
	// The expansion meets the inversion where one takes over from the other, and falls to the normal quantile from above.
	for _, p := range []float64{0.9, 0.975, 0.995, 0.9999} {
		below, above := distribution.TQuantile(p, 1e4*(1-1e-12)), distribution.TQuantile(p, 1e4)
		if math.Abs(below-above) > 1e-10 {
			t.Errorf("at %v the two ways differ by %v", p, below-above)
		}
		last := distribution.TQuantile(p, 9000)
		for _, degrees := range []float64{1e4, 1e5, 1e6, 1e9} {
			next := distribution.TQuantile(p, degrees)
			if !(next < last && next > distribution.NormalQuantile(p)) {
				t.Errorf("t quantile of %v at %v degrees = %.17g after %.17g", p, degrees, next, last)
			}
			last = next
		}
		expect.Same(t, "symmetry", distribution.TQuantile(1-p, 1e5), -distribution.TQuantile(p, 1e5))
	}
	if distribution.TQuantile(0.975, math.Inf(1)) != distribution.NormalQuantile(0.975) || distribution.TQuantile(0, 5) != math.Inf(-1) || distribution.TQuantile(1, 5) != math.Inf(1) {
		t.Error("special cases of the t quantile")
	}
	for _, bad := range []float64{distribution.NormalQuantile(-0.1), distribution.NormalQuantile(math.NaN()), distribution.TQuantile(0.5, 0), distribution.TQuantile(0.5, math.NaN()), distribution.TQuantile(2, 5)} {
		if !math.IsNaN(bad) {
			t.Errorf("a quantile of nothing is %v", bad)
		}
	}
}

// Values that mpmath gives with 40 digits, where the expansions of Student's t take over and in the tails.
func TestStudentTails(t *testing.T) {
	for _, c := range []struct{ x, degrees, want float64 }{
		{-0.3, 1e4, 0.38209169561466614}, {-2.1, 1e4, 0.017876913928105374}, {-6, 1e4, 1.0208092364613077e-9},
		{-15, 1e4, 1.2916575199695881e-50}, {-2.1, 1e5, 0.017865669816148396}, {-15, 1e5, 4.1701382767342548e-51},
		{-0.3, 1e6, 0.3820886089894971}, {-15, 1e6, 3.7181323836051928e-51},
	} {
		relative(t, "t", distribution.TCDF(c.x, c.degrees), c.want, 1e-12)
		relative(t, "t above", distribution.TCDF(-c.x, c.degrees), 1-c.want, 1e-12)
	}
	for _, c := range []struct{ x, degrees, shift, want, tolerance float64 }{
		{2, 1e4, 1, 0.84130845333290076, 1e-9}, {20, 100, 20, 0.48592278402606845, 1e-9},
		{3, 4e5, 2.5, 0.69146081097689629, 1e-6}, {2, 4e5, 4, 0.02275033441440908, 1e-5}, {45, 60, 40, 0.87378489353916319, 1e-2},
	} {
		relative(t, "noncentral t", distribution.NoncentralTCDF(c.x, c.degrees, c.shift), c.want, c.tolerance)
	}
}

// A register counts millions. The distributions of one trial and of two degrees have a closed form; the others are mpmath's.
func TestManyTrials(t *testing.T) {
	for _, n := range []float64{1e3, 1e5, 1e7} {
		for _, p := range []float64{0.0005, 0.025, 0.5, 0.975, 0.9995} {
			quantile := -math.Expm1(math.Log1p(-p) / n)
			relative(t, "beta of 1 and many", distribution.BetaQuantile(p, 1, n), quantile, 1e-10)
			relative(t, "its share", distribution.BetaCDF(quantile, 1, n), p, 1e-10)
			relative(t, "F of 2 and many", distribution.FQuantile(p, 2, n), n/2*math.Expm1(-2/n*math.Log1p(-p)), 1e-13)
		}
	}
	relative(t, "one of a million", distribution.BetaQuantile(0.025, 1.5, 999998.5), 1.0789777036321018e-7, 1e-11)
	relative(t, "one of a million", distribution.BetaQuantile(0.005, 1.5, 999998.5), 3.5860931476409814e-8, 1e-11)
	relative(t, "F of 1 and many", distribution.FQuantile(0.001, 1, 5000), 1.570954237077402e-6, 1e-13)
	relative(t, "F of 1 and many", distribution.FQuantile(0.001, 1, 1e6), 1.5707979346624946e-6, 1e-13)
	relative(t, "t far out", distribution.TQuantile(1e-10, 240), -6.6465649939300265, 1e-13)
	relative(t, "t far out", distribution.TQuantile(1e-10, 4000), -6.3778640373825245, 1e-13)
}

// Distributions that have a closed form.
func TestClosedForms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, n := rapid.Float64Range(1e-3, 60).Draw(t, "x"), rapid.Float64Range(0.5, 500).Draw(t, "n")
		p := rapid.Float64Range(1e-6, 1-1e-6).Draw(t, "p")
		relative(t, "chi-squared of 2", distribution.ChiSquaredCDF(x, 2), -math.Expm1(-x/2), 1e-10)
		relative(t, "chi-squared of 2 above", distribution.ChiSquaredSurvival(x, 2), math.Exp(-x/2), 1e-10)
		relative(t, "its quantile", distribution.ChiSquaredQuantile(p, 2), -2*math.Log1p(-p), 1e-9)
		above := math.Exp(-n / 2 * math.Log1p(2*x/n))
		relative(t, "F of 2 and n above", distribution.FSurvival(x, 2, n), above, 1e-9)
		expect.Same(t, "F of 2 and n", distribution.FCDF(x, 2, n), 1-above)
		relative(t, "its quantile", distribution.FQuantile(p, 2, n), n/2*math.Expm1(-2/n*math.Log1p(-p)), 1e-9)
		expect.Same(t, "beta of 1 and n", distribution.BetaCDF(p, 1, n), -math.Expm1(n*math.Log1p(-p)))
		relative(t, "its quantile", distribution.BetaQuantile(p, 1, n), -math.Expm1(math.Log1p(-p)/n), 1e-9)
		expect.Same(t, "square of t", distribution.FCDF(x*x, 1, n), 1-2*distribution.TCDF(-x, n))
		expect.Same(t, "no shift", distribution.NoncentralTCDF(x, n, 0), distribution.TCDF(x, n))
		expect.Same(t, "mirrored", distribution.NoncentralTCDF(-x, n, -2), 1-distribution.NoncentralTCDF(x, n, 2))
		expect.Same(t, "normal", distribution.NormalCDF(distribution.NormalQuantile(p)), p)
	})
}

// Quantile and CDF undo each other.
func TestInverses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.Float64Range(1e-4, 1-1e-4).Draw(t, "p")
		a, b := rapid.Float64Range(0.5, 2000).Draw(t, "a"), rapid.Float64Range(0.5, 2000).Draw(t, "b")
		expect.Same(t, "t", distribution.TCDF(distribution.TQuantile(p, a), a), p)
		expect.Same(t, "chi-squared", distribution.ChiSquaredCDF(distribution.ChiSquaredQuantile(p, a), a), p)
		expect.Same(t, "F", distribution.FCDF(distribution.FQuantile(p, a, b), a, b), p)
		expect.Same(t, "beta", distribution.BetaCDF(distribution.BetaQuantile(p, a, b), a, b), p)
	})
}

func TestSpecialValues(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for what, c := range map[string][2]float64{
		"chi-squared below zero":  {distribution.ChiSquaredCDF(-1, 3), 0},
		"chi-squared at infinity": {distribution.ChiSquaredSurvival(inf, 3), 0},
		"last chi-squared":        {distribution.ChiSquaredQuantile(1, 3), inf},
		"first chi-squared":       {distribution.ChiSquaredQuantile(0, 3), 0},
		"F below zero":            {distribution.FCDF(-1, 2, 3), 0},
		"F above less than zero":  {distribution.FSurvival(-1, 2, 3), 1},
		"F at infinity":           {distribution.FCDF(inf, 2, 3), 1},
		"F above infinity":        {distribution.FSurvival(inf, 2, 3), 0},
		"last F":                  {distribution.FQuantile(1, 2, 3), inf},
		"first F":                 {distribution.FQuantile(0, 2, 3), 0},
		"F of many":               {distribution.FSurvival(2, 3, inf), distribution.ChiSquaredSurvival(6, 3)},
		"quantile of F of many":   {distribution.FQuantile(0.9, 3, inf), distribution.ChiSquaredQuantile(0.9, 3) / 3},
		"beta below zero":         {distribution.BetaCDF(-1, 2, 3), 0},
		"beta above one":          {distribution.BetaCDF(2, 2, 3), 1},
		"t of many":               {distribution.TCDF(1, inf), distribution.NormalCDF(1)},
		"t at infinity":           {distribution.TCDF(-inf, 5), 0},
		"noncentral of many":      {distribution.NoncentralTCDF(3, inf, 1), distribution.NormalCDF(2)},
		"gamma of zero":           {distribution.LogGamma(0), inf},
		"gamma of two below zero": {distribution.LogGamma(-2), inf},
		"4 of 6":                  {math.Round(1e9*math.Exp(distribution.LogChoose(6, 4))) / 1e9, 15},
		"7 of 6":                  {distribution.LogChoose(6, 7), math.Inf(-1)},
		"fewer than none":         {distribution.LogChoose(6, -1), math.Inf(-1)},
	} {
		if c[0] != c[1] {
			t.Errorf("%s = %v, want %v", what, c[0], c[1])
		}
	}
	for what, got := range map[string]float64{
		"chi-squared": distribution.ChiSquaredCDF(1, 0), "above": distribution.ChiSquaredSurvival(nan, 1), "its quantile": distribution.ChiSquaredQuantile(1.1, 1),
		"F": distribution.FCDF(1, -1, 2), "F above": distribution.FSurvival(1, 1, nan), "F quantile": distribution.FQuantile(nan, 1, 1),
		"beta": distribution.BetaCDF(0.5, 0, 1), "beta quantile": distribution.BetaQuantile(0.5, 1, inf),
		"t": distribution.TCDF(1, 0), "t of nothing": distribution.TCDF(nan, 1), "noncentral": distribution.NoncentralTCDF(1, 5, inf),
		"normal": distribution.NormalCDF(nan), "gamma": distribution.LogGamma(nan),
	} {
		if !math.IsNaN(got) {
			t.Errorf("%s of nothing = %v", what, got)
		}
	}
}

// What R 4.2 draws after set.seed: by inversion and by rejection, with the rarer outcome on either side, and the sums of many.
func TestBinomialAsInR(t *testing.T) {
	for _, c := range []struct {
		seed int32
		n    int
		p    float64
		want []int
	}{
		{42, 50, 0.3, []int{19, 20, 13, 18, 16, 15, 17, 11, 16, 17, 15, 17}},
		{42, 1000, 0.3, []int{289, 313, 287, 308, 299, 262, 293, 304, 323, 329, 289, 291}},
		{42, 200000, 0.9, []int{180131, 179903, 179755, 179951, 180032, 180095, 179576, 179980, 179860, 179706, 180118, 180113}},
		{7, 7, 0.5, []int{6, 3, 2, 2, 3, 5, 3, 6, 2, 3}},
		{1, 9, 0, []int{0, 0}}, {1, 9, 1, []int{9, 9}}, {1, 0, 0.4, []int{0, 0}},
	} {
		r := distribution.NewRandom(c.seed)
		for i, want := range c.want {
			if got := r.Binomial(c.n, c.p); got != want {
				t.Errorf("seed %d: number %d of %d and %v is %d, want %d", c.seed, i, c.n, c.p, got, want)
			}
		}
	}
	for _, c := range []struct {
		seed          int32
		n             int
		p             float64
		sum, weighted int // the i-th number, from 1, has the weight i modulo 97
	}{{8, 1_000_000, 0.37, 37000201794, 1775920304832}, {9, 90, 0.02, 179846, 8619956}, {7, 400, 0.1, 3999745, 191813073}} {
		r, sum, weighted := distribution.NewRandom(c.seed), 0, 0
		for i := 1; i <= 100_000; i++ {
			k := r.Binomial(c.n, c.p)
			sum, weighted = sum+k, weighted+k*(i%97)
		}
		if sum != c.sum || weighted != c.weighted {
			t.Errorf("numbers of %d and %v add up to %d and %d, want %d and %d", c.n, c.p, sum, weighted, c.sum, c.weighted)
		}
	}
}

// Three draws each of what R 4.2 draws after set.seed.
func TestMultinomialAsInR(t *testing.T) {
	for _, c := range []struct {
		seed   int32
		things int
		counts []float64
		want   []int
	}{
		{11, 192, []float64{30, 10, 20, 20, 5, 45, 25, 25, 12}, []int{36, 10, 11, 14, 9, 46, 31, 27, 8, 30, 14, 24, 21, 5, 35, 21, 29, 13, 29, 9, 19, 14, 5, 57, 19, 28, 12}},
		{5, 44000, []float64{0, 3, 0, 1, 700, 40000, 0}, []int{0, 2, 0, 1, 798, 43199, 0, 0, 1, 0, 1, 752, 43246, 0, 0, 7, 0, 0, 750, 43243, 0}},
	} {
		var sum float64
		for _, n := range c.counts {
			sum += n
		}
		shares := make([]float64, len(c.counts))
		for i, n := range c.counts {
			shares[i] = n / sum
		}
		random, cells := distribution.NewRandom(c.seed), distribution.NewMultinomial(shares)
		var got []int
		for range 3 {
			drawn := make([]int, len(shares))
			cells.Draw(c.things, drawn, random)
			got = append(got, drawn...)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v, want %v", got, c.want)
		}
	}
}

func TestRandom(t *testing.T) {
	const draws = 20000
	r := distribution.NewRandom(7)
	var uniform, normal, squares float64
	counts := make([]int, 5)
	for range draws {
		u := r.Uniform()
		if !(u > 0 && u < 1) {
			t.Fatalf("%v is not between 0 and 1", u)
		}
		uniform += u
		z := r.Normal()
		normal, squares = normal+z, squares+z*z
		counts[r.Below(len(counts))]++
	}
	for what, c := range map[string][3]float64{ // mean, expected, six standard errors
		"uniform": {uniform / draws, 0.5, 6 / math.Sqrt(12*draws)}, "normal": {normal / draws, 0, 6 / math.Sqrt(draws)}, "square": {squares / draws, 1, 6 * math.Sqrt(2.0/draws)},
	} {
		if math.Abs(c[0]-c[1]) > c[2] {
			t.Errorf("mean of %s = %v", what, c[0])
		}
	}
	for i, n := range counts {
		if math.Abs(float64(n)-draws/5) > 6*math.Sqrt(draws*0.16) {
			t.Errorf("%d came %d times of %d", i, n, draws)
		}
	}
	one, another, again := distribution.NewRandom(-1), distribution.NewRandom(1), distribution.NewRandom(-1)
	if first := one.Uint64(); first == another.Uint64() || first != again.Uint64() {
		t.Error("seeds do not decide the numbers")
	}
	seen := map[int]bool{}
	for _, i := range r.Permutation(1000) {
		seen[i] = true
	}
	if len(seen) != 1000 || len(r.Permutation(0)) != 0 || r.Below(1) != 0 {
		t.Error("a permutation leaves something out")
	}
	defer func() {
		if recover() == nil {
			t.Error("none of none was drawn")
		}
	}()
	r.Below(0)
}

func relative(t rapid.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s = %.17g, want %.17g", what, got, want)
	}
}

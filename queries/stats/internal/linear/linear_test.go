package linear_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/linear"
)

// dense computes everything by the textbook, with whole matrices: the other road to each number.
type dense struct {
	x        *mat.Dense // rows times the roots of their weights
	e        []float64  // residuals times the roots of their weights
	bread    *mat.Dense
	b        []float64
	clusters []int
}

func byTheBook(t rapid.TB, rows linear.Rows, clusters []int) dense {
	n, k := rows.Len(), rows.Columns
	d := dense{x: mat.NewDense(n, k, nil), e: make([]float64, n), clusters: clusters}
	y := mat.NewDense(n, 1, nil)
	for i := range n {
		s := math.Sqrt(rows.Weight(i))
		for j, v := range rows.Row(i) {
			d.x.Set(i, j, s*v)
		}
		y.Set(i, 0, s*rows.Y[i])
	}
	var cross, xy, b, fitted mat.Dense
	cross.Mul(d.x.T(), d.x)
	d.bread = new(mat.Dense)
	if err := d.bread.Inverse(&cross); err != nil {
		t.Skip("the textbook cannot invert this one")
	}
	xy.Mul(d.x.T(), y)
	b.Mul(d.bread, &xy)
	fitted.Mul(d.x, &b)
	for i := range n {
		d.e[i] = y.At(i, 0) - fitted.At(i, 0)
	}
	d.b = mat.Col(nil, 0, &b)
	return d
}

// sandwich is B [Σ_g XᵀAe eᵀAX] B with A the inverse root of I - H of the cluster, or I, and the vectors whose products
// make the degrees of freedom.
func (d dense) sandwich(corrected bool, contrast []float64) (v *mat.Dense, freedom float64) {
	n, k := d.x.Dims()
	meat := mat.NewDense(k, k, nil)
	var vectors []*mat.Dense
	var hat, half mat.Dense
	half.Mul(d.x, d.bread)
	hat.Mul(&half, d.x.T())
	rest := mat.NewDense(n, n, nil)
	for i := range n {
		rest.Set(i, i, 1)
	}
	rest.Sub(rest, &hat)
	for g := range slices.Max(d.clusters) + 1 {
		var members []int
		for i, c := range d.clusters {
			if c == g {
				members = append(members, i)
			}
		}
		m := len(members)
		if m == 0 {
			continue
		}
		x, e := mat.NewDense(m, k, nil), mat.NewDense(m, 1, nil)
		block := mat.NewSymDense(m, nil)
		columns := mat.NewDense(n, m, nil)
		for a, i := range members {
			x.SetRow(a, d.x.RawRowView(i))
			e.Set(a, 0, d.e[i])
			for b, j := range members {
				block.SetSym(a, b, (rest.At(i, j)+rest.At(j, i))/2)
			}
			for j := range n {
				columns.Set(j, a, rest.At(j, i))
			}
		}
		a := mat.NewDense(m, m, nil)
		if corrected {
			var eigen mat.EigenSym
			eigen.Factorize(block, true)
			var vectors mat.Dense
			eigen.VectorsTo(&vectors)
			for j, value := range eigen.Values(nil) {
				if value > 1e-10 {
					column := vectors.ColView(j)
					var square mat.Dense
					square.Outer(1/math.Sqrt(value), column, column)
					a.Add(a, &square)
				}
			}
		} else {
			for i := range m {
				a.Set(i, i, 1)
			}
		}
		var ae, score, square mat.Dense
		ae.Mul(a, e)
		score.Mul(x.T(), &ae)
		square.Mul(&score, score.T())
		meat.Add(meat, &square)
		var p, q, r, s mat.Dense
		p.Mul(d.bread, mat.NewDense(k, 1, contrast))
		q.Mul(x, &p)
		r.Mul(a, &q)
		s.Mul(columns, &r)
		vectors = append(vectors, &s)
	}
	trace, squares := 0.0, 0.0
	for g, p := range vectors {
		for h, q := range vectors {
			product := mat.Dot(p.ColView(0), q.ColView(0))
			squares += product * product
			if g == h {
				trace += product
			}
		}
	}
	var left mat.Dense
	v = new(mat.Dense)
	left.Mul(d.bread, meat)
	v.Mul(&left, d.bread)
	return v, trace * trace / squares
}

func near(a, b, scale float64) bool { return math.Abs(a-b) <= 1e-7*math.Max(scale, 1e-12) }

func sameMatrix(t rapid.TB, what string, got mat.Matrix, want mat.Matrix) {
	t.Helper()
	scale := mat.Norm(want, 2)
	k, _ := want.Dims()
	for i := range k {
		for j := range k {
			if !near(got.At(i, j), want.At(i, j), scale) {
				t.Fatalf("%s: at %d,%d %v, the textbook says %v", what, i, j, got.At(i, j), want.At(i, j))
			}
		}
	}
}

// sample draws rows in clusters; the last regressor is constant within clusters, as a treatment of schools is.
func sample(t *rapid.T) (linear.Rows, []int) {
	random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	clusters := rapid.IntRange(4, 9).Draw(t, "clusters")
	weighted := rapid.Bool().Draw(t, "weighted")
	rows, of := linear.NewRows(3, 0), []int(nil)
	for g := range clusters {
		effect := random.NormFloat64()
		for range 1 + random.IntN(7) {
			rows.Add(effect+random.NormFloat64(), 1, 100+10*random.NormFloat64(), float64(g%2))
			of = append(of, g)
			if weighted {
				rows.Weights = append(rows.Weights, 0.5+random.Float64())
			}
		}
	}
	return rows, of
}

func clustered(t rapid.TB, rows linear.Rows, of []int, order []int) linear.ClusteredFit {
	c := linear.NewClusters(rows.Columns, slices.Max(of)+1)
	for i := range of {
		if order != nil {
			i = order[i]
		}
		c.Add(of[i], rows.Row(i), rows.Y[i], rows.Weight(i))
	}
	fit, err := c.Fit()
	if err != nil {
		t.Fatal(err)
	}
	return fit
}

func TestEverythingIsWhatTheTextbookSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, of := sample(t)
		fit, err := linear.LeastSquares(rows)
		if err != nil {
			t.Fatal(err)
		}
		if fit.Freedom() < 2 {
			t.Skip("nothing left to judge from")
		}
		d := byTheBook(t, rows, of)
		grouped := clustered(t, rows, of, nil)
		for j, b := range d.b {
			if !near(fit.Coefficients[j], b, math.Abs(d.b[0])+1) || !near(grouped.Coefficients[j], b, math.Abs(d.b[0])+1) {
				t.Fatalf("coefficient %d is %v and %v, the textbook says %v", j, fit.Coefficients[j], grouped.Coefficients[j], b)
			}
		}
		n, k := float64(rows.Len()), float64(rows.Columns)
		squares := 0.0
		for _, e := range d.e {
			squares += e * e
		}
		var classical mat.Dense
		classical.Scale(squares/(n-k), d.bread)
		sameMatrix(t, "classical", fit.Classical(), &classical)
		sameMatrix(t, "classical of clusters", grouped.Classical(), &classical)

		alone := d
		alone.clusters = make([]int, rows.Len())
		for i := range alone.clusters {
			alone.clusters[i] = i
		}
		contrast := []float64{0, 0, 1}
		hc0, _ := alone.sandwich(false, contrast)
		hc2, _ := alone.sandwich(true, contrast)
		sameMatrix(t, "HC0", fit.Robust(rows, linear.HC0), hc0)
		sameMatrix(t, "HC2", fit.Robust(rows, linear.HC2), hc2)
		hc0.Scale(n/(n-k), hc0)
		sameMatrix(t, "HC1", fit.Robust(rows, linear.HC1), hc0)
		sameMatrix(t, "Newey-West without lag", fit.NeweyWest(rows, 0), hc0)

		cr0, _ := d.sandwich(false, contrast)
		cr2, freedom := d.sandwich(true, contrast)
		sameMatrix(t, "CR0", grouped.Variance(linear.CR0), cr0)
		sameMatrix(t, "CR2", grouped.Variance(linear.CR2), cr2)
		if got, known := grouped.Satterthwaite(contrast); !known || !near(got, freedom, freedom) {
			t.Fatalf("degrees of freedom %v, the textbook says %v", got, freedom)
		}
		g := float64(grouped.Clusters)
		cr0.Scale(g/(g-1), cr0)
		sameMatrix(t, "CR1", grouped.Variance(linear.CR1), cr0)
		cr0.Scale((n-1)/(n-k), cr0)
		sameMatrix(t, "CR1S", grouped.Variance(linear.CR1S), cr0)
	})
}

// Taking out the mean of each cluster is what a column for each cluster does; the textbook is asked with the columns.
func TestConstantsOfClustersAreWhatColumnsAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, of := sample(t)
		clusters := slices.Max(of) + 1
		within := linear.NewClustersWithin(1, clusters)
		wide := linear.NewRows(1+clusters, rows.Len())
		wide.Weights = rows.Weights
		for i, y := range rows.Y {
			x := make([]float64, 1+clusters)
			x[0], x[1+of[i]] = rows.Row(i)[1], 1
			wide.Add(y, x...)
			within.Add(of[i], x[:1], y, rows.Weight(i))
		}
		fit, err := within.Fit()
		if err != nil {
			t.Fatal(err)
		}
		if fit.Freedom() < 2 {
			t.Skip("nothing left to judge from")
		}
		d := byTheBook(t, wide, of)
		contrast := make([]float64, 1+clusters)
		contrast[0] = 1
		cr2, freedom := d.sandwich(true, contrast)
		if !near(fit.Coefficients[0], d.b[0], math.Abs(d.b[0])) {
			t.Fatalf("coefficient %v, with columns %v", fit.Coefficients[0], d.b[0])
		}
		if got, want := fit.Variance(linear.CR2).At(0, 0), cr2.At(0, 0); !near(got, want, want) {
			t.Fatalf("CR2 %v, with columns %v", got, want)
		}
		got, known := fit.Satterthwaite([]float64{1})
		if alone := several(of) < 2; known == alone {
			t.Fatalf("degrees of freedom known: %v, though one cluster alone decides: %v", known, alone)
		}
		if known && !near(got, freedom, freedom) {
			t.Fatalf("degrees of freedom %v, with columns %v", got, freedom)
		}
		plain, err := linear.LeastSquares(wide)
		if err != nil {
			t.Fatal(err)
		}
		if fit.Rank() != plain.Rank() || fit.Freedom() != plain.Freedom() {
			t.Fatalf("rank %d of %d rows, with columns %d", fit.Rank(), fit.Rows, plain.Rank())
		}
		if got, want := fit.Classical().At(0, 0), plain.Classical().At(0, 0); !near(got, want, want) {
			t.Fatalf("classical variance %v, with columns %v", got, want)
		}
	})
}

// several is the number of clusters with more than one row.
func several(of []int) (clusters int) {
	rows := make([]int, slices.Max(of)+1)
	for _, g := range of {
		if rows[g]++; rows[g] == 2 {
			clusters++
		}
	}
	return clusters
}

func TestOneClusterThatDecidesAloneLeavesNoDegreesOfFreedom(t *testing.T) {
	c := linear.NewClustersWithin(1, 3)
	for i, y := range []float64{1, 4, 2, 8} {
		c.Add(0, []float64{float64(i)}, y, 1)
	}
	c.Add(1, []float64{1}, 3, 1)
	c.Add(2, []float64{2}, 5, 1)
	fit, err := c.Fit()
	if err != nil {
		t.Fatal(err)
	}
	if degrees, known := fit.Satterthwaite([]float64{1}); known || degrees != 0 {
		t.Errorf("%v degrees of freedom, known: %v; the constants of the others leave nothing to judge from", degrees, known)
	}
	if v := fit.Variance(linear.CR2).At(0, 0); v != 0 {
		t.Errorf("CR2 %v, of a cluster without a residual of its own", v)
	}
}

// Of two clusters the first has all but ε of the spread of the regressor. By hand, with pulls 1-ε and ε: products 1-ε, ε
// and twice ε(1-ε), so 1 / ((1-ε)² + ε² + 2ε(1-ε)) = 1.
func TestOneClusterThatDecidesNearlyAlone(t *testing.T) {
	for _, apart := range []float64{1, 1e-2, 3e-4} {
		c := linear.NewClustersWithin(1, 2)
		for i, x := range []float64{-20, 20, 5, 5 + apart} {
			c.Add(i/2, []float64{x}, float64(i*i), 1)
		}
		fit, err := c.Fit()
		if err != nil {
			t.Fatal(err)
		}
		degrees, known := fit.Satterthwaite([]float64{1})
		expect.Within(t, "degrees of freedom", degrees, 1, 1e-12)
		if !known {
			t.Errorf("%v apart: no degrees of freedom", apart)
		}
	}
}

func TestOrderUnitsAndCopiesOfRowsAreIrrelevant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, of := sample(t)
		whole := clustered(t, rows, of, nil)
		if whole.Freedom() < 2 {
			t.Skip("nothing left to judge from")
		}
		contrast := []float64{0, 0, 1}
		want := whole.Variance(linear.CR2)
		freedom, _ := whole.Satterthwaite(contrast)

		order := rand.New(rand.NewPCG(7, 7)).Perm(len(of))
		turned := clustered(t, rows, of, order)
		sameMatrix(t, "another order", turned.Variance(linear.CR2), want)

		scaled := rows
		scaled.X = slices.Clone(rows.X)
		for i := range rows.Len() {
			scaled.Row(i)[1] *= 1e9
		}
		big := clustered(t, scaled, of, nil)
		if got := big.Variance(linear.CR2).At(2, 2); !near(got, want.At(2, 2), want.At(2, 2)) {
			t.Fatalf("in another unit the variance is %v instead of %v", got, want.At(2, 2))
		}
		if got, known := big.Satterthwaite(contrast); !known || !near(got, freedom, freedom) {
			t.Fatalf("in another unit there are %v degrees of freedom instead of %v", got, freedom)
		}

		// A row of weight 2 is a row twice, for the coefficients and for the scores of its cluster.
		double, twice, belongs := rows, rows, slices.Clone(of)
		double.Weights = make([]float64, rows.Len())
		twice.X, twice.Y, twice.Weights = slices.Clone(rows.X), slices.Clone(rows.Y), nil
		for i := range double.Weights {
			double.Weights[i] = 1
			if i%2 == 0 {
				double.Weights[i] = 2
				twice.Add(rows.Y[i], rows.Row(i)...)
				belongs = append(belongs, of[i])
			}
		}
		a, b := clustered(t, double, of, nil), clustered(t, twice, belongs, nil)
		sameMatrix(t, "replication", a.Variance(linear.CR0), b.Variance(linear.CR0))
	})
}

func TestDependentColumnsAreLeftOut(t *testing.T) {
	rows := linear.NewRows(4, 4)
	for i, y := range []float64{1, 3, 2, 5, 4} {
		a := float64(i)
		rows.Add(y, 1, a, 3-2*a, a*a)
	}
	fit, err := linear.LeastSquares(rows)
	if err != nil {
		t.Fatal(err)
	}
	without := linear.NewRows(3, 4)
	for i, y := range rows.Y {
		without.Add(y, rows.Row(i)[0], rows.Row(i)[1], rows.Row(i)[3])
	}
	want, err := linear.LeastSquares(without)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(fit.Dependent, []int{2}) || fit.Rank() != 3 || fit.Coefficients[2] != 0 {
		t.Fatalf("dependent %v, rank %d, coefficients %v", fit.Dependent, fit.Rank(), fit.Coefficients)
	}
	for j, from := range []int{0, 1, 3} {
		if !near(fit.Coefficients[from], want.Coefficients[j], 1) {
			t.Errorf("coefficient %d is %v, without the column %v", from, fit.Coefficients[from], want.Coefficients[j])
		}
		if got := fit.Classical().At(from, from); !near(got, want.Classical().At(j, j), 1) || fit.Classical().At(2, from) != 0 {
			t.Errorf("variance %d is %v, without the column %v", from, got, want.Classical().At(j, j))
		}
	}
}

func TestImpossibleRowsAreRefused(t *testing.T) {
	good := linear.Rows{Columns: 1, X: []float64{1, 1}, Y: []float64{1, 0}}
	for name, c := range map[string]struct {
		rows linear.Rows
		want error
	}{
		"no columns":      {linear.Rows{Y: []float64{1}}, linear.ErrShape},
		"columns missing": {linear.Rows{Columns: 2, X: []float64{1}, Y: []float64{1}}, linear.ErrShape},
		"weights missing": {linear.Rows{Columns: 1, X: good.X, Y: good.Y, Weights: []float64{1}}, linear.ErrShape},
		"NaN":             {linear.Rows{Columns: 1, X: []float64{1, math.NaN()}, Y: good.Y}, linear.ErrNotFinite},
		"infinite":        {linear.Rows{Columns: 1, X: good.X, Y: []float64{1, math.Inf(1)}}, linear.ErrNotFinite},
		"negative weight": {linear.Rows{Columns: 1, X: good.X, Y: good.Y, Weights: []float64{1, -1}}, linear.ErrNotFinite},
		"no rows":         {linear.Rows{Columns: 1}, linear.ErrNoRows},
		"no weight":       {linear.Rows{Columns: 1, X: good.X, Y: good.Y, Weights: []float64{0, 0}}, linear.ErrNoRows},
	} {
		if _, err := linear.LeastSquares(c.rows); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := linear.Logistic(c.rows); !errors.Is(err, c.want) {
			t.Errorf("%s, logistic: %v", name, err)
		}
	}
	if _, err := linear.Logistic(linear.Rows{Columns: 1, X: good.X, Y: []float64{2, 0}}); !errors.Is(err, linear.ErrNotAShare) {
		t.Error(err)
	}
	clusters := linear.NewClusters(1, 1)
	if _, err := clusters.Fit(); !errors.Is(err, linear.ErrNoRows) {
		t.Error(err)
	}
	clusters.Add(0, []float64{math.NaN()}, 1, 1)
	if _, err := clusters.Fit(); !errors.Is(err, linear.ErrNotFinite) {
		t.Error(err)
	}
}

func TestColumnConstantWithinClustersIsAbsorbed(t *testing.T) {
	c := linear.NewClustersWithin(2, 3)
	for i := range 30 {
		g := i % 3
		c.Add(g, []float64{0.1 * float64(g+1), float64(i * i % 7)}, float64(i%5), 1)
	}
	fit, err := c.Fit()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(fit.Dependent, []int{0}) || fit.Rank() != 4 {
		t.Fatalf("dependent %v, rank %d", fit.Dependent, fit.Rank())
	}
}

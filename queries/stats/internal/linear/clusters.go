package linear

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Clusters takes in rows that depend on each other within clusters (schools, say) and keeps of each cluster the triangle of
// its rows, which is all that any variance needs. Memory follows the number of clusters and not of rows.
type Clusters struct {
	columns  int
	absorbed int // 1 when the mean of each cluster is taken out, 0 otherwise
	each     []triangle
	scratch  []float64
	broken   bool
}

// NewClusters makes room for rows with a number of columns, in clusters 0 to clusters-1.
func NewClusters(columns, clusters int) *Clusters { return newClusters(columns, clusters, 0) }

// NewClustersWithin does the same for a regression with a constant of its own for every cluster: regressors and outcomes
// count as they differ from the cluster's mean. A column of ones must not be given.
func NewClustersWithin(columns, clusters int) *Clusters { return newClusters(columns, clusters, 1) }

func newClusters(columns, clusters, absorbed int) *Clusters {
	whole := columns + absorbed
	c := &Clusters{columns: columns, absorbed: absorbed, each: make([]triangle, clusters), scratch: make([]float64, whole)}
	size := triangleSize(whole)
	memory := make([]float64, size*clusters)
	for g := range c.each {
		c.each[g] = triangleIn(memory[g*size:(g+1)*size:(g+1)*size], whole)
	}
	return c
}

// Add takes in a row. It keeps nothing of x.
func (c *Clusters) Add(cluster int, x []float64, y, weight float64) {
	if weight == 0 {
		return
	}
	total := y + weight
	for _, v := range x {
		total += v
	}
	if !(weight > 0) || math.IsNaN(total) || math.IsInf(total, 0) {
		c.broken = true
		return
	}
	t := &c.each[cluster]
	if c.absorbed == 1 {
		c.scratch[0] = 1
	}
	copy(c.scratch[c.absorbed:], x)
	t.rows++
	t.rotate(c.scratch, y, weight)
}

// Fit fits least squares to all rows.
//
// Errors: ErrNotFinite when a row held a number that is not finite or a negative weight, ErrNoRows.
func (c *Clusters) Fit() (ClusteredFit, error) {
	if c.broken {
		return ClusteredFit{}, ErrNotFinite
	}
	total := newTriangle(c.columns)
	clusters, lengths := 0, make([]float64, c.columns)
	for g := range c.each {
		if c.each[g].rows > 0 {
			total.take(&c.each[g], c.absorbed)
			c.each[g].addLengths(c.absorbed, lengths)
			clusters++
		}
	}
	if clusters == 0 {
		return ClusteredFit{}, ErrNoRows
	}
	f := ClusteredFit{Fit: total.fit(lengths), Clusters: clusters, of: c, total: total, lengths: lengths}
	f.Absorbed = c.absorbed * clusters
	return f, nil
}

// ClusteredFit is a line fitted to clustered rows.
type ClusteredFit struct {
	Fit
	Clusters int // with a row that has a weight
	Absorbed int // constants of clusters that were taken out: columns beside those of Fit
	of       *Clusters
	total    *triangle
	lengths  []float64
}

// Rank is the number of columns that stand on their own, the constants of clusters among them.
func (f ClusteredFit) Rank() int { return f.Fit.Rank() + f.Absorbed }

// Freedom is rows less rank.
func (f ClusteredFit) Freedom() int { return f.Rows - f.Rank() }

// Classical is the variance when all rows are independent and of the same spread.
func (f ClusteredFit) Classical() *mat.SymDense {
	v := f.Inverse()
	v.ScaleSym(f.Squares/float64(f.Freedom()), v)
	return v
}

// ClusterRobust is a way of correcting the squared scores of clusters for their small number.
type ClusterRobust int

// The ways. G is the number of clusters, N of rows, K the rank.
const (
	CR0  ClusterRobust = iota // not corrected: too small with few clusters
	CR1                       // times G/(G-1)
	CR1S                      // times G/(G-1) (N-1)/(N-K), as Stata does
	CR2                       // residuals of each cluster times (I - H)^-1/2: unbiased when rows are independent after all
)

// sure is the least share of a direction that the fit must leave to residuals; below it the fit decides all of it.
const sure = 1e-10

// Variance is the sandwich B [Σ_g X_gᵀ A_g e_g e_gᵀ A_g X_g] B of the coefficients. With weights, rows and residuals are
// taken times the roots of their weights: the working model is that weights are inverse variances. A cluster all of whose
// direction the fit decides has no residual left there and adds nothing (the generalised inverse of CR2).
//
// CR1, CR1S and CR2 need two clusters at the least; CR1S more rows than columns.
//
// Source: Liang & Zeger 1986, Biometrika 73:13-22, doi:10.1093/biomet/73.1.13; CR2: Bell & McCaffrey 2002, Survey
// Methodology 28:169-181; with absorbed constants: Pustejovsky & Tipton 2018, Journal of Business & Economic Statistics
// 36:672-683, doi:10.1080/07350015.2016.1247004.
func (f ClusteredFit) Variance(way ClusterRobust) *mat.SymDense {
	k := len(f.Coefficients)
	v := mat.NewSymDense(k, nil)
	influence := make([]float64, k)
	f.each(way == CR2, func(c *clusterParts) {
		c.residual(f.Coefficients)
		if way == CR2 {
			c.adjust(c.left)
		}
		c.scoreInverse(f.inverseRoot, influence)
		addSquare(v, influence, 1)
	})
	g, n := float64(f.Clusters), float64(f.Rows)
	switch way {
	case CR1:
		v.ScaleSym(g/(g-1), v)
	case CR1S:
		v.ScaleSym(g/(g-1)*(n-1)/float64(f.Freedom()), v)
	}
	return v
}

// Satterthwaite is the number of degrees of freedom of the t statistic of a contrast of coefficients under CR2: that of the
// chi-square whose mean and variance its squared error has when rows are independent and of equal spread. It is not whole,
// and much smaller than the number of clusters when few of them decide the contrast.
//
// There is none for a contrast of which the fit leaves no cluster any residual: where one cluster alone decides it.
//
// Source: as CR2.
func (f ClusteredFit) Satterthwaite(contrast []float64) (degrees float64, known bool) {
	k := len(f.Coefficients)
	// The contrast as seen by U of UUᵀ = (XᵀWX)⁻¹.
	seen := make([]float64, k)
	for j := range k {
		for i := 0; i <= j; i++ {
			seen[j] += f.inverseRoot.At(i, j) * contrast[i]
		}
	}
	// Of cluster g let v be what the fit leaves of A_g X_g (XᵀWX)⁻¹ℓ, and h what it takes, UᵀX_gᵀ of the same. The products
	// of clusters g and h are v_gᵀv_g and -h_gᵀh_h; only terms that are not negative are added, so that no digit is lost where
	// one cluster decides nearly all.
	trace, squares := 0.0, 0.0
	taken, part := mat.NewSymDense(k, nil), make([]float64, k)
	f.each(true, func(c *clusterParts) {
		c.project(seen)
		own := c.adjust(c.left)
		c.transposed(c.left, part)
		trace += own
		squares += own * own
		for i := range k {
			for j := range k {
				squares += 2 * part[i] * taken.At(i, j) * part[j]
			}
		}
		addSquare(taken, part, 1)
	})
	if degrees = trace * trace / squares; !(degrees > 0) {
		return 0, false
	}
	return degrees, true
}

// each calls with the parts of one cluster after another, in their order.
func (f ClusteredFit) each(decompose bool, do func(*clusterParts)) {
	k := len(f.Coefficients)
	c := &clusterParts{
		root: mat.NewDense(k, k, nil), theta: make([]float64, k), left: make([]float64, k), turned: make([]float64, k),
		product: mat.NewDense(k, k, nil), pull: mat.NewSymDense(k, nil), values: make([]float64, k),
		vectors: mat.NewDense(k, k, nil),
	}
	for g := range f.of.each {
		t := &f.of.each[g]
		if t.rows == 0 {
			continue
		}
		t.root(f.of.absorbed, c.root, c.theta)
		if decompose {
			c.decompose(f.inverseRoot)
		}
		do(c)
	}
}

// clusterParts is one cluster in the k directions that its rows have: X_g = Q root with Q orthonormal. The rest of the
// cluster's residuals is at right angles to its columns and plays no part.
type clusterParts struct {
	root    *mat.Dense // k x k
	theta   []float64  // Qᵀy
	left    []float64  // a vector in the k directions
	turned  []float64
	product *mat.Dense // root U: how the fit pulls at the cluster
	pull    *mat.SymDense
	eigen   mat.EigenSym
	values  []float64
	vectors *mat.Dense
}

// residual sets left to Qᵀ(y - Xb).
func (c *clusterParts) residual(b []float64) {
	for i := range c.left {
		c.left[i] = c.theta[i]
		for j := i; j < len(b); j++ {
			c.left[i] -= c.root.At(i, j) * b[j]
		}
	}
}

// project sets left to root U v.
func (c *clusterParts) project(v []float64) {
	for i := range c.left {
		c.left[i] = 0
		for j := range v {
			c.left[i] += c.product.At(i, j) * v[j]
		}
	}
}

// transposed writes (root U)ᵀ v.
func (c *clusterParts) transposed(v, into []float64) {
	for j := range into {
		into[j] = 0
		for i := range v {
			into[j] += c.product.At(i, j) * v[i]
		}
	}
}

// decompose finds the eigenvalues of the pull of the fit at the cluster, H_gg.
func (c *clusterParts) decompose(inverseRoot *mat.Dense) {
	c.product.Mul(c.root, inverseRoot)
	c.pull.SymOuterK(1, c.product)
	if !c.eigen.Factorize(c.pull, true) {
		for i := range c.values {
			c.values[i] = math.NaN()
		}
		return
	}
	c.eigen.Values(c.values)
	c.eigen.VectorsTo(c.vectors)
}

// adjust multiplies by (I - H_gg)^-1/2, and gives the squared length of what the fit leaves of v.
func (c *clusterParts) adjust(v []float64) (kept float64) {
	k := len(v)
	for j := range k {
		c.turned[j] = 0
		for i := range k {
			c.turned[j] += c.vectors.At(i, j) * v[i]
		}
		if left := 1 - c.values[j]; left < sure {
			c.turned[j] = 0
		} else {
			kept += c.turned[j] * c.turned[j]
			c.turned[j] /= math.Sqrt(left)
		}
	}
	for i := range k {
		v[i] = 0
		for j := range k {
			v[i] += c.vectors.At(i, j) * c.turned[j]
		}
	}
	return kept
}

// scoreInverse writes UUᵀ rootᵀ left: how far the cluster moves the coefficients.
func (c *clusterParts) scoreInverse(inverseRoot *mat.Dense, into []float64) {
	k := len(into)
	score := c.turned
	for j := range k {
		score[j] = 0
		for i := 0; i <= j; i++ {
			score[j] += c.root.At(i, j) * c.left[i]
		}
	}
	clear(into)
	for j := range k {
		u := 0.0
		for i := 0; i <= j; i++ {
			u += inverseRoot.At(i, j) * score[i]
		}
		for i := 0; i <= j; i++ {
			into[i] += inverseRoot.At(i, j) * u
		}
	}
}

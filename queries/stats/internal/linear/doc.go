// Package linear fits lines to rows: weighted least squares and logistic regression, and how sure their coefficients are
// under each way in which rows may depend on each other.
//
// It is the arithmetic beneath statistics and not a statistic: it gives numbers and matrices, and leaves it to its callers
// to say in words what is undefined. Rows are read once or twice and never kept in any other form than the triangle of
// their orthogonal factorisation, so that a million of them need no more memory than they have.
//
//	fit, err := linear.LeastSquares(rows)        // coefficients, (XᵀWX)⁻¹
//	fit.Classical()                              // σ² (XᵀWX)⁻¹
//	fit.Robust(rows, linear.HC2)                 // rows that differ in spread
//	fit.NeweyWest(rows, 3)                       // rows in the order of time
//
//	clusters := linear.NewClusters(columns, schools)
//	clusters.Add(school, x, y, weight)           // for every row
//	grouped, err := clusters.Fit()
//	grouped.Variance(linear.CR2)                 // rows that depend on each other within schools
//	grouped.Satterthwaite(contrast)              // degrees of freedom that go with CR2
//
// A column that earlier columns determine is left out, as if it had not been given: Fit.Dependent names it, its
// coefficient is 0 and so are its rows of every matrix.
package linear

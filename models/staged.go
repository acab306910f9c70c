package models

// Staged is a checked batch, or several gathered ones, on its way into the
// lake. The Parquet file has the lake's columns of the kind without _commit,
// _seq and _op, and also _delivery (which of the gathered ones), _place (order)
// and _keep_only (the row was set aside: it only keeps its record from being
// withdrawn).
type Staged struct {
	Kind    *Kind
	Feed    Feed
	Parquet string
	Commit  int64
}

// Delivered is what became of one delivery's rows.
type Delivered struct{ New, Replaced, Unchanged int64 }

// Unresolved counts rows whose reference is not known yet.
type Unresolved struct {
	Column string
	Rows   int64
}

// Comparison is what a staged batch changes.
type Comparison struct {
	Deliveries  []Delivered
	Withdrawn   int64
	Rows        int64 // to append
	Unresolved  []Unresolved
	NotInRoster int64 // distinct people
}

package models

// Staged is a checked batch, or several gathered ones, on its way into the
// lake.
type Staged struct {
	Kind *Kind
	Feed Feed
	// Parquet holds the rows to take as the lake is to hold them if all of them
	// are new: its columns, field ids, _commit, and _seq in the order they came.
	// A delivery says each key once.
	Parquet string
	// Kept has the same columns, of rows that were set aside: they only keep
	// their records from being withdrawn. "" where there are none.
	Kept    string
	Batches []string // of the gathered deliveries, in order; _batch tells them apart
	Commit  int64
}

// Delivered is what became of one delivery's rows.
type Delivered struct {
	New, Replaced, Unchanged int64
	Unresolved               []Unresolved
	NotInRoster              int64 // distinct people
	OfTwoIDs                 int64 // aliases that are given for another id elsewhere
}

// Unresolved counts rows whose reference is not known yet.
type Unresolved struct {
	Column string
	Rows   int64
}

// Comparison is what a staged batch changes.
type Comparison struct {
	Deliveries []Delivered
	Withdrawn  int64
	Rows       int64 // to append
	AsStaged   bool  // the rows to append are those staged, as they stand; no other file was written
}

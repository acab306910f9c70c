package models

// AllTerms pools every declared term.
const AllTerms = "all"

// Filter keeps the groups with some levels of a dimension; the null level is
// written as the empty text.
type Filter struct {
	Dimension string
	Levels    []string
}

// Question is one measure with groupings, filters and terms.
type Question struct {
	Measure string
	By      []string
	Where   []Filter
	Terms   []string // empty: the latest complete term; {AllTerms}: all pooled
	AsOf    int64    // a commit; 0: the latest
	Owner   bool     // asked on the owner's command line
}

package disclosure

import (
	"testing"

	"athar/models"
)

// Threshold 5. Girls: 3 of 40 in each of two terms; boys: 20 of 40.
//
// One term: 3 is hidden, and the boys with it, since 23 in all are said. Over
// both terms the girls' 6 may be said: each term's 3 can still be anything from
// 0 to 6.
func TestPooledTermsMayBeSaid(t *testing.T) {
	table := Table{Dimensions: []models.Dimension{gender, term}, Rows: []Row{
		row(3, 37, "F", "1"), row(20, 20, "M", "1"), row(3, 37, "F", "2"), row(20, 20, "M", "2")}}
	t.Run("one term", func(t *testing.T) {
		expect(t, cut(t, table, Request{By: []string{"gender"}, Keep: map[string][]string{"term": {"1"}}}), "F hidden; M hidden; 23/80")
	})
	t.Run("all terms", func(t *testing.T) {
		expect(t, cut(t, table, Request{By: []string{"gender"}}), "F 6/80; M 40/80; 46/160")
	})
}

// The second term's 30 is said, so a sum of 33 would give the first term's 3
// away.
func TestPooledTermsAreHiddenWhereTheyGiveATermAway(t *testing.T) {
	table := Table{Dimensions: []models.Dimension{gender, term}, Rows: []Row{
		row(3, 37, "F", "1"), row(20, 20, "M", "1"), row(30, 10, "F", "2"), row(20, 20, "M", "2")}}
	expect(t, cut(t, table, Request{By: []string{"gender"}}), "F hidden; M hidden; 73/160")
}

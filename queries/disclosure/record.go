package disclosure

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"athar/models"
	"athar/queries/stats/suppress"
)

// PolicyVersion names the rules by which answers are protected. It is raised
// with every change of what is hidden.
const PolicyVersion = "athar-disclosure/3"

// Record is what an auditor needs of a release; no number about people is in
// it. It is for the log alone: how many cells are hidden for their own size
// would help whoever wants to find them.
type Record struct {
	Policy        string
	Limits        models.Policy
	Tables        int // planned for the answer
	Primary       int // cells hidden for what is in them
	Complementary int // cells hidden so that the others stay so
	Hidden        int // of those that the question asked for
	Narrowed      bool
	// Result is a digest of what the audit left shown and hidden in all tables, by their places and not by their levels, and
	// of whether each was found safe: the same data and rules give the same.
	Result string
}

// record adds up the plans that the answer was cut from.
func (c *cutter) record(answer models.Answer) Record {
	r := Record{Policy: PolicyVersion, Limits: c.request.Policy, Hidden: answer.Protection.Hidden, Narrowed: answer.Protection.Narrowed}
	digest := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(c.plans)) {
		p := c.plans[name]
		if p == nil {
			continue
		}
		r.Tables++
		for _, report := range p.pattern.Reports() {
			r.Primary, r.Complementary = r.Primary+report.Primary, r.Complementary+report.Complementary
		}
		fmt.Fprintln(digest, p.closed, p.narrowed)
		p.pattern.Each(func(cell suppress.Cell, state suppress.State) {
			fmt.Fprintln(digest, cell, state, p.pattern.Coded(cell))
		})
	}
	r.Result = hex.EncodeToString(digest.Sum(nil))
	return r
}

// Package disclosure turns what a measure counted into what may be said. Only
// Protect makes a Released, and pages, API, downloads and command line accept
// nothing else, so there is no switch to forget.
package disclosure

import (
	"encoding/json"

	"athar/models"
)

// Released is a protected answer. Its zero value says nothing at all.
type Released struct {
	answer    models.Answer             // without what has to be simulated
	simulated func() *models.Inequality // the whole block, worked out once; nil: there is none
}

// Answer is what may be said. What is hidden is absent from it.
func (r Released) Answer() models.Answer {
	a := r.answer
	if r.simulated != nil {
		a.Inequality = r.simulated()
	}
	return a
}

// Brief is the answer without the measures of inequality whose interval has to be simulated, which takes longer than all
// the rest.
func (r Released) Brief() models.Answer { return r.answer }

// MarshalJSON writes the answer of the public contract.
func (r Released) MarshalJSON() ([]byte, error) { return json.Marshal(r.Answer()) }

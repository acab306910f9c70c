package warehouse

import "athar/models"

// reach is how many learners there are, and how many of them took part in what is on offer: in anything, and in each level of
// each facet of it. A learner in several things of one level counts once in it, therefore levels cannot be added up; terms
// cannot either.
var reach = cube{"reach", []string{"_offer", "term", "year"}, []string{"_learners", "_attended", "_enrolled"}}

// Reaches reports whether reach tells the levels of a dimension apart: those of learners, and the facets of what is on offer
// that are not names of single things.
func Reaches(d models.Dimension) bool {
	switch d.Of {
	case models.OfPerson, models.OfSchool, models.OfOpportunity, models.OfProvider:
		return !d.OwnerOnly
	}
	return false
}

// Offer is a level of a facet of what is on offer, as reach has it.
func Offer(facet, level string) string { return facet + "=" + level }

// offered are the tables of the levels of what is on offer, in the order in which they build on each other; reach reads the
// last two.
var offered = []string{"offers", "offer_levels", "offer_sets"}

// sameOffers makes as changed what was on offer before.
func (r *refresh) sameOffers() error {
	for _, table := range offered[1:] {
		if err := r.exec("CREATE OR REPLACE TEMP VIEW changed_" + table + " AS SELECT unnest([1, -1]) AS sign, * FROM main." + table); err != nil {
			return err
		}
	}
	return nil
}

// offers works out the levels of what is on offer, and keeps those of before, by which rows that went are taken off.
func (r *refresh) offers(changed map[string]bool) error {
	if !r.all && !changed["opportunities"] && !changed["providers"] {
		return r.sameOffers()
	}
	for _, table := range offered {
		if !r.all {
			if err := r.exec("CREATE OR REPLACE TEMP TABLE former_"+table+" AS FROM main."+table,
				"CREATE OR REPLACE TEMP VIEW changed_"+table+" AS SELECT 1 AS sign, * FROM main."+table+" UNION ALL SELECT -1 AS sign, * FROM former_"+table); err != nil {
				return err
			}
		}
		if err := r.table(table); err != nil {
			return err
		}
	}
	if r.all || !changed["providers"] {
		return nil
	}
	// Nobody is touched by what is said of a provider.
	turned, err := r.number("SELECT count(*) FROM ((FROM offers EXCEPT FROM former_offers) UNION ALL (FROM former_offers EXCEPT FROM offers))")
	r.anewOf[reach.table] = turned > 0
	return err
}

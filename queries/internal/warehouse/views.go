package warehouse

import "fmt"

// viewNames are the views measures read, in the order in which they build on each other.
var viewNames = []string{"stances", "journeys", "person_terms", "population", "known", "counted", "opportunity_facts", "journey_facts", "credential_facts", "headcount_facts", "arms", "answers", "links",
	"evidence_facts", "invitation_facts", "decision_facts", "tie_facts", "school_facts", "fund_facts", "interest_facts", "entitlement_facts", "profiles", "journey_counts", "credential_counts", "provider_terms"}

// views makes the views of the declared dimensions; views/*.sql says what a row of each is.
func (r *refresh) views() error {
	if !r.declared {
		return nil
	}
	for _, view := range viewNames {
		query, err := r.sql(view + ".sql")
		if err != nil {
			return err
		}
		if err := r.exec("CREATE OR REPLACE VIEW main." + view + " AS " + query); err != nil {
			return fmt.Errorf("make view %s: %w", view, err)
		}
	}
	return nil
}

package warehouse

import (
	"fmt"
	"slices"
	"strings"

	"athar/models"
)

// registers makes tables with one row an id out of what several sources may say of it: each column is that of the first
// source, by name, that gives it.
func (r *refresh) registers(changed map[string]bool) error {
	for _, register := range []struct {
		table, kind string
		key         []string
	}{
		{"school_register", "schools", []string{"school_id"}},
		{"provider_register", "providers", []string{"provider_id"}},
		{"opportunity_register", "opportunities", []string{"opportunity_id"}},
		{"scale_register", "scales", []string{"scale_id"}},
		{"item_register", "instruments", []string{"instrument_id", "item_id"}},
		{"option_register", "options", []string{"instrument_id", "item_id", "option"}},
		{"skill_register", "skills", []string{"skill_id"}},
		{"skill_step_register", "skill_steps", []string{"skill_id", "step"}},
	} {
		// With all participations each is made anew, whether or not it is other: DuckDB takes what a transaction puts in a table for no
		// rows at all, and would keep these in memory to join them with a register that was there before.
		if !r.all && !changed[register.kind] {
			continue
		}
		kind, err := models.KindNamed(register.kind)
		if err != nil {
			return err
		}
		selected := names(register.key)
		for _, c := range r.shape.fields(kind) {
			if !slices.Contains(register.key, c.Name) {
				selected = append(selected, fmt.Sprintf("arg_min(%s, (source, _key)) AS %s", name(c.Name), name(c.Name)))
			}
		}
		query := "SELECT " + strings.Join(selected, ", ") + " FROM resolved." + kind.Name + " GROUP BY " + strings.Join(names(register.key), ", ")
		if register.kind == "opportunities" {
			query = `SELECT o.*, coalesce(d.term, (SELECT term FROM terms WHERE starts_on = DATE '-infinity')) AS term
				FROM (` + query + ") AS o LEFT JOIN term_days AS d ON d.day = o.starts_on"
		}
		if err := r.exec("CREATE OR REPLACE TABLE " + register.table + " AS " + query); err != nil {
			return err
		}
		if register.kind == "opportunities" {
			if err := r.exec(`CREATE OR REPLACE TABLE opportunity_categories AS
				SELECT DISTINCT opportunity_id, trim(unnest(string_split(category, '|'))) AS category FROM opportunity_register WHERE category IS NOT NULL`); err != nil {
				return err
			}
		}
	}
	return nil
}

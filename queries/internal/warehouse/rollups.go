package warehouse

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"text/template"

	"athar/models"
)

//go:embed rollups/*.sql views/*.sql
var files embed.FS

var templates = template.Must(template.ParseFS(files, "rollups/*.sql", "views/*.sql"))

// wholeFrom is the share of people touched from which everybody is worked out anew, which is quicker then.
const wholeFrom = 0.2

// rollups works out what the current tables come to, for those whom the refresh touched.
func (r *refresh) rollups(changed map[string]bool) error {
	if r.declared {
		if err := r.exec("CREATE SCHEMA IF NOT EXISTS resolved"); err != nil {
			return err
		}
		macros, err := r.sql("macros.sql")
		if err != nil {
			return err
		}
		if err := r.exec(macros); err != nil {
			return err
		}
		if err := r.table("term_days"); err != nil {
			return err
		}
	}
	if r.all || changed["aliases"] {
		r.all = true
		if err := r.table("same_ids"); err != nil {
			return err
		}
		if err := r.resolve(); err != nil {
			return err
		}
	}
	if err := r.registers(changed); err != nil {
		return err
	}
	if err := r.spread(changed); err != nil {
		return err
	}
	for _, kind := range []string{"people", "participations", "credentials", "evidence", "responses"} {
		view := "CREATE OR REPLACE TEMP VIEW of_" + kind + " AS SELECT k.* FROM resolved." + kind + " AS k"
		if !r.all {
			view += " SEMI JOIN touched AS t ON t.person_id = k." + people[kind]
		} else if kind == "responses" {
			view += " WHERE respondent_id IS NOT NULL"
		}
		if err := r.exec(view); err != nil {
			return err
		}
	}
	for _, step := range []string{"versions", "passages", "registered", "lone_credentials", "skills_shown", "pairs", "groups"} {
		if err := r.temporary(step, step); err != nil {
			return err
		}
	}
	for _, table := range []string{"journeys", "stands"} {
		if err := r.put(table); err != nil {
			return err
		}
	}
	for _, step := range []string{"versions", "passages", "registered", "lone_credentials", "skills_shown", "pairs", "groups"} {
		if err := r.exec("DROP TABLE temp." + step); err != nil {
			return err
		}
	}
	if r.anew || changed["people"] || changed["participations"] || changed["credentials"] {
		if err := r.contradictions(); err != nil {
			return err
		}
	}
	for _, table := range []string{"term_stages", "school_terms", "provider_terms"} {
		if err := r.table(table); err != nil {
			return err
		}
	}
	return nil
}

// put puts the rows of everybody touched in place of those that were there. While it runs, what it made is called
// made_<table>, where the next step finds it.
func (r *refresh) put(table string) error {
	if r.all {
		if err := r.table(table); err != nil {
			return err
		}
		return r.exec("CREATE OR REPLACE TEMP VIEW made_" + table + " AS FROM main." + table)
	}
	if err := r.temporary("made_rows", table); err != nil {
		return err
	}
	return r.exec(
		"DELETE FROM "+table+" WHERE person_id IN (SELECT person_id FROM touched)",
		"INSERT INTO "+table+" BY NAME FROM made_rows",
		"DROP TABLE IF EXISTS temp.made_rows_of_"+table,
		"ALTER TABLE temp.made_rows RENAME TO made_rows_of_"+table,
		"CREATE OR REPLACE TEMP VIEW made_"+table+" AS FROM temp.made_rows_of_"+table)
}

// contradictions finds the dimensions that contradict themselves too often. Mostly none does at all.
func (r *refresh) contradictions() error {
	for _, kind := range []string{"people", "participations", "credentials"} {
		some, err := r.number("SELECT count(_contradictory) FROM " + kind)
		if err != nil {
			return err
		}
		if some > 0 {
			return r.table("unusable")
		}
	}
	return r.exec("CREATE OR REPLACE TABLE unusable (dimension VARCHAR, share DOUBLE, people BIGINT)")
}

// spread finds everybody touched: those of changed records, of changed opportunities, and of feeds that collect other
// stages than before. Where that is a large part of all, it is everybody.
func (r *refresh) spread(changed map[string]bool) error {
	if r.all {
		return r.table("feed_stages")
	}
	next, err := r.sql("feed_stages.sql")
	if err != nil {
		return err
	}
	if err := r.exec(
		"CREATE OR REPLACE TEMP TABLE next_stages AS "+next,
		`INSERT INTO touched_people SELECT DISTINCT p.person_id FROM participations AS p
			SEMI JOIN (SELECT n.feed, n.source, n.stage FROM next_stages AS n JOIN main.feed_stages AS o USING (feed, source, stage)
				WHERE (n.reaches, n.collects) IS DISTINCT FROM (o.reaches, o.collects)) AS c
			ON c.feed = coalesce(p._feed, '') AND c.source = p.source`,
		"CREATE OR REPLACE TABLE main.feed_stages AS FROM next_stages",
		"DROP TABLE next_stages",
	); err != nil {
		return err
	}
	if changed["opportunities"] {
		for _, kind := range []string{"participations", "credentials", "responses"} {
			if err := r.exec("INSERT INTO touched_people SELECT DISTINCT k." + people[kind] + " FROM resolved." + kind + ` AS k
				SEMI JOIN (SELECT coalesce(s.id, t.opportunity_id) AS opportunity_id FROM touched_opportunities AS t
					LEFT JOIN same_ids AS s ON s."of" = 'opportunity' AND s.alias = t.opportunity_id) AS t USING (opportunity_id)`); err != nil {
				return err
			}
		}
	}
	if err := r.exec(`CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT coalesce(CAST(s.id AS UUID), t.person_id) AS person_id
		FROM touched_people AS t LEFT JOIN same_ids AS s ON s."of" = 'person' AND s.alias = CAST(t.person_id AS VARCHAR) WHERE t.person_id IS NOT NULL`); err != nil {
		return err
	}
	touched, err := r.number("SELECT count(*) FROM touched")
	if err != nil {
		return err
	}
	all, err := r.number("SELECT approx_count_distinct(person_id) FROM stands")
	if err != nil {
		return err
	}
	byPlace, err := r.number("SELECT count(*) FROM feeds WHERE kind = 'people' AND covers_municipalities IS NOT NULL")
	if err != nil {
		return err
	}
	r.all = float64(touched) > r.wholeFrom*float64(all) || changed["schools"] && byPlace > 0
	return nil
}

// meanings are the fields that hold an id, and of what.
var meanings = map[string]string{
	"person_id": "person", "respondent_id": "person", "school_id": "school", "provider_id": "provider",
	"opportunity_id": "opportunity", "skill_id": "skill",
}

// resolve makes, in the schema resolved, a view of each kind in which ids that mean the same are one.
func (r *refresh) resolve() error {
	for _, kind := range models.Kinds {
		replaced, joins := []string{}, ""
		for i, f := range kind.Fields {
			of, ok := meanings[f.Name]
			if !ok {
				continue
			}
			some, err := r.number(`SELECT count(*) FROM same_ids WHERE "of" = ` + text(of))
			if err != nil {
				return err
			}
			if some == 0 {
				continue
			}
			column, alias := name(f.Name), fmt.Sprintf("a%d", i)
			replaced = append(replaced, fmt.Sprintf("coalesce(CAST(%s.id AS %s), k.%s) AS %s", alias, typeOf(f.Type), column, column))
			joins += fmt.Sprintf(" LEFT JOIN main.same_ids AS %s ON %s.\"of\" = %s AND %s.alias = CAST(k.%s AS VARCHAR)", alias, alias, text(of), alias, column)
		}
		selected := "k.*"
		if len(replaced) > 0 {
			selected += " REPLACE (" + strings.Join(replaced, ", ") + ")"
		}
		if err := r.exec("CREATE OR REPLACE VIEW resolved." + kind.Name + " AS SELECT " + selected + " FROM main." + name(kind.Name) + " AS k" + joins); err != nil {
			return err
		}
	}
	return nil
}

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
	} {
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

// table makes a whole table anew from the file of its name.
func (r *refresh) table(table string) error {
	query, err := r.sql(table + ".sql")
	if err != nil {
		return err
	}
	return r.exec("CREATE OR REPLACE TABLE " + table + " AS " + query)
}

func (r *refresh) temporary(table, file string) error {
	query, err := r.sql(file + ".sql")
	if err != nil {
		return err
	}
	return r.exec("CREATE OR REPLACE TEMP TABLE " + table + " AS " + query)
}

// sql is the text of a file for the declared dimensions.
func (r *refresh) sql(file string) (string, error) {
	if r.shape.recorded == nil {
		r.shape.recorded = map[string]bool{}
		for _, kind := range []string{"participations", "credentials"} {
			for _, d := range r.shape.Person {
				some, err := r.number("SELECT count(" + d.String() + ") FROM " + kind)
				if err != nil {
					return "", err
				}
				r.shape.recorded[d.Name] = r.shape.recorded[d.Name] || some > 0
			}
		}
	}
	return r.shape.render(file)
}

func (s *shape) render(file string) (string, error) {
	var out strings.Builder
	if err := templates.ExecuteTemplate(&out, file, s); err != nil {
		return "", fmt.Errorf("write %s: %w", file, err)
	}
	return out.String(), nil
}

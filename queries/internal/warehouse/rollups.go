package warehouse

import (
	"embed"
	"errors"
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
	}
	if r.all || r.widened {
		if err := r.resolve(); err != nil {
			return err
		}
	}
	r.all = r.all || changed["schools"] // everybody stands with what is known of their school
	r.grouped = r.grouped && !changed["schools"] && !changed["people"] && !changed["aliases"]
	if err := r.registers(changed); err != nil {
		return err
	}
	if err := r.spread(changed); err != nil {
		return err
	}
	if err := r.offers(changed); err != nil {
		return err
	}
	if r.all || r.touched > 0 {
		if err := r.persons(); err != nil {
			return err
		}
	}
	if r.anew || changed["people"] || changed["participations"] || changed["credentials"] || changed["aliases"] {
		if err := r.contradictions(); err != nil {
			return err
		}
	}
	if !r.all && (r.turned["learners"] || changed["returns"]) {
		if err := r.silence(); err != nil {
			return err
		}
	}
	return r.cubes()
}

// steps are worked out for those touched on the way to passages and stands, and kept no longer than that: first what they did,
// then how they stood.
var (
	did   = []string{"steps", "lone_credentials", "skills_shown", "doings"}
	stood = []string{"versions", "registered", "pairs", "groups"}
)

// persons works out passages and stands of everybody touched.
func (r *refresh) persons() error {
	if err := r.recorded(); err != nil {
		return err
	}
	if err := r.ofTouched(); err != nil {
		return err
	}
	if r.all {
		if err := r.exec(giveBack); err != nil {
			return err
		}
		r.anewOf[reach.table], r.anewOf[acquaintance.table] = true, !r.grouped
	}
	for _, step := range did {
		if err := r.temporary(step, step); err != nil {
			return err
		}
	}
	if err := r.groups(); err != nil {
		return err
	}
	if err := r.code(); err != nil {
		return err
	}
	if err := r.put("passages", r.all); err != nil {
		return err
	}
	if err := r.collected(); err != nil {
		return err
	}
	if r.all {
		// Whose school is silent is known before anybody stands: what is marked in a new table is written twice.
		if err := r.learners("SELECT 1 AS sign, * FROM coded_groups"); err != nil {
			return err
		}
		if err := r.table("school_terms"); err != nil {
			return err
		}
	}
	if err := r.put("stands", r.all); err != nil {
		return err
	}
	if !r.all {
		if err := r.learners("FROM changed_stands"); err != nil {
			return err
		}
	}
	if r.all && r.grouped {
		if err := r.exec("CREATE OR REPLACE TEMP VIEW changed_stands AS SELECT 1 AS sign, * FROM main.stands SEMI JOIN touched USING (person_id)" +
			" UNION ALL BY NAME SELECT -1 AS sign, * FROM former_stands"); err != nil {
			return err
		}
	}
	adjusted := cubes
	if r.asBefore {
		adjusted = []cube{reach} // who is known, and as what, is as before
	} else if err := r.put("others", r.all && !r.grouped); err != nil {
		return err
	}
	for _, c := range adjusted {
		if err := r.adjust(c); err != nil {
			return err
		}
	}
	for _, step := range slices.Concat(did, stood) {
		if err := r.exec("DROP TABLE IF EXISTS temp." + step); err != nil {
			return err
		}
	}
	return nil
}

// groups works out how everybody touched stood in each term they are known in. Where nothing new is known of who they are, that
// is taken over from stands: of everybody but the few who are known in other terms than before, or of all who are touched, where
// none of them is.
func (r *refresh) groups() error {
	doings := "doings"
	switch {
	case r.all && r.grouped:
		doings = "doings SEMI JOIN touched USING (person_id)"
		if err := r.exec("CREATE OR REPLACE TEMP VIEW stood_before AS FROM main.stands"); err != nil {
			return err
		}
		if err := r.temporary("touched", "newly_known"); err != nil {
			return err
		}
		if err := r.exec("CREATE OR REPLACE TEMP TABLE former_stands AS FROM main.stands SEMI JOIN touched USING (person_id)"); err != nil {
			return err
		}
	case r.grouped:
		if err := r.exec(former("stands"), "CREATE OR REPLACE TEMP VIEW stood_before AS FROM former_stands"); err != nil {
			return err
		}
		newly, err := r.sql("newly_known.sql")
		if err != nil {
			return err
		}
		some, err := r.number("SELECT count(*) FROM (" + newly + ")")
		if r.asBefore = some == 0; err != nil || r.asBefore {
			return err
		}
	}
	if err := r.of("people", r.all && !r.grouped); err != nil {
		return err
	}
	if err := r.exec("CREATE OR REPLACE TEMP VIEW of_doings AS FROM " + doings); err != nil {
		return err
	}
	for _, step := range stood {
		if err := r.temporary(step, step); err != nil {
			return err
		}
	}
	return nil
}

// put puts the rows of everybody touched in place of those that were there, and brings the table's tallies up to date. While
// it runs, what it made is called made_<table>, where the next step finds it. whole: everybody is touched.
func (r *refresh) put(table string, whole bool) error {
	if whole {
		if err := r.table(table); err != nil {
			return err
		}
		if err := r.exec("CREATE OR REPLACE TEMP VIEW made_"+table+" AS FROM main."+table,
			"CREATE OR REPLACE TEMP VIEW changed_"+table+" AS SELECT 1 AS sign, * FROM main."+table); err != nil {
			return err
		}
		return r.tally(table, whole)
	}
	if err := r.temporary("made_rows_of_"+table, table); err != nil {
		return err
	}
	if table != "stands" || !r.asBefore { // else they are at hand
		if err := r.exec(former(table)); err != nil {
			return err
		}
	}
	if err := r.exec(
		"CREATE OR REPLACE TEMP VIEW made_"+table+" AS FROM temp.made_rows_of_"+table,
		"CREATE OR REPLACE TEMP VIEW changed_"+table+" AS SELECT 1 AS sign, * FROM made_"+table+" UNION ALL BY NAME SELECT -1 AS sign, * EXCLUDE (_row) FROM former_"+table,
		"DELETE FROM "+table+" WHERE rowid IN (SELECT _row FROM former_"+table+")",
		"INSERT INTO "+table+" BY NAME FROM made_"+table); err != nil {
		return err
	}
	return r.tally(table, whole)
}

// former keeps, as former_<table>, the rows that a table has of those touched.
func former(table string) string {
	return "CREATE OR REPLACE TEMP TABLE former_" + table + " AS " + onlyTouched("SELECT rowid AS _row, * FROM main."+table, "person_id")
}

// collected finds out what is collected in each term, and says none instead of nothing, or nothing instead of none, of those
// without a journey where that is news.
func (r *refresh) collected() error {
	if r.all {
		return r.table("term_stages")
	}
	if !r.turned["passages"] && !r.turned["participations"] {
		return nil
	}
	if news, err := r.renew("term_stages"); err != nil || !news {
		return err
	}
	query, err := r.sql("none_or_nothing.sql")
	if err != nil {
		return err
	}
	return r.exec(query)
}

// learners brings the tallies of learners up to date with how those who changed stand, and stood.
func (r *refresh) learners(groups string) error {
	if err := r.exec("CREATE OR REPLACE TEMP VIEW changed_groups AS " + groups); err != nil {
		return err
	}
	return r.tally("learners", r.all)
}

// silence finds out which schools should have reported and have not, and marks their learners where that is news.
func (r *refresh) silence() error {
	if news, err := r.renew("school_terms"); err != nil || !news {
		return err
	}
	if err := r.exec(`CREATE OR REPLACE TEMP TABLE turned AS
		SELECT school_id, term, NOT coalesce(n.expected AND NOT n.reported, false) AS reported
		FROM school_terms AS n FULL JOIN former AS f USING (school_id, term)
		WHERE coalesce(n.expected AND NOT n.reported, false) <> coalesce(f.expected AND NOT f.reported, false)`); err != nil {
		return err
	}
	if some, err := r.number("SELECT count(*) FROM turned"); err != nil || some == 0 {
		return err
	}
	if err := r.exec("UPDATE stands SET reported = t.reported FROM turned AS t WHERE stands.role = 'learner' AND stands.school_id = t.school_id AND stands.term = t.term",
		`CREATE OR REPLACE TEMP VIEW changed_stands AS SELECT CASE WHEN reported THEN 1 ELSE -1 END AS sign, * REPLACE (true AS reported)
			FROM main.stands SEMI JOIN turned USING (school_id, term) WHERE role = 'learner'`,
		"CREATE OR REPLACE TEMP VIEW changed_passages AS SELECT s.sign, p.* FROM main.passages AS p JOIN changed_stands AS s USING (person_id, term)"); err != nil {
		return err
	}
	if err := r.sameOffers(); err != nil {
		return err
	}
	return r.adjust(reach)
}

// contradictions finds the dimensions that contradict themselves too often. Mostly none does at all.
func (r *refresh) contradictions() error {
	if some, err := r.number("SELECT count(*) FROM given WHERE \"column\" = '_contradictory'"); err != nil || some > 0 {
		return errors.Join(err, r.table("unusable"))
	}
	return r.exec("CREATE TABLE IF NOT EXISTS unusable (dimension VARCHAR, share DOUBLE, people BIGINT)", "DELETE FROM unusable")
}

// give notes which of the columns that mostly nobody fills in are filled in by the rows of a source.
func (r *refresh) give(kind *models.Kind, source string) error {
	parts := []string{}
	for _, c := range r.shape.columns(kind) {
		if c.Name == "_contradictory" || slices.ContainsFunc(r.shape.Person, func(d dimension) bool { return d.Name == c.Name }) {
			parts = append(parts, "count("+name(c.Name)+") AS "+name(c.Name))
		}
	}
	return r.exec("INSERT INTO given FROM (SELECT " + text(kind.Name) + ` AS kind, "column" FROM (UNPIVOT (SELECT ` + strings.Join(parts, ", ") + " FROM " + source + `) ON COLUMNS(*) INTO NAME "column" VALUE n) WHERE n > 0)
		ANTI JOIN given USING (kind, "column")`)
}

// recorded finds out which of the person's dimensions any fact gives.
func (r *refresh) recorded() error {
	r.shape.recorded = map[string]bool{}
	rows, err := r.tx.QueryContext(r.ctx, `SELECT "column" FROM given WHERE kind IN ('participations', 'credentials')`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var column string
		if err := rows.Scan(&column); err != nil {
			return err
		}
		r.shape.recorded[column] = true
	}
	return rows.Err()
}

// spread finds everybody touched: those of changed records, of changed opportunities, and of feeds that collect other
// stages than before. Where that is a large part of all, it is everybody.
func (r *refresh) spread(changed map[string]bool) error {
	if r.all {
		return r.table("feed_stages")
	}
	if r.turned["participations"] {
		if _, err := r.renew("feed_stages"); err != nil {
			return err
		}
		if err := r.exec(`INSERT INTO touched_people SELECT DISTINCT p.person_id FROM participations AS p
			SEMI JOIN (SELECT n.feed, n.source, n.stage FROM feed_stages AS n JOIN former AS o USING (feed, source, stage)
				WHERE (n.reaches, n.collects) IS DISTINCT FROM (o.reaches, o.collects)) AS c
			ON c.feed = coalesce(p._feed, '') AND c.source = p.source`); err != nil {
			return err
		}
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
	stands, err := r.number("SELECT count(*) FROM stands")
	if err != nil {
		return err
	}
	r.touched = touched
	// Who stands at all stands in most terms.
	r.all = float64(touched)*float64(max(1, len(r.shape.workspace.Terms))) > r.wholeFrom*float64(stands)
	if r.all {
		return r.table("feed_stages")
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

// renew makes a whole table anew where that comes to something else, and says so. What it was is in former.
func (r *refresh) renew(table string) (news bool, err error) {
	if err := r.temporary("renewed", table); err != nil {
		return false, err
	}
	if err := r.exec("CREATE OR REPLACE TEMP TABLE former AS FROM main." + table); err != nil {
		return false, err
	}
	some, err := r.number("SELECT count(*) FROM ((FROM renewed EXCEPT FROM former) UNION ALL (FROM former EXCEPT FROM renewed))")
	if err != nil || some == 0 {
		return false, err
	}
	return true, r.exec("CREATE OR REPLACE TABLE " + table + " AS FROM renewed")
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
	return r.shape.render(file)
}

func (s *shape) render(file string) (string, error) {
	var out strings.Builder
	if err := templates.ExecuteTemplate(&out, file, s); err != nil {
		return "", fmt.Errorf("write %s: %w", file, err)
	}
	return out.String(), nil
}

package warehouse

import (
	"fmt"
	"slices"
	"strings"

	"athar/models"
)

// meanings are the fields that hold an id, and of what.
var meanings = map[string]string{
	"person_id": "person", "respondent_id": "person", "school_id": "school", "provider_id": "provider",
	"opportunity_id": "opportunity", "skill_id": "skill",
}

// resolve makes, in the schema resolved, a view of each kind in which ids that mean the same are one.
func (r *refresh) resolve() error {
	for _, kind := range models.Kinds {
		query, err := r.resolved(kind, "")
		if err != nil {
			return err
		}
		if err := r.exec("CREATE OR REPLACE VIEW resolved." + kind.Name + " AS " + query); err != nil {
			return err
		}
	}
	return nil
}

// aliased is of what some ids mean the same. It is found out once.
func (r *refresh) aliased() (map[string]bool, error) {
	if r.same != nil {
		return r.same, nil
	}
	all, err := r.texts(`SELECT DISTINCT "of" FROM same_ids`)
	r.same = map[string]bool{}
	for _, one := range all {
		r.same[one] = true
	}
	return r.same, err
}

// resolved is the SELECT of a kind in which ids that mean the same are one and small numbers, but those kept, are the texts they
// stand for; first are further columns, of k, before its own.
func (r *refresh) resolved(kind *models.Kind, first string, kept ...string) (string, error) {
	aliased, err := r.aliased()
	if err != nil {
		return "", err
	}
	lacking, err := r.lacking(kind)
	if err != nil {
		return "", err
	}
	replaced, joins := []string{}, ""
	for i, f := range kind.Fields {
		of := meanings[f.Name]
		if !aliased[of] || has(lacking, f.Name) {
			continue
		}
		column, alias := name(f.Name), fmt.Sprintf("a%d", i)
		replaced = append(replaced, fmt.Sprintf("coalesce(CAST(%s.id AS %s), k.%s) AS %s", alias, typeOf(f.Type), column, column))
		joins += fmt.Sprintf(" LEFT JOIN main.same_ids AS %s ON %s.\"of\" = %s AND %s.alias = CAST(k.%s AS VARCHAR)", alias, alias, text(of), alias, column)
	}
	selected := first + "k.*"
	for _, column := range r.shape.coded(kind) {
		if slices.Contains(kept, column) || has(lacking, column) {
			continue
		}
		replaced = append(replaced, fmt.Sprintf("CAST(k.%[1]s AS VARCHAR) AS %[1]s", name(column)))
	}
	if len(replaced) > 0 {
		selected += " REPLACE (" + strings.Join(replaced, ", ") + ")"
	}
	return "SELECT " + selected + empty(lacking) + " FROM main." + name(kind.Name) + " AS k" + joins, nil
}

// ofTouched makes, as of_<kind>, what everybody touched did.
func (r *refresh) ofTouched() error {
	for _, kind := range []string{"participations", "credentials", "evidence", "responses"} {
		if err := r.of(kind, r.all); err != nil {
			return err
		}
	}
	return r.stagesOfRecords()
}

// keptInSteps are the columns of participations of which steps takes the numbers as they are, where it is about everybody.
var keptInSteps = append([]string{"_feed", "source", "stage"}, codesOfSteps...)

// stagesOfRecords makes feed_stages ready to be joined to of_participations: with its numbers, where that has numbers, and
// without a name, too, for the feed without one.
func (r *refresh) stagesOfRecords() error {
	casts := ""
	if r.all {
		types, err := r.types("participations")
		if err != nil {
			return err
		}
		casts = fmt.Sprintf(" REPLACE (CAST(feed AS %s) AS feed, CAST(source AS %s) AS source, CAST(stage AS %s) AS stage)", types["_feed"], types["source"], types["stage"])
	}
	return r.exec("CREATE OR REPLACE TEMP VIEW feed_stages_of_records AS SELECT *" + casts +
		" FROM (FROM feed_stages UNION ALL SELECT * REPLACE (NULL AS feed) FROM feed_stages WHERE feed = '')")
}

// of makes, as of_<kind>, the records of one kind of those touched, or of everybody.
func (r *refresh) of(kind string, everybody bool) error {
	k, err := models.KindNamed(kind)
	if err != nil {
		return err
	}
	source := "temp.rows_of_" + kind
	if everybody {
		rows, err := r.resolved(k, "", keptInSteps...)
		if err != nil {
			return err
		}
		source = "(" + rows + ") WHERE " + people[kind] + " IS NOT NULL"
	} else {
		rows, err := r.resolved(k, "k.rowid AS _row, ")
		if err != nil {
			return err
		}
		if err := r.exec("CREATE OR REPLACE TEMP TABLE rows_of_" + kind + " AS " + onlyTouched(rows, people[kind])); err != nil {
			return err
		}
	}
	return r.exec("CREATE OR REPLACE TEMP VIEW of_" + kind + " AS FROM " + source)
}

// onlyTouched is what a SELECT that gives _row gives of everybody touched. Whose a row is is seen from one column; the others are
// read of the rows found.
func onlyTouched(query, person string) string {
	return "WITH of_all AS NOT MATERIALIZED (" + query + ") FROM of_all SEMI JOIN (SELECT _row FROM of_all AS a SEMI JOIN touched AS t ON t.person_id = a." + person + ") USING (_row)"
}

package queries

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"athar/internal/sqltext"
	"athar/models"
	"athar/queries/internal/measures"
	"athar/queries/internal/warehouse"
)

// SQL is the SELECT that gives the table of a figure from an export: the
// measure's own SQL, with values in the place of its parameters, then the
// question's filters, groups and shares. It runs as it stands in DuckDB after
// views.sql, and what it gives is what the figure is before protection.
func (e *Engine) SQL(ctx context.Context, q models.Question) (string, error) {
	w := e.Workspace()
	a, err := understand(q, w, e.DefaultTerm())
	if err != nil {
		return "", err
	}
	t := telling{asked: a, workspace: w, today: e.today(), dimensions: once(a.named())}
	t.offered, t.facets = a.split()
	t.offered, t.facets = once(t.offered), once(t.facets)
	if len(t.offered) > 0 {
		err := e.warehouse.Read(ctx, func(s *warehouse.Snapshot) error {
			c := counting{asked: &asked{measure: a.measure, only: a.only}, workspace: w, snapshot: s, today: t.today}
			return c.each(ctx, t.offered, func(levels []string, _ *string) error {
				t.groups = append(t.groups, levels)
				return nil
			})
		})
		if err != nil {
			return "", err
		}
		t.groups = slices.DeleteFunc(t.groups, func(levels []string) bool {
			for i, d := range t.offered {
				if keep, filtered := a.keep[d.Name]; filtered && !slices.Contains(keep, levels[i]) {
					return true
				}
			}
			return false
		})
		if len(t.groups) > mostGroups {
			return "", &models.Error{Kind: models.TooLarge, Message: fmt.Sprintf("The groups overlap, so each is counted by itself, and %d are too many to write out.", len(t.groups)),
				Ar: fmt.Sprintf("الفئات متداخلة فتُعدّ كل منها وحدها، و%d فئة أكثر من أن تُكتب.", len(t.groups))}
		}
	}
	return t.text(), nil
}

// mostGroups bounds how often a measure is written out, once a group.
const mostGroups = 200

// telling writes a question as SQL.
type telling struct {
	*asked
	workspace  *models.Workspace
	today      models.Day
	dimensions []models.Dimension
	facets     []models.Dimension // that the measure's SQL groups by
	offered    []models.Dimension // those of what is offered
	groups     [][]string         // of those offered
}

func once(all []models.Dimension) []models.Dimension {
	var found []models.Dimension
	for _, d := range all {
		if !slices.ContainsFunc(found, func(o models.Dimension) bool { return o.Name == d.Name }) {
			found = append(found, d)
		}
	}
	return found
}

func (t *telling) text() string {
	var out strings.Builder
	fmt.Fprintf(&out, "-- %s: %s.\n-- Counted from an export, after views.sql; before protection, and without intervals.\n", t.measure.Title.En, t.measure.Formula.En)
	if len(t.groups) == 0 && len(t.offered) > 0 {
		t.groups = [][]string{} // nothing is on offer: no rows
		out.WriteString("SELECT 1 AS nothing LIMIT 0\n")
		return out.String()
	}
	if t.groups == nil {
		out.WriteString(t.one(nil) + "\nORDER BY ALL\n")
		return out.String()
	}
	parts := make([]string, len(t.groups))
	for i, levels := range t.groups {
		parts[i] = "(\n" + t.one(levels) + "\n)"
	}
	out.WriteString(strings.Join(parts, " UNION ALL ") + "\nORDER BY ALL\n")
	return out.String()
}

// one is the SELECT of the whole question, or of one group of its facets.
func (t *telling) one(levels []string) string {
	columns := slices.Clone(t.dimensions)
	apart := t.dimensions
	if t.measure.Sliced() {
		columns = append(columns, t.facets...)
		for _, f := range t.facets {
			if f.Name != t.measure.Choice {
				apart = append(slices.Clone(apart), f)
			}
		}
	}
	ctes := []string{"found AS (\n" + indent(t.bound(t.measure.Group(t.measure.Counting(t.offer(levels) != ""), columns), levels)) + "\n)"}
	from := "found s"
	if t.measure.Of != "" {
		ctes = append(ctes, "everybody AS (\n"+indent(t.bound(t.measure.Group(t.measure.Denominator(), apart), nil))+"\n)")
		same := make([]string, len(apart))
		for i, d := range apart {
			same[i] = fmt.Sprintf("s.%[1]s IS NOT DISTINCT FROM e.%[1]s", sqltext.Quote(d.Name))
		}
		if len(same) == 0 {
			same = []string{"true"}
		}
		from = "everybody e LEFT JOIN found s ON " + strings.Join(same, " AND ")
		if m := t.measure; m.Choice != "" {
			// Who chose nothing that was asked for is still one of those who chose.
			choice := sqltext.Quote(m.Choice)
			from = fmt.Sprintf("everybody e CROSS JOIN (SELECT DISTINCT %[1]s FROM found) c LEFT JOIN found s ON %[2]s AND s.%[1]s = c.%[1]s", choice, strings.Join(same, " AND "))
		}
	}
	return "WITH " + strings.Join(ctes, ", ") + "\n" + t.outer(from, apart, levels)
}

// outer cuts the question's cells from what was counted.
func (t *telling) outer(from string, apart []models.Dimension, levels []string) string {
	table := func(d models.Dimension) string {
		if t.measure.Of != "" && slices.ContainsFunc(apart, func(o models.Dimension) bool { return o.Name == d.Name }) {
			return "e." + sqltext.Quote(d.Name)
		}
		if d.Name == t.measure.Choice {
			return "c." + sqltext.Quote(d.Name)
		}
		return "s." + sqltext.Quote(d.Name)
	}
	var groups, where []string
	for _, name := range t.question.By {
		if name == stageFacet.Name {
			continue
		}
		if i := slices.IndexFunc(t.offered, func(d models.Dimension) bool { return d.Name == name }); i >= 0 && levels != nil {
			groups = append(groups, levelLiteral(levels[i])+" AS "+sqltext.Quote(name))
			continue
		}
		d := must(t.workspace.Dimension(name))
		groups = append(groups, t.plainly(d, table(d))+" AS "+sqltext.Quote(name))
	}
	counted := t.dimensions
	if t.measure.Sliced() {
		counted = append(slices.Clone(counted), t.facets...)
		for _, f := range t.facets {
			// Groups of a facet overlap: they are told apart, not added up.
			if !slices.Contains(t.question.By, f.Name) && len(t.keep[f.Name]) != 1 {
				groups = append(groups, t.plainly(f, table(f))+" AS "+sqltext.Quote(f.Name))
			}
		}
	}
	for _, d := range counted {
		if keep, filtered := t.keep[d.Name]; filtered {
			where = append(where, among(t.plainly(d, table(d)), keep))
		}
	}
	condition := ""
	if len(where) > 0 {
		condition = "\nWHERE " + strings.Join(where, " AND ")
	}
	prefix := ""
	if len(groups) > 0 {
		prefix = strings.Join(groups, ", ") + ", "
	}
	selecting := func(numbers string) string {
		return "SELECT " + prefix + numbers + "\nFROM " + from + condition + "\nGROUP BY ALL"
	}
	trials := "s.trials"
	if t.measure.Of != "" {
		trials = "e.trials"
	}
	switch t.measure.Shape {
	case measures.Share:
		successes := "coalesce(s.successes, 0)"
		if t.measure.ComplementOf != "" {
			successes = trials + " - " + successes
		}
		return selecting(fmt.Sprintf("sum(%[1]s) AS numerator, sum(%[2]s) AS denominator, sum(%[1]s) / sum(%[2]s) AS value", successes, trials))
	case measures.Count:
		return selecting("sum(s.n) AS value")
	case measures.Mean:
		n := "s.n"
		if t.measure.Of != "" {
			n = trials
		}
		return selecting(fmt.Sprintf("sum(%[1]s) AS denominator, sum(coalesce(s.total, 0)) / sum(%[1]s) AS value", n))
	case measures.Ratio:
		return selecting(fmt.Sprintf("%g * sum(s.over) / nullif(sum(s.under), 0) AS value", cmp.Or(t.measure.Per, 1)))
	case measures.Change:
		return selecting("sum(s.n) AS denominator, (sum(s.y) - sum(s.x)) / nullif(sum(s.n), 0) AS value")
	case measures.Against:
		return selecting("sum(s.n) AS numerator, (sum(s.n) / sum(sum(s.n)) OVER ()) / (sum(s.other) / nullif(sum(sum(s.other)) OVER (), 0)) AS value")
	case measures.Weight:
		return selecting("sum(s.n) AS denominator, sum(s.wx) / sum(s.w) AS value")
	case measures.Steps:
		var steps []string
		for _, stage := range stageFacet.Levels {
			steps = append(steps, "("+strings.Replace(selecting(fmt.Sprintf("%[2]s AS stage, sum(s.%[1]s) AS numerator, sum(s.%[3]s) AS denominator, sum(s.%[1]s) / sum(s.%[3]s) AS value",
				sqltext.Quote(stage.ID), sqltext.Literal(stage.ID), sqltext.Quote("n_"+stage.ID))), "\nGROUP BY ALL", "\nGROUP BY ALL HAVING sum(s."+sqltext.Quote("n_"+stage.ID)+") > 0", 1)+")")
		}
		return strings.Join(steps, "\nUNION ALL ")
	}
	// Of how many people which amount; the others have none.
	some := "SELECT " + prefix + "s.amount AS amount, sum(s.people) AS people\nFROM " + from + condition
	if condition == "" {
		some += "\nWHERE"
	} else {
		some += " AND"
	}
	some += " s.amount IS NOT NULL\nGROUP BY ALL"
	did := "(SELECT " + strings.Join(append(names(apart), "sum(people) AS people, 1 AS _one"), ", ") + " FROM found GROUP BY ALL)"
	idle := "SELECT " + prefix + "0 AS amount, sum(e.trials) - sum(coalesce(s.people, 0)) AS people\nFROM " + strings.Replace(from, "JOIN found s", "JOIN "+did+" s", 1) + condition + "\nGROUP BY ALL"
	return "(" + some + ")\nUNION ALL (" + idle + ")"
}

func names(dimensions []models.Dimension) []string {
	all := make([]string, len(dimensions))
	for i, d := range dimensions {
		all[i] = sqltext.Quote(d.Name)
	}
	return all
}

// plainly is a level as people know it: without the register of its ids where
// the workspace has only one.
func (t *telling) plainly(d models.Dimension, column string) string {
	if t.measure.Base == measures.People && !d.BuiltIn && len(d.Levels) > 0 {
		// People are counted from their records too, which keep levels as they came.
		levels := make([]string, len(d.Levels))
		for i, l := range d.Levels {
			levels[i] = sqltext.Literal(l.ID)
		}
		return "CASE WHEN " + column + " IS NULL OR " + column + " IN (" + strings.Join(levels, ", ") + ") THEN " + column + " ELSE " + sqltext.Literal(models.Unrecognised) + " END"
	}
	if !identified[d.Name] || !d.BuiltIn {
		return column
	}
	registers := map[string]bool{}
	for _, p := range t.workspace.Packages {
		registers[p.IDs] = true
	}
	if len(registers) > 1 {
		return column
	}
	return "substr(" + column + ", strpos(" + column + ", ':') + 1)"
}

func levelLiteral(level string) string {
	if level == "" {
		return "CAST(NULL AS VARCHAR)"
	}
	return sqltext.Literal(level)
}

// among is the condition that a level is one of some; "" is "not given".
func among(column string, levels []string) string {
	var given []string
	null := false
	for _, l := range levels {
		if l == "" {
			null = true
		} else {
			given = append(given, sqltext.Literal(l))
		}
	}
	var parts []string
	if len(given) > 0 {
		parts = append(parts, column+" IN ("+strings.Join(given, ", ")+")")
	}
	if null {
		parts = append(parts, column+" IS NULL")
	}
	if len(parts) == 0 {
		return "false"
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

var (
	restricted = regexp.MustCompile(`\(\$opportunities IS NULL OR (\w+\.opportunity_id) IN \(SELECT unnest\(string_split\(\$opportunities, chr\(31\)\)\)\)\)`)
	parameter  = regexp.MustCompile(`\$[a-z_]+`)
)

// bound puts values in the place of a measure's parameters.
func (t *telling) bound(text string, levels []string) string {
	offer := t.offer(levels)
	text = restricted.ReplaceAllStringFunc(text, func(found string) string {
		column := restricted.FindStringSubmatch(found)[1]
		if offer == "" {
			return "true"
		}
		return column + " IN (" + offer + ")"
	})
	text = strings.ReplaceAll(strings.ReplaceAll(text, " AND true\n", "\n"), "WHERE true\n", "")
	values := map[string]string{"$today": "DATE " + sqltext.Literal(t.today.String()), "$grain": sqltext.Literal(t.grainOf()), "$terms": "NULL", "$opportunities": "NULL"}
	if offer != "" {
		values["$opportunities"] = "(SELECT string_agg(opportunity_id, chr(31)) FROM (" + offer + "))"
	}
	if !t.all {
		ids := make([]string, len(t.terms))
		for i, term := range t.terms {
			ids[i] = sqltext.Literal(term.ID)
		}
		values["$terms"] = "concat_ws(chr(31), " + strings.Join(ids, ", ") + ")"
	}
	return parameter.ReplaceAllStringFunc(text, func(name string) string {
		if value, ok := values[name]; ok {
			return value
		}
		return name
	})
}

// offer selects the opportunities that filters and a group of facets keep; ""
// where they keep all.
func (t *telling) offer(levels []string) string {
	var where []string
	has := func(d models.Dimension, keep []string) string {
		column := t.plainly(d, sqltext.Quote(d.Name))
		if !d.Many {
			return among(column, keep)
		}
		var parts []string
		for _, l := range keep {
			if l == "" {
				parts = append(parts, column+" IS NULL")
			} else {
				parts = append(parts, "list_contains(string_split("+column+", '|'), "+sqltext.Literal(l)+")")
			}
		}
		return "(" + strings.Join(parts, " OR ") + ")"
	}
	for _, f := range t.only {
		where = append(where, has(must(t.workspace.Dimension(f.Dimension)), f.Levels))
	}
	for i, level := range levels {
		where = append(where, has(t.offered[i], []string{level}))
	}
	if len(where) == 0 {
		return ""
	}
	return "SELECT opportunity_id FROM opportunity_facts WHERE " + strings.Join(where, " AND ")
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ")
}

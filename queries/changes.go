package queries

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"athar/models"
	"athar/queries/disclosure"
	"athar/queries/internal/measures"
)

// Changes asks every figure of the pages twice, of the workspace as it is and
// as it would be, and tells where the two released answers differ; and which
// schools and providers drop out or are new.
func (r *Rehearsal) Changes(ctx context.Context) (disclosure.Changes, error) {
	var changes disclosure.Changes
	if !r.changed {
		return changes, nil
	}
	future, err := r.ready(ctx)
	if err != nil {
		return changes, err
	}
	dimensions, err := r.known(ctx, future)
	if err != nil {
		return changes, err
	}
	for _, m := range measures.All {
		if err := r.compare(ctx, future, m, figures(m, r.workspace, dimensions), &changes); err != nil {
			return changes, fmt.Errorf("compare %s: %w", m.Name, err)
		}
	}
	before, err := r.reporters(ctx, r.engine)
	if err != nil {
		return changes, err
	}
	after, err := r.reporters(ctx, future)
	if err != nil {
		return changes, err
	}
	changes.Report(dropped(before, after), arrived(before, after))
	return changes, nil
}

// compare adds what changes of one measure: over everybody, and by each of its
// usual dimensions, term by term.
func (r *Rehearsal) compare(ctx context.Context, future *Engine, m *measures.Measure, groupings [][]string, changes *disclosure.Changes) error {
	for i, by := range groupings {
		q := models.Question{Measure: m.Name, By: by, Terms: []string{models.AllTerms}}
		after, err := future.Answer(ctx, q)
		if models.KindOf(err) == models.Invalid || models.KindOf(err) == models.NotFound {
			continue // no page asks it
		}
		if err != nil {
			return err
		}
		before, err := r.engine.Answer(ctx, q)
		switch models.KindOf(err) {
		case models.Invalid, models.NotFound: // what is grouped by is declared only now
			before, err = disclosure.Released{}, nil
		}
		if err != nil {
			return err
		}
		changes.Compare(before, after, i == 0 && len(r.workspace.Terms) != 1) // the total of one term is that term
		if i == 0 && silentBoth(before, after) {
			return nil
		}
	}
	return nil
}

// silentBoth reports whether a measure says nothing, neither now nor then.
func silentBoth(before, after disclosure.Released) bool {
	silent := func(a models.Answer) bool {
		return a.Total.State == models.NotApplicable && len(a.Cells) == 0 || a.Total.State == models.NotCollected || a.Total.State == models.NoData
	}
	return silent(before.Brief()) && silent(after.Brief())
}

// known are the dimensions pages group by: those that are not sensitive and of
// which some level is known, now or then.
func (r *Rehearsal) known(ctx context.Context, future *Engine) ([]models.Dimension, error) {
	var all []models.Dimension
	for _, d := range r.workspace.Dimensions {
		if d.OwnerOnly || d.Sensitive {
			continue
		}
		q := models.Question{Measure: "people", By: []string{d.Name}, Terms: []string{models.AllTerms}}
		switch d.Of {
		case models.OfPerson, models.OfSchool:
		case models.OfOpportunity, models.OfProvider:
			q.Measure = "opportunities"
		default:
			continue // of neither: no page groups by it alone
		}
		some := false
		for _, e := range []*Engine{r.engine, future} {
			if _, err := e.Workspace().Dimension(d.Name); err != nil {
				continue // declared only now
			}
			released, err := e.Answer(ctx, q)
			if err != nil {
				return nil, fmt.Errorf("ask what is known of %s: %w", d.Name, err)
			}
			some = some || slices.ContainsFunc(released.Brief().Cells, func(c models.Cell) bool { return len(c.Group) == 1 && c.Group[0].Level != nil })
		}
		if some {
			all = append(all, d)
		}
	}
	return all, nil
}

// figures are the groupings in which pages show a measure, everybody first.
func figures(m *measures.Measure, w *models.Workspace, dimensions []models.Dimension) [][]string {
	var term []string
	if len(w.Terms) > 0 {
		term = []string{"term"}
	}
	if len(m.Needed) > 0 {
		by := slices.Clone(m.Needed)
		switch {
		case m.Choice != "":
			by = append(by, m.Choice)
		case m.Base == measures.Answers:
			by = append(by, "wave")
		default:
			by = append(by, term...)
		}
		return [][]string{by}
	}
	if m.Grouped != "" && m.Grouped != "any" {
		return [][]string{append([]string{m.Grouped}, term...)}
	}
	var all [][]string
	if m.Grouped == "" {
		all = append(all, term)
	}
	for _, d := range dimensions {
		offered := d.Of == models.OfOpportunity || d.Of == models.OfProvider
		if m.Speaks(d) && !(offered && m.Base == measures.Population) {
			all = append(all, append([]string{d.Name}, term...))
		}
	}
	return all
}

// standing is how a school or provider stands in a term.
type standing struct {
	name     models.Text
	reported bool
}

// reporter is a school or provider in a term.
type reporter struct{ of, id, term string }

// reporters are all schools and providers that stand in a term of a workspace,
// by their ids as people know them: without the register where there is one.
func (r *Rehearsal) reporters(ctx context.Context, e *Engine) (map[reporter]standing, error) {
	all := map[reporter]standing{}
	registers := map[string]bool{}
	for _, p := range r.workspace.Packages {
		registers[p.IDs] = true
	}
	for _, of := range []struct{ kind, query string }{
		{"schools", `SELECT t.school_id, t.term, t.reported, coalesce(r.name_en, ''), coalesce(r.name_ar, '') FROM school_terms AS t LEFT JOIN school_register AS r USING (school_id)`},
		{"providers", `SELECT t.provider_id, t.term, t.reported, coalesce(r.name_en, ''), coalesce(r.name_ar, '') FROM provider_terms AS t LEFT JOIN provider_register AS r USING (provider_id)`},
	} {
		rows, err := e.warehouse.Query(ctx, of.query)
		if err != nil {
			return nil, fmt.Errorf("read which %s have reported: %w", of.kind, err)
		}
		defer rows.Close()
		for rows.Next() {
			who, how := reporter{of: of.kind}, standing{}
			if err := rows.Scan(&who.id, &who.term, &how.reported, &how.name.En, &how.name.Ar); err != nil {
				return nil, fmt.Errorf("read which %s have reported: %w", of.kind, err)
			}
			if _, id, registered := strings.Cut(who.id, ":"); registered && len(registers) <= 1 {
				who.id = id
			}
			all[who] = how
		}
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("read which %s have reported: %w", of.kind, err)
		}
	}
	return all, nil
}

// dropped are those that stood in a term before and do not after, and those of
// which no record is left in it.
func dropped(before, after map[reporter]standing) []models.Reporter {
	var all []models.Reporter
	for who, was := range before {
		is, there := after[who]
		reason := ""
		switch {
		case !there:
			reason = "roster"
		case was.reported && !is.reported:
			reason = "records"
		default:
			continue
		}
		all = append(all, models.Reporter{Of: who.of, ID: who.id, Name: was.name, Term: who.term, Reason: reason})
	}
	sortReporters(all)
	return all
}

// arrived are those that stand in a term only after, or report in it only then.
func arrived(before, after map[reporter]standing) []models.Reporter {
	all := dropped(after, before)
	for i := range all {
		all[i].Reason = ""
	}
	return all
}

func sortReporters(all []models.Reporter) {
	slices.SortFunc(all, func(a, b models.Reporter) int {
		return strings.Compare(a.Of+"\x00"+a.ID+"\x00"+a.Term, b.Of+"\x00"+b.ID+"\x00"+b.Term)
	})
}

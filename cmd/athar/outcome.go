package main

import (
	"fmt"
	"strconv"

	"athar/models"
)

// outcome prints how strong a claim an answer can carry.
func (p *program) outcome(o models.Outcome) error {
	fmt.Fprint(p.out, "\n"+p.say(models.Text{En: "Strength of the claim", Ar: "قوة الادعاء"}))
	if o.State != models.Shown {
		fmt.Fprint(p.out, ": "+p.heading(string(o.State)))
		if o.Reason != nil {
			fmt.Fprintf(p.out, ": %s", p.say(*o.Reason))
		}
		fmt.Fprintln(p.out)
		return nil
	}
	fmt.Fprintln(p.out)
	t := table{columns: p.headings("fact", "value", "low", "high", "from", "to", "method")}
	for _, s := range []struct {
		name string
		said *models.Said
	}{{"design", o.Design}, {"comparison", o.Comparison}} {
		if s.said != nil {
			t.rows = append(t.rows, []string{s.name, s.said.Name, "", "", "", "", p.say(s.said.Text)})
		}
	}
	t.rows = append(t.rows, []string{"n", whole(o.N)})
	for _, f := range o.Facts {
		t.rows = append(t.rows, []string{f.Name, decimal(&f.Value), decimal(f.Low), decimal(f.High), f.From, f.To, f.Method})
	}
	for _, g := range o.Groups {
		t.rows = append(t.rows, []string{"attrition", decimal(&g.Attrition), "", "", "", p.groupName(g.Group), p.say(models.Text{En: "of ", Ar: "من "}) + strconv.FormatInt(g.N, 10)})
	}
	for _, s := range o.Skipped {
		t.rows = append(t.rows, []string{s.Name, "-", "", "", "", "", p.say(s.Because)})
	}
	if err := p.printTable(t); err != nil || o.Grade == nil {
		return err
	}
	fmt.Fprintf(p.out, "\n%s\n", p.say(o.Grade.Sentence))
	for _, s := range o.Grade.Standings {
		fmt.Fprintf(p.out, "%s: %d. %s\n", p.say(s.Title), s.Reached, p.say(s.Means))
		for i, lack := range s.Lacks {
			if i == 0 {
				fmt.Fprintf(p.out, "  %s %d:\n", p.say(models.Text{En: "For level", Ar: "للمستوى"}), s.Next)
			}
			fmt.Fprintln(p.out, "  - "+p.say(lack.Text))
		}
	}
	fmt.Fprintln(p.out, p.say(o.Grade.Rule))
	for _, mark := range []struct {
		is   bool
		said models.Text
	}{
		{o.Grade.Exploratory, models.Exploratory}, {o.Grade.Expired, models.Expired},
	} {
		if mark.is {
			fmt.Fprintln(p.out, p.say(mark.said))
		}
	}
	return nil
}

// claimRows adds to the cells of an answer what its outcome says, in the same columns and two more: which row it is, and the
// statement.
func (p *program) claimRows(t *table, o models.Outcome) {
	for i := range t.rows {
		t.rows[i] = append(t.rows[i], "answer", "")
	}
	by := len(t.columns) - len(cellColumns)
	t.columns = append(t.columns, "row", "statement")
	for _, line := range o.Lines() {
		levels := make([]string, by)
		for i, l := range line.Group {
			if i < by && l.Level != nil {
				levels[i] = *l.Level
			}
		}
		t.rows = append(t.rows, append(levels, string(line.State), "", whole(line.N), decimal(line.Value), decimal(line.Low), decimal(line.High), p.say(line.Text), "claim", line.Name))
	}
}

// groupName are the levels of a group, as they are asked for.
func (p *program) groupName(g models.Group) string {
	name := ""
	for i, l := range g {
		if i > 0 {
			name += " · "
		}
		if l.Level != nil {
			name += *l.Level
		} else {
			name += p.say(models.NotGiven)
		}
	}
	return name
}

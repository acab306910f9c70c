package main

import (
	"fmt"
	"io"
	"strings"

	"athar/models"
)

// comma stands between the names of measures.
var comma = models.Text{En: ", ", Ar: "، "}

// note prints what must be read beside figures.
func (p *program) note(out io.Writer, said string) {
	fmt.Fprintln(out, p.say(models.Text{En: "Note: ", Ar: "ملاحظة: "})+said)
}

// inequality prints the block of an answer.
func (p *program) inequality(block models.Inequality) error {
	fmt.Fprintf(p.out, "\n%s %s", p.say(models.Text{En: "Inequality by", Ar: "عدم المساواة بحسب"}), block.Dimension)
	if block.Reason != nil {
		fmt.Fprint(p.out, ": "+p.say(*block.Reason))
	}
	fmt.Fprintln(p.out)
	if len(block.Measures) > 0 {
		t := table{columns: p.headings("measure", "value", "low", "high", "from", "to", "method")}
		for _, m := range block.Measures {
			t.rows = append(t.rows, []string{m.Name, decimal(&m.Value), decimal(m.Low), decimal(m.High), m.From, m.To, m.Method})
		}
		if err := p.printTable(t); err != nil {
			return err
		}
	}
	return p.unsaid(block.Skipped)
}

// unsaid prints which measures are not given, a line a reason.
func (p *program) unsaid(skipped []models.Skipped) error {
	if len(skipped) == 0 {
		return nil
	}
	t := table{columns: p.headings("because", "not given")}
	for _, u := range models.ByReason(skipped) {
		names := make([]string, len(u.Measures))
		for i, m := range u.Measures {
			names[i] = m.Name
		}
		t.rows = append(t.rows, []string{p.say(u.Because), strings.Join(names, p.say(comma))})
	}
	fmt.Fprintln(p.out)
	return p.printTable(t)
}

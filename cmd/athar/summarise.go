package main

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"athar/models"
	"athar/queries/summarise"
)

func (p *program) summarise() *cobra.Command {
	var outcome, scale, ordered, better string
	c := &cobra.Command{
		Use: "summarise TABLE.csv", Short: "every measure of inequality between the groups of a table you bring", Args: cobra.ExactArgs(1),
		Long: "Reads a table and prints every measure of inequality between its groups that it allows, and why not the others.\n" +
			"Nothing of it is kept; no workspace is needed. A file called - is standard input.\n\n" +
			"One row a group:  subgroup, estimate, favourable_indicator (1: more is better), ordered_dimension (1 or 0), and as far as\n" +
			"                  they are known subgroup_order (1 is the most disadvantaged), se, population, setting_average,\n" +
			"                  indicator_scale (100 for percentages), reference_subgroup (1 for one group)\n" +
			"One row a person: subgroup_order, weight, psu, strata, and the outcome, which --outcome names\n\n" +
			"A fact of the whole table may be said beside it, where it has no such column: --scale 100 for indicator_scale, --ordered\n" +
			"yes or no for ordered_dimension, --better more or less for favourable_indicator.\n\n" +
			"--format csv prints stat,value under the names of published collections of measures.\n" +
			"Exit status: 0 done; 2 the command is written wrongly; 4 the table must be mended first.",
		Example: "  athar summarise groups.csv\n  athar summarise survey.csv --outcome attended --format csv\n  athar summarise rates.csv --scale 100 --ordered yes --better more",
		RunE: func(c *cobra.Command, args []string) error {
			table := p.in
			if args[0] != "-" {
				f, err := os.Open(args[0])
				if err != nil {
					return usageError{fmt.Errorf("there is no file %s that can be read", args[0])}
				}
				defer f.Close()
				if info, err := f.Stat(); err != nil || info.IsDir() {
					return usageError{fmt.Errorf("there is no file %s that can be read", args[0])}
				}
				table = f
			}
			if c.Flags().Changed("outcome") && strings.TrimSpace(outcome) == "" {
				return usageError{fmt.Errorf("--outcome names the column that holds the outcome")}
			}
			facts := map[string]string{}
			for _, fact := range []struct{ flag, value, column, yes, no string }{
				{"scale", scale, "indicator_scale", "", ""}, {"ordered", ordered, "ordered_dimension", "yes", "no"}, {"better", better, "favourable_indicator", "more", "less"},
			} {
				switch {
				case !c.Flags().Changed(fact.flag):
				case fact.yes == "":
					facts[fact.column] = fact.value
				case fact.value == fact.yes:
					facts[fact.column] = "1"
				case fact.value == fact.no:
					facts[fact.column] = "0"
				default:
					return usageError{fmt.Errorf("--%s is %s or %s", fact.flag, fact.yes, fact.no)}
				}
			}
			found, err := summarise.Table(bufio.NewReader(table), summarise.Options{Bringing: models.Bringing{Outcome: outcome, Facts: facts}})
			if err != nil {
				return err
			}
			return p.brought(found)
		},
	}
	c.Flags().StringVar(&outcome, "outcome", "", "the column that holds the outcome, where a row is a person")
	c.Flags().StringVar(&scale, "scale", "", "the most the indicator can come to, such as 100 for percentages, where the table does not say it")
	c.Flags().StringVar(&ordered, "ordered", "", "yes or no: whether the groups have an order, where the table does not say it")
	c.Flags().StringVar(&better, "better", "", "more or less: which of the indicator is better, where the table does not say it")
	return c
}

// brought prints what a table says.
func (p *program) brought(b models.Brought) error {
	switch p.format {
	case "json":
		return p.printJSON(b)
	case "csv":
		t := table{columns: []string{"stat", "value"}}
		for _, v := range b.Values {
			t.rows = append(t.rows, []string{v.Name, strconv.FormatFloat(v.Value, 'g', -1, 64)})
		}
		for _, w := range b.Warnings {
			p.note(p.err, p.say(w))
		}
		return p.printTable(t)
	}
	given := table{columns: p.headings("measure", "title", "value", "low", "high", "from", "to")}
	for _, m := range b.Measures {
		given.rows = append(given.rows, []string{m.Name, p.say(m.Title), decimal(&m.Value), decimal(m.Low), decimal(m.High), m.From, m.To})
	}
	if err := p.printTable(given); err != nil {
		return err
	}
	if len(b.Warnings) > 0 || len(besideMeasures(b.Measures)) > 0 {
		fmt.Fprintln(p.out)
	}
	for _, w := range b.Warnings {
		p.note(p.out, p.say(w))
	}
	for _, w := range besideMeasures(b.Measures) {
		p.note(p.out, strings.Join(w.names, p.say(comma))+": "+p.say(w.text))
	}
	return p.unsaid(b.Skipped)
}

// warned is a warning with the measures that it stands beside.
type warned struct {
	text  models.Text
	names []string
}

// besideMeasures says each warning once.
func besideMeasures(measures []models.Summary) []warned {
	var all []warned
	for _, m := range measures {
		for _, w := range m.Warnings {
			i := slices.IndexFunc(all, func(known warned) bool { return known.text == w })
			if i < 0 {
				all = append(all, warned{text: w})
				i = len(all) - 1
			}
			all[i].names = append(all[i].names, m.Name)
		}
	}
	return all
}

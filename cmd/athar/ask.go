package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"athar/models"
	"athar/queries"
)

func (p *program) ask() *cobra.Command {
	var by, term string
	var where []string
	var asOf int64
	c := &cobra.Command{
		Use: "ask MEASURE", Short: "one answer, protected", Args: cobra.ExactArgs(1),
		Example: "  athar ask participation_rate --by municipality\n  athar ask award_rate --term all --by imd_band --where gender=F",
		RunE: func(c *cobra.Command, args []string) error {
			q := models.Question{Measure: args[0], Owner: true, AsOf: asOf}
			if by != "" {
				q.By = strings.Split(by, ",")
			}
			if term != "" {
				q.Terms = strings.Split(term, ",")
			}
			var err error
			if q.Where, err = queries.ParseFilters(where); err != nil {
				return err
			}
			o, err := p.openToAsk(c.Context())
			if err != nil {
				return err
			}
			defer o.close()
			released, err := o.engine.Answer(c.Context(), q)
			if err != nil {
				return p.known(err, o.engine.Workspace())
			}
			return p.answer(released.Answer())
		},
	}
	c.Flags().StringVar(&by, "by", "", "one or two dimensions, separated by a comma")
	c.Flags().StringArrayVar(&where, "where", nil, "a filter DIMENSION=LEVEL,LEVEL; may be given several times")
	c.Flags().StringVar(&term, "term", "", "terms separated by commas, or all; default the latest complete one")
	c.Flags().Int64Var(&asOf, "asof", 0, "answer as of an earlier data version")
	return c
}

// known adds to a name that is not found where the names stand.
func (p *program) known(err error, w *models.Workspace) error {
	e, ok := errors.AsType[*models.Error](err)
	if !ok || e.Kind != models.NotFound {
		return err
	}
	var names []string
	switch {
	case strings.Contains(e.Message, "measure"):
		return &models.Error{Kind: e.Kind, Message: e.Message + " `athar measures` lists them.", Ar: e.Ar + " يسردها الأمر `athar measures`."}
	case strings.Contains(e.Message, "dimension"):
		for _, d := range w.Dimensions {
			names = append(names, d.Name)
		}
	case strings.Contains(e.Message, "term"):
		for _, t := range w.Terms {
			names = append(names, t.ID)
		}
		names = append(names, models.AllTerms)
	default:
		return err
	}
	list := strings.Join(names, ", ")
	return &models.Error{Kind: e.Kind, Message: e.Message + " There are: " + list + ".", Ar: e.Ar + " الموجود: " + list + "."}
}

// cellColumns are those of a cell, after the levels of its group.
var cellColumns = []string{"state", "numerator", "denominator", "value", "low", "high", "reason"}

// answer prints an answer: as a table, the cells, then the inequality and how
// strong a claim it carries; as CSV, the cells, and of an outcome one row more
// for each statement of the claim.
func (p *program) answer(a models.Answer) error {
	if p.format == "json" {
		return p.printJSON(a)
	}
	t := table{columns: append(slices.Clone(a.By), p.headings(slices.Clone(cellColumns)...)...)}
	row := func(c models.Cell, levels []string) []string {
		return append(levels, p.heading(string(c.State)), whole(c.Numerator), whole(c.Denominator), decimal(c.Value), decimal(c.Low), decimal(c.High), p.reason(c))
	}
	for _, c := range a.Cells {
		levels := make([]string, len(c.Group))
		for i, g := range c.Group {
			if g.Level != nil {
				levels[i] = *g.Level
			} else if p.format == "table" {
				levels[i] = "(" + strings.ToLower(p.say(models.NotGiven)) + ")"
			}
		}
		t.rows = append(t.rows, row(c, levels))
	}
	total := make([]string, len(a.By))
	if len(total) > 0 && p.format == "table" {
		total[0] = p.say(models.Text{En: "(all)", Ar: "(الكل)"})
	}
	if p.format == "table" || len(a.By) == 0 {
		t.rows = append(t.rows, row(a.Total, total))
	}
	if p.format == "csv" && a.Outcome != nil {
		p.claimRows(&t, *a.Outcome)
	}
	if p.format == "table" {
		fmt.Fprintf(p.out, "%s · %s · %s %d\n%s\n\n", p.say(a.Title), strings.Join(a.Terms, p.say(comma)), p.say(models.Text{En: "data version", Ar: "إصدار البيانات"}), a.Commit, p.say(a.Reading))
	}
	if err := p.printTable(t); err != nil || p.format == "csv" {
		return err
	}
	if a.Inequality != nil {
		if err := p.inequality(*a.Inequality); err != nil {
			return err
		}
	}
	if a.Outcome != nil {
		if err := p.outcome(*a.Outcome); err != nil {
			return err
		}
	}
	if a.Coverage != nil {
		of := map[string]models.Text{"schools": {En: "schools", Ar: "المدارس"}, "providers": {En: "providers", Ar: "الجهات المقدِّمة"}}[a.Coverage.Of]
		fmt.Fprintf(p.out, p.say(models.Text{En: "\n%d of %d %s reported\n", Ar: "\nأبلغ %d من أصل %d من %s\n"}), a.Coverage.Reported, a.Coverage.Expected, p.say(of))
	}
	for _, w := range a.Warnings {
		p.note(p.out, p.say(w))
	}
	if a.Protection.Hidden > 0 {
		fmt.Fprintf(p.out, p.say(models.Text{En: "%d suppressed to protect privacy (threshold %d)\n", Ar: "حُجب %d حفاظًا على الخصوصية (عتبة الحجب %d)\n"}), a.Protection.Hidden, a.Protection.Threshold)
	}
	if a.Invented {
		fmt.Fprintln(p.out, p.say(models.Text{En: "Invented people: these figures describe nobody.", Ar: "أشخاص مختلَقون: لا تصف هذه الأرقام أحدًا."}))
	}
	return nil
}

// heading is a name of a column or a state as the table of an answer has it: in Arabic a word. Names are the same in
// every CSV, and in English they are the words.
func (p *program) heading(name string) string {
	if p.format != "table" || p.language != string(models.Arabic) {
		return name
	}
	return cmp.Or(headingsAr[name], name)
}

var headingsAr = map[string]string{
	"state": "الحالة", "numerator": "البسط", "denominator": "المقام", "reason": "السبب",
	"measure": "المقياس", "title": "العنوان", "value": "القيمة", "low": "الحد الأدنى", "high": "الحد الأعلى", "from": "من", "to": "إلى", "method": "الطريقة",
	"fact": "البيان", "because": "السبب", "not given": "لم يُعطَ",
	string(models.Shown): "معروض", string(models.Hidden): "محجوب", string(models.NoData): "لا توجد بيانات", string(models.NotCollected): "غير مرصود",
	string(models.NotApplicable): "لا ينطبق", string(models.Unreliable): "موثوقية منخفضة",
	"at_most": "على الأكثر", "at_least": "على الأقل",
}

// headings are the columns of a table of an answer.
func (p *program) headings(names ...string) []string {
	for i, name := range names {
		names[i] = p.heading(name)
	}
	return names
}

func whole(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

func decimal(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'g', 6, 64)
}

// reason says why a cell has no number, and of a hidden share what is said in
// place of it.
func (p *program) reason(c models.Cell) string {
	switch {
	case c.Bound != nil && c.Bound.AtMost != nil:
		return p.heading("at_most") + " " + decimal(c.Bound.AtMost)
	case c.Bound != nil:
		return p.heading("at_least") + " " + decimal(c.Bound.AtLeast)
	case c.Reason == nil:
		return ""
	}
	return p.say(*c.Reason)
}

// better is which direction of a measure is.
func better(m models.MeasureInfo) string {
	_, direction, _ := strings.Cut(m.Direction(), ".")
	return direction
}

// worked is a measure's example in words and numbers.
func worked(p *program, e models.Example) string {
	return p.say(e.Text) + " " + e.Sum + " = " + decimal(&e.Value)
}

func (p *program) measures() *cobra.Command {
	return &cobra.Command{
		Use: "measures", Short: "the catalogue of measures", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			all := queries.Catalogue()
			if p.format == "json" {
				return p.printJSON(all)
			}
			t := table{columns: []string{"name", "title", "unit", "reading", "better", "counts", "formula", "example", "needs", "cannot_tell", "sources"}}
			if p.format == "table" {
				t.columns = t.columns[:4]
			}
			for _, m := range all {
				needs := make([]string, len(m.Needs))
				for i, need := range m.Needs {
					needs[i] = p.say(need)
				}
				row := []string{m.Name, p.say(m.Title), string(m.Unit), p.say(m.Reading), better(m), p.say(m.Counts), p.say(m.Formula), worked(p, m.Example), strings.Join(needs, p.say(models.Text{En: "; ", Ar: "؛ "})), p.say(m.Cannot), strings.Join(m.Sources, "; ")}
				t.rows = append(t.rows, row[:len(t.columns)])
			}
			return p.printTable(t)
		},
	}
}

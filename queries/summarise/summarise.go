package summarise

import (
	"errors"
	"io"
	"slices"

	"athar/models"
	"athar/queries/stats"
)

// normalQuantile makes an interval of 95% of a standard error.
const normalQuantile = 1.959963984540054

// level is that of all intervals.
const level = 0.95

// Options say how a table is to be read.
type Options struct {
	models.Bringing
	Draws int // data sets drawn for a simulated interval; 0: as many as can be had quickly, from 10,000 to 200,000
}

// The data sets drawn where nobody says how many, bounded by the levels in all of them.
const (
	leastDraws  = 10_000
	mostDraws   = 200_000
	levelsDrawn = 2_000_000
)

// draws for so many groups.
func (o Options) draws(groups int) int {
	if o.Draws > 0 {
		return o.Draws
	}
	return max(leastDraws, min(mostDraws, levelsDrawn/groups))
}

// Table reads a table of separated values (UTF-8, or UTF-16 with its mark; commas, semicolons or tabs) and gives all
// measures of inequality between its groups.
//
// Numbers have a point, or, where commas separate no values, a comma before their fraction; Arabic-Indic digits are read.
// Persons without an outcome are left out and counted. Columns that are not known are not read.
//
// Errors: a models.Error of the kind Unusable, with the line and what to mend, for whatever cannot be read for certain;
// the error of reading itself.
func Table(r io.Reader, o Options) (models.Brought, error) {
	if fold(o.Outcome) != "" {
		s, err := openSheet(r, append(slices.Clone(personColumns), fold(o.Outcome)))
		if err != nil {
			return models.Brought{}, err
		}
		if err := s.told(o.Facts, scaleColumn); err != nil {
			return models.Brought{}, err
		}
		t, err := readPersons(s, o.Outcome)
		if err != nil {
			return models.Brought{}, err
		}
		return t.summarised()
	}
	s, err := openSheet(r, append(slices.Clone(groupColumns), personColumns...))
	if err != nil {
		return models.Brought{}, err
	}
	if !s.has(groupColumn) && !s.has(estimateColumn) && s.has(orderColumn) {
		return models.Brought{}, &models.Error{Kind: models.Invalid, Message: sayOutcome.En, Ar: sayOutcome.Ar}
	}
	if err := s.told(o.Facts, scaleColumn, orderedColumn, favourableColumn); err != nil {
		return models.Brought{}, err
	}
	t, err := readGroups(s)
	if err != nil {
		return models.Brought{}, err
	}
	return t.summarised(o)
}

// refused turns what the statistics refuse into words: after the checks here it is sums beyond what can be reckoned.
func refused(err error) error {
	if errors.Is(err, stats.ErrInput) {
		return &models.Error{Kind: models.Unusable, Message: tooExtreme.text.En, Ar: tooExtreme.text.Ar, Cause: err}
	}
	return err
}

// tell writes a summary into what was brought. The measures that the summary does not name have their reason in whyNot.
func tell(b *models.Brought, s stats.Summary, group func(int) string, whyNot map[string]models.Text) {
	b.Level = level
	b.Measures, b.Skipped = Told(s, b.Unit, group)
	for _, m := range models.InequalityMeasures {
		if _, named := s.Measure(m.Name); !named {
			b.Skipped = append(b.Skipped, models.Skipped{Name: m.Name, Title: m.Title, Because: whyNot[m.Name]})
		}
	}
	for _, m := range s.Measures {
		for _, f := range m.Fields() {
			b.Values = append(b.Values, models.Named{Name: f.Name, Value: f.Value})
		}
	}
	b.Warnings = []models.Text{}
	for _, w := range s.Warnings {
		b.Warnings = append(b.Warnings, Beside(w))
	}
}

// Told says a summary in words: the measures that have a value, and why the others have none. unit is that of what is
// compared; group names the group at a place, and may be nil where no measure names one.
func Told(s stats.Summary, unit models.Unit, group func(int) string) (measures []models.Summary, skipped []models.Skipped) {
	measures, skipped = []models.Summary{}, []models.Skipped{}
	for _, m := range s.Measures {
		known := models.InequalityMeasureNamed(m.Name)
		if !m.Estimate.Defined() {
			skipped = append(skipped, models.Skipped{Name: m.Name, Title: known.Title, Because: Because(m.Estimate.Undefined)})
			continue
		}
		said := models.Summary{Name: m.Name, Title: known.Title, Value: m.Estimate.Value, Unit: known.Scale.In(unit), Method: string(m.Estimate.Method)}
		if i := m.Estimate.Interval; i.Defined() {
			said.Low, said.High = &i.Low, &i.High
		} else {
			said.Warnings = append(said.Warnings, withoutInterval(i.Undefined))
		}
		if m.Against != stats.NoGroup {
			said.From = group(m.Against)
		}
		if m.Compared != stats.NoGroup {
			said.To = group(m.Compared)
		}
		for _, w := range m.Estimate.Warnings {
			said.Warnings = append(said.Warnings, Beside(w))
		}
		measures = append(measures, said)
	}
	return measures, skipped
}

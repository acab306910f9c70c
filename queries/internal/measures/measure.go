// Package measures is the list of what can be asked. A measure is a value: its
// words for readers, the SQL that counts, and what the counts become. One
// measure is a .go and a .sql file; adding one means those, a test case in
// testdata and a line in All.
package measures

import (
	"cmp"
	"embed"
	"fmt"
	"strings"

	"athar/internal/sqltext"
	"athar/models"
	"athar/queries/stats/evidence"
)

// Shape is what the SQL of a measure returns beside the grouping columns.
type Shape int

// The shapes. Of measures over the population the SQL returns only those who
// did something; the rest of the population is counted by population.sql.
const (
	Share   Shape = iota // successes, trials (over the population: successes)
	Count                // n
	Mean                 // n, total, squares, largest, second (over the population n is counted apart, and people are those who have any)
	Weight               // n, w, w2, wx, w2x, w2x2: sums for a weighted mean
	Spread               // amount, people: how many have which amount
	Steps                // one column a stage: how many reached it; n_<stage>: of how many that is known
	Ratio                // n and rest (units, protected together), over, under: the value is over ÷ under, times Per; of money also largest, second by school
	Change               // n, before, after (units measured twice, only at first, only later), x, y, xx, yy, xy: sums over the pairs n
	Against              // n and rest (protected together), other: the group's share of n against its share of other
)

// Measure is one thing that can be asked.
type Measure struct {
	models.MeasureInfo
	Shape Shape
	Base  Base
	// Stages must be collected by somebody for the measure to say anything.
	Stages []string
	// Conditions have to hold for the measure to say anything.
	Conditions []Condition
	// ComplementOf is the measure whose successes are failures of this one: they are counted by the same SQL.
	ComplementOf string
	// Before are measures protected before this one: they count nearly the same people, so that what lies between the two
	// is a count too.
	Before []string
	// Needed are dimensions of which the question must name one level or group by.
	Needed []string
	// Choice is a dimension whose levels share one denominator, counted by Of.
	Choice string
	Of     string // the name of the SQL that counts the denominator
	// Per multiplies a ratio: 100 for "per 100"; 0 means 1.
	Per float64
	// Grouped is a dimension by which the question must group; "any": by at least one.
	Grouped string
	// Impersonal measures count schools, ties or offers and nobody: a few of them give nobody away.
	Impersonal bool
	// Apart: only what is counted in some opportunities needs a denominator counted apart, and SQL of its own. In all of them
	// person_terms knows both at once.
	Apart bool
	// Outcome is how measures of outcomes compare those reached; the strength of a claim is computed for them.
	Outcome evidence.Design
	// Tallied: the warehouse's tallies of what is on offer count it too, by SQL of its own, where nobody's groups divide it.
	Tallied bool
	// Reached is the column of the warehouse's table reach that counts the successes, if one does.
	Reached string
}

// The columns of the warehouse's table reach that count learners who took part.
const (
	Attended = "_attended"
	Enrolled = "_enrolled"
)

// Condition holds where its query gives a number above 0; otherwise the answer is of State, Because.
type Condition struct {
	Query   string
	State   models.State
	Because models.Text
}

// recorded is the condition that some table holds rows.
func recorded(from, en, ar string) Condition {
	return Condition{Query: "SELECT count(*) FROM (SELECT 1 FROM " + from + " LIMIT 1)", State: models.NotCollected, Because: models.Text{En: en, Ar: ar}}
}

//go:embed *.sql
var files embed.FS

// SQL is the text of a measure's counting, with {{groups}} in it.
func (m *Measure) SQL() string { return text(cmp.Or(m.ComplementOf, m.Name)) }

// Counting is the SQL that counts in all opportunities or in some.
func (m *Measure) Counting(some bool) string {
	if some && m.Apart {
		return m.Part("in_some")
	}
	return m.SQL()
}

// Part is the SQL that counts a part of a measure, by its own name.
func (m *Measure) Part(name string) string { return text(cmp.Or(m.ComplementOf, m.Name) + "_" + name) }

// Denominator is the SQL that counts what a share is of, where that is counted
// apart; "" otherwise.
func (m *Measure) Denominator() string {
	if m.Of == "" {
		return ""
	}
	return text(m.Of)
}

// Reliability is the SQL that tells how far the items of a scale go together.
func Reliability() string { return text("reliability") }

// Placed is the SQL that counts those about whose taking part somebody decided.
func Placed() string { return text("placed") }

// Reach is the SQL that counts a share of the population from the warehouse's table reach.
func Reach() string { return text("reach") }

func text(name string) string {
	b, err := files.ReadFile(name + ".sql")
	if err != nil {
		panic(err) // a measure without its file
	}
	return string(b)
}

// Group puts the grouping columns into a measure's SQL. It is the only place
// where anything that is not a constant is put into SQL; columns come from the
// closed list of a workspace's dimensions.
func (m *Measure) Group(sql string, columns []models.Dimension) string {
	parts := make([]string, len(columns))
	for i, d := range columns {
		parts[i] = fmt.Sprintf(`%s.%[2]s AS %[2]s`, bases[m.Base].alias, sqltext.Quote(d.Name))
	}
	if len(parts) == 0 {
		parts = []string{"1 AS everybody"}
	}
	return strings.ReplaceAll(sql, "{{groups}}", strings.Join(parts, ", "))
}

// Named finds a measure.
func Named(name string) (*Measure, error) {
	for _, m := range All {
		if m.Name == name {
			return m, nil
		}
	}
	return nil, &models.Error{Kind: models.NotFound, Message: "There is no measure called " + name + ".", Ar: "لا يوجد مقياس باسم " + name + "."}
}

// All are all measures, in the order of the catalogue.
var All = []*Measure{
	&people, &journeys, &credentials, &opportunities, &answers, &headcount,
	&participationRate, &notReached, &enrolmentRate, &completionRate, &awardRate, &credentialRate,
	&scoreMean, &journey, &minutesMean, &breadthMean, &participationGini,
	&scaleMean, &scaleChange, &itemMean, &itemShare, &barrierRate, &responseRate, &interestVsSupply,
	&shareOfTakeup, &entitlementStatus, &placesPer100Eligible, &fillRate, &noShowRate, &minutesWithoutEvidence,
	&atExpectedStep, &stepGain, &raterGap, &creditsMean,
	&approvalRate, &approvalDays, &endorsedShareOfPlaces, &schoolsWithoutTie, &tiesKept, &spendPerReached,
	&linkRate,
}

var (
	yes, no        = true, false
	better, worse  = &yes, &no
	wilson         = "Wilson 1927, JASA 22:209-212, doi:10.1080/01621459.1927.10502953"
	quotient       = "Isard 1960, Methods of Regional Analysis, MIT Press"
	ratio          = "Cochran 1977, Sampling Techniques, third edition, Wiley, chapter 6"
	student        = "Student 1908, Biometrika 6:1-25, doi:10.1093/biomet/6.1.1"
	cannotWhy      = models.Text{En: "It cannot tell why groups differ, nor whether taking part did anybody good.", Ar: "لا يبيّن سبب الفرق بين الفئات، ولا ما إذا كانت المشاركة قد أفادت أحدًا."}
	cannotHours    = models.Text{En: "Time spent is not an achievement and says nothing of what was learnt.", Ar: "الوقت المبذول ليس إنجازًا ولا يدل على ما تعلّمه أحد."}
	cannotCount    = models.Text{En: "A count says nothing of how many could have been; ask a rate for that.", Ar: "العدد لا يبيّن كم كان يمكن أن يكون؛ اسأل عن نسبة لذلك."}
	cannotChange   = models.Text{En: "One survey wave says how things stand, not whether anything changed.", Ar: "موجة استبيان واحدة تصف الحال ولا تبيّن أي تغيّر."}
	needWhole      = models.Text{En: "a register of everybody who could take part (population: whole)", Ar: "سجل بكل من كان يمكنه المشاركة (population: whole)"}
	needCredential = models.Text{En: "credentials that name their opportunity", Ar: "شهادات أو شارات تذكر فرصتها"}
)

// collected is the need of stages that somebody records.
func collected(stages ...string) models.Text {
	titles := make([]string, len(stages))
	for i, name := range stages {
		stage, known := models.StageNamed(name)
		if !known {
			panic(name) // a measure of a stage that there is not
		}
		titles[i] = stage.Title.Ar
	}
	need := models.Text{En: "the stages " + strings.Join(stages, ", ") + ", collected by a source", Ar: "المراحل التالية يرصدها مصدر: " + strings.Join(titles, "، ")}
	if len(stages) == 1 {
		need = models.Text{En: "the stage " + stages[0] + ", collected by a source", Ar: "مرحلة " + titles[0] + " يرصدها مصدر"}
	}
	return need
}

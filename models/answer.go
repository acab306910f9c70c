package models

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"
)

// State says whether a cell carries numbers, and if not, why.
type State string

// The states of a cell. Only Shown and Unreliable carry numbers.
const (
	Shown         State = "shown"
	Hidden        State = "hidden"
	NoData        State = "no_data"
	NotCollected  State = "not_collected"
	NotApplicable State = "not_applicable"
	Unreliable    State = "unreliable"
)

// HasNumbers reports whether a cell in the state carries numbers.
func (s State) HasNumbers() bool { return s == Shown || s == Unreliable }

// GroupLevel is one dimension's level; a nil Level is "not given".
type GroupLevel struct {
	Dimension string
	Level     *string
	Title     Text // of the level
}

// Group is the levels a cell stands for, in the order of the question's By.
type Group []GroupLevel

// MarshalJSON writes {"dimension": level}, null for "not given".
func (g Group) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, l := range g {
		if i > 0 {
			out.WriteByte(',')
		}
		name, err := json.Marshal(l.Dimension)
		if err != nil {
			return nil, err
		}
		level, err := json.Marshal(l.Level)
		if err != nil {
			return nil, err
		}
		out.Write(name)
		out.WriteByte(':')
		out.Write(level)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// Bound is what is said of a hidden share near an end of the scale: that it is
// at most, or at least, so much (0 to 1). One of the two is set.
type Bound struct {
	AtMost  *float64 `json:"at_most,omitempty"`
	AtLeast *float64 `json:"at_least,omitempty"`
}

// Cell is one number of an answer, or the reason why there is none. Shares are
// 0 to 1. A count has only a Value; a mean has a Denominator, the number of
// units it is over, and no Numerator.
type Cell struct {
	Group       Group    `json:"group"`
	State       State    `json:"state"`
	Reason      *Text    `json:"reason,omitempty"` // for not_applicable and not_collected
	Bound       *Bound   `json:"bound,omitempty"`  // for hidden, where it is all that is said
	Numerator   *int64   `json:"numerator,omitempty"`
	Denominator *int64   `json:"denominator,omitempty"`
	Value       *float64 `json:"value,omitempty"`
	Low         *float64 `json:"low,omitempty"`
	High        *float64 `json:"high,omitempty"`
}

// Unit is what a value counts in.
type Unit string

// The units of values.
const (
	UnitShare   Unit = "share"   // 0 to 1
	UnitCount   Unit = "count"   // whole things
	UnitMinutes Unit = "minutes" // minutes
	UnitScore   Unit = "score"   // points of the scale in question
	UnitSteps   Unit = "steps"   // of a skill
	UnitCredits Unit = "credits" // of the records' one scheme
	UnitKinds   Unit = "kinds"   // different categories, on average
	UnitPlaces  Unit = "places"  // for every 100 learners
	UnitIndex   Unit = "index"   // a pure number
	UnitDays    Unit = "days"    // days
	UnitMoney   Unit = "money"   // of the workspace's one currency
	UnitPercent Unit = "percent" // 0 to 100; of the level of everybody it may be more
	UnitSquared Unit = "squared" // the unit of what is compared, squared
)

// Summary is one measure of inequality between the groups of an answer.
type Summary struct {
	Name   string   `json:"name"`
	Title  Text     `json:"title"`
	Value  float64  `json:"value"`
	Low    *float64 `json:"low,omitempty"`
	High   *float64 `json:"high,omitempty"`
	Unit   Unit     `json:"unit"`
	Method string   `json:"method"`
	// From and To are the groups compared, where there are two.
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
	// Warnings must stand beside the value.
	Warnings []Text `json:"warnings,omitempty"`
}

// MarshalJSON writes the title as the contract has it: English under "title",
// Arabic under "title_ar".
func (s Summary) MarshalJSON() ([]byte, error) {
	type plain Summary
	return json.Marshal(struct {
		plain
		Title   string `json:"title"`
		TitleAr string `json:"title_ar"`
	}{plain(s), s.Title.En, s.Title.Ar})
}

// Skipped is a measure of inequality that does not apply, and why.
type Skipped struct {
	Name    string
	Title   Text
	Because Text
}

// MarshalJSON writes title and reason in English under their names and in
// Arabic beside them.
func (s Skipped) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"name": s.Name, "title": s.Title.En, "title_ar": s.Title.Ar, "because": s.Because.En, "because_ar": s.Because.Ar})
}

// Unsaid are the measures that one reason keeps from being given.
type Unsaid struct {
	Because  Text
	Measures []Skipped
}

// ByReason gathers skipped measures for people to read: each reason once, in
// the order in which they come. Measures of one name stand once.
func ByReason(skipped []Skipped) []Unsaid {
	var all []Unsaid
	for _, s := range skipped {
		i := slices.IndexFunc(all, func(u Unsaid) bool { return u.Because == s.Because })
		if i < 0 {
			i = len(all)
			all = append(all, Unsaid{Because: s.Because})
		}
		if !slices.ContainsFunc(all[i].Measures, func(known Skipped) bool { return known.Name == s.Name }) {
			all[i].Measures = append(all[i].Measures, s)
		}
	}
	return all
}

// Inequality is the block of summary measures of an answer by one dimension.
type Inequality struct {
	Dimension string    `json:"dimension"`
	State     State     `json:"state"` // shown, or not_applicable with a reason
	Reason    *Text     `json:"reason,omitempty"`
	Measures  []Summary `json:"measures"`
	Skipped   []Skipped `json:"skipped"`
}

// Coverage is how many of those who should have reported have.
type Coverage struct {
	Of       string `json:"of"` // schools or providers
	Expected int    `json:"expected"`
	Reported int    `json:"reported"`
}

// Protection says how an answer was protected.
type Protection struct {
	Threshold int `json:"threshold"`
	Rounding  int `json:"rounding"`
	Hidden    int `json:"hidden"`
	// Narrowed says that so few are counted that somebody who knows how many
	// there are in each group can place what is hidden more nearly than the
	// threshold; whoever sees the answers alone cannot.
	Narrowed bool `json:"narrowed"`
}

// Narrowable is what must be said beside an answer that is Narrowed.
var Narrowable = Text{
	En: "So few are counted that somebody who knows how many there are in each group could narrow down what is suppressed; from these figures alone nobody can.",
	Ar: "الأعداد قليلة إلى حد أن من يعرف عدد الأشخاص في كل فئة قد يضيّق نطاق ما حُجب، ولا يستطيع ذلك أحد من هذه الأرقام وحدها.",
}

// SmallPlaces is what must be said beside an answer by places in which something
// is hidden.
var SmallPlaces = Text{
	En: "Places with fewer than 50 learners are not told on their own: their learners are counted in the total.",
	Ar: "لا تُذكر الأماكن التي يقل عدد متعلّميها عن 50 منفردة، بل يُحسب متعلّموها ضمن المجموع.",
}

// Answer is what may be said to a question. Only queries/disclosure makes one
// that leaves the engine.
type Answer struct {
	Measure    string              `json:"measure"`
	Title      Text                `json:"title"`
	Reading    Text                `json:"reading"` // how to read a value
	Unit       Unit                `json:"unit"`
	By         []string            `json:"by"`
	Dimensions []Dimension         `json:"-"` // of By, for drawing
	Where      map[string][]string `json:"where"`
	Terms      []string            `json:"terms"`
	Commit     int64               `json:"commit"`
	AsOf       time.Time           `json:"as_of"`
	Cells      []Cell              `json:"cells"`
	Total      Cell                `json:"total"`
	Inequality *Inequality         `json:"inequality,omitempty"`
	Outcome    *Outcome            `json:"outcome,omitempty"` // of measures of outcomes
	Level      float64             `json:"level"`             // of the intervals
	Coverage   *Coverage           `json:"coverage,omitempty"`
	Warnings   []Text              `json:"warnings"`
	Protection Protection          `json:"protection"`
	Sources    []string            `json:"sources"`
	Public     bool                `json:"public,omitempty"`
	Invented   bool                `json:"invented,omitempty"`
}

// MeasureInfo is what the catalogue says of a measure.
type MeasureInfo struct {
	Name    string `json:"name"`
	Title   Text   `json:"title"`
	Reading Text   `json:"reading"` // how to read a value
	Counts  Text   `json:"counts"`  // who and what is counted
	Formula Text   `json:"formula"`
	Cannot  Text   `json:"cannot"` // what it cannot tell
	Unit    Unit   `json:"unit"`
	// HigherIsBetter is nil where neither direction is.
	HigherIsBetter *bool    `json:"higher_is_better"`
	Needs          []Text   `json:"needs"`
	Example        Example  `json:"example"`
	Over           string   `json:"over"` // person_terms, journeys, records, responses
	Sources        []string `json:"sources"`
}

// Example is a worked example of a measure: a question to a small world of invented people, and the calculation by hand.
type Example struct {
	Case     string  `json:"-"`             // the world, among the tests of measures
	Question string  `json:"question"`      // as for athar ask
	Row      string  `json:"row,omitempty"` // the level of the row; empty for the total
	Text     Text    `json:"text"`          // who they are
	Sum      string  `json:"sum"`
	Value    float64 `json:"value"`
}

// Direction is the key of the words for which direction is better.
func (m MeasureInfo) Direction() string {
	switch {
	case m.HigherIsBetter == nil:
		return "direction.neither"
	case *m.HigherIsBetter:
		return "direction.higher"
	}
	return "direction.lower"
}

// MarshalJSON writes texts as the contract has them: English under their name,
// Arabic beside it.
func (a Answer) MarshalJSON() ([]byte, error) {
	type plain Answer
	return json.Marshal(struct {
		plain
		Title     string `json:"title"`
		TitleAr   string `json:"title_ar"`
		Reading   string `json:"reading"`
		ReadingAr string `json:"reading_ar"`
	}{plain(a), a.Title.En, a.Title.Ar, a.Reading.En, a.Reading.Ar})
}

package models

import "encoding/json"

// Outcome is how strong a claim an answer about outcomes can carry: how it was found, from how many, what was lost on the
// way, and the grade that follows. It is made from counts that may be shown and from nothing else.
type Outcome struct {
	State      State     `json:"state"` // shown; otherwise all else is left out, with the reason
	Reason     *Text     `json:"reason,omitempty"`
	Design     *Said     `json:"design,omitempty"`
	Comparison *Said     `json:"comparison,omitempty"`
	N          *int64    `json:"n,omitempty"` // units that the outcome is of
	Facts      []Summary `json:"facts"`       // shares, reliability, effect
	Groups     []Lost    `json:"groups"`      // attrition by group
	Skipped    []Skipped `json:"skipped"`     // facts that are not known, and why
	Grade      *Grade    `json:"grade,omitempty"`
}

// Said is a stable word and what it means to a reader.
type Said struct {
	Name string
	Text Text
}

// MarshalJSON writes the meaning in English under "text" and in Arabic under "text_ar".
func (s Said) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"name": s.Name, "text": s.Text.En, "text_ar": s.Text.Ar})
}

// Lost is how many of a group were measured at first and not again.
type Lost struct {
	Group     Group   `json:"group"`
	N         int64   `json:"n"` // measured at first
	Attrition float64 `json:"attrition"`
}

// Grade is how strong a claim is: computed, never given.
type Grade struct {
	Sentence    Text       `json:"sentence"` // what may be said
	Rule        Text       `json:"rule"`     // how the levels are found
	Direction   string     `json:"direction"`
	Exploratory bool       `json:"exploratory"` // no plan was stored before the outcomes
	Expired     bool       `json:"expired"`
	Standings   []Standing `json:"standings"`
}

// Standing is the level of a claim on one scale.
type Standing struct {
	Scale   string `json:"scale"`
	Title   Text   `json:"title"`
	Reached int    `json:"reached"` // 0 for none
	Means   Text   `json:"means"`   // what the level says
	Next    int    `json:"next,omitempty"`
	Lacks   []Said `json:"lacks"` // what the next level asks and the claim has not; the first blocks it
}

// Line is one statement of an outcome as a row of a table.
type Line struct {
	Name             string // of the fact or the scale; <scale>_lacks is what the next level, in Value, asks
	Group            Group
	State            State
	N                *int64 // of how many
	Value, Low, High *float64
	Unit             Unit
	Text             Text // the words, and where there is no number why
}

// Lines are all that the outcome says, one statement a line: facts, those not known, what may be said, the level on each
// scale and what keeps it from the next, which blocks it first.
func (o Outcome) Lines() []Line {
	if o.State != Shown {
		line := Line{Name: "claim", State: o.State}
		if o.Reason != nil {
			line.Text = *o.Reason
		}
		return []Line{line}
	}
	var all []Line
	add := func(line Line) {
		line.State = Shown
		all = append(all, line)
	}
	level := func(n int) *float64 { x := float64(n); return &x }
	if o.Design != nil {
		add(Line{Name: "design", Text: o.Design.Text})
	}
	if o.Comparison != nil {
		add(Line{Name: "comparison", Text: o.Comparison.Text})
	}
	if o.N != nil {
		add(Line{Name: "n", Unit: UnitCount, Value: level(int(*o.N))})
	}
	for _, f := range o.Facts {
		line := Line{Name: f.Name, Unit: f.Unit, Value: &f.Value, Low: f.Low, High: f.High}
		if f.From != "" {
			line.Text = Text{En: f.To + " compared with " + f.From, Ar: f.To + " مقارنةً بـ " + f.From}
		}
		add(line)
	}
	for _, g := range o.Groups {
		add(Line{Name: "attrition", Group: g.Group, Unit: UnitShare, Value: &g.Attrition, N: &g.N})
	}
	for _, s := range o.Skipped {
		all = append(all, Line{Name: s.Name, State: NotApplicable, Text: s.Because})
	}
	if o.Grade == nil {
		return all
	}
	add(Line{Name: "claim", Text: o.Grade.Sentence})
	for _, s := range o.Grade.Standings {
		add(Line{Name: s.Scale, Unit: UnitIndex, Value: level(s.Reached), Text: s.Means})
		for _, lack := range s.Lacks {
			add(Line{Name: s.Scale + "_lacks", Unit: UnitIndex, Value: level(s.Next), Text: lack.Text})
		}
	}
	if o.Grade.Exploratory {
		add(Line{Name: "exploratory", Text: Exploratory})
	}
	if o.Grade.Expired {
		add(Line{Name: "expired", Text: Expired})
	}
	add(Line{Name: "rule", Text: o.Grade.Rule})
	return all
}

// What must stand beside a grade.
var (
	Exploratory = Text{En: "Exploratory: no plan of the analysis was stored before the outcomes.", Ar: "استكشافي: لم تُحفظ خطة للتحليل قبل ورود النتائج."}
	Expired     = Text{En: "Expired: the outcomes are older than five years, so they describe and no more.", Ar: "منتهٍ: مضى على النتائج أكثر من خمس سنوات، فهي تصف ولا تزيد."}
)

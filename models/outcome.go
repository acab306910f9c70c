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

// What must stand beside a grade.
var (
	Exploratory = Text{En: "Exploratory: no plan of the analysis was stored before the outcomes.", Ar: "استكشافي: لم تُحفظ خطة للتحليل قبل ورود النتائج."}
	Expired     = Text{En: "Expired: the outcomes are older than five years, so they describe and no more.", Ar: "منتهٍ: مضى على النتائج أكثر من خمس سنوات، فهي تصف ولا تزيد."}
)

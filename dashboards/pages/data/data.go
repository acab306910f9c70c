// Package data is the page for data officers: what came in, what awaits
// correction, who is late, and what is not known of people.
package data

import (
	"context"
	_ "embed"
	"slices"
	"strings"

	"athar/dashboards/charts"
	"athar/dashboards/pages"
	"athar/dashboards/words"
	"athar/models"
)

//go:embed data.tmpl
var template string

// Page is the data officers' page.
var Page = &pages.Page{
	Name:     "data",
	Controls: []pages.Control{pages.ByTerm},
	Template: template,
	Plan:     plan,
}

// Feed is a feed as the page tells it.
type Feed struct {
	Title, Kind, Source         string
	Records, Received, Awaiting string
	LastAt, DueBy               string
	Silent                      string
	Late                        bool
}

// Problem is a problem of a feed, summed over its batches.
type Problem struct{ Feed, Column, Message, Effect, Count, Code string }

// Coverage is who reported for a term.
type Coverage struct{ Term, Text string }

// Unknown is how many people stand in no level of a dimension.
type Unknown struct{ Title, Count, Share, Words string }

// Unusable is a dimension no answer uses.
type Unusable struct{ Title, Name, Why string }

// State is all the page tells.
type State struct {
	Received, Awaiting, Late string
	Feeds                    []Feed
	Problems                 []Problem
	Coverage                 []Coverage
	Unknown                  []Unknown
	Unusable                 []Unusable
}

func plan(ctx context.Context, v *pages.View) (pages.Plan, error) {
	w := v.Engine.Workspace()
	var state State
	var received, awaiting, late int64
	for _, f := range v.Supply.Feeds {
		received += f.Received
		awaiting += f.Awaiting
		feed := Feed{Title: pages.Or(v.In(f.Title), words.Plain(f.Feed)), Kind: words.Plain(f.Kind), Source: words.Plain(f.Source),
			Records: v.Count(f.Records), Received: v.Count(f.Received), Awaiting: v.Count(f.Awaiting), Silent: v.Say("data.feed.fine")}
		for _, p := range w.Packages {
			if p.Name == f.Source && !p.Title.IsZero() {
				feed.Source = v.In(p.Title)
			}
		}
		if f.LastAt != nil {
			feed.LastAt = v.Day(models.Day{Time: *f.LastAt})
		} else {
			feed.LastAt = v.Say("data.never")
		}
		if f.DueBy != nil {
			feed.DueBy = v.Day(models.Day{Time: *f.DueBy})
		} else {
			feed.DueBy = v.Say("data.no_rhythm")
		}
		if f.Silent {
			late++
			feed.Late = true
			feed.Silent = v.Say("data.feed.late")
			if f.LastAt == nil {
				feed.Silent = v.Say("data.feed.silent")
			}
		}
		state.Feeds = append(state.Feeds, feed)
		for _, p := range f.Problems {
			state.Problems = append(state.Problems, Problem{Feed: feed.Title, Column: words.Plain(p.Column), Message: v.In(p.Message),
				Effect: v.Say("effect." + string(p.Effect)), Count: v.Count(p.Count), Code: p.Code})
		}
	}
	state.Received, state.Awaiting, state.Late = v.Count(received), v.Count(awaiting), v.Count(late)
	for _, c := range v.Supply.Coverage {
		if c.Expected == 0 {
			continue
		}
		what := c.Of
		if words.Has("of." + c.Of) {
			what = v.Say("of." + c.Of)
		}
		state.Coverage = append(state.Coverage, Coverage{v.In(c.Term.Title), v.Say("note.coverage",
			"reported", v.Count(int64(c.Reported)), "expected", v.Count(int64(c.Expected)), "what", what)})
	}
	names := make([]string, 0, len(v.Supply.Unusable))
	for name := range v.Supply.Unusable {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		title := name
		if d, err := w.Dimension(name); err == nil {
			title = v.In(d.Title)
		}
		state.Unusable = append(state.Unusable, Unusable{title, words.Plain(name), v.In(v.Supply.Unusable[name])})
	}
	p := pages.Plan{Data: state}
	if v.Measure("people") == nil {
		return p, nil
	}
	for _, name := range v.Usable(ctx, append(v.DeclaredGroups(), "grade", "municipality", "school_type", "phase")...) {
		unknown, ok, err := unknownOf(ctx, v, name)
		if err != nil {
			return p, err
		}
		if ok {
			state.Unknown = append(state.Unknown, unknown)
		}
	}
	p.Data = state
	if groups := v.Usable(ctx, v.DeclaredGroups()...); len(groups) > 0 {
		p.Groups = groups
		p.Defaults.By = groups[0]
		p.Sections = []pages.Section{{Heading: v.Say("data.people"), Text: v.Say("data.people.text"),
			Specs: []pages.Spec{{ID: "people", Question: v.Question("people", groups[0]), Form: charts.Bars}}}}
	}
	return p, nil
}

// unknownOf counts the people of whom a dimension is not given or not
// recognised.
func unknownOf(ctx context.Context, v *pages.View, name string) (Unknown, bool, error) {
	released, err := v.Ask(ctx, v.Question("people", name))
	if err != nil {
		if models.KindOf(err) == models.Invalid || models.KindOf(err) == models.Refused {
			return Unknown{}, false, nil
		}
		return Unknown{}, false, err
	}
	d, err := v.Engine.Workspace().Dimension(name)
	if err != nil {
		return Unknown{}, false, err
	}
	a := released.Answer()
	u := Unknown{Title: v.In(d.Title), Count: v.Count(0)}
	var unknown float64
	for _, c := range a.Cells {
		if len(c.Group) != 1 || c.Group[0].Level != nil && *c.Group[0].Level != models.Unrecognised {
			continue
		}
		if !c.State.HasNumbers() || c.Value == nil {
			if c.State == models.NoData {
				continue
			}
			u.Count, u.Words = "", strings.TrimSpace(v.Say("state."+string(c.State)))
			return u, true, nil
		}
		unknown += *c.Value
	}
	u.Count = v.Count(int64(unknown + 0.5))
	if a.Total.State.HasNumbers() && a.Total.Value != nil && *a.Total.Value > 0 {
		u.Share = words.Percent(v.Language, unknown / *a.Total.Value)
	}
	return u, true, nil
}

// Package data is the page for data officers: what came in, what awaits
// correction, who is late, and what is not known of people.
package data

import (
	"cmp"
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

// Source is whom feeds come from: those with a late feed stand first, and late
// feeds first among theirs.
type Source struct {
	Title string
	Late  bool
	Feeds []Feed
}

// Feed is a feed as the page tells it.
type Feed struct {
	Title, Records, Received, Awaiting, LastAt, State string
	Late, Waiting                                     bool
}

// Problem is a problem of a feed, summed over its batches, and what to do.
type Problem struct {
	Feed, Message, Mend, Effect, Count string

	rank, count int64
}

// Coverage is who reported for a term.
type Coverage struct{ Term, Text, Missing string }

// Unknown is how many people stand in no level of a dimension.
type Unknown struct{ Title, Count, Share, Words string }

// Unusable is a dimension no answer uses.
type Unusable struct{ Title, Name, Why string }

// State is all the page tells.
type State struct {
	Received, Awaiting, Late string
	Alarms                   []string // one a feed that is overdue
	Sources                  []Source
	Problems                 []Problem
	Coverage                 []Coverage
	Unknown                  []Unknown
	Unusable                 []Unusable
}

// rank is the order in which problems are told: what cost most first.
var rank = map[models.Severity]int64{models.Rejection: 0, models.SetAside: 1, models.Warning: 2}

func plan(ctx context.Context, v *pages.View) (pages.Plan, error) {
	w := v.Engine.Workspace()
	var state State
	var received, awaiting, late int64
	for _, f := range v.Supply.Feeds {
		received += f.Received
		awaiting += f.Awaiting
		feed := Feed{Title: pages.Or(v.In(f.Title), words.Plain(f.Feed)), Records: v.Count(f.Records), Received: v.Count(f.Received),
			Awaiting: v.Count(f.Awaiting), Waiting: f.Awaiting > 0, Late: f.Silent, LastAt: v.Say("data.never"), State: v.Say("data.no_rhythm")}
		if f.LastAt != nil {
			feed.LastAt = v.ShortDay(*f.LastAt)
		}
		switch {
		case f.Silent && f.LastAt == nil:
			feed.State = v.Say("data.feed.silent")
		case f.Silent && f.DueBy != nil:
			feed.State = v.Say("data.feed.late", "day", v.ShortDay(*f.DueBy))
		case f.DueBy != nil:
			feed.State = v.Say("data.feed.due", "day", v.ShortDay(*f.DueBy))
		}
		if f.Silent {
			late++
			state.Alarms = append(state.Alarms, alarm(v, feed, f))
		}
		title := v.SourceTitle(f.Source)
		at := slices.IndexFunc(state.Sources, func(s Source) bool { return s.Title == title })
		if at < 0 {
			at, state.Sources = len(state.Sources), append(state.Sources, Source{Title: title})
		}
		state.Sources[at].Feeds = append(state.Sources[at].Feeds, feed)
		state.Sources[at].Late = state.Sources[at].Late || feed.Late
		for _, p := range f.Problems {
			state.Problems = append(state.Problems, Problem{Feed: feed.Title, Message: v.In(p.Message), Mend: v.Say(pages.MendKey(p)),
				Effect: v.Say("effect." + string(p.Effect)), Count: v.Count(p.Count), rank: rank[p.Effect], count: p.Count})
		}
	}
	first := func(late bool) int {
		if late {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(state.Sources, func(a, b Source) int { return first(a.Late) - first(b.Late) })
	for _, s := range state.Sources {
		slices.SortStableFunc(s.Feeds, func(a, b Feed) int { return first(a.Late) - first(b.Late) })
	}
	slices.SortStableFunc(state.Problems, func(a, b Problem) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.count, a.count)) })
	state.Received, state.Awaiting, state.Late = v.Count(received), v.Count(awaiting), v.Count(late)
	for _, c := range v.Supply.Coverage {
		if c.Expected == 0 {
			continue
		}
		what := c.Of
		if words.Has("of." + c.Of) {
			what = v.Say("of." + c.Of)
		}
		told := Coverage{Term: v.In(c.Term.Title), Text: v.Say("note.coverage",
			"reported", v.Count(int64(c.Reported)), "expected", v.Count(int64(c.Expected)), "what", what)}
		if missing := c.Expected - c.Reported; missing > 0 {
			told.Missing = v.Say("data.coverage.missing", "n", v.Count(int64(missing)))
		}
		state.Coverage = append(state.Coverage, told)
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

// alarm says that a feed is overdue, and since when.
func alarm(v *pages.View, feed Feed, f models.FeedState) string {
	name := words.Label(v.Language, feed.Title)
	if f.LastAt == nil || f.DueBy == nil {
		return v.Say("data.alarm.never", "feed", name)
	}
	return v.Say("data.alarm.late", "feed", name, "last", feed.LastAt, "due", v.ShortDay(*f.DueBy))
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
	a := released.Brief()
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

package upload

import (
	"maps"
	"slices"
	"strings"

	"athar/dashboards/pages"
	"athar/dashboards/words"
	"athar/models"
)

// Draft is a package as far as it was guessed from files, and its text, to be mended and checked.
type Draft struct {
	Unread   []string // files that could not be looked at, and why
	Feeds    []DraftFeed
	Groups   []Group
	Terms    []string
	Doubts   []string
	YAML     string
	Mappings []Mapping
	Package  string // address of all of it as a file
}

// DraftFeed is what a file, or a part of it, seems to hold.
type DraftFeed struct {
	Title, File string
	Says        []string // what holds for all of it
	Columns     []Column
	Left        string // columns that are not used
}

// Column is what one column becomes.
type Column struct{ From, To, How string }

// Group is a dimension that is declared.
type Group struct{ Title, Levels string }

// Mapping is a SELECT beside the declaration.
type Mapping struct{ Name, Label, Text string }

// newDraft tells a draft of an upload at an address.
func newDraft(l models.Language, w *models.Workspace, d *models.Draft, address string) *Draft {
	out := &Draft{YAML: string(d.YAML), Package: address + "/package.zip"}
	for _, name := range slices.Sorted(maps.Keys(d.Mappings)) {
		out.Mappings = append(out.Mappings, Mapping{name, words.Say(l, "draft.mapping", "name", words.Label(l, name)), string(d.Mappings[name])})
	}
	for _, p := range d.Unread {
		out.Unread = append(out.Unread, words.Label(l, p.File)+": "+words.Plain(p.Message.In(l)))
	}
	dimensions := map[string]models.Dimension{}
	for _, x := range append(slices.Clone(w.Dimensions), d.Dimensions...) {
		dimensions[x.Name] = x
	}
	for _, f := range d.Feeds {
		out.Feeds = append(out.Feeds, draftFeed(l, f, dimensions))
	}
	for _, x := range d.Dimensions {
		out.Groups = append(out.Groups, draftGroup(l, x))
	}
	for _, t := range d.Terms {
		out.Terms = append(out.Terms, words.Say(l, "draft.term", "term", words.Name(l, t.Title.In(l)), "from", words.Day(l, t.StartsOn), "to", words.Day(l, t.EndsOn)))
	}
	for _, x := range d.Doubts {
		var about []string
		for _, part := range []string{x.File, x.Feed, x.Column} {
			if part != "" {
				about = append(about, words.Label(l, part))
			}
		}
		said := words.Plain(x.Text.In(l))
		if len(about) > 0 {
			said = strings.Join(about, words.Say(l, "comma")) + ": " + said
		}
		out.Doubts = append(out.Doubts, said)
	}
	return out
}

func draftFeed(l models.Language, f models.DraftFeed, dimensions map[string]models.Dimension) DraftFeed {
	kind, err := models.KindNamed(f.Kind)
	if err != nil {
		return DraftFeed{}
	}
	comma := words.Say(l, "comma")
	out := DraftFeed{Title: words.Say(l, "draft.feed", "name", words.Label(l, f.Name), "kind", kind.Title.In(l)), File: words.Label(l, f.File), Left: labels(l, f.Left)}
	say := func(key, value string) {
		if value != "" {
			out.Says = append(out.Says, words.Say(l, "draft.says."+key, "what", value))
		}
	}
	title := func(name string) string {
		if field, ok := kind.Field(name); ok {
			return field.Title.In(l)
		}
		return words.Name(l, pages.Or(dimensions[name].Title.In(l), name))
	}
	titles := func(names []string) string {
		var all []string
		for _, name := range names {
			all = append(all, title(name))
		}
		return strings.Join(all, comma)
	}
	say("rows", words.Whole(l, f.Rows))
	label := func(key, name string) {
		if name != "" { // a label of nothing is not nothing: it sets a direction
			say(key, words.Label(l, name))
		}
	}
	label("encoding", f.Encoding)
	label("identity", f.Identity)
	say("key", titles(f.Key))
	if len(f.Stages) > 0 {
		var stages []string
		for _, s := range f.Stages {
			if stage, ok := models.StageNamed(s); ok {
				stages = append(stages, stage.Title.In(l))
			}
		}
		say("stages", strings.Join(stages, comma))
	}
	if len(f.Items) > 0 {
		say("items", words.Whole(l, int64(len(f.Items))))
	}
	if f.Once {
		out.Says = append(out.Says, words.Say(l, "draft.says.once"))
	}
	for _, x := range f.Fields {
		c := Column{From: words.Plain(x.Column), To: title(x.Name)}
		switch {
		case x.Constant != "":
			c.From, c.How = words.Say(l, "draft.constant"), words.Say(l, "draft.always", "value", words.Label(l, x.Constant))
		case x.Format != "":
			c.How = words.Say(l, "draft.format", "format", words.Label(l, x.Format))
		case len(x.Values) > 0:
			var recoded []string
			for _, from := range slices.Sorted(maps.Keys(x.Values)) {
				recoded = append(recoded, words.Say(l, "draft.recoded", "from", words.Label(l, from), "to", words.Label(l, x.Values[from])))
			}
			c.How = strings.Join(recoded, comma)
		}
		out.Columns = append(out.Columns, c)
	}
	return out
}

func draftGroup(l models.Language, d models.Dimension) Group {
	g := Group{Title: words.Name(l, pages.Or(d.Title.In(l), d.Name)), Levels: words.Say(l, "draft.levels.any")}
	if len(d.Levels) > 0 {
		var levels []string
		for _, level := range d.Levels {
			levels = append(levels, pages.Or(level.Title.In(l), level.ID))
		}
		g.Levels = labels(l, levels)
	}
	if d.Ordered {
		g.Levels += words.Say(l, "draft.levels.ordered")
	}
	if d.Sensitive {
		g.Levels += words.Say(l, "draft.levels.sensitive")
	}
	return g
}

func labels(l models.Language, names []string) string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = words.Label(l, name)
	}
	return strings.Join(all, words.Say(l, "comma"))
}

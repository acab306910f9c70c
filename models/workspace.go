package models

import (
	"fmt"
	"maps"
	"slices"
)

// Workspace is what all packages of a workspace declare together.
type Workspace struct {
	Packages   []*Package
	Dimensions []Dimension // declared and built in
	Terms      []Term
	Disclosure Policy
	Feeds      []Feed
	Public     bool // all data are public already
	Invented   bool // some people are invented: every page says so

	Together [][]string // sets of dimensions published together (Disclosure.Together)

	Entitlements []Entitlement
}

// Policy is how answers are protected.
type Policy struct {
	Threshold          int `json:"threshold"`
	SensitiveThreshold int `json:"sensitive_threshold"`
	Rounding           int `json:"rounding"`
}

// For is the threshold of a table over dimensions.
func (p Policy) For(dimensions ...Dimension) int {
	for _, d := range dimensions {
		if d.Sensitive {
			return max(p.Threshold, p.SensitiveThreshold)
		}
	}
	return p.Threshold
}

// AllTime is the one term of a workspace that declares none.
const AllTime = "all-time"

// Merge joins the declarations of packages. The same dimension, term or feed
// declared differently by two packages is refused, naming both.
func Merge(packages ...*Package) (*Workspace, error) {
	w := &Workspace{Packages: packages, Public: len(packages) > 0}
	from := map[string]string{}
	differs := func(what, name, in string) error {
		return &Error{Kind: Conflict,
			Message: fmt.Sprintf("%s %s is declared differently by the packages %s and %s.", what, name, from[what+name], in),
			Ar:      fmt.Sprintf("%s معلن بصورتين مختلفتين في الحزمتين %s و%s.", name, from[what+name], in)}
	}
	for _, p := range packages {
		w.Public = w.Public && p.Public
		w.Invented = w.Invented || p.Invented
		threshold := valueOr(p.Disclosure.Threshold, DefaultThreshold)
		w.Disclosure.Threshold = max(w.Disclosure.Threshold, threshold)
		w.Disclosure.SensitiveThreshold = max(w.Disclosure.SensitiveThreshold, valueOr(p.Disclosure.SensitiveThreshold, threshold))
		if !p.Public {
			w.Disclosure.Threshold = max(w.Disclosure.Threshold, LeastThreshold)
			w.Disclosure.SensitiveThreshold = max(w.Disclosure.SensitiveThreshold, LeastSensitiveThreshold)
		}
		w.Disclosure.Rounding = max(w.Disclosure.Rounding, p.Disclosure.Rounding)
		for _, set := range p.Disclosure.Together {
			if !slices.ContainsFunc(w.Together, func(known []string) bool { return slices.Equal(known, set) }) {
				w.Together = append(w.Together, set)
			}
		}
		for _, d := range p.Dimensions {
			i := slices.IndexFunc(w.Dimensions, func(o Dimension) bool { return o.Name == d.Name })
			if i < 0 {
				w.Dimensions = append(w.Dimensions, d)
				from["Dimension"+d.Name] = p.Name
			} else if !sameDimension(w.Dimensions[i], d) {
				return nil, differs("Dimension", d.Name, p.Name)
			}
		}
		for _, t := range p.Terms {
			i := slices.IndexFunc(w.Terms, func(o Term) bool { return o.ID == t.ID })
			if i < 0 {
				w.Terms = append(w.Terms, t)
				from["Term"+t.ID] = p.Name
			} else if w.Terms[i].StartsOn != t.StartsOn || w.Terms[i].EndsOn != t.EndsOn || w.Terms[i].Year != t.Year {
				return nil, differs("Term", t.ID, p.Name)
			}
		}
		for _, e := range p.Entitlements {
			i := slices.IndexFunc(w.Entitlements, func(o Entitlement) bool { return o.ID == e.ID })
			if i < 0 {
				w.Entitlements = append(w.Entitlements, e)
				from["Entitlement"+e.ID] = p.Name
			} else if !sameEntitlement(w.Entitlements[i], e) {
				return nil, differs("Entitlement", e.ID, p.Name)
			}
		}
		for _, f := range p.Feeds {
			if other, taken := from["Feed"+f.Name]; taken && other != p.Name {
				return nil, differs("Feed", f.Name, p.Name)
			}
			from["Feed"+f.Name] = p.Name
			w.Feeds = append(w.Feeds, f)
		}
	}
	slices.SortStableFunc(w.Terms, func(a, b Term) int { return a.StartsOn.Compare(b.StartsOn.Time) })
	for _, b := range BuiltIn {
		if i := slices.IndexFunc(w.Dimensions, func(d Dimension) bool { return d.Name == b.Name }); i >= 0 {
			w.Dimensions[i].Area = w.Dimensions[i].Area || b.Area
			continue
		}
		if b.Of == OfEntitlement {
			b.Levels = w.entitlements()
		}
		w.Dimensions = append(w.Dimensions, b)
	}
	return w, w.completeTogether()
}

// entitlements are what is due in the workspace, as the levels of a dimension.
func (w *Workspace) entitlements() []Level {
	var levels []Level
	for _, e := range w.Entitlements {
		levels = append(levels, Level{ID: e.ID, Title: e.Title})
	}
	return levels
}

// sameEntitlement reports whether two declarations make the same due; titles
// may differ.
func sameEntitlement(a, b Entitlement) bool {
	return a.Count == b.Count && a.Of == b.Of && a.Within == b.Within && maps.EqualFunc(a.Who, b.Who, slices.Equal) && maps.EqualFunc(a.What, b.What, slices.Equal)
}

// sameDimension reports whether two declarations mean the same groups: the
// same levels in the same order; titles may differ.
func sameDimension(a, b Dimension) bool {
	return a.Of == b.Of && a.Ordered == b.Ordered && a.Reference == b.Reference && a.Sensitive == b.Sensitive && a.Area == b.Area &&
		slices.EqualFunc(a.Levels, b.Levels, func(x, y Level) bool { return x.ID == y.ID })
}

// HasPackage reports whether a package of this name is declared.
func (w *Workspace) HasPackage(name string) bool {
	return slices.ContainsFunc(w.Packages, func(p *Package) bool { return p.Name == name })
}

// Dimension finds a dimension by name.
func (w *Workspace) Dimension(name string) (Dimension, error) {
	for _, d := range w.Dimensions {
		if d.Name == name {
			return d, nil
		}
	}
	return Dimension{}, &Error{Kind: NotFound, Message: "There is no dimension called " + name + ".", Ar: "لا يوجد بُعد باسم " + name + "."}
}

// Declared are the declared dimensions of some subjects.
func (w *Workspace) Declared(of ...Subject) []Dimension {
	var found []Dimension
	for _, d := range w.Dimensions {
		if !d.BuiltIn && slices.Contains(of, d.Of) {
			found = append(found, d)
		}
	}
	return found
}

// Feed finds a feed by name.
func (w *Workspace) Feed(name string) (Feed, error) {
	for _, f := range w.Feeds {
		if f.Name == name {
			return f, nil
		}
	}
	return Feed{}, &Error{Kind: NotFound, Message: "There is no feed called " + name + ".", Ar: "لا يوجد مصدر باسم " + name + "."}
}

// Title is what the workspace is called on pages.
func (w *Workspace) Title() Text {
	if len(w.Packages) == 0 {
		return Text{"Empty workspace", "مساحة عمل فارغة"}
	}
	title := w.Packages[0].Title
	for _, p := range w.Packages[1:] {
		title.En += " · " + p.Title.In(English)
		title.Ar += " · " + p.Title.In(Arabic)
	}
	return title
}

func valueOr(p *int, otherwise int) int {
	if p == nil {
		return otherwise
	}
	return *p
}

// PostedFeed is the feed that records posted for a kind by a source belong to:
// nothing is declared for it but what the source's own feeds declare.
func (w *Workspace) PostedFeed(kind, source, identity string) (Feed, error) {
	if !sourceName.MatchString(source) {
		return Feed{}, &Error{Kind: Invalid, Message: "Say who sends the records: source=NAME, of letters, digits, _ . and -.",
			Ar: "اذكر مَن يرسل السجلات: source=NAME من حروف وأرقام."}
	}
	f := Feed{Name: "post_" + source, Title: Text{En: "Records posted by " + source, Ar: "سجلات مرسلة من " + source}, Kind: kind, Source: source,
		IDs: source, Identity: identity, Replaces: ReplacesNothing, RejectAbove: DefaultRejectAbove}
	found := false
	for i := range w.Feeds {
		if declared := &w.Feeds[i]; declared.Source == source {
			f.IDs, f.Package, f.RejectAbove, found = declared.IDs, declared.Package, declared.RejectAbove, true
			if f.Identity == "" {
				f.Identity = declared.Identity
			}
			break
		}
	}
	if !found && len(w.Packages) == 1 {
		f.IDs = w.Packages[0].IDs
	}
	if f.Identity == "" {
		f.Identity = f.IDs
	}
	return f, nil
}

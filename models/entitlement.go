package models

import (
	"fmt"
	"slices"
)

// Entitlement is what learners are due. Minutes are never a measure of it.
type Entitlement struct {
	ID     string              `yaml:"id" json:"id"`
	Title  Text                `yaml:"title" json:"title"`
	Who    map[string][]string `yaml:"who" json:"who"`       // learners it is due to, by dimensions of persons and schools; empty: all
	What   map[string][]string `yaml:"what" json:"what"`     // opportunities that count, by their dimensions and their providers'; empty: all
	Count  int                 `yaml:"count" json:"count"`   // journeys, at least 1
	Of     string              `yaml:"of" json:"of"`         // the stage they have reached
	Within string              `yaml:"within" json:"within"` // year or term
}

// completeEntitlements checks what the package declares to be due.
func (p *Package) completeEntitlements() error {
	seen := map[string]bool{}
	for i := range p.Entitlements {
		e := &p.Entitlements[i]
		bad := func(en, ar string) error {
			return invalid("Entitlement "+e.ID+" "+en, "الاستحقاق "+e.ID+" "+ar)
		}
		if !plainName.MatchString(e.ID) || seen[e.ID] {
			return bad("needs an id of a-z, 0-9 and _ that no other has.", "يحتاج إلى id من a-z و0-9 و_ لا يتكرر.")
		}
		seen[e.ID] = true
		if e.Title.IsZero() {
			e.Title.En = e.ID
		}
		if e.Count < 1 {
			return bad("needs a count of at least 1.", "يحتاج إلى count لا يقل عن 1.")
		}
		if _, known := StageNamed(e.Of); !known {
			return bad("counts `of` a stage that does not exist, such as completed or attended.", "قيمة of فيه ليست مرحلة معروفة مثل completed أو attended.")
		}
		if e.Within != "year" && e.Within != "term" {
			return bad("is due within neither year nor term.", "قيمة within فيه ليست year ولا term.")
		}
		for _, part := range []struct {
			named map[string][]string
			of    []Subject
		}{{e.Who, []Subject{OfPerson, OfSchool}}, {e.What, []Subject{OfOpportunity, OfProvider}}} {
			for name, levels := range part.named {
				d, known := p.dimension(name)
				if !known || !slices.Contains(part.of, d.Of) {
					return bad(fmt.Sprintf("names %s, which is no dimension of %s or %s here.", name, part.of[0], part.of[1]), "يذكر "+name+" وليس بُعدًا مناسبًا هنا.")
				}
				for _, level := range levels {
					if _, _, declared := d.Level(level); !declared && len(d.Levels) > 0 {
						return bad("names a level of "+name+" that is not declared: "+level+".", "يذكر مستوى غير معلن من "+name+": "+level+".")
					}
				}
				if len(levels) == 0 {
					return bad("names no level of "+name+".", "لا يذكر أي مستوى من "+name+".")
				}
			}
		}
	}
	return nil
}

// dimension is one the package declares, or a built-in one.
func (p *Package) dimension(name string) (Dimension, bool) {
	for _, d := range slices.Concat(p.Dimensions, BuiltIn) {
		if d.Name == name {
			return d, true
		}
	}
	return Dimension{}, false
}

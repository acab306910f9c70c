package draft

import (
	"fmt"
	"slices"
	"strings"

	"athar/ingest/internal/spelling"
	"athar/models"
)

// packageName keeps what a package's name may be made of, and gives it one that no package beside it has.
func (d *drafter) packageName(name string) string {
	clean := strings.ReplaceAll(plain(name), "_", "-")
	if clean == "" {
		clean = "draft"
	}
	tried := clean
	for n := 2; d.beside != nil && d.beside.HasPackage(tried); n++ {
		tried = fmt.Sprintf("%s-%d", clean, n)
	}
	return tried
}

// declared is a dimension as the workspace beside declares it already.
func (d *drafter) declared(g group) (models.Dimension, bool) {
	if d.beside == nil {
		return models.Dimension{}, false
	}
	known, err := d.beside.Dimension(g.dimension.Name)
	return known, err == nil && !known.BuiltIn && known.Of == g.dimension.Of
}

// within gives a feed the column of a dimension that is declared already: its values become the levels there are.
func (d *drafter) within(f *seenFile, feed string, g group, known models.Dimension) Field {
	values, strange := map[string]string{}, 0
	for _, v := range g.from.values {
		level, ok := levelOf(known, v.text)
		if !ok && known.Name == "gender" {
			level, ok = ofTheSameSex(known, v.text)
		}
		switch {
		case !ok:
			strange++
		case level != v.text:
			values[v.text] = level
		}
	}
	if strange > 0 && len(known.Levels) > 0 {
		d.doubt(f.Name, feed, g.from.name, fmt.Sprintf("%d of its values are none of the levels that %s has in this workspace: recode them under `values`.", strange, known.Name),
			fmt.Sprintf("من قيمه %d ليست من مستويات %s في مساحة العمل هذه: حوّلها تحت values.", strange, known.Name))
	}
	if len(values) == 0 {
		values = nil
	}
	return Field{Name: known.Name, Column: g.from.name, Values: values}
}

// levelOf finds the level that a text means: by its id or its title.
func levelOf(d models.Dimension, text string) (string, bool) {
	folded := spelling.Fold(text)
	i := slices.IndexFunc(d.Levels, func(l models.Level) bool {
		return l.ID == text || folded != "" && slices.Contains([]string{spelling.Fold(l.ID), spelling.Fold(l.Title.En), spelling.Fold(l.Title.Ar)}, folded)
	})
	if i < 0 {
		return "", false
	}
	return d.Levels[i].ID, true
}

// ofTheSameSex finds the level of gender that means what a text does.
func ofTheSameSex(d models.Dimension, text string) (string, bool) {
	sex, known := sexes[spelling.Fold(text)]
	for _, l := range d.Levels {
		for _, called := range []string{l.ID, l.Title.En, l.Title.Ar} {
			if known && sexes[spelling.Fold(called)] == sex {
				return l.ID, true
			}
		}
	}
	return "", false
}

// join says what the package shares with those beside it, and what it does not unless a person says so.
func (d *drafter) join() {
	if d.beside == nil || len(d.beside.Packages) == 0 {
		return
	}
	var registers []string
	for _, p := range d.beside.Packages {
		if !slices.Contains(registers, p.IDs) {
			registers = append(registers, p.IDs)
		}
	}
	list := strings.Join(registers, ", ")
	d.doubt("", "", "", "Schools, providers and opportunities have ids of this package's own. If they are those of another one, write `ids:` and its register: "+list+".",
		"معرّفات المدارس والجهات وفرص التعلّم خاصة بهذه الحزمة. إن كانت معرّفات حزمة أخرى فاكتب ids واسم سجلها: "+list+".")
}

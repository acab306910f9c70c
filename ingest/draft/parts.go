package draft

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"time"

	"athar/models"
)

// peopleIn drafts a register of the people in a file of facts, of what the file
// says of each of them alike in all rows. It returns the groups that differ from
// row to row, which are recorded with the facts.
func (d *drafter) peopleIn(f *seenFile, person *column, g guess) (left []group, err error) {
	kind, _ := models.KindNamed("people")
	of := guess{kind: kind, fields: matches(f, kind)}
	of.groups = groups(f, kind, map[*column]bool{person: true})
	feed := d.feed(f, "people", cmp.Or(plain(stem(f.Name)), "people")+"_people")
	feed.Once = true
	feed.Fields = []Field{{Name: "person_id", Column: person.name}}
	steady := func(c *column) (bool, error) {
		n, err := d.once(f, person.name, c.name)
		return float64(n) <= 1.005*float64(person.distinct), err
	}
	used := map[*column]bool{}
	for _, m := range of.fields {
		if !slices.Contains([]string{"school_id", "grade", "birth_year", "municipality", "zone", "role"}, m.field.Name) {
			continue
		}
		ok, err := steady(m.from)
		if err != nil {
			return nil, err
		}
		if used[m.from] = ok; ok {
			feed.Fields = append(feed.Fields, d.field(f, feed.Name, m))
		}
	}
	for _, candidate := range of.groups {
		if _, known := knownGroup(candidate.from); !known || used[candidate.from] || slices.ContainsFunc(g.fields, func(m match) bool { return m.from == candidate.from }) {
			continue
		}
		ok, err := steady(candidate.from)
		switch {
		case err != nil:
			return nil, err
		case ok:
			feed.Fields = append(feed.Fields, d.dimension(f, feed.Name, candidate))
		case slices.ContainsFunc(g.groups, func(x group) bool { return x.from == candidate.from }):
			left = append(left, candidate)
		}
	}
	d.finish(f, feed)
	return left, nil
}

// opportunitiesIn drafts the opportunities that a file of facts names; c is nil
// where the file is of one.
func (d *drafter) opportunitiesIn(f *seenFile, c *column) error {
	feed := d.feed(f, "opportunities", cmp.Or(plain(stem(f.Name)), "facts")+"_opportunities")
	feed.Once = true
	if c == nil {
		feed.Fields = []Field{{Name: "opportunity_id", Constant: stem(f.Name)}, {Name: "title_en", Constant: stem(f.Name)}}
	} else {
		feed.Fields = []Field{{Name: "opportunity_id", Column: c.name}, {Name: "title_en", Column: c.name}}
		for _, m := range d.about(f, "opportunities", c, "provider_id", "category", "type", "setting", "title_ar") {
			feed.Fields = append(feed.Fields, d.field(f, feed.Name, m))
		}
	}
	d.doubt(f.Name, feed.Name, "", "No file lists the opportunities: they are taken from this one, by their id alone. Give them titles, categories and dates.", "لا ملف يسرد فرص التعلّم: أُخذت من هذا الملف بمعرّفاتها فقط. أعطها عناوين ومجالات وتواريخ.")
	d.finish(f, feed)
	return nil
}

// schoolsIn drafts the schools that a file names, where it says more of them
// than that.
func (d *drafter) schoolsIn(f *seenFile, c *column) error {
	feed := d.feed(f, "schools", cmp.Or(plain(stem(f.Name)), "facts")+"_schools")
	feed.Once = true
	feed.Fields = []Field{{Name: "school_id", Column: c.name}}
	for _, m := range d.about(f, "schools", c, "name_en", "name_ar", "type", "phase", "municipality") {
		feed.Fields = append(feed.Fields, d.field(f, feed.Name, m))
	}
	kind, _ := models.KindNamed("schools")
	for _, group := range groups(f, kind, nil) {
		if n, err := d.once(f, c.name, group.from.name); err != nil {
			return err
		} else if group.dimension.Of == models.OfSchool && n == c.distinct && known(group.dimension.Name) {
			feed.Fields = append(feed.Fields, d.dimension(f, feed.Name, group))
		}
	}
	if len(feed.Fields) > 1 {
		d.finish(f, feed)
	}
	return nil
}

func known(name string) bool {
	for _, g := range groupNames {
		if g.name == name && g.of == models.OfSchool {
			return true
		}
	}
	return false
}

// about are the fields of a kind that a file says alike in all rows of one
// thing.
func (d *drafter) about(f *seenFile, kind string, of *column, fields ...string) []match {
	k, _ := models.KindNamed(kind)
	var found []match
	for _, m := range matches(f, k) {
		if m.from == of || !slices.Contains(fields, m.field.Name) {
			continue
		}
		if n, err := d.once(f, of.name, m.from.name); err == nil && n == of.distinct {
			found = append(found, m)
		}
	}
	return found
}

var itemName = regexp.MustCompile(`(?i)^(q|item|question|س|سؤال|السؤال|البند)[ _.-]?\p{Nd}+`)

// itemColumns are the columns of a survey that has one column a question: small
// whole numbers over one range, many of them, or columns called q1, q2, q3.
func itemColumns(f *seenFile) []*column {
	var items []*column
	called := 0
	for _, c := range f.columns {
		if c.filled == 0 || c.whole < usual || c.least < 0 || c.most > 10 || c.most < 2 || c.distinct > 11 {
			continue
		}
		if _, grouped := knownGroup(c); grouped {
			continue
		}
		if itemName.MatchString(c.name) {
			called++
		}
		items = append(items, c)
	}
	if called >= 3 {
		return slices.DeleteFunc(items, func(c *column) bool { return !itemName.MatchString(c.name) })
	}
	if len(items) < 8 || len(items)*2 < len(f.columns) {
		return nil
	}
	return items
}

// survey drafts the items and the answers of a form with one column a question.
func (d *drafter) survey(f *seenFile, items []*column) error {
	name := cmp.Or(plain(stem(f.Name)), "survey")
	least, most := items[0].least, items[0].most
	taken := map[*column]bool{}
	for _, c := range items {
		least, most, taken[c] = min(least, c.least), max(most, c.most), true
	}
	instruments := d.feed(f, "instruments", name+"_items")
	instruments.Fields = []Field{{Name: "instrument_id", Constant: name}, {Name: "item_id", Column: "question"}, {Name: "answer", Constant: "scale"},
		{Name: "minimum", Constant: fmt.Sprint(least)}, {Name: "maximum", Constant: fmt.Sprint(most)}}
	answers := d.feed(f, "responses", name)
	answers.Fields = []Field{{Name: "instrument_id", Constant: name}, {Name: "item_id", Column: "question"}, {Name: "value", Column: "answer"}}
	kind, _ := models.KindNamed("responses")
	rest := &seenFile{File: f.File, table: f.table, rows: f.rows, columns: slices.DeleteFunc(slices.Clone(f.columns), func(c *column) bool { return taken[c] })}
	for _, m := range matches(rest, kind) {
		if slices.Contains([]string{"record_id", "wave", "respondent_id", "role", "school_id", "opportunity_id", "answered_on", "weight"}, m.field.Name) {
			answers.Fields = append(answers.Fields, d.field(f, answers.Name, m))
		}
	}
	for _, g := range groups(rest, kind, nil) {
		answers.Fields = append(answers.Fields, d.dimension(f, answers.Name, g))
	}
	if _, ok := answers.Field("wave"); !ok {
		answers.Fields = append(answers.Fields, Field{Name: "wave", Constant: "any"})
	}
	if err := d.key(f, &answers); err != nil {
		return err
	}
	for _, c := range rest.columns {
		if !slices.ContainsFunc(answers.Fields, func(x Field) bool { return x.Column == c.name }) {
			answers.Left = append(answers.Left, c.name)
		}
	}
	person, _ := answers.Field("respondent_id")
	if person.Column != "" {
		answers.Identity = d.identity(f.column(person.Column))
	}
	d.doubt(f.Name, answers.Name, "", fmt.Sprintf("A survey with %d questions answered from %v to %v. Which belong to one scale, which are reversed, and what numbers such as 88 or 99 mean, a person must say.", len(items), least, most),
		fmt.Sprintf("استبيان فيه %d سؤالًا يُجاب عنها من %v إلى %v. أيّها من مقياس واحد وأيّها معكوس وما معنى أرقام مثل 88 و99: هذا يقرره إنسان.", len(items), least, most))
	for _, c := range items {
		answers.Items, instruments.Items = append(answers.Items, c.name), append(instruments.Items, c.name)
	}
	d.out.Feeds = append(d.out.Feeds, instruments, d.withoutTotals(f, answers))
	return nil
}

// terms cuts the time from the first to the last dated fact in years: school
// years where there are schools or grades. Where the workspace has terms, those
// are the periods of account.
func (d *drafter) terms() {
	if d.beside != nil && len(d.beside.Terms) > 0 {
		return
	}
	var first, last models.Day
	school := false
	for _, feed := range d.out.Feeds {
		for _, x := range feed.Fields {
			school = school || x.Name == "school_id" || x.Name == "grade"
			if !slices.Contains([]string{"occurred_on", "awarded_on", "starts_on", "starts_at", "assessed_on", "answered_on"}, x.Name) {
				continue
			}
			i := slices.IndexFunc(d.seen, func(f *seenFile) bool { return f.Name == feed.File })
			c := d.seen[i].column(x.Column)
			if c == nil || !c.date.is {
				continue
			}
			if first.IsZero() || c.date.first.Before(first.Time) {
				first = c.date.first
			}
			if last.IsZero() || last.Before(c.date.last.Time) {
				last = c.date.last
			}
		}
	}
	if first.IsZero() {
		d.doubt("", "", "", "No file has dated facts, so no terms are declared: declare the periods of account.", "لا ملف فيه وقائع مؤرخة، فلم تُعلن فترات: أعلن فترات الحساب.")
		return
	}
	start := time.January
	if school {
		start = time.September
	}
	year := first.Year()
	if first.Month() < start {
		year--
	}
	for ; len(d.out.Terms) <= 15; year++ {
		from := models.Day{Time: time.Date(year, start, 1, 0, 0, 0, 0, time.UTC)}
		if from.After(last.Time) {
			break
		}
		t := models.Term{ID: fmt.Sprint(year), Year: year, StartsOn: from, EndsOn: models.Day{Time: from.AddDate(1, 0, -1)}, Title: models.Text{En: fmt.Sprint(year), Ar: fmt.Sprint(year)}}
		if school {
			t.ID = fmt.Sprintf("%d-%02d", year, (year+1)%100)
			t.Title = models.Text{En: fmt.Sprintf("School year %d/%02d", year, (year+1)%100), Ar: fmt.Sprintf("العام الدراسي %d/%d", year, year+1)}
		}
		d.out.Terms = append(d.out.Terms, t)
	}
	if len(d.out.Terms) > 15 {
		d.out.Terms = []models.Term{}
		d.doubt("", "", "", "The dates span more than 15 years; some may be wrong. Declare the periods of account yourself.", "تمتد التواريخ أكثر من 15 سنة وقد يكون بعضها خطأ. أعلن فترات الحساب بنفسك.")
		return
	}
	d.doubt("", "", "", "The terms are years around the dates found: put your own in their place.", "الفترات سنوات تحيط بالتواريخ الموجودة: ضع فتراتك مكانها.")
}

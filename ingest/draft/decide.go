package draft

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"athar/ingest/internal/decode"
	"athar/internal/sqltext"
	"athar/models"
)

// plausible is the score below which a file is of no kind that can be told.
const plausible = 4

// decide turns what was seen into feeds, dimensions and terms.
func (d *drafter) decide() error {
	d.named = map[string]bool{}
	if d.beside != nil {
		for _, f := range d.beside.Feeds {
			d.named[f.Name] = true
		}
	}
	for _, f := range d.seen {
		g, _, err := d.guessKind(f)
		if err != nil {
			return err
		}
		f.guess = g
	}
	registers := map[string]bool{}
	for _, f := range d.seen {
		registers[f.guess.kind.Name] = true
	}
	for _, f := range d.seen {
		if items := itemColumns(f); len(items) > 0 {
			if err := d.survey(f, items); err != nil {
				return err
			}
			continue
		}
		if f.guess.score < plausible {
			d.doubt(f.Name, "", "", "Nothing tells what its rows are: none of the kinds of record fits. Name a kind and its columns yourself.", "لا شيء يدل على ما تمثله صفوفه: لا يناسبه أي نوع من السجلات. اذكر النوع وأعمدته بنفسك.")
			continue
		}
		if err := d.primary(f, registers); err != nil {
			return err
		}
	}
	slices.SortStableFunc(d.out.Feeds, func(a, b Feed) int { return order(a.Kind) - order(b.Kind) })
	d.terms()
	d.join()
	return nil
}

func order(kind string) int {
	return slices.IndexFunc(models.Kinds, func(k *models.Kind) bool { return k.Name == kind })
}

// primary drafts the feed that a file is mostly, and those of what it repeats.
func (d *drafter) primary(f *seenFile, registers map[string]bool) error {
	g := f.guess
	feed := d.feed(f, g.kind.Name, cmp.Or(plain(stem(f.Name)), g.kind.Name))
	for _, m := range g.fields {
		feed.Fields = append(feed.Fields, d.field(f, feed.Name, m))
	}
	facts := slices.Contains([]string{"participations", "credentials", "evidence", "responses"}, g.kind.Name)
	person := g.column("person_id")
	if facts && person != nil && !registers["people"] {
		left, err := d.peopleIn(f, person, g)
		if err != nil {
			return err
		}
		g.groups = left
	}
	for _, group := range g.groups {
		feed.Fields = append(feed.Fields, d.dimension(f, feed.Name, group))
	}
	for _, m := range misfits(f, g.kind, g.fields) {
		d.misfit(f, feed.Name, m)
	}
	d.constants(f, &feed)
	if c := g.column("opportunity_id"); facts && !registers["opportunities"] && (c != nil || g.kind.Name == "participations") {
		if err := d.opportunitiesIn(f, c); err != nil {
			return err
		}
	}
	if c := g.column("school_id"); g.kind.Name != "schools" && c != nil && !registers["schools"] {
		if err := d.schoolsIn(f, c); err != nil {
			return err
		}
	}
	if err := d.key(f, &feed); err != nil {
		return err
	}
	if g.kind.Name == "people" && person != nil && person.distinct < person.filled {
		d.doubt(f.Name, feed.Name, person.name, "A person stands in several rows. Say from when each row holds (valid_from), or take each person once.", "يرد الشخص في عدة صفوف. اذكر تاريخ سريان كل صف (valid_from) أو خذ كل شخص مرة واحدة.")
	}
	d.finish(f, feed)
	return nil
}

// feed begins a feed of a file.
func (d *drafter) feed(f *seenFile, kind, name string) Feed {
	free := name
	for n := 2; d.named[free]; n++ {
		free = name + "_" + strconv.Itoa(n)
	}
	d.named[free] = true
	return Feed{Name: free, Kind: kind, File: f.Name, Encoding: f.encoding, Rows: f.rows, Left: []string{}}
}

// field makes a field of a column, and says what is to be looked at.
func (d *drafter) field(f *seenFile, feed string, m match) Field {
	out := Field{Name: m.field.Name, Column: m.from.name}
	if m.field.Type == models.Date || m.field.Type == models.Moment {
		out.Format = m.from.date.format
		if m.from.date.ambiguous {
			other := strings.Replace(strings.Replace(strings.Replace(out.Format, "DD", "@", 1), "MM", "DD", 1), "@", "MM", 1)
			d.doubt(f.Name, feed, m.from.name, "No day in it is above 12, so "+out.Format+" and "+other+" fit alike; "+out.Format+" is assumed.", "لا يوجد فيه يوم أكبر من 12، فتصلح الصيغتان "+out.Format+" و"+other+"؛ افتُرضت "+out.Format+".")
		}
	}
	if m.field.Type == models.Code {
		values := recode(m.field, m.from, m.sure)
		out.Values = differing(values)
		if n := int(m.from.distinct) - len(values); n > 0 && len(m.from.values) > 0 && values != nil {
			d.doubt(f.Name, feed, m.from.name, fmt.Sprintf("%d of its values are none of the codes of %s: recode them under `values`.", n, m.field.Name), fmt.Sprintf("من قيمه %d ليست من رموز %s: حوّلها تحت values.", n, m.field.Name))
		}
	}
	if m.sure < 0.9 {
		d.doubt(f.Name, feed, m.from.name, "Taken for "+m.field.Name+" by its name, which only partly says so.", "عُدّ "+m.field.Name+" بحسب اسمه الذي لا يدل على ذلك إلا جزئيًا.")
	}
	return out
}

// misfit says why a column is left out that by its name is a field.
func (d *drafter) misfit(f *seenFile, feed string, m match) {
	switch m.field.Type {
	case models.Date, models.Moment:
		d.doubt(f.Name, feed, m.from.name, "By its name it is "+m.field.Name+", and it is left out: its cells are not all dates written in one way. Write them all alike; in a sheet, show all of them as dates.",
			"هو "+m.field.Name+" بحسب اسمه، وقد تُرك: ليست خلاياه كلها تواريخ مكتوبة بطريقة واحدة. وحّد كتابتها؛ وفي الجداول نسّق الخلايا كلها تواريخ.")
	case models.Code:
		d.doubt(f.Name, feed, m.from.name, "By its name it is "+m.field.Name+", and it is left out: most of its values are none of the codes. Write it under `columns`, and its values under `values`.",
			"هو "+m.field.Name+" بحسب اسمه، وقد تُرك: معظم قيمه ليست من الرموز. اكتبه تحت columns وقيمه تحت values.")
	case models.Whole, models.Number:
		d.doubt(f.Name, feed, m.from.name, "By its name it is "+m.field.Name+", and it is left out: its cells are not all numbers.",
			"هو "+m.field.Name+" بحسب اسمه، وقد تُرك: ليست خلاياه كلها أرقامًا.")
	}
}

// dimension declares a group and gives the feed its column.
func (d *drafter) dimension(f *seenFile, feed string, g group) Field {
	if known, ok := d.declared(g); ok {
		return d.within(f, feed, g, known)
	}
	i := slices.IndexFunc(d.out.Dimensions, func(x models.Dimension) bool { return x.Name == g.dimension.Name })
	switch {
	case i < 0 && !reserved(g.dimension.Name):
	case i < 0:
		g.dimension.Name += "_group"
	default: // another file has it too: the levels of both
		for _, l := range g.dimension.Levels {
			if _, _, ok := d.out.Dimensions[i].Level(l.ID); !ok && len(d.out.Dimensions[i].Levels) > 0 && !d.out.Dimensions[i].Ordered {
				d.out.Dimensions[i].Levels = append(d.out.Dimensions[i].Levels, l)
			}
		}
		return Field{Name: g.dimension.Name, Column: g.from.name, Values: g.values}
	}
	d.out.Dimensions = append(d.out.Dimensions, g.dimension)
	switch {
	case len(g.dimension.Levels) == 0:
		d.doubt(f.Name, feed, g.from.name, "Its levels are not listed, because there are many or some are rare: list those that you want to tell apart.", "لم تُذكر مستوياته لكثرتها أو لندرة بعضها: اذكر ما تريد التمييز بينه.")
	case g.dimension.Ordered:
		d.doubt(f.Name, feed, g.from.name, "Its levels are taken to run from most disadvantaged to least: check the order, or write `ordered: false`.", "افتُرض أن مستوياته مرتبة من الأشد حرمانًا إلى الأقل: راجع الترتيب أو اكتب ordered: false.")
	}
	return Field{Name: g.dimension.Name, Column: g.from.name, Values: g.values}
}

// reserved are names that a declared dimension may not have.
func reserved(name string) bool {
	if slices.ContainsFunc(models.BuiltIn, func(b models.Dimension) bool { return b.Name == name }) {
		return true
	}
	for _, k := range models.Kinds {
		if _, ok := k.Field(name); ok {
			return true
		}
	}
	return false
}

// constants gives required fields that no column says a value for all rows.
func (d *drafter) constants(f *seenFile, feed *Feed) {
	kind, _ := models.KindNamed(feed.Kind)
	for _, field := range kind.Fields {
		if _, ok := feed.Field(field.Name); ok || !field.Required {
			continue
		}
		switch field.Name {
		case "stage":
			stage := "enrolled"
			if guess := strings.ToLower(f.Name); strings.Contains(guess, "attend") || strings.Contains(guess, "visit") || strings.Contains(guess, "حضور") {
				stage = "attended"
			}
			feed.Fields = append(feed.Fields, Field{Name: "stage", Constant: stage})
			d.doubt(f.Name, feed.Name, "", "No column says the stage in words that are known; every row is taken for "+stage+".", "لا عمود يذكر المرحلة بكلمات معروفة؛ عُدّ كل صف "+stage+".")
		case "person_id":
			if feed.Kind == "people" {
				feed.Fields = append(feed.Fields, Field{Name: "person_id", Column: decode.RowColumn})
				feed.Identity = d.out.Name + "-line"
				d.doubt(f.Name, feed.Name, "", "No column names the people: each line is taken for one, and cannot be found again in another file.", "لا عمود يعرّف الأشخاص: عُدّ كل سطر شخصًا، ولا يمكن التعرف إليه في ملف آخر.")
			}
		case "opportunity_id":
			feed.Fields = append(feed.Fields, Field{Name: "opportunity_id", Constant: stem(f.Name)})
			d.doubt(f.Name, feed.Name, "", "No column says which opportunity; all rows are taken for one, called after the file.", "لا عمود يذكر فرصة التعلّم؛ عُدّت جميع الصفوف لفرصة واحدة باسم الملف.")
		case "title_en", "title", "instrument_id":
			from := stem(f.Name)
			out := Field{Name: field.Name, Constant: from}
			for _, other := range []string{"title_ar", "name_ar", kind.Key[0]} {
				if x, ok := feed.Field(other); ok && x.Column != "" && field.Name == "title_en" {
					out = Field{Name: field.Name, Column: x.Column}
					break
				}
			}
			feed.Fields = append(feed.Fields, out)
		case "wave":
			feed.Fields = append(feed.Fields, Field{Name: "wave", Constant: "any"})
		}
	}
	if x, ok := feed.Field("stage"); ok && feed.Kind == "participations" {
		feed.Stages = stagesOf(f, x)
	}
}

// stagesOf are the stages that a feed is seen to collect.
func stagesOf(f *seenFile, x Field) []string {
	if x.Constant != "" {
		return []string{x.Constant}
	}
	field, _ := kindField("participations", "stage")
	var stages []string
	for _, code := range recode(field, f.column(x.Column), plainly) {
		if !slices.Contains(stages, code) {
			stages = append(stages, code)
		}
	}
	slices.SortFunc(stages, func(a, b string) int {
		return slices.Index(models.StageNames(), a) - slices.Index(models.StageNames(), b)
	})
	return stages
}

func kindField(kind, field string) (models.Field, bool) {
	k, err := models.KindNamed(kind)
	if err != nil {
		return models.Field{}, false
	}
	return k.Field(field)
}

// key finds the fields that name a record where the file gives it no id. Who
// and what always belong to it: in a file where nobody happens to come twice
// one of them would do, and in the next one what somebody does a second time
// would pass for a correction of the first.
func (d *drafter) key(f *seenFile, feed *Feed) error {
	kind, _ := models.KindNamed(feed.Kind)
	if _, ok := feed.Field("record_id"); ok || !kind.Identity || feed.Once {
		return nil
	}
	var fields, columns []string
	add := func(names ...string) {
		for _, name := range names {
			if x, ok := feed.Field(name); ok && x.Column != "" && !slices.Contains(fields, name) {
				fields, columns = append(fields, name), append(columns, x.Column)
			}
		}
	}
	add("person_id", "respondent_id")
	if len(fields) == 0 {
		add("school_id")
	}
	add("opportunity_id", "skill_id", "organisation_id", "title")
	for _, further := range []string{"", "school_id", "session_id", "stage", "occurred_on", "awarded_on", "assessed_on", "starts_on"} {
		if add(further); len(fields) == 0 {
			continue
		}
		if whole, err := d.unique(f, columns); err != nil || whole {
			feed.Key = fields
			return err
		}
	}
	d.doubt(f.Name, feed.Name, "", "Nothing names a row: no column is a record's id, and no few columns together. If rows are corrected later, say `key`.", "لا شيء يميّز الصف: لا عمود لمعرّف السجل ولا مجموعة أعمدة معًا. إن كانت الصفوف تُصحَّح لاحقًا فاذكر key.")
	return nil
}

// finish notes whose ids the people are and what was left, and keeps the feed.
func (d *drafter) finish(f *seenFile, feed Feed) {
	person, ok := feed.Field("person_id")
	if !ok {
		person, ok = feed.Field("respondent_id")
	}
	if ok && f.column(person.Column) != nil {
		feed.Identity = d.identity(f.column(person.Column))
	}
	if feed.Kind == "people" {
		feed.Population = "partial"
		d.doubt(f.Name, feed.Name, "", "Is this a register of everybody who could take part? Then write `population: whole`; rates over everybody need one.", "هل هذا سجل بكل من يمكنه المشاركة؟ إن كان كذلك فاكتب population: whole؛ فالمعدلات على الجميع تحتاج إليه.")
	}
	if !feed.Once {
		for _, c := range f.columns {
			if !slices.ContainsFunc(feed.Fields, func(x Field) bool { return x.Column == c.name }) {
				feed.Left = append(feed.Left, c.name)
			}
		}
	}
	d.out.Feeds = append(d.out.Feeds, d.withoutTotals(f, feed))
}

// withoutTotals leaves the rows out that add up the others.
func (d *drafter) withoutTotals(f *seenFile, feed Feed) Feed {
	if feed.Totals = f.totals; f.totals != nil {
		d.doubt(f.Name, feed.Name, f.totals.Column, "At the end stand totals; their row is left out.", "في آخره صف للمجاميع، وقد استُبعد.")
	}
	return feed
}

func (d *drafter) identity(c *column) string {
	for _, scheme := range []struct{ name, called string }{{"qid", "qid, national id, national number, civil id, الرقم الشخصي, الرقم الوطني, رقم الهوية"}, {"email", "email, e-mail, البريد الإلكتروني"}} {
		if like(c.words, names(scheme.called)) > 0.9 || scheme.name == "email" && c.email > 0.9 {
			return scheme.name
		}
	}
	return ""
}

// once counts the different rows of some columns.
func (d *drafter) once(f *seenFile, columns ...string) (n int64, err error) {
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = sqltext.Quote(c)
	}
	err = d.conn.QueryRowContext(d.ctx, "SELECT count(*) FROM (SELECT DISTINCT "+strings.Join(quoted, ", ")+" FROM "+sqltext.Quote(f.table)+" WHERE "+quoted[0]+" IS NOT NULL)").Scan(&n)
	return n, err
}

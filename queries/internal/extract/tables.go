// Package extract takes records out of a warehouse, whole: for a researcher's
// export and for the owner's own SQL. Both see the same tables under the same
// names.
//
//	records      every kind of record, current ones, ids that mean the same made one
//	person_terms one row a person and term, those who did nothing too
//	journeys     one row a person and opportunity
//	*_facts, answers, terms   what else the measures count from
//
// What comes of views is written out and not defined again: a view of the
// warehouse stands on a dozen tables that are no business of a reader, and a
// file can be read by any program. Only counted, known, population and journey_facts,
// which repeat what files already say, are views over them.
package extract

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"athar/internal/sqltext"
	"athar/models"
)

// Snapshot is one state of a warehouse.
type Snapshot interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Table is one table of an extract.
type Table struct {
	Name    string
	Title   models.Text
	About   models.Text
	Columns []Column
	Key     []string // columns that name a row, if they do
	from    string   // what it is read from, in the warehouse
	order   []string // columns that rows are put in the order of
}

// Column is one column of a table.
type Column struct {
	Name        string
	Type        string // as DuckDB has it in the warehouse
	Title       models.Text
	Description string
	Codes       []string
	Open        bool // further codes may occur
	Levels      []models.Level
	Ordered     bool // the levels run from most disadvantaged to least
	Required    bool
	Refers      string // table.column
	// Mixed is the column that says "person" where this one holds a pseudonym
	// among ids of other kinds.
	Mixed string
}

// Pseudonym reports whether the column holds nothing but pseudonyms.
func (c Column) Pseudonym() bool { return c.Type == "UUID" }

// Written is the type of a column as it is written.
func (c Column) Written() string {
	switch {
	case c.Type == "UUID" || strings.HasPrefix(c.Type, "ENUM("):
		return "VARCHAR"
	case c.Type == "HUGEINT":
		return "BIGINT"
	case strings.HasPrefix(c.Type, "DECIMAL"):
		return "DOUBLE"
	}
	return c.Type
}

// written is a column's value as it is written: pseudonyms as text, which every
// program reads; and days without end as the last day that every program knows.
func (c Column) written(value string) string {
	switch {
	case c.Type == "DATE":
		return fmt.Sprintf("CASE WHEN isfinite(%[1]s) THEN %[1]s WHEN %[1]s > DATE '1970-01-01' THEN DATE '9999-12-31' WHEN %[1]s IS NOT NULL THEN DATE '0001-01-01' END", value)
	case c.Written() != c.Type:
		return "CAST(" + value + " AS " + c.Written() + ")"
	}
	return value
}

// View is a table that repeats what files say.
type View struct {
	Name  string
	SQL   string
	Of    []string // the tables and views it is made of
	About models.Text
}

// Tables are all tables and views of an extract, with the columns they have in
// a warehouse.
func Tables(ctx context.Context, s Snapshot, w *models.Workspace) ([]Table, []View, error) {
	var all []Table
	for _, k := range models.Kinds {
		t := Table{Name: k.Name, Title: k.Title, About: k.About, Key: append([]string{"source"}, k.Key...), from: "resolved." + sqltext.Quote(k.Name)}
		if err := t.columns(ctx, s, w, k); err != nil {
			return nil, nil, err
		}
		all = append(all, t)
	}
	for _, d := range derived {
		if err := d.columns(ctx, s, w, nil); err != nil {
			return nil, nil, err
		}
		all = append(all, d)
	}
	var views []View
	for _, v := range repeated {
		if v.SQL == "" {
			text, err := definition(ctx, s, v.Name)
			if err != nil {
				return nil, nil, err
			}
			v.SQL = text
		}
		views = append(views, v)
	}
	return all, views, nil
}

// derived are the tables beside those of the kinds.
var derived = []Table{
	{Name: "person_terms", from: "population", Key: []string{"person_id", "term"}, Title: models.Text{En: "People by term", Ar: "الأشخاص بحسب الفترة"},
		About: models.Text{En: "One row per person and term: everybody in the term's population, those who did nothing too, and whoever did something though no register knows them.",
			Ar: "صف لكل شخص وفترة: كل من في مجتمع الفترة، حتى من لم يفعل شيئًا، وكل من فعل شيئًا وإن لم يرد في أي سجل قيد."}},
	{Name: "journeys", from: "journey_facts", Key: []string{"person_id", "opportunity_id"}, Title: models.Text{En: "Journeys", Ar: "المسارات"},
		About: models.Text{En: "One row per person and opportunity: how far the person came, what it ended in, and their groups then.",
			Ar: "صف لكل شخص وفرصة: المدى الذي بلغه الشخص وما انتهى إليه وفئاته آنذاك."}},
	{Name: "credential_facts", from: "credential_facts", Title: models.Text{En: "Credentials with their groups", Ar: "الشهادات والشارات مع فئاتها"},
		About: models.Text{En: "One row per credential, with its term, its opportunity and how the person stood then.", Ar: "صف لكل شهادة أو شارة مع فترتها وفرصتها وحال الشخص آنذاك."}},
	{Name: "headcount_facts", from: "headcount_facts", Title: models.Text{En: "Headcounts with their school and opportunity", Ar: "أعداد الحضور مع المدرسة والفرصة"},
		About: models.Text{En: "One row per headcount, with its term, school, opportunity and provider. Nobody in it is known by name.", Ar: "صف لكل عدد حضور مع فترته ومدرسته وفرصته والجهة المقدِّمة؛ لا يُعرف فيه أحد."}},
	{Name: "links", from: "links", Title: models.Text{En: "How ids were joined", Ar: "كيف رُبطت المعرّفات"},
		About: models.Text{En: "One row per scheme, method and band of confidence: aliases given, used, and found in a register.", Ar: "صف لكل نظام معرّفات وطريقة ودرجة ثقة: المرادفات المعطاة والمستخدمة والموجودة في سجل."}},
	{Name: "answers", from: "answers", Title: models.Text{En: "Survey answers with their groups", Ar: "إجابات الاستبيانات مع فئاتها"},
		About: models.Text{En: "One row per respondent's answer to one item, with reversed items turned in the column turned.", Ar: "صف لكل إجابة مستجيب عن بند، مع قلب البنود المعكوسة في العمود turned."}},
	{Name: "opportunity_facts", from: "opportunity_facts", Key: []string{"opportunity_id"}, Title: models.Text{En: "Opportunities with their provider and term", Ar: "الفرص مع الجهة المقدِّمة والفترة"},
		About: models.Text{En: "One row per opportunity, whatever several sources say of it.", Ar: "صف واحد لكل فرصة وإن تعددت مصادرها."}},
	{Name: "evidence_facts", from: "evidence_facts", Title: models.Text{En: "Evidence of skills with its groups", Ar: "أدلة المهارات مع فئاتها"},
		About: models.Text{En: "One row per assessment of a person's skill, with its term, its opportunity and how the person stood then.", Ar: "صف لكل تقييم لمهارة شخص، مع فترته وفرصته وحال الشخص آنذاك."}},
	{Name: "invitation_facts", from: "invitation_facts", Title: models.Text{En: "Survey invitations with their groups", Ar: "دعوات الاستبيانات مع فئاتها"},
		About: models.Text{En: "One row per invitation, and whether it was answered.", Ar: "صف لكل دعوة، وهل أُجيب عنها."}},
	{Name: "interest_facts", from: "interest_facts", Title: models.Text{En: "Answers about interest in a category", Ar: "إجابات الاهتمام بالمجالات"},
		About: models.Text{En: "One row per answer to an item about interest in a category, with the places offered in it in the term.", Ar: "صف لكل إجابة عن بند الاهتمام بمجال، مع المقاعد المعروضة فيه في الفترة."}},
	{Name: "decision_facts", from: "decision_facts", Title: models.Text{En: "Decisions with what they are about", Ar: "القرارات مع موضوعها"},
		About: models.Text{En: "One row per decision, with its term, school, opportunity and provider.", Ar: "صف لكل قرار مع فترته ومدرسته وفرصته والجهة المقدِّمة."}},
	{Name: "tie_facts", from: "tie_facts", Title: models.Text{En: "Ties by term", Ar: "الروابط بحسب الفترة"},
		About: models.Text{En: "One row per tie and term it stood in, and whether it stood before and was kept.", Ar: "صف لكل رابطة وفترة قامت فيها، وهل سبقتها واستمرت بعدها."}},
	{Name: "school_facts", from: "school_facts", Key: []string{"school_id", "term"}, Title: models.Text{En: "Schools by term", Ar: "المدارس بحسب الفترة"},
		About: models.Text{En: "One row per school and term, and whether any tie names it.", Ar: "صف لكل مدرسة وفترة، وهل تذكرها أي رابطة."}},
	{Name: "fund_facts", from: "fund_facts", Title: models.Text{En: "Funds by term", Ar: "الأموال بحسب الفترة"},
		About: models.Text{En: "One row per sum of money, with its term and school.", Ar: "صف لكل مبلغ مع فترته ومدرسته."}},
	{Name: "entitlement_facts", from: "entitlement_facts", Title: models.Text{En: "Entitlements of learners", Ar: "استحقاقات المتعلّمين"},
		About: models.Text{En: "One row per entitlement, learner it is due to and period of account: how many are due and how many were had.", Ar: "صف لكل استحقاق ومتعلّم مستحق وفترة: المستحق وما ناله منه."}},
	{Name: "terms", from: "terms", Key: []string{"term"}, Title: models.Text{En: "Terms", Ar: "الفترات"},
		About: models.Text{En: "One row per declared period of account.", Ar: "صف لكل فترة معلنة."}},
}

// repeated are the views. The text of those without SQL is the warehouse's own.
var repeated = []View{
	{Name: "population", SQL: "SELECT * FROM person_terms", Of: []string{"person_terms"},
		About: models.Text{En: "The measures' name for person_terms.", Ar: "اسم person_terms في المقاييس."}},
	{Name: "journey_facts", SQL: "SELECT * FROM journeys", Of: []string{"journeys"},
		About: models.Text{En: "The measures' name for journeys.", Ar: "اسم journeys في المقاييس."}},
	{Name: "known", Of: []string{"population", "people", "schools", "terms"},
		About: models.Text{En: "person_terms, and one row for everybody else who is known: whom only a list of participants knows, in the first term that the list has them in.",
			Ar: "person_terms مع صف لكل شخص آخر معروف: من لا يعرفه إلا كشف مشاركين، في أول فترة يرد فيها في الكشف."}},
	{Name: "counted", Of: []string{"population", "terms"},
		About: models.Text{En: "One row per learner of the population and period of account: a term, or a year in which a learner counts once; without the schools that have not reported.",
			Ar: "صف لكل متعلم في المجتمع وفترة: فصل أو سنة يُعدّ فيها المتعلم مرة؛ من دون المدارس التي لم تُبلِّغ."}},
	{Name: "profiles", Of: []string{"counted"},
		About: models.Text{En: "One row per learner and period of account, with what the rules of opportunities ask: age, grade, gender and sector of the school.",
			Ar: "صف لكل متعلم وفترة، بما تسأل عنه شروط الفرص: العمر والصف والجنس وقطاع المدرسة."}},
}

// definition is the SELECT of one of the warehouse's views.
func definition(ctx context.Context, s Snapshot, view string) (string, error) {
	rows, err := s.Query(ctx, "SELECT sql FROM duckdb_views() WHERE schema_name = 'main' AND view_name = "+sqltext.Literal(view))
	if err != nil {
		return "", fmt.Errorf("read the view %s: %w", view, err)
	}
	defer rows.Close()
	var text string
	for rows.Next() {
		if err := rows.Scan(&text); err != nil {
			return "", fmt.Errorf("read the view %s: %w", view, err)
		}
	}
	if err := rows.Err(); err != nil {
		return "", fmt.Errorf("read the view %s: %w", view, err)
	}
	_, text, ok := strings.Cut(text, " AS ")
	if !ok {
		return "", fmt.Errorf("the warehouse has no view %s", view)
	}
	// In the warehouse, ids that mean the same are made one in tables of their own; an extract has only those.
	return strings.ReplaceAll(strings.TrimRight(strings.TrimSpace(text), ";"), "resolved.", ""), nil
}

// columns finds out what columns a table has and what they mean.
func (t *Table) columns(ctx context.Context, s Snapshot, w *models.Workspace, k *models.Kind) error {
	rows, err := s.Query(ctx, "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM "+t.from+")")
	if err != nil {
		return fmt.Errorf("describe %s: %w", t.Name, err)
	}
	defer rows.Close()
	t.Columns = nil
	for rows.Next() {
		var c Column
		if err := rows.Scan(&c.Name, &c.Type); err != nil {
			return fmt.Errorf("describe %s: %w", t.Name, err)
		}
		// apart is a hash of a text: the same in every export, and of no use without the text.
		if strings.HasPrefix(c.Name, "_") || c.Name == "apart" {
			continue
		}
		c.explain(w, k)
		t.Columns = append(t.Columns, c)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("describe %s: %w", t.Name, err)
	}
	t.order = t.sorted()
	return nil
}

// sorted is the order of rows: by pseudonyms, people first. In the order of the
// lake, or of anything else that stays, two exports could be laid side by side.
func (t *Table) sorted() []string {
	var order []string
	add := func(keep func(Column) bool) {
		for _, c := range t.Columns {
			if keep(c) && !slices.Contains(order, c.Name) {
				order = append(order, c.Name)
			}
		}
	}
	add(func(c Column) bool { return c.Name == "person_id" || c.Name == "respondent_id" })
	add(func(c Column) bool { return c.Pseudonym() })
	add(func(c Column) bool { return c.Mixed != "" })
	add(func(c Column) bool { return slices.Contains(t.Key, c.Name) })
	return order
}

// mixed are the columns of that name among pseudonyms of persons and other ids.
var mixed = map[string]string{"subject_id": "subject_kind", "alias": "of", "id": "of"}

// explain fills in what a column means: as its kind declares it, as another
// kind does, as a dimension, or as a stage.
func (c *Column) explain(w *models.Workspace, k *models.Kind) {
	if c.Type == "VARCHAR" {
		c.Mixed = mixed[c.Name]
	}
	if k != nil {
		if f, ok := k.Field(c.Name); ok {
			c.field(f)
			return
		}
	}
	if d, err := w.Dimension(c.Name); err == nil && (k != nil || c.Name != "role") {
		c.Title, c.Levels, c.Ordered = d.Title, d.Levels, d.Ordered
		if k == nil && len(d.Levels) > 0 && !d.BuiltIn {
			c.Levels = append(slices.Clone(d.Levels), models.Level{ID: models.Unrecognised, Title: models.NotRecognised})
		}
		c.Description = described[c.Name].En
		return
	}
	if text, ok := described[c.Name]; ok {
		c.Description = text.En
		c.Title = models.Text{En: strings.ReplaceAll(c.Name, "_", " "), Ar: text.Ar}
	}
	if stage, ok := models.StageNamed(strings.TrimPrefix(c.Name, "n_")); ok {
		c.Title = stage.Title
		if c.Description = "Reached this stage: true, false, or empty where nobody records it."; strings.HasPrefix(c.Name, "n_") {
			c.Description = "Journeys of the term that reached this stage; empty where nobody records it."
		}
		return
	}
	if base, ok := strings.CutSuffix(c.Name, "_precision"); ok {
		c.Codes = []string{"month", "year"}
		c.Description = "How much of " + base + " is known, where the day is not."
		c.Title = models.Text{En: "Precision of " + base, Ar: "دقة " + base}
		return
	}
	if k == nil {
		for _, other := range models.Kinds {
			if f, ok := other.Field(c.Name); ok && f.Type != models.Apart {
				required := c.Required
				c.field(f)
				c.Required = required
				if text, ok := described[c.Name]; ok {
					c.Description = text.En
				}
				return
			}
		}
	}
}

func (c *Column) field(f models.Field) {
	c.Title, c.Codes, c.Open, c.Required = f.Title, f.Codes, f.Open, f.Required
	switch {
	case f.Type == models.Person:
		c.Description = "A pseudonym of this export only."
		c.Refers = "people.person_id"
	case f.Type.Pseudonymous():
		c.Description = "A pseudonym of this export only."
	case f.Type == models.Mixed:
		c.Description = "A pseudonym of this export where " + f.By + " is person, else an id of that kind."
	case f.Type == models.IDs || f.Type == models.Codes:
		c.Description = "Several values, separated by |."
	}
	if f.Refers != "" {
		if target, err := models.KindNamed(f.Refers); err == nil && f.Type != models.IDs {
			c.Refers = target.Name + "." + target.Key[0]
		}
	}
}

// described are columns that no field declares.
var described = map[string]models.Text{
	"source":                 {En: "Who says so.", Ar: "مصدر السجل"},
	"in_population":          {En: "A register of everybody knows the person in this term.", Ar: "ضمن مجتمع الفترة"},
	"in_roster":              {En: "Some register or list knows the person at all.", Ar: "وارد في سجل قيد"},
	"reported":               {En: "False for learners of a school that should have reported for the term and has not: of them nothing is known.", Ar: "أبلغت مدرسته عن الفترة"},
	"journeys":               {En: "Journeys in the term.", Ar: "المسارات في الفترة"},
	"records":                {En: "Records of participation.", Ar: "سجلات المشاركة"},
	"minutes":                {En: "Minutes taken part; empty where nobody records them.", Ar: "دقائق المشاركة"},
	"breadth":                {En: "Different categories taken part in.", Ar: "تنوّع المجالات"},
	"credentials":            {En: "Credentials awarded.", Ar: "الشهادات والشارات"},
	"credential_valid_until": {En: "The last day on which a credential is valid; 9999-12-31 where it does not expire.", Ar: "آخر يوم سريان لشهادة أو شارة"},
	"valid_until":            {En: "The last day on which it is valid; 9999-12-31 where it does not expire.", Ar: "آخر يوم سريان"},
	"skills":                 {En: "Different skills there is evidence of.", Ar: "المهارات المثبتة بدليل"},
	"first_on":               {En: "The first dated fact of the journey, else the day the opportunity starts.", Ar: "تاريخ أول واقعة في المسار"},
	"score":                  {En: "Score; of a journey, the mean of its credentials'.", Ar: "الدرجة"},
	"turned":                 {En: "The answer as a number, reversed items turned (minimum + maximum - value).", Ar: "القيمة بعد قلب البنود المعكوسة"},
	"answered":               {En: "False where skipped, refused, not applicable or an option that is no answer.", Ar: "أُجيب عنه"},
	"first_step":             {En: "The step at the person's first assessment in the skill.", Ar: "الخطوة في أول تقييم"},
	"age":                    {En: "Years between birth and the assessment, by the calendar.", Ar: "العمر بالسنوات"},
	"responded":              {En: "Whoever was invited gave some answer in the wave.", Ar: "أجاب المدعو"},
	"interested":             {En: "The answer lies above the middle of the item's range.", Ar: "أبدى اهتمامًا"},
	"places":                 {En: "Places offered in the category in the term.", Ar: "المقاعد المعروضة في المجال"},
	"in_favour":              {En: "The decision was made in favour; empty where it is open or neither yes nor no.", Ar: "قرار بالموافقة"},
	"stood_before":           {En: "The tie stood when the term began.", Ar: "قائمة عند بداية الفترة"},
	"kept":                   {En: "The tie still stood when the term ended.", Ar: "قائمة عند نهاية الفترة"},
	"tied":                   {En: "Some tie of the term names the school.", Ar: "لها رابطة"},
	"due":                    {En: "How many the entitlement says are due.", Ar: "المستحق"},
	"received":               {En: "How many of them the learner has had.", Ar: "ما ناله المتعلّم"},
	"title_en":               {En: "Title in English.", Ar: "العنوان بالإنجليزية"},
	"title_ar":               {En: "Title in Arabic.", Ar: "العنوان بالعربية"},
	"provider_name_en":       {En: "Name of the provider in English.", Ar: "اسم الجهة المقدِّمة بالإنجليزية"},
	"provider_name_ar":       {En: "Name of the provider in Arabic.", Ar: "اسم الجهة المقدِّمة بالعربية"},
	"category":               {En: "Categories, separated by |.", Ar: "المجالات"},
	"kind":                   {En: "The table of the record.", Ar: "جدول السجل"},
	"field":                  {En: "Which of the record's texts it is.", Ar: "الحقل"},
	"text":                   {En: "The text as it was written. It may name people.", Ar: "النص كما كُتب"},
}

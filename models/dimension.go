package models

// Subject is whose property a dimension is.
type Subject string

// The subjects of dimensions. Those of journeys, answers, decisions, entitlements and time are built in only.
const (
	OfPerson      Subject = "person"
	OfSchool      Subject = "school"
	OfProvider    Subject = "provider"
	OfOpportunity Subject = "opportunity"
	OfAnswer      Subject = "answer"
	OfJourney     Subject = "journey"
	OfDecision    Subject = "decision"
	OfEntitlement Subject = "entitlement"
	OfTime        Subject = "time"
)

// Level is one value of a dimension.
type Level struct {
	ID    string `json:"id" yaml:"id"`
	Title Text   `json:"title" yaml:"title"`
}

// UnmarshalYAML accepts `{id: …, title: …}` and a plain string, which is both.
func (l *Level) UnmarshalYAML(unmarshal func(any) error) error {
	var plain string
	if unmarshal(&plain) == nil {
		*l = Level{ID: plain, Title: Text{En: plain}}
		return nil
	}
	type full Level
	if err := unmarshal((*full)(l)); err != nil {
		return err
	}
	if l.Title.IsZero() {
		l.Title.En = l.ID
	}
	return nil
}

// Dimension is a declared or built-in way of grouping.
type Dimension struct {
	Name      string   `json:"name" yaml:"name"`
	Of        Subject  `json:"of" yaml:"of"`
	Title     Text     `json:"title" yaml:"title"`
	Ordered   bool     `json:"ordered" yaml:"ordered"` // levels run from most disadvantaged to least
	Levels    []Level  `json:"levels,omitempty" yaml:"levels"`
	Reference string   `json:"reference,omitempty" yaml:"reference"`
	Sensitive bool     `json:"sensitive" yaml:"sensitive"`
	Area      bool     `json:"area,omitempty" yaml:"area"` // levels are places
	Crosses   []string `json:"crosses,omitempty" yaml:"crosses"`
	BuiltIn   bool     `json:"built_in" yaml:"-"`
	// OwnerOnly dimensions name single schools or providers: they are for the
	// owner's command line until there are roles.
	OwnerOnly bool `json:"owner_only,omitempty" yaml:"-"`
	// Many is true where one fact can stand in several groups, so that rows
	// need not add up to the total.
	Many bool `json:"many,omitempty" yaml:"-"`
}

// Level finds a declared level; ok is false for values that are not declared.
func (d *Dimension) Level(id string) (Level, int, bool) {
	for i, l := range d.Levels {
		if l.ID == id {
			return l, i, true
		}
	}
	return Level{}, -1, false
}

// NotGiven is the title of the null level; NotRecognised of values outside the
// declared levels, which are one group of their own.
var (
	NotGiven      = Text{"Not given", "غير مذكور"}
	NotRecognised = Text{"Not recognised", "غير معروف"}
)

// Unrecognised is the id of the level that holds every value outside the
// declared levels.
const Unrecognised = "(not recognised)"

// Arm is the dimension of those about whose taking part somebody decided, by the first decision, and its levels.
const (
	Arm           = "arm"
	ProgrammeArm  = "programme"
	ComparisonArm = "comparison"
)

// BuiltIn are the dimensions every workspace has.
var BuiltIn = []Dimension{
	{Name: "term", Of: OfTime, Title: Text{"Term", "الفترة"}},
	{Name: "year", Of: OfTime, Title: Text{"Year", "السنة"}},
	{Name: "school", Of: OfSchool, Title: Text{"School", "المدرسة"}, OwnerOnly: true},
	{Name: "school_type", Of: OfSchool, Title: Text{"School sector", "قطاع المدرسة"}, Levels: []Level{
		{"government", Text{"Government", "حكومية"}}, {"private", Text{"Private", "خاصة"}}, {"international", Text{"International", "دولية"}}, {"community", Text{"Community", "جاليات"}}, {"special", Text{"Special needs", "تربية خاصة"}}}},
	{Name: "phase", Of: OfSchool, Title: Text{"Phase", "المرحلة الدراسية"}, Levels: []Level{
		{"nursery", Text{"Nursery", "حضانة"}}, {"kindergarten", Text{"Kindergarten", "رياض أطفال"}}, {"primary", Text{"Primary", "ابتدائية"}}, {"preparatory", Text{"Preparatory", "إعدادية"}}, {"secondary", Text{"Secondary", "ثانوية"}}, {"all_through", Text{"All phases", "جميع المراحل"}}}},
	{Name: "grade", Of: OfPerson, Title: Text{"Grade", "الصف"}},
	{Name: "municipality", Of: OfPerson, Area: true, Title: Text{"Municipality", "البلدية"}},
	{Name: "provider", Of: OfProvider, Title: Text{"Provider", "الجهة المقدِّمة"}, OwnerOnly: true},
	{Name: "sector", Of: OfProvider, Title: Text{"Provider sector", "قطاع الجهة المقدِّمة"}, Levels: []Level{
		{"museum", Text{"Museums", "المتاحف"}}, {"library", Text{"Libraries", "المكتبات"}}, {"science_centre", Text{"Science centres", "المراكز العلمية"}}, {"charity", Text{"Charities", "الجمعيات الخيرية"}}, {"employer", Text{"Employers", "جهات العمل"}}, {"sport", Text{"Sport", "الرياضة"}}, {"arts", Text{"Arts", "الفنون"}}, {"university", Text{"Universities", "الجامعات"}}, {"school", Text{"Schools", "المدارس"}}, {"government", Text{"Government", "الجهات الحكومية"}}, {"community", Text{"Community", "المجتمع المحلي"}}}},
	{Name: "category", Of: OfOpportunity, Title: Text{"Category", "المجال"}, Many: true, Levels: []Level{
		{"museum", Text{"Museums", "المتاحف"}}, {"library", Text{"Reading and libraries", "القراءة والمكتبات"}}, {"science", Text{"Science", "العلوم"}}, {"technology", Text{"Technology", "التقنية"}}, {"arts", Text{"Arts", "الفنون"}}, {"sport", Text{"Sport", "الرياضة"}}, {"environment", Text{"Environment", "البيئة"}}, {"heritage", Text{"Heritage", "التراث"}}, {"careers", Text{"Careers", "التوجيه المهني"}}, {"volunteering", Text{"Volunteering", "التطوع"}}, {"languages", Text{"Languages", "اللغات"}}, {"academic", Text{"Academic", "المواد الدراسية"}}}},
	{Name: "opportunity_type", Of: OfOpportunity, Title: Text{"Type of opportunity", "نوع الفرصة"}, Levels: []Level{
		{"taster", Text{"Tasters", "جلسات تعريفية"}}, {"course", Text{"Courses", "دورات"}}, {"visit", Text{"Visits", "زيارات"}}, {"placement", Text{"Placements", "تدريب عملي"}}, {"volunteering", Text{"Volunteering", "تطوع"}}, {"resource", Text{"Resources", "موارد تعليمية"}}, {"event", Text{"Events", "فعاليات"}}}},
	{Name: "formality", Of: OfOpportunity, Title: Text{"Formality", "الصفة النظامية"}, Levels: []Level{
		{"formal", Text{"Formal", "نظامي"}}, {"non_formal", Text{"Non-formal", "غير نظامي"}}, {"informal", Text{"Informal", "غير رسمي"}}}},
	{Name: "setting", Of: OfOpportunity, Title: Text{"Setting", "مكان التقديم"}, Levels: []Level{
		{"in_school", Text{"In school", "في المدرسة"}}, {"at_provider", Text{"At the provider", "لدى الجهة المقدِّمة"}}, {"online", Text{"Online", "عبر الإنترنت"}}, {"elsewhere", Text{"Elsewhere", "في مكان آخر"}}}},
	{Name: "opportunity", Of: OfOpportunity, Title: Text{"Opportunity", "فرصة التعلّم"}, OwnerOnly: true},
	{Name: "opportunity_municipality", Of: OfOpportunity, Title: Text{"Municipality of the opportunity", "بلدية فرصة التعلّم"}},
	{Name: "instrument", Of: OfAnswer, Title: Text{"Questionnaire", "الاستبيان"}},
	{Name: "scale", Of: OfAnswer, Title: Text{"Scale", "المقياس"}},
	{Name: "item", Of: OfAnswer, Title: Text{"Item", "البند"}},
	{Name: "option", Of: OfAnswer, Title: Text{"Option", "الخيار"}},
	{Name: "wave", Of: OfAnswer, Title: Text{"Wave", "موجة القياس"}, Levels: []Level{
		{Baseline, Text{"Before", "قبل"}}, {Endline, Text{"After", "بعد"}}, {"any", Text{"Any time", "في أي وقت"}}}},
	{Name: "role", Of: OfAnswer, Title: Text{"Role", "الدور"}, Levels: []Level{
		{"learner", Text{"Learners", "المتعلّمون"}}, {"teacher", Text{"Teachers", "المعلّمون"}}, {"family", Text{"Families", "الأسر"}}, {"community", Text{"Community", "المجتمع المحلي"}}, {"staff", Text{"Staff", "العاملون"}}}},
	{Name: Arm, Of: OfAnswer, Title: Text{"Decision on taking part", "قرار المشاركة"}, Reference: ComparisonArm, Levels: []Level{
		{ProgrammeArm, Text{"May take part", "قُبلت مشاركتهم"}}, {ComparisonArm, Text{"May not take part", "لم تُقبل مشاركتهم"}}}},
	{Name: "barrier", Of: OfJourney, Title: Text{"Barrier", "العائق"}, Levels: []Level{
		{"visibility", Text{"Not seen", "عدم الظهور"}}, {"understanding", Text{"Not understood", "عدم الفهم"}}, {"practical", Text{"Not practical", "عائق عملي"}}, {"motivation", Text{"Not wanted", "غياب الدافع"}}}},
	{Name: "matter", Of: OfDecision, Title: Text{"Matter of the decision", "موضوع القرار"}, Levels: []Level{
		{"take_part", Text{"Taking part", "المشاركة"}}, {"run_in_school", Text{"Running in school", "التنفيذ في المدرسة"}}, {"endorse", Text{"Endorsement", "الإقرار"}}, {"accredit", Text{"Accreditation", "الاعتماد"}}, {"fund", Text{"Funding", "التمويل"}}}},
	{Name: "entitlement", Of: OfEntitlement, Title: Text{"Entitlement", "الاستحقاق"}},
}

func init() {
	for i := range BuiltIn {
		BuiltIn[i].BuiltIn = true
	}
}

package evidence

// Sentence says the same in both languages.
type Sentence struct{ English, Arabic string }

// Sentence is what a page may say of a claim. None below Associates uses the word impact.
func (g Grade) Sentence() Sentence {
	if g.Strength() == Silent {
		return Sentence{"Nothing can be said of what participants gained.", "لا يمكن قول شيء عمّا اكتسبه المشاركون."}
	}
	return sentences[g.Strength()][g.Direction]
}

var sentences = map[Strength]map[Direction]Sentence{
	Describes: {
		NotTested:  {"Participants were counted; whether they changed was not tested.", "أُحصي المشاركون، ولم يُختبر ما إذا كانوا قد تغيّروا."},
		Better:     {"Participants improved or were higher; what caused it is not known.", "تحسّن المشاركون أو كانت نتائجهم أعلى، ولا يُعرف السبب."},
		NoneShown:  {"No change or difference of participants was shown.", "لم يظهر لدى المشاركين تغيّر ولا فرق."},
		WorseFound: {"Participants declined or were lower; what caused it is not known.", "تراجع المشاركون أو كانت نتائجهم أدنى، ولا يُعرف السبب."},
	},
	Associates: {
		NotTested:  {"Participants were compared with others like them; the difference was not tested.", "قورن المشاركون بغيرهم ممن يشبهونهم، ولم يُختبر الفرق."},
		Better:     {"Taking part is associated with a better outcome, after accounting for what differed before.", "ترتبط المشاركة بنتيجة أفضل، بعد مراعاة ما كان مختلفًا من قبل."},
		NoneShown:  {"Taking part was not shown to go with another outcome, after accounting for what differed before.", "لم يظهر ارتباط المشاركة بنتيجة مختلفة، بعد مراعاة ما كان مختلفًا من قبل."},
		WorseFound: {"Taking part is associated with a worse outcome, after accounting for what differed before.", "ترتبط المشاركة بنتيجة أسوأ، بعد مراعاة ما كان مختلفًا من قبل."},
	},
	Causes: {
		NotTested:  {"What the programme did can be told; its effect was not tested.", "يمكن معرفة ما أحدثه البرنامج، ولم يُختبر أثره."},
		Better:     {"The programme caused a better outcome.", "أدّى البرنامج إلى نتيجة أفضل."},
		NoneShown:  {"The programme was not shown to change the outcome.", "لم يظهر أن البرنامج غيّر النتيجة."},
		WorseFound: {"The programme caused a worse outcome.", "أدّى البرنامج إلى نتيجة أسوأ."},
	},
}

// Sentence says what a claim needs.
func (c Condition) Sentence() Sentence { return needs[c] }

var needs = map[Condition]Sentence{
	Described:           {"Say in a logic model how the programme is to work, or measure an outcome.", "بيّن في نموذج منطقي كيف يُفترض أن يعمل البرنامج، أو قِس نتيجة."},
	Rationale:           {"Measure an outcome, or rest the logic model on research and plan an evaluation.", "قِس نتيجة، أو أسنِد النموذج المنطقي إلى بحوث وخطّط لتقييم."},
	ChangeMeasured:      {"Measure the outcome before and after, or beside others who were not reached.", "قِس النتيجة قبل البرنامج وبعده، أو مقارنةً بغير المشمولين به."},
	ChangeCaptured:      {"Without a comparison group, only a change for the better counts as captured.", "من دون مجموعة مقارنة لا يُعدّ مرصودًا إلا التغيّر نحو الأفضل."},
	ReliableOutcome:     {"Use an instrument whose reliability is at least 0.70, lower limit.", "استخدم أداة قياس لا يقلّ الحدّ الأدنى لثباتها عن 0.70."},
	Controls:            {"Compare with others, and account for what differed before.", "قارِن بآخرين، وراعِ ما كان مختلفًا من قبل."},
	Counterpart:         {"Choose or weight the others to be like those reached, or follow how both moved.", "اختر المقارَنين أو رجّحهم ليشبهوا المشمولين، أو تتبّع مسار المجموعتين."},
	TwoClusters:         {"Have two schools or more in each group: one cannot be told from its programme.", "اجعل في كل مجموعة مدرستين على الأقل: فالمدرسة الواحدة لا تتميّز عن برنامجها."},
	OutcomeBefore:       {"Measure the outcome itself before, in both groups.", "قِس النتيجة نفسها من قبل في المجموعتين."},
	NotFarApart:         {"The groups must not differ before by more than 0.25 standard deviations.", "يجب ألا يتجاوز الفرق بين المجموعتين من قبل 0.25 انحراف معياري."},
	Comparable:          {"The groups must differ before by at most 0.25 standard deviations, adjusted for above 0.05.", "يجب ألا يتجاوز الفرق بين المجموعتين من قبل 0.25 انحراف معياري، مع ضبطه إذا زاد على 0.05."},
	BaselineEquivalence: {"Show that the groups were alike before: within 0.05 standard deviations, or 0.25 and adjusted for.", "أثبِت تشابه المجموعتين من قبل: ضمن 0.05 انحراف معياري، أو ضمن 0.25 مع الضبط."},
	TrendsShown:         {"Show that both groups moved alike over three periods before.", "أظهِر أن المجموعتين سارتا سيرًا واحدًا في ثلاث فترات سابقة."},
	ClustersHandled:     {"Let the errors allow for learners of one school being alike.", "اجعل الأخطاء المعيارية تراعي تشابه متعلّمي المدرسة الواحدة."},
	DiagnosticsShown:    {"Show the checks of the threshold or the instrument.", "اعرض اختبارات العتبة أو المتغيّر الأداتي."},
	MovementDesign:      {"Follow how both groups moved, or let a threshold or chance decide who is reached.", "تتبّع مسار المجموعتين، أو دع عتبةً أو القرعة تحدّد من يُشمَل."},
	AsGoodAsChance:      {"Let a threshold, an instrument or chance decide, and lose few of those assigned.", "دع عتبةً أو متغيّرًا أداتيًا أو القرعة تقرّر، ولا تفقد من المعيَّنين إلا القليل."},
	ByChance:            {"Let chance decide who is reached.", "دع القرعة تحدّد من يُشمَل."},
	FewLost:             {"Lose fewer of those assigned, and as many in each group.", "قلّل الفاقد من المعيَّنين، وساوِه بين المجموعتين."},
	Benefit:             {"Show a significant benefit, corrected for the number of outcomes tested.", "أظهِر فائدة ذات دلالة بعد التصحيح لعدد النتائج المختبرة."},
	NotContradicted:     {"A stronger study found the opposite.", "وجدت دراسة أقوى عكس ذلك."},
	PlannedBefore:       {"Store the plan of the analysis before the outcomes.", "احفظ خطة التحليل قبل ورود النتائج."},
	OutcomeNotOwn:       {"Use an outcome that the provider did not make.", "استخدم نتيجة لم تضعها الجهة المقدِّمة."},
	ContextShared:       {"Show it for learners, or in a setting, like those here.", "أثبِته لدى متعلّمين أو في بيئة شبيهة بما هنا."},
	ContextSame:         {"Show it for learners and in a setting like those here.", "أثبِته لدى متعلّمين وفي بيئة شبيهين بما هنا."},
	LargeSample:         {"Include 350 learners, or 50 groups of ten.", "أشرِك 350 متعلّمًا، أو 50 مجموعة من عشرة."},
	TwoSites:            {"Include two sites or more.", "أشرِك موقعين على الأقل."},
	Replicated:          {"Have it found again by somebody independent.", "اطلب أن تتوصّل إليه جهة مستقلة من جديد."},
	DeliverySecured:     {"Write delivery down, and record that it is followed.", "دوّن طريقة التنفيذ، وسجّل الالتزام بها."},
	ConsistentAtScale:   {"Show the same results when many deliver it.", "أظهِر النتائج نفسها حين ينفّذه كثيرون."},
}

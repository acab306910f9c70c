package evidence

// Scale is one of the scales on which claims are graded. The words are stable, as those of Condition.
type Scale string

// The scales.
const (
	Nesta    Scale = "nesta"    // Standards of Evidence, 1 to 5
	ESSA     Scale = "essa"     // Every Student Succeeds Act, tier 4 up to 1
	Maryland Scale = "maryland" // Scientific Methods Scale, 1 to 5
)

// Scales are all scales, the one that decides on words first.
var Scales = []Scale{Nesta, ESSA, Maryland}

// On is the level of the grade on a scale.
func (g Grade) On(scale Scale) Level {
	switch scale {
	case ESSA:
		return g.ESSA
	case Maryland:
		return g.Maryland
	}
	return g.Nesta
}

// Title is what a scale is called.
func (s Scale) Title() Sentence { return titles[s] }

// Means says what a level of a scale stands for; 0 is none.
func (s Scale) Means(level int) Sentence {
	if level == 0 {
		return Sentence{"It stands on no level of this scale.", "لا يبلغ أي مستوى من هذا السلّم."}
	}
	return meanings[s][level]
}

var titles = map[Scale]Sentence{
	Nesta:    {"Nesta standards of evidence, 1 to 5", "معايير نيستا للأدلة، من 1 إلى 5"},
	ESSA:     {"Tiers of the US Every Student Succeeds Act, 4 up to 1", "مراتب القانون الأمريكي «كل طالب ينجح»، من 4 صعودًا إلى 1"},
	Maryland: {"Maryland scientific methods scale, 1 to 5", "سلّم ميريلاند للأساليب العلمية، من 1 إلى 5"},
}

var meanings = map[Scale]map[int]Sentence{
	Nesta: {
		1: {"What is done, and what came of it, is described.", "وُصف ما يُعمل وما نتج عنه."},
		2: {"A change for the better is captured, without saying what brought it about.", "رُصد تغيّر نحو الأفضل من دون بيان ما أحدثه."},
		3: {"A comparison group shows what goes with the programme.", "تُظهر مجموعة مقارنة ما يقترن بالبرنامج."},
		4: {"Somebody independent has found the same again.", "توصّلت جهة مستقلة إلى النتيجة نفسها."},
		5: {"It is delivered in the same way, with the same results, by many.", "ينفّذه كثيرون بالطريقة نفسها وبالنتائج نفسها."},
	},
	ESSA: {
		4: {"There is a rationale.", "هناك مسوّغ."},
		3: {"The evidence is promising.", "الدليل واعد."},
		2: {"The evidence is moderate.", "الدليل متوسط."},
		1: {"The evidence is strong.", "الدليل قوي."},
	},
	Maryland: {
		1: {"Before and after, or beside others, without accounting for what differed.", "قبلُ وبعدُ، أو مقارنةً بآخرين، من دون مراعاة ما كان مختلفًا."},
		2: {"Beside others, with what differed accounted for.", "مقارنةً بآخرين مع مراعاة ما كان مختلفًا."},
		3: {"Before and after, beside others like them.", "قبلُ وبعدُ، مقارنةً بآخرين يشبهونهم."},
		4: {"Who took part was as good as left to chance.", "كان اختيار المشاركين في حكم القرعة."},
		5: {"Chance decided who took part.", "حدّدت القرعة من يشارك."},
	},
}

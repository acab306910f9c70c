package sampledata

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A Gap is a difference that was planted: an honest answer to its measure must find it.
type Gap struct {
	ID        string              `yaml:"id"`
	Title     map[string]string   `yaml:"title"`
	Measure   string              `yaml:"measure"`
	Dimension string              `yaml:"by"`
	Where     map[string][]string `yaml:"where"`
	Term      string              `yaml:"term"` // "all" where the dimension is the term
	Levels    []GapLevel          `yaml:"levels"`
	// Contrast is the expected value at Levels[High] minus that at Levels[Low].
	High       string  `yaml:"high"`
	Low        string  `yaml:"low"`
	Difference float64 `yaml:"difference"`
	Tolerance  float64 `yaml:"tolerance"` // of the difference: four standard errors
}

// A GapLevel is what the design expects in one group, given who is in it and what they did before.
type GapLevel struct {
	Level     string  `yaml:"level"`
	Count     int64   `yaml:"n"` // the denominator: learners, journeys, respondents
	Expected  float64 `yaml:"expected"`
	Tolerance float64 `yaml:"tolerance"` // four standard errors of chance
}

// ReadGaps reads the gaps.yaml that Generate wrote.
func ReadGaps(text []byte) ([]Gap, error) {
	var file struct {
		Gaps []Gap `yaml:"gaps"`
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("read gaps: %w", err)
	}
	return file.Gaps, nil
}

// The gaps, in the order of gapDesigns.
const (
	reachByGender = iota
	sportByGender
	reachByIncome
	reachByDisability
	reachByMunicipality
	reachBySchoolType
	reachByNationality
	reachByPhase
	reachByTerm
	reachByIncomeFirstYear
	completionByIncome
	completionByGender
	awardByDisability
	awardBySchoolType
	barrierByIncome
	barrierByMunicipality
	voiceByGender
	endlineByIncome
	thrivingByDisability
	gainByCategory
	scoreBySchoolType
	gapCount
)

type gapDesign struct {
	id, measure, dimension string
	where                  string // YAML, in flow style
	term                   string
	levels                 []string
	high, low              int // indices of levels
	en, ar                 string
}

var gapDesigns = [gapCount]gapDesign{
	reachByGender:          {"reach_by_gender", "participation_rate", "gender", "{}", terms[latestYear], genders, 1, 0, "Boys attend a little more often than girls", "يشارك البنون أكثر قليلًا من البنات"},
	sportByGender:          {"sport_by_gender", "participation_rate", "gender", "{category: [sport]}", terms[latestYear], genders, 1, 0, "Far fewer girls than boys attend sport", "تقلّ مشاركة البنات في الرياضة كثيرًا عن مشاركة البنين"},
	reachByIncome:          {"reach_by_income", "participation_rate", "income_band", "{}", terms[latestYear], incomeBands, 4, 0, "Participation rises with each income band", "تزداد المشاركة مع كل فئة دخل"},
	reachByDisability:      {"reach_by_disability", "participation_rate", "disability", "{}", terms[latestYear], disabilities, 1, 0, "Learners with disabilities attend less often", "تقلّ مشاركة المتعلّمين ذوي الإعاقة"},
	reachByMunicipality:    {"reach_by_municipality", "participation_rate", "municipality", "{}", terms[latestYear], municipalities, 0, 7, "Al Shamal, which is small and has no provider, is reached least", "الشمال، وهي صغيرة وبلا جهة مقدِّمة، هي الأقل مشاركة"},
	reachBySchoolType:      {"reach_by_school_type", "participation_rate", "school_type", "{}", terms[latestYear], schoolTypes, 2, 0, "Learners in international schools attend more often than those in government schools", "يشارك متعلّمو المدارس الدولية أكثر من متعلّمي المدارس الحكومية"},
	reachByNationality:     {"reach_by_nationality", "participation_rate", "nationality_group", "{}", terms[latestYear], nationalities, 0, 2, "South Asian learners attend less often than Qatari learners", "تقلّ مشاركة متعلّمي جنوب آسيا عن مشاركة القطريين"},
	reachByPhase:           {"reach_by_phase", "participation_rate", "phase", "{}", terms[latestYear], phases, 0, 2, "Participation falls in secondary school", "تتراجع المشاركة في المرحلة الثانوية"},
	reachByTerm:            {"reach_by_term", "participation_rate", "term", "{}", "all", terms, 2, 0, "Participation rises over the three years", "ترتفع المشاركة خلال السنوات الثلاث"},
	reachByIncomeFirstYear: {"reach_by_income_first_year", "participation_rate", "income_band", "{}", terms[firstYear], incomeBands, 4, 0, "The gap by income was wider two years before", "كانت الفجوة بحسب الدخل أوسع قبل سنتين"},
	completionByIncome:     {"completion_by_income", "completion_rate", "income_band", "{}", terms[latestYear], incomeBands, 4, 0, "Learners with low income complete fewer of their journeys", "يُكمل المتعلّمون من ذوي الدخل المنخفض مسارات أقل"},
	completionByGender:     {"completion_by_gender", "completion_rate", "gender", "{}", terms[latestYear], genders, 0, 1, "Girls complete slightly more of their journeys", "تُكمل البنات مسارات أكثر قليلًا"},
	awardByDisability:      {"award_by_disability", "award_rate", "disability", "{}", terms[latestYear], disabilities, 1, 0, "Enrolments of learners with disabilities end in a credential less often", "يقلّ انتهاء التحاق ذوي الإعاقة بشهادة أو شارة"},
	awardBySchoolType:      {"award_by_school_type", "award_rate", "school_type", "{}", terms[latestYear], schoolTypes, 2, 0, "Enrolments from government schools end in a credential less often", "يقلّ انتهاء التحاق متعلّمي المدارس الحكومية بشهادة أو شارة"},
	barrierByIncome:        {"practical_barrier_by_income", "barrier_rate", "income_band", "{barrier: [practical]}", terms[latestYear], incomeBands, 0, 4, "Of the barriers named, practical ones weigh more at low income", "تثقل العوائق العملية أكثر عند الدخل المنخفض"},
	barrierByMunicipality:  {"practical_barrier_by_municipality", "barrier_rate", "municipality", "{barrier: [practical]}", terms[latestYear], municipalities, 5, 0, "Of the barriers named, practical ones weigh more far from Doha", "تثقل العوائق العملية أكثر بعيدًا عن الدوحة"},
	voiceByGender:          {"voice_by_gender", "response_rate", "gender", "{instrument: [voice]}", terms[latestYear], genders, 0, 1, "Girls answer the learner's voice more often", "تجيب البنات عن استبيان صوت المتعلّم أكثر"},
	endlineByIncome:        {"endline_by_income", "response_rate", "income_band", "{instrument: [agency], wave: [endline]}", terms[latestYear], incomeBands, 4, 0, "After a programme, learners with low income answer less often", "تقلّ إجابات ذوي الدخل المنخفض بعد البرنامج"},
	thrivingByDisability:   {"thriving_by_disability", "scale_mean", "disability", "{scale: [thriving]}", terms[latestYear], disabilities, 1, 0, "Learners with disabilities report less thriving", "يذكر ذوو الإعاقة ازدهارًا أقل"},
	gainByCategory:         {"agency_gain_by_category", "scale_change", "category", "{scale: [agency]}", terms[latestYear], categories, 3, 5, "Agency rises more after science programmes than after sport", "تنمو روح المبادرة بعد برامج العلوم أكثر منها بعد الرياضة"},
	scoreBySchoolType:      {"score_by_school_type", "score_mean", "school_type", "{}", terms[latestYear], schoolTypes, 2, 0, "Credential scores are higher in international schools", "درجات الشهادات أعلى في المدارس الدولية"},
}

// tally adds up what the design expects in one group.
type tally struct {
	expected, variance float64
	count              int64
}

type tallies [gapCount][10]tally

func (t *tallies) add(other *tallies) {
	for gap := range t {
		for level := range t[gap] {
			to, from := &t[gap][level], &other[gap][level]
			to.expected, to.variance, to.count = to.expected+from.expected, to.variance+from.variance, to.count+from.count
		}
	}
}

func (t *tallies) mean(gap, level int, mean, variance float64) {
	to := &t[gap][level]
	to.expected, to.variance, to.count = to.expected+mean, to.variance+variance, to.count+1
}

func (t *tallies) chance(gap, level int, chance float64) {
	t.mean(gap, level, chance, chance*(1-chance))
}

func (t *tallies) reach(p *person, schoolKind, phase, year int, chance, anySport float64) {
	t.chance(reachByTerm, year, chance)
	if year == firstYear && p.incomeKnown {
		t.chance(reachByIncomeFirstYear, p.income, chance)
	}
	if year != latestYear {
		return
	}
	t.chance(reachByGender, p.gender, chance)
	t.chance(sportByGender, p.gender, chance*anySport)
	if p.incomeKnown {
		t.chance(reachByIncome, p.income, chance)
	}
	if p.disabilityKnown {
		t.chance(reachByDisability, p.disability, chance)
	}
	t.chance(reachByMunicipality, p.municipality, chance)
	t.chance(reachBySchoolType, schoolKind, chance)
	if p.nationalityKnown {
		t.chance(reachByNationality, p.nationality, chance)
	}
	t.chance(reachByPhase, phase, chance)
}

func (t *tallies) completion(p *person, chance float64) {
	if p.incomeKnown {
		t.chance(completionByIncome, p.income, chance)
	}
	t.chance(completionByGender, p.gender, chance)
}

func (t *tallies) award(p *person, schoolKind int, chance float64) {
	if p.disabilityKnown {
		t.chance(awardByDisability, p.disability, chance)
	}
	t.chance(awardBySchoolType, schoolKind, chance)
}

func (t *tallies) barrier(p *person, practical float64) {
	if p.incomeKnown {
		t.chance(barrierByIncome, p.income, practical)
	}
	t.chance(barrierByMunicipality, p.municipality, practical)
}

func (t *tallies) answer(p *person, chance float64) { t.chance(voiceByGender, p.gender, chance) }

func (t *tallies) endline(p *person, chance float64) {
	if p.incomeKnown {
		t.chance(endlineByIncome, p.income, chance)
	}
}

func (t *tallies) thriving(p *person, mean, variance float64) {
	if p.disabilityKnown {
		t.mean(thrivingByDisability, p.disability, mean, variance)
	}
}

func (t *tallies) gain(category int, mean, variance float64) {
	t.mean(gainByCategory, category, mean, variance)
}

func (t *tallies) score(schoolKind int, mean float64) {
	t.mean(scoreBySchoolType, schoolKind, mean, scoreSpread*scoreSpread)
}

// standardErrors is how far chance alone may carry an answer from the design: beyond four lies one in 16,000.
const standardErrors = 4

func writeGaps(path string, plan Plan, t tallies) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, `# The gaps that were planted in this invented package, and how far from them an honest answer may lie.
# expected: what the chances in the generator give for the people who are in the group, before the dice fell. n: how many.
# tolerance: %d standard errors of the dice. Shares are 0 to 1. The silent schools of a term are left out, those that
# returned "none" are in. barrier_rate: share of the named barriers that are practical. completion_rate: of journeys whose
# source records completion. scale_change: respondents who answered before and after.
learners: %d
schools: %d
providers: %d
opportunities: %d
seed: %d
gaps:
`, standardErrors, plan.Learners, plan.Schools, plan.Providers, plan.Opportunities, plan.Seed)
	for i, g := range gapDesigns {
		var levels []string
		known := map[int]tally{}
		for level, name := range g.levels {
			to := t[i][level]
			if to.count == 0 {
				continue
			}
			known[level] = to
			levels = append(levels, fmt.Sprintf("      - {level: %s, n: %d, expected: %.5f, tolerance: %.5f}\n",
				yamlText(name), to.count, to.expected/float64(to.count), standardErrors*math.Sqrt(to.variance)/float64(to.count)))
		}
		high, isHigh := known[g.high]
		low, isLow := known[g.low]
		if !isHigh || !isLow {
			continue // too few people for this gap
		}
		share := func(to tally) float64 { return to.expected / float64(to.count) }
		squared := func(to tally) float64 { return to.variance / float64(to.count) / float64(to.count) }
		fmt.Fprintf(&b, "  - id: %s\n    title: {en: %q, ar: %q}\n    measure: %s\n    by: %s\n    where: %s\n    term: %s\n    levels:\n%s",
			g.id, g.en, g.ar, g.measure, g.dimension, g.where, yamlText(g.term), strings.Join(levels, ""))
		fmt.Fprintf(&b, "    high: %s\n    low: %s\n    difference: %.5f\n    tolerance: %.5f\n", yamlText(g.levels[g.high]), yamlText(g.levels[g.low]),
			share(high)-share(low), standardErrors*math.Sqrt(squared(high)+squared(low)))
	}
	return writeFile(path, b.Bytes())
}

// yamlText quotes what YAML would read as something else than text.
func yamlText(s string) string {
	if slices.Contains([]string{"yes", "no"}, s) || s[0] >= '0' && s[0] <= '9' {
		return `"` + s + `"`
	}
	return s
}

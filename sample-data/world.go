package sampledata

import (
	"fmt"
	"strings"
	"time"
)

// named is an identifier with its title in both languages.
type named struct{ id, en, ar string }

// The order of these lists is that of athar.yaml; an index into them is what the generator calls a level.
var (
	genders        = []string{"female", "male"}
	disabilities   = []string{"yes", "no"}
	nationalities  = []string{"qatari", "other_arab", "south_asian", "other"}
	incomeBands    = []string{"lowest", "lower_middle", "middle", "upper_middle", "highest"}
	schoolTypes    = []string{"government", "private", "international"}
	phases         = []string{"primary", "preparatory", "secondary"}
	municipalities = []string{"Doha", "Al Rayyan", "Al Wakrah", "Umm Salal", "Al Daayen", "Al Khor", "Al Shahaniya", "Al Shamal"}
	categories     = []string{"museum", "heritage", "arts", "science", "technology", "sport", "library", "environment", "careers", "volunteering"}
	sectors        = []string{"museum", "library", "science_centre", "charity", "employer", "sport", "arts", "community"}
	terms          = []string{"2023-24", "2024-25", "2025-26"}
)

const (
	female, male = 0, 1

	government, private, international = 0, 1, 2

	museum, heritage, arts, science, technology, sport, library, environment, careers, volunteering = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9

	firstYear, latestYear, yearCount = 0, 2, 3

	alShamal = 7
)

// Household populations of the 2015 census, moved towards where families have settled since.
var municipalityShares = []float64{0.37, 0.36, 0.105, 0.058, 0.05, 0.035, 0.017, 0.005}

// Roughly where each municipality lies, in the order of municipalities.
var municipalityPlaces = []struct{ latitude, longitude float64 }{
	{25.28, 51.52},
	{25.26, 51.40},
	{25.17, 51.59},
	{25.42, 51.41},
	{25.50, 51.47},
	{25.68, 51.49},
	{25.37, 51.22},
	{26.10, 51.22},
}

var yearStarts = [yearCount]day{dayOf(2023, time.September, 1), dayOf(2024, time.September, 1), dayOf(2025, time.September, 1)}

type school struct {
	id, en, ar   string
	kind         int // index of schoolTypes
	phase        int
	gender       int // -1: both
	municipality int
	silent       [yearCount]bool // neither journeys nor a return: no data
	none         [yearCount]bool // a return that says "none": a true zero
}

type provider struct {
	id, en, ar   string
	sector       int
	municipality int
}

// Where a journey is recorded. Each opportunity has one source.
const (
	masar     = iota // the shared platform: whole journeys, with barriers
	bookings         // museums and libraries: booked, came or not
	register         // activities inside school, kept by the school
	volunteer        // the volunteers' portal, with account numbers of its own
)

type opportunity struct {
	id, programme, en, ar string
	provider              int
	category, second      int // second: another category, or -1
	kind, formality       string
	setting               string
	source                int
	starts, ends          day
	lowestGrade           int
	highestGrade          int
	gender                int   // -1: both
	kinds                 uint8 // a bit for each school type that may come
	municipality          int
	popular               bool // as many enrolled as there are seats: only here is anybody put on a waiting list
	fill                  float64
	weight                float64
	price                 int
	language, support     string
	transport             bool // to the place and back
	sessions              int
	minutes               int
	credential            bool
	expires               bool
	layer                 int
	skills                []int
	surveyed              bool
}

func (o *opportunity) open(grade, gender, kind int) bool {
	return grade >= o.lowestGrade && grade <= o.highestGrade && (o.gender < 0 || o.gender == gender) && o.kinds&(1<<kind) != 0
}

type world struct {
	plan          Plan
	chances       *chances
	schools       []school
	providers     []provider
	opportunities [yearCount][]opportunity
	// schoolsFor[phase][gender][kind] draws a school; nearby ones by municipality.
	schoolsFor  [3][2][3]lottery
	schoolsNear [3][2][3][8]lottery
	// offers[year][category][gender][phase] draws an opportunity.
	offers [yearCount][10][2][3]lottery
	// fallback[year][category] is open to everybody, in the middle of the year.
	fallback [yearCount][10]int
}

func newWorld(plan Plan) *world {
	w := &world{plan: plan, chances: newChances(1)}
	w.makeSchools()
	w.makeProviders()
	for year := range yearCount {
		w.makeOpportunities(year)
	}
	return w
}

var starNames = []named{
	{"", "Suhail", "سهيل"}, {"", "Thuraya", "الثريا"}, {"", "Simak", "السماك"}, {"", "Dabaran", "الدبران"}, {"", "Farqad", "الفرقد"}, {"", "Naseem", "النسيم"},
	{"", "Ghaf", "الغاف"}, {"", "Samra", "السمرة"}, {"", "Danah", "الدانة"}, {"", "Sahab", "السحاب"}, {"", "Rimal", "الرمال"}, {"", "Shiraa", "الشراع"},
	{"", "Manara", "المنارة"}, {"", "Yaqut", "الياقوت"}, {"", "Murjan", "المرجان"}, {"", "Nakhla", "النخلة"}, {"", "Fajr", "الفجر"}, {"", "Wadi", "الوادي"},
	{"", "Qamar", "القمر"}, {"", "Barq", "البرق"}, {"", "Hilal", "الهلال"}, {"", "Zahra", "الزهرة"}, {"", "Bahr", "البحر"}, {"", "Karawan", "الكروان"},
}

func numbered(name named, i int) named {
	if round := i / len(starNames); round > 0 {
		return named{name.id, fmt.Sprintf("%s %d", name.en, round+1), fmt.Sprintf("%s %d", name.ar, round+1)}
	}
	return name
}

// The first twelve schools hold one of each phase, type and, where government, gender; the rest follow this pattern.
var schoolPattern = []struct{ kind, phase, gender int }{
	{government, 0, female}, {government, 0, male}, {private, 0, -1}, {international, 0, -1},
	{government, 1, female}, {government, 1, male}, {private, 1, -1}, {international, 1, -1},
	{government, 2, female}, {government, 2, male}, {private, 2, -1}, {international, 2, -1},
	{government, 0, female}, {government, 0, male}, {international, 0, -1}, {private, 0, -1},
	{government, 1, female}, {government, 1, male}, {government, 2, female}, {government, 2, male},
}

func (w *world) makeSchools() {
	phaseNames := []named{{"", "Primary", "الابتدائية"}, {"", "Preparatory", "الإعدادية"}, {"", "Secondary", "الثانوية"}}
	genderNames := []named{{"", " for Girls", " للبنات"}, {"", " for Boys", " للبنين"}}
	kindNames := []named{{"", "", ""}, {"", "Private ", " الخاصة"}, {"", "International ", " الدولية"}}
	placed := make([]int, len(municipalities))
	for i := range w.plan.Schools {
		shape := schoolPattern[i%len(schoolPattern)]
		s := school{id: fmt.Sprintf("S%04d", i+1), kind: shape.kind, phase: shape.phase, gender: shape.gender}
		name := numbered(starNames[i%len(starNames)], i)
		if i == 12 { // the one school of Al Shamal is small, primary, and open to girls and boys
			s.gender, s.municipality = -1, alShamal
		} else {
			s.municipality = furthestBehind(placed, municipalityShares)
		}
		placed[s.municipality]++
		s.en = "Imagined " + name.en + " " + kindNames[s.kind].en + phaseNames[s.phase].en + " School"
		s.ar = "مدرسة " + name.ar + " " + phaseNames[s.phase].ar + kindNames[s.kind].ar
		if s.gender >= 0 {
			s.en += genderNames[s.gender].en
			s.ar += genderNames[s.gender].ar
		}
		s.ar += " (متخيَّلة)"
		w.schools = append(w.schools, s)
	}
	// Who keeps silent and who says "none": private and international schools, fewer silent each year.
	d := diceFor(w.plan.Seed, forSchool, 0)
	for year, silent := range []int{w.plan.Schools / 15, w.plan.Schools / 20, w.plan.Schools / 30} {
		for n := 0; n < max(silent, 1); {
			s := &w.schools[d.IntN(len(w.schools))]
			if s.kind != government && !s.silent[year] {
				s.silent[year] = true
				n++
			}
		}
		for n := 0; n < max(w.plan.Schools/60, 1); {
			s := &w.schools[d.IntN(len(w.schools))]
			if s.kind == private && !s.silent[year] && !s.none[year] {
				s.none[year] = true
				n++
			}
		}
	}
	for i, s := range w.schools {
		weight := 1.0
		if s.municipality == alShamal {
			weight = 0.02 // hardly anybody travels there
		}
		for gender := range 2 {
			if s.gender >= 0 && s.gender != gender {
				continue
			}
			w.schoolsFor[s.phase][gender][s.kind].enter(i, weight)
			w.schoolsNear[s.phase][gender][s.kind][s.municipality].enter(i, 1)
		}
	}
}

// furthestBehind returns the place that has least of its share.
func furthestBehind(placed []int, shares []float64) int {
	best, lowest := 0, 0.0
	for i, share := range shares[:alShamal] {
		if filled := (float64(placed[i]) + 0.5) / share; i == 0 || filled < lowest {
			best, lowest = i, filled
		}
	}
	return best
}

var sectorNames = []named{
	{"museum", "Imagined Museum of %s", "متحف %s (متخيَّل)"},
	{"library", "Imagined Library %s", "مكتبة %s (متخيَّلة)"},
	{"science_centre", "Imagined Science Centre %s", "مركز %s للعلوم (متخيَّل)"},
	{"charity", "Imagined Charity %s", "جمعية %s الخيرية (متخيَّلة)"},
	{"employer", "Imagined Company %s", "شركة %s (متخيَّلة)"},
	{"sport", "Imagined Sports Club %s", "نادي %s الرياضي (متخيَّل)"},
	{"arts", "Imagined Arts House %s", "بيت %s للفنون (متخيَّل)"},
	{"community", "Imagined Community Garden %s", "حديقة %s المجتمعية (متخيَّلة)"},
}

var sectorPattern = []int{0, 1, 2, 3, 4, 5, 6, 7, 0, 3, 4, 2, 5, 0, 3, 1, 6, 4, 0, 3, 2, 5, 0, 4, 1, 6, 3, 2, 5, 0, 4, 3, 7, 0, 1, 6, 4, 2, 5, 3}

func (w *world) makeProviders() {
	for i := range w.plan.Providers {
		d := diceFor(w.plan.Seed, forProvider, uint64(i))
		p := provider{id: fmt.Sprintf("V%03d", i+1), sector: sectorPattern[i%len(sectorPattern)]}
		// Providers crowd in the two large municipalities: Al Shamal has none.
		p.municipality = d.pick([]float64{0.52, 0.28, 0.07, 0.03, 0.03, 0.05, 0.02, 0})
		name := numbered(starNames[(i*7+5)%len(starNames)], i)
		p.en, p.ar = fmt.Sprintf(sectorNames[p.sector].en, name.en), fmt.Sprintf(sectorNames[p.sector].ar, name.ar)
		w.providers = append(w.providers, p)
	}
}

var sectorOf = [10]int{museum: 0, heritage: 0, arts: 6, science: 2, technology: 4, sport: 5, library: 1, environment: 7, careers: 4, volunteering: 3}

// How many of a hundred opportunities are of each category.
var categoryPattern = func() (pattern []int) {
	left := []int{14, 10, 11, 13, 11, 16, 9, 6, 5, 5}
	for len(pattern) < 100 {
		for category := range left { // in turns, so that a small package has all of them
			if left[category] > 0 {
				left[category]--
				pattern = append(pattern, category)
			}
		}
	}
	return pattern
}()

var themes = []named{
	{"", "Pearl Stories", "حكايات اللؤلؤ"}, {"", "Stars over the Dunes", "نجوم فوق الكثبان"}, {"", "The Turning Wheel", "العجلة الدوّارة"}, {"", "Voices of the Harbour", "أصوات المرفأ"},
	{"", "Seeds and Water", "بذور وماء"}, {"", "Letters and Light", "حروف وضوء"}, {"", "Small Machines", "آلات صغيرة"}, {"", "The Open Court", "الساحة المفتوحة"},
	{"", "Maps of Tomorrow", "خرائط الغد"}, {"", "Hands that Help", "أيدٍ تساعد"}, {"", "The Night Garden", "حديقة الليل"}, {"", "Numbers in Nature", "أعداد في الطبيعة"},
	{"", "Falcons and Flight", "الصقور والطيران"}, {"", "Threads and Patterns", "خيوط ونقوش"}, {"", "The Listening Room", "غرفة الإصغاء"}, {"", "First Steps in Code", "خطوات أولى في البرمجة"},
	{"", "Sails and Winds", "أشرعة ورياح"}, {"", "Salt and Coral", "ملح ومرجان"}, {"", "The Question Club", "نادي السؤال"}, {"", "Bridges", "جسور"},
}

var typeNames = []named{
	{"taster", "Taster", "تجربة أولى"}, {"course", "Course", "دورة"}, {"visit", "Visit", "زيارة"}, {"placement", "Placement", "تدريب ميداني"},
	{"volunteering", "Volunteering", "تطوّع"}, {"event", "Event", "فعالية"},
}

// Share of each type by category.
var typeShares = [10][]float64{
	museum: {0.1, 0.1, 0.65, 0, 0, 0.15}, heritage: {0.15, 0.15, 0.5, 0, 0, 0.2}, arts: {0.2, 0.45, 0.2, 0, 0, 0.15}, science: {0.2, 0.45, 0.25, 0, 0, 0.1},
	technology: {0.25, 0.6, 0.05, 0, 0, 0.1}, sport: {0.3, 0.5, 0, 0, 0, 0.2}, library: {0.2, 0.3, 0.3, 0, 0, 0.2}, environment: {0.2, 0.3, 0.35, 0, 0, 0.15},
	careers: {0.25, 0.2, 0.15, 0.4, 0, 0}, volunteering: {0, 0, 0, 0, 0.9, 0.1},
}

func (w *world) makeOpportunities(year int) {
	bySector := make([][]int, len(sectors))
	for i, p := range w.providers {
		bySector[p.sector] = append(bySector[p.sector], i)
	}
	list := make([]opportunity, w.plan.Opportunities)
	w.opportunities[year] = list
	for k := range list {
		// One programme in eight gives way to a new one in the second or third year; the first of each category never does.
		version := 0
		d := diceFor(w.plan.Seed, forProgramme, uint64(k)<<8)
		if replacedIn := d.between(1, 16); k >= len(categories) && replacedIn <= year {
			version = replacedIn
			d = diceFor(w.plan.Seed, forProgramme, uint64(k)<<8|uint64(version))
			d.IntN(16)
		}
		o := &list[k]
		o.programme = fmt.Sprintf("G%04d", k+1)
		if version > 0 {
			o.programme += string(rune('a' + version - 1))
		}
		o.id = fmt.Sprintf("A%d-%04d", 23+year, k+1)
		o.category, o.second = categoryPattern[k%len(categoryPattern)], -1
		everybody := k < len(categories)
		if everybody {
			w.fallback[year][o.category] = k
		}
		shape(d, o, everybody)
		candidates := bySector[sectorOf[o.category]]
		o.provider = candidates[d.IntN(len(candidates))]
		o.municipality = w.providers[o.provider].municipality
		theme := themes[d.IntN(len(themes))]
		for _, t := range typeNames {
			if t.id == o.kind {
				o.en, o.ar = fmt.Sprintf("%s: %s %d", t.en, theme.en, k+1), fmt.Sprintf("%s: %s %d", t.ar, theme.ar, k+1)
			}
		}
		// What changes from year to year: the dates.
		on := diceFor(w.plan.Seed, forOpportunity, uint64(year)<<32|uint64(k))
		lasts := 0
		switch o.kind {
		case "course", "volunteering":
			lasts = 7 * (o.sessions - 1)
		case "placement":
			lasts = 11
		}
		o.starts = yearStarts[year] + day(on.between(20, 270))
		if everybody {
			o.starts = yearStarts[year] + day(on.between(146, 158))
		}
		o.ends = o.starts + day(lasts)
		for phase := range phases {
			for gender := range 2 {
				if o.lowestGrade <= lastGrade[phase] && o.highestGrade >= firstGrade[phase] && (o.gender < 0 || o.gender == gender) {
					w.offers[year][o.category][gender][phase].enter(k, o.weight)
				}
			}
		}
	}
}

var firstGrade, lastGrade = [3]int{1, 7, 10}, [3]int{6, 9, 12}

func phaseOf(grade int) int {
	switch {
	case grade <= 6:
		return 0
	case grade <= 9:
		return 1
	}
	return 2
}

// shape gives a programme all that stays the same from year to year.
func shape(d dice, o *opportunity, everybody bool) {
	o.kind = typeNames[d.pick(typeShares[o.category])].id
	o.setting = []string{"in_school", "at_provider", "online", "elsewhere"}[d.pick([]float64{0.27, 0.53, 0.12, 0.08})]
	switch {
	case o.category == volunteering:
		o.source, o.setting = volunteer, "elsewhere"
	case o.setting == "in_school":
		o.source = register
	case (o.category == museum || o.category == heritage || o.category == library) && o.kind != "course" && o.setting == "at_provider":
		o.source = bookings
	default:
		o.source = masar
	}
	o.formality = "non_formal"
	if o.kind == "visit" || o.kind == "event" || o.kind == "taster" {
		o.formality = "informal"
	} else if o.source == register && d.chance(0.2) {
		o.formality = "formal"
	}
	if second := []int{arts, science, heritage, environment, library}[d.IntN(5)]; d.chance(0.22) && second != o.category && o.category != sport {
		o.second = second
	}
	o.lowestGrade, o.highestGrade, o.gender, o.kinds = 1, 12, -1, 7
	ages := d.IntN(5)
	only := d.Float64()
	if !everybody {
		if o.category == careers || o.category == volunteering {
			o.lowestGrade = 7
			if ages == 0 {
				o.lowestGrade = 10
			}
		} else if ages < 3 {
			o.lowestGrade, o.highestGrade = firstGrade[ages], lastGrade[ages]
		} else if ages == 3 {
			o.lowestGrade = 5
		}
		switch {
		case o.category == sport && only < 0.5 || only < 0.06:
			o.gender = d.IntN(2)
		case only > 0.97:
			o.kinds = 1 << government
		case only > 0.94:
			o.kinds = 1<<private | 1<<international
		}
	}
	o.weight = 0.3 + d.ExpFloat64()
	o.popular = d.chance(0.25)
	if o.popular {
		o.weight *= 1.6
	}
	o.fill = 0.45 + 0.5*d.Float64()
	if o.source == masar && d.chance(0.4) {
		o.price = 10 * d.between(2, 25)
	}
	o.language = []string{"ar", "en", "ar|en"}[d.pick([]float64{0.35, 0.25, 0.4})]
	o.support = []string{"", "wheelchair", "sign_language", "wheelchair|quiet_hour"}[d.pick([]float64{0.55, 0.25, 0.08, 0.12})]
	o.transport = d.chance(0.3) && o.away()
	switch o.kind {
	case "course", "volunteering":
		o.sessions = d.between(4, 10)
		o.minutes = 90
	case "placement":
		o.sessions, o.minutes = 8, 240
	default:
		o.sessions, o.minutes = 1, 30*d.between(2, 5)
	}
	lasting := o.kind == "course" || o.kind == "placement" || o.kind == "volunteering"
	o.credential = o.source != bookings && (lasting || d.chance(0.3))
	o.expires = o.credential && d.chance(0.15)
	o.layer = 0 // engage · participate · demonstrate · lead
	if lasting {
		o.layer = 1 + d.pick([]float64{0.45, 0.4, 0.15})
	}
	for skill := len(skillGroups); len(o.skills) < 3 && skill < len(skillList); skill++ {
		if d.chance(0.16) {
			o.skills = append(o.skills, skill)
		}
	}
	o.surveyed = o.kind == "course" && o.source == masar && d.chance(0.75)
	if o.surveyed {
		o.second = -1
	}
}

// away reports whether learners have to get there.
func (o *opportunity) away() bool { return o.setting != "in_school" && o.setting != "online" }

func (o *opportunity) categoryList() string {
	if o.second >= 0 {
		return categories[o.category] + "|" + categories[o.second]
	}
	return categories[o.category]
}

func (o *opportunity) gradeList() string {
	if o.lowestGrade == 1 && o.highestGrade == 12 {
		return ""
	}
	var grades []string
	for grade := o.lowestGrade; grade <= o.highestGrade; grade++ {
		grades = append(grades, number(grade))
	}
	return strings.Join(grades, "|")
}

// seats is set once everybody has enrolled, so that a seat is never taken twice and only a full opportunity turns anybody away.
func (o *opportunity) seats(enrolled int) int {
	if o.popular {
		return max(enrolled, 6)
	}
	return max(10, (int(float64(enrolled)/o.fill)+4)/5*5)
}

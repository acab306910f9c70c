package dashboards_test

import (
	"context"
	"hash/fnv"
	"math"
	"slices"
	"time"

	"athar/models"
	"athar/queries/disclosure"
)

// fakeEngine answers from invented numbers, with every state a cell can have.
// With register set everybody is known, and some are counted without names;
// otherwise only participants are.
type fakeEngine struct {
	register  bool
	workspace *models.Workspace
	fail      error // what every answer fails with
	version   string
}

func text(en, ar string) models.Text { return models.Text{En: en, Ar: ar} }

func level(id, en, ar string) models.Level { return models.Level{ID: id, Title: text(en, ar)} }

// secret is a number that stands only in hidden cells: it must be in no output.
const secret = 7654321

const hostile = "</script><script>alert(\"x\")</script>__f__x__f__ \u202egnirts\u202c \u2067 'quoted' & "

func newFake(register bool) *fakeEngine {
	long := ""
	for range 10 {
		long += "a very long label of "
	}
	w := &models.Workspace{Public: !register, Invented: register, Disclosure: models.Policy{Threshold: 10, SensitiveThreshold: 20}}
	w.Packages = []*models.Package{{Name: "doha", Title: text("Learning opportunities in Doha (invented)", "فرص التعلّم في الدوحة (بيانات مختلَقة)")}}
	w.Dimensions = []models.Dimension{
		{Name: "gender", Of: models.OfPerson, Title: text("Gender", "الجنس"), Levels: []models.Level{level("F", "Girls", "بنات"), level("M", "Boys", "بنون")}},
		{Name: "imd_band", Of: models.OfPerson, Title: text("Deprivation band of the home area", "شريحة الحرمان في منطقة السكن"), Ordered: true, Reference: "90-100%", Levels: []models.Level{
			level("0-10%", "0–10% (most deprived)", "0–10% (الأشد حرمانًا)"), level("10-20%", "10–20%", "10–20%"), level("20-30%", "20–30%", "20–30%"),
			level("50-60%", "50–60%", "50–60%"), level("80-90%", "80–90%", "80–90%"), level("90-100%", "90–100% (least deprived)", "90–100% (الأقل حرمانًا)")}},
		{Name: "support", Of: models.OfPerson, Title: text("Learning support", "دعم التعلّم"), Sensitive: true, Levels: []models.Level{
			level("Y", "Disabled learners", "ذوو الإعاقة"), level("N", "No disability recorded", "لم تُسجَّل إعاقة")}},
		{Name: "region", Of: models.OfPerson, Title: text("Region", "المنطقة"), Levels: []models.Level{
			level("doha", "Doha", "الدوحة"), level("rayyan", "Al Rayyan", "الريان"), level("shamal", "Al Shamal", "الشمال"), level("khor", "Al Khor and Al Thakhira", "الخور والذخيرة"),
			level("wakra", "Al Wakra", "الوكرة"), level("daayen", "Al Daayen", "الظعاين")}},
		{Name: "hostile", Of: models.OfPerson, Title: text("Hostile "+hostile, ""), Levels: []models.Level{
			{ID: "x", Title: text(hostile, "")}, {ID: "=cmd()", Title: text("=HYPERLINK(\"x\")", "")}, {ID: "long", Title: text(long, "")}}},
	}
	w.Dimensions = append(w.Dimensions, models.BuiltIn...)
	day := func(s string) models.Day {
		d, err := models.ParseDay(s)
		if err != nil {
			panic(err)
		}
		return d
	}
	w.Terms = []models.Term{{ID: "2024", Year: 2024, Title: text("2024/25", "2024/25"), StartsOn: day("2024-09-01"), EndsOn: day("2025-06-30")},
		{ID: "2025", Year: 2025, Title: text("2025/26", "2025/26"), StartsOn: day("2025-09-01"), EndsOn: day("2026-06-30")}}
	return &fakeEngine{register: register, workspace: w}
}

func (e *fakeEngine) Workspace() *models.Workspace { return e.workspace }
func (e *fakeEngine) DefaultTerm() models.Term     { return e.workspace.Terms[1] }
func (e *fakeEngine) Version() string              { return e.version }

func (e *fakeEngine) Applies(ctx context.Context, q models.Question) (models.State, error) {
	released, err := e.Answer(ctx, q)
	return released.Answer().Total.State, err
}

func (e *fakeEngine) Measures() []models.MeasureInfo {
	m := func(name, en, ar string, unit models.Unit) models.MeasureInfo {
		return models.MeasureInfo{Name: name, Title: text(en, ar), Unit: unit,
			Reading: text("0.35 means 35 in every 100.", "0.35 تعني 35 من كل 100."), Counts: text("Everybody the source knows in the term.", "كل من يعرفه المصدر في الفترة."),
			Formula: text("counted ÷ all", "المعدود ÷ الجميع"), Cannot: text("It cannot tell why.", "لا يخبر عن السبب."), Needs: []models.Text{text("participations", "مشاركات")}, Over: "journeys", Sources: []string{"Wilson (1927)"}}
	}
	return []models.MeasureInfo{
		m("people", "People", "الأشخاص", models.UnitCount), m("journeys", "Journeys", "المسارات", models.UnitCount),
		m("credentials", "Credentials", "الشهادات والشارات", models.UnitCount), m("opportunities", "Opportunities", "فرص التعلّم", models.UnitCount),
		m("participation_rate", "Learners reached", "المتعلّمون الذين وصلت إليهم الفرص", models.UnitShare),
		m("completion_rate", "Enrolments completed", "حالات الالتحاق المستكملة", models.UnitShare),
		m("award_rate", "Enrolments ending in a credential", "حالات الالتحاق المنتهية بشهادة أو شارة", models.UnitShare),
		m("minutes_mean", "Minutes per learner", "الدقائق لكل متعلّم", models.UnitMinutes),
		m("headcount", "Attendances counted without names", "حضور معدود بلا أسماء", models.UnitCount),
		m("journey", "The journey, stage by stage", "المسار مرحلةً مرحلة", models.UnitShare),
	}
}

func (e *fakeEngine) Supply(context.Context) (models.Supply, error) {
	at := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	due := at.AddDate(0, 1, 0)
	return models.Supply{Commit: 12, AsOf: at, Feeds: []models.FeedState{
		{Feed: "registrations", Title: text("Registrations", "التسجيلات"), Source: "doha", Kind: "participations", Batches: 2, Records: 52310, Received: 52333, Awaiting: 23, LastAt: &at, Every: "P1M", DueBy: &at,
			Problems: []models.Problem{models.NewProblem("not_a_date", "occurred_on", "DD/MM/YYYY")}},
		{Feed: "schools", Title: text("Schools", "المدارس"), Source: "doha", Kind: "schools", Silent: true},
		{Feed: "badges", Title: text("Badges", "الشارات"), Source: "doha", Kind: "credentials", LastAt: &at, Every: "P1M", DueBy: &due, Silent: true},
	}, Coverage: []models.TermCoverage{{Term: e.workspace.Terms[1], Coverage: models.Coverage{Of: "schools", Expected: 52, Reported: 41}}},
		Unusable: map[string]models.Text{"grade": text("More than 5% of people are in two grades at once.", "أكثر من 5% من الأشخاص في صفين في آن واحد.")}}, nil
}

func (e *fakeEngine) SQL(_ context.Context, q models.Question) (string, error) {
	return "SELECT " + q.Measure + " -- <b>not markup</b>\nFROM person_terms", nil
}

func (e *fakeEngine) Answer(_ context.Context, q models.Question) (disclosure.Released, error) {
	if e.fail != nil {
		return disclosure.Released{}, e.fail
	}
	a := models.Answer{Measure: q.Measure, By: q.By, Where: map[string][]string{}, Terms: q.Terms, Commit: 12, Level: 0.95,
		AsOf: time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC), Sources: []string{"doha"}, Public: e.workspace.Public, Invented: e.workspace.Invented,
		Coverage: &models.Coverage{Of: "schools", Expected: 52, Reported: 45}}
	if q.AsOf > 0 {
		a.Commit = q.AsOf
	}
	if len(a.Terms) == 0 {
		a.Terms = []string{"2025"}
	}
	for _, f := range q.Where {
		a.Where[f.Dimension] = f.Levels
	}
	for _, m := range e.Measures() {
		if m.Name == q.Measure {
			a.Title, a.Reading, a.Unit = m.Title, m.Reading, m.Unit
		}
	}
	if a.Title.IsZero() {
		return disclosure.Released{}, &models.Error{Kind: models.NotFound, Message: "There is no measure called " + q.Measure + ".", Ar: "لا يوجد مقياس باسم " + q.Measure + "."}
	}
	if q.Measure == "journey" {
		a.By = []string{"stage"}
		for _, s := range models.Stages {
			n, all := map[string]int64{"enrolled": 32593, "attended": 24120, "completed": 15385}[s.Name], int64(32593)
			if !s.Path {
				continue
			}
			cell := models.Cell{State: models.NotCollected}
			if n > 0 {
				cell = fakeCell(models.UnitShare, all, float64(n)/float64(all)+1e-9)
			}
			cell.Group = models.Group{{Dimension: "stage", Level: &s.Name, Title: s.Title}}
			a.Cells = append(a.Cells, cell)
		}
		return release(a)
	}
	var groups []models.Group
	groups = append(groups, models.Group{})
	for _, name := range q.By {
		d, err := e.workspace.Dimension(name)
		if err != nil {
			return disclosure.Released{}, err
		}
		a.Dimensions = append(a.Dimensions, d)
		levels := d.Levels
		switch name {
		case "grade", "phase", "term", "municipality":
			levels = []models.Level{level("7", "Grade 7", "الصف 7"), level("8", "Grade 8", "الصف 8"), level("9", "Grade 9", "الصف 9")}
		case "school_type", "sector":
			levels = []models.Level{level("government", "Government", "حكومية"), level("private", "Private", "خاصة")}
		case "category":
			levels = []models.Level{level("science", "Science and technology", "العلوم والتقنية"), level("arts", "Arts and heritage", "الفنون والتراث"), level("sport", "Sport", "الرياضة"), level("volunteering", "Volunteering", "التطوع")}
		}
		var next []models.Group
		for _, g := range groups {
			for _, l := range levels {
				next = append(next, append(slices.Clone(g), models.GroupLevel{Dimension: name, Level: &l.ID, Title: l.Title}))
			}
			next = append(next, append(slices.Clone(g), models.GroupLevel{Dimension: name, Title: models.NotGiven}))
		}
		groups = next
	}
	notApplicable := !e.register && q.Measure == "participation_rate"
	onlyParticipants := text("only participants are known", "المشاركون وحدهم معروفون")
	for _, g := range groups {
		if len(g) == 0 {
			break
		}
		key := q.Measure
		for _, l := range g {
			if l.Level != nil {
				key += "|" + *l.Level
			}
		}
		n := int64(200 + hash(key)%3000)
		share := 0.3 + 0.4*float64(hash(key+"s")%1000)/1000
		if g[0].Dimension == "imd_band" && g[0].Level != nil {
			_, i, _ := a.Dimensions[0].Level(*g[0].Level)
			share = 0.352 + 0.045*float64(i)
		}
		cell := fakeCell(a.Unit, n, share)
		if l := g[0].Level; l != nil && g[0].Dimension == "region" {
			switch *l {
			case "shamal":
				cell = fakeCell(a.Unit, secret, 0.7654)
				cell.State = models.Hidden
			case "khor":
				cell = models.Cell{State: models.NoData}
			case "wakra":
				cell = fakeCell(a.Unit, 31, 0.52)
				cell.State = models.Unreliable
			case "daayen":
				why := text("this source does not record it", "لا يرصده هذا المصدر")
				cell = models.Cell{State: models.NotCollected, Reason: &why}
			}
		}
		if notApplicable {
			cell = models.Cell{State: models.NotApplicable, Reason: &onlyParticipants}
		}
		cell.Group = g
		a.Cells = append(a.Cells, cell)
	}
	a.Total = fakeCell(a.Unit, 32593, 0.47203)
	if notApplicable {
		a.Total = models.Cell{State: models.NotApplicable, Reason: &onlyParticipants}
	}
	if q.Measure == "headcount" && !e.register {
		a.Total = models.Cell{State: models.Shown, Value: new(float64)}
	}
	if len(q.By) == 1 && a.Unit == models.UnitShare {
		a.Inequality = fakeInequality(a)
	}
	return release(a)
}

func fakeInequality(a models.Answer) *models.Inequality {
	block := &models.Inequality{Dimension: a.By[0], State: models.Shown, Skipped: []models.Skipped{{Name: "adjusted_parity_index", Because: text("it compares two groups", "يقارن مجموعتين")}}}
	if a.By[0] == "imd_band" && a.Cells[0].Value != nil {
		d := *a.Cells[0].Value - *a.Cells[5].Value
		low, high := d-0.03, d+0.03
		one, two := 1.42, 1.81
		block.Measures = []models.Summary{
			{Name: "difference", Title: text("Difference", "الفرق"), Value: d, Low: &low, High: &high, Unit: models.UnitShare, Method: "newcombe/1", From: "0-10%", To: "90-100%"},
			{Name: "ratio", Title: text("Ratio", "النسبة بين المجموعتين"), Value: 1.64, Low: &one, High: &two, Unit: models.UnitIndex, Method: "katz/1", From: "0-10%", To: "90-100%"},
			{Name: "sii", Title: text("Slope index of inequality", "مؤشر ميل التفاوت"), Value: 0.262, Low: &[]float64{0.24}[0], High: &[]float64{0.284}[0], Unit: models.UnitShare, Method: "sii/1"},
			{Name: "rii", Title: text("Relative index of inequality", "المؤشر النسبي للتفاوت"), Value: 1.75, Low: &one, High: &two, Unit: models.UnitIndex, Method: "rii/1"},
		}
	}
	return block
}

func hash(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()
}

func fakeCell(unit models.Unit, n int64, share float64) models.Cell {
	value := float64(n)
	c := models.Cell{State: models.Shown, Value: &value}
	switch unit {
	case models.UnitShare:
		numerator := int64(share * float64(n))
		value = float64(numerator) / float64(n)
		half := 1.96 * math.Sqrt(value*(1-value)/float64(n))
		low, high := value-half, value+half
		c.Numerator, c.Denominator, c.Low, c.High = &numerator, &n, &low, &high
	case models.UnitMinutes:
		value = 600 * share
		low, high := value-20, value+20
		c.Denominator, c.Low, c.High = &n, &low, &high
	}
	return c
}

// release has Protect cut the answer from a table of one large count a cell,
// whose estimates are the invented cells: so every state a page may meet is
// reached by the one way that answers leave the engine.
func release(a models.Answer) (disclosure.Released, error) {
	cells, total, block := a.Cells, a.Total, a.Inequality
	a.Cells, a.Total, a.Inequality = nil, models.Cell{}, nil
	dimensions := make([]models.Dimension, len(a.By))
	for i, name := range a.By {
		dimensions[i] = models.Dimension{Name: name}
		if i < len(a.Dimensions) {
			dimensions[i] = a.Dimensions[i]
		}
		dimensions[i].Levels = nil
	}
	row := func(at int, levels ...string) disclosure.Row {
		return disclosure.Row{Levels: levels, Parts: []int64{1000}, Sums: []float64{1, float64(at)}}
	}
	var rows []disclosure.Row
	for at, c := range cells {
		levels := make([]string, len(c.Group))
		for i, g := range c.Group {
			if g.Level == nil {
				continue
			}
			levels[i] = *g.Level
			if _, _, known := dimensions[i].Level(*g.Level); !known {
				dimensions[i].Levels = append(dimensions[i].Levels, models.Level{ID: *g.Level, Title: g.Title})
			}
		}
		rows = append(rows, row(at, levels...))
	}
	table := disclosure.Table{Dimensions: dimensions, Rows: rows}
	switch {
	case len(a.By) == 0:
		table.Rows = []disclosure.Row{row(-1)}
	case a.Measure == "journey": // stages overlap: each is a table of its own
		table = disclosure.Table{Facets: dimensions}
		for at, r := range rows {
			table.Slices = append(table.Slices, disclosure.Slice{Levels: r.Levels, Rows: []disclosure.Row{row(at)}})
		}
	}
	request := disclosure.Request{Answer: a, By: a.By, Policy: models.Policy{Threshold: 10, SensitiveThreshold: 20},
		Estimate: func(r disclosure.Row) models.Cell {
			if len(r.Sums) < 2 {
				return models.Cell{State: models.NoData}
			}
			if at := int(r.Sums[1]); r.Sums[0] == 1 && at >= 0 {
				return cells[at]
			}
			return total
		}}
	if block != nil {
		request.Inequality = func([]models.Cell, []disclosure.Row, bool) *models.Inequality { return block }
	}
	return disclosure.Protect(table, request)
}

package disclosure

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"athar/models"
)

var (
	gender = models.Dimension{Name: "gender", Of: models.OfPerson, Levels: []models.Level{{ID: "F"}, {ID: "M"}}}
	band   = models.Dimension{Name: "band", Of: models.OfPerson, Ordered: true, Levels: []models.Level{{ID: "low"}, {ID: "middle"}, {ID: "high"}}}
	needs  = models.Dimension{Name: "needs", Of: models.OfPerson, Sensitive: true, Levels: []models.Level{{ID: "yes"}, {ID: "no"}}}
	term   = models.Dimension{Name: "term", Of: models.OfTime, BuiltIn: true}
	item   = models.Dimension{Name: "item", Of: models.OfAnswer, BuiltIn: true}
	strict = models.Policy{Threshold: 5, SensitiveThreshold: 20}
)

// row is successes and failures of a group.
func row(yes, no int64, levels ...string) Row { return Row{Levels: levels, Parts: []int64{yes, no}} }

func share(r Row) models.Cell {
	if len(r.Parts) < 2 || r.Parts[0]+r.Parts[1] == 0 {
		return models.Cell{State: models.NoData}
	}
	n := r.Parts[0] + r.Parts[1]
	v := float64(r.Parts[0]) / float64(n)
	return models.Cell{State: models.Shown, Numerator: &r.Parts[0], Denominator: &n, Value: &v}
}

// cut protects a table and writes what is said, a cell a line: its levels, then successes/trials, or why not.
func cut(t *testing.T, table Table, r Request) string {
	t.Helper()
	r.Estimate = share
	if r.Policy.Threshold == 0 {
		r.Policy = strict
	}
	released, err := Protect(table, r)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	a := released.Answer()
	for _, c := range append(slices.Clone(a.Cells), a.Total) {
		var levels []string
		for _, g := range c.Group {
			if g.Level == nil {
				levels = append(levels, "null")
			} else {
				levels = append(levels, *g.Level)
			}
		}
		said := string(c.State)
		if c.State.HasNumbers() {
			said = fmt.Sprintf("%d/%d", *c.Numerator, *c.Denominator)
		} else if c.Numerator != nil || c.Denominator != nil || c.Value != nil || c.Low != nil || c.High != nil {
			t.Errorf("%v carries numbers though it is %s", levels, c.State)
		}
		lines = append(lines, strings.Join(append(levels, said), " "))
	}
	return strings.Join(lines, "; ")
}

func expect(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// planted has 3 of the 43 girls of the high band without success; everything else is large.
var planted = Table{Dimensions: []models.Dimension{gender, band}, Rows: []Row{
	row(20, 30, "F", "low"), row(25, 25, "F", "middle"), row(40, 3, "F", "high"),
	row(30, 20, "M", "low"), row(22, 28, "M", "middle"), row(30, 16, "M", "high"),
}}

func TestProtect(t *testing.T) {
	t.Run("a small cell and as many others as hide it are hidden, the margins are not", func(t *testing.T) {
		got := cut(t, planted, Request{By: []string{"gender", "band"}})
		if !strings.Contains(got, "F high hidden") {
			t.Error(got)
		}
		expect(t, cut(t, planted, Request{By: []string{"gender"}}), "F 85/143; M 82/146; 167/289")
		expect(t, cut(t, planted, Request{By: []string{"band"}}), "low 50/100; middle 47/100; high 70/89; 167/289")
	})

	t.Run("a filter shows what the grouping shows", func(t *testing.T) {
		cells := strings.Split(cut(t, planted, Request{By: []string{"gender", "band"}}), "; ")
		for i, g := range []string{"F", "M"} {
			by := strings.Split(cut(t, planted, Request{By: []string{"band"}, Keep: map[string][]string{"gender": {g}}}), "; ")
			for j := range 3 {
				expect(t, g+" "+by[j], cells[3*i+j])
			}
			alone := cut(t, planted, Request{Keep: map[string][]string{"gender": {g}, "band": {"high"}}})
			expect(t, g+" high "+alone, cells[3*i+2])
		}
	})

	t.Run("two levels picked together are not the third taken off the total", func(t *testing.T) {
		got := cut(t, planted, Request{Keep: map[string][]string{"gender": {"F"}, "band": {"low", "middle"}}})
		expect(t, got, "hidden") // 45/93, off 85/143, would leave 40/50 … 3 failures
	})

	t.Run("protecting twice gives the same, in any order of rows", func(t *testing.T) {
		want := cut(t, planted, Request{By: []string{"gender", "band"}})
		for range 20 {
			shuffled := planted
			shuffled.Rows = slices.Clone(planted.Rows)
			rand.Shuffle(len(shuffled.Rows), func(i, j int) { shuffled.Rows[i], shuffled.Rows[j] = shuffled.Rows[j], shuffled.Rows[i] })
			expect(t, cut(t, shuffled, Request{By: []string{"gender", "band"}}), want)
		}
	})

	t.Run("rows of one group are added up before they are judged", func(t *testing.T) {
		table := Table{Dimensions: []models.Dimension{gender}, Rows: []Row{row(3, 3, "F"), row(3, 3, "F"), row(20, 20, "M")}}
		expect(t, cut(t, table, Request{By: []string{"gender"}}), "F 6/12; M 20/40; 26/52")
	})

	t.Run("nobody is said, and so is a level that nobody has", func(t *testing.T) {
		table := Table{Dimensions: []models.Dimension{band}, Rows: []Row{row(0, 30, "low"), row(20, 0, "high")}}
		expect(t, cut(t, table, Request{By: []string{"band"}}), "low 0/30; middle no_data; high 20/20; 20/50")
	})

	t.Run("two groups hide each other, never one alone", func(t *testing.T) {
		table := Table{Dimensions: []models.Dimension{gender}, Rows: []Row{row(2, 30, "F"), row(30, 30, "M")}}
		expect(t, cut(t, table, Request{By: []string{"gender"}}), "F hidden; M hidden; 32/92")
	})

	t.Run("a small total is hidden with all its parts", func(t *testing.T) {
		table := Table{Dimensions: []models.Dimension{gender}, Rows: []Row{row(2, 30, "F"), row(1, 30, "M")}}
		expect(t, cut(t, table, Request{By: []string{"gender"}}), "F hidden; M hidden; hidden")
	})

	t.Run("a sensitive dimension has the higher threshold, and only where it divides", func(t *testing.T) {
		table := Table{Dimensions: []models.Dimension{gender, needs}, Rows: []Row{
			row(50, 50, "F", "no"), row(15, 40, "F", "yes"), row(50, 50, "M", "no"), row(40, 40, "M", "yes")}}
		got := cut(t, table, Request{By: []string{"needs", "gender"}})
		if !strings.Contains(got, "yes F hidden") {
			t.Errorf("15 successes are shown below 20: %s", got)
		}
		expect(t, cut(t, table, Request{By: []string{"gender"}}), "F 65/155; M 90/180; 155/335")
		table.Rows[1] = row(4, 40, "F", "yes")
		if got := cut(t, table, Request{By: []string{"needs"}}); !strings.Contains(got, "yes 44/124") {
			t.Error(got)
		}
	})

	t.Run("terms are protected one by one, and a sum of them is said only where each is", func(t *testing.T) {
		table := Table{Dimensions: []models.Dimension{gender, term}, Rows: []Row{
			row(20, 20, "F", "A"), row(2, 20, "F", "B"), row(20, 20, "F", "C"),
			row(20, 20, "M", "A"), row(20, 20, "M", "B"), row(20, 20, "M", "C")}}
		by := Request{By: []string{"gender"}}
		expect(t, cut(t, table, Request{By: []string{"term", "gender"}}), "A F 20/40; A M 20/40; B F hidden; B M hidden; C F 20/40; C M 20/40; 102/222")
		for terms, want := range map[string]string{"A": "F 20/40; M 20/40; 40/80", "A C": "F 40/80; M 40/80; 80/160", "B": "F hidden; M hidden; 22/62",
			"A B": "F hidden; M hidden; 62/142", "A B C": "F hidden; M hidden; 102/222"} {
			by.Keep = map[string][]string{"term": strings.Fields(terms)}
			expect(t, cut(t, table, by), want)
		}
		by.Keep = nil
		expect(t, cut(t, table, by), "F hidden; M hidden; 102/222") // 60/120 and 62/142: off A and C they leave 2
	})

	t.Run("a slice is a table of its own; slices have no sum", func(t *testing.T) {
		table := Table{Dimensions: []models.Dimension{gender}, Facets: []models.Dimension{item}, Slices: []Slice{
			{Levels: []string{"i1"}, Rows: []Row{row(20, 20, "F"), row(20, 20, "M")}},
			{Levels: []string{"i2"}, Rows: []Row{row(2, 20, "F"), row(20, 20, "M")}}}}
		expect(t, cut(t, table, Request{By: []string{"item"}}), "i1 40/80; i2 22/62; not_applicable")
		expect(t, cut(t, table, Request{By: []string{"gender"}, Keep: map[string][]string{"item": {"i2"}}}), "F hidden; M hidden; 22/62")
		expect(t, cut(t, table, Request{By: []string{"gender"}, Keep: map[string][]string{"item": {"i1"}}}), "F 20/40; M 20/40; 40/80")
	})

	t.Run("with a hidden cell nothing is summarised", func(t *testing.T) {
		asked := 0
		summary := func([]models.Cell, []Row, bool) *models.Inequality {
			asked++
			return &models.Inequality{State: models.Shown}
		}
		table := Table{Dimensions: []models.Dimension{gender}, Rows: []Row{row(2, 30, "F"), row(30, 30, "M")}}
		released, err := Protect(table, Request{By: []string{"gender"}, Estimate: share, Policy: strict, Inequality: summary})
		if err != nil {
			t.Fatal(err)
		}
		if block := released.Answer().Inequality; asked > 0 || block == nil || block.State != models.NotApplicable || block.Reason == nil {
			t.Errorf("asked %d times: %+v", asked, block)
		}
		table.Rows[0] = row(20, 30, "F")
		if released, err = Protect(table, Request{By: []string{"gender"}, Estimate: share, Policy: strict, Inequality: summary}); err != nil || asked != 1 || released.Answer().Inequality.State != models.Shown {
			t.Errorf("asked %d times: %v", asked, err)
		}
	})

	t.Run("counts are rounded, shares are found before and said in whole per cent, and what is small stays hidden", func(t *testing.T) {
		table := Table{Dimensions: []models.Dimension{gender}, Rows: []Row{row(22, 30, "F"), row(33, 31, "M")}}
		r := Request{By: []string{"gender"}, Estimate: share, Policy: models.Policy{Threshold: 5, Rounding: 5}}
		expect(t, cut(t, table, r), "F 20/50; M 35/65; 55/115")
		released, err := Protect(table, r)
		if err != nil || *released.Answer().Cells[0].Value != 0.42 { // of 22/52, not of 20/50; 0.423076… would tell 11/26
			t.Errorf("%v, %v", released.Answer().Cells[0].Value, err)
		}
		table.Rows[0] = row(3, 30, "F")
		expect(t, cut(t, table, r), "F hidden; M hidden; 35/95")
	})
}

// TestEarlier: what came or went between two versions of the data is a count too.
func TestEarlier(t *testing.T) {
	then := Table{Dimensions: []models.Dimension{gender}, Rows: []Row{row(20, 30, "F"), row(30, 30, "M")}}
	earlier := func(now ...Row) string {
		today := Table{Dimensions: then.Dimensions, Rows: now}
		return cut(t, then, Request{By: []string{"gender"}, Earlier: true, Today: &today})
	}
	expect(t, earlier(row(20, 30, "F"), row(30, 30, "M")), "F 20/50; M 30/60; 50/110")
	expect(t, earlier(row(30, 40, "F"), row(30, 30, "M")), "F 20/50; M 30/60; 50/110")
	for _, few := range []int64{1, 2, 3, 4} {
		if got := earlier(row(20+few, 30, "F"), row(30, 30, "M")); !strings.HasPrefix(got, "F hidden") {
			t.Errorf("%d came: %s", few, got)
		}
		if got := earlier(row(20, 30-few, "F"), row(30, 30, "M")); !strings.HasPrefix(got, "F hidden") {
			t.Errorf("%d left: %s", few, got)
		}
	}
	if got := earlier(row(25, 30, "F"), row(30, 30, "M")); !strings.HasPrefix(got, "F 20/50") {
		t.Errorf("5 came: %s", got)
	}
	// What is hidden today was not hidden then, and may not be looked up there.
	if got := earlier(row(30, 2, "F"), row(40, 40, "M")); !strings.HasPrefix(got, "F hidden; M hidden") {
		t.Error(got)
	}
}

// Threshold 3. Girls and boys, two bands: 1 of 3, 2 of 4; 2 of 4, 3 of 4. The sums are said: 3 of 7 girls, 5 of 8 boys, 3 of 7
// low, 5 of 8 high. If d of the low girls had it, then 2+d of the high boys, who are 4: whoever knows that places d within 0 to
// 2, and nothing smaller than a sum could be hidden to prevent it.
func TestATableTooSparseSaysThatItCanBeNarrowed(t *testing.T) {
	narrowed := func(threshold int, rows ...Row) (models.Protection, bool) {
		released, err := Protect(Table{Dimensions: []models.Dimension{gender, band}, Rows: rows},
			Request{By: []string{"gender", "band"}, Estimate: share, Policy: models.Policy{Threshold: threshold}})
		if err != nil {
			t.Fatal(err)
		}
		return released.Answer().Protection, slices.Contains(released.Answer().Warnings, models.Narrowable)
	}
	if p, warned := narrowed(3, row(1, 2, "F", "low"), row(2, 2, "F", "high"), row(2, 2, "M", "low"), row(3, 1, "M", "high")); !p.Narrowed || !warned || p.Hidden == 0 {
		t.Errorf("%+v", p)
	}
	if p, warned := narrowed(5, planted.Rows...); p.Narrowed || warned || p.Hidden == 0 {
		t.Errorf("%+v", p)
	}
}

// TestNested: of 50 who enrolled 45 attended and completed. Neither what is lost in one step nor in several may be found.
func TestNested(t *testing.T) {
	stage := models.Dimension{Name: "stage", Of: models.OfTime, BuiltIn: true, Levels: []models.Level{{ID: "enrolled"}, {ID: "attended"}, {ID: "completed"}}}
	step := func(level string, f, m []int64) Slice {
		return Slice{Levels: []string{level}, Rows: []Row{{Levels: []string{"F"}, Parts: f}, {Levels: []string{"M"}, Parts: m}}}
	}
	table := Table{Dimensions: []models.Dimension{gender}, Facets: []models.Dimension{stage}, Nested: "stage", Slices: []Slice{
		step("enrolled", []int64{50, 950, 0}, []int64{100, 900, 0}),
		step("attended", []int64{46, 4, 950}, []int64{80, 20, 900}),
		step("completed", []int64{46, 0, 954}, []int64{60, 20, 920}),
	}}
	r := Request{By: []string{"stage"}, Estimate: func(r Row) models.Cell { return share(Row{Parts: []int64{r.Parts[0], r.Parts[1] + r.Parts[2]}}) }, Policy: strict}
	for who, want := range map[string]string{"F": "shown hidden hidden", "M": "shown hidden hidden", "": "shown shown shown"} {
		if r.Keep = nil; who != "" {
			r.Keep = map[string][]string{"gender": {who}}
		}
		released, err := Protect(table, r)
		if err != nil {
			t.Fatal(err)
		}
		var states []string
		for _, c := range released.Answer().Cells {
			states = append(states, string(c.State))
		}
		expect(t, who+" "+strings.Join(states, " "), who+" "+want)
	}
}

// TestReleased: only this package can fill an answer that may be shown, and an empty one says nothing.
func TestReleased(t *testing.T) {
	typ := reflect.TypeFor[Released]()
	for i := range typ.NumField() {
		if typ.Field(i).IsExported() {
			t.Errorf("the field %s can be set from elsewhere", typ.Field(i).Name)
		}
	}
	if reflect.PointerTo(typ).NumMethod() != 3 {
		t.Errorf("%d methods; want Answer, Brief and MarshalJSON: could any of them fill it?", reflect.PointerTo(typ).NumMethod())
	}
	text, err := json.Marshal(Released{})
	if err != nil || strings.Contains(string(text), "numerator\"") || (Released{}).Answer().Total.State.HasNumbers() {
		t.Errorf("%s, %v", text, err)
	}
	var r struct{ Inside Released }
	if err := json.Unmarshal([]byte(`{"Inside": {"measure":"people"}}`), &r); err == nil {
		if r.Inside.Answer().Measure != "" {
			t.Error("an answer can be read into existence")
		}
	}
}

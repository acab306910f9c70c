package summarise_test

import (
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"athar/models"
	"athar/queries/stats"
	"athar/queries/summarise"

	"pgregory.net/rapid"
)

const header = "subgroup,subgroup_order,estimate,se,population,setting_average,favourable_indicator,ordered_dimension,indicator_scale,reference_subgroup\n"

const ordered = header + `poorest,1,40,1,100,50,1,1,100,0
middle,2,50,1,100,50,1,1,100,0
richest,3,60,1,100,50,1,1,100,0
`

const unordered = header + `north,0,40,1,100,50,0,0,100,0
south,0,50,1,100,50,0,0,100,1
west,0,60,1,100,50,0,0,100,0
`

func value(t *testing.T, b models.Brought, stat string) float64 {
	t.Helper()
	for _, v := range b.Values {
		if v.Name == stat {
			return v.Value
		}
	}
	t.Errorf("there is no %s", stat)
	return math.NaN()
}

func read(t *testing.T, table, outcome string) models.Brought {
	t.Helper()
	b, err := summarise.Table(strings.NewReader(table), summarise.Options{Bringing: models.Bringing{Outcome: outcome}, Draws: 100})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// By hand: of 40, 50 and 60 the ends are 20 apart, 1.5 times each other, and 10 below the best on average.
func TestTable(t *testing.T) {
	b := read(t, ordered, "")
	for stat, want := range map[string]float64{"d.estimate": 20, "r.estimate": 1.5, "d.se": math.Sqrt2, "par.estimate": 10, "paf.estimate": 20} {
		if got := value(t, b, stat); math.Abs(got-want) > 1e-12 {
			t.Errorf("%s = %v, want %v", stat, got, want)
		}
	}
	if b.Rows != 3 || !b.Ordered || b.Unit != models.UnitPercent || *b.Average.Value != 50 || *b.Groups[0].Value != 40 {
		t.Errorf("%+v", b)
	}
	// Less is better: the reference is 50, and the worst of the others 60.
	if got := value(t, read(t, unordered, ""), "d_ref.estimate"); got != 10 {
		t.Errorf("d_ref = %v, want 10", got)
	}
}

// TestEveryMeasureIsGivenOrNot: each measure of the list stands once, with a value or with a reason in both languages.
func TestEveryMeasureIsGivenOrNot(t *testing.T) {
	for _, b := range []models.Brought{read(t, ordered, ""), read(t, unordered, ""), read(t, persons, "got")} {
		times := map[string]int{}
		for _, m := range b.Measures {
			times[m.Name]++
			if m.Title.En == "" || m.Title.Ar == "" {
				t.Errorf("%s has no title", m.Name)
			}
		}
		for _, s := range b.Skipped {
			times[s.Name]++
			if s.Title.En == "" || s.Because.En == "" || s.Because.Ar == "" || s.Because.En == s.Because.Ar {
				t.Errorf("%s: %+v", s.Name, s)
			}
		}
		for _, m := range models.InequalityMeasures {
			if times[m.Name] != 1 {
				t.Errorf("%s stands %d times", m.Name, times[m.Name])
			}
		}
		if len(times) != len(models.InequalityMeasures) {
			t.Errorf("%d measures, the list has %d", len(times), len(models.InequalityMeasures))
		}
	}
}

const persons = "subgroup_order,weight,psu,strata,got\n" +
	"1,1,a,x,0\n1,1,b,x,0\n1,2,c,x,1\n2,1,a,x,1\n2,1,b,x,0\n2,1,c,x,1\n3,1,a,x,1\n3,1,b,x,1\n3,1,c,x,0\n"

// TestManyHands: the same table as programs and people of several countries write it.
func TestManyHands(t *testing.T) {
	want := value(t, read(t, ordered, ""), "sii.lowerci")
	semicolons := strings.ReplaceAll(ordered, ",", ";")
	wide := utf16.Encode([]rune("\ufeff" + strings.ReplaceAll(ordered, ",", "\t")))
	bytes := make([]byte, 0, 2*len(wide))
	for _, unit := range wide {
		bytes = binary.LittleEndian.AppendUint16(bytes, unit)
	}
	for name, table := range map[string]string{
		"with a byte order mark":   "\ufeff" + ordered,
		"line ends of Windows":     strings.ReplaceAll(ordered, "\n", "\r\n"),
		"semicolons":               semicolons,
		"fractions with a comma":   strings.ReplaceAll(semicolons, ";50;", ";50,0;"),
		"tabs in UTF-16":           string(bytes),
		"Arabic-Indic digits":      header + strings.NewReplacer("0", "٠", "1", "١", "2", "٢", "3", "٣", "4", "٤", "5", "٥", "6", "٦").Replace(ordered[len(header):]),
		"Arabic fractions":         strings.ReplaceAll(ordered, ",40,", ",٤٠٫٠,"),
		"blanks and capitals":      strings.ToUpper(header) + strings.ReplaceAll(ordered[len(header):], ",", " , "),
		"blank rows":               strings.ReplaceAll(ordered, "middle", "\n,,,,,,,,,\nmiddle"),
		"rows in another order":    header + "richest,3,60,1,100,50,1,1,100,0\npoorest,1,40,1,100,50,1,1,100,0\nmiddle,2,50,1,100,50,1,1,100,0\n",
		"quoted":                   strings.ReplaceAll(ordered, "poorest", `"poor, very; ""so"""`),
		"columns nobody asked for": strings.ReplaceAll(strings.ReplaceAll(ordered, "\n", ",x\n"), "reference_subgroup,x", "reference_subgroup,remark"),
	} {
		b, err := summarise.Table(strings.NewReader(table), summarise.Options{Draws: 100})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := value(t, b, "sii.lowerci"); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

// limits is the table of ordered groups with limits of the estimates in place of standard errors.
func limits(rows ...string) string {
	table := strings.Replace(strings.Replace(header, "se,", "", 1), "\n", ",lower,upper\n", 1)
	for i, group := range []string{"poorest,1,40,100,50,1,1,100,0", "middle,2,50,100,50,1,1,100,0", "richest,3,60,100,50,1,1,100,0"} {
		table += group + "," + rows[i] + "\n"
	}
	return table
}

// TestMend: what cannot be read for certain is refused, with the place, in both languages and without the value.
func TestMend(t *testing.T) {
	change := func(from, to string) string {
		if !strings.Contains(ordered, from) {
			t.Fatalf("there is no %q to change", from)
		}
		return strings.Replace(ordered, from, to, 1)
	}
	without := func(column int) string {
		var b strings.Builder
		for line := range strings.Lines(ordered) {
			cells := strings.Split(strings.TrimSuffix(line, "\n"), ",")
			b.WriteString(strings.Join(append(cells[:column:column], cells[column+1:]...), ",") + "\n")
		}
		return b.String()
	}
	for name, c := range map[string]struct{ table, outcome, says string }{
		"nothing at all":                   {"", "", "empty"},
		"blank lines alone":                {"\n\n", "", "empty"},
		"a header alone":                   {header, "", "Fewer than two groups"},
		"a workbook":                       {"PK\x03\x04 and so on", "", "workbook"},
		"bytes that are no text":           {"subgroup\x00,estimate\n", "", "not text"},
		"another encoding":                 {change("middle", "m\xe9dian"), "", "not text"},
		"no header":                        {"poorest,1,40\nrichest,2,50\n", "", "first line"},
		"no subgroup":                      {without(0), "", "Column subgroup"},
		"no estimate":                      {without(2), "", "Column estimate"},
		"no direction":                     {without(6), "", "Column favourable_indicator"},
		"no word on order":                 {without(7), "", "Column ordered_dimension"},
		"an order without places":          {without(1), "", "Line 2, column subgroup_order: this is empty"},
		"a column twice":                   {strings.Replace(ordered, "se,", "estimate,", 1), "", "Column estimate: two"},
		"text in a number":                 {change("2,50", "2,fifty"), "", "Line 3, column estimate: this is not a number"},
		"hexadecimal":                      {change("2,50", "2,0x32"), "", "Line 3, column estimate: this is not a number"},
		"a number with an underscore":      {change("2,50", "2,5_0"), "", "Line 3, column estimate"},
		"NaN":                              {change("2,50", "2,NaN"), "", "Line 3, column estimate"},
		"infinity":                         {change("50,1,100", "50,-inf,100"), "", "Line 3, column se"},
		"more than a float64":              {change("50,1,100", "50,1,1e999"), "", "Line 3, column population"},
		"a percent sign":                   {change("2,50", "2,50%"), "", "Line 3, column estimate: write the number without a percent sign"},
		"an Arabic percent sign":           {change("2,50", "2,٥٠٪"), "", "percent sign"},
		"thousands with a comma":           {change("50,1,100", `50,1,"1,000"`), "", "Line 3, column population: a comma"},
		"a comma that may be thousands":    {strings.ReplaceAll(strings.ReplaceAll(change("50,1,100", "50,1,X"), ",", ";"), "X", "1,000"), "", "Line 3, column population: a comma"},
		"commas and points":                {strings.NewReplacer(",", ";", "A", "40,5", "B", "50.5").Replace(strings.NewReplacer("1,40", "1,A", "2,50", "2,B").Replace(ordered)), "", "Line 3, column estimate: fractions"},
		"a population below 0":             {change("50,1,100", "50,1,-100"), "", "Line 3, column population: this is below 0"},
		"a standard error below 0":         {change("50,1,100", "50,-1,100"), "", "Line 3, column se: this is below 0"},
		"a population of some groups":      {change("50,1,100", "50,1,"), "", "Line 3, column population: this is empty"},
		"one group":                        {header + "all,1,40,1,100,50,1,1,100,0\n", "", "Fewer than two groups"},
		"one group with a value":           {strings.NewReplacer("1,40,", "1,,", "2,50,", "2,NA,").Replace(ordered), "", "Fewer than two groups"},
		"the same place twice":             {change("middle,2", "middle,1"), "", "Line 3, column subgroup_order: another group"},
		"a place that is missing":          {change("middle,2", "middle,"), "", "Line 3, column subgroup_order: this is empty"},
		"the same group twice":             {change("middle", "poorest"), "", "Line 3, column subgroup: another row"},
		"a group without a name":           {change("middle", ""), "", "Line 3, column subgroup: this is empty"},
		"two directions":                   {change("2,50,1,100,50,1", "2,50,1,100,50,0"), "", "Line 3, column favourable_indicator: this differs"},
		"two averages":                     {change("2,50,1,100,50", "2,50,1,100,51"), "", "Line 3, column setting_average: this differs"},
		"a scale of zero":                  {strings.ReplaceAll(ordered, "1,1,100", "1,1,0"), "", "Line 2, column indicator_scale"},
		"an estimate beyond its scale":     {change("2,50", "2,500"), "", "Line 3, column estimate: this lies outside"},
		"an estimate below 0":              {change("2,50", "2,-50"), "", "Line 3, column estimate: this lies outside"},
		"a flag that is neither":           {change("2,50,1,100,50,1,1", "2,50,1,100,50,1,2"), "", "Line 3, column ordered_dimension: write 1"},
		"two references":                   {strings.ReplaceAll(unordered, ",0\n", ",1\n"), "", "another group is the reference"},
		"lines of an old Macintosh":        {strings.ReplaceAll(ordered, "\n", "\r"), "", "The lines do not end"},
		"points that may be thousands":     {strings.ReplaceAll(ordered, ",100,50,", ",1.000,50,"), "", "Column population: three digits"},
		"a lower limit above the upper":    {limits("35,45", "55,45", "55,65"), "", "Line 3, column lower: this lies above"},
		"an estimate below its limits":     {limits("35,45", "51,55", "55,65"), "", "Line 3, column lower: the estimate lies beyond"},
		"an estimate above its limits":     {limits("35,45", "45,49", "55,65"), "", "Line 3, column upper: the estimate lies beyond"},
		"a limit that is text":             {limits("35,45", "45,high", "55,65"), "", "Line 3, column upper: this is not a number"},
		"a row that is short":              {change("middle,2,50,1", "middle,2,50"), "", "Line 3: the row does not have"},
		"a quotation mark left open":       {change("middle", `"middle`), "", "quotation mark"},
		"persons without an outcome named": {persons, "", "outcome is not named"},
		"an outcome that is not there":     {persons, "won", "Column won"},
		"persons without an order":         {"weight,got\n1,1\n1,0\n", "got", "Column subgroup_order"},
		"a person without a place":         {strings.Replace(persons, "2,1,a", ",1,a", 1), "got", "Line 5, column subgroup_order"},
		"a person without a weight":        {strings.Replace(persons, "2,1,a", "2,,a", 1), "got", "Line 5, column weight"},
		"a weight below 0":                 {strings.Replace(persons, "2,1,a", "2,-1,a", 1), "got", "Line 5, column weight: this is below 0"},
		"a cluster of some persons":        {strings.Replace(persons, "2,1,a", "2,1,", 1), "got", "Line 5, column psu"},
		"an outcome that is text":          {strings.Replace(persons, "x,1", "x,passed", 1), "got", "Line 4, column got"},
		"persons of one group":             {"subgroup_order,got\n1,1\n1,0\n", "got", "Fewer than two groups"},
		"persons of no weight":             {"subgroup_order,weight,got\n1,0,1\n2,0,0\n", "got", "No row has an outcome"},
	} {
		b, err := summarise.Table(strings.NewReader(c.table), summarise.Options{Bringing: models.Bringing{Outcome: c.outcome}, Draws: 100})
		said, ok := errors.AsType[*models.Error](err)
		if !ok {
			t.Errorf("%s: %v, %d values", name, err, len(b.Values))
			continue
		}
		if !strings.Contains(said.Message, c.says) || said.Ar == "" || len(b.Values) > 0 {
			t.Errorf("%s: %q %q", name, said.Message, said.Ar)
		}
		for _, value := range []string{"fifty", "middle", "0x32", "1e999", "passed"} {
			if strings.Contains(said.Error()+said.Ar, value) {
				t.Errorf("%s: the sentence holds %q", name, value)
			}
		}
	}
}

func TestWarnings(t *testing.T) {
	for name, c := range map[string]struct{ table, says string }{
		"an average of something else": {strings.ReplaceAll(ordered, ",50,1,1,", ",70,1,1,"), "setting_average"},
		"an average beyond all levels": {header + "a,,10,,,90,1,0,100,\nb,,20,,,90,1,0,100,\nc,,30,,,90,1,0,100,\n", "setting_average"},
		"limits instead of errors":     {limits("35,45", "45,55", "55,65"), "se"},
		"a place left out":             {strings.Replace(ordered, "middle,2", "middle,2.5", 1), "subgroup_order"},
		"places that begin late":       {strings.NewReplacer("poorest,1", "poorest,7", "middle,2", "middle,8", "richest,3", "richest,10").Replace(ordered), "subgroup_order"},
		"shares called percentages":    {strings.NewReplacer(",40,", ",0.4,", ",60,", ",0.6,", "2,50,", "2,0.5,", "100,50,", "100,0.5,").Replace(ordered), "indicator_scale"},
	} {
		if b := read(t, c.table, ""); len(b.Warnings) != 1 || !strings.Contains(b.Warnings[0].En, c.says) || b.Warnings[0].Ar == "" {
			t.Errorf("%s: %v", name, b.Warnings)
		}
	}
	late := strings.NewReplacer("poorest,1", "poorest,7", "middle,2", "middle,8", "richest,3", "richest,9").Replace(ordered)
	if b := read(t, late, ""); len(b.Warnings) != 0 {
		t.Errorf("grades 7, 8 and 9: %v", b.Warnings)
	}
	if b := read(t, strings.ReplaceAll(persons, "\n3,", "\n5,"), "got"); len(b.Warnings) != 1 || !strings.Contains(b.Warnings[0].En, "subgroup_order") {
		t.Errorf("persons of groups 1, 2 and 5: %v", b.Warnings)
	}
	if b := read(t, strings.Replace(persons, "3,1,c,x,0", "3,1,c,x,NA", 1), "got"); b.LeftOut != 1 || len(b.Warnings) != 1 || b.Rows != 9 {
		t.Errorf("%+v", b)
	}
}

// TestReasonsHaveWords: whatever the table, no reason and no warning is a bare code.
func TestReasonsHaveWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		b.WriteString(header)
		isOrdered, scale := rapid.IntRange(0, 1).Draw(t, "ordered"), rapid.SampledFrom([]string{"100", ""}).Draw(t, "scale")
		peopled := rapid.Bool().Draw(t, "peopled")
		for i := range rapid.IntRange(2, 12).Draw(t, "groups") {
			population := ""
			if peopled {
				population = rapid.SampledFrom([]string{"0", "10", "1e6"}).Draw(t, "population")
			}
			fmt.Fprintf(&b, "g%d,%d,%s,%s,%s,,1,%d,%s,\n", i, i, rapid.SampledFrom([]string{"0", "1e-9", "30", "99", "100", ""}).Draw(t, "estimate"),
				rapid.SampledFrom([]string{"0", "1", ""}).Draw(t, "error"), population, isOrdered, scale)
		}
		brought, err := summarise.Table(strings.NewReader(b.String()), summarise.Options{Draws: 100})
		if err != nil {
			if _, said := errors.AsType[*models.Error](err); !said {
				t.Fatal(err)
			}
			return
		}
		said := brought.Warnings
		for _, s := range brought.Skipped {
			said = append(said, s.Because)
		}
		for _, m := range brought.Measures {
			said = append(said, m.Warnings...)
		}
		for _, text := range said {
			if text.En == text.Ar || !strings.Contains(text.En, " ") {
				t.Fatalf("%q is no sentence", text.En)
			}
		}
		for _, v := range brought.Values {
			if !stats.IsFinite(v.Value) {
				t.Fatalf("%s = %v", v.Name, v.Value)
			}
		}
	})
}

// FuzzTable: whatever is brought, there is an answer in numbers or a sentence.
func FuzzTable(f *testing.F) {
	for _, table := range []string{ordered, unordered, persons, strings.ReplaceAll(ordered, ",", ";"), "\ufeff", "a\"b"} {
		f.Add(table, "")
		f.Add(table, "got")
	}
	f.Add(",", " ") // a blank outcome is none
	f.Fuzz(func(t *testing.T, table, outcome string) {
		b, err := summarise.Table(strings.NewReader(table), summarise.Options{Bringing: models.Bringing{Outcome: outcome}, Draws: 100})
		if _, said := errors.AsType[*models.Error](err); err != nil && !said {
			t.Fatal(err)
		}
		for _, v := range b.Values {
			if !stats.IsFinite(v.Value) {
				t.Fatalf("%s = %v", v.Name, v.Value)
			}
		}
	})
}

// What the columns of a table say may be said beside it instead.
func TestFactsBesideATable(t *testing.T) {
	without := func(table string, columns ...string) string {
		rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, row := range rows {
			var kept []string
			for i, cell := range row {
				if !slices.Contains(columns, rows[0][i]) {
					kept = append(kept, cell)
				}
			}
			fmt.Fprintln(&b, strings.Join(kept, ","))
		}
		return b.String()
	}
	tell := func(table, outcome string, facts map[string]string) (models.Brought, error) {
		return summarise.Table(strings.NewReader(table), summarise.Options{Bringing: models.Bringing{Outcome: outcome, Facts: facts}, Draws: 100})
	}
	const persons = "subgroup_order,got,indicator_scale\n1,10,100\n1,20,100\n2,30,100\n2,40,100\n3,60,100\n3,50,100\n"
	for _, c := range []struct {
		table, outcome string
		facts          map[string]string
	}{
		{ordered, "", map[string]string{"indicator_scale": "100"}},
		{ordered, "", map[string]string{"indicator_scale": "١٠٠", "ordered_dimension": "1", "favourable_indicator": " 1 "}},
		{unordered, "", map[string]string{"indicator_scale": "100", "ordered_dimension": "0", "favourable_indicator": "0"}},
		{persons, "got", map[string]string{"indicator_scale": "100"}},
	} {
		want := read(t, c.table, c.outcome)
		got, err := tell(without(c.table, slices.Collect(maps.Keys(c.facts))...), c.outcome, c.facts)
		if err != nil || len(want.Values) == 0 || !reflect.DeepEqual(got, want) {
			t.Errorf("%v said beside the table: %v %+v, want %+v", c.facts, err, got.Values, want.Values)
		}
	}
	for _, c := range []struct {
		table, outcome, says string
		facts                map[string]string
	}{
		{ordered, "", "Column indicator_scale: the table has this column", map[string]string{"indicator_scale": "100"}},
		{persons, "got", "Column ordered_dimension: this is said of tables with one row a group", map[string]string{"ordered_dimension": "1"}},
		{without(ordered, "indicator_scale"), "", "column indicator_scale: this is not a number", map[string]string{"indicator_scale": "many"}},
		{without(ordered, "indicator_scale"), "", "outside 0 to indicator_scale", map[string]string{"indicator_scale": "50"}},
		{without(ordered, "ordered_dimension"), "", "column ordered_dimension: write 1 for yes", map[string]string{"ordered_dimension": "2"}},
	} {
		_, err := tell(c.table, c.outcome, c.facts)
		if said, ok := errors.AsType[*models.Error](err); !ok || !strings.Contains(said.Message, c.says) || said.Ar == "" {
			t.Errorf("%v: %v, want %s", c.facts, err, c.says)
		}
	}
}

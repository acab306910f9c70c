package sampledata

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"flag"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

var update = flag.Bool("update", false, "write doha/gaps.yaml anew from the default plan")

// doha is the default package, generated once for all tests.
var doha = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "athar-doha-")
	if err != nil {
		return "", err
	}
	return dir, Generate(context.Background(), dir, DefaultPlan(), nil)
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := doha(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

func generated(t *testing.T) string {
	t.Helper()
	dir, err := doha()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestGenerate(t *testing.T) {
	plan := Plan{Learners: 3_000, Schools: 24, Providers: 16, Opportunities: 60, Seed: 7}
	first := t.TempDir()
	if err := Generate(context.Background(), first, plan, nil); err != nil {
		t.Fatal(err)
	}
	t.Run("same_plan_gives_same_bytes_on_one_processor", func(t *testing.T) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		second := t.TempDir()
		if err := Generate(context.Background(), second, plan, nil); err != nil {
			t.Fatal(err)
		}
		compareFolders(t, first, second)
	})
	t.Run("same_plan_gives_same_bytes_on_many_processors", func(t *testing.T) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(7))
		second := t.TempDir()
		if err := Generate(context.Background(), second, plan, nil); err != nil {
			t.Fatal(err)
		}
		compareFolders(t, first, second)
	})
	t.Run("another_seed_gives_other_people", func(t *testing.T) {
		other, second := plan, t.TempDir()
		other.Seed++
		if err := Generate(context.Background(), second, other, nil); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"learners.csv.gz", "masar.csv.gz", "opportunities.csv", "decisions.csv"} {
			if bytes.Equal(read(t, first, name), read(t, second, name)) {
				t.Errorf("%s is the same for two seeds", name)
			}
		}
	})
	t.Run("participations_asked_for_are_made_without_touching_who_takes_part", func(t *testing.T) {
		for _, wanted := range []int{25_000, 120_000} {
			sized, dir := plan, t.TempDir()
			sized.Participations, sized.Plain = wanted, true
			if err := Generate(context.Background(), dir, sized, nil); err != nil {
				t.Fatal(err)
			}
			rows := 2 * len(readTable(t, dir, "museum_bookings.csv").rows)
			for _, name := range []string{"masar.csv", "school_register.csv", "volunteer_portal.csv"} {
				rows += len(readTable(t, dir, name).rows)
			}
			if math.Abs(float64(rows-wanted)) > 0.06*float64(wanted) {
				t.Errorf("%d participations, not about %d", rows, wanted)
			}
			reached := func(dir string) GapLevel {
				gaps, err := ReadGaps(read(t, dir, "gaps.yaml"))
				if err != nil {
					t.Fatal(err)
				}
				return gaps[reachByTerm].Levels[firstYear]
			}
			if natural, got := reached(first), reached(dir); math.Abs(natural.Expected-got.Expected) > 0.02 {
				t.Errorf("%.3f are designed to attend, not %.3f", got.Expected, natural.Expected)
			}
		}
	})
	t.Run("sized_plan_gives_same_bytes_on_one_processor_and_on_many", func(t *testing.T) {
		sized := plan
		sized.Participations = 60_000
		dirs := [2]string{t.TempDir(), t.TempDir()}
		for i, processors := range []int{1, 7} {
			before := runtime.GOMAXPROCS(processors)
			err := Generate(context.Background(), dirs[i], sized, nil)
			runtime.GOMAXPROCS(before)
			if err != nil {
				t.Fatal(err)
			}
		}
		compareFolders(t, dirs[0], dirs[1])
	})
	t.Run("plain_files_say_the_same_as_packed_ones", func(t *testing.T) {
		dir, plain := t.TempDir(), plan
		plain.Plain = true
		if err := Generate(context.Background(), dir, plain, nil); err != nil {
			t.Fatal(err)
		}
		for _, is := range streams {
			packed, err := gzip.NewReader(bytes.NewReader(read(t, first, is.name)))
			if err != nil {
				t.Fatal(err)
			}
			if text, err := io.ReadAll(packed); err != nil || !bytes.Equal(text, read(t, dir, strings.TrimSuffix(is.name, ".gz"))) {
				t.Errorf("%s differs: %v", is.name, err)
			}
		}
	})
	t.Run("smallest_plan_works", func(t *testing.T) {
		smallest := Plan{Learners: 1, Schools: 12, Providers: 8, Opportunities: 20}
		if err := Generate(context.Background(), t.TempDir(), smallest, nil); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("impossible_plan_is_refused", func(t *testing.T) {
		for _, plan := range []Plan{{Learners: -1}, {Schools: 3}, {Providers: 1}, {Opportunities: 5}, {Learners: 1000, Participations: 100}, {Learners: 1000, Participations: 10_000_000}} {
			if err := Generate(context.Background(), t.TempDir(), plan, nil); err == nil {
				t.Errorf("%+v was taken", plan)
			}
		}
	})
	t.Run("a_cancelled_run_leaves_no_package", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		dir := t.TempDir()
		err := Generate(ctx, dir, Plan{Learners: 50_000}, func(done, total int64) { cancel() })
		if err == nil {
			t.Fatal("no error")
		}
		if _, err := os.Stat(filepath.Join(dir, "athar.yaml")); !os.IsNotExist(err) {
			t.Error("athar.yaml is there")
		}
	})
}

func compareFolders(t *testing.T, first, second string) {
	t.Helper()
	entries, err := os.ReadDir(first)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !bytes.Equal(read(t, first, entry.Name()), read(t, second, entry.Name())) {
			t.Errorf("%s differs", entry.Name())
		}
	}
}

func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestShippedGapsAreThoseOfTheDefaultPlan(t *testing.T) {
	text := read(t, generated(t), "gaps.yaml")
	if *update {
		if err := os.WriteFile("doha/gaps.yaml", text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(text, read(t, "doha", "gaps.yaml")) {
		t.Error("doha/gaps.yaml is out of date: go test ./sample-data -update")
	}
	gaps, err := ReadGaps(text)
	if err != nil {
		t.Fatal(err)
	}
	if len(gaps) != gapCount {
		t.Errorf("%d gaps, not %d", len(gaps), gapCount)
	}
	for _, gap := range gaps {
		if gap.Difference <= gap.Tolerance {
			t.Errorf("%s: a planted difference of %.3f drowns in the tolerance of %.3f", gap.ID, gap.Difference, gap.Tolerance)
		}
	}
}

func TestMemoryDoesNotGrowWithLearners(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 200,000 learners")
	}
	peak := func(learners int) (most uint64) {
		runtime.GC()
		started := time.Now()
		err := Generate(context.Background(), t.TempDir(), Plan{Learners: learners, Schools: 60, Providers: 40, Opportunities: 300, Seed: 1}, func(done, total int64) {
			if done/learnersPerChunk%8 == 0 {
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapInuse)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d learners: %v, at most %d MB in the heap", learners, time.Since(started).Round(time.Millisecond), most>>20)
		return most
	}
	few, many := peak(20_000), peak(200_000)
	if many > 2*few+32<<20 {
		t.Errorf("ten times the learners take %d MB, not %d MB", many>>20, few>>20)
	}
}

// table is a file read back: rows by column name.
type table struct {
	columns map[string]int
	rows    [][]string
}

func (f table) get(row []string, column string) string { return row[f.columns[column]] }

func readTable(t *testing.T, dir, name string) table {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var from io.Reader = file
	if strings.HasSuffix(name, ".gz") {
		if from, err = gzip.NewReader(file); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := csv.NewReader(from).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	f := table{map[string]int{}, rows[1:]}
	for i, column := range rows[0] {
		f.columns[column] = i
	}
	return f
}

func TestSizesAreReported(t *testing.T) {
	dir := generated(t)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var bytes int64
	for _, entry := range entries {
		if strings.Contains(entry.Name(), ".csv") {
			info, err := entry.Info()
			if err != nil {
				t.Fatal(err)
			}
			bytes += info.Size()
			t.Logf("%-26s %8d rows %8d bytes", entry.Name(), len(readTable(t, dir, entry.Name()).rows), info.Size())
		}
	}
	t.Logf("%.1f MB in all", float64(bytes)/1e6)
	started := time.Now()
	if err := Generate(context.Background(), t.TempDir(), DefaultPlan(), nil); err != nil {
		t.Fatal(err)
	}
	t.Logf("default plan generated in %v", time.Since(started).Round(time.Millisecond))
}

// learnerYear is a learner as the register had them in a school year.
type learnerYear struct {
	school string
	levels map[string]string
	from   string
	to     string
}

type journeyFacts struct {
	person, opportunity string
	source              string
	enrolled, attended  bool
	completed           bool
	barriers            []string
	last                string
}

// facts is the package read back and joined, by nothing but its files.
type facts struct {
	schools, providers, opportunities map[string]map[string]string
	learners                          [yearCount]map[string]learnerYear
	journeys                          map[string]*journeyFacts
	accounts                          map[string]string
	silent                            [yearCount]map[string]bool
}

func byID(t *testing.T, dir, name, id string) map[string]map[string]string {
	t.Helper()
	f, all := readTable(t, dir, name), map[string]map[string]string{}
	for _, r := range f.rows {
		values := map[string]string{}
		for column, i := range f.columns {
			values[column] = r[i]
		}
		if all[values[id]] != nil {
			t.Errorf("%s: %s twice", name, values[id])
		}
		all[values[id]] = values
	}
	return all
}

func yearOf(t *testing.T, date string) int {
	t.Helper()
	year, err := strconv.Atoi(date[:4])
	if err != nil {
		t.Fatal(err)
	}
	if date[5:7] < "09" {
		year--
	}
	return year - 2023
}

func readFacts(t *testing.T, dir string) *facts {
	t.Helper()
	f := &facts{
		schools: byID(t, dir, "schools.csv", "school_id"), providers: byID(t, dir, "providers.csv", "provider_id"),
		opportunities: byID(t, dir, "opportunities.csv", "opportunity_id"), journeys: map[string]*journeyFacts{}, accounts: map[string]string{},
	}
	learners := readTable(t, dir, "learners.csv.gz")
	for year := range yearCount {
		f.learners[year], f.silent[year] = map[string]learnerYear{}, map[string]bool{}
		for id := range f.schools {
			f.silent[year][id] = true
		}
	}
	for _, r := range learners.rows {
		year := yearOf(t, learners.get(r, "valid_from"))
		id, school := learners.get(r, "person_id"), learners.get(r, "school_id")
		if _, twice := f.learners[year][id]; twice {
			t.Fatalf("%s is twice in year %d", id, year)
		}
		if f.schools[school] == nil {
			t.Fatalf("no school %s", school)
		}
		levels := map[string]string{"school_type": f.schools[school]["type"], "phase": f.schools[school]["phase"], "term": terms[year]}
		for _, dimension := range []string{"gender", "disability", "nationality_group", "income_band", "municipality", "grade"} {
			levels[dimension] = learners.get(r, dimension)
		}
		grade, err := strconv.Atoi(levels["grade"])
		if err != nil || phases[phaseOf(grade)] != levels["phase"] {
			t.Fatalf("grade %s in a %s school", levels["grade"], levels["phase"])
		}
		f.learners[year][id] = learnerYear{school, levels, learners.get(r, "valid_from"), learners.get(r, "valid_to")}
	}
	aliases := readTable(t, dir, "aliases.csv.gz")
	for _, r := range aliases.rows {
		f.accounts[aliases.get(r, "alias")] = aliases.get(r, "id")
	}
	returns := readTable(t, dir, "returns.csv")
	for _, r := range returns.rows {
		if school := returns.get(r, "school_id"); school != "" {
			delete(f.silent[slices.Index(terms, returns.get(r, "term"))], school)
		}
	}
	records := map[string]bool{}
	step := func(record, source, person, opportunity, stage, barrier string) {
		if records[record] {
			t.Fatalf("%s: record %s twice", source, record)
		}
		records[record] = true
		key := person + " " + opportunity
		j := f.journeys[key]
		if j == nil {
			j = &journeyFacts{person: person, opportunity: opportunity, source: source}
			f.journeys[key] = j
		}
		if j.source != source {
			t.Fatalf("a journey in %s and in %s", j.source, source)
		}
		switch stage {
		case enrolled:
			j.enrolled = true
		case attended:
			j.attended = true
		case completed:
			j.completed = true
		}
		if barrier != "" {
			j.barriers = append(j.barriers, barrier)
		}
		j.last = stage
	}
	for _, source := range []string{"masar", "school_register", "volunteer_portal"} {
		rows := readTable(t, dir, source+".csv.gz")
		for _, r := range rows.rows {
			person := rows.get(r, "person_id")
			if source == "volunteer_portal" {
				if pupil, known := f.accounts[person]; known {
					person = pupil
				}
			}
			step(rows.get(r, "record_id"), source, person, rows.get(r, "opportunity_id"), rows.get(r, "stage"), rows.get(r, "barrier"))
		}
	}
	bookings := readTable(t, dir, "museum_bookings.csv.gz")
	for _, r := range bookings.rows {
		outcome := map[string]string{"ح": attended, "غ": absent, "م": withdrew}[bookings.get(r, "الحضور")]
		if outcome == "" {
			t.Fatal("unknown outcome of a booking")
		}
		record, person, opportunity := bookings.get(r, "رقم الحجز"), bookings.get(r, "رقم الطالب"), bookings.get(r, "رمز النشاط")
		step(record+"-1", "museums", person, opportunity, enrolled, "")
		step(record+"-2", "museums", person, opportunity, outcome, "")
	}
	return f
}

func TestReferencesHold(t *testing.T) {
	dir := generated(t)
	f := readFacts(t, dir)
	known := func(file, column string, ids func(string) bool) {
		t.Helper()
		rows := readTable(t, dir, file)
		i, is := rows.columns[column]
		if !is {
			t.Fatalf("%s has no %s", file, column)
		}
		for _, r := range rows.rows {
			if r[i] != "" && !ids(r[i]) {
				t.Errorf("%s: %s %q is not known", file, column, r[i])
				return
			}
		}
	}
	in := func(all map[string]map[string]string) func(string) bool {
		return func(id string) bool { return all[id] != nil }
	}
	learner := func(id string) bool {
		for year := range yearCount {
			if _, is := f.learners[year][id]; is {
				return true
			}
		}
		return false
	}
	staff, sessions, skills := byID(t, dir, "staff.csv", "person_id"), byID(t, dir, "sessions.csv", "session_id"), byID(t, dir, "skills.csv", "skill_id")
	badges := byID(t, dir, "badges.csv.gz", "رقم الشارة")
	organisation := func(id string) bool {
		return f.schools[id] != nil || f.providers[id] != nil || id[0] == 'N'
	}
	known("opportunities.csv", "provider_id", in(f.providers))
	known("sessions.csv", "opportunity_id", in(f.opportunities))
	known("masar.csv.gz", "session_id", in(sessions))
	known("staff.csv", "school_id", in(f.schools))
	known("roles.csv", "person_id", in(staff))
	known("roles.csv", "organisation_id", organisation)
	known("ties.csv", "from_id", organisation)
	known("ties.csv", "to_id", organisation)
	known("funds.csv", "payer_id", organisation)
	known("funds.csv", "payee_id", organisation)
	known("decisions.csv", "subject_id", in(f.opportunities))
	known("headcounts.csv", "opportunity_id", in(f.opportunities))
	known("headcounts.csv", "school_id", in(f.schools))
	known("badges.csv.gz", "رقم الطالب", learner)
	known("badges.csv.gz", "رمز النشاط", in(f.opportunities))
	known("badges.csv.gz", "الجهة المانحة", in(f.providers))
	known("evidence.csv.gz", "person_id", learner)
	known("evidence.csv.gz", "skill_id", in(skills))
	known("evidence.csv.gz", "credential_id", in(badges))
	known("skills.csv", "parent_id", in(skills))
	known("programme_surveys.csv.gz", "respondent_id", learner)
	known("learner_voice.csv.gz", "رقم الطالب", learner)
	known("invitations.csv.gz", "respondent_id", learner)
	known("aliases.csv.gz", "id", learner)

	strangers, enrolledIn := 0, map[string]int{}
	for _, j := range f.journeys {
		o := f.opportunities[j.opportunity]
		if o == nil {
			t.Fatalf("no opportunity %s", j.opportunity)
		}
		year := yearOf(t, o["starts_on"])
		p, onRoll := f.learners[year][j.person]
		switch {
		case !onRoll && j.source == "volunteer_portal":
			strangers++
		case !onRoll:
			t.Fatalf("%s takes part in year %d and is not on roll", j.person, year)
		case f.silent[year][p.school]:
			t.Fatalf("a learner of a silent school takes part")
		}
		if onRoll {
			if grades := strings.Split(o["grades"], "|"); o["grades"] != "" && !slices.Contains(grades, p.levels["grade"]) {
				t.Fatalf("grade %s in an opportunity for %s", p.levels["grade"], o["grades"])
			}
			if o["genders"] != "" && o["genders"] != p.levels["gender"] {
				t.Fatal("wrong gender for the opportunity")
			}
			if o["school_types"] != "" && !strings.Contains(o["school_types"], p.levels["school_type"]) {
				t.Fatal("wrong type of school for the opportunity")
			}
			if o["starts_on"] < p.from || p.to != "" && o["starts_on"] > p.to {
				t.Fatalf("takes part from %s, on roll from %s to %s", o["starts_on"], p.from, p.to)
			}
		}
		if (j.attended || j.completed) && !j.enrolled || j.completed && !j.attended {
			t.Fatal("a later stage without an earlier one")
		}
		if j.enrolled {
			enrolledIn[j.opportunity]++
		}
	}
	if strangers == 0 || strangers > len(f.journeys)/100 {
		t.Errorf("%d journeys of people in no register", strangers)
	}
	for id, o := range f.opportunities {
		if seats, err := strconv.Atoi(o["seats"]); err != nil || enrolledIn[id] > seats {
			t.Errorf("%s has %s seats and %d enrolled", id, o["seats"], enrolledIn[id])
		}
	}
	for _, j := range f.journeys {
		if o := f.opportunities[j.opportunity]; j.last == waitlisted && strconv.Itoa(max(enrolledIn[j.opportunity], 6)) != o["seats"] {
			t.Fatal("somebody waits though there are seats")
		}
	}
	none := 0
	returns := readTable(t, dir, "returns.csv")
	for _, r := range returns.rows {
		if returns.get(r, "nil") == "true" && returns.get(r, "school_id") != "" {
			none++
			year := slices.Index(terms, returns.get(r, "term"))
			for _, j := range f.journeys {
				if p := f.learners[year][j.person]; p.school == returns.get(r, "school_id") && yearOf(t, f.opportunities[j.opportunity]["starts_on"]) == year {
					t.Fatal("a school said none, and a learner of it takes part")
				}
			}
		}
	}
	for year := range yearCount {
		if len(f.silent[year]) == 0 || none == 0 {
			t.Error("no school is silent, or none said none")
		}
	}
}

// mean adds up one group.
type mean struct {
	sum   float64
	count int64
}

func (m *mean) add(x float64) { m.sum, m.count = m.sum+x, m.count+1 }

func (m *mean) yes(is bool) {
	if m.count++; is {
		m.sum++
	}
}

func TestPlantedGapsAreInTheFiles(t *testing.T) {
	dir := generated(t)
	f := readFacts(t, dir)
	gaps, err := ReadGaps(read(t, dir, "gaps.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	attendedIn, sportIn := map[string]bool{}, map[string]bool{} // person and year
	valid := map[string]bool{}                                  // journeys with a credential that holds
	badges := readTable(t, dir, "badges.csv.gz")
	scores := map[string][]float64{}
	for _, r := range badges.rows {
		key := badges.get(r, "رقم الطالب") + " " + badges.get(r, "رمز النشاط")
		valid[key] = badges.get(r, "تاريخ الإلغاء") == ""
		if score, err := strconv.ParseFloat(badges.get(r, "الدرجة"), 64); err == nil {
			scores[key] = append(scores[key], score)
		}
	}
	for _, j := range f.journeys {
		if o := f.opportunities[j.opportunity]; j.attended {
			key := j.person + " " + strconv.Itoa(yearOf(t, o["starts_on"]))
			attendedIn[key] = true
			if strings.Contains(o["category"], "sport") {
				sportIn[key] = true
			}
		}
	}
	for _, gap := range gaps {
		t.Run(gap.ID, func(t *testing.T) {
			found := map[string]*mean{}
			at := func(level string) *mean {
				if found[level] == nil {
					found[level] = &mean{}
				}
				return found[level]
			}
			years := []int{slices.Index(terms, gap.Term)}
			if gap.Term == "all" {
				years = []int{0, 1, 2}
			}
			year := years[0]
			person := func(id string) string { return f.learners[year][id].levels[gap.Dimension] }
			switch gap.Measure {
			case "participation_rate":
				took := attendedIn
				if gap.Where["category"] != nil {
					took = sportIn
				}
				for _, year := range years {
					for id, p := range f.learners[year] {
						if !f.silent[year][p.school] {
							at(p.levels[gap.Dimension]).yes(took[id+" "+strconv.Itoa(year)])
						}
					}
				}
			case "completion_rate", "award_rate", "barrier_rate", "score_mean":
				for key, j := range f.journeys {
					if yearOf(t, f.opportunities[j.opportunity]["starts_on"]) != year {
						continue
					}
					level := person(j.person)
					switch {
					case gap.Measure == "completion_rate" && j.enrolled && j.source != "museums":
						at(level).yes(j.completed)
					case gap.Measure == "award_rate" && j.enrolled:
						at(level).yes(valid[key])
					case gap.Measure == "barrier_rate":
						for _, barrier := range j.barriers {
							at(level).yes(barrier == "practical")
						}
					case gap.Measure == "score_mean":
						for _, score := range scores[key] {
							at(level).add(score)
						}
					}
				}
			case "response_rate":
				responded := map[string]bool{}
				voice, programme := readTable(t, dir, "learner_voice.csv.gz"), readTable(t, dir, "programme_surveys.csv.gz")
				for _, r := range voice.rows {
					responded["Iv"+strings.TrimPrefix(voice.get(r, "رقم الاستجابة"), "Q")] = true
				}
				for _, r := range programme.rows {
					responded["I"+strings.TrimPrefix(programme.get(r, "record_id"), "R")] = true
				}
				invitations := readTable(t, dir, "invitations.csv.gz")
				for _, r := range invitations.rows {
					if invitations.get(r, "instrument_id") != gap.Where["instrument"][0] || yearOf(t, invitations.get(r, "invited_on")) != year ||
						gap.Where["wave"] != nil && invitations.get(r, "wave") != gap.Where["wave"][0] {
						continue
					}
					at(person(invitations.get(r, "respondent_id"))).yes(responded[invitations.get(r, "record_id")])
				}
			case "scale_mean":
				voice := readTable(t, dir, "learner_voice.csv.gz")
				for _, r := range voice.rows {
					if !strings.HasSuffix(voice.get(r, "رقم الاستجابة"), "."+strconv.Itoa(year)) {
						continue
					}
					var items mean
					for i, column := range []string{"س7", "س8", "س9", "س10"} {
						if x, err := strconv.ParseFloat(voice.get(r, column), 64); err == nil && x <= 5 {
							if i == 3 {
								x = 6 - x
							}
							items.add(x)
						}
					}
					if items.count >= 2 {
						at(person(voice.get(r, "رقم الطالب"))).add(items.sum / float64(items.count))
					}
				}
			case "scale_change":
				waves := map[string]map[string]*mean{"baseline": {}, "endline": {}}
				rows := readTable(t, dir, "programme_surveys.csv.gz")
				for _, r := range rows.rows {
					x, err := strconv.ParseFloat(rows.get(r, "value"), 64)
					if err != nil || yearOf(t, f.opportunities[rows.get(r, "opportunity_id")]["starts_on"]) != year {
						continue
					}
					if rows.get(r, "item_id") == "a4" {
						x = 6 - x
					}
					key := rows.get(r, "respondent_id") + " " + rows.get(r, "opportunity_id")
					wave := waves[rows.get(r, "wave")]
					if wave[key] == nil {
						wave[key] = &mean{}
					}
					wave[key].add(x)
				}
				for key, before := range waves["baseline"] {
					if after := waves["endline"][key]; after != nil && before.count >= 3 && after.count >= 3 {
						at(f.opportunities[strings.Fields(key)[1]]["category"]).add(after.sum/float64(after.count) - before.sum/float64(before.count))
					}
				}
			default:
				t.Fatalf("no count for %s", gap.Measure)
			}
			for _, level := range gap.Levels {
				got := at(level.Level)
				if got.count != level.Count {
					t.Errorf("%s: %d counted, %d designed", level.Level, got.count, level.Count)
				}
				if value := got.sum / float64(got.count); math.Abs(value-level.Expected) > level.Tolerance {
					t.Errorf("%s: %.4f counted, %.4f ± %.4f designed", level.Level, value, level.Expected, level.Tolerance)
				}
			}
			high, low := at(gap.High), at(gap.Low)
			difference := high.sum/float64(high.count) - low.sum/float64(low.count)
			if math.Abs(difference-gap.Difference) > gap.Tolerance {
				t.Errorf("difference %.4f counted, %.4f ± %.4f designed", difference, gap.Difference, gap.Tolerance)
			}
			t.Logf("%s: %s %.3f, %s %.3f", gap.Measure, gap.High, high.sum/float64(high.count), gap.Low, low.sum/float64(low.count))
		})
	}
}

func TestEveryKindHasAFeed(t *testing.T) {
	var declared struct {
		Feeds []struct {
			Name, Kind, Select string
			Files              map[string]string
		}
	}
	dir := generated(t)
	if err := yaml.Unmarshal(read(t, dir, "athar.yaml"), &declared); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	for _, feed := range declared.Feeds {
		kinds[feed.Kind] = true
		if feed.Select != "" {
			read(t, dir, feed.Select)
		}
		for _, file := range feed.Files {
			if len(readTable(t, dir, file).rows) == 0 {
				t.Errorf("%s of feed %s is empty", file, feed.Name)
			}
		}
	}
	want := strings.Fields("schools providers organisations people opportunities sessions participations headcounts credentials skills skill_steps evidence " +
		"scales instruments options responses invitations decisions roles ties funds returns aliases")
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(kinds)); !slices.Equal(got, want) {
		t.Errorf("kinds %v, not %v", got, want)
	}
}

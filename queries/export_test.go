package queries

import (
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"athar/ingest"
	"athar/ingest/lake"
	"athar/internal/sqltext"
	"athar/models"
	"athar/queries/internal/measures"
	"athar/queries/internal/warehouse"
)

// town is a workspace taken in by the real road: a package of a few files, with
// what makes counting hard in it.
type town struct {
	dir    string
	lake   *lake.Lake
	engine *Engine
	intake *ingest.Intake
}

var townFiles = map[string]string{
	"athar.yaml": `
name: town
title: {en: The town, ar: المدينة}
licence: CC BY 4.0
public: true
basis: {purpose: To test, permission: Nobody's, retain_until: 2031-12-31}
dimensions:
  - {name: gender, levels: [F, M]}
  - {name: band, ordered: true, levels: [low, mid, high]}
  - {name: ethos, of: school}
terms:
  - {id: T1, year: 2024, starts_on: 2024-01-01, ends_on: 2024-06-30}
  - {id: T2, year: 2024, starts_on: 2024-07-01, ends_on: 2024-12-31}
entitlements:
  - {id: two, who: {gender: [F, M]}, what: {category: [museum, science]}, count: 2, of: attended, within: year}
disclosure: {threshold: 0, sensitive_threshold: 0}
reject_batch_above: 0.5
feeds:
  - {name: schools, kind: schools, files: {f: schools.csv}}
  - {name: providers, kind: providers, files: {f: providers.csv}}
  - {name: offers, kind: opportunities, files: {f: offers.csv}}
  - {name: roster, kind: people, population: whole, files: {f: roster.csv}}
  - {name: aliases, kind: aliases, files: {f: aliases.csv}}
  - {name: visits, kind: participations, stages: [enrolled, attended, absent, completed], files: {f: visits.csv}}
  - {name: awards, kind: credentials, files: {f: awards.csv}}
  - {name: scales, kind: scales, files: {f: scales.csv}}
  - {name: items, kind: instruments, files: {f: items.csv}}
  - {name: answers, kind: responses, files: {f: answers.csv}}
  - {name: counts, kind: headcounts, files: {f: counts.csv}}
  - {name: skills, kind: skills, files: {f: skills.csv}}
  - {name: steps, kind: skill_steps, files: {f: steps.csv}}
  - {name: evidence, kind: evidence, files: {f: evidence.csv}}
  - {name: invited, kind: invitations, files: {f: invited.csv}}
  - {name: decisions, kind: decisions, files: {f: decisions.csv}}
  - {name: ties, kind: ties, files: {f: ties.csv}}
  - {name: funds, kind: funds, files: {f: funds.csv}}
`,
	"skills.csv":    "skill_id,name_en\nmaking,Making\n",
	"steps.csv":     "skill_id,step,expected_from_age,expected_to_age\nmaking,1,6,11\nmaking,2,10,13\nmaking,3,12,16\n",
	"decisions.csv": "record_id,subject_kind,subject_id,school_id,matter,requested_on,decided_on,outcome\nd1,opportunity,o1,,endorse,2024-01-01,2024-01-11,endorsed\nd2,opportunity,o3,s1,take_part,2024-08-01,2024-08-05,approved\nd3,opportunity,o2,s2,take_part,2024-02-01,2024-02-09,refused\n",
	"ties.csv":      "record_id,from_id,to_id,type,starts_on,ends_on\nt1,s1,museum,partnership,2023-05-01,2024-08-31\nt2,s1,lab,delivery,2024-03-01,\n",
	"funds.csv":     "record_id,payer_id,school_id,type,amount,currency,starts_on\nf1,n,s1,spend,100,QAR,2024-02-01\nf2,n,s2,spend,60,QAR,2024-02-01\nf3,n,s1,spend,50,QAR,2024-09-01\n",
	"counts.csv":    "record_id,opportunity_id,school_id,stage,starts_on,count,gender\nh1,o1,s1,attended,2024-02-01,28,F\nh2,o2,s2,,,31,\nh3,o3,s1,enrolled,,40,M\n",
	"schools.csv":   "school_id,type,ethos,municipality\ns1,government,calm,north\ns2,private,busy,south\n",
	"providers.csv": "provider_id,sector\nmuseum,charity\nlab,company\n",
	"offers.csv": "opportunity_id,provider_id,title_en,category,type,starts_on,seats,genders\no1,museum,Pots,museum|arts,visit,2024-02-01,20,\n" +
		"o2,lab,Rockets,science,course,2024-03-01,30,F\no3,lab,Stars,science|museum,course,2024-09-01,10,\no4,,Nothing,,event,2024-10-01,,\n",
	"scales.csv": "scale_id,title_en\nwell,Wellbeing\n",
	"items.csv":  "instrument_id,item_id,scale_id,answer,minimum,maximum,reversed,about\nq,i1,well,scale,1,5,false,\nq,i2,well,scale,1,5,true,\nq,why,,choice,,,,\nq,want,,scale,1,5,,interest:science\nq,wish,,scale,1,5,,interest:arts\n",
}

// fill adds files with as many people as make answers interesting.
func fill(files map[string]string) {
	roster := "person_id,valid_from,valid_to,school_id,grade,birth_year,gender,band\n"
	visits := "person_id,opportunity_id,stage,occurred_on,minutes,barrier\n"
	evidence := "record_id,person_id,skill_id,step,assessed_on,rater,opportunity_id\n"
	invited := "record_id,instrument_id,wave,respondent_id,invited_on\n"
	awards := "person_id,title,awarded_on,opportunity_id,expires_on,score,content,evidence_url,credits\n"
	answers := "instrument_id,item_id,wave,respondent_id,answered_on,value,option,text,weight,subject_kind,subject_id,opportunity_id\n"
	genders, bands := []string{"F", "M", "", "X"}, []string{"low", "mid", "high"}
	for i := range 120 {
		p := fmt.Sprintf("kid%03d", i)
		roster += fmt.Sprintf("%s,2024-01-01,,s%d,%d,%d,%s,%s\n", p, 1+i%2, 4+i%3, 2010+i%4, genders[i%7%4], bands[i%3])
		if i%10 == 3 {
			roster += fmt.Sprintf("%s,2024-08-01,,s%d,%d,,%s,%s\n", p, 2-i%2, 5+i%3, genders[i%7%4], bands[i%3])
		}
		for o := 1; o <= 4; o++ {
			if (i+o)%3 == 0 {
				visits += fmt.Sprintf("%s,o%d,enrolled,,,%s\n", p, o, []string{"", "practical", "visibility"}[i%3])
			}
			if (i+o)%6 == 0 {
				visits += fmt.Sprintf("%s,o%d,attended,2024-0%d-15,%d,\n", p, o, 1+o%6, 10+i%50)
			}
			if (i+o)%12 == 0 {
				visits += fmt.Sprintf("%s,o%d,completed,,,\n", p, o)
			}
			if (i+o)%9 == 3 {
				visits += fmt.Sprintf("%s,o%d,absent,2024-0%d-15,,\n", p, o, 1+o%6)
			}
		}
		if i%5 == 0 {
			awards += fmt.Sprintf("%s,Badge,2024-03-0%d,o%d,%s,%d,I am %s,https://x.example/%d,%d\n", p, 1+i%9, 1+i%4, []string{"", "2024-06-01"}[i%2], i%10, p, i, i%3)
		}
		if i%11 == 0 {
			awards += fmt.Sprintf("%s,Prize,2024-11-02,,,,,,2\n", p)
		}
		if i%4 == 1 {
			answers += fmt.Sprintf("q,i1,baseline,%s,2024-02-01,%d,,,,,,o%d\n", p, 1+i%5, 1+i%3)
			answers += fmt.Sprintf("q,i1,endline,%s,2024-0%d-01,%d,,,,,,o%d\n", p, 6+i%3, 1+i%4, 1+i%3)
			answers += fmt.Sprintf("q,want,any,%s,2024-04-01,%d,,,,,,\n", p, 1+i%5)
			answers += fmt.Sprintf("q,wish,any,%s,2024-04-01,%d,,,,,,\n", p, 1+i%3)
			evidence += fmt.Sprintf("e%da,%s,making,%d,2024-02-01,x,o%d\ne%db,%s,making,%d,2024-02-02,y,o%d\ne%dc,%s,making,%d,2024-09-01,x,\ne%dd,%s,making,%d,2024-09-02,y,\n",
				i, p, 1+i%2, 1+i%3, i, p, 1+i%3, 1+i%3, i, p, 2+i%2, i, p, 1+i%4)
		}
		invited += fmt.Sprintf("v%d,q,any,%s,2024-0%d-01\n", i, p, 3+5*(i%2))
		if i%4 != 0 {
			answers += fmt.Sprintf("q,i1,any,%s,2024-04-01,%d,,,%d,,,\n", p, 1+i%5, 1+i%2)
			answers += fmt.Sprintf("q,i2,any,%s,2024-04-01,%d,,,%d,,,\n", p, 1+i%4, 1+i%2)
			answers += fmt.Sprintf("q,why,any,%s,2024-04-01,,%s,\"secret of %s\",,person,%s,\n", p, []string{"bus", "cost", "time"}[i%3], p, p)
		}
	}
	visits += "stranger,o1,attended,2024-02-03,5,\ncard7,o2,attended,2024-03-03,5,\n"
	files["evidence.csv"], files["invited.csv"] = evidence, invited
	files["roster.csv"], files["visits.csv"], files["awards.csv"], files["answers.csv"] = roster, visits, awards, answers
	files["aliases.csv"] = "of,scheme,alias,id\nperson,town,card7,kid007\n"
}

func openTown(t testing.TB) *town {
	t.Helper()
	files := map[string]string{}
	for name, content := range townFiles {
		files[name] = content
	}
	fill(files)
	pack, w := t.TempDir(), &town{dir: t.TempDir()}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(pack, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	now := func() time.Time { return time.Date(2025, 2, 1, 9, 0, 0, 0, time.UTC) }
	var err error
	w.lake, err = lake.Open(ctx, filepath.Join(w.dir, "lake"))
	check(err)
	t.Cleanup(func() { w.lake.Close() })
	w.engine, err = Open(ctx, Options{Dir: w.dir, Lake: w.lake, Now: now, Threads: 1, MemoryLimit: "1GB"})
	check(err)
	t.Cleanup(func() { w.engine.Close() })
	w.intake, err = ingest.Open(ctx, ingest.Options{Dir: w.dir, Lake: w.lake, Ledger: w.engine, Now: now, Threads: 1, MemoryLimit: "1GB"})
	check(err)
	t.Cleanup(func() { w.intake.Close() })
	folder, err := ingest.ReadFolder(pack, "")
	check(err)
	receipts, err := w.intake.Load(ctx, folder, nil)
	check(err)
	for _, r := range receipts {
		if r.Rejected() || r.SetAside > 0 {
			t.Fatalf("%s: %+v", r.Feed, r.Problems)
		}
	}
	return w
}

func (w *town) export(t testing.TB, project string, texts bool) (string, ExportSummary) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "out")
	s, err := w.engine.Export(context.Background(), ExportOptions{Project: project, Dir: dir, Texts: texts, By: "tester", Rename: w.intake.Project(project),
		Log: func(r lake.ExportRow) error { return w.intake.LogExport(context.Background(), r) }})
	if err != nil {
		t.Fatal(err)
	}
	return dir, s
}

// opened is a plain DuckDB in which an export's views.sql has been run.
func opened(t testing.TB, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	script, err := os.ReadFile(filepath.Join(dir, "views.sql"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"SET file_search_path = '" + dir + "'", string(script)} {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func asTexts(query string) string { return "SELECT COLUMNS(*)::VARCHAR FROM (" + query + "\n)" }

// lines are the rows of a result as sorted texts.
func lines(t testing.TB, rows *sql.Rows, err error) []string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	var all []string
	for rows.Next() {
		values, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		line := make([]string, len(values))
		for i, v := range values {
			if line[i] = "-"; v.Valid {
				line[i] = v.String
			}
		}
		all = append(all, strings.Join(line, "|"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func ids(t testing.TB, db *sql.DB, query string) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	rows, err := db.Query(query)
	for _, l := range lines(t, rows, err) {
		found[l] = true
	}
	return found
}

// TestWayOut takes one workspace through all that leaves it unprotected, and at
// the end spoils it.
func TestWayOut(t *testing.T) {
	w := openTown(t)
	t.Run("export", w.testExport)
	t.Run("query", w.testQuery)
	t.Run("SQL of figures", w.testSQL)
	t.Run("blocks of inequality", w.testBlocks)
	t.Run("verify", w.testVerify)
}

func (w *town) testExport(t *testing.T) {
	dir, summary := w.export(t, "one", false)
	db := opened(t, dir)

	t.Run("measures count the same over it as over the warehouse", func(t *testing.T) {
		today, all := time.Date(2025, 2, 1, 0, 0, 0, 0, time.UTC), strings.Join([]string{"T1", "T2"}, separator)
		for _, m := range measures.All {
			for _, by := range [][]string{nil, {"term"}, {"gender", "term"}, {"ethos"}, {"category"}} {
				var columns []models.Dimension
				for _, name := range by {
					columns = append(columns, must(w.engine.Workspace().Dimension(name)))
				}
				if slices.Contains(by, "category") && m.Base == measures.Population || slices.ContainsFunc(columns, func(d models.Dimension) bool { return !m.Speaks(d) }) {
					continue
				}
				for _, text := range []string{m.SQL(), m.Counting(true), m.Denominator()} {
					if text == "" {
						continue
					}
					for _, offered := range []any{nil, "town:o1" + separator + "town:o3"} {
						query := m.Group(text, columns)
						var args []any
						for name, value := range map[string]any{"today": today, "grain": "term", "terms": all, "opportunities": offered} {
							if strings.Contains(query, "$"+name) {
								args = append(args, sql.Named(name, value))
							}
						}
						var want []string
						if err := w.engine.warehouse.Read(t.Context(), func(s *warehouse.Snapshot) error {
							rows, err := s.Query(t.Context(), asTexts(query), args...)
							want = lines(t, rows, err)
							return nil
						}); err != nil {
							t.Fatal(err)
						}
						rows, err := db.Query(asTexts(query), args...)
						if got := lines(t, rows, err); !slices.Equal(got, want) {
							t.Errorf("%s by %v\ngot  %v\nwant %v", m.Name, by, got, want)
						}
						if len(want) == 0 && offered == nil && m.Name != "score_mean" {
							t.Errorf("%s by %v says nothing, so nothing was compared", m.Name, by)
						}
					}
				}
			}
		}
	})

	t.Run("joins inside it hold and joins across exports do not", func(t *testing.T) {
		other, _ := w.export(t, "two", false)
		again, _ := w.export(t, "one", false)
		second, third := opened(t, other), opened(t, again)
		one, two, same := ids(t, db, "SELECT DISTINCT person_id FROM people"), ids(t, second, "SELECT DISTINCT person_id FROM people"), ids(t, third, "SELECT DISTINCT person_id FROM people")
		if len(one) != 120 || len(two) != 120 {
			t.Errorf("%d and %d people", len(one), len(two))
		}
		for id := range one {
			if two[id] || !same[id] {
				t.Errorf("%s: in the other project %v, in the same one %v", id, two[id], same[id])
			}
		}
		for query, want := range map[string]string{
			"SELECT count(DISTINCT person_id) FROM participations JOIN people USING (person_id)":                                                                                                       "120",
			"SELECT count(*) FROM participations WHERE person_id NOT IN (SELECT person_id FROM person_terms)":                                                                                          "0",
			"SELECT count(*) FROM journeys ANTI JOIN (SELECT person_id, opportunity_id FROM participations UNION SELECT person_id, opportunity_id FROM credentials) USING (person_id, opportunity_id)": "0",
			"SELECT count(*) FROM responses WHERE subject_id = respondent_id":                                                                                                                          "90",
			"SELECT count(*) FROM aliases WHERE id IN (SELECT person_id FROM people) AND alias NOT IN (SELECT person_id FROM participations)":                                                          "1",
			"SELECT count(*) FROM answers SEMI JOIN responses USING (record_id, item_id)":                                                                                                              "390",
		} {
			rows, err := db.Query(query)
			if got := lines(t, rows, err); len(got) != 1 || got[0] != want {
				t.Errorf("%s: %v, want %s", query, got, want)
			}
		}
	})

	t.Run("none of the workspace's pseudonyms and none of the texts is in it", func(t *testing.T) {
		ours := map[string]bool{}
		if err := w.engine.warehouse.Read(t.Context(), func(s *warehouse.Snapshot) error {
			rows, err := s.Query(t.Context(), "SELECT person_id FROM people UNION SELECT record_id FROM participations UNION SELECT record_id FROM responses UNION SELECT record_id FROM credentials UNION SELECT TRY_CAST(alias AS UUID) FROM aliases UNION SELECT _apart FROM credentials UNION SELECT _apart FROM responses")
			for _, l := range lines(t, rows, err) {
				ours[l] = l != "-"
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if len(ours) < 500 {
			t.Fatalf("only %d pseudonyms", len(ours))
		}
		for _, file := range summary.Files {
			rows, err := db.Query("SELECT COLUMNS(*)::VARCHAR FROM " + sqltext.Quote(file.Table))
			for _, line := range lines(t, rows, err) {
				for _, value := range strings.Split(line, "|") {
					if ours[value] || strings.Contains(value, "secret") || strings.Contains(value, "I am") || strings.Contains(value, "x.example") || strings.Contains(value, "kid0") {
						t.Fatalf("%s holds %s", file.Table, value)
					}
				}
			}
		}
		if _, err := os.Stat(filepath.Join(dir, "texts.parquet")); err == nil {
			t.Error("texts though none were asked for")
		}
		with, _ := w.export(t, "one", true)
		rows, err := opened(t, with).Query("SELECT kind, field, count(*), count(r.record_id) FROM texts LEFT JOIN (SELECT record_id FROM credentials UNION ALL SELECT record_id FROM responses) r USING (record_id) GROUP BY ALL")
		if got := lines(t, rows, err); !slices.Equal(got, []string{"credentials|content|24|24", "credentials|evidence_url|24|24", "responses|text|90|90"}) {
			t.Error(got)
		}
	})

	t.Run("its documents say what it is", func(t *testing.T) {
		var p struct {
			Name     string
			Licenses []struct{ Name, Path string }
			Basis    []struct {
				Purpose, Permission string
				RetainUntil         string `json:"retain_until"`
			}
			Resources []struct {
				Name, Path, Format, Mediatype, Hash string
				Bytes, Rows                         int64
				Schema                              struct {
					Fields      []struct{ Name, Type string }
					PrimaryKey  []string
					ForeignKeys []struct {
						Fields    []string
						Reference struct {
							Resource string
							Fields   []string
						}
					}
				}
			}
		}
		text, err := os.ReadFile(filepath.Join(dir, "datapackage.json"))
		if err != nil || json.Unmarshal(text, &p) != nil {
			t.Fatal(err)
		}
		if p.Name != "one" || p.Licenses[0].Name != "CC-BY-4.0" || p.Basis[0].Purpose != "To test" || p.Basis[0].RetainUntil != "2031-12-31" || len(p.Resources) != len(models.Kinds)+16 {
			t.Errorf("%+v", p)
		}
		codebook := 0
		for _, r := range p.Resources {
			content, err := os.ReadFile(filepath.Join(dir, r.Path))
			if err != nil || int64(len(content)) != r.Bytes || r.Format != "parquet" || !strings.HasPrefix(r.Hash, "sha256:") {
				t.Errorf("%s: %v", r.Name, err)
			}
			rows, err := db.Query("SELECT column_name FROM (DESCRIBE " + sqltext.Quote(r.Name) + ")")
			var described []string
			for _, f := range r.Schema.Fields {
				described = append(described, f.Name)
			}
			slices.Sort(described)
			if got := lines(t, rows, err); !slices.Equal(got, described) {
				t.Errorf("%s: columns %v, described %v", r.Name, got, described)
			}
			codebook += len(described)
			if r.Name == "participations" && (len(r.Schema.ForeignKeys) != 2 || !slices.Equal(r.Schema.PrimaryKey, []string{"source", "record_id"})) {
				t.Errorf("%+v", r.Schema)
			}
		}
		table, err := os.Open(filepath.Join(dir, "codebook.csv"))
		if err != nil {
			t.Fatal(err)
		}
		defer table.Close()
		all, err := csv.NewReader(table).ReadAll()
		if err != nil || len(all) != codebook+1 {
			t.Errorf("%d lines for %d columns: %v", len(all), codebook, err)
		}
		readme, err := os.ReadFile(filepath.Join(dir, "README.md"))
		if err != nil || !strings.Contains(string(readme), "CC BY 4.0") || !strings.Contains(string(readme), "Confidential") {
			t.Error(err, string(readme))
		}
	})

	t.Run("it tells the smallest group", func(t *testing.T) {
		// Worked out once more, in Go.
		rows, err := db.Query("SELECT person_id, concat_ws('/', coalesce(role,'-'), coalesce(school_id,'-'), coalesce(grade,'-'), coalesce(birth_year::VARCHAR,'-'), coalesce(municipality,'-'), coalesce(zone,'-'), coalesce(gender,'-'), coalesce(band,'-')) FROM people")
		members, of := map[string]map[string]bool{}, map[string][]string{}
		for _, l := range lines(t, rows, err) {
			person, group, _ := strings.Cut(l, "|")
			if members[group] == nil {
				members[group] = map[string]bool{}
			}
			members[group][person] = true
			of[person] = append(of[person], group)
		}
		smallest, below, alone := int64(1<<60), int64(0), int64(1) // the stranger, of whom nothing is known, is alone
		for _, groups := range of {
			size := int64(1 << 60)
			for _, g := range groups {
				size = min(size, int64(len(members[g])))
			}
			smallest = min(smallest, size)
			if size < 10 {
				below++
			}
			if size == 1 {
				alone++
			}
		}
		g := summary.Groups
		if g.People != 121 || g.Smallest != smallest || g.Below != below+1 || g.Alone != alone || !slices.Contains(g.By, "gender") {
			t.Errorf("%+v, want smallest %d, below %d, alone %d", g, smallest, below+1, alone)
		}
	})

	t.Run("the log knows of it", func(t *testing.T) {
		log, err := lake.Rows[lake.ExportRow](w.lake, lake.ExportsTable, 0, -1)
		if err != nil || len(log) == 0 || log[0].Project != "one" || log[0].By != "tester" || log[0].DataVersion != summary.DataVersion || !strings.Contains(log[0].Manifest, summary.Files[0].SHA256) {
			t.Errorf("%+v %v", log, err)
		}
	})

	t.Run("no half export is ever seen", func(t *testing.T) {
		parent := t.TempDir()
		full := filepath.Join(parent, "full")
		if err := os.MkdirAll(filepath.Join(full, "x"), 0o700); err != nil {
			t.Fatal(err)
		}
		options := ExportOptions{Project: "p", Dir: full, Rename: w.intake.Project("p"), Log: func(lake.ExportRow) error { return nil }}
		if _, err := w.engine.Export(t.Context(), options); models.KindOf(err) != models.Conflict {
			t.Errorf("a folder that is not empty: %v", err)
		}
		options.Dir, options.Log = filepath.Join(parent, "new"), func(lake.ExportRow) error { return fmt.Errorf("no") }
		if _, err := w.engine.Export(t.Context(), options); err == nil {
			t.Error("not logged, and yet done")
		}
		stopped, cancel := context.WithCancel(t.Context())
		cancel()
		options.Log = func(lake.ExportRow) error { return nil }
		if _, err := w.engine.Export(stopped, options); err == nil {
			t.Error("stopped, and yet done")
		}
		entries, _ := os.ReadDir(parent)
		left, _ := os.ReadDir(filepath.Join(w.dir, "tmp"))
		for _, e := range left {
			if strings.HasPrefix(e.Name(), "export-") {
				t.Errorf("%s is left", e.Name())
			}
		}
		if len(entries) != 1 {
			t.Errorf("left behind: %v", entries)
		}
		options.Dir = filepath.Join(parent, "empty")
		if err := os.Mkdir(options.Dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if _, err := w.engine.Export(t.Context(), options); err != nil {
			t.Errorf("into an empty folder: %v", err)
		}
	})
}

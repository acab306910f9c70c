package extract

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"athar/internal/sqltext"
	"athar/models"
)

// Description is what the documents of an export say of it.
type Description struct {
	Project     string
	Created     time.Time
	DataVersion int64
	Texts       bool
	Workspace   *models.Workspace
	Tables      []Written
	Views       []View
	Groups      Groups
}

// ViewsSQL makes every table and view of an export in a DuckDB that is started
// in its folder.
func (d Description) ViewsSQL() string {
	var out strings.Builder
	out.WriteString("-- The tables of this export, and the views that the SQL shown beside a figure counts from.\n" +
		"-- Start DuckDB in this folder: duckdb -init views.sql\n\n")
	for _, t := range d.Tables {
		fmt.Fprintf(&out, "-- %s\nCREATE OR REPLACE VIEW %s AS SELECT * FROM read_parquet(%s);\n", t.About.En, sqltext.Quote(t.Name), sqltext.Literal(t.Name+".parquet"))
	}
	out.WriteString("\n")
	for _, v := range d.Views {
		fmt.Fprintf(&out, "-- %s\nCREATE OR REPLACE VIEW %s AS %s;\n", v.About.En, sqltext.Quote(v.Name), v.SQL)
	}
	return out.String()
}

// Codebook is one line a column, as CSV.
func (d Description) Codebook() []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Write([]string{"table", "column", "type", "title_en", "title_ar", "description", "codes", "levels", "required", "refers_to"})
	for _, t := range d.Tables {
		for _, c := range t.Columns {
			w.Write([]string{t.Name, c.Name, fieldType(c), c.Title.In(models.English), c.Title.In(models.Arabic), c.Description,
				strings.Join(c.Codes, "|"), levels(c), fmt.Sprint(c.Required), c.Refers})
		}
	}
	w.Flush()
	return out.Bytes()
}

// levels are written id = title, in their order.
func levels(c Column) string {
	parts := make([]string, len(c.Levels))
	for i, l := range c.Levels {
		parts[i] = l.ID
		if title := l.Title.In(models.English); title != l.ID && title != "" {
			parts[i] += " = " + title
		}
	}
	return strings.Join(parts, " | ")
}

// CodebookText is the short form, a list of columns a table.
func (d Description) CodebookText() string {
	var out strings.Builder
	out.WriteString("# Codebook\n\nEvery column with its codes, levels and references stands in `codebook.csv`. Empty means not given.\n")
	for _, t := range d.Tables {
		names := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			names[i] = "`" + c.Name + "`"
		}
		fmt.Fprintf(&out, "\n## %s · %s\n\n%s\n\n%s\n\n%s: %s\n", t.Name, t.Title.In(models.English), t.About.En, t.About.Ar, rowsOf(t.Rows), strings.Join(names, ", "))
	}
	for _, v := range d.Views {
		fmt.Fprintf(&out, "\n## %s (a view, in `views.sql`)\n\n%s\n\n%s\n", v.Name, v.About.En, v.About.Ar)
	}
	return out.String()
}

func rowsOf(n int64) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}

// The types of Table Schema (specs.frictionlessdata.io/table-schema).
func fieldType(c Column) string {
	switch written := c.Written(); {
	case strings.HasSuffix(written, "INT") || written == "INTEGER":
		return "integer"
	case written == "DOUBLE" || written == "FLOAT":
		return "number"
	case written == "BOOLEAN":
		return "boolean"
	case written == "DATE":
		return "date"
	case strings.HasPrefix(written, "TIMESTAMP"):
		return "datetime"
	}
	return "string"
}

type field struct {
	Name        string       `json:"name"`
	Type        string       `json:"type"`
	Title       string       `json:"title,omitempty"`
	TitleAr     string       `json:"title_ar,omitempty"`
	Description string       `json:"description,omitempty"`
	Constraints *constraints `json:"constraints,omitempty"`
	Levels      []level      `json:"levels,omitempty"`
	Ordered     bool         `json:"ordered,omitempty"`
}

type level struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Ar    string `json:"title_ar,omitempty"`
}

type constraints struct {
	Required bool     `json:"required,omitempty"`
	Enum     []string `json:"enum,omitempty"`
}

type foreignKey struct {
	Fields    []string `json:"fields"`
	Reference struct {
		Resource string   `json:"resource"`
		Fields   []string `json:"fields"`
	} `json:"reference"`
}

type schema struct {
	Fields      []field      `json:"fields"`
	PrimaryKey  []string     `json:"primaryKey,omitempty"`
	ForeignKeys []foreignKey `json:"foreignKeys,omitempty"`
}

type resource struct {
	Name        string `json:"name"`
	Path        string `json:"path"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	Format      string `json:"format"`
	Mediatype   string `json:"mediatype"`
	Bytes       int64  `json:"bytes"`
	Hash        string `json:"hash"`
	Rows        int64  `json:"rows"`
	Schema      schema `json:"schema"`
}

type licence struct {
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
	Path  string `json:"path,omitempty"`
}

type source struct {
	Title string `json:"title"`
}

// basis is why the workspace may hold the people of a package.
type basis struct {
	Package     string `json:"package"`
	Title       string `json:"title"`
	Licence     string `json:"licence,omitempty"`
	Purpose     string `json:"purpose,omitempty"`
	Permission  string `json:"permission,omitempty"`
	RetainUntil string `json:"retain_until,omitempty"`
	Public      bool   `json:"public"`
	Invented    bool   `json:"invented"`
}

// Package is the Frictionless data package (specs.frictionlessdata.io). Keys
// and references are declared where they hold for these very rows.
func (d Description) Package() ([]byte, error) {
	p := struct {
		Profile     string     `json:"profile"`
		Name        string     `json:"name"`
		Title       string     `json:"title"`
		Description string     `json:"description"`
		Created     string     `json:"created"`
		Version     string     `json:"version"`
		Licenses    []licence  `json:"licenses,omitempty"`
		Sources     []source   `json:"sources"`
		Basis       []basis    `json:"basis"`
		Project     string     `json:"project"`
		Groups      any        `json:"smallest_group"`
		Resources   []resource `json:"resources"`
	}{
		Profile: "data-package", Name: slug(d.Project), Title: d.Workspace.Title().In(models.English),
		Description: "Record-level data, pseudonymised for this project only. Confidential: README.md says on what terms.",
		Created:     d.Created.UTC().Format(time.RFC3339), Version: fmt.Sprint(d.DataVersion), Project: d.Project,
		Groups: map[string]any{"by": d.Groups.By, "people": d.Groups.People, "smallest": d.Groups.Smallest, "alone": d.Groups.Alone, "below": Least, "people_below": d.Groups.Below},
	}
	p.Sources, p.Basis = []source{}, []basis{}
	for _, pack := range d.Workspace.Packages {
		p.Sources = append(p.Sources, source{pack.Title.In(models.English)})
		p.Basis = append(p.Basis, basis{pack.Name, pack.Title.In(models.English), pack.Licence, pack.Basis.Purpose, pack.Basis.Permission, pack.Basis.RetainUntil, pack.Public, pack.Invented})
		if pack.Licence == "" {
			continue
		}
		l := licenceOf(pack.Licence)
		if !slices.Contains(p.Licenses, l) {
			p.Licenses = append(p.Licenses, l)
		}
	}
	for _, t := range d.Tables {
		r := resource{Name: t.Name, Path: t.Name + ".parquet", Title: t.Title.In(models.English), Description: t.About.In(models.English), Format: "parquet",
			Mediatype: "application/vnd.apache.parquet", Bytes: t.Bytes, Hash: "sha256:" + t.SHA256, Rows: t.Rows}
		if t.Unique {
			r.Schema.PrimaryKey = t.Key
		}
		for _, c := range t.Columns {
			f := field{Name: c.Name, Type: fieldType(c), Title: c.Title.In(models.English), TitleAr: c.Title.In(models.Arabic), Description: c.Description, Ordered: c.Ordered}
			enum := c.Codes
			if c.Open || strings.HasPrefix(c.Description, "Several values") {
				enum = nil
			}
			if c.Required || enum != nil {
				f.Constraints = &constraints{Required: c.Required, Enum: enum}
			}
			for _, l := range c.Levels {
				f.Levels = append(f.Levels, level{l.ID, l.Title.In(models.English), l.Title.In(models.Arabic)})
			}
			r.Schema.Fields = append(r.Schema.Fields, f)
			if slices.Contains(t.Found, c.Name) {
				table, column, _ := strings.Cut(c.Refers, ".")
				k := foreignKey{Fields: []string{c.Name}}
				k.Reference.Resource, k.Reference.Fields = table, []string{column}
				r.Schema.ForeignKeys = append(r.Schema.ForeignKeys, k)
			}
		}
		p.Resources = append(p.Resources, r)
	}
	written, err := json.MarshalIndent(p, "", "  ")
	return append(written, '\n'), err
}

var notInName = regexp.MustCompile(`[^a-z0-9._-]+`)

// slug is a name as data packages have it.
func slug(s string) string {
	if s = strings.Trim(notInName.ReplaceAllString(strings.ToLower(s), "-"), "-"); s == "" {
		return "export"
	}
	return s
}

var creativeCommons = regexp.MustCompile(`(?i)^CC[ -](BY(?:-[A-Z]{2})*|BY)[ -](\d\.\d)$`)

// licenceOf names a licence as the Open Definition does, where it is one it knows.
func licenceOf(title string) licence {
	if m := creativeCommons.FindStringSubmatch(title); m != nil {
		return licence{"CC-" + strings.ToUpper(m[1]) + "-" + m[2], title, "https://creativecommons.org/licenses/" + strings.ToLower(m[1]) + "/" + m[2] + "/"}
	}
	if strings.HasPrefix(strings.ToUpper(title), "CC0") {
		return licence{"CC0-1.0", title, "https://creativecommons.org/publicdomain/zero/1.0/"}
	}
	return licence{strings.Trim(regexp.MustCompile(`[^A-Za-z0-9._-]+`).ReplaceAllString(title, "-"), "-"), title, ""}
}

// Readme says what an export is, to whoever opens its folder.
func (d Description) Readme() string {
	var out strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&out, format, args...) }
	say("# %s: records for the project %s\n\n", d.Workspace.Title().In(models.English), d.Project)
	if d.Workspace.Invented {
		say("**Some or all of these people are invented.**\n\n")
	}
	say("Record-level data, written on %s from data version %d. **Confidential**: each row is about one person, and what names no one can still be\n"+
		"recognised. Keep the folder where only the project can read it, publish only tables whose cells hold %d people or more, do not try to find\n"+
		"out who anybody is, do not pass it on, and delete it when the project ends.\n\n", d.Created.UTC().Format(time.DateOnly), d.DataVersion, Least)
	g := d.Groups
	say("## How alone people stand in it\n\n")
	if g.People == 0 {
		say("There is nobody in it.\n\n")
	} else {
		say("By %s, the smallest group of people who cannot be told apart has **%d**; %d of %d people are in groups below %d, %d of them alone.\n\n",
			strings.Join(g.By, ", "), g.Smallest, g.Below, g.People, Least, g.Alone)
		if g.Below > 0 {
			say("Records like these are not anonymous. They belong where only named people can reach them, and never in a place that others can download from.\n\n")
		}
	}
	say("## Whose data, and on what basis\n\n")
	for _, p := range d.Workspace.Packages {
		say("- **%s** (%s)", p.Title.In(models.English), p.Name)
		for _, line := range []struct{ label, value string }{{"licence", p.Licence}, {"purpose", p.Basis.Purpose}, {"permission", p.Basis.Permission}, {"to be kept until", p.Basis.RetainUntil}} {
			if line.value != "" {
				say("; %s: %s", line.label, line.value)
			}
		}
		if p.Basis == (models.Basis{}) {
			say("; no basis is stated")
		}
		say("\n")
	}
	say("\n## What is in it\n\n| File | Rows | What one row is |\n|---|---:|---|\n")
	for _, t := range d.Tables {
		say("| `%s.parquet` | %d | %s |\n", t.Name, t.Rows, t.About.En)
	}
	say("\n`codebook.csv` explains every column, `codebook.md` is its short form, `datapackage.json` says the same to programs (Frictionless), with the check sum\n" +
		"of every file. `views.sql` makes in DuckDB all tables and the views from which measures are counted: the SQL shown beside a figure runs on them as it\n" +
		"stands, and gives the figure's numbers before protection.\n\n")
	say("- Ids of people, records and sessions are pseudonyms of this project: the same person has the same id in every file here, and another in any other\n" +
		"  export. Two ids that were found to mean the same are one already; `aliases` says which and how surely.\n" +
		"- Rows are in the order of these pseudonyms, which means nothing.\n" +
		"- A day without end is 9999-12-31. A term's population is the rows of `person_terms` with `in_population`; learners of schools that have not\n" +
		"  reported have `reported` false, and nothing is known of them.\n" +
		"- An empty stage is one that nobody records; false is one not reached. Neither is the other.\n")
	if d.Texts {
		say("- `texts.parquet` holds what people wrote in their own words. It may name them, or others.\n")
	} else {
		say("- What people wrote in their own words, and links to evidence, are left out.\n")
	}
	say("\n## How to open it\n\n```sh\ncd this-folder && duckdb -init views.sql\n```\n\n```sql\nSELECT term, count(*) AS population, count(*) FILTER (n_attended > 0) AS attended FROM person_terms WHERE in_population GROUP BY ALL;\n```\n\n" +
		"```python\nimport pandas as pd\njourneys = pd.read_parquet(\"journeys.parquet\")\n```\n\n```r\nlibrary(arrow)\njourneys <- read_parquet(\"journeys.parquet\")\n```\n")
	return out.String()
}

// Names are the tables and views a reader can ask.
func Names(tables []Table, views []View) []string {
	var names []string
	for _, t := range tables {
		names = append(names, t.Name)
	}
	for _, v := range views {
		names = append(names, v.Name)
	}
	slices.Sort(names)
	return names
}

// Needed are the tables and the views that a statement over some names takes,
// each after what it is made of.
func Needed(tables []Table, views []View, names []string) (needed []Table, over []View) {
	seen := map[string]bool{}
	var want func(name string)
	want = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		for _, t := range tables {
			if t.Name == name {
				needed = append(needed, t)
			}
		}
		for _, v := range views {
			if v.Name == name {
				for _, of := range v.Of {
					want(of)
				}
				over = append(over, v)
			}
		}
	}
	for _, name := range names {
		want(name)
	}
	return needed, over
}

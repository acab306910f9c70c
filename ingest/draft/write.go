package draft

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"athar/ingest/internal/decode"
	"athar/internal/sqltext"
	"athar/models"
)

// write writes the package: athar.yaml and the mappings it names.
func (d *drafter) write() error {
	out := &page{}
	out.line("# A first draft by `athar draft`: what the files seem to hold. Look at every line marked with ?, mend it, and try it")
	out.line("# with `athar check`. Nothing here was decided by a person yet.")
	out.line("# مسودة أولى كتبها `athar draft`: ما يبدو أن الملفات تحتويه. راجع كل سطر عليه ؟ وصحّحه ثم جرّبه بالأمر `athar check`.")
	out.line("name: " + scalar(d.out.Name))
	out.line("title: {en: " + scalar(d.out.Name) + "}")
	out.line("basis: {purpose: \"\", permission: \"\"}    # ? why these people may be held · لماذا يجوز الاحتفاظ ببياناتهم")
	out.doubts(d.out.Doubts, "")
	d.writeDimensions(out)
	if len(d.out.Terms) > 0 {
		out.line("terms:")
		for _, t := range d.out.Terms {
			out.line(fmt.Sprintf("  - {id: %s, year: %d, title: %s, starts_on: %s, ends_on: %s}", scalar(t.ID), t.Year, text(t.Title), t.StartsOn, t.EndsOn))
		}
	}
	if len(d.out.Feeds) == 0 {
		out.line("feeds: []")
	} else {
		out.line("feeds:")
	}
	for _, f := range d.out.Feeds {
		d.writeFeed(out, f)
	}
	for _, p := range d.out.Unread {
		out.line("# ? " + comment(p.File) + ": " + p.Message.En + " · " + p.Message.Ar)
	}
	d.out.YAML = out.Bytes()
	_, err := models.ParsePackage(d.out.YAML, func(name string) ([]byte, error) { return d.out.Mappings[name], nil })
	if err != nil {
		return fmt.Errorf("the draft is no package: %w", err)
	}
	return nil
}

func (d *drafter) writeDimensions(out *page) {
	if len(d.out.Dimensions) == 0 {
		return
	}
	out.line("dimensions:")
	for i := range d.out.Dimensions {
		x := &d.out.Dimensions[i]
		out.line("  - name: " + x.Name)
		if x.Of != models.OfPerson {
			out.line("    of: " + string(x.Of))
		}
		out.line("    title: " + text(x.Title))
		if x.Sensitive {
			out.line("    sensitive: true")
		}
		if len(x.Levels) == 0 {
			x.Ordered = false
			continue
		}
		if x.Ordered {
			out.line("    ordered: true    # ? from most disadvantaged to least · من الأشد حرمانًا إلى الأقل")
		}
		levels := make([]string, len(x.Levels))
		for i, l := range x.Levels {
			levels[i] = scalar(l.ID)
			if !l.Title.IsZero() && l.Title.En != l.ID {
				levels[i] = "{id: " + scalar(l.ID) + ", title: " + text(l.Title) + "}"
			}
		}
		out.line("    levels: [" + strings.Join(levels, ", ") + "]")
	}
}

// writeFeed writes one feed, and its mapping where columns alone do not say it.
func (d *drafter) writeFeed(out *page, f Feed) {
	out.line("  - name: " + f.Name)
	out.line("    kind: " + f.Kind)
	table := tableName(f.File)
	out.line("    files: {" + table + ": " + scalar(f.File) + "}")
	if f.Encoding != "" {
		out.line("    encoding: " + f.Encoding)
	}
	out.doubts(d.out.Doubts, f.Name)
	formats := map[string]string{}
	for _, x := range f.Fields {
		if x.Format != "" {
			formats[x.Name] = x.Format
		}
	}
	if len(formats) > 0 {
		out.line("    formats: " + flow(formats))
	}
	if f.Once || f.Totals != nil || len(f.Items) > 0 || slices.ContainsFunc(f.Fields, func(x Field) bool { return x.Constant != "" }) {
		out.line("    select: " + f.Name + ".sql")
		d.out.Mappings[f.Name+".sql"] = []byte(mapping(f, table))
	} else {
		columns := map[string]string{}
		var values []string
		for _, x := range f.Fields {
			columns[x.Name] = x.Column
			if len(x.Values) > 0 {
				values = append(values, "      "+x.Name+": "+flow(x.Values))
			}
		}
		out.line("    columns: " + flow(columns))
		if len(values) > 0 {
			out.line("    values:")
			out.line(strings.Join(values, "\n"))
		}
	}
	if f.Identity != "" {
		out.line("    identity: " + f.Identity)
	}
	if len(f.Key) > 0 {
		out.line("    key: [" + strings.Join(f.Key, ", ") + "]")
	}
	if f.Population != "" {
		out.line("    population: " + f.Population)
	}
	if len(f.Stages) > 0 {
		out.line("    stages: [" + strings.Join(f.Stages, ", ") + "]    # ? every stage that this source records · كل مرحلة يرصدها هذا المصدر")
	}
	if len(f.Left) > 0 {
		shown := make([]string, len(f.Left))
		for i, c := range f.Left {
			shown[i] = comment(c)
		}
		out.line("    # ? not used · لم تُستخدم: " + strings.Join(shown, ", "))
	}
}

// tableName is what a file is called in SQL.
func tableName(file string) string {
	book, _ := decode.SplitSheet(file)
	name := plain(stem(book))
	if name == "" || keyword.MatchString(name) {
		return "rows_of_file"
	}
	return name
}

var keyword = regexp.MustCompile(`^(select|from|where|group|order|table|values|union|all|and|or|case|end|then|when|column|user|default|end|create|in|is|not|null|limit|on|to|for|check|primary|references)$`)

// mapping is the SELECT of a feed.
func mapping(f Feed, table string) string {
	var out strings.Builder
	kind, _ := models.KindNamed(f.Kind)
	fmt.Fprintf(&out, "-- One row is one of: %s. Drafted by `athar draft`; mend it where the file means something else.\n", kind.Title.En)
	row := "_row"
	if f.Once || f.Kind == "instruments" && len(f.Items) > 0 {
		row = "min(_row) AS _row"
	}
	parts := []string{row}
	for _, x := range f.Fields {
		parts = append(parts, expression(x)+" AS "+x.Name)
	}
	if f.Kind == "responses" && len(f.Items) > 0 && len(f.Key) == 0 && !slices.ContainsFunc(f.Fields, func(x Field) bool { return x.Name == "record_id" }) {
		parts = append(parts, "CAST(_row AS VARCHAR) AS record_id    -- the line of the file: the only thing that names a form")
		parts[len(parts)-1], parts[len(parts)-2] = parts[len(parts)-2], parts[len(parts)-1]
	}
	for i, p := range parts[:len(parts)-1] {
		if code, note, ok := strings.Cut(p, "    --"); ok {
			parts[i] = code + ",    --" + note
		} else {
			parts[i] = p + ","
		}
	}
	out.WriteString("SELECT " + strings.Join(parts, "\n       ") + "\nFROM " + table + "\n")
	if len(f.Items) > 0 {
		quoted := make([]string, len(f.Items))
		for i, c := range f.Items {
			quoted[i] = sqltext.Quote(c)
		}
		out.WriteString("UNPIVOT (answer FOR question IN (" + strings.Join(quoted, ", ") + "))\n")
	}
	var only []string
	if f.Once && f.Fields[0].Column != "" {
		only = append(only, sqltext.Quote(f.Fields[0].Column)+" IS NOT NULL")
	}
	if f.Totals != nil {
		only = append(only, sqltext.Quote(f.Totals.Column)+" IS DISTINCT FROM "+sqltext.Literal(f.Totals.Word))
	}
	if len(only) > 0 {
		out.WriteString("WHERE " + strings.Join(only, " AND ") + "\n")
	}
	if row != "_row" {
		out.WriteString("GROUP BY ALL\n")
	}
	return out.String()
}

func expression(x Field) string {
	if x.Column == "" {
		return sqltext.Literal(x.Constant)
	}
	column := sqltext.Quote(x.Column)
	if len(x.Values) == 0 {
		return column
	}
	out := "CASE " + column
	for _, from := range slices.Sorted(maps.Keys(x.Values)) {
		out += " WHEN " + sqltext.Literal(from) + " THEN " + sqltext.Literal(x.Values[from])
	}
	return out + " ELSE " + column + " END"
}

// page is the text of an athar.yaml.
type page struct{ bytes.Buffer }

func (p *page) line(s string) { p.WriteString(s + "\n") }

// doubts writes what is to be decided of a feed as comments; feed is "" for
// what is about none.
func (p *page) doubts(all []Doubt, feed string) {
	for _, d := range all {
		if d.Feed != feed {
			continue
		}
		about, indent := "", ""
		if feed != "" {
			indent = "    "
		} else if d.File != "" {
			about = comment(d.File) + ": "
		}
		if d.Column != "" {
			about += comment(d.Column) + ": "
		}
		p.line(indent + "# ? " + about + d.Text.En + " · " + d.Text.Ar)
	}
}

// comment keeps a name on its line.
func comment(name string) string { return strings.Join(strings.Fields(name), " ") }

var bare = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_./-]*$`)

// scalar writes a text so that YAML reads it back as it is.
func scalar(s string) string {
	if bare.MatchString(s) && !slices.Contains([]string{"y", "n", "yes", "no", "true", "false", "on", "off", "null"}, strings.ToLower(s)) {
		return s
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.Encode(s) // a text cannot fail
	return strings.TrimSpace(out.String())
}

func text(t models.Text) string {
	var parts []string
	if t.En != "" {
		parts = append(parts, "en: "+scalar(t.En))
	}
	if t.Ar != "" {
		parts = append(parts, "ar: "+scalar(t.Ar))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func flow(m map[string]string) string {
	parts := []string{}
	for _, k := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, scalar(k)+": "+scalar(m[k]))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

package warehouse

import (
	"fmt"
	"slices"
	"strings"

	"athar/ingest/lake"
	"athar/models"
)

// optional are the columns that a kind's table has only where some record fills them in: of the kind that has by far the most
// records, as an empty column takes as long to write as another. Whoever reads all columns reads current.
func (s *shape) optional(kind *models.Kind) []column {
	if kind.Name != "participations" {
		return nil
	}
	always := append([]string{"_batch", "_feed"}, key(kind)...)
	for _, f := range kind.Fields {
		if f.Required {
			always = append(always, f.Name)
		}
	}
	return slices.DeleteFunc(s.columns(kind), func(c column) bool { return slices.Contains(always, c.Name) })
}

// lacking are the columns that a kind's table has not. It is found out once.
func (r *refresh) lacking(kind *models.Kind) ([]column, error) {
	optional := r.shape.optional(kind)
	if known, ok := r.lacks[kind.Name]; ok || len(optional) == 0 {
		return known, nil
	}
	there, err := r.types("main." + name(kind.Name))
	r.lacks = map[string][]column{kind.Name: slices.DeleteFunc(optional, func(c column) bool { return there[c.Name] != "" })}
	return r.lacks[kind.Name], err
}

// current is all that is current of a kind, as SQL.
func (r *refresh) current(kind *models.Kind) (string, error) {
	lacking, err := r.lacking(kind)
	if len(lacking) == 0 {
		return "main." + name(kind.Name), err
	}
	return "(SELECT *" + empty(lacking) + " FROM main." + name(kind.Name) + ")", err
}

// empty gives columns with nothing in them, after others.
func empty(columns []column) string {
	var out strings.Builder
	for _, c := range columns {
		fmt.Fprintf(&out, ", CAST(NULL AS %s) AS %s", c.Type, name(c.Name))
	}
	return out.String()
}

func has(columns []column, named string) bool {
	return slices.ContainsFunc(columns, func(c column) bool { return c.Name == named })
}

// widen gives a kind's table the columns that some rows fill in.
func (r *refresh) widen(kind *models.Kind, rows string) error {
	lacking, err := r.lacking(kind)
	if err != nil || len(lacking) == 0 {
		return err
	}
	filled := make([]string, len(lacking))
	for i, c := range lacking {
		filled[i] = fmt.Sprintf("CASE WHEN count(%s) > 0 THEN %s END", name(c.Name), text(c.Name))
	}
	some, err := r.texts("SELECT c FROM (SELECT unnest([" + strings.Join(filled, ", ") + "]) AS c FROM " + rows + ") WHERE c IS NOT NULL")
	if err != nil {
		return err
	}
	return r.addColumns(kind, lacking, some)
}

// widenBy does the same for all rows of files, which say themselves what is in them.
func (r *refresh) widenBy(kind *models.Kind, files []lake.File) error {
	lacking, err := r.lacking(kind)
	if err != nil || len(lacking) == 0 {
		return err
	}
	paths := make([]string, len(files))
	for i, file := range files {
		paths[i] = text(file.Path)
	}
	some, err := r.texts("SELECT DISTINCT path_in_schema FROM parquet_metadata([" + strings.Join(paths, ", ") + "]) WHERE coalesce(stats_null_count, 0) < num_values")
	if err != nil {
		return err
	}
	return r.addColumns(kind, lacking, some)
}

func (r *refresh) addColumns(kind *models.Kind, lacking []column, named []string) error {
	for _, c := range lacking {
		if !slices.Contains(named, c.Name) {
			continue
		}
		if r.widened = true; slices.Contains(r.shape.coded(kind), c.Name) {
			c.Type = codeOf(nil)
		}
		if err := r.exec("ALTER TABLE main." + name(kind.Name) + " ADD COLUMN " + name(c.Name) + " " + c.Type); err != nil {
			return err
		}
	}
	r.lacks[kind.Name] = slices.DeleteFunc(slices.Clone(lacking), func(c column) bool { return slices.Contains(named, c.Name) })
	return nil
}

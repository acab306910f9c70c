package warehouse

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"athar/models"
)

// codes are the columns of large tables whose texts are few: they are kept as small numbers, which take a fraction of the time
// to write and to group by. Views give the texts.
var codes = map[string][]string{
	"passages": slices.Concat(codesOfSteps, codesOfBoth),
	"stands":   codesOfGroups,
}

var (
	codesOfSteps  = []string{"barrier", "reason"}
	codesOfBoth   = []string{"role", "school_id", "grade", "municipality", "zone"}
	codesOfGroups = append(slices.Clone(codesOfBoth), "place", "school_type", "phase")
)

// coded are the columns of a kind's current table that are kept as small numbers: of the kind that has by far the most records.
func (s *shape) coded(kind *models.Kind) []string {
	if kind.Name != "participations" {
		return nil
	}
	columns := []string{"_feed", "_contradictory", "source"}
	for _, f := range kind.Fields {
		switch f.Type {
		case models.Code:
			columns = append(columns, f.Name)
		case models.Date:
			columns = append(columns, f.Name+"_precision")
		}
	}
	for _, d := range s.workspace.Declared(kind.Levels...) {
		columns = append(columns, d.Name)
	}
	return columns
}

// Texts replaces the numbers of a table's columns by the texts they stand for.
func (s *shape) Texts(table string) string {
	var casts []string
	for _, c := range codes[table] {
		casts = append(casts, fmt.Sprintf("CAST(%[1]s AS VARCHAR) AS %[1]s", name(c)))
	}
	return "REPLACE (" + strings.Join(casts, ", ") + ")"
}

// mostLevels bounds the texts of a column that are kept as small numbers.
const mostLevels = 10_000

// codeOf is the type of a column of these texts.
func codeOf(levels []string) string {
	if len(levels) >= mostLevels {
		return "VARCHAR"
	}
	return oneOf(append(levels, ""))
}

// code makes coded_steps and coded_groups, of which passages and stands are made. Where these are made anew, that is with all texts
// as small numbers; where rows are put into them, they are made ready for the texts.
func (r *refresh) code() error {
	steps, groups := "FROM steps", "FROM groups"
	switch {
	case r.asBefore:
		groups = "FROM former_stands" // of which passages has every text: both got theirs from the same groups
		if err := r.admit("passages", codesOfSteps, "steps"); err != nil {
			return err
		}
	case r.all:
		tables := []string{"groups"}
		if r.grouped {
			columns, err := r.columnsOf("groups")
			if err != nil {
				return err
			}
			if err := r.exec("CREATE OR REPLACE TEMP VIEW groups_as_before AS SELECT " + strings.Join(names(columns), ", ") + " FROM main.stands ANTI JOIN touched USING (person_id)"); err != nil {
				return err
			}
			tables = append(tables, "groups_as_before")
		}
		var err error
		if steps, err = r.coded(codesOfSteps, "steps"); err != nil {
			return err
		}
		if groups, err = r.coded(codesOfGroups, tables...); err != nil {
			return err
		}
	default:
		if err := errors.Join(r.admit("passages", codesOfSteps, "steps"), r.admit("passages", codesOfBoth, "groups"), r.admit("stands", codesOfGroups, "groups")); err != nil {
			return err
		}
	}
	return r.exec("CREATE OR REPLACE TEMP VIEW coded_steps AS "+steps, "CREATE OR REPLACE TEMP VIEW coded_groups AS "+groups)
}

// levels are the texts in a column of the tables given, which is quoted.
func (r *refresh) levels(column string, tables ...string) ([]string, error) {
	parts := make([]string, len(tables))
	for i, table := range tables {
		parts[i] = fmt.Sprintf("SELECT CAST(level AS VARCHAR) AS level FROM (SELECT DISTINCT %s AS level FROM %s)", column, table)
	}
	return r.texts("SELECT DISTINCT level FROM (" + strings.Join(parts, " UNION ALL ") + ") WHERE level IS NOT NULL")
}

// isNumbered reports whether a type is one of small numbers; that of a column which is not there is not.
func isNumbered(kind string) bool { return strings.HasPrefix(kind, "ENUM") }

// numbered are all texts that a type of small numbers has one for.
func (r *refresh) numbered(kind string) ([]string, error) {
	return r.texts("SELECT unnest(enum_range(CAST(NULL AS " + kind + ")))")
}

// coded is the rows of some tables together, with columns as small numbers. Where a table has such already, only their type is
// looked at.
func (r *refresh) coded(columns []string, tables ...string) (string, error) {
	types := make([]map[string]string, len(tables))
	for i, table := range tables {
		var err error
		if types[i], err = r.types(table); err != nil {
			return "", err
		}
	}
	var casts []string
	for _, c := range columns {
		var levels []string
		for i, table := range tables {
			var some []string
			var err error
			if types[i][c] == "VARCHAR" {
				some, err = r.levels(name(c), table)
			} else {
				some, err = r.numbered(types[i][c])
			}
			if err != nil {
				return "", err
			}
			levels = append(levels, some...)
		}
		casts = append(casts, fmt.Sprintf("CAST(%[1]s AS %[2]s) AS %[1]s", name(c), codeOf(levels)))
	}
	parts := make([]string, len(tables))
	for i, table := range tables {
		parts[i] = "SELECT * REPLACE (" + strings.Join(casts, ", ") + ") FROM " + table
	}
	return strings.Join(parts, " UNION ALL BY NAME "), nil
}

// admit gives numbers to the texts of a few rows from which a table's are made, where they have none yet. It goes before anything
// else that changes the table.
func (r *refresh) admit(table string, columns []string, rows string) error {
	if len(columns) == 0 {
		return nil
	}
	types, err := r.types(table)
	if err != nil {
		return err
	}
	unknown := []string{"NULL"}
	for _, c := range columns {
		if isNumbered(types[c]) {
			unknown = append(unknown, fmt.Sprintf("CASE WHEN count(%[1]s) > count(TRY_CAST(%[1]s AS %[2]s)) THEN %[3]s END", name(c), types[c], text(c)))
		}
	}
	if columns, err = r.texts("SELECT c FROM (SELECT unnest([" + strings.Join(unknown, ", ") + "]) AS c FROM " + rows + ") WHERE c IS NOT NULL"); err != nil {
		return err
	}
	return r.admitMany(table, columns, rows)
}

// admitMany does the same for many rows, of whose texts most may be new.
func (r *refresh) admitMany(table string, columns []string, rows string) error {
	if len(columns) == 0 {
		return nil
	}
	types, err := r.types(table)
	if err != nil {
		return err
	}
	for _, c := range columns {
		if !isNumbered(types[c]) {
			continue
		}
		known, err := r.numbered(types[c])
		if err != nil {
			return err
		}
		levels, err := r.levels(name(c), rows)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(levels, func(level string) bool { return !slices.Contains(known, level) }) {
			continue
		}
		if err := r.exec("ALTER TABLE " + name(table) + " ALTER " + name(c) + " TYPE " + codeOf(slices.Concat(known, levels))); err != nil {
			return err
		}
	}
	return nil
}

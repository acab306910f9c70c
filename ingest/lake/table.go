package lake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/iceberg-go"
	"github.com/apache/iceberg-go/catalog"
	"github.com/apache/iceberg-go/table"
)

// Type is what a column holds, and the DuckDB type to write it with.
type Type int

const (
	Text    Type = iota + 1 // VARCHAR
	Whole                   // BIGINT
	Number                  // DOUBLE
	Boolean                 // BOOLEAN
	Date                    // DATE
	Moment                  // TIMESTAMPTZ, in microseconds of UTC
	ID                      // UUID
)

var types = map[Type]struct {
	name    string
	iceberg iceberg.Type
	duckdb  string
}{
	Text:    {"text", iceberg.PrimitiveTypes.String, "VARCHAR"},
	Whole:   {"whole number", iceberg.PrimitiveTypes.Int64, "BIGINT"},
	Number:  {"number", iceberg.PrimitiveTypes.Float64, "DOUBLE"},
	Boolean: {"boolean", iceberg.PrimitiveTypes.Bool, "BOOLEAN"},
	Date:    {"date", iceberg.PrimitiveTypes.Date, "DATE"},
	Moment:  {"moment", iceberg.PrimitiveTypes.TimestampTz, "TIMESTAMPTZ"},
	ID:      {"id", iceberg.PrimitiveTypes.UUID, "UUID"},
}

func (t Type) String() string {
	if known, ok := types[t]; ok {
		return known.name
	}
	return "type " + strconv.Itoa(int(t))
}

// DuckDB is the type's name in SQL.
func (t Type) DuckDB() string { return types[t].duckdb }

func typeOf(t iceberg.Type) (Type, error) {
	for ours, known := range types {
		if known.iceberg.Equals(t) {
			return ours, nil
		}
	}
	return 0, fmt.Errorf("the type %s is none of the lake's", t)
}

// Column is one column of a table; Doc says what it holds, to readers of the lake without our code.
type Column struct {
	Name string
	Type Type
	Doc  string
	// Required: no file with an empty value here is appended. Files from before the column was added lack it all the same.
	Required bool
}

// Table is a table's shape.
type Table struct {
	Name    string
	Doc     string
	Columns []Column
}

// requiredKey is the table property that lists the required columns. Iceberg has a flag of its own for that, but takes no
// file into a table with it unless Parquet too calls the column required, and DuckDB calls every column optional.
const requiredKey = "athar.required"

// properties of every table: manifests are merged by the fifty, and the ten last metadata files are kept.
var properties = iceberg.Properties{
	table.ManifestMergeEnabledKey:             "true",
	table.ManifestMinMergeCountKey:            "50",
	table.MetadataDeleteAfterCommitEnabledKey: "true",
	table.MetadataPreviousVersionsMaxKey:      "10",
}

var tableName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// Declare makes the table, or adds the columns it lacks. Declaring what is there already changes nothing, and a column that
// is no longer declared stays. A column's type never changes: that is an error.
func (l *Lake) Declare(ctx context.Context, t Table) error {
	if err := checkTable(t); err != nil {
		return err
	}
	l.writing.Lock()
	defer l.writing.Unlock()
	if l.catalog == nil {
		return errClosed
	}
	var err error
	if l.log(t.Name) == nil {
		err = l.create(ctx, t)
	} else {
		err = l.evolve(ctx, t)
	}
	if err != nil {
		return fmt.Errorf("declare table %s: %w", t.Name, err)
	}
	return nil
}

func checkTable(t Table) error {
	if !tableName.MatchString(t.Name) || slices.Contains([]string{"lock", "spill", "damaged", "open", snapshotFolder}, t.Name) {
		return fmt.Errorf("%q cannot be a table's name: "+
			"it takes a to z, 0 to 9 and _, begins with a letter, and is not lock, spill, damaged, open or snapshots", t.Name)
	}
	if len(t.Columns) == 0 {
		return fmt.Errorf("table %s has no columns", t.Name)
	}
	seen := map[string]bool{}
	for _, column := range t.Columns {
		if _, known := types[column.Type]; !known {
			return fmt.Errorf("table %s: column %q has no type", t.Name, column.Name)
		}
		// DuckDB does not tell letters' case apart in names.
		folded := strings.ToLower(column.Name)
		if folded == "" || seen[folded] {
			return fmt.Errorf("table %s: column %q has no name or appears twice", t.Name, column.Name)
		}
		seen[folded] = true
	}
	return nil
}

func (l *Lake) create(ctx context.Context, t Table) error {
	fields := make([]iceberg.NestedField, len(t.Columns))
	for i, column := range t.Columns {
		fields[i] = iceberg.NestedField{ID: i + 1, Name: column.Name, Type: types[column.Type].iceberg, Doc: column.Doc}
	}
	all := iceberg.Properties{"comment": t.Doc, requiredKey: requiredColumns(t.Columns)}
	for key, value := range properties {
		all[key] = value
	}
	data := filepath.Join(l.dir, t.Name, "data")
	if err := makeFolder(data); err != nil {
		return err
	}
	if files, err := os.ReadDir(data); err != nil || len(files) > 0 {
		return errors.Join(err, fmt.Errorf("the catalogue does not know it and %s holds files: "+
			"the catalogue is older than the tables; restore both from the same backup", data))
	}
	made, err := l.catalog.CreateTable(ctx, identifier(t.Name), iceberg.NewSchema(0, fields...),
		catalog.WithLocation(locationOf(filepath.Join(l.dir, t.Name))), catalog.WithProperties(all))
	if err != nil {
		return err
	}
	return l.keep(t.Name, &tableLog{iceberg: made})
}

func (l *Lake) evolve(ctx context.Context, t Table) error {
	log, err := l.settled(ctx, t.Name)
	if err != nil {
		return err
	}
	tx := log.iceberg.NewTransaction()
	schema := tx.UpdateSchema(true, false)
	changed := false
	for _, column := range t.Columns {
		field, exists := log.iceberg.Schema().FindFieldByNameCaseInsensitive(column.Name)
		switch {
		case !exists:
			schema.AddColumn([]string{column.Name}, types[column.Type].iceberg, column.Doc, false, nil)
			changed = true
		case field.Name != column.Name:
			return fmt.Errorf("column %q is there already and written %q", column.Name, field.Name)
		case !field.Type.Equals(types[column.Type].iceberg):
			was, err := typeOf(field.Type)
			if err != nil {
				return err
			}
			return fmt.Errorf("column %q holds %s and cannot become %s", column.Name, was, column.Type)
		case field.Doc != column.Doc:
			schema.UpdateColumn([]string{column.Name}, table.ColumnUpdate{
				Doc: iceberg.Optional[string]{Val: column.Doc, Valid: true}})
			changed = true
		}
	}
	if changed {
		if err := schema.Commit(); err != nil {
			return err
		}
	}
	required, kept := requiredColumns(t.Columns), log.iceberg.Properties()
	if required != kept[requiredKey] || t.Doc != kept["comment"] {
		if err := tx.SetProperties(iceberg.Properties{"comment": t.Doc, requiredKey: required}); err != nil {
			return err
		}
		changed = true
	}
	if !changed {
		return nil
	}
	evolved, err := tx.Commit(ctx)
	if err != nil {
		return l.reload(ctx, t.Name, err)
	}
	next := *log
	next.iceberg = evolved
	return l.keep(t.Name, &next)
}

func requiredColumns(columns []Column) string {
	names := []string{}
	for _, column := range columns {
		if column.Required {
			names = append(names, column.Name)
		}
	}
	slices.Sort(names)
	text, _ := json.Marshal(names) // a list of strings always has its JSON
	return string(text)
}

// Table returns a table's shape: every column it ever had, in the order they came.
func (l *Lake) Table(name string) (Table, bool) {
	log := l.log(name)
	if log == nil {
		return Table{}, false
	}
	return log.shape, true
}

// Tables returns all tables, by name.
func (l *Lake) Tables() []Table {
	l.reading.RLock()
	defer l.reading.RUnlock()
	var tables []Table
	for _, log := range l.logs {
		tables = append(tables, log.shape)
	}
	slices.SortFunc(tables, func(a, b Table) int { return strings.Compare(a.Name, b.Name) })
	return tables
}

func shapeOf(name string, t *table.Table) (Table, error) {
	return shapeOfSchema(name, t.Schema(), t.Properties())
}

func shapeOfSchema(name string, schema *iceberg.Schema, properties iceberg.Properties) (Table, error) {
	shape := Table{Name: name, Doc: properties["comment"]}
	var required []string
	if err := json.Unmarshal([]byte(properties[requiredKey]), &required); err != nil {
		return Table{}, fmt.Errorf("read property %s: %w", requiredKey, err)
	}
	for _, field := range schema.Fields() {
		typed, err := typeOf(field.Type)
		if err != nil {
			return Table{}, fmt.Errorf("column %s: %w", field.Name, err)
		}
		shape.Columns = append(shape.Columns, Column{
			Name: field.Name, Type: typed, Doc: field.Doc, Required: slices.Contains(required, field.Name)})
	}
	return shape, nil
}

// FieldIDs returns the table's column numbers as DuckDB's COPY takes them, by which a file's columns are known:
//
//	COPY (SELECT ...) TO '...' (FORMAT parquet, COMPRESSION zstd, FIELD_IDS {"person": 1, "minutes": 2})
//
// The SELECT must return every column of the table, under its name.
func (l *Lake) FieldIDs(name string) (string, error) {
	log := l.log(name)
	if log == nil {
		return "", noTable(name)
	}
	return fieldIDs(log.iceberg.Schema()), nil
}

func fieldIDs(schema *iceberg.Schema) string {
	var text []string
	for _, field := range schema.Fields() {
		text = append(text, fmt.Sprintf(`"%s": %d`, strings.ReplaceAll(field.Name, `"`, `""`), field.ID))
	}
	return "{" + strings.Join(text, ", ") + "}"
}

var fieldID = regexp.MustCompile(`"([^"]+)":\s*\d+`)

// FieldNames are the columns that a text of FieldIDs numbers, in their order.
func FieldNames(fieldIDs string) []string {
	var names []string
	for _, match := range fieldID.FindAllStringSubmatch(fieldIDs, -1) {
		names = append(names, match[1])
	}
	return names
}

func noTable(name string) error { return fmt.Errorf("the lake has no table %q", name) }

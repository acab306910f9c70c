package lake

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/iceberg-go"

	"athar/internal/sqltext"
)

// described is a table as its metadata tell, or why they cannot.
func (r *repair) described(name, path string) (anew remade, files []File, err error) {
	defer func() {
		if broken := recover(); broken != nil { // a decoder given bytes that make no sense
			err = fmt.Errorf("decode: %v", broken)
		}
	}()
	read, err := readMetadata(path)
	if err != nil {
		return anew, nil, err
	}
	anew = remade{schema: read.Schema(), properties: read.Properties()}
	if _, err := shapeOf(name, read); err != nil {
		return anew, nil, err
	}
	snapshot := read.CurrentSnapshot()
	if snapshot == nil {
		return anew, nil, nil
	}
	if anew.commit, anew.summary, err = commitOf(snapshot); err != nil {
		return anew, nil, err
	}
	fs := folderFS{folder: filepath.Dir(path)}
	if anew.kept, err = dataFilesOf(snapshot, fs); err != nil {
		return anew, nil, err
	}
	for i, data := range anew.kept {
		if anew.kept[i], err = r.describedHere(name, data); err != nil {
			return anew, nil, err
		}
	}
	files, err = filesFrom(anew.kept, filepath.Join(r.dir, name, "data"))
	return anew, files, err
}

// fromFiles is a table as the newest metadata that can be read and its data files tell.
func (r *repair) fromFiles(ctx context.Context, name, damaged string) (remade, []File, error) {
	newest, read := newestMetadata(filepath.Dir(damaged), r.sumsOf(ctx, name))
	if newest == "" {
		return r.fromFooters(ctx, name, damaged)
	}
	anew := remade{schema: read.Schema(), properties: read.Properties()}
	anew.version, _ = metadataVersion(filepath.Base(newest))
	for _, snapshot := range read.Metadata().Snapshots() {
		if commit, summary, err := commitOf(&snapshot); err == nil && commit >= anew.commit {
			anew.commit, anew.summary = commit, summary
		}
	}
	files, err := standing(filepath.Join(r.dir, name, "data"))
	if err != nil {
		return anew, nil, err
	}
	r.addFiles(name, damaged, &anew, files)
	return anew, files, nil
}

func (r *repair) addFiles(name, damaged string, anew *remade, files []File) {
	for _, file := range files {
		anew.added = append(anew.added, file.Path)
		anew.commit = max(anew.commit, file.Commit)
	}
	r.say(Mend{Table: name, Path: damaged}, fmt.Sprintf("The metadata of table %s cannot be read, or have changed since they were written. They are made anew from its %d data files; no row is lost by that. What an unfinished commit may have left among them, `athar verify` tells.", name, len(files)),
		fmt.Sprintf("تتعذر قراءة البيانات الوصفية للجدول %s أو تغيّرت منذ كتابتها. تُبنى من جديد من ملفات بياناته وعددها %d، ولا يضيع بذلك صف. وما قد يكون خلّفه إيداع لم يكتمل بينها يبيّنه `athar verify`.", name, len(files)))
}

// fromFooters is a table of which no metadata can be read, as its data files tell by themselves. One without rows is left
// out of the catalogue: it is declared again when it is needed.
func (r *repair) fromFooters(ctx context.Context, name, damaged string) (remade, []File, error) {
	files, err := standing(filepath.Join(r.dir, name, "data"))
	if err != nil {
		return remade{}, nil, err
	}
	if len(files) == 0 {
		r.say(Mend{Table: name, Path: damaged}, "The metadata of table "+name+" cannot be read. It has no data files; it is declared anew when the workspace is opened.",
			"تتعذر قراءة البيانات الوصفية للجدول "+name+". لا ملفات بيانات له، ويُعلن من جديد عند فتح مساحة العمل.")
		if !r.apply {
			return remade{}, nil, nil
		}
		_, err := r.db.Exec(`DELETE FROM iceberg_tables WHERE catalog_name = ? AND table_namespace = ? AND table_name = ?`, namespace, namespace, name)
		return remade{}, nil, errors.Join(err, r.setApart(name, damaged))
	}
	fields := map[int]iceberg.NestedField{}
	for _, file := range files {
		if err := r.fieldsOf(ctx, file.Path, fields); err != nil {
			continue // told with the data files
		}
	}
	var ordered []iceberg.NestedField
	for _, id := range slices.Sorted(maps.Keys(fields)) {
		ordered = append(ordered, fields[id])
	}
	// What the columns are said to be comes back when the table is declared.
	anew := remade{schema: iceberg.NewSchema(0, ordered...), properties: maps.Clone(properties)}
	anew.properties[requiredKey] = "[]"
	r.addFiles(name, damaged, &anew, files)
	return anew, files, nil
}

func (r *repair) fieldsOf(ctx context.Context, path string, fields map[int]iceberg.NestedField) error {
	footer, done, err := openParquet(path)
	if err != nil {
		return err
	}
	defer done()
	duck, err := r.engine(ctx)
	if err != nil {
		return err
	}
	for _, element := range footer.Metadata().Schema[1:] {
		var typed string
		if err := duck.QueryRowContext(ctx, "SELECT typeof("+sqltext.Quote(element.Name)+") FROM (SELECT NULL) LEFT JOIN read_parquet("+sqltext.Literal(path)+") ON true LIMIT 1").Scan(&typed); err != nil {
			return err
		}
		for _, known := range types {
			if known.duckdb == strings.Replace(typed, "TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ", 1) {
				fields[int(element.FieldID)] = iceberg.NestedField{ID: int(element.FieldID), Name: element.Name, Type: known.iceberg}
			}
		}
	}
	return nil
}

// standing are the files of a data folder, without those whose rows are in a merged one.
func standing(folder string) ([]File, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var all []File
	for _, entry := range entries {
		path := filepath.Join(folder, entry.Name())
		first, last, ok := commitsInName(path)
		if !ok {
			continue
		}
		file := File{Path: path, First: first, Commit: last}
		if footer, done, err := openParquet(path); err == nil {
			file.Rows, file.Bytes = footer.NumRows(), footer.Size()
			done()
		} else if info, err := entry.Info(); err == nil {
			file.Bytes = info.Size()
		}
		all = append(all, file)
	}
	return slices.DeleteFunc(slices.Clone(all), func(f File) bool {
		return slices.ContainsFunc(all, func(by File) bool { return supersedes(by, f) })
	}), nil
}

// supersedes: a merged or rewritten file has every row that remains of those whose commits it spans.
func supersedes(by, f File) bool {
	if strings.Count(filepath.Base(by.Path), "-") < 2 || by.Path == f.Path || by.First > f.First || by.Commit < f.Commit {
		return false
	}
	if _, err := readThrough(by.Path); err != nil {
		return false // cut short while it was written
	}
	return by.First < f.First || by.Commit > f.Commit || strings.Count(filepath.Base(f.Path), "-") < 2 || by.Path > f.Path
}

package lake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	icebergio "github.com/apache/iceberg-go/io"
	"github.com/apache/iceberg-go/table"

	"athar/internal/sqltext"
	"athar/models"
)

// Mend is one thing that is damaged in a lake, and what repairing it means.
type Mend struct {
	Table string `json:"table,omitempty"` // empty for the catalogue
	Path  string `json:"path"`
	// First and Last are the commits whose rows are lost with it; 0 where none are.
	First int64       `json:"first,omitempty"`
	Last  int64       `json:"last,omitempty"`
	Text  models.Text `json:"text"`
}

// Repair looks at a lake that may be too damaged to be opened, and says what is damaged. Where apply is true it also
// repairs it: the catalogue is made anew from the tables' metadata, a table's metadata from its data files, and a damaged
// data file is set apart. What is replaced or set apart goes to the folder damaged in the lake; nothing is deleted. The
// warehouse must be made anew afterwards. Also is called while nobody else can have the lake, and nothing else was done;
// it may be nil.
func Repair(ctx context.Context, dir string, apply bool, also func() error) ([]Mend, error) {
	dir, err := truePath(dir)
	if err != nil {
		return nil, fmt.Errorf("find lake folder: %w", err)
	}
	lock, err := takeLock(dir)
	if err != nil {
		return nil, err
	}
	r := &repair{Lake: newLake(dir, lock), apply: apply}
	defer r.Close()
	if also != nil {
		if err := also(); err != nil {
			return nil, fmt.Errorf("repair: %w", err)
		}
	}
	if err := r.run(ctx); err != nil {
		return r.found, fmt.Errorf("repair: %w", err)
	}
	return r.found, nil
}

type repair struct {
	*Lake
	apply bool
	found []Mend
}

func (r *repair) run(ctx context.Context) error {
	locations, err := r.mendCatalogue(ctx)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(locations)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.mendTable(ctx, name, locations[name]); err != nil {
			return fmt.Errorf("table %s: %w", name, err)
		}
	}
	return nil
}

func (r *repair) say(m Mend, en, ar string) {
	m.Text = models.Text{En: en, Ar: ar}
	r.found = append(r.found, m)
}

// mendCatalogue gives the current metadata of every table, from the catalogue, or from the folders where it is damaged.
func (r *repair) mendCatalogue(ctx context.Context) (map[string]string, error) {
	path := filepath.Join(r.dir, "catalog.db")
	locations, damage := r.readCatalogue(ctx, path)
	if damage == nil {
		return locations, nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	r.closeCatalogue()
	folders, err := filepath.Glob(filepath.Join(globEscape.Replace(r.dir), "*", "metadata"))
	if err != nil {
		return nil, err
	}
	locations = map[string]string{}
	for _, folder := range folders {
		name := filepath.Base(filepath.Dir(folder))
		if newest, _ := newestMetadata(folder, nil); newest != "" {
			locations[name] = locationOf(newest)
		} else {
			r.say(Mend{Table: name, Path: folder}, "Table "+name+" has no metadata that can be read, so the catalogue cannot name it. Its data files stay where they are.",
				"لا توجد للجدول "+name+" بيانات وصفية مقروءة فلا يستطيع الفهرس ذكره. تبقى ملفات بياناته في مكانها.")
		}
	}
	r.say(Mend{Path: path}, fmt.Sprintf("The catalogue catalog.db is damaged or missing. It is made anew from the metadata of %d tables, and the check sums from the data files as they are now: damage from before cannot be told by them.", len(locations)),
		fmt.Sprintf("فهرس البحيرة catalog.db تالف أو مفقود. يُعاد بناؤه من البيانات الوصفية لـ%d جدولًا، وتُحسب بصمات الملفات كما هي الآن: فلا يُعرف بها تلف سابق.", len(locations)))
	if !r.apply {
		return locations, nil
	}
	return locations, r.makeCatalogue(ctx, path, locations)
}

func (r *repair) readCatalogue(ctx context.Context, path string) (map[string]string, error) {
	var err error
	if r.db, err = sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: "mode=ro"}).String()); err != nil {
		return nil, err
	}
	var verdict string
	if err := r.db.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		return nil, errors.Join(err, errors.New(verdict))
	}
	locations, err := r.currentMetadata(ctx)
	if err != nil {
		return nil, err
	}
	folders, err := filepath.Glob(filepath.Join(globEscape.Replace(r.dir), "*", "metadata", "*.metadata.json"))
	for _, folder := range folders {
		if name := filepath.Base(filepath.Dir(filepath.Dir(folder))); locations[name] == "" {
			return nil, fmt.Errorf("it does not name table %s", name)
		}
	}
	if err != nil || !r.apply {
		return locations, err
	}
	r.closeCatalogue()
	return locations, r.openCatalog(ctx)
}

var globEscape = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`)

func (r *repair) closeCatalogue() {
	if r.catalog != nil {
		r.catalog.Close()
	}
	if r.db != nil {
		r.db.Close()
	}
	r.catalog, r.db = nil, nil
}

func (r *repair) makeCatalogue(ctx context.Context, path string, locations map[string]string) error {
	for _, old := range []string{path, path + "-journal"} {
		if err := r.setApart("", old); err != nil {
			return err
		}
	}
	if err := r.newCatalog(ctx, path); err != nil {
		return err
	}
	for name, location := range locations {
		_, err := r.db.ExecContext(ctx, `INSERT INTO iceberg_tables (catalog_name, table_namespace, table_name, metadata_location) VALUES (?, ?, ?, ?)`,
			namespace, namespace, name, location)
		if err != nil {
			return err
		}
	}
	return nil
}

// newestMetadata is the newest metadata file of a folder that can be read and has not changed, and what it says.
func newestMetadata(folder string, sums map[string]string) (string, *table.Table) {
	paths, _ := filepath.Glob(filepath.Join(globEscape.Replace(folder), "*.metadata.json"))
	slices.SortFunc(paths, func(a, b string) int {
		newer, _ := metadataVersion(filepath.Base(b))
		older, _ := metadataVersion(filepath.Base(a))
		return newer - older
	})
	for _, path := range paths {
		if read, err := readMetadata(path); err == nil && !changed(path, sums) {
			return path, read
		}
	}
	return "", nil
}

func readMetadata(path string) (_ *table.Table, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("decode: %v", broken)
		}
	}()
	fs := folderFS{folder: filepath.Dir(path)}
	local := func(context.Context) (icebergio.IO, error) { return fs, nil }
	return table.NewFromLocation(context.Background(), nil, locationOf(path), local, nil)
}

// mendTable makes metadata anew that cannot be read, and sets damaged data files apart.
func (r *repair) mendTable(ctx context.Context, name, location string) error {
	path, err := pathOf(location)
	if err != nil {
		path = location
	}
	path = filepath.Join(r.dir, name, "metadata", filepath.Base(path))
	version, _ := metadataVersion(filepath.Base(path))
	anew, files, damage := r.described(name, path)
	if damage == nil {
		damage = r.unchangedMetadata(ctx, name, path)
	}
	if damage != nil {
		if anew, files, err = r.fromFiles(ctx, name, path); err != nil {
			return err
		}
		if anew.schema == nil {
			return nil // said; there is nothing to make it from
		}
	}
	anew.name, anew.version = name, max(version, anew.version)
	sums := map[string]string{}
	if r.db != nil {
		if sums, err = r.checkSums(ctx, name); err != nil {
			return err
		}
	}
	changed := damage != nil
	var written []writtenFile
	for _, file := range files {
		sum := sums[filepath.Base(file.Path)]
		problem := ""
		if sum == "" { // of a catalogue that was lost, or was never told
			if sum, err = checkSum(file.Path); err != nil {
				sum = "none"
			}
			if problem = verifyFile(file, sum); problem == "" {
				written = append(written, writtenFile{file, sum})
			}
		} else {
			problem = verifyFile(file, sum)
		}
		if problem == "" {
			continue
		}
		changed = true
		anew.drop(file)
		anew.added = slices.DeleteFunc(anew.added, func(added string) bool { return added == file.Path })
		r.say(Mend{Table: name, Path: file.Path, First: file.First, Last: file.Commit},
			fmt.Sprintf("Data file %s of table %s %s. It is set apart; the rows of %s in it are lost until they are sent again.", filepath.Base(file.Path), name, problem, commitsEn(file)),
			fmt.Sprintf("ملف البيانات %s في الجدول %s تالف أو مفقود. يُعزل جانبًا، وصفوف %s فيه مفقودة حتى تُرسل من جديد.", filepath.Base(file.Path), name, commitsAr(file)))
		if r.apply {
			if err := r.setApart(name, file.Path); err != nil {
				return err
			}
		}
	}
	if !r.apply {
		return nil
	}
	if err := r.keepCheckSums(ctx, name, written); err != nil {
		return err
	}
	if !changed {
		return nil
	}
	if len(anew.kept)+len(anew.added) == 0 && anew.commit > 0 {
		// The table keeps its last commit, so that its number is not used again.
		if err := r.addEmpty(ctx, &anew); err != nil {
			return err
		}
	}
	// Made anew before the damaged one is moved: the catalogue names one that is there at any moment.
	made, err := r.remake(ctx, anew)
	if err != nil {
		return err
	}
	if err := r.switchTo(ctx, map[string]string{name: made}); err != nil {
		return err
	}
	if damage != nil {
		return r.setApart(name, path)
	}
	return nil
}

func (r *repair) addEmpty(ctx context.Context, anew *remade) error {
	shape, err := shapeOfSchema(anew.name, anew.schema, anew.properties)
	if err != nil {
		return err
	}
	path, err := r.newName(anew.name, fmt.Sprintf("%012d", anew.commit))
	if err != nil {
		return err
	}
	duck, err := r.engine(ctx)
	if err != nil {
		return err
	}
	_, err = duck.ExecContext(ctx, fmt.Sprintf("COPY (%s) TO %s (FORMAT parquet, FIELD_IDS %s)", allColumns(shape, ""), sqltext.Literal(path), fieldIDs(anew.schema)))
	if err != nil {
		return err
	}
	sum, err := checkSum(path)
	if err != nil {
		return err
	}
	anew.added = []string{path}
	return r.keepFile(ctx, anew.name, writtenFile{File{Path: path}, sum})
}

func commitsEn(f File) string {
	if f.First == f.Commit {
		return fmt.Sprint("commit ", f.Commit)
	}
	return fmt.Sprintf("commits %d to %d", f.First, f.Commit)
}

func commitsAr(f File) string {
	if f.First == f.Commit {
		return fmt.Sprint("الإيداع ", f.Commit)
	}
	return fmt.Sprintf("الإيداعات من %d إلى %d", f.First, f.Commit)
}

// setApart moves a file to the folder damaged; that it is not there is no error.
func (r *repair) setApart(name, path string) error {
	if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	folder := filepath.Join(r.dir, "damaged", name)
	if err := makeFolder(folder); err != nil {
		return err
	}
	to := filepath.Join(folder, filepath.Base(path))
	for n := 2; ; n++ {
		if _, err := os.Lstat(to); errors.Is(err, os.ErrNotExist) {
			break
		}
		to = filepath.Join(folder, fmt.Sprintf("%s.%d", filepath.Base(path), n))
	}
	if err := os.Rename(path, to); err != nil {
		return err
	}
	return errors.Join(syncPath(folder), syncPath(filepath.Dir(path)))
}

package warehouse

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"athar/models"
)

// schemaVersion is raised with every change of the tables, so that files of earlier versions are made anew.
const schemaVersion = 10

// checkVersion makes sure that the file was written by this version of the warehouse and of DuckDB, or is new.
func (w *Warehouse) checkVersion(ctx context.Context) error {
	if _, err := w.db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS standing (schema INTEGER, duckdb VARCHAR, commit BIGINT, columns VARCHAR, meaning VARCHAR, grouping VARCHAR)`); err != nil {
		return err
	}
	var schema int
	var version, running string
	err := w.db.QueryRowContext(ctx, `SELECT schema, duckdb, version() FROM standing`).Scan(&schema, &version, &running)
	if errors.Is(err, sql.ErrNoRows) {
		_, err = w.db.ExecContext(ctx, `INSERT INTO standing VALUES (?, version(), -1, '', '', '')`, schemaVersion)
		return err
	}
	if err != nil {
		return err
	}
	if schema != schemaVersion || version != running {
		return fmt.Errorf("the file is of version %d (DuckDB %s), not %d (%s)", schema, version, schemaVersion, running)
	}
	return nil
}

// Refresh brings the warehouse up to the lake's last commit. Where other columns are declared than before, or the lake is
// behind, everything is read anew; where the declarations mean something else, everything is worked out anew. One that fails
// leaves what was there: readers go on with the commit before.
func (w *Warehouse) Refresh(ctx context.Context, workspace *models.Workspace) error {
	w.refreshing.Lock()
	defer w.refreshing.Unlock()
	next := newShape(workspace)
	upTo := w.lake.LastCommit()
	if w.asOf != nil {
		upTo = *w.asOf
	}
	columns, meaning := fingerprints(next)
	do := func() error { return w.refresh(ctx, next, upTo, columns, meaning) }
	err := do()
	if lacksMemory(err) && w.options.Memory != "" {
		err = w.withRoom(ctx, do)
	}
	if !spoiled(err) {
		return err
	}
	if again := w.reopen(context.WithoutCancel(ctx)); again != nil {
		return errors.Join(err, again)
	}
	if w.survived(ctx, upTo, columns, meaning) {
		w.set(upTo, next)
		return nil
	}
	return err
}

func (w *Warehouse) refresh(ctx context.Context, next *shape, upTo int64, columns, meaning string) error {
	db, err := w.connected(ctx)
	if err != nil {
		return fmt.Errorf("refresh warehouse: %w", err)
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("refresh warehouse: %w", err)
	}
	defer conn.Close()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("refresh warehouse: %w", err)
	}
	defer tx.Rollback()
	r := &refresh{ctx: ctx, tx: tx, lake: w.lake, shape: next, upTo: upTo, wholeFrom: w.wholeFrom, mostChanges: w.mostChanges, turned: map[string]bool{}, anewOf: map[string]bool{}}
	var commit int64
	var hadColumns, hadMeaning, hadGrouping string
	if err := tx.QueryRowContext(ctx, "SELECT commit, columns, meaning, grouping FROM standing").Scan(&commit, &hadColumns, &hadMeaning, &hadGrouping); err != nil {
		return fmt.Errorf("refresh warehouse: %w", err)
	}
	r.after = commit
	r.anew = hadColumns != columns || commit < 0 || commit > upTo && (w.asOf == nil || r.mostlyLater())
	r.declared = r.anew || hadMeaning != meaning
	grouping := groupingPrint(next)
	r.grouped = !r.anew && hadGrouping == grouping
	r.all = r.declared
	if !r.all && commit == upTo {
		w.set(commit, next)
		return nil
	}
	if r.anew {
		r.after = 0
	}
	if judged := w.judged.Load(); judged != nil && judged.at == commit && !r.anew {
		r.fresh = judged.fresh
	}
	if err := r.run(); err != nil {
		return fmt.Errorf("refresh warehouse to commit %d: %w", upTo, err)
	}
	if _, err := tx.ExecContext(ctx, "UPDATE standing SET commit = ?, columns = ?, meaning = ?, grouping = ?", upTo, columns, meaning, grouping); err != nil {
		return fmt.Errorf("refresh warehouse: %w", err)
	}
	if r.all && w.asOf == nil {
		// Most of the file is other than before: what there is of small tables goes into it at once, not on closing, too.
		if _, err := tx.ExecContext(ctx, "SET checkpoint_threshold = '1KB'"); err != nil {
			return fmt.Errorf("refresh warehouse: %w", err)
		}
		defer conn.ExecContext(context.WithoutCancel(ctx), "RESET checkpoint_threshold")
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("refresh warehouse: %w", err)
	}
	w.set(upTo, next)
	return nil
}

func (w *Warehouse) set(commit int64, s *shape) {
	w.state.Lock()
	defer w.state.Unlock()
	w.commit, w.shape = commit, s
}

// feed is what of a feed gives tables their meaning.
type feed struct {
	Name, Kind, Source, IDs, Every, Population string
	Covers                                     models.Covers
	Stages                                     []string
}

func (s *shape) feeds(of func(models.Feed) bool) (all []feed) {
	for _, f := range s.workspace.Feeds {
		if of(f) {
			all = append(all, feed{f.Name, f.Kind, f.Source, f.IDs, f.Every, f.Population, f.Covers, f.Stages})
		}
	}
	return all
}

// levels are what of a dimension gives tables their meaning.
type levels struct {
	Name, Of string
	Levels   []models.Level
}

func (s *shape) dimensions() (all []levels) {
	for _, d := range s.workspace.Dimensions {
		if !d.BuiltIn {
			all = append(all, levels{d.Name, string(d.Of), d.Levels})
		}
	}
	return all
}

// groupingPrint says whether the declarations changed by which it is known how somebody stands in a term.
func groupingPrint(s *shape) string {
	var declared struct {
		Columns    string
		Dimensions []levels
		Terms      []models.Term
		Feeds      []feed
	}
	declared.Columns, _ = fingerprints(s)
	declared.Dimensions, declared.Terms = s.dimensions(), s.workspace.Terms
	declared.Feeds = s.feeds(func(f models.Feed) bool { return f.Kind == "people" })
	return fingerprint(declared)
}

// fingerprints say whether declarations changed: those that make columns, and those that give them their meaning.
func fingerprints(s *shape) (columns, meaning string) {
	tables := map[string][]column{}
	for _, kind := range models.Kinds {
		tables[kind.Name] = s.columns(kind)
	}
	var declared struct {
		Columns    string
		Dimensions []levels
		Terms      []models.Term
		Feeds      []feed
		Stages     []stage
		Due        []models.Entitlement
	}
	columns = fingerprint(tables)
	declared.Columns = columns
	declared.Dimensions, declared.Terms = s.dimensions(), s.workspace.Terms
	declared.Feeds = s.feeds(func(models.Feed) bool { return true })
	declared.Stages, declared.Due = s.Stages, s.workspace.Entitlements
	return columns, fingerprint(declared)
}

func fingerprint(of any) string {
	written, err := json.Marshal(of)
	if err != nil {
		panic(err) // only declarations, which all have their JSON
	}
	sum := sha256.Sum256(written)
	return hex.EncodeToString(sum[:])
}

// refresh is one refresh under way.
type refresh struct {
	ctx         context.Context
	tx          *sql.Tx
	lake        Lake
	shape       *shape
	after, upTo int64
	anew        bool // read every file
	all         bool // work out everybody
	wholeFrom   float64
	mostChanges int64
	grouped     bool                // how everybody stands in the terms they are known in is as before
	declared    bool                // the declarations are other than before
	same        map[string]bool     // see aliased
	touched     int64               // people, where not all
	asBefore    bool                // how those touched stand in terms, and in which, is as before
	turned      map[string]bool     // see tally
	lacks       map[string][]column // see lacking
	widened     bool                // a table has columns that it lacked before
	anewOf      map[string]bool     // cubes to be counted of everybody, whoever was touched
	fresh       string              // a file of which Compare knows that each of its keys is new and said once
}

// back reports whether the refresh goes to an earlier commit than that of the file.
func (r *refresh) back() bool { return r.after > r.upTo }

func (r *refresh) run() error {
	if r.declared {
		if err := r.declarations(); err != nil {
			return fmt.Errorf("write declarations: %w", err)
		}
	}
	if err := r.exec("CREATE OR REPLACE TEMP TABLE touched_people (person_id UUID)", "CREATE OR REPLACE TEMP TABLE touched_opportunities (opportunity_id VARCHAR)"); err != nil {
		return err
	}
	if r.anew {
		if err := r.exec(`CREATE OR REPLACE TABLE given (kind VARCHAR, "column" VARCHAR)`); err != nil {
			return err
		}
	}
	changed := map[string]bool{}
	for _, kind := range models.Kinds {
		some, err := r.apply(kind)
		if err != nil {
			return fmt.Errorf("take in %s: %w", kind.Name, err)
		}
		changed[kind.Name] = some
	}
	if err := r.rollups(changed); err != nil {
		return err
	}
	return r.views()
}

func (r *refresh) exec(statements ...string) error {
	for _, statement := range statements {
		if _, err := r.tx.ExecContext(r.ctx, statement); err != nil {
			return fmt.Errorf("%w\n%s", err, statement)
		}
	}
	return nil
}

func (r *refresh) number(query string) (n int64, err error) {
	if err := r.tx.QueryRowContext(r.ctx, query).Scan(&n); err != nil {
		return 0, fmt.Errorf("%w\n%s", err, query)
	}
	return n, nil
}

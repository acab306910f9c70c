package lake

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"athar/internal/sqltext"
)

// Erasure is what is removed for good, from every commit.
type Erasure struct {
	IDs []uuid.UUID
	// Rows says by table which rows go: an SQL condition, which may read every table by its name, all its rows ever, and
	// the table erased (id UUID, text VARCHAR) of the IDs. No value belongs in it.
	Rows map[string]string
	At   time.Time
	// Before is called once there is something to remove, and nothing is yet; its error stops the erasure. It may be nil.
	Before func() error
}

// Erased is what an erasure removed. It names nobody.
type Erased struct {
	Commit int64            `json:"commit"`
	Rows   map[string]int64 `json:"rows"` // by table
	// For counting receipts again: records by batch, and withdrawals by kind and commit.
	Puts        map[string]int64 `json:"puts,omitempty"`
	Withdrawals map[string]int64 `json:"withdrawals,omitempty"`
}

// Withdrawn is the key of Withdrawals.
func Withdrawn(kind string, commit int64) string { return fmt.Sprint(kind, " ", commit) }

// Erase removes rows from every file of the lake that holds one, all or none, under a commit of its own that the table
// forgotten tells of. The files that held them, and the metadata that named them, are gone when it returns; a crash on
// the way leaves the lake as it was, or files that RemoveStrays takes. No file may be about to be appended. Where there
// is nothing to remove, nothing is changed and Rows is empty.
func (l *Lake) Erase(ctx context.Context, e Erasure) (Erased, error) {
	l.rewriting.Lock()
	defer l.rewriting.Unlock()
	l.writing.Lock()
	defer l.writing.Unlock()
	if l.catalog == nil {
		return Erased{}, errClosed
	}
	done, err := l.erase(ctx, e)
	if err != nil {
		return Erased{}, fmt.Errorf("erase: %w", err)
	}
	return done, nil
}

func (l *Lake) erase(ctx context.Context, e Erasure) (Erased, error) {
	done := Erased{Commit: l.LastCommit() + 1, Rows: map[string]int64{}, Puts: map[string]int64{}, Withdrawals: map[string]int64{}}
	duck, err := l.engine(ctx)
	if err != nil {
		return done, err
	}
	if err := l.prepareErasure(ctx, duck, e.IDs); err != nil {
		return done, err
	}
	defer duck.ExecContext(context.WithoutCancel(ctx), "DROP TABLE erased")
	var anew []remade
	for _, name := range slices.Sorted(maps.Keys(e.Rows)) {
		old, err := l.filesOfErased(ctx, duck, name, e.Rows[name], &done)
		if err != nil {
			return done, fmt.Errorf("look through table %s: %w", name, err)
		}
		if len(old) == 0 {
			continue
		}
		table, err := l.without(ctx, name, old, e.Rows[name])
		if err != nil {
			return done, fmt.Errorf("rewrite table %s: %w", name, err)
		}
		anew = append(anew, table)
	}
	if len(anew) == 0 {
		return done, nil
	}
	told, err := l.tellForgotten(ctx, done, e.At)
	if err != nil {
		return done, fmt.Errorf("keep that it was done: %w", err)
	}
	if e.Before != nil {
		if err := e.Before(); err != nil {
			return done, err
		}
	}
	return done, l.adopt(ctx, append(anew, told))
}

// prepareErasure gives the engine every table by its name, with all its columns, and the ids.
func (l *Lake) prepareErasure(ctx context.Context, duck *sql.DB, ids []uuid.UUID) error {
	if _, err := duck.ExecContext(ctx, "CREATE OR REPLACE TABLE erased (id UUID, text VARCHAR)"); err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := duck.ExecContext(ctx, "INSERT INTO erased VALUES (?::UUID, ?)", id.String(), id.String()); err != nil {
			return errors.New("the ids cannot be looked for") // the cause would quote them
		}
	}
	for _, shape := range l.Tables() {
		_, err := duck.ExecContext(ctx, "CREATE OR REPLACE VIEW "+sqltext.Quote(shape.Name)+" AS "+allColumns(shape, Source(l.Files(shape.Name, 0, -1), 0, -1)))
		if err != nil {
			return err
		}
	}
	return nil
}

// filesOfErased finds the files of a table that hold rows to erase, and counts them.
func (l *Lake) filesOfErased(ctx context.Context, duck *sql.DB, name, condition string, done *Erased) ([]File, error) {
	files := l.Files(name, 0, -1)
	if len(files) == 0 {
		return nil, nil
	}
	shape, _ := l.Table(name)
	source := strings.TrimSuffix(Source(files, 0, -1), ")") + ", filename = '_file')"
	rows, err := counted(ctx, duck, fmt.Sprintf("SELECT _file, count(*) FROM (%s) WHERE %s GROUP BY 1", allColumns(shape, source), condition))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	for _, n := range rows {
		done.Rows[name] += n
	}
	if slices.ContainsFunc(shape.Columns, func(c Column) bool { return c.Name == "_op" }) && slices.ContainsFunc(shape.Columns, func(c Column) bool { return c.Name == "_batch" }) {
		puts, err := counted(ctx, duck, fmt.Sprintf("SELECT CAST(_batch AS VARCHAR), count(*) FROM %s WHERE _op = 'put' AND (%s) GROUP BY 1", sqltext.Quote(name), condition))
		if err != nil {
			return nil, err
		}
		withdrawals, err := counted(ctx, duck, fmt.Sprintf("SELECT '%s ' || _commit, count(*) FROM %s WHERE _op = 'withdraw' AND (%s) GROUP BY 1", name, sqltext.Quote(name), condition))
		if err != nil {
			return nil, err
		}
		maps.Copy(done.Puts, puts)
		maps.Copy(done.Withdrawals, withdrawals)
	}
	return slices.DeleteFunc(files, func(file File) bool { return rows[file.Path] == 0 }), nil
}

func counted(ctx context.Context, duck *sql.DB, query string) (map[string]int64, error) {
	rows, err := duck.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := map[string]int64{}
	for rows.Next() {
		var key string
		var n int64
		if err := rows.Scan(&key, &n); err != nil {
			return nil, err
		}
		counts[key] = n
	}
	return counts, rows.Err()
}

// without writes the files anew without some of their rows, for a table's metadata to be made anew with them.
func (l *Lake) without(ctx context.Context, name string, old []File, condition string) (remade, error) {
	anew, err := l.asItIs(name)
	if err != nil {
		return anew, err
	}
	for _, file := range old {
		path, err := l.rewrite(ctx, name, []File{file}, "("+condition+") IS NOT TRUE")
		if err != nil {
			return anew, err
		}
		written, err := l.inspectMerged(l.log(name), []File{file}, path)
		if err != nil {
			return anew, err
		}
		if err := l.keepFile(ctx, name, written); err != nil {
			return anew, err
		}
		anew.added = append(anew.added, path)
		anew.drop(file)
	}
	return anew, nil
}

// tellForgotten adds what was done to the table forgotten.
func (l *Lake) tellForgotten(ctx context.Context, done Erased, at time.Time) (remade, error) {
	anew, err := l.asItIs(ForgottenTable)
	if err != nil {
		return anew, err
	}
	what, err := json.Marshal(done)
	if err != nil {
		return anew, err
	}
	path, err := l.newName(ForgottenTable, fmt.Sprintf("%012d", done.Commit))
	if err != nil {
		return anew, err
	}
	if err := writeRows(path, []ForgottenRow{{Commit: done.Commit, At: at, What: string(what)}}); err != nil {
		return anew, err
	}
	written, err := l.inspect(l.log(ForgottenTable), Append{Table: ForgottenTable, Commit: done.Commit, Files: []string{path}})
	if err != nil {
		return anew, err
	}
	anew.commit, anew.added = done.Commit, []string{path}
	return anew, l.keepFile(ctx, ForgottenTable, written...)
}

// adopt switches the catalogue to tables made anew and removes at once whatever they no longer name.
func (l *Lake) adopt(ctx context.Context, tables []remade) error {
	locations := map[string]string{}
	for _, table := range tables {
		location, err := l.remake(ctx, table)
		if err != nil {
			return fmt.Errorf("make the metadata of table %s anew: %w", table.name, err)
		}
		locations[table.name] = location
	}
	ctx = context.WithoutCancel(ctx)
	if err := l.switchTo(ctx, locations); err != nil {
		for name := range locations {
			err = l.reload(ctx, name, err)
		}
		return err
	}
	for name := range locations {
		log, err := l.load(ctx, name)
		if err != nil {
			return l.reload(ctx, name, err)
		}
		if err := l.keep(name, log); err != nil {
			return err
		}
	}
	l.holding.Lock()
	clear(l.retired) // what was merged away may hold the rows too
	l.holding.Unlock()
	if _, err := l.removeStrays(ctx); err != nil {
		return err
	}
	for _, shape := range l.Tables() {
		if err := syncPath(filepath.Join(l.dir, shape.Name, "data")); err != nil {
			return err
		}
	}
	return os.RemoveAll(filepath.Join(l.dir, "spill"))
}

// Forgotten tells of the erasures after a commit, in their order.
func (l *Lake) Forgotten(after int64) ([]ForgottenRow, error) {
	return Rows[ForgottenRow](l, ForgottenTable, after, -1)
}

package warehouse

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"athar/models"
)

// AsOf makes a temporary warehouse of the rows up to a commit, under declarations that may be those of then. Closing it
// removes it. It begins as a copy of this one, which may be as of a later commit itself, and from which a refresh backwards takes
// what came later.
func (w *Warehouse) AsOf(ctx context.Context, commit int64, workspace *models.Workspace) (*Warehouse, error) {
	return w.at(ctx, commit, workspace, w.copyTo)
}

// Anew makes a temporary warehouse as AsOf does, from the lake alone.
func (w *Warehouse) Anew(ctx context.Context, commit int64, workspace *models.Workspace) (*Warehouse, error) {
	return w.at(ctx, commit, workspace, func(context.Context, string) error { return nil })
}

func (w *Warehouse) at(ctx context.Context, commit int64, workspace *models.Workspace, fill func(ctx context.Context, path string) error) (*Warehouse, error) {
	if last := w.lake.LastCommit(); commit < 0 || commit > last {
		return nil, &models.Error{Kind: models.NotFound,
			Message: fmt.Sprintf("There is no data version %d; the latest is %d.", commit, last),
			Ar:      fmt.Sprintf("لا توجد نسخة بيانات رقم %d؛ والأحدث هي %d.", commit, last)}
	}
	folder, err := os.MkdirTemp(filepath.Dir(w.home), filepath.Base(w.home)+fmt.Sprintf(".asof-%d-*", commit))
	if err != nil {
		return nil, fmt.Errorf("make temporary warehouse: %w", err)
	}
	past := &Warehouse{path: filepath.Join(folder, filepath.Base(w.home)), home: w.home, asOf: &commit, lake: w.lake, options: w.options,
		wholeFrom: w.wholeFrom, mostChanges: w.mostChanges}
	if err := fill(ctx, past.path); err != nil {
		return nil, errors.Join(fmt.Errorf("make temporary warehouse: copy: %w", err), os.RemoveAll(folder))
	}
	if err := past.begin(ctx, workspace); err != nil {
		return nil, errors.Join(fmt.Errorf("make warehouse as of commit %d: %w", commit, err), os.RemoveAll(folder))
	}
	return past, nil
}

// mostReplayed is from how much on that waits to be written into the file it is written before the file is copied: each copy
// would read it in again, which takes longer than all the rest.
const mostReplayed = 256 << 10

// copyTo copies the file and what is yet to be written into it, while nothing is taken in.
func (w *Warehouse) copyTo(ctx context.Context, path string) error {
	w.refreshing.Lock()
	defer w.refreshing.Unlock()
	if waits, err := os.Stat(w.path + ".wal"); err == nil && waits.Size() > mostReplayed {
		db, err := w.connected(ctx)
		if err != nil {
			return err
		}
		if _, err := db.ExecContext(ctx, "CHECKPOINT"); spoiled(err) {
			return errors.Join(err, w.reopen(context.WithoutCancel(ctx)))
		} else if err != nil {
			w.log().Info("the warehouse is copied with what waits to be written into it", "error", err)
		}
	}
	for _, ending := range []string{"", ".wal"} {
		if err := copyFile(w.path+ending, path+ending); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}

// before is what to put in the place of what was said later, when a refresh goes back: of each key the last that was said up
// to then, or that it is withdrawn, where nothing was.
func (r *refresh) before(kind *models.Kind, later string) (string, error) {
	keys := strings.Join(names(key(kind)), ", ")
	earlier, err := r.current(kind)
	if err != nil {
		return "", err
	}
	earlier = "(SELECT 'put' AS _op, 0::BIGINT AS _commit, 0::BIGINT AS _seq, * EXCLUDE (_key) FROM " + earlier + " LIMIT 0)"
	if files := r.lake.Files(kind.Name, 0, r.upTo); len(files) > 0 {
		if earlier, err = r.read(kind, files, 0, r.upTo); err != nil {
			return "", err
		}
	}
	err = r.exec("CREATE OR REPLACE TEMP TABLE said_later AS SELECT DISTINCT "+keys+" FROM "+later,
		"CREATE OR REPLACE TEMP TABLE said_before AS SELECT b.* FROM "+earlier+" AS b SEMI JOIN said_later AS l ON "+sameFields(kind, "b", "l")+
			" QUALIFY row_number() OVER (PARTITION BY "+keys+" ORDER BY _commit DESC, _seq DESC) = 1")
	return "(FROM said_before UNION ALL BY NAME SELECT 'withdraw' AS _op, l.* FROM said_later AS l ANTI JOIN said_before AS b ON " + sameFields(kind, "l", "b") + ")", err
}

// manyBack is from how many rows on going back costs as much a row as reading does.
const manyBack = 1_000_000

// mostlyLater reports whether a large part of the lake came after the commit to go back to: then it is quicker to read the rest.
// Of few rows that is half.
func (r *refresh) mostlyLater() bool {
	var all, later int64
	for _, kind := range models.Kinds {
		for _, file := range r.lake.Files(kind.Name, 0, r.after) {
			if all += file.Rows; file.Commit > r.upTo {
				later += file.Rows
			}
		}
	}
	share := r.wholeFrom
	if later < manyBack {
		share = max(share, 0.5)
	}
	return float64(later) > share*float64(all)
}

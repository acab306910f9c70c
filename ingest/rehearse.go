package ingest

import (
	"context"
	"encoding/json"
	"fmt"

	"athar/models"
)

// Rehearsal is the ledger as it would be: what a dry run compares with and adds
// to, and nobody else sees. The warehouse makes one.
type Rehearsal interface {
	// Declare makes other declarations hold from here on.
	Declare(w *models.Workspace)
	// Compare tells what a staged batch would change, and adds it.
	Compare(ctx context.Context, s models.Staged) (models.Comparison, error)
	// Changes is what all that was added would change of what is published.
	Changes(ctx context.Context) (json.Marshaler, error)
	Close() error
}

// Rehearsed is what a dry run found out.
type Rehearsed struct {
	Receipts []models.Receipt
	// Asides are the rows that would be set aside, at most mostAsides of them.
	Asides []models.Aside
	// Changes is what would change of what is published.
	Changes json.Marshaler
	// Workspace is what would be declared.
	Workspace *models.Workspace
}

// mostAsides bounds how many rows a dry run hands back for correction.
const mostAsides = 10_000

// rehearsal is a dry run on its way.
type rehearsal struct {
	Rehearsal
	workspace *models.Workspace
	asides    []models.Aside
}

// Check takes packages down the whole road without its last step: nothing of
// the workspace is written. Feeds see what those before them brought. told is
// given each receipt as it is made.
func (in *Intake) Check(ctx context.Context, folders []*Folder, told func(models.Receipt)) (Rehearsed, error) {
	return in.rehearse(ctx, func(on *rehearsal) ([]models.Receipt, error) {
		var receipts []models.Receipt
		for _, f := range folders {
			w, err := with(on.workspace, f.Package)
			if err != nil {
				return nil, err
			}
			on.workspace = w
			on.Declare(w)
			some, err := in.feeds(ctx, f, on, told)
			if err != nil {
				return nil, err
			}
			receipts = append(receipts, some...)
		}
		return receipts, nil
	})
}

// Rehearse is what Receive would do with a post. The files stay where they are,
// spooled or not.
func (in *Intake) Rehearse(ctx context.Context, p Post) (Rehearsed, error) {
	feed, d, err := in.delivery(p)
	if err != nil {
		return Rehearsed{}, err
	}
	return in.rehearse(ctx, func(on *rehearsal) ([]models.Receipt, error) {
		file, err := d.onDisk(in)
		if err != nil {
			return nil, err
		}
		if d.body != nil {
			defer file.discard()
		}
		return in.receive(ctx, feed, []delivery{file}, on)
	})
}

func (in *Intake) rehearse(ctx context.Context, deliver func(*rehearsal) ([]models.Receipt, error)) (_ Rehearsed, err error) {
	if in.options.Rehearse == nil {
		return Rehearsed{}, &models.Error{Kind: models.Refused, Message: "There are no dry runs here.", Ar: "لا يمكن إجراء تجربة بلا حفظ هنا."}
	}
	select {
	case in.rehearsing <- struct{}{}:
		defer func() { <-in.rehearsing }()
	case <-ctx.Done():
		return Rehearsed{}, ctx.Err()
	}
	if err := in.lane.sealNow(ctx); err != nil { // what is open is there, too
		return Rehearsed{}, err
	}
	made, err := in.options.Rehearse()
	if err != nil {
		return Rehearsed{}, err
	}
	defer made.Close()
	on := &rehearsal{Rehearsal: made, workspace: in.Workspace()}
	receipts, err := deliver(on)
	if err != nil {
		return Rehearsed{}, err
	}
	in.step("", "asking what would change", 0)
	changes, err := made.Changes(ctx)
	if err != nil {
		return Rehearsed{}, fmt.Errorf("ask what would change: %w", err)
	}
	return Rehearsed{receipts, on.asides, changes, on.workspace}, nil
}

// rehearse is commit without anything that lasts.
func (b *batch) rehearse(ctx context.Context, usable bool) ([]models.Receipt, error) {
	kept := b.kept(usable)
	if len(kept) > 0 {
		staged := models.Staged{Kind: b.kind, Feed: b.feed, Parquet: b.temporary("staged.parquet")}
		if err := b.stage(ctx, &staged, "", kept); err != nil {
			return nil, fmt.Errorf("stage %s: %w", b.feed.Name, err)
		}
		b.in.step(b.feed.Name, "comparing", b.rows[0])
		comparison, err := b.rehearsal.Compare(ctx, staged)
		if err != nil {
			return nil, fmt.Errorf("compare %s with what is known: %w", b.feed.Name, err)
		}
		b.tell(comparison, kept)
	}
	if usable {
		rows, err := b.conn.QueryContext(ctx, fmt.Sprintf("SELECT %s FROM (%s) ORDER BY row LIMIT %d", asideShown, b.asideRows(0, "_delivery >= 0"), mostAsides-len(b.rehearsal.asides)))
		if err != nil {
			return nil, fmt.Errorf("read the rows that would be set aside: %w", err)
		}
		asides, err := readAsides(rows)
		if err != nil {
			return nil, fmt.Errorf("read the rows that would be set aside: %w", err)
		}
		b.rehearsal.asides = append(b.rehearsal.asides, asides...)
	}
	for d := range b.receipts {
		r := &b.receipts[d]
		r.At, r.Seconds = b.in.options.Now().UTC(), b.in.secondsSince(b.started)
	}
	return b.receipts, nil
}

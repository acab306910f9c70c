package lake

import (
	"context"
	"slices"
	"time"
)

// TellLost keeps in the lake which data files a repair set apart, so that Verify can tell what was given up then from new
// damage. Mends of which no rows are lost are left out.
func (l *Lake) TellLost(ctx context.Context, found []Mend, at time.Time) error {
	var rows []LostRow
	commit := l.LastCommit() + 1
	for _, m := range found {
		if m.First > 0 {
			rows = append(rows, LostRow{Commit: commit, At: at.UTC(), Table: m.Table, First: m.First, Last: m.Last})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	// A lake of an earlier version may not have the table.
	if err := l.Declare(ctx, logTables[slices.IndexFunc(logTables, func(t Table) bool { return t.Name == LostTable })]); err != nil {
		return err
	}
	return AppendRows(ctx, l, LostTable, commit, rows)
}

// Lost are the data files of a table that repairs set apart.
func (l *Lake) Lost(table string) ([]LostRow, error) {
	all, err := Rows[LostRow](l, LostTable, 0, -1)
	return slices.DeleteFunc(all, func(r LostRow) bool { return r.Table != table }), err
}

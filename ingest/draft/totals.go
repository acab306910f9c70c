package draft

import (
	"fmt"

	"athar/ingest/internal/decode"
	"athar/ingest/internal/spelling"
	"athar/internal/sqltext"
	"athar/models"
)

// totalWords are what stands at the head of a row that adds up the others.
var totalWords = folded("total, totals, grand total, sum, overall, المجموع, المجموع الكلي, مجموع, الإجمالي, إجمالي, الإجمالي الكلي, المجموع العام")

// lastRows is how far from its end a file may have its totals: notes may stand below.
const lastRows = 3

func folded(list string) map[string]bool {
	all := map[string]bool{}
	for _, words := range names(list) {
		all[spelling.Fold(fmt.Sprint(words))] = true
	}
	return all
}

// totals finds the rows at the end of a file that add up the others, which are nobody and nothing that happened.
func (d *drafter) totals(f *seenFile) (*models.Totals, error) {
	for _, c := range f.columns {
		rows, err := d.conn.QueryContext(d.ctx, fmt.Sprintf("SELECT coalesce(%s, '') FROM %s ORDER BY %s DESC LIMIT %d", sqltext.Quote(c.name), sqltext.Quote(f.table), sqltext.Quote(decode.RowColumn), lastRows))
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		for rows.Next() {
			var word string
			if err := rows.Scan(&word); err != nil {
				return nil, err
			}
			if totalWords[spelling.Fold(word)] {
				return &models.Totals{Column: c.name, Word: word}, nil
			}
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

package check

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"athar/internal/sqltext"
	"athar/models"
)

// report sums up the faults of each delivery and applies the share from which
// nothing of a delivery is taken.
func (r *run) report(ctx context.Context) (Result, error) {
	n := r.in.Deliveries
	res := Result{Columns: r.columns(), Whole: r.whole, Faultless: r.whole && r.faults == 0, Keeping: r.keeping,
		SetAside: make([]int64, n), Warnings: make([]int64, n), Duplicates: make([]int64, n), Rejected: make([]bool, n), Problems: make([][]models.Problem, n)}
	rows, err := r.conn.QueryContext(ctx, `SELECT n._delivery, f.fault, n._file, min(n._row), count(DISTINCT f._place)
		FROM faults f JOIN named n USING (_place) GROUP BY ALL ORDER BY ALL`)
	if err != nil {
		return res, err
	}
	defer rows.Close()
	for rows.Next() {
		var delivery, number int
		var file sql.NullString
		var line, count int64
		if err := rows.Scan(&delivery, &number, &file, &line, &count); err != nil {
			return res, err
		}
		p := r.problems[number]
		p.File, p.Line, p.Count = file.String, line, count
		res.Problems[delivery] = append(res.Problems[delivery], p)
		if p.Effect == models.Warning {
			res.Warnings[delivery] += count
		}
	}
	if err := rows.Err(); err != nil {
		return res, err
	}
	counts := `SELECT _delivery, count(*), 'aside' FROM aside GROUP BY ALL
		UNION ALL SELECT _delivery, sum(rows - 1)::BIGINT, 'same' FROM repeated WHERE contents = 1 GROUP BY ALL`
	counted, err := r.conn.QueryContext(ctx, counts)
	if err != nil {
		return res, err
	}
	defer counted.Close()
	for counted.Next() {
		var delivery int
		var count int64
		var what string
		if err := counted.Scan(&delivery, &count, &what); err != nil {
			return res, err
		}
		if what == "aside" {
			res.SetAside[delivery] = count
		} else {
			res.Duplicates[delivery] = count
		}
	}
	for d := range n {
		bad := res.SetAside[d] + r.in.Broken[d]
		if bad > 0 && float64(bad) > r.in.Feed.RejectAbove*float64(r.in.Rows[d]) {
			res.Rejected[d] = true
			p := models.NewProblem("too_many_bad_rows", "", fmt.Sprintf("%.0f%%", 100*r.in.Feed.RejectAbove))
			p.Count = bad
			res.Problems[d] = append(res.Problems[d], p)
		}
	}
	return res, counted.Err()
}

// name makes the table fault_names (fault, code, field): what the numbers in
// aside mean.
func (r *run) name(ctx context.Context) error {
	names := []string{"(NULL, NULL, NULL)"}
	for i, p := range r.problems {
		if p.Effect == models.SetAside {
			names = append(names, fmt.Sprintf("(%d, %s, %s)", i, sqltext.Literal(p.Code), sqltext.Literal(p.Column)))
		}
	}
	return r.exec(ctx, "CREATE OR REPLACE TEMP TABLE fault_names AS SELECT fault::INTEGER AS fault, code, field FROM (VALUES "+strings.Join(names, ", ")+") AS f(fault, code, field) WHERE fault IS NOT NULL")
}

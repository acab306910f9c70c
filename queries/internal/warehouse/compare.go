package warehouse

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"athar/ingest/lake"
	"athar/models"
)

// Compares reports whether Compare tells the same however a workspace's declarations differ from those that hold: no record has
// other columns by them, and no delivery withdraws what is of a term.
func (w *Warehouse) Compares(workspace *models.Workspace) bool {
	w.state.RLock()
	defer w.state.RUnlock()
	declared, _ := fingerprints(newShape(workspace))
	hold, _ := fingerprints(w.shape)
	return declared == hold && !slices.ContainsFunc(workspace.Feeds, func(f models.Feed) bool { return f.Replaces == models.ReplacesTerm })
}

// Compare compares what is staged with what is current, a later delivery with the ones before it, and writes the rows the
// lake must take, new, replaced and withdrawn, to the Parquet file out; no file where there are none, or where they are the
// staged ones as they stand. fieldIDs are the lake's, as COPY takes them; without them out is always written. The warehouse
// must stand at the lake's last commit.
func (w *Warehouse) Compare(ctx context.Context, staged models.Staged, out string, fieldIDs string) (models.Comparison, error) {
	w.state.RLock()
	s := w.shape
	w.state.RUnlock()
	db, err := w.connected(ctx)
	if err != nil {
		return models.Comparison{}, fmt.Errorf("compare: %w", err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return models.Comparison{}, fmt.Errorf("compare: %w", err)
	}
	defer tx.Rollback()
	at := w.Commit()
	c := &comparing{refresh: refresh{ctx: ctx, tx: tx, shape: s}, Staged: staged}
	if c.table, err = c.current(staged.Kind); err != nil {
		return models.Comparison{}, fmt.Errorf("compare %s: %w", staged.Kind.Name, err)
	}
	if err := c.run(out, fieldIDs); err != nil {
		return models.Comparison{}, fmt.Errorf("compare %s: %w", staged.Kind.Name, err)
	}
	found := &judged{at: at}
	if found.fresh = out; c.result.AsStaged {
		found.fresh = staged.Parquet
	}
	if !c.fresh {
		found.fresh = ""
	}
	w.judged.Store(found)
	return c.result, nil
}

// judged is what the last comparison leaves for the refresh that follows it.
type judged struct {
	at    int64  // the commit compared with
	fresh string // the file to be appended, where each key in it is new and said once
}

type comparing struct {
	refresh
	models.Staged
	table  string // what is current, as SQL
	fresh  bool   // every row is new, and each key is there once
	staged string // whether that is a TABLE or a VIEW of the file
	result models.Comparison
}

func (c *comparing) run(out, fieldIDs string) error {
	if err := c.stage(); err != nil {
		return err
	}
	if !c.fresh {
		if err := c.judge(); err != nil {
			return err
		}
		if err := c.withdraw(); err != nil {
			return err
		}
	}
	if err := c.references(); err != nil {
		return err
	}
	if err := c.contradictions(); err != nil {
		return err
	}
	return c.write(out, fieldIDs)
}

// stage looks at what is staged: mostly every row is new, which is seen from the hashes of the keys alone. A large file stays
// where it is then.
func (c *comparing) stage() error {
	columns := c.shape.columns(c.Kind)
	delivery := "0"
	if len(c.Batches) > 1 {
		delivery = "CAST(list_position([" + strings.Join(texts(c.Batches), ", ") + "], CAST(_batch AS VARCHAR)) - 1 AS INTEGER)"
	}
	read := func(path string, keepOnly bool) (string, error) {
		source := "read_parquet(" + text(path) + ")"
		found, err := c.columnsOf(source)
		return fmt.Sprintf("SELECT %s AS _delivery, _seq AS _place, %t AS _keep_only, %s FROM %s", delivery, keepOnly, strings.Join(selection(columns, found), ", "), source), err
	}
	staged, err := read(c.Parquet, false)
	if err != nil {
		return err
	}
	rows, err := c.number("SELECT count(*) FROM read_parquet(" + text(c.Parquet) + ")")
	if err != nil {
		return err
	}
	if c.Kept != "" {
		kept, err := read(c.Kept, true)
		if err != nil {
			return err
		}
		staged += " UNION ALL " + kept
	}
	staged = "SELECT " + keyHash(c.Kind) + " AS _key, * FROM (" + staged + ")"
	if c.staged = "TABLE"; rows > manyRows {
		c.staged = "VIEW"
	}
	if err := c.exec("CREATE TEMP " + c.staged + " staged AS " + staged); err != nil {
		return err
	}
	if err := c.deliveries(); err != nil {
		return err
	}
	if c.Feed.Replaces == models.ReplacesAll || c.Feed.Replaces == models.ReplacesTerm {
		return nil
	}
	var known, keys int64
	if known, err = c.number("SELECT count(*) FROM (SELECT 1 FROM " + c.table + " WHERE _key IN (SELECT _key FROM staged WHERE NOT _keep_only) LIMIT 1)"); err != nil || known > 0 {
		return err
	}
	if len(c.Batches) == 1 {
		c.fresh = true
		return nil
	}
	// Two keys of one hash count as one said twice: that is looked at more closely.
	if keys, err = c.number("SELECT count(*) FROM (SELECT _key FROM staged WHERE NOT _keep_only GROUP BY _key)"); err != nil {
		return err
	}
	for _, d := range c.result.Deliveries {
		keys -= d.New
	}
	c.fresh = keys == 0
	return nil
}

// deliveries counts the rows of each delivery, all as new.
func (c *comparing) deliveries() error {
	rows, err := c.tx.QueryContext(c.ctx, "SELECT _delivery, count(*) FILTER (NOT _keep_only) FROM staged GROUP BY 1 ORDER BY 1")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var delivery int
		var n int64
		if err := rows.Scan(&delivery, &n); err != nil {
			return err
		}
		for len(c.result.Deliveries) <= delivery {
			c.result.Deliveries = append(c.result.Deliveries, models.Delivered{})
		}
		c.result.Deliveries[delivery].New = n
	}
	return rows.Err()
}

// judge compares each row with the one before it: of its key in an earlier delivery, else the current one. _turn numbers the
// rows of a key in the order they come.
func (c *comparing) judge() error {
	var compared []string
	for _, col := range c.shape.content(c.Kind) {
		if !slices.Contains(c.Kind.Key, col.Name) {
			compared = append(compared, name(col.Name))
		}
	}
	same := func(a, b string) string {
		conditions := make([]string, len(compared))
		for i, col := range compared {
			conditions[i] = a + "." + col + " IS NOT DISTINCT FROM " + b + "." + col
		}
		return strings.Join(conditions, " AND ")
	}
	if err := c.exec(
		"CREATE OR REPLACE TEMP TABLE numbered AS SELECT *, CASE WHEN NOT _keep_only THEN row_number() OVER (PARTITION BY _keep_only, "+strings.Join(names(key(c.Kind)), ", ")+" ORDER BY _delivery, _place) END AS _turn FROM staged",
		"DROP "+c.staged+" temp.staged",
		"ALTER TABLE temp.numbered RENAME TO staged",
		"CREATE OR REPLACE TEMP TABLE standing AS FROM "+c.table+" WHERE _key IN (SELECT _key FROM staged)",
		// The first rows of keys meet the current ones, later rows the row before.
		"CREATE OR REPLACE TEMP TABLE judged AS SELECT s._key, s._delivery, s._place, s._turn, CASE WHEN k._key IS NULL THEN 'new' WHEN "+same("s", "k")+" THEN 'unchanged' ELSE 'replaced' END AS verdict "+
			"FROM staged AS s LEFT JOIN standing AS k ON "+sameKey(c.Kind, "k", "s")+" WHERE s._turn = 1",
		"INSERT INTO judged SELECT s._key, s._delivery, s._place, s._turn, CASE WHEN "+same("s", "b")+" THEN 'unchanged' ELSE 'replaced' END "+
			"FROM (FROM staged WHERE _turn > 1) AS s JOIN staged AS b ON "+sameKey(c.Kind, "b", "s")+" AND b._turn = s._turn - 1",
	); err != nil {
		return err
	}
	rows, err := c.tx.QueryContext(c.ctx, `SELECT _delivery, count(*) FILTER (verdict = 'new'), count(*) FILTER (verdict = 'replaced'), count(*) FILTER (verdict = 'unchanged')
		FROM judged GROUP BY 1`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var delivery int
		var d models.Delivered
		if err := rows.Scan(&delivery, &d.New, &d.Replaced, &d.Unchanged); err != nil {
			return err
		}
		c.result.Deliveries[delivery] = d
	}
	return rows.Err()
}

// withdraw finds the records of the feed that a delivery which speaks for their term, or for everything, leaves out and none
// after it brings again.
func (c *comparing) withdraw() error {
	all := strings.Join(names(columnNames(c.shape.columns(c.Kind))), ", ")
	if c.Feed.Replaces != models.ReplacesAll && c.Feed.Replaces != models.ReplacesTerm {
		return c.exec("CREATE OR REPLACE TEMP TABLE gone AS SELECT _key, " + all + " FROM " + c.table + " LIMIT 0")
	}
	// Of current records, and of those that an earlier delivery of this commit brings.
	standing := "SELECT _key, NULL AS _delivery, " + all + " FROM " + c.table + " WHERE _feed = " + text(c.Feed.Name) +
		" UNION ALL BY NAME SELECT * EXCLUDE (_place, _keep_only, _turn) FROM staged AS s WHERE _turn = 1 AND _delivery < (SELECT max(_delivery) FROM staged)" +
		" AND NOT EXISTS (FROM " + c.table + " AS k WHERE " + sameKey(c.Kind, "k", "s") + ")"
	var covered string
	if c.Feed.Replaces == models.ReplacesAll {
		covered = "SELECT r.*, (SELECT max(_delivery) FROM staged) AS _covered FROM (" + standing + ") AS r"
	} else {
		term, joins := c.term("r", true)
		stagedTerm, stagedJoins := c.term("s", false)
		if err := c.exec("CREATE OR REPLACE TEMP TABLE covered AS SELECT " + stagedTerm + " AS _term, max(s._delivery) AS _covered FROM staged AS s" + stagedJoins + " WHERE _term IS NOT NULL GROUP BY ALL"); err != nil {
			return err
		}
		covered = "SELECT t.* EXCLUDE (_term), v._covered FROM (SELECT r.*, " + term + " AS _term FROM (" + standing + ") AS r" + joins + ") AS t JOIN covered AS v USING (_term)"
	}
	if err := c.exec("CREATE OR REPLACE TEMP TABLE gone AS WITH seen AS (SELECT _key, " + strings.Join(names(key(c.Kind)), ", ") + ", max(_delivery) AS _seen FROM staged GROUP BY ALL) " +
		"SELECT r.* EXCLUDE (_covered, _delivery) FROM (" + covered + ") AS r LEFT JOIN seen ON " + sameKey(c.Kind, "seen", "r") + " WHERE coalesce(_seen, -1) < _covered"); err != nil {
		return err
	}
	var err error
	c.result.Withdrawn, err = c.number("SELECT count(*) FROM gone")
	return err
}

// term is the term a row belongs to, as SQL with the joins it takes: its journey's, else that of its first date.
func (c *comparing) term(row string, current bool) (expression, joins string) {
	if _, ok := c.Kind.Field("term"); ok {
		return row + ".term", ""
	}
	parts := []string{}
	if _, ok := c.Kind.Field("opportunity_id"); ok && c.Kind.Name != "opportunities" {
		joins += " LEFT JOIN opportunity_register AS o ON o.opportunity_id = " + row + ".opportunity_id"
		parts = append(parts, "o.term")
		if _, ok := c.Kind.Field("person_id"); ok && current {
			joins += " LEFT JOIN journeys AS j ON j.person_id = " + row + ".person_id AND j.opportunity_id = " + row + ".opportunity_id"
			parts = append(parts, "j.term")
		}
	}
	for _, f := range c.Kind.Fields {
		if f.Type == models.Date || f.Type == models.Moment {
			joins += " LEFT JOIN term_days AS d ON d.day = CAST(" + row + "." + name(f.Name) + " AS DATE)"
			parts = append(parts, "d.term")
			break
		}
	}
	parts = append(parts, "(SELECT term FROM terms WHERE starts_on = DATE '-infinity')")
	return "coalesce(" + strings.Join(parts, ", ") + ")", joins
}

// contradictions counts the aliases of each delivery that somebody else, or another delivery of these, gives for an id that
// is not known to be the same.
func (c *comparing) contradictions() error {
	if c.Kind.Name != "aliases" || len(c.result.Deliveries) == 0 {
		return nil
	}
	rows, err := c.tx.QueryContext(c.ctx, `WITH given AS (
			SELECT "of", alias, id, source, scheme FROM main.aliases UNION SELECT "of", alias, id, source, scheme FROM staged WHERE NOT _keep_only)
		SELECT s._delivery, count(*) FROM staged AS s LEFT JOIN same_ids AS x ON x."of" = s."of" AND x.alias = s.id
		WHERE NOT s._keep_only AND EXISTS (FROM given AS g LEFT JOIN same_ids AS y ON y."of" = g."of" AND y.alias = g.id
			WHERE g."of" = s."of" AND g.alias = s.alias AND (g.source, g.scheme) <> (s.source, s.scheme) AND coalesce(y.id, g.id) <> coalesce(x.id, s.id))
		GROUP BY 1`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var delivery int
		var n int64
		if err := rows.Scan(&delivery, &n); err != nil {
			return err
		}
		c.result.Deliveries[delivery].OfTwoIDs = n
	}
	return rows.Err()
}

// references counts what the rows of each delivery name and nobody knows.
func (c *comparing) references() error {
	for _, f := range c.Kind.Fields {
		if f.Refers == "" || f.Type == models.Apart || len(c.result.Deliveries) == 0 {
			continue
		}
		target, err := models.KindNamed(f.Refers)
		if err != nil {
			return err
		}
		column, first := name(f.Name), name(target.Key[0])
		// Each id is looked for once, however many rows name it.
		unknown := " FROM (SELECT _delivery, " + column + ", count(*) AS _rows FROM staged WHERE NOT _keep_only AND " + column + " IS NOT NULL GROUP BY ALL) AS s" +
			" WHERE NOT EXISTS (FROM main." + name(target.Name) + " AS t WHERE t." + first + " = s." + column + ")"
		if target == c.Kind {
			unknown += " AND NOT EXISTS (FROM staged AS t WHERE NOT t._keep_only AND t." + first + " = s." + column + ")"
		}
		if of, ok := meanings[target.Key[0]]; ok {
			// An alias of one that is known is known.
			unknown += " AND NOT EXISTS (FROM same_ids AS a JOIN resolved." + name(target.Name) + " AS t ON CAST(t." + first + " AS VARCHAR) = a.id WHERE a.\"of\" = " +
				text(of) + " AND a.alias = CAST(s." + column + " AS VARCHAR))"
		}
		counted := "sum(s._rows)::BIGINT"
		if target.Name == "people" {
			counted = "count(*)"
		}
		rows, err := c.tx.QueryContext(c.ctx, "SELECT s._delivery, "+counted+unknown+" GROUP BY 1")
		if err != nil {
			return err
		}
		for rows.Next() {
			var delivery int
			var n int64
			if err = rows.Scan(&delivery, &n); err != nil {
				break
			}
			if d := &c.result.Deliveries[delivery]; target.Name == "people" {
				d.NotInRoster += n
			} else {
				d.Unresolved = append(d.Unresolved, models.Unresolved{Column: f.Name, Rows: n})
			}
		}
		if err = errors.Join(err, rows.Err(), rows.Close()); err != nil {
			return err
		}
	}
	return nil
}

// write writes what the lake must take.
func (c *comparing) write(out, fieldIDs string) error {
	unchanged := int64(0)
	for _, d := range c.result.Deliveries {
		c.result.Rows += d.New + d.Replaced
		unchanged += d.Unchanged
	}
	if c.result.Rows += c.result.Withdrawn; c.result.Rows == 0 {
		return nil
	}
	if c.result.AsStaged = fieldIDs != "" && unchanged == 0 && c.result.Withdrawn == 0; c.result.AsStaged {
		return nil
	}
	ours := columnNames(slices.Concat(turn, c.shape.columns(c.Kind)))
	columns := append([]string{"_op"}, ours...)
	options := "FORMAT parquet, COMPRESSION zstd"
	if fieldIDs != "" {
		options += ", FIELD_IDS " + fieldIDs
		columns = lake.FieldNames(fieldIDs)
	}
	var selected []string
	for _, col := range columns {
		switch {
		case col == "_commit":
			selected = append(selected, fmt.Sprintf("CAST(%d AS BIGINT) AS _commit", c.Commit))
		case col == "_seq":
			selected = append(selected, "row_number() OVER (ORDER BY _delivery, _place, _key) - 1 AS _seq")
		case col == "_op" || slices.Contains(ours, col):
			selected = append(selected, name(col))
		default: // a dimension that was declared once
			selected = append(selected, "CAST(NULL AS VARCHAR) AS "+name(col))
		}
	}
	rows := "SELECT 'put' AS _op, * FROM staged WHERE NOT _keep_only"
	if !c.fresh {
		rows = "SELECT 'put' AS _op, s.* FROM staged AS s SEMI JOIN (FROM judged WHERE verdict <> 'unchanged') AS v ON v._key = s._key AND v._delivery = s._delivery AND v._place = s._place WHERE NOT s._keep_only" +
			" UNION ALL BY NAME SELECT 'withdraw' AS _op, 2147483647 AS _delivery, 0 AS _place, g.* REPLACE ((SELECT arg_max(_batch, (_delivery, _place)) FROM staged) AS _batch, " +
			text(c.Feed.Name) + " AS _feed) FROM gone AS g"
	}
	return c.exec("COPY (SELECT " + strings.Join(selected, ", ") + " FROM (" + rows + ")) TO " + text(out) + " (" + options + ")")
}

func columnNames(columns []column) []string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = c.Name
	}
	return all
}

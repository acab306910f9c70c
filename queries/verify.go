package queries

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"athar/ingest/lake"
	"athar/internal/sqltext"
	"athar/models"
	"athar/queries/internal/warehouse"
)

// Fault is one thing that Verify finds wrong. It never says anything of a person.
type Fault struct {
	Kind   string      `json:"kind,omitempty"`   // or another table of the lake
	Commit int64       `json:"commit,omitempty"` // 0 where it is about no single one
	Text   models.Text `json:"text"`
	// Harmless: nothing is lost but what a repair gave up before, and no answer is wrong.
	Harmless bool `json:"harmless,omitempty"`
}

// Verify reads the whole lake back and counts everything twice: files against
// their check sums, rows against receipts, and the warehouse against the lake.
// Deliveries may go on meanwhile; what they bring is not judged.
func (e *Engine) Verify(ctx context.Context) ([]Fault, error) {
	var v verification
	defer e.lake.Hold()()
	found, err := e.lake.Verify(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		v.file(f)
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if v.conn, err = db.Conn(ctx); err != nil {
		return nil, err
	}
	defer v.conn.Close()
	scratch, err := e.scratch("verify-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(scratch)
	settings := []string{"SET TimeZone = 'UTC'", "SET autoinstall_known_extensions = false", "SET temp_directory = " + sqltext.Literal(scratch)}
	if e.options.MemoryLimit != "" {
		settings = append(settings, "SET memory_limit = "+sqltext.Literal(e.options.MemoryLimit))
	}
	for _, s := range settings {
		if _, err := v.conn.ExecContext(ctx, s); err != nil {
			return nil, err
		}
	}
	served := map[string]total{}
	var commit int64
	err = e.warehouse.Read(ctx, func(s *warehouse.Snapshot) error {
		commit = s.Commit
		if err := v.receipts(ctx, e.lake, commit); err != nil {
			return err
		}
		for _, k := range models.Kinds {
			if err := v.records(ctx, e.lake, s, k); err != nil {
				return err
			}
		}
		for _, table := range rolledUp {
			if served[table], err = totalOf(ctx, s, table); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("compare the warehouse with the lake: %w", err)
	}
	err = v.rebuilt(ctx, e, commit, served)
	return v.faults, err
}

type verification struct {
	conn   *sql.Conn
	faults []Fault
	broken map[string]bool // tables with a file that cannot be trusted to be read
}

func (v *verification) add(kind string, commit int64, en, ar string) {
	v.faults = append(v.faults, Fault{Kind: kind, Commit: commit, Text: models.Text{En: en, Ar: ar}})
}

// lost tells what a repair gave up, which is no new damage.
func (v *verification) lost(kind string, commit int64, en, ar string) {
	v.faults = append(v.faults, Fault{Kind: kind, Commit: commit, Text: models.Text{En: en, Ar: ar}, Harmless: true})
}

// file takes up what the lake says of itself.
func (v *verification) file(f lake.Fault) {
	if v.broken == nil {
		v.broken = map[string]bool{}
	}
	fault := Fault{Kind: f.Table, Harmless: f.Harmless, Text: models.Text{En: f.Sentence}}
	name := filepath.Base(f.Path)
	if number, _, ok := strings.Cut(name, "-"); ok && strings.HasSuffix(name, ".parquet") {
		fault.Commit, _ = strconv.ParseInt(number, 10, 64)
	}
	switch {
	case f.Table == "":
		fault.Text.Ar = "فهرس البحيرة تالف أو تتعذر قراءته."
	case f.Harmless:
		fault.Text.Ar = "لا يذكر الجدول " + f.Table + " الملف " + name + ": خلّفه إيداع لم يكتمل ويمكن حذفه."
	case fault.Commit > 0:
		fault.Text.Ar = "ملف البيانات " + name + " في الجدول " + f.Table + " مفقود أو تغيّر منذ إيداعه."
	default:
		fault.Text.Ar = "البيانات الوصفية للجدول " + f.Table + " تالفة أو تتعذر قراءتها."
	}
	if !f.Harmless && f.Table != "" {
		v.broken[f.Table] = true
	}
	v.faults = append(v.faults, fault)
}

// unreadable notes that a table could not be read again; its file's own fault
// has been told where there is one.
func (v *verification) unreadable(table string) {
	if !v.broken[table] {
		v.add(table, 0, "The table "+table+" cannot be read back.", "تتعذر قراءة الجدول "+table+".")
	}
}

func files(l *lake.Lake, table string, upTo int64) string {
	found := l.Files(table, 0, upTo)
	if len(found) == 0 {
		return ""
	}
	return lake.Source(found, 0, upTo)
}

// receipts counts the rows of every batch against its receipt.
func (v *verification) receipts(ctx context.Context, l *lake.Lake, upTo int64) error {
	rows, err := lake.Rows[lake.ReceiptRow](l, lake.ReceiptsTable, 0, -1)
	if err != nil {
		v.unreadable(lake.ReceiptsTable)
		return nil
	}
	gone, err := erased(l)
	if err != nil {
		v.unreadable(lake.ForgottenTable)
		return nil
	}
	known := map[string]models.Receipt{} // by batch
	withdrawn := map[string]map[int64]int64{}
	for _, row := range rows {
		var r models.Receipt
		if json.Unmarshal([]byte(row.Receipt), &r) != nil {
			v.add(row.Kind, row.Commit, fmt.Sprintf("A receipt of %s in commit %d cannot be read.", row.Kind, row.Commit), fmt.Sprintf("تتعذر قراءة إيصال %s في الإيداع %d.", row.Kind, row.Commit))
			continue
		}
		if r.Commit == 0 && r.Withdrawn > 0 {
			r.Commit = row.Commit
		}
		if _, again := known[r.Batch]; again || r.Commit > upTo {
			continue
		}
		r.Accepted -= gone.Puts[r.Batch]
		known[r.Batch] = r
		if r.Withdrawn > 0 {
			if withdrawn[r.Kind] == nil {
				withdrawn[r.Kind] = map[int64]int64{}
			}
			withdrawn[r.Kind][r.Commit] += r.Withdrawn
		}
	}
	for kind, commits := range withdrawn {
		for commit := range commits {
			commits[commit] -= gone.Withdrawals[lake.Withdrawn(kind, commit)]
		}
	}
	for _, k := range models.Kinds {
		if err := v.batches(ctx, l, k, upTo, known, withdrawn[k.Name]); err != nil {
			return err
		}
	}
	return nil
}

func (v *verification) batches(ctx context.Context, l *lake.Lake, k *models.Kind, upTo int64, known map[string]models.Receipt, withdrawn map[int64]int64) error {
	apart, err := l.Lost(k.Name)
	if err != nil {
		v.unreadable(lake.LostTable)
		return nil
	}
	givenUp := func(commit int64) bool {
		return slices.ContainsFunc(apart, func(r lake.LostRow) bool { return r.First <= commit && commit <= r.Last })
	}
	put, gone := map[string]int64{}, map[int64]int64{}
	at := map[string]int64{}
	if source := files(l, k.Name, upTo); source != "" {
		rows, err := v.conn.QueryContext(ctx, "SELECT CAST(_batch AS VARCHAR), _commit, count(*) FILTER (_op = 'put'), count(*) FILTER (_op = 'withdraw') FROM "+source+" GROUP BY ALL ORDER BY _commit")
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			v.unreadable(k.Name)
			return nil
		}
		defer rows.Close()
		for rows.Next() {
			var batch string
			var commit, puts, withdrawals int64
			if err := rows.Scan(&batch, &commit, &puts, &withdrawals); err != nil {
				return err
			}
			at[batch] = commit
			put[batch] += puts
			gone[commit] += withdrawals
		}
		if err := rows.Err(); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			v.unreadable(k.Name)
			return nil
		}
	}
	for _, batch := range slices.Sorted(maps.Keys(at)) {
		if _, ok := known[batch]; !ok {
			v.add(k.Name, at[batch], fmt.Sprintf("Batch %s of %s, in commit %d, has no receipt.", batch, k.Name, at[batch]),
				fmt.Sprintf("الدفعة %s من %s في الإيداع %d بلا إيصال.", batch, k.Name, at[batch]))
		}
	}
	for _, batch := range slices.Sorted(maps.Keys(known)) {
		r := known[batch]
		switch {
		case r.Kind != k.Name || put[batch] == r.Accepted:
		case put[batch] < r.Accepted && givenUp(r.Commit):
			v.lost(k.Name, r.Commit, fmt.Sprintf("Of batch %s, %d of the %d records of %s in commit %d were lost with a data file that a repair set apart. If they have not been sent again since, send them again.", batch, r.Accepted-put[batch], r.Accepted, k.Name, r.Commit),
				fmt.Sprintf("فُقد من الدفعة %s من %s في الإيداع %d، مع ملف بيانات عزله إصلاح سابق، %d من أصل %d من السجلات. إن لم تُرسل من جديد منذ ذلك الحين فأرسلها.", batch, k.Name, r.Commit, r.Accepted-put[batch], r.Accepted))
		default:
			v.add(k.Name, r.Commit, fmt.Sprintf("The receipt of batch %s says that %d records of %s were accepted in commit %d; the lake holds %d.", batch, r.Accepted, k.Name, r.Commit, put[batch]),
				fmt.Sprintf("يقول إيصال الدفعة %s إن %d من سجلات %s قُبلت في الإيداع %d؛ وفي البحيرة %d.", batch, r.Accepted, k.Name, r.Commit, put[batch]))
		}
	}
	commits := maps.Clone(gone)
	maps.Copy(commits, withdrawn)
	for _, commit := range slices.Sorted(maps.Keys(commits)) {
		switch {
		case gone[commit] == withdrawn[commit]:
		case gone[commit] < withdrawn[commit] && givenUp(commit):
			v.lost(k.Name, commit, fmt.Sprintf("%d of the %d withdrawals of %s in commit %d were lost with a data file that a repair set apart. If they have not been sent again since, send them again.", withdrawn[commit]-gone[commit], withdrawn[commit], k.Name, commit),
				fmt.Sprintf("فُقد من عمليات سحب %s في الإيداع %d، مع ملف بيانات عزله إصلاح سابق، %d من أصل %d. إن لم تُرسل من جديد منذ ذلك الحين فأرسلها.", k.Name, commit, withdrawn[commit]-gone[commit], withdrawn[commit]))
		default:
			v.add(k.Name, commit, fmt.Sprintf("The receipts of commit %d say that %d records of %s were withdrawn; the lake holds %d withdrawals.", commit, withdrawn[commit], k.Name, gone[commit]),
				fmt.Sprintf("تقول إيصالات الإيداع %d إن %d من سجلات %s سُحبت؛ وفي البحيرة %d.", commit, withdrawn[commit], k.Name, gone[commit]))
		}
	}
	return nil
}

// total is how many rows there are, and a sum over what they say that does not
// depend on their order.
type total struct {
	rows int64
	sum  string
}

// sumOf counts a source's rows and sums the hashes of the columns' values.
func sumOf(source string, columns []string) string {
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = "CAST(" + sqltext.Quote(c) + " AS VARCHAR)"
	}
	return "SELECT count(*), CAST(coalesce(sum(CAST(hash([" + strings.Join(parts, ", ") + "]) AS HUGEINT)), 0) AS VARCHAR) FROM " + source
}

func read(rows *sql.Rows, err error) (t total, _ error) {
	if err != nil {
		return t, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&t.rows, &t.sum); err != nil {
			return t, err
		}
	}
	return t, rows.Err()
}

// records recounts the current records of a kind from the lake's files and
// compares them, in number and in what they say, with the warehouse's.
func (v *verification) records(ctx context.Context, l *lake.Lake, s *warehouse.Snapshot, k *models.Kind) error {
	current, err := s.Records(ctx, k)
	if err != nil {
		return err
	}
	columns, err := columnsOf(ctx, s.Query, current)
	if err != nil {
		return err
	}
	columns = slices.DeleteFunc(columns, func(c string) bool { return c == "_key" })
	served, err := read(s.Query(ctx, sumOf(current, columns)))
	if err != nil {
		return err
	}
	kept := total{sum: "0"}
	if source := files(l, k.Name, s.Commit); source != "" {
		there, err := columnsOf(ctx, func(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
			return v.conn.QueryContext(ctx, query, args...)
		}, source)
		if err == nil {
			key := []string{"source"}
			for _, name := range k.Key {
				key = append(key, sqltext.Quote(name))
			}
			lacking := ""
			for _, c := range columns {
				if !slices.Contains(there, c) {
					lacking += ", CAST(NULL AS VARCHAR) AS " + sqltext.Quote(c)
				}
			}
			last := fmt.Sprintf("(SELECT *%s FROM %s QUALIFY row_number() OVER (PARTITION BY %s ORDER BY _commit DESC, _seq DESC) = 1)", lacking, source, strings.Join(key, ", "))
			kept, err = read(v.conn.QueryContext(ctx, sumOf(last+" WHERE _op = 'put'", columns)))
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			v.unreadable(k.Name)
			return nil
		}
	}
	commit, _ := l.Last(k.Name)
	switch {
	case kept.rows != served.rows:
		v.add(k.Name, commit, fmt.Sprintf("The lake holds %d current records of %s and the warehouse %d. Delete warehouse.duckdb: it is made anew.", kept.rows, k.Name, served.rows),
			fmt.Sprintf("في البحيرة %d سجلًا قائمًا من %s وفي المستودع %d. احذف warehouse.duckdb فيُعاد بناؤه.", kept.rows, k.Name, served.rows))
	case kept.sum != served.sum:
		v.add(k.Name, commit, fmt.Sprintf("The current records of %s in the warehouse do not say what the lake says. Delete warehouse.duckdb: it is made anew.", k.Name),
			fmt.Sprintf("سجلات %s القائمة في المستودع تخالف ما في البحيرة. احذف warehouse.duckdb فيُعاد بناؤه.", k.Name))
	}
	return nil
}

func columnsOf(ctx context.Context, query func(context.Context, string, ...any) (*sql.Rows, error), source string) ([]string, error) {
	rows, err := query(ctx, "SELECT column_name FROM (DESCRIBE SELECT * FROM "+source+")")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// rolledUp are what the warehouse works out of the records.
var rolledUp = []string{"person_terms", "journeys"}

func totalOf(ctx context.Context, s *warehouse.Snapshot, table string) (total, error) {
	columns, err := columnsOf(ctx, s.Query, table)
	if err != nil {
		return total{}, err
	}
	return read(s.Query(ctx, sumOf(table, columns)))
}

// rebuilt makes a second warehouse from the lake and compares what it works out
// with what is served.
func (v *verification) rebuilt(ctx context.Context, e *Engine, commit int64, served map[string]total) error {
	if slices.ContainsFunc(models.Kinds, func(k *models.Kind) bool { return v.broken[k.Name] }) {
		return nil // it could not be made; the lake comes first
	}
	fresh, err := e.warehouse.Anew(ctx, commit, e.Workspace())
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		v.add("", commit, "The warehouse cannot be made anew from the lake.", "يتعذر بناء المستودع من البحيرة من جديد.")
		return nil
	}
	defer fresh.Close()
	return fresh.Read(ctx, func(s *warehouse.Snapshot) error {
		for _, table := range rolledUp {
			anew, err := totalOf(ctx, s, table)
			if err != nil {
				return err
			}
			if anew != served[table] {
				v.add(table, commit, fmt.Sprintf("%s has %d rows; made anew from the lake it has %d, or they say otherwise. Delete warehouse.duckdb: it is made anew.", table, served[table].rows, anew.rows),
					fmt.Sprintf("في %s عدد %d من الصفوف؛ وعند بنائه من البحيرة %d أو ما يخالفها. احذف warehouse.duckdb فيُعاد بناؤه.", table, served[table].rows, anew.rows))
			}
		}
		return nil
	})
}

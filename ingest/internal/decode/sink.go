package decode

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"athar/internal/sqltext"
)

// sink writes rows to the table, which gains columns as files bring them.
type sink struct {
	ctx        context.Context
	conn       *sql.Conn
	table      string
	maxColumns int
	columns    []string
	places     map[string]int  // a column's name in lower case: its place among columns
	used       map[string]bool // of those, the columns of the file being read
	appender   *duckdb.Appender
	row        []driver.Value // _row, _file, _delivery, columns…
	parts      []part         // not in the table yet; what comes after them waits
	placed     int64          // rows of parts
	held       int64          // bytes of those that wait
	filled     bool           // there are rows in the table
}

const ownColumns = 3

func newSink(ctx context.Context, conn *sql.Conn, table string, maxColumns int) (*sink, error) {
	s := &sink{ctx: ctx, conn: conn, table: table, maxColumns: maxColumns, places: map[string]int{}, used: map[string]bool{}}
	return s, s.exec("CREATE TEMP TABLE " + sqltext.Quote(table) + " (_row BIGINT, _file VARCHAR, _delivery INTEGER)")
}

func (s *sink) exec(statement string) error {
	_, err := s.conn.ExecContext(s.ctx, statement)
	return err
}

// fold is how DuckDB compares names: ASCII case aside.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, name)
}

// place is where a column stands in the table, adding it where it is new.
func (s *sink) place(name string) (int, error) {
	key := fold(name)
	if i, ok := s.places[key]; ok {
		s.used[key] = true
		return i, nil
	}
	if key == RowColumn || key == FileColumn || key == DeliveryColumn {
		return 0, reject("duplicate_header", name, name)
	}
	if len(s.columns) >= s.maxColumns {
		return 0, reject("too_many_columns", "", fmt.Sprint(s.maxColumns))
	}
	if err := s.close(); err != nil {
		return 0, err
	}
	if err := s.exec("ALTER TABLE " + sqltext.Quote(s.table) + " ADD COLUMN " + sqltext.Quote(name) + " VARCHAR"); err != nil {
		return 0, err
	}
	s.places[key], s.used[key] = len(s.columns), true
	s.columns = append(s.columns, name)
	return len(s.columns) - 1, nil
}

// ErrNoRoom says that files of a view would take up more than Options.Room.
var ErrNoRoom = errors.New("the files of a view need more room")

// hold lets a part wait.
func (s *sink) hold(p part, bytes, room int64) error {
	s.parts, s.held = append(s.parts, p), s.held+bytes
	if room > 0 && s.held > room {
		return ErrNoRoom
	}
	return nil
}

// take puts a part into the table.
func (s *sink) take(p part) error {
	s.filled = true
	result, err := s.conn.ExecContext(s.ctx, "INSERT INTO "+sqltext.Quote(s.table)+" SELECT * EXCLUDE (rowid) FROM ("+s.reading([]part{p})+")")
	if err == nil {
		var n int64
		if n, err = result.RowsAffected(); err == nil && n != p.rows {
			err = fmt.Errorf("%d rows of a part became %d", p.rows, n)
		}
	}
	return errors.Join(err, os.Remove(p.path))
}

// settle puts the parts that wait into the table, or makes it a view of them
// where that may be and there is nothing else in it.
func (s *sink) settle(view bool) error {
	if len(s.parts) == 0 {
		return nil
	}
	if view && !s.filled {
		return s.exec("DROP TABLE " + sqltext.Quote(s.table) + "; CREATE TEMP VIEW " + sqltext.Quote(s.table) + " AS " + s.reading(s.parts))
	}
	if err := s.close(); err != nil { // what came before
		return err
	}
	for _, p := range s.parts {
		if err := s.take(p); err != nil {
			return err
		}
	}
	s.parts, s.held = nil, 0
	return nil
}

// reading is the SELECT of the rows of parts, in their order.
func (s *sink) reading(all []part) string {
	var selects []string
	for from := 0; from < len(all); {
		first, to := all[from], from+1
		for to < len(all) && all[to].file == first.file && all[to].lines == first.lines {
			to++
		}
		selects = append(selects, first.reading(s.columns, all[from:to]))
		from = to
	}
	return strings.Join(selects, " UNION ALL ")
}

// begin opens the appender for rows of one file.
func (s *sink) begin(f File) error {
	s.filled = true
	if err := s.settle(false); err != nil {
		return err
	}
	if s.appender == nil {
		err := s.conn.Raw(func(raw any) (err error) {
			s.appender, err = duckdb.NewAppenderFromConn(raw.(driver.Conn), "", s.table)
			return err
		})
		if err != nil {
			return err
		}
		s.row = make([]driver.Value, ownColumns+len(s.columns))
	}
	s.row[1], s.row[2] = f.Name, int32(f.Delivery)
	return nil
}

// cells is the row to fill, each nil or []byte; append empties it again.
func (s *sink) cells() []driver.Value { return s.row[ownColumns:] }

func (s *sink) append(line int64) error {
	s.row[0] = line
	err := s.appender.AppendRow(s.row...)
	clear(s.row[ownColumns:])
	return err
}

// close writes out what is pending; the sink may be begun again.
func (s *sink) close() error {
	if s.appender == nil {
		return nil
	}
	a := s.appender
	s.appender = nil
	if err := a.Close(); err != nil {
		return fmt.Errorf("write rows: %w", err)
	}
	return nil
}

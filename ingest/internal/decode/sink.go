package decode

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
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

// begin opens the appender for rows of one file.
func (s *sink) begin(f File) error {
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

package pseudonym

import (
	"context"
	"database/sql"
	"sync"

	"github.com/duckdb/duckdb-go/v2"
)

// Install gives a database the function pseudonym(scope, id), made with a key:
// the pseudonym of an id as it was typed, NULL where either is.
func Install(conn *sql.Conn, key *Key) error {
	return duckdb.RegisterScalarUDF(conn, "pseudonym", &function{makers: sync.Pool{New: func() any {
		return &makers{key: key, of: map[string]*Pseudonymiser{}}
	}}})
}

type function struct{ makers sync.Pool } // a chunk of rows takes one of them

// makers are the pseudonymisers of the scopes met so far.
type makers struct {
	key *Key
	of  map[string]*Pseudonymiser
}

// mostScopes bounds what is remembered, as a scope may come from the data.
const mostScopes = 1000

func (m *makers) in(scope string) *Pseudonymiser {
	p := m.of[scope]
	if p == nil {
		if len(m.of) >= mostScopes {
			clear(m.of)
		}
		p = m.key.Pseudonymiser(scope)
		m.of[scope] = p
	}
	return p
}

func (f *function) Config() duckdb.ScalarFuncConfig {
	text, _ := duckdb.NewTypeInfo(duckdb.TYPE_VARCHAR) // these types are always known
	id, _ := duckdb.NewTypeInfo(duckdb.TYPE_UUID)
	return duckdb.ScalarFuncConfig{InputTypeInfos: []duckdb.TypeInfo{text, text}, ResultTypeInfo: id}
}

func (f *function) Executor() duckdb.ScalarFuncExecutor {
	// Without a binder duckdb-go sets the context when the first chunks come, from all threads at once and unguarded.
	bind := func(ctx context.Context, _ []duckdb.ScalarUDFArg) (context.Context, error) { return ctx, nil }
	return duckdb.ScalarFuncExecutor{ScalarBinder: bind, ChunkContextExecutor: func(_ context.Context, chunk *duckdb.ChunkIteratorState) error {
		makers := f.makers.Get().(*makers)
		defer f.makers.Put(makers)
		for row, err := range chunk.Rows() {
			if err != nil {
				return err
			}
			scope, id := (*row.GetValuePtr(0)).(string), (*row.GetValuePtr(1)).(string)
			if err := row.SetResult(duckdb.UUID(makers.in(scope).ID(Normalise(id)))); err != nil {
				return err
			}
		}
		return nil
	}}
}

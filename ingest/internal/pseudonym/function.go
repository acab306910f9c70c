package pseudonym

import (
	"context"
	"database/sql"
	"hash/maphash"
	"strings"
	"sync"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/google/uuid"
)

// Install gives a database the function pseudonym(scoped), made with a key: the
// pseudonym of an id as it was typed, NULL where it is. Its one argument is
// Scoped, as each argument costs as much as the pseudonym.
func Install(conn *sql.Conn, key *Key) error {
	return duckdb.RegisterScalarUDF(conn, "pseudonym", &function{makers: sync.Pool{New: func() any { return &recaller{maker: key.maker(), seed: maphash.MakeSeed()} }}})
}

// Scoped is an id and its scope as the function takes them, in SQL.
func Scoped(scope, id string) string { return scope + " || chr(0) || " + id }

type function struct{ makers sync.Pool } // a chunk of rows takes one of them

func (f *function) Config() duckdb.ScalarFuncConfig {
	text, _ := duckdb.NewTypeInfo(duckdb.TYPE_VARCHAR) // these types are always known
	id, _ := duckdb.NewTypeInfo(duckdb.TYPE_UUID)
	return duckdb.ScalarFuncConfig{InputTypeInfos: []duckdb.TypeInfo{text}, ResultTypeInfo: id}
}

func (f *function) Executor() duckdb.ScalarFuncExecutor {
	// Without a binder duckdb-go sets the context when the first chunks come, from all threads at once and unguarded.
	bind := func(ctx context.Context, _ []duckdb.ScalarUDFArg) (context.Context, error) { return ctx, nil }
	return duckdb.ScalarFuncExecutor{ScalarBinder: bind, ChunkContextExecutor: func(_ context.Context, chunk *duckdb.ChunkIteratorState) error {
		m := f.makers.Get().(*recaller)
		defer f.makers.Put(m)
		for row, err := range chunk.Rows() {
			if err != nil {
				return err
			}
			if err := row.SetResult(duckdb.UUID(m.scoped((*row.GetValuePtr(0)).(string)))); err != nil {
				return err
			}
		}
		return nil
	}}
}

// recaller makes pseudonyms and keeps some of the last ones: a file names its
// people again and again, and each of its records once.
type recaller struct {
	maker *maker
	seed  maphash.Seed
	last  [1 << 13]struct {
		scoped string
		id     uuid.UUID
	}
}

func (r *recaller) scoped(text string) uuid.UUID {
	scope, id, _ := strings.Cut(text, "\x00")
	if strings.HasPrefix(scope, recordScope) {
		return r.maker.id(scope, Normalise(id))
	}
	at := &r.last[maphash.String(r.seed, text)%uint64(len(r.last))]
	if at.scoped != text {
		at.scoped, at.id = text, r.maker.id(scope, Normalise(id))
	}
	return at.id
}

package ingest

import (
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"slices"
	"time"

	"github.com/google/uuid"

	"athar/ingest/internal/check"
	"athar/ingest/internal/decode"
	"athar/ingest/lake"
	"athar/models"
)

// known is what the lake's table of a kind has ever said, as hashes of 64 bits:
// about 14 bytes a key. Where it does not hold a key, the key is new. Where it
// holds an id, the id is there, but for one chance in 10¹² with ten million
// ids; the hashes differ with every process, so nobody can look for such a case.
type known struct {
	kind     *models.Kind
	referred bool // other kinds name its ids
	seed     maphash.Seed
	upTo     int64               // the commit up to which the lake was read
	keys     map[uint64]struct{} // of source and key
	ids      map[uint64]struct{} // of the key's first field, which others refer to
	doubts   map[uint64]struct{} // ids that were withdrawn once
}

func newKnown(kind *models.Kind) *known {
	referred := slices.ContainsFunc(models.Kinds, func(k *models.Kind) bool {
		return slices.ContainsFunc(k.Fields, func(f models.Field) bool { return f.Refers == kind.Name })
	})
	return &known{kind: kind, referred: referred, seed: maphash.MakeSeed(), keys: map[uint64]struct{}{}, ids: map[uint64]struct{}{}, doubts: map[uint64]struct{}{}}
}

// add goes on with a hash.
func (k *known) add(hash uint64, value []byte) uint64 {
	var h maphash.Hash
	h.SetSeed(k.seed)
	var head [9]byte
	binary.BigEndian.PutUint64(head[:], hash)
	if value != nil {
		head[8] = 1
	}
	h.Write(head[:])
	h.Write(value)
	return h.Sum64()
}

// news is what learn read and is not remembered yet.
type news struct {
	upTo               int64
	keys, ids, doubted []uint64
}

// learn reads what was committed since.
func (k *known) learn(l *lake.Lake) (n news, err error) {
	columns := append([]string{"_op", k.kind.Key[0], "source"}, k.kind.Key...)
	const op, id, keyFrom = 0, 1, 2
	n.upTo = k.upTo
	for _, file := range l.Files(k.kind.Name, k.upTo, -1) {
		withdrawn := make([]bool, file.Rows)
		hashes := make([]uint64, file.Rows)
		err := lake.Scan(file, columns, func(column int, row int64, value []byte) {
			switch {
			case column == op:
				withdrawn[row] = string(value) == "withdraw"
			case column == id && withdrawn[row]:
				n.doubted = append(n.doubted, k.add(0, value))
			case column == id && k.referred:
				n.ids = append(n.ids, k.add(0, value))
			case column >= keyFrom:
				hashes[row] = k.add(hashes[row], value)
			}
		})
		if err != nil {
			return n, fmt.Errorf("read which %s are known: %w", k.kind.Name, err)
		}
		n.keys = append(n.keys, hashes...)
		n.upTo = file.Commit
	}
	return n, nil
}

// remember takes some of the news over and returns the rest.
func (k *known) remember(n news) (rest news, more bool) {
	const some = 1 << 14
	take := func(into map[uint64]struct{}, from []uint64) []uint64 {
		i := min(len(from), some)
		for _, h := range from[:i] {
			into[h] = struct{}{}
		}
		return from[i:]
	}
	n.keys, n.ids, n.doubted = take(k.keys, n.keys), take(k.ids, n.ids), take(k.doubts, n.doubted)
	k.upTo = n.upTo
	return n, len(n.keys)+len(n.ids)+len(n.doubted) > 0
}

// key hashes the key of a plain row, and the id in it.
func (k *known) key(source string, row []decode.Cell) (key, id uint64, ok bool) {
	key = k.add(0, []byte(source))
	for i, name := range k.kind.Key {
		f, _ := k.kind.Field(name)
		value, ok := asKept(f.Type, check.Value(row, name))
		if !ok {
			return 0, 0, false
		}
		key = k.add(key, value)
		if i == 0 {
			id = k.add(0, value)
		}
	}
	return key, id, true
}

// refers says whether an id is there; sure is false where that takes a
// comparison with the ledger.
func (k *known) refers(t models.Type, text string) (there, sure bool) {
	value, ok := asKept(t, text)
	if !ok {
		return false, false
	}
	id := k.add(0, value)
	_, there = k.ids[id]
	_, doubtful := k.doubts[id]
	return there, !doubtful
}

// asKept is a text as Scan gives the value that the lake makes of it.
func asKept(t models.Type, text string) (value []byte, ok bool) {
	switch {
	case text == "":
		return nil, true
	case lake.ColumnType(t) == lake.ID:
		id, err := uuid.Parse(text)
		return id[:], err == nil
	case lake.ColumnType(t) == lake.Date:
		day, err := models.ParseDay(text)
		return binary.BigEndian.AppendUint64(nil, uint64(day.Unix()/int64(24*time.Hour/time.Second))), err == nil
	case lake.ColumnType(t) == lake.Text:
		return []byte(text), true
	}
	return nil, false
}

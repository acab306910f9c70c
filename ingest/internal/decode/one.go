package decode

import (
	"bytes"
	"encoding/json"
	"strings"
	"sync"
	"unicode/utf8"

	"athar/models"
)

// Cell is one column of a record, as text.
type Cell struct {
	Name  string `json:"n"`
	Value string `json:"v"`
}

// mostCells bounds what One reads.
const mostCells = 128

var fieldNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for _, kind := range models.Kinds {
		for _, f := range kind.Fields {
			names[f.Name] = f.Name
		}
	}
	return names
})

// One reads a body that is one JSON object, alone or in a list of one, as the
// road reads it: cells in the order they come, "" where no value is given. ok
// is false for whatever takes more than that.
func One(body []byte, lines bool) (cells []Cell, ok bool) {
	if !utf8.Valid(body) || !json.Valid(body) {
		return nil, false
	}
	body = bytes.TrimSpace(body)
	listed := body[0] == '['
	if lines && (listed || bytes.ContainsAny(body, "\r\n")) {
		return nil, false
	}
	var room [24]jsonCell
	f := flattener{raw: body, found: room[:0], names: fieldNames()}
	if listed {
		f.i++
		f.space()
	}
	if f.raw[f.i] != '{' {
		return nil, false
	}
	f.object("", 0)
	if listed {
		f.space()
		if f.raw[f.i] != ']' {
			return nil, false
		}
	}
	if f.tooDeep || len(f.found) > mostCells {
		return nil, false
	}
	cells = make([]Cell, 0, len(f.found))
	for i, c := range f.found {
		for _, before := range f.found[:i] {
			if strings.EqualFold(c.name, before.name) {
				return nil, false
			}
		}
		cells = append(cells, Cell{c.name, string(c.value)})
	}
	return cells, true
}

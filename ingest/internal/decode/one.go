package decode

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Cell is one column of a record, as text.
type Cell struct {
	Name  string `json:"n"`
	Value string `json:"v"`
}

// mostCells bounds what One reads.
const mostCells = 128

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
	f := flattener{raw: body}
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

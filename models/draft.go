package models

import "slices"

// Draft is a package as far as it can be guessed from files.
type Draft struct {
	Name       string            `json:"name"`
	Feeds      []DraftFeed       `json:"feeds"`
	Dimensions []Dimension       `json:"dimensions"`
	Terms      []Term            `json:"terms"`
	Doubts     []Doubt           `json:"doubts"`
	Unread     []Problem         `json:"unread"` // why a file could not be looked at
	YAML       []byte            `json:"-"`
	Mappings   map[string][]byte `json:"-"` // the SQL files beside it, by name
}

// DraftFeed is what one file, or a part of it, is guessed to hold.
type DraftFeed struct {
	Name       string       `json:"name"`
	Kind       string       `json:"kind"`
	File       string       `json:"file"`
	Encoding   string       `json:"encoding,omitempty"`
	Rows       int64        `json:"rows"`
	Fields     []DraftField `json:"fields"`
	Left       []string     `json:"left"` // columns that become nothing
	Key        []string     `json:"key,omitempty"`
	Identity   string       `json:"identity,omitempty"`
	Stages     []string     `json:"stages,omitempty"`
	Population string       `json:"population,omitempty"`
	// Once is true where the file says the same of one thing in many rows, so
	// that each different one is taken once.
	Once bool `json:"once,omitempty"`
	// Items are the columns of a survey that has one a question.
	Items []string `json:"items,omitempty"`
	// Totals is where rows with totals are, which are left out; nil where there are none.
	Totals *Totals `json:"totals,omitempty"`
}

// Totals are the rows of a file that add up the others: a column of theirs says so with a word.
type Totals struct {
	Column string `json:"column"`
	Word   string `json:"word"`
}

// DraftField is a column that becomes a field or a dimension.
type DraftField struct {
	Name     string            `json:"name"`
	Column   string            `json:"column,omitempty"`
	Constant string            `json:"constant,omitempty"` // where no column says it
	Format   string            `json:"format,omitempty"`   // of a date
	Values   map[string]string `json:"values,omitempty"`   // recoding
}

// Doubt is something of a draft that a person must look at.
type Doubt struct {
	File   string `json:"file,omitempty"`
	Feed   string `json:"feed,omitempty"`
	Column string `json:"column,omitempty"`
	Text   Text   `json:"text"`
}

// Field finds a field by its name.
func (f DraftFeed) Field(name string) (DraftField, bool) {
	i := slices.IndexFunc(f.Fields, func(x DraftField) bool { return x.Name == name })
	if i < 0 {
		return DraftField{}, false
	}
	return f.Fields[i], true
}

package lake

import (
	"time"

	"athar/models"
)

// The tables beside those of the kinds.
const (
	ReceiptsTable     = "receipts"
	SetAsideTable     = "set_aside"
	TextsTable        = "texts"
	DeclarationsTable = "declarations"
	ExportsTable      = "exports"
	ForgottenTable    = "forgotten"
	LostTable         = "lost"
)

// RecordTable is the table of a kind: what every record carries, the fields of
// the kind, and a column for each declared dimension that may stand on it.
func RecordTable(k *models.Kind, dimensions []models.Dimension) Table {
	t := Table{Name: k.Name, Doc: k.About.En, Columns: []Column{
		{Name: "_commit", Type: Whole, Required: true, Doc: "the commit (data version) that brought the row"},
		{Name: "_seq", Type: Whole, Required: true, Doc: "the row's place in its commit"},
		{Name: "_op", Type: Text, Required: true, Doc: "put: the record stands so from here on; withdraw: it is gone"},
		{Name: "_batch", Type: ID, Required: true, Doc: "the batch; its receipt is in receipts"},
		{Name: "_feed", Type: Text, Required: true, Doc: "the feed that brought the row"},
		{Name: "_contradictory", Type: Text, Doc: "dimensions left empty because rows of this key contradicted each other"},
		{Name: "_apart", Type: ID, Doc: "a hash of the texts kept apart, in texts"},
		{Name: "source", Type: Text, Required: true, Doc: "who says so"},
	}}
	for _, f := range k.Fields {
		if f.Type == models.Apart {
			continue
		}
		t.Columns = append(t.Columns, Column{Name: f.Name, Type: ColumnType(f.Type), Doc: f.Title.En})
		if f.Dated() {
			t.Columns = append(t.Columns, Column{Name: f.Name + "_precision", Type: Text, Doc: "month or year where the day is not known"})
		}
	}
	for _, d := range dimensions {
		t.Columns = append(t.Columns, Column{Name: d.Name, Type: Text, Doc: d.Title.En})
	}
	return t
}

// ColumnType is how a field's type is kept.
func ColumnType(t models.Type) Type {
	switch t {
	case models.Whole:
		return Whole
	case models.Number:
		return Number
	case models.Flag:
		return Boolean
	case models.Date:
		return Date
	case models.Moment:
		return Moment
	case models.Person, models.Record, models.Session:
		return ID
	}
	return Text
}

// logTables are the shapes of the tables beside those of the kinds. Those that
// are written from Go have their columns numbered as the fields of ReceiptRow,
// DeclarationRow, ExportRow, ForgottenRow and LostRow are.
var logTables = []Table{
	{Name: ReceiptsTable, Doc: "what happened to each batch", Columns: []Column{
		{Name: "_commit", Type: Whole, Required: true, Doc: "the commit that brought the receipt"},
		{Name: "batch", Type: Text, Required: true},
		{Name: "feed", Type: Text, Required: true},
		{Name: "kind", Type: Text, Required: true},
		{Name: "at", Type: Moment, Required: true},
		{Name: "idempotency", Type: Text, Required: true, Doc: "a hash of the sender's Idempotency-Key"},
		{Name: "receipt", Type: Text, Required: true, Doc: "the whole receipt as JSON"},
	}},
	{Name: DeclarationsTable, Doc: "what was declared, package by package", Columns: []Column{
		{Name: "_commit", Type: Whole, Required: true},
		{Name: "package", Type: Text, Required: true},
		{Name: "at", Type: Moment, Required: true},
		{Name: "yaml", Type: Text, Required: true, Doc: "athar.yaml as it was"},
		{Name: "mappings", Type: Text, Required: true, Doc: "the mappings it names, as a JSON object"},
		{Name: "key", Type: Text, Required: true, Doc: "the fingerprint of the key of the pseudonyms"},
	}},
	{Name: ExportsTable, Doc: "who took what out", Columns: []Column{
		{Name: "_commit", Type: Whole, Required: true},
		{Name: "at", Type: Moment, Required: true},
		{Name: "project", Type: Text, Required: true},
		{Name: "by", Type: Text, Required: true, Doc: "the account on the machine"},
		{Name: "texts", Type: Boolean, Required: true, Doc: "whether texts kept apart were asked for"},
		{Name: "data_version", Type: Whole, Required: true},
		{Name: "manifest", Type: Text, Required: true, Doc: "tables, rows and check sums as JSON"},
	}},
	{Name: ForgottenTable, Doc: "that somebody was removed for good; not who", Columns: []Column{
		{Name: "_commit", Type: Whole, Required: true, Doc: "answers as of earlier commits differ since"},
		{Name: "at", Type: Moment, Required: true},
		{Name: "what", Type: Text, Required: true, Doc: "how many rows went, by table, batch and commit, as JSON"},
	}},
	{Name: LostTable, Doc: "data files that were damaged and set apart by a repair, with their rows", Columns: []Column{
		{Name: "_commit", Type: Whole, Required: true},
		{Name: "at", Type: Moment, Required: true},
		{Name: "table", Type: Text, Required: true},
		{Name: "first", Type: Whole, Required: true, Doc: "the first commit whose rows stood in the file"},
		{Name: "last", Type: Whole, Required: true, Doc: "the last one"},
	}},
	{Name: SetAsideTable, Doc: "rows awaiting correction, and the news that one no longer does", Columns: []Column{
		{Name: "_commit", Type: Whole, Required: true},
		{Name: "_op", Type: Text, Required: true, Doc: "aside: it awaits correction; cleared: no longer"},
		{Name: "batch", Type: Text, Required: true},
		{Name: "row", Type: Whole, Required: true, Doc: "the row's place in its batch"},
		{Name: "feed", Type: Text, Required: true},
		{Name: "kind", Type: Text, Required: true},
		{Name: "file", Type: Text},
		{Name: "line", Type: Whole},
		{Name: "faults", Type: Text, Doc: "codes and columns of its problems"},
		{Name: "digest", Type: Text, Doc: "a hash of the record, to know it when it comes again"},
		{Name: "record", Type: Text, Doc: "the record as JSON, ids of people already pseudonyms"},
	}},
	{Name: TextsTable, Doc: "free text and links, kept apart from the facts", Columns: []Column{
		{Name: "_commit", Type: Whole, Required: true},
		{Name: "_batch", Type: ID, Required: true},
		{Name: "kind", Type: Text, Required: true},
		{Name: "source", Type: Text, Required: true},
		{Name: "record_id", Type: ID, Required: true},
		{Name: "item_id", Type: Text},
		{Name: "field", Type: Text, Required: true},
		{Name: "text", Type: Text, Required: true},
	}},
}

// ReceiptRow is one row of receipts.
type ReceiptRow struct {
	Commit      int64     `parquet:"_commit,id(1)"`
	Batch       string    `parquet:"batch,id(2)"`
	Feed        string    `parquet:"feed,id(3)"`
	Kind        string    `parquet:"kind,id(4)"`
	At          time.Time `parquet:"at,id(5),timestamp(microsecond:utc)"`
	Idempotency string    `parquet:"idempotency,id(6)"`
	Receipt     string    `parquet:"receipt,id(7)"`
}

// DeclarationRow is one row of declarations.
type DeclarationRow struct {
	Commit   int64     `parquet:"_commit,id(1)"`
	Package  string    `parquet:"package,id(2)"`
	At       time.Time `parquet:"at,id(3),timestamp(microsecond:utc)"`
	YAML     string    `parquet:"yaml,id(4)"`
	Mappings string    `parquet:"mappings,id(5)"`
	Key      string    `parquet:"key,id(6)"`
}

// ExportRow is one row of exports.
type ExportRow struct {
	Commit      int64     `parquet:"_commit,id(1)"`
	At          time.Time `parquet:"at,id(2),timestamp(microsecond:utc)"`
	Project     string    `parquet:"project,id(3)"`
	By          string    `parquet:"by,id(4)"`
	Texts       bool      `parquet:"texts,id(5)"`
	DataVersion int64     `parquet:"data_version,id(6)"`
	Manifest    string    `parquet:"manifest,id(7)"`
}

// ForgottenRow is one row of forgotten; What is an Erased.
type ForgottenRow struct {
	Commit int64     `parquet:"_commit,id(1)"`
	At     time.Time `parquet:"at,id(2),timestamp(microsecond:utc)"`
	What   string    `parquet:"what,id(3)"`
}

// LostRow is one row of lost.
type LostRow struct {
	Commit int64     `parquet:"_commit,id(1)"`
	At     time.Time `parquet:"at,id(2),timestamp(microsecond:utc)"`
	Table  string    `parquet:"table,id(3)"`
	First  int64     `parquet:"first,id(4)"`
	Last   int64     `parquet:"last,id(5)"`
}

func (r LostRow) commit() int64        { return r.Commit }
func (r ForgottenRow) commit() int64   { return r.Commit }
func (r ReceiptRow) commit() int64     { return r.Commit }
func (r DeclarationRow) commit() int64 { return r.Commit }
func (r ExportRow) commit() int64      { return r.Commit }

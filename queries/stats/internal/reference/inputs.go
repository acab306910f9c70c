package reference

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"athar/queries/stats"
)

// Key names one expected value.
type Key struct{ Case, Stat string }

// Inputs are the tables of a family, found by what their names begin with, since another folder of the same layout may
// hold other cases.
type Inputs struct {
	T      *testing.T
	Wanted []Key // what is expected, without the values: arguments that stand only in names can be read from it
	folder string
}

// Table is a CSV with a header; Row maps a column's name to its text.
type (
	Table []Row
	Row   map[string]string
)

// Tables are the input tables whose name begins so, by name without the extension. Expected values are not among them.
func (in Inputs) Tables(prefix string) map[string]Table {
	in.T.Helper()
	files, err := filepath.Glob(filepath.Join(in.folder, prefix+"*.csv"))
	if err != nil {
		in.T.Fatal(err)
	}
	tables := map[string]Table{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".csv")
		if !strings.HasPrefix(name, "expected") {
			tables[name] = ReadTable(in.T, file)
		}
	}
	return tables
}

// Expected are the rows of expected_<name>.csv, results that come one a row, by name. It is for comparing, not computing.
func (in Inputs) Expected(prefix string) map[string]Table {
	in.T.Helper()
	files, err := filepath.Glob(filepath.Join(in.folder, "expected_"+prefix+"*.csv"))
	if err != nil {
		in.T.Fatal(err)
	}
	tables := map[string]Table{}
	for _, file := range files {
		tables[strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "expected_"), ".csv")] = ReadTable(in.T, file)
	}
	return tables
}

// Number reads a column. An empty one is NaN; a missing column or other text ends the test.
func (r Row) Number(t *testing.T, column string) float64 {
	t.Helper()
	text, has := r[column]
	if !has {
		t.Fatalf("there is no column %s", column)
	}
	if text == "" || text == "NA" {
		return math.NaN()
	}
	return Parse(t, text)
}

// Parse reads a number or ends the test.
func Parse(t *testing.T, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// Answers are what is computed here. NaN stands for "there is none", here and only here.
type Answers map[Key]float64

// Put files one number.
func (a Answers) Put(name, stat string, value float64) { a[Key{name, stat}] = value }

// Value files the value of an estimate, times a scale.
func (a Answers) Value(name, stat string, e stats.Estimate, scale float64) {
	value := math.NaN()
	if e.Defined() {
		value = e.Value * scale
	}
	a.Put(name, stat, value)
}

// Limits files the interval of an estimate, times a scale.
func (a Answers) Limits(name, lower, upper string, e stats.Estimate, scale float64) {
	low, high := math.NaN(), math.NaN()
	if e.Interval.Defined() {
		low, high = e.Interval.Low*scale, e.Interval.High*scale
	}
	a.Put(name, lower, low)
	a.Put(name, upper, high)
}

// Error files the standard error of an estimate, times a scale.
func (a Answers) Error(name, stat string, e stats.Estimate, scale float64) {
	value := math.NaN()
	if e.StandardError.Defined() {
		value = e.StandardError.Value * scale
	}
	a.Put(name, stat, value)
}

// Test files a test of significance: its statistic, unless that has no name, and its p-value.
func (a Answers) Test(name, statistic, pValue string, test stats.Test) {
	value, p := math.NaN(), math.NaN()
	if test.Defined() {
		value, p = test.Statistic, test.PValue
	}
	if statistic != "" {
		a.Put(name, statistic, value)
	}
	a.Put(name, pValue, p)
}

// Must unwraps a statistic that has to succeed: Must(stats.Wilson(p))(t).
func Must[T any](result T, err error) func(t interface{ Fatal(...any) }) T {
	return func(t interface{ Fatal(...any) }) T {
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
}

// ReadTable reads a CSV that has a header and at least one row.
func ReadTable(t *testing.T, file string) Table {
	t.Helper()
	header, records := ReadRecords(t, file)
	rows := make(Table, len(records))
	for i, record := range records {
		rows[i] = Row{}
		for j, name := range header {
			rows[i][name] = record[j]
		}
	}
	return rows
}

// Header is the first row of an input table, for the cases in which the order of columns says something.
func (in Inputs) Header(name string) []string {
	in.T.Helper()
	header, _ := ReadRecords(in.T, filepath.Join(in.folder, name+".csv"))
	return header
}

// ReadRecords reads a CSV as it stands.
func ReadRecords(t *testing.T, file string) (header []string, records [][]string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err = csv.NewReader(f).ReadAll()
	if err != nil || len(records) < 2 {
		t.Fatalf("%s: no rows (%v)", filepath.Base(file), err)
	}
	return records[0], records[1:]
}

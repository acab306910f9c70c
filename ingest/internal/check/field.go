package check

import (
	"fmt"
	"strings"

	"athar/ingest/internal/spelling"
	"athar/internal/sqltext"
	"athar/models"
)

// fault is one thing that can be wrong with one field: a condition in SQL over
// the field's text and its columns, and the problem it is.
type fault struct {
	when    string
	problem models.Problem
}

// typed is fields read as their types: their texts, the columns they become,
// and what can be wrong with them. Each step sees the ones before it.
type typed struct {
	texts   []column
	columns []column
	faults  []fault
}

func (t *typed) add(more typed) {
	t.texts = append(t.texts, more.texts...)
	t.columns = append(t.columns, more.columns...)
	t.faults = append(t.faults, more.faults...)
}

// column is one output column and the expression that fills it.
type column struct{ name, sql string }

// said is the column of a field as it was delivered, plain the same with Latin
// digits.
func said(field string) string  { return sqltext.Quote("_said_" + field) }
func plain(field string) string { return sqltext.Quote("_plain_" + field) }

// readField gives the SQL that reads one field of the feed. has tells which
// columns the delivery has.
func readField(f models.Field, feed models.Feed, has func(string) bool) typed {
	if !has(f.Name) {
		return typed{columns: absent(f)}
	}
	name, text := sqltext.Quote(f.Name), said(f.Name)
	t := typed{texts: []column{{"_said_" + f.Name, "n." + name}}}
	wrong := func(when, code, detail string) {
		t.faults = append(t.faults, fault{when, models.NewProblem(code, f.Name, detail)})
	}
	if f.Required {
		wrong(text+" IS NULL", "missing", "")
	}
	one := func(sql string) { t.columns = append(t.columns, column{f.Name, sql}) }
	latinDigits := func() string {
		t.texts = append(t.texts, column{"_plain_" + f.Name, spelling.Latin("n." + name)})
		return plain(f.Name)
	}

	switch f.Type {
	case models.Person, models.Record, models.Session:
		one("CAST(" + text + " AS UUID)") // already a pseudonym
	case models.Mixed:
		// What is not said to be something else was taken for a person's id, and
		// is a pseudonym already.
		if !has(f.By) {
			one(text)
			break
		}
		one(fmt.Sprintf("CASE WHEN %s THEN %s ELSE %s END", among("lower("+said(f.By)+")", models.Impersonal), qualified(feed.IDs, latinDigits()), text))
	case models.ID:
		one(qualified(feed.IDs, latinDigits()))
	case models.IDs:
		one(list(text, func(x string) string { return qualified(feed.IDs, spelling.Latin(x)) }))
	case models.Whole:
		value := latinDigits()
		one(fmt.Sprintf(`TRY_CAST(CASE WHEN regexp_full_match(%[1]s, '[+-]?\d{1,18}(\.0*)?') THEN split_part(%[1]s, '.', 1) END AS BIGINT)`, value))
		wrong(fmt.Sprintf(`%s IS NOT NULL AND %s IS NULL`, text, name), "not_a_whole_number", "")
		t.faults = append(t.faults, limits(f, "TRY_CAST("+value+" AS DOUBLE)")...)
	case models.Number:
		value := latinDigits()
		one(fmt.Sprintf("TRY_CAST(CASE WHEN regexp_full_match(%[1]s, %[2]s) THEN %[1]s END AS DOUBLE)",
			value, `'[+-]?(\d{1,300}\.?\d{0,300}|\.\d{1,300})([eE][+-]?\d{1,3})?'`))
		wrong(fmt.Sprintf("%s IS NOT NULL AND (%s IS NULL OR NOT isfinite(%[2]s))", text, name), "not_a_number", "")
		t.faults = append(t.faults, limits(f, name)...)
	case models.Flag:
		word := "lower(" + latinDigits() + ")"
		one(fmt.Sprintf("CASE WHEN %[1]s IN ('true', 't', 'yes', 'y', '1', 'نعم') THEN true WHEN %[1]s IN ('false', 'f', 'no', 'n', '0', 'لا') THEN false END", word))
		wrong(fmt.Sprintf("%s IS NOT NULL AND %s IS NULL", text, name), "not_a_flag", "")
	case models.Date:
		day, precision := readDate(latinDigits(), feed.Formats[f.Name], f.Ends)
		one(day)
		t.columns = append(t.columns, column{f.Name + "_precision", precision})
		wrong(fmt.Sprintf("%s IS NOT NULL AND coalesce(year(%s) NOT BETWEEN %d AND %d, true)", text, name, firstYear, lastYear), "not_a_date", f.Expected(feed.Formats[f.Name]))
		if !f.Ends && f.Name != "starts_on" && f.Name != "valid_from" {
			wrong(name+" > "+today, "future_date", "")
		}
	case models.Moment:
		one(readMoment(latinDigits(), feed.Formats[f.Name]))
		wrong(fmt.Sprintf("%s IS NOT NULL AND %s IS NULL", text, name), "not_a_moment", f.Expected(feed.Formats[f.Name]))
	case models.Code:
		if f.Open {
			one(text)
			t.faults = append(t.faults, codes(f, fmt.Sprintf("%s IS NOT NULL AND NOT %s", text, listed(text, f.Codes)))...)
			break
		}
		// Mostly it is written as declared. An unknown one is no stage, status … for other rules.
		code := "lower(" + spelling.Latin(text) + ")"
		one(fmt.Sprintf("CASE WHEN %s IS NULL OR %s THEN %[1]s WHEN %[3]s THEN %[4]s END", text, listed(text, f.Codes), listed(code, f.Codes), code))
		wrong(fmt.Sprintf("%s IS NOT NULL AND %s IS NULL", text, name), "unknown_code", f.Expected(""))
	case models.Codes:
		one(list(text, func(x string) string { return x }))
		t.faults = append(t.faults, codes(f, fmt.Sprintf("len(list_filter(%s, lambda x: NOT %s)) > 0", split(text), listed("x", f.Codes)))...)
	case models.Apart:
		// kept apart from the facts, in the table of texts
		wrong(fmt.Sprintf("regexp_matches(%s, %s)", latinDigits(), sqltext.Literal(personalText)), "personal_text", "")
	default:
		one(text)
	}
	return t
}

// today is bound by Run, so that a check does not depend on a clock of its own.
const today = "getvariable('today')"

// personalText finds e-mail addresses, phone numbers and national numbers (11
// digits in Qatar) in free text.
const personalText = `[\w.+-]+@[\w-]+\.[\w.]+|(\+|00)\d[\d ()-]{6,}\d|\b[0-9]{8,11}\b`

// Days outside these years are mistakes of typing or of a century.
const firstYear, lastYear = 1800, 2199

// absent are the columns of a field that the delivery does not have.
func absent(f models.Field) []column {
	null := func(t string) string { return "CAST(NULL AS " + t + ")" }
	switch f.Type {
	case models.Apart:
		return nil
	case models.Date:
		return []column{{f.Name, null("DATE")}, {f.Name + "_precision", null("VARCHAR")}}
	case models.Whole:
		return []column{{f.Name, null("BIGINT")}}
	case models.Number:
		return []column{{f.Name, null("DOUBLE")}}
	case models.Flag:
		return []column{{f.Name, null("BOOLEAN")}}
	case models.Moment:
		return []column{{f.Name, null("TIMESTAMPTZ")}}
	case models.Person, models.Record, models.Session:
		return []column{{f.Name, null("UUID")}}
	}
	return []column{{f.Name, null("VARCHAR")}}
}

// qualified is an id with its register before it.
func qualified(register, text string) string {
	return sqltext.Literal(register+":") + " || " + text
}

func split(text string) string {
	return fmt.Sprintf("list_filter(list_transform(string_split(%s, '|'), lambda x: trim(x)), lambda x: x <> '')", text)
}

// list is a list of codes or ids, each once, in the order given.
func list(text string, each func(x string) string) string {
	once := fmt.Sprintf("list_filter(list_transform(%[1]s, lambda x: %[2]s), lambda x, i: list_position(list_transform(%[1]s, lambda x: %[2]s), x) = i)", split(text), each("x"))
	return fmt.Sprintf("nullif(array_to_string(%s, '|'), '')", once)
}

// among is the condition that a text is one of some codes.
func among(sql string, codes []string) string { return sql + " IN (" + literals(codes) + ")" }

// listed is among for conditions that are worked out for few rows: DuckDB joins
// all of them with what stands in IN.
func listed(sql string, codes []string) string {
	return "list_contains([" + literals(codes) + "]::VARCHAR[], " + sql + ")"
}

func literals(codes []string) string {
	quoted := make([]string, len(codes))
	for i, c := range codes {
		quoted[i] = sqltext.Literal(c)
	}
	return strings.Join(quoted, ", ")
}

func limits(f models.Field, number string) []fault {
	var when []string
	if f.Minimum != nil {
		when = append(when, fmt.Sprintf("%s < %v", number, *f.Minimum))
	}
	if f.Maximum != nil {
		when = append(when, fmt.Sprintf("%s > %v", number, *f.Maximum))
	}
	if len(when) == 0 {
		return nil
	}
	return []fault{{strings.Join(when, " OR "), models.NewProblem("out_of_range", f.Name, f.Expected(""))}}
}

// codes checks a list of codes: an open one only warns.
func codes(f models.Field, when string) []fault {
	if len(f.Codes) == 0 {
		return nil
	}
	code := "unknown_code"
	if f.Open {
		code = "unlisted_code"
	}
	return []fault{{when, models.NewProblem(code, f.Name, f.Expected(""))}}
}

// readDate reads a day, or a month or a year as its first day (its last where
// it ends a period), in the declared format first and as ISO 8601 otherwise.
func readDate(text, format string, ends bool) (day, precision string) {
	edge := func(sql, unit string) string {
		if !ends {
			return sql
		}
		return fmt.Sprintf("CAST(%s + INTERVAL 1 %s - INTERVAL 1 DAY AS DATE)", sql, unit)
	}
	const full, month, year = `\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?)?( ?(Z|UTC|[+-]\d{2}(:?\d{2})?))?`, `\d{4}-\d{2}`, `\d{4}`
	// Most days are written out, which is seen without a pattern.
	iso := fmt.Sprintf(`WHEN strlen(%[1]s) = 10 AND CAST(TRY_CAST(%[1]s AS DATE) AS VARCHAR) = %[1]s THEN TRY_CAST(%[1]s AS DATE)
		WHEN regexp_full_match(%[1]s, '%[2]s') THEN TRY_CAST(regexp_extract(%[1]s, '^[0-9-]+') AS DATE)
		WHEN regexp_full_match(%[1]s, '%[3]s') THEN %[4]s
		WHEN regexp_full_match(%[1]s, '%[5]s') THEN %[6]s`, text, full, month, edge("TRY_CAST("+text+" || '-01' AS DATE)", "MONTH"), year, edge("TRY_CAST("+text+" || '-01-01' AS DATE)", "YEAR"))
	isoPrecision := fmt.Sprintf(`WHEN strlen(%[1]s) > 7 THEN NULL WHEN regexp_full_match(%[1]s, '%[2]s') THEN 'month' WHEN regexp_full_match(%[1]s, '%[3]s') THEN 'year'`, text, month, year)
	if format == "" {
		return "CASE " + iso + " END", "CASE " + isoPrecision + " END"
	}
	strp, err := models.DateFormat(format)
	if err != nil {
		strp = format // refused when the package was read
	}
	strptime := fmt.Sprintf("try_strptime(%s, %s)", months(text, strp), sqltext.Literal(strp))
	parsed, known := "CAST("+strptime+" AS DATE)", "NULL"
	switch {
	case strings.Contains(strp, "d"):
	case strings.Contains(strings.ToLower(strp), "m") || strings.Contains(strp, "b"):
		parsed, known = edge(parsed, "MONTH"), "'month'"
	default:
		parsed, known = edge(parsed, "YEAR"), "'year'"
	}
	is := strptime + " IS NOT NULL"
	return fmt.Sprintf("CASE WHEN %s THEN %s %s END", is, parsed, iso), fmt.Sprintf("CASE WHEN %s THEN %s %s END", is, known, isoPrecision)
}

func readMoment(text, format string) string {
	iso := fmt.Sprintf("TRY_CAST(CASE WHEN regexp_full_match(%[1]s, '\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}.*)?') THEN %[1]s END AS TIMESTAMPTZ)", text)
	if format == "" {
		return iso
	}
	strp, err := models.DateFormat(format)
	if err != nil {
		strp = format
	}
	return fmt.Sprintf("coalesce(CAST(try_strptime(%s, %s) AS TIMESTAMPTZ), %s)", months(text, strp), sqltext.Literal(strp), iso)
}

// readDimension takes a level however it is spelt; values outside the declared
// levels are kept and warned about.
func readDimension(d models.Dimension, present bool) typed {
	if !present {
		return typed{columns: []column{{d.Name, "CAST(NULL AS VARCHAR)"}}}
	}
	text := said(d.Name)
	t := typed{texts: []column{{"_said_" + d.Name, "n." + sqltext.Quote(d.Name)}}, columns: []column{{d.Name, text}}}
	if len(d.Levels) > 0 {
		t.columns[0].sql = levelOf(text, d.Levels)
		ids := make([]string, len(d.Levels))
		for i, l := range d.Levels {
			ids[i] = sqltext.Literal(l.ID)
		}
		t.faults = []fault{{fmt.Sprintf("%s NOT IN (%s)", sqltext.Quote(d.Name), strings.Join(ids, ", ")), models.NewProblem("level_not_recognised", d.Name, "")}}
	}
	return t
}

// inOrder are the faults of pairs of dates in the wrong order. A month or a
// year is before a day only where all of it is.
func inOrder(k *models.Kind, feed models.Feed, has func(string) bool) []fault {
	var faults []fault
	for _, pair := range k.Ordered {
		if !has(pair[0]) || !has(pair[1]) {
			continue
		}
		last := sqltext.Quote(pair[1])
		if f, _ := k.Field(pair[1]); f.Type == models.Date && !f.Ends {
			day, _ := readDate(plain(f.Name), feed.Formats[f.Name], true)
			last = "(" + day + ")"
		}
		faults = append(faults, fault{last + " < " + sqltext.Quote(pair[0]), models.NewProblem("wrong_order", pair[1], pair[0])})
	}
	return faults
}

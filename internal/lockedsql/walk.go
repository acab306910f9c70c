package lockedsql

import (
	"fmt"
	"regexp"
	"strings"
)

// walk visits a parsed statement and stops at the first thing refused.
type walk struct {
	parser  *parsing
	tables  map[string]string // by folded name
	read    map[string]bool
	refused string // what, as the text names it
}

// scope is the names of common table expressions that can be seen.
type scope struct {
	name  string
	outer *scope
}

func (s *scope) has(name string) bool {
	for ; s != nil; s = s.outer {
		if s.name == name {
			return true
		}
	}
	return false
}

var expressions = set("BETWEEN CASE CAST COLLATE COLUMN_REF COMPARISON CONJUNCTION CONSTANT DEFAULT FUNCTION LAMBDA LAMBDA_REF OPERATOR POSITIONAL_REFERENCE STAR SUBQUERY WINDOW TYPE")

var clauses = set("SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE CTE_NODE " +
	"BASE_TABLE SUBQUERY JOIN TABLE_FUNCTION EXPRESSION_LIST EMPTY PIVOT " +
	"LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER ORDER_MODIFIER DISTINCT_MODIFIER " +
	"ORDER_DEFAULT ASCENDING DESCENDING ORDER_ASCENDING ORDER_DESCENDING")

// tableFunctions make rows of their arguments alone.
var tableFunctions = set("unnest range generate_series json_each json_tree")

// clocks are words that DuckDB reads as functions where no column has the name.
var clocks = set("current_date current_time current_timestamp localtime localtimestamp")

// moody are functions that DuckDB calls consistent although their result
// depends on more than their arguments, or whose size no limit holds.
var moody = map[string]string{
	"getvariable": "getvariable()", "current_setting": "current_setting()", "reservoir_quantile": "reservoir_quantile()", "bar": "bar()",
	"list_aggregate": "", "list_aggr": "", "array_aggregate": "", "array_aggr": "", "aggregate": "",
}

func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(words) {
		all[w] = true
	}
	return all
}

func (w *walk) refuse(format string, args ...any) {
	if w.refused == "" {
		w.refused = fmt.Sprintf(format, args...)
	}
}

func text(node map[string]any, key string) string {
	s, _ := node[key].(string)
	return s
}

func list(node map[string]any, key string) []any {
	l, _ := node[key].([]any)
	return l
}

func (w *walk) visit(v any, seen *scope) {
	if w.refused != "" {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, child := range v {
			w.visit(child, seen)
		}
	case map[string]any:
		w.object(v, seen)
	}
}

func (w *walk) object(node map[string]any, seen *scope) {
	if class, ok := node["class"].(string); ok {
		if !w.expression(node, class) {
			return
		}
	} else if kind, ok := node["type"].(string); ok {
		w.clause(node, kind, seen)
	}
	if node["sample"] != nil {
		w.refuse("a sample")
	}
	if node["at_clause"] != nil {
		w.refuse("AT")
	}
	if ctes, ok := node["cte_map"].(map[string]any); ok {
		for _, entry := range list(ctes, "map") {
			cte, _ := entry.(map[string]any)
			w.visit(cte["value"], seen) // a recursive one brings its own name along
			seen = &scope{fold(text(cte, "key")), seen}
		}
	}
	for key, child := range node {
		if key == "cte_map" {
			continue
		}
		inner := seen
		if text(node, "type") == "RECURSIVE_CTE_NODE" && key == "right" {
			inner = &scope{fold(text(node, "cte_name")), seen}
		}
		if text(node, "type") == "TABLE_FUNCTION" && key == "function" {
			// Its name has been judged as a table function; its arguments follow.
			function, _ := child.(map[string]any)
			child = []any{function["children"], function["filter"], function["order_bys"]}
		}
		w.visit(child, inner)
	}
}

// clause judges what is not an expression: queries, tables, modifiers.
func (w *walk) clause(node map[string]any, kind string, seen *scope) {
	switch {
	case kind == "BASE_TABLE":
		name, schema, catalog := text(node, "table_name"), text(node, "schema_name"), text(node, "catalog_name")
		if catalog == "" && schema == "" && seen.has(fold(name)) {
			return
		}
		known, ok := w.tables[fold(name)]
		if catalog != "" || schema != "" && fold(schema) != "main" || !ok {
			w.refuse("the table %s", strings.Join(present(catalog, schema, name), "."))
			return
		}
		w.read[known] = true
	case kind == "TABLE_FUNCTION":
		function, _ := node["function"].(map[string]any)
		name := fold(text(function, "function_name"))
		if !tableFunctions[name] || text(function, "schema") != "" || text(function, "catalog") != "" {
			w.refuse("%s()", text(function, "function_name"))
		}
	case kind == "SHOW_REF":
		w.refuse("SHOW, DESCRIBE or SUMMARIZE")
	case !clauses[kind] && !strings.HasSuffix(kind, "_TYPE_INFO"):
		w.refuse("%s", kind)
	}
}

func present(parts ...string) (out []string) {
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

// expression judges one and says whether to look into it.
func (w *walk) expression(node map[string]any, class string) bool {
	switch class {
	case "CONSTANT":
		return false
	case "COLUMN_REF":
		names := list(node, "column_names")
		if len(names) == 1 {
			if name, _ := names[0].(string); clocks[fold(name)] {
				w.refuse("%s", name)
			}
		}
		return false
	case "PARAMETER":
		w.refuse("a parameter")
	case "FUNCTION", "WINDOW":
		if catalog, schema := text(node, "catalog"), text(node, "schema"); catalog != "" || schema != "" && schema != "main" && schema != "pg_catalog" {
			w.refuse("%s()", strings.Join(present(catalog, schema, text(node, "function_name")), "."))
		}
		w.function(node)
	default:
		if !expressions[class] {
			w.refuse("%s", class)
		}
	}
	return true
}

// function refuses those whose result is not the same every time. Where
// overloads differ, all that the number of arguments leaves open count.
func (w *walk) function(node map[string]any) {
	written := text(node, "function_name")
	name, arguments := fold(written), list(node, "children")
	if macro, ok := w.parser.macros[name]; ok && !macro {
		w.refuse("%s()", written)
	}
	consistent := false
	for _, o := range w.parser.functions[name] {
		consistent = consistent || o.consistent
		if !o.consistent && (o.parameters == len(arguments) || o.variadic) {
			w.refuse("%s()", written)
		}
	}
	if len(w.parser.functions[name]) > 0 && !consistent {
		w.refuse("%s()", written)
	}
	if name == "age" && len(arguments) == 1 {
		w.refuse("age() of one argument")
	}
	if word, ok := moody[name]; ok {
		if word != "" {
			w.refuse("%s", word)
			return
		}
		if len(arguments) > 1 {
			// An aggregate given by its name.
			named, isText := constant(arguments[1])
			if !isText || moody[fold(named)] != "" {
				w.refuse("%s() of an aggregate that is not plainly named", written)
			}
		}
	}
	switch name {
	case "list_reduce", "array_reduce", "reduce":
		if len(arguments) > 1 && multiplies(arguments[1]) {
			w.refuse("%s() that makes its result many times as long at every step", written)
		}
	case "printf", "format", "sformat":
		if len(arguments) > 0 {
			if form, isText := constant(arguments[0]); !isText || wideFormat.MatchString(form) {
				w.refuse("%s() with a format that is not plain", written)
			}
		}
	}
}

// multiplies tells whether a lambda's result can be a multiple of its first
// parameter: it stands there twice, or in what may repeat it. A reduction by
// such a lambda would double a text at every element of its list.
func multiplies(v any) bool {
	lambda, _ := v.(map[string]any)
	first, _ := lambda["lhs"].(map[string]any)
	if parameters := list(first, "children"); len(parameters) > 0 {
		first, _ = parameters[0].(map[string]any)
	}
	names := list(first, "column_names")
	if len(names) != 1 {
		return true
	}
	uses, repeats := 0, false
	var count func(v any)
	count = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, child := range v {
				count(child)
			}
		case map[string]any:
			if column := list(v, "column_names"); len(column) > 0 && column[0] == names[0] {
				uses++
			}
			switch fold(text(v, "function_name")) {
			case "replace", "regexp_replace", "translate", "format", "printf", "array_to_string", "list_aggr", "list_aggregate":
				repeats = true
			case "greatest", "least", "+", "*", "-", "/": // of several, gives one
				if len(list(v, "children")) > 0 && v["class"] == "FUNCTION" {
					before := uses
					count(v["children"])
					uses = min(uses, before+1)
					return
				}
			}
			for _, child := range v {
				count(child)
			}
		}
	}
	count(lambda["expr"])
	return uses > 1 && !oneOf(lambda["expr"]) || repeats
}

// oneOf is a choice between values, as of the larger one.
func oneOf(v any) bool {
	node, _ := v.(map[string]any)
	if node["class"] != "CASE" {
		return false
	}
	plain := func(v any) bool {
		n, _ := v.(map[string]any)
		return n["class"] == "COLUMN_REF" || n["class"] == "CONSTANT"
	}
	for _, check := range list(node, "case_checks") {
		c, _ := check.(map[string]any)
		if !plain(c["then_expr"]) {
			return false
		}
	}
	return plain(node["else_expr"])
}

// wideFormat would fill memory by the width it asks for.
var wideFormat = regexp.MustCompile(`[0-9]{4}|\*|\{[^}]*\{`)

func constant(v any) (string, bool) {
	node, _ := v.(map[string]any)
	value, _ := node["value"].(map[string]any)
	s, ok := value["value"].(string)
	return s, ok && text(node, "class") == "CONSTANT"
}

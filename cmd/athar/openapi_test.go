package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"athar/models"
)

// openDocument is openapi.json, as far as it is looked at here.
type openDocument struct {
	OpenAPI string
	Paths   map[string]map[string]struct {
		OperationID string
		Security    []map[string][]string
		Parameters  []struct {
			Name, In string
			Schema   map[string]any
		}
		Responses map[string]struct {
			Description string
			Content     map[string]struct{ Schema map[string]any }
		}
	}
	Components struct{ Schemas map[string]map[string]any }
}

func document(t *testing.T) openDocument {
	t.Helper()
	var d openDocument
	if err := json.Unmarshal(openAPI, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestOpenAPINamesEveryRoute: no route is missing, and none is invented.
func TestOpenAPINamesEveryRoute(t *testing.T) {
	d := document(t)
	if !strings.HasPrefix(d.OpenAPI, "3.1") {
		t.Errorf("OpenAPI %s", d.OpenAPI)
	}
	s := serving(t, "testdata/tiny")
	var routed []string
	parameter := regexp.MustCompile(`:([a-z]+)`)
	for _, r := range (&program{log: slog.New(slog.DiscardHandler), out: io.Discard, err: io.Discard}).echo(s.opened, "x").Routes() {
		path := strings.Replace(parameter.ReplaceAllString(r.Path, "{$1}"), "*", "{file}", 1)
		routed = append(routed, strings.ToLower(r.Method)+" "+path)
	}
	var said []string
	operations := map[string]bool{}
	for path, methods := range d.Paths {
		for method, o := range methods {
			said = append(said, method+" "+path)
			if o.OperationID == "" || operations[o.OperationID] {
				t.Errorf("%s %s has no operationId of its own", method, path)
			}
			operations[o.OperationID] = true
			if posts := method == "post"; posts != (len(o.Security) > 0) {
				t.Errorf("%s %s: needs a token is %v", method, path, len(o.Security) > 0)
			}
			for _, p := range parameterNames(path) {
				if !slices.ContainsFunc(o.Parameters, func(q struct {
					Name, In string
					Schema   map[string]any
				}) bool {
					return q.In == "path" && q.Name == p
				}) {
					t.Errorf("%s %s does not say what %s is", method, path, p)
				}
			}
		}
	}
	slices.Sort(routed)
	slices.Sort(said)
	if !slices.Equal(slices.Compact(routed), said) {
		t.Errorf("the routes are\n%s\nand the document says\n%s", strings.Join(routed, "\n"), strings.Join(said, "\n"))
	}
	// Every kind may be posted, and the document names them all.
	for _, p := range d.Paths["/api/v1/records/{kind}"]["post"].Parameters {
		if p.Name != "kind" {
			continue
		}
		for _, k := range models.Kinds {
			if !slices.Contains(p.Schema["enum"].([]any), any(k.Name)) {
				t.Errorf("the document does not name the kind %s", k.Name)
			}
		}
	}
	// Every reference leads somewhere.
	for _, found := range regexp.MustCompile(`"\$ref": *"#/components/schemas/(\w+)"`).FindAllSubmatch(openAPI, -1) {
		if d.Components.Schemas[string(found[1])] == nil {
			t.Errorf("there is no schema %s", found[1])
		}
	}
}

func parameterNames(path string) []string {
	var names []string
	for _, found := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(path, -1) {
		names = append(names, found[1])
	}
	return names
}

// TestAnswersAreAsTheDocumentSays holds real answers against their schemas.
func TestAnswersAreAsTheDocumentSays(t *testing.T) {
	d := document(t)
	s := serving(t, "testdata/tiny")
	check := func(path, route, method string, r reply) {
		t.Helper()
		o := d.Paths[route][method]
		said, ok := o.Responses[fmt.Sprint(r.status)]
		if !ok {
			t.Errorf("%s answers %d, which the document does not know", path, r.status)
			return
		}
		media, _, _ := strings.Cut(r.header.Get("Content-Type"), ";")
		content, ok := said.Content[media]
		if !ok && len(r.body) > 0 {
			t.Errorf("%s answers %d with %s, which the document does not know", path, r.status, media)
			return
		}
		if !strings.HasSuffix(media, "json") {
			return
		}
		var v any
		if err := json.Unmarshal(r.body, &v); err != nil {
			t.Errorf("%s: %v", path, err)
			return
		}
		for _, fault := range d.against(content.Schema, v, "") {
			t.Errorf("%s: %s", path, fault)
		}
	}
	for path, route := range map[string]string{
		"/": "/", "/en": "/en", "/en/": "/en/", "/ar": "/ar", "/ar/": "/ar/",
		"/en/ministry": "/en/{page}", "/ar/data": "/ar/{page}", "/en/nonsense": "/en/{page}", "/en/ministry.json": "/en/{page}", "/ar/ministry.svg": "/ar/{page}",
		"/en/ministry/gap.json?by=gender": "/en/{page}/{figure}", "/ar/ministry/gap.csv?by=gender": "/ar/{page}/{figure}", "/en/ministry/nonsense.json": "/en/{page}/{figure}",
		"/static/style.css": "/static/{file}", "/static/nonsense": "/static/{file}",
		"/api/openapi.json": "/api/openapi.json", "/healthz": "/healthz", "/readyz": "/readyz", "/metrics": "/metrics",
		"/api/v1/measures": "/api/v1/measures", "/api/v1/dimensions": "/api/v1/dimensions", "/api/v1/terms": "/api/v1/terms",
		"/api/v1/answers/participation_rate?by=gender": "/api/v1/answers/{measure}", "/api/v1/answers/people": "/api/v1/answers/{measure}", "/api/v1/answers/award_rate": "/api/v1/answers/{measure}",
		"/api/v1/answers/journey?by=gender": "/api/v1/answers/{measure}", "/api/v1/answers/minutes_mean": "/api/v1/answers/{measure}", "/api/v1/answers/participation_rate?by=school_type,gender": "/api/v1/answers/{measure}",
		"/api/v1/answers/participation_rate?by=school": "/api/v1/answers/{measure}", "/api/v1/answers/nonsense": "/api/v1/answers/{measure}", "/api/v1/answers/people?x=1": "/api/v1/answers/{measure}",
		"/api/v1/batches/nonsense": "/api/v1/batches/{id}", "/api/v1/batches/nonsense/problems": "/api/v1/batches/{id}/problems",
	} {
		r := s.get(path)
		check(path, route, "get", r)
		if at := r.header.Get("Location"); at != "" && strings.Contains(path, "?") {
			check(at, route, "get", s.get(at))
		}
	}
	records := "/api/v1/records/{kind}"
	for _, body := range []string{"person_id,opportunity_id,stage,occurred_on\n1,v1,enrolled,2024-10-10\n", "person_id,opportunity_id,stage\n1,v1,went\n", ""} {
		path := "/api/v1/records/participations?source=web"
		r := s.post(path, "text/csv", []byte(body))
		check(path, records, "post", r)
		var receipt models.Receipt
		if json.Unmarshal(r.body, &receipt) == nil {
			check("its receipt", "/api/v1/batches/{id}", "get", s.get("/api/v1/batches/"+receipt.Batch))
			check("its problems", "/api/v1/batches/{id}/problems", "get", s.get("/api/v1/batches/"+receipt.Batch+"/problems"))
		}
		check(path, records, "post", s.post(path+"&dry_run=true", "text/csv", []byte(body)))
	}
	check("a kind that is none", records, "post", s.post("/api/v1/records/castles?source=web", "text/csv", nil))
	check("no source", records, "post", s.post("/api/v1/records/people", "text/csv", nil))
	check("a media type that is none", records, "post", s.post("/api/v1/records/people?source=x", "image/png", nil))
	check("no token", records, "post", s.do("POST", "/api/v1/records/people?source=x", bytes.NewReader(nil)))
	body, media := form(t, map[string]string{"visits": "opportunity_id,title_en\nv2,Library\n"})
	check("a feed", "/api/v1/feeds/{feed}", "post", s.post("/api/v1/feeds/visits", media, body))
	check("a feed, dry", "/api/v1/feeds/{feed}", "post", s.post("/api/v1/feeds/visits?dry_run=true", media, body))
	check("a feed that is none", "/api/v1/feeds/{feed}", "post", s.post("/api/v1/feeds/nonsense", media, body))
}

// against holds a value against a schema, as far as this document uses them.
func (d openDocument) against(schema map[string]any, v any, at string) []string {
	if name, ok := schema["$ref"].(string); ok {
		schema = d.Components.Schemas[strings.TrimPrefix(name, "#/components/schemas/")]
	}
	fault := func(format string, args ...any) []string {
		return []string{at + ": " + fmt.Sprintf(format, args...)}
	}
	if any, ok := schema["anyOf"].([]any); ok {
		var first []string
		for i, one := range any {
			faults := d.against(one.(map[string]interface{}), v, at)
			if len(faults) == 0 {
				return nil
			}
			if i == 0 {
				first = faults
			}
		}
		return first
	}
	if enum, ok := schema["enum"].([]any); ok && !slices.Contains(enum, v) {
		return fault("%v is not one of %v", v, enum)
	}
	switch schema["type"] {
	case "string":
		s, ok := v.(string)
		if !ok {
			return fault("%v is no text", v)
		}
		if schema["format"] == "date" && !regexp.MustCompile(`^\d{4}-\d\d-\d\d$`).MatchString(s) {
			return fault("%s is no day", s)
		}
	case "integer", "number":
		n, ok := v.(float64)
		if !ok || schema["type"] == "integer" && n != float64(int64(n)) {
			return fault("%v is no %v", v, schema["type"])
		}
	case "boolean":
		if _, ok := v.(bool); !ok {
			return fault("%v is no flag", v)
		}
	case "null":
		if v != nil {
			return fault("%v is not null", v)
		}
	case "array":
		list, ok := v.([]any)
		if !ok {
			return fault("%v is no list", v)
		}
		var faults []string
		for i, e := range list {
			faults = append(faults, d.against(schema["items"].(map[string]any), e, fmt.Sprintf("%s[%d]", at, i))...)
		}
		return faults
	case "object":
		object, ok := v.(map[string]any)
		if !ok {
			return fault("%v is no object", v)
		}
		var faults []string
		required, _ := schema["required"].([]any)
		for _, name := range required {
			if _, given := object[name.(string)]; !given {
				faults = append(faults, fault("%v is missing", name)...)
			}
		}
		properties, _ := schema["properties"].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(object)) {
			switch more := schema["additionalProperties"].(type) {
			case map[string]any:
				if properties[name] == nil {
					faults = append(faults, d.against(more, object[name], at+"."+name)...)
				}
			case bool:
				if !more && properties[name] == nil {
					faults = append(faults, fault("%s is not in the document", name)...)
				}
			}
			if p, ok := properties[name].(map[string]any); ok {
				faults = append(faults, d.against(p, object[name], at+"."+name)...)
			}
		}
		return faults
	}
	return nil
}

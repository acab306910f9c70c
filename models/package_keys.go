package models

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// How the decoder says that a key is not known, and that a value is of another form than its place.
var (
	unknownKey = regexp.MustCompile(`(?:line (\d+): )?field (\S+) not found in type models\.(\w+)`)
	ourTypes   = regexp.MustCompile(`into (models\.|\[\]|map\[)\S+`)
)

// inside is what types are called that are read as one of ours by its UnmarshalYAML.
var inside = map[string]string{"full": "Level", "both": "Text"}

// unreadable says what the decoder found wrong with an athar.yaml, without the
// names of our types; of a key that is not known, which are.
func unreadable(err error) error {
	found := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "yaml: "), "unmarshal errors:")
	found = strings.Join(strings.Fields(ourTypes.ReplaceAllString(found, "in this place")), " ")
	say := func(line, key, known string) string {
		return unknownKey.ReplaceAllStringFunc(found, func(match string) string {
			m := unknownKey.FindStringSubmatch(match)
			said := strings.ReplaceAll(key, "{key}", m[2])
			name := m[3]
			if is, ok := inside[name]; ok {
				name = is
			}
			if keys := keysOf(reflect.TypeFor[Package](), name); len(keys) > 0 {
				said += strings.ReplaceAll(known, "{keys}", strings.Join(keys, ", "))
			}
			if m[1] != "" {
				said = strings.ReplaceAll(line, "{line}", m[1]) + said
			}
			return said
		})
	}
	return &Error{Kind: Invalid, Cause: err,
		Message: "athar.yaml cannot be read: " + say("line {line}: ", "there is no key called {key}", "; there are {keys}."),
		Ar:      "تتعذر قراءة athar.yaml: " + say("السطر {line}: ", "لا يوجد مفتاح اسمه {key}", "؛ المفاتيح هي {keys}.")}
}

// keysOf are the keys of a type of this package that t is or holds.
func keysOf(t reflect.Type, name string) (keys []string) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return keysOf(t.Elem(), name)
	case reflect.Struct:
	default:
		return nil
	}
	for _, f := range reflect.VisibleFields(t) {
		key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if key == "" || key == "-" {
			continue
		}
		if t.Name() == name {
			keys = append(keys, key)
		} else if within := keysOf(f.Type, name); len(within) > 0 {
			return within
		}
	}
	slices.Sort(keys)
	return keys
}

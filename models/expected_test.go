package models

import "testing"

func TestWhatIsExpectedOfAField(t *testing.T) {
	for _, c := range []struct {
		field        Field
		format, want string
	}{
		{Field{Type: Date}, "", "YYYY-MM-DD"},
		{Field{Type: Date}, "DD/MM/YYYY", "DD/MM/YYYY"},
		{Field{Type: Moment}, "", "YYYY-MM-DDThh:mm"},
		{Field{Type: Code, Codes: []string{"a", "b"}}, "", "a, b"},
		{Field{Type: Number, Minimum: atLeast(0)}, "", "≥ 0"},
		{Field{Type: Number, Minimum: atLeast(-1.5), Maximum: atMost(100)}, "", "≥ -1.5, ≤ 100"},
		{Field{}, "", ""},
	} {
		if got := c.field.Expected(c.format); got != c.want {
			t.Errorf("%+v: %q, want %q", c.field, got, c.want)
		}
	}
}

func TestACodeHasTheTitleOfWhatItNames(t *testing.T) {
	for _, c := range []struct{ kind, field, code, want string }{
		{"participations", "stage", "enrolled", "الالتحاق"},
		{"participations", "barrier", "practical", "عائق عملي"},
		{"opportunities", "type", "visit", "زيارات"},
		{"opportunities", "audience", "family", "الأسر"},
		{"schools", "type", "private", "خاصة"},
		{"returns", "about", "people", people.Title.Ar},
		{"participations", "stage", "went", ""},
		{"responses", "subject_kind", "school", ""},
		{"funds", "type", "grant", ""},
	} {
		kind, err := KindNamed(c.kind)
		if err != nil {
			t.Fatal(err)
		}
		field, known := kind.Field(c.field)
		if !known {
			t.Fatalf("%s has no field %s", c.kind, c.field)
		}
		if got := field.CodeTitle(c.code).Ar; got != c.want {
			t.Errorf("%s.%s %s: %q, want %q", c.kind, c.field, c.code, got, c.want)
		}
	}
}

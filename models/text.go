package models

// Language is one of the two languages every page and message speaks.
type Language string

// The languages of Athar.
const (
	English Language = "en"
	Arabic  Language = "ar"
)

// Text is the same thing said in English and in Arabic. Where a package gives
// only one of them, the other falls back to it.
type Text struct {
	En string `json:"en" yaml:"en"`
	Ar string `json:"ar,omitempty" yaml:"ar"`
}

// In returns the text in a language, or in the other where it is missing.
func (t Text) In(l Language) string {
	if l == Arabic && t.Ar != "" || t.En == "" {
		return t.Ar
	}
	return t.En
}

// IsZero reports whether neither language says anything.
func (t Text) IsZero() bool { return t.En == "" && t.Ar == "" }

// UnmarshalYAML accepts `{en: …, ar: …}` and a plain string, which is English.
func (t *Text) UnmarshalYAML(unmarshal func(any) error) error {
	var plain string
	if unmarshal(&plain) == nil {
		t.En = plain
		return nil
	}
	type both Text
	return unmarshal((*both)(t))
}

// Package sqltext writes names and texts into SQL that is put together from
// declarations. Values are bound wherever SQL can bind them; this is for the
// rest, and for statements that are shown to people.
package sqltext

import "strings"

// Quote writes a name as an identifier.
func Quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Literal writes a text as a literal.
func Literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

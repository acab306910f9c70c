// Package static holds the files that pages fetch: style, fonts and their
// licence. Nothing is fetched from anywhere else.
package static

import "embed"

// Files are the files under /static.
//
//go:embed *.css fonts
var Files embed.FS

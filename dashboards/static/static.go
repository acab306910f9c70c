// Package static holds the files that pages fetch: style, script, fonts and their
// licence. Nothing is fetched from anywhere else.
package static

import "embed"

// Files are the files under /static.
//
//go:embed *.css *.js fonts echarts/*.js echarts/*.LICENSE echarts/*.NOTICE
var Files embed.FS

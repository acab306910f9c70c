// Package substrait stands in the place of the module of its name, which holds the definitions of some hundred functions.
// iceberg-go reads them all whenever a program starts, which took half as long as a question on the command line, and needs them
// only to filter the rows of a table by itself. Athar leaves that to DuckDB.
package substrait

import "embed"

//go:embed extensions
var none embed.FS

// GetSubstraitExtensionsFS is the folder of definitions.
func GetSubstraitExtensionsFS() embed.FS { return none }

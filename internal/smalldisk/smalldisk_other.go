//go:build !linux

package smalldisk

import "testing"

// Make skips the test: small disks are made on Linux alone.
func Make(t testing.TB, _ int) string {
	t.Helper()
	t.Skip("only on Linux can a small disk be made to fill")
	return ""
}

// Fill does nothing, as there is no disk that Make made.
func Fill(testing.TB, string, int64) (remove func()) { return func() {} }

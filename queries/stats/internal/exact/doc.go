// Package exact adds and subtracts without losing digits to cancellation.
package exact

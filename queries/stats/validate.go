package stats

import (
	"errors"
	"fmt"
	"math"
)

// ErrInput is wrapped by every error of this package: numbers that no data can give. Messages name the field at fault and
// never repeat its value, which may be personal.
var ErrInput = errors.New("statistics input refused")

// Refuse is the error for numbers that no data can give; it wraps [ErrInput].
func Refuse(format string, arguments ...any) error {
	return fmt.Errorf("%w: %s", ErrInput, fmt.Sprintf(format, arguments...))
}

// IsFinite tells whether x is a number: neither NaN nor infinite.
func IsFinite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// IsAmount tells whether x can be a count, a weight or an amount: finite and not negative.
func IsAmount(x float64) bool { return x >= 0 && !math.IsInf(x, 1) }

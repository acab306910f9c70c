package stats

import (
	"errors"
	"fmt"
	"math"
)

// ErrInput is wrapped by every error of this package: numbers that no data can give. Messages name the field at fault and
// never repeat its value, which may be personal.
var ErrInput = errors.New("statistics input refused")

func refuse(format string, arguments ...any) error {
	return fmt.Errorf("%w: %s", ErrInput, fmt.Sprintf(format, arguments...))
}

func isFinite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// isAmount tells whether x can be a count, a weight or an amount: finite and not negative.
func isAmount(x float64) bool { return x >= 0 && !math.IsInf(x, 1) }

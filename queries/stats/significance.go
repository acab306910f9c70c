package stats

import "slices"

// Test is what a test of significance returns: how far the data lie from a hypothesis, and how often chance alone would
// take them at least as far.
type Test struct {
	Statistic          float64 // meaningless unless Defined
	Degrees            float64 // of freedom; of an F its numerator's; 0 where the statistic has none
	DenominatorDegrees float64 // of an F; 0 for other statistics
	PValue             float64 // 0 to 1; two-sided for statistics that have a sign
	Undefined          Reason  // why there is no test; empty when there is one
	Method             Method
	Warnings           []Warning // sorted, without repeats; nil when there is nothing to warn of
}

// Defined reports whether the numbers may be read.
func (t Test) Defined() bool { return t.Undefined == "" }

// UndefinedTest is the test of a method that has no value for a reason.
func UndefinedTest(reason Reason, method Method) Test { return Test{Undefined: reason, Method: method} }

// WarnedIf adds a warning when the condition holds, in a fresh slice.
func (t Test) WarnedIf(condition bool, warning Warning) Test {
	if condition {
		t.Warnings = with(t.Warnings, warning)
	}
	return t
}

// with is a sorted copy that holds one warning more.
func with(warnings []Warning, warning Warning) []Warning {
	warnings = append(slices.Clone(warnings), warning)
	slices.Sort(warnings)
	return slices.Compact(warnings)
}

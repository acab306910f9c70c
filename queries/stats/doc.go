// Package stats turns counts and sums into estimates with intervals: shares, gaps, gradients over ordered groups, parity
// and the inequality of amounts. It knows nothing of where numbers come from. SQL counts; this package infers.
//
// Every statistic is one function in a file of its own. It takes numbers in a named struct, so that neighbours cannot be
// swapped, and gives back an [Estimate]: the value, its interval, its standard error, the method by which they were
// found and the warnings that must stand beside the number. [Summarise], [SummariseCounts] and [SummariseSample] give all
// measures of inequality between groups at once.
//
// # Three ways of having no number
//
//   - Impossible input (a negative count, NaN, an infinity, more successes than trials) is an error that wraps [ErrInput].
//     It is the caller's mistake and never becomes a figure.
//   - A statistic that has no value for possible data (a ratio over a rate of zero, a gradient over two groups) is an
//     Estimate whose Undefined holds a [Reason].
//   - A value whose interval cannot be had (one person, one school) is an Estimate whose Interval.Undefined holds the
//     reason.
//
// No 0 and no NaN ever stands for a reason: ask Defined before reading a number.
//
// # Units
//
// Shares run from 0 to 1. Differences are in the unit of what was compared, so the difference of two shares is between
// -1 and 1 and has to be multiplied by 100 to be read as percentage points. Standard errors and limits of a ratio are
// worked out for its logarithm.
//
// # Promises
//
// The caller's slices are read and never written. The order of rows changes nothing, except where an order is what the
// function is told (groups from the most to the least disadvantaged). Sums are compensated and taken in a fixed order, so
// the same question has the same answer to the last digit on every run; what is drawn at random comes from a seed
// ([WithSeed]). Functions keep no state and may be called from many goroutines at once.
//
// # Method names
//
// A [Method] is a stable name with a version, such as "wilson/1". A changed definition gets a new version, so that an
// old figure can be told from a new one.
package stats

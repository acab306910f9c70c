// Package distribution holds the probability distributions that intervals and tests rest on, and the seeded random numbers
// that simulations draw from. Its functions speak of the undefined as package math does, with NaN and infinities: they are
// mathematics, not statistics.
//
// A CDF is the probability of a value at most x, a Survival that of a larger one, worked out without subtracting from one
// where that would lose the digits of a small p-value, and a Quantile the value below which the share p lies. Every
// quantile of p outside 0 to 1, every parameter that must be above zero and is not, and every NaN gives NaN.
package distribution

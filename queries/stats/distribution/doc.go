// Package distribution holds the probability distributions that intervals and tests rest on. Its functions speak of the
// undefined as package math does, with NaN and infinities: they are mathematics, not statistics.
package distribution

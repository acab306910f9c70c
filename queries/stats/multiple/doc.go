// Package multiple corrects p-values for having asked many questions at once: of twenty true null hypotheses, one in
// twenty is expected below 0.05 by chance.
//
// A family is what is read together: all tests of one published table or one map. Its size has to be printed beside the
// adjusted values, for they mean nothing without it. Two promises are on offer:
//
//   - of all that is claimed, at most the share q is expected to be false: [BenjaminiHochberg], for tables and maps, and
//     [BenjaminiYekutieli] where tests may depend on each other in any way;
//   - not a single claim is false with probability 1-q: [Holm], for a headline, and [Hochberg] and [Bonferroni], which are
//     kept to compare with what others publish.
//
// An adjusted p-value is the smallest level at which its hypothesis is rejected within the family. The order of the family
// changes nothing: equal p-values have equal adjusted ones, and each stands where its p-value stood.
package multiple

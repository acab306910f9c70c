// Package survey estimates from samples: surveys in which who was asked was drawn by a plan, with strata, clusters and
// unequal chances, so that the answers of few speak for many.
//
// A [Design] says how the rows were drawn. It gives totals, means, shares, ratios, quantiles and models, each with the
// error that comes from drawing this sample and no other. The error is that of totals over clusters within strata, of how
// far each row moves the estimate (Taylor linearisation); taking rows as if they had been drawn one by one would nearly
// always make it too small.
//
// A part of the population, as the girls among all pupils, is a domain of the design and not a smaller design: ask
// [Design.Within], and never leave rows out.
//
// A sample that nobody drew, as the users of a platform who chose to answer, has no such error. Its answers are those of
// the respondents, and no weights make them those of a population.
package survey

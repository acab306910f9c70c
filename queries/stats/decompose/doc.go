// Package decompose asks what a difference is made of, and compares groups as if they were made up alike.
//
//   - [Kitagawa] splits the difference of two rates into what comes of who is there (composition) and of how those do who
//     are (rates);
//   - [BlinderOaxaca] splits the difference of two means into what regressors account for and the rest. The rest is not
//     discrimination: it holds everything that was not measured;
//   - [DirectRate] and [IndirectRatio] standardise: by giving every area the same population, or every stratum the same
//     rate. Do not standardise away the inequity that is asked about: print the raw rates beside.
package decompose

// Package evaluation estimates what a programme changed, by the way in which it came to those it reached: by chance, at
// different times, or by their own choice.
//
//   - Given by chance: [EstimateDifferenceInMeans] with the blocks or clusters in which chance was cast,
//     [EstimateAdjustedDifference] with what was known before, [EstimateComplierEffect] where not everybody took what was
//     given, [RandomisationTest] for a handful; [Power] and [MinimumDetectableEffect] belong before the start.
//   - Given to some schools at one time: [EstimateDifferenceInDifferences], with [WildClusterTest] where schools are few; at
//     different times: [GroupTimeEffects] and their averages.
//   - Chosen: [EstimateScores] and the weights of an [Estimand], [BalanceEntropy], [MatchNearest]; [CheckBalance] says
//     whether groups became alike, [EValue] how strong a hidden cause would have to be.
//   - Given to all on one date: [EstimateInterruptedSeries].
//
// Each design assumes something that its numbers cannot show, and its documentation says what. An effect carries the test
// that it is nothing; a design that leaves too little to judge from keeps its estimate and says why there is no interval.
package evaluation

// Package effect says how large a difference is in a unit that can be set beside other studies, and pools studies.
//
//   - between groups: [MeanDifference] in the unit of the outcome, [CohenD] and [HedgesG] in standard deviations;
//   - yes and no: [RiskDifference], [Logarithm] of a ratio that package stats estimates, and [LogisticD], which carries an odds
//     ratio to the scale of HedgesG;
//   - before and after, from summaries: [MeanChange] in the unit of the outcome, [ChangeByPreSpread] in standard deviations of the
//     first measurement, [ChangeBySpreadOfChange]; package prepost starts from persons;
//   - several studies: [Pool], by restricted maximum likelihood with the interval of Knapp and Hartung.
//
// Show the raw difference first and the standardised one beside it. What counts as large depends on the field: for tests in
// schools an effect of 0.2 is already large, as [SizeOf] says. [Read] puts a difference in words about persons.
//
// A standardised difference between groups and one that divides by the spread of changes are not in the same unit and must
// not stand in one table.
package effect

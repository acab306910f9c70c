// Package prepost compares measurements of the same persons before and after.
//
//   - one group: [MeanChange] of scores with the paired t test, [SignedRank] for scores that are far from normal,
//     [McNemar] for yes and no, [ReliableChange] for single persons;
//   - a programme and its comparison: [Gains] and, better, [Ancova];
//   - what decides whether they may be compared: [Attrition] and [BaselineDifference], as the What Works Clearinghouse defines
//     them; package evidence judges.
//
// A change without a comparison is a change and not an impact: who scored low and was chosen for it gains by chance alone.
// Print how many were measured twice and how many were not, always.
package prepost

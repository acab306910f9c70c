// Package reliability says how far a scale or a rater can be trusted to give the same answer again.
//
//   - a scale of several items: [Alpha] with Feldt's interval, [Analyse] for its items, [Omega] where items differ in how
//     well they measure;
//   - raters who score: [Intraclass], for one rater and for the mean of several;
//   - raters who sort into categories: [Agreement] and [Kappa], with [Quadratic] weights for the levels of a rubric.
//
// A gate, [UseOf]: the mean score of a group asks for a lower limit of alpha of 0.70 or more, a decision about one learner for
// 0.90. Items that are worded the other way round have to be turned before.
package reliability

// Package evidence says how strong a claim about a programme is, from facts of how it was found: which level it reaches on
// three scales, what it lacks for the next, and what a page may say of it.
//
// The scales are those of Nesta (1 to 5), of the Every Student Succeeds Act (tier 4 to 1) and of Maryland (1 to 5). A level
// is computed and never given. Each scale is a ladder: a list of levels, and for each the conditions it adds to the ones
// below it. A claim stands on the highest level whose conditions, and those of all levels below, it meets; the first
// condition not met is what it lacks.
//
// Levels speak of the design and not of success: a programme found to do nothing by a good trial stands as high as one
// found to help. The exceptions are the scales' own: a change can only be captured (Nesta 2) where there is one or others
// to compare with, and the Act's tiers ask for a significant benefit.
package evidence

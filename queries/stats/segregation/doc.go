// Package segregation measures how unevenly groups of learners are spread over units such as schools: whether a group sits
// apart, where, and since when.
//
// All of it is worked out from counts of learners by unit and group, [Cell]. Units may lie in areas such as municipalities,
// and names of units count within their area.
//
// Every index is biased upwards where units or groups are small: with twenty learners in a school and a group of one in
// twenty, a [Dissimilarity] above 0.3 comes by chance alone. So print the index beside its [MutualInformationByChance] or
// [DissimilarityByChance], or take the bias off with [Bootstrap]; small tables warn of SmallUnits.
package segregation

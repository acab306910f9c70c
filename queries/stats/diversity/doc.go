// Package diversity measures how many kinds of thing there are, counting rare ones for less: kinds of opportunity that a
// school offers, of credential that learners earn.
//
// Kinds are given by how often each was seen. A count of zero changes nothing.
//
// The number of kinds grows with how many things were looked at, so units are never compared by it as it stands but at
// equal [Coverage], with [AtCoverage]: at the point where the same share of what there is has been seen.
package diversity

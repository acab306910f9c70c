// Package spatial measures how near opportunities are to learners: minutes to the nearest, places within reach, places a
// learner when all who can reach them share them, and how unequally that is spread.
//
// It works on zones, each with learners and with opportunities, and on travel times between them, in one [Region]. A travel
// time means nothing without its mode and its hour of departure; say both beside the figure. Learners near a border may use
// what lies beyond it, which a region does not know.
//
// Nothing is drawn at random: figures are exact for the zones and times that were given, and have no interval (NoChance).
// Of the inequality of access speak [Concentration] by income, and stats.Gini and stats.TheilByGroup of a [Histogram].
package spatial

// Package smallarea estimates many small units at once — schools, municipalities, groups that cross — each from its own
// few persons and from what units of its kind have.
//
// A mean of seven pupils is mostly chance. Drawing it towards the others, the more the fewer they are, makes all of them
// together much nearer to the truth, and some of them farther: a unit that truly stands out is hidden with its smallness.
// Such values are for maps and for ordering, with their interval and with the word that they are modelled, and not for
// holding one unit to account. A modelled value of a unit whose own value is protected must be protected too: whoever
// knows the weights can work one out from the other.
package smallarea

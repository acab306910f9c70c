// Package survival estimates how long it takes until something happens to persons who are followed for different lengths
// of time: until a learner leaves a programme, or earns a credential.
//
// Some are still there when the follow-up ends. They are censored: it is known that they stayed so long, and not what came
// after. Leaving them out, or counting them as never leaving, would both be wrong; every estimate here counts a person
// for as long as the person was followed.
//
// Where there are several ways to leave and one of them is asked about, as completing beside dropping out, ask
// [CumulativeIncidence]. One minus [KaplanMeier] of the spells that end in completion pretends that those who dropped out
// could still complete, and overstates it.
//
// Times are in whatever unit the spells are, counted from when a person entered. All is estimated under the assumption
// that those who are censored would have gone on as those who stayed.
package survival

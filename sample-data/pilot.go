package sampledata

import (
	"fmt"
	"math"
)

const (
	pilotLearners  = 4096
	pilotTolerance = 0.01 // of the participations asked for: what chance does to a pilot's count is of that size
	mostPilots     = 8
	mostTimes      = 30 // the journeys of the design; beyond it a learner would do nothing else
)

// chancesFor finds how many times the journeys of the design give about the participations asked for. It makes a few
// thousand learners of the plan, counts what they do and corrects the guess: an opportunity that is taken already, or
// closed to a learner, makes the count grow more slowly than the chances.
func chancesFor(w *world, participations int) (*chances, error) {
	wanted := float64(participations) * pilotLearners / float64(w.plan.Learners)
	times := 1.0
	var found float64
	for range mostPilots {
		w.chances = newChances(times)
		maker, c := newMaker(w), newChunk(w)
		var made int
		for slot := range pilotLearners {
			maker.learner(c, slot)
			made += c.participations
			c.reset()
		}
		found = float64(made)
		if math.Abs(found-wanted) <= pilotTolerance*wanted {
			return w.chances, nil
		}
		if times *= wanted / math.Max(found, 1); times > mostTimes {
			break
		}
	}
	if math.Abs(found-wanted) <= 5*pilotTolerance*wanted {
		return w.chances, nil
	}
	return nil, fmt.Errorf("with %d learners and %d opportunities a year there are about %.0f participations, not %d: ask for other numbers",
		w.plan.Learners, w.plan.Opportunities, found*float64(w.plan.Learners)/pilotLearners, participations)
}

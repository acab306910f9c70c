package ingest

import (
	"time"

	"athar/models"
)

// Silent are the feeds with a rhythm of which nothing ever came, or nothing
// since their next delivery was due. It answers from memory.
func (in *Intake) Silent(now time.Time) []models.Silence {
	var all []models.Silence
	for _, f := range in.Workspace().Feeds {
		if s, silent := f.Silence(in.journal.last(f.Name, f.Kind), now); silent {
			all = append(all, s)
		}
	}
	return all
}

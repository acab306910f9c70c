package disclosure

import (
	"slices"

	"athar/models"
)

// outcome asks how strong a claim is, or says that it may not be told.
func outcome(r Request, answer models.Answer, rows []Row, total Row) *models.Outcome {
	none := models.Outcome{State: answer.Total.State, Reason: answer.Total.Reason, Facts: []models.Summary{}, Groups: []models.Lost{}, Skipped: []models.Skipped{}}
	switch {
	case answer.Total.State == models.Hidden:
		none.State, none.Reason = models.NotApplicable, &models.Text{
			En: "The total is suppressed to protect privacy, and how strong the claim is rests on it.",
			Ar: "المجموع محجوب حفاظًا على الخصوصية، وعليه تقوم قوة الادعاء."}
		return &none
	case !answer.Total.State.HasNumbers():
		return &none
	}
	if slices.ContainsFunc(answer.Cells, func(c models.Cell) bool { return c.State == models.Hidden }) {
		return r.Outcome(nil, nil, total)
	}
	return r.Outcome(answer.Cells, rows, total)
}

package mapping

import (
	"strings"

	"athar/internal/lockedsql"
	"athar/models"
)

// Check tells whether a text is one SELECT that may be run over the tables:
// it reads nothing else, and gives the same result every time. nil means that
// nothing is wrong.
func Check(text string, tables []string) *models.Problem {
	_, refusal := lockedsql.Check(text, tables)
	if refusal == nil {
		return nil
	}
	switch refusal.Code {
	case lockedsql.NotSelect:
		p := models.NewProblem("mapping_not_select", "", "")
		return &p
	case lockedsql.Forbidden:
		p := models.NewProblem("mapping_forbidden", "", refusal.Detail)
		return &p
	}
	return failed(refusal.Detail)
}

func failed(detail string) *models.Problem {
	p := models.NewProblem("mapping_failed", "", strings.TrimRight(detail, "."))
	return &p
}

func fold(name string) string { return strings.ToLower(name) }

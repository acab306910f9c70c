package queries

import (
	"encoding/json"
	"fmt"

	"athar/ingest/lake"
	"athar/models"
)

// forgotten says what must be said beside an answer as of a commit, where
// people were removed for good since.
func (e *Engine) forgotten(commit int64) ([]models.Text, error) {
	since, err := e.lake.Forgotten(commit)
	if err != nil {
		return nil, fmt.Errorf("read what was forgotten: %w", err)
	}
	if len(since) == 0 {
		return nil, nil
	}
	day := since[len(since)-1].At.UTC().Format("2006-01-02")
	return []models.Text{{
		En: fmt.Sprintf("Since data version %d people have been removed for good, last on %s. This answer leaves them out too, so it may differ from one given before.", commit, day),
		Ar: fmt.Sprintf("أُزيل أشخاص نهائيًا منذ نسخة البيانات %d، آخرها في %s. وهذه الإجابة لا تشملهم أيضًا، فقد تختلف عن إجابة سابقة.", commit, day)}}, nil
}

// erased are all erasures taken together, for counting receipts again.
func erased(l *lake.Lake) (lake.Erased, error) {
	all := lake.Erased{Puts: map[string]int64{}, Withdrawals: map[string]int64{}}
	rows, err := l.Forgotten(0)
	if err != nil {
		return all, err
	}
	for _, row := range rows {
		var one lake.Erased
		if err := json.Unmarshal([]byte(row.What), &one); err != nil {
			return all, fmt.Errorf("read what commit %d forgot: %w", row.Commit, err)
		}
		for batch, n := range one.Puts {
			all.Puts[batch] += n
		}
		for which, n := range one.Withdrawals {
			all.Withdrawals[which] += n
		}
	}
	return all, nil
}

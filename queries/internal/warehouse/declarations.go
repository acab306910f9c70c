package warehouse

import (
	"fmt"
	"strings"

	"athar/models"
)

// declarations writes what is declared into tables of its own, where SQL can join it.
func (r *refresh) declarations() error {
	ids := []string{models.AllTime}
	for _, t := range r.shape.workspace.Terms {
		ids = append(ids, t.ID)
	}
	if err := r.exec(
		"CREATE OR REPLACE TABLE terms (term "+oneOf(ids)+", year INTEGER, starts_on DATE, ends_on DATE, title_en VARCHAR, title_ar VARCHAR)",
		"CREATE OR REPLACE TABLE stages (stage VARCHAR, bit BIGINT, turn INTEGER, after BIGINT)",
		"CREATE OR REPLACE TABLE levels (dimension VARCHAR, level VARCHAR, position INTEGER, title_en VARCHAR, title_ar VARCHAR)",
		`CREATE OR REPLACE TABLE feeds (feed VARCHAR, kind VARCHAR, source VARCHAR, whole BOOLEAN, every VARCHAR, stages BIGINT,
			covers_schools VARCHAR[], covers_municipalities VARCHAR[], covers_from DATE, covers_to DATE)`,
	); err != nil {
		return err
	}
	var terms []models.Term
	terms = append(terms, r.shape.workspace.Terms...)
	for _, t := range terms {
		if err := r.insert("terms", t.ID, t.Year, t.StartsOn.Time, t.EndsOn.Time, t.Title.In(models.English), t.Title.In(models.Arabic)); err != nil {
			return err
		}
	}
	if len(terms) == 0 {
		// One term that holds every day, and what has no day.
		if err := r.exec("INSERT INTO terms VALUES (" + text(models.AllTime) + ", NULL, '-infinity', 'infinity', 'All time', 'كل الفترات')"); err != nil {
			return err
		}
	}
	bits := map[string]int64{}
	for _, s := range r.shape.Stages {
		bits[s.Name] = s.Bit
		if err := r.insert("stages", s.Name, s.Bit, s.Turn, s.After); err != nil {
			return err
		}
	}
	for _, d := range r.shape.workspace.Dimensions {
		for i, l := range d.Levels {
			if err := r.insert("levels", d.Name, l.ID, i, l.Title.In(models.English), l.Title.In(models.Arabic)); err != nil {
				return err
			}
		}
	}
	for _, f := range r.shape.workspace.Feeds {
		var stages int64
		for _, s := range f.Stages {
			stages |= bits[s]
		}
		// Schools are covered by the ids of the feed's register.
		var schools []string
		for _, s := range f.Covers.Schools {
			schools = append(schools, s, f.IDs+":"+s)
		}
		row := []string{text(f.Name), text(f.Kind), text(f.Source), fmt.Sprint(f.Whole()), text(f.Every), fmt.Sprint(stages),
			list(schools), list(f.Covers.Municipalities), day(f.Covers.From, "-infinity"), day(f.Covers.To, "infinity")}
		if err := r.exec("INSERT INTO feeds VALUES (" + strings.Join(row, ", ") + ")"); err != nil {
			return err
		}
	}
	return nil
}

func (r *refresh) insert(table string, values ...any) error {
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ")
	if _, err := r.tx.ExecContext(r.ctx, "INSERT INTO "+table+" VALUES ("+marks+")", values...); err != nil {
		return fmt.Errorf("write %s: %w", table, err)
	}
	return nil
}

// list is a list of texts; an empty one is NULL, which stands for everything.
func list(of []string) string {
	if len(of) == 0 {
		return "NULL"
	}
	return "[" + strings.Join(texts(of), ", ") + "]"
}

func day(d *models.Day, otherwise string) string {
	if d == nil {
		return text(otherwise)
	}
	return text(d.String())
}
